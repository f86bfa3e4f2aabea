/* Conditions on networks as conditions on labels that are drawn one by one: what is not active counts with
 * index 0, as it does in the network that the labels stand for. */
#ifndef HWNAS_CORE_SPACE_GATE_H
#define HWNAS_CORE_SPACE_GATE_H

#include "space/space.h"

/* False if a variable of the condition is derived from choices that may be inactive: then labels do not tell
 * what it is in the network. */
bool hwnas_condition_gates(const hwnas_space_t *space, const hwnas_table_t *condition);
/* Of a condition for which that is true. Cells are in arena. Errors: TABLE_BUDGET, NO_MEMORY. */
hwnas_status_t *hwnas_condition_gate(hwnas_arena_t *arena, const hwnas_space_t *space,
                                     const hwnas_table_t *condition, const hwnas_table_t **out);

#endif
