/* Tables as JSON, the way a space file gives values cell by cell. */
#ifndef HWNAS_CORE_SPACE_CELLS_H
#define HWNAS_CORE_SPACE_CELLS_H

#include "space/space.h"

/* Per variable, how deep it lies: a choice whose activity depends on others lies below them. Derived
 * variables come first, as reading them activates nothing. Numbers in arena, NULL when memory ran out. */
const uint32_t *hwnas_cells_ranks(hwnas_arena_t *arena, const hwnas_space_t *space);

/* Appends a value that depends on choices: a plain value if it is constant, "=choice('label')" if it is the
 * choice itself, else {"over": [labels], "table": nested arrays}. Choices of lower rank come first, and an
 * array whose entries are all the same is written as one entry, so that a reader who descends needs no choice
 * that is not active. Cells that no network reaches are null. */
void hwnas_cells_print(const hwnas_space_t *space, const hwnas_table_t *table, const uint32_t *ranks,
                       hwnas_str_t *out);

#endif
