/* Functions of each element: the shape stays, one elementwise operation per element. */
#include "common.h"

static const char *const each_types[] = {
    "neg",  "abs",   "sign", "square", "reciprocal", "sqrt", "rsqrt", "exp",   "exp2", "expm1", "log",
    "log2", "log1p", "erf",  "sin",    "cos",        "tan",  "atan",  "floor", "ceil", "round", NULL};
static const hwnas_shape_formula_t each_functions = {
    .struct_size = sizeof each_functions, .op_types = each_types, .infer = keep_shape, .work = each_work};
FORMULA_COMPONENT_BARE(elementwise, "functions of each element", each_functions);

static const hwnas_option_t pow_attributes[] = {
    ATTRIBUTE("exponent", "the power", HWNAS_OPTION_NUMBER, NULL)};
static const char *const pow_types[] = {"pow", NULL};
static const hwnas_shape_formula_t pow_functions = {
    .struct_size = sizeof pow_functions, .op_types = pow_types, .infer = keep_shape, .work = each_work};
FORMULA_COMPONENT(power, "powers with one exponent", pow_attributes, pow_functions);

static const hwnas_option_t clamp_attributes[] = {OPTIONAL("min", "lower bound", HWNAS_OPTION_NUMBER, 0, 0),
                                                  OPTIONAL("max", "upper bound", HWNAS_OPTION_NUMBER, 0, 0)};

static hwnas_result_t clamp_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  if (!op->attributes->has(op->attributes, "min") && !op->attributes->has(op->attributes, "max"))
    return call->fail(call, HWNAS_E_ARGUMENT, "one of 'min' and 'max' must be given");
  return keep_shape(call, op, outputs, out_n);
}

static const char *const clamp_types[] = {"clamp", NULL};
static const hwnas_shape_formula_t clamp_functions = {
    .struct_size = sizeof clamp_functions, .op_types = clamp_types, .infer = clamp_infer, .work = each_work};
FORMULA_COMPONENT(clamp, "each element kept within bounds", clamp_attributes, clamp_functions);

FORMULA_PLUGIN("formulas of functions of each element", &elementwise, &power, &clamp);
