#include <criterion/criterion.h>

#include "build.h"

static bool equals_one(const uint32_t *indices, void *self) {
  (void)self;
  return indices[0] == 1;
}

/* b is active where a is 1, c where a and b are. */
static hwnas_space_t *chain(void) {
  hwnas_space_t *space = build_space();
  uint32_t a = build_choice(space, "a", 2), b = build_choice(space, "b", 2), c = build_choice(space, "c", 3);
  const hwnas_table_t *a_is_one = build_truth(space, &a, 1, equals_one, NULL), *both;
  build_active(space, b, a_is_one);
  cr_assert_null(hwnas_table_and(space->arena, &space->variables, a_is_one,
                                 build_truth(space, &b, 1, equals_one, NULL), &both));
  build_active(space, c, both);
  return space;
}

Test(space, finds_choices_by_label) {
  hwnas_space_t *space = chain();
  cr_assert_eq(hwnas_space_find(space, "b"), &space->choices[1]);
  cr_assert_null(hwnas_space_find(space, "B"));
  hwnas_space_destroy(space);
  hwnas_space_destroy(NULL);
}

Test(space, activity_follows_the_conditions) {
  hwnas_space_t *space = chain();
  cr_assert(hwnas_space_active(space, 0, (uint16_t[]){0, 0, 0}));
  cr_assert_not(hwnas_space_active(space, 1, (uint16_t[]){0, 1, 0}));
  cr_assert(hwnas_space_active(space, 1, (uint16_t[]){1, 0, 0}));
  cr_assert_not(hwnas_space_active(space, 2, (uint16_t[]){0, 1, 2}));
  cr_assert(hwnas_space_active(space, 2, (uint16_t[]){1, 1, 2}));
  hwnas_space_destroy(space);
}

Test(space, any_of_several_conditions_is_enough) {
  hwnas_space_t *space = chain();
  uint32_t c = 2;
  uint32_t d = build_choice(space, "d", 2), a = 0;
  build_active(space, d, build_truth(space, &a, 1, equals_one, NULL));
  build_active(space, d, build_truth(space, &c, 1, equals_one, NULL));
  cr_assert(hwnas_space_active(space, d, (uint16_t[]){1, 0, 0, 0}));
  cr_assert(hwnas_space_active(space, d, (uint16_t[]){0, 0, 1, 0}));
  cr_assert_not(hwnas_space_active(space, d, (uint16_t[]){0, 0, 0, 0}));
  hwnas_space_destroy(space);
}

Test(space, inactive_choices_become_zero) {
  hwnas_space_t *space = chain();
  uint16_t point[3] = {0, 1, 2};
  hwnas_space_canonicalize(space, point);
  cr_assert_eq(point[1], 0);
  cr_assert_eq(point[2], 0);
  uint16_t kept[3] = {1, 1, 2};
  hwnas_space_canonicalize(space, kept);
  cr_assert_eq(kept[1], 1);
  cr_assert_eq(kept[2], 2);
  hwnas_space_destroy(space);
}

Test(space, canonical_points_stay_as_they_are) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 5, 0);
  for (int i = 0; i < 50; i++) {
    hwnas_space_t *space = build_random_space(&random, 6, 0);
    uint16_t raw[6] = {0};
    do {
      uint16_t point[6], again[6];
      memcpy(point, raw, sizeof raw);
      hwnas_space_canonicalize(space, point);
      memcpy(again, point, sizeof point);
      hwnas_space_canonicalize(space, again);
      cr_assert_arr_eq(point, again, sizeof point);
      /* Zeroing what is inactive does not change what is active. */
      for (size_t c = 0; c < 6; c++)
        cr_assert_eq(hwnas_space_active(space, c, raw), hwnas_space_active(space, c, point));
    } while (build_next_point(space, raw));
    hwnas_space_destroy(space);
  }
}

Test(space, the_first_broken_constraint_is_named) {
  hwnas_space_t *space = chain();
  uint32_t a = 0, c = 2;
  build_constraint(space, build_truth(space, &a, 1, equals_one, NULL));
  build_constraint(space, build_truth(space, &c, 1, equals_one, NULL));
  cr_assert_eq(hwnas_space_violated(space, (uint16_t[]){0, 0, 0}), &space->constraints[0]);
  cr_assert_eq(hwnas_space_violated(space, (uint16_t[]){1, 0, 0}), &space->constraints[1]);
  cr_assert_null(hwnas_space_violated(space, (uint16_t[]){1, 1, 1}));
  hwnas_space_destroy(space);
}
