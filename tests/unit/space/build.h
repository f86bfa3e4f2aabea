/* Spaces made by hand, small enough to be counted one by one. Shared by the tests of space/ and metric/. */
#ifndef HWNAS_TESTS_SPACE_BUILD_H
#define HWNAS_TESTS_SPACE_BUILD_H

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "space/space.h"

#define BUILD_CHOICES 512
#define BUILD_CONSTRAINTS 64
#define BUILD_ACTIVE 4

typedef bool (*build_truth_fn)(const uint32_t *indices, void *self); /* indices: per axis of the table */

static inline hwnas_space_t *build_space(void) {
  hwnas_arena_t *arena = malloc(sizeof *arena);
  hwnas_space_t *space = calloc(1, sizeof *space);
  if (!arena || !space) abort();
  hwnas_arena_init(arena);
  space->arena = arena;
  space->name = "built";
  space->choices = hwnas_arena_alloc_array(arena, BUILD_CHOICES, sizeof *space->choices);
  space->variables.items = hwnas_arena_alloc_array(arena, BUILD_CHOICES, sizeof(void *));
  space->constraints = hwnas_arena_alloc_array(arena, BUILD_CONSTRAINTS, sizeof *space->constraints);
  hwnas_map_init(&space->labels);
  return space;
}

static inline uint32_t build_choice_of(hwnas_space_t *space, const char *label, const hwnas_value_t *domain,
                                       uint32_t n) {
  if (space->n_choices == BUILD_CHOICES) abort();
  uint32_t c = (uint32_t)space->n_choices++;
  hwnas_choice_t *choice = &space->choices[c];
  *choice = (hwnas_choice_t){.label = hwnas_arena_strdup(space->arena, label),
                             .variable = c,
                             .domain = domain,
                             .n = n,
                             .place = "t:1:1"};
  choice->active = hwnas_arena_alloc_array(space->arena, BUILD_ACTIVE, sizeof(void *));
  hwnas_variable_t *variable = hwnas_arena_alloc(space->arena, sizeof *variable);
  *variable =
      (hwnas_variable_t){.label = choice->label, .domain = domain, .n = n, .place = "t:1:1", .choice = c};
  space->variables.items[c] = variable;
  space->variables.n = space->n_choices;
  if (!hwnas_map_set(&space->labels, choice->label, choice)) abort();
  return c;
}

/* A choice among 0, 10, 20 ... */
static inline uint32_t build_choice(hwnas_space_t *space, const char *label, uint32_t n) {
  hwnas_value_t *domain = hwnas_arena_alloc_array(space->arena, n, sizeof *domain);
  for (uint32_t k = 0; k < n; k++) domain[k] = hwnas_value_int(10 * (int64_t)k);
  return build_choice_of(space, label, domain, n);
}

/* Axes must be ascending. */
static inline hwnas_table_t *build_table(hwnas_space_t *space, const uint32_t *axes, uint32_t n_axes,
                                         hwnas_value_t **out_cells) {
  hwnas_table_t *table = hwnas_arena_alloc(space->arena, sizeof *table);
  table->n_axes = n_axes;
  table->n_cells = 1;
  for (uint32_t a = 0; a < n_axes; a++) {
    table->axes[a] = axes[a];
    table->sizes[a] = space->choices[axes[a]].n;
    table->n_cells *= table->sizes[a];
  }
  *out_cells = hwnas_arena_alloc_array(space->arena, table->n_cells, sizeof **out_cells);
  table->cells = *out_cells;
  return table;
}

static inline const hwnas_table_t *build_truth(hwnas_space_t *space, const uint32_t *axes, uint32_t n_axes,
                                               build_truth_fn fn, void *self) {
  hwnas_value_t *cells;
  hwnas_table_t *table = build_table(space, axes, n_axes, &cells);
  for (size_t c = 0; c < table->n_cells; c++) {
    uint32_t indices[HWNAS_SCOPE_MAX];
    size_t rest = c;
    for (uint32_t a = n_axes; a-- > 0; rest /= table->sizes[a])
      indices[a] = (uint32_t)(rest % table->sizes[a]);
    cells[c] = hwnas_value_bool(fn(indices, self));
  }
  return table;
}

static inline void build_active(hwnas_space_t *space, uint32_t choice, const hwnas_table_t *condition) {
  hwnas_choice_t *c = &space->choices[choice];
  if (c->n_active == BUILD_ACTIVE) abort();
  c->active[c->n_active++] = condition;
}

static inline void build_constraint(hwnas_space_t *space, const hwnas_table_t *table) {
  if (space->n_constraints == BUILD_CONSTRAINTS) abort();
  ((hwnas_constraint_t *)space->constraints)[space->n_constraints++] =
      (hwnas_constraint_t){"rule", "t:9:1", table};
}

/* ---- Random ones ----------------------------------------------------------------------------- */

static inline bool build_coin(hwnas_random_t *random, unsigned percent) {
  return hwnas_random_below(random, 100) < percent;
}

typedef struct build_chance {
  hwnas_random_t *random;
  unsigned percent;
} build_chance_t;

static inline bool build_random_truth(const uint32_t *indices, void *self) {
  build_chance_t *chance = self;
  (void)indices;
  return build_coin(chance->random, chance->percent);
}

/* `n_axes` different choices below `limit`, ascending. */
static inline void build_random_axes(hwnas_random_t *random, uint32_t limit, uint32_t n_axes,
                                     uint32_t *axes) {
  for (uint32_t a = 0, next = 0; a < n_axes; next++)
    if (hwnas_random_below(random, limit - next) < n_axes - a) axes[a++] = next;
}

static inline const hwnas_table_t *build_random_condition(hwnas_space_t *space, hwnas_random_t *random,
                                                          uint32_t limit, uint32_t n_axes, unsigned percent) {
  uint32_t axes[HWNAS_SCOPE_MAX];
  build_chance_t chance = {random, percent};
  build_random_axes(random, limit, n_axes, axes);
  return build_truth(space, axes, n_axes, build_random_truth, &chance);
}

/* The condition under which choice c is active, NULL for always. */
static inline const hwnas_table_t *build_activity(hwnas_space_t *space, uint32_t c) {
  const hwnas_choice_t *choice = &space->choices[c];
  const hwnas_table_t *active = choice->n_active ? choice->active[0] : NULL;
  for (size_t i = 1; i < choice->n_active; i++)
    if (hwnas_table_or(space->arena, &space->variables, active, choice->active[i], &active)) abort();
  return active;
}

/* Hangs choice c below an earlier one: active for some of its values, where it is active itself. */
static inline void build_random_parent(hwnas_space_t *space, hwnas_random_t *random, uint32_t c) {
  uint32_t parent = (uint32_t)hwnas_random_below(random, c);
  build_chance_t chance = {random, 60};
  const hwnas_table_t *condition = build_truth(space, &parent, 1, build_random_truth, &chance);
  if (hwnas_table_and(space->arena, &space->variables, condition, build_activity(space, parent), &condition))
    abort();
  build_active(space, c, condition);
}

static inline hwnas_space_t *build_random_space(hwnas_random_t *random, uint32_t n_choices,
                                                uint32_t n_constraints) {
  hwnas_space_t *space = build_space();
  for (uint32_t c = 0; c < n_choices; c++) {
    char label[16] = {(char)('a' + c % 26), (char)('a' + c / 26), 0};
    build_choice(space, label, 2 + (uint32_t)hwnas_random_below(random, 3));
    while (c > 0 && space->choices[c].n_active < 2 && build_coin(random, 45))
      build_random_parent(space, random, c);
  }
  for (uint32_t i = 0; i < n_constraints; i++)
    build_constraint(space, build_random_condition(space, random, n_choices, 2, 70));
  return space;
}

/* ---- One by one ------------------------------------------------------------------------------ */

/* The next raw point; false after the last. Start from zeros. */
static inline bool build_next_point(const hwnas_space_t *space, uint16_t *point) {
  for (size_t c = space->n_choices; c-- > 0; point[c] = 0)
    if (++point[c] < space->choices[c].n) return true;
  return false;
}

static inline size_t build_point_number(const hwnas_space_t *space, const uint16_t *point) {
  size_t number = 0;
  for (size_t c = 0; c < space->n_choices; c++) number = number * space->choices[c].n + point[c];
  return number;
}

static inline size_t build_n_points(const hwnas_space_t *space) {
  size_t n = 1;
  for (size_t c = 0; c < space->n_choices; c++) n *= space->choices[c].n;
  return n;
}

/* What a point stands for. */
static inline void build_network(const hwnas_space_t *space, const uint16_t *point, uint16_t *out) {
  memcpy(out, point, space->n_choices * sizeof *out);
  hwnas_space_canonicalize(space, out);
}

static inline bool build_is_canonical(const hwnas_space_t *space, const uint16_t *point) {
  for (size_t c = 0; c < space->n_choices; c++)
    if (point[c] && !hwnas_space_active(space, c, point)) return false;
  return true;
}

#endif
