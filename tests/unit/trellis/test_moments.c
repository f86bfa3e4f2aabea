#include <math.h>

#include "build_trellis.h"
#include "trellis/moments.h"
#include "trellis/support.h"

typedef struct direct {
  double mean, sd;
  size_t n;
  int64_t *values;
} direct_t;

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

/* The values sorted. */
static direct_t go_through(const built_t *built) {
  direct_t direct = {.values = calloc(build_n_points(built->space), sizeof(int64_t))};
  uint16_t point[CHOICES] = {0};
  do {
    int64_t values[METRICS];
    if (!is_network(built->space, point)) continue;
    cr_assert_null(hwnas_metric_set_value(built->set, point, values));
    direct.values[direct.n++] = values[0];
    direct.mean += (double)values[0];
  } while (build_next_point(built->space, point));
  direct.mean /= (double)direct.n;
  for (size_t i = 0; i < direct.n; i++) direct.sd += pow((double)direct.values[i] - direct.mean, 2);
  direct.sd = sqrt(direct.sd / (double)direct.n);
  qsort(direct.values, direct.n, sizeof *direct.values, compare);
  return direct;
}

static void assert_histogram(const built_t *built, const direct_t *direct, const double *shares) {
  hwnas_histogram_t histogram;
  double sum = 0, mean = 0;
  cr_assert_null(hwnas_trellis_histogram(built->trellis, 0, shares, 1000, &histogram));
  for (size_t i = 0; i < histogram.n; i++) {
    double value = (double)built->trellis->minima[0] + (double)i * histogram.step;
    size_t n = 0;
    for (size_t k = 0; histogram.exact && k < direct->n; k++) n += (double)direct->values[k] == value;
    if (histogram.exact) cr_assert_float_eq(histogram.shares[i], (double)n / (double)direct->n, 1e-12);
    sum += histogram.shares[i];
    mean += value * histogram.shares[i];
  }
  cr_assert_float_eq(sum, 1, 1e-12);
  cr_assert_float_eq(mean / direct->mean, 1, 1e-9);
  free(histogram.shares);
}

/* No network is further from its points than is said: up to a value and as much more there are no fewer than
 * lie below it, and no more if it is as much less. */
static void assert_error(const built_t *built, const direct_t *direct, const double *shares,
                         size_t n_points) {
  hwnas_histogram_t histogram;
  cr_assert_null(hwnas_trellis_histogram(built->trellis, 0, shares, n_points, &histogram));
  cr_assert_eq(histogram.error == 0, histogram.exact);
  double slack = histogram.error * (1 + 1e-9);
  for (size_t k = 0; k < direct->n; k++) {
    double up = 0, down = 0, value = (double)(direct->values[k] - built->trellis->minima[0]);
    for (size_t i = 0; i < histogram.n; i++) {
      double at = (double)i * histogram.step;
      up += at <= value + slack ? histogram.shares[i] : 0;
      down += at < value - slack ? histogram.shares[i] : 0;
    }
    size_t below = k, within = k + 1;
    while (below > 0 && direct->values[below - 1] == direct->values[k]) below--;
    while (within < direct->n && direct->values[within] == direct->values[k]) within++;
    cr_assert_geq(up, (double)within / (double)direct->n - 1e-9);
    cr_assert_leq(down, (double)below / (double)direct->n + 1e-9);
  }
  free(histogram.shares);
}

static void assert_support(const built_t *built, const direct_t *direct) {
  hwnas_support_t support;
  bool done;
  size_t k = 0;
  cr_assert_null(hwnas_trellis_support(built->trellis, 0, &done, &support));
  cr_assert(done);
  for (size_t i = 0; i < support.n; i++) {
    size_t first = k;
    while (k < direct->n && direct->values[k] == support.values[i]) k++;
    cr_assert_gt(k, first);
    cr_assert_float_eq(support.shares[i], (double)(k - first) / (double)direct->n, 1e-14);
  }
  cr_assert_eq(k, direct->n);
  hwnas_support_deinit(&support);
}

static void assert_moments(hwnas_random_t *random, build_prices_t prices) {
  built_t built;
  build_all(&built, random, prices);
  built_trellis(&built, 1, false);
  if (!hwnas_trellis_empty(built.trellis)) {
    direct_t direct = go_through(&built);
    double *shares, mean, sd;
    cr_assert_null(hwnas_trellis_shares(built.trellis, &shares));
    cr_assert_null(hwnas_trellis_moments(built.trellis, 0, shares, &mean, &sd));
    double scale = fabs(direct.mean) + direct.sd + 1e-9;
    cr_assert_float_eq(mean, direct.mean, 1e-12 * scale);
    cr_assert_float_eq(sd, direct.sd, 1e-9 * scale);
    if (direct.mean > 0) assert_histogram(&built, &direct, shares);
    assert_error(&built, &direct, shares, 10);
    assert_error(&built, &direct, shares, 200);
    assert_support(&built, &direct);
    free(shares);
    free(direct.values);
  }
  build_destroy(&built);
}

Test(moments, are_those_of_all_networks) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 100; i++)
    assert_moments(&random, (build_prices_t){i % 2 ? 20 : (int64_t)1 << 40, i % 3 ? 1 : 8});
}
