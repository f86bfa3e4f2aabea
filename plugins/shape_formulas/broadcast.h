/* Shared by operators of several tensors that are broadcast to one shape. */
#ifndef HWNAS_PLUGINS_SHAPE_FORMULAS_BROADCAST_H
#define HWNAS_PLUGINS_SHAPE_FORMULAS_BROADCAST_H

#include "common.h"

/* The common shape, of the first one's type. */
static inline hwnas_result_t broadcast_all(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                           uint32_t *out_n) {
  hwnas_result_t result = check_inputs(call, op);
  if (result) return result;
  copy_tensor(&op->inputs[0], outputs);
  *out_n = 1;
  for (uint32_t i = 1; i < op->n_inputs; i++)
    if (!broadcast(&op->inputs[i], outputs))
      return do_not_fit(call, "do not broadcast", outputs, &op->inputs[i]);
  return HWNAS_OK;
}

#define VALUE OPTIONAL("value", "a number as one more operand", HWNAS_OPTION_NUMBER, 0, 0)

/* One number takes the place of the second tensor. */
static inline uint32_t has_value(const hwnas_op_t *op) {
  return op->attributes->has(op->attributes, "value") != 0;
}

static inline hwnas_result_t two_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                       uint32_t *out_n) {
  hwnas_result_t result = expect_inputs(call, op, 2 - has_value(op));
  return result ? result : broadcast_all(call, op, outputs, out_n);
}

static inline hwnas_result_t elementwise_work(hwnas_call_t *call, const hwnas_op_t *op, int64_t *out) {
  int64_t n;
  if (!count_elements(&op->outputs[0], &n) || !multiply(&n, (int64_t)op->n_inputs - 1 + has_value(op)))
    return too_large(call);
  out[HWNAS_WORK_ELEMENTWISE] += n;
  return move_work(call, op, out);
}

#endif
