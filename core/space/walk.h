/* Walks over the cells of a scope while it keeps track of the matching cell in each of several tables. */
#ifndef HWNAS_CORE_SPACE_WALK_H
#define HWNAS_CORE_SPACE_WALK_H

#include "expr/table.h"

typedef struct hwnas_walk {
  const hwnas_table_t *scope;
  size_t n_parts;
  size_t *strides;                 /* n_axes x n_parts */
  size_t *offsets;                 /* n_parts: the cell that each part is at */
  uint32_t index[HWNAS_SCOPE_MAX]; /* where the walk is, per axis of scope */
} hwnas_walk_t;

/* At the first cell. The axes of parts that scope lacks stay at index 0. Borrows scope; memory is in arena.
 */
hwnas_status_t *hwnas_walk_init(hwnas_walk_t *walk, hwnas_arena_t *arena, const hwnas_table_t *scope,
                                const hwnas_table_t *const *parts, size_t n_parts);
/* To the next cell in row-major order; after the last one comes the first. */
void hwnas_walk_next(hwnas_walk_t *walk);

#endif
