#include "trellis/penalty.h"

#include <math.h>
#include <stdlib.h>

/* Where an edge leads from a point: some points on, and with the share `rest` one more. */
typedef struct shift {
  size_t whole;
  double rest;
} shift_t;

static shift_t shift_of(const hwnas_penalizer_t *penalizer, uint32_t e) {
  double points = (double)penalizer->sums.costs[e] * penalizer->per_unit, whole = floor(points);
  return (shift_t){.whole = (size_t)whole, .rest = points - whole};
}

/* The points that a node of layer l may have: each layer before it rounds once, down and up. */
static void find_points(const hwnas_penalizer_t *penalizer, size_t l, size_t node, size_t *out_begin,
                        size_t *out_end) {
  bool exact = penalizer->per_unit == 1;
  double slack = exact ? 0 : (double)l;
  double first = floor((double)penalizer->sums.before_min[node] * penalizer->per_unit) - slack;
  double last = floor((double)penalizer->sums.before_max[node] * penalizer->per_unit) + slack + 1;
  *out_begin = first > 0 ? (size_t)first : 0;
  *out_end = last < (double)penalizer->n ? (size_t)last : penalizer->n;
}

hwnas_status_t *hwnas_penalizer_init(hwnas_penalizer_t *penalizer, const hwnas_trellis_t *trellis,
                                     size_t metric, size_t n_points) {
  *penalizer = (hwnas_penalizer_t){.trellis = trellis, .metric = metric};
  hwnas_range_t all = {trellis->minima[metric], trellis->maxima[metric]};
  HWNAS_TRY(hwnas_sums_init(&penalizer->sums, trellis, metric, all, false));
  HWNAS_TRY(hwnas_averager_init(&penalizer->averager, trellis));
  int64_t most = penalizer->sums.after_max[hwnas_trellis_root(trellis)];
  bool exact = (uint64_t)most < n_points;
  penalizer->per_unit = exact ? 1 : (double)(n_points - 1) / (double)most;
  penalizer->step = (double)penalizer->sums.unit / penalizer->per_unit;
  penalizer->least = (double)trellis->minima[metric];
  penalizer->n = (exact ? (size_t)most : n_points + trellis->n_layers) + 2; /* the last is only read, and 0 */
  penalizer->ahead = calloc(trellis->n_nodes, penalizer->n * sizeof(double));
  penalizer->arrival = calloc(trellis->n_nodes, penalizer->n * sizeof(double));
  return penalizer->ahead && penalizer->arrival ? NULL : hwnas_status_no_memory();
}

void hwnas_penalizer_deinit(hwnas_penalizer_t *penalizer) {
  hwnas_sums_deinit(&penalizer->sums);
  hwnas_averager_deinit(&penalizer->averager);
  free(penalizer->ahead);
  free(penalizer->arrival);
}

/* From the end. */
static void look_ahead(hwnas_penalizer_t *penalizer, size_t l, size_t node) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  double *restrict ahead = &penalizer->ahead[node * penalizer->n];
  size_t begin, end;
  find_points(penalizer, l, node, &begin, &end);
  for (size_t x = begin; x < end; x++) ahead[x] = 0;
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
    shift_t shift = shift_of(penalizer, e);
    double low = penalizer->averager.edges[e] * (1 - shift.rest),
           high = penalizer->averager.edges[e] * shift.rest;
    const double *restrict to = &penalizer->ahead[trellis->to[e] * penalizer->n + shift.whole];
    size_t last = end + shift.whole < penalizer->n ? end : penalizer->n - shift.whole - 1;
    for (size_t x = begin; x < last; x++) ahead[x] += low * to[x] + high * to[x + 1];
  }
}

/* From the root: what an edge adds to where it leads; returns the derivative by its probability. */
static double go_on(hwnas_penalizer_t *penalizer, size_t begin, size_t end, size_t node, uint32_t e) {
  shift_t shift = shift_of(penalizer, e);
  size_t to = penalizer->trellis->to[e] * penalizer->n + shift.whole;
  double low = 1 - shift.rest, high = shift.rest, probability = penalizer->averager.edges[e], derivative = 0;
  const double *restrict from = &penalizer->arrival[node * penalizer->n];
  const double *restrict ahead = &penalizer->ahead[to];
  double *restrict arrival = &penalizer->arrival[to];
  size_t last = end + shift.whole < penalizer->n ? end : penalizer->n - shift.whole - 1;
  for (size_t x = begin; x < last; x++) derivative += from[x] * (low * ahead[x] + high * ahead[x + 1]);
  for (size_t x = begin; x < last; x++) arrival[x] += probability * low * from[x];
  for (size_t x = begin; high > 0 && x < last; x++) arrival[x + 1] += probability * high * from[x];
  return derivative;
}

static void add_gradient(hwnas_penalizer_t *penalizer, const hwnas_distribution_t *p, double *gradient) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  for (size_t i = 0; i < trellis->n_nodes * penalizer->n; i++) penalizer->arrival[i] = 0;
  penalizer->arrival[hwnas_trellis_root(trellis) * penalizer->n] = 1;
  for (size_t l = 0; l < trellis->n_layers; l++) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++) {
      size_t begin, end;
      find_points(penalizer, l, node, &begin, &end);
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
        hwnas_averager_add_edge(trellis, layer, e, p, go_on(penalizer, begin, end, node, e), gradient);
    }
  }
}

double hwnas_penalizer_expect(hwnas_penalizer_t *penalizer, const hwnas_distribution_t *p,
                              double (*fn)(void *self, double quanta), void *self, double *gradient) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  hwnas_averager_set_edges(&penalizer->averager, p);
  for (size_t x = 0; x < penalizer->n; x++)
    penalizer->ahead[x] = fn(self, penalizer->least + (double)x * penalizer->step);
  for (size_t l = trellis->n_layers; l-- > 0;) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++)
      look_ahead(penalizer, l, node);
  }
  if (gradient) add_gradient(penalizer, p, gradient);
  return penalizer->ahead[hwnas_trellis_root(trellis) * penalizer->n];
}
