/* fractional_max_pool2d and fractional_max_pool3d, as in torch.nn.
 *
 *   out = output_size or floor(in * output_ratio)   per spatial dimension
 *
 * With return_indices the places of the elements are a second output of the same shape and of type i64. Work:
 * one elementwise operation per element of every window, as in all pooling.
 */
#include "scaled.h"
#include "window.h"

static hwnas_result_t check_ratios(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  double ratios[WINDOW_DIMS_MAX];
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
  int64_t kernel[WINDOW_DIMS_MAX];
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
  if (!result) add_indices(op, outputs, out_n);
  return result;
}

static hwnas_result_t fractional_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n, kernel[WINDOW_DIMS_MAX];
  uint32_t dims = spatial_dims(op->type);
  hwnas_result_t result = per_dim(call, op, "kernel_size", dims, kernel);
  if (result) return result;
  if (!count_elements(&op->outputs[0], &n) || !multiply_all(&n, kernel, dims)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

static const hwnas_option_t fractional_attributes[] = {
    KERNEL_SIZE,
    OPTIONAL("output_size", "spatial size of the output", HWNAS_OPTION_INTEGERS, 1, 1e9),
    OPTIONAL("output_ratio", "spatial size of the output by that of the input, instead of output_size",
             HWNAS_OPTION_NUMBERS, 0, 1),
    RETURN_INDICES,
};
static const char *const fractional_types[] = {"fractional_max_pool2d", "fractional_max_pool3d", NULL};
static const hwnas_shape_formula_t fractional_functions = {.struct_size = sizeof fractional_functions,
                                                           .op_types = fractional_types,
                                                           .infer = fractional_infer,
                                                           .work = fractional_work};
FORMULA_COMPONENT(fractional_max_pool, "the largest elements of windows at random places",
                  fractional_attributes, fractional_functions);

FORMULA_PLUGIN("formula of pooling to a fraction of the size", &fractional_max_pool);
