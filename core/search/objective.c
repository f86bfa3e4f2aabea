#include "search/objective.h"

void hwnas_objectives_of(const hwnas_metric_set_t *set, const hwnas_objective_t *objectives, size_t n,
                         const int64_t *quanta, const double *reported, double *out) {
  for (size_t i = 0; i < n; i++) {
    size_t m = objectives[i].metric;
    double value =
        objectives[i].reported ? reported[m] : hwnas_metric_to_unit(hwnas_metric_set_info(set, m), quanta[m]);
    out[i] = objectives[i].goal == HWNAS_GOAL_MAXIMIZE ? -value : value;
  }
}
