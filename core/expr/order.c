#include <math.h>
#include <string.h>

#include "expr/evaluator.h"

static hwnas_order_t from_sign(int sign) {
  if (sign == 0) return HWNAS_SAME;
  return sign < 0 ? HWNAS_BEFORE : HWNAS_AFTER;
}

static hwnas_order_t reals(double a, double b) {
  if (isnan(a) || isnan(b)) return HWNAS_UNORDERED;
  return from_sign((a > b) - (a < b));
}

/* Exact, though a double cannot hold every integer. */
static hwnas_order_t int_and_real(int64_t a, double b) {
  int64_t whole;
  if (isnan(b)) return HWNAS_UNORDERED;
  if (!hwnas_real_to_int(trunc(b), &whole)) return from_sign(b > 0 ? -1 : 1);
  if (a != whole) return from_sign(a < whole ? -1 : 1);
  return reals(0, b - trunc(b));
}

static hwnas_order_t numbers(const hwnas_value_t *a, const hwnas_value_t *b) {
  int64_t int_a, int_b;
  bool a_is_int = hwnas_value_is_integer(a, &int_a), b_is_int = hwnas_value_is_integer(b, &int_b);
  if (a_is_int && b_is_int) return from_sign((int_a > int_b) - (int_a < int_b));
  if (a_is_int) return int_and_real(int_a, b->real);
  if (!b_is_int) return reals(a->real, b->real);
  hwnas_order_t order = int_and_real(int_b, a->real);
  return order == HWNAS_UNORDERED ? order : (hwnas_order_t) - (int)order;
}

/* The first items that differ decide. */
static hwnas_order_t lists(const hwnas_list_t *a, const hwnas_list_t *b) {
  for (size_t i = 0; i < a->n && i < b->n; i++)
    if (!hwnas_value_equal(&a->items[i], &b->items[i])) return hwnas_value_order(&a->items[i], &b->items[i]);
  return from_sign((a->n > b->n) - (a->n < b->n));
}

hwnas_order_t hwnas_value_order(const hwnas_value_t *a, const hwnas_value_t *b) {
  if (hwnas_value_is_number(a) && hwnas_value_is_number(b)) return numbers(a, b);
  if (a->type != b->type) return HWNAS_UNORDERED;
  if (a->type == HWNAS_VALUE_STRING) return from_sign(strcmp(a->string, b->string));
  if (a->type == HWNAS_VALUE_LIST) return lists(a->list, b->list);
  return HWNAS_UNORDERED;
}
