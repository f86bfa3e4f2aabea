#include "shape/formula.h"

#include "shape/internal.h"

static hwnas_status_t *plugin_cost(const hwnas_concrete_op_t *op, const char *metric, bool *out_known,
                                   double *out) {
  hwnas_host_call_t call;
  hwnas_host_call_init(&call, "shape");
  hwnas_result_t result = op->formula->table->cost(&call.call, &op->op, metric, out);
  hwnas_status_t *status = NULL;
  if (result < 0)
    status = hwnas_status_make(HWNAS_ERROR_PROFILER, "%s cannot price operator '%s' in '%s': %s",
                               op->formula->provider, op->op.type, metric,
                               call.message[0] ? call.message : "no reason given");
  *out_known = result == HWNAS_OK;
  hwnas_host_call_deinit(&call);
  return status;
}

hwnas_status_t *hwnas_formula_cost(const hwnas_concrete_op_t *op, const char *metric, const char *convention,
                                   bool *out_known, double *out) {
  *out_known = false;
  const hwnas_formula_t *formula = op->formula;
  if (formula->data) return hwnas_formula_data_cost(formula->data, op, metric, convention, out_known, out);
  if (HWNAS_HAS(formula->table, hwnas_shape_formula_t, cost)) return plugin_cost(op, metric, out_known, out);
  return NULL;
}
