#include "trellis/option_sums.h"

#include <stdlib.h>

static size_t options_of(const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer) {
  size_t n = 1;
  for (uint32_t i = 0; i < layer->n_choices; i++) n *= trellis->space->choices[layer->choices[i]].n;
  return n;
}

hwnas_status_t *hwnas_option_sums_init(hwnas_option_sums_t *sums, const hwnas_trellis_t *trellis) {
  size_t most = 1;
  *sums = (hwnas_option_sums_t){0};
  for (size_t l = 0; l < trellis->n_layers; l++) {
    size_t n = options_of(trellis, &trellis->layers[l]);
    if (n > most) most = n;
  }
  sums->options = calloc(most + 1, sizeof *sums->options);
  sums->levels = calloc(most + 1, sizeof *sums->levels);
  sums->weights = calloc(most + 1, sizeof *sums->weights);
  return sums->options && sums->levels && sums->weights ? NULL : hwnas_status_no_memory();
}

void hwnas_option_sums_deinit(hwnas_option_sums_t *sums) {
  free(sums->options);
  free(sums->levels);
  free(sums->weights);
  *sums = (hwnas_option_sums_t){0};
}

/* One choice more: from the last option to the first, as each becomes n that lie behind it. */
static void weigh_choice(double *options, size_t size, const double *p, uint32_t n) {
  for (size_t o = size; o-- > 0;) {
    double weight = options[o];
    for (uint32_t k = n; k-- > 0;) options[o * n + k] = weight * p[k];
  }
}

void hwnas_option_sums_weigh(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                             const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer) {
  size_t size = 1;
  sums->options[0] = 1;
  for (uint32_t i = 0; i < layer->n_choices; i++) {
    uint32_t choice = layer->choices[i], n = trellis->space->choices[choice].n;
    weigh_choice(sums->options, size, &p->probabilities[p->first[choice]], n);
    size *= n;
  }
}

static double sum_edge(const hwnas_option_sums_t *sums, const hwnas_trellis_t *trellis, uint32_t e) {
  double sum = 0;
  for (uint32_t i = trellis->first_option[e]; i < trellis->first_option[e + 1]; i++)
    sum += sums->options[trellis->options[i]];
  return sum;
}

void hwnas_option_sums_set_edges(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                                 const hwnas_trellis_t *trellis, double *out) {
  for (size_t l = 0; l < trellis->n_layers; l++) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    uint32_t begin = trellis->first_edge[layer->first_node],
             end = trellis->first_edge[layer->first_node + layer->n_nodes];
    hwnas_option_sums_weigh(sums, p, trellis, layer);
    for (uint32_t e = begin; e < end; e++) out[e] = sum_edge(sums, trellis, e);
  }
}

void hwnas_option_sums_begin(hwnas_option_sums_t *sums, const hwnas_distribution_t *p,
                             const hwnas_trellis_t *trellis, const hwnas_trellis_layer_t *layer) {
  sums->form = (hwnas_contraction_t){.n_cells = options_of(trellis, layer), .n_axes = layer->n_choices};
  for (uint32_t i = 0; i < layer->n_choices; i++) {
    sums->form.sizes[i] = trellis->space->choices[layer->choices[i]].n;
    sums->form.first[i] = p->first[layer->choices[i]];
  }
  for (size_t o = 0; o < sums->form.n_cells; o++) sums->options[o] = 0;
}

void hwnas_option_sums_end(hwnas_option_sums_t *sums, const hwnas_distribution_t *p, double *gradient) {
  hwnas_contract(&sums->form, sums->options, p->probabilities, sums->levels);
  hwnas_contract_add_gradient(&sums->form, sums->options, p->probabilities, sums->levels, sums->weights,
                              gradient);
}
