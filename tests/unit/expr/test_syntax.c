#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

typedef struct syntax_case {
  const char *text;
  const char *what;
  size_t column;
} syntax_case_t;

static const syntax_case_t cases[] = {
    {"", "expected a value, found the end", 1},
    {"1 +", "expected a value, found the end", 4},
    {"1 + * 2", "expected a value, found '*'", 5},
    {"(1 + 2", "expected ')', found the end", 7},
    {"1 2", "expected an operator or the end, found '2'", 3},
    {"x y", "expected an operator or the end, found 'y'", 3},
    {"1)", "expected an operator or the end, found ')'", 2},
    {"[1, 2", "expected ',' or ']', found the end", 6},
    {"[, 1]", "expected a value, found ','", 2},
    {"[1 2]", "expected ',' or ']', found '2'", 4},
    {"f(1, ,2)", "expected a value, found ','", 6},
    {"f(1", "expected ',' or ')', found the end", 4},
    {"x[]", "expected a value, found ']'", 3},
    {"x[1, 2]", "expected ']', found ','", 4},
    {"if(1, 2)", "expected ',' as in if(condition, then, else), found ')'", 8},
    {"if x", "expected '(' after 'if', found 'x'", 4},
    {"if(1, 2, 3, 4)", "expected ')', found ','", 11},
    {"[i for 3 in x]", "expected a name, found '3'", 8},
    {"[i for true in x]", "expected a name, found 'true'", 8},
    {"[i for i x]", "expected 'in', found 'x'", 10},
    {"[i for i in x", "expected ']', found the end", 14},
    {"[i, j for i in x]", "expected ',' or ']', found 'for'", 7},
    {"[i if i for i in x]", "expected ',' or ']', found 'if'", 4},
    {"len(i for i in x)", "len takes no generator, put [ ] around it", 7},
    {"sum(i for i in x, 2)", "expected ')', found ','", 17},
    {"1 not 2", "expected 'in' after 'not', found '2'", 7},
    {"1 + not 2", "'not' here needs parentheses around it", 5},
    {"1 == not 2", "'not' here needs parentheses around it", 6},
    {"a and and b", "expected a value, found 'and'", 7},
    {"a = 3", "'=' is no operator here, write '=='", 3},
    {"a && b", "'&&' is no operator here, write 'and'", 3},
    {"a || b", "'||' is no operator here, write 'or'", 3},
    {"!a", "'!' is no operator here, write 'not'", 1},
    {"2 ^ 3", "'^' is no operator here, write '**'", 3},
    {"a.b", "unexpected character '.'", 2},
    {"1 + $", "unexpected character '$'", 5},
    {"'\xc3\xa9' + \xc3\xa9", "unexpected character '\xc3\xa9'", 7},
    {"12ab", "a number runs into a letter", 3},
    {"1e", "a number runs into a letter", 2},
    {"1.5e+", "a number runs into a letter", 4},
    {"0x10", "a number runs into a letter", 2},
    {"012", "an integer starts with 0", 1},
    {"9223372036854775808", "an integer beyond 64 bits", 1},
    {"1 + 99999999999999999999", "an integer beyond 64 bits", 5},
    {"-9223372036854775809", "an integer beyond 64 bits", 2},
    {"-9223372036854775808 ** 2", "an integer beyond 64 bits", 2},
    {"1e999", "a number beyond the range of reals", 1},
    {"'abc", "a string is never closed", 1},
    {"1 + \"abc'", "a string is never closed", 5},
    {"'a{x'", "expected '}', found a string", 5},
    {"'a{x", "expected '}', found the end", 5},
    {"'a{}'", "expected a value, found '}'", 4},
    {"'a{1 +}'", "expected a value, found '}'", 7},
    {"'a}'", "a '}' closes nothing, write '}}' for the character", 3},
    {"'a\\q'", "unknown escape in a string, known are \\n \\t \\\\ \\' \\\"", 3},
    {"{1, 2}", "unexpected character '{'", 1},
    {"'a' 'b'", "expected an operator or the end, found a string", 5},
};

static void check_syntax(const syntax_case_t *syntax_case) {
  hwnas_arena_t arena;
  const hwnas_expr_t *expr;
  char what[256];
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_expr_parse(&arena, syntax_case->text, "space.json:3:9", &expr);
  cr_assert_not_null(status, "%s was accepted", syntax_case->text);
  cr_expect_eq(status->error, HWNAS_ERROR_EXPR_SYNTAX);
  snprintf(what, sizeof what, "%s, at column %zu", syntax_case->what, syntax_case->column);
  cr_expect_str_eq(status->what, what, "%s\n  gives %s\n  not   %s", syntax_case->text, status->what, what);
  cr_expect_str_eq(status->place, "space.json:3:9");
  cr_assert_eq(status->n_details, 2);
  cr_expect_str_eq(status->details[0], syntax_case->text);
  cr_expect_eq(strlen(status->details[1]), syntax_case->column, "%s: the caret", syntax_case->text);
  cr_expect_eq(status->details[1][syntax_case->column - 1], '^');
  hwnas_status_destroy(status);
  hwnas_arena_deinit(&arena);
}

Test(expr_syntax, names_what_was_expected_and_where) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_syntax(&cases[i]);
}

static hwnas_status_t *parse_error(hwnas_arena_t *arena, const char *text) {
  const hwnas_expr_t *expr;
  hwnas_status_t *status = hwnas_expr_parse(arena, text, NULL, &expr);
  cr_assert_not_null(status);
  cr_expect_null(status->place);
  return status;
}

Test(expr_syntax, long_text_is_cut_around_the_place) {
  hwnas_arena_t arena;
  char text[301];
  hwnas_arena_init(&arena);
  memset(text, '1', sizeof text - 1);
  text[300] = '\0';
  for (size_t i = 1; i < 300; i += 2) text[i] = '+';
  text[200] = '$';
  hwnas_status_t *status = parse_error(&arena, text);
  cr_expect_str_eq(status->what, "unexpected character '$', at column 201");
  size_t caret = strlen(status->details[1]) - 1;
  cr_expect_eq(status->details[0][caret], '$');
  cr_expect_leq(strlen(status->details[0]), 110);
  hwnas_status_destroy(status);
  hwnas_arena_deinit(&arena);
}

Test(expr_syntax, line_feeds_do_not_tear_the_snippet) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = parse_error(&arena, "1 +\n\t$");
  cr_expect_str_eq(status->details[0], "1 +  $");
  cr_expect_str_eq(status->details[1], "     ^");
  hwnas_status_destroy(status);
  hwnas_arena_deinit(&arena);
}
