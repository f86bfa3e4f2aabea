/* Trellises of spaces whose own would be too large: some parts of the metrics are separated, taken as sums
 * over their variables one by one, and what a network costs is known up to a bound. */
#ifndef HWNAS_CORE_TRELLIS_PARTIAL_H
#define HWNAS_CORE_TRELLIS_PARTIAL_H

#include "trellis/range.h"

/* The trellis, if it is not too large; *out_reason is NULL then. Else *out_reason says why it is, to be
 * freed, and as few parts as it needs are separated, first those that are off by little for the layers that
 * they are remembered over; NULL in *out if it is too large with all of them separated. ranges: one per
 * metric, where networks are asked for: sums are right on that side. of->separated and of->anchors are not
 * looked at. Errors: as hwnas_trellis_create, but for TRELLIS_BUDGET. */
hwnas_status_t *hwnas_trellis_create_partial(const hwnas_trellis_of_t *of, const hwnas_range_t *ranges,
                                             char **out_reason, hwnas_trellis_t **out);
/* True if paths say exactly what networks cost. */
bool hwnas_trellis_is_exact(const hwnas_trellis_t *trellis);
/* The range that paths are in of all networks whose metric (its number in the trellis) is in range; an empty
 * range stays as it is. */
hwnas_range_t hwnas_trellis_widen(const hwnas_trellis_t *trellis, size_t metric, hwnas_range_t range);

#endif
