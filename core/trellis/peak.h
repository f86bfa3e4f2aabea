/* Metrics that are the largest cost of all operators: that no part costs more than a value is a condition on
 * labels, so they are known by their distribution function. */
#ifndef HWNAS_CORE_TRELLIS_PEAK_H
#define HWNAS_CORE_TRELLIS_PEAK_H

#include "trellis/average.h"

#define HWNAS_PEAK_VALUES 256 /* different ones that a peak may have */

/* The values that the metric may have, ascending; no other. To be freed. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_peak_list_values(const hwnas_peak_t *peak, int64_t **out, size_t *out_n);
/* The condition that a part costs from low to high, in arena; NULL: always. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_peak_limit(hwnas_arena_t *arena, const hwnas_factor_t *part, int64_t low, int64_t high,
                                 const hwnas_table_t **out);

typedef struct hwnas_peak_averager {
  size_t n;
  int64_t *values;             /* that the peak may have, ascending */
  hwnas_trellis_t **trellises; /* n - 1: of all labels for which it is at most values[i] */
  hwnas_averager_t *averagers;
} hwnas_peak_averager_t;

/* Of a metric of the set that is a peak. Deinit it also after an error. Errors: NO_SUM for one that has more
 * values, TRELLIS_BUDGET, NO_MEMORY. */
hwnas_status_t *hwnas_peak_averager_init(hwnas_peak_averager_t *averager, const hwnas_metric_set_t *set,
                                         size_t metric);
void hwnas_peak_averager_deinit(hwnas_peak_averager_t *averager);
/* The expectation, in quanta. gradient (NULL or one per probability): adds what it is where the choice has
 * the value, less what is the same for all values of the choice. */
double hwnas_peak_averager_expect(hwnas_peak_averager_t *averager, const hwnas_distribution_t *p,
                                  double *gradient);

#endif
