/* Activation functions: the shape stays, one unit of activation work per element. Names as in torch.nn;
 * hswish, swish and hsigmoid are other names of the literature.
 *
 * Two are not of that kind. softmax, log_softmax, softmax2d and softmin count as three elementwise operations
 * (exponential, sum, division; the sign of softmin goes into the exponential). glu halves a dimension and
 * still has one unit per element of its input: one half passes a sigmoid, the other is multiplied by it.
 *
 * prelu is the only one with parameters, which it reads once.
 */
#include "common.h"

static hwnas_result_t activate(hwnas_call_t *call, const hwnas_op_t *op, int64_t parameters, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !add_bytes(op, parameters, out)) return too_large(call);
  out[HWNAS_WORK_ACTIVATION] += n;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  return activate(call, op, 0, out);
}

static hwnas_result_t softmax_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  int64_t dim = op->attributes->integer(op->attributes, "dim");
  return wrap_dim(dim, outputs->rank) < 0 ? bad_dim(call, dim, outputs->rank) : HWNAS_OK;
}

static hwnas_result_t softmax2d_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                      uint32_t *out_n) {
  hwnas_result_t result = expect_spatial(call, op, 2);
  return result ? result : keep_shape(call, op, outputs, out_n);
}

static hwnas_result_t softmax_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !multiply(&n, 3) || !add_bytes(op, 0, out))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return HWNAS_OK;
}

#define INPLACE ATTRIBUTE("inplace", "overwrite the input", HWNAS_OPTION_BOOL, "false")
#define FUNCTIONS_OF(name, types, infer_function, work_function) \
  static const hwnas_shape_formula_t name = {                    \
      .struct_size = sizeof name, .op_types = types, .infer = infer_function, .work = work_function}
#define FUNCTIONS(name, types) FUNCTIONS_OF(name, types, keep_shape, work)

static const hwnas_option_t plain_attributes[] = {INPLACE};
static const char *const plain_types[] = {"relu", "relu6", "hardswish", "hswish", "hardsigmoid", "hsigmoid",
                                          "silu", "swish", "mish",      "selu",   NULL};
FUNCTIONS(plain_functions, plain_types);
FORMULA_COMPONENT(activation, "activations without parameters of their own", plain_attributes,
                  plain_functions);

/* These have no arguments at all in torch.nn; a bare `inplace` here is a slip. */
static const char *const sigmoid_types[] = {"sigmoid", "tanh", "log_sigmoid", "softsign", "tanhshrink", NULL};
FUNCTIONS(sigmoid_functions, sigmoid_types);
FORMULA_COMPONENT_BARE(sigmoid, "activations without attributes", sigmoid_functions);

static const hwnas_option_t elu_attributes[] = {
    ATTRIBUTE("alpha", "value far below zero", HWNAS_OPTION_NUMBER, "1.0"), INPLACE};
static const char *const elu_types[] = {"elu", NULL};
FUNCTIONS(elu_functions, elu_types);
FORMULA_COMPONENT(elu, "exponential linear unit", elu_attributes, elu_functions);

static hwnas_result_t celu_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  if (op->attributes->number(op->attributes, "alpha") == 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "alpha divides the input and must not be 0");
  return keep_shape(call, op, outputs, out_n);
}

static const char *const celu_types[] = {"celu", NULL};
FUNCTIONS_OF(celu_functions, celu_types, celu_infer, work);
FORMULA_COMPONENT(celu, "elu with a continuous slope", elu_attributes, celu_functions);

static const hwnas_option_t leaky_attributes[] = {
    ATTRIBUTE("negative_slope", "slope below zero", HWNAS_OPTION_NUMBER, "0.01"), INPLACE};
static const char *const leaky_types[] = {"leaky_relu", NULL};
FUNCTIONS(leaky_functions, leaky_types);
FORMULA_COMPONENT(leaky_relu, "rectifier with a slope below zero", leaky_attributes, leaky_functions);

static hwnas_result_t rrelu_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  double lower = op->attributes->number(op->attributes, "lower");
  double upper = op->attributes->number(op->attributes, "upper");
  if (lower > upper)
    return call->fail(call, HWNAS_E_ARGUMENT, "lower must not be above upper, but %g > %g", lower, upper);
  return keep_shape(call, op, outputs, out_n);
}

static const hwnas_option_t rrelu_attributes[] = {
    ATTRIBUTE("lower", "least slope below zero, in training", HWNAS_OPTION_NUMBER, "0.125"),
    ATTRIBUTE("upper", "greatest slope below zero, in training", HWNAS_OPTION_NUMBER, "0.3333333333333333"),
    INPLACE};
static const char *const rrelu_types[] = {"rrelu", NULL};
FUNCTIONS_OF(rrelu_functions, rrelu_types, rrelu_infer, work);
FORMULA_COMPONENT(rrelu, "rectifier with a random slope below zero", rrelu_attributes, rrelu_functions);

static const hwnas_option_t threshold_attributes[] = {
    ATTRIBUTE("threshold", "inputs above it stay", HWNAS_OPTION_NUMBER, NULL),
    ATTRIBUTE("value", "what the others become", HWNAS_OPTION_NUMBER, NULL), INPLACE};
static const char *const threshold_types[] = {"threshold", NULL};
FUNCTIONS(threshold_functions, threshold_types);
FORMULA_COMPONENT(threshold, "identity above a threshold, a constant below", threshold_attributes,
                  threshold_functions);

static const hwnas_option_t shrink_attributes[] = {
    ATTRIBUTE("lambd", "inputs of at most this magnitude become zero", HWNAS_OPTION_NUMBER, "0.5")};
static const char *const hardshrink_types[] = {"hardshrink", NULL};
FUNCTIONS(hardshrink_functions, hardshrink_types);
FORMULA_COMPONENT(hardshrink, "zero around zero, else the identity", shrink_attributes, hardshrink_functions);

static hwnas_result_t softshrink_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  double lambd = op->attributes->number(op->attributes, "lambd");
  if (lambd < 0) return call->fail(call, HWNAS_E_ARGUMENT, "lambd must be 0 or more, not %g", lambd);
  return keep_shape(call, op, outputs, out_n);
}

static const char *const softshrink_types[] = {"softshrink", NULL};
FUNCTIONS_OF(softshrink_functions, softshrink_types, softshrink_infer, work);
FORMULA_COMPONENT(softshrink, "zero around zero, else moved towards it", shrink_attributes,
                  softshrink_functions);

static const hwnas_option_t hardtanh_attributes[] = {
    ATTRIBUTE("min_val", "lower bound", HWNAS_OPTION_NUMBER, "-1.0"),
    ATTRIBUTE("max_val", "upper bound", HWNAS_OPTION_NUMBER, "1.0"), INPLACE};
static const char *const hardtanh_types[] = {"hardtanh", NULL};
FUNCTIONS(hardtanh_functions, hardtanh_types);
FORMULA_COMPONENT(hardtanh, "clipped identity", hardtanh_attributes, hardtanh_functions);

static const hwnas_option_t softplus_attributes[] = {
    ATTRIBUTE("beta", "sharpness of the bend", HWNAS_OPTION_NUMBER, "1.0"),
    ATTRIBUTE("threshold", "linear where beta times the input is above it", HWNAS_OPTION_NUMBER, "20.0")};
static const char *const softplus_types[] = {"softplus", NULL};
FUNCTIONS(softplus_functions, softplus_types);
FORMULA_COMPONENT(softplus, "smooth rectifier", softplus_attributes, softplus_functions);

static const char *const approximations[] = {"none", "tanh", NULL};
static const hwnas_option_t gelu_attributes[] = {{"approximate", "how it is computed", HWNAS_OPTION_ENUM, 0,
                                                  "\"none\"", 0, 0, approximations, NULL, NULL}};
static const char *const gelu_types[] = {"gelu", NULL};
FUNCTIONS(gelu_functions, gelu_types);
FORMULA_COMPONENT(gelu, "Gaussian error linear unit", gelu_attributes, gelu_functions);

/* ---- Softmax --------------------------------------------------------------------------------- */

static const hwnas_option_t softmax_attributes[] = {
    ATTRIBUTE("dim", "dimension that sums to one", HWNAS_OPTION_INTEGER, "-1")};
static const char *const softmax_types[] = {"softmax", "log_softmax", "softmin", NULL};
FUNCTIONS_OF(softmax_functions, softmax_types, softmax_infer, softmax_work);
FORMULA_COMPONENT(softmax, "softmax, its logarithm, and softmin", softmax_attributes, softmax_functions);

static const char *const softmax2d_types[] = {"softmax2d", NULL};
FUNCTIONS_OF(softmax2d_functions, softmax2d_types, softmax2d_infer, softmax_work);
FORMULA_COMPONENT_BARE(softmax2d, "softmax over the channels of a map", softmax2d_functions);

/* ---- Gated linear unit ----------------------------------------------------------------------- */

static hwnas_result_t glu_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  int64_t given = op->attributes->integer(op->attributes, "dim"), dim = wrap_dim(given, outputs->rank);
  if (dim < 0) return bad_dim(call, given, outputs->rank);
  if (outputs->dims[dim] % 2)
    return call->fail(call, HWNAS_E_ARGUMENT, "it halves dimension %lld, whose size must be even, not %lld",
                      (long long)given, (long long)outputs->dims[dim]);
  outputs->dims[dim] /= 2;
  return HWNAS_OK;
}

static const hwnas_option_t glu_attributes[] = {
    ATTRIBUTE("dim", "dimension whose second half gates the first", HWNAS_OPTION_INTEGER, "-1")};
static const char *const glu_types[] = {"glu", NULL};
FUNCTIONS_OF(glu_functions, glu_types, glu_infer, work);
FORMULA_COMPONENT(glu, "gated linear unit", glu_attributes, glu_functions);

/* ---- Parametric rectifier -------------------------------------------------------------------- */

static hwnas_result_t prelu_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t slopes = op->attributes->integer(op->attributes, "num_parameters");
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result || slopes == 1) return result;
  if (outputs->rank < 2)
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "a tensor of rank %u has no channels, so num_parameters must be 1, not %lld",
                      outputs->rank, (long long)slopes);
  if (slopes != outputs->dims[1])
    return call->fail(call, HWNAS_E_ARGUMENT,
                      "num_parameters must be 1 or %lld, the channels of the input, not %lld",
                      (long long)outputs->dims[1], (long long)slopes);
  return HWNAS_OK;
}

static hwnas_result_t prelu_weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  (void)call;
  out[HWNAS_WEIGHTS_WEIGHT] += op->attributes->integer(op->attributes, "num_parameters");
  return HWNAS_OK;
}

static hwnas_result_t prelu_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t slopes = op->attributes->integer(op->attributes, "num_parameters");
  return activate(call, op, slopes, out);
}

static const hwnas_option_t prelu_attributes[] = {
    RANGED("num_parameters", "learned slopes: 1, or one for each channel", HWNAS_OPTION_INTEGER, "1", 1, 1e9),
    ATTRIBUTE("init", "their value at first", HWNAS_OPTION_NUMBER, "0.25"),
};
static const char *const prelu_types[] = {"prelu", NULL};
static const hwnas_shape_formula_t prelu_functions = {.struct_size = sizeof prelu_functions,
                                                      .op_types = prelu_types,
                                                      .infer = prelu_infer,
                                                      .work = prelu_work,
                                                      .weights = prelu_weights};
FORMULA_COMPONENT(prelu, "rectifier with a learned slope below zero", prelu_attributes, prelu_functions);

FORMULA_PLUGIN("formulas of activation functions", &activation, &sigmoid, &elu, &celu, &leaky_relu, &rrelu,
               &threshold, &hardshrink, &softshrink, &hardtanh, &softplus, &gelu, &softmax, &softmax2d, &glu,
               &prelu);
