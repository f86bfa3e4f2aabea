/* Mean, spread and distribution of a metric over all networks of a trellis, each equally likely. */
#ifndef HWNAS_CORE_TRELLIS_MOMENTS_H
#define HWNAS_CORE_TRELLIS_MOMENTS_H

#include "trellis/trellis.h"

/* Per edge, the share of the networks that come by its start which take it. To be freed. Errors: NO_MEMORY.
 */
hwnas_status_t *hwnas_trellis_shares(const hwnas_trellis_t *trellis, double **out);

/* In quanta; the variance is summed around the mean of each state, so that no digits cancel. Errors:
 * NO_MEMORY. */
hwnas_status_t *hwnas_trellis_moments(const hwnas_trellis_t *trellis, size_t metric, const double *shares,
                                      double *out_mean, double *out_sd);

/* Shares of networks by their metric: point i stands for minimum + i * step, in quanta. */
typedef struct hwnas_histogram {
  double *shares;
  size_t n;
  double step;
  bool exact; /* every value of a network is one of the points; else those between two are divided among them
                 so that the mean stays what it is */
  double error; /* how far the points of a network may be from its value, in quanta; 0 if exact */
} hwnas_histogram_t;

/* With at most n_max points (2 or more), fewer where there are fewer values or very many states. free shares.
 * Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_histogram(const hwnas_trellis_t *trellis, size_t metric, const double *shares,
                                        size_t n_max, hwnas_histogram_t *out);

#endif
