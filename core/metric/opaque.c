/* Metrics of whole networks: what their profilers say, by the thousand. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "metric/internal.h"

#define AT_ONCE 1024 /* networks of one question */

static hwnas_status_t *ask(const hwnas_metric_set_t *set, size_t metric, const uint16_t *points, size_t n,
                           int64_t *out, size_t stride) {
  const hwnas_price_source_t *source = &set->sources[metric];
  double values[AT_ONCE];
  HWNAS_TRY(source->profile(source->self, points, n, values));
  for (size_t i = 0; i < n; i++) {
    out[i * stride] = HWNAS_METRIC_UNKNOWN;
    if (!isnan(values[i])) HWNAS_TRY(hwnas_metric_to_quanta(source, values[i], &out[i * stride]));
  }
  return NULL;
}

static hwnas_status_t *ask_all(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                               hwnas_batch_out_t out) {
  for (size_t m = 0; m < set->n_metrics; m++)
    if (set->sources[m].profile)
      HWNAS_TRY(ask(set, m, points, n, out.out + m * out.metric_stride, out.point_stride));
  return NULL;
}

hwnas_status_t *hwnas_metric_profile(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                     hwnas_batch_out_t out) {
  size_t n_choices = set->space->n_choices, room = n < AT_ONCE ? n : AT_ONCE;
  uint16_t *canonical = calloc(room * n_choices + 1, sizeof *canonical);
  HWNAS_TRY_ALLOC(canonical);
  hwnas_status_t *status = NULL;
  for (size_t first = 0; first < n && !status; first += AT_ONCE) {
    size_t count = n - first < AT_ONCE ? n - first : AT_ONCE;
    memcpy(canonical, points + first * n_choices, count * n_choices * sizeof *canonical);
    for (size_t i = 0; i < count; i++) hwnas_space_canonicalize(set->space, canonical + i * n_choices);
    hwnas_batch_out_t to = {out.out + first * out.point_stride, out.metric_stride, out.point_stride};
    status = ask_all(set, canonical, count, to);
  }
  free(canonical);
  return status;
}
