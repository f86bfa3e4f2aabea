/* stpcpy */
#define _GNU_SOURCE

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* head, then n times unit, then tail; free it. */
static char *repeat(const char *head, const char *unit, size_t n, const char *tail) {
  size_t length = strlen(unit);
  char *text = malloc(strlen(head) + n * length + strlen(tail) + 1);
  cr_assert_not_null(text);
  char *at = stpcpy(text, head);
  for (size_t i = 0; i < n; i++) at = stpcpy(at, unit);
  strcpy(at, tail);
  return text;
}

/* The result starts with want. */
static void check_repeated(const char *head, const char *unit, size_t n, const char *tail, const char *want) {
  fixture_t fixture;
  fixture_init(&fixture);
  char *text = repeat(head, unit, n, tail);
  const char *got = fixture_eval(&fixture, text);
  cr_expect(strncmp(got, want, strlen(want)) == 0, "%s%zu x %s%s\n  gives %.200s\n  not   %s", head, n, unit,
            tail, got, want);
  free(text);
  fixture_deinit(&fixture);
}

Test(expr_limits, bytes) {
  check_repeated("1", " ", HWNAS_EXPR_MAX_BYTES - 1, "", "1");
  check_repeated("1", " ", HWNAS_EXPR_MAX_BYTES, "", "error: an expression of 65537 bytes is too long");
}

Test(expr_limits, depth_of_recursion) {
  char *deep = repeat("", "(", HWNAS_EXPR_MAX_DEPTH - 1, "1");
  check_repeated(deep, ")", HWNAS_EXPR_MAX_DEPTH - 1, "", "1");
  free(deep);
  const char *units[] = {"(", "-", "not ", "[", "f(", "x[", "2 ** ", "if(", "'{", "1 + (", "[i for i in "};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    check_repeated("", units[i], 5000, "", "error: nested deeper than 200");
}

Test(expr_limits, depth_of_the_tree) {
  check_repeated("1", " + 1", HWNAS_EXPR_MAX_DEPTH - 1, "", "200");
  check_repeated("1", " + 1", HWNAS_EXPR_MAX_DEPTH, "", "error: nested deeper than 200");
  check_repeated("x", "[0]", 300, "", "error: nested deeper than 200");
  check_repeated("[1", " for i in [1]", 300, "]", "error: nested deeper than 200");
}

Test(expr_limits, wide_is_not_deep) {
  check_repeated("false", " or false", 1000, "", "false");
  check_repeated("true", " and true", 1000, "", "true");
  check_repeated("0", " < 1", 1, "", "true");
  check_repeated("0", " == 0", 1000, "", "true");
  check_repeated("len([", "1, ", 10000, "])", "10000");
  check_repeated("len('", "{1}", 1000, "')", "1000");
}

static const expr_case_t items[] = {
    {"len(range(65536))", "65536"},
    {"range(65537)", "refused: range(0, 65537, 1): a list of more than 65536 entries"},
    {"range(-9223372036854775807, 9223372036854775807)",
     "refused: range(-9223372036854775807, 9223372036854775807, 1): a list of more than 65536 entries"},
    {"range(-9223372036854775808, 9223372036854775807, 4611686018427387904)",
     "[-9223372036854775808, -4611686018427387904, 0, 4611686018427387904]"},
    {"range(9223372036854775807, -9223372036854775808, -9223372036854775808)", "[9223372036854775807, -1]"},
    {"len([1 for i in range(256) for j in range(256)])", "65536"},
    {"[1 for i in range(257) for j in range(256)]", "refused: a list of more than 65536 entries"},
    {"range(40000) + range(40000)", "refused: a list of more than 65536 entries"},
    {"[0] * 65537", "refused: a list of more than 65536 entries"},
    {"[0, 0] * 9223372036854775807", "refused: a list of more than 65536 entries"},
    {"any(false for i in range(65536) for j in range(65536))",
     "refused: more than 4194304 steps to compute one expression"},
    {"[range(65536) for i in range(65536)]", "refused: more than 4194304 steps to compute one expression"},
};

Test(expr_limits, items_and_steps) { CHECK_CASES(items); }

/* Work that no loop of the expression shows, on a list of 4096 and a text of 65536. */
static const expr_case_t hidden[] = {
    {"len([l for l in [range(32768)] for i in range(3)])", "refused: a list of more than 65536 entries"},
    {"len([range(256) for i in range(255)])", "255"},
    {"len([[range(4096)] * 8] * 3)", "refused: a list of more than 65536 entries"},
    {"any(sum(l) < 0 for l in [range(65536)] for i in range(65536))",
     "refused: more than 4194304 steps to compute one expression"},
    {"any(-1 in l for l in [range(65536)] for i in range(65536))",
     "refused: more than 4194304 steps to compute one expression"},
    {"any(s[-1] == 'a' for s in [str(range(65536))] for i in range(65536))",
     "refused: more than 4194304 steps to compute one expression"},
    {"len([i for l in [range(3000)] for i in l if i in l])", "3000"},
};

Test(expr_limits, hidden_work, .timeout = 60) { CHECK_CASES(hidden); }
