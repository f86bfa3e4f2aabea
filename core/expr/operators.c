#include <string.h>

#include "base/checked.h"
#include "expr/evaluator.h"

/* ---- Lists and strings ----------------------------------------------------------------------- */

static hwnas_status_t *concatenate_strings(hwnas_evaluator_t *evaluator, const char *a, const char *b,
                                           hwnas_value_t *out) {
  if (!hwnas_evaluator_step(evaluator, strlen(a) + strlen(b), out)) return NULL;
  char *text = hwnas_arena_printf(evaluator->context->arena, "%s%s", a, b);
  HWNAS_TRY_ALLOC(text);
  *out = hwnas_value_string(text);
  return NULL;
}

/* The items of a, then those of b, as often as told. */
static hwnas_status_t *join_lists(hwnas_evaluator_t *evaluator, const hwnas_list_t *a, const hwnas_list_t *b,
                                  size_t times, hwnas_value_t *out) {
  size_t n;
  if (!hwnas_mul_size(a->n + b->n, times, &n) || n > HWNAS_EXPR_MAX_ITEMS) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "a list of more than %d entries", HWNAS_EXPR_MAX_ITEMS);
    return NULL;
  }
  if (!hwnas_evaluator_step(evaluator, n, out)) return NULL;
  hwnas_value_t *items = hwnas_arena_alloc_array(evaluator->context->arena, n, sizeof *items);
  hwnas_list_t *list = hwnas_arena_alloc(evaluator->context->arena, sizeof *list);
  if (!items || !list) return hwnas_status_no_memory();
  *list = (hwnas_list_t){.n = n, .items = items};
  for (size_t i = 0; i < times && n > 0; i++) {
    for (size_t k = 0; k < a->n; k++) *items++ = a->items[k];
    for (size_t k = 0; k < b->n; k++) *items++ = b->items[k];
  }
  hwnas_value_t value = hwnas_value_list(list);
  if (hwnas_evaluator_fits(evaluator, &value, out)) *out = value;
  return NULL;
}

static hwnas_status_t *repeat_list(hwnas_evaluator_t *evaluator, const hwnas_list_t *list, int64_t times,
                                   hwnas_value_t *out) {
  const hwnas_list_t none = {0};
  return join_lists(evaluator, list, &none, times < 0 ? 0 : (size_t)times, out);
}

/* ---- Operators ------------------------------------------------------------------------------- */

static hwnas_value_t refuse_operands(const hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                     const hwnas_value_t *a, const hwnas_value_t *b, const char *problem) {
  return HWNAS_EXPR_REFUSE(evaluator, "%s %s %s: %s", hwnas_evaluator_show(evaluator, a),
                           hwnas_expr_operator_text(op), hwnas_evaluator_show(evaluator, b), problem);
}

static hwnas_value_t refuse_types(const hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                  const hwnas_value_t *a, const hwnas_value_t *b) {
  return HWNAS_EXPR_REFUSE(evaluator, "%s %s %s: not defined for %s and %s",
                           hwnas_evaluator_show(evaluator, a), hwnas_expr_operator_text(op),
                           hwnas_evaluator_show(evaluator, b), hwnas_value_type_name(a),
                           hwnas_value_type_name(b));
}

hwnas_status_t *hwnas_evaluator_binary(hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                       const hwnas_value_t *a, const hwnas_value_t *b, hwnas_value_t *out) {
  int64_t times;
  if (hwnas_value_is_number(a) && hwnas_value_is_number(b)) {
    const char *problem = hwnas_arithmetic(op, a, b, out);
    if (problem) *out = refuse_operands(evaluator, op, a, b, problem);
    return NULL;
  }
  if (op == HWNAS_EXPR_ADD && a->type == HWNAS_VALUE_STRING && b->type == HWNAS_VALUE_STRING)
    return concatenate_strings(evaluator, a->string, b->string, out);
  if (op == HWNAS_EXPR_ADD && a->type == HWNAS_VALUE_LIST && b->type == HWNAS_VALUE_LIST)
    return join_lists(evaluator, a->list, b->list, 1, out);
  if (op == HWNAS_EXPR_MULTIPLY && a->type == HWNAS_VALUE_LIST && hwnas_value_is_integer(b, &times))
    return repeat_list(evaluator, a->list, times, out);
  if (op == HWNAS_EXPR_MULTIPLY && b->type == HWNAS_VALUE_LIST && hwnas_value_is_integer(a, &times))
    return repeat_list(evaluator, b->list, times, out);
  *out = refuse_types(evaluator, op, a, b);
  return NULL;
}

hwnas_status_t *hwnas_evaluator_unary(hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                      const hwnas_value_t *a, hwnas_value_t *out) {
  int64_t integer;
  const char *sign = hwnas_expr_operator_text(op);
  if (op == HWNAS_EXPR_NOT)
    *out = hwnas_value_bool(!hwnas_value_truth(a));
  else if (a->type == HWNAS_VALUE_REAL)
    *out = hwnas_value_real(op == HWNAS_EXPR_NEGATE ? -a->real : a->real);
  else if (!hwnas_value_is_integer(a, &integer))
    *out = HWNAS_EXPR_REFUSE(evaluator, "%s%s: not defined for %s", sign, hwnas_evaluator_show(evaluator, a),
                             hwnas_value_type_name(a));
  else if (op == HWNAS_EXPR_NEGATE && integer == INT64_MIN)
    *out = HWNAS_EXPR_REFUSE(evaluator, "-(%s): the result is too large", hwnas_evaluator_show(evaluator, a));
  else
    *out = hwnas_value_int(op == HWNAS_EXPR_NEGATE ? -integer : integer);
  return NULL;
}

/* A set equals the list of its members in ascending order, as samples write it. */
static bool equal(const hwnas_value_t *a, const hwnas_value_t *b) {
  bool a_lists = a->type == HWNAS_VALUE_LIST || a->type == HWNAS_VALUE_SET;
  bool b_lists = b->type == HWNAS_VALUE_LIST || b->type == HWNAS_VALUE_SET;
  if (!a_lists || !b_lists || a->type == b->type) return hwnas_value_equal(a, b);
  bool same = a->list->n == b->list->n;
  for (size_t i = 0; same && i < a->list->n; i++)
    same = hwnas_value_equal(&a->list->items[i], &b->list->items[i]);
  return same;
}

static hwnas_value_t contains(const hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                              const hwnas_value_t *a, const hwnas_value_t *b) {
  bool found = false;
  if (b->type == HWNAS_VALUE_STRING && a->type == HWNAS_VALUE_STRING)
    found = strstr(b->string, a->string) != NULL;
  else if (b->type == HWNAS_VALUE_LIST || b->type == HWNAS_VALUE_SET)
    for (size_t i = 0; i < b->list->n && !found; i++) found = equal(a, &b->list->items[i]);
  else
    return refuse_types(evaluator, op, a, b);
  return hwnas_value_bool(found == (op == HWNAS_EXPR_IN));
}

hwnas_value_t hwnas_evaluator_compare(const hwnas_evaluator_t *evaluator, hwnas_expr_operator_t op,
                                      const hwnas_value_t *a, const hwnas_value_t *b) {
  if (op == HWNAS_EXPR_IN || op == HWNAS_EXPR_NOT_IN) return contains(evaluator, op, a, b);
  if (op == HWNAS_EXPR_EQUAL) return hwnas_value_bool(equal(a, b));
  if (op == HWNAS_EXPR_NOT_EQUAL) return hwnas_value_bool(!equal(a, b));
  hwnas_order_t order = hwnas_value_order(a, b);
  if (order == HWNAS_UNORDERED) return refuse_types(evaluator, op, a, b);
  switch (op) {
    case HWNAS_EXPR_LESS:
      return hwnas_value_bool(order < 0);
    case HWNAS_EXPR_LESS_EQUAL:
      return hwnas_value_bool(order <= 0);
    case HWNAS_EXPR_GREATER:
      return hwnas_value_bool(order > 0);
    default:
      return hwnas_value_bool(order >= 0);
  }
}

/* ---- Indexing -------------------------------------------------------------------------------- */

static size_t character_length(const char *at) {
  size_t n = 1;
  while (((unsigned char)at[n] & 0xC0) == 0x80) n++;
  return n;
}

static size_t count_characters(const char *text) {
  size_t n = 0;
  for (; *text; text += character_length(text)) n++;
  return n;
}

static hwnas_status_t *character_at(const hwnas_evaluator_t *evaluator, const char *text, size_t index,
                                    hwnas_value_t *out) {
  while (index-- > 0) text += character_length(text);
  return hwnas_evaluator_string(evaluator, text, character_length(text), out);
}

hwnas_status_t *hwnas_evaluator_index(const hwnas_evaluator_t *evaluator, const hwnas_value_t *a,
                                      const hwnas_value_t *index, hwnas_value_t *out) {
  int64_t at;
  bool is_list = a->type == HWNAS_VALUE_LIST;
  if ((!is_list && a->type != HWNAS_VALUE_STRING) || !hwnas_value_is_integer(index, &at)) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "%s[%s]: not defined for %s and %s",
                             hwnas_evaluator_show(evaluator, a), hwnas_evaluator_show(evaluator, index),
                             hwnas_value_type_name(a), hwnas_value_type_name(index));
    return NULL;
  }
  int64_t n = (int64_t)(is_list ? a->list->n : count_characters(a->string));
  if (at < -n || at >= n) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "%s[%lld]: the index is outside a %s of %lld",
                             hwnas_evaluator_show(evaluator, a), (long long)at, hwnas_value_type_name(a),
                             (long long)n);
    return NULL;
  }
  size_t position = (size_t)(at < 0 ? at + n : at);
  if (!is_list) return character_at(evaluator, a->string, position, out);
  *out = a->list->items[position];
  return NULL;
}
