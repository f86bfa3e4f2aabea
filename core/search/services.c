#include "search/services.h"

#include <stdlib.h>
#include <string.h>

#include "search/best_access.h"
#include "search/json_service.h"
#include "search/predicate.h"
#include "search/space_access.h"

/* Values of one chunk of a test, on the stack: no allocation per batch. */
#define TEST_VALUES 4096

struct hwnas_services {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *metrics;
  hwnas_space_access_t access;
  hwnas_best_access_t best;
  hwnas_metric_service_t metric_table;
  hwnas_loop_service_t loop_table;
  uint64_t dropped;
  int32_t *goals;
  hwnas_predicate_t **predicates;
  size_t n_predicates, capacity;
};

/* ---- hwnas.metric/1 -------------------------------------------------------------------------- */

static hwnas_result_t metric_predicate(const hwnas_metric_service_t *service, hwnas_call_t *call,
                                       const char *expression, hwnas_predicate_t **out) {
  hwnas_services_t *services = (hwnas_services_t *)(uintptr_t)service->host;
  hwnas_predicate_t *predicate = NULL;
  hwnas_status_t *status =
      hwnas_predicate_create(services->space, services->metrics, expression, NULL, &predicate);
  if (status) return hwnas_service_refuse(call, HWNAS_E_OPTION, status);
  if (services->n_predicates == services->capacity) {
    size_t capacity = services->capacity ? services->capacity * 2 : 4;
    hwnas_predicate_t **larger = realloc(services->predicates, capacity * sizeof *larger);
    if (!larger) {
      hwnas_predicate_destroy(predicate);
      return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
    }
    services->predicates = larger;
    services->capacity = capacity;
  }
  services->predicates[services->n_predicates++] = predicate;
  *out = predicate;
  return HWNAS_OK;
}

static hwnas_result_t metric_test(const hwnas_metric_service_t *service, hwnas_call_t *call,
                                  const hwnas_predicate_t *predicate, size_t n, const uint16_t *points,
                                  uint8_t *out) {
  const hwnas_services_t *services = service->host;
  size_t n_choices = services->space->n_choices;
  hwnas_result_t result = hwnas_points_check(services->space, call, n, points);
  if (result != HWNAS_OK) return result;
  if (!hwnas_predicate_needs_metrics(predicate)) {
    for (size_t i = 0; i < n; i++) out[i] = hwnas_predicate_test(predicate, &points[i * n_choices], NULL);
    return HWNAS_OK;
  }
  size_t n_metrics = hwnas_metric_set_size(services->metrics);
  if (n_metrics > TEST_VALUES)
    return call->fail(call, HWNAS_E_UNSUPPORTED, "at most %d metrics can be tested at once", TEST_VALUES);
  int64_t values[TEST_VALUES];
  size_t chunk = TEST_VALUES / n_metrics;
  for (size_t first = 0; first < n; first += chunk) {
    size_t count = n - first < chunk ? n - first : chunk;
    const uint16_t *begin = &points[first * n_choices];
    hwnas_status_t *status = hwnas_metric_set_values(services->metrics, begin, count, values);
    if (status) return hwnas_service_refuse(call, HWNAS_E_INTERNAL, status);
    for (size_t i = 0; i < count; i++)
      out[first + i] = hwnas_predicate_test(predicate, &begin[i * n_choices], &values[i * n_metrics]);
  }
  return HWNAS_OK;
}

/* ---- hwnas.loop/1 ---------------------------------------------------------------------------- */

static void loop_dropped(const hwnas_loop_service_t *service, uint64_t tested, uint64_t dropped) {
  (void)tested;
  hwnas_services_t *services = service->host;
  services->dropped += dropped;
}

/* ---- The tables ------------------------------------------------------------------------------ */

static void fill_tables(hwnas_services_t *services, size_t n_objectives) {
  services->metric_table = (hwnas_metric_service_t){.struct_size = sizeof services->metric_table,
                                                    .host = services,
                                                    .predicate = metric_predicate,
                                                    .test = metric_test};
  services->loop_table = (hwnas_loop_service_t){.struct_size = sizeof services->loop_table,
                                                .host = services,
                                                .dropped = loop_dropped,
                                                .goals = services->goals,
                                                .n_objectives = (uint32_t)n_objectives};
}

hwnas_status_t *hwnas_services_create(const hwnas_services_of_t *of, hwnas_services_t **out) {
  hwnas_services_t *services = calloc(1, sizeof *services);
  HWNAS_TRY_ALLOC(services);
  services->space = of->space;
  services->metrics = of->metrics;
  services->goals = calloc(of->n_objectives + 1, sizeof *services->goals);
  hwnas_best_access_init(&services->best, of);
  hwnas_status_t *status = hwnas_space_access_init(&services->access, of->space, of->sampler, of->region);
  if (!status && !services->goals) status = hwnas_status_no_memory();
  if (status) {
    hwnas_services_destroy(services);
    return status;
  }
  for (size_t i = 0; i < of->n_objectives; i++) services->goals[i] = of->objectives[i].goal;
  fill_tables(services, of->n_objectives);
  *out = services;
  return NULL;
}

void hwnas_services_destroy(hwnas_services_t *services) {
  if (!services) return;
  for (size_t i = 0; i < services->n_predicates; i++) hwnas_predicate_destroy(services->predicates[i]);
  free(services->predicates);
  free(services->goals);
  hwnas_space_access_deinit(&services->access);
  hwnas_best_access_deinit(&services->best);
  free(services);
}

const void *hwnas_services_find(void *self, const char *id) {
  const hwnas_services_t *services = self;
  if (strcmp(id, HWNAS_SERVICE_SPACE) == 0) return &services->access.service;
  if (strcmp(id, HWNAS_SERVICE_METRIC) == 0) return &services->metric_table;
  if (strcmp(id, HWNAS_SERVICE_LOOP) == 0) return &services->loop_table;
  if (strcmp(id, HWNAS_SERVICE_BEST) == 0) return &services->best.service;
  return strcmp(id, HWNAS_SERVICE_JSON) == 0 ? hwnas_json_service() : NULL;
}

uint64_t hwnas_services_dropped(const hwnas_services_t *services) { return services->dropped; }
