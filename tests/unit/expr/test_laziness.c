#include <criterion/criterion.h>

#include "fixture.h"

/* What is evaluated, and in which order, shows in the names that are asked for. */
static void check_asked(const char *text, const char *want, const char *asked) {
  fixture_t fixture;
  fixture_init(&fixture);
  cr_expect_str_eq(fixture_eval(&fixture, text), want, "%s", text);
  cr_expect_str_eq(fixture.asked.text, asked, "%s\n  asked for %s\n  not       %s", text, fixture.asked.text,
                   asked);
  fixture_deinit(&fixture);
}

Test(expr_laziness, if_evaluates_one_branch) {
  check_asked("if(x > 3, half, broken)", "0.5", "x half ");
  check_asked("if(x < 3, missing, word)", "'conv'", "x word ");
  check_asked("if(broken, x, half)", "refused: broken has no value", "broken ");
}

Test(expr_laziness, and_or_stop_at_the_operand_that_settles) {
  check_asked("false and broken", "false", "");
  check_asked("x or missing", "7", "x ");
  check_asked("0 or '' or word or broken", "'conv'", "word ");
  check_asked("x and half and 0 and broken", "0", "x half ");
  check_asked("true and broken and x", "refused: broken has no value", "broken ");
}

Test(expr_laziness, comparison_chain_stops_and_evaluates_once) {
  check_asked("x < 3 < broken", "false", "x ");
  check_asked("1 <= x < 10", "true", "x ");
  check_asked("1 < x < half < broken", "false", "x half ");
  check_asked("0 < twice(x) <= 14", "true", "x twice() ");
}

Test(expr_laziness, any_and_all_of_a_generator_stop) {
  check_asked("any(i == 16 or broken for i in widths)", "true", "widths ");
  check_asked("all(i == 24 for i in [16, broken])", "refused: broken has no value", "broken ");
  check_asked("all(i < 20 or i > 30 or broken for i in [16, 32])", "true", "");
  check_asked("any([false, x])", "true", "x any() ");
}

Test(expr_laziness, undefined_ends_evaluation_at_once) {
  check_asked("broken + x", "refused: broken has no value", "broken ");
  check_asked("x * broken + other_broken", "refused: broken has no value", "x broken ");
  check_asked("broken == broken", "refused: broken has no value", "broken ");
  check_asked("[x, other_broken, broken]", "refused: other_broken has no value", "x other_broken ");
  check_asked("twice(broken)", "refused: broken has no value", "broken ");
  check_asked("widths[broken]", "refused: broken has no value", "widths broken ");
  check_asked("not broken", "refused: broken has no value", "broken ");
  check_asked("'a{broken}b{x}'", "refused: broken has no value", "broken ");
  check_asked("[i for i in broken]", "refused: broken has no value", "broken ");
  check_asked("[i for i in [1, 2] if other_broken]", "refused: other_broken has no value", "other_broken ");
  check_asked("sum(broken for i in [1, 2])", "refused: broken has no value", "broken ");
  check_asked("1 // 0 + broken", "refused: 1 // 0: division by zero", "");
}

Test(expr_laziness, excluded_ends_evaluation_too) {
  check_asked("unreached + broken", "excluded", "unreached ");
  check_asked("[unreached, x]", "excluded", "unreached ");
}

Test(expr_laziness, undefined_value_is_handed_on_as_it_is) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_expr_t *expr;
  hwnas_value_t alone, nested;
  cr_assert_null(hwnas_expr_parse(&fixture.arena, "broken", NULL, &expr));
  cr_assert_null(hwnas_expr_eval(expr, &fixture.context, &alone));
  cr_assert_null(hwnas_expr_parse(&fixture.arena, "max([i + broken for i in widths]) * 2", NULL, &expr));
  cr_assert_null(hwnas_expr_eval(expr, &fixture.context, &nested));
  cr_expect_eq(alone.refusal, nested.refusal);
  fixture_deinit(&fixture);
}

Test(expr_laziness, errors_of_the_context_end_evaluation) {
  check_asked("failing + x", "error: failing fails", "failing ");
  check_asked("if(true, x, failing)", "7", "x ");
}
