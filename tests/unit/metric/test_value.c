#include <criterion/criterion.h>

#include "build_metric.h"

/* Random spaces: small prices take 32-bit tables, large odd ones 64-bit ones. */
static const build_prices_t narrow = {50, 8}, wide = {(int64_t)1 << 40, 1};

static hwnas_space_t *random_space(hwnas_random_t *random, uint32_t n_choices, size_t n_uses,
                                   build_prices_t prices) {
  hwnas_space_t *space = build_random_space(random, n_choices, 0);
  build_random_uses(space, random, n_uses, prices);
  return space;
}

static hwnas_metric_set_t *compile(const hwnas_space_t *space, size_t n_metrics) {
  const hwnas_price_source_t sources[] = {
      build_source("work", HWNAS_PER_USE, &build_one), build_source("size", HWNAS_PER_MODULE, &build_one),
      build_source("ms", HWNAS_PER_USE, &build_nano), build_source("kb", HWNAS_PER_MODULE, &build_nano),
      build_source("more", HWNAS_PER_USE, &build_one)};
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(space, sources, n_metrics, &set));
  cr_assert_eq(hwnas_metric_set_size(set), n_metrics);
  return set;
}

static void assert_values(const hwnas_space_t *space, const hwnas_metric_set_t *set) {
  uint16_t point[16] = {0};
  size_t n = hwnas_metric_set_size(set);
  do {
    int64_t values[5], expected[2] = {build_direct_value(space, HWNAS_PER_USE, point),
                                      build_direct_value(space, HWNAS_PER_MODULE, point)};
    cr_assert_null(hwnas_metric_set_value(set, point, values));
    for (size_t m = 0; m < n; m++) cr_assert_eq(values[m], expected[m % 2], "metric %zu", m);
  } while (build_next_point(space, point));
}

static void assert_all_values(build_prices_t prices, size_t n_metrics, uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (int i = 0; i < 40; i++) {
    hwnas_space_t *space = random_space(&random, 6, 12, prices);
    hwnas_metric_set_t *set = compile(space, n_metrics);
    assert_values(space, set);
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

Test(value, is_the_sum_over_uses) { assert_all_values(narrow, 1, 1); }
Test(value, of_several_metrics) { assert_all_values(narrow, 5, 2); }
Test(value, of_large_prices) { assert_all_values(wide, 1, 3); }
Test(value, of_several_metrics_with_large_prices) { assert_all_values(wide, 5, 4); }

/* ---- Batches --------------------------------------------------------------------------------- */

static uint16_t *random_points(const hwnas_space_t *space, hwnas_random_t *random, size_t n) {
  uint16_t *points = malloc((n * space->n_choices + 1) * sizeof *points);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < space->n_choices; c++)
      points[i * space->n_choices + c] = (uint16_t)hwnas_random_below(random, space->choices[c].n);
  return points;
}

static void assert_columns(const hwnas_space_t *space, const hwnas_metric_set_t *set, const uint16_t *points,
                           size_t n, const int64_t *expected) {
  size_t stride = n + 3, n_metrics = hwnas_metric_set_size(set);
  uint8_t *columns = malloc(stride * space->n_choices + 1);
  int64_t *out = malloc(stride * n_metrics * sizeof *out);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < space->n_choices; c++)
      columns[c * stride + i] = (uint8_t)points[i * space->n_choices + c];
  cr_assert_null(hwnas_metric_set_columns(set, columns, stride, n, out));
  for (size_t i = 0; i < n; i++)
    for (size_t m = 0; m < n_metrics; m++) cr_assert_eq(out[m * stride + i], expected[i * n_metrics + m]);
  free(columns);
  free(out);
}

static void assert_batch(const hwnas_space_t *space, const hwnas_metric_set_t *set, hwnas_random_t *random,
                         size_t n) {
  size_t n_metrics = hwnas_metric_set_size(set);
  uint16_t *points = random_points(space, random, n);
  int64_t *out = malloc((n * n_metrics + 1) * sizeof *out),
          *expected = malloc((n * n_metrics + 1) * sizeof *out);
  out[n * n_metrics] = -77;
  for (size_t i = 0; i < n; i++)
    cr_assert_null(hwnas_metric_set_value(set, points + i * space->n_choices, expected + i * n_metrics));
  cr_assert_null(hwnas_metric_set_values(set, points, n, out));
  for (size_t i = 0; i < n * n_metrics; i++)
    cr_assert_eq(out[i], expected[i], "value %zu of %zu", i, n * n_metrics);
  cr_assert_eq(out[n * n_metrics], -77);
  if (hwnas_metric_set_fits_bytes(set)) assert_columns(space, set, points, n, expected);
  free(points);
  free(out);
  free(expected);
}

static void assert_batches(build_prices_t prices, size_t n_metrics, uint64_t seed) {
  static const size_t sizes[] = {0, 1, 15, 16, 17, 255, 256, 257, 600};
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  for (uint32_t n_choices = 5; n_choices < 50; n_choices += 11) {
    hwnas_space_t *space = random_space(&random, n_choices, 60, prices);
    hwnas_metric_set_t *set = compile(space, n_metrics);
    cr_assert(hwnas_metric_set_fits_bytes(set));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) assert_batch(space, set, &random, sizes[i]);
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

Test(batch, equals_single_values) { assert_batches(narrow, 1, 5); }
Test(batch, of_several_metrics) { assert_batches(narrow, 5, 6); }
Test(batch, of_large_prices) { assert_batches(wide, 1, 7); }
Test(batch, of_several_metrics_with_large_prices) { assert_batches(wide, 5, 8); }

static void assert_large_table(build_prices_t prices, size_t n_metrics, uint32_t n_values,
                               uint32_t n_choices) {
  hwnas_random_t random;
  hwnas_random_seed(&random, n_values, 0);
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < n_choices; c++) {
    char label[3] = {(char)('a' + c % 26), (char)('a' + c / 26), 0};
    build_choice(space, label, n_values);
  }
  size_t first = space->n_ops;
  for (int i = 0; i < 100; i++)
    build_op(space, "made_up", prices.multiple * (int64_t)hwnas_random_below(&random, (uint64_t)prices.below),
             3 * i);
  hwnas_value_t *cells;
  uint32_t axes[] = {0, 1, 2, 3, 4};
  hwnas_table_t *ops = build_table(space, axes, n_choices < 5 ? n_choices : 5, &cells);
  for (size_t c = 0; c < ops->n_cells; c++)
    cells[c] = hwnas_value_int((int64_t)(first + hwnas_random_below(&random, 100)));
  build_use(space, ops, NULL, 0);
  hwnas_metric_set_t *set = compile(space, n_metrics);
  cr_assert_eq(hwnas_metric_set_cells(set), ops->n_cells);
  assert_batch(space, set, &random, 700);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(batch, tables_of_more_than_65536_cells) {
  assert_large_table(narrow, 1, 10, 5);
  assert_large_table(narrow, 3, 10, 5);
  assert_large_table(wide, 2, 10, 5);
}
Test(batch, domains_of_more_than_256_values) { assert_large_table(narrow, 2, 300, 2); }
Test(batch, domains_of_exactly_256_values) { assert_large_table(narrow, 1, 256, 2); }

Test(batch, many_choices_make_small_tiles) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 30, 0);
  hwnas_space_t *space = random_space(&random, 400, 300, narrow);
  hwnas_metric_set_t *set = compile(space, 2);
  assert_batch(space, set, &random, 1000);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

/* ---- Breakdown, factors ---------------------------------------------------------------------- */

Test(breakdown, sums_to_the_value) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 9, 0);
  for (int i = 0; i < 30; i++) {
    hwnas_space_t *space = random_space(&random, 6, 14, narrow);
    hwnas_metric_set_t *set = compile(space, 2);
    uint16_t point[6] = {0};
    do {
      int64_t values[2], parts[14];
      cr_assert_null(hwnas_metric_set_value(set, point, values));
      for (size_t m = 0; m < 2; m++) {
        int64_t sum = 0;
        cr_assert_null(hwnas_metric_set_breakdown(set, m, point, parts));
        for (size_t u = 0; u < 14; u++) sum += parts[u];
        cr_assert_eq(sum, values[m]);
      }
    } while (build_next_point(space, point));
    hwnas_metric_set_destroy(set);
    hwnas_space_destroy(space);
  }
}

Test(breakdown, the_first_active_use_carries_its_module) {
  hwnas_space_t *space = build_space();
  uint32_t a = build_choice(space, "a", 2);
  size_t op = build_op(space, "made_up", 5, 7);
  hwnas_value_t *truth;
  hwnas_table_t *guard = build_table(space, &a, 1, &truth);
  truth[0] = hwnas_value_bool(false);
  truth[1] = hwnas_value_bool(true);
  const hwnas_table_t *ops = hwnas_table_constant(space->arena, hwnas_value_int((int64_t)op));
  build_use(space, ops, guard, 0);
  build_use(space, ops, NULL, 0);
  hwnas_metric_set_t *set = compile(space, 2);
  int64_t parts[2];
  cr_assert_null(hwnas_metric_set_breakdown(set, 1, (uint16_t[]){0}, parts));
  cr_assert_arr_eq(parts, ((int64_t[]){0, 7}), sizeof parts);
  cr_assert_null(hwnas_metric_set_breakdown(set, 1, (uint16_t[]){1}, parts));
  cr_assert_arr_eq(parts, ((int64_t[]){7, 0}), sizeof parts);
  cr_assert_null(hwnas_metric_set_breakdown(set, 0, (uint16_t[]){1}, parts));
  cr_assert_arr_eq(parts, ((int64_t[]){5, 5}), sizeof parts);
  /* The module is there in any case, so it does not depend on a. */
  int64_t values[2];
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){0}, values));
  cr_assert_arr_eq(values, ((int64_t[]){5, 7}), sizeof values);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(factors, sum_to_the_value) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 10, 0);
  hwnas_space_t *space = random_space(&random, 7, 30, wide);
  hwnas_metric_set_t *set = compile(space, 2);
  uint16_t point[7] = {0};
  do {
    int64_t values[2], sums[2];
    memcpy(sums, hwnas_metric_set_constants(set), sizeof sums);
    for (size_t f = 0; f < hwnas_metric_set_factors(set); f++) {
      hwnas_factor_view_t view;
      hwnas_metric_set_factor(set, f, &view);
      size_t cell = 0;
      for (uint32_t a = 0; a < view.n_axes; a++) cell = cell * view.sizes[a] + point[view.axes[a]];
      cr_assert_lt(cell, view.n_cells);
      for (size_t m = 0; m < 2; m++) sums[m] += view.cells[2 * cell + m];
    }
    cr_assert_null(hwnas_metric_set_value(set, point, values));
    cr_assert_arr_eq(values, sums, sizeof sums);
  } while (build_next_point(space, point));
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(factors, are_merged_while_they_stay_small) {
  hwnas_space_t *space = build_space();
  const hwnas_table_t *last = NULL;
  for (uint32_t c = 0; c < 10; c++) {
    char label[2] = {(char)('a' + c), 0};
    build_choice(space, label, 4);
    hwnas_value_t *cells;
    hwnas_table_t *ops = build_table(space, &c, 1, &cells);
    for (uint32_t k = 0; k < 4; k++)
      cells[k] = hwnas_value_int((int64_t)build_op(space, "made_up", 8 * k * k + c, 1));
    build_use(space, ops, NULL, c);
    last = ops;
  }
  build_use(space, last, NULL, 10);
  hwnas_metric_set_t *set = compile(space, 1);
  /* In pairs, then in fours: 4^4 + 4^4 + 4^2 cells. Eight together, or six, would be more than 2048. */
  cr_assert_eq(hwnas_metric_set_factors(set), 3);
  cr_assert_eq(hwnas_metric_set_cells(set), 528);
  assert_values(space, set);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(factors, axes_that_do_not_matter_are_dropped) {
  hwnas_space_t *space = build_space();
  uint32_t axes[] = {build_choice(space, "a", 2), build_choice(space, "b", 3)};
  size_t ops[] = {build_op(space, "made_up", 5, 0), build_op(space, "other", 5, 0),
                  build_op(space, "made_up", 6, 0)};
  hwnas_value_t *cells;
  hwnas_table_t *table = build_table(space, axes, 2, &cells);
  for (size_t c = 0; c < 6; c++) cells[c] = hwnas_value_int((int64_t)ops[c < 3 ? c % 2 : 2]);
  build_use(space, table, NULL, 0);
  hwnas_metric_set_t *set = compile(space, 1);
  hwnas_factor_view_t view;
  cr_assert_eq(hwnas_metric_set_factors(set), 1);
  hwnas_metric_set_factor(set, 0, &view);
  cr_assert_eq(view.n_axes, 1);
  cr_assert_eq(view.axes[0], axes[0]);
  cr_assert_eq(view.n_cells, 2);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(factors, a_space_without_choices_is_a_constant) {
  hwnas_space_t *space = build_space();
  size_t op = build_op(space, "made_up", 12, 3);
  build_use(space, hwnas_table_constant(space->arena, hwnas_value_int((int64_t)op)), NULL, 0);
  hwnas_metric_set_t *set = compile(space, 2);
  uint16_t point[1] = {0};
  int64_t values[6];
  cr_assert_null(hwnas_metric_set_value(set, point, values));
  cr_assert_arr_eq(values, ((int64_t[]){12, 3}), 2 * sizeof *values);
  cr_assert_null(hwnas_metric_set_values(set, point, 3, values));
  cr_assert_arr_eq(values, ((int64_t[]){12, 3, 12, 3, 12, 3}), sizeof values);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}
