#include "search/services.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "search/json_service.h"
#include "search/predicate.h"
#include "space/sample.h"

/* Values of one chunk of a test, on the stack: no allocation per batch. */
#define TEST_VALUES 4096

struct hwnas_services {
  const hwnas_space_t *space;
  const hwnas_sampler_t *sampler;
  const hwnas_metric_set_t *metrics;
  hwnas_space_service_t space_table;
  hwnas_metric_service_t metric_table;
  hwnas_loop_service_t loop_table;
  hwnas_arena_t arena;
  const char ***values; /* per choice and index: the value as JSON text */
  uint64_t dropped;
  int32_t *goals;
  hwnas_predicate_t **predicates;
  size_t n_predicates, capacity;
};

/* ---- hwnas.space/1 --------------------------------------------------------------------------- */

static const hwnas_services_t *of_space(const hwnas_space_service_t *service) { return service->host; }

static const char *space_label(const hwnas_space_service_t *service, uint32_t choice) {
  return choice < service->n_choices ? of_space(service)->space->choices[choice].label : NULL;
}

static uint32_t space_domain_size(const hwnas_space_service_t *service, uint32_t choice) {
  return choice < service->n_choices ? of_space(service)->space->choices[choice].n : 0;
}

static double space_networks(const hwnas_space_service_t *service) {
  return hwnas_sampler_networks(of_space(service)->sampler);
}

static void space_seed(const hwnas_space_service_t *service, uint64_t seed, uint64_t stream,
                       hwnas_random_t *out) {
  (void)service;
  hwnas_random_seed(out, seed, stream);
}

static hwnas_result_t space_sample(const hwnas_space_service_t *service, hwnas_call_t *call,
                                   hwnas_random_t *random, size_t n, uint16_t *out_points) {
  hwnas_status_t *status = hwnas_sampler_draw(of_space(service)->sampler, random, n, out_points);
  return status ? hwnas_service_refuse(call, HWNAS_E_RESOURCE, status) : HWNAS_OK;
}

const hwnas_choice_t *hwnas_point_outside(const hwnas_space_t *space, const uint16_t *point) {
  for (size_t c = 0; c < space->n_choices; c++)
    if (point[c] >= space->choices[c].n) return &space->choices[c];
  return NULL;
}

/* Fails the call if one of the points is outside the space. */
static hwnas_result_t check_points(const hwnas_space_t *space, hwnas_call_t *call, size_t n,
                                   const uint16_t *points) {
  for (size_t i = 0; i < n; i++) {
    const uint16_t *point = &points[i * space->n_choices];
    const hwnas_choice_t *choice = hwnas_point_outside(space, point);
    if (choice)
      return call->fail(call, HWNAS_E_ARGUMENT, "point %zu: index %u of '%s' is outside its %u values", i,
                        point[choice - space->choices], choice->label, choice->n);
  }
  return HWNAS_OK;
}

static hwnas_result_t space_canonicalize(const hwnas_space_service_t *service, hwnas_call_t *call, size_t n,
                                         uint16_t *points) {
  const hwnas_space_t *space = of_space(service)->space;
  hwnas_result_t result = check_points(space, call, n, points);
  for (size_t i = 0; i < n && result == HWNAS_OK; i++)
    hwnas_space_canonicalize(space, &points[i * space->n_choices]);
  return result;
}

uint64_t hwnas_point_key(const hwnas_space_t *space, const uint16_t *point, bool *out_exact) {
  uint64_t rank = 0, size = 1;
  for (size_t c = 0; c < space->n_choices; c++) {
    uint64_t n = space->choices[c].n;
    if (__builtin_mul_overflow(size, n, &size)) {
      *out_exact = false;
      return hwnas_hash(point, space->n_choices * sizeof *point, 0);
    }
    rank = rank * n + point[c];
  }
  *out_exact = true;
  return rank;
}

static uint64_t space_key(const hwnas_space_service_t *service, const uint16_t *point, int32_t *out_exact) {
  bool exact;
  uint64_t key = hwnas_point_key(of_space(service)->space, point, &exact);
  *out_exact = exact;
  return key;
}

static const char *space_value(const hwnas_space_service_t *service, uint32_t choice, uint32_t index) {
  return index < space_domain_size(service, choice) ? of_space(service)->values[choice][index] : NULL;
}

static hwnas_result_t space_parse(const hwnas_space_service_t *service, hwnas_call_t *call,
                                  const char *sample, size_t length, uint16_t *out_point) {
  hwnas_status_t *status =
      hwnas_sample_parse(of_space(service)->space, sample, length, "sample", false, out_point);
  return status ? hwnas_service_refuse(call, HWNAS_E_DATA, status) : HWNAS_OK;
}

static const char *print_value(hwnas_arena_t *arena, const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print_json(value, &text);
  return hwnas_arena_keep(arena, &text);
}

static bool print_values(hwnas_services_t *services) {
  const hwnas_space_t *space = services->space;
  services->values = hwnas_arena_alloc_array(&services->arena, space->n_choices, sizeof *services->values);
  for (size_t c = 0; services->values && c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    services->values[c] = hwnas_arena_alloc_array(&services->arena, choice->n, sizeof **services->values);
    if (!services->values[c]) return false;
    for (uint32_t k = 0; k < choice->n; k++)
      if (!(services->values[c][k] = print_value(&services->arena, &choice->domain[k]))) return false;
  }
  return services->values != NULL;
}

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
  hwnas_result_t result = check_points(services->space, call, n, points);
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
    hwnas_metric_set_values(services->metrics, begin, count, values);
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
  services->space_table = (hwnas_space_service_t){.struct_size = sizeof services->space_table,
                                                  .n_choices = (uint32_t)services->space->n_choices,
                                                  .host = services,
                                                  .label = space_label,
                                                  .domain_size = space_domain_size,
                                                  .networks = space_networks,
                                                  .seed = space_seed,
                                                  .sample = space_sample,
                                                  .canonicalize = space_canonicalize,
                                                  .key = space_key,
                                                  .value = space_value,
                                                  .parse = space_parse};
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

hwnas_status_t *hwnas_services_create(const hwnas_space_t *space, const hwnas_sampler_t *sampler,
                                      const hwnas_metric_set_t *metrics, const hwnas_objective_t *objectives,
                                      size_t n_objectives, hwnas_services_t **out) {
  hwnas_services_t *services = calloc(1, sizeof *services);
  HWNAS_TRY_ALLOC(services);
  services->space = space;
  services->sampler = sampler;
  services->metrics = metrics;
  hwnas_arena_init(&services->arena);
  services->goals = calloc(n_objectives + 1, sizeof *services->goals);
  if (!services->goals || !print_values(services)) {
    hwnas_services_destroy(services);
    return hwnas_status_no_memory();
  }
  for (size_t i = 0; i < n_objectives; i++) services->goals[i] = objectives[i].goal;
  fill_tables(services, n_objectives);
  *out = services;
  return NULL;
}

void hwnas_services_destroy(hwnas_services_t *services) {
  if (!services) return;
  for (size_t i = 0; i < services->n_predicates; i++) hwnas_predicate_destroy(services->predicates[i]);
  free(services->predicates);
  free(services->goals);
  hwnas_arena_deinit(&services->arena);
  free(services);
}

const void *hwnas_services_find(void *self, const char *id) {
  const hwnas_services_t *services = self;
  if (strcmp(id, HWNAS_SERVICE_SPACE) == 0) return &services->space_table;
  if (strcmp(id, HWNAS_SERVICE_METRIC) == 0) return &services->metric_table;
  if (strcmp(id, HWNAS_SERVICE_LOOP) == 0) return &services->loop_table;
  return strcmp(id, HWNAS_SERVICE_JSON) == 0 ? hwnas_json_service() : NULL;
}

uint64_t hwnas_services_dropped(const hwnas_services_t *services) { return services->dropped; }
