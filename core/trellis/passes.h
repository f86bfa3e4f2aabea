/* The search for the best paths: through all first parts of paths at once, layer by layer. */
#ifndef HWNAS_CORE_TRELLIS_PASSES_H
#define HWNAS_CORE_TRELLIS_PASSES_H

#include "trellis/found.h"

typedef struct hwnas_passes {
  const hwnas_quest_t *quest; /* not empty */
  uint64_t wanted;            /* networks */
  uint64_t steps, steps_max;  /* edges that were tried, and that may be */
  bool (*stop)(void *self);   /* true: no more steps; NULL: never */
  void *self;
  hwnas_found_list_t found; /* the best so far, perhaps found by others: in the ranges of the quest */
  int64_t least_score;      /* proven: what is not among those found has such a score or a greater one */
  bool complete;            /* proven: those found are the first ones, or all if they are fewer than wanted */
} hwnas_passes_t;

/* Keeps of each length the first parts that promise most. If what was left out may be better than what was
 * found, it begins again with more of them, as far as the steps go; the first pass is finished unless it is
 * stopped. What came before counts: found (empty at first), steps and least_score. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_passes_run(hwnas_passes_t *passes);

#endif
