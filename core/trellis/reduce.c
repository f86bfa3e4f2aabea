/* Goes back from the end: states with the same ways to go on become one node. */
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "trellis/internal.h"

#define DEAD HWNAS_DIAGRAM_DEAD

typedef struct reducer {
  hwnas_trellis_t *trellis;
  hwnas_trellis_writer_t writer;
  hwnas_arena_t scratch;
  size_t n_metrics;
  uint32_t *nodes, *next_nodes;    /* per state of this layer and the next; DEAD: leads nowhere */
  int64_t *offsets, *next_offsets; /* the same x n_metrics: the least that is left to pay */
  int64_t *row;                    /* one state: per option node and values; values of dead options are 0 */
  hwnas_intern_t rows, bundles;
  uint32_t *bundle_of; /* per option of one node */
} reducer_t;

/* ---- One state ------------------------------------------------------------------------------- */

static void fill_row(const reducer_t *reducer, const hwnas_states_layer_t *layer, size_t s) {
  size_t n = reducer->n_metrics;
  for (uint32_t k = 0; k < layer->n_options; k++) {
    size_t edge = s * layer->n_options + k;
    uint32_t state = layer->to[edge], node = state == DEAD ? DEAD : reducer->next_nodes[state];
    int64_t *entry = &reducer->row[k * (n + 1)];
    entry[0] = node;
    for (size_t m = 0; m < n; m++)
      entry[1 + m] = node == DEAD ? 0 : layer->values[edge * n + m] + reducer->next_offsets[state * n + m];
  }
}

/* Takes the least value of each metric out of the row. False if nothing leads on. */
static bool normalize_row(const reducer_t *reducer, uint32_t n_options, int64_t *offsets) {
  size_t n = reducer->n_metrics, width = n + 1;
  bool any = false;
  for (uint32_t k = 0; k < n_options; k++) {
    const int64_t *entry = &reducer->row[k * width];
    if (entry[0] == DEAD) continue;
    for (size_t m = 0; m < n; m++)
      if (!any || entry[1 + m] < offsets[m]) offsets[m] = entry[1 + m];
    any = true;
  }
  for (uint32_t k = 0; any && k < n_options; k++)
    for (size_t m = 0; m < n && reducer->row[k * width] != DEAD; m++)
      reducer->row[k * width + 1 + m] -= offsets[m];
  return any;
}

static hwnas_status_t *reduce_states(reducer_t *reducer, const hwnas_states_layer_t *layer) {
  size_t n = reducer->n_metrics, base = reducer->trellis->n_nodes;
  hwnas_intern_clear(&reducer->rows);
  reducer->nodes = hwnas_arena_alloc_array(&reducer->scratch, layer->n_states, sizeof *reducer->nodes);
  reducer->offsets =
      hwnas_arena_alloc_array(&reducer->scratch, layer->n_states * n, sizeof *reducer->offsets);
  if (!reducer->nodes || !reducer->offsets) return hwnas_status_no_memory();
  for (size_t s = 0; s < layer->n_states; s++) {
    reducer->nodes[s] = DEAD;
    fill_row(reducer, layer, s);
    if (!normalize_row(reducer, layer->n_options, &reducer->offsets[s * n])) continue;
    if (!hwnas_intern_put(&reducer->rows, reducer->row, layer->n_options * (n + 1) * sizeof(int64_t),
                          &reducer->nodes[s]))
      return hwnas_status_no_memory();
    reducer->nodes[s] += (uint32_t)base;
  }
  return NULL;
}

/* ---- One node -------------------------------------------------------------------------------- */

/* Options that lead to the same node at the same cost are one edge. */
static hwnas_status_t *add_node(reducer_t *reducer, const int64_t *row, uint32_t n_options) {
  size_t width = reducer->n_metrics + 1;
  HWNAS_TRY(hwnas_trellis_write_node(&reducer->writer));
  hwnas_intern_clear(&reducer->bundles);
  for (uint32_t k = 0; k < n_options; k++) {
    reducer->bundle_of[k] = DEAD;
    if (row[k * width] != DEAD &&
        !hwnas_intern_put(&reducer->bundles, &row[k * width], width * sizeof *row, &reducer->bundle_of[k]))
      return hwnas_status_no_memory();
  }
  for (size_t b = 0; b < reducer->bundles.n; b++) {
    HWNAS_TRY(hwnas_trellis_write_edge(&reducer->writer, hwnas_intern_at(&reducer->bundles, b)));
    for (uint32_t k = 0; k < n_options; k++)
      if (reducer->bundle_of[k] == b) HWNAS_TRY(hwnas_trellis_write_option(&reducer->writer, k));
  }
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *reduce_layer(reducer_t *reducer, const hwnas_states_layer_t *states,
                                    hwnas_trellis_layer_t *layer) {
  layer->first_node = (uint32_t)reducer->trellis->n_nodes;
  HWNAS_TRY(reduce_states(reducer, states));
  layer->n_nodes = (uint32_t)reducer->rows.n;
  for (size_t i = 0; i < reducer->rows.n; i++)
    HWNAS_TRY(add_node(reducer, hwnas_intern_at(&reducer->rows, i), states->n_options));
  reducer->next_nodes = reducer->nodes;
  reducer->next_offsets = reducer->offsets;
  return NULL;
}

static hwnas_status_t *set_layers(hwnas_trellis_t *trellis, const hwnas_plan_t *plan,
                                  hwnas_trellis_layer_t **out) {
  *out = hwnas_arena_alloc_array(&trellis->arena, plan->order.n, sizeof **out);
  uint32_t *choices = hwnas_arena_alloc_array(&trellis->arena, plan->order.n, sizeof *choices);
  if (!*out || !choices) return hwnas_status_no_memory();
  for (size_t l = 0; l < plan->order.n; l++) {
    choices[l] = trellis->space->variables.items[plan->order.choices[l]]->choice;
    (*out)[l] = (hwnas_trellis_layer_t){.choices = &choices[l], .n_choices = 1};
  }
  trellis->layers = *out;
  trellis->n_layers = plan->order.n;
  return NULL;
}

/* The end is a state without open diagrams, and node 0 without edges. */
static hwnas_status_t *begin(reducer_t *reducer, const hwnas_plan_t *plan,
                             const hwnas_states_layer_t *states) {
  uint32_t widest = 1;
  for (size_t l = 0; l < plan->order.n; l++)
    if (states[l].n_options > widest) widest = states[l].n_options;
  reducer->row =
      hwnas_arena_alloc_array(&reducer->scratch, widest, (reducer->n_metrics + 1) * sizeof(int64_t));
  reducer->bundle_of = hwnas_arena_alloc_array(&reducer->scratch, widest, sizeof *reducer->bundle_of);
  reducer->next_nodes = hwnas_arena_alloc_array(&reducer->scratch, 1, sizeof *reducer->nodes);
  reducer->next_offsets = hwnas_arena_alloc_array(&reducer->scratch, reducer->n_metrics, sizeof(int64_t));
  if (!reducer->row || !reducer->bundle_of || !reducer->next_nodes || !reducer->next_offsets)
    return hwnas_status_no_memory();
  return hwnas_trellis_write_node(&reducer->writer);
}

static hwnas_status_t *reduce(reducer_t *reducer, const hwnas_plan_t *plan,
                              const hwnas_states_layer_t *states) {
  hwnas_trellis_layer_t *layers;
  HWNAS_TRY(set_layers(reducer->trellis, plan, &layers));
  HWNAS_TRY(begin(reducer, plan, states));
  for (size_t l = plan->order.n; l-- > 0;) HWNAS_TRY(reduce_layer(reducer, &states[l], &layers[l]));
  for (size_t m = 0; m < reducer->n_metrics; m++) reducer->trellis->minima[m] += reducer->next_offsets[m];
  if (reducer->next_nodes[0] != DEAD) return hwnas_trellis_write_end(&reducer->writer);
  reducer->trellis->n_nodes = reducer->trellis->n_edges = 0;
  return NULL;
}

hwnas_status_t *hwnas_trellis_reduce(hwnas_trellis_t *trellis, const hwnas_plan_t *plan,
                                     const hwnas_states_layer_t *states) {
  reducer_t reducer = {.trellis = trellis, .n_metrics = trellis->n_metrics};
  hwnas_arena_init(&reducer.scratch);
  hwnas_trellis_writer_init(&reducer.writer, trellis);
  hwnas_intern_init(&reducer.rows);
  hwnas_intern_init(&reducer.bundles);
  hwnas_status_t *status = reduce(&reducer, plan, states);
  hwnas_intern_deinit(&reducer.rows);
  hwnas_intern_deinit(&reducer.bundles);
  hwnas_trellis_writer_deinit(&reducer.writer);
  hwnas_arena_deinit(&reducer.scratch);
  return status;
}
