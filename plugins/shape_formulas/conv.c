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

/* padding: integers, "valid" (none) or "same" (as much as keeps the size; stride 1 only, the odd one behind).
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
  for (uint32_t i = 0; !result && i < w->n; i++)
    if (w->kernel[i] < 1 || w->stride[i] < 1 || w->dilation[i] < 1)
      result = call->fail(call, HWNAS_E_ARGUMENT, "kernel_size, stride and dilation must be at least 1");
  return result ? result : read_padding(call, op, w);
}

static hwnas_result_t check_channels(hwnas_call_t *call, const hwnas_op_t *op) {
  int64_t in = op->inputs[0].dims[1], out = op->attributes->integer(op->attributes, "out_channels");
  int64_t groups = op->attributes->integer(op->attributes, "groups");
  if (in % groups == 0 && out % groups == 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "%lld input and %lld output channels do not divide into %lld groups", (long long)in,
                    (long long)out, (long long)groups);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  window_t w;
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (!result) result = read_window(call, op, &w);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  if (in->rank != w.n + 2)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank %u (batch, channels, %u spatial), not %u", w.n + 2, w.n,
                      in->rank);
  if ((result = check_channels(call, op))) return result;
  copy_tensor(in, outputs);
  outputs->dims[1] = op->attributes->integer(op->attributes, "out_channels");
  for (uint32_t i = 0; i < w.n; i++) {
    int64_t padded, reach = w.dilation[i] * (w.kernel[i] - 1) + 1;
    if (__builtin_add_overflow(in->dims[2 + i], w.before[i] + w.after[i], &padded)) return too_large(call);
    if (reach > padded)
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "a kernel of %lld (with dilation) is larger than the padded input of %lld",
                        (long long)reach, (long long)padded);
    outputs->dims[2 + i] = (padded - reach) / w.stride[i] + 1;
  }
  *out_n = 1;
  return HWNAS_OK;
}

/* Weights per output channel. */
static hwnas_result_t fan_in(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (result) return result;
  *out = op->inputs[0].dims[1] / op->attributes->integer(op->attributes, "groups");
  for (uint32_t i = 0; i < w.n; i++)
    if (!multiply(out, w.kernel[i])) return too_large(call);
  return HWNAS_OK;
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t channels = op->attributes->integer(op->attributes, "out_channels"), n;
  hwnas_result_t result = fan_in(call, op, &n);
  if (result) return result;
  if (!multiply(&n, channels)) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  if (op->attributes->integer(op->attributes, "bias")) out[HWNAS_WEIGHTS_BIAS] += channels;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t elements, macs, parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = fan_in(call, op, &macs);
  if (!result) result = weights(call, op, parameters);
  if (result) return result;
  if (!count_elements(&op->outputs[0], &elements) || !multiply(&macs, elements)) return too_large(call);
  out[HWNAS_WORK_MACS] += macs;
  if (op->attributes->integer(op->attributes, "bias")) out[HWNAS_WORK_BIAS] += elements;
  if (!add_bytes(op, parameters[HWNAS_WEIGHTS_WEIGHT] + parameters[HWNAS_WEIGHTS_BIAS], out))
    return too_large(call);
  return HWNAS_OK;
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
