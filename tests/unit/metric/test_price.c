#include <criterion/criterion.h>

#include "build_metric.h"

static const hwnas_table_t *constant_op(hwnas_space_t *space, size_t op) {
  return hwnas_table_constant(space->arena, hwnas_value_int((int64_t)op));
}

static hwnas_status_t *compile_two(const hwnas_space_t *space, hwnas_metric_set_t **out) {
  const hwnas_price_source_t sources[] = {build_source("flops", HWNAS_PER_USE, &build_one),
                                          build_source("params", HWNAS_PER_MODULE, &build_one)};
  return hwnas_metric_set_create(space, sources, 2, out);
}

static void assert_says(const hwnas_status_t *status, const char *const *words) {
  char *text = hwnas_status_format(status);
  for (; *words; words++) cr_expect_not_null(strstr(text, *words), "'%s' is not in: %s", *words, text);
  free(text);
}

Test(price, every_op_type_without_one_is_reported_at_once) {
  hwnas_space_t *space = build_space();
  size_t known = build_op(space, "conv2d", 1, 1),
         attention = build_op(space, "my_attention", BUILD_UNKNOWN, 1),
         wide = build_op(space, "my_attention", BUILD_UNKNOWN, BUILD_UNKNOWN),
         norm = build_op(space, "my_norm", 1, BUILD_UNKNOWN);
  build_use(space, constant_op(space, known), NULL, 0);
  build_use(space, constant_op(space, attention), NULL, 1);
  build_use(space, constant_op(space, norm), NULL, 2);
  build_use(space, constant_op(space, wide), NULL, 3);
  hwnas_metric_set_t *set;
  hwnas_status_t *status = compile_two(space, &set);
  cr_assert_eq(hwnas_status_count(status), 2);
  cr_assert_eq(status->error, HWNAS_ERROR_NO_COST);
  assert_says(status, (const char *[]){"'my_attention' in metric 'flops', 'params'", "2 modules", "net.1",
                                       "space.json:11:1", "register a formula", "write it as data",
                                       "close the module", "'my_norm' in metric 'params'", "1 module of",
                                       "net.2", "tester", "\"leaf\": true on a block around net.1",
                                       "a plugin of kind shape_formula", NULL});
  hwnas_status_destroy(status);
  hwnas_space_destroy(space);
}

Test(price, operators_that_no_network_has_need_none) {
  hwnas_space_t *space = build_space();
  uint32_t a = build_choice(space, "a", 2);
  size_t ops[] = {build_op(space, "conv2d", 3, 1), build_op(space, "unknown", BUILD_UNKNOWN, BUILD_UNKNOWN)};
  hwnas_value_t *cells, *truth;
  hwnas_table_t *table = build_table(space, &a, 1, &cells), *guard = build_table(space, &a, 1, &truth);
  for (size_t k = 0; k < 2; k++) {
    cells[k] = hwnas_value_int((int64_t)ops[k]);
    truth[k] = hwnas_value_bool(k == 0);
  }
  build_use(space, table, guard, 0);
  hwnas_metric_set_t *set;
  cr_assert_null(compile_two(space, &set));
  int64_t values[2];
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){0}, values));
  cr_assert_eq(values[0], 3);
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){1}, values));
  cr_assert_eq(values[0], 0);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

static hwnas_result_t leaf_cost(hwnas_call_t *call, const hwnas_op_t *op, const char *metric, double *out) {
  (void)call, (void)op;
  if (strcmp(metric, "flops") != 0) return HWNAS_NO_COST;
  *out = 42;
  return HWNAS_OK;
}

Test(price, formulas_are_asked_before_the_profiler) {
  const hwnas_shape_formula_t table = {.struct_size = sizeof table, .cost = leaf_cost};
  const hwnas_formula_t formula = {.op_type = "leaf", .provider = "plugin test", .table = &table};
  hwnas_space_t *space = build_space();
  size_t op = build_op(space, "leaf", 5, 6);
  space->ops[op]->formula = &formula;
  build_use(space, constant_op(space, op), NULL, 0);
  hwnas_metric_set_t *set;
  cr_assert_null(compile_two(space, &set));
  int64_t values[2];
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){0}, values));
  cr_assert_arr_eq(values, ((int64_t[]){42, 6}), sizeof values);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

static hwnas_status_t *fixed_cost(void *self, const hwnas_op_t *op, bool *out_known, double *out) {
  (void)op;
  *out_known = true;
  *out = *(const double *)self;
  return NULL;
}

static hwnas_status_t *price_at(double cost, double quantum, size_t n_uses, int64_t *out) {
  hwnas_space_t *space = build_space();
  size_t op = build_op(space, "conv2d", 0, 0);
  for (size_t u = 0; u < n_uses; u++) build_use(space, constant_op(space, op), NULL, (uint32_t)u);
  hwnas_price_source_t source = {.name = "ms",
                                 .metric = "ms",
                                 .unit = "ms",
                                 .quantum = quantum,
                                 .profiler = "tester",
                                 .cost = fixed_cost,
                                 .self = &cost};
  hwnas_metric_set_t *set = NULL;
  hwnas_status_t *status = hwnas_metric_set_create(space, &source, 1, &set);
  if (!status) cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){0}, out));
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
  return status;
}

Test(price, is_rounded_to_quanta) {
  int64_t value = 0;
  cr_assert_null(price_at(0.1234567, 1e-6, 1, &value));
  cr_assert_eq(value, 123457);
  cr_assert_null(price_at(-2.5e-6, 1e-6, 2, &value));
  cr_assert_eq(value, -6);
  cr_assert_null(price_at(0, 1, 5, &value));
  cr_assert_eq(value, 0);
}

static void assert_price_error(double cost, size_t n_uses, hwnas_error_t error) {
  int64_t value;
  hwnas_status_t *status = price_at(cost, 1, n_uses, &value);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, error);
  assert_says(status, (const char *[]){"space.json:1", "module net.", "ms", NULL});
  hwnas_status_destroy(status);
}

Test(price, sums_that_pass_the_limit_are_refused) {
  assert_price_error(0x1p62, 1, HWNAS_ERROR_METRIC_OVERFLOW);
  assert_price_error(0x1p61, 2, HWNAS_ERROR_METRIC_OVERFLOW);
  assert_price_error(-0x1p60, 4, HWNAS_ERROR_METRIC_OVERFLOW);
  assert_price_error(1.0 / 0.0, 1, HWNAS_ERROR_METRIC_OVERFLOW);
  int64_t value = 0;
  cr_assert_null(price_at(0x1p60, 3, 3, &value));
  cr_assert_null(price_at(0x1p60, 1, 3, &value));
  cr_assert_eq(value, 3 * ((int64_t)1 << 60));
}

Test(price, that_is_no_number_is_refused) { assert_price_error(0.0 / 0.0, 1, HWNAS_ERROR_PROFILER); }

static hwnas_status_t *failing_cost(void *self, const hwnas_op_t *op, bool *out_known, double *out) {
  (void)self, (void)op, (void)out_known, (void)out;
  return hwnas_status_make(HWNAS_ERROR_PROFILER, "the table has no row");
}

Test(price, failures_name_the_operator) {
  hwnas_space_t *space = build_space();
  build_use(space, constant_op(space, build_op(space, "conv2d", 0, 0)), NULL, 0);
  hwnas_price_source_t source = build_source("ms", HWNAS_PER_USE, &build_one);
  source.cost = failing_cost;
  hwnas_metric_set_t *set;
  hwnas_status_t *status = hwnas_metric_set_create(space, &source, 1, &set);
  cr_assert_eq(status->error, HWNAS_ERROR_PROFILER);
  assert_says(status,
              (const char *[]){"the table has no row", "'conv2d'", "'ms'", "net.0", "space.json:10:1", NULL});
  hwnas_status_destroy(status);
  hwnas_space_destroy(space);
}

Test(price, metrics_are_found_by_name) {
  hwnas_space_t *space = build_space();
  hwnas_metric_set_t *set;
  cr_assert_null(compile_two(space, &set));
  cr_assert_eq(hwnas_metric_set_find(set, "params"), 1);
  cr_assert_eq(hwnas_metric_set_find(set, "Params"), -1);
  cr_assert_str_eq(hwnas_metric_set_info(set, 0)->name, "flops");
  int64_t values[2];
  cr_assert_null(hwnas_metric_set_value(set, (uint16_t[]){0}, values));
  cr_assert_eq(values[0], 0);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}
