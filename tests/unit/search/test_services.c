#include <stdio.h>

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
  cr_assert_null(hwnas_services_create(world.space, world.sampler, NULL, world.set, NULL, 0, &services));
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
    cr_assert_null(
        hwnas_services_create(world.space, world.sampler, i ? region : NULL, world.set, NULL, 0, &services));
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
