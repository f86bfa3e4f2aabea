/* How many networks a trellis has. */
#ifndef HWNAS_CORE_TRELLIS_TOTAL_H
#define HWNAS_CORE_TRELLIS_TOTAL_H

#include <gmp.h>

#include "trellis/trellis.h"

/* Exact. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_total(const hwnas_trellis_t *trellis, mpz_t out);
/* Per node how many ways lead on to the end, each option one; to be freed, also after an error. */
hwnas_status_t *hwnas_trellis_counts(const hwnas_trellis_t *trellis, mpz_t **out);
/* The same of the ways that lead to it from the root. */
hwnas_status_t *hwnas_trellis_counts_before(const hwnas_trellis_t *trellis, mpz_t **out);
void hwnas_trellis_counts_free(const hwnas_trellis_t *trellis, mpz_t *counts);
/* Words of 64 bits that hold a number. */
size_t hwnas_total_limbs(const mpz_t number);
/* a / b, which must not be 0. */
double hwnas_total_share(const mpz_t a, const mpz_t b);

#endif
