/* lp_pool1d, lp_pool2d, fractional_max_pool2d and fractional_max_pool3d, as in torch.nn.
 *
 *   lp_pool:               out = (in - kernel) / stride + 1, rounded down or, with ceil_mode, up; then a last
 *                          window that would start behind the input is left out
 *   fractional_max_pool:   out = output_size or floor(in * output_ratio)
 *
 * Work: one elementwise operation per element of every window, as in all pooling; lp_pool also one per
 * element of the input, its power, which overlapping windows share, and one per element of the output, the
 * root.
 */
#include "scaled.h"

#define DIMS_MAX 3

/* Elements of all windows. */
static hwnas_result_t count_windows(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t kernel[DIMS_MAX];
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", n, kernel);
  if (result) return result;
  if (!count_elements(&op->outputs[0], out)) return too_large(call);
  for (uint32_t i = 0; i < n; i++)
    if (!multiply(out, kernel[i])) return too_large(call);
  return HWNAS_OK;
}

/* ---- lp_pool --------------------------------------------------------------------------------- */

static hwnas_result_t slide(hwnas_call_t *call, uint32_t i, int64_t in, int64_t kernel, int64_t stride,
                            int ceil_mode, int64_t *out) {
  int64_t room;
  if (__builtin_add_overflow(in - kernel, ceil_mode ? stride - 1 : 0, &room)) return too_large(call);
  *out = room < 0 ? 0 : room / stride + 1;
  if (ceil_mode && *out > 0 && (*out - 1) * stride >= in) --*out;
  if (*out > 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "a window of kernel_size %lld is larger than the input of %lld (dimension %u)",
                    (long long)kernel, (long long)in, 2 + i);
}

static hwnas_result_t lp_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                               uint32_t *out_n) {
  int64_t kernel[DIMS_MAX], stride[DIMS_MAX];
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = expect_spatial(call, op, n);
  if (!result) result = per_dim(call, op, "kernel_size", n, kernel);
  if (result) return result;
  memcpy(stride, kernel, sizeof stride);
  if (op->attributes->has(op->attributes, "stride")) result = per_dim(call, op, "stride", n, stride);
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 0; !result && i < n; i++)
    result = slide(call, i, op->inputs[0].dims[2 + i], kernel[i], stride[i], flag(op, "ceil_mode"),
                   &outputs->dims[2 + i]);
  return result;
}

static hwnas_result_t lp_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t sums, powers, roots;
  hwnas_result_t result = count_windows(call, op, &sums);
  if (result) return result;
  if (!count_elements(&op->inputs[0], &powers) || !count_elements(&op->outputs[0], &roots) ||
      __builtin_add_overflow(sums, powers, &sums) || __builtin_add_overflow(sums, roots, &sums))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += sums;
  return move_work(call, op, out);
}

#define KERNEL RANGED("kernel_size", "size of the window", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6)

static const hwnas_option_t lp_attributes[] = {
    ATTRIBUTE("norm_type", "the power p of the norm", HWNAS_OPTION_NUMBER, NULL),
    KERNEL,
    OPTIONAL("stride", "step of the window; kernel_size if not given", HWNAS_OPTION_INTEGERS, 1, 1e6),
    ATTRIBUTE("ceil_mode", "let the last window hang over", HWNAS_OPTION_BOOL, "false"),
};
static const char *const lp_types[] = {"lp_pool1d", "lp_pool2d", NULL};
static const hwnas_shape_formula_t lp_functions = {
    .struct_size = sizeof lp_functions, .op_types = lp_types, .infer = lp_infer, .work = lp_work};
FORMULA_COMPONENT(lp_pool, "the p-norm of every window", lp_attributes, lp_functions);

/* ---- fractional_max_pool --------------------------------------------------------------------- */

static hwnas_result_t check_ratios(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  double ratios[DIMS_MAX];
  if (!op->attributes->has(op->attributes, "output_ratio")) return HWNAS_OK;
  hwnas_result_t result = factor_per_dim(call, op, "output_ratio", n, ratios);
  for (uint32_t i = 0; !result && i < n; i++)
    if (!(ratios[i] > 0 && ratios[i] < 1))
      return call->fail(call, HWNAS_E_ARGUMENT, "'output_ratio' must be between 0 and 1, not %g", ratios[i]);
  return result;
}

/* Windows start at different places, so the output may be as large as there are such places. In three
 * dimensions torch leaves the last of them out. */
static hwnas_result_t fractional_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  int64_t kernel[DIMS_MAX];
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = expect_spatial(call, op, n);
  if (!result) result = per_dim(call, op, "kernel_size", n, kernel);
  if (!result) result = check_ratios(call, op, n);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  result = scaled_sizes(call, op, "output_size", "output_ratio", n, &outputs->dims[2]);
  for (uint32_t i = 0; !result && i < n; i++) {
    int64_t in = op->inputs[0].dims[2 + i], out = outputs->dims[2 + i];
    if (kernel[i] - 1 + (n == 3) > in - out)
      return call->fail(
          call, HWNAS_E_ARGUMENT,
          "an output of %lld with kernel_size %lld has no place in an input of %lld (dimension %u)",
          (long long)out, (long long)kernel[i], (long long)in, 2 + i);
  }
  return result;
}

static hwnas_result_t fractional_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  hwnas_result_t result = count_windows(call, op, &n);
  if (result) return result;
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

static const hwnas_option_t fractional_attributes[] = {
    KERNEL,
    OPTIONAL("output_size", "spatial size of the output", HWNAS_OPTION_INTEGERS, 1, 1e9),
    OPTIONAL("output_ratio", "spatial size of the output by that of the input, instead of output_size",
             HWNAS_OPTION_NUMBERS, 0, 1),
};
static const char *const fractional_types[] = {"fractional_max_pool2d", "fractional_max_pool3d", NULL};
static const hwnas_shape_formula_t fractional_functions = {.struct_size = sizeof fractional_functions,
                                                           .op_types = fractional_types,
                                                           .infer = fractional_infer,
                                                           .work = fractional_work};
FORMULA_COMPONENT(fractional_max_pool, "the largest elements of windows at random places",
                  fractional_attributes, fractional_functions);

FORMULA_PLUGIN("formulas of pooling by norms and to fractions", &lp_pool, &fractional_max_pool);
