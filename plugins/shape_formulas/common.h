/* Shared by the formula plugins: counts with overflow checks, checks of inputs, attributes, and the
 * descriptor. */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_COMMON_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_COMMON_H

#include <stdio.h>
#include <string.h>

#include "hwnas/shape_formula.h"

static inline hwnas_result_t too_large(hwnas_call_t *call) {
  return call->fail(call, HWNAS_E_ARGUMENT, "the sizes are too large: a count passes 2^63");
}

/* *product *= factor; 0 when it overflows. */
static inline int multiply(int64_t *product, int64_t factor) {
  return !__builtin_mul_overflow(*product, factor, product);
}

/* *product *= each of n factors; 0 when it overflows. */
static inline int multiply_all(int64_t *product, const int64_t *factors, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (!multiply(product, factors[i])) return 0;
  return 1;
}

/* *sum += a * b * c; 0 when it overflows. */
static inline int add_product(int64_t *sum, int64_t a, int64_t b, int64_t c) {
  return multiply(&a, b) && multiply(&a, c) && !__builtin_add_overflow(*sum, a, sum);
}

/* Elements of a tensor; 0 when the number overflows, even where an empty batch would hide that. */
static inline int count_elements(const hwnas_tensor_t *tensor, int64_t *out) {
  *out = 1;
  for (uint32_t d = tensor->rank; d-- > 0;)
    if (!multiply(out, tensor->dims[d])) return 0;
  return 1;
}

/* Shape and type; the contents stay unknown. */
static inline void copy_tensor(const hwnas_tensor_t *from, hwnas_tensor_t *to) {
  to->dtype = from->dtype;
  to->rank = from->rank;
  memcpy(to->dims, from->dims, sizeof to->dims);
}

static inline int same_shape(const hwnas_tensor_t *a, const hwnas_tensor_t *b) {
  return a->rank == b->rank && memcmp(a->dims, b->dims, a->rank * sizeof *a->dims) == 0;
}

/* ---- Checks ---------------------------------------------------------------------------------- */

#define SHAPE_TEXT_MAX (HWNAS_RANK_MAX * 22 + 3)

/* "[1, 3, 224]", written to a buffer of SHAPE_TEXT_MAX bytes. */
static inline const char *shape_text(uint32_t rank, const int64_t *dims, char *buffer) {
  size_t at = 0;
  buffer[at++] = '[';
  for (uint32_t d = 0; d < rank && d < HWNAS_RANK_MAX; d++)
    at += (size_t)snprintf(buffer + at, SHAPE_TEXT_MAX - at, d ? ", %lld" : "%lld", (long long)dims[d]);
  buffer[at++] = ']';
  buffer[at] = '\0';
  return buffer;
}

/* Only the first dimension, the batch, may be empty. */
static inline hwnas_result_t check_tensor(hwnas_call_t *call, const hwnas_tensor_t *tensor) {
  char text[SHAPE_TEXT_MAX];
  if (tensor->rank > HWNAS_RANK_MAX)
    return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions, not %u", HWNAS_RANK_MAX,
                      tensor->rank);
  for (uint32_t d = 0; d < tensor->rank; d++)
    if (tensor->dims[d] < (d ? 1 : 0))
      return call->fail(call, HWNAS_E_ARGUMENT, "a tensor of shape %s has no elements",
                        shape_text(tensor->rank, tensor->dims, text));
  return HWNAS_OK;
}

static inline hwnas_result_t check_inputs(hwnas_call_t *call, const hwnas_op_t *op) {
  hwnas_result_t result = HWNAS_OK;
  for (uint32_t i = 0; !result && i < op->n_inputs; i++) result = check_tensor(call, &op->inputs[i]);
  return result;
}

/* Exactly n sound inputs. */
static inline hwnas_result_t expect_inputs(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  if (op->n_inputs == n) return check_inputs(call, op);
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes %u input tensor%s, not %u", n, n == 1 ? "" : "s",
                    op->n_inputs);
}

/* One input of n spatial dimensions behind batch and channels. */
static inline hwnas_result_t expect_spatial(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result || op->inputs[0].rank == n + 2) return result;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "it takes a tensor of rank %u (batch, channels, %u spatial), not %u", n + 2, n,
                    op->inputs[0].rank);
}

static inline hwnas_result_t do_not_fit(hwnas_call_t *call, const char *why, const hwnas_tensor_t *a,
                                        const hwnas_tensor_t *b) {
  char first[SHAPE_TEXT_MAX], second[SHAPE_TEXT_MAX];
  return call->fail(call, HWNAS_E_ARGUMENT, "shapes %s and %s %s", shape_text(a->rank, a->dims, first),
                    shape_text(b->rank, b->dims, second), why);
}

/* Joins a shape into another by numpy's rule: aligned at the end, 1 stretches. 0: they do not fit. */
static inline int broadcast(const hwnas_tensor_t *one, hwnas_tensor_t *all) {
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

/* The most common inference: one input, one output of its shape. */
static inline hwnas_result_t keep_shape(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                        uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 1);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  return HWNAS_OK;
}

/* A dimension counted from the end if negative; -1 if outside. */
static inline int64_t wrap_dim(int64_t dim, int64_t rank) {
  if (dim >= -rank && dim < 0) dim += rank;
  return dim >= 0 && dim < rank ? dim : -1;
}

static inline hwnas_result_t bad_dim(hwnas_call_t *call, int64_t dim, uint32_t rank) {
  return call->fail(call, HWNAS_E_ARGUMENT, "dimension %lld is outside a tensor of rank %u", (long long)dim,
                    rank);
}

static inline hwnas_result_t too_many_dims(hwnas_call_t *call) {
  return call->fail(call, HWNAS_E_ARGUMENT, "a tensor has at most %d dimensions", HWNAS_RANK_MAX);
}

/* The place of a dimension that a list names, noted in `seen`, a bit for each; no list may name one twice. */
static inline hwnas_result_t note_dim(hwnas_call_t *call, int64_t given, uint32_t rank, uint32_t *seen,
                                      uint32_t *out) {
  int64_t dim = wrap_dim(given, rank);
  if (dim < 0) return bad_dim(call, given, rank);
  if (*seen & 1u << dim)
    return call->fail(call, HWNAS_E_ARGUMENT, "the list names dimension %lld twice", (long long)dim);
  *seen |= 1u << dim;
  *out = (uint32_t)dim;
  return HWNAS_OK;
}

static inline void remove_dim(hwnas_tensor_t *tensor, uint32_t dim) {
  for (uint32_t d = dim; d + 1 < tensor->rank; d++) tensor->dims[d] = tensor->dims[d + 1];
  tensor->rank--;
}

/* ---- Types ----------------------------------------------------------------------------------- */

static inline const char *dtype_name(int32_t dtype) {
  static const char *const names[] = {"f32", "f16", "i64", "i32", "i8", "bool"};
  return dtype >= HWNAS_DTYPE_F32 && dtype <= HWNAS_DTYPE_BOOL ? names[dtype - HWNAS_DTYPE_F32] : "unknown";
}

static inline int is_floating(int32_t dtype) { return dtype == HWNAS_DTYPE_F32 || dtype == HWNAS_DTYPE_F16; }

static inline hwnas_result_t expect_floating(hwnas_call_t *call, const hwnas_tensor_t *tensor) {
  if (is_floating(tensor->dtype)) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of type f32 or f16, not %s",
                    dtype_name(tensor->dtype));
}

/* The type of a sum or product of many: torch adds up small integers in large ones. */
static inline int32_t sum_dtype(int32_t dtype) { return is_floating(dtype) ? dtype : HWNAS_DTYPE_I64; }

/* ---- Attributes ------------------------------------------------------------------------------ */

static inline int flag(const hwnas_op_t *op, const char *name) {
  return op->attributes->integer(op->attributes, name) != 0;
}

/* The number of spatial dims that the last letters of a type say: "conv2d" gives 2. */
static inline uint32_t spatial_dims(const char *type) { return (uint32_t)(type[strlen(type) - 2] - '0'); }

/* An attribute that is one integer for all spatial dims or one for each. */
static inline hwnas_result_t per_dim(hwnas_call_t *call, const hwnas_op_t *op, const char *name, uint32_t n,
                                     int64_t *out) {
  size_t given = op->attributes->integers(op->attributes, name, out, n);
  if (given == 1)
    for (uint32_t i = 1; i < n; i++) out[i] = out[0];
  else if (given != n)
    return call->fail(call, HWNAS_E_ARGUMENT, "'%s' must be one integer or %u, not %zu", name, n, given);
  return HWNAS_OK;
}

/* Input channels (dimension 1) and "out_channels" must divide into "groups". */
static inline hwnas_result_t check_channels(hwnas_call_t *call, const hwnas_op_t *op) {
  int64_t in = op->inputs[0].dims[1], out = op->attributes->integer(op->attributes, "out_channels");
  int64_t groups = op->attributes->integer(op->attributes, "groups");
  if (in % groups == 0 && out % groups == 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "%lld input and %lld output channels do not divide into %lld groups", (long long)in,
                    (long long)out, (long long)groups);
}

#define BATCH_FIRST \
  ATTRIBUTE("batch_first", "always true: dimension 0 is the batch", HWNAS_OPTION_BOOL, "true")

static inline hwnas_result_t check_batch_first(hwnas_call_t *call, const hwnas_op_t *op) {
  if (flag(op, "batch_first")) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "batch_first must be true: dimension 0 of every tensor is the batch");
}

#define ALL_DIMS (1u << 31)

/* One bit for each dimension that an attribute names; ALL_DIMS if it names none. */
static inline hwnas_result_t read_dims_of(hwnas_call_t *call, const hwnas_op_t *op, const char *name,
                                          uint32_t *out) {
  int64_t dims[HWNAS_RANK_MAX];
  uint32_t rank = op->inputs[0].rank, dim;
  hwnas_result_t result = HWNAS_OK;
  size_t n = op->attributes->integers(op->attributes, name, dims, HWNAS_RANK_MAX);
  *out = n ? 0 : ALL_DIMS;
  if (n > rank)
    return call->fail(call, HWNAS_E_ARGUMENT, "'%s' names %zu dimensions of a tensor of rank %u", name, n,
                      rank);
  for (size_t i = 0; !result && i < n; i++) result = note_dim(call, dims[i], rank, out, &dim);
  return result;
}

static inline hwnas_result_t read_dims(hwnas_call_t *call, const hwnas_op_t *op, uint32_t *out) {
  return read_dims_of(call, op, "dim", out);
}

/* The dimension that attribute "dim" names. */
static inline hwnas_result_t read_dim(hwnas_call_t *call, const hwnas_op_t *op, uint32_t rank,
                                      uint32_t *out) {
  int64_t given = op->attributes->integer(op->attributes, "dim"), dim = wrap_dim(given, rank);
  if (dim < 0) return bad_dim(call, given, rank);
  *out = (uint32_t)dim;
  return HWNAS_OK;
}

/* ---- Work ------------------------------------------------------------------------------------ */

static inline int64_t bytes_per_element(int32_t dtype) {
  switch (dtype) {
    case HWNAS_DTYPE_I64:
      return 8;
    case HWNAS_DTYPE_F16:
      return 2;
    case HWNAS_DTYPE_I8:
    case HWNAS_DTYPE_BOOL:
      return 1;
    default:
      return 4;
  }
}

/* *sum += the bytes of that many elements; 0 when it overflows. */
static inline int add_elements(int64_t elements, int32_t dtype, int64_t *sum) {
  return multiply(&elements, bytes_per_element(dtype)) && !__builtin_add_overflow(*sum, elements, sum);
}

static inline int add_tensors(const hwnas_tensor_t *tensors, uint32_t n, int64_t *sum) {
  int64_t elements;
  for (uint32_t i = 0; i < n; i++)
    if (!count_elements(&tensors[i], &elements) || !add_elements(elements, tensors[i].dtype, sum)) return 0;
  return 1;
}

/* Bytes that an operator moves: inputs, outputs and parameters (of the output's type) once each. */
static inline int add_bytes(const hwnas_op_t *op, int64_t parameters, int64_t *out) {
  return add_elements(parameters, op->outputs[0].dtype, &out[HWNAS_WORK_BYTES]) &&
         add_tensors(op->inputs, op->n_inputs, &out[HWNAS_WORK_BYTES]) &&
         add_tensors(op->outputs, op->n_outputs, &out[HWNAS_WORK_BYTES]);
}

/* Work of a layer: so many products for each element of `counted`, its input or output, perhaps a bias, its
 * parameters read. */
static inline hwnas_result_t layer_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t macs_per_element,
                                        const hwnas_tensor_t *counted, const int64_t *weights, int64_t *out) {
  int64_t elements, written, macs = macs_per_element, parameters;
  if (__builtin_add_overflow(weights[HWNAS_WEIGHTS_WEIGHT], weights[HWNAS_WEIGHTS_BIAS], &parameters) ||
      !count_elements(counted, &elements) || !multiply(&macs, elements) ||
      !count_elements(&op->outputs[0], &written) || !add_bytes(op, parameters, out))
    return too_large(call);
  out[HWNAS_WORK_MACS] += macs;
  if (flag(op, "bias")) out[HWNAS_WORK_BIAS] += written;
  return HWNAS_OK;
}

/* Work of an operator that only moves data. */
static inline hwnas_result_t move_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return add_bytes(op, 0, out) ? HWNAS_OK : too_large(call);
}

/* Work of an operator that does nothing: its output is its input, or another view of it. */
static inline hwnas_result_t no_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  (void)op;
  (void)out;
  return HWNAS_OK;
}

/* Work of a reduction: one elementwise operation per element of the input. */
static inline hwnas_result_t reduce_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

/* Work of a function of each element: one elementwise operation per element of the output. */
static inline hwnas_result_t each_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n)) return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

/* ---- Descriptor ------------------------------------------------------------------------------ */

/* A component that serves the op types of `functions`; attribute_table has n entries, or is NULL with n = 0.
 */
#define FORMULA_COMPONENT_OF(id, title, attribute_table, n, functions)        \
  static const hwnas_component_t id = {.struct_size = sizeof id,              \
                                       .kind = HWNAS_KIND_SHAPE_FORMULA,      \
                                       .name = #id,                           \
                                       .summary = title,                      \
                                       .options = attribute_table,            \
                                       .n_options = n,                        \
                                       .option_size = sizeof(hwnas_option_t), \
                                       .table = &functions}
#define FORMULA_COMPONENT(id, title, attribute_table, functions)                                     \
  FORMULA_COMPONENT_OF(id, title, attribute_table, sizeof attribute_table / sizeof *attribute_table, \
                       functions)
#define FORMULA_COMPONENT_BARE(id, title, functions) FORMULA_COMPONENT_OF(id, title, NULL, 0, functions)

#define FORMULA_PLUGIN(title, ...) HWNAS_PLUGIN_OF("0.1.0", "MIT", title, __VA_ARGS__)

#define ATTRIBUTE(name, help, type, default_json) \
  { name, help, type, 0, default_json, 0, 0, NULL, NULL, NULL }
#define RANGED(name, help, type, default_json, low, high) \
  { name, help, type, 0, default_json, low, high, NULL, NULL, NULL }
#define OPTIONAL(name, help, type, low, high) \
  { name, help, type, HWNAS_OPTION_FLAG_OPTIONAL, NULL, low, high, NULL, NULL, NULL }

#endif
