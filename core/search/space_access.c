#include "search/space_access.h"

#include <math.h>

#include "base/hash.h"
#include "search/json_service.h"
#include "search/region.h"
#include "space/sample.h"

static const hwnas_space_access_t *of_space(const hwnas_space_service_t *service) { return service->host; }

static const char *space_label(const hwnas_space_service_t *service, uint32_t choice) {
  return choice < service->n_choices ? of_space(service)->space->choices[choice].label : NULL;
}

static uint32_t space_domain_size(const hwnas_space_service_t *service, uint32_t choice) {
  return choice < service->n_choices ? of_space(service)->space->choices[choice].n : 0;
}

static double space_networks(const hwnas_space_service_t *service) {
  const hwnas_space_access_t *access = of_space(service);
  if (access->exact) return hwnas_region_most(access->region);
  return access->sampler ? hwnas_sampler_networks(access->sampler) : NAN;
}

static void space_seed(const hwnas_space_service_t *service, uint64_t seed, uint64_t stream,
                       hwnas_random_t *out) {
  (void)service;
  hwnas_random_seed(out, seed, stream);
}

static hwnas_result_t space_sample(const hwnas_space_service_t *service, hwnas_call_t *call,
                                   hwnas_random_t *random, size_t n, uint16_t *out_points) {
  const hwnas_space_access_t *access = of_space(service);
  if (!access->sampler)
    return call->fail(call, HWNAS_E_UNSUPPORTED, "networks can be drawn by strategies and middleware only");
  hwnas_status_t *status = access->exact ? hwnas_region_draw(access->region, random, n, out_points)
                                         : hwnas_sampler_draw(access->sampler, random, n, out_points);
  return status ? hwnas_service_refuse(call, HWNAS_E_RESOURCE, status) : HWNAS_OK;
}

const hwnas_choice_t *hwnas_point_outside(const hwnas_space_t *space, const uint16_t *point) {
  for (size_t c = 0; c < space->n_choices; c++)
    if (point[c] >= space->choices[c].n) return &space->choices[c];
  return NULL;
}

hwnas_result_t hwnas_points_check(const hwnas_space_t *space, hwnas_call_t *call, size_t n,
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
  hwnas_result_t result = hwnas_points_check(space, call, n, points);
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

static const char *print_value(hwnas_arena_t *arena, const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print_json(value, &text);
  return hwnas_arena_keep(arena, &text);
}

/* NULL when memory ran out. */
static const char **print_domain(hwnas_arena_t *arena, const hwnas_choice_t *choice) {
  const char **texts = hwnas_arena_alloc_array(arena, choice->n, sizeof *texts);
  for (uint32_t i = 0; texts && i < choice->n; i++)
    if (!(texts[i] = print_value(arena, &choice->domain[i]))) return NULL;
  return texts;
}

/* Texts are made when somebody asks for the first value of a choice: most plugins never do. */
static const char *space_value(const hwnas_space_service_t *service, uint32_t choice, uint32_t index) {
  hwnas_space_access_t *access = (hwnas_space_access_t *)(uintptr_t)service->host;
  if (index >= space_domain_size(service, choice)) return NULL;
  pthread_mutex_lock(&access->lock);
  if (!access->values[choice])
    access->values[choice] = print_domain(&access->arena, &access->space->choices[choice]);
  const char **texts = access->values[choice];
  pthread_mutex_unlock(&access->lock);
  return texts ? texts[index] : NULL;
}

static hwnas_result_t space_parse(const hwnas_space_service_t *service, hwnas_call_t *call,
                                  const char *sample, size_t length, uint16_t *out_point) {
  hwnas_status_t *status =
      hwnas_sample_parse(of_space(service)->space, sample, length, "sample", false, out_point);
  return status ? hwnas_service_refuse(call, HWNAS_E_DATA, status) : HWNAS_OK;
}

static hwnas_result_t space_find(const hwnas_space_service_t *service, hwnas_call_t *call, const char *label,
                                 uint32_t *out_choice) {
  const hwnas_space_t *space = of_space(service)->space;
  hwnas_arena_t arena;
  if (!label) return call->fail(call, HWNAS_E_ARGUMENT, "no label is named");
  const hwnas_choice_t *choice = hwnas_space_find(space, label);
  if (choice) {
    *out_choice = (uint32_t)(choice - space->choices);
    return HWNAS_OK;
  }
  hwnas_arena_init(&arena);
  hwnas_result_t result =
      hwnas_service_refuse(call, HWNAS_E_DATA, hwnas_space_unknown_label(space, label, &arena));
  hwnas_arena_deinit(&arena);
  return result;
}

static hwnas_result_t space_find_value(const hwnas_space_service_t *service, hwnas_call_t *call,
                                       uint32_t choice, int32_t kind, double number, const char *text,
                                       uint16_t *out_index) {
  const hwnas_space_t *space = of_space(service)->space;
  if (choice >= service->n_choices)
    return call->fail(call, HWNAS_E_ARGUMENT, "the space has no choice number %u", choice);
  if (!text) return call->fail(call, HWNAS_E_ARGUMENT, "a value without a text");
  hwnas_arena_t arena;
  hwnas_json_t json;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_json_from_visit(&arena, kind, number, text, &json);
  if (!status) status = hwnas_choice_read_value(&space->choices[choice], &json, &arena, out_index);
  hwnas_result_t result = status ? hwnas_service_refuse(call, HWNAS_E_DATA, status) : HWNAS_OK;
  hwnas_arena_deinit(&arena);
  return result;
}

/* ---- Networks near others -------------------------------------------------------------------- */

static hwnas_result_t answer(hwnas_call_t *call, hwnas_status_t *status) {
  if (!status) return HWNAS_OK;
  if (status->error == HWNAS_ERROR_DISTRIBUTION) return hwnas_service_refuse(call, HWNAS_E_ARGUMENT, status);
  if (status->error != HWNAS_ERROR_EMPTY_RANGE) return hwnas_service_refuse(call, HWNAS_E_RESOURCE, status);
  hwnas_status_destroy(status);
  return HWNAS_EXHAUSTED;
}

/* Where they are to lie. */
static hwnas_status_t *find_region(hwnas_space_access_t *access, hwnas_region_t **out) {
  *out = access->region ? access->region : access->whole;
  if (*out) return NULL;
  HWNAS_TRY(hwnas_region_create(access->space, NULL, NULL, 0, NULL, &access->whole));
  *out = access->whole;
  return NULL;
}

static hwnas_result_t space_draw_by(const hwnas_space_service_t *service, hwnas_call_t *call,
                                    hwnas_random_t *random, const double *probabilities, size_t n,
                                    uint16_t *out_points) {
  hwnas_region_t *region;
  hwnas_status_t *status = find_region((hwnas_space_access_t *)(uintptr_t)service->host, &region);
  if (!status) status = hwnas_region_draw_by(region, probabilities, random, n, out_points);
  return answer(call, status);
}

static hwnas_result_t space_mutate(const hwnas_space_service_t *service, hwnas_call_t *call,
                                   hwnas_random_t *random, const uint16_t *point, const uint8_t *chosen,
                                   uint16_t *out_point) {
  hwnas_region_t *region;
  hwnas_result_t result = hwnas_points_check(of_space(service)->space, call, 1, point);
  if (result != HWNAS_OK) return result;
  hwnas_status_t *status = find_region((hwnas_space_access_t *)(uintptr_t)service->host, &region);
  if (!status) status = hwnas_region_mutate(region, point, chosen, random, out_point);
  return answer(call, status);
}

static hwnas_result_t space_cross(const hwnas_space_service_t *service, hwnas_call_t *call,
                                  hwnas_random_t *random, const uint16_t *a, const uint16_t *b,
                                  uint16_t *out_point) {
  hwnas_region_t *region;
  hwnas_result_t result = hwnas_points_check(of_space(service)->space, call, 1, a);
  if (result == HWNAS_OK) result = hwnas_points_check(of_space(service)->space, call, 1, b);
  if (result != HWNAS_OK) return result;
  hwnas_status_t *status = find_region((hwnas_space_access_t *)(uintptr_t)service->host, &region);
  if (!status) status = hwnas_region_cross(region, a, b, random, out_point);
  return answer(call, status);
}

hwnas_status_t *hwnas_space_access_init(hwnas_space_access_t *access, const hwnas_space_t *space,
                                        const hwnas_sampler_t *sampler, hwnas_region_t *region) {
  access->space = space;
  access->sampler = sampler;
  access->region = region;
  access->exact = region && hwnas_region_is_exact(region);
  access->whole = NULL;
  hwnas_arena_init(&access->arena);
  access->service = (hwnas_space_service_t){.struct_size = sizeof access->service,
                                            .n_choices = (uint32_t)space->n_choices,
                                            .host = access,
                                            .label = space_label,
                                            .domain_size = space_domain_size,
                                            .networks = space_networks,
                                            .seed = space_seed,
                                            .sample = space_sample,
                                            .canonicalize = space_canonicalize,
                                            .key = space_key,
                                            .value = space_value,
                                            .parse = space_parse,
                                            .draw_by = space_draw_by,
                                            .mutate = space_mutate,
                                            .cross = space_cross,
                                            .find = space_find,
                                            .find_value = space_find_value};
  pthread_mutex_init(&access->lock, NULL);
  access->values = hwnas_arena_alloc_array(&access->arena, space->n_choices, sizeof *access->values);
  return access->values ? NULL : hwnas_status_no_memory();
}

void hwnas_space_access_deinit(hwnas_space_access_t *access) {
  pthread_mutex_destroy(&access->lock);
  hwnas_region_destroy(access->whole);
  hwnas_arena_deinit(&access->arena);
}
