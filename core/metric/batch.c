#include <string.h>

#include "metric/program.h"

#define TILE                                                                                     \
  576 /* points at once. Not a power of two, which would crowd the columns into a few cache sets \
       */
#define WORDS_AT_ONCE 4
#define COLUMN_BYTES 65536 /* of a tile on the stack */

/* One text for all paths: each compiles it for the instructions that it may use. */
#define EVERY_PATH static inline __attribute__((always_inline))

/* Some points, some words of all. */
typedef struct tile {
  const uint8_t *columns;
  size_t stride, n; /* points */
  size_t first_word, n_words;
} tile_t;

typedef uint64_t sums_t[WORDS_AT_ONCE][TILE];

/* ---- Cells ----------------------------------------------------------------------------------- */

/* A look-up, and which word of its table each point of a tile needs. */
typedef struct located {
  const uint64_t *table;
  _Alignas(64) uint16_t cells[TILE];
} located_t;

/* The terms of a look-up from `first` on. Their number is a constant to the compiler, which vectorises the
 * loop over points with the widest registers of the path. */
EVERY_PATH void add_terms(const hwnas_lookup_t *lookup, uint32_t first, uint32_t n_terms, const tile_t *tile,
                          uint16_t *restrict cells) {
  const uint8_t *columns[4];
  uint16_t strides[4];
  for (uint32_t t = 0; t < n_terms; t++) {
    columns[t] = tile->columns + lookup->terms[first + t].axis * tile->stride;
    strides[t] = (uint16_t)lookup->terms[first + t].stride;
  }
  for (size_t i = 0; i < tile->n; i++) {
    uint16_t cell = first > 0 ? cells[i] : 0;
#pragma GCC unroll 4
    for (uint32_t t = 0; t < n_terms; t++) cell = (uint16_t)(cell + columns[t][i] * strides[t]);
    cells[i] = cell;
  }
}

EVERY_PATH void locate(const hwnas_lookup_t *lookup, const tile_t *tile, located_t *out) {
  uint32_t n = lookup->n_terms, done = n < 4 ? n : 4 - n % 2;
  out->table = lookup->table + tile->first_word;
  switch (done) {
    case 1:
      add_terms(lookup, 0, 1, tile, out->cells);
      break;
    case 2:
      add_terms(lookup, 0, 2, tile, out->cells);
      break;
    case 3:
      add_terms(lookup, 0, 3, tile, out->cells);
      break;
    default:
      add_terms(lookup, 0, 4, tile, out->cells);
  }
  for (; done < n; done += 2) add_terms(lookup, done, 2, tile, out->cells);
}

/* ---- Sums ------------------------------------------------------------------------------------ */

typedef uint64_t two_t __attribute__((vector_size(16)));

/* Entries of the points whose cells are the k-th of four and the next. */
static inline two_t load_two(const uint64_t *table, uint64_t cells, unsigned k) {
  return (two_t){table[(uint16_t)(cells >> hwnas_lane(k))], table[(uint16_t)(cells >> hwnas_lane(k + 1))]};
}

static inline void add_two(uint64_t *sums, two_t entries) {
  two_t sum;
  memcpy(&sum, sums, sizeof sum);
  sum += entries;
  memcpy(sums, &sum, sizeof sum);
}

/* Most of the time goes here, and it goes into loads: four cells come with one, and two look-ups share one of
 * the sums. No path gathers: on many machines that is slower than loads one by one, here by half. Not a
 * function that all paths call: wide registers that are in use make each SSE instruction of it wait. */
EVERY_PATH void add_pair(const located_t pair[2], size_t word, size_t n, uint64_t *sums) {
  const uint64_t *a = pair[0].table + word, *b = pair[1].table + word;
  size_t i = 0;
#pragma GCC unroll 2
  for (; i + 4 <= n; i += 4) {
    uint64_t in_a, in_b;
    memcpy(&in_a, pair[0].cells + i, sizeof in_a);
    memcpy(&in_b, pair[1].cells + i, sizeof in_b);
    add_two(sums + i, load_two(a, in_a, 0) + load_two(b, in_b, 0));
    add_two(sums + i + 2, load_two(a, in_a, 2) + load_two(b, in_b, 2));
  }
  for (; i < n; i++) sums[i] += a[pair[0].cells[i]] + b[pair[1].cells[i]];
}

static void add_large(const hwnas_lookup_t *lookup, const tile_t *tile, sums_t sums) {
  for (size_t i = 0; i < tile->n; i++) {
    const uint64_t *cell = lookup->table + tile->first_word;
    for (uint32_t t = 0; t < lookup->n_terms; t++)
      cell += (size_t)tile->columns[lookup->terms[t].axis * tile->stride + i] * lookup->terms[t].stride;
    for (size_t w = 0; w < tile->n_words; w++) sums[w][i] += cell[w];
  }
}

EVERY_PATH void sum_tile(const hwnas_program_t *program, const tile_t *tile, sums_t sums) {
  static const uint64_t nothing[WORDS_AT_ONCE];
  located_t pair[2];
  size_t n_located = 0;
  for (size_t f = 0; f < program->n_lookups; f++) {
    const hwnas_lookup_t *lookup = &program->lookups[f];
    if (lookup->large) {
      add_large(lookup, tile, sums);
      continue;
    }
    locate(lookup, tile, &pair[n_located++]);
    if (n_located < 2) continue;
    for (size_t w = 0; w < tile->n_words; w++) add_pair(pair, w, tile->n, sums[w]);
    n_located = 0;
  }
  if (n_located == 0) return;
  pair[1].table = nothing;
  memset(pair[1].cells, 0, sizeof pair[1].cells);
  for (size_t w = 0; w < tile->n_words; w++) add_pair(pair, w, tile->n, sums[w]);
}

/* ---- Values ---------------------------------------------------------------------------------- */

EVERY_PATH bool is_small(const hwnas_field_t *field) {
  return field->mask <= UINT32_MAX && field->unit <= UINT32_MAX;
}

/* hwnas_field_value for small fields: 32 bits by 32 can be multiplied in vectors. */
EVERY_PATH int64_t small_value(const hwnas_field_t *field, uint64_t sum) {
  uint32_t n = (uint32_t)(sum >> field->shift & field->mask);
  return field->base + (int64_t)((uint64_t)n * (uint32_t)field->unit);
}

EVERY_PATH void write_field(hwnas_field_t field, const uint64_t *sums, size_t n, int64_t *restrict out,
                            size_t stride) {
  if (stride == 1 && is_small(&field))
    for (size_t i = 0; i < n; i++) out[i] = small_value(&field, sums[i]);
  else
    for (size_t i = 0; i < n; i++) out[i * stride] = hwnas_field_value(&field, sums[i]);
}

/* Both metrics of each point side by side. */
EVERY_PATH void write_two(hwnas_field_t a, hwnas_field_t b, const uint64_t *sums, size_t n,
                          int64_t *restrict out) {
  for (size_t i = 0; i < n; i++) {
    out[2 * i] = small_value(&a, sums[i]);
    out[2 * i + 1] = small_value(&b, sums[i]);
  }
}

EVERY_PATH void write_tile(const hwnas_program_t *program, const tile_t *tile, sums_t sums,
                           hwnas_batch_out_t out) {
  const hwnas_field_t *fields = program->fields;
  if (program->n_metrics == 2 && program->n_words == 1 && out.metric_stride == 1 && out.point_stride == 2 &&
      is_small(&fields[0]) && is_small(&fields[1])) {
    write_two(fields[0], fields[1], sums[0], tile->n, out.out);
    return;
  }
  for (size_t m = 0; m < program->n_metrics; m++) {
    size_t word = fields[m].word - tile->first_word;
    if (fields[m].word < tile->first_word || word >= tile->n_words) continue;
    write_field(fields[m], sums[word], tile->n, out.out + m * out.metric_stride, out.point_stride);
  }
}

/* ---- Tiles ----------------------------------------------------------------------------------- */

EVERY_PATH void sum_columns(const hwnas_program_t *program, const uint8_t *columns, size_t stride, size_t n,
                            hwnas_batch_out_t out) {
  _Alignas(64) sums_t sums;
  for (size_t i = 0; i < n; i += TILE) {
    tile_t tile = {.columns = columns + i, .stride = stride, .n = n - i < TILE ? n - i : TILE};
    hwnas_batch_out_t to = {out.out + i * out.point_stride, out.metric_stride, out.point_stride};
    for (; tile.first_word < program->n_words; tile.first_word += WORDS_AT_ONCE) {
      size_t left = program->n_words - tile.first_word;
      tile.n_words = left < WORDS_AT_ONCE ? left : WORDS_AT_ONCE;
      memset(sums, 0, tile.n_words * sizeof sums[0]);
      sum_tile(program, &tile, sums);
      write_tile(program, &tile, sums, to);
    }
  }
}

typedef void (*columns_fn)(const hwnas_program_t *program, const uint8_t *columns, size_t stride, size_t n,
                           hwnas_batch_out_t out);

static void sum_plain(const hwnas_program_t *program, const uint8_t *columns, size_t stride, size_t n,
                      hwnas_batch_out_t out) {
  sum_columns(program, columns, stride, n, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi2"))) static void sum_avx2(const hwnas_program_t *program,
                                                          const uint8_t *columns, size_t stride, size_t n,
                                                          hwnas_batch_out_t out) {
  sum_columns(program, columns, stride, n, out);
}

__attribute__((target("avx512f,avx512bw,bmi2"))) static void sum_avx512(const hwnas_program_t *program,
                                                                        const uint8_t *columns, size_t stride,
                                                                        size_t n, hwnas_batch_out_t out) {
  sum_columns(program, columns, stride, n, out);
}

static columns_fn sum_of(hwnas_path_t path) {
  static const columns_fn sums[HWNAS_PATHS] = {sum_plain, sum_avx2, sum_avx512};
  return sums[path];
}
#else
static columns_fn sum_of(hwnas_path_t path) { return (void)path, sum_plain; }
#endif

void hwnas_batch_columns(const hwnas_program_t *program, hwnas_path_t path, const uint8_t *columns,
                         size_t stride, size_t n, hwnas_batch_out_t out) {
  sum_of(path)(program, columns, stride, n, out);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

void hwnas_batch_rows(const hwnas_program_t *program, hwnas_path_t path, const uint16_t *rows, size_t n,
                      int64_t *out) {
  _Alignas(64) uint8_t columns[COLUMN_BYTES];
  size_t n_columns = program->n_variables, n_metrics = program->n_metrics, stride = 0;
  if (n >= HWNAS_TRANSPOSE_ROWS && n_columns >= HWNAS_TRANSPOSE_COLUMNS)
    stride = COLUMN_BYTES / n_columns / HWNAS_TRANSPOSE_ROWS * HWNAS_TRANSPOSE_ROWS;
  if (stride > TILE) stride = TILE;
  for (size_t i = 0; stride > 0 && i < n; i += stride) {
    if (n - i < HWNAS_TRANSPOSE_ROWS) i = n - HWNAS_TRANSPOSE_ROWS; /* Some points are computed twice. */
    size_t size = n - i < stride ? n - i : stride;
    hwnas_transpose(path, rows + i * n_columns, size, n_columns, columns, stride);
    hwnas_batch_columns(program, path, columns, stride, size,
                        (hwnas_batch_out_t){out + i * n_metrics, 1, n_metrics});
  }
  for (size_t i = 0; stride == 0 && i < n; i++)
    hwnas_program_sum(program, rows + i * n_columns, out + i * n_metrics);
}
