/* Multipliers of ranges: what a unit of each metric is worth in units of the score (Everett, "Generalized
 * Lagrange multiplier method", Operations Research 1963). */
#ifndef HWNAS_CORE_TRELLIS_MULTIPLIERS_H
#define HWNAS_CORE_TRELLIS_MULTIPLIERS_H

#include "trellis/quest.h"

/* The multipliers for which the bound is tightest: the least of score + sum of multiplier * (sum - end) over
 * all paths that go on from a node with these sums, where the end is the upper one for a positive multiplier
 * and the lower one for a negative. Found as the prices of a linear program over mixtures of paths, of which
 * one is added at a time (Dantzig and Wolfe, "Decomposition principle for linear programs", 1960). Any
 * multipliers give a bound, so nothing hangs on rounding. sums, out: one per range of the quest, which is not
 * empty. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_multipliers_find(const hwnas_quest_t *quest, uint32_t node, const int64_t *sums,
                                       double *out);

#endif
