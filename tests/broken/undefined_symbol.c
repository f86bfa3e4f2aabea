#include "hwnas/shape_formula.h"

hwnas_result_t function_that_nobody_has(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                        uint32_t *out_n);

static hwnas_result_t infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                            uint32_t *out_n) {
  return function_that_nobody_has(call, op, outputs, out_n);
}

#define FIXTURE_INFER infer
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
