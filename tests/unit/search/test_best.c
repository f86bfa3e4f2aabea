#include "hwnas/best.h"

#include <math.h>
#include <stdio.h>

#include "search/services.h"
#include "world.h"

enum { POINTS = 24 };

/* Ranges, conditions on labels, and what is neither and tested network by network. */
static const char *const conditions[][2] = {
    {NULL},
    {"flops <= 320"},
    {"200 <= flops <= 320", "params < 28"},
    {"op in ['conv', 'skip']", "depth + label('cell/0_1') >= 20"},
    {"depth < params < flops"},
    {"op != 'skip' or params < 10", "flops > 150"},
    {"not flops > 300"},
    {"params > 0 and flops/params < 8", "flops < 440"},
};
#define N_CONDITIONS (sizeof conditions / sizeof *conditions)

static size_t given(size_t i) { return conditions[i][1] ? 2 : conditions[i][0] ? 1 : 0; }

static hwnas_best_t *open_best(const world_t *world, size_t i, size_t metric, int32_t goal,
                               hwnas_region_t **out_region) {
  hwnas_best_t *best = NULL;
  cr_assert_null(hwnas_region_create(world->space, world->set, conditions[i], given(i), NULL, out_region));
  cr_assert_null(hwnas_best_create(*out_region, metric, goal, NULL, &best));
  return best;
}

static bool holds(const world_t *world, size_t i, const uint16_t *point) {
  bool all = true;
  int64_t quanta[2];
  cr_assert_null(hwnas_metric_set_value(world->set, point, quanta));
  for (size_t c = 0; c < given(i); c++) {
    hwnas_predicate_t *predicate = NULL;
    cr_assert_null(hwnas_predicate_create(world->space, world->set, conditions[i][c], NULL, &predicate));
    all &= hwnas_predicate_test(predicate, point, quanta);
    hwnas_predicate_destroy(predicate);
  }
  return all;
}

static int64_t value(const world_t *world, size_t metric, const uint16_t *point) {
  int64_t quanta[2];
  cr_assert_null(hwnas_metric_set_value(world->set, point, quanta));
  return quanta[metric];
}

static size_t count_better(const world_t *world, size_t i, size_t metric, bool most, int64_t score) {
  uint16_t point[WORLD_CHOICES] = {0};
  size_t n = 0;
  do {
    int64_t other = value(world, metric, point);
    n += holds(world, i, point) && (most ? other > score : other < score);
  } while (build_next_point(world->space, point));
  return n;
}

static void assert_ranked(const world_t *world, size_t i, size_t metric, bool most) {
  hwnas_region_t *region;
  hwnas_best_t *best = open_best(world, i, metric, most ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE, &region);
  uint16_t points[POINTS + 1][WORLD_CHOICES], again[POINTS][WORLD_CHOICES];
  bool seen[POINTS] = {false};
  size_t n, one, total = count_better(world, i, metric, most, most ? INT64_MIN : INT64_MAX);
  /* One by one: longer and longer lists go on as the shorter ones. */
  for (size_t rank = 0; rank < total; rank++) {
    cr_assert_null(hwnas_best_networks(best, rank, 1, points[rank], &one));
    cr_assert_eq(one, 1);
    cr_assert(hwnas_best_proof(best).exact);
    cr_assert_geq(hwnas_best_proof(best).proven, rank + 1);
    size_t number = build_point_number(world->space, points[rank]);
    cr_assert(!seen[number] && holds(world, i, points[rank]), "%s", conditions[i][0]);
    seen[number] = true;
    int64_t score = value(world, metric, points[rank]);
    cr_assert_leq(count_better(world, i, metric, most, score), rank);
    if (rank > 0)
      cr_assert(most ? score <= value(world, metric, points[rank - 1])
                     : score >= value(world, metric, points[rank - 1]));
  }
  cr_assert_null(hwnas_best_networks(best, 0, POINTS, again[0], &n));
  cr_assert_eq(n, total);
  cr_assert_arr_eq(points, again, total * sizeof again[0]);
  cr_assert_null(hwnas_best_networks(best, total, 1, points[total], &one));
  cr_assert_eq(one, 0);
  cr_assert(hwnas_best_proof(best).all && hwnas_best_proof(best).gap == 0);
  hwnas_best_destroy(best);
  hwnas_region_destroy(region);
}

Test(best, ranks_what_the_conditions_leave) {
  world_t world = world_make();
  for (size_t i = 0; i < N_CONDITIONS; i++)
    for (size_t metric = 0; metric < 2; metric++)
      for (int most = 0; most < 2; most++) assert_ranked(&world, i, metric, most);
  world_free(&world);
}

static void expect_nothing(const world_t *world, const char *const *texts, size_t n, const char *words) {
  hwnas_region_t *region;
  hwnas_best_t *best;
  uint16_t point[WORLD_CHOICES];
  size_t found;
  cr_assert_null(hwnas_region_create(world->space, world->set, texts, n, NULL, &region));
  cr_assert_null(hwnas_best_create(region, 0, HWNAS_GOAL_MINIMIZE, NULL, &best));
  expect_says(hwnas_best_networks(best, 0, 1, point, &found), HWNAS_ERROR_EMPTY_RANGE, words);
  hwnas_best_destroy(best);
  hwnas_region_destroy(region);
}

Test(best, says_why_there_is_none) {
  static const char *const below[] = {"flops < 100"}, *const both[] = {"flops < 150", "params > 20"},
                           *const tested[] = {"params > flops"};
  world_t world = world_make();
  expect_nothing(&world, below, 1, "no network has flops <= 99");
  expect_nothing(&world, both, 2, "no network of 'built'");
  expect_nothing(&world, tested, 1, "no network of 'built' satisfies the conditions");
  world_free(&world);
}

Test(best, refuses_graphs_that_are_too_large) {
  world_t world = world_make();
  hwnas_region_t *region;
  hwnas_best_t *best;
  const hwnas_region_options_t options = {.max_edges = 1};
  cr_assert_null(hwnas_region_create(world.space, world.set, NULL, 0, &options, &region));
  expect_says(hwnas_best_create(region, 0, HWNAS_GOAL_MINIMIZE, NULL, &best), HWNAS_ERROR_TRELLIS_BUDGET,
              "edges");
  hwnas_region_destroy(region);
  world_free(&world);
}

/* ---- As plugins see it --------------------------------------------------------------------------- */

static const hwnas_objective_t objectives[] = {{.metric = 0, .goal = HWNAS_GOAL_MAXIMIZE},
                                               {.reported = true, .goal = HWNAS_GOAL_MINIMIZE}};

typedef struct service {
  hwnas_region_t *region;
  hwnas_services_t *services;
  hwnas_host_call_t call;
  const hwnas_best_service_t *best;
} service_t;

static void open_service(const world_t *world, const hwnas_objective_t *of, size_t n, service_t *out) {
  static const char *const constraints[] = {"flops <= 320", "params > 0"};
  cr_assert_null(hwnas_region_create(world->space, world->set, constraints, 2, NULL, &out->region));
  cr_assert_null(hwnas_services_create(&(hwnas_services_of_t){.space = world->space,
                                                              .sampler = world->sampler,
                                                              .region = out->region,
                                                              .metrics = world->set,
                                                              .objectives = of,
                                                              .n_objectives = n},
                                       &out->services));
  hwnas_host_call_init(&out->call, "test");
  out->best = hwnas_services_find(out->services, HWNAS_SERVICE_BEST);
  cr_assert_not_null(out->best);
}

static void close_service(service_t *service) {
  hwnas_host_call_deinit(&service->call);
  hwnas_services_destroy(service->services);
  hwnas_region_destroy(service->region);
}

static void expect_first(service_t *service, const char *metric, int32_t goal, int64_t flops) {
  hwnas_ranking_t *ranking = NULL;
  uint16_t points[POINTS][WORLD_CHOICES] = {{0}};
  size_t n = 0;
  hwnas_ranking_proof_t proof = {.struct_size = sizeof proof};
  hwnas_call_t *call = &service->call.call;
  cr_assert_eq(service->best->rank(service->best, call, metric, goal, 0, &ranking), HWNAS_OK, "%s",
               service->call.message);
  cr_assert_eq(service->best->list(service->best, call, ranking, 0, 2, points[0], &n), HWNAS_OK);
  cr_assert_eq(n, 2);
  cr_expect_eq(world_flops(points[0]), flops);
  service->best->proof(service->best, ranking, &proof);
  cr_expect_eq(proof.exact, 1);
  cr_expect_geq(proof.proven, 2);
  cr_assert_eq(service->best->list(service->best, call, ranking, 2, POINTS, points[2], &n), HWNAS_EXHAUSTED);
  cr_expect_eq(n, 8); /* three operators at depth 10 and two at 20, two cells each, less the first two */
}

static void expect_refusal(service_t *service, const char *metric, const char *words) {
  hwnas_ranking_t *ranking = NULL;
  hwnas_host_call_reset(&service->call);
  cr_expect_eq(service->best->rank(service->best, &service->call.call, metric, -1, 0, &ranking),
               HWNAS_E_OPTION);
  cr_expect_not_null(strstr(service->call.message, words), "%s", service->call.message);
}

Test(best, plugins_get_ranks_within_the_constraints) {
  world_t world = world_make();
  service_t service;
  open_service(&world, objectives, 1, &service);
  expect_first(&service, NULL, -1, 320);
  expect_first(&service, "flops", HWNAS_GOAL_MINIMIZE, 200);
  expect_first(&service, "params", -1, 200);
  expect_refusal(&service, "flop", "did you mean 'flops'?");
  close_service(&service);
  open_service(&world, objectives, 2, &service);
  expect_refusal(&service, NULL, "the run has 2 objectives");
  close_service(&service);
  open_service(&world, &objectives[1], 1, &service);
  expect_refusal(&service, NULL, "name a metric of a profiler as 'score'");
  close_service(&service);
  world_free(&world);
}
