#include <string.h>

#include "metric/program.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Two rows of bytes that are 16-bit numbers go into one row of such numbers, first | second << 8. Eight of
 * these, which are 16 rows, are transposed by three rounds of interleaving x[i] with x[i + 4]: with the place
 * of a number written as three bits of its row and three of its column, each round rotates the six. */

/* ---- For every machine: 16 rows -------------------------------------------------------------- */

typedef uint16_t eight_t __attribute__((vector_size(16)));

static inline eight_t load_pair(const uint16_t *first, const uint16_t *second) {
  eight_t a, b;
  memcpy(&a, first, sizeof a);
  memcpy(&b, second, sizeof b);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return a << 8 | b;
#else
  return a | b << 8;
#endif
}

static inline void interleave(const eight_t x[8], eight_t out[8]) {
#pragma GCC unroll 4
  for (size_t i = 0; i < 4; i++) {
    out[2 * i] = __builtin_shufflevector(x[i], x[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
    out[2 * i + 1] = __builtin_shufflevector(x[i], x[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
  }
}

static void transpose_16x8(const uint16_t *rows, size_t length, uint8_t *columns, size_t stride) {
  eight_t a[8], b[8];
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i++) a[i] = load_pair(rows + 2 * i * length, rows + (2 * i + 1) * length);
  interleave(a, b);
  interleave(b, a);
  interleave(a, b);
#pragma GCC unroll 8
  for (size_t c = 0; c < 8; c++) memcpy(columns + c * stride, &b[c], sizeof b[c]);
}

static void transpose_32x8(const uint16_t *rows, size_t length, uint8_t *columns, size_t stride) {
  transpose_16x8(rows, length, columns, stride);
  transpose_16x8(rows + 16 * length, length, columns + 16, stride);
}

/* ---- With AVX2: 32 rows, those from the 16th on in the upper halves -------------------------- */

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i load_halves(const uint16_t *low, const uint16_t *high) {
  __m128i a = _mm_loadu_si128((const __m128i *)(const void *)low);
  __m128i b = _mm_loadu_si128((const __m128i *)(const void *)high);
  return _mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1);
}

AVX2 static inline void interleave_halves(const __m256i x[8], __m256i out[8]) {
#pragma GCC unroll 4
  for (size_t i = 0; i < 4; i++) {
    out[2 * i] = _mm256_unpacklo_epi16(x[i], x[i + 4]);
    out[2 * i + 1] = _mm256_unpackhi_epi16(x[i], x[i + 4]);
  }
}

AVX2 static void transpose_32x8_avx2(const uint16_t *rows, size_t length, uint8_t *columns, size_t stride) {
  __m256i a[8], b[8];
#pragma GCC unroll 8
  for (size_t i = 0; i < 8; i++) {
    const uint16_t *first = rows + 2 * i * length, *second = first + length;
    a[i] = _mm256_or_si256(load_halves(first, first + 16 * length),
                           _mm256_slli_epi16(load_halves(second, second + 16 * length), 8));
  }
  interleave_halves(a, b);
  interleave_halves(b, a);
  interleave_halves(a, b);
#pragma GCC unroll 8
  for (size_t c = 0; c < 8; c++) _mm256_storeu_si256((__m256i *)(void *)(columns + c * stride), b[c]);
}
#endif

/* ---- All rows -------------------------------------------------------------------------------- */

typedef void (*block_fn)(const uint16_t *rows, size_t length, uint8_t *columns, size_t stride);

static block_fn block_of(hwnas_path_t path) {
#if defined(__x86_64__)
  if (path != HWNAS_PATH_PLAIN) return transpose_32x8_avx2;
#endif
  (void)path;
  return transpose_32x8;
}

void hwnas_transpose(hwnas_path_t path, const uint16_t *rows, size_t n, size_t n_columns, uint8_t *columns,
                     size_t stride) {
  block_fn block = block_of(path);
  for (size_t i = 0; i < n; i += 32) /* The last block of rows or columns may overlap the one before it. */
    for (size_t c = 0; c < n_columns; c += 8) {
      size_t row = i + 32 <= n ? i : n - 32, column = c + 8 <= n_columns ? c : n_columns - 8;
      block(rows + row * n_columns + column, n_columns, columns + column * stride + row, stride);
    }
}
