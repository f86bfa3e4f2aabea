/* Profiler flops: floating point operations, one multiply-accumulate counted as one.
 *
 * Two conventions, since the same network has two numbers in the literature:
 *   nni   what the profiler of Microsoft NNI counts, and with it most budgets of the mobile literature:
 * multiply-accumulates and biases of layers, batch normalisation, and the activations relu, relu6, elu,
 * sigmoid, tanh, hardtanh and leaky_relu; everything else is free. Per sample: the batch does not count. full
 * everything that computes: the other normalisations and activations, pooling, additions. For the whole
 * batch.
 */
#include <stdlib.h>
#include <string.h>

#include "hwnas/profiler.h"

struct hwnas_object {
  int bias, normalization, activation, full;
};

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  hwnas_object_t *self = malloc(sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->bias = options->integer(options, "count_bias") != 0;
  self->normalization = options->integer(options, "count_normalization") != 0;
  self->activation = options->integer(options, "count_activation") != 0;
  const char *convention = options->string(options, "convention");
  self->full = convention && strcmp(convention, "full") == 0;
  *out = self;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { free(self); }

static int is_one_of(const char *type, const char *const *names) {
  for (; *names; names++)
    if (strcmp(type, *names) == 0) return 1;
  return 0;
}

static int nni_counts_activation(const char *type) {
  static const char *const names[] = {"relu", "relu6",    "elu",        "sigmoid",
                                      "tanh", "hardtanh", "leaky_relu", NULL};
  return is_one_of(type, names);
}

/* Products of two activations are functions, not modules, and free there. */
static int nni_counts_macs(const char *type) {
  static const char *const names[] = {"matmul", "bmm", "einsum", NULL};
  return !is_one_of(type, names);
}

static double count_full(const hwnas_object_t *self, const int64_t *work) {
  double sum = (double)work[HWNAS_WORK_MACS] + (double)work[HWNAS_WORK_ELEMENTWISE];
  if (self->bias) sum += (double)work[HWNAS_WORK_BIAS];
  if (self->normalization) sum += (double)work[HWNAS_WORK_NORMALIZATION];
  if (self->activation) sum += (double)work[HWNAS_WORK_ACTIVATION];
  return sum;
}

static double count_nni(const hwnas_object_t *self, const hwnas_op_t *op) {
  const int64_t *work = op->work;
  double sum = 0;
  if (nni_counts_macs(op->type)) sum += (double)work[HWNAS_WORK_MACS];
  if (self->bias) sum += (double)work[HWNAS_WORK_BIAS];
  if (self->normalization && strncmp(op->type, "batch_norm", 10) == 0)
    sum += (double)work[HWNAS_WORK_NORMALIZATION];
  if (self->activation && nni_counts_activation(op->type)) sum += (double)work[HWNAS_WORK_ACTIVATION];
  if (op->n_inputs && op->inputs[0].rank >= 2 && op->inputs[0].dims[0] > 1)
    sum /= (double)op->inputs[0].dims[0];
  return sum;
}

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)call;
  (void)metric;
  if (!op->work) return HWNAS_NO_COST;
  *out = self->full ? count_full(self, op->work) : count_nni(self, op);
  return HWNAS_OK;
}

static const char *convention(hwnas_object_t *self) { return self->full ? "full" : "nni"; }

static const char *const conventions[] = {"nni", "full", NULL};
static const hwnas_option_t options[] = {
    {"count_bias", "count the additions of biases", HWNAS_OPTION_BOOL, 0, "true", 0, 0, NULL, NULL, NULL},
    {"count_normalization", "count normalisation layers", HWNAS_OPTION_BOOL, 0, "true", 0, 0, NULL, NULL,
     NULL},
    {"count_activation", "count activation functions", HWNAS_OPTION_BOOL, 0, "true", 0, 0, NULL, NULL, NULL},
    {"convention", "what counts: nni as most budgets of the literature, full for everything that computes",
     HWNAS_OPTION_ENUM, 0, "\"nni\"", 0, 0, conventions, NULL, NULL},
};

static const hwnas_metric_info_t metrics[] = {{"flops", "FLOP", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost,
                                       .convention = convention};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .kind = HWNAS_KIND_PROFILER,
    .name = "flops",
    .summary = "floating point operations (1 multiply-accumulate = 1)",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .option_size = sizeof *options,
    .table = &table};
static const hwnas_component_t *const components[] = {&component, NULL};
static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,
                                      .struct_size = sizeof plugin,
                                      .abi_major = HWNAS_ABI_MAJOR,
                                      .abi_built = HWNAS_ABI_MINOR,
                                      .abi_needed = 0,
                                      .sanitizer = HWNAS_SANITIZER,
                                      .version = "0.1.0",
                                      .license = "MIT",
                                      .summary = "profiler of floating point operations",
                                      .components = components};
HWNAS_PLUGIN(plugin);
