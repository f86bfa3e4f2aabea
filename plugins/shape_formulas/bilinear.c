/* bilinear: y = x1 A x2 + b over the last dimensions of two tensors, as torch.nn.Bilinear; in1_features and
 * in2_features are inferred.
 *
 *   macs = elements of the output * in1_features * in2_features      bias adds = elements of the output
 *
 * A multiply-accumulate per weight that an element of the output reads, as in all layers; the products of
 * elements of both inputs, which the output features share, are one elementwise operation each.
 */
#include "common.h"

/* Dimensions before the last, which both inputs have alike. */
static int stand_alike(const hwnas_tensor_t *a, const hwnas_tensor_t *b) {
  return a->rank == b->rank && memcmp(a->dims, b->dims, (a->rank - 1) * sizeof *a->dims) == 0;
}

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2);
  if (result) return result;
  const hwnas_tensor_t *a = &op->inputs[0], *b = &op->inputs[1];
  if (a->rank == 0 || b->rank == 0)
    return call->fail(call, HWNAS_E_ARGUMENT, "it takes tensors of rank 1 or more, not a scalar");
  if (!stand_alike(a, b)) return do_not_fit(call, "differ before the last dimension", a, b);
  copy_tensor(a, outputs);
  outputs->dims[outputs->rank - 1] = op->attributes->integer(op->attributes, "out_features");
  *out_n = 1;
  return HWNAS_OK;
}

static int64_t last_dim(const hwnas_tensor_t *tensor) { return tensor->dims[tensor->rank - 1]; }

/* Weights per output feature. */
static int fan_in(const hwnas_op_t *op, int64_t *out) {
  *out = last_dim(&op->inputs[0]);
  return multiply(out, last_dim(&op->inputs[1]));
}

static hwnas_result_t weights(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t features = op->attributes->integer(op->attributes, "out_features"), n;
  if (!fan_in(op, &n) || !multiply(&n, features)) return too_large(call);
  out[HWNAS_WEIGHTS_WEIGHT] += n;
  if (flag(op, "bias")) out[HWNAS_WEIGHTS_BIAS] += features;
  return HWNAS_OK;
}

static hwnas_result_t work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t products, macs, parameters[HWNAS_WEIGHTS_KINDS] = {0};
  hwnas_result_t result = weights(call, op, parameters);
  if (result) return result;
  if (!fan_in(op, &macs) || !count_elements(&op->inputs[0], &products) ||
      !multiply(&products, last_dim(&op->inputs[1])))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += products;
  return layer_work(call, op, macs, &op->outputs[0], parameters, out);
}

static const hwnas_option_t attributes[] = {
    RANGED("out_features", "size of the last dimension of the output", HWNAS_OPTION_INTEGER, NULL, 1, 1e12),
    ATTRIBUTE("bias", "add a bias", HWNAS_OPTION_BOOL, "true"),
};
static const char *const op_types[] = {"bilinear", NULL};
static const hwnas_shape_formula_t functions = {
    .struct_size = sizeof functions, .op_types = op_types, .infer = infer, .work = work, .weights = weights};
FORMULA_COMPONENT(bilinear, "layer that is linear in each of two inputs", attributes, functions);
FORMULA_PLUGIN("formula of the bilinear layer", &bilinear);
