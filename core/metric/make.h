/* Makes what evaluation reads from factors. */
#ifndef HWNAS_CORE_METRIC_MAKE_H
#define HWNAS_CORE_METRIC_MAKE_H

#include "metric/factor.h"
#include "metric/program.h"

/* A metric is its constant and the sum of one cell per factor. */
typedef struct hwnas_factors {
  const hwnas_factor_t *items; /* each of at least one axis */
  size_t n, n_metrics;
  const int64_t *constants; /* per metric; it and the largest cell of each factor sum to less than 2^62 */
  const hwnas_variables_t *variables;
} hwnas_factors_t;

/* In arena; of the factors nothing is kept. */
hwnas_status_t *hwnas_program_make(hwnas_program_t *out, hwnas_arena_t *arena, const hwnas_factors_t *from);

#endif
