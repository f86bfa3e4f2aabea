/* set(list) and subsets(n, k). */
#include "expr/evaluator.h"
#include "expr/subsets.h"

/* Sorted items without those that repeat. */
static size_t drop_repeated(const hwnas_value_t *sorted, size_t n, hwnas_value_t *out) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || !hwnas_value_equal(&out[kept - 1], &sorted[i])) out[kept++] = sorted[i];
  return kept;
}

hwnas_status_t *hwnas_builtin_set(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  const hwnas_value_t *sorted;
  bool ordered;
  if (arguments->type == HWNAS_VALUE_SET) {
    *out = *arguments;
    return NULL;
  }
  if (arguments->type != HWNAS_VALUE_LIST) {
    *out = hwnas_builtin_refuse(evaluator, "set", arguments, "a list");
    return NULL;
  }
  HWNAS_TRY(hwnas_evaluator_sort(evaluator, arguments->list, &sorted, &ordered));
  if (!ordered) {
    *out = hwnas_builtin_refuse(evaluator, "set", arguments, "items that can be ordered");
    return NULL;
  }
  hwnas_value_t *items =
      hwnas_arena_alloc_array(evaluator->context->arena, arguments->list->n, sizeof *items);
  HWNAS_TRY_ALLOC(items);
  size_t kept = drop_repeated(sorted, arguments->list->n, items);
  HWNAS_TRY(hwnas_evaluator_list(evaluator, items, kept, out));
  if (out->type == HWNAS_VALUE_LIST) out->type = HWNAS_VALUE_SET;
  return NULL;
}

/* The number that an argument is, from 0 on; false, with the refusal in *out, for anything else. */
static bool read_size(const hwnas_evaluator_t *evaluator, const hwnas_value_t *argument, size_t *out_size,
                      hwnas_value_t *out) {
  int64_t size;
  if (!hwnas_value_is_integer(argument, &size) || size < 0) {
    *out = hwnas_builtin_refuse(evaluator, "subsets", argument, "integers from 0 on");
    return false;
  }
  *out_size = (size_t)size;
  return true;
}

hwnas_status_t *hwnas_builtin_subsets(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                      hwnas_value_t *out) {
  size_t numbers, k = HWNAS_SUBSETS_ANY;
  const hwnas_list_t *list;
  if (!read_size(evaluator, &arguments[0], &numbers, out)) return NULL;
  if (n > 1 && !read_size(evaluator, &arguments[1], &k, out)) return NULL;
  size_t count = hwnas_subsets_count(numbers, k);
  if (count > HWNAS_SUBSETS_MAX) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "subsets(): more than %zu sets", HWNAS_SUBSETS_MAX);
    return NULL;
  }
  size_t largest = k < numbers ? k : numbers;
  if (!hwnas_evaluator_step(evaluator, count * (largest + 1), out)) return NULL;
  HWNAS_TRY(hwnas_subsets_make(evaluator->context->arena, numbers, k, &list));
  *out = hwnas_value_list(list);
  return NULL;
}
