/* What the parts of the evaluator share. Values here are never UNDEFINED or EXCLUDED on the way in: such a
 * value ends the evaluation before. A refusal comes back as an UNDEFINED value, an error as a status. */
#ifndef HWNAS_CORE_EXPR_EVALUATOR_H
#define HWNAS_CORE_EXPR_EVALUATOR_H

#include "expr/ast.h"

/* A loop variable with its present value. */
typedef struct hwnas_frame {
  const char *name;
  hwnas_value_t value;
  const struct hwnas_frame *outer;
} hwnas_frame_t;

typedef struct hwnas_evaluator {
  const hwnas_expr_t *expr;
  const hwnas_expr_context_t *context;
  const hwnas_frame_t *frames; /* innermost first */
  size_t steps;                /* taken so far, of HWNAS_EXPR_MAX_STEPS */
  size_t visits;               /* of nodes */
} hwnas_evaluator_t;

/* An UNDEFINED value with this message. */
#define HWNAS_EXPR_REFUSE(evaluator, ...) \
  hwnas_refuse((evaluator)->context->arena, HWNAS_ERROR_EXPR_VALUE, (evaluator)->expr->place, __VA_ARGS__)

/* True for values that end an evaluation: UNDEFINED, and EXCLUDED. */
static inline bool hwnas_value_stops(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_UNDEFINED || value->type == HWNAS_VALUE_EXCLUDED;
}

/* A value as text for a message, cut when long. */
const char *hwnas_evaluator_show(const hwnas_evaluator_t *evaluator, const hwnas_value_t *value);
/* Takes n steps; false, with the refusal in *out, when there are no more. */
bool hwnas_evaluator_step(hwnas_evaluator_t *evaluator, size_t n, hwnas_value_t *out);
/* A list of these items as value, or a refusal if it is too long with all that its items hold. */
hwnas_status_t *hwnas_evaluator_list(hwnas_evaluator_t *evaluator, const hwnas_value_t *items, size_t n,
                                     hwnas_value_t *out);
/* A string value: a copy of text. */
hwnas_status_t *hwnas_evaluator_string(const hwnas_evaluator_t *evaluator, const char *text, size_t length,
                                       hwnas_value_t *out);

/* size.c */
/* Entries of a value, those of lists within lists included; 64 bytes of text count as one more. Of a list
 * beyond HWNAS_EXPR_MAX_ITEMS: some number beyond. */
size_t hwnas_value_size(const hwnas_value_t *value);
/* Takes the steps for walking through values; false, with the refusal in *out, when there are no more. */
bool hwnas_evaluator_pay(hwnas_evaluator_t *evaluator, const hwnas_value_t *values, size_t n,
                         hwnas_value_t *out);
/* The same for a list that was just made, which must also have at most HWNAS_EXPR_MAX_ITEMS entries. */
bool hwnas_evaluator_fits(hwnas_evaluator_t *evaluator, const hwnas_value_t *value, hwnas_value_t *out);

/* operators.c */
hwnas_status_t *hwnas_evaluator_unary(hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                      const hwnas_value_t *a, hwnas_value_t *out);
hwnas_status_t *hwnas_evaluator_binary(hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                       const hwnas_value_t *a, const hwnas_value_t *b, hwnas_value_t *out);
/* A bool, or a refusal. */
hwnas_value_t hwnas_evaluator_compare(const hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                      const hwnas_value_t *a, const hwnas_value_t *b);
hwnas_status_t *hwnas_evaluator_index(const hwnas_evaluator_t *evaluator, const hwnas_value_t *a,
                                      const hwnas_value_t *index, hwnas_value_t *out);

/* order.c: which of two values comes first. */
typedef enum hwnas_order { HWNAS_BEFORE = -1, HWNAS_SAME, HWNAS_AFTER, HWNAS_UNORDERED } hwnas_order_t;
hwnas_order_t hwnas_value_order(const hwnas_value_t *a, const hwnas_value_t *b);

/* arithmetic.c: numbers, and bools as integers. */
bool hwnas_value_is_number(const hwnas_value_t *value);
bool hwnas_value_is_integer(const hwnas_value_t *value, int64_t *out); /* INT or BOOL */
/* What is wrong ("division by zero"), or NULL and the result. */
const char *hwnas_arithmetic(hwnas_expr_operator_t op, const hwnas_value_t *a, const hwnas_value_t *b,
                             hwnas_value_t *out);
/* The whole number as an integer; false when it does not fit. */
bool hwnas_real_to_int(double whole, int64_t *out);

/* list_builtins.c */
/* The items in ascending order, equal ones in the order they had; *out_ordered false: two have no order. */
hwnas_status_t *hwnas_evaluator_sort(hwnas_evaluator_t *evaluator, const hwnas_list_t *list,
                                     const hwnas_value_t **out, bool *out_ordered);

/* builtins.c */
/* Calls the builtin of this name; *out_found false when there is none. */
hwnas_status_t *hwnas_evaluator_builtin(hwnas_evaluator_t *evaluator, const char *name,
                                        const hwnas_value_t *arguments, size_t n, bool *out_found,
                                        hwnas_value_t *out);
/* list_builtins.c, set_builtins.c and number_builtins.c: n is within the limits of the table in builtins.c.
 */
typedef hwnas_status_t *(*hwnas_builtin_fn)(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments,
                                            size_t n, hwnas_value_t *out);
hwnas_status_t *hwnas_builtin_len(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_range(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_has(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_sum(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_min(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_max(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_any(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_all(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_sorted(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_set(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_subsets(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_floor(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_ceil(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_abs(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_log(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_round(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_int(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_float(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_str(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_bool(hwnas_evaluator_t *, const hwnas_value_t *, size_t, hwnas_value_t *);
hwnas_status_t *hwnas_builtin_make_divisible(hwnas_evaluator_t *, const hwnas_value_t *, size_t,
                                             hwnas_value_t *);
/* Refuses argument number i: "floor('a'): expected a number, found string". */
hwnas_value_t hwnas_builtin_refuse(const hwnas_evaluator_t *evaluator, const char *function,
                                   const hwnas_value_t *argument, const char *expected);
/* A value as a template writes it: strings raw, all else as an expression would write it. */
void hwnas_value_format(const hwnas_value_t *value, hwnas_str_t *out);

#endif
