/* Profiler flops: floating point operations, one multiply-accumulate counted as one.
 *
 * Two conventions, since one network has several numbers in the literature.
 *
 * - nni, per sample: what the profiler of Microsoft NNI counts, and with it many budgets of the mobile
 * literature. Multiply-accumulates and biases of layers, an operator that a user brings among them, but not
 * of functions of two activations (matmul, bmm, mm, addmm, baddbmm, einsum, scaled_dot_product_attention);
 * the operations of batch normalisation; the elements that pass relu, relu6, elu, sigmoid, tanh, hardtanh or
 * leaky_relu; of multihead_attention the scale of the queries and one operation per score. All else is free.
 * Work is divided by the first dimension of the first input, the batch, if that has rank 2 or more and the
 * work divides.
 *
 * - full, for the whole batch: everything that computes, pooling, additions and softmax included.
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

static int nni_counts_macs(const char *type) {
  static const char *const names[] = {
      "matmul", "bmm", "mm", "addmm", "baddbmm", "einsum", "scaled_dot_product_attention", NULL};
  return !is_one_of(type, names);
}

/* Which kinds of work count, by convention, operator and options. */
static void select_kinds(const hwnas_object_t *self, const char *type, int out[HWNAS_WORK_KINDS]) {
  memset(out, 0, HWNAS_WORK_KINDS * sizeof *out);
  out[HWNAS_WORK_MACS] = self->full || nni_counts_macs(type);
  out[HWNAS_WORK_BIAS] = self->bias;
  out[HWNAS_WORK_NORMALIZATION] = self->normalization && (self->full || strncmp(type, "batch_norm", 10) == 0);
  out[HWNAS_WORK_ACTIVATION] = self->activation && (self->full || nni_counts_activation(type));
  out[HWNAS_WORK_ELEMENTWISE] = self->full;
}

/* The input that holds the values of multihead_attention; masks follow it. */
static const hwnas_tensor_t *last_sequence(const hwnas_op_t *op) {
  uint32_t masks = 0;
  if (op->attributes->integer(op->attributes, "attn_mask")) masks++;
  if (op->attributes->integer(op->attributes, "key_padding_mask")) masks++;
  return &op->inputs[masks < op->n_inputs ? op->n_inputs - 1 - masks : 0];
}

/* What NNI counts of multihead_attention beside its products: the scale of the queries, and one operation per
 * score. The formula has both among the elementwise work, with more. 0 when it overflows. */
static int add_nni_attention(const hwnas_op_t *op, int64_t *sum) {
  const hwnas_tensor_t *query = op->inputs;
  int64_t n;
  if (strcmp(op->type, "multihead_attention") != 0 || !op->n_inputs || query->rank != 3 ||
      !op->attributes->has(op->attributes, "num_heads"))
    return 1;
  int64_t heads = op->attributes->integer(op->attributes, "num_heads");
  return !__builtin_mul_overflow(heads, last_sequence(op)->dims[1], &n) &&
         !__builtin_add_overflow(n, query->dims[2], &n) && !__builtin_mul_overflow(n, query->dims[1], &n) &&
         !__builtin_mul_overflow(n, query->dims[0], &n) && !__builtin_add_overflow(*sum, n, sum);
}

static int64_t per_sample(const hwnas_op_t *op, int64_t work) {
  int64_t batch = op->n_inputs && op->inputs[0].rank >= 2 ? op->inputs[0].dims[0] : 1;
  return batch > 1 && work % batch == 0 ? work / batch : work;
}

static hwnas_result_t too_much(hwnas_call_t *call, const hwnas_op_t *op) {
  return call->fail(call, HWNAS_E_ARGUMENT, "the work of operator '%s' passes 2^63", op->type);
}

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)metric;
  int64_t sum = 0;
  int counts[HWNAS_WORK_KINDS];
  if (!op->work) return HWNAS_NO_COST;
  select_kinds(self, op->type, counts);
  for (int kind = 0; kind < HWNAS_WORK_KINDS; kind++)
    if (counts[kind] && __builtin_add_overflow(sum, op->work[kind], &sum)) return too_much(call, op);
  if (!self->full && !add_nni_attention(op, &sum)) return too_much(call, op);
  *out = (double)(self->full ? sum : per_sample(op, sum));
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

HWNAS_PLUGIN_OF("0.1.0", "MIT", "profiler of floating point operations", &component);
