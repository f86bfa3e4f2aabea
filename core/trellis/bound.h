/* What the score of a path can be at best, from whole numbers: nothing is rounded the wrong way. */
#ifndef HWNAS_CORE_TRELLIS_BOUND_H
#define HWNAS_CORE_TRELLIS_BOUND_H

#include "trellis/quest.h"

/* The score of a path that keeps to the ranges is at least (root + sum of the steps along it) / 2^shift. No
 * step is negative, so that holds for the first part of a path as well. Beyond 2^62 nothing is added up. */
typedef struct hwnas_bound {
  int64_t *steps; /* per edge */
  int64_t root;
  uint32_t shift;
} hwnas_bound_t;

/* multipliers: one per range of the quest, which is not empty. Deinit it also after an error. Errors:
 * NO_MEMORY. */
hwnas_status_t *hwnas_bound_init(hwnas_bound_t *bound, const hwnas_quest_t *quest, const double *multipliers);
void hwnas_bound_deinit(hwnas_bound_t *bound);

/* In units of the score, rounded up: scores are whole. */
static inline int64_t hwnas_bound_score(const hwnas_bound_t *bound, int64_t sum) {
  return (sum + (((int64_t)1 << bound->shift) - 1)) >> bound->shift;
}

#endif
