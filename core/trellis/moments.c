#include "trellis/moments.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/points.h"
#include "trellis/total.h"

#define CELLS_MAX ((size_t)1 << 25) /* points of the states of one layer */

hwnas_status_t *hwnas_trellis_shares(const hwnas_trellis_t *trellis, double **out) {
  mpz_t *counts;
  HWNAS_TRY(hwnas_trellis_counts(trellis, &counts));
  *out = calloc(trellis->n_edges + 1, sizeof **out);
  for (size_t node = 1; *out && node < trellis->n_nodes; node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      (*out)[e] = hwnas_total_share(counts[trellis->to[e]], counts[node]) * hwnas_trellis_options(trellis, e);
  hwnas_trellis_counts_free(trellis, counts);
  return *out ? NULL : hwnas_status_no_memory();
}

/* From the end: the mean of what is left, and the variance around it. */
hwnas_status_t *hwnas_trellis_moments(const hwnas_trellis_t *trellis, size_t metric, const double *shares,
                                      double *out_mean, double *out_sd) {
  const int64_t *values = hwnas_trellis_values(trellis, metric);
  double *means = calloc(2 * (trellis->n_nodes + 1), sizeof *means), *variances = means + trellis->n_nodes;
  HWNAS_TRY_ALLOC(means);
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    uint32_t begin = trellis->first_edge[node], end = trellis->first_edge[node + 1];
    for (uint32_t e = begin; e < end; e++)
      means[node] += shares[e] * ((double)values[e] + means[trellis->to[e]]);
    for (uint32_t e = begin; e < end; e++) {
      double off = (double)values[e] + means[trellis->to[e]] - means[node];
      variances[node] += shares[e] * (variances[trellis->to[e]] + off * off);
    }
  }
  uint32_t root = hwnas_trellis_root(trellis);
  *out_mean = (double)trellis->minima[metric] + means[root];
  *out_sd = sqrt(variances[root]);
  free(means);
  return NULL;
}

/* ---- Histograms ------------------------------------------------------------------------------ */

typedef struct spreader {
  const hwnas_trellis_t *trellis;
  const hwnas_points_t *points;
  const double *shares;
  double *here, *next; /* nodes between two layers x points */
} spreader_t;

static void push_edge(const spreader_t *spreader, const double *restrict from, size_t begin, size_t end,
                      uint32_t e, double *restrict to) {
  hwnas_shift_t shift = hwnas_points_shift(spreader->points, e);
  double low = spreader->shares[e] * (1 - shift.rest), high = spreader->shares[e] * shift.rest;
  end = hwnas_points_last(spreader->points, end, shift.whole);
  hwnas_points_push(from, begin, end, low, high, to + shift.whole);
}

static void push_layer(spreader_t *spreader, size_t l) {
  const hwnas_trellis_t *trellis = spreader->trellis;
  size_t n = spreader->points->n, first = hwnas_trellis_first(trellis, l),
         first_next = hwnas_trellis_first(trellis, l + 1);
  size_t n_next = hwnas_trellis_end(trellis, l + 1) - first_next;
  for (size_t i = 0; i < n_next * n; i++) spreader->next[i] = 0;
  for (size_t node = first; node < hwnas_trellis_end(trellis, l); node++) {
    size_t begin, end;
    hwnas_points_find(spreader->points, l, node, &begin, &end);
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      push_edge(spreader, &spreader->here[(node - first) * n], begin, end, e,
                &spreader->next[(trellis->to[e] - first_next) * n]);
  }
  double *spare = spreader->here;
  spreader->here = spreader->next;
  spreader->next = spare;
}

static size_t widest_layer(const hwnas_trellis_t *trellis) {
  size_t widest = 1;
  for (size_t l = 0; l < trellis->n_layers; l++)
    if (trellis->layers[l].n_nodes > widest) widest = trellis->layers[l].n_nodes;
  return widest;
}

static hwnas_status_t *fill(spreader_t *spreader, hwnas_histogram_t *out) {
  size_t n = spreader->points->n, widest = widest_layer(spreader->trellis);
  spreader->here = calloc(widest * n, sizeof *spreader->here);
  spreader->next = calloc(widest * n, sizeof *spreader->next);
  out->shares = calloc(n, sizeof *out->shares);
  bool fits = spreader->here && spreader->next && out->shares;
  if (fits) {
    spreader->here[0] = 1;
    for (size_t l = 0; l < spreader->trellis->n_layers; l++) push_layer(spreader, l);
    for (size_t i = 0; i < n; i++) out->shares[i] = spreader->here[i];
  }
  free(spreader->here);
  free(spreader->next);
  return fits ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_trellis_histogram(const hwnas_trellis_t *trellis, size_t metric, const double *shares,
                                        size_t n_max, hwnas_histogram_t *out) {
  hwnas_points_t points;
  size_t most = CELLS_MAX / widest_layer(trellis);
  *out = (hwnas_histogram_t){0};
  hwnas_status_t *status = hwnas_points_init(&points, trellis, metric,
                                             n_max < most ? n_max
                                             : most > 2   ? most
                                                          : 2);
  spreader_t spreader = {.trellis = trellis, .points = &points, .shares = shares};
  out->exact = points.exact;
  out->step = points.step;
  out->n = points.n;
  if (!status) status = fill(&spreader, out);
  if (!status && !points.exact) status = hwnas_points_error(&points, &out->error);
  out->error *= points.step;
  while (!status && out->n > 1 && out->shares[out->n - 1] == 0) out->n--;
  hwnas_points_deinit(&points);
  return status;
}
