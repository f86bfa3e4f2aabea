#include "hwnas/region.h"

#include "world.h"

/* What is built into the region, and what is tested network by network. */
static const char *const conditions[][2] = {
    {"flops<=320"},
    {"200 <= flops <= 3.2e2"},
    {"300 > flops", "flops > 100"},
    {"flops == 250"},
    {"flops == 250.5"},
    {"flops >= 199.5", "params < 27.9"},
    {"flops < 320 and depth > 0"},
    {"op in ['conv', 'skip']", "depth + label('cell/0_1') >= 20"},
    {"depth < params < flops"},
    {"params > 0 and flops/params < 8"},
    {"op != 'skip' or params < 10", "flops > 150"},
    {"not flops > 300"},
    {"flops != 250"},
    {"flops <= 100 * 3 + 20"},
    {"flops <= 0/1", "params >= 0"},
    {"flops < 1e300", "params > -1e300"},
    {"depth > 100"},
    {"any(depth >= d for d in [0, 100])"},
    {"flops != flops"},
    {"300 <= flops <= 350", "7 < params < 28"},
    {"150 <= flops <= 420", "7 < params < 28"},
};
#define N_CONDITIONS (sizeof conditions / sizeof *conditions)

static size_t given(size_t i) { return conditions[i][1] ? 2 : 1; }

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

static unsigned long count_directly(const world_t *world, size_t i) {
  uint16_t point[WORLD_CHOICES] = {0};
  unsigned long n = 0;
  do n += holds(world, i, point);
  while (build_next_point(world->space, point));
  return n;
}

static hwnas_region_t *open(const world_t *world, size_t i, uint64_t max_edges, hwnas_law_t law) {
  hwnas_region_t *region = NULL;
  hwnas_region_options_t options = {.max_edges = max_edges, .law = law};
  hwnas_status_t *status =
      hwnas_region_create(world->space, world->set, conditions[i], given(i), &options, &region);
  if (status) {
    char *text = hwnas_status_format(status);
    cr_assert_fail("%s: %s", conditions[i][0], text);
  }
  return region;
}

static void assert_exact(const world_t *world, size_t i, hwnas_law_t law) {
  hwnas_region_t *region = open(world, i, 0, law);
  hwnas_region_count_t count;
  cr_assert_null(hwnas_region_count(region, false, &count));
  cr_expect(count.exact && count.proven && !count.reason, "%s", conditions[i][0]);
  cr_expect_eq(strtoul(count.networks, NULL, 10), count_directly(world, i), "%s: %s", conditions[i][0],
               count.networks);
  cr_expect_str_eq(count.least, count.networks);
  cr_expect_str_eq(count.most, count.networks);
  cr_expect_str_eq(count.bound, count.networks);
  hwnas_region_count_deinit(&count);
  hwnas_region_destroy(region);
}

Test(region, counts_what_the_conditions_leave) {
  world_t world = world_make();
  for (size_t i = 0; i < N_CONDITIONS; i++) assert_exact(&world, i, HWNAS_LAW_NETWORKS);
  for (size_t i = 0; i < N_CONDITIONS; i++) assert_exact(&world, i, HWNAS_LAW_LABELS);
  world_free(&world);
}

static void assert_drawn(const world_t *world, size_t i, uint64_t max_edges, hwnas_law_t law) {
  uint16_t points[50 * WORLD_CHOICES];
  hwnas_random_t random;
  hwnas_random_seed(&random, i, 0);
  hwnas_region_t *region = open(world, i, max_edges, law);
  if (count_directly(world, i) > 0) {
    cr_assert_null(hwnas_region_draw(region, &random, 50, points), "%s", conditions[i][0]);
    for (size_t p = 0; p < 50; p++)
      cr_expect(holds(world, i, &points[p * WORLD_CHOICES]), "%s", conditions[i][0]);
  } else if (max_edges == 0) {
    hwnas_status_t *status = hwnas_region_draw(region, &random, 1, points);
    cr_assert_not_null(status, "%s", conditions[i][0]);
    cr_expect_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
    hwnas_status_destroy(status);
  }
  hwnas_region_destroy(region);
}

Test(region, draws_what_the_conditions_allow) {
  world_t world = world_make();
  for (size_t i = 0; i < N_CONDITIONS; i++) assert_drawn(&world, i, 0, HWNAS_LAW_NETWORKS);
  for (size_t i = 0; i < N_CONDITIONS; i++) assert_drawn(&world, i, 1, HWNAS_LAW_NETWORKS);
  for (size_t i = 0; i < N_CONDITIONS; i++) assert_drawn(&world, i, 1, HWNAS_LAW_LABELS);
  world_free(&world);
}

static hwnas_region_count_t count_without_graph(const world_t *world, size_t i, hwnas_law_t law) {
  hwnas_region_t *region = open(world, i, 1, law);
  hwnas_region_count_t count;
  cr_assert_null(hwnas_region_count(region, false, &count));
  hwnas_region_destroy(region);
  return count;
}

/* Without the graph of all networks those of small spaces are gone through one by one. */
Test(region, enumerates_where_the_graph_is_too_large) {
  world_t world = world_make();
  for (size_t i = 0; i < N_CONDITIONS; i++) {
    hwnas_region_count_t count =
        count_without_graph(&world, i, i % 2 ? HWNAS_LAW_NETWORKS : HWNAS_LAW_LABELS);
    cr_expect(count.exact && count.proven && !count.reason, "%s", conditions[i][0]);
    cr_expect_eq(strtoul(count.networks, NULL, 10), count_directly(&world, i), "%s: %s", conditions[i][0],
                 count.networks);
    hwnas_region_count_deinit(&count);
  }
  world_free(&world);
}

/* For large ones there is an estimate, and what it says of itself is true. */
Test(region, estimates_where_the_graph_is_too_large) {
  world_t world = world_make(), larger = world_make_larger(22);
  for (size_t i = 0; i < 4; i++) {
    hwnas_region_count_t count = count_without_graph(&larger, i, HWNAS_LAW_NETWORKS);
    unsigned long expected = count_directly(&world, i) << 22;
    cr_expect(!count.exact && !count.proven);
    cr_expect_str_eq(count.method, "samples");
    cr_expect_not_null(strstr(count.reason, "more than 1 edges in all"), "%s", count.reason);
    cr_expect_leq(strtoul(count.least, NULL, 10), expected, "%s", conditions[i][0]);
    cr_expect_geq(strtoul(count.most, NULL, 10), expected, "%s", conditions[i][0]);
    hwnas_region_count_deinit(&count);
  }
  world_free(&larger);
  world_free(&world);
}

static void assert_explained(const world_t *world, const char *const *asked, size_t n,
                             const char *const *lines) {
  hwnas_region_t *region;
  uint16_t point[WORLD_CHOICES];
  hwnas_random_t random = {{1, 2, 3, 4}};
  cr_assert_null(hwnas_region_create(world->space, world->set, asked, n, NULL, &region));
  hwnas_status_t *status = hwnas_region_draw(region, &random, 1, point);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  size_t i = 0;
  for (; lines[i] && i < status->n_details; i++) cr_expect_str_eq(status->details[i], lines[i]);
  cr_expect(!lines[i] && i == status->n_details, "%zu details", status->n_details);
  hwnas_status_destroy(status);
  hwnas_region_destroy(region);
}

/* FLOPs are 100 (depth + 10) / 10 + {50, 20, 0}, parameters 7 (depth / 10)^2. */
Test(region, says_what_limits_exclude_each_other_and_what_can_be_reached) {
  world_t world = world_make();
  static const char *const both[] = {"flops < 50", "params > 1000"};
  static const char *const says_both[] = {
      "no network has params >= 1001",
      "params is at most 63, that of {\"depth\":30,\"op\":\"conv\",\"cell/0_1\":0}",
      "no network has flops <= 49",
      "flops is at least 100, that of {\"depth\":0,\"op\":\"skip\",\"cell/0_1\":0}", NULL};
  assert_explained(&world, both, 2, says_both);
  static const char *const pair[] = {"flops <= 320", "params > 28", "op != 'pool'"};
  static const char *const says_pair[] = {
      "flops <= 320, params >= 29 exclude each other",
      "with params >= 29: flops is at least 400, that of {\"depth\":30,\"op\":\"skip\",\"cell/0_1\":0}",
      "  forbidden with it: depth 0 (flops 100)",
      "with flops <= 320: params is at most 28, that of {\"depth\":20,\"op\":\"skip\",\"cell/0_1\":0}",
      "  forbidden with it: depth 30 (params 63)",
      NULL};
  assert_explained(&world, pair, 3, says_pair);
  static const char *const hole[] = {"260 <= flops <= 290"};
  static const char *const says_hole[] = {
      "flops >= 260, flops <= 290 exclude each other",
      "with flops <= 290: flops is at most 250, that of {\"depth\":10,\"op\":\"conv\",\"cell/0_1\":0}",
      "  forbidden with it: depth 30 (flops 450)",
      "with flops >= 260: flops is at least 300, that of {\"depth\":20,\"op\":\"skip\",\"cell/0_1\":0}",
      "  forbidden with it: depth 0 (flops 100)",
      NULL};
  assert_explained(&world, hole, 1, says_hole);
  static const char *const labels[] = {"depth > 0 and op == 'conv'", "flops <= 210", "params < 1000"};
  static const char *const says_labels[] = {"depth > 0 and op == 'conv', flops <= 210 exclude each other",
                                            "with depth > 0 and op == 'conv': flops is at least 250, that of "
                                            "{\"depth\":10,\"op\":\"conv\",\"cell/0_1\":0}",
                                            NULL};
  assert_explained(&world, labels, 3, says_labels);
  static const char *const alone[] = {"depth > 10", "depth < 20", "flops < 1000"};
  static const char *const says_alone[] = {"depth > 10, depth < 20 exclude each other", NULL};
  assert_explained(&world, alone, 3, says_alone);
  world_free(&world);
}

Test(region, refuses_what_cannot_be_read) {
  world_t world = world_make();
  static const char *const wrong[] = {"flops <", "flopz < 3", "flops + 1"};
  hwnas_region_t *region = NULL;
  hwnas_status_t *status = hwnas_region_create(world.space, world.set, wrong, 3, NULL, &region);
  cr_assert_eq(hwnas_status_count(status), 3);
  expect_says(status, HWNAS_ERROR_EXPR_SYNTAX, "did you mean 'flops'?");
  static const char *const bare[] = {"cell/0_1 == 10"};
  expect_says(hwnas_region_create(world.space, world.set, bare, 1, NULL, &region), HWNAS_ERROR_EXPR_SYNTAX,
              "a label that is no name is written label('cell/0_1')");
  world_free(&world);
}
