/* pixel_shuffle, pixel_unshuffle and channel_shuffle, as in torch.nn: the same elements in other places.
 *
 *   pixel_shuffle:     channels / factor^2, rows * factor, columns * factor
 *   pixel_unshuffle:   channels * factor^2, rows / factor, columns / factor
 *   channel_shuffle:   the shape stays
 *
 * Work: bytes only.
 */
#include "common.h"

/* ---- pixel_shuffle, pixel_unshuffle ---------------------------------------------------------- */

/* *out: where the channels stand; rows and columns follow. */
static hwnas_result_t find_channels(hwnas_call_t *call, const hwnas_op_t *op, uint32_t *out) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result) return result;
  if (op->inputs[0].rank < 4)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank 4 or more (batch, ..., channels, rows, columns), not %u",
                      op->inputs[0].rank);
  *out = op->inputs[0].rank - 3;
  return HWNAS_OK;
}

static hwnas_result_t shuffle_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t factor = op->attributes->integer(op->attributes, "upscale_factor"), square = factor * factor;
  uint32_t channels = 0;
  hwnas_result_t result = find_channels(call, op, &channels);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  int64_t *dims = &outputs->dims[channels];
  if (dims[0] % square != 0)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "%lld channels do not divide by %lld, the square of upscale_factor %lld",
                      (long long)dims[0], (long long)square, (long long)factor);
  dims[0] /= square;
  return multiply(&dims[1], factor) && multiply(&dims[2], factor) ? HWNAS_OK : too_large(call);
}

static hwnas_result_t unshuffle_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  int64_t factor = op->attributes->integer(op->attributes, "downscale_factor");
  uint32_t channels = 0;
  hwnas_result_t result = find_channels(call, op, &channels);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  int64_t *dims = &outputs->dims[channels];
  if (dims[1] % factor != 0 || dims[2] % factor != 0)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "%lld rows and %lld columns do not both divide by downscale_factor %lld",
                      (long long)dims[1], (long long)dims[2], (long long)factor);
  dims[1] /= factor;
  dims[2] /= factor;
  return multiply(&dims[0], factor * factor) ? HWNAS_OK : too_large(call);
}

static const hwnas_option_t shuffle_attributes[] = {
    RANGED("upscale_factor", "how much larger rows and columns become", HWNAS_OPTION_INTEGER, NULL, 1, 1e9)};
static const char *const shuffle_types[] = {"pixel_shuffle", NULL};
static const hwnas_shape_formula_t shuffle_functions = {.struct_size = sizeof shuffle_functions,
                                                        .op_types = shuffle_types,
                                                        .infer = shuffle_infer,
                                                        .work = move_work};
FORMULA_COMPONENT(pixel_shuffle, "channels become rows and columns", shuffle_attributes, shuffle_functions);

static const hwnas_option_t unshuffle_attributes[] = {RANGED(
    "downscale_factor", "how much smaller rows and columns become", HWNAS_OPTION_INTEGER, NULL, 1, 1e9)};
static const char *const unshuffle_types[] = {"pixel_unshuffle", NULL};
static const hwnas_shape_formula_t unshuffle_functions = {.struct_size = sizeof unshuffle_functions,
                                                          .op_types = unshuffle_types,
                                                          .infer = unshuffle_infer,
                                                          .work = move_work};
FORMULA_COMPONENT(pixel_unshuffle, "rows and columns become channels", unshuffle_attributes,
                  unshuffle_functions);

/* ---- channel_shuffle ------------------------------------------------------------------------- */

static hwnas_result_t channel_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t groups = op->attributes->integer(op->attributes, "groups");
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  if (outputs->rank < 3)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank 3 or more (batch, channels, spatial), not %u",
                      outputs->rank);
  if (outputs->dims[1] % groups != 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "%lld channels do not divide into %lld groups",
                      (long long)outputs->dims[1], (long long)groups);
  return HWNAS_OK;
}

static const hwnas_option_t channel_attributes[] = {
    RANGED("groups", "blocks of channels to deal out in turn", HWNAS_OPTION_INTEGER, NULL, 1, 1e9)};
static const char *const channel_types[] = {"channel_shuffle", NULL};
static const hwnas_shape_formula_t channel_functions = {.struct_size = sizeof channel_functions,
                                                        .op_types = channel_types,
                                                        .infer = channel_infer,
                                                        .work = move_work};
FORMULA_COMPONENT(channel_shuffle, "channels in an order that mixes groups", channel_attributes,
                  channel_functions);

FORMULA_PLUGIN("formulas of operators that shuffle elements", &pixel_shuffle, &pixel_unshuffle,
               &channel_shuffle);
