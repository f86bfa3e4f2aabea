#include <stdio.h>

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
