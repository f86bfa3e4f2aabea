/* Trees: access, the way back to the text, checks, conversion, printing, building. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static hwnas_arena_t arena;

static void init(void) { hwnas_arena_init(&arena); }
static void deinit(void) { hwnas_arena_deinit(&arena); }
TestSuite(tree, .init = init, .fini = deinit);

/* Follows steps such as "a", "1" from the root. */
static const hwnas_json_t *follow(const hwnas_json_t *json, const char *steps) {
  char copy[64];
  snprintf(copy, sizeof copy, "%s", steps);
  for (char *step = strtok(copy, " "); step; step = strtok(NULL, " ")) {
    json = json->type == HWNAS_JSON_ARRAY ? &json->children[strtoul(step, NULL, 10)]
                                          : hwnas_json_get(json, step);
    cr_assert_not_null(json, "no step %s", step);
  }
  return json;
}

static const char document[] =
    "{\n"
    "  \"format\" : \"x,:{[\\\"\",\n"
    "  \"\xc3\xa9\": 1, \"next\": [10, [true, {\"deep\": null}], \"s\"],\n"
    "\t\"network\": [\n"
    "    {\"op\": \"conv\", \"c\": -1.5e3},\n"
    "    {},   []\n"
    "  ]\n"
    "}\n";

Test(tree, values_are_located) {
  static const struct {
    const char *steps, *path;
    size_t line, column;
  } cases[] = {
      {"", "", 1, 1},
      {"format", "format", 2, 3},
      {"\xc3\xa9", "\xc3\xa9", 3, 3},
      {"next", "next", 3, 11},
      {"next 0", "next[0]", 3, 20},
      {"next 1", "next[1]", 3, 24},
      {"next 1 0", "next[1][0]", 3, 25},
      {"next 1 1 deep", "next[1][1].deep", 3, 32},
      {"next 2", "next[2]", 3, 48},
      {"network", "network", 4, 2},
      {"network 0", "network[0]", 5, 5},
      {"network 0 op", "network[0].op", 5, 6},
      {"network 0 c", "network[0].c", 5, 20},
      {"network 1", "network[1]", 6, 5},
      {"network 2", "network[2]", 6, 11},
  };
  const hwnas_json_t *root = read_text(&arena, document);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const hwnas_json_t *json = follow(root, cases[i].steps);
    cr_expect(json->line == cases[i].line && json->column == cases[i].column, "%s: %u:%u", cases[i].path,
              json->line, json->column);
    cr_expect_str_eq(hwnas_json_path(&arena, json), cases[i].path);
  }
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "network 1")), "t.json:6:5");
}

Test(tree, a_root_is_located_behind_blanks) {
  const hwnas_json_t *json = read_text(&arena, "\n\n  7");
  cr_expect(json->line == 3 && json->column == 3);
}

Test(tree, keeps_types_and_order) {
  const hwnas_json_t *root =
      read_text(&arena, "{\"z\": 5, \"a\": 5.0, \"m\": [true, false, null], \"b\": \"\"}");
  cr_assert_eq(root->n, 4);
  cr_expect_str_eq(root->children[0].key, "z");
  cr_expect_str_eq(root->children[3].key, "b");
  cr_expect(root->children[0].type == HWNAS_JSON_INT && root->children[0].integer == 5);
  cr_expect(root->children[1].type == HWNAS_JSON_REAL && root->children[1].real == 5.0);
  cr_expect(follow(root, "m 0")->boolean && !follow(root, "m 1")->boolean);
  cr_expect_eq(follow(root, "m 2")->type, HWNAS_JSON_NULL);
  cr_expect_null(hwnas_json_get(root, "absent"));
  cr_expect_null(hwnas_json_get(follow(root, "m"), "z"));
  cr_expect_null(hwnas_json_get(NULL, "z"));
}

Test(tree, expect_names_both_types) {
  static const struct {
    const char *text, *name;
  } types[] = {{"null", "null"},      {"true", "true or false"}, {"1", "an integer"}, {"1.5", "a number"},
               {"\"s\"", "a string"}, {"[]", "an array"},        {"{}", "an object"}};
  for (size_t i = 0; i < 7; i++) {
    const hwnas_json_t *json = read_text(&arena, types[i].text);
    cr_expect_str_eq(hwnas_json_type_name(json), types[i].name);
    for (size_t k = 0; k < 7; k++) {
      hwnas_status_t *status = hwnas_json_expect(json, (hwnas_json_type_t)k);
      cr_expect_eq(status == NULL, i == k);
      hwnas_status_destroy(status);
    }
  }
  const hwnas_json_t *root = read_text(&arena, "{\"count\":\n [\"x\"]}");
  expect_error(hwnas_json_expect(follow(root, "count"), HWNAS_JSON_INT),
               "hwnas: error[E0101]: 'count' must be an integer, not an array (t.json:1:2)\n");
  expect_error(hwnas_json_expect(follow(root, "count 0"), HWNAS_JSON_OBJECT),
               "hwnas: error[E0101]: an object is needed here, not a string (t.json:2:3)\n");
}

Test(tree, check_keys_reports_all_unknown_ones) {
  const char *const known[] = {"kernel_size", "stride"};
  const hwnas_json_t *root = read_text(&arena, "{\"kernel_sizes\": 3, \"stride\": 1,\n \"colour\": 2}");
  expect_error(hwnas_json_check_keys(root, known, 2),
               "hwnas: error[E0102]: unknown key 'kernel_sizes' (t.json:1:2)\n"
               "  did you mean 'kernel_size'?\n"
               "hwnas: error[E0102]: unknown key 'colour' (t.json:2:2)\n"
               "  known: kernel_size, stride\n");
  cr_expect_null(hwnas_json_check_keys(read_text(&arena, "{\"stride\": 1}"), known, 2));
  expect_error(hwnas_json_check_keys(read_text(&arena, "[]"), known, 2),
               "hwnas: error[E0101]: an object is needed here, not an array (t.json:1:1)\n");
}

Test(tree, becomes_a_value) {
  hwnas_value_t value;
  hwnas_str_t text;
  hwnas_str_init(&text);
  cr_assert_null(hwnas_json_to_value(&arena, read_text(&arena, "[null, true, 3, 3.0, \"=x\", []]"), &value));
  hwnas_value_print(&value, &text);
  cr_expect_str_eq(text.text, "[none, true, 3, 3.0, '=x', []]");
  hwnas_str_deinit(&text);
  expect_error(hwnas_json_to_value(&arena, read_text(&arena, "[1, {}]"), &value),
               "hwnas: error[E0101]: a value is needed here, not an object (t.json:1:5)\n");
}

Test(tree, whole_numbers) {
  static const struct {
    const char *text;
    bool whole;
    int64_t number;
  } cases[] = {{"7", true, 7},     {"-1", true, -1},   {"1e6", true, 1000000}, {"2.50e1", true, 25},
               {"1.5", false, 0},  {"1e19", false, 0}, {"\"7\"", false, 0},    {"[7]", false, 0},
               {"true", false, 0}, {"null", false, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t number = 0;
    hwnas_json_t *json = NULL;
    cr_assert_null(hwnas_json_parse(&arena, cases[i].text, strlen(cases[i].text), "t", &json));
    cr_expect_eq(hwnas_json_to_int(json, &number), cases[i].whole, "%s", cases[i].text);
    cr_expect_eq(number, cases[i].number, "%s", cases[i].text);
  }
}

Test(tree, prints_what_reads_back) {
  static const char *const texts[] = {
      "{\"a\":[1,2.5,-0.0,1e+300,\"\\\"\\\\\\u000a\xc3\xa9\",true,false,null],\"b\":{},\"c\":[]}",
      "-9223372036854775808", "\"\"", "[[[]]]"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    hwnas_str_t text;
    hwnas_str_init(&text);
    hwnas_json_print(read_text(&arena, texts[i]), &text);
    cr_expect_str_eq(text.text, texts[i]);
    hwnas_str_deinit(&text);
  }
}

/* ---- Trees built by code --------------------------------------------------------------------- */

static const hwnas_json_source_t by_code = {.name = "--set", .folder = "."};

static hwnas_json_t *new_json(hwnas_json_type_t type) {
  hwnas_json_t *json = hwnas_json_new(&arena, &by_code, type);
  cr_assert_not_null(json);
  return json;
}

static void expect_print(const hwnas_json_t *json, const char *expected) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(json, &text);
  cr_expect_str_eq(text.text, expected);
  hwnas_str_deinit(&text);
}

Test(tree, code_builds_and_replaces) {
  hwnas_json_t *root = new_json(HWNAS_JSON_OBJECT), *list = new_json(HWNAS_JSON_ARRAY);
  hwnas_json_t *number = new_json(HWNAS_JSON_INT);
  for (number->integer = 0; number->integer < 3; number->integer++)
    cr_assert(hwnas_json_add(&arena, list, NULL, number));
  cr_assert(hwnas_json_add(&arena, root, "list", list));
  cr_assert(hwnas_json_add(&arena, root, "n", number));
  cr_assert(hwnas_json_add(&arena, root, "list", number));
  cr_assert(hwnas_json_add(&arena, root, "more", list));
  cr_assert(hwnas_json_add(&arena, root, "last", number)); /* moves the others */
  expect_print(root, "{\"list\":3,\"n\":3,\"more\":[0,1,2],\"last\":3}");
  const hwnas_json_t *item = follow(root, "more 1");
  cr_expect_eq(item->parent, follow(root, "more"));
  cr_expect_eq(item->parent->parent, root);
  cr_expect_str_eq(hwnas_json_path(&arena, item), "more[1]");
  cr_expect_str_eq(hwnas_json_place(&arena, item), "--set more[1]");
  cr_expect_str_eq(hwnas_json_place(&arena, root), "--set");
  expect_error(hwnas_json_expect(item, HWNAS_JSON_STRING),
               "hwnas: error[E0101]: a string is needed here, not an integer (--set more[1])\n");
}

Test(tree, copies_are_located_where_they_were_read) {
  const hwnas_json_t *read = read_text(&arena, document);
  hwnas_json_t *root = new_json(HWNAS_JSON_OBJECT), *list = new_json(HWNAS_JSON_ARRAY);
  cr_assert(hwnas_json_add(&arena, list, NULL, new_json(HWNAS_JSON_NULL)));
  cr_assert(hwnas_json_add(&arena, list, NULL, follow(read, "next 1")));
  cr_assert(hwnas_json_add(&arena, root, "x", follow(read, "network 0 c")));
  cr_assert(hwnas_json_add(&arena, root, "list", list));
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "x")), "t.json:5:20");
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "list 1")), "t.json:3:24");
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "list 1 1 deep")), "t.json:3:32");
  cr_expect_str_eq(hwnas_json_path(&arena, follow(root, "list 1 1 deep")), "list[1][1].deep");
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "list 0")), "--set list[0]");
}

Test(tree, what_is_added_to_a_read_tree_moves_nothing) {
  hwnas_json_t *root = read_text(&arena, document);
  hwnas_json_t *number = new_json(HWNAS_JSON_INT);
  cr_assert(hwnas_json_add(&arena, root, "seed", number));
  cr_assert(hwnas_json_add(&arena, root, "format", number));
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "seed")), "--set seed");
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "format")), "--set format");
  cr_expect_str_eq(hwnas_json_place(&arena, follow(root, "network 0 c")), "t.json:5:20");
}
