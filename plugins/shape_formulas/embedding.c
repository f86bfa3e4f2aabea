/* embedding: a table of vectors, looked up by integers, as torch.nn.Embedding.
 *
 *   out = [*in, embedding_dim], of type f32
 *
 * Work: bytes only. Of the table only the rows that are looked up are read, and by the rule for all operators
 * each at most once: the smaller of table and output.
 */
#include "common.h"

static hwnas_result_t check_padding_idx(hwnas_call_t *call, const hwnas_op_t *op) {
  int64_t n = op->attributes->integer(op->attributes, "num_embeddings");
  if (!op->attributes->has(op->attributes, "padding_idx")) return HWNAS_OK;
  int64_t index = op->attributes->integer(op->attributes, "padding_idx");
  if (wrap_dim(index, n) >= 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "'padding_idx' %lld is none of the %lld embeddings (%lld to %lld)", (long long)index,
                    (long long)n, (long long)-n, (long long)(n - 1));
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = check_padding_idx(call, op);
  if (result) return result;
  if (outputs->dtype != HWNAS_DTYPE_I64 && outputs->dtype != HWNAS_DTYPE_I32)
    return call->fail(call, HWNAS_E_ARGUMENT, "it looks up integers: its input must be of type i64 or i32");
  if (outputs->rank == HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions", HWNAS_RANK_MAX);
  outputs->dims[outputs->rank++] = op->attributes->integer(op->attributes, "embedding_dim");
  outputs->dtype = HWNAS_DTYPE_F32;
  return HWNAS_OK;
}

static int table_size(const hwnas_op_t *op, int64_t *out) {
  *out = op->attributes->integer(op->attributes, "num_embeddings");
  return multiply(out, op->attributes->integer(op->attributes, "embedding_dim"));
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!table_size(op, &n)) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t table, looked_up;
  if (!table_size(op, &table) || !count_elements(&op->outputs[0], &looked_up) ||
      !add_bytes(op, looked_up < table ? looked_up : table, out))
    return too_large(call);
  return HWNAS_OK;
}

static const hwnas_option_t attributes[] = {
    RANGED("num_embeddings", "vectors in the table", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),
    RANGED("embedding_dim", "size of a vector", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    OPTIONAL("padding_idx", "vector that is not trained", HWNAS_OPTION_INTEGER, 0, 0),
    OPTIONAL("max_norm", "longer vectors are shortened to it", HWNAS_OPTION_NUMBER, 0, 0),
    ATTRIBUTE("norm_type", "the power p of the norm of max_norm", HWNAS_OPTION_NUMBER, "2.0"),
    ATTRIBUTE("scale_grad_by_freq", "divide gradients by how often a vector is looked up", HWNAS_OPTION_BOOL,
              "false"),
    ATTRIBUTE("sparse", "sparse gradients", HWNAS_OPTION_BOOL, "false"),
};
static const char *const op_types[] = {"embedding", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(embedding, "vectors of a table, looked up by integers", attributes, functions);
FORMULA_PLUGIN("formula of the embedding", &embedding);
