#include "space/filter.h"

#include "space/truth.h"

typedef struct maker {
  hwnas_arena_t *arena;
  const hwnas_space_t *space;
  bool define;
  hwnas_filters_t *out;
} maker_t;

static hwnas_status_t *add(maker_t *maker, const hwnas_table_t *table, int64_t owner) {
  size_t n_holding = 0;
  uint8_t *holds = hwnas_arena_alloc(maker->arena, table->n_cells);
  HWNAS_TRY_ALLOC(holds);
  for (size_t c = 0; c < table->n_cells; c++) n_holding += holds[c] = hwnas_holds(&table->cells[c]);
  if (n_holding == 0 && owner < 0) maker->out->impossible = true;
  if (n_holding == table->n_cells) return NULL;
  for (uint32_t a = 0; a < table->n_axes; a++) maker->out->relevant[table->axes[a]] = true;
  hwnas_filter_t *filter = &maker->out->items[maker->out->n++];
  *filter = (hwnas_filter_t){.scope = *table, .holds = holds, .owner = owner};
  filter->scope.cells = NULL;
  return NULL;
}

hwnas_status_t *hwnas_choice_activity(hwnas_arena_t *arena, const hwnas_space_t *space,
                                      const hwnas_choice_t *choice, const hwnas_table_t **out) {
  *out = choice->n_active > 0 ? choice->active[0] : NULL;
  for (size_t i = 1; i < choice->n_active && *out; i++)
    HWNAS_TRY(hwnas_table_or(arena, &space->variables, *out, choice->active[i], out));
  return NULL;
}

static hwnas_status_t *add_choice(maker_t *maker, const hwnas_choice_t *choice) {
  const hwnas_table_t *active;
  HWNAS_TRY(hwnas_choice_activity(maker->arena, maker->space, choice, &active));
  return active ? add(maker, active, choice->variable) : NULL;
}

/* A derived variable is what its causes make it. */
static hwnas_status_t *add_derived(maker_t *maker, const hwnas_variable_t *variable, uint32_t v,
                                   size_t level) {
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
  size_t before = maker->out->n;
  HWNAS_TRY(add(maker, &equal, -1));
  if (maker->out->n > before) maker->out->items[before].level = 1 + level;
  return NULL;
}

/* The causes of a relevant variable are relevant too; one level farther from the conditions. */
static void mark_causes(const maker_t *maker, const hwnas_table_t *causes, size_t own, size_t *level) {
  for (uint32_t a = 0; a < causes->n_axes; a++) {
    uint32_t cause = causes->axes[a];
    if (!maker->out->relevant[cause] || level[cause] > own + 1) level[cause] = own + 1;
    maker->out->relevant[cause] = maker->out->causes[cause] = true;
  }
}

static bool is_small(const maker_t *maker, const hwnas_variable_t *variable) {
  return (double)variable->table->n_cells * variable->n <= hwnas_relaxed_cells(&maker->space->variables);
}

/* Says of the relevant variables that are derived what they are, from the last to the first: causes have
 * lower numbers. With levels only so far up, and only what is small. */
static hwnas_status_t *add_causes(maker_t *maker, size_t levels) {
  const hwnas_variables_t *variables = &maker->space->variables;
  size_t *level = hwnas_arena_alloc_array(maker->arena, variables->n, sizeof *level);
  HWNAS_TRY_ALLOC(level);
  for (size_t v = variables->n; v-- > 0;) {
    const hwnas_variable_t *variable = variables->items[v];
    if (!variable->table || !maker->out->relevant[v]) continue;
    if (levels && (level[v] >= levels || !is_small(maker, variable))) continue;
    mark_causes(maker, variable->table, level[v], level);
    if (maker->define) HWNAS_TRY(add_derived(maker, variable, (uint32_t)v, level[v]));
  }
  return NULL;
}

hwnas_status_t *hwnas_filters_make(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, bool define, hwnas_filters_t *out) {
  size_t n = space->variables.n;
  maker_t maker = {.arena = arena, .space = space, .define = define, .out = out};
  *out = (hwnas_filters_t){
      .items =
          hwnas_arena_alloc_array(arena, n + space->n_constraints + of->n_conditions, sizeof(hwnas_filter_t)),
      .relevant = hwnas_arena_alloc_array(arena, n, sizeof(bool)),
      .causes = hwnas_arena_alloc_array(arena, n, sizeof(bool)),
  };
  if (!out->items || !out->relevant || !out->causes) return hwnas_status_no_memory();
  for (size_t c = 0; !of->levels && c < space->n_choices; c++) {
    out->relevant[space->choices[c].variable] = true;
    HWNAS_TRY(add_choice(&maker, &space->choices[c]));
  }
  for (size_t i = 0; of->constraints && i < space->n_constraints; i++)
    HWNAS_TRY(add(&maker, space->constraints[i].table, -1));
  for (size_t i = 0; i < of->n_conditions; i++)
    if (of->conditions[i]) HWNAS_TRY(add(&maker, of->conditions[i], -1));
  return add_causes(&maker, of->levels);
}
