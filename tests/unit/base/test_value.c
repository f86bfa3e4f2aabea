/* Values: equality, hashes, conversions, text. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/value.h"

#define INT(i) \
  { .type = HWNAS_VALUE_INT, .integer = (i) }
#define REAL(d) \
  { .type = HWNAS_VALUE_REAL, .real = (d) }
#define STRING(s) \
  { .type = HWNAS_VALUE_STRING, .string = (s) }
#define BOOLEAN(b) \
  { .type = HWNAS_VALUE_BOOL, .boolean = (b) }
#define LIST(l) \
  { .type = HWNAS_VALUE_LIST, .list = (l) }
#define SET(l) \
  { .type = HWNAS_VALUE_SET, .list = (l) }
#define NONE \
  { .type = HWNAS_VALUE_NULL }

static const hwnas_value_t integers[] = {INT(1), INT(2)};
static const hwnas_value_t reals[] = {REAL(1), REAL(2)};
static const hwnas_value_t mixed[] = {INT(1), STRING("it's")};
static const hwnas_list_t whole = {2, integers}, real = {2, reals}, shorter = {1, integers},
                          text = {2, mixed}, nothing = {0, NULL};
static const hwnas_value_t nested_items[] = {LIST(&whole), LIST(&nothing)};
static const hwnas_list_t nested = {2, nested_items};
static const hwnas_refusal_t refusal = {"too large", "a.json:1:1", 211},
                             same_text = {"too large", "a.json:1:1", 211};

Test(value, equality_is_exact_and_agrees_with_hashes) {
  static const struct {
    hwnas_value_t a, b;
    bool equal;
  } cases[] = {
      {INT(5), REAL(5.0), true},
      {INT(5), REAL(5.5), false},
      {BOOLEAN(true), INT(1), true},
      {BOOLEAN(true), REAL(1), true},
      {BOOLEAN(false), BOOLEAN(true), false},
      {REAL(0.0), REAL(-0.0), true},
      {INT(INT64_C(9007199254740993)), REAL(9007199254740992.0), false},
      {INT(INT64_MAX), REAL(0x1p63), false},
      {INT(INT64_MIN), REAL(-0x1p63), true},
      {REAL(INFINITY), REAL(INFINITY), true},
      {REAL(INFINITY), INT(INT64_MAX), false},
      {REAL(NAN), INT(0), false},
      {STRING("a"), STRING("a"), true},
      {STRING("a"), STRING("b"), false},
      {STRING("1"), INT(1), false},
      {NONE, NONE, true},
      {NONE, BOOLEAN(false), false},
      {LIST(&whole), LIST(&real), true},
      {LIST(&whole), LIST(&shorter), false},
      {LIST(&whole), SET(&whole), false},
      {SET(&whole), SET(&real), true},
      {{.type = HWNAS_VALUE_UNDEFINED, .refusal = &refusal},
       {.type = HWNAS_VALUE_UNDEFINED, .refusal = &refusal},
       true},
      {{.type = HWNAS_VALUE_UNDEFINED, .refusal = &refusal},
       {.type = HWNAS_VALUE_UNDEFINED, .refusal = &same_text},
       false},
      {{.type = HWNAS_VALUE_EXCLUDED}, {.type = HWNAS_VALUE_EXCLUDED}, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cr_expect_eq(hwnas_value_equal(&cases[i].a, &cases[i].b), cases[i].equal, "case %zu", i);
    cr_expect_eq(hwnas_value_equal(&cases[i].b, &cases[i].a), cases[i].equal, "case %zu turned", i);
    bool same_hash = hwnas_value_hash(&cases[i].a, 3) == hwnas_value_hash(&cases[i].b, 3);
    if (cases[i].equal) cr_expect(same_hash, "case %zu: equal, but not their hashes", i);
  }
}

Test(value, different_values_hash_differently) {
  static const hwnas_value_t values[] = {INT(0),      INT(1),         INT(2),        REAL(0.5),
                                         STRING(""),  STRING("1"),    LIST(&whole),  LIST(&shorter),
                                         LIST(&text), LIST(&nothing), LIST(&nested), NONE};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    cr_expect_neq(hwnas_value_hash(&values[i], 0), hwnas_value_hash(&values[i], 1), "seed, value %zu", i);
    for (size_t k = 0; k < i; k++)
      cr_expect_neq(hwnas_value_hash(&values[i], 0), hwnas_value_hash(&values[k], 0), "%zu and %zu", i, k);
  }
}

Test(value, conversions_keep_the_number) {
  static const struct {
    hwnas_value_t value;
    bool is_int;
    int64_t integer;
  } cases[] = {{INT(-3), true, -3},
               {BOOLEAN(true), true, 1},
               {REAL(4), true, 4},
               {REAL(4.5), false, 0},
               {REAL(0x1p63), false, 0},
               {REAL(-0x1p63), true, INT64_MIN},
               {REAL(NAN), false, 0},
               {REAL(INFINITY), false, 0},
               {STRING("4"), false, 0},
               {LIST(&whole), false, 0},
               {{.type = HWNAS_VALUE_NULL}, false, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t integer = 0;
    cr_expect_eq(hwnas_value_to_int(&cases[i].value, &integer), cases[i].is_int, "case %zu", i);
    cr_expect_eq(integer, cases[i].integer, "case %zu", i);
  }
  double number = 0;
  cr_expect(hwnas_value_to_real(&(hwnas_value_t)INT(7), &number) && number == 7);
  cr_expect(hwnas_value_to_real(&(hwnas_value_t)BOOLEAN(true), &number) && number == 1);
  cr_expect_not(hwnas_value_to_real(&(hwnas_value_t)STRING("7"), &number));
}

Test(value, truth_is_that_of_python) {
  static const struct {
    hwnas_value_t value;
    bool truth;
  } cases[] = {{INT(0), false},       {INT(-1), true},     {REAL(-0.0), false},     {REAL(0.1), true},
               {STRING(""), false},   {STRING("0"), true}, {LIST(&nothing), false}, {LIST(&nested), true},
               {NONE, false},         {SET(&whole), true}, {BOOLEAN(true), true},   {BOOLEAN(false), false},
               {SET(&nothing), false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(hwnas_value_truth(&cases[i].value), cases[i].truth, "case %zu", i);
}

Test(value, prints_as_expression_and_as_json) {
  static const struct {
    hwnas_value_t value;
    const char *text, *json, *type;
  } cases[] = {
      {NONE, "none", "null", "none"},
      {BOOLEAN(true), "true", "true", "true or false"},
      {INT(INT64_MIN), "-9223372036854775808", "-9223372036854775808", "integer"},
      {REAL(5), "5.0", "5.0", "number"},
      {REAL(NAN), "nan", "null", "number"},
      {REAL(-INFINITY), "-inf", "null", "number"},
      {STRING("it's"), "'it\\'s'", "\"it's\"", "string"},
      {STRING("a\"\\\n\xc3\xa9"), "'a\"\\\\\\n\xc3\xa9'", "\"a\\\"\\\\\\u000a\xc3\xa9\"", "string"},
      {STRING("s{i}"), "'s{{i}}'", "\"s{i}\"", "string"},
      {LIST(&text), "[1, 'it\\'s']", "[1,\"it's\"]", "list"},
      {SET(&whole), "{1, 2}", "[1,2]", "set"},
      {LIST(&nested), "[[1, 2], []]", "[[1,2],[]]", "list"},
      {{.type = HWNAS_VALUE_EXCLUDED}, "excluded", "null", "excluded value"},
      {{.type = HWNAS_VALUE_UNDEFINED, .refusal = &refusal}, "undefined", "null", "undefined value"},
  };
  hwnas_str_t out;
  hwnas_str_init(&out);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hwnas_str_clear(&out);
    hwnas_value_print(&cases[i].value, &out);
    cr_expect_str_eq(out.text, cases[i].text);
    hwnas_str_clear(&out);
    hwnas_value_print_json(&cases[i].value, &out);
    cr_expect_str_eq(out.text, cases[i].json);
    cr_expect_str_eq(hwnas_value_type_name(&cases[i].value), cases[i].type);
  }
  hwnas_str_deinit(&out);
}

Test(value, a_copy_shares_nothing) {
  hwnas_arena_t first, second;
  hwnas_arena_init(&first);
  hwnas_arena_init(&second);
  hwnas_value_t items[2] = {hwnas_value_string(hwnas_arena_strdup(&first, "conv")),
                            hwnas_value_undefined(&refusal)};
  const hwnas_list_t *list = hwnas_list_make(&first, items, 2);
  cr_assert_not_null(list);
  cr_expect_neq(list->items, items);
  hwnas_value_t value = hwnas_value_list(list), copy;
  cr_assert(hwnas_value_copy(&second, &value, &copy));
  hwnas_arena_deinit(&first);
  cr_assert_eq(copy.type, HWNAS_VALUE_LIST);
  cr_assert_eq(copy.list->n, 2);
  cr_expect_str_eq(copy.list->items[0].string, "conv");
  cr_expect_neq(copy.list->items[1].refusal, &refusal);
  cr_expect_str_eq(copy.list->items[1].refusal->place, "a.json:1:1");
  cr_expect_eq(copy.list->items[1].refusal->error, 211);
  hwnas_arena_deinit(&second);
}
