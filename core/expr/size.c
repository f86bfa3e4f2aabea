/* How much a value holds, so that work on it can be paid for in steps. A list may hold one and the same list
 * many times over, so that what it takes to walk through it has no bound but this. */
#include <string.h>

#include "expr/evaluator.h"

#define BYTES_PER_ENTRY 64 /* of text */
#define ENTRIES_PER_STEP 4 /* walking through is quicker than computing */

size_t hwnas_value_size(const hwnas_value_t *value) {
  if (value->type == HWNAS_VALUE_STRING) return 1 + strlen(value->string) / BYTES_PER_ENTRY;
  if (value->type != HWNAS_VALUE_LIST && value->type != HWNAS_VALUE_SET) return 1;
  size_t size = 0;
  for (size_t i = 0; i < value->list->n && size <= HWNAS_EXPR_MAX_ITEMS; i++)
    size += hwnas_value_size(&value->list->items[i]);
  return size;
}

bool hwnas_evaluator_pay(hwnas_evaluator_t *evaluator, const hwnas_value_t *values, size_t n,
                         hwnas_value_t *out) {
  for (size_t i = 0; i < n; i++)
    if (!hwnas_evaluator_step(evaluator, hwnas_value_size(&values[i]) / ENTRIES_PER_STEP, out)) return false;
  return true;
}

bool hwnas_evaluator_fits(hwnas_evaluator_t *evaluator, const hwnas_value_t *value, hwnas_value_t *out) {
  size_t size = hwnas_value_size(value);
  if (size <= HWNAS_EXPR_MAX_ITEMS) return hwnas_evaluator_step(evaluator, size / ENTRIES_PER_STEP, out);
  *out = HWNAS_EXPR_REFUSE(evaluator, "a list of more than %d entries", HWNAS_EXPR_MAX_ITEMS);
  return false;
}
