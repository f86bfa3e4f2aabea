/* Networks that are the cheapest or the dearest of all. */
#ifndef HWNAS_CORE_TRELLIS_WITNESS_H
#define HWNAS_CORE_TRELLIS_WITNESS_H

#include "trellis/trellis.h"

/* A network of a trellis that has some for which a metric is least, or most. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_extreme(const hwnas_trellis_t *trellis, size_t metric, bool most,
                                      uint16_t *out_point);

#endif
