/* Limits that users can set: each at a value that is just too low, and at one that is enough. */
#include "support.h"

/* A space that is refused with `most`, by exactly this message, and sound with `enough`. */
typedef struct limit_case {
  const char *name;
  uint64_t most, enough;
  const char *text, *message;
} limit_case_t;

static void try_case(const limit_case_t *c) {
  hwnas_space_limits_t limits = {0};
  hwnas_space_t *space;
  cr_assert_null(hwnas_limits_set(&limits, c->name, c->most));
  char *message = compile_within(c->text, &limits, &space);
  cr_assert_not_null(message, "%s: no error", c->name);
  cr_expect_str_eq(message, c->message);
  free(message);
  cr_assert_null(hwnas_limits_set(&limits, c->name, c->enough));
  message = compile_within(c->text, &limits, &space);
  cr_assert_null(message, "%s", message ? message : "");
  hwnas_space_destroy(space);
  hwnas_space_destroy(compile_good(c->text));
}

#define SAME(more) "{\"op\": \"same\"" more "}"
#define SPACE_OF(network)                                                     \
  "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS \
  ",\n"                                                                       \
  "\"network\": " network "}"

Test(shape_limits, modules) {
  try_case(&(limit_case_t){"modules", 3, 4, SPACE_OF("[" SAME("") ", " SAME("") ",\n" SAME("") "]"),
                           "hwnas: error[E0108]: more than 3 modules (space.json:3:1)\n"
                           "  to allow more: --limit modules=6\n"});
  try_case(&(limit_case_t){
      "modules", 7, 20,
      SPACE_OF("[" SAME(", \"when\": false, \"for\": {\"i\": \"=range(3)\", \"j\": \"=range(3)\"}") "]"),
      "hwnas: error[E0108]: more than 7 turns of 'for' in one space (space.json:2:69)\n"
      "  to allow more: --limit modules=14\n"});
}

Test(shape_limits, memory) {
  try_case(&(limit_case_t){"memory", 1, 64, SPACE_OF(SAME(", \"when\": \"=choice('d', range(300)) > 1\"")),
                           "hwnas: error[E0108]: the space takes more than 1 MiB of memory (space.json:2:1)\n"
                           "  the module named here was the last that was begun\n"
                           "  shrink domains and loops, or make values depend on fewer choices at once\n"
                           "  to allow more: --limit memory=2\n"});
}

Test(shape_limits, steps) {
  try_case(&(limit_case_t){"steps", 100, 1000, SPACE_OF(SAME(", \"when\": \"=sum(range(200)) > 1\"")),
                           "hwnas: error[E0108]: the expressions of this space take more than 100 steps to "
                           "compute (space.json:2:27)\n"
                           "  an expression is computed once per combination of the choices that it reads: "
                           "give what does not depend "
                           "on them a name under \"let\", or shrink domains\n"
                           "  to allow more: --limit steps=400\n"});
}

Test(shape_limits, table) {
  const char *text = SPACE_OF(
      SAME(", \"when\": \"=choice('a', range(4)) + choice('b', range(8)) > choice('c', range(16))\""));
  try_case(&(limit_case_t){"table", 511, 512, text,
                           "hwnas: error[E0209]: a value depends on 3 choices at once (space.json:2:27)\n"
                           "  choices: a, b, c\n"
                           "  at most 511 combinations of at most 24 choices fit into one table\n"
                           "  to allow more: --limit table=1022\n"});
  try_case(&(limit_case_t){"table", 3, 512, text,
                           "hwnas: error[E0209]: a value depends on 1 choice at once (space.json:2:27)\n"
                           "  choices: a\n"
                           "  at most 3 combinations of at most 24 choices fit into one table\n"
                           "  to allow more: --limit table=6\n"});
}

Test(shape_limits, choices) {
  try_case(&(limit_case_t){
      "choices", 2, 3,
      SPACE_OF("[" SAME(", \"when\": \"=choice('{i}', [0, 1]) > 0\", \"for\": {\"i\": [1, 2, 3]}") "]"),
      "hwnas: error[E0108]: more than 2 choices (space.json:2:28)\n"
      "  to allow more: --limit choices=4\n"});
}

/* What no allowed value would let pass is not advised. */
Test(shape_limits, no_advice_in_vain) {
  hwnas_space_t *space;
  char *message = compile_text(
      SPACE(SAME(", \"when\": \"=choice('d', range(20000)) > choice('e', range(20000))\"")), &space);
  cr_assert_not_null(message);
  cr_expect_not_null(strstr(message, "E0209"));
  cr_expect_null(strstr(message, "--limit"), "%s", message);
  free(message);
}

/* 25 choices are too many for one table however many cells it may have. */
Test(shape_limits, choices_of_one_value_stay_limited) {
  hwnas_space_limits_t limits = {0};
  hwnas_space_t *space;
  cr_assert_null(hwnas_limits_set(&limits, "table", 1 << 24));
  cr_assert_null(hwnas_limits_set(&limits, "steps", 1 << 30));
  char *message = compile_within(
      SPACE(SAME(", \"when\": \"=all(choice(str(i), [0, 1]) == 1 for i in range(25))\"")), &limits, &space);
  cr_assert_not_null(message);
  cr_expect_not_null(strstr(message, "a value depends on 24 choices at once"), "%s", message);
  cr_expect_null(strstr(message, "--limit"), "%s", message);
  free(message);
}

/* Choices that an expression makes while it is computed, more than there was room for when it began. */
Test(shape_limits, more_choices_than_the_default) {
  hwnas_space_limits_t limits = {0};
  hwnas_space_t *space;
  const char *text = SPACE(
      "[" SAME(", \"when\": \"=choice('c' + str(i), [0, 1]) > 0\", \"for\": {\"i\": \"=range(4097)\"}") "]");
  expect_error(text, "more than 4096 choices");
  cr_assert_null(hwnas_limits_set(&limits, "choices", 5000));
  char *message = compile_within(text, &limits, &space);
  cr_assert_null(message, "%s", message ? message : "");
  cr_expect_eq(space->n_choices, 4097u);
  hwnas_space_destroy(space);
}

Test(shape_limits, choices_made_by_branches_of_one_value) {
  hwnas_space_t *space = compile_good(SPACE(SAME(
      ", \"when\": \"=if(choice('a', [0, 1]) > 0, choice('b', [0, 1, 2]) > 1 and choice('c', [0, 1]) > 0, "
      "any(choice('d' + str(i), [0, 1]) > 0 for i in range(5)))\"")));
  cr_expect_eq(space->n_choices, 8u);
  expect_counts(space, 2 * 3 * 2 * 32, 2 + 2 + 6, 2 + 2 + 6);
  hwnas_space_destroy(space);
}
