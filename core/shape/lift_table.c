/* Lifting: from the leaves of the search to tables, and when which choice is read. */
#include "shape/lift.h"

#define ANY_INDEX UINT32_MAX

static void fill_from(const hwnas_table_t *scope, const uint32_t *indices, hwnas_value_t value, uint32_t axis,
                      size_t cell, hwnas_value_t *cells) {
  while (axis < scope->n_axes && indices[axis] != ANY_INDEX) {
    cell = cell * scope->sizes[axis] + indices[axis];
    axis++;
  }
  if (axis == scope->n_axes) {
    cells[cell] = value;
    return;
  }
  for (uint32_t k = 0; k < scope->sizes[axis]; k++)
    fill_from(scope, indices, value, axis + 1, cell * scope->sizes[axis] + k, cells);
}

static void find_indices(const hwnas_table_t *scope, const hwnas_lift_leaf_t *leaf, uint32_t *out_indices) {
  for (uint32_t axis = 0; axis < scope->n_axes; axis++) {
    out_indices[axis] = ANY_INDEX;
    for (uint32_t i = 0; i < leaf->n; i++)
      if (leaf->choices[i] == scope->axes[axis]) out_indices[axis] = leaf->indices[i];
  }
}

/* Tables are filled once per choice that is read: where a leaf stands is worked out before. */
static void find_cell(const hwnas_table_t *scope, hwnas_lift_leaf_t *leaf) {
  uint32_t indices[HWNAS_SCOPE_MAX];
  leaf->cell = SIZE_MAX;
  if (leaf->n < scope->n_axes) return;
  find_indices(scope, leaf, indices);
  leaf->cell = 0;
  for (uint32_t axis = 0; axis < scope->n_axes; axis++)
    leaf->cell = leaf->cell * scope->sizes[axis] + indices[axis];
}

/* Sets every cell that agrees with the leaf. */
static void fill(const hwnas_table_t *scope, const hwnas_lift_leaf_t *leaf, hwnas_value_t value,
                 hwnas_value_t *cells) {
  uint32_t indices[HWNAS_SCOPE_MAX];
  if (leaf->cell != SIZE_MAX) {
    cells[leaf->cell] = value;
    return;
  }
  find_indices(scope, leaf, indices);
  fill_from(scope, indices, value, 0, 0, cells);
}

static bool leaf_reads(const hwnas_lift_leaf_t *leaf, uint32_t choice) {
  for (size_t i = 0; i < leaf->n_marks; i++)
    if (leaf->marks[i] == choice) return true;
  return false;
}

/* When the choice is read; never a function of the choice itself. */
static hwnas_status_t *read_condition(hwnas_lift_t *lift, hwnas_table_t *scope, hwnas_value_t *cells,
                                      uint32_t choice, const hwnas_table_t **out) {
  for (size_t i = 0; i < lift->n_leaves; i++) {
    const hwnas_lift_leaf_t *leaf = &lift->leaves[i];
    hwnas_value_t value =
        leaf->value.type == HWNAS_VALUE_EXCLUDED ? leaf->value : hwnas_value_bool(leaf_reads(leaf, choice));
    fill(scope, leaf, value, cells);
  }
  scope->cells = cells;
  lift->compiler->steps += lift->n_leaves;
  HWNAS_TRY(hwnas_compiler_check_steps(lift->compiler));
  HWNAS_TRY(hwnas_table_reduce(lift->compiler->arena, scope, out));
  HWNAS_TRY(hwnas_table_any(lift->compiler->arena, *out, choice, out));
  const hwnas_value_t *constant = hwnas_table_is_constant(*out);
  if (constant && constant->type == HWNAS_VALUE_BOOL && constant->boolean) *out = NULL;
  return NULL;
}

static hwnas_status_t *collect_reads(hwnas_lift_t *lift, hwnas_table_t *scope, hwnas_value_t *cells,
                                     hwnas_lifted_t *out) {
  hwnas_read_t *reads = NULL;
  size_t n = 0, capacity = 0;
  for (size_t i = 0; i < lift->n_leaves; i++)
    for (size_t m = 0; m < lift->leaves[i].n_marks; m++) {
      hwnas_read_t read = {.choice = lift->leaves[i].marks[m]};
      bool seen = false;
      for (size_t r = 0; r < n && !seen; r++) seen = reads[r].choice == read.choice;
      if (seen) continue;
      HWNAS_TRY(read_condition(lift, scope, cells, read.choice, &read.when));
      if (!HWNAS_PUSH(lift->compiler->arena, reads, n, capacity, read)) return hwnas_status_no_memory();
    }
  out->reads = reads;
  out->n_reads = n;
  return NULL;
}

static hwnas_status_t *find_scope(const hwnas_lift_t *lift, hwnas_table_t *scope) {
  *scope = (hwnas_table_t){.n_cells = 1};
  for (size_t i = 0; i < lift->n_leaves; i++)
    for (uint32_t k = 0; k < lift->leaves[i].n; k++)
      HWNAS_TRY(hwnas_table_scope_add(&lift->compiler->space->variables, scope, lift->leaves[i].choices[k]));
  return NULL;
}

hwnas_status_t *hwnas_lift_build(hwnas_lift_t *lift, hwnas_lifted_t *out) {
  hwnas_table_t scope;
  hwnas_status_t *status = find_scope(lift, &scope);
  lift->wide = status != NULL;
  HWNAS_TRY(status);
  hwnas_value_t *cells = hwnas_arena_alloc_array(&lift->scratch, scope.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t i = 0; i < lift->n_leaves; i++) find_cell(&scope, &lift->leaves[i]);
  for (size_t i = 0; i < lift->n_leaves; i++) fill(&scope, &lift->leaves[i], lift->leaves[i].value, cells);
  scope.cells = cells;
  HWNAS_TRY(hwnas_table_reduce(lift->compiler->arena, &scope, &out->table));
  return collect_reads(lift, &scope, cells, out);
}
