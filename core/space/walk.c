#include "space/walk.h"

#include <string.h>

hwnas_status_t *hwnas_walk_init(hwnas_walk_t *walk, hwnas_arena_t *arena, const hwnas_table_t *scope,
                                const hwnas_table_t *const *parts, size_t n_parts) {
  memset(walk, 0, sizeof *walk);
  walk->scope = scope;
  walk->n_parts = n_parts;
  walk->offsets = hwnas_arena_alloc_array(arena, n_parts, sizeof *walk->offsets);
  walk->strides = hwnas_arena_alloc_array(arena, n_parts * scope->n_axes, sizeof *walk->strides);
  if (!walk->offsets || !walk->strides) return hwnas_status_no_memory();
  for (uint32_t a = 0; a < scope->n_axes; a++)
    for (size_t p = 0; p < n_parts; p++)
      walk->strides[a * n_parts + p] = hwnas_table_stride(parts[p], scope->axes[a]);
  return NULL;
}

void hwnas_walk_next(hwnas_walk_t *walk) {
  for (uint32_t a = walk->scope->n_axes; a-- > 0;) {
    const size_t *strides = &walk->strides[a * walk->n_parts];
    if (++walk->index[a] < walk->scope->sizes[a]) {
      for (size_t p = 0; p < walk->n_parts; p++) walk->offsets[p] += strides[p];
      return;
    }
    walk->index[a] = 0;
    for (size_t p = 0; p < walk->n_parts; p++) walk->offsets[p] -= strides[p] * (walk->scope->sizes[a] - 1);
  }
}
