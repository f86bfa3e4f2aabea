/* conv1d, conv2d, conv3d: convolutions as in torch.nn, input channels inferred from dimension 1.
 *
 *   out = (in + 2 padding - dilation (kernel - 1) - 1) // stride + 1   per spatial dimension
 *   macs = elements of the output * kernel volume * c_in / groups      bias adds = elements of the output
 */
#include "common.h"

#define DIMS_MAX 3

typedef struct window {
  uint32_t n;
  int64_t kernel[DIMS_MAX], stride[DIMS_MAX], dilation[DIMS_MAX], before[DIMS_MAX], after[DIMS_MAX];
} window_t;

/* padding: integers, "valid" (none) or "same" (as much as keeps the size, the odd one behind; stride 1 only).
 */
static hwnas_result_t read_padding(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  const char *mode = op->attributes->string(op->attributes, "padding");
  if (!mode) {
    hwnas_result_t result = per_dim(call, op, "padding", w->n, w->before);
    memcpy(w->after, w->before, sizeof w->after);
    return result;
  }
  for (uint32_t i = 0; i < w->n; i++) {
    int64_t total = 0;
    if (strcmp(mode, "same") == 0) {
      if (w->stride[i] != 1)
        return call->fail(call, HWNAS_E_ARGUMENT, "padding 'same' needs stride 1, not %lld",
                          (long long)w->stride[i]);
      total = w->dilation[i] * (w->kernel[i] - 1);
    }
    w->before[i] = total / 2;
    w->after[i] = total - total / 2;
  }
  return HWNAS_OK;
}

static hwnas_result_t read_window(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  memset(w, 0, sizeof *w);
  w->n = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", w->n, w->kernel);
  if (!result) result = per_dim(call, op, "stride", w->n, w->stride);
  if (!result) result = per_dim(call, op, "dilation", w->n, w->dilation);
  return result ? result : read_padding(call, op, w);
}

/* Reflection leaves the border out; a circle is closed at most once. */
static hwnas_result_t check_padding_mode(hwnas_call_t *call, const hwnas_op_t *op, const window_t *w) {
  const char *mode = op->attributes->string(op->attributes, "padding_mode");
  int reflect = strcmp(mode, "reflect") == 0, circular = strcmp(mode, "circular") == 0;
  for (uint32_t i = 0; (reflect || circular) && i < w->n; i++) {
    int64_t size = op->inputs[0].dims[2 + i];
    if (w->after[i] > size - reflect)
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "an input of %lld is too small for a padding of %lld with padding_mode '%s'",
                        (long long)size, (long long)w->after[i], mode);
  }
  return HWNAS_OK;
}

static hwnas_result_t slide(hwnas_call_t *call, const window_t *w, uint32_t i, int64_t in, int64_t *out) {
  int64_t padded, reach = w->dilation[i] * (w->kernel[i] - 1) + 1;
  if (__builtin_add_overflow(in, w->before[i] + w->after[i], &padded)) return too_large(call);
  if (reach > padded)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "a kernel over %lld (kernel_size %lld, dilation %lld) is larger than the input of %lld "
                      "padded to %lld (dimension %u)",
                      (long long)reach, (long long)w->kernel[i], (long long)w->dilation[i], (long long)in,
                      (long long)padded, 2 + i);
  *out = (padded - reach) / w->stride[i] + 1;
  return HWNAS_OK;
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (!result) result = expect_spatial(call, op, w.n);
  if (!result) result = check_channels(call, op);
  if (!result) result = check_padding_mode(call, op, &w);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  outputs->dims[1] = op->attributes->integer(op->attributes, "out_channels");
  for (uint32_t i = 0; !result && i < w.n; i++)
    result = slide(call, &w, i, op->inputs[0].dims[2 + i], &outputs->dims[2 + i]);
  *out_n = 1;
  return result;
}

/* Weights per output channel. */
static hwnas_result_t fan_in(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (result) return result;
  *out = op->inputs[0].dims[1] / op->attributes->integer(op->attributes, "groups");
  return multiply_all(out, w.kernel, w.n) ? HWNAS_OK : too_large(call);
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t channels = op->attributes->integer(op->attributes, "out_channels"), n;
  hwnas_result_t result = fan_in(call, op, &n);
  if (result) return result;
  if (!multiply(&n, channels)) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  if (flag(op, "bias")) out[HWNAS_WEIGHTS_BIAS] += channels;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t macs, parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = fan_in(call, op, &macs);
  if (!result) result = weights(call, op, parameters);
  return result ? result : layer_work(call, op, macs, &op->outputs[0], parameters, out);
}

static const char *const padding_words[] = {"same", "valid", NULL};
static const char *const padding_modes[] = {"zeros", "reflect", "replicate", "circular", NULL};
static const hwnas_option_t attributes[] = {
    RANGED("out_channels", "channels of the output", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    RANGED("kernel_size", "size of the kernel", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6),
    RANGED("stride", "step of the kernel", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
    {"padding", "added on both sides", HWNAS_OPTION_INTEGERS, 0, "0", 0, 1e6, padding_words, NULL, NULL},
    RANGED("dilation", "distance of the kernel's elements", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
    RANGED("groups", "blocks of channels that do not see each other", HWNAS_OPTION_INTEGER, "1", 1, 1e9),
    ATTRIBUTE("bias", "add a bias", HWNAS_OPTION_BOOL, "true"),
    {"padding_mode", "what the padding holds", HWNAS_OPTION_ENUM, 0, "\"zeros\"", 0, 0, padding_modes, NULL,
     NULL},
};
static const char *const op_types[] = {"conv1d", "conv2d", "conv3d", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(conv, "convolutions in one to three dimensions", attributes, functions);
FORMULA_PLUGIN("formulas of convolutions", &conv);
