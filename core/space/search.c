#include "space/search.h"

#include <stdlib.h>
#include <string.h>

#include "space/cells.h"
#include "space/filter.h"

#define TRIES_MAX ((uint64_t)1 << 24) /* values given to choices: about a second */
#define FIND_MAX ((uint64_t)1 << 20)  /* the same where many such questions come up */

/* What is to be done once a choice has a value, in the order of the keys. */
typedef struct event {
  uint32_t position; /* of the choice */
  uint32_t derived;  /* 1 + the last derived variable that it needs and that this choice brings; 0: none */
  enum { DERIVE, ASK, WEIGH } kind;
  uint32_t variable;            /* DERIVE */
  const uint16_t *indices;      /* DERIVE: per cell of its causes */
  const hwnas_filter_t *filter; /* ASK */
  const hwnas_step_t *step;     /* WEIGH: a choice that was summed out */
  const hwnas_table_t *scope;   /* what it depends on */
  const uint32_t *counts;       /* WEIGH: per context */
} event_t;

typedef struct search {
  hwnas_arena_t *arena;
  const hwnas_space_t *space;
  hwnas_filters_t filters;
  size_t *filters_first; /* per variable: where its filters begin in filters_of; one more at the end */
  uint32_t *filters_of;
  bool sums;          /* choices may be summed out */
  bool *summed;       /* per filter: it went into a choice that was summed out */
  uint32_t *position; /* per variable: that of the choice with which it is known */
  uint32_t *order;    /* variables of the choices that are gone through */
  size_t n;
  event_t *events;
  size_t n_events;
  size_t *first; /* per position: its first event; one more at the end */
  uint16_t *full;
  mpz_t *weights; /* per position; NULL: the first network will do */
  uint64_t tries, tries_max;
} search_t;

/* ---- Which filters a variable has ------------------------------------------------------------ */

/* Variable number i of a filter, its owner after those of the scope; false past the last. */
static bool variable_of(const hwnas_filter_t *filter, uint32_t i, uint32_t *out) {
  bool owned = filter->owner >= 0 && !hwnas_table_has_axis(&filter->scope, (uint32_t)filter->owner);
  if (i >= filter->scope.n_axes + owned) return false;
  *out = i < filter->scope.n_axes ? filter->scope.axes[i] : (uint32_t)filter->owner;
  return true;
}

static hwnas_status_t *index_filters(search_t *search) {
  size_t n = search->space->variables.n, total = 0;
  uint32_t variable;
  search->filters_first = hwnas_arena_alloc_array(search->arena, n + 2, sizeof(size_t));
  HWNAS_TRY_ALLOC(search->filters_first);
  for (size_t f = 0; f < search->filters.n; f++)
    for (uint32_t i = 0; variable_of(&search->filters.items[f], i, &variable); i++, total++)
      search->filters_first[variable + 2]++; /* a count; then where its next filter goes */
  search->filters_of = hwnas_arena_alloc_array(search->arena, total, sizeof(uint32_t));
  HWNAS_TRY_ALLOC(search->filters_of);
  for (size_t v = 2; v < n + 2; v++) search->filters_first[v] += search->filters_first[v - 1];
  for (size_t f = 0; f < search->filters.n; f++)
    for (uint32_t i = 0; variable_of(&search->filters.items[f], i, &variable); i++)
      search->filters_of[search->filters_first[variable + 1]++] = (uint32_t)f;
  return NULL;
}

/* ---- Choices that are summed out ------------------------------------------------------------- */

/* False if some derived variable hangs on it, or its filters are over another that is summed out. */
static bool stands_alone(const search_t *search, uint32_t variable) {
  for (size_t i = search->filters_first[variable]; i < search->filters_first[variable + 1]; i++)
    if (search->summed[search->filters_of[i]]) return false;
  return !search->filters.causes[variable];
}

/* A step of an elimination with filters only; *out_fits is false if its context is too large. */
static hwnas_status_t *make_step(search_t *search, uint32_t variable, hwnas_step_t *step, bool *out_fits) {
  const hwnas_variables_t *variables = &search->space->variables;
  size_t begin = search->filters_first[variable], end = search->filters_first[variable + 1];
  *step = (hwnas_step_t){.variable = variable, .n = variables->items[variable]->n, .context = {.n_cells = 1}};
  step->filters = hwnas_arena_alloc_array(search->arena, end - begin, sizeof *step->filters);
  HWNAS_TRY_ALLOC(step->filters);
  hwnas_status_t *status = NULL;
  for (size_t f = begin; f < end && !status; f++) {
    const hwnas_filter_t *filter = &search->filters.items[search->filters_of[f]];
    uint32_t other;
    step->filters[step->n_filters++] = filter;
    for (uint32_t i = 0; !status && variable_of(filter, i, &other); i++)
      if (other != variable) status = hwnas_table_scope_add(variables, &step->context, other);
  }
  *out_fits = !status;
  if (!status || status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  hwnas_status_destroy(status);
  return NULL;
}

static hwnas_status_t *count_values(search_t *search, const hwnas_step_t *step, const uint32_t **out) {
  hwnas_step_cursor_t cursor;
  uint32_t *counts = hwnas_arena_alloc_array(search->arena, step->context.n_cells, sizeof *counts);
  HWNAS_TRY_ALLOC(counts);
  HWNAS_TRY(hwnas_step_begin(&cursor, search->arena, NULL, step));
  for (size_t c = 0; c < step->context.n_cells; c++, hwnas_step_next(&cursor))
    for (uint32_t k = 0; k < step->n; k++) counts[c] += hwnas_step_allows(&cursor, k);
  *out = counts;
  return NULL;
}

static hwnas_status_t *sum_out(search_t *search, uint32_t variable, bool *out_done) {
  hwnas_step_t *step = hwnas_arena_alloc(search->arena, sizeof *step);
  event_t *event = &search->events[search->n_events];
  HWNAS_TRY_ALLOC(step);
  *out_done = false;
  if (!stands_alone(search, variable)) return NULL;
  HWNAS_TRY(make_step(search, variable, step, out_done));
  if (!*out_done) return NULL;
  *event = (event_t){.kind = WEIGH, .step = step, .scope = &step->context};
  search->n_events++;
  for (size_t i = search->filters_first[variable]; i < search->filters_first[variable + 1]; i++)
    search->summed[search->filters_of[i]] = true;
  return count_values(search, step, &event->counts);
}

/* ---- The order ------------------------------------------------------------------------------- */

typedef struct place {
  uint32_t rank, variable;
} place_t;

static int compare_places(const void *a, const void *b) {
  const place_t *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return x->variable < y->variable ? -1 : x->variable > y->variable;
}

static hwnas_status_t *order_choices(search_t *search) {
  const hwnas_space_t *space = search->space;
  const uint32_t *ranks = hwnas_cells_ranks(search->arena, space);
  place_t *places = hwnas_arena_alloc_array(search->arena, space->n_choices, sizeof *places);
  if (!ranks || !places) return hwnas_status_no_memory();
  for (size_t c = 0; c < space->n_choices; c++) {
    uint32_t variable = space->choices[c].variable;
    bool done = false;
    if (search->sums) HWNAS_TRY(sum_out(search, variable, &done));
    if (!done) places[search->n++] = (place_t){ranks[variable], variable};
  }
  qsort(places, search->n, sizeof *places, compare_places);
  for (size_t i = 0; i < search->n; i++) {
    search->order[i] = places[i].variable;
    search->position[places[i].variable] = (uint32_t)i;
  }
  return NULL;
}

/* ---- Events ---------------------------------------------------------------------------------- */

static void place_event(const search_t *search, const hwnas_table_t *scope, int64_t owner, event_t *event) {
  event->position = owner >= 0 ? search->position[owner] : 0;
  for (uint32_t a = 0; a < scope->n_axes; a++)
    if (search->position[scope->axes[a]] > event->position)
      event->position = search->position[scope->axes[a]];
  for (uint32_t a = 0; a < scope->n_axes && event->kind != DERIVE; a++) {
    uint32_t axis = scope->axes[a];
    bool brought = search->space->variables.items[axis]->table && search->position[axis] == event->position;
    if (brought && axis + 1 > event->derived) event->derived = axis + 1;
  }
}

static hwnas_status_t *add_derived(search_t *search, uint32_t v) {
  const hwnas_table_t *causes = search->space->variables.items[v]->table;
  uint16_t *indices = hwnas_arena_alloc_array(search->arena, causes->n_cells, sizeof *indices);
  HWNAS_TRY_ALLOC(indices);
  for (size_t c = 0; c < causes->n_cells; c++) indices[c] = (uint16_t)causes->cells[c].integer;
  event_t *event = &search->events[search->n_events++];
  *event = (event_t){.kind = DERIVE, .variable = v, .derived = v + 1, .scope = causes, .indices = indices};
  place_event(search, causes, -1, event);
  search->position[v] = event->position;
  return NULL;
}

static hwnas_status_t *add_events(search_t *search) {
  const hwnas_variables_t *variables = &search->space->variables;
  for (uint32_t v = 0; v < variables->n; v++)
    if (variables->items[v]->table && search->filters.relevant[v]) HWNAS_TRY(add_derived(search, v));
  for (size_t f = 0; f < search->filters.n; f++) {
    const hwnas_filter_t *filter = &search->filters.items[f];
    if (search->summed[f]) continue;
    event_t *event = &search->events[search->n_events++];
    *event = (event_t){.kind = ASK, .filter = filter, .scope = &filter->scope};
    place_event(search, &filter->scope, filter->owner, event);
  }
  for (size_t e = 0; e < search->n_events; e++)
    if (search->events[e].kind == WEIGH)
      place_event(search, &search->events[e].step->context, -1, &search->events[e]);
  return NULL;
}

static int compare_events(const void *a, const void *b) {
  const event_t *x = a, *y = b;
  if (x->position != y->position) return x->position < y->position ? -1 : 1;
  if (x->derived != y->derived) return x->derived < y->derived ? -1 : 1;
  return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static hwnas_status_t *plan(search_t *search, const hwnas_elimination_of_t *of) {
  size_t n = search->space->variables.n;
  HWNAS_TRY(hwnas_filters_make(search->arena, search->space, of, false, &search->filters));
  search->summed = hwnas_arena_alloc_array(search->arena, search->filters.n, sizeof *search->summed);
  search->position = hwnas_arena_alloc_array(search->arena, n, sizeof *search->position);
  search->order = hwnas_arena_alloc_array(search->arena, n, sizeof *search->order);
  search->full = hwnas_arena_alloc_array(search->arena, n, sizeof *search->full);
  search->events = hwnas_arena_alloc_array(search->arena, 2 * n + search->filters.n, sizeof(event_t));
  search->first = hwnas_arena_alloc_array(search->arena, n + 1, sizeof *search->first);
  if (!search->summed || !search->position || !search->order || !search->full || !search->events ||
      !search->first)
    return hwnas_status_no_memory();
  HWNAS_TRY(index_filters(search));
  HWNAS_TRY(order_choices(search));
  HWNAS_TRY(add_events(search));
  qsort(search->events, search->n_events, sizeof *search->events, compare_events);
  for (size_t i = 0, e = 0; i <= search->n; i++) {
    while (e < search->n_events && search->events[e].position < i) e++;
    search->first[i] = i == search->n ? search->n_events : e;
  }
  return NULL;
}

/* ---- Going through --------------------------------------------------------------------------- */

/* False if the event does not allow the values that there are. */
static bool happen(search_t *search, const event_t *event, mpz_t *weight) {
  uint16_t *full = search->full;
  size_t cell = hwnas_table_cell(event->scope, full);
  switch (event->kind) {
    case DERIVE:
      full[event->variable] = event->indices[cell];
      return true;
    case ASK:
      return event->filter->holds[cell] || (event->filter->owner >= 0 && full[event->filter->owner] == 0);
    case WEIGH:
      mpz_mul_ui(*weight, *weight, event->counts[cell]);
      return event->counts[cell] > 0;
  }
  return false;
}

/* False if the value that the choice at this position was given leads nowhere. */
static bool follow(search_t *search, size_t position) {
  mpz_t *weight = search->weights ? &search->weights[position + 1] : NULL;
  if (weight) mpz_set(*weight, search->weights[position]);
  for (size_t e = search->first[position]; e < search->first[position + 1]; e++)
    if (!happen(search, &search->events[e], weight)) return false;
  return true;
}

/* Goes on to the next network after the one that was found before; false if there is none, or when there were
 * too many tries. next has the value that each choice gets next, and starts at zero. */
static bool find_next(search_t *search, uint32_t *next, size_t *position) {
  const hwnas_variables_t *variables = &search->space->variables;
  if (search->n == 0) return (*position)++ == 0;
  if (*position == search->n) (*position)--;
  for (;;) {
    size_t at = *position;
    uint32_t choice = search->order[at];
    if (next[at] < variables->items[choice]->n) {
      if (++search->tries > search->tries_max) return false;
      search->full[choice] = (uint16_t)next[at]++;
      if (!follow(search, at)) continue;
      next[++*position] = 0;
      if (*position == search->n) return true;
    } else if (at == 0) {
      return false;
    } else {
      --*position;
    }
  }
}

/* *out_done is false when there were too many tries. */
static hwnas_status_t *go_through(search_t *search, bool *out_done, mpz_t out) {
  size_t position = 0;
  uint32_t *next = hwnas_arena_alloc_array(search->arena, search->n + 1, sizeof *next);
  HWNAS_TRY_ALLOC(next);
  while (find_next(search, next, &position)) mpz_add(out, out, search->weights[search->n]);
  *out_done = search->tries <= search->tries_max;
  return NULL;
}

hwnas_status_t *hwnas_search_count(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, bool *out_done, mpz_t out) {
  search_t search = {.arena = arena, .space = space, .sums = true, .tries_max = TRIES_MAX};
  *out_done = true;
  HWNAS_TRY(plan(&search, of));
  search.weights = hwnas_arena_alloc_array(arena, search.n + 1, sizeof *search.weights);
  HWNAS_TRY_ALLOC(search.weights);
  mpz_t sum;
  mpz_init(sum);
  for (size_t i = 0; i <= search.n; i++) mpz_init_set_ui(search.weights[i], 1);
  hwnas_status_t *status = search.filters.impossible ? NULL : go_through(&search, out_done, sum);
  if (!status && *out_done) mpz_set(out, sum);
  for (size_t i = 0; i <= search.n; i++) mpz_clear(search.weights[i]);
  mpz_clear(sum);
  return status;
}

hwnas_status_t *hwnas_search_find(hwnas_arena_t *arena, const hwnas_space_t *space,
                                  const hwnas_elimination_of_t *of, bool *out_done, bool *out_found,
                                  uint16_t *out_full) {
  search_t search = {.arena = arena, .space = space, .tries_max = FIND_MAX};
  *out_done = true;
  *out_found = false;
  HWNAS_TRY(plan(&search, of));
  if (search.filters.impossible) return NULL;
  size_t position = 0;
  uint32_t *next = hwnas_arena_alloc_array(arena, search.n + 1, sizeof *next);
  HWNAS_TRY_ALLOC(next);
  *out_found = find_next(&search, next, &position);
  *out_done = *out_found || search.tries <= search.tries_max;
  if (*out_found) memcpy(out_full, search.full, space->variables.n * sizeof *out_full);
  return NULL;
}
