/* When a table is given a name, and when it is taken back. */
#include "expr/derive.h"

#include "expr/derive_internal.h"

#define WORTH 4 /* a name is worth it for tables that have so many cells per distinct one */
#define VARIABLES_MAX 65535

/* ---- When ------------------------------------------------------------------------------------ */

static bool is_open(const hwnas_variables_t *variables) {
  return variables->deriver && variables->n < VARIABLES_MAX;
}

static size_t large_cells(const hwnas_variables_t *variables) {
  size_t most = variables->max_cells, cells = variables->deriver->cells;
  return most && most < cells ? most : cells;
}

/* The cells of the common scope; above any limit if it has too many axes. */
static double measure(const hwnas_variables_t *variables, const hwnas_table_t *const *tables, size_t n) {
  uint32_t axes[HWNAS_SCOPE_MAX], n_axes = 0;
  double cells = 1;
  for (size_t t = 0; t < n; t++)
    for (uint32_t i = 0; i < tables[t]->n_axes; i++) {
      uint32_t k = 0, axis = tables[t]->axes[i];
      while (k < n_axes && axes[k] != axis) k++;
      if (k < n_axes) continue;
      if (n_axes == HWNAS_SCOPE_MAX) return 0x1p1000;
      axes[n_axes++] = axis;
      cells *= variables->items[axis]->n;
    }
  return cells;
}

/* Whether the operand shares no variable with another, directly or behind derived ones. What does can only be
 * simplified together: under a name, combinations would count that there are not. */
static hwnas_status_t *stands_alone(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                                    const hwnas_table_t *const *tables, size_t n, size_t which, bool *out) {
  bool *own = hwnas_arena_alloc_array(scratch, variables->n, sizeof *own);
  bool *others = hwnas_arena_alloc_array(scratch, variables->n, sizeof *others);
  if (!own || !others) return hwnas_status_no_memory();
  hwnas_variables_mark(variables, tables[which], own);
  for (size_t t = 0; t < n; t++)
    if (!hwnas_table_same(tables[t], tables[which])) hwnas_variables_mark(variables, tables[t], others);
  *out = true;
  for (size_t v = 0; v < variables->n; v++) *out &= !(own[v] && others[v]);
  return NULL;
}

/* A function of one value has no more cells than that. */
static bool is_one(const hwnas_table_t *const *tables, size_t n) {
  const hwnas_table_t *only = NULL;
  for (size_t t = 0; t < n; t++) {
    if (tables[t]->n_axes == 0 || tables[t] == only) continue;
    if (only) return false;
    only = tables[t];
  }
  return true;
}

/* The operand with the fewest distinct cells among those that are worth a name, the first of equals; n: none.
 * In need every table is that has two equal cells. */
static hwnas_status_t *find_operand(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                                    const hwnas_table_t *const *tables, size_t n, bool need, size_t *out) {
  size_t fewest = HWNAS_DERIVED_VALUES_MAX + 1;
  *out = n;
  if (is_one(tables, n)) return NULL;
  for (size_t t = 0; t < n; t++) {
    hwnas_note_t *note;
    if (tables[t]->n_axes < (need ? 1 : 2)) continue;
    HWNAS_TRY(hwnas_deriver_ask(variables->deriver, tables[t], &note));
    size_t distinct = note->distinct;
    bool worth = need ? distinct < tables[t]->n_cells : distinct * WORTH <= tables[t]->n_cells;
    if (!worth || distinct < 2 || distinct >= fewest) continue;
    if (!need) HWNAS_TRY(stands_alone(scratch, variables, tables, n, t, &worth));
    if (!worth) continue;
    fewest = distinct;
    *out = t;
  }
  return NULL;
}

static hwnas_status_t *name_operand(const hwnas_variables_t *variables, const hwnas_table_t **tables,
                                    size_t n, size_t which) {
  const hwnas_table_t *named = tables[which], *name;
  HWNAS_TRY(hwnas_derive(variables, named, &name));
  for (size_t t = 0; t < n; t++)
    if (hwnas_table_same(tables[t], named)) tables[t] = name;
  return NULL;
}

static double allowed_cells(const hwnas_variables_t *variables) {
  size_t most = variables->max_cells;
  return (double)(most ? most : (size_t)hwnas_limit_value(NULL, HWNAS_LIMIT_TABLE));
}

hwnas_status_t *hwnas_derive_to_fit(const hwnas_variables_t *variables, const hwnas_table_t **tables,
                                    size_t n) {
  while (is_open(variables) && measure(variables, tables, n) > allowed_cells(variables)) {
    size_t which;
    HWNAS_TRY(find_operand(NULL, variables, tables, n, true, &which));
    if (which == n) return NULL;
    HWNAS_TRY(name_operand(variables, tables, n, which));
  }
  return NULL;
}

static hwnas_status_t *shrink(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                              const hwnas_table_t **tables, size_t n) {
  for (;;) {
    double cells = measure(variables, tables, n);
    size_t which;
    if (cells <= (double)large_cells(variables) || !is_open(variables)) return NULL;
    HWNAS_TRY(find_operand(scratch, variables, tables, n, false, &which));
    if (which == n && cells > allowed_cells(variables))
      HWNAS_TRY(find_operand(scratch, variables, tables, n, true, &which));
    if (which == n) return NULL;
    HWNAS_TRY(name_operand(variables, tables, n, which));
  }
}

/* Equal values go by one name, so that what is made of both is simplified. */
static hwnas_status_t *use_names(hwnas_deriver_t *deriver, const hwnas_table_t **tables, size_t n) {
  for (size_t t = 0; t < n; t++) {
    hwnas_note_t *note;
    if (tables[t]->n_axes < 2) continue;
    HWNAS_TRY(hwnas_deriver_ask(deriver, tables[t], &note));
    if (!note->name && note->distinct <= HWNAS_DERIVED_VALUES_MAX)
      note->name = hwnas_deriver_name(deriver, tables[t]);
    if (note->name) tables[t] = note->name;
  }
  return NULL;
}

hwnas_status_t *hwnas_derive_operands(hwnas_arena_t *scratch, const hwnas_variables_t *variables,
                                      const hwnas_table_t *const **tables, size_t n) {
  hwnas_deriver_t *deriver = variables->deriver;
  bool large = deriver && measure(variables, *tables, n) > (double)large_cells(variables);
  if (!deriver || (!large && deriver->named.n == 0)) return NULL;
  const hwnas_table_t **own = hwnas_arena_grow(scratch, *tables, n, n, sizeof *own);
  HWNAS_TRY_ALLOC(own);
  *tables = own;
  if (deriver->named.n) HWNAS_TRY(use_names(deriver, own, n));
  return shrink(scratch, variables, own, n);
}

hwnas_status_t *hwnas_derive_large(const hwnas_variables_t *variables, const hwnas_table_t **table) {
  size_t half = is_open(variables) ? large_cells(variables) / 2 : 0;
  return hwnas_derive_above(variables, half ? half - 1 : 0, table);
}

hwnas_status_t *hwnas_derive_above(const hwnas_variables_t *variables, size_t cells,
                                   const hwnas_table_t **table) {
  hwnas_note_t *note;
  if (!is_open(variables) || (*table)->n_axes < 2 || (*table)->n_cells <= cells) return NULL;
  HWNAS_TRY(hwnas_deriver_ask(variables->deriver, *table, &note));
  if (note->distinct < 2 || note->distinct > HWNAS_DERIVED_VALUES_MAX ||
      note->distinct * WORTH > (*table)->n_cells)
    return NULL;
  return hwnas_derive(variables, *table, table);
}

hwnas_status_t *hwnas_derive_in_need(const hwnas_variables_t *variables, const hwnas_table_t **table) {
  hwnas_note_t *note;
  if (!is_open(variables) || (*table)->n_axes == 0) return NULL;
  HWNAS_TRY(hwnas_deriver_ask(variables->deriver, *table, &note));
  if (note->distinct < 2 || note->distinct > HWNAS_DERIVED_VALUES_MAX || note->distinct >= (*table)->n_cells)
    return NULL;
  return hwnas_derive(variables, *table, table);
}

/* ---- Back ------------------------------------------------------------------------------------ */

/* An axis of the table that is derived from the variable, or n_axes. */
static uint32_t find_derived(const hwnas_variables_t *variables, const hwnas_table_t *table,
                             uint32_t variable) {
  uint32_t i = 0;
  for (; i < table->n_axes; i++) {
    const hwnas_table_t *causes = variables->items[table->axes[i]]->table;
    if (causes && hwnas_variables_depend(variables, causes, variable)) break;
  }
  return i;
}

/* The table with the causes of its derived axis in the place of that. */
static hwnas_status_t *put_back(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                const hwnas_table_t *table, uint32_t axis, const hwnas_table_t **out) {
  const hwnas_variable_t *derived = variables->items[axis];
  const hwnas_table_t **slices = hwnas_arena_alloc_array(arena, derived->n, sizeof *slices);
  HWNAS_TRY_ALLOC(slices);
  for (uint32_t k = 0; k < derived->n; k++) HWNAS_TRY(hwnas_table_fix(arena, table, axis, k, &slices[k]));
  return hwnas_table_select(arena, variables, derived->table, slices, derived->n, out);
}

hwnas_status_t *hwnas_derive_any(hwnas_arena_t *arena, const hwnas_variables_t *variables,
                                 const hwnas_table_t *condition, uint32_t variable,
                                 const hwnas_table_t **out) {
  hwnas_variables_t closed = *variables; /* or the name would come back */
  closed.deriver = NULL;
  *out = condition;
  for (;;) {
    uint32_t at = find_derived(&closed, *out, variable);
    if (at == (*out)->n_axes) return hwnas_table_any(arena, *out, variable, out);
    HWNAS_TRY(put_back(arena, &closed, *out, (*out)->axes[at], out));
  }
}
