#include <criterion/criterion.h>

#include "fixture.h"

static const expr_case_t templates[] = {
    {"", "''"},
    {"plain", "'plain'"},
    {"s{x}_depth", "'s7_depth'"},
    {"{x}", "'7'"},
    {"{x}{half}", "'70.5'"},
    {"{word}_{x * 2}x{widths[0]}", "'conv_14x16'"},
    {"w{x / 7}", "'w1.0'"},
    {"{{x}}", "'{{x}}'"},
    {"{{{x}}}", "'{{7}}'"},
    {"{ x + 1 }", "'8'"},
    {"{'a'}", "'a'"},
    {"{'i{x}'}_{if(x > 3, 'big', \"small\")}", "'i7_big'"},
    {"{true} {nothing} {[1, 'a']}", "'true none [1, \\'a\\']'"},
    {"a'b\"c\\n", "'a\\'b\"c\\\\n'"},
    {"\xc3\xa9{x}\xc3\xa9",
     "'\xc3\xa9"
     "7\xc3\xa9'"},
    {"s{broken}", "refused: broken has no value"},
    {"s{missing}", "error: unknown name 'missing'"},
    {"s{x", "error: expected '}', found the end, at column 4"},
    {"s{x y}", "error: expected '}', found 'y', at column 5"},
    {"sx}", "error: a '}' closes nothing, write '}}' for the character, at column 3"},
    {"s{}", "error: expected a value, found '}', at column 3"},
    {"s{'x", "error: a string is never closed, at column 3"},
};

Test(expr_templates, text_with_expressions) {
  for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
    fixture_t fixture;
    fixture_init(&fixture);
    const char *got = fixture_eval_template(&fixture, templates[i].text);
    cr_expect_str_eq(got, templates[i].want, "%s\n  gives %s\n  not   %s", templates[i].text, got,
                     templates[i].want);
    fixture_deinit(&fixture);
  }
}

static const expr_case_t strings[] = {
    {"'s{x}_depth'", "'s7_depth'"},
    {"\"it's {x}\"", "'it\\'s 7'"},
    {"'{'a{'b{x}'}'}'", "'ab7'"},
    {"'{\"}\"}'", "error: a '}' closes nothing, write '}}' for the character, at column 4"},
    {"'{\"}}\"}'", "'}}'"},
    {"'a{[i for i in widths][1]}b' + 'c'", "'a24bc'"},
    {"len('{x}{{')", "2"},
    {"len('a\\nb\\'\\\\\\\"')", "6"},
    {"['{i}{j}' for i in [1, 2] for j in ['a', 'b']]", "['1a', '1b', '2a', '2b']"},
    {"'s{max(x - 9, 0)}_width_mult'", "'s0_width_mult'"},
    {"str(3) + str(0.5) + str(2.0) + str('q') + str([1, 2])", "'30.52.0q[1, 2]'"},
};

Test(expr_templates, strings_of_expressions_are_templates) { CHECK_CASES(strings); }
