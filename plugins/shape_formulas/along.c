/* cumsum, topk and normalize: functions along one dimension that leave it there.
 *
 * Work, elementwise: cumsum and topk one per element of the input, whatever k is and whether topk sorts;
 * normalize three, the power, the sum and the division, and one root per vector.
 */
#include "common.h"

static hwnas_result_t along_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  uint32_t dim;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  return result ? result : read_dim(call, op, outputs->rank, &dim);
}

/* ---- cumsum ---------------------------------------------------------------------------------- */

static hwnas_result_t cumsum_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  hwnas_result_t result = along_infer(call, op, outputs, out_n);
  outputs->dtype = sum_dtype(outputs->dtype);
  return result;
}

static const hwnas_option_t cumsum_attributes[] = {
    ATTRIBUTE("dim", "dimension of the sums", HWNAS_OPTION_INTEGER, NULL)};
static const char *const cumsum_types[] = {"cumsum", NULL};
static const hwnas_shape_formula_t cumsum_functions = {.struct_size = sizeof cumsum_functions,
                                                       .op_types = cumsum_types,
                                                       .infer = cumsum_infer,
                                                       .work = reduce_work};
FORMULA_COMPONENT(cumsum, "running sums", cumsum_attributes, cumsum_functions);

/* ---- topk ------------------------------------------------------------------------------------ */

/* The values, and where they were. */
static hwnas_result_t topk_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  int64_t k = op->attributes->integer(op->attributes, "k");
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dim(call, op, outputs->rank, &dim);
  if (result) return result;
  if (k > outputs->dims[dim])
    return call->fail(call, HWNAS_E_ARGUMENT, "'k' is %lld, and dimension %u has %lld positions",
                      (long long)k, dim, (long long)outputs->dims[dim]);
  outputs->dims[dim] = k;
  copy_tensor(outputs, &outputs[1]);
  outputs[1].dtype = HWNAS_DTYPE_I64;
  *out_n = 2;
  return HWNAS_OK;
}

static const hwnas_option_t topk_attributes[] = {
    RANGED("k", "how many stay", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),
    ATTRIBUTE("dim", "dimension in which they are looked for", HWNAS_OPTION_INTEGER, "-1"),
    ATTRIBUTE("largest", "the largest, or else the smallest", HWNAS_OPTION_BOOL, "true"),
    ATTRIBUTE("sorted", "in order", HWNAS_OPTION_BOOL, "true"),
};
static const char *const topk_types[] = {"topk", NULL};
static const hwnas_shape_formula_t topk_functions = {
    .struct_size = sizeof topk_functions, .op_types = topk_types, .infer = topk_infer, .work = reduce_work};
FORMULA_COMPONENT(topk, "the k largest or smallest, and their places", topk_attributes, topk_functions);

/* ---- normalize ------------------------------------------------------------------------------- */

static hwnas_result_t normalize_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = along_infer(call, op, outputs, out_n);
  return result ? result : expect_floating(call, &op->inputs[0]);
}

static hwnas_result_t normalize_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  hwnas_tensor_t roots;
  int64_t vectors, n;
  uint32_t dim = 0;
  copy_tensor(&op->inputs[0], &roots);
  hwnas_result_t result = read_dim(call, op, roots.rank, &dim);
  if (result) return result;
  roots.dims[dim] = 1;
  if (!count_elements(&op->inputs[0], &n) || !count_elements(&roots, &vectors) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], n, 3, 1) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], vectors, 1, 1))
    return too_large(call);
  return move_work(call, op, out);
}

static const hwnas_option_t normalize_attributes[] = {
    ATTRIBUTE("p", "the power p of the norm", HWNAS_OPTION_NUMBER, "2.0"),
    ATTRIBUTE("dim", "dimension of the vectors", HWNAS_OPTION_INTEGER, "1"),
    ATTRIBUTE("eps", "least length of a vector", HWNAS_OPTION_NUMBER, "1e-12"),
};
static const char *const normalize_types[] = {"normalize", NULL};
static const hwnas_shape_formula_t normalize_functions = {.struct_size = sizeof normalize_functions,
                                                          .op_types = normalize_types,
                                                          .infer = normalize_infer,
                                                          .work = normalize_work};
FORMULA_COMPONENT(normalize, "vectors of length 1", normalize_attributes, normalize_functions);

FORMULA_PLUGIN("formulas of functions along one dimension", &cumsum, &topk, &normalize);
