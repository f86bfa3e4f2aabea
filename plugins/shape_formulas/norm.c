/* batch_norm1d, batch_norm2d, batch_norm3d, layer_norm and group_norm, as in torch.nn; channels are inferred.
 *
 * Work of a normalisation, per element: two operations (subtract, divide), one more for a learned scale and
 * one for a learned shift. What it takes to find mean and variance is not counted: batch normalisation has
 * them stored.
 */
#include "common.h"

static hwnas_result_t normalize(hwnas_call_t *call, const hwnas_op_t *op, int64_t operations,
                                int64_t parameters, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !multiply(&n, operations) || !add_bytes(op, parameters, out))
    return too_large(call);
  out[HWNAS_WORK_NORMALIZATION] += n;
  return HWNAS_OK;
}

/* Scale and shift of every channel. */
static hwnas_result_t per_channel(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  *out = op->inputs[0].dims[1];
  return multiply(out, 2) ? HWNAS_OK : too_large(call);
}

/* ---- Batch norm ------------------------------------------------------------------------------ */

static hwnas_result_t batch_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result || outputs->rank == n + 2 || (n == 1 && outputs->rank == 2)) return result;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank %s%u, not %u", n == 1 ? "2 or " : "",
                    n + 2, outputs->rank);
}

static hwnas_result_t batch_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t twice;
  hwnas_result_t result = per_channel(call, op, &twice);
  if (result) return result;
  if (flag(op, "affine")) out[HWNAS_WEIGHTS_NORM] += twice;
  /* Mean and variance of every channel, and the number of batches seen. */
  if (flag(op, "track_running_stats")) out[HWNAS_WEIGHTS_BUFFER] += twice + 1;
  return HWNAS_OK;
}

/* At inference it reads mean, variance, scale and shift, stored or made from the batch. */
static hwnas_result_t batch_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int affine = flag(op, "affine");
  int64_t parameters;
  hwnas_result_t result = per_channel(call, op, &parameters);
  if (result) return result;
  if (affine && !multiply(&parameters, 2)) return too_large(call);
  return normalize(call, op, affine ? 4 : 2, parameters, out);
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
  char given[SHAPE_TEXT_MAX], wanted[SHAPE_TEXT_MAX];
  int64_t shape[HWNAS_RANK_MAX];
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "normalized_shape", shape, HWNAS_RANK_MAX);
  if (n == 0 || n > in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "normalized_shape has %zu dimensions, the input %u", n,
                      in->rank);
  if (memcmp(&in->dims[in->rank - n], shape, n * sizeof *shape) != 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "normalized_shape %s is not the end of the input's shape %s",
                      shape_text((uint32_t)n, shape, wanted), shape_text(in->rank, in->dims, given));
  return HWNAS_OK;
}

static hwnas_result_t layer_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t shape[HWNAS_RANK_MAX], elements = 1;
  size_t n = op->attributes->integers(op->attributes, "normalized_shape", shape, HWNAS_RANK_MAX);
  if (!flag(op, "elementwise_affine")) return HWNAS_OK;
  for (size_t i = 0; i < n; i++)
    if (!multiply(&elements, shape[i])) return too_large(call);
  if (flag(op, "bias") && !multiply(&elements, 2)) return too_large(call);
  out[HWNAS_WEIGHTS_NORM] += elements;
  return HWNAS_OK;
}

static hwnas_result_t layer_norm_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t parameters[HWNAS_WEIGHTS_KINDS] = {0}, operations = 2;
  hwnas_result_t result = layer_weights(call, op, parameters);
  if (result) return result;
  if (flag(op, "elementwise_affine")) operations += flag(op, "bias") ? 2 : 1;
  return normalize(call, op, operations, parameters[HWNAS_WEIGHTS_NORM], out);
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
                                                      .work = layer_norm_work,
                                                      .weights = layer_weights};

/* ---- Group norm ------------------------------------------------------------------------------ */

static hwnas_result_t group_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t groups = op->attributes->integer(op->attributes, "num_groups");
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  if (outputs->rank < 2)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank 2 or more, not %u", outputs->rank);
  if (groups < 1 || outputs->dims[1] % groups != 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "%lld channels do not divide into %lld groups",
                      (long long)outputs->dims[1], (long long)groups);
  return HWNAS_OK;
}

static hwnas_result_t group_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t twice;
  hwnas_result_t result = per_channel(call, op, &twice);
  if (!result && flag(op, "affine")) out[HWNAS_WEIGHTS_NORM] += twice;
  return result;
}

static hwnas_result_t group_norm_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = group_weights(call, op, parameters);
  if (result) return result;
  return normalize(call, op, flag(op, "affine") ? 4 : 2, parameters[HWNAS_WEIGHTS_NORM], out);
}

static const hwnas_option_t group_attributes[] = {
    RANGED("num_groups", "groups that the channels divide into", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    ATTRIBUTE("eps", "added to the variance", HWNAS_OPTION_NUMBER, "1e-5"),
    ATTRIBUTE("affine", "learn a scale and a shift per channel", HWNAS_OPTION_BOOL, "true"),
};
static const char *const group_types[] = {"group_norm", NULL};
static const hwnas_shape_formula_t group_functions = {.struct_size = sizeof group_functions,
                                                      .op_types = group_types,
                                                      .infer = group_infer,
                                                      .work = group_norm_work,
                                                      .weights = group_weights};

FORMULA_COMPONENT(batch_norm, "batch normalisation", batch_attributes, batch_functions);
FORMULA_COMPONENT(layer_norm, "layer normalisation", layer_attributes, layer_functions);
FORMULA_COMPONENT(group_norm, "group normalisation", group_attributes, group_functions);
FORMULA_PLUGIN("formulas of normalisations", &batch_norm, &layer_norm, &group_norm);
