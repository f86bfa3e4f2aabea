/* add, mul, sub, div, minimum and maximum with broadcasting; mean, sum, amax and amin; matmul and bmm.
 *
 * Work: one elementwise operation per element of the output for every input after the first; reductions: one
 * per element of the input; products of matrices: multiply-accumulates only.
 */
#include "common.h"

/* ---- add, mul, sub, div ---------------------------------------------------------------------- */

static hwnas_result_t broadcast_all(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = check_inputs(call, op);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 1; i < op->n_inputs; i++)
    if (!broadcast(&op->inputs[i], outputs))
      return do_not_fit(call, "do not broadcast", outputs, &op->inputs[i]);
  return HWNAS_OK;
}

/* A single input is a sum and a product too: a mutable number of branches can be one. */
static hwnas_result_t sum_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  return broadcast_all(call, op, outputs, out_n);
}

/* One number takes the place of the second tensor. */
static uint32_t has_value(const hwnas_op_t *op) { return op->attributes->has(op->attributes, "value") != 0; }

static hwnas_result_t difference_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2 - has_value(op));
  return result ? result : broadcast_all(call, op, outputs, out_n);
}

static hwnas_result_t elementwise_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) || !multiply(&n, (int64_t)op->n_inputs - 1 + has_value(op)))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

static const hwnas_option_t value_attributes[] = {
    OPTIONAL("value", "a number as one more operand", HWNAS_OPTION_NUMBER, 0, 0)};
static const char *const sum_types[] = {"add", "mul", NULL};
static const hwnas_shape_formula_t sum_functions = {
    .struct_size = sizeof sum_functions, .op_types = sum_types, .infer = sum_infer, .work = elementwise_work};
FORMULA_COMPONENT(arithmetic, "elementwise sums and products of any number of tensors", value_attributes,
                  sum_functions);

static const char *const difference_types[] = {"sub", "div", "minimum", "maximum", NULL};
static const hwnas_shape_formula_t difference_functions = {.struct_size = sizeof difference_functions,
                                                           .op_types = difference_types,
                                                           .infer = difference_infer,
                                                           .work = elementwise_work};
FORMULA_COMPONENT(difference, "elementwise differences, quotients and extremes of two tensors",
                  value_attributes, difference_functions);

/* ---- mean ------------------------------------------------------------------------------------ */

static hwnas_result_t mean_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  uint32_t named, rank = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dims(call, op, &named);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  for (uint32_t d = 0; d < in->rank; d++) {
    int gone = (named & (ALL_DIMS | 1u << d)) != 0;
    if (!gone || flag(op, "keepdim")) outputs->dims[rank++] = gone ? 1 : in->dims[d];
  }
  outputs->rank = rank;
  return HWNAS_OK;
}

static const hwnas_option_t mean_attributes[] = {
    OPTIONAL("dim", "dimensions to reduce; all if not given", HWNAS_OPTION_INTEGERS, 0, 0),
    ATTRIBUTE("keepdim", "leave them with size 1", HWNAS_OPTION_BOOL, "false"),
};
static const char *const mean_types[] = {"mean", "sum", "amax", "amin", NULL};
static const hwnas_shape_formula_t mean_functions = {
    .struct_size = sizeof mean_functions, .op_types = mean_types, .infer = mean_infer, .work = reduce_work};
FORMULA_COMPONENT(mean, "average, sum and extremes over dimensions", mean_attributes, mean_functions);

/* ---- matmul ---------------------------------------------------------------------------------- */

/* The last two dimensions are rows and columns of a matrix; those before them stack such matrices. */
typedef struct operand {
  int64_t rows, columns;
  hwnas_tensor_t stack;
} operand_t;

/* A vector is a row on the left and a column on the right. */
static operand_t read_operand(const hwnas_tensor_t *in, int left) {
  operand_t operand = {.rows = 1, .columns = 1};
  if (in->rank == 1) {
    *(left ? &operand.columns : &operand.rows) = in->dims[0];
    return operand;
  }
  operand.rows = in->dims[in->rank - 2];
  operand.columns = in->dims[in->rank - 1];
  copy_tensor(in, &operand.stack);
  operand.stack.rank -= 2;
  return operand;
}

static hwnas_result_t matmul_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  const hwnas_tensor_t *left = &op->inputs[0], *right = &op->inputs[1];
  if (left->rank == 0 || right->rank == 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes tensors of rank 1 or more, not a scalar");
  operand_t a = read_operand(left, 1), b = read_operand(right, 0);
  if (a.columns != b.rows || !broadcast(&b.stack, &a.stack))
    return do_not_fit(call, "cannot be multiplied", left, right);
  copy_tensor(&a.stack, outputs);
  outputs->dtype = left->dtype;
  if (left->rank > 1) outputs->dims[outputs->rank++] = a.rows;
  if (right->rank > 1) outputs->dims[outputs->rank++] = b.columns;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t matmul_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) || !multiply(&n, op->inputs[0].dims[op->inputs[0].rank - 1]))
    return too_large(call);
  out[HWNAS_WORK_MACS] += n;
  return move_work(call, op, out);
}

static hwnas_result_t bmm_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  const hwnas_tensor_t *left = &op->inputs[0], *right = &op->inputs[1];
  if (left->rank != 3 || right->rank != 3 || left->dims[0] != right->dims[0])
    return do_not_fit(call, "are no two batches of as many matrices", left, right);
  return matmul_infer(call, op, outputs, out_n);
}

static const char *const bmm_types[] = {"bmm", NULL};
static const hwnas_shape_formula_t bmm_functions = {
    .struct_size = sizeof bmm_functions, .op_types = bmm_types, .infer = bmm_infer, .work = matmul_work};
FORMULA_COMPONENT_BARE(bmm, "products of the matrices of two batches", bmm_functions);

static const char *const matmul_types[] = {"matmul", NULL};
static const hwnas_shape_formula_t matmul_functions = {.struct_size = sizeof matmul_functions,
                                                       .op_types = matmul_types,
                                                       .infer = matmul_infer,
                                                       .work = matmul_work};
FORMULA_COMPONENT_BARE(matmul, "products of matrices", matmul_functions);

FORMULA_PLUGIN("formulas of arithmetic on tensors", &arithmetic, &difference, &mean, &matmul, &bmm);
