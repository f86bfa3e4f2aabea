#include <stdlib.h>

#include "metric/internal.h"

#define POINTS 256 /* at once to metrics that are no sums */

static void sum_derived(const hwnas_metric_set_t *set, const uint16_t *point, int64_t *out) {
  uint16_t room[hwnas_space_room(set->space)];
  hwnas_program_sum(&set->program, hwnas_space_full(set->space, point, room), out);
}

/* Metrics that are no sums. */
static bool has_others(const hwnas_metric_set_t *set) { return set->n_opaque + set->n_peaks > 0; }

static hwnas_status_t *add_others(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                  hwnas_batch_out_t out) {
  if (set->n_peaks > 0) hwnas_metric_peak_values(set, points, n, out);
  return set->n_opaque > 0 ? hwnas_metric_profile(set, points, n, out) : NULL;
}

hwnas_status_t *hwnas_metric_set_value(const hwnas_metric_set_t *set, const uint16_t *point, int64_t *out) {
  if (hwnas_space_derives(set->space))
    sum_derived(set, point, out);
  else
    hwnas_program_sum(&set->program, point, out);
  if (!has_others(set)) return NULL;
  return add_others(set, point, 1, (hwnas_batch_out_t){out, 1, set->n_metrics});
}

/* The same of points that come as columns. */
static hwnas_status_t *add_others_of_columns(const hwnas_metric_set_t *set, const uint8_t *columns,
                                             size_t stride, size_t n, hwnas_batch_out_t out) {
  size_t n_choices = set->space->n_choices;
  uint16_t *points = calloc(POINTS * n_choices + 1, sizeof *points);
  HWNAS_TRY_ALLOC(points);
  hwnas_status_t *status = NULL;
  for (size_t first = 0; first < n && !status; first += POINTS) {
    size_t count = n - first < POINTS ? n - first : POINTS;
    for (size_t i = 0; i < count; i++)
      for (size_t c = 0; c < n_choices; c++) points[i * n_choices + c] = columns[c * stride + first + i];
    hwnas_batch_out_t to = {out.out + first * out.point_stride, out.metric_stride, out.point_stride};
    status = add_others(set, points, count, to);
  }
  free(points);
  return status;
}

/* Points with derived variables, which have no column, one by one. */
static void sum_columns(const hwnas_metric_set_t *set, const uint8_t *columns, size_t stride, size_t n,
                        int64_t *out) {
  size_t n_choices = set->space->n_choices;
  uint16_t point[n_choices + 1];
  int64_t values[HWNAS_METRICS_MAX];
  for (size_t i = 0; i < n; i++) {
    for (size_t c = 0; c < n_choices; c++) point[c] = columns[c * stride + i];
    sum_derived(set, point, values);
    for (size_t m = 0; m < set->n_metrics; m++) out[m * stride + i] = values[m];
  }
}

hwnas_status_t *hwnas_metric_set_columns(const hwnas_metric_set_t *set, const uint8_t *columns, size_t stride,
                                         size_t n, int64_t *out) {
  hwnas_batch_out_t to = {out, stride, 1};
  if (hwnas_space_derives(set->space))
    sum_columns(set, columns, stride, n, out);
  else
    hwnas_batch_columns(&set->program, hwnas_path_best(), columns, stride, n, to);
  return has_others(set) ? add_others_of_columns(set, columns, stride, n, to) : NULL;
}

hwnas_status_t *hwnas_metric_set_values(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                                        int64_t *out) {
  size_t n_choices = set->space->n_choices, n_metrics = set->n_metrics;
  if (hwnas_space_derives(set->space))
    for (size_t i = 0; i < n; i++) sum_derived(set, points + i * n_choices, out + i * n_metrics);
  else if (set->fits_bytes)
    hwnas_batch_rows(&set->program, hwnas_path_best(), points, n, out);
  else
    for (size_t i = 0; i < n; i++)
      hwnas_program_sum(&set->program, points + i * n_choices, out + i * n_metrics);
  return has_others(set) ? add_others(set, points, n, (hwnas_batch_out_t){out, 1, n_metrics}) : NULL;
}
