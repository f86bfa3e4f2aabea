/* Whether there is any network in ranges; these are one per metric of the trellis. */
#ifndef HWNAS_CORE_TRELLIS_PROOF_H
#define HWNAS_CORE_TRELLIS_PROOF_H

#include "trellis/range.h"

typedef enum hwnas_proof { HWNAS_PROOF_NONE, HWNAS_PROOF_EMPTY, HWNAS_PROOF_FOUND } hwnas_proof_t;

/* Sets *out if not even mixtures of networks lie in the ranges: then no network does. One linear program,
 * which proves most of what is empty. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_ranges_exclude(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges, bool *out);
/* Goes to each end of the ranges as near as networks come that are in the others: one that reaches it is
 * found, and one that cannot be reached proves that there is none. steps: of each search (trellis/best.h).
 * Errors: NO_MEMORY. */
hwnas_status_t *hwnas_ranges_prove(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                   uint64_t steps, hwnas_proof_t *out);

#endif
