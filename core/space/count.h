/* Counting networks and drawing them uniformly, by eliminating one choice after the other.
 *
 * The canonical samples that the constraints allow are the points where the product of 0/1 tables is 1:
 * one table per choice ("active, or at index 0") and one per constraint. Summing the choices out, those
 * with the smallest frontier first, gives the exact count; drawing them in the opposite order, each with
 * the number of networks that remain as its weight, gives exactly uniform samples (Dechter, "Bucket
 * elimination", 1999). Where activity nests like a tree this is the usual counting bottom-up. */
#ifndef HWNAS_CORE_SPACE_COUNT_H
#define HWNAS_CORE_SPACE_COUNT_H

#include <gmp.h>

#include "base/random.h"
#include "hwnas/sample.h" /* drawing */
#include "space/space.h"

typedef struct hwnas_counts {
  mpz_t samples;  /* all combinations of labels */
  mpz_t networks; /* canonical samples, constraints not asked */
  mpz_t feasible; /* canonical samples that satisfy the constraints */
} hwnas_counts_t;

/* Counts exactly; TABLE_BUDGET error naming the choices that meet when the frontier grows too large, and the
 * choices that hang together cannot be gone through one by one either. */
hwnas_status_t *hwnas_space_count(const hwnas_space_t *space,
                                  hwnas_counts_t *out); /* deinit even after an error */
void hwnas_counts_init(hwnas_counts_t *counts);
void hwnas_counts_deinit(hwnas_counts_t *counts);
/* A decimal number that free() frees, whatever GMP allocates with. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_count_text(const mpz_t number, char **out);

/* A legal network, as a full point, in which n conditions hold (NULL: always). *out_found is false if there
 * is none. Used to tell whether an undefined entry matters. */
hwnas_status_t *hwnas_space_witness(const hwnas_space_t *space, const hwnas_table_t *const *conditions,
                                    size_t n, bool *out_found, uint16_t *out_full);

/* True if no network can have all conditions at once, by themselves and what their variables are derived
 * from; false if that does not tell. */
hwnas_status_t *hwnas_space_excludes(const hwnas_space_t *space, const hwnas_table_t *const *conditions,
                                     size_t n, bool *out_excluded);

#endif
