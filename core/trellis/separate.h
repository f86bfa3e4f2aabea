/* Parts of a metric that hang on several variables at once, taken as sums over each of them alone: where the
 * graph of all networks would be too large with them as they are. */
#ifndef HWNAS_CORE_TRELLIS_SEPARATE_H
#define HWNAS_CORE_TRELLIS_SEPARATE_H

#include "metric/factor.h"

/* Where the sum is right, or right on average. */
typedef enum hwnas_anchor {
  HWNAS_ANCHOR_MEAN,  /* main effects of an analysis of variance: off by little everywhere */
  HWNAS_ANCHOR_LEAST, /* right at the cell that costs least, and where one variable is another than there */
  HWNAS_ANCHOR_MOST   /* the same at the cell that costs most */
} hwnas_anchor_t;

/* Fills one factor per axis of part, out[a] over axis a alone. anchors: per metric. Adds to least_off and
 * most_off, per metric, what the part has more than the sum of the factors: at least, and at most. The
 * factors are in arena. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_factor_separate(hwnas_arena_t *arena, const hwnas_factor_t *part,
                                      const hwnas_anchor_t *anchors, size_t n_metrics, hwnas_factor_t *out,
                                      int64_t *least_off, int64_t *most_off);

#endif
