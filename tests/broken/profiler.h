/* A profiler with what its source defines: FIXTURE_WAYS are the ways in which it gives values, FIXTURE_PER
 * (per use if not defined) who pays. */
#ifndef HWNAS_TESTS_BROKEN_PROFILER_H
#define HWNAS_TESTS_BROKEN_PROFILER_H

#include "hwnas/profiler.h"

static inline hwnas_result_t fixture_create(hwnas_call_t *call, const hwnas_options_t *options,
                                            hwnas_object_t **out) {
  (void)options;
  (void)out;
  return call->fail(call, HWNAS_E_UNSUPPORTED, "a fixture makes nothing");
}

static inline void fixture_destroy(hwnas_object_t *object) { (void)object; }

static inline hwnas_result_t fixture_cost(hwnas_object_t *object, hwnas_call_t *call, const hwnas_op_t *op,
                                          uint32_t metric, double *out) {
  (void)object;
  (void)call;
  (void)op;
  (void)metric;
  *out = 0;
  return HWNAS_OK;
}

static inline hwnas_result_t fixture_profile(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                                             const uint16_t *points, size_t n, double *out) {
  (void)points;
  for (size_t i = 0; i < n; i++) fixture_cost(object, call, NULL, metric, &out[i]);
  return HWNAS_OK;
}

static inline hwnas_result_t fixture_tables(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                                            const hwnas_table_taker_t *taker) {
  double nothing;
  fixture_cost(object, call, NULL, metric, &nothing);
  return taker->take(taker, call, NULL, 0, &nothing, 1);
}

#ifndef FIXTURE_PER
#define FIXTURE_PER HWNAS_PER_USE
#endif
static const hwnas_metric_info_t fixture_metrics[] = {
    {.name = "nothing", .unit = "1", .quantum = 1, .per = FIXTURE_PER}};
static const hwnas_profiler_t fixture_profiler = {.struct_size = sizeof fixture_profiler,
                                                  .metrics = fixture_metrics,
                                                  .n_metrics = 1,
                                                  .metric_size = sizeof fixture_metrics[0],
                                                  .create = fixture_create,
                                                  .destroy = fixture_destroy,
                                                  FIXTURE_WAYS};
#define FIXTURE_KIND HWNAS_KIND_PROFILER
#define FIXTURE_TABLE &fixture_profiler
#include "fixture.h"

#endif
