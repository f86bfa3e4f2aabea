/* Profiler working_set: memory of the operator that needs most, with its inputs and outputs at once. What a
 * run takes at its peak is more where something is kept for later, such as the input of a residual block, and
 * less where an engine computes depthwise convolutions in place. Parameters are not in it: microcontrollers
 * read them from flash. */
#include <stdlib.h>

#include "hwnas/profiler.h"

struct hwnas_object {
  double bytes; /* of an element; 0: those of its type */
};

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  hwnas_object_t *self = malloc(sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->bytes = (double)options->integer(options, "bytes");
  *out = self;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { free(self); }

static double bytes_of_type(int32_t dtype) {
  switch (dtype) {
    case HWNAS_DTYPE_I8:
    case HWNAS_DTYPE_BOOL:
      return 1;
    case HWNAS_DTYPE_F16:
      return 2;
    case HWNAS_DTYPE_I64:
      return 8;
    default:
      return 4;
  }
}

static double size_of(const hwnas_object_t *self, const hwnas_tensor_t *tensor) {
  double size = self->bytes > 0 ? self->bytes : bytes_of_type(tensor->dtype);
  for (uint32_t d = 0; d < tensor->rank; d++) size *= (double)tensor->dims[d];
  return size;
}

/* What goes element by element can put its output in the place of an input of that size. */
static int works_in_place(const hwnas_object_t *self, const hwnas_op_t *op) {
  if (op->work[HWNAS_WORK_MACS] > 0 || op->n_outputs != 1) return 0;
  for (uint32_t i = 0; i < op->n_inputs; i++)
    if (size_of(self, &op->inputs[i]) == size_of(self, &op->outputs[0])) return 1;
  return 0;
}

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)call;
  (void)metric;
  if (!op->work || !op->outputs) return HWNAS_NO_COST;
  *out = 0;
  for (uint32_t i = 0; i < op->n_inputs; i++) *out += size_of(self, &op->inputs[i]);
  for (uint32_t i = 0; i < op->n_outputs && !works_in_place(self, op); i++)
    *out += size_of(self, &op->outputs[i]);
  return HWNAS_OK;
}

static const hwnas_option_t options[] = {{.name = "bytes",
                                          .help = "bytes of an element, such as 1 for quantised networks; 0: "
                                                  "those of its data type",
                                          .type = HWNAS_OPTION_INTEGER,
                                          .default_json = "0",

                                          .max = 16}};
static const hwnas_metric_info_t metrics[] = {{"working_set", "B", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_PEAK}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .kind = HWNAS_KIND_PROFILER,
                                            .name = "working_set",
                                            .summary = "inputs and outputs of the operator that has most",
                                            .options = options,
                                            .n_options = sizeof options / sizeof *options,
                                            .option_size = sizeof *options,
                                            .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "memory of the operator that needs most", &component);
