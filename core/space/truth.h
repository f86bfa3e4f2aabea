/* Truth of a cell where one has to decide: what is excluded or undefined does not hold. */
#ifndef HWNAS_CORE_SPACE_TRUTH_H
#define HWNAS_CORE_SPACE_TRUTH_H

#include "expr/table.h"

static inline bool hwnas_holds(const hwnas_value_t *cell) {
  return cell->type != HWNAS_VALUE_EXCLUDED && cell->type != HWNAS_VALUE_UNDEFINED && hwnas_value_truth(cell);
}

/* NULL: always. */
static inline bool hwnas_condition_holds(const hwnas_table_t *condition, const uint16_t *point) {
  return !condition || hwnas_holds(hwnas_table_at(condition, point));
}

#endif
