#include "trellis/average.h"

#include <stdlib.h>

hwnas_status_t *hwnas_averager_init(hwnas_averager_t *averager, const hwnas_trellis_t *trellis) {
  *averager = (hwnas_averager_t){.trellis = trellis};
  averager->edges = calloc(trellis->n_edges + 1, sizeof(double));
  averager->after = calloc(trellis->n_nodes + 1, sizeof(double));
  averager->arrival = calloc(trellis->n_nodes + 1, sizeof(double));
  if (!averager->edges || !averager->after || !averager->arrival) return hwnas_status_no_memory();
  return hwnas_option_sums_init(&averager->sums, trellis);
}

void hwnas_averager_deinit(hwnas_averager_t *averager) {
  free(averager->edges);
  free(averager->after);
  free(averager->arrival);
  hwnas_option_sums_deinit(&averager->sums);
}

/* A choice has no influence on what was paid before its layer: that is `paid` on average, whatever its value.
 */
static void add_gradient(hwnas_averager_t *averager, const int64_t *values, double paid,
                         const hwnas_distribution_t *p, double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  double *arrival = averager->arrival;
  for (size_t node = 0; node < trellis->n_nodes; node++) arrival[node] = 0;
  arrival[hwnas_trellis_root(trellis)] = 1;
  for (size_t l = 0; l < trellis->n_layers; l++) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    double before = paid;
    hwnas_option_sums_begin(&averager->sums, p, trellis, layer);
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++)
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
        double value = arrival[node] * (before + (double)values[e] + averager->after[trellis->to[e]]);
        hwnas_option_sums_add(&averager->sums, trellis, e, value);
        arrival[trellis->to[e]] += arrival[node] * averager->edges[e];
        paid += arrival[node] * averager->edges[e] * (double)values[e];
      }
    hwnas_option_sums_end(&averager->sums, p, gradient);
  }
}

double hwnas_averager_expect(hwnas_averager_t *averager, size_t metric, const hwnas_distribution_t *p,
                             double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  const int64_t *values = hwnas_trellis_values(trellis, metric);
  double least = (double)trellis->minima[metric];
  hwnas_option_sums_set_edges(&averager->sums, p, trellis, averager->edges);
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    averager->after[node] = 0;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      averager->after[node] += averager->edges[e] * ((double)values[e] + averager->after[trellis->to[e]]);
  }
  if (gradient) add_gradient(averager, values, least, p, gradient);
  return least + averager->after[hwnas_trellis_root(trellis)];
}

/* ---- Probabilities --------------------------------------------------------------------------- */

static void add_probability_gradient(hwnas_averager_t *averager, const hwnas_distribution_t *p, double weight,
                                     double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  double *arrival = averager->arrival;
  for (size_t node = 0; node < trellis->n_nodes; node++) arrival[node] = 0;
  arrival[hwnas_trellis_root(trellis)] = 1;
  for (size_t l = 0; l < trellis->n_layers; l++) {
    hwnas_option_sums_begin(&averager->sums, p, trellis, &trellis->layers[l]);
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
        double value = weight * arrival[node] * averager->after[trellis->to[e]];
        hwnas_option_sums_add(&averager->sums, trellis, e, value);
        arrival[trellis->to[e]] += arrival[node] * averager->edges[e];
      }
    hwnas_option_sums_end(&averager->sums, p, gradient);
  }
}

double hwnas_averager_probability(hwnas_averager_t *averager, const hwnas_distribution_t *p, double weight,
                                  double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  if (hwnas_trellis_empty(trellis)) return 0;
  hwnas_option_sums_set_edges(&averager->sums, p, trellis, averager->edges);
  averager->after[0] = 1;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    averager->after[node] = 0;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      averager->after[node] += averager->edges[e] * averager->after[trellis->to[e]];
  }
  if (gradient) add_probability_gradient(averager, p, weight, gradient);
  return averager->after[hwnas_trellis_root(trellis)];
}
