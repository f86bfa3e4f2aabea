#include "metric/inline.h"

#include "space/walk.h"

/* The last derived variable among the axes: what it is derived from has lower numbers. -1: there is none. */
static int64_t last_derived(const hwnas_table_t *scope, const hwnas_variables_t *variables) {
  for (uint32_t a = scope->n_axes; a-- > 0;)
    if (variables->items[scope->axes[a]]->table) return a;
  return -1;
}

static hwnas_status_t *scope_without(const hwnas_table_t *scope, uint32_t axis,
                                     const hwnas_variables_t *variables, hwnas_table_t *out) {
  const hwnas_table_t *causes = variables->items[scope->axes[axis]]->table;
  *out = (hwnas_table_t){.n_cells = 1};
  for (uint32_t a = 0; a < scope->n_axes; a++)
    if (a != axis) HWNAS_TRY(hwnas_table_scope_add(variables, out, scope->axes[a]));
  for (uint32_t a = 0; a < causes->n_axes; a++)
    HWNAS_TRY(hwnas_table_scope_add(variables, out, causes->axes[a]));
  return NULL;
}

static hwnas_status_t *replace_axis(hwnas_factor_t *factor, uint32_t axis, hwnas_arena_t *arena,
                                    const hwnas_variables_t *variables) {
  const hwnas_table_t *causes = variables->items[factor->scope.axes[axis]]->table;
  const hwnas_table_t *parts[] = {&factor->scope, causes};
  hwnas_table_t scope;
  hwnas_factor_t wide;
  hwnas_walk_t walk;
  size_t stride = 1;
  for (uint32_t a = axis + 1; a < factor->scope.n_axes; a++) stride *= factor->scope.sizes[a];
  HWNAS_TRY(scope_without(&factor->scope, axis, variables, &scope));
  HWNAS_TRY(hwnas_factor_zero(&wide, arena, &scope, 1));
  HWNAS_TRY(hwnas_walk_init(&walk, arena, &wide.scope, parts, 2));
  for (size_t c = 0; c < wide.scope.n_cells; c++, hwnas_walk_next(&walk))
    wide.cells[c] = factor->cells[walk.offsets[0] + stride * (size_t)causes->cells[walk.offsets[1]].integer];
  *factor = wide;
  return NULL;
}

hwnas_status_t *hwnas_factor_inline(hwnas_factor_t *factor, hwnas_arena_t *arena,
                                    const hwnas_variables_t *variables) {
  int64_t axis;
  while ((axis = last_derived(&factor->scope, variables)) >= 0) {
    HWNAS_TRY(replace_axis(factor, (uint32_t)axis, arena, variables));
    hwnas_factor_reduce(factor, 1);
  }
  return NULL;
}
