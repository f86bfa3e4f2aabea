#include "hwnas/profiler.h"

static hwnas_result_t fixture_create(hwnas_call_t *call, const hwnas_options_t *options,
                                     hwnas_object_t **out) {
  (void)options;
  (void)out;
  return call->fail(call, HWNAS_E_UNSUPPORTED, "a fixture makes nothing");
}

static void fixture_destroy(hwnas_object_t *object) { (void)object; }

static hwnas_result_t fixture_cost(hwnas_object_t *object, hwnas_call_t *call, const hwnas_op_t *op,
                                   uint32_t metric, double *out) {
  (void)object;
  (void)call;
  (void)op;
  (void)metric;
  *out = 0;
  return HWNAS_OK;
}

static hwnas_result_t fixture_profile(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                                      const uint16_t *points, size_t n, double *out) {
  (void)points;
  for (size_t i = 0; i < n; i++) fixture_cost(object, call, NULL, metric, &out[i]);
  return HWNAS_OK;
}

static const hwnas_metric_info_t fixture_metrics[] = {{.name = "nothing", .unit = "1", .quantum = 1}};
static const hwnas_profiler_t fixture_profiler = {.struct_size = sizeof fixture_profiler,
                                                  .metrics = fixture_metrics,
                                                  .n_metrics = 1,
                                                  .metric_size = sizeof fixture_metrics[0],
                                                  .create = fixture_create,
                                                  .destroy = fixture_destroy,
                                                  .cost = fixture_cost,
                                                  .profile = fixture_profile};
#define FIXTURE_KIND HWNAS_KIND_PROFILER
#define FIXTURE_TABLE &fixture_profiler
#include "fixture.h"

HWNAS_PLUGIN(fixture_plugin);
