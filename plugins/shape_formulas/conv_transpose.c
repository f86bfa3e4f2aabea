/* conv_transpose1d, conv_transpose2d, conv_transpose3d: transposed convolutions as in torch.nn, input
 * channels inferred from dimension 1.
 *
 *   out = (in - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1   per spatial dimension
 *   macs = elements of the input * kernel volume * out_channels / groups   bias adds = elements of the output
 *
 * Every element of the input is spread over a whole kernel in each output channel of its group: so products
 * are counted from the input. Those that fall into the padding, which is cut off, count too: libraries
 * compute them.
 */
#include "common.h"

#define DIMS_MAX 3

typedef struct window {
  uint32_t n;
  int64_t kernel[DIMS_MAX], stride[DIMS_MAX], padding[DIMS_MAX], output_padding[DIMS_MAX], dilation[DIMS_MAX];
} window_t;

static hwnas_result_t read_window(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  memset(w, 0, sizeof *w);
  w->n = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", w->n, w->kernel);
  if (!result) result = per_dim(call, op, "stride", w->n, w->stride);
  if (!result) result = per_dim(call, op, "padding", w->n, w->padding);
  if (!result) result = per_dim(call, op, "output_padding", w->n, w->output_padding);
  return result ? result : per_dim(call, op, "dilation", w->n, w->dilation);
}

static hwnas_result_t spread(hwnas_call_t *call, const window_t *w, uint32_t i, int64_t in, int64_t *out) {
  int64_t full = in - 1, more = w->dilation[i] * (w->kernel[i] - 1) + w->output_padding[i] + 1;
  if (w->output_padding[i] >= w->stride[i] && w->output_padding[i] >= w->dilation[i])
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "output_padding %lld must be smaller than the stride of %lld or the dilation of %lld "
                      "(dimension %u)",
                      (long long)w->output_padding[i], (long long)w->stride[i], (long long)w->dilation[i],
                      2 + i);
  if (!multiply(&full, w->stride[i]) || __builtin_add_overflow(full, more, &full)) return too_large(call);
  *out = full - 2 * w->padding[i];
  if (*out > 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "padding %lld on both sides leaves nothing of an output of %lld (dimension %u)",
                    (long long)w->padding[i], (long long)full, 2 + i);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (!result) result = expect_spatial(call, op, w.n);
  if (!result) result = check_channels(call, op);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  outputs->dims[1] = op->attributes->integer(op->attributes, "out_channels");
  for (uint32_t i = 0; !result && i < w.n; i++)
    result = spread(call, &w, i, op->inputs[0].dims[2 + i], &outputs->dims[2 + i]);
  *out_n = 1;
  return result;
}

/* Weights per input channel. */
static hwnas_result_t fan_out(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (result) return result;
  *out = op->attributes->integer(op->attributes, "out_channels") /
         op->attributes->integer(op->attributes, "groups");
  return multiply_all(out, w.kernel, w.n) ? HWNAS_OK : too_large(call);
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  hwnas_result_t result = fan_out(call, op, &n);
  if (result) return result;
  if (!multiply(&n, op->inputs[0].dims[1])) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  if (flag(op, "bias")) out[HWNAS_WEIGHTS_BIAS] += op->attributes->integer(op->attributes, "out_channels");
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t macs, parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = fan_out(call, op, &macs);
  if (!result) result = weights(call, op, parameters);
  return result ? result : layer_work(call, op, macs, &op->inputs[0], parameters, out);
}

static const char *const padding_modes[] = {"zeros", NULL};
static const hwnas_option_t attributes[] = {
    RANGED("out_channels", "channels of the output", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    RANGED("kernel_size", "size of the kernel", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6),
    RANGED("stride", "distance of the input's elements in the output", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
    RANGED("padding", "cut off on both sides", HWNAS_OPTION_INTEGERS, "0", 0, 1e6),
    RANGED("output_padding", "added behind the output", HWNAS_OPTION_INTEGERS, "0", 0, 1e6),
    RANGED("groups", "blocks of channels that do not see each other", HWNAS_OPTION_INTEGER, "1", 1, 1e9),
    ATTRIBUTE("bias", "add a bias", HWNAS_OPTION_BOOL, "true"),
    RANGED("dilation", "distance of the kernel's elements", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
    {"padding_mode", "zeros, as only these are possible", HWNAS_OPTION_ENUM, 0, "\"zeros\"", 0, 0,
     padding_modes, NULL, NULL},
};
static const char *const op_types[] = {"conv_transpose1d", "conv_transpose2d", "conv_transpose3d", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(conv_transpose, "transposed convolutions in one to three dimensions", attributes,
                  functions);
FORMULA_PLUGIN("formulas of transposed convolutions", &conv_transpose);
