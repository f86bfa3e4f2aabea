#include <stdlib.h>
#include <string.h>

#include "metric/internal.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define TILE 256 /* points at once: sums and indices stay in the first-level cache */
#define METRICS_AT_ONCE 4
#define COLUMN_BYTES 65536 /* of a tile on the stack */

/* Some points, some metrics of all: n of n_metrics from first on. */
typedef struct tile {
  const uint8_t *columns;
  size_t stride, begin, end; /* points */
  size_t first, n;           /* metrics */
} tile_t;

typedef union sums {
  uint32_t narrow[METRICS_AT_ONCE][TILE];
  int64_t wide[METRICS_AT_ONCE][TILE];
} sums_t;

/* ---- For every machine ----------------------------------------------------------------------- */

static void locate_plain(const hwnas_lookup_t *lookup, const tile_t *tile, uint32_t *cells) {
  for (size_t i = tile->begin; i < tile->end; i++) cells[i] = 0;
  for (uint32_t t = 0; t < lookup->n_terms; t++) {
    const uint8_t *column = tile->columns + lookup->terms[t].axis * tile->stride;
    uint32_t stride = lookup->terms[t].stride;
    for (size_t i = tile->begin; i < tile->end; i++) cells[i] += column[i] * stride;
  }
}

static void sum_plain(const hwnas_program_t *program, const tile_t *tile, sums_t *sums) {
  uint32_t cells[TILE];
  size_t n = program->n_metrics;
  for (size_t f = 0; f < program->n_lookups; f++) {
    const hwnas_lookup_t *lookup = &program->lookups[f];
    locate_plain(lookup, tile, cells);
    for (size_t m = 0; m < tile->n; m++) {
      size_t first = lookup->first * n + tile->first + m;
      for (size_t i = tile->begin; program->narrow && i < tile->end; i++)
        sums->narrow[m][i] += program->narrow_pool[first + cells[i] * n];
      for (size_t i = tile->begin; !program->narrow && i < tile->end; i++)
        sums->wide[m][i] += program->wide_pool[first + cells[i] * n];
    }
  }
}

/* ---- With AVX2 ------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

/* Cells of 16 points from i on, in two halves. Indices of tables up to 2^16 cells are made in 16-bit lanes.
 */
AVX2 static inline void locate_16(const hwnas_lookup_t *lookup, const tile_t *tile, size_t i,
                                  __m256i out[2]) {
  __m256i cells = _mm256_setzero_si256();
  for (uint32_t t = 0; t < lookup->n_terms; t++) {
    const uint8_t *column = tile->columns + lookup->terms[t].axis * tile->stride + i;
    __m256i index = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)column));
    __m256i stride = _mm256_set1_epi16((short)lookup->terms[t].stride);
    cells = _mm256_add_epi16(cells, _mm256_mullo_epi16(index, stride));
  }
  out[0] = _mm256_cvtepu16_epi32(_mm256_castsi256_si128(cells));
  out[1] = _mm256_cvtepu16_epi32(_mm256_extracti128_si256(cells, 1));
}

AVX2 static inline void locate_16_large(const hwnas_lookup_t *lookup, const tile_t *tile, size_t i,
                                        __m256i out[2]) {
  out[0] = out[1] = _mm256_setzero_si256();
  for (uint32_t t = 0; t < lookup->n_terms; t++) {
    const uint8_t *column = tile->columns + lookup->terms[t].axis * tile->stride + i;
    __m256i stride = _mm256_set1_epi32((int)lookup->terms[t].stride);
#pragma GCC unroll 2
    for (size_t h = 0; h < 2; h++) {
      __m256i index = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(column + 8 * h)));
      out[h] = _mm256_add_epi32(out[h], _mm256_mullo_epi32(index, stride));
    }
  }
}

AVX2 static inline void add_narrow(uint32_t *sums, const uint32_t *table, __m256i cells) {
  __m256i entries = _mm256_i32gather_epi32((const int *)(const void *)table, cells, 4);
  __m256i *at = (__m256i *)(void *)sums;
  _mm256_storeu_si256(at, _mm256_add_epi32(_mm256_loadu_si256(at), entries));
}

AVX2 static inline void add_wide(int64_t *sums, const int64_t *table, __m256i cells) {
  __m128i halves[2] = {_mm256_castsi256_si128(cells), _mm256_extracti128_si256(cells, 1)};
#pragma GCC unroll 2
  for (size_t h = 0; h < 2; h++) {
    __m256i entries = _mm256_i32gather_epi64((const long long *)(const void *)table, halves[h], 8);
    __m256i *at = (__m256i *)(void *)(sums + 4 * h);
    _mm256_storeu_si256(at, _mm256_add_epi64(_mm256_loadu_si256(at), entries));
  }
}

AVX2 static inline void add_16(const hwnas_program_t *program, const tile_t *tile, size_t first, size_t i,
                               const __m256i cells[2], sums_t *sums) {
  for (size_t m = 0; m < tile->n; m++)
#pragma GCC unroll 2
    for (size_t h = 0; h < 2; h++) {
      if (program->narrow)
        add_narrow(&sums->narrow[m][i + 8 * h], program->narrow_pool + first + m, cells[h]);
      else
        add_wide(&sums->wide[m][i + 8 * h], program->wide_pool + first + m, cells[h]);
    }
}

/* tile->end - tile->begin is a multiple of 16. */
AVX2 static void sum_avx2(const hwnas_program_t *program, const tile_t *tile, sums_t *sums) {
  __m256i n_metrics = _mm256_set1_epi32((int)program->n_metrics);
  for (size_t f = 0; f < program->n_lookups; f++) {
    const hwnas_lookup_t *lookup = &program->lookups[f];
    size_t first = lookup->first * program->n_metrics + tile->first;
    for (size_t i = tile->begin; i < tile->end; i += 16) {
      __m256i cells[2];
      if (lookup->n_cells <= 65536)
        locate_16(lookup, tile, i, cells);
      else
        locate_16_large(lookup, tile, i, cells);
      if (program->n_metrics > 1)
#pragma GCC unroll 2
        for (size_t h = 0; h < 2; h++) cells[h] = _mm256_mullo_epi32(cells[h], n_metrics);
      add_16(program, tile, first, i, cells, sums);
    }
  }
}
#endif

/* ---- Tiles ----------------------------------------------------------------------------------- */

static void sum_tile(const hwnas_program_t *program, tile_t tile, sums_t *sums) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    tile_t even = tile;
    even.end = tile.begin = tile.end / 16 * 16;
    sum_avx2(program, &even, sums);
  }
#endif
  sum_plain(program, &tile, sums);
}

static void write_tile(const hwnas_program_t *program, const tile_t *tile, const sums_t *sums,
                       const hwnas_batch_out_t *out) {
  for (size_t m = 0; m < tile->n; m++) {
    int64_t base = program->bases[tile->first + m], unit = program->units[tile->first + m];
    int64_t *to = out->out + (tile->first + m) * out->metric_stride;
    if (program->narrow)
      for (size_t i = 0; i < tile->end; i++)
        to[i * out->point_stride] = base + unit * (int64_t)sums->narrow[m][i];
    else
      for (size_t i = 0; i < tile->end; i++) to[i * out->point_stride] = base + unit * sums->wide[m][i];
  }
}

void hwnas_batch_columns(const hwnas_program_t *program, const uint8_t *columns, size_t stride, size_t n,
                         hwnas_batch_out_t out) {
  sums_t sums;
  for (size_t i = 0; i < n; i += TILE) {
    tile_t tile = {.columns = columns + i, .stride = stride, .end = n - i < TILE ? n - i : TILE};
    hwnas_batch_out_t to = {out.out + i * out.point_stride, out.metric_stride, out.point_stride};
    for (; tile.first < program->n_metrics; tile.first += METRICS_AT_ONCE) {
      size_t left = program->n_metrics - tile.first;
      tile.n = left < METRICS_AT_ONCE ? left : METRICS_AT_ONCE;
      if (program->narrow)
        memset(sums.narrow, 0, tile.n * sizeof sums.narrow[0]);
      else
        memset(sums.wide, 0, tile.n * sizeof sums.wide[0]);
      sum_tile(program, tile, &sums);
      write_tile(program, &tile, &sums, &to);
    }
  }
}

/* The opaque metrics of points that come as columns. */
static hwnas_status_t *profile_columns(const hwnas_metric_set_t *set, const uint8_t *columns, size_t stride,
                                       size_t n, hwnas_batch_out_t out) {
  size_t n_choices = set->space->n_choices;
  uint16_t *points = calloc(TILE * n_choices + 1, sizeof *points);
  HWNAS_TRY_ALLOC(points);
  hwnas_status_t *status = NULL;
  for (size_t first = 0; first < n && !status; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    for (size_t i = 0; i < count; i++)
      for (size_t c = 0; c < n_choices; c++) points[i * n_choices + c] = columns[c * stride + first + i];
    hwnas_batch_out_t to = {out.out + first * out.point_stride, out.metric_stride, out.point_stride};
    status = hwnas_metric_profile(set, points, count, to);
  }
  free(points);
  return status;
}

/* Points with derived variables, which have no column, one by one. */
static void sum_rows(const hwnas_metric_set_t *set, const uint8_t *columns, size_t stride, size_t n,
                     int64_t *out) {
  size_t n_choices = set->space->n_choices;
  uint16_t point[n_choices + 1], room[hwnas_space_room(set->space)];
  int64_t values[HWNAS_METRICS_MAX];
  for (size_t i = 0; i < n; i++) {
    for (size_t c = 0; c < n_choices; c++) point[c] = columns[c * stride + i];
    hwnas_program_sum(&set->program, hwnas_space_full(set->space, point, room), values);
    for (size_t m = 0; m < set->n_metrics; m++) out[m * stride + i] = values[m];
  }
}

hwnas_status_t *hwnas_metric_set_columns(const hwnas_metric_set_t *set, const uint8_t *columns, size_t stride,
                                         size_t n, int64_t *out) {
  hwnas_batch_out_t to = {out, stride, 1};
  if (hwnas_space_derives(set->space))
    sum_rows(set, columns, stride, n, out);
  else
    hwnas_batch_columns(&set->program, columns, stride, n, to);
  return set->n_opaque ? profile_columns(set, columns, stride, n, to) : NULL;
}

hwnas_status_t *hwnas_metric_set_values(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                        int64_t *out) {
  uint8_t columns[COLUMN_BYTES];
  size_t n_choices = set->space->n_choices, n_metrics = set->n_metrics;
  size_t tile = n_choices > 0 ? COLUMN_BYTES / n_choices / 16 * 16 : TILE;
  if (tile > TILE) tile = TILE;
  size_t n_batched = set->fits_bytes && tile > 0 && !hwnas_space_derives(set->space) ? n : 0;
  for (size_t i = 0; i < n_batched; i += tile) {
    size_t size = n - i < tile ? n - i : tile;
    hwnas_batch_transpose(points + i * n_choices, size, n_choices, columns, tile);
    hwnas_batch_columns(&set->program, columns, tile, size,
                        (hwnas_batch_out_t){out + i * n_metrics, 1, n_metrics});
  }
  uint16_t room[hwnas_space_room(set->space)];
  for (size_t i = n_batched; i < n; i++) {
    const uint16_t *full = hwnas_space_full(set->space, points + i * n_choices, room);
    hwnas_program_sum(&set->program, full, out + i * n_metrics);
  }
  return set->n_opaque ? hwnas_metric_profile(set, points, n, (hwnas_batch_out_t){out, 1, n_metrics}) : NULL;
}
