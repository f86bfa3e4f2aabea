/* Regions whose graph is too large, so that parts of what networks cost are separated. */
#include "honest.h"
#include "search/region.h"
#include "trellis/each.h"

#define DRAWS 4000
#define EDGES 40 /* too few for most graphs, and enough for most that are separated */

static bool is_partial(const region_of_t *of) {
  return of->region->trellis && !hwnas_trellis_is_exact(of->region->trellis);
}

/* ---- What paths are off by --------------------------------------------------------------------- */

typedef struct paths {
  const region_of_t *of;
  size_t n;
  int64_t least, most;
} paths_t;

static hwnas_status_t *visit(void *self, const uint16_t *point, const int64_t *values) {
  paths_t *paths = self;
  int64_t quanta[METRICS];
  uint16_t network[CHOICES];
  build_network(paths->of->built.space, point, network);
  cr_assert_null(hwnas_metric_set_value(paths->of->built.set, network, quanta));
  int64_t off = quanta[0] - values[0];
  if (off < paths->least) paths->least = off;
  if (off > paths->most) paths->most = off;
  paths->n++;
  return NULL;
}

static size_t count_networks(const hwnas_space_t *space) {
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do n += is_network(space, point);
  while (build_next_point(space, point));
  return n;
}

/* The middle half, the cheap end, and the dear one: parts are right on average, at the least and at the most.
 */
static void move_range(region_of_t *of, int i) {
  int64_t least = of->built.trellis->minima[0], most = of->built.trellis->maxima[0];
  if (i % 3 == 1) of->low = least, of->high = least + (most - least) / 3;
  if (i % 3 == 2) of->high = most, of->low = most - (most - least) / 3;
}

Test(partial, paths_are_off_by_no_more_than_they_say) {
  hwnas_random_t random;
  size_t n_partial = 0;
  hwnas_random_seed(&random, 11, 0);
  for (int i = 0; i < 60; i++) {
    region_of_t of;
    paths_t paths = {.of = &of, .least = INT64_MAX, .most = INT64_MIN};
    open_region(&of, &random, (asked_t){0});
    move_range(&of, i);
    reopen(&of, (asked_t){.max_edges = EDGES});
    if (is_partial(&of)) {
      const hwnas_trellis_t *trellis = of.region->trellis;
      cr_assert_null(hwnas_trellis_each(trellis, visit, &paths));
      cr_expect_eq(paths.n, count_networks(of.built.space));
      cr_expect_geq(paths.least, trellis->least_off[0]);
      cr_expect_leq(paths.most, trellis->most_off[0]);
      cr_expect_lt(paths.least, paths.most);
      cr_expect_not_null(strstr(of.region->reason, "more than 40 edges in all"));
      n_partial++;
    }
    close_region(&of);
  }
  cr_expect_gt(n_partial, 20);
}

/* ---- Draws ------------------------------------------------------------------------------------- */

static void assert_draws(const region_of_t *of, hwnas_random_t *random) {
  double *expected = calloc(build_n_points(of->built.space), sizeof *expected);
  uint16_t *points = calloc(DRAWS * CHOICES, sizeof *points);
  size_t n = expect_law(of, HWNAS_LAW_NETWORKS, expected);
  hwnas_status_t *status = hwnas_region_draw(of->region, random, DRAWS, points);
  cr_assert_eq(status == NULL, n > 0);
  if (status) cr_expect_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  if (n > 0) assert_spread(of, expected, (double)n, points, DRAWS);
  hwnas_status_destroy(status);
  free(points);
  free(expected);
}

/* All labels of a choice alike. */
static void assert_draws_by(const region_of_t *of, hwnas_random_t *random) {
  const hwnas_space_t *space = of->built.space;
  double p[64], *expected = calloc(build_n_points(space), sizeof *expected);
  uint16_t *points = calloc(DRAWS * CHOICES, sizeof *points);
  for (size_t c = 0, first = 0; c < CHOICES; first += space->choices[c++].n)
    for (uint32_t k = 0; k < space->choices[c].n; k++) p[first + k] = 1.0 / space->choices[c].n;
  size_t n = expect_law(of, HWNAS_LAW_LABELS, expected);
  if (n > 0) {
    cr_assert_null(hwnas_region_draw_by(of->region, p, random, DRAWS, points));
    assert_spread(of, expected, (double)n, points, DRAWS);
  }
  free(points);
  free(expected);
}

Test(partial, draws_are_as_uniform_as_with_the_whole_graph) {
  hwnas_random_t random;
  size_t n_partial = 0;
  hwnas_random_seed(&random, 12, 0);
  for (int i = 0; i < 45; i++) {
    region_of_t of;
    open_region(&of, &random, (asked_t){0});
    move_range(&of, i);
    reopen(&of, (asked_t){.max_edges = EDGES});
    if (is_partial(&of)) {
      assert_draws(&of, &random);
      assert_draws_by(&of, &random);
      n_partial++;
    }
    close_region(&of);
  }
  cr_expect_gt(n_partial, 15);
}

/* ---- Counts ------------------------------------------------------------------------------------ */

/* Few networks are gone through along the paths of the graph that there is: then the count is exact. */
Test(partial, few_networks_are_counted_exactly) {
  hwnas_random_t random;
  size_t n_partial = 0;
  hwnas_random_seed(&random, 13, 0);
  for (int i = 0; i < 30; i++) {
    region_of_t of;
    hwnas_region_count_t count;
    open_region(&of, &random, (asked_t){0});
    move_range(&of, i);
    reopen(&of, (asked_t){.max_edges = EDGES});
    double *expected = calloc(build_n_points(of.built.space), sizeof *expected);
    cr_assert_null(hwnas_region_count(of.region, false, &count));
    cr_expect_eq(strtoul(count.networks, NULL, 10), expect_law(&of, HWNAS_LAW_NETWORKS, expected));
    cr_expect(count.exact);
    n_partial += is_partial(&of);
    hwnas_region_count_deinit(&count);
    free(expected);
    close_region(&of);
  }
  cr_expect_gt(n_partial, 10);
}

/* Every two of 8 choices meet, and 14 binary ones beside them decide nothing. */
static void build_dense(region_of_t *of, hwnas_random_t *random) {
  *of = (region_of_t){.built.space = build_space()};
  hwnas_space_t *space = of->built.space;
  for (uint32_t c = 0; c < 22; c++)
    build_choice(space, hwnas_arena_printf(space->arena, "c%u", c), c < 8 ? 3 : 2);
  for (uint32_t a = 0; a < 8; a++)
    for (uint32_t b = a + 1; b < 8; b++)
      build_use(space, build_ops_over(space, a, b, random), NULL, 8 * a + b);
  built_metrics(&of->built);
}

static size_t count_dense(const region_of_t *of) {
  uint16_t point[22] = {0};
  size_t n = 0;
  do {
    int64_t values[METRICS];
    cr_assert_null(hwnas_metric_set_value(of->built.set, point, values));
    n += values[0] >= of->low && values[0] <= of->high;
    size_t c = 8;
    while (c > 0 && ++point[--c] == 3) point[c] = 0;
  } while (memcmp(point, (uint16_t[22]){0}, sizeof point) != 0);
  return n << 14;
}

Test(partial, estimates_of_larger_spaces_hold_the_number) {
  static const int64_t ranges[][2] = {{0, 1200}, {1300, 1450}, {1550, 9999}};
  hwnas_random_t random;
  hwnas_random_seed(&random, 14, 0);
  for (size_t i = 0; i < 3; i++) {
    region_of_t of;
    hwnas_region_count_t count;
    build_dense(&of, &random);
    of.low = ranges[i][0];
    of.high = ranges[i][1];
    reopen(&of, (asked_t){.max_edges = 600});
    size_t expected = count_dense(&of);
    cr_assert_gt(expected, 0);
    cr_assert_null(hwnas_region_count(of.region, false, &count));
    cr_expect(!count.exact && !count.proven);
    cr_expect_str_eq(count.method, "partial");
    cr_expect_not_null(strstr(count.reason, "more than 600 edges in all"));
    cr_expect_leq(strtoul(count.least, NULL, 10), expected);
    cr_expect_geq(strtoul(count.most, NULL, 10), expected);
    cr_expect_geq(strtoul(count.bound, NULL, 10), expected);
    hwnas_region_count_deinit(&count);
    close_region(&of);
  }
}

/* What separated parts already prove to be empty is empty. */
Test(partial, a_range_beyond_the_bounds_is_empty) {
  hwnas_random_t random;
  region_of_t of;
  uint16_t point[22];
  hwnas_random_seed(&random, 15, 0);
  build_dense(&of, &random);
  of.low = -20000;
  of.high = -10000;
  reopen(&of, (asked_t){.max_edges = 600});
  cr_assert(is_partial(&of));
  hwnas_status_t *status = hwnas_region_draw(of.region, &random, 1, point);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  hwnas_status_destroy(status);
  close_region(&of);
}

/* Labels are fixed until the graph has room, and the explanation would need it without them: then the error
 * is there all the same, and says nothing more. */
Test(partial, what_needs_a_larger_graph_is_not_explained) {
  static const char *const conditions[] = {"c0 + c1 + c2 + c3 + c4 + c5 == 0", "work < -5"};
  hwnas_random_t random;
  region_of_t of;
  uint16_t point[22];
  hwnas_random_seed(&random, 16, 0);
  build_dense(&of, &random);
  cr_assert_null(hwnas_region_create(of.built.space, of.built.set, conditions, 2,
                                     &(hwnas_region_options_t){.max_edges = 600}, &of.region));
  cr_assert(of.region->trellis && !of.region->reason);
  hwnas_status_t *status = hwnas_region_draw(of.region, &random, 1, point);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  hwnas_status_destroy(status);
  close_region(&of);
}
