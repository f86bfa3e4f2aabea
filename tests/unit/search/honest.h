/* Regions of random spaces in which what is not active costs nothing, and how what is drawn from them is to
 * be spread. */
#ifndef HWNAS_TESTS_SEARCH_HONEST_H
#define HWNAS_TESTS_SEARCH_HONEST_H

#include <stdio.h>

#include "../space/chi_square.h"
#include "../trellis/build_trellis.h"
#include "hwnas/region.h"

#define LIMIT 3.72

typedef struct region_of {
  built_t built;
  int64_t low, high; /* of "work" */
  char condition[80];
  hwnas_region_t *region;
} region_of_t;

static inline const hwnas_table_t *both_active(hwnas_space_t *space, uint32_t a, uint32_t b) {
  const hwnas_table_t *out;
  cr_assert_null(hwnas_table_and(space->arena, &space->variables, build_activity(space, a),
                                 build_activity(space, b), &out));
  return out;
}

/* What is not active costs nothing, whatever its label says, as in spaces that were compiled. */
static inline void build_honest(built_t *built, hwnas_random_t *random) {
  *built = (built_t){.space = build_random_space(random, CHOICES, build_coin(random, 50) ? 2 : 0)};
  for (uint32_t i = 0; i < 8; i++) {
    uint32_t axes[2];
    build_random_axes(random, CHOICES, 2, axes);
    build_use(built->space, build_ops_over(built->space, axes[0], axes[1], random),
              both_active(built->space, axes[0], axes[1]), i);
  }
  built_metrics(built);
  built_trellis(built, 1, true);
}

typedef struct asked {
  bool tests; /* the range in a form that is tested network by network */
  hwnas_law_t law;
  uint64_t max_edges;
} asked_t;

static inline void reopen(region_of_t *of, asked_t asked) {
  snprintf(of->condition, sizeof of->condition,
           asked.tests ? "%lld <= work + 0 * size <= %lld" : "%lld <= work <= %lld", (long long)of->low,
           (long long)of->high);
  hwnas_region_destroy(of->region);
  of->region = NULL;
  cr_assert_null(hwnas_region_create(
      of->built.space, of->built.set, (const char *[]){of->condition}, 1,
      &(hwnas_region_options_t){.max_edges = asked.max_edges, .law = asked.law}, &of->region));
}

/* The middle half of what networks cost. */
static inline void open_region(region_of_t *of, hwnas_random_t *random, asked_t asked) {
  *of = (region_of_t){0};
  build_honest(&of->built, random);
  int64_t least = of->built.trellis->minima[0], width = of->built.trellis->maxima[0] - least;
  of->low = least + width / 4;
  of->high = least + width * 3 / 4;
  reopen(of, asked);
}

static inline void close_region(region_of_t *of) {
  hwnas_region_destroy(of->region);
  build_destroy(&of->built);
}

static inline bool lies_within(const region_of_t *of, const uint16_t *canonical) {
  int64_t values[METRICS];
  cr_assert_null(hwnas_metric_set_value(of->built.set, canonical, values));
  return is_network(of->built.space, canonical) && values[0] >= of->low && values[0] <= of->high;
}

/* The probability of each network of the region: that of all labels that stand for it. Returns the sum. */
static inline double expect_all(const region_of_t *of, const double *p, double *out) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0};
  double sum = 0;
  for (size_t i = 0; i < build_n_points(space); i++) out[i] = 0;
  do {
    uint16_t canonical[CHOICES];
    double product = 1;
    for (size_t c = 0, first = 0; c < CHOICES; first += space->choices[c++].n) product *= p[first + point[c]];
    build_network(space, point, canonical);
    if (!lies_within(of, canonical)) continue;
    out[build_point_number(space, canonical)] += product;
    sum += product;
  } while (build_next_point(space, point));
  return sum;
}

/* How many networks of a region there are, or combinations of labels, of each network; returns their sum. */
static inline size_t expect_law(const region_of_t *of, hwnas_law_t law, double *out) {
  const hwnas_space_t *space = of->built.space;
  uint16_t point[CHOICES] = {0};
  size_t n = 0;
  do {
    uint16_t canonical[CHOICES];
    build_network(space, point, canonical);
    bool counts = law == HWNAS_LAW_LABELS || memcmp(canonical, point, sizeof point) == 0;
    if (!counts || !lies_within(of, canonical)) continue;
    out[build_point_number(space, canonical)]++;
    n++;
  } while (build_next_point(space, point));
  return n;
}

static inline double deviate(double *expected, size_t *observed, size_t n, double sum, size_t n_draws) {
  size_t rare = 0; /* what is hardly expected is taken together */
  for (size_t i = 0; i < n; i++) {
    cr_assert(expected[i] > 0 || observed[i] == 0);
    expected[i] *= (double)n_draws / sum;
    if (expected[i] >= 5 || i == rare) continue;
    expected[rare] += expected[i];
    observed[rare] += observed[i];
    expected[i] = 0;
    observed[i] = 0;
  }
  return chi_square_deviate(expected, observed, n);
}

/* n points are spread over the networks as is expected, but for the factor `sum`. */
static inline void assert_spread(const region_of_t *of, double *expected, double sum, const uint16_t *points,
                                 size_t n) {
  size_t n_points = build_n_points(of->built.space), *observed = calloc(n_points, sizeof *observed);
  for (size_t i = 0; i < n; i++) observed[build_point_number(of->built.space, &points[i * CHOICES])]++;
  cr_expect_lt(deviate(expected, observed, n_points, sum, n), LIMIT);
  free(observed);
}

#endif
