/* gather, index_select, select, narrow, unbind and one_hot: elements and pieces of a tensor by their places.
 *
 * They only move data and count its bytes, the whole input among them, as slice does.
 */
#include "common.h"

static hwnas_result_t expect_indices(hwnas_call_t *call, const hwnas_tensor_t *tensor) {
  if (tensor->dtype == HWNAS_DTYPE_I64 || tensor->dtype == HWNAS_DTYPE_I32) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "indices must be of type i64 or i32, not %s",
                    dtype_name(tensor->dtype));
}

/* An index, wherever it points, needs a position: an empty batch has none. */
static hwnas_result_t expect_positions(hwnas_call_t *call, const hwnas_tensor_t *in, uint32_t dim,
                                       int64_t indices) {
  if (in->dims[dim] > 0 || indices == 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "dimension %u has no positions that indices could name", dim);
}

/* ---- gather, index_select -------------------------------------------------------------------- */

/* The shape of the indices, which may leave out the ends of other dimensions. */
static hwnas_result_t gather_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  uint32_t dim = 0;
  hwnas_result_t result = expect_inputs(call, op, 2);
  const hwnas_tensor_t *in = &op->inputs[0], *indices = &op->inputs[1];
  if (!result) result = expect_indices(call, indices);
  if (!result) result = read_dim(call, op, in->rank, &dim);
  if (result) return result;
  int fits = in->rank == indices->rank;
  for (uint32_t d = 0; fits && d < in->rank; d++) fits = d == dim || indices->dims[d] <= in->dims[d];
  if (!fits) return do_not_fit(call, "of input and indices do not fit outside the dimension", in, indices);
  copy_tensor(indices, outputs);
  outputs->dtype = in->dtype;
  *out_n = 1;
  return expect_positions(call, in, dim, indices->dims[dim]);
}

static hwnas_result_t index_select_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                         uint32_t *out_n) {
  uint32_t dim = 0;
  hwnas_result_t result = expect_inputs(call, op, 2);
  const hwnas_tensor_t *indices = &op->inputs[1];
  if (!result) result = expect_indices(call, indices);
  if (!result) result = read_dim(call, op, op->inputs[0].rank, &dim);
  if (result) return result;
  if (indices->rank > 1)
    return call->fail(call, HWNAS_E_ARGUMENT, "indices must be a vector, not of rank %u", indices->rank);
  copy_tensor(&op->inputs[0], outputs);
  outputs->dims[dim] = indices->rank ? indices->dims[0] : 1;
  *out_n = 1;
  result = expect_positions(call, &op->inputs[0], dim, outputs->dims[dim]);
  return result ? result : check_tensor(call, outputs);
}

static const hwnas_option_t dim_attributes[] = {
    ATTRIBUTE("dim", "dimension that the indices count", HWNAS_OPTION_INTEGER, NULL)};
static const char *const gather_types[] = {"gather", NULL};
static const hwnas_shape_formula_t gather_functions = {.struct_size = sizeof gather_functions,
                                                       .op_types = gather_types,
                                                       .infer = gather_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(gather, "one element for each index", dim_attributes, gather_functions);

static const char *const index_select_types[] = {"index_select", NULL};
static const hwnas_shape_formula_t index_select_functions = {.struct_size = sizeof index_select_functions,
                                                             .op_types = index_select_types,
                                                             .infer = index_select_infer,
                                                             .work = move_work};
FORMULA_COMPONENT(index_select, "positions of a dimension that another tensor names", dim_attributes,
                  index_select_functions);

/* ---- select, narrow, unbind ------------------------------------------------------------------ */

static hwnas_result_t select_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  int64_t index = op->attributes->integer(op->attributes, "index");
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dim(call, op, outputs->rank, &dim);
  if (result) return result;
  if (wrap_dim(index, outputs->dims[dim]) < 0)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'index' %lld is outside dimension %u, which has %lld positions", (long long)index, dim,
                      (long long)outputs->dims[dim]);
  remove_dim(outputs, dim);
  return HWNAS_OK;
}

static const hwnas_option_t select_attributes[] = {
    ATTRIBUTE("dim", "dimension that goes", HWNAS_OPTION_INTEGER, NULL),
    ATTRIBUTE("index", "position that stays, from the end if negative", HWNAS_OPTION_INTEGER, NULL)};
static const char *const select_types[] = {"select", NULL};
static const hwnas_shape_formula_t select_functions = {.struct_size = sizeof select_functions,
                                                       .op_types = select_types,
                                                       .infer = select_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(select, "one position of a dimension", select_attributes, select_functions);

/* Unlike slice, it cuts nothing off what is asked for. */
static hwnas_result_t narrow_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  int64_t given = op->attributes->integer(op->attributes, "start");
  int64_t length = op->attributes->integer(op->attributes, "length");
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dim(call, op, outputs->rank, &dim);
  if (result) return result;
  int64_t size = outputs->dims[dim], start = wrap_dim(given, size);
  if (start < 0 || length > size - start)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "%lld positions from %lld on are not in dimension %u, which has %lld",
                      (long long)length, (long long)given, dim, (long long)size);
  outputs->dims[dim] = length;
  return HWNAS_OK;
}

static const hwnas_option_t narrow_attributes[] = {
    ATTRIBUTE("dim", "dimension that is cut", HWNAS_OPTION_INTEGER, NULL),
    ATTRIBUTE("start", "first position, from the end if negative", HWNAS_OPTION_INTEGER, NULL),
    RANGED("length", "how many positions stay", HWNAS_OPTION_INTEGER, NULL, 1, 1e12)};
static const char *const narrow_types[] = {"narrow", NULL};
static const hwnas_shape_formula_t narrow_functions = {.struct_size = sizeof narrow_functions,
                                                       .op_types = narrow_types,
                                                       .infer = narrow_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(narrow, "a range of positions of a dimension", narrow_attributes, narrow_functions);

static hwnas_result_t unbind_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dim(call, op, outputs->rank, &dim);
  if (result) return result;
  int64_t n = outputs->dims[dim];
  if (n < 1 || n > HWNAS_OUTPUTS_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "dimension %u has %lld positions; 1 to %d tensors can come out",
                      dim, (long long)n, HWNAS_OUTPUTS_MAX);
  remove_dim(outputs, dim);
  for (int64_t i = 1; i < n; i++) copy_tensor(outputs, &outputs[i]);
  *out_n = (uint32_t)n;
  return HWNAS_OK;
}

static const hwnas_option_t unbind_attributes[] = {
    ATTRIBUTE("dim", "dimension that goes", HWNAS_OPTION_INTEGER, "1")};
static const char *const unbind_types[] = {"unbind", NULL};
static const hwnas_shape_formula_t unbind_functions = {.struct_size = sizeof unbind_functions,
                                                       .op_types = unbind_types,
                                                       .infer = unbind_infer,
                                                       .work = move_work};
FORMULA_COMPONENT(unbind, "each position of a dimension", unbind_attributes, unbind_functions);

/* ---- one_hot --------------------------------------------------------------------------------- */

static hwnas_result_t one_hot_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = expect_indices(call, &op->inputs[0]);
  if (result) return result;
  if (outputs->rank == HWNAS_RANK_MAX) return too_many_dims(call);
  outputs->dims[outputs->rank++] = op->attributes->integer(op->attributes, "num_classes");
  outputs->dtype = HWNAS_DTYPE_I64;
  return check_tensor(call, outputs);
}

static const hwnas_option_t one_hot_attributes[] = {
    RANGED("num_classes", "size of the new dimension", HWNAS_OPTION_INTEGER, NULL, 1, 1e12)};
static const char *const one_hot_types[] = {"one_hot", NULL};
static const hwnas_shape_formula_t one_hot_functions = {.struct_size = sizeof one_hot_functions,
                                                        .op_types = one_hot_types,
                                                        .infer = one_hot_infer,
                                                        .work = move_work};
FORMULA_COMPONENT(one_hot, "a 1 in the place that an integer names", one_hot_attributes, one_hot_functions);

FORMULA_PLUGIN("formulas that look up elements", &gather, &index_select, &select, &narrow, &unbind, &one_hot);
