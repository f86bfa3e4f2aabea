/* linear: a fully connected layer over the last dimension, as torch.nn.Linear; in_features are inferred.
 *
 *   macs = elements of the output * in_features      bias adds = elements of the output
 */
#include "common.h"

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  hwnas_result_t result = keep_shape(call, op, outputs, out_n);
  if (result) return result;
  if (outputs->rank == 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes a tensor of rank 1 or more, not a scalar");
  outputs->dims[outputs->rank - 1] = op->attributes->integer(op->attributes, "out_features");
  return HWNAS_OK;
}

static int64_t in_features(const hwnas_op_t *op) { return op->inputs[0].dims[op->inputs[0].rank - 1]; }

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t features = op->attributes->integer(op->attributes, "out_features"), n = in_features(op);
  if (!multiply(&n, features)) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  if (flag(op, "bias")) out[HWNAS_WEIGHTS_BIAS] += features;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = weights(call, op, parameters);
  return result ? result : layer_work(call, op, in_features(op), &op->outputs[0], parameters, out);
}

static const hwnas_option_t attributes[] = {
    RANGED("out_features", "size of the last dimension of the output", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),
    ATTRIBUTE("bias", "add a bias", HWNAS_OPTION_BOOL, "true"),
};
static const char *const op_types[] = {"linear", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(linear, "fully connected layer", attributes, functions);
FORMULA_PLUGIN("formula of the linear layer", &linear);
