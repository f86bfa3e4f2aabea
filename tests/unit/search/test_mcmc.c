/* Networks of a walk, against all networks one by one. */
#include "honest.h"
#include "world.h"

#define DRAWS 4000

/* How likely the networks of a region are to be; returns how many there are. */
static size_t expect_law(const region_of_t *of, hwnas_law_t law, double *out) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do {
    uint16_t canonical[CHOICES];
    memcpy(canonical, point, sizeof canonical);
    hwnas_space_canonicalize(space, canonical);
    bool counts = law == HWNAS_LAW_LABELS || memcmp(canonical, point, sizeof point) == 0;
    if (!counts || !lies_within(of, canonical)) continue;
    n += out[build_point_number(space, canonical)]++ == 0;
  } while (build_next_point(space, point));
  return n;
}

/* All networks of the region hang together by changes of single labels that are not active, or are: where
 * they do not, the walk is told to be no uniform draw, and nothing can be tested. */
static bool hang_together(const region_of_t *of, const double *expected) {
  const hwnas_space_t *space = of->built.space;
  size_t n = build_n_points(space), n_seen = 0, n_open = 0;
  bool *seen = calloc(n, sizeof *seen), *within = calloc(n, sizeof *within);
  uint16_t *open = calloc(n + 1, CHOICES * sizeof *open), point[CHOICES] = {0};
  size_t n_within = 0;
  do {
    uint16_t canonical[CHOICES];
    memcpy(canonical, point, sizeof canonical);
    hwnas_space_canonicalize(space, canonical);
    bool *is = &within[build_point_number(space, point)];
    *is = expected[build_point_number(space, canonical)] > 0;
    if (*is && n_within++ == 0) {
      memcpy(open, point, sizeof point);
      seen[build_point_number(space, point)] = true;
      n_open = n_seen = 1;
    }
  } while (build_next_point(space, point));
  while (n_open > 0) {
    memcpy(point, &open[--n_open * CHOICES], sizeof point);
    for (size_t c = 0; c < CHOICES; c++) {
      uint16_t kept = point[c];
      for (point[c] = 0; point[c] < space->choices[c].n; point[c]++) {
        size_t number = build_point_number(space, point);
        if (seen[number] || !within[number]) continue;
        seen[number] = true;
        n_seen++;
        memcpy(&open[n_open++ * CHOICES], point, sizeof point);
      }
      point[c] = kept;
    }
  }
  free(seen);
  free(within);
  free(open);
  return n_seen == n_within;
}

/* True if that could be tested. */
static bool assert_walk(const region_of_t *of, hwnas_law_t law, hwnas_random_t *random) {
  const hwnas_space_t *space = of->built.space;
  size_t n = build_n_points(space);
  double *expected = calloc(n, sizeof *expected), sum = 0;
  size_t *observed = calloc(n, sizeof *observed);
  uint16_t *points = calloc(DRAWS * CHOICES, sizeof *points);
  bool tests = expect_law(of, law, expected) > 1 && hang_together(of, expected);
  if (tests) {
    cr_assert_null(hwnas_region_draw_mcmc(of->region, random, DRAWS, points));
    for (size_t i = 0; i < n; i++) sum += expected[i];
    for (size_t i = 0; i < DRAWS; i++) observed[build_point_number(space, &points[i * CHOICES])]++;
    cr_expect_lt(deviate(expected, observed, n, sum, DRAWS), LIMIT);
  }
  free(points);
  free(observed);
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

/* The sum over 30 choices of 4 values, of which one network in 4^27 has at most 3. */
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
