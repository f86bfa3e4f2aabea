/* Evaluates texts with a few names, and keeps what the evaluator asked for. */
#ifndef HWNAS_TESTS_EXPR_FIXTURE_H
#define HWNAS_TESTS_EXPR_FIXTURE_H

#include "expr/expr.h"

/* The names: x = 7, half = 0.5, widths = [16, 24, 32], word = 'conv', taken = {1, 3}, nothing = none, broken
 * and other_broken, which are UNDEFINED, unreached, which is EXCLUDED, and failing, which is an error. The
 * functions: twice(n), and abs(n), which hides the builtin and gives 'mine'. */
typedef struct fixture {
  hwnas_arena_t arena;
  hwnas_expr_context_t context;
  hwnas_str_t asked; /* names and calls in order: "x twice() " */
} fixture_t;

/* One case of a table. */
typedef struct expr_case {
  const char *text;
  const char *want;
} expr_case_t;

void fixture_init(fixture_t *fixture);
void fixture_deinit(fixture_t *fixture);
/* The value as an expression would write it, "refused: why", "excluded" or "error: what". Lives in the
 * fixture. */
const char *fixture_eval(fixture_t *fixture, const char *text);
const char *fixture_eval_template(fixture_t *fixture, const char *text);
/* Checks every case of a table, and that its result is the same when it is computed again. */
void fixture_check(const expr_case_t *cases, size_t n);
#define CHECK_CASES(cases) fixture_check((cases), sizeof(cases) / sizeof *(cases))

#endif
