#include <criterion/criterion.h>
#include <math.h>

#include "../metric/build_metric.h"
#include "hwnas/expect.h"

#define CHOICES 6
#define METRICS 2
#define PROBABILITIES_MAX 64

static const build_prices_t small = {50, 8}, large = {(int64_t)1 << 40, 1};

typedef struct asked {
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  hwnas_expectation_t *expectation;
  double p[PROBABILITIES_MAX];
  double values[METRICS], gradients[METRICS * PROBABILITIES_MAX];
} asked_t;

static void random_distribution(asked_t *asked, hwnas_random_t *random) {
  for (size_t c = 0; c < asked->space->n_choices; c++) {
    double *p = &asked->p[hwnas_expectation_first(asked->expectation, c)], sum = 0;
    for (uint32_t k = 0; k < asked->space->choices[c].n; k++)
      sum += p[k] = (double)hwnas_random_below(random, 100); /* some are 0 */
    if (sum == 0) sum = p[0] = 1;
    for (uint32_t k = 0; k < asked->space->choices[c].n; k++) p[k] /= sum;
  }
}

static void open(asked_t *asked, hwnas_space_t *space) {
  const hwnas_price_source_t sources[] = {build_source("work", HWNAS_PER_USE, &build_one),
                                          build_source("size", HWNAS_PER_MODULE, &build_one)};
  asked->space = space;
  cr_assert_null(hwnas_metric_set_create(space, sources, METRICS, &asked->set));
  cr_assert_null(hwnas_expectation_create(asked->set, &asked->expectation));
  cr_assert(hwnas_expectation_size(asked->expectation) <= PROBABILITIES_MAX);
}

static void close_all(asked_t *asked) {
  hwnas_expectation_destroy(asked->expectation);
  hwnas_metric_set_destroy(asked->set);
  hwnas_space_destroy(asked->space);
}

/* The sum over all points of the product of their probabilities and their value; with -1 for fixed, else as
 * if that probability were 1 and its choice had no others. */
static void sum_directly(const asked_t *asked, int64_t fixed, double *out) {
  const hwnas_space_t *space = asked->space;
  uint16_t point[CHOICES] = {0};
  for (size_t m = 0; m < METRICS; m++) out[m] = 0;
  do {
    double p = 1;
    int64_t values[METRICS];
    for (size_t c = 0; c < space->n_choices; c++) {
      size_t first = hwnas_expectation_first(asked->expectation, c), at = first + point[c];
      bool is_fixed = fixed >= (int64_t)first && fixed < (int64_t)(first + space->choices[c].n);
      p *= is_fixed ? (double)(fixed == (int64_t)at) : asked->p[at];
    }
    if (p == 0) continue;
    cr_assert_null(hwnas_metric_set_value(asked->set, point, values));
    for (size_t m = 0; m < METRICS; m++) out[m] += p * (double)values[m];
  } while (build_next_point(space, point));
}

static void assert_close(double got, double expected, double scale) {
  cr_assert(fabs(got - expected) <= 1e-12 * (scale + fabs(expected)), "%.17g, expected %.17g", got, expected);
}

/* Parts that do not depend on a choice are no part of its gradient: derivatives are compared along
 * directions that keep the sum, from the distribution to each corner of the choice. */
static void assert_gradient(const asked_t *asked, size_t c, double scale) {
  size_t first = hwnas_expectation_first(asked->expectation, c),
         size = hwnas_expectation_size(asked->expectation);
  for (uint32_t k = 0; k < asked->space->choices[c].n; k++) {
    double corner[METRICS];
    sum_directly(asked, (int64_t)(first + k), corner);
    for (size_t m = 0; m < METRICS; m++) {
      const double *gradient = &asked->gradients[m * size + first];
      double along = gradient[k];
      for (uint32_t j = 0; j < asked->space->choices[c].n; j++) along -= asked->p[first + j] * gradient[j];
      assert_close(along, corner[m] - asked->values[m], scale);
    }
  }
}

static void assert_expected(asked_t *asked, hwnas_random_t *random, double scale) {
  double expected[METRICS], values[METRICS];
  random_distribution(asked, random);
  cr_assert_null(hwnas_expectation_compute(asked->expectation, asked->p, asked->values, asked->gradients));
  cr_assert_null(hwnas_expectation_compute(asked->expectation, asked->p, values, NULL));
  sum_directly(asked, -1, expected);
  for (size_t m = 0; m < METRICS; m++) {
    assert_close(asked->values[m], expected[m], scale);
    cr_assert_eq(values[m], asked->values[m]);
  }
  for (size_t c = 0; c < asked->space->n_choices; c++) assert_gradient(asked, c, scale);
}

static void assert_random_spaces(build_prices_t prices, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  double scale = (double)prices.below * (double)prices.multiple;
  for (int i = 0; i < 40; i++) {
    asked_t asked;
    hwnas_space_t *space = build_random_space(&random, CHOICES, 0);
    build_random_uses(space, &random, 12, prices);
    open(&asked, space);
    for (int d = 0; d < 3; d++) assert_expected(&asked, &random, scale);
    close_all(&asked);
  }
}

Test(expect, is_the_sum_over_networks) { assert_random_spaces(small, 1); }
Test(expect, of_large_prices) { assert_random_spaces(large, 2); }

/* ---- Derived variables ----------------------------------------------------------------------- */

/* Two variables, the second derived from the first: independent they are not. */
Test(expect, sees_through_derived_variables) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  for (int i = 0; i < 40; i++) {
    asked_t asked;
    hwnas_space_t *space = build_random_space(&random, 4, 0);
    uint32_t u = build_derived(space, (uint32_t[]){0, 2}, 2, 3, &random);
    uint32_t v = build_derived(space, (uint32_t[]){1, u}, 2, 2, &random);
    build_use(space, build_ops_over(space, 1, u, &random), NULL, 0);
    build_use(space, build_ops_over(space, u, v, &random), NULL, 1);
    build_use(space, build_ops_over(space, 3, v, &random), NULL, 2);
    open(&asked, space);
    assert_expected(&asked, &random, 99);
    close_all(&asked);
  }
}

/* With tables of a few cells all metrics are averaged over paths. */
Test(expect, over_paths_is_the_sum_over_networks) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  for (int i = 0; i < 60; i++) {
    asked_t asked;
    hwnas_space_t *space = build_random_space(&random, CHOICES, 0);
    uint32_t u = build_derived(space, (uint32_t[]){0, 2, 4}, 3, 3, &random);
    uint32_t v = build_derived(space, (uint32_t[]){1, u}, 2, 2, &random);
    for (uint32_t use = 0; use < 3; use++)
      build_use(space, build_ops_over(space, use == 1 ? u : 3, use == 0 ? u : v, &random), NULL, use);
    build_random_uses(space, &random, 8, small);
    asked.space = space;
    space->variables.max_cells = 0;
    const hwnas_price_source_t sources[] = {build_source("work", HWNAS_PER_USE, &build_one),
                                            build_source("size", HWNAS_PER_MODULE, &build_one)};
    cr_assert_null(hwnas_metric_set_create(space, sources, METRICS, &asked.set));
    space->variables.max_cells = 8; /* what is derived is not put in */
    cr_assert_null(hwnas_expectation_create(asked.set, &asked.expectation));
    for (int d = 0; d < 3; d++) assert_expected(&asked, &random, 400);
    close_all(&asked);
  }
}

/* ---- Functions --------------------------------------------------------------------------------- */

static double same(void *self, double value) { return value + *(const double *)self; }

/* The function that changes nothing has the expectation of the metric; and one that is off by 7 that and 7.
 */
Test(expect, of_a_function) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 6, 0);
  for (int i = 0; i < 10; i++) {
    asked_t asked;
    hwnas_space_t *space = build_random_space(&random, CHOICES, 0);
    build_random_uses(space, &random, 12, small);
    open(&asked, space);
    random_distribution(&asked, &random);
    cr_assert_null(hwnas_expectation_compute(asked.expectation, asked.p, asked.values, NULL));
    for (size_t m = 0; m < METRICS; m++) {
      double seven = 7, value, gradient[PROBABILITIES_MAX];
      for (size_t n_points = 0; n_points <= 100; n_points += 50) {
        cr_assert_null(hwnas_expectation_compute_function(asked.expectation, m, same, &seven, n_points,
                                                          asked.p, &value, gradient));
        assert_close(value, asked.values[m] + 7, 400);
      }
      size_t first = hwnas_expectation_first(asked.expectation, 1);
      double along = 0;
      for (uint32_t k = 0; k < space->choices[1].n; k++) along += asked.p[first + k] * gradient[first + k];
      assert_close(along, value, 400);
    }
    double value;
    hwnas_status_t *status =
        hwnas_expectation_compute_function(asked.expectation, 0, same, NULL, 1, asked.p, &value, NULL);
    cr_assert_not_null(status);
    cr_assert_eq(status->error, HWNAS_ERROR_LIMIT);
    hwnas_status_destroy(status);
    close_all(&asked);
  }
}

/* ---- Distributions that are none ------------------------------------------------------------- */

static void assert_refused(asked_t *asked, size_t i, double value, const char *expected) {
  double before = asked->p[i];
  asked->p[i] = value;
  hwnas_status_t *status =
      hwnas_expectation_compute(asked->expectation, asked->p, asked->values, asked->gradients);
  cr_assert_not_null(status);
  cr_assert_eq(status->error, HWNAS_ERROR_DISTRIBUTION);
  cr_assert_not_null(strstr(status->what, expected), "%s", status->what);
  hwnas_status_destroy(status);
  asked->p[i] = before;
}

Test(expect, refuses_what_is_no_distribution) {
  asked_t asked;
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 2);
  build_choice(space, "b", 4);
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  build_random_uses(space, &random, 3, small);
  open(&asked, space);
  for (size_t i = 0; i < 6; i++) asked.p[i] = i < 2 ? 0.5 : 0.25;
  assert_refused(&asked, 1, 0.625, "the probabilities of choice 'a' sum to 1.125, not to 1");
  assert_refused(&asked, 4, -0.25, "probability 2 of choice 'b' is -0.25");
  assert_refused(&asked, 4, (double)NAN, "probability 2 of choice 'b'");
  assert_refused(&asked, 0, (double)INFINITY, "probability 0 of choice 'a'");
  cr_assert_null(hwnas_expectation_compute(asked.expectation, asked.p, asked.values, NULL));
  close_all(&asked);
}

/* A space of one network has an expectation too. */
Test(expect, of_a_space_without_choices) {
  asked_t asked;
  hwnas_space_t *space = build_space();
  hwnas_value_t *cells;
  hwnas_table_t *one = build_table(space, NULL, 0, &cells);
  cells[0] = hwnas_value_int((int64_t)build_op(space, "made_up", 7, 3));
  build_use(space, one, NULL, 0);
  open(&asked, space);
  cr_assert_eq(hwnas_expectation_size(asked.expectation), 0);
  cr_assert_null(hwnas_expectation_compute(asked.expectation, asked.p, asked.values, asked.gradients));
  cr_assert_eq(asked.values[0], 7);
  cr_assert_eq(asked.values[1], 3);
  close_all(&asked);
}
