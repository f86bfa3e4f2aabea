/* batch_norm1d, batch_norm2d, batch_norm3d, sync_batch_norm, instance_norm1d, instance_norm2d,
 * instance_norm3d, layer_norm, rms_norm, group_norm, local_response_norm and cross_map_lrn2d, as in torch.nn;
 * channels are inferred.
 *
 * Work of a normalisation, per element: two operations (subtract, divide), one more for a learned scale and
 * one for a learned shift; rms_norm does not subtract. What it takes to find mean and variance is not
 * counted: batch normalisation has them stored.
 *
 * Response normalisation divides every element by a sum over a window of `size` channels. Each element has a
 * window of its own, so that sum is counted, as that of average pooling is, the whole window at the border
 * too: size + 4 operations (square, window, scale and add k, power, divide).
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

static hwnas_result_t expect_channels(hwnas_call_t *call, const hwnas_op_t *op, uint32_t rank) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result || op->inputs[0].rank >= rank) return result;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank %u or more, not %u", rank,
                    op->inputs[0].rank);
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

static hwnas_result_t sync_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = expect_channels(call, op, 2);
  return result ? result : keep_shape(call, op, outputs, out_n);
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

static const char *const sync_types[] = {"sync_batch_norm", NULL};
static const hwnas_shape_formula_t sync_functions = {.struct_size = sizeof sync_functions,
                                                     .op_types = sync_types,
                                                     .infer = sync_infer,
                                                     .work = batch_work,
                                                     .weights = batch_weights};

/* ---- Instance norm --------------------------------------------------------------------------- */

static int has_one_position(const hwnas_tensor_t *tensor) {
  for (uint32_t d = 2; d < tensor->rank; d++)
    if (tensor->dims[d] != 1) return 0;
  return 1;
}

/* As torch does, at inference too: of one element the mean is itself and the variance 0. */
static hwnas_result_t instance_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  char text[SHAPE_TEXT_MAX];
  hwnas_result_t result = expect_spatial(call, op, spatial_dims(op->type));
  if (!result) result = keep_shape(call, op, outputs, out_n);
  if (result || flag(op, "track_running_stats") || !has_one_position(outputs)) return result;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "each channel of %s has one element, which has no variance; it takes two or more, or "
                    "track_running_stats",
                    shape_text(outputs->rank, outputs->dims, text));
}

/* Without running statistics it reads no mean and no variance, but makes them. */
static hwnas_result_t instance_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int affine = flag(op, "affine"), tracked = flag(op, "track_running_stats");
  int64_t parameters;
  hwnas_result_t result = per_channel(call, op, &parameters);
  if (result) return result;
  if (!multiply(&parameters, affine + tracked)) return too_large(call);
  return normalize(call, op, affine ? 4 : 2, parameters, out);
}

static const hwnas_option_t instance_attributes[] = {
    ATTRIBUTE("eps", "added to the variance", HWNAS_OPTION_NUMBER, "1e-5"),
    ATTRIBUTE("momentum", "of the running mean and variance", HWNAS_OPTION_NUMBER, "0.1"),
    ATTRIBUTE("affine", "learn a scale and a shift per channel", HWNAS_OPTION_BOOL, "false"),
    ATTRIBUTE("track_running_stats", "keep a running mean and variance", HWNAS_OPTION_BOOL, "false"),
};
static const char *const instance_types[] = {"instance_norm1d", "instance_norm2d", "instance_norm3d", NULL};
static const hwnas_shape_formula_t instance_functions = {.struct_size = sizeof instance_functions,
                                                         .op_types = instance_types,
                                                         .infer = instance_infer,
                                                         .work = instance_work,
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

/* One scale for each element of normalized_shape, perhaps a shift as well. */
static hwnas_result_t add_per_element(hwnas_call_t *call, const hwnas_op_t *op, int bias, int64_t *out) {
  int64_t shape[HWNAS_RANK_MAX], elements = 1;
  size_t n = op->attributes->integers(op->attributes, "normalized_shape", shape, HWNAS_RANK_MAX);
  if (!flag(op, "elementwise_affine")) return HWNAS_OK;
  for (size_t i = 0; i < n; i++)
    if (!multiply(&elements, shape[i])) return too_large(call);
  if (bias && !multiply(&elements, 2)) return too_large(call);
  out[HWNAS_WEIGHTS_NORM] += elements;
  return HWNAS_OK;
}

static hwnas_result_t layer_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return add_per_element(call, op, flag(op, "bias"), out);
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

/* ---- RMS norm -------------------------------------------------------------------------------- */

/* It has a scale, but never a shift. */
static hwnas_result_t rms_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return add_per_element(call, op, 0, out);
}

static hwnas_result_t rms_norm_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = rms_weights(call, op, parameters);
  if (result) return result;
  return normalize(call, op, flag(op, "elementwise_affine") ? 2 : 1, parameters[HWNAS_WEIGHTS_NORM], out);
}

static const hwnas_option_t rms_attributes[] = {
    RANGED("normalized_shape", "the last dimensions, over which is normalised", HWNAS_OPTION_INTEGERS, NULL,
           1, 1e9),
    OPTIONAL("eps", "added to the mean square; the data type's epsilon if not given", HWNAS_OPTION_NUMBER, 0,
             0),
    ATTRIBUTE("elementwise_affine", "learn a scale per element", HWNAS_OPTION_BOOL, "true"),
};
static const char *const rms_types[] = {"rms_norm", NULL};
static const hwnas_shape_formula_t rms_functions = {.struct_size = sizeof rms_functions,
                                                    .op_types = rms_types,
                                                    .infer = layer_infer,
                                                    .work = rms_norm_work,
                                                    .weights = rms_weights};

/* ---- Group norm ------------------------------------------------------------------------------ */

static hwnas_result_t group_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t groups = op->attributes->integer(op->attributes, "num_groups");
  hwnas_result_t result = expect_channels(call, op, 2);
  if (!result) result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
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

/* ---- Response norm --------------------------------------------------------------------------- */

static hwnas_result_t local_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  hwnas_result_t result = expect_channels(call, op, 3);
  return result ? result : keep_shape(call, op, outputs, out_n);
}

static hwnas_result_t cross_map_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = expect_spatial(call, op, 2);
  return result ? result : keep_shape(call, op, outputs, out_n);
}

static hwnas_result_t response_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return normalize(call, op, op->attributes->integer(op->attributes, "size") + 4, 0, out);
}

static const hwnas_option_t response_attributes[] = {
    RANGED("size", "neighbouring channels that are summed", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    ATTRIBUTE("alpha", "factor of the mean of their squares", HWNAS_OPTION_NUMBER, "1e-4"),
    ATTRIBUTE("beta", "exponent", HWNAS_OPTION_NUMBER, "0.75"),
    ATTRIBUTE("k", "added before the power", HWNAS_OPTION_NUMBER, "1.0"),
};
static const char *const local_types[] = {"local_response_norm", NULL};
static const hwnas_shape_formula_t local_functions = {.struct_size = sizeof local_functions,
                                                      .op_types = local_types,
                                                      .infer = local_infer,
                                                      .work = response_work};
static const char *const cross_map_types[] = {"cross_map_lrn2d", NULL};
static const hwnas_shape_formula_t cross_map_functions = {.struct_size = sizeof cross_map_functions,
                                                          .op_types = cross_map_types,
                                                          .infer = cross_map_infer,
                                                          .work = response_work};

FORMULA_COMPONENT(batch_norm, "batch normalisation", batch_attributes, batch_functions);
FORMULA_COMPONENT(sync_batch_norm, "batch normalisation over several devices", batch_attributes,
                  sync_functions);
FORMULA_COMPONENT(instance_norm, "instance normalisation", instance_attributes, instance_functions);
FORMULA_COMPONENT(layer_norm, "layer normalisation", layer_attributes, layer_functions);
FORMULA_COMPONENT(rms_norm, "normalisation by the root of the mean square", rms_attributes, rms_functions);
FORMULA_COMPONENT(group_norm, "group normalisation", group_attributes, group_functions);
FORMULA_COMPONENT(local_response_norm, "normalisation over neighbouring channels", response_attributes,
                  local_functions);
FORMULA_COMPONENT(cross_map_lrn2d, "normalisation over neighbouring channels of a map", response_attributes,
                  cross_map_functions);
FORMULA_PLUGIN("formulas of normalisations", &batch_norm, &sync_batch_norm, &instance_norm, &layer_norm,
               &rms_norm, &group_norm, &local_response_norm, &cross_map_lrn2d);
