/* max_pool, avg_pool, lp_pool, adaptive_avg_pool and adaptive_max_pool in one to three dimensions, as in
 * torch.nn.
 *
 *   out = (in + 2 padding - dilation (kernel - 1) - 1) / stride + 1
 *
 * rounded down or, with ceil_mode, up; then a last window that would start behind the input and its padding
 * on the left is left out. With return_indices the places of the largest elements are a second output of the
 * same shape and of type i64.
 *
 * Work: one elementwise operation per element of every window, whole windows at the border too; lp_pool also
 * one per element of the input, its power, which overlapping windows share, and one per element of the
 * output, the root; adaptive pooling: one per element of the input. Places cost their bytes.
 */
#include "window.h"

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
  if (!result) add_indices(op, outputs, out_n);
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

#define WINDOW_ATTRIBUTES \
  KERNEL_SIZE, STRIDE, ATTRIBUTE("ceil_mode", "let the last window hang over", HWNAS_OPTION_BOOL, "false")

static const hwnas_option_t max_attributes[] = {
    WINDOW_ATTRIBUTES,
    PADDING,
    RANGED("dilation", "distance of the window's elements", HWNAS_OPTION_INTEGERS, "1", 1, 1e6),
    RETURN_INDICES,
};
static const char *const max_types[] = {"max_pool1d", "max_pool2d", "max_pool3d", NULL};
static const hwnas_shape_formula_t max_functions = {
    .struct_size = sizeof max_functions, .op_types = max_types, .infer = infer, .work = work};
FORMULA_COMPONENT(max_pool, "the largest element of every window", max_attributes, max_functions);

/* Averages and norms: in three dimensions torch refuses an input smaller than the kernel, padded or not. */
static hwnas_result_t mean_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  window_t w;
  hwnas_result_t result = infer(call, op, outputs, out_n);
  if (result || spatial_dims(op->type) < 3) return result;
  result = read_window(call, op, &w);
  for (uint32_t i = 0; !result && i < 3; i++)
    if (w.kernel[i] > op->inputs[0].dims[2 + i])
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "a kernel of %lld is larger than the input of %lld (dimension %u), which in three "
                        "dimensions padding and ceil_mode do not mend",
                        (long long)w.kernel[i], (long long)op->inputs[0].dims[2 + i], 2 + i);
  return result;
}

static const hwnas_option_t avg_attributes[] = {
    WINDOW_ATTRIBUTES,
    PADDING,
    ATTRIBUTE("count_include_pad", "let the padding count in the average", HWNAS_OPTION_BOOL, "true"),
};
static const char *const avg_types[] = {"avg_pool1d", "avg_pool2d", "avg_pool3d", NULL};
static const hwnas_shape_formula_t avg_functions = {
    .struct_size = sizeof avg_functions, .op_types = avg_types, .infer = mean_infer, .work = work};
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
static const char *const lp_types[] = {"lp_pool1d", "lp_pool2d", "lp_pool3d", NULL};
static const hwnas_shape_formula_t lp_functions = {
    .struct_size = sizeof lp_functions, .op_types = lp_types, .infer = mean_infer, .work = lp_work};
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
  if (!result) add_indices(op, outputs, out_n);
  return result;
}

#define OUTPUT_SIZE                                                                                   \
  {                                                                                                   \
    "output_size", "spatial size of the output; null keeps that of the input", HWNAS_OPTION_INTEGERS, \
        HWNAS_OPTION_FLAG_NULLS, NULL, 1, 1e6, NULL, NULL, NULL                                       \
  }

static const hwnas_option_t adaptive_avg_attributes[] = {OUTPUT_SIZE};
static const char *const adaptive_avg_types[] = {"adaptive_avg_pool1d", "adaptive_avg_pool2d",
                                                 "adaptive_avg_pool3d", NULL};
static const hwnas_shape_formula_t adaptive_avg_functions = {.struct_size = sizeof adaptive_avg_functions,
                                                             .op_types = adaptive_avg_types,
                                                             .infer = adaptive_infer,
                                                             .work = reduce_work};
FORMULA_COMPONENT(adaptive_avg_pool, "averages, as many as asked for", adaptive_avg_attributes,
                  adaptive_avg_functions);

static const hwnas_option_t adaptive_max_attributes[] = {OUTPUT_SIZE, RETURN_INDICES};
static const char *const adaptive_max_types[] = {"adaptive_max_pool1d", "adaptive_max_pool2d",
                                                 "adaptive_max_pool3d", NULL};
static const hwnas_shape_formula_t adaptive_max_functions = {.struct_size = sizeof adaptive_max_functions,
                                                             .op_types = adaptive_max_types,
                                                             .infer = adaptive_infer,
                                                             .work = reduce_work};
FORMULA_COMPONENT(adaptive_max_pool, "the largest elements of windows, as many as asked for",
                  adaptive_max_attributes, adaptive_max_functions);

FORMULA_PLUGIN("formulas of pooling", &max_pool, &avg_pool, &lp_pool, &adaptive_avg_pool, &adaptive_max_pool);
