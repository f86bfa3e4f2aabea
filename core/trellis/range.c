#include "trellis/range.h"

#include <stdlib.h>
#include <string.h>

#include "trellis/paths.h"

/* Takes out of every edge what the dearest way on from its start has more than that from its end. */
static void mirror(hwnas_sums_t *sums) {
  const hwnas_trellis_t *trellis = sums->trellis;
  for (size_t node = 1; node < trellis->n_nodes; node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      sums->costs[e] = sums->after_max[node] - sums->after_max[trellis->to[e]] - sums->costs[e];
}

static int64_t common_divisor(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static void take_units(hwnas_sums_t *sums) {
  const hwnas_trellis_t *trellis = sums->trellis;
  int64_t unit = 0;
  for (size_t e = 0; e < trellis->n_edges && unit != 1; e++) unit = common_divisor(sums->costs[e], unit);
  sums->unit = unit > 0 ? unit : 1;
  for (size_t e = 0; e < trellis->n_edges; e++) sums->costs[e] /= sums->unit;
}

/* The range above the minimum, or below the maximum. Nothing overflows: metrics stay below 2^62. */
static void set_range(hwnas_sums_t *sums, size_t metric, hwnas_range_t range, bool mirrored) {
  int64_t least = sums->trellis->minima[metric], most = sums->trellis->maxima[metric];
  if (range.low < least) range.low = least;
  if (range.high > most) range.high = most;
  sums->low = 1;
  sums->high = 0;
  if (range.low > range.high) return;
  int64_t low = mirrored ? most - range.high : range.low - least;
  int64_t high = mirrored ? most - range.low : range.high - least;
  sums->low = low / sums->unit + (low % sums->unit > 0);
  sums->high = high / sums->unit;
}

hwnas_status_t *hwnas_sums_init(hwnas_sums_t *sums, const hwnas_trellis_t *trellis, size_t metric,
                                hwnas_range_t range, bool mirrored) {
  size_t n = trellis->n_nodes;
  *sums = (hwnas_sums_t){.trellis = trellis, .unit = 1, .low = 1};
  sums->costs = calloc(trellis->n_edges + 1, sizeof *sums->costs);
  sums->before_min = calloc(n + 1, sizeof *sums->before_min);
  sums->before_max = calloc(n + 1, sizeof *sums->before_max);
  sums->after_max = calloc(n + 1, sizeof *sums->after_max);
  if (!sums->costs || !sums->before_min || !sums->before_max || !sums->after_max)
    return hwnas_status_no_memory();
  if (n == 0) return NULL;
  if (metric < trellis->n_metrics)
    memcpy(sums->costs, hwnas_trellis_values(trellis, metric), trellis->n_edges * sizeof *sums->costs);
  /* What is least after a node is 0, as edges are reduced and mirrored ones are so too. */
  hwnas_paths_after(trellis, sums->costs, sums->before_min, sums->after_max);
  if (mirrored) mirror(sums);
  take_units(sums);
  hwnas_paths_after(trellis, sums->costs, sums->before_min, sums->after_max);
  hwnas_paths_before(trellis, sums->costs, sums->before_min, sums->before_max);
  if (metric < trellis->n_metrics)
    set_range(sums, metric, range, mirrored);
  else
    sums->low = 0;
  return NULL;
}

void hwnas_sums_deinit(hwnas_sums_t *sums) {
  free(sums->costs);
  free(sums->before_min);
  free(sums->before_max);
  free(sums->after_max);
  *sums = (hwnas_sums_t){0};
}
