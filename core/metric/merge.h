/* Fewer, larger factors: each costs one look-up, and most share their choices with others. */
#ifndef HWNAS_CORE_METRIC_MERGE_H
#define HWNAS_CORE_METRIC_MERGE_H

#include "metric/factor.h"

/* Orders factors by scope, for qsort; 0 for equal ones. */
int hwnas_factor_compare_scopes(const void *a, const void *b);
/* Joins factors of equal scope: the fewest cells in all. The array is compacted in place. */
void hwnas_factors_join(size_t n_metrics, hwnas_factor_t *factors, size_t *n);
/* Joins factors of equal scope, then greedily others while the joint table stays small. Joined cells are in
 * arena; the array is compacted in place. */
hwnas_status_t *hwnas_factors_merge(hwnas_arena_t *arena, size_t n_metrics, hwnas_factor_t *factors,
                                    size_t *n);

#endif
