/* Ranges of metrics, seen from a trellis. */
#ifndef HWNAS_CORE_TRELLIS_RANGE_H
#define HWNAS_CORE_TRELLIS_RANGE_H

#include "trellis/trellis.h"

#define HWNAS_QUANTA_END ((int64_t)1 << 62) /* metrics stay below, and above its negative */

/* In quanta, both ends allowed. */
typedef struct hwnas_range {
  int64_t low, high;
} hwnas_range_t;

/* One metric of a trellis in whole units: the greatest that divides what edges cost. Sums along paths from
 * the root are at least before_min and at most before_max at a node, those to the end at most after_max and
 * at least 0. */
typedef struct hwnas_sums {
  const hwnas_trellis_t *trellis;
  int64_t unit; /* in quanta; 1 if no edge costs anything */
  int64_t low,
      high;       /* the range in units above the minimum, within 0 and the largest sum; low > high: empty */
  int64_t *costs; /* per edge */
  int64_t *before_min, *before_max, *after_max; /* per node */
} hwnas_sums_t;

/* Of no metric at all, for metric n_metrics: nothing costs anything, and every range has 0. With mirrored,
 * costs are counted down from the maximum. Deinit even after an error. */
hwnas_status_t *hwnas_sums_init(hwnas_sums_t *sums, const hwnas_trellis_t *trellis, size_t metric,
                                hwnas_range_t range, bool mirrored);
void hwnas_sums_deinit(hwnas_sums_t *sums);

#endif
