#include <criterion/criterion.h>

#include "known.h"
#include "space/count.h"

static void assert_counts(const hwnas_space_t *space, const char *samples, const char *networks,
                          const char *feasible) {
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  cr_assert_null(hwnas_space_count(space, &counts));
  char *texts[] = {mpz_get_str(NULL, 10, counts.samples), mpz_get_str(NULL, 10, counts.networks),
                   mpz_get_str(NULL, 10, counts.feasible)};
  cr_expect_str_eq(texts[0], samples);
  cr_expect_str_eq(texts[1], networks);
  cr_expect_str_eq(texts[2], feasible);
  for (size_t i = 0; i < 3; i++) free(texts[i]);
  hwnas_counts_deinit(&counts);
}

Test(count, mobilenet_v3) {
  hwnas_space_t *space = known_mobilenet_v3();
  cr_assert_eq(space->n_choices, 67);
  assert_counts(space, "1849462701240501527952274730990671233024", "2203368352784502925061485493979840000",
                "2203368352784502925061485493979840000");
  hwnas_space_destroy(space);
}

Test(count, proxyless) {
  hwnas_space_t *space = known_proxyless();
  assert_counts(space, "22463437455746924544", "54375883032510144", "54375883032510144");
  hwnas_space_destroy(space);
}

Test(count, a_space_without_choices_has_one_network) {
  hwnas_space_t *space = build_space();
  assert_counts(space, "1", "1", "1");
  hwnas_space_destroy(space);
}

Test(count, numbers_of_any_length) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < 400; c++) known_stage_choice(space, "x", c, 6);
  for (uint32_t c = 1; c < 400; c++) {
    uint32_t least = 0; /* always active, but only on inspection */
    uint32_t parent = c - 1;
    build_active(space, c, build_truth(space, &parent, 1, known_at_least, &least));
  }
  mpz_t expected;
  mpz_init(expected);
  mpz_ui_pow_ui(expected, 6, 400);
  char *text = mpz_get_str(NULL, 10, expected);
  assert_counts(space, text, text, text);
  free(text);
  mpz_clear(expected);
  hwnas_space_destroy(space);
}

/* A chain in which every choice hangs on the one before it: (n - 1) * ... carries from limb to limb. */
Test(count, a_long_chain) {
  hwnas_space_t *space = build_space();
  const uint32_t n = 300;
  const hwnas_table_t *active = NULL;
  for (uint32_t c = 0; c < n; c++) {
    uint32_t number = known_stage_choice(space, "x", c, 3);
    if (c > 0) {
      /* Active where the one before is not 0, which it is wherever it is inactive. */
      uint32_t parent = number - 1, one = 1;
      active = build_truth(space, &parent, 1, known_at_least, &one);
      build_active(space, number, active);
    }
  }
  /* f(last) = 3, f(c) = 1 + 2 f(c + 1) */
  mpz_t expected;
  mpz_init_set_ui(expected, 3);
  for (uint32_t c = 1; c < n; c++) {
    mpz_mul_ui(expected, expected, 2);
    mpz_add_ui(expected, expected, 1);
  }
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  cr_assert_null(hwnas_space_count(space, &counts));
  cr_assert_eq(mpz_cmp(counts.networks, expected), 0);
  hwnas_counts_deinit(&counts);
  mpz_clear(expected);
  hwnas_space_destroy(space);
}

Test(count, agrees_with_counting_one_by_one) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 300; i++) {
    hwnas_space_t *space = build_random_space(&random, 7, (uint32_t)(i % 4));
    size_t networks = 0, feasible = 0;
    uint16_t point[7] = {0};
    do {
      if (!build_is_canonical(space, point)) continue;
      networks++;
      feasible += !hwnas_space_violated(space, point);
    } while (build_next_point(space, point));
    hwnas_counts_t counts;
    hwnas_counts_init(&counts);
    cr_assert_null(hwnas_space_count(space, &counts));
    cr_assert_eq(mpz_cmp_ui(counts.samples, build_n_points(space)), 0);
    cr_assert_eq(mpz_cmp_ui(counts.networks, networks), 0);
    cr_assert_eq(mpz_cmp_ui(counts.feasible, feasible), 0);
    hwnas_counts_deinit(&counts);
    hwnas_space_destroy(space);
  }
}

static bool differ(const uint32_t *indices, void *self) {
  (void)self;
  return indices[0] != indices[1];
}

/* n choices of n values, no two of which may be equal. */
static hwnas_space_t *build_permutations(uint32_t n) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < n; c++) known_stage_choice(space, "x", c, n);
  for (uint32_t a = 0; a < n; a++)
    for (uint32_t b = a + 1; b < n; b++)
      build_constraint(space, build_truth(space, (uint32_t[]){a, b}, 2, differ, NULL));
  return space;
}

Test(count, goes_through_choices_that_cannot_be_summed_out) {
  hwnas_space_t *space = build_permutations(8);
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  cr_assert_null(hwnas_space_count(space, &counts));
  cr_assert_eq(mpz_cmp_ui(counts.networks, 16777216), 0);
  cr_assert_eq(mpz_cmp_ui(counts.feasible, 40320), 0);
  hwnas_counts_deinit(&counts);
  hwnas_space_destroy(space);
}

Test(count, names_the_choices_that_meet_when_the_budget_is_passed) {
  hwnas_space_t *space = build_permutations(11);
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_space_count(space, &counts);
  cr_assert_not_null(status);
  cr_assert_eq(status->error, HWNAS_ERROR_TABLE_BUDGET);
  char *text = hwnas_status_format(status);
  cr_assert_not_null(strstr(text, "s0_x"));
  cr_assert_not_null(strstr(text, "s10_x"));
  free(text);
  hwnas_status_destroy(status);
  hwnas_counts_deinit(&counts);
  hwnas_space_destroy(space);
}
