/* embedding and embedding_bag: a table of vectors, looked up by integers, as in torch.nn.
 *
 *   embedding:       [*]          -> [*, embedding_dim], of type f32
 *   embedding_bag:   [batch, bag] -> [batch, embedding_dim], of type f32: one vector of all in a bag
 *
 * embedding_bag takes, with mode sum, a second input of the shape of the first: a factor for each vector.
 *
 * Work of embedding: bytes only. Of the table only the rows that are looked up are read, and by the rule for
 * all operators each at most once: the smaller of the table and what is looked up. embedding_bag: these
 * bytes, and one elementwise operation per element that is looked up, as in all reductions; with factors one
 * more. Vectors of padding_idx count although a bag leaves them out: how many there are, the contents decide.
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

/* What both look up, and in what. */
static hwnas_result_t check_table(hwnas_call_t *call, const hwnas_op_t *op) {
  int32_t dtype = op->inputs[0].dtype;
  if (dtype == HWNAS_DTYPE_I64 || dtype == HWNAS_DTYPE_I32) return check_padding_idx(call, op);
  return call->fail(call, HWNAS_E_ARGUMENT, "it looks up integers: its input must be of type i64 or i32");
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

/* All bytes, with those of the table, of which so many elements are looked up. */
static int add_table_bytes(const hwnas_op_t *op, int64_t looked_up, int64_t *out) {
  int64_t table;
  return table_size(op, &table) && add_bytes(op, looked_up < table ? looked_up : table, out);
}

#define TABLE                                                                                    \
  RANGED("num_embeddings", "vectors in the table", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),         \
      RANGED("embedding_dim", "size of a vector", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),           \
      OPTIONAL("padding_idx", "vector that is not trained", HWNAS_OPTION_INTEGER, 0, 0),         \
      OPTIONAL("max_norm", "longer vectors are shortened to it", HWNAS_OPTION_NUMBER, 0, 0),     \
      ATTRIBUTE("norm_type", "the power p of the norm of max_norm", HWNAS_OPTION_NUMBER, "2.0"), \
      ATTRIBUTE("scale_grad_by_freq", "divide gradients by how often a vector is looked up",     \
                HWNAS_OPTION_BOOL, "false"),                                                     \
      ATTRIBUTE("sparse", "sparse gradients", HWNAS_OPTION_BOOL, "false")

/* ---- embedding ------------------------------------------------------------------------------- */

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = check_table(call, op);
  if (result) return result;
  if (outputs->rank == HWNAS_RANK_MAX) return too_many_dims(call);
  outputs->dims[outputs->rank++] = op->attributes->integer(op->attributes, "embedding_dim");
  outputs->dtype = HWNAS_DTYPE_F32;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t looked_up;
  return count_elements(&op->outputs[0], &looked_up) && add_table_bytes(op, looked_up, out) ? HWNAS_OK
                                                                                            : too_large(call);
}

static const hwnas_option_t attributes[] = {TABLE};
static const char *const op_types[] = {"embedding", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(embedding, "vectors of a table, looked up by integers", attributes, functions);

/* ---- embedding_bag --------------------------------------------------------------------------- */

static int has_mode(const hwnas_op_t *op, const char *mode) {
  return strcmp(op->attributes->string(op->attributes, "mode"), mode) == 0;
}

static hwnas_result_t check_bags(hwnas_call_t *call, const hwnas_op_t *op) {
  uint32_t rank = op->inputs[0].rank;
  if (rank == 1)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank 2 (batch, bag): one of rank 1 is all bags in a row, where "
                      "offsets part them, and its dimension 0 is no batch");
  if (rank != 2)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank 2 (batch, bag), not %u", rank);
  if (has_mode(op, "max") && (flag(op, "sparse") || flag(op, "scale_grad_by_freq")))
    return call->fail(call, HWNAS_E_ARGUMENT, "mode 'max' has neither 'sparse' nor 'scale_grad_by_freq'");
  return HWNAS_OK;
}

static hwnas_result_t check_factors(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *in = op->inputs;
  if (op->n_inputs == 1) return HWNAS_OK;
  if (!has_mode(op, "sum"))
    return call->fail(call, HWNAS_E_ARGUMENT, "only mode 'sum' takes a second input, factors of the vectors");
  if (!same_shape(&in[0], &in[1]))
    return do_not_fit(call, "differ: each vector needs its factor", &in[0], &in[1]);
  if (in[1].dtype == HWNAS_DTYPE_F32) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "the second input holds factors of type f32, as the table");
}

static hwnas_result_t bag_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, op->n_inputs == 2 ? 2 : 1);
  if (!result) result = check_table(call, op);
  if (!result) result = check_bags(call, op);
  if (!result) result = check_factors(call, op);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  outputs->dims[1] = op->attributes->integer(op->attributes, "embedding_dim");
  outputs->dtype = HWNAS_DTYPE_F32;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t bag_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t looked_up;
  if (!count_elements(&op->inputs[0], &looked_up) || !multiply(&looked_up, op->outputs[0].dims[1]) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], looked_up, op->n_inputs, 1) ||
      !add_table_bytes(op, looked_up, out))
    return too_large(call);
  return HWNAS_OK;
}

static const char *const modes[] = {"sum", "mean", "max", NULL};
static const hwnas_option_t bag_attributes[] = {
    TABLE,
    {"mode", "how one vector is made of a bag", HWNAS_OPTION_ENUM, 0, "\"mean\"", 0, 0, modes, NULL, NULL},
};
static const char *const bag_types[] = {"embedding_bag", NULL};
static const hwnas_shape_formula_t bag_functions = {.struct_size = sizeof bag_functions,
                                                    .op_types = bag_types,
                                                    .infer = bag_infer,
                                                    .work = bag_work,
                                                    .weights = weights};
FORMULA_COMPONENT(embedding_bag, "the sum, mean or maximum of vectors of a table", bag_attributes,
                  bag_functions);

FORMULA_PLUGIN("formulas of embeddings", &embedding, &embedding_bag);
