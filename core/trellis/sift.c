#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trellis/order.h"

#define STEPS_MAX ((double)((size_t)1 << 22)) /* of looking at a variable */
#define STEPS_PER_EDGE 8                      /* no more time than the states of a bad order would take */
#define ROUNDS_MAX 3

typedef struct sifter {
  hwnas_arena_t arena;
  hwnas_order_t *order;
  const hwnas_scope_t *scopes;
  size_t n_scopes;
  uint32_t *derived; /* the variables of scopes that are derived, ascending */
  size_t n_derived;
  double *sizes;      /* per variable: logarithm of its size */
  uint32_t *position; /* per variable: the layer in which it is known */
  uint32_t *end;      /* per variable: the last layer that still needs it */
  double *open; /* per layer: what the logarithm of the number of states changes by, then the logarithm */
  double steps, steps_of_cost, steps_max;
} sifter_t;

/* ---- The cost of an order -------------------------------------------------------------------- */

static void set_positions(sifter_t *sifter) {
  const hwnas_order_t *order = sifter->order;
  for (size_t l = 0; l < order->n; l++) sifter->position[order->choices[l]] = (uint32_t)l;
  for (size_t d = 0; d < sifter->n_derived; d++) {
    uint32_t v = sifter->derived[d], last = 0;
    const hwnas_table_t *causes = order->space->variables.items[v]->table;
    for (uint32_t a = 0; a < causes->n_axes; a++)
      if (sifter->position[causes->axes[a]] > last) last = sifter->position[causes->axes[a]];
    sifter->position[v] = last;
  }
}

static void set_end(sifter_t *sifter, const hwnas_scope_t *scope) {
  uint32_t last = 0;
  for (uint32_t i = 0; i < scope->n; i++)
    if (sifter->position[scope->variables[i]] > last) last = sifter->position[scope->variables[i]];
  for (uint32_t i = 0; i < scope->n; i++)
    if (last > sifter->end[scope->variables[i]]) sifter->end[scope->variables[i]] = last;
}

static void open_variable(sifter_t *sifter, uint32_t v) {
  if (sifter->end[v] <= sifter->position[v]) return;
  sifter->open[sifter->position[v]] += sifter->sizes[v];
  sifter->open[sifter->end[v]] -= sifter->sizes[v];
}

/* States times options, all layers together. */
static double cost(sifter_t *sifter) {
  const hwnas_order_t *order = sifter->order;
  sifter->steps += sifter->steps_of_cost;
  set_positions(sifter);
  memset(sifter->end, 0, order->space->variables.n * sizeof *sifter->end);
  memset(sifter->open, 0, (order->n + 1) * sizeof *sifter->open);
  for (size_t s = 0; s < sifter->n_scopes; s++) set_end(sifter, &sifter->scopes[s]);
  for (size_t l = 0; l < order->n; l++) open_variable(sifter, order->choices[l]);
  for (size_t d = 0; d < sifter->n_derived; d++) open_variable(sifter, sifter->derived[d]);
  double sum = 0, states = 0;
  for (size_t l = 0; l < order->n; l++) {
    sum += exp(states + sifter->sizes[order->choices[l]]);
    states += sifter->open[l];
  }
  return sum;
}

/* ---- Moving ---------------------------------------------------------------------------------- */

static void move(uint32_t *choices, size_t from, size_t to) {
  uint32_t moved = choices[from];
  if (from < to) memmove(&choices[from], &choices[from + 1], (to - from) * sizeof *choices);
  if (from > to) memmove(&choices[to + 1], &choices[to], (from - to) * sizeof *choices);
  choices[to] = moved;
}

static size_t place_of(const hwnas_order_t *order, uint32_t variable) {
  size_t l = 0;
  while (order->choices[l] != variable) l++;
  return l;
}

/* Tries all places for a choice and leaves it at the best one. */
static double sift_one(sifter_t *sifter, uint32_t variable, double present) {
  hwnas_order_t *order = sifter->order;
  size_t at = place_of(order, variable), best = at;
  double least = present;
  for (size_t to = 0; to < order->n && sifter->steps < sifter->steps_max; to++) {
    move(order->choices, at, to);
    at = to;
    double value = cost(sifter);
    if (!(value < least * (1 - 1e-9))) continue;
    least = value;
    best = to;
  }
  move(order->choices, at, best);
  return least;
}

typedef struct candidate {
  size_t degree;
  uint32_t variable;
} candidate_t;

static int compare_candidates(const void *a, const void *b) {
  const candidate_t *x = a, *y = b;
  if (x->degree != y->degree) return x->degree > y->degree ? -1 : 1;
  return x->variable < y->variable ? -1 : x->variable > y->variable;
}

static hwnas_status_t *sort_candidates(sifter_t *sifter, candidate_t **out) {
  const hwnas_order_t *order = sifter->order;
  size_t *degree = hwnas_arena_alloc_array(&sifter->arena, order->space->variables.n, sizeof *degree);
  *out = hwnas_arena_alloc_array(&sifter->arena, order->n, sizeof **out);
  if (!degree || !*out) return hwnas_status_no_memory();
  for (size_t s = 0; s < sifter->n_scopes; s++)
    for (uint32_t i = 0; i < sifter->scopes[s].n; i++)
      degree[sifter->scopes[s].variables[i]] += sifter->scopes[s].n - 1;
  for (size_t l = 0; l < order->n; l++)
    (*out)[l] = (candidate_t){.degree = degree[order->choices[l]], .variable = order->choices[l]};
  if (order->n > 1) qsort(*out, order->n, sizeof **out, compare_candidates);
  return NULL;
}

static hwnas_status_t *sift(sifter_t *sifter) {
  candidate_t *candidates;
  HWNAS_TRY(sort_candidates(sifter, &candidates));
  double present = cost(sifter);
  sifter->steps_max = fmin(STEPS_PER_EDGE * present, STEPS_MAX);
  for (int round = 0; round < ROUNDS_MAX && sifter->steps < sifter->steps_max; round++) {
    double before = present;
    for (size_t i = 0; i < sifter->order->n && candidates[i].degree > 0; i++)
      present = sift_one(sifter, candidates[i].variable, present);
    if (!(present < before)) return NULL;
  }
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *find_derived(sifter_t *sifter) {
  const hwnas_variables_t *variables = &sifter->order->space->variables;
  bool *met = hwnas_arena_alloc_array(&sifter->arena, variables->n, sizeof *met);
  sifter->derived = hwnas_arena_alloc_array(&sifter->arena, variables->n, sizeof *sifter->derived);
  if (!met || !sifter->derived) return hwnas_status_no_memory();
  sifter->steps_of_cost = (double)sifter->order->n;
  for (size_t s = 0; s < sifter->n_scopes; s++)
    for (uint32_t i = 0; i < sifter->scopes[s].n; i++, sifter->steps_of_cost++)
      met[sifter->scopes[s].variables[i]] = true;
  for (size_t v = 0; v < variables->n; v++)
    if (met[v] && variables->items[v]->table) sifter->derived[sifter->n_derived++] = (uint32_t)v;
  return NULL;
}

static hwnas_status_t *prepare(sifter_t *sifter) {
  const hwnas_variables_t *variables = &sifter->order->space->variables;
  sifter->sizes = hwnas_arena_alloc_array(&sifter->arena, variables->n, sizeof *sifter->sizes);
  sifter->position = hwnas_arena_alloc_array(&sifter->arena, variables->n, sizeof *sifter->position);
  sifter->end = hwnas_arena_alloc_array(&sifter->arena, variables->n, sizeof *sifter->end);
  sifter->open = hwnas_arena_alloc_array(&sifter->arena, sifter->order->n + 1, sizeof *sifter->open);
  if (!sifter->sizes || !sifter->position || !sifter->end || !sifter->open) return hwnas_status_no_memory();
  for (size_t v = 0; v < variables->n; v++) sifter->sizes[v] = log(variables->items[v]->n);
  return find_derived(sifter);
}

hwnas_status_t *hwnas_order_sift(hwnas_order_t *order, const hwnas_scope_t *scopes, size_t n_scopes) {
  sifter_t sifter = {.order = order, .scopes = scopes, .n_scopes = n_scopes};
  hwnas_arena_init(&sifter.arena);
  hwnas_status_t *status = prepare(&sifter);
  if (!status) status = sift(&sifter);
  if (!status) hwnas_order_set_times(order);
  hwnas_arena_deinit(&sifter.arena);
  return status;
}
