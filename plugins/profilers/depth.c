/* Profiler depth: the number of convolutions and linear layers of a network, those of squeeze-excite
 * included. */
#include <string.h>

#include "hwnas/profiler.h"

/* conv2d, conv_transpose2d and the like, but no operator whose name merely begins so. */
static int is_layer(const char *type) {
  if (strcmp(type, "linear") == 0) return 1;
  if (strncmp(type, "conv", 4) != 0) return 0;
  const char *dims = type + (strncmp(type, "conv_transpose", 14) == 0 ? 14 : 4);
  return dims[0] >= '1' && dims[0] <= '3' && strcmp(dims + 1, "d") == 0;
}

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
  *out = is_layer(op->type) ? 1 : 0;
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
