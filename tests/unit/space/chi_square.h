/* How far what was drawn is from what was expected. */
#ifndef HWNAS_TESTS_SPACE_CHI_SQUARE_H
#define HWNAS_TESTS_SPACE_CHI_SQUARE_H

#include <criterion/criterion.h>
#include <math.h>

/* How unlikely a chi-square statistic is, as a normal deviate (Wilson and Hilferty, 1931); 3.72 is p = 1e-4.
 */
static inline double chi_square_deviate(const double *expected, const size_t *observed, size_t n) {
  double statistic = 0, cells = 0;
  for (size_t i = 0; i < n; i++) {
    if (!(expected[i] > 0)) {
      cr_assert_eq(observed[i], 0, "point %zu was drawn, but is not allowed", i);
      continue;
    }
    double difference = (double)observed[i] - expected[i];
    statistic += difference * difference / expected[i];
    cells++;
  }
  double freedom = cells - 1;
  if (freedom < 1) return 0;
  return (cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom));
}

#endif
