/* Trellises of random spaces, and their networks one by one. */
#ifndef HWNAS_TESTS_TRELLIS_BUILD_TRELLIS_H
#define HWNAS_TESTS_TRELLIS_BUILD_TRELLIS_H

#include <criterion/criterion.h>

#include "../metric/build_metric.h"
#include "space/truth.h"
#include "trellis/trellis.h"

#define CHOICES 6
#define METRICS 2

static const size_t both[METRICS] = {0, 1};

typedef struct built {
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  hwnas_trellis_t *trellis;
} built_t;

static inline void built_metrics(built_t *built) {
  const hwnas_price_source_t sources[] = {build_source("work", HWNAS_PER_USE, &build_one),
                                          build_source("size", HWNAS_PER_MODULE, &build_one)};
  cr_assert_null(hwnas_metric_set_create(built->space, sources, METRICS, &built->set));
}

static inline void built_trellis(built_t *built, size_t n_metrics, bool raw) {
  cr_assert_null(hwnas_trellis_create(
      &(hwnas_trellis_of_t){
          .space = built->space, .set = built->set, .metrics = both, .n_metrics = n_metrics, .raw = raw},
      &built->trellis));
}

/* Some choices hang below others, some networks are forbidden, and some operators hang on what is derived. */
static inline void build_all(built_t *built, hwnas_random_t *random, build_prices_t prices) {
  *built = (built_t){.space = build_random_space(random, CHOICES, build_coin(random, 50) ? 2 : 0)};
  if (build_coin(random, 50)) {
    uint32_t u = build_derived(built->space, (uint32_t[]){0, 2, 4}, 3, 3, random);
    uint32_t v = build_derived(built->space, (uint32_t[]){1, u}, 2, 2, random);
    for (uint32_t i = 0; i < 3; i++)
      build_use(built->space, build_ops_over(built->space, i == 1 ? u : 3, i == 0 ? u : v, random), NULL, i);
  }
  build_random_uses(built->space, random, 10, prices);
  built_metrics(built);
}

static inline void build_destroy(built_t *built) {
  hwnas_trellis_destroy(built->trellis);
  hwnas_metric_set_destroy(built->set);
  hwnas_space_destroy(built->space);
}

/* True for what the trellis is to hold: all points, or the networks that the constraints allow. */
static inline bool is_network(const hwnas_space_t *space, const uint16_t *point) {
  return build_is_canonical(space, point) && !hwnas_space_violated(space, point);
}

#endif
