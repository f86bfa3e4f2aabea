/* Objectives: which metrics a search improves, and in which direction. */
#ifndef HWNAS_CORE_SEARCH_OBJECTIVE_H
#define HWNAS_CORE_SEARCH_OBJECTIVE_H

#include "metric/metric.h"

typedef struct hwnas_objective {
  bool reported; /* by the evaluator; else known from the metric set */
  size_t metric; /* number among the reported metrics, or in the metric set */
  int32_t goal;  /* HWNAS_GOAL_* */
} hwnas_objective_t;

/* out[n]: the objectives of a network with these metrics (in quanta) and reported values, each in its unit
 * and turned so that smaller is better. */
void hwnas_objectives_of(const hwnas_metric_set_t *set, const hwnas_objective_t *objectives, size_t n,
                         const int64_t *quanta, const double *reported, double *out);

#endif
