#include "../space/chi_square.h"
#include "build_trellis.h"
#include "trellis/proof.h"
#include "trellis/sampler.h"

#define DRAWS 100 /* per network */
#define LIMIT 3.72

/* Which points lie in the ranges; returns their number. */
static size_t mark_points(const built_t *built, const hwnas_range_t *ranges, size_t n_metrics,
                          double *marks) {
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do {
    int64_t values[METRICS];
    bool fits = is_network(built->space, point);
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    for (size_t m = 0; m < n_metrics; m++) fits &= values[m] >= ranges[m].low && values[m] <= ranges[m].high;
    marks[build_point_number(built->space, point)] = fits;
    n += fits;
  } while (build_next_point(built->space, point));
  return n;
}

typedef enum bias { FAIR, FEWER_OF_SOME } bias_t;

/* How unlikely what is drawn is. A biased sampler leaves out some of the points with odd numbers. */
static double deviate(const built_t *built, const hwnas_range_sampler_t *sampler, double *expected,
                      size_t n_allowed, bias_t bias, hwnas_random_t *random) {
  size_t n = build_n_points(built->space), each = bias == FAIR ? DRAWS : 10 * DRAWS,
         n_draws = n_allowed * each;
  size_t *observed = calloc(n, sizeof *observed);
  for (size_t i = 0; i < n; i++) expected[i] *= (double)each;
  for (size_t i = 0; i < n_draws;) {
    uint16_t point[CHOICES];
    cr_assert_null(hwnas_range_sampler_draw(sampler, random, 1, point));
    size_t number = build_point_number(built->space, point);
    if (bias == FEWER_OF_SOME && number % 2 == 1 && build_coin(random, 15)) continue;
    observed[number]++;
    i++;
  }
  double deviate = chi_square_deviate(expected, observed, n);
  free(observed);
  return deviate;
}

static void assert_sampled(const built_t *built, const hwnas_range_t *ranges, hwnas_random_t *random) {
  size_t n_metrics = built->trellis->n_metrics;
  double *expected = calloc(build_n_points(built->space), sizeof *expected);
  size_t n = mark_points(built, ranges, n_metrics, expected);
  hwnas_range_sampler_t *sampler = NULL;
  if (n > 0) {
    double least, most, log2_scale;
    cr_assert_null(hwnas_range_sampler_create(built->trellis, ranges, &sampler));
    hwnas_range_sampler_bounds(sampler, &least, &most, &log2_scale);
    cr_assert_geq(most * exp2(log2_scale) * (1 + 1e-9), (double)n);
    if (n_metrics == 1) cr_assert_leq(least, (double)n);
    cr_expect_lt(deviate(built, sampler, expected, n, FAIR, random), LIMIT);
  }
  hwnas_range_sampler_destroy(sampler);
  free(expected);
}

/* The values at the two shares of all networks. */
static hwnas_range_t range_of(const built_t *built, size_t m, double low, double high) {
  const hwnas_trellis_t *t = built->trellis;
  double width = (double)(t->maxima[m] - t->minima[m]);
  return (hwnas_range_t){t->minima[m] + (int64_t)(low * width), t->minima[m] + (int64_t)(high * width)};
}

static void assert_random_spaces(build_prices_t prices, size_t n_metrics, uint64_t seed) {
  static const double ends[][2] = {{0, 0.4}, {0.3, 0.6}, {0.2, 0.9}, {0.7, 1}};
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 12; i++) {
    built_t built;
    build_all(&built, &random, prices);
    built_trellis(&built, n_metrics, false);
    for (size_t e = 0; e < 4 && !hwnas_trellis_empty(built.trellis); e++) {
      hwnas_range_t ranges[METRICS];
      for (size_t m = 0; m < n_metrics; m++)
        ranges[m] = range_of(&built, m, ends[(e + m) % 4][0], ends[(e + m) % 4][1]);
      assert_sampled(&built, ranges, &random);
    }
    build_destroy(&built);
  }
}

/* Small sums are exact in buckets, large ones are rounded. */
Test(range_sampler, is_uniform) { assert_random_spaces((build_prices_t){20, 1}, 1, 1); }
Test(range_sampler, is_uniform_where_sums_are_rounded) {
  assert_random_spaces((build_prices_t){(int64_t)1 << 40, 1}, 1, 2);
}
Test(range_sampler, is_uniform_in_two_ranges) {
  assert_random_spaces((build_prices_t){(int64_t)1 << 40, 1}, 2, 3);
}
Test(range_sampler, is_uniform_without_metrics) { assert_random_spaces((build_prices_t){20, 1}, 0, 4); }

/* The test would see a sampler that is a little wrong. */
Test(range_sampler, a_small_bias_is_found) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  built_t built;
  build_all(&built, &random, (build_prices_t){(int64_t)1 << 40, 1});
  built_trellis(&built, 1, false);
  double *expected = calloc(build_n_points(built.space), sizeof *expected);
  hwnas_range_t range = range_of(&built, 0, 0.1, 0.8);
  size_t n = mark_points(&built, &range, 1, expected);
  cr_assert_geq(n, 20);
  hwnas_range_sampler_t *sampler;
  cr_assert_null(hwnas_range_sampler_create(built.trellis, &range, &sampler));
  cr_assert_gt(deviate(&built, sampler, expected, n, FEWER_OF_SOME, &random), LIMIT);
  hwnas_range_sampler_destroy(sampler);
  free(expected);
  build_destroy(&built);
}

/* ---- Edges ------------------------------------------------------------------------------------- */

static void assert_empty(const built_t *built, hwnas_range_t range) {
  hwnas_range_sampler_t *sampler;
  hwnas_status_t *status = hwnas_range_sampler_create(built->trellis, &range, &sampler);
  cr_assert_not_null(status);
  cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  hwnas_status_destroy(status);
}

Test(range_sampler, finds_what_is_empty) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 6, 0);
  built_t built;
  build_all(&built, &random, (build_prices_t){20, 7});
  built_trellis(&built, 1, false);
  int64_t least = built.trellis->minima[0], most = built.trellis->maxima[0];
  cr_assert_gt(most, least);
  assert_empty(&built, (hwnas_range_t){INT64_MIN, least - 1});
  assert_empty(&built, (hwnas_range_t){most + 1, INT64_MAX});
  assert_empty(&built, (hwnas_range_t){most, least});
  assert_empty(&built, (hwnas_range_t){least + 1, least + 1}); /* values are multiples of 7 */
  build_destroy(&built);
}

/* A range between two values that sums can have, and another one that says nothing of it. */
Test(range_sampler, finds_what_is_empty_between_values) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 6, 0);
  built_t built = {.space = build_random_space(&random, CHOICES, 0)};
  build_random_uses(built.space, &random, 10, (build_prices_t){20, 7});
  built_metrics(&built);
  built_trellis(&built, METRICS, false);
  for (size_t m = 0; m < METRICS; m++) {
    hwnas_range_t ranges[METRICS];
    int64_t between = built.trellis->minima[m] + 7 + 1;
    ranges[m] = (hwnas_range_t){between, between};
    ranges[!m] = (hwnas_range_t){INT64_MIN, built.trellis->maxima[!m] - 7};
    hwnas_range_sampler_t *sampler;
    hwnas_status_t *status = hwnas_range_sampler_create(built.trellis, ranges, &sampler);
    cr_assert_not_null(status);
    cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
    hwnas_status_destroy(status);
  }
  build_destroy(&built);
}

Test(range_sampler, of_one_network) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 7, 0);
  built_t built;
  build_all(&built, &random, (build_prices_t){(int64_t)1 << 40, 1});
  built_trellis(&built, 1, false);
  for (int i = 0; i < 2; i++) {
    int64_t end = i ? built.trellis->maxima[0] : built.trellis->minima[0], values[METRICS];
    hwnas_range_sampler_t *sampler;
    uint16_t points[3 * CHOICES];
    cr_assert_null(hwnas_range_sampler_create(built.trellis, &(hwnas_range_t){end, end}, &sampler));
    cr_assert_null(hwnas_range_sampler_draw(sampler, &random, 3, points));
    for (size_t p = 0; p < 3; p++) {
      cr_assert_null(hwnas_metric_set_value(built.set, &points[p * CHOICES], values));
      cr_assert_eq(values[0], end);
    }
    hwnas_range_sampler_destroy(sampler);
  }
  build_destroy(&built);
}

/* ---- Proofs -------------------------------------------------------------------------------------- */

static void assert_proven(const built_t *built, const hwnas_range_t *ranges) {
  double *marks = calloc(build_n_points(built->space), sizeof *marks);
  size_t n = mark_points(built, ranges, METRICS, marks);
  hwnas_proof_t proof;
  cr_assert_null(hwnas_ranges_prove(built->trellis, ranges, 0, &proof));
  cr_assert_eq(proof, n > 0 ? HWNAS_PROOF_FOUND : HWNAS_PROOF_EMPTY);
  free(marks);
}

Test(range_sampler, emptiness_is_proven_or_refuted) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 21, 0);
  for (int i = 0; i < 20; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){(int64_t)1 << 40, 1});
    built_trellis(&built, 2, false);
    for (int k = 0; k < 10 && !hwnas_trellis_empty(built.trellis); k++) {
      double low = (double)hwnas_random_below(&random, 10) / 10;
      hwnas_range_t ranges[METRICS] = {range_of(&built, 0, low, low + 0.1),
                                       range_of(&built, 1, 0.9 - low, 1 - low)};
      assert_proven(&built, ranges);
    }
    build_destroy(&built);
  }
}

/* Networks that no draw would find: both ranges hold one value each, that of one network. */
Test(range_sampler, few_networks_are_listed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 22, 0);
  built_t built;
  build_all(&built, &random, (build_prices_t){(int64_t)1 << 40, 1});
  built_trellis(&built, 2, false);
  uint16_t point[CHOICES] = {0}, drawn[CHOICES];
  do {
    int64_t values[METRICS];
    hwnas_range_sampler_t *sampler;
    if (!is_network(built.space, point) || build_point_number(built.space, point) % 30 > 0) continue;
    cr_assert_null(hwnas_metric_set_value(built.set, point, values));
    hwnas_range_t ranges[METRICS] = {{values[0], values[0]}, {values[1], values[1]}};
    double *marks = calloc(build_n_points(built.space), sizeof *marks);
    mark_points(&built, ranges, METRICS, marks);
    cr_assert_null(hwnas_range_sampler_create(built.trellis, ranges, &sampler));
    for (int i = 0; i < 3; i++) {
      bool fits = false;
      cr_assert_null(hwnas_range_sampler_draw(sampler, &random, 1, drawn));
      cr_assert(marks[build_point_number(built.space, drawn)] > 0);
      while (!fits) cr_assert_null(hwnas_range_sampler_propose(sampler, &random, &fits, drawn));
      cr_assert(marks[build_point_number(built.space, drawn)] > 0);
    }
    hwnas_range_sampler_destroy(sampler);
    free(marks);
  } while (build_next_point(built.space, point));
  build_destroy(&built);
}
