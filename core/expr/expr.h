/* Expressions, with Python's meaning: parsing, and evaluation on concrete values.
 *
 * Literals: 12, 0.5, 3e8, 'text' (braces hold expressions: 's{i}_depth'; {{ and }} stand for braces), true,
 * false, none (also True, False, None), [a, b], [e for i in L if c]. Operators, loosest first: or; and; not;
 * comparisons (chains as in Python: 1 <= x < 5, also `in` and `not in`); + -; * / // %; unary - +; **. Calls
 * f(a, b), indexing v[i] (negative counts from the end). Builtins: if(c, a, b) (lazy) len range has(set, i)
 * sum min max any all floor ceil abs log round int float str bool sorted set subsets; sum/min/max/any/all
 * take a list, several arguments, or a generator (e for i in L). make_divisible(v, d) = max(d, round(v + d/2)
 * // d * d), plus d if that is below 0.9 v (round half to even). `and`, `or`, `if` evaluate only what they
 * need. Integers are int64 and checked: overflow is a refusal. */
#ifndef HWNAS_CORE_EXPR_EXPR_H
#define HWNAS_CORE_EXPR_EXPR_H

#include "base/arena.h"
#include "base/status.h"
#include "base/value.h"

typedef struct hwnas_expr hwnas_expr_t; /* immutable; the tree is in expr/ast.h for those who compile it */

/* Limits on one expression. */
#define HWNAS_EXPR_MAX_BYTES 65536
#define HWNAS_EXPR_MAX_DEPTH 200
#define HWNAS_EXPR_MAX_ITEMS 65536 /* entries of a list, those of the lists in it included */
#define HWNAS_EXPR_MAX_STEPS \
  4194304 /* loop passes, list entries and bytes of text of one evaluation; beyond: a refusal */

/* Parses text (without the leading '='). place ("file:line:column", may be NULL) is kept for messages.
 * Errors: EXPR_SYNTAX with the text and a caret line as details. */
hwnas_status_t *hwnas_expr_parse(hwnas_arena_t *arena, const char *text, const char *place,
                                 const hwnas_expr_t **out);
/* Parses a template: text with {expressions} between plain parts, as in labels and names. It evaluates to a
 * string. */
hwnas_status_t *hwnas_expr_parse_template(hwnas_arena_t *arena, const char *text, const char *place,
                                          const hwnas_expr_t **out);
/* An expression that is just this value. */
const hwnas_expr_t *hwnas_expr_literal(hwnas_arena_t *arena, hwnas_value_t value);
const char *hwnas_expr_text(const hwnas_expr_t *expr);  /* as it was written */
const char *hwnas_expr_place(const hwnas_expr_t *expr); /* may be NULL */

/* What names and unknown functions mean. */
typedef struct hwnas_expr_context {
  hwnas_arena_t *arena; /* results live here */
  void *self;
  /* The value of a name; *out_found false: unknown. May give an UNDEFINED value, which ends the evaluation at
   * once. */
  hwnas_status_t *(*name)(void *self, const char *name, bool *out_found, hwnas_value_t *out);
  /* A function that is not built in (asked first, so that it may hide a builtin); *out_found false: unknown.
   * May be NULL. */
  hwnas_status_t *(*call)(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                          bool *out_found, hwnas_value_t *out);
  /* Names for `did you mean`; may be NULL. */
  const char *const *(*known)(void *self, size_t *out_n);
  /* Gets the steps of the evaluation added, and one for each node that it came by; may be NULL. */
  uint64_t *steps;
} hwnas_expr_context_t;

/* Evaluates. What cannot be computed (a division by zero, an index outside, a wrong type, overflow) is not an
 * error here but an UNDEFINED value with its refusal (EXPR_VALUE, naming operands); an operator with an
 * UNDEFINED operand gives that operand, the first in order, without evaluating the rest. Errors: EXPR_NAME
 * with suggestion, NO_MEMORY, what the context returns. */
hwnas_status_t *hwnas_expr_eval(const hwnas_expr_t *expr, const hwnas_expr_context_t *context,
                                hwnas_value_t *out);
/* Name i of the functions that every expression has, NULL past the end. */
const char *hwnas_builtin_name(size_t i);
/* Calls fn for every name that is free in expr (not loop variables), and with is_call for every function
 * called. */
void hwnas_expr_names(const hwnas_expr_t *expr, void (*fn)(void *self, const char *name, bool is_call),
                      void *self);
/* An UNDEFINED value with this message; the refusal lives in arena. */
hwnas_value_t hwnas_refuse(hwnas_arena_t *arena, hwnas_error_t error, const char *place, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

#endif
