/* Metrics that are sums of tables over choices: against the sum by definition, beside metrics of operators
 * and of whole networks; and what is refused. */
#include <criterion/criterion.h>
#include <math.h>

#include "build_metric.h"

#define TABLES 12
#define QUANTUM 1e-3

typedef struct scores {
  hwnas_price_table_t tables[TABLES];
  size_t n;
  size_t fails_at; /* the table in whose place an error comes; 0: none */
  const hwnas_space_t *bound;
} scores_t;

static hwnas_status_t *bind(void *self, const hwnas_space_t *space) {
  ((scores_t *)self)->bound = space;
  return NULL;
}

static hwnas_status_t *give(void *self, hwnas_price_table_fn take, void *taker) {
  const scores_t *scores = self;
  for (size_t t = 0; t < scores->n; t++) {
    if (scores->fails_at == t + 1) return hwnas_status_make(HWNAS_ERROR_PROFILER, "the scores are gone");
    HWNAS_TRY(take(taker, &scores->tables[t]));
  }
  return NULL;
}

static hwnas_price_source_t source_of(scores_t *scores) {
  return (hwnas_price_source_t){.name = "score",
                                .metric = "score",
                                .unit = "1",
                                .quantum = QUANTUM,
                                .goal = HWNAS_GOAL_MAXIMIZE,
                                .profiler = "scorer",
                                .bind = bind,
                                .tables = give,
                                .self = scores};
}

/* ---- Random tables --------------------------------------------------------------------------- */

/* Different choices in any order. */
static void draw_choices(hwnas_random_t *random, uint32_t n_choices, uint32_t *out, size_t n) {
  for (size_t i = 0; i < n;) {
    out[i] = (uint32_t)hwnas_random_below(random, n_choices);
    size_t j = 0;
    while (out[j] != out[i]) j++;
    i += j == i;
  }
}

static void add_random_table(scores_t *scores, hwnas_space_t *space, hwnas_random_t *random,
                             size_t n_choices) {
  uint32_t *choices = hwnas_arena_alloc_array(space->arena, n_choices, sizeof *choices);
  size_t n_values = 1;
  draw_choices(random, (uint32_t)space->n_choices, choices, n_choices);
  for (size_t i = 0; i < n_choices; i++) n_values *= space->choices[choices[i]].n;
  double *values = hwnas_arena_alloc_array(space->arena, n_values, sizeof *values);
  for (size_t i = 0; i < n_values; i++)
    values[i] = ((double)hwnas_random_below(random, 20001) - 10000) * QUANTUM / 4;
  scores->tables[scores->n++] = (hwnas_price_table_t){choices, n_choices, values, n_values};
}

static void draw_scores(scores_t *scores, hwnas_space_t *space, hwnas_random_t *random) {
  while (scores->n < TABLES) add_random_table(scores, space, random, scores->n % 4);
}

/* By definition: all choices are active, or the table does not count. */
static int64_t direct_score(const scores_t *scores, const hwnas_space_t *space, const uint16_t *point) {
  int64_t sum = 0;
  for (size_t t = 0; t < scores->n; t++) {
    const hwnas_price_table_t *table = &scores->tables[t];
    bool counts = true;
    size_t cell = 0;
    for (size_t i = 0; i < table->n_choices; i++) {
      uint32_t c = table->choices[i];
      counts &= hwnas_space_active(space, c, point);
      cell = cell * space->choices[c].n + point[c];
    }
    if (counts) sum += llround(table->values[cell] / QUANTUM);
  }
  return sum;
}

/* The same from parts and constants, as what goes through all networks reads them. */
static int64_t sum_of_parts(const hwnas_metric_set_t *set, size_t metric, const uint16_t *full) {
  size_t n, n_metrics = hwnas_metric_set_size(set);
  const hwnas_factor_t *parts = hwnas_metric_set_parts(set, &n);
  int64_t sum = hwnas_metric_set_constants(set)[metric];
  for (size_t f = 0; f < n; f++)
    sum += parts[f].cells[hwnas_table_cell(&parts[f].scope, full) * n_metrics + metric];
  return sum;
}

static void assert_point(const hwnas_metric_set_t *set, const scores_t *scores, const uint16_t *point,
                         size_t score, size_t work) {
  const hwnas_space_t *space = hwnas_metric_set_space(set);
  uint16_t room[64];
  int64_t one[3], many[3], expected = direct_score(scores, space, point);
  const uint16_t *full = hwnas_space_full(space, point, room);
  cr_assert_null(hwnas_metric_set_value(set, point, one));
  cr_assert_null(hwnas_metric_set_values(set, point, 1, many));
  cr_assert_eq(one[score], expected);
  cr_assert_eq(many[score], expected);
  cr_assert_eq(sum_of_parts(set, score, full), expected);
  if (work != score) cr_assert_eq(one[work], build_direct_value(space, HWNAS_PER_USE, full));
}

static void assert_all_points(const hwnas_metric_set_t *set, const scores_t *scores, size_t score,
                              size_t work) {
  uint16_t point[16] = {0};
  do assert_point(set, scores, point, score, work);
  while (build_next_point(hwnas_metric_set_space(set), point));
}

Test(tables, are_summed_where_their_choices_are_active) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 40; i++) {
    hwnas_space_t *space = build_random_space(&random, 6, 3);
    scores_t scores = {0};
    draw_scores(&scores, space, &random);
    hwnas_price_source_t source = source_of(&scores);
    hwnas_metric_set_t *set;
    cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
    cr_expect_eq(scores.bound, space);
    cr_expect(!hwnas_metric_set_is_opaque(set, 0) && !hwnas_metric_set_has_breakdown(set, 0));
    assert_all_points(set, &scores, 0, 0);
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

static hwnas_status_t *whole(void *self, const uint16_t *points, size_t n, double *out) {
  (void)self;
  for (size_t i = 0; i < n; i++) out[i] = points[0];
  return NULL;
}

Test(tables, stand_beside_operators_and_whole_networks) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 2, 0);
  for (size_t i = 0; i < 20; i++) {
    hwnas_space_t *space = build_random_space(&random, 5, 0);
    build_random_uses(space, &random, 8, (build_prices_t){50, 8});
    scores_t scores = {0};
    draw_scores(&scores, space, &random);
    hwnas_price_source_t opaque = {
        .name = "ms", .metric = "ms", .unit = "ms", .quantum = 1, .profiler = "p", .profile = whole};
    hwnas_price_source_t sources[3] = {opaque, opaque, opaque};
    size_t score = i % 3, work = (i + 1) % 3;
    sources[score] = source_of(&scores);
    sources[work] = build_source("work", HWNAS_PER_USE, &build_one);
    hwnas_metric_set_t *set;
    cr_assert_null(hwnas_metric_set_create(space, sources, 3, &set));
    cr_expect(hwnas_metric_set_has_breakdown(set, work) && !hwnas_metric_set_has_breakdown(set, (i + 2) % 3));
    assert_all_points(set, &scores, score, work);
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

/* Choices that are active where a derived variable has certain values. */
Test(tables, read_derived_variables_for_activity) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 3, 0);
  for (int i = 0; i < 30; i++) {
    hwnas_space_t *space = build_random_space(&random, 5, 0);
    uint32_t derived = build_derived(space, (uint32_t[]){0, 1, 2}, 3, 3, &random);
    hwnas_table_t *condition = hwnas_arena_alloc(space->arena, sizeof *condition);
    hwnas_value_t *cells = hwnas_arena_alloc_array(space->arena, 3, sizeof *cells);
    for (size_t k = 0; k < 3; k++) cells[k] = hwnas_value_bool(build_coin(&random, 50));
    *condition = (hwnas_table_t){.n_axes = 1, .axes = {derived}, .sizes = {3}, .n_cells = 3, .cells = cells};
    for (uint32_t c = 3; c < 5; c++) space->choices[c].n_active = 0;
    for (uint32_t c = 3; c < 5; c++) build_active(space, c, condition);
    scores_t scores = {0};
    draw_scores(&scores, space, &random);
    hwnas_price_source_t source = source_of(&scores);
    hwnas_metric_set_t *set;
    cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
    assert_all_points(set, &scores, 0, 0);
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

/* ---- What is refused ------------------------------------------------------------------------- */

static void expect_error(const hwnas_space_t *space, scores_t *scores, hwnas_error_t error,
                         const char *words) {
  hwnas_price_source_t source = source_of(scores);
  hwnas_metric_set_t *set;
  hwnas_status_t *status = hwnas_metric_set_create(space, &source, 1, &set);
  cr_assert_not_null(status, "%s", words);
  cr_expect_eq(status->error, error, "%s: %s", words, status->what);
  cr_expect_not_null(strstr(status->what, words), "'%s' is not in: %s", words, status->what);
  hwnas_status_destroy(status);
}

Test(tables, that_are_none_are_refused) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 3);
  build_choice(space, "b", 2);
  static const double good[6] = {1, 2, 3, 4, 5, 6};
  static const uint32_t a[] = {0}, b_a[] = {1, 0}, none[] = {2}, twice[] = {0, 0};
  const struct {
    hwnas_price_table_t table;
    hwnas_error_t error;
    const char *words;
  } cases[] = {
      {{none, 1, good, 3}, HWNAS_ERROR_PROFILER, "there is no choice number 2; the space has 2 of them"},
      {{twice, 2, good, 9}, HWNAS_ERROR_PROFILER, "the choice 'a' is named twice"},
      {{a, 1, good, 2}, HWNAS_ERROR_PROFILER, "2 values for choices that have 3 combinations"},
      {{b_a, 2, good, 5}, HWNAS_ERROR_PROFILER, "5 values for choices that have 6 combinations"},
      {{NULL, 0, good, 0}, HWNAS_ERROR_PROFILER, "0 values for choices that have 1 combinations"},
      {{a, 1, (const double[]){0, NAN, 0}, 3}, HWNAS_ERROR_PROFILER, "a value of 'score' is not a number"},
      {{a, 1, (const double[]){0, 0, INFINITY}, 3},
       HWNAS_ERROR_METRIC_OVERFLOW,
       "a value of inf 1 in 'score'"},
      {{a, 1, (const double[]){0, 0, -1e300}, 3}, HWNAS_ERROR_METRIC_OVERFLOW, "passes 2^62 quanta of 0.001"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    scores_t scores = {.tables = {{b_a, 2, good, 6}, cases[i].table}, .n = 2};
    expect_error(space, &scores, cases[i].error, cases[i].words);
  }
  hwnas_space_destroy(space);
}

Test(tables, whose_sum_can_pass_62_bits_are_refused) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 2);
  static const uint32_t a[] = {0};
  static const double large[2] = {0, 3e15};
  scores_t scores = {.tables = {{a, 1, large, 2}}, .n = 1};
  hwnas_price_source_t source = source_of(&scores);
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
  hwnas_metric_set_destroy(set);
  scores.tables[1] = scores.tables[0];
  scores.n = 2;
  expect_error(space, &scores, HWNAS_ERROR_METRIC_OVERFLOW, "metric 'score' can pass 2^62 quanta of 0.001 1");
  hwnas_space_destroy(space);
}

Test(tables, that_end_half_way_are_no_metric) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 2);
  static const uint32_t a[] = {0};
  static const double values[2] = {1, 2};
  scores_t scores = {.tables = {{a, 1, values, 2}, {a, 1, values, 2}}, .n = 2, .fails_at = 2};
  expect_error(space, &scores, HWNAS_ERROR_PROFILER, "the scores are gone");
  hwnas_space_destroy(space);
}

Test(tables, of_too_many_choices_are_refused) {
  hwnas_space_t *space = build_space();
  uint32_t all[HWNAS_SCOPE_MAX + 1];
  for (uint32_t c = 0; c <= HWNAS_SCOPE_MAX; c++)
    all[c] = build_choice(space, (char[]){(char)('a' + c), 0}, 2);
  double *values = calloc((size_t)1 << HWNAS_SCOPE_MAX, sizeof *values);
  /* 2^24 combinations are more than a table may have, unless the space allows more; 25 choices always are. */
  scores_t scores = {.tables = {{all, HWNAS_SCOPE_MAX, values, (size_t)1 << HWNAS_SCOPE_MAX}}, .n = 1};
  expect_error(space, &scores, HWNAS_ERROR_TABLE_BUDGET, "a value depends on 21 choices at once");
  space->variables.max_cells = (size_t)1 << (HWNAS_SCOPE_MAX + 1);
  scores.tables[0].n_choices++;
  expect_error(space, &scores, HWNAS_ERROR_TABLE_BUDGET, "a value depends on 24 choices at once");
  free(values);
  hwnas_space_destroy(space);
}

/* What makes a choice active counts too. */
Test(tables, whose_activity_is_too_large_are_refused) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < 6; c++) build_choice(space, (char[]){(char)('a' + c), 0}, 4);
  hwnas_random_t random;
  hwnas_random_seed(&random, 4, 0);
  build_active(space, 5, build_random_condition(space, &random, 5, 5, 50));
  space->variables.max_cells = 1024;
  static const uint32_t last[] = {5};
  static const double values[4] = {1, 2, 3, 4};
  scores_t scores = {.tables = {{last, 1, values, 4}}, .n = 1};
  expect_error(space, &scores, HWNAS_ERROR_TABLE_BUDGET, "a value depends on");
  hwnas_space_destroy(space);
}

/* 33 metrics with a value in each of 2^20 cells are more than 256 MiB. */
Test(tables, that_take_too_much_room_are_refused) {
  hwnas_space_t *space = build_space();
  uint32_t all[20];
  for (uint32_t c = 0; c < 20; c++) all[c] = build_choice(space, (char[]){(char)('a' + c), 0}, 2);
  double *values = calloc((size_t)1 << 20, sizeof *values);
  for (size_t i = 0; i < (size_t)1 << 20; i++) values[i] = (double)(i % 1009);
  scores_t scores = {.tables = {{all, 20, values, (size_t)1 << 20}}, .n = 1};
  hwnas_price_source_t sources[33];
  for (size_t m = 0; m < 33; m++) sources[m] = source_of(&scores);
  hwnas_metric_set_t *set;
  hwnas_status_t *status = hwnas_metric_set_create(space, sources, 33, &set);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_LIMIT);
  cr_expect_str_eq(status->what, "the tables take more than 256 MiB");
  cr_expect_str_eq(status->place, "table 1 of profiler 'scorer', metric 'score'");
  hwnas_status_destroy(status);
  free(values);
  hwnas_space_destroy(space);
}

Test(tables, have_no_breakdown_by_module) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 2);
  scores_t scores = {0};
  hwnas_price_source_t source = source_of(&scores);
  hwnas_metric_set_t *set;
  int64_t value = 7;
  cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
  hwnas_status_t *status = hwnas_metric_set_breakdown(set, 0, (uint16_t[]){0}, &value);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_NO_MODULES);
  cr_expect_str_eq(status->what,
                   "profiler 'scorer' gives the metric 'score' as a sum over choices, not over modules");
  hwnas_status_destroy(status);
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){1}, &value));
  cr_expect_eq(value, 0, "no tables at all: the sum of nothing");
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}
