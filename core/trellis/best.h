/* The networks with the best sums of one metric inside ranges, in order, and proof that they are. */
#ifndef HWNAS_CORE_TRELLIS_BEST_H
#define HWNAS_CORE_TRELLIS_BEST_H

#include "trellis/range.h"

#define HWNAS_BEST_STEPS ((uint64_t)1 << 25) /* where nothing is asked: half a minute or so */

typedef struct hwnas_best_of {
  const hwnas_trellis_t *trellis;
  size_t score;                /* a metric of the trellis */
  bool most;                   /* the greatest score is the best, else the least */
  const hwnas_range_t *ranges; /* one per metric of the trellis, the score included */
  size_t n;                    /* how many are wanted: at least 1 */
  uint64_t steps;              /* edges that may be tried; 0: HWNAS_BEST_STEPS */
  bool (*stop)(
      void *self); /* asked now and then: true ends the search as if the steps were used up; NULL: never */
  void *self;
} hwnas_best_of_t;

/* Networks by score; those of one score by the metrics that have ranges, the least first, and those that are
 * equal in these in a fixed order. The first n_proven have the scores of their ranks: no network that is not
 * listed has a better one. */
typedef struct hwnas_best_list {
  uint16_t *points; /* n x choices */
  int64_t *scores;  /* in quanta */
  size_t n, n_proven;
  bool complete; /* these are the n first ones, those of one score included, or all that there are */
  bool all;      /* there are no others in the ranges */
  int64_t bound; /* in quanta: no other network is better than that */
} hwnas_best_list_t;

/* Goes through all first parts of paths at once, layer by layer, and keeps of each length those that promise
 * most; if what was left out may be better than what was found, again with more of them, as far as the steps
 * go. The outcome depends on nothing but the question. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_best_list_init(hwnas_best_list_t *list, const hwnas_best_of_t *of);
void hwnas_best_list_deinit(hwnas_best_list_t *list);

#endif
