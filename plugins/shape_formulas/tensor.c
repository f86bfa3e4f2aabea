/* identity, dropout, zero, cat and parameter: operators that compute nothing. */
#include "common.h"

/* ---- identity, dropout ----------------------------------------------------------------------- */

static const char *const identity_types[] = {"identity", NULL};
static const hwnas_shape_formula_t identity_functions = {.struct_size = sizeof identity_functions,
                                                         .op_types = identity_types,
                                                         .infer = keep_shape,
                                                         .work = no_work};
FORMULA_COMPONENT_BARE(identity, "passes its input on", identity_functions);

static const hwnas_option_t dropout_attributes[] = {
    RANGED("p", "probability of a zero, in training", HWNAS_OPTION_NUMBER, "0.5", 0, 1),
    ATTRIBUTE("inplace", "overwrite the input", HWNAS_OPTION_BOOL, "false"),
};

/* Of those that drop channels torch refuses other ranks in one dimension only. */
static hwnas_result_t dropout_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result || strcmp(op->type, "dropout1d") != 0 || outputs->rank == 2 || outputs->rank == 3) return result;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank 2 or 3, not %u", outputs->rank);
}

static const char *const dropout_types[] = {
    "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", NULL};
static const hwnas_shape_formula_t dropout_functions = {.struct_size = sizeof dropout_functions,
                                                        .op_types = dropout_types,
                                                        .infer = dropout_infer,
                                                        .work = no_work};
FORMULA_COMPONENT(dropout, "dropout: nothing at inference", dropout_attributes, dropout_functions);

/* ---- zero ------------------------------------------------------------------------------------ */

/* The operation `none` of NAS-Bench-201: zeros of the input's shape, or of every stride-th row and column. */
static hwnas_result_t zero_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  int64_t stride = op->attributes->integer(op->attributes, "stride");
  for (uint32_t d = 2; !result && d < outputs->rank; d++)
    outputs->dims[d] = (outputs->dims[d] - 1) / stride + 1;
  return result;
}

static const hwnas_option_t zero_attributes[] = {
    RANGED("stride", "step over the spatial dimensions", HWNAS_OPTION_INTEGER, "1", 1, 1e6)};
static const char *const zero_types[] = {"zero", NULL};
static const hwnas_shape_formula_t zero_functions = {
    .struct_size = sizeof zero_functions, .op_types = zero_types, .infer = zero_infer, .work = no_work};
FORMULA_COMPONENT(zero, "zeros in place of its input", zero_attributes, zero_functions);

/* ---- cat ------------------------------------------------------------------------------------- */

static int joins(const hwnas_tensor_t *first, const hwnas_tensor_t *in, int64_t dim) {
  if (in->rank != first->rank) return 0;
  for (uint32_t d = 0; d < in->rank; d++)
    if (d != (uint32_t)dim && in->dims[d] != first->dims[d]) return 0;
  return 1;
}

static hwnas_result_t cat_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  char one[SHAPE_TEXT_MAX], other[SHAPE_TEXT_MAX];
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  hwnas_result_t result = check_inputs(call, op);
  if (result) return result;
  const hwnas_tensor_t *first = &op->inputs[0];
  int64_t given = op->attributes->integer(op->attributes, "dim"), dim = wrap_dim(given, first->rank);
  if (dim < 0) return bad_dim(call, given, first->rank);
  copy_tensor(first, outputs);
  *out_n = 1;
  for (uint32_t i = 1; i < op->n_inputs; i++) {
    const hwnas_tensor_t *in = &op->inputs[i];
    if (!joins(first, in, dim))
      return call->fail(
          call, HWNAS_E_ARGUMENT, "input %u, %s, differs from the first, %s, in more than dimension %lld", i,
          shape_text(in->rank, in->dims, one), shape_text(first->rank, first->dims, other), (long long)dim);
    if (__builtin_add_overflow(outputs->dims[dim], in->dims[dim], &outputs->dims[dim]))
      return too_large(call);
  }
  return HWNAS_OK;
}

static const hwnas_option_t cat_attributes[] = {
    ATTRIBUTE("dim", "dimension along which they are joined", HWNAS_OPTION_INTEGER, "1")};
static const char *const cat_types[] = {"cat", NULL};
static const hwnas_shape_formula_t cat_functions = {
    .struct_size = sizeof cat_functions, .op_types = cat_types, .infer = cat_infer, .work = move_work};
FORMULA_COMPONENT(cat, "joins tensors along a dimension", cat_attributes, cat_functions);

/* ---- parameter ------------------------------------------------------------------------------- */

static hwnas_result_t parameter_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 0);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "shape", outputs->dims, HWNAS_RANK_MAX);
  outputs->rank = (uint32_t)n;
  outputs->dtype = HWNAS_DTYPE_F32;
  *out_n = 1;
  return check_tensor(call, outputs);
}

static hwnas_result_t parameter_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n)) return too_large(call);
  out[HWNAS_WEIGHTS_FREE] += n;
  return HWNAS_OK;
}

static const hwnas_option_t parameter_attributes[] = {
    RANGED("shape", "its dimensions", HWNAS_OPTION_INTEGERS, NULL, 1, 1e12)};
static const char *const parameter_types[] = {"parameter", NULL};
/* Whoever consumes it counts the bytes. */
static const hwnas_shape_formula_t parameter_functions = {.struct_size = sizeof parameter_functions,
                                                          .op_types = parameter_types,
                                                          .infer = parameter_infer,
                                                          .work = no_work,
                                                          .weights = parameter_weights};
FORMULA_COMPONENT(parameter, "a learned tensor that belongs to no operator", parameter_attributes,
                  parameter_functions);

FORMULA_PLUGIN("formulas of operators that compute nothing", &identity, &dropout, &zero, &cat, &parameter);
