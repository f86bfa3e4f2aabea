#include <stdlib.h>
#include <string.h>

#include "build_trellis.h"
#include "trellis/best.h"

/* A network with its metrics. */
typedef struct network {
  uint16_t point[CHOICES];
  int64_t values[METRICS];
} network_t;

/* Those in the ranges, in order. */
typedef struct truth {
  network_t *networks;
  size_t n;
  const hwnas_range_t *ranges;
} truth_t;

static int compare_least(const void *a, const void *b) {
  const network_t *x = a, *y = b;
  return x->values[0] < y->values[0] ? -1 : x->values[0] > y->values[0];
}
static int compare_most(const void *a, const void *b) { return compare_least(b, a); }

static truth_t find_truth(const built_t *built, const hwnas_range_t *ranges, size_t n_metrics, bool most) {
  truth_t truth = {.networks = calloc(build_n_points(built->space), sizeof *truth.networks)};
  network_t network = {0};
  do {
    bool fits = is_network(built->space, network.point);
    cr_assert_null(hwnas_metric_set_value(built->set, network.point, network.values));
    for (size_t m = 0; m < n_metrics; m++)
      fits &= network.values[m] >= ranges[m].low && network.values[m] <= ranges[m].high;
    if (fits) truth.networks[truth.n++] = network;
  } while (build_next_point(built->space, network.point));
  qsort(truth.networks, truth.n, sizeof *truth.networks, most ? compare_most : compare_least);
  return truth;
}

static const network_t *find_point(const truth_t *truth, const uint16_t *point) {
  for (size_t i = 0; i < truth->n; i++)
    if (memcmp(truth->networks[i].point, point, sizeof truth->networks[i].point) == 0)
      return &truth->networks[i];
  return NULL;
}

static bool is_repeated(const hwnas_best_list_t *list, size_t i) {
  for (size_t j = 0; j < i; j++)
    if (memcmp(&list->points[j * CHOICES], &list->points[i * CHOICES], CHOICES * sizeof *list->points) == 0)
      return true;
  return false;
}

/* What holds whatever the steps were. */
static void assert_sound(const truth_t *truth, const hwnas_best_list_t *list, bool most) {
  for (size_t i = 0; i < list->n; i++) {
    const network_t *network = find_point(truth, &list->points[i * CHOICES]);
    cr_assert_not_null(network);
    cr_assert_eq(network->values[0], list->scores[i]);
    cr_assert_not(is_repeated(list, i));
    if (i < list->n_proven) cr_assert_eq(list->scores[i], truth->networks[i].values[0]);
  }
  for (size_t i = 0; i < truth->n && !list->all; i++) {
    bool better =
        most ? truth->networks[i].values[0] > list->bound : truth->networks[i].values[0] < list->bound;
    bool listed = false;
    for (size_t j = 0; j < list->n && better && !listed; j++)
      listed = find_point(truth, &list->points[j * CHOICES]) == &truth->networks[i];
    cr_assert(!better || listed, "a network of %ld is better than the bound, %ld",
              (long)truth->networks[i].values[0], (long)list->bound);
  }
  if (list->complete) cr_assert_eq(list->n_proven, list->n);
  if (list->all) cr_assert_eq(list->n, truth->n);
}

static void assert_list(const built_t *built, const truth_t *truth, hwnas_best_of_t of,
                        const hwnas_best_list_t *longest) {
  hwnas_best_list_t list;
  cr_assert_null(hwnas_best_list_init(&list, &of));
  assert_sound(truth, &list, of.most);
  cr_assert_eq(list.n, of.n < truth->n ? of.n : truth->n);
  cr_assert(list.complete);
  cr_assert_eq(list.n_proven, list.n);
  cr_assert_eq(list.all, of.n > truth->n);
  /* The order does not depend on how many are asked for. */
  if (longest && list.n > 0)
    cr_assert_arr_eq(list.points, longest->points, list.n * built->space->n_choices * sizeof *list.points);
  hwnas_best_list_deinit(&list);
}

/* Few steps: narrow passes, and mostly no proof; but what is proven is the same as ever. */
static void assert_short(const built_t *built, const truth_t *truth, hwnas_best_of_t of,
                         const hwnas_best_list_t *longest) {
  for (of.steps = 1; of.steps < 50000; of.steps *= 7) {
    hwnas_best_list_t list;
    cr_assert_null(hwnas_best_list_init(&list, &of));
    assert_sound(truth, &list, of.most);
    if (list.complete && list.n > 0)
      cr_assert_arr_eq(list.points, longest->points, list.n * built->space->n_choices * sizeof *list.points);
    hwnas_best_list_deinit(&list);
  }
}

static bool is_enough(void *self) { return (*(int *)self)-- <= 0; }

/* Stopped at one time or another. */
static void assert_stopped(const truth_t *truth, hwnas_best_of_t of) {
  for (int times = 0; times < 8; times++) {
    int left = times;
    hwnas_best_list_t list;
    of.stop = is_enough;
    of.self = &left;
    cr_assert_null(hwnas_best_list_init(&list, &of));
    assert_sound(truth, &list, of.most);
    if (times == 0 && of.trellis->n_layers > 0) cr_assert(list.n == 0 && (!list.complete || truth->n == 0));
    hwnas_best_list_deinit(&list);
  }
}

static void assert_best(const built_t *built, const hwnas_range_t *ranges, bool most) {
  const hwnas_trellis_t *trellis = built->trellis;
  truth_t truth = find_truth(built, ranges, trellis->n_metrics, most);
  hwnas_best_of_t of = {.trellis = trellis, .most = most, .ranges = ranges, .n = truth.n + 1};
  hwnas_best_list_t longest;
  cr_assert_null(hwnas_best_list_init(&longest, &of));
  assert_list(built, &truth, of, NULL);
  for (of.n = 1; of.n <= truth.n; of.n = of.n * 3 + 1) assert_list(built, &truth, of, &longest);
  for (of.n = 1; of.n <= 5; of.n += 2) assert_short(built, &truth, of, &longest);
  of.n = 2;
  assert_stopped(&truth, of);
  hwnas_best_list_deinit(&longest);
  free(truth.networks);
}

/* ---- Random spaces ----------------------------------------------------------------------------- */

static hwnas_range_t range_of(const built_t *built, size_t m, double low, double high) {
  const hwnas_trellis_t *t = built->trellis;
  double width = (double)(t->maxima[m] - t->minima[m]);
  return (hwnas_range_t){t->minima[m] + (int64_t)(low * width), t->minima[m] + (int64_t)(high * width)};
}

static void assert_random_spaces(build_prices_t prices, size_t n_metrics, uint64_t seed) {
  static const double ends[][2] = {{0, 1}, {0, 0.4}, {0.3, 0.6}, {0.5, 0.51}, {0.7, 1}};
  const size_t n = sizeof ends / sizeof *ends;
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 8; i++) {
    built_t built;
    build_all(&built, &random, prices);
    built_trellis(&built, n_metrics, false);
    for (size_t e = 0; e < n * n && !hwnas_trellis_empty(built.trellis); e++) {
      hwnas_range_t ranges[METRICS] = {{0, 0}};
      size_t which[] = {e % n, e / n};
      for (size_t m = 0; m < n_metrics; m++)
        ranges[m] = range_of(&built, m, ends[which[m]][0], ends[which[m]][1]);
      if (n_metrics > 1 || e < n) assert_best(&built, ranges, e % 2 == 1);
    }
    build_destroy(&built);
  }
}

Test(best, of_one_metric) { assert_random_spaces((build_prices_t){1000, 1}, 1, 1); }
Test(best, in_ranges_of_two_metrics) { assert_random_spaces((build_prices_t){1000, 1}, 2, 2); }
/* Few different sums: most networks share theirs with others. */
Test(best, of_equal_scores) { assert_random_spaces((build_prices_t){3, 7}, 2, 3); }
Test(best, of_large_sums) { assert_random_spaces((build_prices_t){(int64_t)1 << 54, 1}, 2, 4); }

/* ---- Edges --------------------------------------------------------------------------------------- */

Test(best, of_nothing) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  built_t built;
  build_all(&built, &random, (build_prices_t){20, 7});
  built_trellis(&built, METRICS, false);
  const hwnas_range_t nowhere[][METRICS] = {
      {{INT64_MIN, built.trellis->minima[0] - 1}, {INT64_MIN, INT64_MAX}},
      {{INT64_MIN, INT64_MAX}, {built.trellis->maxima[1] + 1, INT64_MAX}},
      {{INT64_MIN, INT64_MAX}, {1, 0}},
      {{built.trellis->minima[0] + 1, built.trellis->minima[0] + 1}, {INT64_MIN, INT64_MAX}},
  };
  for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
    hwnas_best_list_t list;
    cr_assert_null(hwnas_best_list_init(
        &list, &(hwnas_best_of_t){.trellis = built.trellis, .ranges = nowhere[i], .n = 3}));
    cr_assert_eq(list.n, 0);
    cr_assert(list.all);
    hwnas_best_list_deinit(&list);
  }
  build_destroy(&built);
}

/* Without choices there is one network. */
Test(best, of_one_network) {
  built_t built = {.space = build_space()};
  built_metrics(&built);
  built_trellis(&built, 1, false);
  hwnas_best_list_t list;
  cr_assert_null(hwnas_best_list_init(
      &list, &(hwnas_best_of_t){.trellis = built.trellis, .ranges = &(hwnas_range_t){0, 0}, .n = 3}));
  cr_assert_eq(list.n, 1);
  cr_assert_eq(list.n_proven, 1);
  cr_assert(list.all);
  hwnas_best_list_deinit(&list);
  build_destroy(&built);
}
