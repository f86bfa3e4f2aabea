/* max_unpool in one to three dimensions, as in torch.nn: what max_pool found goes back to its places.
 *
 * Inputs: the elements and, of the same shape, their places, which max_pool gives with return_indices.
 *
 *   out = (in - 1) stride + kernel - 2 padding   per spatial dimension
 *
 * Several sizes are pooled to one: output_size names another, less than stride away, by its spatial sizes or
 * in full. Work: bytes only, elements are copied.
 */
#include "window.h"

static hwnas_result_t check_places(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  const hwnas_tensor_t *in = op->inputs;
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  if (in[0].rank != n + 2)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes tensors of rank %u (batch, channels, %u spatial), not %u", n + 2, n,
                      in[0].rank);
  if (!same_shape(&in[0], &in[1]))
    return do_not_fit(call, "differ: each element needs its place", &in[0], &in[1]);
  if (in[1].dtype == HWNAS_DTYPE_I64) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "the second input holds places, as max_pool%ud gives them with return_indices: it must "
                    "be of type i64",
                    n);
}

static hwnas_result_t default_size(hwnas_call_t *call, const window_t *w, uint32_t i, int64_t in,
                                   int64_t *out) {
  *out = in - 1;
  if (!multiply(out, w->stride[i]) || __builtin_add_overflow(*out, w->kernel[i] - 2 * w->padding[i], out))
    return too_large(call);
  return HWNAS_OK;
}

/* Batch and channels of a size in full are those of the input; torch does not look at them. */
static hwnas_result_t read_size(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n, int64_t *out) {
  const hwnas_tensor_t *in = &op->inputs[0];
  int64_t given[WINDOW_DIMS_MAX + 2];
  size_t count = op->attributes->integers(op->attributes, "output_size", given, n + 2);
  if (count != n && count != n + 2)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'output_size' must be %u integers, the spatial sizes, or %u, not %zu", n, n + 2,
                      count);
  if (count == n + 2 && (given[0] != in->dims[0] || given[1] != in->dims[1]))
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'output_size' starts with %lld, %lld, and the input with %lld, %lld: batch and "
                      "channels stay",
                      (long long)given[0], (long long)given[1], (long long)in->dims[0],
                      (long long)in->dims[1]);
  memcpy(out, given + (count - n), n * sizeof *out);
  return HWNAS_OK;
}

static hwnas_result_t check_size(hwnas_call_t *call, const window_t *w, uint32_t i, int64_t usual,
                                 int64_t size) {
  if (size - usual <= -w->stride[i] || size - usual >= w->stride[i])
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'output_size' %lld must be less than the stride of %lld away from %lld (dimension %u)",
                      (long long)size, (long long)w->stride[i], (long long)usual, 2 + i);
  if (size > 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "padding %lld of a kernel of %lld leaves nothing (dimension %u)",
                    (long long)w->padding[i], (long long)w->kernel[i], 2 + i);
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  window_t w;
  int64_t usual[WINDOW_DIMS_MAX] = {0}, *sizes = &outputs->dims[2];
  hwnas_result_t result = read_window(call, op, &w);
  if (!result) result = check_places(call, op, w.n);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 0; !result && i < w.n; i++)
    result = default_size(call, &w, i, op->inputs[0].dims[2 + i], &usual[i]);
  memcpy(sizes, usual, w.n * sizeof *sizes);
  if (!result && op->attributes->has(op->attributes, "output_size")) result = read_size(call, op, w.n, sizes);
  for (uint32_t i = 0; !result && i < w.n; i++) result = check_size(call, &w, i, usual[i], sizes[i]);
  return result;
}

static const hwnas_option_t attributes[] = {
    KERNEL_SIZE,
    STRIDE,
    PADDING,
    OPTIONAL("output_size", "spatial size of the output, or its size in full", HWNAS_OPTION_INTEGERS, 1, 1e9),
};
static const char *const op_types[] = {"max_unpool1d", "max_unpool2d", "max_unpool3d", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = move_work};
FORMULA_COMPONENT(max_unpool, "elements back at their places before pooling", attributes, functions);

FORMULA_PLUGIN("formula of the inverse of pooling", &max_unpool);
