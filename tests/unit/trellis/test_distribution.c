#include "../space/chi_square.h"
#include "build_trellis.h"
#include "trellis/distribution.h"
#include "trellis/sampler.h"

#define DRAWS 10000
#define LIMIT 3.72

typedef struct law {
  size_t first[CHOICES + 1];
  double probabilities[CHOICES * 8];
  hwnas_distribution_t p;
} law_t;

/* Some values have no probability, some choices only one that has. */
static void make_law(law_t *law, const hwnas_space_t *space, hwnas_random_t *random) {
  law->first[0] = 0;
  for (size_t c = 0; c < CHOICES; c++) {
    uint32_t n = space->choices[c].n, sure = (uint32_t)hwnas_random_below(random, n);
    bool fixed = build_coin(random, 20);
    double *p = &law->probabilities[law->first[c]], sum = 0;
    law->first[c + 1] = law->first[c] + n;
    for (uint32_t k = 0; k < n; k++) p[k] = fixed || build_coin(random, 25) ? 0 : hwnas_random_unit(random);
    p[sure] += 0.1;
    for (uint32_t k = 0; k < n; k++) sum += p[k];
    for (uint32_t k = 0; k < n; k++) p[k] /= sum;
  }
  law->p = (hwnas_distribution_t){.probabilities = law->probabilities, .first = law->first};
}

static double probability(const law_t *law, const uint16_t *point) {
  double product = 1;
  for (size_t c = 0; c < CHOICES; c++) product *= law->probabilities[law->first[c] + point[c]];
  return product;
}

static bool fits(const built_t *built, const uint16_t *point, const hwnas_range_t *ranges,
                 int64_t *out_values) {
  bool all = true;
  cr_assert_null(hwnas_metric_set_value(built->set, point, out_values));
  for (size_t m = 0; m < built->trellis->n_metrics; m++)
    all &= out_values[m] >= ranges[m].low && out_values[m] <= ranges[m].high;
  return all;
}

/* The probability of each point in the ranges; returns that of all. */
static double mark_points(const built_t *built, const law_t *law, const hwnas_range_t *ranges,
                          double *marks) {
  uint16_t point[CHOICES] = {0};
  int64_t values[METRICS];
  double sum = 0;
  do {
    double p = fits(built, point, ranges, values) ? probability(law, point) : 0;
    sum += marks[build_point_number(built->space, point)] = p;
  } while (build_next_point(built->space, point));
  return sum;
}

/* What is left is what has a probability: least and most of it are. */
static void assert_restricted(const built_t *built, const law_t *law, const hwnas_trellis_t *restricted) {
  uint16_t point[CHOICES] = {0};
  int64_t values[METRICS], least[METRICS] = {INT64_MAX, INT64_MAX}, most[METRICS] = {INT64_MIN, INT64_MIN};
  do {
    if (!(probability(law, point) > 0)) continue;
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    for (size_t m = 0; m < restricted->n_metrics; m++) {
      if (values[m] < least[m]) least[m] = values[m];
      if (values[m] > most[m]) most[m] = values[m];
    }
  } while (build_next_point(built->space, point));
  for (size_t m = 0; m < restricted->n_metrics; m++) {
    cr_assert_eq(restricted->minima[m], least[m]);
    cr_assert_eq(restricted->maxima[m], most[m]);
  }
}

static double deviate(const built_t *built, const hwnas_range_sampler_t *sampler, double *expected,
                      double sum, hwnas_random_t *random) {
  size_t n = build_n_points(built->space);
  size_t *observed = calloc(n, sizeof *observed);
  uint16_t point[CHOICES];
  for (size_t i = 0; i < DRAWS; i++) {
    cr_assert_null(hwnas_range_sampler_draw(sampler, random, 1, point));
    observed[build_point_number(built->space, point)]++;
  }
  size_t rare = 0; /* what is hardly expected is taken together, and need not be there */
  for (size_t i = 0; i < n; i++) {
    cr_assert(expected[i] > 0 || observed[i] == 0);
    expected[i] *= DRAWS / sum;
    if (expected[i] >= 5) continue;
    expected[rare] += i > rare ? expected[i] : 0;
    observed[rare] += i > rare ? observed[i] : 0;
    if (i > rare) expected[i] = 0, observed[i] = 0;
  }
  double result = chi_square_deviate(expected, observed, n);
  free(observed);
  return result;
}

static void assert_drawn(const built_t *built, const law_t *law, const hwnas_range_t *ranges,
                         hwnas_random_t *random) {
  hwnas_trellis_t *restricted;
  hwnas_range_sampler_t *sampler = NULL;
  double *expected = calloc(build_n_points(built->space), sizeof *expected);
  double sum = mark_points(built, law, ranges, expected);
  cr_assert_null(hwnas_trellis_restrict(built->trellis, &law->p, &restricted));
  assert_restricted(built, law, restricted);
  hwnas_status_t *status = hwnas_range_sampler_create(restricted, ranges, &sampler);
  if (sum > 0) {
    cr_assert_null(status);
    cr_expect_lt(deviate(built, sampler, expected, sum, random), LIMIT);
  } else {
    cr_assert(!status || status->error == HWNAS_ERROR_EMPTY_RANGE);
    hwnas_status_destroy(status);
  }
  hwnas_range_sampler_destroy(sampler);
  hwnas_trellis_destroy(restricted);
  free(expected);
}

static void assert_random_spaces(size_t n_metrics, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 15; i++) {
    built_t built;
    law_t law;
    build_all(&built, &random, (build_prices_t){i % 2 ? 20 : (int64_t)1 << 40, 1});
    built_trellis(&built, n_metrics, true);
    make_law(&law, built.space, &random);
    for (double low = 0; low < 0.7; low += 0.3) {
      hwnas_range_t ranges[METRICS];
      for (size_t m = 0; m < n_metrics; m++) {
        double least = (double)built.trellis->minima[m], width = (double)built.trellis->maxima[m] - least;
        ranges[m] = (hwnas_range_t){(int64_t)(least + low * width), (int64_t)(least + (low + 0.4) * width)};
      }
      assert_drawn(&built, &law, ranges, &random);
    }
    build_destroy(&built);
  }
}

Test(distribution, draws_by_probability) { assert_random_spaces(0, 1); }
Test(distribution, draws_by_probability_in_a_range) { assert_random_spaces(1, 2); }
Test(distribution, draws_by_probability_in_two_ranges) { assert_random_spaces(2, 3); }

/* Weights far below 1 say nothing of emptiness. */
Test(distribution, what_is_hardly_likely_is_there) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  built_t built;
  law_t law;
  uint16_t point[CHOICES], drawn[CHOICES];
  int64_t values[METRICS];
  build_all(&built, &random, (build_prices_t){(int64_t)1 << 40, 1});
  built_trellis(&built, 2, true);
  make_law(&law, built.space, &random);
  for (size_t c = 0; c < CHOICES; c++) {
    uint32_t n = built.space->choices[c].n;
    point[c] = (uint16_t)(n - 1);
    for (uint32_t k = 0; k < n; k++) law.probabilities[law.first[c] + k] = k == 0 ? 1 : 1e-30;
  }
  cr_assert_null(hwnas_metric_set_value(built.set, point, values));
  hwnas_range_t ranges[METRICS] = {{values[0], values[0]}, {values[1], values[1]}};
  hwnas_trellis_t *restricted;
  hwnas_range_sampler_t *sampler;
  cr_assert_null(hwnas_trellis_restrict(built.trellis, &law.p, &restricted));
  cr_assert_null(hwnas_range_sampler_create(restricted, ranges, &sampler));
  cr_assert_null(hwnas_range_sampler_draw(sampler, &random, 1, drawn));
  cr_assert(fits(&built, drawn, ranges, values));
  hwnas_range_sampler_destroy(sampler);
  hwnas_trellis_destroy(restricted);
  build_destroy(&built);
}
