/* From the end, each node gets the probability of the ways on, and mean and covariance of what they cost;
 * from the root the same of the ways to it. All are taken around the mean of their node, so that no digits
 * cancel. A path over an edge is a way to it and a way on from it, independent of each other: that is the
 * gradient. */
#include "trellis/joint.h"

#include <stdlib.h>
#include <string.h>

hwnas_status_t *hwnas_joint_init(hwnas_joint_t *joint, const hwnas_trellis_t *trellis) {
  size_t n = trellis->n_metrics, n_nodes = trellis->n_nodes + 1;
  *joint = (hwnas_joint_t){.trellis = trellis};
  joint->edges = calloc(trellis->n_edges + 1, sizeof(double));
  joint->probability = calloc(n_nodes, sizeof(double));
  joint->means = calloc(n_nodes, (n + 1) * sizeof(double));
  joint->covs = calloc(n_nodes, (n * n + 1) * sizeof(double));
  joint->arrival = calloc(n_nodes, sizeof(double));
  joint->means_before = calloc(n_nodes, (n + 1) * sizeof(double));
  joint->covs_before = calloc(n_nodes, (n * n + 1) * sizeof(double));
  joint->off = calloc(n + 1, sizeof(double));
  if (!joint->edges || !joint->probability || !joint->means || !joint->covs || !joint->arrival ||
      !joint->means_before || !joint->covs_before || !joint->off)
    return hwnas_status_no_memory();
  return hwnas_option_sums_init(&joint->sums, trellis);
}

void hwnas_joint_deinit(hwnas_joint_t *joint) {
  double *arrays[] = {joint->edges,   joint->probability,  joint->means,       joint->covs,
                      joint->arrival, joint->means_before, joint->covs_before, joint->off};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  hwnas_option_sums_deinit(&joint->sums);
  *joint = (hwnas_joint_t){0};
}

/* share times covariance, and the product of what the means of its parts are off. */
static void add_covariance(const hwnas_joint_t *joint, double share, const double *cov, double *out) {
  size_t n = joint->trellis->n_metrics;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) out[i * n + j] += share * (cov[i * n + j] + joint->off[i] * joint->off[j]);
}

static double cost(const hwnas_joint_t *joint, size_t m, uint32_t e) {
  return (double)hwnas_trellis_values(joint->trellis, m)[e];
}

/* ---- Ways on --------------------------------------------------------------------------------- */

static double share_on(const hwnas_joint_t *joint, size_t node, uint32_t e) {
  double all = joint->probability[node];
  return all > 0 ? joint->edges[e] * joint->probability[joint->trellis->to[e]] / all : 0;
}

static void look_ahead(hwnas_joint_t *joint, size_t node) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics;
  uint32_t begin = trellis->first_edge[node], end = trellis->first_edge[node + 1];
  double *means = &joint->means[node * n], *covs = &joint->covs[node * n * n];
  memset(means, 0, n * sizeof *means);
  memset(covs, 0, n * n * sizeof *covs);
  joint->probability[node] = 0;
  for (uint32_t e = begin; e < end; e++)
    joint->probability[node] += joint->edges[e] * joint->probability[trellis->to[e]];
  for (uint32_t e = begin; e < end; e++)
    for (size_t m = 0; m < n; m++)
      means[m] += share_on(joint, node, e) * (cost(joint, m, e) + joint->means[trellis->to[e] * n + m]);
  for (uint32_t e = begin; e < end; e++) {
    for (size_t m = 0; m < n; m++)
      joint->off[m] = cost(joint, m, e) + joint->means[trellis->to[e] * n + m] - means[m];
    add_covariance(joint, share_on(joint, node, e), &joint->covs[trellis->to[e] * n * n], covs);
  }
}

/* ---- Ways to --------------------------------------------------------------------------------- */

/* All nodes of a layer have what lies before them; those of the next get it. */
static void pass_means(hwnas_joint_t *joint, size_t l) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      double weight = joint->arrival[node] * joint->edges[e];
      joint->arrival[trellis->to[e]] += weight;
      for (size_t m = 0; m < n; m++)
        joint->means_before[trellis->to[e] * n + m] +=
            weight * (joint->means_before[node * n + m] + cost(joint, m, e));
    }
  for (size_t node = hwnas_trellis_first(trellis, l + 1); node < hwnas_trellis_end(trellis, l + 1); node++)
    for (size_t m = 0; m < n && joint->arrival[node] > 0; m++)
      joint->means_before[node * n + m] /= joint->arrival[node];
}

static void pass_covariances(hwnas_joint_t *joint, size_t l) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      size_t to = trellis->to[e];
      double weight = joint->arrival[node] * joint->edges[e];
      if (!(weight > 0)) continue;
      for (size_t m = 0; m < n; m++)
        joint->off[m] =
            joint->means_before[node * n + m] + cost(joint, m, e) - joint->means_before[to * n + m];
      add_covariance(joint, weight / joint->arrival[to], &joint->covs_before[node * n * n],
                     &joint->covs_before[to * n * n]);
    }
}

/* How far what the paths over an edge cost is off the mean of all; their covariance is covs_before and covs
 * and the product of these. Returns how likely the rest of such paths is. */
static double set_off(hwnas_joint_t *joint, size_t node, uint32_t e) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics, to = trellis->to[e];
  for (size_t m = 0; m < n; m++)
    joint->off[m] = joint->means_before[node * n + m] + cost(joint, m, e) + joint->means[to * n + m];
  return joint->arrival[node] * joint->probability[to] / joint->probability[hwnas_trellis_root(trellis)];
}

static void add_mean(hwnas_joint_t *joint, size_t l, size_t m) {
  const hwnas_trellis_t *trellis = joint->trellis;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      double weight = set_off(joint, node, e);
      if (weight > 0) hwnas_option_sums_add(&joint->sums, trellis, e, weight * joint->off[m]);
    }
}

/* Of metrics i and j. */
static void add_product(hwnas_joint_t *joint, size_t l, size_t i, size_t j) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics, ij = i * n + j;
  double all = joint->covs[hwnas_trellis_root(trellis) * n * n + ij];
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      double weight = set_off(joint, node, e);
      double here = joint->covs_before[node * n * n + ij] + joint->covs[trellis->to[e] * n * n + ij] +
                    joint->off[i] * joint->off[j];
      if (weight > 0) hwnas_option_sums_add(&joint->sums, trellis, e, weight * (here - all));
    }
}

static void add_layer(hwnas_joint_t *joint, size_t l, const hwnas_distribution_t *p, size_t size,
                      const hwnas_moments_t *out) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics;
  for (size_t m = 0; m < n && out->mean_gradients; m++) {
    hwnas_option_sums_begin(&joint->sums, p, trellis, &trellis->layers[l]);
    add_mean(joint, l, m);
    hwnas_option_sums_end(&joint->sums, p, &out->mean_gradients[m * size]);
  }
  for (size_t i = 0; i < n && out->covariance_gradients; i++)
    for (size_t j = i; j < n; j++) {
      hwnas_option_sums_begin(&joint->sums, p, trellis, &trellis->layers[l]);
      add_product(joint, l, i, j);
      hwnas_option_sums_end(&joint->sums, p, &out->covariance_gradients[(i * n + j) * size]);
    }
}

static void add_gradients(hwnas_joint_t *joint, const hwnas_distribution_t *p, size_t size,
                          const hwnas_moments_t *out) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics, n_nodes = trellis->n_nodes, root = hwnas_trellis_root(trellis);
  memset(joint->arrival, 0, n_nodes * sizeof(double));
  memset(joint->means_before, 0, n_nodes * n * sizeof(double));
  memset(joint->covs_before, 0, n_nodes * n * n * sizeof(double));
  joint->arrival[root] = 1;
  for (size_t m = 0; m < n; m++) joint->means_before[root * n + m] = -joint->means[root * n + m];
  for (size_t l = 0; l < trellis->n_layers; l++) {
    add_layer(joint, l, p, size, out);
    pass_means(joint, l);
    if (out->covariance_gradients) pass_covariances(joint, l);
  }
  for (size_t i = 0; i < n && out->covariance_gradients; i++)
    for (size_t j = 0; j < i; j++)
      memcpy(&out->covariance_gradients[(i * n + j) * size], &out->covariance_gradients[(j * n + i) * size],
             size * sizeof(double));
}

/* ---- All ------------------------------------------------------------------------------------- */

static void clear(double *numbers, size_t n) {
  for (size_t i = 0; numbers && i < n; i++) numbers[i] = 0;
}

void hwnas_joint_compute(hwnas_joint_t *joint, const hwnas_distribution_t *p, size_t size,
                         hwnas_moments_t *out) {
  const hwnas_trellis_t *trellis = joint->trellis;
  size_t n = trellis->n_metrics;
  out->probability = 0;
  if (hwnas_trellis_empty(trellis)) return;
  hwnas_option_sums_set_edges(&joint->sums, p, trellis, joint->edges);
  joint->probability[0] = 1;
  for (size_t node = 1; node < trellis->n_nodes; node++) look_ahead(joint, node);
  uint32_t root = hwnas_trellis_root(trellis);
  out->probability = joint->probability[root];
  if (!(out->probability > 0)) return;
  for (size_t m = 0; m < n && out->means; m++)
    out->means[m] = (double)trellis->minima[m] + joint->means[root * n + m];
  if (out->covariances) memcpy(out->covariances, &joint->covs[root * n * n], n * n * sizeof(double));
  clear(out->mean_gradients, n * size);
  clear(out->covariance_gradients, n * n * size);
  if (out->mean_gradients || out->covariance_gradients) add_gradients(joint, p, size, out);
}
