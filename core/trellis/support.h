/* Every sum of a metric that networks have, and how many have it. */
#ifndef HWNAS_CORE_TRELLIS_SUPPORT_H
#define HWNAS_CORE_TRELLIS_SUPPORT_H

#include "trellis/trellis.h"

typedef struct hwnas_support {
  size_t n;
  int64_t *values; /* ascending, in quanta */
  double *shares;  /* of the networks; each is rounded from whole numbers */
} hwnas_support_t;

/* Of a trellis that is not empty. *out_done is false, and nothing is set, where there are so many sums that
 * it would take more than some seconds and 1 GB: as far as that can be told beforehand, never by a clock.
 * Deinit also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_support(const hwnas_trellis_t *trellis, size_t metric, bool *out_done,
                                      hwnas_support_t *out);
void hwnas_support_deinit(hwnas_support_t *support);

#endif
