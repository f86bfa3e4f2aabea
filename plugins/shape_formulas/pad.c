/* constant_pad, zero_pad, reflection_pad, replication_pad and circular_pad in one to three dimensions, as in
 * torch.nn.
 *
 *   out = before + in + after   per spatial dimension
 *
 * padding: one integer for all sides, or before and after of the last dimension, then of the one in front of
 * it, and so on. Negative ones crop. Work: bytes only, elements are copied.
 */
#include "common.h"

#define DIMS_MAX 3

typedef struct sides {
  int64_t before, after;
} sides_t;

/* Those of spatial dimension i are sides[i]. */
static hwnas_result_t read_padding(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n, sides_t *sides) {
  int64_t given[2 * DIMS_MAX];
  size_t count = op->attributes->integers(op->attributes, "padding", given, (size_t)2 * n);
  if (count != 1 && count != (size_t)2 * n)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "'padding' must be one integer or %u, before and after each dimension, the last "
                      "dimension first, not %zu",
                      2 * n, count);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = 2 * (n - 1 - i);
    sides[i] = count == 1 ? (sides_t){given[0], given[0]} : (sides_t){given[at], given[at + 1]};
  }
  return HWNAS_OK;
}

static hwnas_result_t stretch(hwnas_call_t *call, uint32_t i, int64_t in, sides_t sides, int64_t *out) {
  if (__builtin_add_overflow(in, sides.before + sides.after, out)) return too_large(call);
  if (*out > 0) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "padding %lld before and %lld after leaves nothing of an input of %lld (dimension %u)",
                    (long long)sides.before, (long long)sides.after, (long long)in, 2 + i);
}

/* Constants fill in what was not there: what is cropped must have been. */
static hwnas_result_t check_constant(hwnas_call_t *call, uint32_t i, int64_t in, sides_t sides) {
  int64_t least = sides.before < sides.after ? sides.before : sides.after;
  if (-least <= in) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "padding %lld crops more than the input of %lld (dimension %u); the least is %lld",
                    (long long)least, (long long)in, 2 + i, (long long)-in);
}

/* The border itself is not reflected. */
static hwnas_result_t check_reflection(hwnas_call_t *call, uint32_t i, int64_t in, sides_t sides) {
  int64_t most = sides.before > sides.after ? sides.before : sides.after;
  if (most < in) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "an input of %lld is too small for a reflection of %lld (dimension %u); the most is %lld",
                    (long long)in, (long long)most, 2 + i, (long long)(in - 1));
}

/* A border repeats the other end of the input, once at most. */
static hwnas_result_t check_circle(hwnas_call_t *call, uint32_t i, int64_t in, sides_t sides) {
  int64_t most = sides.before > sides.after ? sides.before : sides.after;
  if (most <= in) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT,
                    "padding %lld goes around an input of %lld more than once (dimension %u)",
                    (long long)most, (long long)in, 2 + i);
}

typedef hwnas_result_t check_t(hwnas_call_t *call, uint32_t i, int64_t in, sides_t sides);

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n, check_t *check) {
  sides_t sides[DIMS_MAX] = {{0}};
  uint32_t n = spatial_dims(op->type);
  hwnas_result_t result = expect_spatial(call, op, n);
  if (!result) result = read_padding(call, op, n, sides);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 0; !result && i < n; i++) {
    int64_t in = op->inputs[0].dims[2 + i];
    if (check) result = check(call, i, in, sides[i]);
    if (!result) result = stretch(call, i, in, sides[i], &outputs->dims[2 + i]);
  }
  return result;
}

#define PADDING                                                                                    \
  RANGED("padding", "for all sides, or before and after each dimension, the last dimension first", \
         HWNAS_OPTION_INTEGERS, NULL, -1e9, 1e9)

/* ---- Constants ------------------------------------------------------------------------------- */

static hwnas_result_t constant_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  return infer(call, op, outputs, out_n, check_constant);
}

static const hwnas_option_t constant_attributes[] = {
    PADDING, ATTRIBUTE("value", "what the padding holds", HWNAS_OPTION_NUMBER, NULL)};
static const char *const constant_types[] = {"constant_pad1d", "constant_pad2d", "constant_pad3d", NULL};
static const hwnas_shape_formula_t constant_functions = {.struct_size = sizeof constant_functions,
                                                         .op_types = constant_types,
                                                         .infer = constant_infer,
                                                         .work = move_work};
FORMULA_COMPONENT(constant_pad, "a border of one value", constant_attributes, constant_functions);

static const hwnas_option_t plain_attributes[] = {PADDING};
static const char *const zero_types[] = {"zero_pad1d", "zero_pad2d", "zero_pad3d", NULL};
static const hwnas_shape_formula_t zero_functions = {
    .struct_size = sizeof zero_functions, .op_types = zero_types, .infer = constant_infer, .work = move_work};
FORMULA_COMPONENT(zero_pad, "a border of zeros", plain_attributes, zero_functions);

/* ---- Borders made from the input ------------------------------------------------------------- */

static hwnas_result_t reflection_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  return infer(call, op, outputs, out_n, check_reflection);
}

static const char *const reflection_types[] = {"reflection_pad1d", "reflection_pad2d", "reflection_pad3d",
                                               NULL};
static const hwnas_shape_formula_t reflection_functions = {.struct_size = sizeof reflection_functions,
                                                           .op_types = reflection_types,
                                                           .infer = reflection_infer,
                                                           .work = move_work};
FORMULA_COMPONENT(reflection_pad, "a border that mirrors the input", plain_attributes, reflection_functions);

static hwnas_result_t replication_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                        uint32_t *out_n) {
  return infer(call, op, outputs, out_n, NULL);
}

static const char *const replication_types[] = {"replication_pad1d", "replication_pad2d", "replication_pad3d",
                                                NULL};
static const hwnas_shape_formula_t replication_functions = {.struct_size = sizeof replication_functions,
                                                            .op_types = replication_types,
                                                            .infer = replication_infer,
                                                            .work = move_work};
FORMULA_COMPONENT(replication_pad, "a border that repeats the outermost elements", plain_attributes,
                  replication_functions);

static hwnas_result_t circular_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                     uint32_t *out_n) {
  return infer(call, op, outputs, out_n, check_circle);
}

static const char *const circular_types[] = {"circular_pad1d", "circular_pad2d", "circular_pad3d", NULL};
static const hwnas_shape_formula_t circular_functions = {.struct_size = sizeof circular_functions,
                                                         .op_types = circular_types,
                                                         .infer = circular_infer,
                                                         .work = move_work};
FORMULA_COMPONENT(circular_pad, "a border that repeats the other end of the input", plain_attributes,
                  circular_functions);

FORMULA_PLUGIN("formulas of padding", &constant_pad, &zero_pad, &reflection_pad, &replication_pad,
               &circular_pad);
