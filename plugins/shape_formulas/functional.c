/* slice, split, chunk, stack, expand and pad: functions of torch on parts of tensors and on several of them.
 * They count the bytes that they move; expand is a view. */
#include "common.h"

/* ---- Slices and pieces ----------------------------------------------------------------------- */

/* A position counted from the end if negative, kept within [0, size]. */
static int64_t clip(int64_t at, int64_t size) {
  if (at < 0) at += size;
  return at < 0 ? 0 : at > size ? size : at;
}

/* As x[start:end:step] of Python. */
static hwnas_result_t slice_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  const hwnas_options_t *a = op->attributes;
  uint32_t dim = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (!result) result = read_dim(call, op, outputs->rank, &dim);
  if (result) return result;
  int64_t size = outputs->dims[dim], step = a->integer(a, "step"), start = clip(a->integer(a, "start"), size);
  if (size == 0) return HWNAS_OK; /* an empty batch stays empty */
  int64_t end = a->has(a, "end") ? clip(a->integer(a, "end"), size) : size;
  if (start >= end)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "nothing is left from %lld to %lld of dimension %u, which has %lld", (long long)start,
                      (long long)end, dim, (long long)size);
  outputs->dims[dim] = (end - start - 1) / step + 1;
  return HWNAS_OK;
}

static const hwnas_option_t slice_attributes[] = {
    ATTRIBUTE("dim", "dimension that is cut", HWNAS_OPTION_INTEGER, "1"),
    ATTRIBUTE("start", "first position, from the end if negative", HWNAS_OPTION_INTEGER, "0"),
    OPTIONAL("end", "position behind the last, from the end if negative", HWNAS_OPTION_INTEGER, 0, 0),
    RANGED("step", "distance of what is kept", HWNAS_OPTION_INTEGER, "1", 1, 1e9)};
static const char *const slice_types[] = {"slice", NULL};
static const hwnas_shape_formula_t slice_functions = {
    .struct_size = sizeof slice_functions, .op_types = slice_types, .infer = slice_infer, .work = move_work};
FORMULA_COMPONENT(slice, "some positions of a dimension", slice_attributes, slice_functions);

static hwnas_result_t cut(hwnas_call_t *call, const hwnas_op_t *op, uint32_t dim, const int64_t *sizes,
                          size_t n, hwnas_tensor_t *outputs, uint32_t *out_n) {
  if (n > HWNAS_OUTPUTS_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "%zu pieces; at most %d tensors can come out", n,
                      HWNAS_OUTPUTS_MAX);
  for (size_t i = 0; i < n; i++) {
    copy_tensor(&op->inputs[0], &outputs[i]);
    outputs[i].dims[dim] = sizes[i];
  }
  *out_n = (uint32_t)n;
  return HWNAS_OK;
}

/* Pieces of `size`, the last one with what is left. */
static hwnas_result_t cut_evenly(hwnas_call_t *call, const hwnas_op_t *op, uint32_t dim, int64_t size,
                                 hwnas_tensor_t *outputs, uint32_t *out_n) {
  int64_t whole = op->inputs[0].dims[dim], sizes[HWNAS_OUTPUTS_MAX] = {0},
          n = whole / size + (whole % size != 0);
  if (n == 0) n = 1; /* an empty batch is one empty piece */
  for (int64_t i = 0; i < n && i < HWNAS_OUTPUTS_MAX; i++)
    sizes[i] = i + 1 < n ? size : whole - size * (n - 1);
  return cut(call, op, dim, sizes, (size_t)n, outputs, out_n);
}

static hwnas_result_t split_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t sizes[HWNAS_OUTPUTS_MAX] = {0}, sum = 0;
  uint32_t dim = 0;
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (!result) result = read_dim(call, op, op->inputs[0].rank, &dim);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "split_size_or_sections", sizes, HWNAS_OUTPUTS_MAX);
  if (n == 0) return call->fail(call, HWNAS_E_ARGUMENT, "'split_size_or_sections' names no piece");
  if (n == 1) return cut_evenly(call, op, dim, sizes[0], outputs, out_n);
  for (size_t i = 0; i < n && i < HWNAS_OUTPUTS_MAX; i++)
    if (__builtin_add_overflow(sum, sizes[i], &sum)) return too_large(call);
  if (n <= HWNAS_OUTPUTS_MAX && sum != op->inputs[0].dims[dim])
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "the pieces have %lld positions together, dimension %u has %lld", (long long)sum, dim,
                      (long long)op->inputs[0].dims[dim]);
  return cut(call, op, dim, sizes, n, outputs, out_n);
}

static hwnas_result_t chunk_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t chunks = op->attributes->integer(op->attributes, "chunks");
  uint32_t dim = 0;
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (!result) result = read_dim(call, op, op->inputs[0].rank, &dim);
  if (result) return result;
  int64_t whole = op->inputs[0].dims[dim], empty[HWNAS_OUTPUTS_MAX] = {0};
  /* As torch: an empty batch makes as many pieces as asked for, as nothing tells how many it would be. */
  if (whole == 0) return cut(call, op, dim, empty, (size_t)chunks, outputs, out_n);
  return cut_evenly(call, op, dim, whole / chunks + (whole % chunks != 0), outputs, out_n);
}

static const hwnas_option_t split_attributes[] = {
    RANGED("split_size_or_sections", "size of the pieces, or of each", HWNAS_OPTION_INTEGERS, NULL, 1, 1e12),
    ATTRIBUTE("dim", "dimension that is cut", HWNAS_OPTION_INTEGER, "1")};
static const char *const split_types[] = {"split", NULL};
static const hwnas_shape_formula_t split_functions = {
    .struct_size = sizeof split_functions, .op_types = split_types, .infer = split_infer, .work = move_work};
FORMULA_COMPONENT(split, "pieces of given sizes", split_attributes, split_functions);

static const hwnas_option_t chunk_attributes[] = {
    RANGED("chunks", "number of pieces, at most", HWNAS_OPTION_INTEGER, NULL, 1, 1e9),
    ATTRIBUTE("dim", "dimension that is cut", HWNAS_OPTION_INTEGER, "1")};
static const char *const chunk_types[] = {"chunk", NULL};
static const hwnas_shape_formula_t chunk_functions = {
    .struct_size = sizeof chunk_functions, .op_types = chunk_types, .infer = chunk_infer, .work = move_work};
FORMULA_COMPONENT(chunk, "pieces of equal size", chunk_attributes, chunk_functions);

/* ---- Stacks and copies ----------------------------------------------------------------------- */

static hwnas_result_t stack_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  char one[SHAPE_TEXT_MAX], other[SHAPE_TEXT_MAX];
  uint32_t dim = 0;
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  hwnas_result_t result = check_inputs(call, op);
  const hwnas_tensor_t *first = &op->inputs[0];
  if (!result && first->rank == HWNAS_RANK_MAX) result = too_many_dims(call);
  if (!result) result = read_dim(call, op, first->rank + 1, &dim);
  if (result) return result;
  for (uint32_t i = 1; i < op->n_inputs; i++)
    if (!same_shape(&op->inputs[i], first))
      return call->fail(call, HWNAS_E_ARGUMENT, "input %u, %s, has another shape than the first, %s", i,
                        shape_text(op->inputs[i].rank, op->inputs[i].dims, one),
                        shape_text(first->rank, first->dims, other));
  copy_tensor(first, outputs);
  memmove(&outputs->dims[dim + 1], &outputs->dims[dim], (first->rank - dim) * sizeof *outputs->dims);
  outputs->dims[dim] = op->n_inputs;
  outputs->rank++;
  *out_n = 1;
  return HWNAS_OK;
}

static const hwnas_option_t stack_attributes[] = {
    ATTRIBUTE("dim", "where the new dimension stands", HWNAS_OPTION_INTEGER, "1")};
static const char *const stack_types[] = {"stack", NULL};
static const hwnas_shape_formula_t stack_functions = {
    .struct_size = sizeof stack_functions, .op_types = stack_types, .infer = stack_infer, .work = move_work};
FORMULA_COMPONENT(stack, "tensors of one shape along a new dimension", stack_attributes, stack_functions);

/* Sizes behind those of the input count from the end; -1 keeps one. */
static hwnas_result_t expand_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                   uint32_t *out_n) {
  int64_t sizes[HWNAS_RANK_MAX] = {0};
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "sizes", sizes, HWNAS_RANK_MAX);
  if (n < in->rank || n > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "'sizes' must have %u to %d entries, not %zu", in->rank,
                      HWNAS_RANK_MAX, n);
  size_t added = n - in->rank;
  for (size_t d = 0; d < n; d++) {
    int64_t own = d < added ? 1 : in->dims[d - added];
    if (sizes[d] == -1 && d >= added) sizes[d] = own;
    if (sizes[d] < 0 || (own != 1 && own != sizes[d]))
      return call->fail(call, HWNAS_E_ARGUMENT, "a dimension of %lld cannot be expanded to %lld",
                        (long long)own, (long long)sizes[d]);
  }
  memcpy(outputs->dims, sizes, n * sizeof *sizes);
  outputs->rank = (uint32_t)n;
  return check_tensor(call, outputs);
}

static const hwnas_option_t expand_attributes[] = {
    RANGED("sizes", "the shape to expand to; -1 keeps a dimension", HWNAS_OPTION_INTEGERS, NULL, -1, 1e12)};
static const char *const expand_types[] = {"expand", NULL};
static const hwnas_shape_formula_t expand_functions = {
    .struct_size = sizeof expand_functions, .op_types = expand_types, .infer = expand_infer, .work = no_work};
FORMULA_COMPONENT(expand, "a view that repeats dimensions of size 1", expand_attributes, expand_functions);

/* ---- Padding --------------------------------------------------------------------------------- */

/* Before and after of the last dimension, then of the one in front of it, and so on; negative ones crop. */
static hwnas_result_t pad_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  int64_t pad[2 * HWNAS_RANK_MAX] = {0};
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "pad", pad, (size_t)2 * HWNAS_RANK_MAX);
  if (n % 2 || n / 2 > outputs->rank)
    return call->fail(
        call, HWNAS_E_ARGUMENT,
        "'pad' must have two entries for each dimension from the last one on, at most %u, not %zu",
        2 * outputs->rank, n);
  for (size_t i = 0; i < n; i += 2) {
    int64_t *size = &outputs->dims[outputs->rank - 1 - i / 2], in = *size;
    if (__builtin_add_overflow(in, pad[i] + pad[i + 1], size)) return too_large(call);
    if (*size < 1 || -pad[i] > in || -pad[i + 1] > in)
      return call->fail(call, HWNAS_E_ARGUMENT, "padding %lld before and %lld after crops too much of %lld",
                        (long long)pad[i], (long long)pad[i + 1], (long long)in);
  }
  return HWNAS_OK;
}

static const hwnas_option_t pad_attributes[] = {
    RANGED("pad", "before and after each dimension, the last dimension first", HWNAS_OPTION_INTEGERS, NULL,
           -1e9, 1e9),
    ATTRIBUTE("value", "what the padding holds", HWNAS_OPTION_NUMBER, "0")};
static const char *const pad_types[] = {"pad", NULL};
static const hwnas_shape_formula_t pad_functions = {
    .struct_size = sizeof pad_functions, .op_types = pad_types, .infer = pad_infer, .work = move_work};
FORMULA_COMPONENT(pad, "a border of one value around any dimensions", pad_attributes, pad_functions);

FORMULA_PLUGIN("formulas of functions on tensors", &slice, &split, &chunk, &stack, &expand, &pad);
