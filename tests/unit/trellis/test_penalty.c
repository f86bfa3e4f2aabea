#include <math.h>

#include "build_trellis.h"
#include "trellis/penalty.h"

#define PROBABILITIES_MAX 64

/* max(0, metric / limit - 1), as the searches penalise it. */
static double relu(void *self, double quanta) { return fmax(0, quanta / *(double *)self - 1); }
static double square(void *self, double quanta) { return pow(quanta / *(double *)self - 1, 2); }

typedef struct asked {
  built_t built;
  size_t first[CHOICES + 1];
  double p[PROBABILITIES_MAX], gradient[PROBABILITIES_MAX];
  double limit;
} asked_t;

static void open(asked_t *asked, hwnas_random_t *random, build_prices_t prices) {
  build_all(&asked->built, random, prices);
  built_trellis(&asked->built, 1, true);
  const hwnas_space_t *space = asked->built.space;
  for (size_t c = 0; c < space->n_choices; c++) asked->first[c + 1] = asked->first[c] + space->choices[c].n;
  for (size_t c = 0; c < space->n_choices; c++) {
    double sum = 0, *p = &asked->p[asked->first[c]];
    for (uint32_t k = 0; k < space->choices[c].n; k++)
      sum += p[k] = (double)hwnas_random_below(random, 100) + 1;
    for (uint32_t k = 0; k < space->choices[c].n; k++) p[k] /= sum;
  }
  const hwnas_trellis_t *trellis = asked->built.trellis;
  asked->limit = (double)trellis->minima[0] / 2 + (double)trellis->maxima[0] / 2 + 0.5;
}

/* With fixed -1; else as if that probability were 1 and its choice had no others. */
static double sum_directly(const asked_t *asked, int64_t fixed, double (*fn)(void *, double)) {
  const hwnas_space_t *space = asked->built.space;
  uint16_t point[CHOICES] = {0};
  double sum = 0;
  do {
    double p = 1;
    int64_t values[METRICS];
    for (size_t c = 0; c < space->n_choices; c++) {
      int64_t first = (int64_t)asked->first[c], at = first + point[c];
      bool is_fixed = fixed >= first && fixed < first + space->choices[c].n;
      p *= is_fixed ? (double)(fixed == at) : asked->p[at];
    }
    cr_assert_null(hwnas_metric_set_value(asked->built.set, point, values));
    sum += p * fn((void *)(uintptr_t)&asked->limit, (double)values[0]);
  } while (build_next_point(space, point));
  return sum;
}

/* Returns how far the expectation is off. */
static double compare(asked_t *asked, size_t n_points, double (*fn)(void *, double), double tolerance) {
  hwnas_penalizer_t penalizer;
  cr_assert_null(hwnas_penalizer_init(&penalizer, asked->built.trellis, 0, n_points));
  const hwnas_distribution_t p = {.probabilities = asked->p, .first = asked->first};
  memset(asked->gradient, 0, sizeof asked->gradient);
  double value = hwnas_penalizer_expect(&penalizer, &p, fn, &asked->limit, asked->gradient);
  double expected = sum_directly(asked, -1, fn);
  cr_assert_float_eq(value, expected, tolerance);
  cr_assert_eq(hwnas_penalizer_expect(&penalizer, &p, fn, &asked->limit, NULL), value);
  for (size_t i = 0; i < asked->first[asked->built.space->n_choices]; i++)
    cr_assert_float_eq(asked->gradient[i], sum_directly(asked, (int64_t)i, fn), 10 * tolerance);
  hwnas_penalizer_deinit(&penalizer);
  return fabs(value - expected);
}

static void close(asked_t *asked) { build_destroy(&asked->built); }

Test(penalty, is_the_sum_over_networks_where_sums_are_few) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 30; i++) {
    asked_t asked = {0};
    open(&asked, &random, (build_prices_t){20, 3});
    compare(&asked, 2000, relu, 1e-10 * (1 + fabs(sum_directly(&asked, -1, relu))));
    compare(&asked, 2000, square, 1e-10 * (1 + fabs(sum_directly(&asked, -1, square))));
    close(&asked);
  }
}

/* The mean is kept exactly, so that the error falls with the square of the distance of points. */
Test(penalty, comes_near_with_some_points) {
  hwnas_random_t random;
  double coarse = 0, fine = 0;
  hwnas_random_seed(&random, 2, 0);
  for (int i = 0; i < 30; i++) {
    asked_t asked = {0};
    open(&asked, &random, (build_prices_t){(int64_t)1 << 40, 1});
    double scale = 1 + fabs(sum_directly(&asked, -1, square));
    coarse += compare(&asked, 128, square, 0.02 * scale);
    fine += compare(&asked, 1024, square, 0.001 * scale);
    compare(&asked, 1024, relu, 0.01 * scale);
    close(&asked);
  }
  cr_assert_lt(fine, coarse / 30, "%g with many points, %g with few", fine, coarse);
}
