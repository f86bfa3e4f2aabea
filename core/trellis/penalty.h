/* Averages of functions of a metric over the paths of a trellis. */
#ifndef HWNAS_CORE_TRELLIS_PENALTY_H
#define HWNAS_CORE_TRELLIS_PENALTY_H

#include "trellis/average.h"
#include "trellis/points.h"

/* Memory for one metric, whose sums are divided among points of equal distance. */
typedef struct hwnas_penalizer {
  const hwnas_trellis_t *trellis;
  hwnas_points_t points;
  double least; /* point x of the end stands for least + x * step, in quanta */
  hwnas_averager_t averager;
  double *ahead;   /* per node x points: what is to be expected of paths that come by with so many points */
  double *arrival; /* the same: the probability to come by so */
} hwnas_penalizer_t;

/* Borrows a raw trellis. n_points: 2 or more. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_penalizer_init(hwnas_penalizer_t *penalizer, const hwnas_trellis_t *trellis,
                                     size_t metric, size_t n_points);
void hwnas_penalizer_deinit(hwnas_penalizer_t *penalizer);
/* The expectation of fn(metric in quanta). gradient (NULL or one per probability): adds the expectation where
 * the choice has the value. */
double hwnas_penalizer_expect(hwnas_penalizer_t *penalizer, const hwnas_distribution_t *p,
                              double (*fn)(void *self, double quanta), void *self, double *gradient);

#endif
