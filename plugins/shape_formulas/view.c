/* flatten, reshape, unflatten, squeeze, unsqueeze, permute and transpose: the same elements in another shape
 * or order. Those that keep the order are views and do no work; permute and transpose move bytes. */
#include "common.h"

/* ---- flatten, reshape ------------------------------------------------------------------------ */

static hwnas_result_t flatten_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  int64_t given_start = op->attributes->integer(op->attributes, "start_dim");
  int64_t given_end = op->attributes->integer(op->attributes, "end_dim");
  int64_t start = wrap_dim(given_start, in->rank), end = wrap_dim(given_end, in->rank);
  if (start < 0 || end < 0 || start > end)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "start_dim %lld and end_dim %lld are no range of a tensor of rank %u",
                      (long long)given_start, (long long)given_end, in->rank);
  int64_t merged = 1;
  for (int64_t d = start; d <= end; d++)
    if (!multiply(&merged, in->dims[d])) return too_large(call);
  outputs->dims[start] = merged;
  for (int64_t d = end + 1; d < in->rank; d++) outputs->dims[start + d - end] = in->dims[d];
  outputs->rank = (uint32_t)(in->rank - (end - start));
  return HWNAS_OK;
}

static const hwnas_option_t flatten_attributes[] = {
    ATTRIBUTE("start_dim", "first dimension to merge", HWNAS_OPTION_INTEGER, "1"),
    ATTRIBUTE("end_dim", "last dimension to merge", HWNAS_OPTION_INTEGER, "-1"),
};
static const char *const flatten_types[] = {"flatten", NULL};
static const hwnas_shape_formula_t flatten_functions = {.struct_size = sizeof flatten_functions,
                                                        .op_types = flatten_types,
                                                        .infer = flatten_infer,
                                                        .work = no_work};
FORMULA_COMPONENT(flatten, "merges dimensions", flatten_attributes, flatten_functions);

/* *out: the product of the sizes but for one -1, whose place is *out_open (or -1 if there is none). */
static hwnas_result_t read_sizes(hwnas_call_t *call, uint32_t n, const int64_t *sizes, int64_t *out,
                                 int64_t *out_open) {
  char text[SHAPE_TEXT_MAX];
  *out = 1;
  *out_open = -1;
  for (uint32_t d = 0; d < n; d++) {
    if (sizes[d] == -1 && *out_open < 0)
      *out_open = d;
    else if (sizes[d] < 1)
      return call->fail(call, HWNAS_E_ARGUMENT, "shape %s must have positive sizes and at most one -1",
                        shape_text(n, sizes, text));
    else if (!multiply(out, sizes[d]))
      return too_large(call);
  }
  return HWNAS_OK;
}

static hwnas_result_t reshape_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  char text[SHAPE_TEXT_MAX];
  int64_t elements, known, open, sizes[HWNAS_RANK_MAX];
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "shape", sizes, HWNAS_RANK_MAX);
  if (n > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions, not %zu", HWNAS_RANK_MAX,
                      n);
  if ((result = read_sizes(call, (uint32_t)n, sizes, &known, &open))) return result;
  if (!count_elements(&op->inputs[0], &elements)) return too_large(call);
  if (open >= 0 ? elements % known != 0 : elements != known)
    return call->fail(call, HWNAS_E_ARGUMENT, "%lld elements do not fit the shape %s", (long long)elements,
                      shape_text((uint32_t)n, sizes, text));
  if (open >= 0) sizes[open] = elements / known;
  memcpy(outputs->dims, sizes, sizeof *sizes * n);
  outputs->rank = (uint32_t)n;
  return HWNAS_OK;
}

static const hwnas_option_t reshape_attributes[] = {
    ATTRIBUTE("shape", "the new shape; one -1 takes what is left", HWNAS_OPTION_INTEGERS, NULL)};
static const char *const reshape_types[] = {"reshape", NULL};
static const hwnas_shape_formula_t reshape_functions = {.struct_size = sizeof reshape_functions,
                                                        .op_types = reshape_types,
                                                        .infer = reshape_infer,
                                                        .work = no_work};
FORMULA_COMPONENT(reshape, "another shape for the same elements", reshape_attributes, reshape_functions);

/* ---- unflatten ------------------------------------------------------------------------------- */

/* The sizes in place of dimension `dim`. */
static hwnas_result_t replace_dim(hwnas_call_t *call, const hwnas_tensor_t *in, int64_t dim, uint32_t n,
                                  const int64_t *sizes, hwnas_tensor_t *out) {
  if (n + in->rank - 1 > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions, not %u", HWNAS_RANK_MAX,
                      n + in->rank - 1);
  memcpy(&out->dims[dim], sizes, n * sizeof *sizes);
  for (uint32_t d = (uint32_t)dim + 1; d < in->rank; d++) out->dims[d + n - 1] = in->dims[d];
  out->rank = in->rank + n - 1;
  return HWNAS_OK;
}

static hwnas_result_t unflatten_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  char text[SHAPE_TEXT_MAX];
  int64_t known, open, sizes[HWNAS_RANK_MAX], given = op->attributes->integer(op->attributes, "dim");
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  int64_t dim = wrap_dim(given, in->rank);
  if (dim < 0) return bad_dim(call, given, in->rank);
  size_t n = op->attributes->integers(op->attributes, "unflattened_size", sizes, HWNAS_RANK_MAX);
  if (n < 1 || n > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "'unflattened_size' must have 1 to %d sizes, not %zu",
                      HWNAS_RANK_MAX, n);
  if ((result = read_sizes(call, (uint32_t)n, sizes, &known, &open))) return result;
  if (open >= 0 ? in->dims[dim] % known != 0 : in->dims[dim] != known)
    return call->fail(call, HWNAS_E_ARGUMENT, "dimension %lld of %lld does not fit the sizes %s",
                      (long long)dim, (long long)in->dims[dim], shape_text((uint32_t)n, sizes, text));
  if (open >= 0) sizes[open] = in->dims[dim] / known;
  result = replace_dim(call, in, dim, (uint32_t)n, sizes, outputs);
  return result ? result : check_tensor(call, outputs);
}

static const hwnas_option_t unflatten_attributes[] = {
    ATTRIBUTE("dim", "dimension to split", HWNAS_OPTION_INTEGER, NULL),
    ATTRIBUTE("unflattened_size", "what it becomes; one -1 takes what is left", HWNAS_OPTION_INTEGERS, NULL),
};
static const char *const unflatten_types[] = {"unflatten", NULL};
static const hwnas_shape_formula_t unflatten_functions = {.struct_size = sizeof unflatten_functions,
                                                          .op_types = unflatten_types,
                                                          .infer = unflatten_infer,
                                                          .work = no_work};
FORMULA_COMPONENT(unflatten, "splits a dimension", unflatten_attributes, unflatten_functions);

/* ---- squeeze, unsqueeze ---------------------------------------------------------------------- */

/* Dimensions of another size than 1 stay, named or not. */
static hwnas_result_t squeeze_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  uint32_t named, rank = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dims(call, op, &named);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  for (uint32_t d = 0; d < in->rank; d++)
    if (in->dims[d] != 1 || !(named & (ALL_DIMS | 1u << d))) outputs->dims[rank++] = in->dims[d];
  outputs->rank = rank;
  return HWNAS_OK;
}

static const hwnas_option_t squeeze_attributes[] = {OPTIONAL(
    "dim", "dimensions to remove where of size 1; all such if not given", HWNAS_OPTION_INTEGERS, 0, 0)};
static const char *const squeeze_types[] = {"squeeze", NULL};
static const hwnas_shape_formula_t squeeze_functions = {.struct_size = sizeof squeeze_functions,
                                                        .op_types = squeeze_types,
                                                        .infer = squeeze_infer,
                                                        .work = no_work};
FORMULA_COMPONENT(squeeze, "removes dimensions of size 1", squeeze_attributes, squeeze_functions);

static hwnas_result_t unsqueeze_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  if (in->rank == HWNAS_RANK_MAX) return too_many_dims(call);
  int64_t given = op->attributes->integer(op->attributes, "dim"), dim = wrap_dim(given, in->rank + 1);
  if (dim < 0) return bad_dim(call, given, in->rank + 1);
  for (uint32_t d = in->rank; d > dim; d--) outputs->dims[d] = in->dims[d - 1];
  outputs->dims[dim] = 1;
  outputs->rank = in->rank + 1;
  return HWNAS_OK;
}

static const hwnas_option_t unsqueeze_attributes[] = {
    ATTRIBUTE("dim", "where the new dimension stands", HWNAS_OPTION_INTEGER, NULL)};
static const char *const unsqueeze_types[] = {"unsqueeze", NULL};
static const hwnas_shape_formula_t unsqueeze_functions = {.struct_size = sizeof unsqueeze_functions,
                                                          .op_types = unsqueeze_types,
                                                          .infer = unsqueeze_infer,
                                                          .work = no_work};
FORMULA_COMPONENT(unsqueeze, "inserts a dimension of size 1", unsqueeze_attributes, unsqueeze_functions);

/* ---- permute, transpose ---------------------------------------------------------------------- */

static hwnas_result_t permute_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t dims[HWNAS_RANK_MAX];
  uint32_t seen = 0, from = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "dims", dims, HWNAS_RANK_MAX);
  if (n != in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "dims must name all %u dimensions, not %zu", in->rank, n);
  for (uint32_t d = 0; d < in->rank; d++) {
    if ((result = note_dim(call, dims[d], in->rank, &seen, &from))) return result;
    outputs->dims[d] = in->dims[from];
  }
  return HWNAS_OK;
}

static const hwnas_option_t permute_attributes[] = {
    ATTRIBUTE("dims", "the old dimensions in their new order", HWNAS_OPTION_INTEGERS, NULL)};
static const char *const permute_types[] = {"permute", NULL};
static const hwnas_shape_formula_t permute_functions = {.struct_size = sizeof permute_functions,
                                                        .op_types = permute_types,
                                                        .infer = permute_infer,
                                                        .work = move_work};
FORMULA_COMPONENT(permute, "dimensions in another order", permute_attributes, permute_functions);

static hwnas_result_t transpose_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  int64_t given_0 = op->attributes->integer(op->attributes, "dim0"), dim_0 = wrap_dim(given_0, in->rank);
  int64_t given_1 = op->attributes->integer(op->attributes, "dim1"), dim_1 = wrap_dim(given_1, in->rank);
  if (dim_0 < 0 || dim_1 < 0) return bad_dim(call, dim_0 < 0 ? given_0 : given_1, in->rank);
  outputs->dims[dim_0] = in->dims[dim_1];
  outputs->dims[dim_1] = in->dims[dim_0];
  return HWNAS_OK;
}

static const hwnas_option_t transpose_attributes[] = {
    ATTRIBUTE("dim0", "first dimension to swap", HWNAS_OPTION_INTEGER, NULL),
    ATTRIBUTE("dim1", "second dimension to swap", HWNAS_OPTION_INTEGER, NULL),
};
static const char *const transpose_types[] = {"transpose", NULL};
static const hwnas_shape_formula_t transpose_functions = {.struct_size = sizeof transpose_functions,
                                                          .op_types = transpose_types,
                                                          .infer = transpose_infer,
                                                          .work = move_work};
FORMULA_COMPONENT(transpose, "two dimensions swapped", transpose_attributes, transpose_functions);

FORMULA_PLUGIN("formulas of operators that rearrange a tensor", &flatten, &reshape, &unflatten, &squeeze,
               &unsqueeze, &permute, &transpose);
