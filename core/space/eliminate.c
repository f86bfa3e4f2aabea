#include "space/eliminate.h"

#include <math.h>

#include "space/filter.h"
#include "space/queue.h"

/* A table that waits to be multiplied: a filter (step < 0) or the message of a step. */
typedef struct pending {
  const hwnas_filter_t *filter;
  uint32_t step;
  hwnas_table_t scope; /* with the owner of a filter */
  size_t level;        /* of a filter; the least of those in a message */
  bool used;
} pending_t;

/* The tables over a variable, in the order in which they came; those that are used are left out on the way.
 */
typedef struct link {
  pending_t *pending;
  struct link *next;
} link_t;
typedef struct list {
  link_t *first, **end;
} list_t;

typedef struct planner {
  hwnas_arena_t *arena;
  const hwnas_space_t *space;
  pending_t *pending;
  size_t n_pending;
  list_t *over;        /* per variable */
  hwnas_queue_t queue; /* those still to be eliminated, by cells of the message that this gives */
  uint32_t *stale;     /* n_stale variables whose number of cells must be computed anew */
  size_t n_stale;
  bool *is_stale; /* per variable */
  uint32_t *seen; /* per variable: scratch of measure, against double counting */
  uint32_t mark;
  bool relaxed; /* conditions may be left out to keep tables small */
} planner_t;

/* ---- The tables over a variable -------------------------------------------------------------- */

static link_t *skip_used(list_t *list, link_t **at) {
  while (*at && (*at)->pending->used) *at = (*at)->next;
  if (!*at) list->end = at;
  return *at;
}
static link_t *first_over(const planner_t *planner, uint32_t variable) {
  list_t *list = &planner->over[variable];
  return skip_used(list, &list->first);
}
static link_t *next_over(const planner_t *planner, uint32_t variable, link_t *link) {
  return skip_used(&planner->over[variable], &link->next);
}

static hwnas_status_t *add_pending(planner_t *planner, pending_t pending) {
  pending_t *added = &planner->pending[planner->n_pending++];
  *added = pending;
  for (uint32_t a = 0; a < added->scope.n_axes; a++) {
    list_t *list = &planner->over[added->scope.axes[a]];
    link_t *link = hwnas_arena_alloc(planner->arena, sizeof *link);
    HWNAS_TRY_ALLOC(link);
    *link = (link_t){.pending = added};
    *list->end = link;
    list->end = &link->next;
  }
  return NULL;
}

/* ---- The order ------------------------------------------------------------------------------- */

/* Infinite is as large as it gets: what meets all the others is not gone through to the end. */
static double measure(planner_t *planner, uint32_t variable) {
  double cells = 1;
  planner->mark++;
  planner->seen[variable] = planner->mark;
  for (link_t *l = first_over(planner, variable); l && isfinite(cells); l = next_over(planner, variable, l)) {
    const hwnas_table_t *scope = &l->pending->scope;
    for (uint32_t a = 0; a < scope->n_axes; a++) {
      uint32_t axis = scope->axes[a];
      if (planner->seen[axis] == planner->mark) continue;
      planner->seen[axis] = planner->mark;
      cells *= scope->sizes[a];
    }
  }
  return cells;
}

static void mark_stale(planner_t *planner, const hwnas_table_t *scope) {
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    uint32_t axis = scope->axes[a];
    if (!planner->is_stale[axis]) planner->stale[planner->n_stale++] = axis;
    planner->is_stale[axis] = true;
  }
}

/* Smallest message first; ties go to later ones, which hang below earlier ones. */
static uint32_t next_variable(planner_t *planner) {
  for (size_t i = 0; i < planner->n_stale; i++) {
    uint32_t variable = planner->stale[i];
    planner->is_stale[variable] = false;
    if (hwnas_queue_has(&planner->queue, variable))
      hwnas_queue_set(&planner->queue, variable, measure(planner, variable));
  }
  planner->n_stale = 0;
  return hwnas_queue_take(&planner->queue);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* The context of a step; the table with the variable itself must stay within the budget too. */
static hwnas_status_t *find_context(const planner_t *planner, uint32_t variable, hwnas_table_t *context) {
  const hwnas_variables_t *variables = &planner->space->variables;
  hwnas_table_t joint = {.n_cells = 1};
  *context = joint;
  HWNAS_TRY(hwnas_table_scope_add(variables, &joint, variable));
  for (link_t *l = first_over(planner, variable); l; l = next_over(planner, variable, l)) {
    const hwnas_table_t *scope = &l->pending->scope;
    for (uint32_t a = 0; a < scope->n_axes; a++) {
      HWNAS_TRY(hwnas_table_scope_add(variables, &joint, scope->axes[a]));
      if (scope->axes[a] != variable) HWNAS_TRY(hwnas_table_scope_add(variables, context, scope->axes[a]));
    }
  }
  return NULL;
}

static bool goes_before(const pending_t *a, const pending_t *b) {
  return a->level != b->level ? a->level > b->level : a->scope.n_cells > b->scope.n_cells;
}

/* Leaves out what makes the step large, from what is farthest from the conditions on. */
static void relax(planner_t *planner, uint32_t variable) {
  double most = hwnas_relaxed_cells(&planner->space->variables);
  while (measure(planner, variable) * planner->space->variables.items[variable]->n > most) {
    pending_t *first = NULL;
    for (link_t *l = first_over(planner, variable); l; l = next_over(planner, variable, l))
      if (!first || goes_before(l->pending, first)) first = l->pending;
    if (!first) return;
    first->used = true;
    mark_stale(planner, &first->scope);
  }
}

static size_t least_level(const planner_t *planner, uint32_t variable) {
  size_t level = SIZE_MAX;
  for (link_t *l = first_over(planner, variable); l; l = next_over(planner, variable, l))
    if (l->pending->level < level) level = l->pending->level;
  return level;
}

static hwnas_status_t *take_parts(planner_t *planner, hwnas_step_t *step) {
  uint32_t variable = step->variable;
  size_t n = 0;
  for (link_t *l = first_over(planner, variable); l; l = next_over(planner, variable, l)) n++;
  step->filters = hwnas_arena_alloc_array(planner->arena, n, sizeof(void *));
  step->messages = hwnas_arena_alloc_array(planner->arena, n, sizeof(uint32_t));
  if (!step->filters || !step->messages) return hwnas_status_no_memory();
  for (link_t *l = first_over(planner, variable); l; l = next_over(planner, variable, l)) {
    pending_t *pending = l->pending;
    if (pending->filter)
      step->filters[step->n_filters++] = pending->filter;
    else
      step->messages[step->n_messages++] = pending->step;
    pending->used = true;
  }
  return NULL;
}

static hwnas_status_t *plan_step(planner_t *planner, uint32_t number, hwnas_step_t *step) {
  step->variable = next_variable(planner);
  const hwnas_variable_t *variable = planner->space->variables.items[step->variable];
  step->n = variable->n;
  if (planner->relaxed) relax(planner, step->variable);
  hwnas_status_t *status = find_context(planner, step->variable, &step->context);
  if (status)
    return hwnas_status_within(status, "networks of the space%s%s%s", variable->label ? ", at choice '" : "",
                               variable->label ? variable->label : "", variable->label ? "'" : "");
  size_t level = least_level(planner, step->variable);
  HWNAS_TRY(take_parts(planner, step));
  mark_stale(planner, &step->context);
  return add_pending(planner, (pending_t){.step = number, .scope = step->context, .level = level});
}

static hwnas_status_t *planner_init(planner_t *planner, const hwnas_filters_t *of) {
  size_t n = planner->space->variables.n, n_filters = of->n;
  const hwnas_filter_t *filters = of->items;
  planner->pending = hwnas_arena_alloc_array(planner->arena, n_filters + n, sizeof(pending_t));
  planner->over = hwnas_arena_alloc_array(planner->arena, n, sizeof(list_t));
  planner->stale = hwnas_arena_alloc_array(planner->arena, n, sizeof(uint32_t));
  planner->is_stale = hwnas_arena_alloc_array(planner->arena, n, sizeof(bool));
  planner->seen = hwnas_arena_alloc_array(planner->arena, n, sizeof(uint32_t));
  if (!planner->pending || !planner->over || !planner->stale || !planner->is_stale || !planner->seen ||
      !hwnas_queue_init(&planner->queue, planner->arena, n))
    return hwnas_status_no_memory();
  for (size_t v = 0; v < n; v++) planner->over[v].end = &planner->over[v].first;
  for (size_t f = 0; f < n_filters; f++) {
    pending_t pending = {.filter = &filters[f], .scope = filters[f].scope, .level = filters[f].level};
    if (filters[f].owner >= 0)
      HWNAS_TRY(
          hwnas_table_scope_add(&planner->space->variables, &pending.scope, (uint32_t)filters[f].owner));
    HWNAS_TRY(add_pending(planner, pending));
  }
  for (uint32_t v = 0; v < n; v++)
    if (of->relevant[v]) hwnas_queue_set(&planner->queue, v, measure(planner, v));
  return NULL;
}

static size_t count_relevant(const hwnas_space_t *space, const bool *relevant) {
  size_t n = 0;
  for (size_t v = 0; v < space->variables.n; v++) n += relevant[v];
  return n;
}

hwnas_status_t *hwnas_elimination_plan(hwnas_arena_t *arena, const hwnas_space_t *space,
                                       const hwnas_elimination_of_t *of, hwnas_elimination_t *out) {
  *out = (hwnas_elimination_t){.space = space};
  hwnas_filters_t filters;
  HWNAS_TRY(hwnas_filters_make(arena, space, of, true, &filters));
  planner_t planner = {.arena = arena, .space = space, .relaxed = of->levels > 0};
  HWNAS_TRY(planner_init(&planner, &filters));
  out->impossible = filters.impossible;
  out->n_steps = count_relevant(space, filters.relevant);
  out->steps = hwnas_arena_alloc_array(arena, out->n_steps, sizeof *out->steps);
  HWNAS_TRY_ALLOC(out->steps);
  for (size_t s = 0; s < out->n_steps; s++) HWNAS_TRY(plan_step(&planner, (uint32_t)s, &out->steps[s]));
  return NULL;
}

/* ---- Running a step -------------------------------------------------------------------------- */

static uint32_t owner_axis(const hwnas_step_t *step, int64_t owner) {
  if (owner < 0) return step->context.n_axes + 1;
  for (uint32_t a = 0; a < step->context.n_axes; a++)
    if (step->context.axes[a] == (uint32_t)owner) return a;
  return step->context.n_axes;
}

hwnas_status_t *hwnas_step_begin(hwnas_step_cursor_t *cursor, hwnas_arena_t *arena,
                                 const hwnas_elimination_t *elimination, const hwnas_step_t *step) {
  size_t n = step->n_filters + step->n_messages;
  const hwnas_table_t **parts = hwnas_arena_alloc_array(arena, n, sizeof *parts);
  cursor->step = step;
  cursor->strides = hwnas_arena_alloc_array(arena, n, sizeof *cursor->strides);
  cursor->owners = hwnas_arena_alloc_array(arena, step->n_filters, sizeof *cursor->owners);
  if (!parts || !cursor->strides || !cursor->owners) return hwnas_status_no_memory();
  for (size_t f = 0; f < step->n_filters; f++) {
    parts[f] = &step->filters[f]->scope;
    cursor->owners[f] = owner_axis(step, step->filters[f]->owner);
  }
  for (size_t m = 0; m < step->n_messages; m++)
    parts[step->n_filters + m] = &elimination->steps[step->messages[m]].context;
  for (size_t p = 0; p < n; p++) cursor->strides[p] = hwnas_table_stride(parts[p], step->variable);
  return hwnas_walk_init(&cursor->walk, arena, &step->context, parts, n);
}

bool hwnas_step_allows(const hwnas_step_cursor_t *cursor, uint32_t k) {
  const hwnas_step_t *step = cursor->step;
  uint32_t n_axes = step->context.n_axes;
  for (size_t f = 0; f < step->n_filters; f++) {
    if (step->filters[f]->holds[cursor->walk.offsets[f] + cursor->strides[f] * k]) continue;
    uint32_t owner = cursor->owners[f];
    if (owner > n_axes || (owner == n_axes ? k : cursor->walk.index[owner]) != 0) return false;
  }
  return true;
}
