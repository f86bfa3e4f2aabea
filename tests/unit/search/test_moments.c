/* Means and covariances with and without conditions, against all points one by one. */
#include <math.h>

#include "../trellis/build_trellis.h"
#include "hwnas/region.h"

#define PROBABILITIES_MAX 64
#define STEP 1e-4 /* of differences */

typedef struct asked {
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  size_t size, first[CHOICES + 1];
  double p[PROBABILITIES_MAX];
  bool given; /* constraints and a condition hold */
  uint16_t least_of_first;
} asked_t;

typedef struct result {
  double probability, means[METRICS], covs[METRICS * METRICS];
} result_t;

static void open(asked_t *asked, hwnas_random_t *random, bool given) {
  built_t built;
  do {
    build_all(&built, random, (build_prices_t){200, 1});
    if (built.space->n_choices == built.space->variables.n) break;
    build_destroy(&built); /* what is derived hangs on labels that are not active in these spaces */
  } while (true);
  *asked = (asked_t){.space = built.space, .set = built.set, .given = given, .least_of_first = 1};
  for (size_t c = 0; c < CHOICES; c++) {
    uint32_t n = built.space->choices[c].n;
    double sum = 0, *p = &asked->p[asked->first[c]];
    for (uint32_t k = 0; k < n; k++) sum += p[k] = (double)hwnas_random_below(random, 10) + 1;
    for (uint32_t k = 0; k < n; k++) p[k] /= sum;
    asked->first[c + 1] = asked->first[c] + n;
  }
  asked->size = asked->first[CHOICES];
}

static void close(asked_t *asked) {
  hwnas_metric_set_destroy(asked->set);
  hwnas_space_destroy(asked->space);
}

static bool counts(const asked_t *asked, const uint16_t *point) {
  uint16_t canonical[CHOICES];
  memcpy(canonical, point, sizeof canonical);
  hwnas_space_canonicalize(asked->space, canonical);
  return !asked->given ||
         (canonical[0] >= asked->least_of_first && !hwnas_space_violated(asked->space, canonical));
}

/* By definition. */
static result_t sum_directly(const asked_t *asked, const double *p) {
  result_t result = {0};
  for (int pass = 0; pass < 2; pass++) {
    uint16_t point[CHOICES] = {0};
    do {
      int64_t values[METRICS];
      double product = 1;
      for (size_t c = 0; c < CHOICES; c++) product *= p[asked->first[c] + point[c]];
      if (!counts(asked, point)) continue;
      cr_assert_null(hwnas_metric_set_value(asked->set, point, values));
      if (pass == 0) result.probability += product;
      for (size_t i = 0; i < METRICS && pass == 0; i++) result.means[i] += product * (double)values[i];
      for (size_t ij = 0; ij < METRICS * METRICS && pass == 1; ij++)
        result.covs[ij] += product / result.probability *
                           ((double)values[ij / METRICS] - result.means[ij / METRICS]) *
                           ((double)values[ij % METRICS] - result.means[ij % METRICS]);
    } while (build_next_point(asked->space, point));
    for (size_t i = 0; i < METRICS && pass == 0; i++) result.means[i] /= result.probability;
  }
  return result;
}

static hwnas_status_t *ask(const asked_t *asked, hwnas_moments_t *out) {
  hwnas_region_t *region = NULL;
  hwnas_expectation_t *expectation = NULL;
  static const char *const conditions[] = {"aa >= 1"};
  hwnas_status_t *status;
  if (asked->given) {
    status = hwnas_region_create(asked->space, asked->set, conditions, 1, NULL, &region);
    if (!status) status = hwnas_region_moments(region, asked->p, out);
  } else {
    status = hwnas_expectation_create(asked->set, &expectation);
    if (!status) status = hwnas_expectation_compute_moments(expectation, asked->p, out);
  }
  hwnas_region_destroy(region);
  hwnas_expectation_destroy(expectation);
  return status;
}

static void assert_near(double got, double expected, double scale, double tolerance) {
  cr_assert(fabs(got - expected) <= tolerance * (scale + fabs(expected)), "%.15g, expected %.15g", got,
            expected);
}

/* Along the direction to each value of a choice, by differences of the definition. */
static void assert_gradients(const asked_t *asked, const hwnas_moments_t *got, size_t c, uint32_t k) {
  double q[2][PROBABILITIES_MAX];
  for (int side = 0; side < 2; side++) {
    memcpy(q[side], asked->p, sizeof q[side]);
    for (uint32_t j = 0; j < asked->space->choices[c].n; j++)
      q[side][asked->first[c] + j] += (side ? STEP : -STEP) * ((j == k) - asked->p[asked->first[c] + j]);
  }
  result_t low = sum_directly(asked, q[0]), high = sum_directly(asked, q[1]);
  for (size_t i = 0; i < METRICS + METRICS * METRICS; i++) {
    bool mean = i < METRICS;
    size_t at = mean ? i : i - METRICS;
    const double *gradient =
        (mean ? got->mean_gradients : got->covariance_gradients) + at * asked->size + asked->first[c];
    double along = gradient[k];
    for (uint32_t j = 0; j < asked->space->choices[c].n; j++)
      along -= asked->p[asked->first[c] + j] * gradient[j];
    double difference =
        ((mean ? high.means[at] : high.covs[at]) - (mean ? low.means[at] : low.covs[at])) / (2 * STEP);
    assert_near(along, difference, mean ? 100 : 10000, 1e-6);
  }
}

static void assert_moments(const asked_t *asked) {
  static double means[METRICS], covs[METRICS * METRICS], mean_gradients[METRICS * PROBABILITIES_MAX],
      covariance_gradients[METRICS * METRICS * PROBABILITIES_MAX];
  hwnas_moments_t got = {.means = means,
                         .covariances = covs,
                         .mean_gradients = mean_gradients,
                         .covariance_gradients = covariance_gradients};
  result_t expected = sum_directly(asked, asked->p);
  hwnas_status_t *status = ask(asked, &got);
  cr_assert_eq(status == NULL, expected.probability > 0);
  if (status) cr_assert_eq(status->error, HWNAS_ERROR_EMPTY_RANGE);
  hwnas_status_destroy(status);
  if (!(expected.probability > 0)) return;
  assert_near(got.probability, expected.probability, 0, 1e-12);
  for (size_t i = 0; i < METRICS; i++) assert_near(means[i], expected.means[i], 1, 1e-12);
  for (size_t i = 0; i < METRICS * METRICS; i++) assert_near(covs[i], expected.covs[i], 1, 1e-10);
  for (size_t c = 0; c < CHOICES; c++)
    for (uint32_t k = 0; k < asked->space->choices[c].n; k++) assert_gradients(asked, &got, c, k);
}

static void assert_random_spaces(bool given, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 12; i++) {
    asked_t asked;
    open(&asked, &random, given);
    assert_moments(&asked);
    close(&asked);
  }
}

Test(moments, are_those_of_all_labels) { assert_random_spaces(false, 1); }
Test(moments, are_those_of_what_conditions_leave) { assert_random_spaces(true, 2); }

Test(moments, are_refused_given_ranges) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  asked_t asked;
  open(&asked, &random, true);
  static const char *const conditions[] = {"work <= 100"};
  hwnas_region_t *region;
  hwnas_moments_t out = {0};
  cr_assert_null(hwnas_region_create(asked.space, asked.set, conditions, 1, NULL, &region));
  hwnas_status_t *status = hwnas_region_moments(region, asked.p, &out);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_PREDICATE);
  hwnas_status_destroy(status);
  hwnas_region_destroy(region);
  close(&asked);
}
