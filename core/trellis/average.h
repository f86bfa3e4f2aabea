/* Averages over the paths of a trellis. */
#ifndef HWNAS_CORE_TRELLIS_AVERAGE_H
#define HWNAS_CORE_TRELLIS_AVERAGE_H

#include "trellis/option_sums.h"

/* Memory for averages over one trellis. */
typedef struct hwnas_averager {
  const hwnas_trellis_t *trellis;
  double *edges;   /* per edge: its probability, all options together */
  double *after;   /* per node: what is still paid on average */
  double *arrival; /* per node: the probability to come by */
  hwnas_option_sums_t sums;
} hwnas_averager_t;

/* Borrows a raw trellis. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_averager_init(hwnas_averager_t *averager, const hwnas_trellis_t *trellis);
void hwnas_averager_deinit(hwnas_averager_t *averager);
/* The expectation of a metric of the trellis. gradient (NULL or one per probability): adds what the metric is
 * on average where the choice has the value. */
double hwnas_averager_expect(hwnas_averager_t *averager, size_t metric, const hwnas_distribution_t *p,
                             double *gradient);
/* The probability of all paths of a trellis that may have no metrics, and of conditions. gradient (NULL or
 * one per probability): adds its derivatives times weight. */
double hwnas_averager_probability(hwnas_averager_t *averager, const hwnas_distribution_t *p, double weight,
                                  double *gradient);

#endif
