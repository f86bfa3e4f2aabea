#include "metric/internal.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static void transpose_plain(const uint16_t *rows, size_t row_length, size_t n, size_t n_columns,
                            uint8_t *columns, size_t stride) {
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < n_columns; c++) columns[c * stride + i] = (uint8_t)rows[i * row_length + c];
}

#if defined(__SSE2__)

/* Interleaves the bytes of x[i] and x[i + 4]. Four rounds of it turn 16 rows of 8 bytes, two rows to a
 * register, into columns: with the number of a byte written as its row's four bits and its column's three,
 * each round rotates them. */
static inline void interleave(const __m128i x[8], __m128i out[8]) {
#pragma GCC unroll 4
  for (size_t i = 0; i < 4; i++) {
    out[2 * i] = _mm_unpacklo_epi8(x[i], x[i + 4]);
    out[2 * i + 1] = _mm_unpackhi_epi8(x[i], x[i + 4]);
  }
}

static inline __m128i load_8(const uint16_t *row) {
  return _mm_loadu_si128((const __m128i *)(const void *)row);
}

static void transpose_16x8(const uint16_t *rows, size_t row_length, uint8_t *columns, size_t stride) {
  __m128i a[8], b[8];
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i++)
    a[i] = _mm_packus_epi16(load_8(rows + 2 * i * row_length), load_8(rows + (2 * i + 1) * row_length));
  interleave(a, b);
  interleave(b, a);
  interleave(a, b);
  interleave(b, a);
#pragma GCC unroll 8
  for (size_t c = 0; c < 8; c++) _mm_storeu_si128((__m128i *)(void *)(columns + c * stride), a[c]);
}

void hwnas_batch_transpose(const uint16_t *rows, size_t n, size_t n_columns, uint8_t *columns,
                           size_t stride) {
  size_t n_even = n_columns < 8 ? 0 : n / 16 * 16;
  for (size_t i = 0; i < n_even; i += 16) /* The last block may overlap the one before it. */
    for (size_t c = 0; c < n_columns; c += 8) {
      size_t at = c + 8 <= n_columns ? c : n_columns - 8;
      transpose_16x8(rows + i * n_columns + at, n_columns, columns + at * stride + i, stride);
    }
  transpose_plain(rows + n_even * n_columns, n_columns, n - n_even, n_columns, columns + n_even, stride);
}

#else

void hwnas_batch_transpose(const uint16_t *rows, size_t n, size_t n_columns, uint8_t *columns,
                           size_t stride) {
  transpose_plain(rows, n_columns, n, n_columns, columns, stride);
}

#endif
