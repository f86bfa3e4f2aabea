/* max_pool, avg_pool, adaptive_avg_pool and adaptive_max_pool in one to three dimensions, lp_pool in one and
 * two, as in torch.nn.
 *
 *   out = (in + 2 padding - dilation (kernel - 1) - 1) / stride + 1
 *
 * rounded down or, with ceil_mode, up; then a last window that would start behind the input and its padding
 * on the left is left out. Work: one elementwise operation per element of every window, whole windows at the
 * border too; lp_pool also one per element of the input, its power, which overlapping windows share, and one
 * per element of the output, the root; adaptive pooling: one per element of the input.
 */
#include "common.h"

#define DIMS_MAX 3

typedef struct window {
  uint32_t n;
  int64_t kernel[DIMS_MAX], stride[DIMS_MAX], padding[DIMS_MAX], dilation[DIMS_MAX];
} window_t;

static hwnas_result_t read_window(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  const hwnas_options_t *attributes = op->attributes;
  memset(w, 0, sizeof *w);
  w->n = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", w->n, w->kernel);
  memcpy(w->stride, w->kernel, sizeof w->stride);
  if (!result && attributes->has(attributes, "stride")) result = per_dim(call, op, "stride", w->n, w->stride);
  for (uint32_t i = 0; i < w->n; i++) w->dilation[i] = 1;
  /* Average pooling has no dilation, lp_pool no padding either. */
  if (!result && attributes->has(attributes, "padding"))
    result = per_dim(call, op, "padding", w->n, w->padding);
  if (!result && attributes->has(attributes, "dilation"))
    result = per_dim(call, op, "dilation", w->n, w->dilation);
  return result;
}

static hwnas_result_t slide(hwnas_call_t *call, const window_t *w, uint32_t i, int64_t in, int ceil_mode,
                            int64_t *out) {
  int64_t reach = w->dilation[i] * (w->kernel[i] - 1) + 1, stride = w->stride[i], padding = w->padding[i],
          padded, room;
  if (2 * padding > w->kernel[i])
    return call->fail(call, HWNAS_E_ARGUMENT, "padding %lld is more than half of the kernel of %lld",
                      (long long)padding, (long long)w->kernel[i]);
  if (__builtin_add_overflow(in, 2 * padding, &padded) ||
      __builtin_add_overflow(padded - reach, ceil_mode ? stride - 1 : 0, &room))
    return too_large(call);
  *out = room < 0 ? 0 : room / stride + 1;
  if (ceil_mode && *out > 0 && (*out - 1) * stride >= in + padding) --*out;
  if (*out > 0) return HWNAS_OK;
  return call->fail(
      call, HWNAS_E_ARGUMENT,
      "a window that reaches over %lld (kernel_size %lld, dilation %lld) is larger than the input of "
      "%lld padded to %lld (dimension %u)",
      (long long)reach, (long long)w->kernel[i], (long long)w->dilation[i], (long long)in, (long long)padded,
      2 + i);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  window_t w;
  hwnas_result_t result = read_window(call, op, &w);
  if (!result) result = expect_spatial(call, op, w.n);
  if (result) return result;
  int ceil_mode = flag(op, "ceil_mode");
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 0; !result && i < w.n; i++)
    result = slide(call, &w, i, op->inputs[0].dims[2 + i], ceil_mode, &outputs->dims[2 + i]);
  return result;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  window_t w;
  int64_t n;
  hwnas_result_t result = read_window(call, op, &w);
  if (result) return result;
  if (!count_elements(&op->outputs[0], &n) || !multiply_all(&n, w.kernel, w.n)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

#define WINDOW_ATTRIBUTES                                                                                \
  RANGED("kernel_size", "size of the window", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6),                      \
      OPTIONAL("stride", "step of the window; kernel_size if not given", HWNAS_OPTION_INTEGERS, 1, 1e6), \
      ATTRIBUTE("ceil_mode", "let the last window hang over", HWNAS_OPTION_BOOL, "false")
#define PADDING RANGED("padding", "added on both sides", HWNAS_OPTION_INTEGERS, "0", 0, 1e6)

static const hwnas_option_t max_attributes[] = {
    WINDOW_ATTRIBUTES,
    PADDING,
    RANGED("dilation", "distance of the window's elements", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
};
static const char *const max_types[] = {"max_pool1d", "max_pool2d", "max_pool3d", NULL};
static const hwnas_shape_formula_t max_functions = {
    .struct_size = sizeof max_functions, .op_types = max_types, .infer = infer, .work = work};
FORMULA_COMPONENT(max_pool, "the largest element of every window", max_attributes, max_functions);

static const hwnas_option_t avg_attributes[] = {
    WINDOW_ATTRIBUTES,
    PADDING,
    ATTRIBUTE("count_include_pad", "let the padding count in the average", HWNAS_OPTION_BOOL, "true"),
};
static const char *const avg_types[] = {"avg_pool1d", "avg_pool2d", "avg_pool3d", NULL};
static const hwnas_shape_formula_t avg_functions = {
    .struct_size = sizeof avg_functions, .op_types = avg_types, .infer = infer, .work = work};
FORMULA_COMPONENT(avg_pool, "the average of every window", avg_attributes, avg_functions);

/* ---- Norms ----------------------------------------------------------------------------------- */

static hwnas_result_t lp_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t powers, roots;
  hwnas_result_t result = work(call, op, out);
  if (result) return result;
  if (!count_elements(&op->inputs[0], &powers) || !count_elements(&op->outputs[0], &roots))
    return too_large(call);
  int64_t *sum = &out[HWNAS_WORK_ELEMENTWISE];
  return add_product(sum, powers, 1, 1) && add_product(sum, roots, 1, 1) ? HWNAS_OK : too_large(call);
}

static const hwnas_option_t lp_attributes[] = {
    ATTRIBUTE("norm_type", "the power p of the norm", HWNAS_OPTION_NUMBER, NULL),
    WINDOW_ATTRIBUTES,
};
static const char *const lp_types[] = {"lp_pool1d", "lp_pool2d", NULL};
static const hwnas_shape_formula_t lp_functions = {
    .struct_size = sizeof lp_functions, .op_types = lp_types, .infer = infer, .work = lp_work};
FORMULA_COMPONENT(lp_pool, "the p-norm of every window", lp_attributes, lp_functions);

/* ---- Adaptive -------------------------------------------------------------------------------- */

static hwnas_result_t adaptive_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = expect_spatial(call, op, n);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  result = per_dim(call, op, "output_size", n, &outputs->dims[2]);
  for (uint32_t i = 2; i < n + 2; i++)
    if (outputs->dims[i] == HWNAS_OPTION_NULL) outputs->dims[i] = op->inputs[0].dims[i];
  return result;
}

static const hwnas_option_t adaptive_attributes[] = {
    {"output_size", "spatial size of the output; null keeps that of the input", HWNAS_OPTION_INTEGERS,
     HWNAS_OPTION_FLAG_NULLS, NULL, 1, 1e6, NULL, NULL, NULL}};
static const char *const adaptive_types[] = {"adaptive_avg_pool1d",
                                             "adaptive_avg_pool2d",
                                             "adaptive_avg_pool3d",
                                             "adaptive_max_pool1d",
                                             "adaptive_max_pool2d",
                                             "adaptive_max_pool3d",
                                             NULL};
static const hwnas_shape_formula_t adaptive_functions = {.struct_size = sizeof adaptive_functions,
                                                         .op_types = adaptive_types,
                                                         .infer = adaptive_infer,
                                                         .work = reduce_work};
FORMULA_COMPONENT(adaptive_pool, "pooling to a given size", adaptive_attributes, adaptive_functions);

FORMULA_PLUGIN("formulas of pooling", &max_pool, &avg_pool, &lp_pool, &adaptive_pool);
