/* Operators on whole tensors: those that compute nothing (identity, dropout, zero, flatten, reshape, permute,
 * cat), elementwise arithmetic with broadcasting, mean, and free parameters. */
#include "common.h"

static hwnas_result_t keep_shape(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  return HWNAS_OK;
}

/* Nothing is computed; only bytes move. */
static hwnas_result_t move_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return add_bytes(op, 0, out) ? HWNAS_OK : too_large(call);
}

static hwnas_result_t free_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  (void)op;
  (void)out;
  return HWNAS_OK;
}

/* A dimension counted from the end if negative; -1 if outside. */
static int64_t wrap(int64_t dim, int64_t rank) {
  if (dim < 0) dim += rank;
  return dim >= 0 && dim < rank ? dim : -1;
}

static hwnas_result_t bad_dim(hwnas_call_t *call, int64_t dim, uint32_t rank) {
  return call->fail(call, HWNAS_E_ARGUMENT, "dimension %lld is outside a tensor of rank %u", (long long)dim,
                    rank);
}

/* ---- identity, dropout, zero ----------------------------------------------------------------- */

static const char *const identity_types[] = {"identity", NULL};
static const hwnas_shape_formula_t identity_functions = {.struct_size = sizeof identity_functions,
                                                         .op_types = identity_types,
                                                         .infer = keep_shape,
                                                         .work = free_work};
static const hwnas_component_t identity = {.struct_size = sizeof identity,
                                           .kind = HWNAS_KIND_SHAPE_FORMULA,
                                           .name = "identity",
                                           .summary = "passes its input on",
                                           .option_size = sizeof(hwnas_option_t),
                                           .table = &identity_functions};

static const hwnas_option_t dropout_attributes[] = {
    RANGED("p", "probability of a zero, in training", HWNAS_OPTION_NUMBER, "0.5", 0, 1),
    ATTRIBUTE("inplace", "overwrite the input", HWNAS_OPTION_BOOL, "false"),
};
static const char *const dropout_types[] = {"dropout", "dropout1d", "dropout2d", "dropout3d", NULL};
static const hwnas_shape_formula_t dropout_functions = {.struct_size = sizeof dropout_functions,
                                                        .op_types = dropout_types,
                                                        .infer = keep_shape,
                                                        .work = free_work};
FORMULA_COMPONENT(dropout, "dropout: nothing at inference", dropout_attributes, dropout_functions);

/* NAS-Bench-201's `none`: zeros of the input's shape, every stride-th row and column of it. */
static hwnas_result_t zero_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  int64_t stride = op->attributes->integer(op->attributes, "stride");
  for (uint32_t d = 2; !result && d < outputs->rank; d++)
    outputs->dims[d] = (outputs->dims[d] - 1) / stride + 1;
  return result;
}

static const hwnas_option_t zero_attributes[] = {
    RANGED("stride", "step over the spatial dimensions", HWNAS_OPTION_INTEGER, "1", 1, 1e6)};
static const char *const zero_types[] = {"zero", NULL};
static const hwnas_shape_formula_t zero_functions = {
    .struct_size = sizeof zero_functions, .op_types = zero_types, .infer = zero_infer, .work = free_work};
FORMULA_COMPONENT(zero, "zeros in place of its input", zero_attributes, zero_functions);

/* ---- flatten, reshape, permute --------------------------------------------------------------- */

static hwnas_result_t flatten_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  if (in->rank == 0) return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank 1 or more");
  int64_t start = wrap(op->attributes->integer(op->attributes, "start_dim"), in->rank);
  int64_t end = wrap(op->attributes->integer(op->attributes, "end_dim"), in->rank);
  if (start < 0 || end < 0 || start > end)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "start_dim and end_dim do not name a range of a tensor of rank %u", in->rank);
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
                                                        .work = free_work};
FORMULA_COMPONENT(flatten, "merges dimensions", flatten_attributes, flatten_functions);

static hwnas_result_t reshape_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t elements, known = 1, open = -1;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "shape", outputs->dims, HWNAS_RANK_MAX);
  if (n > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions", HWNAS_RANK_MAX);
  for (size_t d = 0; d < n; d++) {
    if (outputs->dims[d] == -1 && open < 0)
      open = (int64_t)d;
    else if (outputs->dims[d] < 1 || !multiply(&known, outputs->dims[d]))
      return call->fail(call, HWNAS_E_ARGUMENT, "shape needs positive sizes and at most one -1");
  }
  if (!count_elements(&op->inputs[0], &elements)) return too_large(call);
  if (open >= 0 ? elements % known != 0 : elements != known)
    return call->fail(call, HWNAS_E_ARGUMENT, "%lld elements do not fit the shape", (long long)elements);
  if (open >= 0) outputs->dims[open] = elements / known;
  outputs->rank = (uint32_t)n;
  return HWNAS_OK;
}

static const hwnas_option_t reshape_attributes[] = {
    ATTRIBUTE("shape", "the new shape; one -1 takes what is left", HWNAS_OPTION_INTEGERS, NULL)};
static const char *const reshape_types[] = {"reshape", NULL};
static const hwnas_shape_formula_t reshape_functions = {.struct_size = sizeof reshape_functions,
                                                        .op_types = reshape_types,
                                                        .infer = reshape_infer,
                                                        .work = free_work};
FORMULA_COMPONENT(reshape, "another shape for the same elements", reshape_attributes, reshape_functions);

static hwnas_result_t permute_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  int64_t dims[HWNAS_RANK_MAX];
  uint32_t seen = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  if (op->attributes->integers(op->attributes, "dims", dims, HWNAS_RANK_MAX) != in->rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "dims must name all %u dimensions", in->rank);
  for (uint32_t d = 0; d < in->rank; d++) {
    int64_t from = wrap(dims[d], in->rank);
    if (from < 0) return bad_dim(call, dims[d], in->rank);
    if (seen & (1u << from))
      return call->fail(call, HWNAS_E_ARGUMENT, "dims names %lld twice", (long long)from);
    seen |= 1u << from;
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

/* ---- add, mul, sub, div ---------------------------------------------------------------------- */

/* Joins a shape into another by numpy's rule: aligned at the end, 1 stretches. 0: they do not fit. */
static int broadcast(const hwnas_tensor_t *one, hwnas_tensor_t *all) {
  hwnas_tensor_t joined = *all;
  joined.rank = one->rank > all->rank ? one->rank : all->rank;
  for (uint32_t i = 1; i <= joined.rank; i++) {
    int64_t a = i <= one->rank ? one->dims[one->rank - i] : 1,
            b = i <= all->rank ? all->dims[all->rank - i] : 1;
    if (a != b && a != 1 && b != 1) return 0;
    joined.dims[joined.rank - i] = a == 1 ? b : a;
  }
  *all = joined;
  return 1;
}

static hwnas_result_t arithmetic_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 1; i < op->n_inputs; i++)
    if (!broadcast(&op->inputs[i], outputs))
      return call->fail(call, HWNAS_E_ARGUMENT,
                        "input %u does not have the shape of those before it, nor does it broadcast", i);
  return HWNAS_OK;
}

static hwnas_result_t arithmetic_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) || !multiply(&n, op->n_inputs - 1) || !add_bytes(op, 0, out))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return HWNAS_OK;
}

static const char *const arithmetic_types[] = {"add", "mul", "sub", "div", NULL};
static const hwnas_shape_formula_t arithmetic_functions = {.struct_size = sizeof arithmetic_functions,
                                                           .op_types = arithmetic_types,
                                                           .infer = arithmetic_infer,
                                                           .work = arithmetic_work};
static const hwnas_component_t arithmetic = {.struct_size = sizeof arithmetic,
                                             .kind = HWNAS_KIND_SHAPE_FORMULA,
                                             .name = "arithmetic",
                                             .summary = "elementwise arithmetic with broadcasting",
                                             .option_size = sizeof(hwnas_option_t),
                                             .table = &arithmetic_functions};

/* ---- cat ------------------------------------------------------------------------------------- */

static hwnas_result_t cat_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  const hwnas_tensor_t *first = &op->inputs[0];
  int64_t given = op->attributes->integer(op->attributes, "dim"), dim = wrap(given, first->rank);
  if (dim < 0) return bad_dim(call, given, first->rank);
  copy_tensor(first, outputs);
  *out_n = 1;
  for (uint32_t i = 1; i < op->n_inputs; i++) {
    const hwnas_tensor_t *in = &op->inputs[i];
    int fits = in->rank == first->rank;
    for (uint32_t d = 0; fits && d < in->rank; d++)
      fits = d == (uint32_t)dim || in->dims[d] == first->dims[d];
    if (!fits)
      return call->fail(call, HWNAS_E_ARGUMENT, "input %u differs from the first in more than dimension %lld",
                        i, (long long)dim);
    if (__builtin_add_overflow(outputs->dims[dim], in->dims[dim], &outputs->dims[dim]))
      return too_large(call);
  }
  return HWNAS_OK;
}

static const hwnas_option_t cat_attributes[] = {
    ATTRIBUTE("dim", "dimension along which they are joined", HWNAS_OPTION_INTEGER, "1")};
static const char *const cat_types[] = {"cat", NULL};
static const hwnas_shape_formula_t cat_functions = {
    .struct_size = sizeof cat_functions, .op_types = cat_types, .infer = cat_infer, .work = move_work};
FORMULA_COMPONENT(cat, "joins tensors along a dimension", cat_attributes, cat_functions);

/* ---- mean ------------------------------------------------------------------------------------ */

static hwnas_result_t mean_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  int64_t dims[HWNAS_RANK_MAX];
  uint32_t gone = 0, rank = 0;
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  const hwnas_tensor_t *in = &op->inputs[0];
  size_t n = op->attributes->integers(op->attributes, "dim", dims, HWNAS_RANK_MAX);
  for (size_t i = 0; i < n && i < HWNAS_RANK_MAX; i++) {
    int64_t dim = wrap(dims[i], in->rank);
    if (dim < 0) return bad_dim(call, dims[i], in->rank);
    gone |= 1u << dim;
  }
  for (uint32_t d = 0; d < in->rank; d++) {
    if (!(gone & (1u << d)))
      outputs->dims[rank++] = in->dims[d];
    else if (op->attributes->integer(op->attributes, "keepdim"))
      outputs->dims[rank++] = 1;
  }
  outputs->rank = rank;
  return HWNAS_OK;
}

static hwnas_result_t mean_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !add_bytes(op, 0, out)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return HWNAS_OK;
}

static const hwnas_option_t mean_attributes[] = {
    ATTRIBUTE("dim", "dimensions to average over", HWNAS_OPTION_INTEGERS, NULL),
    ATTRIBUTE("keepdim", "leave them with size 1", HWNAS_OPTION_BOOL, "false"),
};
static const char *const mean_types[] = {"mean", NULL};
static const hwnas_shape_formula_t mean_functions = {
    .struct_size = sizeof mean_functions, .op_types = mean_types, .infer = mean_infer, .work = mean_work};
FORMULA_COMPONENT(mean, "average over dimensions", mean_attributes, mean_functions);

/* ---- parameter ------------------------------------------------------------------------------- */

static hwnas_result_t parameter_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 0);
  if (result) return result;
  size_t n = op->attributes->integers(op->attributes, "shape", outputs->dims, HWNAS_RANK_MAX);
  if (n > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions", HWNAS_RANK_MAX);
  outputs->rank = (uint32_t)n;
  outputs->dtype = HWNAS_DTYPE_F32;
  *out_n = 1;
  return HWNAS_OK;
}

static hwnas_result_t parameter_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n)) return too_large(call);
  out[HWNAS_WEIGHTS_FREE] += n;
  return HWNAS_OK;
}

static const hwnas_option_t parameter_attributes[] = {
    RANGED("shape", "its dimensions", HWNAS_OPTION_INTEGERS, NULL, 1, 1e12)};
static const char *const parameter_types[] = {"parameter", NULL};
static const hwnas_shape_formula_t parameter_functions = {.struct_size = sizeof parameter_functions,
                                                          .op_types = parameter_types,
                                                          .infer = parameter_infer,
                                                          .work = move_work,
                                                          .weights = parameter_weights};
FORMULA_COMPONENT(parameter, "a learned tensor that belongs to no operator", parameter_attributes,
                  parameter_functions);

FORMULA_PLUGIN("formulas of operators on whole tensors", &identity, &dropout, &zero, &flatten, &reshape,
               &permute, &arithmetic, &cat, &mean, &parameter);
