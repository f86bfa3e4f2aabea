#include "trellis/moments.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/range.h"
#include "trellis/total.h"

#define CELLS_MAX ((size_t)1 << 25) /* points of the states of one layer */

/* a / b of any size. */
static double ratio(const mpz_t a, const mpz_t b) {
  long exponent_a, exponent_b;
  double mantissa = mpz_get_d_2exp(&exponent_a, a) / mpz_get_d_2exp(&exponent_b, b);
  return ldexp(mantissa, (int)(exponent_a - exponent_b));
}

hwnas_status_t *hwnas_trellis_shares(const hwnas_trellis_t *trellis, double **out) {
  mpz_t *counts;
  HWNAS_TRY(hwnas_trellis_counts(trellis, &counts));
  *out = calloc(trellis->n_edges + 1, sizeof **out);
  for (size_t node = 1; *out && node < trellis->n_nodes; node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      (*out)[e] = ratio(counts[trellis->to[e]], counts[node]) * hwnas_trellis_options(trellis, e);
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
  const hwnas_sums_t *sums;
  const double *shares;
  size_t n; /* points */
  double per_unit;
  double *here, *next; /* nodes of a layer x points */
} spreader_t;

static size_t first_node(const hwnas_trellis_t *trellis, size_t l) {
  return l < trellis->n_layers ? trellis->layers[l].first_node : 0;
}
static size_t count_nodes(const hwnas_trellis_t *trellis, size_t l) {
  return l < trellis->n_layers ? trellis->layers[l].n_nodes : 1;
}

/* The points that a node of layer l may have: each layer before it rounds once, down and up. */
static void find_points(const spreader_t *spreader, size_t l, size_t node, size_t *out_begin,
                        size_t *out_end) {
  double first = floor((double)spreader->sums->before_min[node] * spreader->per_unit) - (double)l;
  double last = (double)spreader->sums->before_max[node] * spreader->per_unit + (double)l + 2;
  *out_begin = first > 0 ? (size_t)first : 0;
  *out_end = last < (double)spreader->n ? (size_t)last : spreader->n;
}

/* What lies between two points goes to both, by how near they are. */
static void push_edge(const spreader_t *spreader, const double *restrict from, size_t begin, size_t end,
                      uint32_t e, double *restrict to) {
  double points = (double)spreader->sums->costs[e] * spreader->per_unit, whole = floor(points),
         rest = points - whole;
  double low = spreader->shares[e] * (1 - rest), high = spreader->shares[e] * rest;
  to += (size_t)whole;
  if (end + (size_t)whole + 1 > spreader->n) end = spreader->n - (size_t)whole - 1;
  for (size_t i = begin; i < end; i++) to[i] += low * from[i];
  for (size_t i = begin; high > 0 && i < end; i++) to[i + 1] += high * from[i];
}

static void push_layer(spreader_t *spreader, size_t l) {
  const hwnas_trellis_t *trellis = spreader->trellis;
  size_t n = spreader->n, first = first_node(trellis, l), first_next = first_node(trellis, l + 1);
  for (size_t i = 0; i < count_nodes(trellis, l + 1) * n; i++) spreader->next[i] = 0;
  for (size_t i = 0; i < count_nodes(trellis, l); i++) {
    size_t begin, end;
    find_points(spreader, l, first + i, &begin, &end);
    for (uint32_t e = trellis->first_edge[first + i]; e < trellis->first_edge[first + i + 1]; e++)
      push_edge(spreader, &spreader->here[i * n], begin, end, e,
                &spreader->next[(trellis->to[e] - first_next) * n]);
  }
  double *spare = spreader->here;
  spreader->here = spreader->next;
  spreader->next = spare;
}

static hwnas_status_t *fill(spreader_t *spreader, size_t widest, hwnas_histogram_t *out) {
  size_t n = spreader->n;
  spreader->here = calloc(widest * n, sizeof *spreader->here);
  spreader->next = calloc(widest * n, sizeof *spreader->next);
  out->shares = calloc(n, sizeof *out->shares);
  if (spreader->here && spreader->next && out->shares) {
    spreader->here[0] = 1;
    for (size_t l = 0; l < spreader->trellis->n_layers; l++) push_layer(spreader, l);
    for (size_t i = 0; i < n; i++) out->shares[i] = spreader->here[i];
  }
  bool done = spreader->here && spreader->next && out->shares;
  free(spreader->here);
  free(spreader->next);
  return done ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *spread(const hwnas_sums_t *sums, const double *shares, size_t n_max,
                              hwnas_histogram_t *out) {
  const hwnas_trellis_t *trellis = sums->trellis;
  size_t widest = 1;
  for (size_t l = 0; l < trellis->n_layers; l++)
    if (trellis->layers[l].n_nodes > widest) widest = trellis->layers[l].n_nodes;
  if (n_max > CELLS_MAX / widest) n_max = CELLS_MAX / widest > 2 ? CELLS_MAX / widest : 2;
  int64_t most = sums->after_max[hwnas_trellis_root(trellis)];
  out->exact = (uint64_t)most < n_max;
  out->n = (out->exact ? (size_t)most + 1 : n_max + trellis->n_layers) + 1; /* one that stays empty */
  spreader_t spreader = {.trellis = trellis, .sums = sums, .shares = shares, .n = out->n};
  spreader.per_unit = out->exact ? 1 : (double)(n_max - 1) / (double)most;
  out->step = (double)sums->unit / spreader.per_unit;
  HWNAS_TRY(fill(&spreader, widest, out));
  while (out->n > 1 && out->shares[out->n - 1] == 0) out->n--;
  return NULL;
}

hwnas_status_t *hwnas_trellis_histogram(const hwnas_trellis_t *trellis, size_t metric, const double *shares,
                                        size_t n_max, hwnas_histogram_t *out) {
  hwnas_sums_t sums;
  hwnas_range_t all = {trellis->minima[metric], trellis->maxima[metric]};
  *out = (hwnas_histogram_t){0};
  hwnas_status_t *status = hwnas_sums_init(&sums, trellis, metric, all, false);
  if (!status) status = spread(&sums, shares, n_max, out);
  hwnas_sums_deinit(&sums);
  return status;
}
