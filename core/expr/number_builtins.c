#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/evaluator.h"

/* ---- Rounding -------------------------------------------------------------------------------- */

/* An integer is its own floor, whatever the rounding. */
static hwnas_status_t *to_whole(hwnas_evaluator_t *evaluator, const char *function,
                                double (*rounding)(double), const hwnas_value_t *argument,
                                hwnas_value_t *out) {
  int64_t integer;
  bool is_integer = hwnas_value_is_integer(argument, &integer);
  if (!is_integer && argument->type != HWNAS_VALUE_REAL)
    *out = hwnas_builtin_refuse(evaluator, function, argument, "a number");
  else if (is_integer || hwnas_real_to_int(rounding(argument->real), &integer))
    *out = hwnas_value_int(integer);
  else
    *out = HWNAS_EXPR_REFUSE(evaluator, "%s(%s): the result is too large", function,
                             hwnas_evaluator_show(evaluator, argument));
  return NULL;
}

hwnas_status_t *hwnas_builtin_floor(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                    hwnas_value_t *out) {
  (void)n;
  return to_whole(evaluator, "floor", floor, arguments, out);
}

hwnas_status_t *hwnas_builtin_ceil(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                   hwnas_value_t *out) {
  (void)n;
  return to_whole(evaluator, "ceil", ceil, arguments, out);
}

/* Half to even, whatever the rounding mode of the thread. */
static double round_half_even(double x) {
  double nearest = round(x);
  if (fabs(x - trunc(x)) == 0.5 && fmod(nearest, 2) != 0) nearest -= copysign(1, x);
  return nearest;
}

hwnas_status_t *hwnas_builtin_round(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                    hwnas_value_t *out) {
  (void)n;
  return to_whole(evaluator, "round", round_half_even, arguments, out);
}

hwnas_status_t *hwnas_builtin_abs(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  int64_t integer;
  bool is_integer = hwnas_value_is_integer(arguments, &integer);
  if (arguments->type == HWNAS_VALUE_REAL)
    *out = hwnas_value_real(fabs(arguments->real));
  else if (!is_integer)
    *out = hwnas_builtin_refuse(evaluator, "abs", arguments, "a number");
  else if (integer == INT64_MIN)
    *out = HWNAS_EXPR_REFUSE(evaluator, "abs(%lld): the result is too large", (long long)integer);
  else
    *out = hwnas_value_int(integer < 0 ? -integer : integer);
  return NULL;
}

hwnas_status_t *hwnas_builtin_log(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  double real;
  if (hwnas_value_to_real(arguments, &real) && real > 0)
    *out = hwnas_value_real(log(real));
  else
    *out = hwnas_builtin_refuse(evaluator, "log", arguments, "a positive number");
  return NULL;
}

/* ---- Conversions ----------------------------------------------------------------------------- */

/* White space around a number is allowed, nothing else. */
static bool ends_here(const char *start, const char *end) {
  if (end == start) return false;
  while (isspace((unsigned char)*end)) end++;
  return *end == '\0';
}

/* Plain decimals only: strtod would also read infinities, hexadecimals and such. */
static bool is_decimal(const char *text) { return text[strspn(text, "+-.0123456789eE \t\n")] == '\0'; }

static bool text_to_int(const char *text, int64_t *out) {
  char *end;
  errno = 0;
  long long number = strtoll(text, &end, 10);
  *out = number;
  return ends_here(text, end) && errno == 0;
}

static bool text_to_real(const char *text, double *out) {
  char *end;
  *out = strtod(text, &end);
  return is_decimal(text) && ends_here(text, end) && isfinite(*out);
}

hwnas_status_t *hwnas_builtin_int(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  int64_t integer;
  if (arguments->type != HWNAS_VALUE_STRING) return to_whole(evaluator, "int", trunc, arguments, out);
  if (text_to_int(arguments->string, &integer))
    *out = hwnas_value_int(integer);
  else
    *out = hwnas_builtin_refuse(evaluator, "int", arguments, "the digits of an integer");
  return NULL;
}

hwnas_status_t *hwnas_builtin_float(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                    hwnas_value_t *out) {
  (void)n;
  double real;
  bool ok = arguments->type == HWNAS_VALUE_STRING ? text_to_real(arguments->string, &real)
                                                  : hwnas_value_to_real(arguments, &real);
  *out = ok ? hwnas_value_real(real) : hwnas_builtin_refuse(evaluator, "float", arguments, "a number");
  return NULL;
}

void hwnas_value_format(const hwnas_value_t *value, hwnas_str_t *out) {
  if (value->type == HWNAS_VALUE_STRING)
    hwnas_str_append(out, value->string);
  else
    hwnas_value_print(value, out);
}

hwnas_status_t *hwnas_builtin_str(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_format(arguments, &text);
  hwnas_status_t *status = NULL;
  if (text.failed)
    status = hwnas_status_no_memory();
  else if (hwnas_evaluator_step(evaluator, text.length, out))
    status = hwnas_evaluator_string(evaluator, text.text, text.length, out);
  hwnas_str_deinit(&text);
  return status;
}

hwnas_status_t *hwnas_builtin_bool(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                   hwnas_value_t *out) {
  (void)evaluator;
  (void)n;
  *out = hwnas_value_bool(hwnas_value_truth(arguments));
  return NULL;
}

/* ---- make_divisible -------------------------------------------------------------------------- */

/* The multiple of divisor nearest to width, but at least divisor and not under 0.9 of width. */
static bool make_divisible(double width, int64_t divisor, int64_t *out) {
  int64_t rounded;
  if (!hwnas_real_to_int(round_half_even(width + (double)divisor / 2), &rounded)) return false;
  int64_t multiple = rounded < divisor ? divisor : rounded - rounded % divisor;
  if ((double)multiple < 0.9 * width && __builtin_add_overflow(multiple, divisor, &multiple)) return false;
  *out = multiple;
  return true;
}

hwnas_status_t *hwnas_builtin_make_divisible(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments,
                                             size_t n, hwnas_value_t *out) {
  (void)n;
  double width;
  int64_t divisor, multiple;
  if (!hwnas_value_to_real(&arguments[0], &width))
    *out = hwnas_builtin_refuse(evaluator, "make_divisible", &arguments[0], "a number");
  else if (!hwnas_value_is_integer(&arguments[1], &divisor) || divisor < 1)
    *out = hwnas_builtin_refuse(evaluator, "make_divisible", &arguments[1], "a positive integer as divisor");
  else if (make_divisible(width, divisor, &multiple))
    *out = hwnas_value_int(multiple);
  else
    *out = HWNAS_EXPR_REFUSE(evaluator, "make_divisible(%s, %lld): the result is too large",
                             hwnas_evaluator_show(evaluator, &arguments[0]), (long long)divisor);
  return NULL;
}
