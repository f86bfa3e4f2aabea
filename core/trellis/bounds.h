/* What the score of a path can be at best, once its first part is known; in whole numbers, so that nothing is
 * rounded the wrong way. */
#ifndef HWNAS_CORE_TRELLIS_BOUNDS_H
#define HWNAS_CORE_TRELLIS_BOUNDS_H

#include "trellis/quest.h"

#define HWNAS_BOUNDS_MAX 8

/* By one set of multipliers, all numbers in 2^-shift of a unit of the score: the score so far, what the sums
 * so far cost, the least of both on the way on, less what the ends of the ranges cost. */
typedef struct hwnas_bound {
  int64_t *multipliers; /* per range */
  int64_t *after;       /* per node */
  int64_t ends;
} hwnas_bound_t;

/* By several sets; the first one is the best for the whole. Nothing is added up beyond 2^62. */
typedef struct hwnas_bounds {
  const hwnas_quest_t *quest;
  uint32_t shift;
  hwnas_bound_t items[HWNAS_BOUNDS_MAX];
  size_t n, oldest;
} hwnas_bounds_t;

/* Of a quest that is not empty. Deinit it also after an error. Errors of both: NO_MEMORY. */
hwnas_status_t *hwnas_bounds_init(hwnas_bounds_t *bounds, const hwnas_quest_t *quest);
void hwnas_bounds_deinit(hwnas_bounds_t *bounds);
/* Adds the multipliers that are best for a first part of a path, in place of others if there are many. */
hwnas_status_t *hwnas_bounds_add(hwnas_bounds_t *bounds, uint32_t node, const int64_t *sums);

/* The greatest bound of paths that have this score and these sums (one per range) at a node. */
static inline int64_t hwnas_bounds_of(const hwnas_bounds_t *bounds, uint32_t node, int64_t score,
                                      const int64_t *sums) {
  int64_t most = INT64_MIN;
  for (size_t i = 0; i < bounds->n; i++) {
    const hwnas_bound_t *item = &bounds->items[i];
    int64_t bound = item->after[node] - item->ends;
    for (size_t r = 0; r < bounds->quest->n_ranges; r++) bound += item->multipliers[r] * sums[r];
    if (bound > most) most = bound;
  }
  return most + (int64_t)((uint64_t)score << bounds->shift);
}

/* In units of the score, rounded up: scores are whole. */
static inline int64_t hwnas_bounds_score(const hwnas_bounds_t *bounds, int64_t bound) {
  return (bound + (((int64_t)1 << bounds->shift) - 1)) >> bounds->shift;
}

#endif
