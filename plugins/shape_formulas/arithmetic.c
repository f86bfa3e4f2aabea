/* add, mul, sub, div, minimum and maximum, with broadcasting.
 *
 * Work: one elementwise operation per element of the output for every input after the first.
 */
#include "broadcast.h"

/* A single input is a sum and a product too: a mutable number of branches can be one. */
static hwnas_result_t sum_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  if (op->n_inputs < 1) return call->fail(call, HWNAS_E_ARGUMENT, "it takes at least one tensor");
  return broadcast_all(call, op, outputs, out_n);
}

static const hwnas_option_t value_attributes[] = {VALUE};
static const char *const sum_types[] = {"add", "mul", NULL};
static const hwnas_shape_formula_t sum_functions = {
    .struct_size = sizeof sum_functions, .op_types = sum_types, .infer = sum_infer, .work = elementwise_work};
FORMULA_COMPONENT(arithmetic, "elementwise sums and products of any number of tensors", value_attributes,
                  sum_functions);

static const char *const difference_types[] = {"sub", "div", "minimum", "maximum", NULL};
static const hwnas_shape_formula_t difference_functions = {.struct_size = sizeof difference_functions,
                                                           .op_types = difference_types,
                                                           .infer = two_infer,
                                                           .work = elementwise_work};
FORMULA_COMPONENT(difference, "elementwise differences, quotients and extremes of two tensors",
                  value_attributes, difference_functions);

FORMULA_PLUGIN("formulas of arithmetic on tensors", &arithmetic, &difference);
