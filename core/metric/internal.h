/* What is behind a set of metrics. */
#ifndef HWNAS_CORE_METRIC_INTERNAL_H
#define HWNAS_CORE_METRIC_INTERNAL_H

#include "metric/factor.h"
#include "metric/metric.h"
#include "metric/program.h"

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
  hwnas_peak_t *peaks; /* per metric that is a peak; nothing of it is in parts */
  size_t n_peaks;
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
/* Fills set->peaks from prices. Errors: PROFILER for a negative price, TABLE_BUDGET. */
hwnas_status_t *hwnas_metric_peaks_make(hwnas_metric_set_t *set);
/* Takes a factor, which it may not keep. */
typedef hwnas_status_t *(*hwnas_factor_fn)(void *self, const hwnas_factor_t *factor);
/* Gives every table of the metrics that have some to keep, one by one: in quanta, with what makes its choices
 * active multiplied in. Errors: PROFILER, METRIC_OVERFLOW, TABLE_BUDGET, LIMIT. */
hwnas_status_t *hwnas_metric_tables(const hwnas_metric_set_t *set, hwnas_factor_fn keep, void *self);

/* The opaque metrics of n points, row-major; the others are left as they are. Errors: PROFILER,
 * METRIC_OVERFLOW. */
hwnas_status_t *hwnas_metric_profile(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                     hwnas_batch_out_t out);
/* The peaks of n points, row-major; the other metrics are left as they are. */
void hwnas_metric_peak_values(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                              hwnas_batch_out_t out);
/* A value in the unit of the metric, rounded to whole quanta. Errors: PROFILER for NaN, METRIC_OVERFLOW. */
hwnas_status_t *hwnas_metric_to_quanta(const hwnas_price_source_t *source, double value, int64_t *out);

#endif
