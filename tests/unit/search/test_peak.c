/* Metrics that are the largest cost of all operators: values, counts, draws and expectations, against all
 * points one by one. */
#include <math.h>
#include <stdio.h>

#include "../trellis/build_trellis.h"
#include "hwnas/expect.h"
#include "hwnas/stats.h"

#define PROBABILITIES_MAX 64

typedef struct peaks {
  hwnas_space_t *space;
  hwnas_metric_set_t *set; /* "peak", and the sum "work" of other prices */
} peaks_t;

static const hwnas_table_t *both_active(hwnas_space_t *space, uint32_t a, uint32_t b) {
  const hwnas_table_t *out;
  cr_assert_null(hwnas_table_and(space->arena, &space->variables, build_activity(space, a),
                                 build_activity(space, b), &out));
  return out;
}

static peaks_t open(hwnas_random_t *random) {
  peaks_t peaks = {.space = build_random_space(random, CHOICES, build_coin(random, 50) ? 2 : 0)};
  for (uint32_t i = 0; i < 8; i++) {
    uint32_t axes[2];
    build_random_axes(random, CHOICES, 2, axes);
    build_use(peaks.space, build_ops_over(peaks.space, axes[0], axes[1], random),
              both_active(peaks.space, axes[0], axes[1]), i % 6);
  }
  hwnas_price_source_t sources[] = {build_source("peak", HWNAS_PER_USE, &build_one),
                                    build_source("work", HWNAS_PER_MODULE, &build_one)};
  sources[0].per = HWNAS_PER_PEAK;
  sources[1].per = HWNAS_PER_USE;
  cr_assert_null(hwnas_metric_set_create(peaks.space, sources, 2, &peaks.set));
  return peaks;
}

static void close(peaks_t *peaks) {
  hwnas_metric_set_destroy(peaks->set);
  hwnas_space_destroy(peaks->space);
}

static int64_t peak_directly(const hwnas_space_t *space, const uint16_t *point) {
  int64_t peak = 0;
  for (size_t u = 0; u < space->n_uses; u++) {
    const hwnas_use_t *use = &space->uses[u];
    int64_t op = hwnas_use_op(use, point);
    if (op >= 0 && space->ops[op]->op.work[0] > peak) peak = space->ops[op]->op.work[0];
  }
  return peak;
}

Test(peak, values_are_the_largest_costs) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 20; i++) {
    peaks_t peaks = open(&random);
    uint16_t point[CHOICES] = {0};
    cr_assert(hwnas_metric_set_is_peak(peaks.set, 0) && !hwnas_metric_set_is_sum(peaks.set, 0));
    do {
      int64_t values[2], batch[4];
      uint16_t twice[2 * CHOICES];
      memcpy(twice, point, sizeof point);
      memcpy(twice + CHOICES, point, sizeof point);
      cr_assert_null(hwnas_metric_set_value(peaks.set, point, values));
      cr_assert_null(hwnas_metric_set_values(peaks.set, twice, 2, batch));
      cr_assert_eq(values[0], peak_directly(peaks.space, point));
      cr_assert(batch[0] == values[0] && batch[2] == values[0] && batch[1] == values[1] &&
                batch[3] == values[1]);
      uint8_t columns[CHOICES];
      for (size_t c = 0; c < CHOICES; c++) columns[c] = (uint8_t)point[c];
      cr_assert_null(hwnas_metric_set_columns(peaks.set, columns, 1, 1, batch));
      cr_assert(batch[0] == values[0] && batch[1] == values[1]);
    } while (build_next_point(peaks.space, point));
    close(&peaks);
  }
}

static bool fits(const peaks_t *peaks, const uint16_t *point, int64_t low, int64_t high, int64_t most_work) {
  int64_t values[2];
  cr_assert_null(hwnas_metric_set_value(peaks->set, point, values));
  return is_network(peaks->space, point) && values[0] >= low && values[0] <= high && values[1] <= most_work;
}

static void assert_region(const peaks_t *peaks, int64_t low, int64_t high, int64_t most_work,
                          hwnas_random_t *random) {
  char conditions[2][64];
  snprintf(conditions[0], sizeof conditions[0], "%d <= peak <= %d", (int)low, (int)high);
  snprintf(conditions[1], sizeof conditions[1], "work <= %d", (int)most_work);
  const char *texts[] = {conditions[0], conditions[1]};
  hwnas_region_t *region;
  hwnas_region_count_t count;
  uint16_t point[CHOICES] = {0};
  unsigned long n = 0;
  do n += fits(peaks, point, low, high, most_work);
  while (build_next_point(peaks->space, point));
  cr_assert_null(hwnas_region_create(peaks->space, peaks->set, texts, 2, NULL, &region));
  cr_assert_null(hwnas_region_count(region, false, &count));
  cr_assert(count.exact && strtoul(count.networks, NULL, 10) == n, "%s, expected %lu", count.networks, n);
  for (int i = 0; i < 20 && n > 0; i++) {
    cr_assert_null(hwnas_region_draw(region, random, 1, point));
    cr_assert(fits(peaks, point, low, high, most_work));
  }
  hwnas_region_count_deinit(&count);
  hwnas_region_destroy(region);
}

Test(peak, limits_count_and_draw) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 2, 0);
  for (int i = 0; i < 30; i++) {
    peaks_t peaks = open(&random);
    for (int64_t high = 20; high < 100; high += 15) {
      assert_region(&peaks, 0, high, 300, &random);
      assert_region(&peaks, high - 10, high, 1000, &random);
    }
    close(&peaks);
  }
}

/* ---- Expectations -------------------------------------------------------------------------------- */

static double expect_directly(const hwnas_space_t *space, const double *p) {
  uint16_t point[CHOICES] = {0};
  double sum = 0;
  do {
    double product = 1;
    for (size_t c = 0, first = 0; c < CHOICES; first += space->choices[c++].n) product *= p[first + point[c]];
    sum += product * (double)peak_directly(space, point);
  } while (build_next_point(space, point));
  return sum;
}

static void assert_expected(const peaks_t *peaks, hwnas_random_t *random) {
  const hwnas_space_t *space = peaks->space;
  hwnas_expectation_t *expectation;
  double p[PROBABILITIES_MAX], values[2], gradients[2 * PROBABILITIES_MAX];
  cr_assert_null(hwnas_expectation_create(peaks->set, &expectation));
  size_t size = hwnas_expectation_size(expectation);
  for (size_t c = 0; c < CHOICES; c++) {
    size_t first = hwnas_expectation_first(expectation, c);
    double sum = 0;
    for (uint32_t k = 0; k < space->choices[c].n; k++)
      sum += p[first + k] = (double)hwnas_random_below(random, 9) + (k == 0);
    for (uint32_t k = 0; k < space->choices[c].n; k++) p[first + k] /= sum;
  }
  cr_assert_null(hwnas_expectation_compute(expectation, p, values, gradients));
  double expected = expect_directly(space, p);
  cr_assert_lt(fabs(values[0] - expected), 1e-12 * (1 + expected));
  for (size_t c = 0, first = 0; c < CHOICES; first += space->choices[c++].n)
    for (uint32_t k = 0; k < space->choices[c].n; k++) {
      double corner[PROBABILITIES_MAX], along = gradients[first + k];
      memcpy(corner, p, sizeof corner);
      for (uint32_t j = 0; j < space->choices[c].n; j++) {
        along -= p[first + j] * gradients[first + j];
        corner[first + j] = j == k;
      }
      cr_assert_lt(fabs(along - (expect_directly(space, corner) - expected)), 1e-10 * (1 + expected));
    }
  cr_assert_leq(size, PROBABILITIES_MAX);
  hwnas_expectation_destroy(expectation);
}

Test(peak, expectations_are_those_of_the_enumeration) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  for (int i = 0; i < 15; i++) {
    peaks_t peaks = open(&random);
    assert_expected(&peaks, &random);
    close(&peaks);
  }
}

/* ---- Statistics ---------------------------------------------------------------------------------- */

Test(peak, statistics_are_exact) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  for (int i = 0; i < 5; i++) {
    peaks_t peaks = open(&random);
    hwnas_region_t *region;
    hwnas_stats_t stats;
    uint16_t point[CHOICES] = {0};
    double n = 0, sum = 0;
    int64_t least = INT64_MAX, most = 0;
    do {
      if (!is_network(peaks.space, point)) continue;
      int64_t peak = peak_directly(peaks.space, point);
      if (peak < least) least = peak;
      if (peak > most) most = peak;
      sum += (double)peak;
      n++;
    } while (build_next_point(peaks.space, point));
    cr_assert_null(hwnas_region_create(peaks.space, peaks.set, NULL, 0, NULL, &region));
    cr_assert_null(hwnas_stats_init(&stats, region, 10));
    cr_assert(stats.metrics[0].exact);
    cr_assert_eq(stats.metrics[0].least, least);
    cr_assert_eq(stats.metrics[0].most, most);
    cr_assert_eq(peak_directly(peaks.space, stats.metrics[0].least_point), least);
    cr_assert_eq(peak_directly(peaks.space, stats.metrics[0].most_point), most);
    cr_assert_lt(fabs(stats.metrics[0].mean - sum / n), 1e-9 * sum / n);
    hwnas_stats_deinit(&stats);
    hwnas_region_destroy(region);
    close(&peaks);
  }
}
