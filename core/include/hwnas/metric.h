/* hwnas/metric.h - what networks of a space cost: compiled once, looked up in nanoseconds.
 *
 * Values are whole numbers of quanta: 1 for FLOPs and parameters, 1e-6 for milliseconds. A metric is the sum
 * of what the operators cost, or of tables over choices, or opaque: known of whole networks only, and perhaps
 * not of all. */
#ifndef HWNAS_METRIC_H
#define HWNAS_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/profiler.h" /* HWNAS_GOAL_* */
#include "hwnas/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A set of metrics of one space, compiled together: one look-up serves them all. Does not change once made;
 * any number of threads may read it. Borrows its space. */
typedef struct hwnas_metric_set hwnas_metric_set_t;

typedef struct hwnas_metric_info_entry {
  const char *name, *unit; /* "FLOP", "ms"; "1" for plain numbers */
  double quantum;          /* in units; > 0 */
  int32_t goal;            /* HWNAS_GOAL_MINIMIZE or HWNAS_GOAL_MAXIMIZE: which way is better */
} hwnas_metric_info_entry_t;

/* Compiles metrics for a space: "flops,params", "flops(count_normalization=false)",
 * "f2=flops(convention=full)" to give another name. The space must be one of this context. Errors:
 * METRIC_SYNTAX, UNKNOWN_PLUGIN with what was meant, OPTION_VALUE, NO_COST with every operator that has no
 * price, METRIC_OVERFLOW, PROFILER, TABLE_BUDGET and LIMIT for what profilers give. */
HWNAS_API hwnas_status_t *hwnas_metric_set_open(hwnas_context_t *context, const hwnas_space_t *space,
                                                const char *metrics, hwnas_metric_set_t **out);
/* NULL is allowed. */
HWNAS_API void hwnas_metric_set_destroy(hwnas_metric_set_t *set);

/* Number of metrics. */
HWNAS_API size_t hwnas_metric_set_size(const hwnas_metric_set_t *set);
HWNAS_API const hwnas_metric_info_entry_t *hwnas_metric_set_info(const hwnas_metric_set_t *set,
                                                                 size_t metric);
/* Number of the metric of that name, or -1. */
HWNAS_API int32_t hwnas_metric_set_find(const hwnas_metric_set_t *set, const char *name);

/* True if the metric is known of whole networks only: it has values, but no breakdown. */
HWNAS_API bool hwnas_metric_set_is_opaque(const hwnas_metric_set_t *set, size_t metric);

/* True if the metric is the sum of what the operators cost; others have values, but no breakdown. */
HWNAS_API bool hwnas_metric_set_has_breakdown(const hwnas_metric_set_t *set, size_t metric);

/* The value of an opaque metric that its profiler does not know for this network. */
#define HWNAS_METRIC_UNKNOWN INT64_MIN

/* All metrics of one point (one index per choice, canonical or not), in quanta: out[n_metrics]. Allocates
 * nothing and cannot fail unless a metric is opaque. Errors: PROFILER, METRIC_OVERFLOW, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_metric_set_value(const hwnas_metric_set_t *set, const uint16_t *point,
                                                 int64_t *out);
/* The same for n points, row-major n x n_choices; out row-major n x n_metrics. */
HWNAS_API hwnas_status_t *hwnas_metric_set_values(const hwnas_metric_set_t *set, const uint16_t *points,
                                                  size_t n, int64_t *out);
/* The same with points as columns: columns[c * stride + i] is choice c of point i, one byte each; every
 * domain must have at most 256 values (hwnas_metric_set_fits_bytes). out column-major: out[m * stride + i].
 */
HWNAS_API bool hwnas_metric_set_fits_bytes(const hwnas_metric_set_t *set);
HWNAS_API hwnas_status_t *hwnas_metric_set_columns(const hwnas_metric_set_t *set, const uint8_t *columns,
                                                   size_t stride, size_t n, int64_t *out);
/* One value per use of an operator (hwnas_space_operators of them) for one metric, in quanta; they sum to the
 * value. 0 for uses that are no part of this network. What a metric counts once per module, such as shared
 * parameters, stands at the first use that is. Errors: OPAQUE_METRIC, NO_MODULES for sums over
 * choices. */
HWNAS_API hwnas_status_t *hwnas_metric_set_breakdown(const hwnas_metric_set_t *set, size_t metric,
                                                     const uint16_t *point, int64_t *out);

/* quanta -> unit. Exact for quantum 1; NaN for HWNAS_METRIC_UNKNOWN. */
HWNAS_API double hwnas_metric_to_unit(const hwnas_metric_info_entry_t *info, int64_t quanta);
/* The number in units as text: an integer where the quantum is whole, else a decimal with as many digits as
 * the quantum says; "null" for HWNAS_METRIC_UNKNOWN. Errors: NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_metric_format(const hwnas_metric_info_entry_t *info, int64_t quanta,
                                              char **out);

#ifdef __cplusplus
}
#endif

#endif
