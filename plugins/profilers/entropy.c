/* Profiler entropy: a score without training, the sum of ln(fan-in) over the convolutions and linear layers
 * of a network; for a convolution the fan-in is c_in k^2 / groups. It is the entropy term of DeepMAD (Shen et
 * al., CVPR 2023), not the whole of its score, which also weighs stages and bounds the effectiveness of
 * depth.
 *
 * That term is the entropy of what a chain of layers puts out if every layer is an inner product with
 * Gaussian weights of its own: it adds the logarithm of the number of terms. So it is said of every such
 * layer, also of those inside attention and transformers, and of nothing else: softmax, products of two
 * tensors, normalisations and biases add nothing. Where weights are no such layers, as in a recurrence, it is
 * unknown; layers.h lists all. */
#include "layers.h"

/* It has no options, so all instances are one. */
static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  (void)call;
  (void)options;
  *out = NULL;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { (void)self; }

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)self;
  (void)call;
  (void)metric;
  layers_t layers[LAYERS_MAX];
  int n = list_layers(op, layers);
  if (n == LAYERS_UNKNOWN) return HWNAS_NO_COST;
  double sum = 0;
  for (int i = 0; i < n; i++) sum += layers[i].count * log(layers[i].fan_in);
  if (isnan(sum)) return HWNAS_NO_COST;
  *out = sum;
  return HWNAS_OK;
}

static const hwnas_metric_info_t metrics[] = {{"entropy", "nat", 1e-9, HWNAS_GOAL_MAXIMIZE, HWNAS_PER_USE}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .kind = HWNAS_KIND_PROFILER,
    .name = "entropy",
    .summary = "entropy term of DeepMAD (CVPR 2023), not its full score; needs no training",
    .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "entropy term of DeepMAD (CVPR 2023), not its full score; needs no training",
                &component);
