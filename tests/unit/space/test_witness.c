#include <criterion/criterion.h>

#include "build.h"
#include "space/count.h"

#define N 6

static bool fits(const hwnas_space_t *space, const hwnas_table_t *condition, const int32_t *known,
                 const uint16_t *point) {
  if (!build_is_canonical(space, point) || hwnas_space_violated(space, point)) return false;
  for (size_t c = 0; known && c < space->n_choices; c++)
    if (known[c] >= 0 && known[c] != point[c]) return false;
  return !condition || hwnas_value_truth(hwnas_table_at(condition, point));
}

static bool exists(const hwnas_space_t *space, const hwnas_table_t *condition, const int32_t *known) {
  uint16_t point[N] = {0};
  do {
    if (fits(space, condition, known, point)) return true;
  } while (build_next_point(space, point));
  return false;
}

static void assert_witness(const hwnas_space_t *space, const hwnas_table_t *condition, const int32_t *known,
                           size_t *n_found) {
  uint16_t point[N];
  bool found;
  cr_assert_null(hwnas_space_witness(space, condition, known, &found, point));
  cr_assert_eq(found, exists(space, condition, known));
  if (found) cr_assert(fits(space, condition, known, point));
  *n_found += found;
}

Test(witness, is_found_where_there_is_one) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 21, 0);
  size_t n_found = 0;
  for (int i = 0; i < 400; i++) {
    hwnas_space_t *space = build_random_space(&random, N, (uint32_t)(i % 5));
    const hwnas_table_t *condition = build_random_condition(space, &random, N, 3, 5);
    int32_t known[N];
    for (size_t c = 0; c < N; c++)
      known[c] = build_coin(&random, 40) ? (int32_t)hwnas_random_below(&random, space->choices[c].n) : -1;
    assert_witness(space, NULL, NULL, &n_found);
    assert_witness(space, condition, NULL, &n_found);
    assert_witness(space, NULL, known, &n_found);
    assert_witness(space, condition, known, &n_found);
    hwnas_space_destroy(space);
  }
  cr_assert(n_found > 200 && n_found < 1500, "%zu of 1600: the spaces test only one side", n_found);
}
