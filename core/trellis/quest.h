/* What is asked of a trellis: the networks with the best sums of one metric, the score, inside ranges. */
#ifndef HWNAS_CORE_TRELLIS_QUEST_H
#define HWNAS_CORE_TRELLIS_QUEST_H

#include "trellis/range.h"

/* One end of a range that some network passes: upper, "sum <= at", or lower, "sum >= at". */
typedef struct hwnas_quest_end {
  size_t range;
  bool upper;
  int64_t at;
} hwnas_quest_end_t;

typedef struct hwnas_quest {
  const hwnas_trellis_t *trellis;
  hwnas_sums_t score; /* to be made small: counted from the best that there is without ranges; above its high
                         it is of no use, which is no range beside */
  hwnas_sums_t *ranges; /* those that some network leaves */
  size_t n_ranges;
  hwnas_quest_end_t *ends; /* all ends of the ranges that can be passed */
  size_t n_ends;
  bool empty; /* nothing lies in one of the ranges */
} hwnas_quest_t;

/* most: the greatest score is the best, else the least. ranges: one per metric of the trellis, the score
 * included, which is borrowed. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_quest_init(hwnas_quest_t *quest, const hwnas_trellis_t *trellis, size_t score,
                                 bool most, const hwnas_range_t *ranges);
void hwnas_quest_deinit(hwnas_quest_t *quest);

#endif
