#include <criterion/criterion.h>
#include "chi_square.h"
#include "known.h"
#include "space/count.h"

/* The weight of every point, by going through all raw points. Returns the sum. */
static double weigh_points(const hwnas_space_t *space, hwnas_law_t law, double *weights) {
  uint16_t raw[16] = {0}, point[16];
  double sum = 0;
  do {
    memcpy(point, raw, sizeof raw);
    hwnas_space_canonicalize(space, point);
    bool counts = law == HWNAS_LAW_LABELS || memcmp(point, raw, space->n_choices * sizeof *raw) == 0;
    if (!counts || hwnas_space_violated(space, point)) continue;
    weights[build_point_number(space, point)] += 1;
    sum += 1;
  } while (build_next_point(space, raw));
  return sum;
}

static void assert_law(const hwnas_space_t *space, hwnas_law_t law, hwnas_random_t *random) {
  size_t n = build_n_points(space);
  double *expected = calloc(n, sizeof *expected);
  size_t *observed = calloc(n, sizeof *observed);
  double sum = weigh_points(space, law, expected);
  hwnas_sampler_t *sampler;
  hwnas_status_t *status = hwnas_sampler_create(space, law, &sampler);
  if (sum > 0) {
    cr_assert_null(status);
    if (law == HWNAS_LAW_NETWORKS) cr_assert_eq(hwnas_sampler_networks(sampler), sum);
    size_t n_draws = (size_t)sum * 50;
    for (size_t i = 0; i < n; i++) expected[i] *= (double)n_draws / sum;
    for (size_t i = 0; i < n_draws; i++) {
      uint16_t point[16];
      cr_assert_null(hwnas_sampler_draw(sampler, random, 1, point));
      observed[build_point_number(space, point)]++;
    }
    cr_expect_lt(chi_square_deviate(expected, observed, n), 3.72);
    hwnas_sampler_destroy(sampler);
  } else {
    cr_assert_not_null(status);
    cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_SPACE);
    hwnas_status_destroy(status);
  }
  free(expected);
  free(observed);
}

Test(sampler, networks_are_uniform) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 7, 0);
  for (int i = 0; i < 40; i++) {
    hwnas_space_t *space = build_random_space(&random, 6, (uint32_t)(i % 4));
    assert_law(space, HWNAS_LAW_NETWORKS, &random);
    hwnas_space_destroy(space);
  }
}

Test(sampler, labels_are_uniform) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 8, 0);
  for (int i = 0; i < 40; i++) {
    hwnas_space_t *space = build_random_space(&random, 6, (uint32_t)(i % 4));
    assert_law(space, HWNAS_LAW_LABELS, &random);
    hwnas_space_destroy(space);
  }
}

static bool never(const uint32_t *indices, void *self) {
  (void)indices, (void)self;
  return false;
}

Test(sampler, contradictions_leave_no_network) {
  hwnas_space_t *space = build_space();
  uint32_t a = build_choice(space, "a", 2);
  build_constraint(space, build_truth(space, &a, 1, never, NULL));
  hwnas_sampler_t *sampler;
  hwnas_status_t *status = hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler);
  cr_assert_not_null(status);
  cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_SPACE);
  hwnas_status_destroy(status);
  hwnas_space_destroy(space);
}

Test(sampler, many_points_at_once_are_those_drawn_one_by_one) {
  hwnas_space_t *space = known_proxyless();
  hwnas_sampler_t *sampler;
  cr_assert_null(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  cr_assert_eq(hwnas_sampler_networks(sampler), 54375883032510144.0);
  hwnas_random_t one, all;
  hwnas_random_seed(&one, 3, 0);
  hwnas_random_seed(&all, 3, 0);
  uint16_t points[100][26], point[26];
  cr_assert_null(hwnas_sampler_draw(sampler, &all, 100, points[0]));
  for (size_t i = 0; i < 100; i++) {
    cr_assert_null(hwnas_sampler_draw(sampler, &one, 1, point));
    cr_assert_arr_eq(point, points[i], sizeof point);
    cr_assert(build_is_canonical(space, point));
  }
  hwnas_sampler_destroy(sampler);
  hwnas_space_destroy(space);
}

Test(sampler, spaces_larger_than_any_double) {
  hwnas_space_t *space = build_space();
  const uint32_t n = 500;
  for (uint32_t c = 0; c < n; c++) {
    uint32_t number = known_stage_choice(space, "x", c, 5), parent = number - 1, one = 1;
    if (c > 0) build_active(space, number, build_truth(space, &parent, 1, known_at_least, &one));
  }
  hwnas_sampler_t *sampler;
  cr_assert_null(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_t random;
  hwnas_random_seed(&random, 9, 0);
  /* The first choice is 0 in 1 of about 4^499 networks, the last in about 1 of 5. */
  size_t zeros = 0;
  for (size_t i = 0; i < 2000; i++) {
    uint16_t point[500];
    cr_assert_null(hwnas_sampler_draw(sampler, &random, 1, point));
    cr_assert_neq(point[0], 0);
    cr_assert(build_is_canonical(space, point));
    zeros += point[n - 1] == 0;
  }
  /* f(last) = 5, f = 1 + 4 f(next): the last is 0 in about 8 / 24 of all. */
  cr_expect(zeros > 200 && zeros < 900, "%zu", zeros);
  hwnas_sampler_destroy(sampler);
  hwnas_space_destroy(space);
}

static bool differ(const uint32_t *indices, void *self) {
  (void)self;
  return indices[0] != indices[1];
}

/* Eight choices that must all differ: too many meet, so that constraints are left to rejection. */
Test(sampler, permutations) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < 8; c++) known_stage_choice(space, "x", c, 8);
  for (uint32_t a = 0; a < 8; a++)
    for (uint32_t b = a + 1; b < 8; b++)
      build_constraint(space, build_truth(space, (uint32_t[]){a, b}, 2, differ, NULL));
  hwnas_sampler_t *sampler;
  cr_assert_null(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  cr_assert_eq(hwnas_sampler_networks(sampler), 16777216.0);
  hwnas_random_t random;
  hwnas_random_seed(&random, 11, 0);
  const size_t n_draws = 5600;
  double expected[56];
  size_t observed[56] = {0};
  for (size_t i = 0; i < 56; i++) expected[i] = (double)n_draws / 56;
  for (size_t i = 0; i < n_draws; i++) {
    uint16_t point[8];
    cr_assert_null(hwnas_sampler_draw(sampler, &random, 1, point));
    cr_assert_null(hwnas_space_violated(space, point));
    observed[point[0] * 7 + (point[5] > point[0] ? point[5] - 1 : point[5])]++;
  }
  cr_expect_lt(chi_square_deviate(expected, observed, 56), 3.72);
  hwnas_sampler_destroy(sampler);
  hwnas_space_destroy(space);
}

/* A binary choice for every pair of seven, active where the pair differs: activity itself passes the budget.
 */
Test(sampler, activity_that_passes_the_budget) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < 7; c++) known_stage_choice(space, "x", c, 8);
  for (uint32_t a = 0; a < 7; a++)
    for (uint32_t b = a + 1; b < 7; b++) {
      uint32_t c = known_stage_choice(space, "pair", 10 * a + b, 2);
      build_active(space, c, build_truth(space, (uint32_t[]){a, b}, 2, differ, NULL));
    }
  double expected[2] = {0, 0}; /* networks with x0 != x1, with x0 == x1 */
  uint16_t x[28] = {0};
  for (size_t i = 0; i < (size_t)1 << 21; i++) {
    for (size_t a = 0; a < 7; a++) x[a] = (uint16_t)(i >> (3 * a) & 7);
    int differing = 0;
    for (size_t a = 0; a < 7; a++)
      for (size_t b = a + 1; b < 7; b++) differing += x[a] != x[b];
    expected[x[0] == x[1]] += ldexp(1, differing);
  }
  double sum = expected[0] + expected[1];
  const size_t n_draws = 20000;
  for (size_t i = 0; i < 2; i++) expected[i] *= (double)n_draws / sum;
  hwnas_sampler_t *sampler;
  cr_assert_null(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_t random;
  hwnas_random_seed(&random, 12, 0);
  size_t observed[2] = {0};
  for (size_t i = 0; i < n_draws; i++) {
    cr_assert_null(hwnas_sampler_draw(sampler, &random, 1, x));
    cr_assert(build_is_canonical(space, x));
    observed[x[0] == x[1]]++;
  }
  cr_expect_lt(chi_square_deviate(expected, observed, 2), 3.72);
  hwnas_sampler_destroy(sampler);
  hwnas_space_destroy(space);
}
