/* All networks of a trellis, one after the other. */
#ifndef HWNAS_CORE_TRELLIS_EACH_H
#define HWNAS_CORE_TRELLIS_EACH_H

#include "trellis/trellis.h"

/* Calls fn with every network and the metrics of the trellis, in quanta. Stops at the first error. Errors:
 * NO_MEMORY, what fn returns. */
hwnas_status_t *hwnas_trellis_each(const hwnas_trellis_t *trellis,
                                   hwnas_status_t *(*fn)(void *self, const uint16_t *point,
                                                         const int64_t *values),
                                   void *self);

#endif
