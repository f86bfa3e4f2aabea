/* Profiler params: parameters that a network owns, each module once however often it is used. Weights,
 * biases, scales and shifts of normalisations, and free parameters; buffers such as running means are not
 * parameters, and count only if they are asked for. */
#include <stdlib.h>

#include "hwnas/profiler.h"

struct hwnas_object {
  int normalization, buffers;
};

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  hwnas_object_t *self = malloc(sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->normalization = options->integer(options, "count_normalization") != 0;
  self->buffers = options->integer(options, "count_buffers") != 0;
  *out = self;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { free(self); }

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)call;
  (void)metric;
  if (!op->weights) return HWNAS_NO_COST;
  *out = (double)op->weights[HWNAS_WEIGHTS_WEIGHT] + (double)op->weights[HWNAS_WEIGHTS_BIAS] +
         (double)op->weights[HWNAS_WEIGHTS_FREE];
  if (self->normalization) *out += (double)op->weights[HWNAS_WEIGHTS_NORM];
  if (self->buffers) *out += (double)op->weights[HWNAS_WEIGHTS_BUFFER];
  return HWNAS_OK;
}

static const hwnas_option_t options[] = {
    {"count_normalization", "count scales and shifts of normalisations", HWNAS_OPTION_BOOL, 0, "true", 0, 0,
     NULL, NULL, NULL},
    {"count_buffers", "count what is stored and not learned, such as running means", HWNAS_OPTION_BOOL, 0,
     "false", 0, 0, NULL, NULL, NULL},
};

static const hwnas_metric_info_t metrics[] = {{"params", "1", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_MODULE}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .kind = HWNAS_KIND_PROFILER,
                                            .name = "params",
                                            .summary = "parameters, each module once",
                                            .options = options,
                                            .n_options = sizeof options / sizeof *options,
                                            .option_size = sizeof *options,
                                            .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "parameters, each module once", &component);
