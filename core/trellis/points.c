#include "trellis/points.h"

#include <math.h>
#include <stdlib.h>

hwnas_status_t *hwnas_points_init(hwnas_points_t *points, const hwnas_trellis_t *trellis, size_t metric,
                                  size_t n_max) {
  hwnas_range_t all = {trellis->minima[metric], trellis->maxima[metric]};
  *points = (hwnas_points_t){0};
  HWNAS_TRY(hwnas_sums_init(&points->sums, trellis, metric, all, false));
  int64_t most = points->sums.after_max[hwnas_trellis_root(trellis)];
  points->exact = (uint64_t)most < n_max;
  points->per_unit = points->exact ? 1 : (double)(n_max - 1) / (double)most;
  points->step = (double)points->sums.unit / points->per_unit;
  points->n = (points->exact ? (size_t)most + 1 : n_max + trellis->n_layers) + 1;
  return NULL;
}

void hwnas_points_deinit(hwnas_points_t *points) { hwnas_sums_deinit(&points->sums); }

hwnas_shift_t hwnas_points_shift(const hwnas_points_t *points, uint32_t e) {
  double at = (double)points->sums.costs[e] * points->per_unit, whole = floor(at);
  return (hwnas_shift_t){.whole = (size_t)whole, .rest = at - whole};
}

/* The most that edges of a path, each rounded its way, add up to. */
hwnas_status_t *hwnas_points_error(const hwnas_points_t *points, double *out) {
  const hwnas_trellis_t *trellis = points->sums.trellis;
  double *up = calloc(2 * trellis->n_nodes, sizeof *up), *down = up + trellis->n_nodes;
  HWNAS_TRY_ALLOC(up);
  for (size_t node = 1; node < trellis->n_nodes; node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      double rest = hwnas_points_shift(points, e).rest;
      up[node] = fmax(up[node], (rest > 0 ? 1 - rest : 0) + up[trellis->to[e]]);
      down[node] = fmax(down[node], rest + down[trellis->to[e]]);
    }
  uint32_t root = hwnas_trellis_root(trellis);
  *out = fmax(up[root], down[root]);
  free(up);
  return NULL;
}

/* Each layer before the node rounds once, down and up. */
void hwnas_points_find(const hwnas_points_t *points, size_t l, size_t node, size_t *out_begin,
                       size_t *out_end) {
  double slack = points->exact ? 0 : (double)l;
  double first = floor((double)points->sums.before_min[node] * points->per_unit) - slack;
  double last = floor((double)points->sums.before_max[node] * points->per_unit) + slack + 1;
  *out_begin = first > 0 ? (size_t)first : 0;
  *out_end = last < (double)points->n ? (size_t)last : points->n;
}
