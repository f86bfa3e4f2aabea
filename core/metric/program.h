/* Metrics as evaluation reads them: sums of words from tables, where a word carries an entry of each of
 * several metrics. Whatever computes values needs this header and C alone. */
#ifndef HWNAS_CORE_METRIC_PROGRAM_H
#define HWNAS_CORE_METRIC_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HWNAS_METRICS_MAX 64 /* of one set */

/* How far one step along one axis of a table moves, in words. */
typedef struct hwnas_term {
  uint32_t axis, stride;
} hwnas_term_t;

/* Four neighbouring variables at once: read as one number of 64 bits and multiplied by `weights`, which holds
 * their strides, they give their part of a cell in its upper 16 bits. */
typedef struct hwnas_window {
  uint64_t weights;
  size_t first; /* of the four */
} hwnas_window_t;

typedef struct hwnas_lookup {
  const uint64_t *table; /* cells x n_words */
  const hwnas_term_t *terms;
  uint32_t n_terms, n_windows;
  bool large; /* of more words than 16 bits can number */
} hwnas_lookup_t;

/* Where a metric is in the sums of words: base + unit * ((sums[word] >> shift) & mask). */
typedef struct hwnas_field {
  int64_t base, unit;
  uint64_t mask;
  uint32_t word, shift;
} hwnas_field_t;

typedef struct hwnas_program {
  hwnas_lookup_t *lookups; /* by number of windows, ascending */
  hwnas_window_t *windows; /* of the look-ups in their order; NULL if they do not do for each of them */
  size_t n_with[4];        /* look-ups that have 1, 2, 3, 4 windows */
  hwnas_field_t *fields;   /* per metric */
  size_t n_lookups, n_metrics, n_words, n_variables;
} hwnas_program_t;

/* Position, in a number of 64 bits, of the k-th of the four numbers of 16 bits that it was read from. */
static inline unsigned hwnas_lane(unsigned k) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return 48 - 16 * k;
#else
  return 16 * k;
#endif
}

static inline int64_t hwnas_field_value(const hwnas_field_t *field, uint64_t sum) {
  return field->base + field->unit * (int64_t)(sum >> field->shift & field->mask);
}

/* One full point, one value per metric. Every index must be within the domain of its variable, also of those
 * that no table is over. */
void hwnas_program_sum(const hwnas_program_t *program, const uint16_t *full, int64_t *out);

/* ---- Batches --------------------------------------------------------------------------------- */

/* Instructions that they may use; whatever these are, the values are the same. */
typedef enum hwnas_path { HWNAS_PATH_PLAIN, HWNAS_PATH_AVX2, HWNAS_PATH_AVX512, HWNAS_PATHS } hwnas_path_t;
const char *hwnas_path_name(hwnas_path_t path);
/* Whether this machine has them. */
bool hwnas_path_runs(hwnas_path_t path);
hwnas_path_t hwnas_path_best(void);

/* Where results go: out[metric * metric_stride + point * point_stride]. */
typedef struct hwnas_batch_out {
  int64_t *out;
  size_t metric_stride, point_stride;
} hwnas_batch_out_t;
/* n points as columns of bytes: columns[variable * stride + point]. The path must run here. */
void hwnas_batch_columns(const hwnas_program_t *program, hwnas_path_t path, const uint8_t *columns,
                         size_t stride, size_t n, hwnas_batch_out_t out);
/* n full points, row-major, of numbers below 256; out[n * n_metrics]. The path must run here. */
void hwnas_batch_rows(const hwnas_program_t *program, hwnas_path_t path, const uint16_t *rows, size_t n,
                      int64_t *out);

#define HWNAS_TRANSPOSE_ROWS 32   /* the fewest that can be transposed */
#define HWNAS_TRANSPOSE_COLUMNS 8 /* likewise */
/* Turns n rows of n_columns numbers below 256 into columns of bytes, `stride` apart. */
void hwnas_transpose(hwnas_path_t path, const uint16_t *rows, size_t n, size_t n_columns, uint8_t *columns,
                     size_t stride);

#endif
