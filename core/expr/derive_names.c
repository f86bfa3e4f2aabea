/* Names: derived variables for tables. Tables that tell the same cells apart share one. */
#include <string.h>

#include "base/hash.h"
#include "expr/derive_internal.h"

hwnas_status_t *hwnas_deriver_create(hwnas_arena_t *arena, hwnas_variables_t *variables, size_t cells) {
  hwnas_deriver_t *deriver = hwnas_arena_alloc(arena, sizeof *deriver);
  HWNAS_TRY_ALLOC(deriver);
  *deriver = (hwnas_deriver_t){.arena = arena,
                               .variables = variables,
                               .cells = cells,
                               .named.by_contents = true,
                               .told.by_contents = true};
  variables->deriver = deriver;
  return NULL;
}

/* ---- Distinct cells -------------------------------------------------------------------------- */

/* Distinct cells and, per cell, which of them it is. */
typedef struct distinct {
  const hwnas_value_t **values;
  size_t n;
  uint32_t *slots; /* hash table of numbers + 1 */
  size_t n_slots;
} distinct_t;

static uint64_t hash_cell(const hwnas_value_t *cell, uint64_t seed) {
  if (cell->type == HWNAS_VALUE_EXCLUDED) return seed * 31 + 7;
  if (cell->type == HWNAS_VALUE_UNDEFINED) return hwnas_hash(&cell->refusal, sizeof cell->refusal, seed);
  return hwnas_value_hash(cell, seed);
}

static hwnas_status_t *distinct_init(distinct_t *distinct, hwnas_arena_t *scratch, size_t n_cells) {
  size_t max = n_cells < HWNAS_DERIVED_VALUES_MAX ? n_cells : HWNAS_DERIVED_VALUES_MAX;
  for (distinct->n_slots = 16; distinct->n_slots < 2 * max + 2;) distinct->n_slots *= 2;
  distinct->n = 0;
  distinct->values = hwnas_arena_alloc_array(scratch, max + 1, sizeof *distinct->values);
  distinct->slots = hwnas_arena_alloc_array(scratch, distinct->n_slots, sizeof *distinct->slots);
  return distinct->values && distinct->slots ? NULL : hwnas_status_no_memory();
}

/* The number of the cell's value, a new one if need be. */
static size_t distinct_find(distinct_t *distinct, const hwnas_value_t *cell) {
  size_t slot = hash_cell(cell, 0) & (distinct->n_slots - 1);
  while (distinct->slots[slot]) {
    size_t number = distinct->slots[slot] - 1;
    if (hwnas_cell_same(distinct->values[number], cell)) return number;
    slot = (slot + 1) & (distinct->n_slots - 1);
  }
  distinct->values[distinct->n] = cell;
  distinct->slots[slot] = (uint32_t)++distinct->n;
  return distinct->n - 1;
}

/* ---- Notes ----------------------------------------------------------------------------------- */

static uint64_t hash_contents(const hwnas_table_t *table) {
  uint64_t hash = hwnas_hash(table->axes, table->n_axes * sizeof *table->axes, 0);
  for (size_t c = 0; c < table->n_cells; c++) hash = hash_cell(&table->cells[c], hash);
  return hash;
}

/* The note of the table, or the empty one in its place. */
static hwnas_note_t *find_note(const hwnas_notes_t *notes, const hwnas_table_t *table) {
  uint64_t hash = notes->by_contents ? hash_contents(table) : hwnas_hash(&table, sizeof table, 0);
  size_t slot = hash & (notes->n_slots - 1);
  for (; notes->slots[slot].table; slot = (slot + 1) & (notes->n_slots - 1)) {
    const hwnas_table_t *there = notes->slots[slot].table;
    if (there == table || (notes->by_contents && hwnas_table_same(there, table))) break;
  }
  return &notes->slots[slot];
}

static hwnas_status_t *take_note(hwnas_notes_t *notes, hwnas_arena_t *arena, const hwnas_table_t *table,
                                 hwnas_note_t **out) {
  if (2 * (notes->n + 1) > notes->n_slots) {
    hwnas_notes_t larger = {.n_slots = notes->n_slots ? 2 * notes->n_slots : 64,
                            .by_contents = notes->by_contents};
    larger.slots = hwnas_arena_alloc_array(arena, larger.n_slots, sizeof *larger.slots);
    HWNAS_TRY_ALLOC(larger.slots);
    larger.n = notes->n;
    for (size_t i = 0; i < notes->n_slots; i++)
      if (notes->slots[i].table) *find_note(&larger, notes->slots[i].table) = notes->slots[i];
    *notes = larger;
  }
  *out = find_note(notes, table);
  notes->n += !(*out)->table;
  (*out)->table = table;
  return NULL;
}

static hwnas_status_t *count_distinct(const hwnas_table_t *table, size_t *out) {
  distinct_t distinct;
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = distinct_init(&distinct, &scratch, table->n_cells);
  for (size_t c = 0; !status && c < table->n_cells && distinct.n <= HWNAS_DERIVED_VALUES_MAX; c++)
    (void)distinct_find(&distinct, &table->cells[c]);
  if (!status) *out = distinct.n;
  hwnas_arena_deinit(&scratch);
  return status;
}

hwnas_status_t *hwnas_deriver_ask(hwnas_deriver_t *deriver, const hwnas_table_t *table, hwnas_note_t **out) {
  HWNAS_TRY(take_note(&deriver->asked, deriver->arena, table, out));
  return (*out)->distinct ? NULL : count_distinct(table, &(*out)->distinct);
}

const hwnas_table_t *hwnas_deriver_name(const hwnas_deriver_t *deriver, const hwnas_table_t *table) {
  return deriver->named.n ? find_note(&deriver->named, table)->name : NULL;
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* The table with numbers in the place of its cells, in the order in which they come first; *distinct in
 * scratch. */
static hwnas_status_t *first_come(hwnas_arena_t *arena, hwnas_arena_t *scratch, const hwnas_table_t *table,
                                  distinct_t *distinct, hwnas_table_t **out) {
  hwnas_table_t *indices = hwnas_arena_alloc(arena, sizeof *indices);
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, table->n_cells, sizeof *cells);
  if (!indices || !cells) return hwnas_status_no_memory();
  HWNAS_TRY(distinct_init(distinct, scratch, table->n_cells));
  for (size_t c = 0; c < table->n_cells; c++)
    cells[c] = hwnas_value_int((int64_t)distinct_find(distinct, &table->cells[c]));
  *indices = *table;
  indices->cells = cells;
  *out = indices;
  return NULL;
}

/* A table over that variable alone. */
static hwnas_status_t *make_name(hwnas_deriver_t *deriver, uint32_t variable, uint32_t n,
                                 const hwnas_value_t *cells, const hwnas_table_t **out) {
  hwnas_table_t *name = hwnas_arena_alloc(deriver->arena, sizeof *name);
  HWNAS_TRY_ALLOC(name);
  *name = (hwnas_table_t){.n_axes = 1, .n_cells = n, .cells = cells};
  name->axes[0] = variable;
  name->sizes[0] = n;
  *out = name;
  return NULL;
}

static hwnas_status_t *add_variable(hwnas_deriver_t *deriver, const char *label, const hwnas_value_t *domain,
                                    size_t n, const hwnas_table_t *table) {
  hwnas_variables_t *variables = deriver->variables;
  hwnas_variable_t *variable = hwnas_arena_alloc(deriver->arena, sizeof *variable);
  HWNAS_TRY_ALLOC(variable);
  *variable = (hwnas_variable_t){.label = label, .domain = domain, .n = (uint32_t)n, .table = table};
  return HWNAS_PUSH(deriver->arena, variables->items, variables->n, variables->capacity, variable)
             ? NULL
             : hwnas_status_no_memory();
}

/* A variable that tells the same cells apart, or a new one: its value says which of `distinct` there is. */
static hwnas_status_t *find_variable(hwnas_deriver_t *deriver, const distinct_t *distinct,
                                     const hwnas_table_t *indices, const hwnas_table_t **out) {
  hwnas_note_t *told;
  hwnas_value_t *values = hwnas_arena_alloc_array(deriver->arena, distinct->n, sizeof *values);
  HWNAS_TRY_ALLOC(values);
  HWNAS_TRY(take_note(&deriver->told, deriver->arena, indices, &told));
  for (size_t k = 0; k < distinct->n; k++)
    values[k] = *distinct->values[told->name ? (size_t)told->name->cells[k].integer : k];
  if (told->name) return make_name(deriver, told->name->axes[0], (uint32_t)distinct->n, values, out);
  hwnas_value_t *numbers = hwnas_arena_alloc_array(deriver->arena, distinct->n, sizeof *numbers);
  HWNAS_TRY_ALLOC(numbers);
  for (size_t k = 0; k < distinct->n; k++) numbers[k] = hwnas_value_int((int64_t)k);
  uint32_t number = (uint32_t)deriver->variables->n;
  HWNAS_TRY(make_name(deriver, number, (uint32_t)distinct->n, values, out));
  HWNAS_TRY(make_name(deriver, number, (uint32_t)distinct->n, numbers, &told->name));
  return add_variable(deriver, NULL, values, distinct->n, indices);
}

static hwnas_status_t *make_variable(hwnas_deriver_t *deriver, const hwnas_table_t *table,
                                     const hwnas_table_t **out) {
  distinct_t distinct;
  hwnas_table_t *indices;
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = first_come(deriver->arena, &scratch, table, &distinct, &indices);
  if (!status) status = find_variable(deriver, &distinct, indices, out);
  hwnas_arena_deinit(&scratch);
  return status;
}

hwnas_status_t *hwnas_derive(const hwnas_variables_t *variables, const hwnas_table_t *table,
                             const hwnas_table_t **out) {
  hwnas_deriver_t *deriver = variables->deriver;
  hwnas_note_t *asked, *named;
  HWNAS_TRY(hwnas_deriver_ask(deriver, table, &asked));
  if (!asked->name) {
    HWNAS_TRY(take_note(&deriver->named, deriver->arena, table, &named));
    if (!named->name) HWNAS_TRY(make_variable(deriver, table, &named->name));
    asked->name = named->name;
  }
  *out = asked->name;
  return NULL;
}

static hwnas_status_t *wrong_index(const char *label) {
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_SPACE_FORM, "'%s' must be 0, 1, 2 ... by choices, with two values or more", label);
  return hwnas_status_detail(status, "what is derived is the number of an entry in the tables over it");
}

/* So that what tells the same cells apart finds variable `number`, whose indices the table holds. */
static hwnas_status_t *tell(hwnas_deriver_t *deriver, const hwnas_table_t *table, uint32_t number, size_t n) {
  distinct_t distinct;
  hwnas_table_t *indices;
  hwnas_note_t *told;
  hwnas_arena_t scratch;
  if (n > HWNAS_DERIVED_VALUES_MAX) return NULL;
  hwnas_value_t *numbers = hwnas_arena_alloc_array(deriver->arena, n, sizeof *numbers);
  HWNAS_TRY_ALLOC(numbers);
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = first_come(deriver->arena, &scratch, table, &distinct, &indices);
  bool all = !status && distinct.n == n; /* each index is in some cell */
  for (size_t k = 0; all && k < n; k++) numbers[distinct.values[k]->integer] = hwnas_value_int((int64_t)k);
  hwnas_arena_deinit(&scratch);
  HWNAS_TRY(status);
  if (!all) return NULL;
  HWNAS_TRY(take_note(&deriver->told, deriver->arena, indices, &told));
  return told->name ? NULL : make_name(deriver, number, (uint32_t)n, numbers, &told->name);
}

hwnas_status_t *hwnas_derive_as(const hwnas_variables_t *variables, const char *label,
                                const hwnas_table_t *table, uint32_t *out_number) {
  hwnas_deriver_t *deriver = variables->deriver;
  hwnas_table_t *indices = hwnas_arena_alloc(deriver->arena, sizeof *indices);
  hwnas_value_t *cells = hwnas_arena_alloc_array(deriver->arena, table->n_cells, sizeof *cells);
  if (!indices || !cells) return hwnas_status_no_memory();
  int64_t most = 0;
  for (size_t c = 0; c < table->n_cells; c++) {
    int64_t index = 0;
    bool reached = table->cells[c].type != HWNAS_VALUE_EXCLUDED && table->cells[c].type != HWNAS_VALUE_NULL;
    if (reached && (table->cells[c].type != HWNAS_VALUE_INT ||
                    !hwnas_value_to_int(&table->cells[c], &index) || index < 0 || index >= HWNAS_DOMAIN_MAX))
      return wrong_index(label);
    if (index > most) most = index;
    cells[c] = hwnas_value_int(index);
  }
  if (most == 0) return wrong_index(label);
  size_t n = (size_t)most + 1;
  hwnas_value_t *domain = hwnas_arena_alloc_array(deriver->arena, n, sizeof *domain);
  HWNAS_TRY_ALLOC(domain);
  for (size_t k = 0; k < n; k++) domain[k] = hwnas_value_int((int64_t)k);
  *indices = *table;
  indices->cells = cells;
  *out_number = (uint32_t)deriver->variables->n;
  HWNAS_TRY(tell(deriver, indices, *out_number, n));
  return add_variable(deriver, label, domain, n, indices);
}
