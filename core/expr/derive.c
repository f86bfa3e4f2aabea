#include "expr/derive.h"

#include <string.h>

#include "base/hash.h"

#define WORTH 4         /* a name is worth it for tables that have so many cells per distinct one */
#define VALUES_MAX 4096 /* distinct cells of a table that gets a name */
#define VARIABLES_MAX 65535

/* What is known of a table. */
typedef struct note {
  const hwnas_table_t *table, *name; /* name: over its variable; NULL: it has none */
  size_t distinct;                   /* different cells; VALUES_MAX + 1: more */
} note_t;

/* Tables that are asked for, by address, and those with a name, by contents: equal ones share it. */
typedef struct notes {
  note_t *slots;
  size_t n, n_slots;
  bool by_contents;
} notes_t;

struct hwnas_deriver {
  hwnas_arena_t *arena;
  hwnas_variables_t *variables;
  size_t cells; /* above which a table is large */
  notes_t asked, named;
  notes_t told; /* tables of variables, in first_come; name: over the variable, what is in its cells there */
};

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

static bool same_cell(const hwnas_value_t *a, const hwnas_value_t *b) {
  return a->type == b->type && (a->type == HWNAS_VALUE_EXCLUDED || hwnas_value_equal(a, b));
}

static uint64_t hash_cell(const hwnas_value_t *cell, uint64_t seed) {
  if (cell->type == HWNAS_VALUE_EXCLUDED) return seed * 31 + 7;
  if (cell->type == HWNAS_VALUE_UNDEFINED) return hwnas_hash(&cell->refusal, sizeof cell->refusal, seed);
  return hwnas_value_hash(cell, seed);
}

static hwnas_status_t *distinct_init(distinct_t *distinct, hwnas_arena_t *scratch, size_t n_cells) {
  size_t max = n_cells < VALUES_MAX ? n_cells : VALUES_MAX;
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
    if (same_cell(distinct->values[number], cell)) return number;
    slot = (slot + 1) & (distinct->n_slots - 1);
  }
  distinct->values[distinct->n] = cell;
  distinct->slots[slot] = (uint32_t)++distinct->n;
  return distinct->n - 1;
}

/* ---- Notes ----------------------------------------------------------------------------------- */

static bool same_table(const hwnas_table_t *a, const hwnas_table_t *b) {
  if (a == b) return true;
  if (a->n_axes != b->n_axes || memcmp(a->axes, b->axes, a->n_axes * sizeof *a->axes) != 0) return false;
  for (size_t c = 0; c < a->n_cells; c++)
    if (!same_cell(&a->cells[c], &b->cells[c])) return false;
  return true;
}

static uint64_t hash_contents(const hwnas_table_t *table) {
  uint64_t hash = hwnas_hash(table->axes, table->n_axes * sizeof *table->axes, 0);
  for (size_t c = 0; c < table->n_cells; c++) hash = hash_cell(&table->cells[c], hash);
  return hash;
}

/* The note of the table, or the empty one in its place. */
static note_t *find_note(const notes_t *notes, const hwnas_table_t *table) {
  uint64_t hash = notes->by_contents ? hash_contents(table) : hwnas_hash(&table, sizeof table, 0);
  size_t slot = hash & (notes->n_slots - 1);
  for (; notes->slots[slot].table; slot = (slot + 1) & (notes->n_slots - 1)) {
    const hwnas_table_t *there = notes->slots[slot].table;
    if (there == table || (notes->by_contents && same_table(there, table))) break;
  }
  return &notes->slots[slot];
}

static hwnas_status_t *take_note(notes_t *notes, hwnas_arena_t *arena, const hwnas_table_t *table,
                                 note_t **out) {
  if (2 * (notes->n + 1) > notes->n_slots) {
    notes_t larger = {.n_slots = notes->n_slots ? 2 * notes->n_slots : 64, .by_contents = notes->by_contents};
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
  for (size_t c = 0; !status && c < table->n_cells && distinct.n <= VALUES_MAX; c++)
    (void)distinct_find(&distinct, &table->cells[c]);
  if (!status) *out = distinct.n;
  hwnas_arena_deinit(&scratch);
  return status;
}

/* What is known of the table, found out if it was not. */
static hwnas_status_t *ask(hwnas_deriver_t *deriver, const hwnas_table_t *table, note_t **out) {
  HWNAS_TRY(take_note(&deriver->asked, deriver->arena, table, out));
  return (*out)->distinct ? NULL : count_distinct(table, &(*out)->distinct);
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
  note_t *told;
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
  note_t *asked, *named;
  HWNAS_TRY(ask(deriver, table, &asked));
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
  note_t *told;
  hwnas_arena_t scratch;
  if (n > VALUES_MAX) return NULL;
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
    if (!same_table(tables[t], tables[which])) hwnas_variables_mark(variables, tables[t], others);
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
  size_t fewest = VALUES_MAX + 1;
  *out = n;
  if (is_one(tables, n)) return NULL;
  for (size_t t = 0; t < n; t++) {
    note_t *note;
    if (tables[t]->n_axes < (need ? 1 : 2)) continue;
    HWNAS_TRY(ask(variables->deriver, tables[t], &note));
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
    if (same_table(tables[t], named)) tables[t] = name;
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
    note_t *note;
    if (tables[t]->n_axes < 2) continue;
    HWNAS_TRY(ask(deriver, tables[t], &note));
    if (!note->name && note->distinct <= VALUES_MAX) note->name = find_note(&deriver->named, tables[t])->name;
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
  note_t *note;
  if (!is_open(variables) || (*table)->n_axes < 2 || (*table)->n_cells <= cells) return NULL;
  HWNAS_TRY(ask(variables->deriver, *table, &note));
  if (note->distinct < 2 || note->distinct > VALUES_MAX || note->distinct * WORTH > (*table)->n_cells)
    return NULL;
  return hwnas_derive(variables, *table, table);
}

hwnas_status_t *hwnas_derive_in_need(const hwnas_variables_t *variables, const hwnas_table_t **table) {
  note_t *note;
  if (!is_open(variables) || (*table)->n_axes == 0) return NULL;
  HWNAS_TRY(ask(variables->deriver, *table, &note));
  if (note->distinct < 2 || note->distinct > VALUES_MAX || note->distinct >= (*table)->n_cells) return NULL;
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

/* ---- After compilation ----------------------------------------------------------------------- */

void hwnas_variables_complete(const hwnas_variables_t *variables, uint16_t *indices) {
  for (size_t v = 0; v < variables->n; v++)
    if (variables->items[v]->table)
      indices[v] = (uint16_t)hwnas_table_at(variables->items[v]->table, indices)->integer;
}

void hwnas_variables_mark(const hwnas_variables_t *variables, const hwnas_table_t *table, bool *marks) {
  for (uint32_t i = 0; i < table->n_axes; i++) marks[table->axes[i]] = true;
  for (size_t v = variables->n; v-- > 0;) { /* causes have lower numbers */
    const hwnas_table_t *causes = marks[v] ? variables->items[v]->table : NULL;
    for (uint32_t i = 0; causes && i < causes->n_axes; i++) marks[causes->axes[i]] = true;
  }
}

bool hwnas_variables_depend(const hwnas_variables_t *variables, const hwnas_table_t *table,
                            uint32_t variable) {
  bool marks[variables->n + 1];
  memset(marks, 0, sizeof marks);
  hwnas_variables_mark(variables, table, marks);
  return marks[variable];
}
