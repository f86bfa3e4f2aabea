#include "space/filter.h"

#include "space/truth.h"

typedef struct maker {
  hwnas_arena_t *arena;
  const hwnas_space_t *space;
  const int32_t *known;
  hwnas_filter_t *filters;
  size_t n;
  bool impossible;
} maker_t;

static int32_t known_index(const maker_t *maker, uint32_t v) { return maker->known ? maker->known[v] : -1; }

/* The first of the cells that agree with what is known, and the scope of what is not. */
static hwnas_status_t *restrict_scope(const maker_t *maker, const hwnas_table_t *table, hwnas_table_t *scope,
                                      size_t *out_first) {
  *scope = (hwnas_table_t){.n_cells = 1};
  *out_first = 0;
  for (uint32_t a = 0; a < table->n_axes; a++) {
    int32_t index = known_index(maker, table->axes[a]);
    if (index >= 0)
      *out_first += hwnas_table_stride(table, table->axes[a]) * (uint32_t)index;
    else
      HWNAS_TRY(hwnas_table_scope_add(&maker->space->variables, scope, table->axes[a]));
  }
  return NULL;
}

static hwnas_status_t *add(maker_t *maker, const hwnas_table_t *table, int64_t owner) {
  hwnas_filter_t *filter = &maker->filters[maker->n];
  size_t first, n_holding = 0;
  HWNAS_TRY(restrict_scope(maker, table, &filter->scope, &first));
  uint8_t *holds = hwnas_arena_alloc(maker->arena, filter->scope.n_cells);
  HWNAS_TRY_ALLOC(holds);
  hwnas_walk_t walk;
  HWNAS_TRY(hwnas_walk_init(&walk, maker->arena, &filter->scope, &table, 1));
  for (size_t c = 0; c < filter->scope.n_cells; c++, hwnas_walk_next(&walk)) {
    holds[c] = hwnas_holds(&table->cells[first + walk.offsets[0]]);
    n_holding += holds[c];
  }
  filter->holds = holds;
  filter->owner = owner;
  if (n_holding == 0 && owner < 0) maker->impossible = true;
  if (n_holding < filter->scope.n_cells) maker->n++;
  return NULL;
}

static hwnas_status_t *add_choice(maker_t *maker, const hwnas_choice_t *choice) {
  int32_t index = known_index(maker, choice->variable);
  if (choice->n_active == 0 || index == 0) return NULL;
  const hwnas_table_t *active = choice->active[0];
  for (size_t i = 1; i < choice->n_active && active; i++)
    HWNAS_TRY(hwnas_table_or(maker->arena, &maker->space->variables, active, choice->active[i], &active));
  return active ? add(maker, active, index > 0 ? -1 : (int64_t)choice->variable) : NULL;
}

/* A derived variable is what its causes make it. */
static hwnas_status_t *add_derived(maker_t *maker, const hwnas_variable_t *variable, uint32_t v) {
  const hwnas_table_t own = {.n_axes = 1, .axes = {v}, .sizes = {variable->n}, .n_cells = variable->n};
  const hwnas_table_t *parts[] = {variable->table, &own};
  hwnas_table_t equal;
  hwnas_walk_t walk;
  HWNAS_TRY(hwnas_table_scope_union(&maker->space->variables, parts, 2, &equal));
  hwnas_value_t *cells = hwnas_arena_alloc_array(maker->arena, equal.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  HWNAS_TRY(hwnas_walk_init(&walk, maker->arena, &equal, parts, 2));
  for (size_t c = 0; c < equal.n_cells; c++, hwnas_walk_next(&walk))
    cells[c] = hwnas_value_bool((size_t)variable->table->cells[walk.offsets[0]].integer == walk.offsets[1]);
  equal.cells = cells;
  return add(maker, &equal, -1);
}

hwnas_status_t *hwnas_filters_make(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, hwnas_filter_t **out, size_t *out_n,
                                   bool *out_impossible) {
  maker_t maker = {.arena = arena, .space = space, .known = of->known};
  maker.filters =
      hwnas_arena_alloc_array(arena, space->variables.n + space->n_constraints + 1, sizeof(hwnas_filter_t));
  HWNAS_TRY_ALLOC(maker.filters);
  for (size_t c = 0; c < space->n_choices; c++) HWNAS_TRY(add_choice(&maker, &space->choices[c]));
  for (size_t v = 0; v < space->variables.n; v++)
    if (space->variables.items[v]->table)
      HWNAS_TRY(add_derived(&maker, space->variables.items[v], (uint32_t)v));
  for (size_t i = 0; of->constraints && i < space->n_constraints; i++)
    HWNAS_TRY(add(&maker, space->constraints[i].table, -1));
  if (of->condition) HWNAS_TRY(add(&maker, of->condition, -1));
  *out = maker.filters;
  *out_n = maker.n;
  *out_impossible = maker.impossible;
  return NULL;
}
