/* unfold and fold, as in torch.nn: the windows of pictures as columns of a matrix, and back.
 *
 *   blocks = product over rows and columns of (size + 2 padding - dilation (kernel - 1) - 1) // stride + 1
 *   unfold: [batch, channels, rows, columns]        -> [batch, channels * kernel area, blocks]
 *   fold:   [batch, channels * kernel area, blocks] -> [batch, channels, *output_size]
 *
 * Work: unfold copies: bytes only. fold adds up where windows overlap: one elementwise operation per element
 * of the input.
 */
#include "common.h"

#define DIMS 2

typedef struct window {
  int64_t kernel[DIMS], dilation[DIMS], padding[DIMS], stride[DIMS];
} window_t;

static hwnas_result_t read_window(hwnas_call_t *call, const hwnas_op_t *op, window_t *w) {
  hwnas_result_t result = per_dim(call, op, "kernel_size", DIMS, w->kernel);
  if (!result) result = per_dim(call, op, "dilation", DIMS, w->dilation);
  if (!result) result = per_dim(call, op, "padding", DIMS, w->padding);
  return result ? result : per_dim(call, op, "stride", DIMS, w->stride);
}

/* Windows along one dimension of a picture; `what` names the picture. */
static hwnas_result_t slide(hwnas_call_t *call, const window_t *w, uint32_t i, const char *what, int64_t size,
                            int64_t *out) {
  int64_t padded, reach = w->dilation[i] * (w->kernel[i] - 1) + 1;
  if (__builtin_add_overflow(size, 2 * w->padding[i], &padded)) return too_large(call);
  if (reach > padded)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "a window over %lld (kernel_size %lld, dilation %lld) is larger than the %s of %lld "
                      "padded to %lld (dimension %u)",
                      (long long)reach, (long long)w->kernel[i], (long long)w->dilation[i], what,
                      (long long)size, (long long)padded, 2 + i);
  *out = (padded - reach) / w->stride[i] + 1;
  return HWNAS_OK;
}

/* ---- unfold ---------------------------------------------------------------------------------- */

static hwnas_result_t unfold_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  window_t w;
  int64_t blocks[DIMS] = {0};
  hwnas_result_t result = expect_spatial(call, op, DIMS);
  if (!result) result = read_window(call, op, &w);
  for (uint32_t i = 0; !result && i < DIMS; i++)
    result = slide(call, &w, i, "input", op->inputs[0].dims[2 + i], &blocks[i]);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  outputs->rank = 3;
  outputs->dims[2] = blocks[0];
  return multiply(&outputs->dims[1], w.kernel[0] * w.kernel[1]) && multiply(&outputs->dims[2], blocks[1])
             ? HWNAS_OK
             : too_large(call);
}

#define WINDOW                                                                                     \
  RANGED("kernel_size", "size of the window", HWNAS_OPTION_INTEGERS, NULL, 1, 1e6),                \
      RANGED("dilation", "distance of the window's elements", HWNAS_OPTION_INTEGERS, "1", 1, 1e6), \
      RANGED("padding", "added on both sides", HWNAS_OPTION_INTEGERS, "0", 0, 1e6),                \
      RANGED("stride", "step of the window", HWNAS_OPTION_INTEGERS, "1", 1, 1e6)

static const hwnas_option_t unfold_attributes[] = {WINDOW};
static const char *const unfold_types[] = {"unfold", NULL};
static const hwnas_shape_formula_t unfold_functions = {.struct_size = sizeof unfold_functions,
                                                       .op_types = unfold_types,
                                                       .infer = unfold_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(unfold, "the windows of pictures as columns", unfold_attributes, unfold_functions);

/* ---- fold ------------------------------------------------------------------------------------ */

static hwnas_result_t check_columns(hwnas_call_t *call, const hwnas_tensor_t *in, int64_t area) {
  if (in->rank != 3)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank 3 (batch, elements of a window, windows), not %u", in->rank);
  if (in->dims[1] % area != 0)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "dimension 1 of %lld does not divide by the %lld elements of kernel_size",
                      (long long)in->dims[1], (long long)area);
  return HWNAS_OK;
}

static hwnas_result_t check_blocks(hwnas_call_t *call, const hwnas_tensor_t *in, const int64_t *blocks) {
  int64_t n = blocks[0];
  if (!multiply(&n, blocks[1])) return too_large(call);
  if (n == in->dims[2]) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "output_size has %lld * %lld = %lld windows, the input %lld (dimension 2)",
                    (long long)blocks[0], (long long)blocks[1], (long long)n, (long long)in->dims[2]);
}

static hwnas_result_t fold_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  window_t w;
  int64_t blocks[DIMS] = {0};
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (!result) result = read_window(call, op, &w);
  if (!result) result = check_columns(call, &op->inputs[0], w.kernel[0] * w.kernel[1]);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  outputs->rank = 4;
  outputs->dims[1] /= w.kernel[0] * w.kernel[1];
  result = per_dim(call, op, "output_size", DIMS, &outputs->dims[2]);
  for (uint32_t i = 0; !result && i < DIMS; i++)
    result = slide(call, &w, i, "output", outputs->dims[2 + i], &blocks[i]);
  return result ? result : check_blocks(call, &op->inputs[0], blocks);
}

static const hwnas_option_t fold_attributes[] = {
    RANGED("output_size", "rows and columns of the output", HWNAS_OPTION_INTEGERS, NULL, 1, 1e9), WINDOW};
static const char *const fold_types[] = {"fold", NULL};
static const hwnas_shape_formula_t fold_functions = {
    .struct_size = sizeof fold_functions, .op_types = fold_types, .infer = fold_infer, .work = reduce_work};
FORMULA_COMPONENT(fold, "pictures from columns, summed where these overlap", fold_attributes, fold_functions);

FORMULA_PLUGIN("formulas of windows as columns", &unfold, &fold);
