/* Profiler macs: multiply-accumulates of the whole input, and nothing else. */
#include "hwnas/profiler.h"

/* It has no options, so all instances are one. */
static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  (void)call;
  (void)options;
  *out = NULL;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { (void)self; }

static hwnas_result_t cost(hwnas_object_t *self, hwnas_call_t *call, const hwnas_op_t *op, uint32_t metric,
                           double *out) {
  (void)self;
  (void)call;
  (void)metric;
  if (!op->work) return HWNAS_NO_COST;
  *out = (double)op->work[HWNAS_WORK_MACS];
  return HWNAS_OK;
}

static const hwnas_metric_info_t metrics[] = {{"macs", "MAC", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE}};
static const hwnas_profiler_t table = {.struct_size = sizeof table,
                                       .metrics = metrics,
                                       .n_metrics = 1,
                                       .metric_size = sizeof metrics[0],
                                       .create = create,
                                       .destroy = destroy,
                                       .cost = cost};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .kind = HWNAS_KIND_PROFILER,
                                            .name = "macs",
                                            .summary = "multiply-accumulates",
                                            .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "multiply-accumulates", &component);
