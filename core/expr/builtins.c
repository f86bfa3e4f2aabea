#include <string.h>

#include "expr/evaluator.h"

#define ANY_NUMBER SIZE_MAX

typedef struct builtin {
  const char *name;
  size_t min, max; /* arguments */
  hwnas_builtin_fn fn;
} builtin_t;

static const builtin_t builtins[] = {
    {"len", 1, 1, hwnas_builtin_len},          {"range", 1, 3, hwnas_builtin_range},
    {"has", 2, 2, hwnas_builtin_has},          {"sum", 1, ANY_NUMBER, hwnas_builtin_sum},
    {"min", 1, ANY_NUMBER, hwnas_builtin_min}, {"max", 1, ANY_NUMBER, hwnas_builtin_max},
    {"any", 1, ANY_NUMBER, hwnas_builtin_any}, {"all", 1, ANY_NUMBER, hwnas_builtin_all},
    {"sorted", 1, 1, hwnas_builtin_sorted},    {"floor", 1, 1, hwnas_builtin_floor},
    {"ceil", 1, 1, hwnas_builtin_ceil},        {"abs", 1, 1, hwnas_builtin_abs},
    {"round", 1, 1, hwnas_builtin_round},      {"int", 1, 1, hwnas_builtin_int},
    {"float", 1, 1, hwnas_builtin_float},      {"str", 1, 1, hwnas_builtin_str},
    {"bool", 1, 1, hwnas_builtin_bool},        {"make_divisible", 2, 2, hwnas_builtin_make_divisible},
    {"set", 1, 1, hwnas_builtin_set},          {"subsets", 1, 2, hwnas_builtin_subsets},
    {"log", 1, 1, hwnas_builtin_log},
};

#define N_BUILTINS (sizeof builtins / sizeof *builtins)

const char *hwnas_builtin_name(size_t i) { return i < N_BUILTINS ? builtins[i].name : NULL; }

hwnas_value_t hwnas_builtin_refuse(const hwnas_evaluator_t *evaluator, const char *function,
                                   const hwnas_value_t *argument, const char *expected) {
  return HWNAS_EXPR_REFUSE(evaluator, "%s(%s): expected %s, found %s", function,
                           hwnas_evaluator_show(evaluator, argument), expected,
                           hwnas_value_type_name(argument));
}

static hwnas_value_t refuse_count(const hwnas_evaluator_t *evaluator, const builtin_t *builtin, size_t n) {
  if (builtin->max == ANY_NUMBER)
    return HWNAS_EXPR_REFUSE(evaluator, "%s() takes at least one argument", builtin->name);
  if (builtin->min == builtin->max)
    return HWNAS_EXPR_REFUSE(evaluator, "%s() takes %zu argument%s, not %zu", builtin->name, builtin->min,
                             builtin->min == 1 ? "" : "s", n);
  return HWNAS_EXPR_REFUSE(evaluator, "%s() takes %zu to %zu arguments, not %zu", builtin->name, builtin->min,
                           builtin->max, n);
}

hwnas_status_t *hwnas_evaluator_builtin(hwnas_evaluator_t *evaluator, const char *name,
                                        const hwnas_value_t *arguments, size_t n, bool *out_found,
                                        hwnas_value_t *out) {
  *out_found = false;
  for (size_t i = 0; i < N_BUILTINS; i++) {
    const builtin_t *builtin = &builtins[i];
    if (strcmp(builtin->name, name) != 0) continue;
    *out_found = true;
    if (n >= builtin->min && n <= builtin->max) return builtin->fn(evaluator, arguments, n, out);
    *out = refuse_count(evaluator, builtin, n);
    return NULL;
  }
  return NULL;
}
