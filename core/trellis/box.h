/* Exact counts of the networks in ranges of several metrics at once. */
#ifndef HWNAS_CORE_TRELLIS_BOX_H
#define HWNAS_CORE_TRELLIS_BOX_H

#include <gmp.h>

#include "trellis/range.h"

/* ranges: one per metric of the trellis. Goes through all sums that paths have up to a state; a metric that
 * can no longer leave its range is forgotten. *out_done is false, with out untouched, where that takes too
 * many steps (without force: some millions). Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_count_box(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                        bool force, bool *out_done, mpz_t out);

#endif
