#include "metric/factor.h"

#include <string.h>

#include "space/walk.h"

/* Axis in the middle of cells seen as outer x size x inner. */
static bool axis_matters(const int64_t *cells, size_t outer, size_t size, size_t inner) {
  for (size_t o = 0; o < outer; o++) {
    const int64_t *block = &cells[o * size * inner];
    for (size_t k = 1; k < size; k++)
      if (memcmp(block, &block[k * inner], inner * sizeof *cells) != 0) return true;
  }
  return false;
}

static void drop_axis(hwnas_table_t *scope, uint32_t axis) {
  scope->n_cells /= scope->sizes[axis];
  scope->n_axes--;
  for (uint32_t a = axis; a < scope->n_axes; a++) {
    scope->axes[a] = scope->axes[a + 1];
    scope->sizes[a] = scope->sizes[a + 1];
  }
}

void hwnas_factor_reduce(hwnas_factor_t *factor, size_t n_metrics) {
  hwnas_table_t *scope = &factor->scope;
  size_t inner = n_metrics;
  for (uint32_t a = scope->n_axes; a-- > 0;) {
    size_t size = scope->sizes[a], outer = scope->n_cells * n_metrics / (size * inner);
    if (axis_matters(factor->cells, outer, size, inner)) {
      inner *= size;
      continue;
    }
    for (size_t o = 1; o < outer; o++)
      memmove(&factor->cells[o * inner], &factor->cells[o * size * inner], inner * sizeof(int64_t));
    drop_axis(scope, a);
  }
}

hwnas_status_t *hwnas_factor_add(hwnas_factor_t *sum, const hwnas_factor_t *part, size_t n_metrics,
                                 hwnas_arena_t *scratch) {
  hwnas_walk_t walk;
  const hwnas_table_t *parts[] = {&part->scope};
  HWNAS_TRY(hwnas_walk_init(&walk, scratch, &sum->scope, parts, 1));
  for (size_t c = 0; c < sum->scope.n_cells; c++, hwnas_walk_next(&walk))
    for (size_t m = 0; m < n_metrics; m++)
      sum->cells[c * n_metrics + m] += part->cells[walk.offsets[0] * n_metrics + m];
  return NULL;
}

hwnas_status_t *hwnas_factor_zero(hwnas_factor_t *out, hwnas_arena_t *arena, const hwnas_table_t *scope,
                                  size_t n_metrics) {
  out->scope = *scope;
  out->scope.cells = NULL;
  out->cells = hwnas_arena_alloc_array(arena, scope->n_cells * n_metrics, sizeof(int64_t));
  HWNAS_TRY_ALLOC(out->cells);
  return NULL;
}
