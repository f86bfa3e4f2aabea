/* batch_norm1d, 2d, 3d and layer_norm, as in torch.nn.
 *
 * Work of a normalisation: two operations per element (subtract, scale), two more with a learned scale and
 * shift. */
#include "common.h"

static hwnas_result_t keep_shape(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t normalize(hwnas_call_t *call, const hwnas_op_t *op, int affine, int64_t parameters,
                                int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !multiply(&n, affine ? 4 : 2)) return too_large(call);
  out[HWNAS_WORK_NORMALIZATION] += n;
  return add_bytes(op, parameters, out) ? HWNAS_OK : too_large(call);
}

/* ---- Batch norm ------------------------------------------------------------------------------ */

static hwnas_result_t batch_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  uint32_t n = spatial_dims(op->type), rank = op->n_inputs ? op->inputs[0].rank : 0;
  if (rank != n + 2 && !(n == 1 && rank == 2))
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank %u, not %u", n + 2, rank);
  return keep_shape(call, op, outputs, out_n);
}

static int batch_affine(const hwnas_op_t *op) {
  return op->attributes->integer(op->attributes, "affine") != 0;
}

static hwnas_result_t batch_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int affine = batch_affine(op);
  int64_t parameters = op->inputs[0].dims[1];
  if (!multiply(&parameters, affine ? 4 : 2)) return too_large(call);
  return normalize(call, op, affine, parameters, out);
}

static hwnas_result_t batch_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t twice = op->inputs[0].dims[1];
  if (!multiply(&twice, 2)) return too_large(call);
  if (batch_affine(op)) out[HWNAS_WEIGHTS_NORM] += twice;
  if (op->attributes->integer(op->attributes, "track_running_stats")) out[HWNAS_WEIGHTS_BUFFER] += twice + 1;
  return HWNAS_OK;
}

static const hwnas_option_t batch_attributes[] = {
    ATTRIBUTE("eps", "added to the variance", HWNAS_OPTION_NUMBER, "1e-5"),
    ATTRIBUTE("momentum", "of the running mean and variance", HWNAS_OPTION_NUMBER, "0.1"),
    ATTRIBUTE("affine", "learn a scale and a shift per channel", HWNAS_OPTION_BOOL, "true"),
    ATTRIBUTE("track_running_stats", "keep a running mean and variance", HWNAS_OPTION_BOOL, "true"),
};
static const char *const batch_types[] = {"batch_norm1d", "batch_norm2d", "batch_norm3d", NULL};
static const hwnas_shape_formula_t batch_functions = {.struct_size = sizeof batch_functions,
                                                      .op_types = batch_types,
                                                      .infer = batch_infer,
                                                      .work = batch_work,
                                                      .weights = batch_weights};

/* ---- Layer norm ------------------------------------------------------------------------------ */

static hwnas_result_t layer_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t shape[HWNAS_RANK_MAX];
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "normalized_shape", shape, HWNAS_RANK_MAX);
  const hwnas_tensor_t *in = &op->inputs[0];
  if (n == 0 || n > in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "normalized_shape has %zu dimensions, the input %u", n,
                      in->rank);
  for (size_t i = 0; i < n; i++)
    if (in->dims[in->rank - n + i] != shape[i])
      return call->fail(call, HWNAS_E_ARGUMENT, "normalized_shape ends in %lld where the input has %lld",
                        (long long)shape[i], (long long)in->dims[in->rank - n + i]);
  return HWNAS_OK;
}

static hwnas_result_t layer_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t shape[HWNAS_RANK_MAX], elements = 1;
  size_t n = op->attributes->integers(op->attributes, "normalized_shape", shape, HWNAS_RANK_MAX);
  for (size_t i = 0; i < n; i++)
    if (!multiply(&elements, shape[i])) return too_large(call);
  if (!op->attributes->integer(op->attributes, "elementwise_affine")) return HWNAS_OK;
  if (op->attributes->integer(op->attributes, "bias") && !multiply(&elements, 2)) return too_large(call);
  out[HWNAS_WEIGHTS_NORM] += elements;
  return HWNAS_OK;
}

static hwnas_result_t layer_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = layer_weights(call, op, parameters);
  if (result) return result;
  return normalize(call, op, op->attributes->integer(op->attributes, "elementwise_affine") != 0,
                   parameters[HWNAS_WEIGHTS_NORM], out);
}

static const hwnas_option_t layer_attributes[] = {
    RANGED("normalized_shape", "the last dimensions, over which is normalised", HWNAS_OPTION_INTEGERS, NULL,
           1, 1e9),
    ATTRIBUTE("eps", "added to the variance", HWNAS_OPTION_NUMBER, "1e-5"),
    ATTRIBUTE("elementwise_affine", "learn a scale and a shift per element", HWNAS_OPTION_BOOL, "true"),
    ATTRIBUTE("bias", "learn the shift", HWNAS_OPTION_BOOL, "true"),
};
static const char *const layer_types[] = {"layer_norm", NULL};
static const hwnas_shape_formula_t layer_functions = {.struct_size = sizeof layer_functions,
                                                      .op_types = layer_types,
                                                      .infer = layer_infer,
                                                      .work = layer_work,
                                                      .weights = layer_weights};

FORMULA_COMPONENT(batch_norm, "batch normalisation", batch_attributes, batch_functions);
FORMULA_COMPONENT(layer_norm, "layer normalisation", layer_attributes, layer_functions);
FORMULA_PLUGIN("formulas of normalisations", &batch_norm, &layer_norm);
