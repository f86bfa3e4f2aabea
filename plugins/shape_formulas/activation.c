/* Activation functions: the shape stays, one unit of activation work per element; softmax counts as three
 * elementwise operations (exponential, sum, division). Names as in torch.nn; hswish, swish and hsigmoid are
 * other names of the literature. */
#include "common.h"

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !add_bytes(op, 0, out)) return too_large(call);
  out[HWNAS_WORK_ACTIVATION] += n;
  return HWNAS_OK;
}

static hwnas_result_t softmax_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  int64_t dim = op->attributes->integer(op->attributes, "dim");
  return wrap_dim(dim, outputs->rank) < 0 ? bad_dim(call, dim, outputs->rank) : HWNAS_OK;
}

static hwnas_result_t softmax_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->inputs[0], &n) || !multiply(&n, 3) || !add_bytes(op, 0, out))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return HWNAS_OK;
}

#define INPLACE ATTRIBUTE("inplace", "overwrite the input", HWNAS_OPTION_BOOL, "false")
#define FUNCTIONS(name, types)                \
  static const hwnas_shape_formula_t name = { \
      .struct_size = sizeof name, .op_types = types, .infer = keep_shape, .work = work}

static const hwnas_option_t plain_attributes[] = {INPLACE};
static const char *const plain_types[] = {"relu",     "relu6", "hardswish", "hswish", "hardsigmoid",
                                          "hsigmoid", "silu",  "swish",     "mish",   NULL};
FUNCTIONS(plain_functions, plain_types);
FORMULA_COMPONENT(activation, "activations without parameters of their own", plain_attributes,
                  plain_functions);

/* torch.nn.Sigmoid and Tanh have no arguments at all; a bare `inplace` there is a slip. */
static const char *const sigmoid_types[] = {"sigmoid", "tanh", NULL};
FUNCTIONS(sigmoid_functions, sigmoid_types);
FORMULA_COMPONENT_BARE(sigmoid, "sigmoid and hyperbolic tangent", sigmoid_functions);

static const hwnas_option_t elu_attributes[] = {
    ATTRIBUTE("alpha", "value far below zero", HWNAS_OPTION_NUMBER, "1.0"), INPLACE};
static const char *const elu_types[] = {"elu", NULL};
FUNCTIONS(elu_functions, elu_types);
FORMULA_COMPONENT(elu, "exponential linear unit", elu_attributes, elu_functions);

static const hwnas_option_t leaky_attributes[] = {
    ATTRIBUTE("negative_slope", "slope below zero", HWNAS_OPTION_NUMBER, "0.01"), INPLACE};
static const char *const leaky_types[] = {"leaky_relu", NULL};
FUNCTIONS(leaky_functions, leaky_types);
FORMULA_COMPONENT(leaky_relu, "rectifier with a slope below zero", leaky_attributes, leaky_functions);

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

static const hwnas_option_t softmax_attributes[] = {
    ATTRIBUTE("dim", "dimension that sums to one", HWNAS_OPTION_INTEGER, "-1")};
static const char *const softmax_types[] = {"softmax", "log_softmax", NULL};
static const hwnas_shape_formula_t softmax_functions = {.struct_size = sizeof softmax_functions,
                                                        .op_types = softmax_types,
                                                        .infer = softmax_infer,
                                                        .work = softmax_work};
FORMULA_COMPONENT(softmax, "softmax and its logarithm", softmax_attributes, softmax_functions);

FORMULA_PLUGIN("formulas of activation functions", &activation, &sigmoid, &elu, &leaky_relu, &hardtanh,
               &softplus, &gelu, &softmax);
