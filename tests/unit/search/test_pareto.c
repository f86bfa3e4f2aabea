#include <criterion/criterion.h>
#include <math.h>

#include "base/random.h"
#include "search/pareto.h"

#define POINTS 300

static bool dominates(const double *a, const double *b, size_t k) {
  bool better = false;
  for (size_t i = 0; i < k; i++) {
    if (a[i] > b[i]) return false;
    if (a[i] < b[i]) better = true;
  }
  return better;
}

static bool contains(const hwnas_front_t *front, uint64_t id) {
  for (size_t i = 0; i < front->n; i++)
    if (front->ids[i] == id) return true;
  return false;
}

Test(pareto, keeps_exactly_what_no_other_dominates) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  for (size_t round = 0; round < 40; round++) {
    size_t k = 2 + round % 3;
    double values[POINTS][4];
    hwnas_front_t front;
    hwnas_front_init(&front, k);
    for (size_t i = 0; i < POINTS; i++) {
      for (size_t j = 0; j < k; j++) values[i][j] = (double)hwnas_random_below(&random, 6 + round);
      cr_assert_null(hwnas_front_add(&front, i + 1, values[i], NULL));
    }
    for (size_t i = 0; i < POINTS; i++) {
      bool dominated = false;
      for (size_t j = 0; j < POINTS; j++) dominated |= dominates(values[j], values[i], k);
      cr_expect_eq(contains(&front, i + 1), !dominated);
    }
    hwnas_front_deinit(&front);
  }
}

Test(pareto, one_objective_keeps_the_first_of_the_best) {
  static const double values[] = {5, 3, 3, 4, 2, 2};
  static const bool kept[] = {true, true, false, false, true, false};
  hwnas_front_t front;
  hwnas_front_init(&front, 1);
  for (size_t i = 0; i < 6; i++) {
    bool now;
    cr_assert_null(hwnas_front_add(&front, i + 1, &values[i], &now));
    cr_expect_eq(now, kept[i]);
  }
  cr_expect_eq(front.n, 1);
  cr_expect_eq(front.ids[0], 5);
  hwnas_front_deinit(&front);
}

Test(pareto, what_is_no_number_never_enters) {
  const double values[] = {1, NAN};
  bool kept = true;
  hwnas_front_t front;
  hwnas_front_init(&front, 2);
  cr_assert_null(hwnas_front_add(&front, 1, values, &kept));
  cr_expect_not(kept);
  hwnas_front_deinit(&front);
}
