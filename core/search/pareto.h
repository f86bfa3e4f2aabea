/* The best of what was seen: the first network with the smallest value for one objective, all that no other
 * dominates for several. One network dominates another if it is nowhere worse and somewhere better; equals do
 * not. */
#ifndef HWNAS_CORE_SEARCH_PARETO_H
#define HWNAS_CORE_SEARCH_PARETO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct hwnas_front {
  size_t n_objectives;
  size_t n, capacity;
  uint64_t *ids;  /* in the order of arrival */
  double *values; /* n x n_objectives, smaller is better */
} hwnas_front_t;

void hwnas_front_init(hwnas_front_t *front, size_t n_objectives);
void hwnas_front_deinit(hwnas_front_t *front);
/* Offers a network; *out_kept (may be NULL) tells whether it is now in the front. A NaN never enters. No
 * objectives: nothing enters. */
hwnas_status_t *hwnas_front_add(hwnas_front_t *front, uint64_t id, const double *values, bool *out_kept);

#endif
