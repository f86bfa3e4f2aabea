#include <math.h>

#include "build_trellis.h"
#include "trellis/proof.h"
#include "trellis/tilt.h"

static unsigned long count_inside(const built_t *built, const hwnas_range_t *ranges) {
  uint16_t point[CHOICES] = {0};
  unsigned long n = 0;
  do {
    int64_t values[METRICS];
    bool fits = is_network(built->space, point);
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    for (size_t m = 0; m < METRICS; m++) fits &= values[m] >= ranges[m].low && values[m] <= ranges[m].high;
    n += fits;
  } while (build_next_point(built->space, point));
  return n;
}

static hwnas_range_t random_range(const hwnas_trellis_t *trellis, size_t m, hwnas_random_t *random) {
  int64_t ends[2], width = trellis->maxima[m] - trellis->minima[m] + 3;
  for (int i = 0; i < 2; i++)
    ends[i] = trellis->minima[m] - 1 + (int64_t)hwnas_random_below(random, (uint64_t)width);
  return ends[0] < ends[1] ? (hwnas_range_t){ends[0], ends[1]} : (hwnas_range_t){ends[1], ends[0]};
}

/* The bound is one, and what is said to be empty is. */
Test(tilt, bounds_the_number_of_networks) {
  hwnas_random_t random;
  size_t n_empty = 0, n_proven = 0, n_excluded = 0, n_tight = 0, n_boxes = 0;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 60; i++) {
    built_t built;
    build_all(&built, &random, (build_prices_t){i % 2 ? 100 : (int64_t)1 << 40, 1});
    built_trellis(&built, METRICS, false);
    for (int r = 0; r < 20 && !hwnas_trellis_empty(built.trellis); r++) {
      hwnas_range_t ranges[METRICS];
      for (size_t m = 0; m < METRICS; m++) ranges[m] = random_range(built.trellis, m, &random);
      hwnas_tilt_t tilt;
      unsigned long n = count_inside(&built, ranges);
      cr_assert_null(hwnas_tilt_init(&tilt, built.trellis, ranges));
      cr_assert(!tilt.empty || n == 0, "%lu networks are in ranges that are said to be empty", n);
      if (n > 0) cr_assert_leq(log((double)n), tilt.log_bound + 1e-9);
      bool excluded;
      cr_assert_null(hwnas_ranges_exclude(built.trellis, ranges, &excluded));
      cr_assert(!excluded || n == 0, "%lu networks are in ranges that are said to hold no mixture", n);
      n_excluded += excluded;
      n_boxes++;
      n_empty += n == 0;
      n_proven += tilt.empty;
      n_tight += n > 0 && tilt.log_bound < log((double)n) + log(30);
      hwnas_tilt_deinit(&tilt);
    }
    build_destroy(&built);
  }
  /* Holes between networks cannot be proven empty; what lies beside all of them is. The bound is near: so are
   * the rates to the best. */
  cr_assert_gt(n_empty, 50);
  cr_assert_geq(8 * n_proven, n_empty, "%zu boxes, %zu empty, %zu proven, %zu tight", n_boxes, n_empty,
                n_proven, n_tight);
  cr_assert_geq(n_excluded, n_proven, "%zu and %zu of %zu", n_excluded, n_proven, n_empty);
  cr_assert_geq(10 * n_tight, 9 * (n_boxes - n_empty));
}
