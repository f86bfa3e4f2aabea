#include <stdio.h>

#include "search/json_service.h"
#include "search/region.h"
#include "search/services.h"
#include "search/space_access.h"
#include "world.h"

Test(services, keys_are_exact_and_apart) {
  world_t world = world_make();
  bool seen[24] = {false};
  uint16_t point[WORLD_CHOICES] = {0};
  do {
    bool exact = false;
    uint64_t key = hwnas_point_key(world.space, point, &exact);
    cr_assert(exact);
    cr_assert_lt(key, 24);
    cr_expect_not(seen[key]);
    seen[key] = true;
  } while (build_next_point(world.space, point));
  world_free(&world);
}

Test(services, keys_of_huge_spaces_are_hashes) {
  hwnas_space_t *space = build_space();
  char label[16];
  for (int i = 0; i < 64; i++) {
    snprintf(label, sizeof label, "c%d", i);
    build_choice(space, label, 2);
  }
  uint16_t a[64] = {0}, b[64] = {0};
  bool exact = true;
  b[63] = 1;
  uint64_t key = hwnas_point_key(space, a, &exact);
  cr_expect_not(exact);
  cr_expect_neq(key, hwnas_point_key(space, b, &exact));
  cr_expect_eq(key, hwnas_point_key(space, a, &exact));
  hwnas_space_destroy(space);
}

Test(services, predicates_test_batches_and_refuse_points_outside) {
  world_t world = world_make();
  hwnas_services_t *services;
  cr_assert_null(hwnas_services_create(
      &(hwnas_services_of_t){.space = world.space, .sampler = world.sampler, .metrics = world.set},
      &services));
  hwnas_host_call_t call;
  hwnas_host_call_init(&call, "test");
  const hwnas_metric_service_t *metric = hwnas_services_find(services, HWNAS_SERVICE_METRIC);
  hwnas_predicate_t *predicate = NULL;
  cr_expect_eq(metric->predicate(metric, &call.call, "flop < 1", &predicate), HWNAS_E_OPTION);
  cr_expect_not_null(strstr(call.message, "did you mean 'flops'?"), "%s", call.message);
  cr_assert_eq(metric->predicate(metric, &call.call, "flops < 250 and depth >= 0", &predicate), HWNAS_OK);

  enum { N = 3000 }; /* more than one chunk */
  static uint16_t points[N][WORLD_CHOICES];
  static uint8_t kept[N];
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  cr_assert_null(hwnas_sampler_draw(world.sampler, &random, N, points[0]));
  cr_assert_eq(metric->test(metric, &call.call, predicate, N, points[0], kept), HWNAS_OK);
  for (size_t i = 0; i < N; i++) cr_assert_eq(kept[i], world_flops(points[i]) < 250);
  points[N - 1][WORLD_OP] = 3;
  cr_expect_eq(metric->test(metric, &call.call, predicate, N, points[0], kept), HWNAS_E_ARGUMENT);
  cr_expect_not_null(strstr(call.message, "'op'"));
  cr_expect_null(hwnas_services_find(services, "hwnas.unknown/1"));
  hwnas_host_call_deinit(&call);
  hwnas_services_destroy(services);
  world_free(&world);
}

/* ---- Networks near others ---------------------------------------------------------------------- */

static void assert_near_others(const hwnas_space_service_t *space, hwnas_call_t *call, int64_t most_flops) {
  hwnas_random_t random;
  const uint16_t a[WORLD_CHOICES] = {2, 1, 0}, b[WORLD_CHOICES] = {0, 2, 1};
  const uint8_t chosen[WORLD_CHOICES] = {1, 0, 1};
  const double p[] = {0.25, 0.25, 0.25, 0.25, 0, 1, 0, 0.5, 0.5};
  uint16_t out[WORLD_CHOICES];
  space->seed(space, 1, 0, &random);
  for (int i = 0; i < 100; i++) {
    cr_assert_eq(space->mutate(space, call, &random, a, chosen, out), HWNAS_OK);
    cr_assert(out[WORLD_OP] == 1 && memcmp(out, a, sizeof a) != 0 && world_flops(out) <= most_flops);
    cr_assert_eq(space->cross(space, call, &random, a, b, out), HWNAS_OK);
    for (size_t c = 0; c < WORLD_CHOICES; c++) cr_assert(out[c] == a[c] || out[c] == b[c]);
    cr_assert_leq(world_flops(out), most_flops);
    cr_assert_eq(space->draw_by(space, call, &random, p, 1, out), HWNAS_OK);
    cr_assert(out[WORLD_OP] == 1 && world_flops(out) <= most_flops);
  }
}

Test(services, networks_near_others_lie_in_the_region) {
  world_t world = world_make();
  static const char *const conditions[] = {"flops <= 320"};
  hwnas_region_t *region;
  cr_assert_null(hwnas_region_create(world.space, world.set, conditions, 1, NULL, &region));
  cr_assert_null(hwnas_region_prepare(region));
  for (int i = 0; i < 2; i++) {
    hwnas_services_t *services;
    hwnas_host_call_t call;
    hwnas_random_t random = {{1, 2, 3, 4}};
    uint16_t point[WORLD_CHOICES] = {0}, out[WORLD_CHOICES];
    cr_assert_null(hwnas_services_create(&(hwnas_services_of_t){.space = world.space,
                                                                .sampler = world.sampler,
                                                                .region = i ? region : NULL,
                                                                .metrics = world.set},
                                         &services));
    hwnas_host_call_init(&call, "test");
    const hwnas_space_service_t *space = hwnas_services_find(services, HWNAS_SERVICE_SPACE);
    assert_near_others(space, &call.call, i ? 320 : 1000);
    static const uint8_t none[WORLD_CHOICES] = {0};
    cr_expect_eq(space->mutate(space, &call.call, &random, point, none, out), HWNAS_EXHAUSTED);
    point[WORLD_OP] = 3;
    cr_expect_eq(space->mutate(space, &call.call, &random, point, none, out), HWNAS_E_ARGUMENT);
    cr_expect_eq(space->cross(space, &call.call, &random, out, point, out), HWNAS_E_ARGUMENT);
    static const double wrong[9] = {2};
    cr_expect_eq(space->draw_by(space, &call.call, &random, wrong, 1, out), HWNAS_E_ARGUMENT);
    cr_expect_not_null(strstr(call.message, "sum to 2, not to 1"), "%s", call.message);
    hwnas_host_call_deinit(&call);
    hwnas_services_destroy(services);
  }
  hwnas_region_destroy(region);
  world_free(&world);
}

/* ---- What plugins look up -------------------------------------------------------------------- */

static hwnas_result_t note_entry(void *self, const char *key, int32_t kind, double number, const char *text) {
  hwnas_str_t *out = self;
  hwnas_str_appendf(out, "%s%d %g %s", out->length ? "; " : "", (int)kind, number, text);
  return key ? HWNAS_E_INTERNAL : kind == HWNAS_JSON_KIND_BOOL ? HWNAS_E_CANCELLED : HWNAS_OK;
}

static hwnas_result_t read_array(hwnas_host_call_t *call, const char *text, hwnas_str_t *out) {
  const hwnas_json_service_t *json = hwnas_json_service();
  hwnas_host_call_reset(call);
  hwnas_str_clear(out);
  return json->array(json, &call->call, text, strlen(text), "list.json", note_entry, out);
}

Test(services, arrays_are_read_entry_by_entry) {
  hwnas_host_call_t call;
  hwnas_str_t seen;
  hwnas_host_call_init(&call, "test");
  hwnas_str_init(&seen);
  cr_expect_eq(read_array(&call, "[1, \"a\", null, {\"b\": [2]}]", &seen), HWNAS_OK);
  cr_expect_str_eq(seen.text, "2 1 ; 3 0 a; 0 0 null; 4 0 {\"b\":[2]}");
  cr_expect_eq(read_array(&call, "[1, true, 2]", &seen), HWNAS_E_CANCELLED);
  cr_expect_str_eq(seen.text, "2 1 ; 1 1 true");
  cr_expect_eq(read_array(&call, "{\"a\": 1}", &seen), HWNAS_E_DATA);
  cr_expect_not_null(strstr(call.message, "an array is needed here"), "%s", call.message);
  cr_expect_eq(read_array(&call, "[1,", &seen), HWNAS_E_DATA);
  cr_expect_not_null(strstr(call.message, "list.json:1:"), "%s", call.message);
  hwnas_str_deinit(&seen);
  hwnas_host_call_deinit(&call);
}

typedef struct asked {
  int32_t kind;
  double number;
  const char *text;
  int64_t index; /* -1: refused */
  const char *words;
} asked_t;

static void expect_value(const hwnas_space_service_t *service, hwnas_host_call_t *call,
                         const asked_t *asked) {
  uint16_t index = 99;
  hwnas_host_call_reset(call);
  hwnas_result_t result =
      service->find_value(service, &call->call, 0, asked->kind, asked->number, asked->text, &index);
  cr_expect_eq(result, asked->index < 0 ? HWNAS_E_DATA : HWNAS_OK, "%s", asked->text);
  if (asked->index >= 0) cr_expect_eq(index, asked->index, "%s", asked->text);
  if (asked->words) cr_expect_not_null(strstr(call->message, asked->words), "%s", call->message);
}

Test(services, labels_and_values_are_found_or_what_was_meant) {
  static const asked_t cases[] = {
      {HWNAS_JSON_KIND_NUMBER, 3, "", 0, NULL},
      {HWNAS_JSON_KIND_NUMBER, 0.5, "", 1, NULL},
      {HWNAS_JSON_KIND_STRING, 0, "con\"v", 2, NULL},
      {HWNAS_JSON_KIND_BOOL, 0, "false", 3, NULL},
      {HWNAS_JSON_KIND_OTHER, 0, "[1,2]", 4, NULL},
      {HWNAS_JSON_KIND_NULL, 0, "null", -1, "null is not in the domain of label 'op'; 'op' is one of 3, 0.5"},
      {HWNAS_JSON_KIND_NUMBER, 4, "", -1, "4 is not in the domain"},
      {HWNAS_JSON_KIND_STRING, 0, "con\"w", -1, "did you mean 'con\"v'?"},
      {HWNAS_JSON_KIND_OTHER, 0, "{\"a\":1}", -1, "{\"a\":1} is not in the domain"},
      {HWNAS_JSON_KIND_OTHER, 0, "[", -1, "value:1:"},
  };
  hwnas_space_t *space = build_space();
  const hwnas_value_t pair[] = {hwnas_value_int(1), hwnas_value_int(2)};
  const hwnas_list_t list = {2, pair};
  const hwnas_value_t domain[] = {hwnas_value_int(3), hwnas_value_real(0.5), hwnas_value_string("con\"v"),
                                  hwnas_value_bool(false), hwnas_value_list(&list)};
  build_choice_of(space, "op", domain, 5);
  build_choice(space, "depth", 3);
  hwnas_space_access_t access;
  hwnas_host_call_t call;
  hwnas_host_call_init(&call, "test");
  cr_assert_null(hwnas_space_access_init(&access, space, NULL, NULL));
  const hwnas_space_service_t *service = &access.service;
  uint32_t choice = 99;
  cr_expect_eq(service->find(service, &call.call, "depth", &choice), HWNAS_OK);
  cr_expect_eq(choice, 1);
  cr_expect_eq(service->find(service, &call.call, "dept", &choice), HWNAS_E_DATA);
  cr_expect_str_eq(call.message, "the space has no label 'dept'; did you mean 'depth'?");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) expect_value(service, &call, &cases[i]);
  uint16_t index;
  cr_expect_eq(service->find_value(service, &call.call, 2, HWNAS_JSON_KIND_NULL, 0, "null", &index),
               HWNAS_E_ARGUMENT);
  hwnas_space_access_deinit(&access);
  hwnas_host_call_deinit(&call);
  hwnas_space_destroy(space);
}
