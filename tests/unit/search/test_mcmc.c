/* Networks of a walk, against all networks one by one. */
#include "honest.h"
#include "world.h"

#define DRAWS 4000

/* Marks the combinations of labels whose network lies in the region, and returns how many there are. */
static size_t mark_labels(const region_of_t *of, const double *expected, bool *out) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0}, network[CHOICES];
  size_t n = 0;
  do {
    build_network(space, point, network);
    bool is = expected[build_point_number(space, network)] > 0;
    out[build_point_number(space, point)] = is;
    n += is;
  } while (build_next_point(space, point));
  return n;
}

/* Takes what is reached from a point out of those that are left, and returns how many these are. */
static size_t take_reached(const hwnas_space_t *space, uint16_t *point, bool *left) {
  size_t n = 1;
  left[build_point_number(space, point)] = false;
  for (size_t c = 0; c < CHOICES; c++) {
    uint16_t kept = point[c];
    for (point[c] = 0; point[c] < space->choices[c].n; point[c]++)
      if (left[build_point_number(space, point)]) n += take_reached(space, point, left);
    point[c] = kept;
  }
  return n;
}

/* True if changes of single labels lead from everywhere in the region to everywhere: where they do not, a
 * walk promises nothing, and nothing can be tested. */
static bool hangs_together(const region_of_t *of, const double *expected) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0};
  bool *left = calloc(build_n_points(space), sizeof *left);
  size_t n = mark_labels(of, expected, left), n_reached = 0;
  while (n > 0 && !left[build_point_number(space, point)]) build_next_point(space, point);
  if (n > 0) n_reached = take_reached(space, point, left);
  free(left);
  return n_reached == n;
}

/* True if that could be tested. */
static bool assert_walk(const region_of_t *of, hwnas_law_t law, hwnas_random_t *random) {
  double *expected = calloc(build_n_points(of->built.space), sizeof *expected);
  uint16_t *points = calloc(DRAWS * CHOICES, sizeof *points);
  size_t n = expect_law(of, law, expected);
  bool tests = n > 1 && hangs_together(of, expected);
  if (tests) {
    cr_assert_null(hwnas_region_draw_mcmc(of->region, random, DRAWS, points));
    assert_spread(of, expected, (double)n, points, DRAWS);
  }
  free(points);
  free(expected);
  return tests;
}

Test(mcmc, comes_to_all_networks_alike) {
  hwnas_random_t random;
  size_t n_tested = 0;
  hwnas_random_seed(&random, 8, 0);
  for (int i = 0; i < 24; i++) {
    region_of_t of;
    hwnas_law_t law = i % 3 == 1 ? HWNAS_LAW_LABELS : HWNAS_LAW_NETWORKS;
    open_region(&of, &random, (asked_t){.tests = i % 4 == 3, .law = law, .max_edges = (uint64_t)i % 2});
    n_tested += assert_walk(&of, law, &random);
    close_region(&of);
  }
  cr_expect_gt(n_tested, 10);
}

/* ---- The way into a region --------------------------------------------------------------------- */

/* Sums over so many choices of 0 to 3: of the 4^30 over 30 choices 5456 are at most 3. */
static world_t make_tall(size_t n) {
  static const int64_t prices[][2] = {{0, 0}, {1, 0}, {2, 0}, {3, 0}};
  world_t world = {.space = build_space()};
  for (uint32_t c = 0; c < n; c++) {
    build_choice(world.space, hwnas_arena_printf(world.space->arena, "c%u", c), 4);
    world_use(world.space, c, prices, c);
  }
  const hwnas_price_source_t source = build_source("flops", HWNAS_PER_USE, &build_one);
  cr_assert_null(hwnas_metric_set_create(world.space, &source, 1, &world.set));
  return world;
}

Test(mcmc, is_led_into_a_region_by_how_far_metrics_are_from_their_limits) {
  enum { N = 30 };
  world_t world = make_tall(N);
  const char *conditions[] = {"flops <= 3"};
  hwnas_region_t *region;
  hwnas_random_t random;
  uint16_t points[20 * N];
  hwnas_random_seed(&random, 1, 0);
  cr_assert_null(hwnas_region_create(world.space, world.set, conditions, 1,
                                     &(hwnas_region_options_t){.max_edges = 1}, &region));
  cr_assert_null(hwnas_region_draw_mcmc(region, &random, 20, points));
  for (size_t i = 0; i < 20; i++) {
    int64_t flops;
    cr_assert_null(hwnas_metric_set_value(world.set, &points[i * N], &flops));
    cr_expect_leq(flops, 3);
  }
  hwnas_region_destroy(region);
  world_free(&world);
}

Test(mcmc, says_that_it_found_no_way) {
  world_t world = world_make();
  const char *conditions[] = {"260 <= flops <= 290"};
  hwnas_region_t *region;
  hwnas_random_t random;
  uint16_t point[WORLD_CHOICES];
  hwnas_random_seed(&random, 1, 0);
  cr_assert_null(hwnas_region_create(world.space, world.set, conditions, 1, NULL, &region));
  expect_says(hwnas_region_draw_mcmc(region, &random, 1, point), HWNAS_ERROR_SAMPLING,
              "no network that satisfies the conditions was found");
  hwnas_region_destroy(region);
  world_free(&world);
}
