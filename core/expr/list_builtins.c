#include <string.h>

#include "expr/evaluator.h"

static bool is_collection(const hwnas_value_t *value) {
  return value->type == HWNAS_VALUE_LIST || value->type == HWNAS_VALUE_SET;
}

/* The items that a reduction is about: those of the only argument, or the arguments themselves. */
static bool items_of(const hwnas_evaluator_t *evaluator, const char *function, const hwnas_value_t *arguments,
                     size_t n, hwnas_list_t *out_items, hwnas_value_t *out) {
  if (n == 1 && !is_collection(arguments)) {
    *out = hwnas_builtin_refuse(evaluator, function, arguments, "a list, a set or several arguments");
    return false;
  }
  *out_items = n == 1 ? *arguments->list : (hwnas_list_t){.n = n, .items = arguments};
  return true;
}

static size_t count_characters(const char *text) {
  size_t n = 0;
  for (; *text; text++) n += ((unsigned char)*text & 0xC0) != 0x80;
  return n;
}

hwnas_status_t *hwnas_builtin_len(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  if (is_collection(arguments))
    *out = hwnas_value_int((int64_t)arguments->list->n);
  else if (arguments->type == HWNAS_VALUE_STRING)
    *out = hwnas_value_int((int64_t)count_characters(arguments->string));
  else
    *out = hwnas_builtin_refuse(evaluator, "len", arguments, "a list, a set or a string");
  return NULL;
}

hwnas_status_t *hwnas_builtin_has(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  (void)n;
  if (is_collection(arguments))
    *out = hwnas_evaluator_compare(evaluator, HWNAS_EXPR_IN, &arguments[1], &arguments[0]);
  else
    *out = hwnas_builtin_refuse(evaluator, "has", arguments, "a set or a list");
  return NULL;
}

/* ---- range ----------------------------------------------------------------------------------- */

/* How many numbers; computed without sign, where the distance of two integers always fits. */
static uint64_t range_length(int64_t start, int64_t stop, int64_t step) {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  uint64_t distance = step > 0 ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
  // cppcheck-suppress zerodivcond ; the caller refuses a step of zero
  return (distance - 1) / (step > 0 ? (uint64_t)step : 0 - (uint64_t)step) + 1;
}

static hwnas_status_t *make_range(hwnas_evaluator_t *evaluator, int64_t start, int64_t step, size_t n,
                                  hwnas_value_t *out) {
  if (!hwnas_evaluator_step(evaluator, n, out)) return NULL;
  hwnas_value_t *items = hwnas_arena_alloc_array(evaluator->context->arena, n, sizeof *items);
  hwnas_list_t *list = hwnas_arena_alloc(evaluator->context->arena, sizeof *list);
  if (!items || !list) return hwnas_status_no_memory();
  for (size_t i = 0; i < n; i++) items[i] = hwnas_value_int((int64_t)((uint64_t)start + i * (uint64_t)step));
  *list = (hwnas_list_t){.n = n, .items = items};
  *out = hwnas_value_list(list);
  return NULL;
}

hwnas_status_t *hwnas_builtin_range(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                    hwnas_value_t *out) {
  int64_t numbers[3] = {0};
  for (size_t i = 0; i < n; i++)
    if (!hwnas_value_is_integer(&arguments[i], &numbers[i])) {
      *out = hwnas_builtin_refuse(evaluator, "range", &arguments[i], "integers");
      return NULL;
    }
  int64_t start = n > 1 ? numbers[0] : 0, stop = numbers[n > 1], step = n > 2 ? numbers[2] : 1;
  if (step == 0) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "range(%lld, %lld, 0): the step is zero", (long long)start,
                             (long long)stop);
    return NULL;
  }
  uint64_t length = range_length(start, stop, step);
  if (length <= HWNAS_EXPR_MAX_ITEMS) return make_range(evaluator, start, step, (size_t)length, out);
  *out = HWNAS_EXPR_REFUSE(evaluator, "range(%lld, %lld, %lld): a list of more than %d entries",
                           (long long)start, (long long)stop, (long long)step, HWNAS_EXPR_MAX_ITEMS);
  return NULL;
}

/* ---- Reductions ------------------------------------------------------------------------------ */

hwnas_status_t *hwnas_builtin_sum(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  hwnas_list_t items;
  hwnas_value_t total = hwnas_value_int(0);
  if (!items_of(evaluator, "sum", arguments, n, &items, out)) return NULL;
  for (size_t i = 0; i < items.n; i++) {
    if (!hwnas_value_is_number(&items.items[i])) {
      *out = hwnas_builtin_refuse(evaluator, "sum", &items.items[i], "numbers");
      return NULL;
    }
    HWNAS_TRY(hwnas_evaluator_binary(evaluator, HWNAS_EXPR_ADD, &total, &items.items[i], out));
    if (hwnas_value_stops(out)) return NULL;
    total = *out;
  }
  *out = total;
  return NULL;
}

/* The first item that none goes beyond in this direction. */
static void extreme(const hwnas_evaluator_t *evaluator, const char *function, hwnas_expr_operator_t beats,
                    const hwnas_value_t *arguments, size_t n, hwnas_value_t *out) {
  hwnas_list_t items;
  if (!items_of(evaluator, function, arguments, n, &items, out)) return;
  if (items.n == 0) {
    *out = HWNAS_EXPR_REFUSE(evaluator, "%s of an empty list", function);
    return;
  }
  const hwnas_value_t *best = &items.items[0];
  for (size_t i = 1; i < items.n; i++) {
    *out = hwnas_evaluator_compare(evaluator, beats, &items.items[i], best);
    if (hwnas_value_stops(out)) return;
    if (out->boolean) best = &items.items[i];
  }
  *out = *best;
}

hwnas_status_t *hwnas_builtin_min(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  extreme(evaluator, "min", HWNAS_EXPR_LESS, arguments, n, out);
  return NULL;
}

hwnas_status_t *hwnas_builtin_max(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  extreme(evaluator, "max", HWNAS_EXPR_GREATER, arguments, n, out);
  return NULL;
}

/* True if one of the items has this truth. */
static void quantify(const hwnas_evaluator_t *evaluator, const char *function, bool decides,
                     const hwnas_value_t *arguments, size_t n, hwnas_value_t *out) {
  hwnas_list_t items;
  if (!items_of(evaluator, function, arguments, n, &items, out)) return;
  bool found = false;
  for (size_t i = 0; i < items.n && !found; i++) found = hwnas_value_truth(&items.items[i]) == decides;
  *out = hwnas_value_bool(found == decides);
}

hwnas_status_t *hwnas_builtin_any(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  quantify(evaluator, "any", true, arguments, n, out);
  return NULL;
}

hwnas_status_t *hwnas_builtin_all(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                  hwnas_value_t *out) {
  quantify(evaluator, "all", false, arguments, n, out);
  return NULL;
}

/* ---- sorted ---------------------------------------------------------------------------------- */

/* Merges two sorted runs, the left one first among equals; false when two items have no order. */
static bool merge(const hwnas_value_t *left, const hwnas_value_t *middle, const hwnas_value_t *end,
                  hwnas_value_t *out) {
  const hwnas_value_t *right = middle;
  bool ordered = true;
  while (left < middle && right < end) {
    hwnas_order_t order = hwnas_value_order(left, right);
    if (order == HWNAS_UNORDERED) ordered = false;
    *out++ = order == HWNAS_AFTER ? *right++ : *left++;
  }
  while (left < middle) *out++ = *left++;
  while (right < end) *out++ = *right++;
  return ordered;
}

/* Sorts items with room for as many in spare; *out_sorted is where they end up. */
static bool merge_sort(hwnas_value_t *items, hwnas_value_t *spare, size_t n,
                       const hwnas_value_t **out_sorted) {
  bool ordered = true;
  for (size_t width = 1; width < n; width *= 2) {
    for (size_t from = 0; from < n; from += 2 * width) {
      size_t middle = from + width < n ? from + width : n, end = middle + width < n ? middle + width : n;
      ordered = merge(items + from, items + middle, items + end, spare + from) && ordered;
    }
    hwnas_value_t *swap = items;
    items = spare;
    spare = swap;
  }
  *out_sorted = items;
  return ordered;
}

hwnas_status_t *hwnas_evaluator_sort(hwnas_evaluator_t *evaluator, const hwnas_list_t *list,
                                     const hwnas_value_t **out, bool *out_ordered) {
  hwnas_value_t *items = hwnas_arena_alloc_array(evaluator->context->arena, list->n, 2 * sizeof *items);
  HWNAS_TRY_ALLOC(items);
  for (size_t i = 0; i < list->n; i++) items[i] = list->items[i];
  *out_ordered = merge_sort(items, items + list->n, list->n, out);
  return NULL;
}

hwnas_status_t *hwnas_builtin_sorted(hwnas_evaluator_t *evaluator, const hwnas_value_t *arguments, size_t n,
                                     hwnas_value_t *out) {
  hwnas_list_t list;
  const hwnas_value_t *sorted;
  bool ordered;
  if (!items_of(evaluator, "sorted", arguments, n, &list, out)) return NULL;
  HWNAS_TRY(hwnas_evaluator_sort(evaluator, &list, &sorted, &ordered));
  if (ordered) return hwnas_evaluator_list(evaluator, sorted, list.n, out);
  *out = hwnas_builtin_refuse(evaluator, "sorted", arguments, "items that can be ordered");
  return NULL;
}
