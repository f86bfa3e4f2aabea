/* Shared by the formula plugins: sizes with overflow checks, windows, and the descriptor. */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_COMMON_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_COMMON_H

#include <string.h>

#include "hwnas/shape_formula.h"

#define BYTES_PER_ELEMENT 4

static inline hwnas_result_t too_large(hwnas_call_t *call) {
  return call->fail(call, HWNAS_E_ARGUMENT, "the sizes are too large: a count passes 2^63");
}

/* *product *= factor; 0 when it overflows. */
static inline int multiply(int64_t *product, int64_t factor) {
  return !__builtin_mul_overflow(*product, factor, product);
}

/* Elements of a tensor; 0 when the number overflows. */
static inline int count_elements(const hwnas_tensor_t *tensor, int64_t *out) {
  *out = 1;
  for (uint32_t d = 0; d < tensor->rank; d++)
    if (!multiply(out, tensor->dims[d])) return 0;
  return 1;
}

static inline void copy_tensor(const hwnas_tensor_t *from, hwnas_tensor_t *to) {
  to->dtype = from->dtype;
  to->rank = from->rank;
  memcpy(to->dims, from->dims, sizeof to->dims);
}

static inline hwnas_result_t expect_inputs(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n) {
  if (op->n_inputs == n) return HWNAS_OK;
  return call->fail(call, HWNAS_E_ARGUMENT, "it takes %u input tensors, not %u", n, op->n_inputs);
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

/* Bytes that an operator moves: inputs, outputs and parameters once each. */
static inline int add_bytes(const hwnas_op_t *op, int64_t parameters, int64_t *out) {
  int64_t sum = parameters, n;
  for (uint32_t i = 0; i < op->n_inputs; i++)
    if (!count_elements(&op->inputs[i], &n) || __builtin_add_overflow(sum, n, &sum)) return 0;
  for (uint32_t i = 0; i < op->n_outputs; i++)
    if (!count_elements(&op->outputs[i], &n) || __builtin_add_overflow(sum, n, &sum)) return 0;
  if (!multiply(&sum, BYTES_PER_ELEMENT)) return 0;
  out[HWNAS_WORK_BYTES] += sum;
  return 1;
}

/* A component that serves op_types by table, with attributes; for a file's list of components. */
#define FORMULA_COMPONENT(id, title, attribute_table, functions)                                      \
  static const hwnas_component_t id = {.struct_size = sizeof id,                                      \
                                       .kind = HWNAS_KIND_SHAPE_FORMULA,                              \
                                       .name = #id,                                                   \
                                       .summary = title,                                              \
                                       .options = attribute_table,                                    \
                                       .n_options = sizeof attribute_table / sizeof *attribute_table, \
                                       .option_size = sizeof(hwnas_option_t),                         \
                                       .table = &functions}

#define FORMULA_PLUGIN(title, ...)                                          \
  static const hwnas_component_t *const components[] = {__VA_ARGS__, NULL}; \
  static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,        \
                                        .struct_size = sizeof plugin,       \
                                        .abi_major = HWNAS_ABI_MAJOR,       \
                                        .abi_built = HWNAS_ABI_MINOR,       \
                                        .abi_needed = 0,                    \
                                        .sanitizer = HWNAS_SANITIZER,       \
                                        .version = "0.1.0",                 \
                                        .license = "MIT",                   \
                                        .summary = title,                   \
                                        .components = components};          \
  HWNAS_PLUGIN(plugin)

#define ATTRIBUTE(name, help, type, default_json) \
  { name, help, type, 0, default_json, 0, 0, NULL, NULL, NULL }
#define RANGED(name, help, type, default_json, low, high) \
  { name, help, type, 0, default_json, low, high, NULL, NULL, NULL }

#endif
