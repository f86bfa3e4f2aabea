/* Goes forward through the layers: a state is where each open diagram stands. */
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "trellis/internal.h"

typedef struct walker {
  hwnas_arena_t *arena;
  const hwnas_plan_t *plan;
  size_t max_edges, n_edges;
  uint32_t *nodes;             /* per diagram: where it stands */
  uint32_t *state;             /* the state of the next layer as it is put together */
  hwnas_intern_t here, behind; /* states of this layer and the next */
} walker_t;

/* False if no network has the values so far. */
static bool touch(walker_t *walker, const hwnas_touch_t *touch, uint32_t index, int64_t *values) {
  const hwnas_diagram_t *diagram = &walker->plan->diagrams[touch->diagram];
  const hwnas_diagram_level_t *level = &diagram->levels[touch->level];
  size_t node = touch->level == 0 ? 0 : walker->nodes[touch->diagram];
  size_t child = node * level->size + (level->any_other ? index > 0 : index);
  for (size_t m = 0; m < diagram->n_values; m++) values[m] += level->values[child * diagram->n_values + m];
  walker->nodes[touch->diagram] = level->children[child];
  return level->children[child] != HWNAS_DIAGRAM_DEAD;
}

static bool take_steps(walker_t *walker, const hwnas_plan_layer_t *layer, uint32_t index, int64_t *values) {
  for (size_t s = 0; s < layer->n_steps; s++) {
    const hwnas_plan_step_t *step = &layer->steps[s];
    if (step->definition >= 0) index = walker->nodes[step->definition];
    for (size_t t = 0; t < step->n_touches; t++)
      if (!touch(walker, &step->touches[t], index, values)) return false;
  }
  return true;
}

/* One option of one state, whose nodes are those of `before`. */
static hwnas_status_t *take_option(walker_t *walker, size_t l, const uint32_t *before, uint32_t option,
                                   uint32_t *out_to, int64_t *values) {
  const hwnas_plan_layer_t *layer = &walker->plan->layers[l];
  for (size_t i = 0; l > 0 && i < layer[-1].n_open; i++) walker->nodes[layer[-1].open[i]] = before[i];
  *out_to = HWNAS_DIAGRAM_DEAD;
  if (!take_steps(walker, layer, option, values)) return NULL;
  for (size_t i = 0; i < layer->n_open; i++) walker->state[i] = walker->nodes[layer->open[i]];
  if (hwnas_intern_put(&walker->behind, walker->state, layer->n_open * sizeof(uint32_t), out_to)) return NULL;
  return hwnas_status_no_memory();
}

/* ---- The budget ------------------------------------------------------------------------------ */

#define CHOICES_SHOWN 12

/* The choices that have values by layer l and of which something is still to be remembered. */
static void print_meeting(const hwnas_plan_t *plan, size_t l, hwnas_str_t *out) {
  const hwnas_space_t *space = plan->order.space;
  size_t n = 0;
  for (size_t before = 0; before <= l; before++) {
    uint32_t variable = plan->order.choices[before];
    bool met = false;
    for (size_t i = 0; i < plan->layers[l].n_open && !met; i++) {
      const hwnas_diagram_t *diagram = &plan->diagrams[plan->layers[l].open[i]];
      for (uint32_t a = 0; a < diagram->n_levels; a++) met |= diagram->levels[a].variable == variable;
    }
    if (met && ++n <= CHOICES_SHOWN)
      hwnas_str_appendf(out, "%s%s", n > 1 ? ", " : "", space->variables.items[variable]->label);
  }
  if (n > CHOICES_SHOWN) hwnas_str_appendf(out, ", ... (%zu)", n);
}

static hwnas_status_t *budget_error(const walker_t *walker, size_t l, size_t n_states) {
  const hwnas_plan_t *plan = walker->plan;
  hwnas_str_t names;
  hwnas_str_init(&names);
  print_meeting(plan, l > 0 ? l - 1 : 0, &names);
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_TRELLIS_BUDGET, "%zu states before choice '%s', and more than %zu edges in all", n_states,
      plan->order.space->variables.items[plan->order.choices[l]]->label, walker->max_edges);
  hwnas_status_detail(status, "these choices meet there: %s", names.length ? names.text : "none");
  hwnas_str_deinit(&names);
  return status;
}

/* ---- Layers ---------------------------------------------------------------------------------- */

static hwnas_status_t *alloc_layer(walker_t *walker, size_t l, hwnas_states_layer_t *out) {
  uint32_t n_options = walker->plan->order.space->variables.items[walker->plan->order.choices[l]]->n;
  size_t n_edges = walker->here.n * n_options;
  walker->n_edges += n_edges;
  if (walker->n_edges > walker->max_edges) return budget_error(walker, l, walker->here.n);
  *out = (hwnas_states_layer_t){.n_states = walker->here.n, .n_options = n_options};
  out->to = hwnas_arena_alloc_array(walker->arena, n_edges, sizeof *out->to);
  out->values =
      hwnas_arena_alloc_array(walker->arena, n_edges * walker->plan->n_metrics, sizeof *out->values);
  return out->to && out->values ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *walk_layer(walker_t *walker, size_t l, hwnas_states_layer_t *out) {
  HWNAS_TRY(alloc_layer(walker, l, out));
  size_t e = 0;
  for (size_t s = 0; s < out->n_states; s++) {
    const uint32_t *before = hwnas_intern_at(&walker->here, s);
    for (uint32_t k = 0; k < out->n_options; k++, e++)
      HWNAS_TRY(take_option(walker, l, before, k, &out->to[e], &out->values[e * walker->plan->n_metrics]));
  }
  hwnas_intern_t spare = walker->here;
  walker->here = walker->behind;
  walker->behind = spare;
  hwnas_intern_clear(&walker->behind);
  return NULL;
}

static hwnas_status_t *walk(walker_t *walker, hwnas_states_layer_t *layers) {
  const hwnas_plan_t *plan = walker->plan;
  size_t most = 0;
  uint32_t root;
  for (size_t l = 0; l < plan->order.n; l++)
    if (plan->layers[l].n_open > most) most = plan->layers[l].n_open;
  walker->nodes = hwnas_arena_alloc_array(walker->arena, plan->n_diagrams, sizeof *walker->nodes);
  walker->state = hwnas_arena_alloc_array(walker->arena, most, sizeof *walker->state);
  if (!walker->nodes || !walker->state || !hwnas_intern_put(&walker->here, NULL, 0, &root))
    return hwnas_status_no_memory();
  for (size_t l = 0; l < plan->order.n; l++) HWNAS_TRY(walk_layer(walker, l, &layers[l]));
  return NULL;
}

hwnas_status_t *hwnas_states_make(hwnas_arena_t *arena, const hwnas_plan_t *plan, size_t max_edges,
                                  hwnas_states_layer_t **out) {
  *out = hwnas_arena_alloc_array(arena, plan->order.n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  walker_t walker = {.arena = arena, .plan = plan, .max_edges = max_edges};
  hwnas_intern_init(&walker.here);
  hwnas_intern_init(&walker.behind);
  hwnas_status_t *status = walk(&walker, *out);
  hwnas_intern_deinit(&walker.here);
  hwnas_intern_deinit(&walker.behind);
  return status;
}
