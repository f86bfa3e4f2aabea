#include <math.h>

#include "base/checked.h"
#include "expr/evaluator.h"

static const char by_zero[] = "division by zero";
static const char overflow[] = "the result is too large";

bool hwnas_value_is_integer(const hwnas_value_t *value, int64_t *out) {
  if (value->type != HWNAS_VALUE_INT && value->type != HWNAS_VALUE_BOOL) return false;
  *out = value->type == HWNAS_VALUE_INT ? value->integer : value->boolean;
  return true;
}

bool hwnas_value_is_number(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_INT || value->type == HWNAS_VALUE_BOOL || value->type == HWNAS_VALUE_REAL;
}

bool hwnas_real_to_int(double whole, int64_t *out) {
  if (!(whole >= -9223372036854775808.0 && whole < 9223372036854775808.0)) return false;
  *out = (int64_t)whole;
  return true;
}

/* ---- Integers -------------------------------------------------------------------------------- */

static const char *int_divide(hwnas_expr_operator_t op, int64_t a, int64_t b, int64_t *out) {
  if (b == 0) return by_zero;
  if (b == -1) { /* the smallest integer has no counterpart */
    if (op == HWNAS_EXPR_MODULO) return *out = 0, NULL;
    return hwnas_sub_i64(0, a, out) ? NULL : overflow;
  }
  bool rounded_up = a % b != 0 && (a < 0) != (b < 0); /* C truncates, floor goes down */
  *out = op == HWNAS_EXPR_MODULO ? a % b + (rounded_up ? b : 0) : a / b - rounded_up;
  return NULL;
}

static const char *int_power(int64_t base, int64_t exponent, int64_t *out) {
  int64_t result = 1;
  while (true) {
    if ((exponent & 1) && !hwnas_mul_i64(result, base, &result)) return overflow;
    exponent >>= 1;
    if (exponent == 0) break;
    if (!hwnas_mul_i64(base, base, &base)) return overflow;
  }
  *out = result;
  return NULL;
}

static const char *int_operation(hwnas_expr_operator_t op, int64_t a, int64_t b, int64_t *out) {
  switch (op) {
    case HWNAS_EXPR_ADD:
      return hwnas_add_i64(a, b, out) ? NULL : overflow;
    case HWNAS_EXPR_SUBTRACT:
      return hwnas_sub_i64(a, b, out) ? NULL : overflow;
    case HWNAS_EXPR_MULTIPLY:
      return hwnas_mul_i64(a, b, out) ? NULL : overflow;
    case HWNAS_EXPR_POWER:
      return int_power(a, b, out);
    default:
      return int_divide(op, a, b, out);
  }
}

/* ---- Reals ----------------------------------------------------------------------------------- */

/* Quotient and remainder belong together: a = q * b + r, with r of the sign of b. */
static double floor_divide(double a, double b, double *out_remainder) {
  double remainder = fmod(a, b);
  double quotient = (a - remainder) / b;
  if (remainder != 0 && (b < 0) != (remainder < 0)) {
    remainder += b;
    quotient -= 1;
  }
  *out_remainder = remainder != 0 ? remainder : copysign(0, b);
  if (quotient == 0) return copysign(0, a / b);
  double whole = floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

static const char *real_divide(hwnas_expr_operator_t op, double a, double b, double *out) {
  double remainder;
  if (b == 0) return by_zero;
  if (op == HWNAS_EXPR_DIVIDE) {
    *out = a / b;
    return NULL;
  }
  double quotient = floor_divide(a, b, &remainder);
  *out = op == HWNAS_EXPR_MODULO ? remainder : quotient;
  return NULL;
}

static const char *real_power(double a, double b, double *out) {
  if (a == 0 && b < 0) return by_zero;
  if (a < 0 && b != floor(b)) return "a negative number has no real root";
  *out = pow(a, b);
  return NULL;
}

static const char *real_operation(hwnas_expr_operator_t op, double a, double b, double *out) {
  const char *problem = NULL;
  switch (op) {
    case HWNAS_EXPR_ADD:
      *out = a + b;
      break;
    case HWNAS_EXPR_SUBTRACT:
      *out = a - b;
      break;
    case HWNAS_EXPR_MULTIPLY:
      *out = a * b;
      break;
    case HWNAS_EXPR_POWER:
      problem = real_power(a, b, out);
      break;
    default:
      problem = real_divide(op, a, b, out);
      break;
  }
  if (!problem && !isfinite(*out)) problem = overflow;
  return problem;
}

const char *hwnas_arithmetic(hwnas_expr_operator_t op, const hwnas_value_t *a, const hwnas_value_t *b,
                             hwnas_value_t *out) {
  int64_t int_a, int_b;
  double real_a = 0, real_b = 0;
  bool ints = hwnas_value_is_integer(a, &int_a) && hwnas_value_is_integer(b, &int_b);
  if (ints && op != HWNAS_EXPR_DIVIDE && !(op == HWNAS_EXPR_POWER && int_b < 0)) {
    *out = hwnas_value_int(0);
    return int_operation(op, int_a, int_b, &out->integer);
  }
  hwnas_value_to_real(a, &real_a);
  hwnas_value_to_real(b, &real_b);
  *out = hwnas_value_real(0);
  return real_operation(op, real_a, real_b, &out->real);
}
