/* Independent distributions over the choices, and what they leave of a trellis. */
#ifndef HWNAS_CORE_TRELLIS_DISTRIBUTION_H
#define HWNAS_CORE_TRELLIS_DISTRIBUTION_H

#include "trellis/trellis.h"

/* probabilities[first[c] + k] is that of value k of choice c. */
typedef struct hwnas_distribution {
  const double *probabilities;
  const size_t *first;
} hwnas_distribution_t;

/* How far probabilities of a choice may be from 1 in sum. */
#define HWNAS_DISTRIBUTION_TOLERANCE 1e-6
/* Errors: DISTRIBUTION with the first choice whose probabilities are none, and what is wrong with them. */
hwnas_status_t *hwnas_distribution_check(const hwnas_distribution_t *p, const hwnas_space_t *space);
/* The networks of a trellis that have a probability, with options that weigh as much. None left: without
 * nodes. Borrows the trellis, but not p. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_restrict(const hwnas_trellis_t *trellis, const hwnas_distribution_t *p,
                                       hwnas_trellis_t **out);

#endif
