#include <criterion/criterion.h>

#include "build.h"
#include "space/count.h"

#define N 6

typedef const hwnas_table_t *conditions_t[2];

static bool fits(const hwnas_space_t *space, const conditions_t conditions, const uint16_t *point) {
  if (!build_is_canonical(space, point) || hwnas_space_violated(space, point)) return false;
  for (size_t i = 0; i < 2; i++)
    if (conditions[i] && !hwnas_value_truth(hwnas_table_at(conditions[i], point))) return false;
  return true;
}

static bool exists(const hwnas_space_t *space, const conditions_t conditions) {
  uint16_t point[N] = {0};
  do {
    if (fits(space, conditions, point)) return true;
  } while (build_next_point(space, point));
  return false;
}

static void assert_witness(const hwnas_space_t *space, const hwnas_table_t *a, const hwnas_table_t *b,
                           size_t *n_found) {
  uint16_t point[N];
  bool found;
  const conditions_t conditions = {a, b};
  cr_assert_null(hwnas_space_witness(space, conditions, 2, &found, point));
  cr_assert_eq(found, exists(space, conditions));
  if (found) cr_assert(fits(space, conditions, point));
  *n_found += found;
}

Test(witness, is_found_where_there_is_one) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 21, 0);
  size_t n_found = 0;
  for (int i = 0; i < 400; i++) {
    hwnas_space_t *space = build_random_space(&random, N, (uint32_t)(i % 5));
    const hwnas_table_t *a = build_random_condition(space, &random, N, 3, 5);
    const hwnas_table_t *b = build_random_condition(space, &random, N, 3, 2);
    assert_witness(space, NULL, NULL, &n_found);
    assert_witness(space, a, NULL, &n_found);
    assert_witness(space, NULL, b, &n_found);
    assert_witness(space, a, b, &n_found);
    hwnas_space_destroy(space);
  }
  cr_assert(n_found > 200 && n_found < 1500, "%zu of 1600: the spaces test only one side", n_found);
}
