/* The trellis: a space and some of its metrics as a layered graph. Each layer goes through one choice or a
 * few; a path from the root to the end is a network, or several that differ in nothing that counts, and the
 * numbers on its edges sum to what they cost. States are one node when what remains is the same, so questions
 * about all networks at once are passes over the edges. */
#ifndef HWNAS_CORE_TRELLIS_TRELLIS_H
#define HWNAS_CORE_TRELLIS_TRELLIS_H

#include "metric/metric.h"
#include "trellis/separate.h"

#define HWNAS_TRELLIS_EDGES ((size_t)1 << 22) /* where nothing is asked: options of all states */

typedef struct hwnas_trellis_layer {
  const uint32_t *choices; /* numbers of choices; option number o is mixed radix, the last choice fastest */
  uint32_t n_choices;
  uint32_t first_node, n_nodes;
} hwnas_trellis_layer_t;

/* Node 0 is the end, the last one the root; edges go to lower numbers. Values are reduced: from every node
 * the cheapest path to the end is 0 for each metric by itself, so that
 *   metric = minimum + sum of the values on the path. */
typedef struct hwnas_trellis {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set;
  size_t n_metrics;
  const size_t *metrics; /* numbers in the set */
  const hwnas_trellis_layer_t *layers;
  size_t n_layers;
  size_t n_nodes, n_edges; /* no node at all: there is no network */
  uint32_t *first_edge;    /* per node; one more at the end */
  uint32_t *to;            /* per edge */
  int64_t *values;         /* of metric m on edge e: values[m * n_edges + e] */
  uint32_t *first_option;  /* per edge; one more at the end: an edge has one option or more */
  uint32_t *options;
  double *edge_weights, *option_weights; /* per edge, per option; NULL: an option weighs 1 */
  int64_t *minima, *maxima;              /* per metric, over all networks */
  /* Per metric: what a network costs more than its path says; 0 unless parts are separated. */
  int64_t *least_off, *most_off;
} hwnas_trellis_t;

typedef struct hwnas_trellis_of {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set; /* NULL: no metrics */
  const size_t *metrics;         /* n_metrics numbers of metrics of the set */
  size_t n_metrics;
  bool raw; /* all combinations of labels for which conditions hold; else the networks that constraints and
               conditions allow */
  bool selective; /* raw: only combinations that stand for such networks; hwnas_condition_gates of all of them
                   */
  const hwnas_table_t *const *conditions; /* others than constraints; NULL among them: always */
  size_t n_conditions;
  const bool *separated; /* per part of the set: it is taken as a sum over its variables; NULL: none is */
  const hwnas_anchor_t *anchors; /* per metric, of those that are */
  size_t max_edges;              /* 0: HWNAS_TRELLIS_EDGES */
} hwnas_trellis_of_t;

/* Borrows space and set. Errors: TRELLIS_BUDGET naming the choices that meet, OPAQUE_METRIC, NO_MEMORY. */
hwnas_status_t *hwnas_trellis_create(const hwnas_trellis_of_t *of, hwnas_trellis_t **out);
/* NULL is allowed. */
void hwnas_trellis_destroy(hwnas_trellis_t *trellis);

static inline bool hwnas_trellis_empty(const hwnas_trellis_t *trellis) { return trellis->n_nodes == 0; }
static inline uint32_t hwnas_trellis_root(const hwnas_trellis_t *trellis) {
  return (uint32_t)trellis->n_nodes - 1;
}
/* The nodes [first, end) before layer l; those after the last layer are the end alone. */
static inline size_t hwnas_trellis_first(const hwnas_trellis_t *trellis, size_t l) {
  return l < trellis->n_layers ? trellis->layers[l].first_node : 0;
}
static inline size_t hwnas_trellis_end(const hwnas_trellis_t *trellis, size_t l) {
  return l < trellis->n_layers ? trellis->layers[l].first_node + trellis->layers[l].n_nodes : 1;
}
static inline uint32_t hwnas_trellis_options(const hwnas_trellis_t *trellis, size_t edge) {
  return trellis->first_option[edge + 1] - trellis->first_option[edge];
}
/* Of all options of an edge. */
static inline double hwnas_trellis_weight(const hwnas_trellis_t *trellis, size_t edge) {
  return trellis->edge_weights ? trellis->edge_weights[edge] : hwnas_trellis_options(trellis, edge);
}
static inline const int64_t *hwnas_trellis_values(const hwnas_trellis_t *trellis, size_t metric) {
  return &trellis->values[metric * trellis->n_edges];
}
/* Writes the choices of layer l as option number `option` has them. */
void hwnas_trellis_set_option(const hwnas_trellis_t *trellis, size_t l, uint32_t option, uint16_t *point);
/* The network of the first path, of a trellis that has one. */
void hwnas_trellis_first_point(const hwnas_trellis_t *trellis, uint16_t *out_point);

#endif
