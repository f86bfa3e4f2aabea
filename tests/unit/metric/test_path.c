#include <criterion/criterion.h>

#include "random_factors.h"

#define POINTS 1201

typedef struct made {
  hwnas_arena_t arena;
  hwnas_factors_t factors;
  hwnas_program_t program;
  uint16_t *rows;
  int64_t *expected;
} made_t;

static void make(const random_shape_t *shape, uint64_t seed, made_t *out) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  hwnas_arena_init(&out->arena);
  out->factors = random_factors(&out->arena, &random, shape);
  cr_assert_null(hwnas_program_make(&out->program, &out->arena, &out->factors));
  out->rows = malloc(POINTS * shape->n_variables * sizeof *out->rows);
  out->expected = malloc(POINTS * shape->n_metrics * sizeof *out->expected);
  random_points(&random, out->factors.variables, POINTS, out->rows);
  for (size_t i = 0; i < POINTS; i++)
    sum_factors(&out->factors, out->rows + i * shape->n_variables, out->expected + i * shape->n_metrics);
}

static void unmake(made_t *made) {
  free(made->rows);
  free(made->expected);
  hwnas_arena_deinit(&made->arena);
}

#define SHAPES (sizeof random_shapes / sizeof *random_shapes)

Test(path, single_values_are_sums_of_cells) {
  for (size_t s = 0; s < SHAPES; s++) {
    made_t made;
    make(&random_shapes[s], s, &made);
    points_t points = {made.rows, POINTS, made.expected};
    cr_expect_eq(wrong_singles(&made.program, &points), 0u, "%s", random_shapes[s].name);
    made.program.windows = NULL; /* by terms */
    cr_expect_eq(wrong_singles(&made.program, &points), 0u, "%s by terms", random_shapes[s].name);
    unmake(&made);
  }
}

static void assert_path(hwnas_path_t path) {
  static const size_t sizes[] = {0, 1, 7, 31, 32, 33, 63, 100, 575, 576, 577, 607, 608, 609, 1153, POINTS};
  if (!hwnas_path_runs(path)) cr_skip_test("this machine has no %s", hwnas_path_name(path));
  for (size_t s = 0; s < SHAPES; s++) {
    made_t made;
    make(&random_shapes[s], s, &made);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      points_t points = {made.rows, sizes[i], made.expected};
      cr_expect_eq(wrong_rows(&made.program, path, &points), 0u, "%zu rows of %s", sizes[i],
                   random_shapes[s].name);
      cr_expect_eq(wrong_columns(&made.program, path, &points), 0u, "columns of %zu: %s", sizes[i],
                   random_shapes[s].name);
    }
    unmake(&made);
  }
}

Test(path, plain) { assert_path(HWNAS_PATH_PLAIN); }
Test(path, avx2) { assert_path(HWNAS_PATH_AVX2); }
Test(path, avx512) { assert_path(HWNAS_PATH_AVX512); }
Test(path, the_best_one_runs) { cr_assert(hwnas_path_runs(hwnas_path_best())); }

/* ---- How metrics share words ----------------------------------------------------------------- */

static size_t words_of(const char *name) {
  made_t made;
  size_t s = 0;
  while (strcmp(random_shapes[s].name, name) != 0) s++;
  make(&random_shapes[s], s, &made);
  size_t n_words = made.program.n_words;
  unmake(&made);
  return n_words;
}

Test(words, hold_what_fits) {
  cr_expect_eq(words_of("two metrics"), 1u);  /* 25 bits each */
  cr_expect_eq(words_of("five metrics"), 3u); /* 32 bits each: two to a word */
  cr_expect_eq(words_of("wide, five metrics"), 5u);
}

/* ---- Windows --------------------------------------------------------------------------------- */

/* One table over the last two of five variables, of PAIR values each; the others have n. */
#define PAIR 120
static hwnas_program_t program_of_pair(hwnas_arena_t *arena, uint32_t n) {
  static const int64_t constant = 0;
  hwnas_variable_t items[] = {{.n = n}, {.n = n}, {.n = n}, {.n = PAIR}, {.n = PAIR}};
  hwnas_variable_t *pointers[] = {&items[0], &items[1], &items[2], &items[3], &items[4]};
  hwnas_variables_t variables = {.items = pointers, .n = 5};
  int64_t cells[PAIR * PAIR];
  for (int64_t c = 0; c < PAIR * PAIR; c++) cells[c] = c * c;
  hwnas_factor_t factor = {
      {.n_axes = 2, .axes = {3, 4}, .sizes = {PAIR, PAIR}, .n_cells = (size_t)PAIR * PAIR}, cells};
  hwnas_program_t program;
  cr_assert_null(
      hwnas_program_make(&program, arena, &(hwnas_factors_t){&factor, 1, 1, &constant, &variables}));
  return program;
}

/* The window of the last four variables has neighbours in it that do not matter. Strides of 120 and 1 by
 * indices up to 541 leave room below what counts; 542 would carry. */
Test(windows, are_there_as_far_as_nothing_carries) {
  static const uint32_t sizes[] = {2, 542, 543, 65536};
  for (size_t i = 0; i < 4; i++) {
    hwnas_arena_t arena;
    hwnas_arena_init(&arena);
    hwnas_program_t program = program_of_pair(&arena, sizes[i]);
    cr_expect_eq(program.windows != NULL, i < 2, "%u", sizes[i]);
    uint16_t most = (uint16_t)(sizes[i] - 1), full[5] = {most, most, most, PAIR - 1, PAIR - 2};
    int64_t value, cell = PAIR * PAIR - 2;
    hwnas_program_sum(&program, full, &value);
    cr_expect_eq(value, cell * cell);
    hwnas_arena_deinit(&arena);
  }
}
