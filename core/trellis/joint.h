/* Means and covariances of all metrics of a trellis under independent distributions over the choices. */
#ifndef HWNAS_CORE_TRELLIS_JOINT_H
#define HWNAS_CORE_TRELLIS_JOINT_H

#include "hwnas/expect.h"
#include "trellis/option_sums.h"

/* Memory for one raw trellis, of all labels or of those that keep to conditions. */
typedef struct hwnas_joint {
  const hwnas_trellis_t *trellis;
  double *edges;                                /* per edge: its probability, all options together */
  double *probability, *means, *covs;           /* per node: of the ways on, x n, x n x n */
  double *arrival, *means_before, *covs_before; /* per node: of the ways to it; costs less the mean of all */
  double *off;                                  /* n: scratch */
  hwnas_option_sums_t sums;
} hwnas_joint_t;

/* Borrows the trellis. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_joint_init(hwnas_joint_t *joint, const hwnas_trellis_t *trellis);
void hwnas_joint_deinit(hwnas_joint_t *joint);
/* Fills what out asks for; size: probabilities there are. Where nothing that has a probability is in the
 * trellis, out->probability is 0 and nothing else is set. */
void hwnas_joint_compute(hwnas_joint_t *joint, const hwnas_distribution_t *p, size_t size,
                         hwnas_moments_t *out);

#endif
