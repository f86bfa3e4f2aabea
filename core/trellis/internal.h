/* How a trellis is made: order, diagrams, states, and what is left when equal states are one. */
#ifndef HWNAS_CORE_TRELLIS_INTERNAL_H
#define HWNAS_CORE_TRELLIS_INTERNAL_H

#include "trellis/diagram.h"
#include "trellis/order.h"
#include "trellis/trellis.h"

/* A diagram that takes a step down when a variable gets its value. */
typedef struct hwnas_touch {
  uint32_t diagram, level;
} hwnas_touch_t;

/* One variable gets its value. */
typedef struct hwnas_plan_step {
  uint32_t variable;
  int64_t definition; /* the diagram whose end is the index of a derived variable; -1: a choice */
  const hwnas_touch_t *touches;
  size_t n_touches;
} hwnas_plan_step_t;

typedef struct hwnas_plan_layer {
  const hwnas_plan_step_t *steps; /* the choice, then what is derived with it */
  size_t n_steps;
  uint32_t *open; /* the diagrams that are begun and not ended after it: what a state consists of */
  size_t n_open;
} hwnas_plan_layer_t;

typedef struct hwnas_plan {
  hwnas_order_t order;
  size_t n_metrics;
  int64_t *constants;            /* per metric: what every network pays, but for what diagrams have */
  int64_t *least_off, *most_off; /* per metric: what all parts that are separated are off by */
  hwnas_diagram_t *diagrams;
  size_t n_diagrams;
  int64_t *definitions;       /* per variable: the diagram that says what it is derived from; -1: none */
  hwnas_plan_layer_t *layers; /* one per choice */
  bool impossible;
} hwnas_plan_t;

/* With the order of the modules, or with one that is looked for. Memory is in arena. */
hwnas_status_t *hwnas_plan_make(hwnas_arena_t *arena, const hwnas_trellis_of_t *of, bool sift,
                                hwnas_plan_t *out);
/* What the trellis has of a part of the set: its own metrics, and no axis along which none changes. */
hwnas_status_t *hwnas_trellis_part(hwnas_arena_t *arena, const hwnas_trellis_of_t *of,
                                   const hwnas_factor_t *part, hwnas_factor_t *out);
/* Its layers, once there are order and diagrams. */
hwnas_status_t *hwnas_plan_steps(hwnas_arena_t *arena, hwnas_plan_t *plan);

/* The states of a layer and where their options lead, before equal ones are found. */
typedef struct hwnas_states_layer {
  size_t n_states;
  uint32_t n_options;
  uint32_t *to;    /* n_states x n_options: states of the next layer, or HWNAS_DIAGRAM_DEAD */
  int64_t *values; /* the same x n_metrics */
} hwnas_states_layer_t;

/* One layer per choice, *out in arena. Errors: TRELLIS_BUDGET, NO_MEMORY. */
hwnas_status_t *hwnas_states_make(hwnas_arena_t *arena, const hwnas_plan_t *plan, size_t max_edges,
                                  hwnas_states_layer_t **out);

/* Writes the nodes and edges of a trellis, from the end on. */
typedef struct hwnas_trellis_writer {
  hwnas_trellis_t *trellis;
  hwnas_arena_t scratch;
  int64_t *edge_values; /* n_edges x n_metrics; to be transposed at the end */
  size_t edges_capacity, values_capacity, options_capacity, firsts_capacity, nodes_capacity, n_options;
} hwnas_trellis_writer_t;

void hwnas_trellis_writer_init(hwnas_trellis_writer_t *writer, hwnas_trellis_t *trellis);
void hwnas_trellis_writer_deinit(hwnas_trellis_writer_t *writer);
/* The next node; its edges follow, and after each edge its options. edge: the node that it leads to, then its
 * values. Errors of all: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_write_node(hwnas_trellis_writer_t *writer);
hwnas_status_t *hwnas_trellis_write_edge(hwnas_trellis_writer_t *writer, const int64_t *edge);
hwnas_status_t *hwnas_trellis_write_option(hwnas_trellis_writer_t *writer, uint32_t option);
/* After the last node. */
hwnas_status_t *hwnas_trellis_write_end(hwnas_trellis_writer_t *writer);

/* Fills a trellis with what is left of the states: those from which no path leads to the end are dropped,
 * those from which the same paths lead are one. */
hwnas_status_t *hwnas_trellis_reduce(hwnas_trellis_t *trellis, const hwnas_plan_t *plan,
                                     const hwnas_states_layer_t *states);

/* Sets what is most, once there are edges and what is least. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trellis_find_maxima(hwnas_trellis_t *trellis);

/* Fills out, but for minima and maxima, with the same paths in fewer layers. */
hwnas_status_t *hwnas_trellis_group(const hwnas_trellis_t *fine, hwnas_trellis_t *out);

#endif
