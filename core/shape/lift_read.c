/* Lifting: reading choices, tables and inputs as far as choices are decided. */
#include <string.h>

#include "expr/derive.h"
#include "shape/lift.h"

static const hwnas_refusal_t suspended = {.what = "evaluation is suspended"};

static bool mark(hwnas_lift_t *lift, uint32_t choice) {
  for (size_t i = 0; i < lift->n_marks; i++)
    if (lift->marks[i] == choice) return true;
  return HWNAS_PUSH(&lift->scratch, lift->marks, lift->n_marks, lift->marks_capacity, choice);
}

/* The cell of a table as far as choices are decided; NULL: pending is set. */
static hwnas_status_t *read_table(hwnas_lift_t *lift, const hwnas_table_t *table, const hwnas_value_t **out) {
  const hwnas_variables_t *variables = &lift->compiler->space->variables;
  size_t cell = 0;
  *out = NULL;
  HWNAS_TRY(lift->need ? hwnas_derive_in_need(variables, &table) : hwnas_derive_large(variables, &table));
  for (uint32_t i = 0; i < table->n_axes; i++) {
    int32_t index = hwnas_lift_index(lift, table->axes[i]);
    if (index < 0) {
      lift->pending = table->axes[i];
      return NULL;
    }
    cell = cell * table->sizes[i] + (uint32_t)index;
  }
  *out = &table->cells[cell];
  return NULL;
}

hwnas_status_t *hwnas_lift_read_lifted(hwnas_lift_t *lift, const hwnas_lifted_t *lifted, hwnas_value_t *out) {
  const hwnas_value_t *cell;
  *out = hwnas_value_undefined(&suspended);
  for (size_t i = 0; i < lifted->n_reads; i++) {
    const hwnas_read_t *read = &lifted->reads[i];
    if (read->when) {
      HWNAS_TRY(read_table(lift, read->when, &cell));
      if (!cell) return NULL;
      if (cell->type != HWNAS_VALUE_BOOL || !cell->boolean) continue;
    }
    if (!mark(lift, read->choice)) return hwnas_status_no_memory();
  }
  HWNAS_TRY(read_table(lift, lifted->table, &cell));
  if (cell) *out = *cell;
  return NULL;
}

hwnas_status_t *hwnas_lift_read_choice(hwnas_lift_t *lift, uint32_t choice, hwnas_value_t *out) {
  if (!mark(lift, choice)) return hwnas_status_no_memory();
  int32_t index = hwnas_lift_index(lift, choice);
  if (index >= 0) {
    *out = lift->compiler->space->variables.items[choice]->domain[index];
  } else {
    lift->pending = choice;
    *out = hwnas_value_undefined(&suspended);
  }
  return NULL;
}

hwnas_status_t *hwnas_lift_read_input(hwnas_lift_t *lift, const hwnas_tensor_table_t *tensor,
                                      hwnas_value_t *out) {
  hwnas_arena_t *arena = lift->compiler->arena;
  if (tensor->rank == HWNAS_RANK_NEVER) {
    *out = hwnas_value_excluded();
    return NULL;
  }
  if (tensor->rank == HWNAS_RANK_UNKNOWN) {
    *out = hwnas_refuse(arena, HWNAS_ERROR_NO_SHAPE_FORMULA, NULL, "the shape of the input is unknown");
    return NULL;
  }
  hwnas_value_t dims[HWNAS_RANK_MAX];
  for (uint32_t d = 0; d < tensor->rank; d++) {
    const hwnas_value_t *cell;
    HWNAS_TRY(read_table(lift, tensor->dims[d], &cell));
    if (!cell) {
      *out = hwnas_value_undefined(&suspended);
      return NULL;
    }
    dims[d] = *cell;
    if (cell->type == HWNAS_VALUE_UNDEFINED || cell->type == HWNAS_VALUE_EXCLUDED) {
      *out = *cell;
      return NULL;
    }
  }
  const hwnas_list_t *list = hwnas_list_make(arena, dims, tensor->rank);
  HWNAS_TRY_ALLOC(list);
  *out = hwnas_value_list(list);
  return NULL;
}

/* Reading what is derived from choices activates none of them. */
static hwnas_status_t *read_derived(hwnas_lift_t *lift, uint32_t variable, hwnas_value_t *out) {
  int32_t index = hwnas_lift_index(lift, variable);
  *out = index >= 0 ? hwnas_value_int(index) : hwnas_value_undefined(&suspended);
  if (index < 0) lift->pending = variable;
  return NULL;
}

hwnas_status_t *hwnas_lift_read_label(hwnas_lift_t *lift, const char *label, const char *place,
                                      hwnas_value_t *out) {
  hwnas_compiler_t *compiler = lift->compiler;
  const hwnas_value_t *decided = hwnas_map_get(&compiler->decided, label);
  void *derived = hwnas_map_get(&compiler->derived, label);
  uint32_t choice;
  if (derived) return read_derived(lift, (uint32_t)(uintptr_t)derived - 1, out);
  if (hwnas_compiler_find_choice(compiler, label, &choice)) return hwnas_lift_read_choice(lift, choice, out);
  if (decided) {
    *out = *decided;
    return NULL;
  }
  size_t n = compiler->space->n_choices;
  const char **labels = hwnas_arena_alloc_array(compiler->arena, n, sizeof *labels);
  for (size_t c = 0; labels && c < n; c++) labels[c] = compiler->space->choices[c].label;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_LABEL, "no choice '%s' was made before", label);
  if (labels && n) hwnas_status_suggest(status, label, labels, n);
  return hwnas_status_at(status, "%s", place);
}
