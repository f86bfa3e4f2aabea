#include "trellis/buckets.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/paths.h"

#define LARGE 0x1p500 /* weights are scaled down beyond, and up below its inverse */

/* ---- Setting up ------------------------------------------------------------------------------ */

static bool is_nearer_the_maximum(const hwnas_trellis_t *trellis, size_t metric, hwnas_range_t range) {
  if (metric >= trellis->n_metrics) return false;
  double below = (double)range.low - (double)trellis->minima[metric];
  double above = (double)trellis->maxima[metric] - (double)range.high;
  return fmax(above, 0) < fmax(below, 0);
}

hwnas_status_t *hwnas_buckets_init(hwnas_buckets_t *buckets, const hwnas_trellis_t *trellis, size_t metric,
                                   hwnas_range_t range, const double *edge_weights) {
  *buckets = (hwnas_buckets_t){.step = 1, .edge_weights = edge_weights, .last = -1};
  bool mirrored = is_nearer_the_maximum(trellis, metric, range);
  HWNAS_TRY(hwnas_sums_init(&buckets->sums, trellis, metric, range, mirrored));
  buckets->costs = calloc(trellis->n_edges + 1, sizeof *buckets->costs);
  buckets->from = calloc(trellis->n_nodes + 1, sizeof *buckets->from);
  buckets->at = calloc(trellis->n_nodes + 2, sizeof *buckets->at);
  buckets->scales = calloc(trellis->n_layers + 1, sizeof *buckets->scales);
  return buckets->costs && buckets->from && buckets->at && buckets->scales ? NULL : hwnas_status_no_memory();
}

void hwnas_buckets_deinit(hwnas_buckets_t *buckets) {
  hwnas_sums_deinit(&buckets->sums);
  free(buckets->costs);
  free(buckets->from);
  free(buckets->at);
  free(buckets->weights);
  free(buckets->scales);
  *buckets = (hwnas_buckets_t){0};
}

/* ---- Rounding -------------------------------------------------------------------------------- */

static hwnas_status_t *round_costs(hwnas_buckets_t *buckets) {
  const hwnas_trellis_t *trellis = buckets->sums.trellis;
  int64_t *errors = malloc((trellis->n_edges + 1) * sizeof *errors);
  int64_t *bounds = malloc(2 * (trellis->n_nodes + 1) * sizeof *bounds);
  if (errors && bounds) {
    for (size_t e = 0; e < trellis->n_edges; e++) {
      buckets->costs[e] = (buckets->sums.costs[e] + buckets->step / 2) / buckets->step;
      errors[e] = buckets->sums.costs[e] - buckets->costs[e] * buckets->step;
    }
    hwnas_paths_after(trellis, errors, bounds, bounds + trellis->n_nodes);
    buckets->error_min = bounds[hwnas_trellis_root(trellis)];
    buckets->error_max = bounds[trellis->n_nodes + hwnas_trellis_root(trellis)];
  }
  bool done = errors && bounds;
  free(errors);
  free(bounds);
  return done ? NULL : hwnas_status_no_memory();
}

static int64_t divide_up(int64_t a, int64_t b) { return a / b + (a % b > 0); }
static int64_t divide_down(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Of each node only those buckets are kept that some path from the root can complete to one in the range. */
static hwnas_status_t *set_windows(hwnas_buckets_t *buckets) {
  const hwnas_trellis_t *trellis = buckets->sums.trellis;
  size_t n = trellis->n_nodes;
  int64_t *bounds = malloc(4 * (n + 1) * sizeof *bounds);
  HWNAS_TRY_ALLOC(bounds);
  int64_t *least = bounds, *most = bounds + n, *before_min = bounds + 2 * n, *before_max = bounds + 3 * n;
  hwnas_paths_after(trellis, buckets->costs, least, most);
  hwnas_paths_before(trellis, buckets->costs, before_min, before_max);
  for (size_t node = 0; node < n; node++) {
    int64_t first = buckets->first - before_max[node], last = buckets->last - before_min[node];
    if (first < least[node]) first = least[node];
    if (last > most[node]) last = most[node];
    buckets->from[node] = first;
    buckets->at[node + 1] = buckets->at[node] + (first <= last ? (size_t)(last - first) + 1 : 0);
  }
  free(bounds);
  return NULL;
}

hwnas_status_t *hwnas_buckets_set_step(hwnas_buckets_t *buckets, int64_t step, double *out_bytes) {
  const hwnas_sums_t *sums = &buckets->sums;
  *out_bytes = 0;
  if (sums->low > sums->high) return NULL;
  buckets->step = step;
  HWNAS_TRY(round_costs(buckets));
  buckets->first = divide_up(sums->low - buckets->error_max, step);
  buckets->last = divide_down(sums->high - buckets->error_min, step);
  if (buckets->first < 0) buckets->first = 0;
  HWNAS_TRY(set_windows(buckets));
  *out_bytes = (double)buckets->at[sums->trellis->n_nodes] * sizeof(double);
  return NULL;
}

/* ---- Weights --------------------------------------------------------------------------------- */

/* One edge: what lies behind it, moved by its cost. */
static void add_edge(const hwnas_buckets_t *buckets, size_t node, uint32_t e) {
  uint32_t to = buckets->sums.trellis->to[e];
  int64_t shift = buckets->from[to] + buckets->costs[e] - buckets->from[node];
  int64_t n = (int64_t)(buckets->at[node + 1] - buckets->at[node]);
  int64_t n_to = (int64_t)(buckets->at[to + 1] - buckets->at[to]);
  int64_t begin = shift < 0 ? -shift : 0, end = n - shift < n_to ? n - shift : n_to;
  if (begin >= end) return;
  const double *restrict in = &buckets->weights[buckets->at[to] + (size_t)begin];
  double *restrict out = &buckets->weights[buckets->at[node] + (size_t)(begin + shift)];
  double weight = buckets->edge_weights[e];
  for (int64_t i = 0; i < end - begin; i++) out[i] += weight * in[i];
}

static void scale_layer(hwnas_buckets_t *buckets, size_t l) {
  const hwnas_trellis_layer_t *layer = &buckets->sums.trellis->layers[l];
  double *weights = buckets->weights, most = 0;
  size_t begin = buckets->at[layer->first_node], end = buckets->at[layer->first_node + layer->n_nodes];
  for (size_t i = begin; i < end; i++) most = weights[i] > most ? weights[i] : most;
  buckets->scales[l] = 1;
  if (most == 0 || (most < LARGE && most > 1 / LARGE)) return;
  int exponent = ilogb(most);
  for (size_t i = begin; i < end; i++) weights[i] = ldexp(weights[i], -exponent);
  buckets->scales[l] = ldexp(1, exponent);
  buckets->log2_scale += exponent;
}

hwnas_status_t *hwnas_buckets_fill(hwnas_buckets_t *buckets) {
  const hwnas_trellis_t *trellis = buckets->sums.trellis;
  free(buckets->weights);
  buckets->log2_scale = 0;
  buckets->weights = calloc(buckets->at[trellis->n_nodes] + 1, sizeof *buckets->weights);
  HWNAS_TRY_ALLOC(buckets->weights);
  if (buckets->at[1] > 0) buckets->weights[0] = 1;
  for (size_t l = trellis->n_layers; l-- > 0;) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++)
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
        add_edge(buckets, node, e);
    scale_layer(buckets, l);
  }
  return NULL;
}

void hwnas_buckets_bounds(const hwnas_buckets_t *buckets, double *out_least, double *out_most) {
  const hwnas_sums_t *sums = &buckets->sums;
  uint32_t root = hwnas_trellis_root(sums->trellis);
  int64_t first = divide_up(sums->low - buckets->error_min, buckets->step);
  int64_t last = divide_down(sums->high - buckets->error_max, buckets->step);
  *out_least = *out_most = 0;
  for (size_t i = buckets->at[root]; i < buckets->at[root + 1]; i++) {
    int64_t x = buckets->from[root] + (int64_t)(i - buckets->at[root]);
    *out_most += buckets->weights[i];
    if (x >= first && x <= last) *out_least += buckets->weights[i];
  }
}
