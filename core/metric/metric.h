/* Metrics as factor graphs: metric(network) = constant + sum of small tables, compiled once from a space
 * and the prices of its operators. Activity is multiplied into the tables, so evaluation has no guards. */
#ifndef HWNAS_CORE_METRIC_METRIC_H
#define HWNAS_CORE_METRIC_METRIC_H

#include "hwnas/metric.h"
#include "metric/factor.h"
#include "space/space.h"

/* Values of some choices together, in the metric's unit. */
typedef struct hwnas_price_table {
  const uint32_t *choices; /* different ones, in any order */
  size_t n_choices;
  const double *values; /* row-major: the index of the last choice moves fastest */
  size_t n_values;
} hwnas_price_table_t;
/* Copies one table. An error must end what hands the tables over. */
typedef hwnas_status_t *(*hwnas_price_table_fn)(void *taker, const hwnas_price_table_t *table);

/* Where the values of a metric come from: a profiler, made ready by core/run. It has one of cost, and the
 * metric is the sum over the operators, of tables, and it is their sum, or of profile: then it is opaque,
 * known for whole networks only. */
typedef struct hwnas_price_source {
  const char *name;   /* of the metric in this run or command */
  const char *metric; /* the profiler's own name for it: formulas are asked under this */
  const char *unit;
  double quantum;         /* > 0 */
  int32_t goal;           /* HWNAS_GOAL_* */
  int32_t per;            /* HWNAS_PER_* */
  const char *convention; /* or NULL */
  const char *profiler;   /* name of the profiler, for messages */
  /* The cost in the metric's unit; *out_known false: unknown to the profiler. */
  hwnas_status_t *(*cost)(void *self, const hwnas_op_t *op, bool *out_known, double *out);
  /* Called once, before profile or tables; may be NULL. */
  hwnas_status_t *(*bind)(void *self, const hwnas_space_t *space);
  /* out[n] in the metric's unit for n canonical points, row-major; NaN: unknown. Any thread. */
  hwnas_status_t *(*profile)(void *self, const uint16_t *points, size_t n, double *out);
  /* Gives every table of the metric to take. Each counts where all its choices are active. */
  hwnas_status_t *(*tables)(void *self, hwnas_price_table_fn take, void *taker);
  void *self;
} hwnas_price_source_t;

/* A metric that is the largest of all costs: max(floor, the cells of the factors, which have one value each).
 */
typedef struct hwnas_peak {
  size_t metric;
  int64_t floor;
  const hwnas_factor_t *factors;
  size_t n;
} hwnas_peak_t;

/* Prices every concrete operator once per metric (formulas first, then the profiler), takes tables, and
 * compiles the factors. NO_COST lists every operator without a price, all in one go; METRIC_OVERFLOW if a sum
 * can pass 2^62 quanta; PROFILER for tables that are none, TABLE_BUDGET for too large ones; LIMIT for more
 * than HWNAS_METRICS_MAX metrics, or more tables than there is room for. Prices are rounded to whole quanta.
 * Borrows space and sources' strings; both must outlive the set. */
hwnas_status_t *hwnas_metric_set_create(const hwnas_space_t *space, const hwnas_price_source_t *sources,
                                        size_t n, hwnas_metric_set_t **out);
/* Gives the set what its sources come from, destroyed with it. */
void hwnas_metric_set_own(hwnas_metric_set_t *set, void *owned, void (*destroy)(void *owned));

/* Factors and their cells after merging: what one value costs in look-ups. */
size_t hwnas_metric_set_factors(const hwnas_metric_set_t *set);
size_t hwnas_metric_set_cells(const hwnas_metric_set_t *set);

/* The space that the set is of. */
const hwnas_space_t *hwnas_metric_set_space(const hwnas_metric_set_t *set);
/* One factor per scope, not merged, with all metrics of the set: they and the constants sum to the metrics.
 * For what goes through all cells. */
const hwnas_factor_t *hwnas_metric_set_parts(const hwnas_metric_set_t *set, size_t *out_n);

/* True if the metric is the largest cost of all operators. */
bool hwnas_metric_set_is_peak(const hwnas_metric_set_t *set, size_t metric);
/* Of such a metric. */
const hwnas_peak_t *hwnas_metric_set_peak(const hwnas_metric_set_t *set, size_t metric);
/* True if the metric is a sum: neither that nor opaque. */
static inline bool hwnas_metric_set_is_sum(const hwnas_metric_set_t *set, size_t metric) {
  return !hwnas_metric_set_is_opaque(set, metric) && !hwnas_metric_set_is_peak(set, metric);
}

/* Appends what hwnas_metric_format gives. */
void hwnas_metric_print(const hwnas_metric_info_entry_t *info, int64_t quanta, hwnas_str_t *out);

/* Bench and reference: the merged factors as plain tables. Factor f has scope axes[0..n_axes), cells
 * row-major, with n_metrics values per cell. */
typedef struct hwnas_factor_view {
  uint32_t n_axes;
  const uint32_t *axes, *sizes;
  size_t n_cells;
  const int64_t *cells;
} hwnas_factor_view_t;
void hwnas_metric_set_factor(const hwnas_metric_set_t *set, size_t factor, hwnas_factor_view_t *out);
const int64_t *hwnas_metric_set_constants(const hwnas_metric_set_t *set);

#endif
