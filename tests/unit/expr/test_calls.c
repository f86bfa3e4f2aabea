#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

static const expr_case_t calls[] = {
    {"twice(4)", "8"},
    {"twice(twice(x))", "28"},
    {"abs(-3)", "'mine'"},
    {"sum(twice(i) for i in [1, 2])", "6"},
    {"missing", "error: unknown name 'missing'"},
    {"missing(1)", "error: unknown function 'missing'"},
    {"widths(1)", "error: unknown function 'widths'"},
    {"[i for i in [1]][0] + i", "error: unknown name 'i'"},
    {"twice(1, 2)", "error: unknown function 'twice'"},
};

Test(expr_calls, names_and_functions_of_the_context) { CHECK_CASES(calls); }

static void check_detail(const char *text, hwnas_error_t error, const char *detail) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_expr_t *expr;
  hwnas_value_t value;
  cr_assert_null(hwnas_expr_parse(&fixture.arena, text, "space.json:3:9", &expr));
  hwnas_status_t *status = hwnas_expr_eval(expr, &fixture.context, &value);
  cr_assert_not_null(status, "%s", text);
  cr_expect_eq(status->error, error);
  cr_expect_str_eq(status->place, "space.json:3:9");
  cr_assert_eq(status->n_details, 2);
  cr_expect_str_eq(status->details[1], detail);
  hwnas_status_destroy(status);
  fixture_deinit(&fixture);
}

Test(expr_calls, unknown_names_get_a_suggestion) {
  check_detail("width + 1", HWNAS_ERROR_EXPR_NAME, "did you mean 'widths'?");
  check_detail("rnge(3)", HWNAS_ERROR_EXPR_NAME, "did you mean 'range'?");
  check_detail("twise(3)", HWNAS_ERROR_EXPR_NAME, "did you mean 'twice'?");
  check_detail("[stagee for stage in [1]]", HWNAS_ERROR_EXPR_NAME, "did you mean 'stage'?");
}

Test(expr_calls, works_without_any_callback) {
  fixture_t fixture;
  fixture_init(&fixture);
  fixture.context = (hwnas_expr_context_t){.arena = &fixture.arena};
  cr_expect_str_eq(fixture_eval(&fixture, "abs(-3) + len([1])"), "4");
  cr_expect_str_eq(fixture_eval(&fixture, "x"), "error: unknown name 'x'");
  fixture_deinit(&fixture);
}

Test(expr_calls, refusal_knows_its_place_and_error) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_expr_t *expr;
  hwnas_value_t value;
  cr_assert_null(hwnas_expr_parse(&fixture.arena, "x // 0", "space.json:8:2", &expr));
  cr_assert_null(hwnas_expr_eval(expr, &fixture.context, &value));
  cr_assert_eq(value.type, HWNAS_VALUE_UNDEFINED);
  cr_expect_eq(value.refusal->error, (uint32_t)HWNAS_ERROR_EXPR_VALUE);
  cr_expect_str_eq(value.refusal->place, "space.json:8:2");
  fixture_deinit(&fixture);
}

Test(expr_calls, literal_is_its_value) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_expr_t *expr = hwnas_expr_literal(&fixture.arena, hwnas_value_string("relu"));
  hwnas_value_t value;
  cr_assert_not_null(expr);
  cr_assert_null(hwnas_expr_eval(expr, &fixture.context, &value));
  cr_expect_str_eq(value.string, "relu");
  cr_expect_str_eq(hwnas_expr_text(expr), "'relu'");
  cr_expect_null(hwnas_expr_place(expr));
  fixture_deinit(&fixture);
}

Test(expr_calls, text_and_place_are_kept_as_copies) {
  fixture_t fixture;
  fixture_init(&fixture);
  char text[] = "x + 1", place[] = "a:1:2";
  const hwnas_expr_t *expr;
  cr_assert_null(hwnas_expr_parse(&fixture.arena, text, place, &expr));
  memset(text, 'y', sizeof text - 1);
  memset(place, 'z', sizeof place - 1);
  cr_expect_str_eq(hwnas_expr_text(expr), "x + 1");
  cr_expect_str_eq(hwnas_expr_place(expr), "a:1:2");
  fixture_deinit(&fixture);
}

/* ---- Free names ------------------------------------------------------------------------------ */

static void note(void *self, const char *name, bool is_call) {
  hwnas_str_appendf(self, is_call ? "%s() " : "%s ", name);
}

static void check_names(const char *text, const char *want) {
  hwnas_arena_t arena;
  hwnas_str_t names;
  const hwnas_expr_t *expr;
  hwnas_arena_init(&arena);
  hwnas_str_init(&names);
  cr_assert_null(hwnas_expr_parse(&arena, text, NULL, &expr), "%s", text);
  hwnas_expr_names(expr, note, &names);
  cr_expect_str_eq(names.text, want, "%s\n  names %s\n  not   %s", text, names.text, want);
  hwnas_str_deinit(&names);
  hwnas_arena_deinit(&arena);
}

Test(expr_calls, free_names) {
  check_names("a + f(b, 'c{d}')[e]", "a f() b d e ");
  check_names("if(a, b, c) and not d", "a b c d ");
  check_names("[i + a for i in b if i < c]", "b c a ");
  check_names("[i for i in i]", "i ");
  check_names("[j for i in a for j in i]", "a ");
  check_names("[j for j in a for i in j] + [j]", "a j ");
  check_names("sum(i for i in [1]) + i", "sum() i ");
  check_names("1 < 2 in [true, none]", "");
}
