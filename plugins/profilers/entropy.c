/* Profiler entropy: a score without training, the sum of ln(c_in k^2 / groups) over the convolutions and
 * linear layers of a network. It is the entropy term of DeepMAD (Shen et al., CVPR 2023), not the whole of
 * its score, which also weighs stages and bounds the effectiveness of depth. */
#include <math.h>
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

/* Multiply-accumulates per output element are the fan-in, c_in k^2 / groups. */
static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)self;
  (void)call;
  (void)metric;
  *out = 0;
  if (!is_layer(op->type)) return HWNAS_OK;
  if (!op->work) return HWNAS_NO_COST;
  if (op->work[HWNAS_WORK_MACS] == 0) return HWNAS_OK;
  double elements = 1;
  for (uint32_t d = 0; d < op->outputs[0].rank; d++) elements *= (double)op->outputs[0].dims[d];
  *out = log((double)op->work[HWNAS_WORK_MACS] / elements);
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
