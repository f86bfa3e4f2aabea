/* Five operators that hwnas has, once more under names of their own, from nothing but the SDK. */
#include "hwnas/shape_formula.h"

static int64_t integer(const hwnas_op_t *op, const char *name) {
  return op->attributes->integer(op->attributes, name);
}

static hwnas_result_t same_shape(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  if (op->n_inputs != 1 || op->inputs[0].rank < 2)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes one tensor of rank 2 or more");
  outputs[0].dtype = op->inputs[0].dtype;
  outputs[0].rank = op->inputs[0].rank;
  for (uint32_t d = 0; d < op->inputs[0].rank; d++) outputs[0].dims[d] = op->inputs[0].dims[d];
  *out_n = 1;
  return HWNAS_OK;
}

static int64_t elements(const hwnas_tensor_t *tensor) {
  int64_t n = 1;
  for (uint32_t d = 0; d < tensor->rank; d++) n *= tensor->dims[d];
  return n;
}

#define COMPONENT(id, functions, attributes)                                                  \
  static const hwnas_component_t id = {.struct_size = sizeof id,                              \
                                       .kind = HWNAS_KIND_SHAPE_FORMULA,                      \
                                       .name = #id,                                           \
                                       .summary = "once more",                                \
                                       .options = attributes,                                 \
                                       .n_options = sizeof attributes / sizeof attributes[0], \
                                       .option_size = sizeof attributes[0],                   \
                                       .table = &functions}
#define NUMBER(id, text) \
  { .name = id, .help = id, .type = HWNAS_OPTION_INTEGER, .default_json = text }
#define TRUTH(id, text) \
  { .name = id, .help = id, .type = HWNAS_OPTION_BOOL, .default_json = text }

/* ---- linear ---------------------------------------------------------------------------------- */

static hwnas_result_t linear_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  hwnas_result_t result = same_shape(call, op, outputs, out_n);
  if (result == HWNAS_OK) outputs[0].dims[outputs[0].rank - 1] = integer(op, "out_features");
  return result;
}

static hwnas_result_t linear_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WORK_MACS] = elements(op->outputs) * op->inputs[0].dims[op->inputs[0].rank - 1];
  out[HWNAS_WORK_BIAS] = integer(op, "bias") ? elements(op->outputs) : 0;
  return HWNAS_OK;
}

static hwnas_result_t linear_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n = integer(op, "out_features");
  (void)call;
  out[HWNAS_WEIGHTS_WEIGHT] = n * op->inputs[0].dims[op->inputs[0].rank - 1];
  out[HWNAS_WEIGHTS_BIAS] = integer(op, "bias") ? n : 0;
  return HWNAS_OK;
}

static const hwnas_option_t linear_attributes[] = {NUMBER("out_features", NULL), TRUTH("bias", "true")};
static const char *const linear_types[] = {"my_linear", NULL};
static const hwnas_shape_formula_t linear_functions = {.struct_size = sizeof linear_functions,
                                                       .op_types = linear_types,
                                                       .infer = linear_infer,
                                                       .work = linear_work,
                                                       .weights = linear_weights};
COMPONENT(my_linear, linear_functions, linear_attributes);

/* ---- conv2d ---------------------------------------------------------------------------------- */

static int64_t slide(const hwnas_op_t *op, int64_t size) {
  return (size + 2 * integer(op, "padding") - integer(op, "dilation") * (integer(op, "kernel_size") - 1) -
          1) /
             integer(op, "stride") +
         1;
}

static hwnas_result_t conv_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = same_shape(call, op, outputs, out_n);
  outputs[0].dims[1] = integer(op, "out_channels");
  for (int d = 2; d < 4; d++) outputs[0].dims[d] = slide(op, op->inputs[0].dims[d]);
  return result;
}

static int64_t fan_in(const hwnas_op_t *op) {
  return integer(op, "kernel_size") * integer(op, "kernel_size") *
         (op->inputs[0].dims[1] / integer(op, "groups"));
}

static hwnas_result_t conv_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WORK_MACS] = elements(op->outputs) * fan_in(op);
  out[HWNAS_WORK_BIAS] = integer(op, "bias") ? elements(op->outputs) : 0;
  return HWNAS_OK;
}

static hwnas_result_t conv_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WEIGHTS_WEIGHT] = integer(op, "out_channels") * fan_in(op);
  out[HWNAS_WEIGHTS_BIAS] = integer(op, "bias") ? integer(op, "out_channels") : 0;
  return HWNAS_OK;
}

static const hwnas_option_t conv_attributes[] = {
    NUMBER("out_channels", NULL), NUMBER("kernel_size", NULL), NUMBER("stride", "1"), NUMBER("padding", "0"),
    NUMBER("dilation", "1"),      NUMBER("groups", "1"),       TRUTH("bias", "true")};
static const char *const conv_types[] = {"my_conv2d", NULL};
static const hwnas_shape_formula_t conv_functions = {.struct_size = sizeof conv_functions,
                                                     .op_types = conv_types,
                                                     .infer = conv_infer,
                                                     .work = conv_work,
                                                     .weights = conv_weights};
COMPONENT(my_conv2d, conv_functions, conv_attributes);

/* ---- batch_norm2d ---------------------------------------------------------------------------- */

static hwnas_result_t norm_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WORK_NORMALIZATION] = elements(op->inputs) * (integer(op, "affine") ? 4 : 2);
  return HWNAS_OK;
}

static hwnas_result_t norm_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WEIGHTS_NORM] = integer(op, "affine") ? 2 * op->inputs[0].dims[1] : 0;
  out[HWNAS_WEIGHTS_BUFFER] = 2 * op->inputs[0].dims[1] + 1;
  return HWNAS_OK;
}

static const hwnas_option_t norm_attributes[] = {TRUTH("affine", "true")};
static const char *const norm_types[] = {"my_batch_norm2d", NULL};
static const hwnas_shape_formula_t norm_functions = {.struct_size = sizeof norm_functions,
                                                     .op_types = norm_types,
                                                     .infer = same_shape,
                                                     .work = norm_work,
                                                     .weights = norm_weights};
COMPONENT(my_batch_norm2d, norm_functions, norm_attributes);

/* ---- max_pool2d ------------------------------------------------------------------------------ */

static const hwnas_option_t pool_attributes[] = {NUMBER("kernel_size", NULL), NUMBER("stride", NULL),
                                                 NUMBER("padding", "0"), NUMBER("dilation", "1")};

static hwnas_result_t pool_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = same_shape(call, op, outputs, out_n);
  for (int d = 2; d < 4; d++) outputs[0].dims[d] = slide(op, op->inputs[0].dims[d]);
  return result;
}

static hwnas_result_t pool_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WORK_ELEMENTWISE] =
      elements(op->outputs) * integer(op, "kernel_size") * integer(op, "kernel_size");
  return HWNAS_OK;
}

static const char *const pool_types[] = {"my_max_pool2d", NULL};
static const hwnas_shape_formula_t pool_functions = {
    .struct_size = sizeof pool_functions, .op_types = pool_types, .infer = pool_infer, .work = pool_work};
COMPONENT(my_max_pool2d, pool_functions, pool_attributes);

/* ---- glu ------------------------------------------------------------------------------------- */

static hwnas_result_t glu_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = same_shape(call, op, outputs, out_n);
  int64_t *size = &outputs[0].dims[integer(op, "dim")];
  if (*size % 2) return call->fail(call, HWNAS_E_ARGUMENT, "dimension %d is odd", (int)integer(op, "dim"));
  *size /= 2;
  return result;
}

static hwnas_result_t glu_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WORK_ACTIVATION] = elements(op->inputs);
  return HWNAS_OK;
}

static const hwnas_option_t glu_attributes[] = {NUMBER("dim", NULL)};
static const char *const glu_types[] = {"my_glu", NULL};
static const hwnas_shape_formula_t glu_functions = {
    .struct_size = sizeof glu_functions, .op_types = glu_types, .infer = glu_infer, .work = glu_work};
COMPONENT(my_glu, glu_functions, glu_attributes);

HWNAS_PLUGIN_OF("0.1.0", "MIT", "Five operators once more", &my_linear, &my_conv2d, &my_batch_norm2d,
                &my_max_pool2d, &my_glu);
