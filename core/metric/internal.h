/* What is behind a set of metrics. */
#ifndef HWNAS_CORE_METRIC_INTERNAL_H
#define HWNAS_CORE_METRIC_INTERNAL_H

#include "metric/factor.h"
#include "metric/metric.h"

/* How far one step along one axis of a factor moves in the pool. */
typedef struct hwnas_term {
  uint32_t axis, stride;
} hwnas_term_t;

/* A factor made ready for look-ups. */
typedef struct hwnas_lookup {
  uint32_t n_terms, n_cells;
  const hwnas_term_t *terms;
  size_t first; /* its cell 0 in the pool, counted in cells */
} hwnas_lookup_t;

/* The tables as evaluation reads them: value = base + unit * sum of entries. Narrow pools hold
 * (value - smallest of its factor) / unit, where unit divides them all and no sum passes 32 bits; wide ones
 * hold the values themselves, with unit 1. */
typedef struct hwnas_program {
  hwnas_lookup_t *lookups; /* by number of terms, ascending */
  size_t n_lookups, n_metrics;
  bool narrow;
  uint32_t *narrow_pool; /* cells x n_metrics */
  int64_t *wide_pool;
  int64_t *bases, *units; /* per metric */
} hwnas_program_t;

struct hwnas_metric_set {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  const hwnas_price_source_t *sources; /* a copy */
  hwnas_metric_info_entry_t *infos;
  size_t n_metrics, n_opaque, n_priced; /* priced: operator by operator */
  int64_t *prices;  /* n_ops x n_metrics, in quanta; 0 for operators that no network has, and of metrics not
                       priced */
  int64_t *earlier; /* per use: the one before it with the same owner, or -1 */
  int64_t *constants;
  hwnas_factor_t *parts; /* one per scope: few cells, for what goes through all of them */
  size_t n_parts;
  hwnas_factor_t *factors; /* the same merged: few look-ups */
  size_t n_factors, n_cells;
  hwnas_program_t program;
  bool fits_bytes;
  void *owned; /* what the sources come from; NULL: the caller's */
  void (*destroy_owned)(void *owned);
};

/* Fills set->prices. Errors: NO_COST for every op type without price, PROFILER, METRIC_OVERFLOW. */
hwnas_status_t *hwnas_metric_price(hwnas_metric_set_t *set);
/* Fills set->parts, set->factors and set->constants from prices and tables: one factor per use or table, then
 * merged. */
hwnas_status_t *hwnas_metric_compile(hwnas_metric_set_t *set);
/* Takes a factor, which it may not keep. */
typedef hwnas_status_t *(*hwnas_factor_fn)(void *self, const hwnas_factor_t *factor);
/* Gives every table of the metrics that have some to keep, one by one: in quanta, with what makes its choices
 * active multiplied in. Errors: PROFILER, METRIC_OVERFLOW, TABLE_BUDGET, LIMIT. */
hwnas_status_t *hwnas_metric_tables(const hwnas_metric_set_t *set, hwnas_factor_fn keep, void *self);
/* Fills set->program from factors and constants. */
hwnas_status_t *hwnas_program_make(hwnas_metric_set_t *set);

/* One full point, one value per metric. */
void hwnas_program_sum(const hwnas_program_t *program, const uint16_t *full, int64_t *out);

/* Where the results of a batch go: out[metric * metric_stride + point * point_stride]. */
typedef struct hwnas_batch_out {
  int64_t *out;
  size_t metric_stride, point_stride;
} hwnas_batch_out_t;
/* n points as columns of bytes: columns[axis * stride + point]. */
void hwnas_batch_columns(const hwnas_program_t *program, const uint8_t *columns, size_t stride, size_t n,
                         hwnas_batch_out_t out);
/* The opaque metrics of n points, row-major; the others are left as they are. Errors: PROFILER,
 * METRIC_OVERFLOW. */
hwnas_status_t *hwnas_metric_profile(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                     hwnas_batch_out_t out);
/* A value in the unit of the metric, rounded to whole quanta. Errors: PROFILER for NaN, METRIC_OVERFLOW. */
hwnas_status_t *hwnas_metric_to_quanta(const hwnas_price_source_t *source, double value, int64_t *out);
/* Turns n rows of n_columns 16-bit numbers below 256 into columns of bytes, `stride` (at least n, a multiple
 * of 16) apart. */
void hwnas_batch_transpose(const uint16_t *rows, size_t n, size_t n_columns, uint8_t *columns, size_t stride);

#endif
