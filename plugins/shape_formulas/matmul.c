/* matmul, mm and bmm: products of matrices; addmm and baddbmm: a tensor and a product.
 *
 *   macs = elements of the output * inner dimension
 *
 * The sums of addmm and baddbmm are one elementwise operation per element of the output, and so is each of
 * the factors alpha and beta that is not 1.
 */
#include "common.h"

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

static hwnas_result_t multiply_matrices(hwnas_call_t *call, const hwnas_tensor_t *left,
                                        const hwnas_tensor_t *right, hwnas_tensor_t *out) {
  if (left->rank == 0 || right->rank == 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes tensors of rank 1 or more, not a scalar");
  operand_t a = read_operand(left, 1), b = read_operand(right, 0);
  if (a.columns != b.rows || !broadcast(&b.stack, &a.stack))
    return do_not_fit(call, "cannot be multiplied", left, right);
  copy_tensor(&a.stack, out);
  out->dtype = left->dtype;
  if (left->rank > 1) out->dims[out->rank++] = a.rows;
  if (right->rank > 1) out->dims[out->rank++] = b.columns;
  return HWNAS_OK;
}

/* So many elementwise operations per element of the output besides. */
static hwnas_result_t count_product(hwnas_call_t *call, const hwnas_op_t *op, const hwnas_tensor_t *left,
                                    int64_t per_element, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) ||
      !add_product(&out[HWNAS_WORK_MACS], n, left->dims[left->rank - 1], 1) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], n, per_element, 1))
    return too_large(call);
  return move_work(call, op, out);
}

/* ---- matmul, mm, bmm ------------------------------------------------------------------------- */

static hwnas_result_t matmul_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  *out_n = 1;
  return result ? result : multiply_matrices(call, &op->inputs[0], &op->inputs[1], outputs);
}

static hwnas_result_t matmul_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return count_product(call, op, &op->inputs[0], 0, out);
}

static const char *const matmul_types[] = {"matmul", NULL};
static const hwnas_shape_formula_t matmul_functions = {.struct_size = sizeof matmul_functions,
                                                       .op_types = matmul_types,
                                                       .infer = matmul_infer,
                                                       .work = matmul_work};
FORMULA_COMPONENT_BARE(matmul, "products of matrices", matmul_functions);

static hwnas_result_t mm_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                               uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  if (op->inputs[0].rank != 2 || op->inputs[1].rank != 2)
    return do_not_fit(call, "are no two matrices", &op->inputs[0], &op->inputs[1]);
  return matmul_infer(call, op, outputs, out_n);
}

static const char *const mm_types[] = {"mm", NULL};
static const hwnas_shape_formula_t mm_functions = {
    .struct_size = sizeof mm_functions, .op_types = mm_types, .infer = mm_infer, .work = matmul_work};
FORMULA_COMPONENT_BARE(mm, "the product of two matrices", mm_functions);

static hwnas_result_t check_batches(hwnas_call_t *call, const hwnas_tensor_t *left,
                                    const hwnas_tensor_t *right) {
  if (left->rank == 3 && right->rank == 3 && left->dims[0] == right->dims[0]) return HWNAS_OK;
  return do_not_fit(call, "are no two batches of as many matrices", left, right);
}

static hwnas_result_t bmm_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (!result) result = check_batches(call, &op->inputs[0], &op->inputs[1]);
  return result ? result : matmul_infer(call, op, outputs, out_n);
}

static const char *const bmm_types[] = {"bmm", NULL};
static const hwnas_shape_formula_t bmm_functions = {
    .struct_size = sizeof bmm_functions, .op_types = bmm_types, .infer = bmm_infer, .work = matmul_work};
FORMULA_COMPONENT_BARE(bmm, "products of the matrices of two batches", bmm_functions);

/* ---- addmm, baddbmm -------------------------------------------------------------------------- */

/* The first input is stretched to the product and never the other way around. */
static hwnas_result_t add_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  const hwnas_tensor_t *added = &op->inputs[0], *left = &op->inputs[1], *right = &op->inputs[2];
  hwnas_result_t result = expect_inputs(call, op, 3);
  if (result) return result;
  if (strcmp(op->type, "baddbmm") == 0)
    result = check_batches(call, left, right);
  else if (left->rank != 2 || right->rank != 2)
    result = do_not_fit(call, "are no two matrices", left, right);
  if (!result) result = multiply_matrices(call, left, right, outputs);
  if (result) return result;
  hwnas_tensor_t sum = *outputs;
  if (!broadcast(added, &sum) || !same_shape(&sum, outputs))
    return do_not_fit(call, "are no summand and its product", added, outputs);
  outputs->dtype = added->dtype;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t add_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  const hwnas_options_t *a = op->attributes;
  int64_t factors = (a->number(a, "alpha") != 1) + (a->number(a, "beta") != 1);
  return count_product(call, op, &op->inputs[1], 1 + factors, out);
}

static const hwnas_option_t add_attributes[] = {
    ATTRIBUTE("beta", "factor of the first input", HWNAS_OPTION_NUMBER, "1"),
    ATTRIBUTE("alpha", "factor of the product", HWNAS_OPTION_NUMBER, "1")};
static const char *const add_types[] = {"addmm", "baddbmm", NULL};
static const hwnas_shape_formula_t add_functions = {
    .struct_size = sizeof add_functions, .op_types = add_types, .infer = add_infer, .work = add_work};
FORMULA_COMPONENT(addmm, "a tensor and a product of matrices", add_attributes, add_functions);

FORMULA_PLUGIN("formulas of products of matrices", &matmul, &mm, &bmm, &addmm);
