/* cosine_similarity and pairwise_distance of two tensors, as in torch.nn; shapes that differ are broadcast.
 *
 *   cosine_similarity:   the common shape without dimension dim
 *   pairwise_distance:   the common shape without its last dimension, or with 1 in its place
 *
 * Work, elementwise. Both: three operations per element of the common shape: the products for x1 x2, x1 x1
 * and x2 x2, each with its sum counted as one; or difference, power and sum. cosine_similarity: two more per
 * element of the output: root and division; pairwise_distance: one, the root. eps is not counted.
 */
#include "common.h"

static hwnas_result_t join(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *out) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  copy_tensor(&op->inputs[0], out);
  return broadcast(&op->inputs[1], out)
             ? HWNAS_OK
             : do_not_fit(call, "do not broadcast", &op->inputs[0], &op->inputs[1]);
}

static hwnas_result_t distance_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t per_output,
                                    int64_t *out) {
  hwnas_tensor_t common;
  int64_t n, results;
  hwnas_result_t result = join(call, op, &common);
  if (result) return result;
  if (!count_elements(&common, &n) || !multiply(&n, 3) || !count_elements(&op->outputs[0], &results) ||
      !multiply(&results, per_output) || __builtin_add_overflow(n, results, &n))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

/* ---- cosine_similarity ----------------------------------------------------------------------- */

static hwnas_result_t cosine_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  int64_t given = op->attributes->integer(op->attributes, "dim");
  hwnas_result_t result = join(call, op, outputs);
  if (result) return result;
  int64_t dim = wrap_dim(given, outputs->rank);
  if (dim < 0) return bad_dim(call, given, outputs->rank);
  remove_dim(outputs, (uint32_t)dim);
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t cosine_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return distance_work(call, op, 2, out);
}

static const hwnas_option_t cosine_attributes[] = {
    ATTRIBUTE("dim", "dimension of the vectors", HWNAS_OPTION_INTEGER, "1"),
    ATTRIBUTE("eps", "least length of a vector", HWNAS_OPTION_NUMBER, "1e-8"),
};
static const char *const cosine_types[] = {"cosine_similarity", NULL};
static const hwnas_shape_formula_t cosine_functions = {.struct_size = sizeof cosine_functions,
                                                       .op_types = cosine_types,
                                                       .infer = cosine_infer,
                                                       .work = cosine_work};
FORMULA_COMPONENT(cosine_similarity, "cosines of the angles between vectors", cosine_attributes,
                  cosine_functions);

/* ---- pairwise_distance ----------------------------------------------------------------------- */

static hwnas_result_t pairwise_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  hwnas_result_t result = join(call, op, outputs);
  if (result) return result;
  if (outputs->rank < 2)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes tensors of rank 2 or more (batch, ..., vector), not %u", outputs->rank);
  if (flag(op, "keepdim"))
    outputs->dims[outputs->rank - 1] = 1;
  else
    outputs->rank--;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t pairwise_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return distance_work(call, op, 1, out);
}

static const hwnas_option_t pairwise_attributes[] = {
    ATTRIBUTE("p", "the power p of the norm", HWNAS_OPTION_NUMBER, "2.0"),
    ATTRIBUTE("eps", "added to every difference", HWNAS_OPTION_NUMBER, "1e-6"),
    ATTRIBUTE("keepdim", "leave the last dimension with size 1", HWNAS_OPTION_BOOL, "false"),
};
static const char *const pairwise_types[] = {"pairwise_distance", NULL};
static const hwnas_shape_formula_t pairwise_functions = {.struct_size = sizeof pairwise_functions,
                                                         .op_types = pairwise_types,
                                                         .infer = pairwise_infer,
                                                         .work = pairwise_work};
FORMULA_COMPONENT(pairwise_distance, "p-norms of the differences of vectors", pairwise_attributes,
                  pairwise_functions);

FORMULA_PLUGIN("formulas of distances", &cosine_similarity, &pairwise_distance);
