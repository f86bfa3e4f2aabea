#include "trellis/distribution.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/internal.h"
#include "trellis/option_sums.h"

#define DEAD HWNAS_DIAGRAM_DEAD

static hwnas_status_t *check_choice(const hwnas_choice_t *choice, const double *p) {
  double sum = 0;
  for (uint32_t k = 0; k < choice->n; k++) {
    if (!(p[k] >= 0) || isinf(p[k]))
      return hwnas_status_make(HWNAS_ERROR_DISTRIBUTION, "probability %u of choice '%s' is %g", k,
                               choice->label, p[k]);
    sum += p[k];
  }
  if (fabs(sum - 1) <= HWNAS_DISTRIBUTION_TOLERANCE) return NULL;
  return hwnas_status_make(HWNAS_ERROR_DISTRIBUTION, "the probabilities of choice '%s' sum to %.9g, not to 1",
                           choice->label, sum);
}

hwnas_status_t *hwnas_distribution_check(const hwnas_distribution_t *p, const hwnas_space_t *space) {
  for (size_t c = 0; c < space->n_choices; c++)
    HWNAS_TRY(check_choice(&space->choices[c], &p->probabilities[p->first[c]]));
  return NULL;
}

typedef struct restricter {
  const hwnas_trellis_t *from;
  hwnas_trellis_t *out;
  hwnas_trellis_writer_t writer;
  hwnas_arena_t scratch;
  double *weights; /* per option of `from`, where paths with a probability come by */
  hwnas_option_sums_t sums;
  bool *reached;    /* per node of `from` */
  uint32_t *nodes;  /* the same: its new number; DEAD: none */
  int64_t *offsets; /* the same x n_metrics: the least that is left to pay */
  int64_t *row;     /* an edge: where it leads, then its values */
} restricter_t;

/* ---- Which paths ----------------------------------------------------------------------------- */

static bool weigh_edge(const restricter_t *restricter, uint32_t e) {
  const hwnas_trellis_t *from = restricter->from;
  bool any = false;
  for (uint32_t i = from->first_option[e]; i < from->first_option[e + 1]; i++)
    any |= (restricter->weights[i] = restricter->sums.options[from->options[i]]) > 0;
  return any;
}

static void reach_from(const restricter_t *restricter, size_t node) {
  const hwnas_trellis_t *from = restricter->from;
  for (uint32_t e = from->first_edge[node]; e < from->first_edge[node + 1]; e++)
    if (weigh_edge(restricter, e)) restricter->reached[from->to[e]] = true;
}

static void reach(restricter_t *restricter, const hwnas_distribution_t *p) {
  const hwnas_trellis_t *from = restricter->from;
  restricter->reached[hwnas_trellis_root(from)] = true;
  for (size_t l = 0; l < from->n_layers; l++) {
    hwnas_option_sums_weigh(&restricter->sums, p, from, &from->layers[l]);
    for (size_t node = hwnas_trellis_first(from, l); node < hwnas_trellis_end(from, l); node++)
      if (restricter->reached[node]) reach_from(restricter, node);
  }
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Sets where an edge leads, and what it costs there and behind; false if it is not taken. */
static bool fill_row(const restricter_t *restricter, uint32_t e) {
  const hwnas_trellis_t *from = restricter->from;
  uint32_t node = restricter->nodes[from->to[e]];
  bool any = false;
  for (uint32_t i = from->first_option[e]; i < from->first_option[e + 1]; i++)
    any |= restricter->weights[i] > 0;
  restricter->row[0] = node;
  for (size_t m = 0; m < from->n_metrics && any && node != DEAD; m++)
    restricter->row[1 + m] =
        hwnas_trellis_values(from, m)[e] + restricter->offsets[from->to[e] * from->n_metrics + m];
  return any && node != DEAD;
}

/* False if no edge leads on. */
static bool find_offsets(const restricter_t *restricter, size_t node) {
  const hwnas_trellis_t *from = restricter->from;
  int64_t *offsets = &restricter->offsets[node * from->n_metrics];
  bool any = false;
  for (uint32_t e = from->first_edge[node]; e < from->first_edge[node + 1]; e++) {
    if (!fill_row(restricter, e)) continue;
    for (size_t m = 0; m < from->n_metrics; m++)
      if (!any || restricter->row[1 + m] < offsets[m]) offsets[m] = restricter->row[1 + m];
    any = true;
  }
  return any;
}

static hwnas_status_t *write_edge(restricter_t *restricter, size_t node, uint32_t e) {
  const hwnas_trellis_t *from = restricter->from;
  hwnas_trellis_t *out = restricter->out;
  if (!fill_row(restricter, e)) return NULL;
  for (size_t m = 0; m < from->n_metrics; m++)
    restricter->row[1 + m] -= restricter->offsets[node * from->n_metrics + m];
  HWNAS_TRY(hwnas_trellis_write_edge(&restricter->writer, restricter->row));
  for (uint32_t i = from->first_option[e]; i < from->first_option[e + 1]; i++) {
    if (!(restricter->weights[i] > 0)) continue;
    out->edge_weights[out->n_edges - 1] += restricter->weights[i];
    out->option_weights[restricter->writer.n_options] = restricter->weights[i];
    HWNAS_TRY(hwnas_trellis_write_option(&restricter->writer, from->options[i]));
  }
  return NULL;
}

static hwnas_status_t *write_node(restricter_t *restricter, size_t node) {
  const hwnas_trellis_t *from = restricter->from;
  if (!restricter->reached[node] || !find_offsets(restricter, node)) return NULL;
  restricter->nodes[node] = (uint32_t)restricter->out->n_nodes;
  HWNAS_TRY(hwnas_trellis_write_node(&restricter->writer));
  for (uint32_t e = from->first_edge[node]; e < from->first_edge[node + 1]; e++)
    HWNAS_TRY(write_edge(restricter, node, e));
  return NULL;
}

static hwnas_status_t *write_layers(restricter_t *restricter) {
  const hwnas_trellis_t *from = restricter->from;
  hwnas_trellis_t *out = restricter->out;
  hwnas_trellis_layer_t *layers = hwnas_arena_alloc_array(&out->arena, from->n_layers, sizeof *layers);
  HWNAS_TRY_ALLOC(layers);
  out->layers = layers;
  out->n_layers = from->n_layers;
  for (size_t l = from->n_layers; l-- > 0;) {
    layers[l] = from->layers[l];
    layers[l].first_node = (uint32_t)out->n_nodes;
    for (size_t node = hwnas_trellis_first(from, l); node < hwnas_trellis_end(from, l); node++)
      HWNAS_TRY(write_node(restricter, node));
    layers[l].n_nodes = (uint32_t)out->n_nodes - layers[l].first_node;
  }
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *alloc(restricter_t *restricter) {
  const hwnas_trellis_t *from = restricter->from;
  HWNAS_TRY(hwnas_option_sums_init(&restricter->sums, from));
  hwnas_trellis_t *out = restricter->out;
  hwnas_arena_t *scratch = &restricter->scratch;
  size_t n_options = from->first_option[from->n_edges];
  restricter->weights = hwnas_arena_alloc_array(scratch, n_options, sizeof(double));
  restricter->reached = hwnas_arena_alloc_array(scratch, from->n_nodes, sizeof(bool));
  restricter->nodes = hwnas_arena_alloc_array(scratch, from->n_nodes, sizeof(uint32_t));
  restricter->offsets = hwnas_arena_alloc_array(scratch, from->n_nodes * from->n_metrics, sizeof(int64_t));
  restricter->row = hwnas_arena_alloc_array(scratch, from->n_metrics + 1, sizeof(int64_t));
  out->edge_weights = hwnas_arena_alloc_array(&out->arena, from->n_edges, sizeof(double));
  out->option_weights = hwnas_arena_alloc_array(&out->arena, n_options, sizeof(double));
  out->minima = hwnas_arena_alloc_array(&out->arena, from->n_metrics, sizeof(int64_t));
  out->maxima = hwnas_arena_alloc_array(&out->arena, from->n_metrics, sizeof(int64_t));
  if (!restricter->weights || !restricter->reached || !restricter->nodes || !restricter->offsets ||
      !restricter->row || !out->edge_weights || !out->option_weights || !out->minima || !out->maxima)
    return hwnas_status_no_memory();
  for (size_t node = 0; node < from->n_nodes; node++) restricter->nodes[node] = DEAD;
  return NULL;
}

static hwnas_status_t *restrict_to(restricter_t *restricter, const hwnas_distribution_t *p) {
  const hwnas_trellis_t *from = restricter->from;
  hwnas_trellis_t *out = restricter->out;
  HWNAS_TRY(alloc(restricter));
  reach(restricter, p);
  restricter->nodes[0] = 0;
  HWNAS_TRY(hwnas_trellis_write_node(&restricter->writer));
  HWNAS_TRY(write_layers(restricter));
  uint32_t root = hwnas_trellis_root(from);
  if (restricter->nodes[root] == DEAD) {
    out->n_nodes = out->n_edges = 0;
    return NULL;
  }
  for (size_t m = 0; m < from->n_metrics; m++)
    out->minima[m] = from->minima[m] + restricter->offsets[root * from->n_metrics + m];
  HWNAS_TRY(hwnas_trellis_write_end(&restricter->writer));
  return hwnas_trellis_find_maxima(out);
}

hwnas_status_t *hwnas_trellis_restrict(const hwnas_trellis_t *trellis, const hwnas_distribution_t *p,
                                       hwnas_trellis_t **out) {
  hwnas_trellis_t *restricted = calloc(1, sizeof *restricted);
  HWNAS_TRY_ALLOC(restricted);
  hwnas_arena_init(&restricted->arena);
  restricted->space = trellis->space;
  restricted->set = trellis->set;
  restricted->n_metrics = trellis->n_metrics;
  restricted->metrics = trellis->metrics;
  restricted->least_off = trellis->least_off;
  restricted->most_off = trellis->most_off;
  restricter_t restricter = {.from = trellis, .out = restricted};
  hwnas_arena_init(&restricter.scratch);
  hwnas_trellis_writer_init(&restricter.writer, restricted);
  hwnas_status_t *status = hwnas_trellis_empty(trellis) ? NULL : restrict_to(&restricter, p);
  hwnas_trellis_writer_deinit(&restricter.writer);
  hwnas_option_sums_deinit(&restricter.sums);
  hwnas_arena_deinit(&restricter.scratch);
  if (status)
    hwnas_trellis_destroy(restricted);
  else
    *out = restricted;
  return status;
}
