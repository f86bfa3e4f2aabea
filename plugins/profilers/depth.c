/* Profiler depth: the number of convolutions and linear layers of a network, those of squeeze-excite and
 * those inside larger operators included; layers.h says which operators hold how many. It is a count of
 * layers, not the length of the longest way: branches add up. */
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
  *out = 0;
  for (int i = 0; i < n; i++) *out += layers[i].count;
  return HWNAS_OK;
}

static const hwnas_metric_info_t metrics[] = {{"depth", "layers", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .kind = HWNAS_KIND_PROFILER,
                                            .name = "depth",
                                            .summary = "number of convolutions and linear layers",
                                            .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "number of convolutions and linear layers", &component);
