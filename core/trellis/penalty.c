#include "trellis/penalty.h"

#include <stdlib.h>

hwnas_status_t *hwnas_penalizer_init(hwnas_penalizer_t *penalizer, const hwnas_trellis_t *trellis,
                                     size_t metric, size_t n_points) {
  *penalizer = (hwnas_penalizer_t){.trellis = trellis, .least = (double)trellis->minima[metric]};
  HWNAS_TRY(hwnas_points_init(&penalizer->points, trellis, metric, n_points));
  HWNAS_TRY(hwnas_averager_init(&penalizer->averager, trellis));
  penalizer->ahead = calloc(trellis->n_nodes, penalizer->points.n * sizeof(double));
  penalizer->arrival = calloc(trellis->n_nodes, penalizer->points.n * sizeof(double));
  return penalizer->ahead && penalizer->arrival ? NULL : hwnas_status_no_memory();
}

void hwnas_penalizer_deinit(hwnas_penalizer_t *penalizer) {
  hwnas_points_deinit(&penalizer->points);
  hwnas_averager_deinit(&penalizer->averager);
  free(penalizer->ahead);
  free(penalizer->arrival);
}

/* From the end. */
static void look_ahead(hwnas_penalizer_t *penalizer, size_t l, size_t node) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  double *restrict ahead = &penalizer->ahead[node * penalizer->points.n];
  size_t begin, end;
  hwnas_points_find(&penalizer->points, l, node, &begin, &end);
  for (size_t x = begin; x < end; x++) ahead[x] = 0;
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
    hwnas_shift_t shift = hwnas_points_shift(&penalizer->points, e);
    double low = penalizer->averager.edges[e] * (1 - shift.rest),
           high = penalizer->averager.edges[e] * shift.rest;
    const double *restrict to = &penalizer->ahead[trellis->to[e] * penalizer->points.n + shift.whole];
    size_t last = hwnas_points_last(&penalizer->points, end, shift.whole);
    for (size_t x = begin; x < last; x++) ahead[x] += low * to[x] + high * to[x + 1];
  }
}

#define LANES 8 /* sums side by side, which compilers can compute at once */

/* The expectation of what lies ahead over an edge, for paths with points [begin, end). */
static double expect_ahead(const double *restrict from, const double *restrict ahead, size_t begin,
                           size_t end, double rest) {
  double lanes[LANES] = {0}, low = 1 - rest, sum = 0;
  size_t x = begin;
  for (; x + LANES <= end; x += LANES)
    for (size_t i = 0; i < LANES; i++)
      lanes[i] += from[x + i] * (low * ahead[x + i] + rest * ahead[x + i + 1]);
  for (; x < end; x++) sum += from[x] * (low * ahead[x] + rest * ahead[x + 1]);
  for (size_t i = 0; i < LANES; i++) sum += lanes[i];
  return sum;
}

/* From the root: what an edge adds to where it leads; returns the derivative by its probability. */
static double go_on(hwnas_penalizer_t *penalizer, size_t begin, size_t end, size_t node, uint32_t e) {
  hwnas_shift_t shift = hwnas_points_shift(&penalizer->points, e);
  size_t to = penalizer->trellis->to[e] * penalizer->points.n + shift.whole;
  double probability = penalizer->averager.edges[e], low = probability * (1 - shift.rest),
         high = probability * shift.rest;
  const double *restrict from = &penalizer->arrival[node * penalizer->points.n];
  double *restrict arrival = &penalizer->arrival[to];
  size_t last = hwnas_points_last(&penalizer->points, end, shift.whole);
  hwnas_points_push(from, begin, last, low, high, arrival);
  return expect_ahead(from, &penalizer->ahead[to], begin, last, shift.rest);
}

/* What the edges of a node add. */
static void go_on_all(hwnas_penalizer_t *penalizer, size_t l, size_t node) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  size_t begin, end;
  hwnas_points_find(&penalizer->points, l, node, &begin, &end);
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
    hwnas_option_sums_add(&penalizer->averager.sums, trellis, e, go_on(penalizer, begin, end, node, e));
}

static void add_gradient(hwnas_penalizer_t *penalizer, const hwnas_distribution_t *p, double *gradient) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  hwnas_option_sums_t *sums = &penalizer->averager.sums;
  for (size_t i = 0; i < trellis->n_nodes * penalizer->points.n; i++) penalizer->arrival[i] = 0;
  penalizer->arrival[hwnas_trellis_root(trellis) * penalizer->points.n] = 1;
  for (size_t l = 0; l < trellis->n_layers; l++) {
    hwnas_option_sums_begin(sums, p, trellis, &trellis->layers[l]);
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
      go_on_all(penalizer, l, node);
    hwnas_option_sums_end(sums, p, gradient);
  }
}

double hwnas_penalizer_expect(hwnas_penalizer_t *penalizer, const hwnas_distribution_t *p,
                              double (*fn)(void *self, double quanta), void *self, double *gradient) {
  const hwnas_trellis_t *trellis = penalizer->trellis;
  hwnas_option_sums_set_edges(&penalizer->averager.sums, p, trellis, penalizer->averager.edges);
  for (size_t x = 0; x < penalizer->points.n; x++)
    penalizer->ahead[x] = fn(self, penalizer->least + (double)x * penalizer->points.step);
  for (size_t l = trellis->n_layers; l-- > 0;) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++)
      look_ahead(penalizer, l, node);
  }
  if (gradient) add_gradient(penalizer, p, gradient);
  return penalizer->ahead[hwnas_trellis_root(trellis) * penalizer->points.n];
}
