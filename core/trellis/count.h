/* Exact counts of the networks in a range of one metric. */
#ifndef HWNAS_CORE_TRELLIS_COUNT_H
#define HWNAS_CORE_TRELLIS_COUNT_H

#include <gmp.h>

#include "trellis/range.h"

/* Goes through all sums that paths have up to a state, from both ends until they meet where they are fewest,
 * and drops those that can no longer leave the range or get into it. Without force only where some billions
 * of steps, sums at edges, and 1 GB are enough: else *out_done is false, with out untouched. Errors:
 * NO_MEMORY. */
hwnas_status_t *hwnas_trellis_count(const hwnas_trellis_t *trellis, size_t metric, hwnas_range_t range,
                                    bool force, bool *out_done, mpz_t out);

#endif
