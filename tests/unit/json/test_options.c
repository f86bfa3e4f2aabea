/* Option tables: what is accepted, what it becomes, how refusals read. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "json/options.h"
#include "support.h"

static hwnas_arena_t arena;

static void init(void) { hwnas_arena_init(&arena); }
static void deinit(void) { hwnas_arena_deinit(&arena); }
TestSuite(options, .init = init, .fini = deinit);

static const char *const modes[] = {"same", "valid", NULL};

static const hwnas_option_t rows[] = {
    {.name = "count_bias", .help = "-", .type = HWNAS_OPTION_BOOL, .default_json = "true"},
    {.name = "batch", .help = "-", .type = HWNAS_OPTION_INTEGER, .default_json = "1", .min = 1, .max = 65536},
    {.name = "scale", .help = "-", .type = HWNAS_OPTION_NUMBER, .default_json = "0.5", .min = -1, .max = 1},
    {.name = "mode", .help = "-", .type = HWNAS_OPTION_ENUM, .default_json = "\"same\"", .choices = modes},
    {.name = "padding",
     .help = "-",
     .type = HWNAS_OPTION_INTEGERS,
     .default_json = "0",
     .max = 9,
     .choices = modes},
    {.name = "scales", .help = "-", .type = HWNAS_OPTION_NUMBERS, .default_json = "[1, 0.5]"},
    {.name = "table", .help = "-", .type = HWNAS_OPTION_PATH, .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "note", .help = "-", .type = HWNAS_OPTION_STRING, .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "bias", .help = "-", .type = HWNAS_OPTION_BOOL, .replaced_by = "count_bias"},
    {.name = "extra", .help = "-", .type = HWNAS_OPTION_ANY, .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "size",
     .help = "-",
     .type = HWNAS_OPTION_INTEGERS,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL | HWNAS_OPTION_FLAG_NULLS,
     .min = 1,
     .max = 9},
    {.name = "tables", .help = "-", .type = HWNAS_OPTION_JSON, .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "shape", .help = "-", .type = HWNAS_OPTION_JSON, .default_json = "{\"a\": [1]}"},
};
static const hwnas_option_table_t table = {
    .options = rows, .n = sizeof rows / sizeof *rows, .size = sizeof *rows, .owner = "profiler 'flops'"};

static hwnas_option_values_t values;

static hwnas_status_t *read_options(const char *text) {
  static const char *const skip[] = {"use", NULL};
  return hwnas_option_values_from_json(&values, &table, read_text(&arena, text), skip, &arena);
}

Test(options, defaults_complete_what_is_absent) {
  cr_assert_null(read_options("{\"use\": \"flops\"}"));
  const hwnas_options_t *view = &values.view;
  int64_t integers[2] = {-1, -1};
  double numbers[2] = {0};
  cr_expect_eq(view->integer(view, "count_bias"), 1);
  cr_expect_eq(view->integer(view, "batch"), 1);
  cr_expect_eq(view->number(view, "scale"), 0.5);
  cr_expect_str_eq(view->string(view, "mode"), "same");
  cr_expect_eq(view->integers(view, "padding", integers, 2), 1);
  cr_expect(integers[0] == 0 && integers[1] == -1);
  cr_expect_eq(view->numbers(view, "scales", numbers, 2), 2);
  cr_expect(numbers[0] == 1 && numbers[1] == 0.5);
  cr_expect(view->has(view, "batch") && !view->has(view, "table") && !view->has(view, "extra"));
}

Test(options, some_lists_may_hold_null) {
  int64_t sizes[3];
  const hwnas_options_t *view = &values.view;
  cr_assert_null(read_options("{\"use\": \"flops\", \"size\": [null, 7]}"));
  cr_expect_eq(view->integers(view, "size", sizes, 3), 2);
  cr_expect(sizes[0] == HWNAS_OPTION_NULL && sizes[1] == 7);
  hwnas_status_t *status = read_options("{\"use\": \"flops\", \"size\": [0, null], \"padding\": [null]}");
  cr_assert_eq(hwnas_status_count(status), 2);
  cr_expect_not_null(strstr(status->what, "integer or list of integers 1..9 or null"), "%s", status->what);
  hwnas_status_destroy(status);
}

Test(options, json_comes_as_its_text) {
  const hwnas_options_t *view = &values.view;
  cr_assert_null(read_options("{\"use\": \"flops\", \"tables\": [{\"a\" : 1.5, \"b\": \"x\\\"\"}, null]}"));
  cr_expect_str_eq(view->string(view, "tables"), "[{\"a\":1.5,\"b\":\"x\\\"\"},null]");
  cr_expect_str_eq(view->string(view, "shape"), "{\"a\":[1]}");
  cr_assert_null(read_options("{\"use\": \"flops\", \"tables\": \"x\", \"shape\": 3}"));
  cr_expect_str_eq(view->string(view, "tables"), "\"x\"");
  cr_expect_str_eq(view->string(view, "shape"), "3");
  cr_expect_eq(view->integer(view, "shape"), 0);
  cr_assert_null(read_options("{\"use\": \"flops\"}"));
  cr_expect(!view->has(view, "tables") && !view->string(view, "tables"));
}

Test(options, asking_for_what_is_not_there_gives_nothing) {
  cr_assert_null(read_options("{\"padding\": \"same\"}"));
  const hwnas_options_t *view = &values.view;
  int64_t integer = 7;
  double number = 7;
  cr_expect_eq(view->has(view, "absent"), 0);
  cr_expect_eq(view->integer(view, "absent"), 0);
  cr_expect_eq(view->number(view, "mode"), 0);
  cr_expect_null(view->string(view, "batch"));
  cr_expect_null(view->string(view, "table"));
  cr_expect_eq(view->integers(view, "padding", &integer, 1), 0);
  cr_expect_str_eq(view->string(view, "padding"), "same");
  cr_expect_eq(view->numbers(view, "scale", &number, 1), 0);
  cr_expect(integer == 7 && number == 7);
}

Test(options, values_take_the_declared_type) {
  cr_assert_null(read_options(
      "{\"batch\": 8.0, \"scale\": 1, \"padding\": [1, 2.0, 3], \"scales\": 2, \"extra\": [\"x\"]}"));
  static const struct {
    const char *name, *text;
  } expected[] = {{"batch", "8"},      {"scale", "1.0"},   {"padding", "[1, 2, 3]"},
                  {"scales", "[2.0]"}, {"extra", "['x']"}, {"mode", "'same'"}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    hwnas_str_t text;
    hwnas_str_init(&text);
    hwnas_value_print(&values.values[hwnas_option_find(&table, expected[i].name)], &text);
    cr_expect_str_eq(text.text, expected[i].text);
    hwnas_str_deinit(&text);
  }
  int64_t integers[2];
  cr_expect_eq(values.view.integers(&values.view, "padding", integers, 2), 3);
  cr_expect(integers[0] == 1 && integers[1] == 2);
}

Test(options, refusals_say_what_is_allowed) {
  static const struct {
    const char *text, *what;
  } cases[] = {
      {"{\"batch\": \"x\"}", "option 'batch' of profiler 'flops' must be integer 1..65536, not 'x'"},
      {"{\"batch\": 0}", "option 'batch' of profiler 'flops' must be integer 1..65536, not 0"},
      {"{\"batch\": 65537}", "option 'batch' of profiler 'flops' must be integer 1..65536, not 65537"},
      {"{\"batch\": 1.5}", "option 'batch' of profiler 'flops' must be integer 1..65536, not 1.5"},
      {"{\"batch\": true}", "option 'batch' of profiler 'flops' must be integer 1..65536, not true"},
      {"{\"batch\": [1]}", "option 'batch' of profiler 'flops' must be integer 1..65536, not [1]"},
      {"{\"batch\": null}", "option 'batch' of profiler 'flops' must be integer 1..65536, not none"},
      {"{\"scale\": -1.01}", "option 'scale' of profiler 'flops' must be number -1..1, not -1.01"},
      {"{\"count_bias\": 1}", "option 'count_bias' of profiler 'flops' must be true or false, not 1"},
      {"{\"mode\": 3}", "option 'mode' of profiler 'flops' must be one of same, valid, not 3"},
      {"{\"note\": 3}", "option 'note' of profiler 'flops' must be string, not 3"},
      {"{\"table\": 3}", "option 'table' of profiler 'flops' must be path, not 3"},
      {"{\"padding\": [1, 10]}",
       "option 'padding' of profiler 'flops' must be integer or list of integers 0..9, or one of same, "
       "valid, "
       "not [1, 10]"},
      {"{\"scales\": [\"a\"]}",
       "option 'scales' of profiler 'flops' must be number or list of numbers, not ['a']"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hwnas_status_t *status = read_options(cases[i].text);
    cr_assert_not_null(status, "%s was accepted", cases[i].text);
    cr_expect_eq(status->error, HWNAS_ERROR_OPTION_VALUE);
    cr_expect_str_eq(status->what, cases[i].what);
    cr_expect_str_eq(status->place, "t.json:1:2");
    cr_expect_null(status->next);
    hwnas_status_destroy(status);
  }
}

Test(options, objects_are_no_values) {
  expect_error(read_options("{\"note\": {\"a\": 1}}"),
               "hwnas: error[E0101]: a value is needed here, not an object (t.json:1:2)\n");
  expect_error(read_options("[]"),
               "hwnas: error[E0101]: an object is needed here, not an array (t.json:1:1)\n");
}

static const hwnas_option_t required_rows[] = {
    {.name = "table", .help = "-", .type = HWNAS_OPTION_STRING},
    {.name = "device", .help = "-", .type = HWNAS_OPTION_STRING},
};
static const hwnas_option_table_t required = {
    .options = required_rows, .n = 2, .size = sizeof *required_rows, .owner = "profiler 'table'"};

Test(options, all_errors_come_at_once_each_with_its_place) {
  expect_error(
      read_options("{\"mode\": \"smae\",\n \"count_bais\": true,\n \"scale\": 2}"),
      "hwnas: error[E0104]: option 'mode' of profiler 'flops' must be one of same, valid, not 'smae' "
      "(t.json:1:2)\n"
      "  did you mean 'same'?\n"
      "hwnas: error[E0105]: profiler 'flops' has no option 'count_bais' (t.json:2:2)\n"
      "  did you mean 'count_bias'?\n"
      "hwnas: error[E0104]: option 'scale' of profiler 'flops' must be number -1..1, not 2 (t.json:3:2)\n");
  hwnas_json_t *object = read_text(&arena, " {\"table\": 1}");
  expect_error(
      hwnas_option_values_from_json(&values, &required, object, NULL, &arena),
      "hwnas: error[E0104]: option 'table' of profiler 'table' must be string, not 1 (t.json:1:3)\n"
      "hwnas: error[E0106]: option 'device' of profiler 'table' is required and missing (t.json:1:2)\n");
}

Test(options, tables_without_options_say_so) {
  hwnas_option_table_t empty = {.owner = "strategy 'random'"};
  hwnas_json_t *object = read_text(&arena, "{\"a\": 1}");
  expect_error(
      hwnas_option_values_from_json(&values, &empty, object, NULL, &arena),
      "hwnas: error[E0105]: strategy 'random' has no option 'a' (t.json:1:2)\n  it has none at all\n");
  cr_expect_null(hwnas_option_values_from_json(&values, &empty, read_text(&arena, "{}"), NULL, &arena));
}

Test(options, old_names_lead_to_the_new_ones) {
  cr_expect_eq(hwnas_option_find(&table, "bias"), hwnas_option_find(&table, "count_bias"));
  cr_assert_null(read_options("{\"bias\": false}"));
  cr_expect_eq(values.view.integer(&values.view, "count_bias"), 0);
  cr_expect_eq(values.view.integer(&values.view, "bias"), 0);
  cr_expect(values.view.has(&values.view, "bias"));
  expect_error(
      read_options("{\"bias\": false, \"count_bias\": true}"),
      "hwnas: error[E0107]: option 'count_bias' of profiler 'flops' is set twice, once by an old name "
      "(t.json:1:17)\n");
}

Test(options, paths_are_relative_to_the_file) {
  hwnas_json_source_t source = {.name = "/data/run.json", .folder = "/data"};
  static const struct {
    const char *given, *expected;
  } cases[] = {{"a.csv", "/data/a.csv"}, {"/b/a.csv", "/b/a.csv"}};
  for (size_t i = 0; i < 2; i++) {
    hwnas_json_t *object = hwnas_json_new(&arena, &source, HWNAS_JSON_OBJECT);
    hwnas_json_t *path = hwnas_json_new(&arena, &source, HWNAS_JSON_STRING);
    cr_assert(object && path);
    path->string = cases[i].given;
    cr_assert(hwnas_json_add(&arena, object, "table", path));
    cr_assert_null(hwnas_option_values_from_json(&values, &table, object, NULL, &arena));
    cr_expect_str_eq(values.view.string(&values.view, "table"), cases[i].expected);
  }
}

/* Rows of a plugin that was built with a larger struct than ours. */
typedef struct long_row {
  hwnas_option_t option;
  uint64_t later[3];
} long_row_t;

Test(options, the_stated_size_of_rows_is_used) {
  static const long_row_t long_rows[] = {
      {.option = {.name = "a", .help = "-", .type = HWNAS_OPTION_INTEGER, .default_json = "4"}},
      {.option = {.name = "b", .help = "-", .type = HWNAS_OPTION_INTEGER, .default_json = "5"}}};
  hwnas_component_t component = {
      .options = &long_rows[0].option, .n_options = 2, .option_size = sizeof *long_rows};
  hwnas_option_table_t own = hwnas_option_table_of(&component, "strategy 'x'");
  cr_assert_null(hwnas_option_values_from_json(&values, &own, read_text(&arena, "{}"), NULL, &arena));
  cr_expect_eq(values.view.integer(&values.view, "b"), 5);
  cr_expect_str_eq(own.owner, "strategy 'x'");
}
