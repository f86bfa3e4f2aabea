/* What happens when a choice gets its value: which diagrams take a step, and which are open then. */
#include <stdlib.h>

#include "trellis/internal.h"

typedef struct timed_touch {
  uint64_t time;
  hwnas_touch_t touch;
} timed_touch_t;

static int compare_touches(const void *a, const void *b) {
  const timed_touch_t *x = a, *y = b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return x->touch.diagram < y->touch.diagram ? -1 : x->touch.diagram > y->touch.diagram;
}

static hwnas_status_t *sort_touches(hwnas_arena_t *arena, const hwnas_plan_t *plan, timed_touch_t **out,
                                    size_t *out_n) {
  size_t n = 0;
  for (size_t d = 0; d < plan->n_diagrams; d++) n += plan->diagrams[d].n_levels;
  *out = hwnas_arena_alloc_array(arena, n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  *out_n = 0;
  for (size_t d = 0; d < plan->n_diagrams; d++)
    for (uint32_t l = 0; l < plan->diagrams[d].n_levels; l++)
      (*out)[(*out_n)++] = (timed_touch_t){.time = plan->order.times[plan->diagrams[d].levels[l].variable],
                                           .touch = {.diagram = (uint32_t)d, .level = l}};
  if (n > 1) qsort(*out, n, sizeof **out, compare_touches);
  return NULL;
}

typedef struct timed_step {
  uint64_t time;
  uint32_t variable;
} timed_step_t;

static int compare_steps(const void *a, const void *b) {
  const timed_step_t *x = a, *y = b;
  return x->time < y->time ? -1 : x->time > y->time;
}

/* The choices, and the derived variables that some diagram reads, by time. */
static hwnas_status_t *sort_steps(hwnas_arena_t *arena, const hwnas_plan_t *plan, timed_step_t **out,
                                  size_t *out_n) {
  const hwnas_variables_t *variables = &plan->order.space->variables;
  *out = hwnas_arena_alloc_array(arena, variables->n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  *out_n = 0;
  for (size_t v = 0; v < variables->n; v++)
    if (!variables->items[v]->table || plan->definitions[v] >= 0)
      (*out)[(*out_n)++] = (timed_step_t){plan->order.times[v], (uint32_t)v};
  if (*out_n > 1) qsort(*out, *out_n, sizeof **out, compare_steps);
  return NULL;
}

static hwnas_status_t *add_steps(hwnas_arena_t *arena, hwnas_plan_t *plan) {
  timed_touch_t *timed;
  timed_step_t *order;
  size_t n_touches = 0, n_steps = 0;
  HWNAS_TRY(sort_touches(arena, plan, &timed, &n_touches));
  HWNAS_TRY(sort_steps(arena, plan, &order, &n_steps));
  hwnas_touch_t *touches = hwnas_arena_alloc_array(arena, n_touches, sizeof *touches);
  hwnas_plan_step_t *steps = hwnas_arena_alloc_array(arena, n_steps, sizeof *steps);
  if (!touches || !steps) return hwnas_status_no_memory();
  for (size_t t = 0; t < n_touches; t++) touches[t] = timed[t].touch;
  for (size_t s = 0, t = 0; s < n_steps; s++) {
    uint32_t v = order[s].variable;
    hwnas_plan_layer_t *layer = &plan->layers[hwnas_order_layer(&plan->order, v)];
    steps[s] = (hwnas_plan_step_t){.variable = v, .definition = plan->definitions[v], .touches = &touches[t]};
    for (; t < n_touches && timed[t].time == order[s].time; t++) steps[s].n_touches++;
    if (layer->n_steps++ == 0) layer->steps = &steps[s];
  }
  return NULL;
}

/* Layers after which a diagram is begun and not ended: first to end - 1. A derived variable is known in the
 * layer of its last cause: its definition ends there too. */
static void find_span(const hwnas_plan_t *plan, size_t d, size_t *out_first, size_t *out_end) {
  const hwnas_diagram_t *diagram = &plan->diagrams[d];
  *out_first = hwnas_order_layer(&plan->order, diagram->levels[0].variable);
  *out_end = hwnas_order_layer(&plan->order, diagram->levels[diagram->n_levels - 1].variable);
}

static hwnas_status_t *add_open(hwnas_arena_t *arena, hwnas_plan_t *plan) {
  size_t l, end;
  for (size_t d = 0; d < plan->n_diagrams; d++)
    for (find_span(plan, d, &l, &end); l < end; l++) plan->layers[l].n_open++;
  for (l = 0; l < plan->order.n; l++) {
    plan->layers[l].open = hwnas_arena_alloc_array(arena, plan->layers[l].n_open, sizeof(uint32_t));
    HWNAS_TRY_ALLOC(plan->layers[l].open);
    plan->layers[l].n_open = 0;
  }
  for (size_t d = 0; d < plan->n_diagrams; d++)
    for (find_span(plan, d, &l, &end); l < end; l++)
      plan->layers[l].open[plan->layers[l].n_open++] = (uint32_t)d;
  return NULL;
}

hwnas_status_t *hwnas_plan_steps(hwnas_arena_t *arena, hwnas_plan_t *plan) {
  plan->layers = hwnas_arena_alloc_array(arena, plan->order.n, sizeof *plan->layers);
  HWNAS_TRY_ALLOC(plan->layers);
  HWNAS_TRY(add_steps(arena, plan));
  return add_open(arena, plan);
}
