#include "trellis/trellis.h"

#include <stdlib.h>

#include "trellis/internal.h"
#include "trellis/paths.h"

#define EDGES_FIRST ((size_t)1 << 15) /* of an order that need not be improved */
#define EDGES_FACTOR 8

static hwnas_status_t *check_sums(const hwnas_trellis_of_t *of) {
  for (size_t m = 0; m < of->n_metrics; m++)
    if (!hwnas_metric_set_is_sum(of->set, of->metrics[m]))
      return hwnas_status_make(HWNAS_ERROR_NO_SUM, "metric '%s' is no sum of what its parts cost",
                               hwnas_metric_set_info(of->set, of->metrics[m])->name);
  return NULL;
}

static hwnas_status_t *copy_of(hwnas_trellis_t *trellis, const hwnas_trellis_of_t *of) {
  size_t *metrics = hwnas_arena_alloc_array(&trellis->arena, of->n_metrics, sizeof *metrics);
  trellis->minima = hwnas_arena_alloc_array(&trellis->arena, of->n_metrics, sizeof(int64_t));
  trellis->maxima = hwnas_arena_alloc_array(&trellis->arena, of->n_metrics, sizeof(int64_t));
  trellis->least_off = hwnas_arena_alloc_array(&trellis->arena, of->n_metrics, sizeof(int64_t));
  trellis->most_off = hwnas_arena_alloc_array(&trellis->arena, of->n_metrics, sizeof(int64_t));
  if (!metrics || !trellis->minima || !trellis->maxima || !trellis->least_off || !trellis->most_off)
    return hwnas_status_no_memory();
  for (size_t m = 0; m < of->n_metrics; m++) metrics[m] = of->metrics[m];
  trellis->metrics = metrics;
  return NULL;
}

/* What every network pays, constants of the set and of the diagrams of its parts, and what parts are off by.
 */
static void add_constants(hwnas_trellis_t *trellis, const hwnas_plan_t *plan) {
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    trellis->minima[m] = plan->constants[m];
    trellis->least_off[m] = plan->least_off[m];
    trellis->most_off[m] = plan->most_off[m];
    for (size_t d = 0; d < plan->n_diagrams; d++)
      if (plan->diagrams[d].n_values > 0) trellis->minima[m] += plan->diagrams[d].constants[m];
  }
}

hwnas_status_t *hwnas_trellis_find_maxima(hwnas_trellis_t *trellis) {
  if (trellis->n_nodes == 0) return NULL;
  int64_t *bounds = calloc(2 * trellis->n_nodes, sizeof *bounds), *most = bounds + trellis->n_nodes;
  HWNAS_TRY_ALLOC(bounds);
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    hwnas_paths_after(trellis, hwnas_trellis_values(trellis, m), bounds, most);
    trellis->maxima[m] = trellis->minima[m] + most[hwnas_trellis_root(trellis)];
  }
  free(bounds);
  return NULL;
}

static hwnas_status_t *finish(hwnas_trellis_t *trellis, const hwnas_plan_t *plan,
                              const hwnas_states_layer_t *states) {
  add_constants(trellis, plan);
  hwnas_trellis_t fine = *trellis;
  hwnas_arena_init(&fine.arena);
  hwnas_status_t *status = hwnas_trellis_reduce(&fine, plan, states);
  if (!status && fine.n_nodes > 0) status = hwnas_trellis_group(&fine, trellis);
  hwnas_arena_deinit(&fine.arena);
  return status ? status : hwnas_trellis_find_maxima(trellis);
}

static hwnas_status_t *attempt(hwnas_trellis_t *trellis, const hwnas_plan_t *plan, size_t max_edges) {
  hwnas_arena_t arena;
  hwnas_states_layer_t *states;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_states_make(&arena, plan, max_edges, &states);
  if (!status) status = finish(trellis, plan, states);
  hwnas_arena_deinit(&arena);
  return status;
}

/* The order of the modules, and one that is looked for; NULL until it is needed. */
typedef struct orders {
  hwnas_arena_t arena;
  hwnas_plan_t *plans[2];
} orders_t;

static hwnas_status_t *make_plan(orders_t *orders, const hwnas_trellis_of_t *of, int i) {
  if (orders->plans[i]) return NULL;
  hwnas_plan_t *plan = hwnas_arena_alloc(&orders->arena, sizeof *plan);
  HWNAS_TRY_ALLOC(plan);
  HWNAS_TRY(hwnas_plan_make(&orders->arena, of, i == 1, plan));
  orders->plans[i] = plan;
  return NULL;
}

/* The order of the modules is good for most spaces, and looking for a better one takes longer than it saves:
 * it is done where the first order is found to be bad. What limits the states by activity is not seen then,
 * so that the first order may be the better one after all: both are tried, with more and more edges. */
static hwnas_status_t *compile_in(hwnas_trellis_t *trellis, const hwnas_trellis_of_t *of, orders_t *orders) {
  size_t most = of->max_edges ? of->max_edges : HWNAS_TRELLIS_EDGES;
  hwnas_status_t *status = NULL;
  for (size_t edges = EDGES_FIRST;; edges *= EDGES_FACTOR) {
    for (int i = 0; i < 2; i++) {
      hwnas_status_destroy(status);
      HWNAS_TRY(make_plan(orders, of, i));
      if (orders->plans[i]->impossible) return NULL;
      status = attempt(trellis, orders->plans[i], edges < most ? edges : most);
      if (!status || status->error != HWNAS_ERROR_TRELLIS_BUDGET) return status;
    }
    if (edges >= most) return status;
  }
}

static hwnas_status_t *compile(hwnas_trellis_t *trellis, const hwnas_trellis_of_t *of) {
  orders_t orders = {0};
  hwnas_arena_init(&orders.arena);
  hwnas_status_t *status = compile_in(trellis, of, &orders);
  hwnas_arena_deinit(&orders.arena);
  return status;
}

hwnas_status_t *hwnas_trellis_create(const hwnas_trellis_of_t *of, hwnas_trellis_t **out) {
  hwnas_trellis_t *trellis = calloc(1, sizeof *trellis);
  HWNAS_TRY_ALLOC(trellis);
  hwnas_arena_init(&trellis->arena);
  trellis->space = of->space;
  trellis->set = of->set;
  trellis->n_metrics = of->n_metrics;
  hwnas_status_t *status = check_sums(of);
  if (!status) status = copy_of(trellis, of);
  if (!status) status = compile(trellis, of);
  if (status)
    hwnas_trellis_destroy(trellis);
  else
    *out = trellis;
  return status;
}

void hwnas_trellis_destroy(hwnas_trellis_t *trellis) {
  if (!trellis) return;
  hwnas_arena_deinit(&trellis->arena);
  free(trellis);
}

void hwnas_trellis_set_option(const hwnas_trellis_t *trellis, size_t l, uint32_t option, uint16_t *point) {
  const hwnas_trellis_layer_t *layer = &trellis->layers[l];
  for (uint32_t i = layer->n_choices; i-- > 0;) {
    uint32_t n = trellis->space->choices[layer->choices[i]].n;
    point[layer->choices[i]] = (uint16_t)(option % n);
    option /= n;
  }
}

void hwnas_trellis_first_point(const hwnas_trellis_t *trellis, uint16_t *out_point) {
  size_t node = hwnas_trellis_root(trellis);
  for (size_t l = 0; l < trellis->n_layers; l++) {
    uint32_t e = trellis->first_edge[node];
    hwnas_trellis_set_option(trellis, l, trellis->options[trellis->first_option[e]], out_point);
    node = trellis->to[e];
  }
}
