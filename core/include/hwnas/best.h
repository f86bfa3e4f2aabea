/* hwnas/best.h - the best networks of a region by one metric, in order, with proof: the optimum of an
 * additive score under any number of limits, without going through the networks. */
#ifndef HWNAS_BEST_H
#define HWNAS_BEST_H

#include "hwnas/region.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrows its region. One thread at a time may use both. */
typedef struct hwnas_best hwnas_best_t;

typedef struct hwnas_best_options {
  /* Work that a search may take, in edges of the graph of all networks that it tries; 0: 33554432, half a
   * minute or so. Memory stays below 1 GB or so whatever it is. */
  uint64_t steps;
  /* Asked now and then: true ends a search as if its steps were used up. NULL: never. */
  bool (*stop)(void *self);
  void *self;
} hwnas_best_options_t;

/* metric: the score, a number of the region's set. goal: HWNAS_GOAL_*. Networks are ranked whatever the law
 * of the region is. options: NULL for the defaults. Errors: OPAQUE_METRIC, TRELLIS_BUDGET if the graph of all
 * networks would be too large, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_best_create(hwnas_region_t *region, size_t metric, int32_t goal,
                                            const hwnas_best_options_t *options, hwnas_best_t **out);
/* NULL is allowed. */
HWNAS_API void hwnas_best_destroy(hwnas_best_t *best);

/* Up to n networks from rank `first` on, where rank 0 is the best one: canonical points, row-major
 * *out_n x choices. Fewer only after the last one that can be had: there are no more, the steps are used up,
 * or it is number 1048576 by score and ranges. Networks of one score are ranked by the other metrics that
 * have ranges, the least first, and beyond that in an order that is the same every time. The more are asked
 * for at once, the less is done twice. Errors: EMPTY_RANGE if there is none and that is proven, PROFILER,
 * NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_best_networks(hwnas_best_t *best, size_t first, size_t n,
                                              uint16_t *out_points, size_t *out_n);

/* What is known of the networks that were found so far. */
typedef struct hwnas_best_proof {
  bool exact;    /* none is missing before or between them: each has its rank */
  bool all;      /* there are no others */
  size_t proven; /* so many, from the first one on, have the score of their rank; others of that score may
                    have a better claim to it unless all is exact */
  int64_t bound; /* in quanta: no network that was not found is better; 0 if there are no others */
  double gap;    /* in units: how much better than the first one that is not certain a network might be; 0 if
                    all are certain, infinite if none was found and some may be there */
} hwnas_best_proof_t;

/* After hwnas_best_networks. */
HWNAS_API hwnas_best_proof_t hwnas_best_proof(const hwnas_best_t *best);

#ifdef __cplusplus
}
#endif

#endif
