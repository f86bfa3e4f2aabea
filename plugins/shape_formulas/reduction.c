/* Reductions over dimensions: those that "dim" names, all if it names none. prod, argmax and argmin take one.
 *
 * Work, elementwise:
 *
 *   mean, sum, amax, amin, prod, argmax, argmin     1 per element of the input
 *   logsumexp     2: exponential and sum            and 1 per result: the logarithm
 *   norm          2: power and sum                  and 1 per result: the root
 *   var           4: the sum of the mean, difference, square and sum
 *   std           as var                            and 1 per result: the root
 *
 * Divisions of a result, such as that of a mean, are not counted.
 */
#include "common.h"

/* amax, amin, argmax, argmin: only they have nothing to give for no elements. */
static int is_extreme(const char *type) {
  const char *end = type + strlen(type) - 3;
  return strcmp(end, "max") == 0 || strcmp(end, "min") == 0;
}

/* The input without the dimensions in `gone`, or with 1 in their places. */
static hwnas_result_t reduce(hwnas_call_t *call, const hwnas_op_t *op, uint32_t gone, hwnas_tensor_t *out) {
  const hwnas_tensor_t *in = &op->inputs[0];
  uint32_t rank = 0;
  if (is_extreme(op->type) && in->rank > 0 && in->dims[0] == 0 && (gone & (ALL_DIMS | 1u)))
    return call->fail(call, HWNAS_E_ARGUMENT, "dimension 0 is empty, and of no elements none is the extreme");
  for (uint32_t d = 0; d < in->rank; d++) {
    int is_gone = (gone & (ALL_DIMS | 1u << d)) != 0;
    if (!is_gone || flag(op, "keepdim")) out->dims[rank++] = is_gone ? 1 : in->dims[d];
  }
  out->rank = rank;
  return HWNAS_OK;
}

static hwnas_result_t reduce_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  uint32_t gone;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dims(call, op, &gone);
  return result ? result : reduce(call, op, gone, outputs);
}

/* So many operations per element of the input and of the output. */
static hwnas_result_t count_reduction(hwnas_call_t *call, const hwnas_op_t *op, int64_t per_element,
                                      int64_t per_result, int64_t *out) {
  int64_t n, results;
  if (!count_elements(&op->inputs[0], &n) || !count_elements(&op->outputs[0], &results) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], n, per_element, 1) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], results, per_result, 1))
    return too_large(call);
  return move_work(call, op, out);
}

#define SEVERAL OPTIONAL("dim", "dimensions to reduce; all if not given", HWNAS_OPTION_INTEGERS, 0, 0)
#define ONE OPTIONAL("dim", "dimension to reduce; all if not given", HWNAS_OPTION_INTEGER, 0, 0)
#define KEEPDIM ATTRIBUTE("keepdim", "leave them with size 1", HWNAS_OPTION_BOOL, "false")

/* ---- mean, sum, amax, amin ------------------------------------------------------------------- */

static hwnas_result_t mean_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = reduce_infer(call, op, outputs, out_n);
  if (strcmp(op->type, "sum") == 0) outputs->dtype = sum_dtype(outputs->dtype);
  return result;
}

static const hwnas_option_t mean_attributes[] = {SEVERAL, KEEPDIM};
static const char *const mean_types[] = {"mean", "sum", "amax", "amin", NULL};
static const hwnas_shape_formula_t mean_functions = {
    .struct_size = sizeof mean_functions, .op_types = mean_types, .infer = mean_infer, .work = reduce_work};
FORMULA_COMPONENT(mean, "average, sum and extremes over dimensions", mean_attributes, mean_functions);

/* ---- prod, argmax, argmin -------------------------------------------------------------------- */

static hwnas_result_t one_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  uint32_t dim = 0, gone = ALL_DIMS;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result && op->attributes->has(op->attributes, "dim")) {
    result = read_dim(call, op, outputs->rank, &dim);
    gone = 1u << dim;
  }
  if (!result) result = reduce(call, op, gone, outputs);
  if (result) return result;
  outputs->dtype = strcmp(op->type, "prod") == 0 ? sum_dtype(op->inputs[0].dtype) : HWNAS_DTYPE_I64;
  return HWNAS_OK;
}

static const hwnas_option_t one_attributes[] = {ONE, KEEPDIM};
static const char *const one_types[] = {"prod", "argmax", "argmin", NULL};
static const hwnas_shape_formula_t one_functions = {
    .struct_size = sizeof one_functions, .op_types = one_types, .infer = one_infer, .work = reduce_work};
FORMULA_COMPONENT(product, "product, and places of extremes, over one dimension or all", one_attributes,
                  one_functions);

/* ---- logsumexp, norm ------------------------------------------------------------------------- */

static hwnas_result_t floating_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  hwnas_result_t result = reduce_infer(call, op, outputs, out_n);
  return result ? result : expect_floating(call, &op->inputs[0]);
}

static hwnas_result_t norm_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return count_reduction(call, op, 2, 1, out);
}

static const hwnas_option_t logsumexp_attributes[] = {
    ATTRIBUTE("dim", "dimensions to reduce", HWNAS_OPTION_INTEGERS, NULL), KEEPDIM};
static const char *const logsumexp_types[] = {"logsumexp", NULL};
static const hwnas_shape_formula_t logsumexp_functions = {.struct_size = sizeof logsumexp_functions,
                                                          .op_types = logsumexp_types,
                                                          .infer = floating_infer,
                                                          .work = norm_work};
FORMULA_COMPONENT(logsumexp, "logarithm of the sum of exponentials", logsumexp_attributes,
                  logsumexp_functions);

static const hwnas_option_t norm_attributes[] = {
    ATTRIBUTE("p", "the power p of the norm", HWNAS_OPTION_NUMBER, "2.0"), SEVERAL, KEEPDIM};
static const char *const norm_types[] = {"norm", NULL};
static const hwnas_shape_formula_t norm_functions = {
    .struct_size = sizeof norm_functions, .op_types = norm_types, .infer = floating_infer, .work = norm_work};
FORMULA_COMPONENT(vector_norm, "p-norm over dimensions", norm_attributes, norm_functions);

/* ---- var, std -------------------------------------------------------------------------------- */

static hwnas_result_t var_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return count_reduction(call, op, 4, strcmp(op->type, "std") == 0, out);
}

static const hwnas_option_t var_attributes[] = {
    SEVERAL, RANGED("correction", "taken off the number that divides", HWNAS_OPTION_INTEGER, "1", 0, 1e9),
    KEEPDIM};
static const char *const var_types[] = {"var", "std", NULL};
static const hwnas_shape_formula_t var_functions = {
    .struct_size = sizeof var_functions, .op_types = var_types, .infer = floating_infer, .work = var_work};
FORMULA_COMPONENT(variance, "variance and standard deviation over dimensions", var_attributes, var_functions);

FORMULA_PLUGIN("formulas of reductions", &mean, &product, &logsumexp, &vector_norm, &variance);
