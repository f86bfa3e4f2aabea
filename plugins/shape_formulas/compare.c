/* Comparisons and logic, which give bool, and the choices that are made by it: where and masked_fill.
 *
 * Work: one elementwise operation per element of the output. Shapes are broadcast.
 */
#include "broadcast.h"

static hwnas_result_t compare_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = two_infer(call, op, outputs, out_n);
  outputs->dtype = HWNAS_DTYPE_BOOL;
  return result;
}

static const hwnas_option_t compare_attributes[] = {VALUE};
static const char *const compare_types[] = {"eq", "ne", "lt", "le", "gt", "ge", NULL};
static const hwnas_shape_formula_t compare_functions = {.struct_size = sizeof compare_functions,
                                                        .op_types = compare_types,
                                                        .infer = compare_infer,
                                                        .work = each_work};
FORMULA_COMPONENT(comparison, "elementwise comparisons of two tensors", compare_attributes,
                  compare_functions);

static const char *const logical_types[] = {"logical_and", "logical_or", "logical_xor", NULL};
static const hwnas_shape_formula_t logical_functions = {.struct_size = sizeof logical_functions,
                                                        .op_types = logical_types,
                                                        .infer = compare_infer,
                                                        .work = each_work};
FORMULA_COMPONENT_BARE(logical, "elementwise logic of two tensors", logical_functions);

static hwnas_result_t not_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  outputs->dtype = HWNAS_DTYPE_BOOL;
  return result;
}

static const char *const not_types[] = {"logical_not", NULL};
static const hwnas_shape_formula_t not_functions = {
    .struct_size = sizeof not_functions, .op_types = not_types, .infer = not_infer, .work = each_work};
FORMULA_COMPONENT_BARE(logical_not, "elementwise negation", not_functions);

/* ---- where, masked_fill ---------------------------------------------------------------------- */

/* The common shape of n inputs, of which one says where and another gives the type. */
static hwnas_result_t choose(hwnas_call_t *call, const hwnas_op_t *op, uint32_t n, uint32_t mask,
                             hwnas_tensor_t *outputs, uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, n);
  if (!result) result = broadcast_all(call, op, outputs, out_n);
  if (result) return result;
  if (op->inputs[mask].dtype != HWNAS_DTYPE_BOOL)
    return call->fail(call, HWNAS_E_ARGUMENT, "input %u says where and must be of type bool, not %s", mask,
                      dtype_name(op->inputs[mask].dtype));
  outputs->dtype = op->inputs[!mask].dtype;
  return HWNAS_OK;
}

static hwnas_result_t where_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  return choose(call, op, 3, 0, outputs, out_n);
}

static const char *const where_types[] = {"where", NULL};
static const hwnas_shape_formula_t where_functions = {
    .struct_size = sizeof where_functions, .op_types = where_types, .infer = where_infer, .work = each_work};
FORMULA_COMPONENT_BARE(where, "elements of one tensor or of another, as a third says", where_functions);

static hwnas_result_t masked_fill_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                        uint32_t *out_n) {
  return choose(call, op, 2, 1, outputs, out_n);
}

static const hwnas_option_t masked_fill_attributes[] = {
    ATTRIBUTE("value", "what stands where the mask is true", HWNAS_OPTION_NUMBER, NULL)};
static const char *const masked_fill_types[] = {"masked_fill", NULL};
static const hwnas_shape_formula_t masked_fill_functions = {.struct_size = sizeof masked_fill_functions,
                                                            .op_types = masked_fill_types,
                                                            .infer = masked_fill_infer,
                                                            .work = each_work};
FORMULA_COMPONENT(masked_fill, "one number in the places of a mask", masked_fill_attributes,
                  masked_fill_functions);

FORMULA_PLUGIN("formulas of comparisons and choices", &comparison, &logical, &logical_not, &where,
               &masked_fill);
