/* multihead_attention, as torch.nn.MultiheadAttention with its defaults of forward, and
 * scaled_dot_product_attention, the function without parameters.
 *
 * multihead_attention: query [N, L, E], key [N, S, K], value [N, S, V], or one input that is all three; then
 * the masks that attributes of these names announce, in this order: attn_mask [L, S] or [N heads, L, S],
 * key_padding_mask [N, S]. S' is S and one more for each of add_bias_kv and add_zero_attn.
 *
 *   macs          N (2 L E E + S E K + S E V)  four projections
 *                 N 2 L S' E                   scores, and weights times values
 *   bias          N (2 L E + 2 S E)            of the projections
 *   elementwise   N L E                        scale of the queries
 *                 3 N heads L S'               softmax
 *                 N heads L S'                 average of the weights, if need_weights
 *                 N heads L S'                 for each mask, however small it comes
 *
 * Its parameters: the four projections with their biases, and two rows of E for add_bias_kv, which torch
 * calls biases. Rows that are added do not pass a projection.
 *
 * scaled_dot_product_attention: query [N, ..., H, L, E], key [N, ..., H, S, E], value [N, ..., H, S, V], and
 * perhaps attn_mask, which broadcasts to [N, ..., H, L, S].
 *
 *   macs          N H L S (E + V)
 *   elementwise   N H L E  scale      3 N H L S  softmax      N H L S  mask
 *
 * is_causal does not lower it: the full matrix is computed and half of it masked, which is what a plain
 * implementation does. With enable_gqa key and value may have fewer heads than the query, each shared by as
 * many of its heads: that saves bytes, not products. A cache of keys and values is an S that is not L.
 * Dropout is nothing at inference.
 */
#include "attention.h"

static hwnas_result_t wrong_shapes(hwnas_call_t *call, const hwnas_op_t *op, const char *rule) {
  char texts[3][SHAPE_TEXT_MAX];
  for (int i = 0; i < 3; i++) shape_text(op->inputs[i].rank, op->inputs[i].dims, texts[i]);
  return call->fail(call, HWNAS_E_ARGUMENT, "query %s, key %s and value %s %s", texts[0], texts[1], texts[2],
                    rule);
}

/* ---- multihead_attention --------------------------------------------------------------------- */

static uint32_t count_masks(const hwnas_op_t *op) {
  return (uint32_t)flag(op, "attn_mask") + (uint32_t)flag(op, "key_padding_mask");
}

static attention_t read_attention(const hwnas_op_t *op) {
  const hwnas_tensor_t *query = &op->inputs[0], *key = query, *value = query;
  uint32_t masks = count_masks(op);
  if (op->n_inputs - masks == 3) {
    key = &op->inputs[1];
    value = &op->inputs[2];
  }
  int learned = flag(op, "add_bias_kv");
  return (attention_t){.batch = query->dims[0],
                       .target = query->dims[1],
                       .source = key->dims[1],
                       .added = learned + flag(op, "add_zero_attn"),
                       .embed = query->dims[2],
                       .key = key->dims[2],
                       .value = value->dims[2],
                       .heads = op->attributes->integer(op->attributes, "num_heads"),
                       .masks = masks,
                       .bias = flag(op, "bias"),
                       .learned = learned};
}

static hwnas_result_t check_sequences(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *in = op->inputs;
  uint32_t masks = count_masks(op), n = op->n_inputs - masks;
  if (op->n_inputs < masks || (n != 1 && n != 3))
    return call->fail(
        call, HWNAS_E_ARGUMENT,
        "it takes query, key and value, or 1 input tensor that is all three, and then the masks "
        "that attn_mask and key_padding_mask announce (%u), not %u",
        masks, op->n_inputs);
  hwnas_result_t result = check_inputs(call, op);
  for (uint32_t i = 0; !result && i < n; i++)
    if (in[i].rank != 3)
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "it takes tensors of rank 3 (batch, length, features), input %u has rank %u", i,
                        in[i].rank);
  if (result || n == 1) return result;
  if (in[0].dims[0] != in[1].dims[0] || in[0].dims[0] != in[2].dims[0])
    return wrong_shapes(call, op, "differ in the batch, dimension 0");
  if (in[1].dims[1] != in[2].dims[1])
    return wrong_shapes(call, op, "do not fit: key and value must have one length, dimension 1");
  return HWNAS_OK;
}

static hwnas_result_t check_mask(hwnas_call_t *call, const char *name, const hwnas_tensor_t *mask,
                                 const hwnas_tensor_t *wanted) {
  char given[SHAPE_TEXT_MAX], right[SHAPE_TEXT_MAX];
  if (same_shape(mask, wanted)) return check_mask_type(call, name, mask->dtype);
  return call->fail(call, HWNAS_E_ARGUMENT, "%s must be of shape %s, not %s", name,
                    shape_text(wanted->rank, wanted->dims, right), shape_text(mask->rank, mask->dims, given));
}

/* One matrix for all, or one for each head of each sample. */
static hwnas_result_t check_score_mask(hwnas_call_t *call, const attention_t *a, const hwnas_tensor_t *mask) {
  hwnas_tensor_t wanted = {.rank = 2, .dims = {a->target, a->source}};
  if (mask->rank == 3) wanted = (hwnas_tensor_t){.rank = 3, .dims = {a->batch, a->target, a->source}};
  if (mask->rank == 3 && !multiply(wanted.dims, a->heads)) return too_large(call);
  return check_mask(call, "attn_mask", mask, &wanted);
}

static hwnas_result_t check_masks(hwnas_call_t *call, const hwnas_op_t *op, const attention_t *a) {
  const hwnas_tensor_t *mask = &op->inputs[op->n_inputs - count_masks(op)];
  const hwnas_tensor_t keys = {.rank = 2, .dims = {a->batch, a->source}};
  hwnas_result_t result = HWNAS_OK;
  if (flag(op, "attn_mask")) result = check_score_mask(call, a, mask++);
  if (!result && flag(op, "key_padding_mask")) result = check_mask(call, "key_padding_mask", mask, &keys);
  return result;
}

static hwnas_result_t layer_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  hwnas_result_t result = check_batch_first(call, op);
  if (!result) result = check_sequences(call, op);
  if (result) return result;
  attention_t a = read_attention(op);
  result = check_heads(call, a.embed, a.heads);
  if (!result) result = check_masks(call, op, &a);
  if (result) return result;
  copy_tensor(&op->inputs[0], &outputs[0]);
  *out_n = 1;
  if (!flag(op, "need_weights")) return HWNAS_OK;
  copy_tensor(&op->inputs[0], &outputs[1]);
  if (__builtin_add_overflow(a.source, a.added, &outputs[1].dims[2])) return too_large(call);
  *out_n = 2;
  return HWNAS_OK;
}

static hwnas_result_t layer_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  attention_t a = read_attention(op);
  return add_attention_weights(&a, out) ? HWNAS_OK : too_large(call);
}

/* The second output, if there is one, averages as many matrices as there are heads. */
static int add_average_work(const hwnas_op_t *op, int64_t heads, int64_t *out) {
  int64_t n;
  if (op->n_outputs < 2) return 1;
  return count_elements(&op->outputs[1], &n) && add_product(&out[HWNAS_WORK_ELEMENTWISE], n, heads, 1);
}

static hwnas_result_t attention_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  attention_t a = read_attention(op);
  int64_t counts[HWNAS_WEIGHTS_KINDS] = {0}, parameters;
  if (!add_attention_weights(&a, counts) || !add_attention_work(&a, out) ||
      !add_average_work(op, a.heads, out) ||
      __builtin_add_overflow(counts[HWNAS_WEIGHTS_WEIGHT], counts[HWNAS_WEIGHTS_BIAS], &parameters) ||
      !add_bytes(op, parameters, out))
    return too_large(call);
  return HWNAS_OK;
}

static const hwnas_option_t layer_attributes[] = {
    RANGED("num_heads", "heads that the features divide into", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    RANGED("dropout", "of the attention weights, in training", HWNAS_OPTION_NUMBER, "0.0", 0, 1),
    ATTRIBUTE("bias", "add a bias to every projection", HWNAS_OPTION_BOOL, "true"),
    ATTRIBUTE("add_bias_kv", "add a learned row to keys and values", HWNAS_OPTION_BOOL, "false"),
    ATTRIBUTE("add_zero_attn", "add a row of zeros to keys and values", HWNAS_OPTION_BOOL, "false"),
    BATCH_FIRST,
    ATTRIBUTE("need_weights", "give the weights, averaged over the heads, as a second output",
              HWNAS_OPTION_BOOL, "true"),
    ATTRIBUTE("attn_mask", "a mask [L, S] or [N heads, L, S] follows the other inputs", HWNAS_OPTION_BOOL,
              "false"),
    ATTRIBUTE("key_padding_mask", "a mask [N, S] is the last input", HWNAS_OPTION_BOOL, "false"),
};
static const char *const layer_types[] = {"multihead_attention", NULL};
static const hwnas_shape_formula_t layer_functions = {.struct_size = sizeof layer_functions,
                                                      .op_types = layer_types,
                                                      .infer = layer_infer,
                                                      .work = attention_work,
                                                      .weights = layer_weights};
FORMULA_COMPONENT(attention, "attention of several heads with its projections", layer_attributes,
                  layer_functions);

/* ---- scaled_dot_product_attention ------------------------------------------------------------ */

static hwnas_result_t check_ranks(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *in = op->inputs;
  int grouped = flag(op, "enable_gqa");
  uint32_t least = grouped ? 4 : 3;
  if (in[0].rank != in[1].rank || in[0].rank != in[2].rank) return wrong_shapes(call, op, "differ in rank");
  if (in[0].rank >= least) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "it takes tensors of rank %u or more (batch, %slength, features), not %u", least,
                    grouped ? "heads, " : "perhaps heads, ", in[0].rank);
}

/* Key and value have the query's heads or, grouped, a divisor of them; all before the heads is the same. */
static hwnas_result_t check_stack(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *query = &op->inputs[0], *key = &op->inputs[1], *value = &op->inputs[2];
  uint32_t last = query->rank - 1;
  if (memcmp(key->dims, value->dims, last * sizeof *key->dims) != 0)
    return wrong_shapes(call, op, "do not fit: key and value may differ in the last dimension only");
  for (uint32_t d = 0; d < last - 1; d++) {
    int heads = d && d == last - 2;
    if (query->dims[d] == key->dims[d]) continue;
    if (!heads) return wrong_shapes(call, op, "differ in the batch");
    if (!flag(op, "enable_gqa"))
      return wrong_shapes(call, op, "differ in heads, which only enable_gqa lets them do");
    if (query->dims[d] % key->dims[d] != 0)
      return wrong_shapes(call, op, "do not fit: the query's heads must be a multiple of the key's");
  }
  return HWNAS_OK;
}

static hwnas_result_t check_product_mask(hwnas_call_t *call, const hwnas_op_t *op) {
  const hwnas_tensor_t *mask = &op->inputs[3];
  hwnas_tensor_t scores = {0}, joined;
  if (op->n_inputs == 3) return HWNAS_OK;
  if (flag(op, "is_causal"))
    return call->fail(call, HWNAS_E_ARGUMENT, "is_causal is a mask of its own: it takes no attn_mask too");
  copy_tensor(&op->inputs[0], &scores);
  scores.dims[scores.rank - 1] = op->inputs[1].dims[scores.rank - 2];
  joined = scores;
  if (!broadcast(mask, &joined) || !same_shape(&joined, &scores))
    return do_not_fit(call, "do not fit: attn_mask, the first, must broadcast to the scores", mask, &scores);
  return check_mask_type(call, "attn_mask", mask->dtype);
}

static hwnas_result_t product_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  const hwnas_tensor_t *query = &op->inputs[0], *key = &op->inputs[1], *value = &op->inputs[2];
  hwnas_result_t result = expect_inputs(call, op, op->n_inputs == 4 ? 4 : 3);
  if (!result) result = check_ranks(call, op);
  if (!result) result = check_stack(call, op);
  if (result) return result;
  uint32_t last = query->rank - 1;
  if (query->dims[last] != key->dims[last])
    return wrong_shapes(call, op,
                        "do not fit: query and key must have the same features, the last dimension");
  result = check_product_mask(call, op);
  if (result) return result;
  copy_tensor(query, outputs);
  outputs->dims[last] = value->dims[last];
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t product_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  const hwnas_tensor_t *query = &op->inputs[0], *value = &op->inputs[2];
  uint32_t last = query->rank - 1;
  int64_t matrices = 1;
  for (uint32_t d = last - 1; d-- > 0;)
    if (!multiply(&matrices, query->dims[d])) return too_large(call);
  if (!add_head_work(matrices, query->dims[last - 1], value->dims[last - 1], query->dims[last],
                     value->dims[last], out) ||
      !add_mask_work(op->n_inputs == 4, matrices, query->dims[last - 1], value->dims[last - 1], out))
    return too_large(call);
  return move_work(call, op, out);
}

static const hwnas_option_t product_attributes[] = {
    RANGED("dropout_p", "of the attention weights, in training", HWNAS_OPTION_NUMBER, "0.0", 0, 1),
    ATTRIBUTE("is_causal", "no row sees those behind it", HWNAS_OPTION_BOOL, "false"),
    OPTIONAL("scale", "of the scores; one by the root of the features if not given", HWNAS_OPTION_NUMBER, 0,
             0),
    ATTRIBUTE("enable_gqa", "let heads of the query share those of key and value", HWNAS_OPTION_BOOL,
              "false"),
};
static const char *const product_types[] = {"scaled_dot_product_attention", NULL};
static const hwnas_shape_formula_t product_functions = {.struct_size = sizeof product_functions,
                                                        .op_types = product_types,
                                                        .infer = product_infer,
                                                        .work = product_work};
FORMULA_COMPONENT(scaled_dot_product, "attention without parameters", product_attributes, product_functions);

FORMULA_PLUGIN("formulas of attention", &attention, &scaled_dot_product);
