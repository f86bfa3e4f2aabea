#include "trellis/average.h"

#include <stdlib.h>

hwnas_status_t *hwnas_averager_init(hwnas_averager_t *averager, const hwnas_trellis_t *trellis) {
  *averager = (hwnas_averager_t){.trellis = trellis};
  averager->edges = calloc(trellis->n_edges + 1, sizeof(double));
  averager->after = calloc(trellis->n_nodes + 1, sizeof(double));
  averager->arrival = calloc(trellis->n_nodes + 1, sizeof(double));
  return averager->edges && averager->after && averager->arrival ? NULL : hwnas_status_no_memory();
}

void hwnas_averager_deinit(hwnas_averager_t *averager) {
  free(averager->edges);
  free(averager->after);
  free(averager->arrival);
}

/* What an option of a layer adds to the gradient: by each of its choices, the probability of the others. */
static void add_option(const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer, uint32_t option,
                       const hwnas_distribution_t *p, double value, double *gradient) {
  for (uint32_t i = 0; i < layer->n_choices; i++) {
    uint32_t rest = option, own = 0;
    double others = value;
    for (uint32_t j = layer->n_choices; j-- > 0;) {
      uint32_t index = hwnas_option_split(trellis, layer->choices[j], &rest);
      if (j == i)
        own = index;
      else
        others *= p->probabilities[p->first[layer->choices[j]] + index];
    }
    gradient[p->first[layer->choices[i]] + own] += others;
  }
}

void hwnas_averager_add_edge(const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer, uint32_t e,
                             const hwnas_distribution_t *p, double derivative, double *gradient) {
  for (uint32_t i = trellis->first_option[e]; i < trellis->first_option[e + 1]; i++)
    add_option(trellis, layer, trellis->options[i], p, derivative, gradient);
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
    for (size_t node = layer->first_node; node < layer->first_node + layer->n_nodes; node++)
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
        double value = arrival[node] * (before + (double)values[e] + averager->after[trellis->to[e]]);
        hwnas_averager_add_edge(trellis, layer, e, p, value, gradient);
        arrival[trellis->to[e]] += arrival[node] * averager->edges[e];
        paid += arrival[node] * averager->edges[e] * (double)values[e];
      }
  }
}

double hwnas_averager_expect(hwnas_averager_t *averager, size_t metric, const hwnas_distribution_t *p,
                             double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  const int64_t *values = hwnas_trellis_values(trellis, metric);
  double least = (double)trellis->minima[metric];
  hwnas_distribution_set_edges(p, trellis, averager->edges);
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
  for (size_t l = 0; l < trellis->n_layers; l++)
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
        double value = weight * arrival[node] * averager->after[trellis->to[e]];
        hwnas_averager_add_edge(trellis, &trellis->layers[l], e, p, value, gradient);
        arrival[trellis->to[e]] += arrival[node] * averager->edges[e];
      }
}

double hwnas_averager_probability(hwnas_averager_t *averager, const hwnas_distribution_t *p, double weight,
                                  double *gradient) {
  const hwnas_trellis_t *trellis = averager->trellis;
  if (hwnas_trellis_empty(trellis)) return 0;
  hwnas_distribution_set_edges(p, trellis, averager->edges);
  averager->after[0] = 1;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    averager->after[node] = 0;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      averager->after[node] += averager->edges[e] * averager->after[trellis->to[e]];
  }
  if (gradient) add_probability_gradient(averager, p, weight, gradient);
  return averager->after[hwnas_trellis_root(trellis)];
}
