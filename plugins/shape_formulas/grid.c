/* grid_sample: a picture or volume, read at the places of a grid; affine_grid: such a grid, from a matrix.
 *
 *   grid_sample:   [N, C, H, W] and [N, H', W', 2]     give [N, C, H', W']
 *                  [N, C, D, H, W] and [N, D', H', W', 3]   [N, C, D', H', W']
 *   affine_grid:   [N, 2, 3] gives [N, H, W, 2]; [N, 3, 4] gives [N, D, H, W, 3]
 *
 * Work, elementwise. grid_sample: one operation per element of the input that an element of the output is
 * made from, as in resampling: 4 or, in a volume, 8; 16 if bicubic; nearest only copies. What channels share,
 * the arithmetic on the grid, is not counted. affine_grid: one per entry of the matrix's row for each
 * element.
 */
#include "common.h"

static int is_mode(const hwnas_op_t *op, const char *name) {
  return strcmp(op->attributes->string(op->attributes, "mode"), name) == 0;
}

/* Pictures or volumes, and a place in them for each element of the output. */
static hwnas_result_t check_grid(hwnas_call_t *call, const hwnas_tensor_t *in, const hwnas_tensor_t *grid) {
  if (in->rank != 4 && in->rank != 5)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "it takes a tensor of rank 4 or 5 (batch, channels, 2 or 3 spatial), not %u", in->rank);
  if (grid->rank != in->rank || grid->dims[0] != in->dims[0] || grid->dims[grid->rank - 1] != in->rank - 2)
    return do_not_fit(call, "are no input and its grid (batch, spatial, coordinates)", in, grid);
  return HWNAS_OK;
}

static hwnas_result_t sample_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  const hwnas_tensor_t *in = &op->inputs[0], *grid = &op->inputs[1];
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (!result) result = check_grid(call, in, grid);
  if (result) return result;
  if (is_mode(op, "bicubic") && in->rank == 5)
    return call->fail(call, HWNAS_E_ARGUMENT, "mode 'bicubic' takes a tensor of rank 4, not 5");
  copy_tensor(in, outputs);
  memcpy(&outputs->dims[2], &grid->dims[1], (in->rank - 2) * sizeof *grid->dims);
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t sample_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n, taps = is_mode(op, "nearest")    ? 0
                    : is_mode(op, "bicubic")  ? 16
                    : op->inputs[0].rank == 5 ? 8
                                              : 4;
  if (!count_elements(&op->outputs[0], &n) || !add_product(&out[HWNAS_WORK_ELEMENTWISE], n, taps, 1))
    return too_large(call);
  return move_work(call, op, out);
}

#define ALIGN_CORNERS \
  ATTRIBUTE("align_corners", "-1 and 1 are the middles of the outer elements", HWNAS_OPTION_BOOL, "false")

static const char *const modes[] = {"bilinear", "nearest", "bicubic", NULL};
static const char *const paddings[] = {"zeros", "border", "reflection", NULL};
static const hwnas_option_t sample_attributes[] = {
    {"mode", "how elements are made", HWNAS_OPTION_ENUM, 0, "\"bilinear\"", 0, 0, modes, NULL, NULL},
    {"padding_mode", "what is outside", HWNAS_OPTION_ENUM, 0, "\"zeros\"", 0, 0, paddings, NULL, NULL},
    ALIGN_CORNERS,
};
static const char *const sample_types[] = {"grid_sample", NULL};
static const hwnas_shape_formula_t sample_functions = {.struct_size = sizeof sample_functions,
                                                       .op_types = sample_types,
                                                       .infer = sample_infer,
                                                       .work = sample_work};
FORMULA_COMPONENT(grid_sample, "elements of pictures at the places of a grid", sample_attributes,
                  sample_functions);

/* ---- affine_grid ----------------------------------------------------------------------------- */

static hwnas_result_t check_matrices(hwnas_call_t *call, const hwnas_tensor_t *in, size_t n) {
  char text[SHAPE_TEXT_MAX];
  if (n != 4 && n != 5)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'size' must be batch, channels and 2 or 3 spatial sizes, not %zu", n);
  if (in->rank == 3 && in->dims[1] == (int64_t)n - 2 && in->dims[2] == (int64_t)n - 1) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "%zu sizes need matrices of shape [batch, %zu, %zu], not %s", n,
                    n - 2, n - 1, shape_text(in->rank, in->dims, text));
}

static hwnas_result_t affine_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  int64_t sizes[5];
  hwnas_result_t result = expect_inputs(call, op, 1);
  size_t n = op->attributes->integers(op->attributes, "size", sizes, 5);
  const hwnas_tensor_t *in = &op->inputs[0];
  if (!result) result = check_matrices(call, in, n);
  if (result) return result;
  for (size_t i = 0; i < n; i++)
    if (sizes[i] < 1 && i > 0)
      return call->fail(call, HWNAS_E_ARGUMENT, "only the batch in 'size' may be -1");
  if (sizes[0] != -1 && sizes[0] != in->dims[0])
    return call->fail(call, HWNAS_E_ARGUMENT, "'size' has a batch of %lld, the input one of %lld",
                      (long long)sizes[0], (long long)in->dims[0]);
  *outputs = (hwnas_tensor_t){.struct_size = sizeof *outputs, .dtype = in->dtype, .rank = (uint32_t)n};
  outputs->dims[0] = in->dims[0];
  memcpy(&outputs->dims[1], &sizes[2], (n - 2) * sizeof *sizes);
  outputs->dims[n - 1] = (int64_t)n - 2;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t affine_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) ||
      !add_product(&out[HWNAS_WORK_ELEMENTWISE], n, op->inputs[0].dims[2], 1))
    return too_large(call);
  return move_work(call, op, out);
}

static const hwnas_option_t affine_attributes[] = {
    RANGED("size", "batch, or -1 for that of the input; channels; spatial sizes", HWNAS_OPTION_INTEGERS, NULL,
           -1, 1e12),
    ALIGN_CORNERS};
static const char *const affine_types[] = {"affine_grid", NULL};
static const hwnas_shape_formula_t affine_functions = {.struct_size = sizeof affine_functions,
                                                       .op_types = affine_types,
                                                       .infer = affine_infer,
                                                       .work = affine_work};
FORMULA_COMPONENT(affine_grid, "the grid of an affine map", affine_attributes, affine_functions);

FORMULA_PLUGIN("formulas of sampling at places", &grid_sample, &affine_grid);
