#include "trellis/tilt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 60
#define HALVINGS_MAX 30
#define NEAR 0.02          /* standard deviations that a mean may be off its end */
#define SURELY_EMPTY -0.01 /* logarithm of the bound, with room for rounding */

typedef struct tilter {
  hwnas_tilt_t *tilt;
  const hwnas_trellis_t *trellis;
  size_t n;
  double *low, *high;                       /* per metric: the range above the minimum */
  double *log_options;                      /* per edge: logarithm of what its options weigh */
  double log_lightest;                      /* the same of the network that weighs least */
  double *shares;                           /* per edge: scratch, then its share of the weight of its node */
  double *logs;                             /* per node: logarithm of the weight of all ways on */
  double *means;                            /* per node x n: what they cost on average */
  double *covs;                             /* per node x n x n */
  double *off;                              /* n: scratch */
  double *gradient, *step, *tried, *matrix; /* of Newton's method */
} tilter_t;

/* ---- Moments under weights ------------------------------------------------------------------- */

/* Of an edge and all ways on behind it. */
static double log_weight(const tilter_t *tilter, const double *rates, uint32_t e) {
  double log_of = tilter->log_options[e] + tilter->logs[tilter->trellis->to[e]];
  for (size_t m = 0; m < tilter->n; m++)
    log_of -= rates[m] * (double)hwnas_trellis_values(tilter->trellis, m)[e];
  return log_of;
}

/* Sets the weight of a node, and of each edge its share of that. */
static void set_log(tilter_t *tilter, const double *rates, size_t node) {
  const hwnas_trellis_t *trellis = tilter->trellis;
  uint32_t begin = trellis->first_edge[node], end = trellis->first_edge[node + 1];
  double *shares = tilter->shares, most = -INFINITY, sum = 0;
  for (uint32_t e = begin; e < end; e++) most = fmax(most, shares[e] = log_weight(tilter, rates, e));
  for (uint32_t e = begin; e < end; e++) sum += shares[e] = exp(shares[e] - most);
  for (uint32_t e = begin; e < end; e++) shares[e] /= sum;
  tilter->logs[node] = sum > 0 ? most + log(sum) : most; /* every node has an edge */
}

/* Around the mean of the node, so that no digits cancel. */
static void add_covariance(const tilter_t *tilter, size_t node, uint32_t e, double share) {
  size_t n = tilter->n, to = tilter->trellis->to[e];
  for (size_t m = 0; m < n; m++)
    tilter->off[m] = (double)hwnas_trellis_values(tilter->trellis, m)[e] + tilter->means[to * n + m] -
                     tilter->means[node * n + m];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      tilter->covs[(node * n + i) * n + j] +=
          share * (tilter->covs[(to * n + i) * n + j] + tilter->off[i] * tilter->off[j]);
}

static void set_moments(tilter_t *tilter, size_t node) {
  const hwnas_trellis_t *trellis = tilter->trellis;
  size_t n = tilter->n;
  uint32_t begin = trellis->first_edge[node], end = trellis->first_edge[node + 1];
  memset(&tilter->means[node * n], 0, n * sizeof(double));
  memset(&tilter->covs[node * n * n], 0, n * n * sizeof(double));
  for (uint32_t e = begin; e < end; e++)
    for (size_t m = 0; m < n; m++)
      tilter->means[node * n + m] += tilter->shares[e] * ((double)hwnas_trellis_values(trellis, m)[e] +
                                                          tilter->means[trellis->to[e] * n + m]);
  for (uint32_t e = begin; e < end; e++) add_covariance(tilter, node, e, tilter->shares[e]);
}

static double end_of(const tilter_t *tilter, size_t m, double rate) {
  return rate > 0 ? tilter->high[m] : rate < 0 ? tilter->low[m] : 0;
}

/* The logarithm of the bound; with moments of all nodes if they are wanted. */
static double evaluate(tilter_t *tilter, const double *rates, bool moments) {
  for (size_t node = 1; node < tilter->trellis->n_nodes; node++) {
    set_log(tilter, rates, node);
    if (moments) set_moments(tilter, node);
  }
  double log_bound = tilter->logs[hwnas_trellis_root(tilter->trellis)];
  for (size_t m = 0; m < tilter->n; m++) log_bound += rates[m] * end_of(tilter, m, rates[m]);
  return log_bound;
}

/* ---- Newton's method ------------------------------------------------------------------------- */

static double mean_of(const tilter_t *tilter, size_t m) {
  return tilter->means[hwnas_trellis_root(tilter->trellis) * tilter->n + m];
}
static double covariance_of(const tilter_t *tilter, size_t i, size_t j) {
  return tilter->covs[(hwnas_trellis_root(tilter->trellis) * tilter->n + i) * tilter->n + j];
}

/* How far the mean is from the end that it is drawn to; 0 for a metric without rate whose mean is in its
 * range. Returns the largest one, in standard deviations. */
static double set_gradient(tilter_t *tilter) {
  double most = 0;
  for (size_t m = 0; m < tilter->n; m++) {
    double mean = mean_of(tilter, m), rate = tilter->tilt->rates[m],
           sd = sqrt(fmax(covariance_of(tilter, m, m), 0));
    double end = rate != 0 ? end_of(tilter, m, rate) : fmin(fmax(mean, tilter->low[m]), tilter->high[m]);
    tilter->gradient[m] = end - mean;
    tilter->tilt->sds[m] = sd;
    if (tilter->gradient[m] != 0) most = fmax(most, sd > 0 ? fabs(tilter->gradient[m]) / sd : INFINITY);
  }
  return most;
}

/* Solves covariance * step = -gradient over the metrics with a gradient, by elimination; a little is added to
 * the diagonal, as metrics may hang together entirely. */
static void set_step(tilter_t *tilter) {
  size_t n = tilter->n;
  double *a = tilter->matrix, *x = tilter->step;
  for (size_t i = 0; i < n; i++) {
    bool active = tilter->gradient[i] != 0;
    x[i] = active ? -tilter->gradient[i] : 0;
    for (size_t j = 0; j < n; j++) {
      bool both = active && tilter->gradient[j] != 0;
      a[i * n + j] = both ? covariance_of(tilter, i, j) * (i == j ? 1 + 1e-9 : 1) : i == j;
    }
    if (active && a[i * n + i] == 0) a[i * n + i] = 1;
  }
  for (size_t k = 0; k < n; k++)
    for (size_t i = k + 1; i < n; i++) {
      double factor = a[i * n + k] / a[k * n + k];
      for (size_t j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      x[i] -= factor * x[k];
    }
  for (size_t k = n; k-- > 0;) {
    for (size_t j = k + 1; j < n; j++) x[k] -= a[k * n + j] * x[j];
    x[k] /= a[k * n + k];
  }
}

/* Part of a step; rates stop at 0, and leave it only towards the end that their metric is beyond. */
static void set_tried(tilter_t *tilter, double part) {
  for (size_t m = 0; m < tilter->n; m++) {
    double rate = tilter->tilt->rates[m], next = rate + part * tilter->step[m];
    double sign = rate != 0 ? rate : -tilter->gradient[m];
    tilter->tried[m] = next * sign > 0 && isfinite(next) ? next : 0;
  }
}

/* False if no part of the step lowers the bound. */
static bool take_step(tilter_t *tilter) {
  double part = 1;
  for (int i = 0; i < HALVINGS_MAX; i++, part /= 2) {
    set_tried(tilter, part);
    double log_bound = evaluate(tilter, tilter->tried, false);
    if (!(log_bound < tilter->tilt->log_bound)) continue;
    memcpy(tilter->tilt->rates, tilter->tried, tilter->n * sizeof(double));
    tilter->tilt->log_bound = log_bound;
    return true;
  }
  return false;
}

/* Less than any network weighs. */
static bool is_empty(const tilter_t *tilter) {
  return tilter->tilt->log_bound < tilter->log_lightest + SURELY_EMPTY;
}

static void minimize(tilter_t *tilter) {
  hwnas_tilt_t *tilt = tilter->tilt;
  tilt->log_bound = evaluate(tilter, tilt->rates, true);
  for (int i = 0; i < STEPS_MAX && set_gradient(tilter) > NEAR; i++) {
    set_step(tilter);
    if (!take_step(tilter)) break;
    evaluate(tilter, tilt->rates, true);
    if (is_empty(tilter)) break;
  }
  set_gradient(tilter);
  for (size_t m = 0; m < tilter->n; m++) tilt->ends[m] = end_of(tilter, m, tilt->rates[m]);
  tilt->empty = is_empty(tilter);
}

/* ---- All ------------------------------------------------------------------------------------- */

static double lightest_option(const hwnas_trellis_t *trellis, uint32_t e) {
  double least = INFINITY;
  for (uint32_t i = trellis->first_option[e]; i < trellis->first_option[e + 1]; i++)
    least = fmin(least, trellis->option_weights[i]);
  return least;
}

static void find_lightest(tilter_t *tilter) {
  const hwnas_trellis_t *trellis = tilter->trellis;
  if (!trellis->option_weights) return;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    tilter->logs[node] = INFINITY;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      tilter->logs[node] =
          fmin(tilter->logs[node], log(lightest_option(trellis, e)) + tilter->logs[trellis->to[e]]);
  }
  tilter->log_lightest = tilter->logs[hwnas_trellis_root(trellis)];
}

static bool alloc(tilter_t *tilter) {
  size_t n = tilter->n + 1, n_nodes = tilter->trellis->n_nodes;
  double **arrays[] = {&tilter->tilt->rates, &tilter->tilt->ends, &tilter->tilt->sds,
                       &tilter->low,         &tilter->high,       &tilter->off,
                       &tilter->gradient,    &tilter->step,       &tilter->tried};
  bool fits = true;
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    fits &= (*arrays[i] = calloc(n, sizeof(double))) != NULL;
  tilter->matrix = calloc(n * n, sizeof(double));
  tilter->log_options = calloc(tilter->trellis->n_edges + 1, sizeof(double));
  tilter->shares = calloc(tilter->trellis->n_edges + 1, sizeof(double));
  tilter->logs = calloc(n_nodes, sizeof(double));
  tilter->means = calloc(n_nodes * n, sizeof(double));
  tilter->covs = calloc(n_nodes * n, n * sizeof(double));
  for (size_t e = 0; tilter->log_options && e < tilter->trellis->n_edges; e++)
    tilter->log_options[e] = log(hwnas_trellis_weight(tilter->trellis, e));
  return fits && tilter->log_options && tilter->shares && tilter->matrix && tilter->logs && tilter->means &&
         tilter->covs;
}

hwnas_status_t *hwnas_tilt_init(hwnas_tilt_t *tilt, const hwnas_trellis_t *trellis,
                                const hwnas_range_t *ranges) {
  *tilt = (hwnas_tilt_t){0};
  tilter_t tilter = {.tilt = tilt, .trellis = trellis, .n = trellis->n_metrics};
  bool fits = alloc(&tilter);
  if (fits) {
    bool below = false;
    for (size_t m = 0; m < tilter.n; m++) {
      tilter.low[m] = fmax((double)ranges[m].low - (double)trellis->minima[m], 0);
      tilter.high[m] = fmin((double)ranges[m].high, (double)trellis->maxima[m]) - (double)trellis->minima[m];
      below |= tilter.low[m] > tilter.high[m];
    }
    find_lightest(&tilter);
    if (!below) minimize(&tilter);
    tilt->empty |= below;
  }
  double *arrays[] = {tilter.low,    tilter.high,  tilter.off,         tilter.gradient,
                      tilter.step,   tilter.tried, tilter.log_options, tilter.shares,
                      tilter.matrix, tilter.logs,  tilter.means,       tilter.covs};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  return fits ? NULL : hwnas_status_no_memory();
}

void hwnas_tilt_deinit(hwnas_tilt_t *tilt) {
  free(tilt->rates);
  free(tilt->ends);
  free(tilt->sds);
  *tilt = (hwnas_tilt_t){0};
}
