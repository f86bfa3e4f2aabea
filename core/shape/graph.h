/* A graph while it is made: named nodes, each reading nodes above it. */
#ifndef HWNAS_CORE_SHAPE_GRAPH_H
#define HWNAS_CORE_SHAPE_GRAPH_H

#include "shape/input_choice.h"
#include "shape/internal.h"

/* When something is the case: never, or under a condition (NULL: always). */
typedef struct hwnas_reach {
  bool ever;
  const hwnas_table_t *when;
} hwnas_reach_t;

/* A module and the nodes that it reads, by number. */
typedef struct hwnas_part {
  const hwnas_json_t *json;
  hwnas_frame_t *frame;
  size_t *from;
  size_t n_from;
  hwnas_lifted_t include; /* of an operand: whether it takes part; no table: always */
} hwnas_part_t;

/* An input (no part), a module (one), or a merge of modules. */
typedef struct hwnas_graph_node {
  const char *name;
  hwnas_part_t self;
  bool merges;
  hwnas_part_t *operands;
  size_t n_operands, operands_capacity;
  hwnas_input_choice_t *choice; /* a node that takes some of those it reads; NULL: it takes all */
  hwnas_reach_t live;           /* the output needs it */
  hwnas_reach_t present;        /* a path leads to it from where nothing is missing */
  hwnas_tensors_t *tensors;
} hwnas_graph_node_t;

typedef struct hwnas_graph {
  hwnas_site_t site;
  hwnas_graph_node_t *nodes; /* the inputs first */
  size_t n, capacity, n_inputs;
  hwnas_map_t numbers; /* name -> number + 1 */
  hwnas_part_t output;
} hwnas_graph_t;

/* graph_read.c */
hwnas_status_t *hwnas_graph_read(hwnas_graph_t *graph, const hwnas_json_t *json,
                                 const hwnas_tensors_t *inputs);

/* graph_live.c */
/* Finds which nodes are part of which networks: all of them unless prune is set. Notes when the choices that
 * decide about it are active. */
hwnas_status_t *hwnas_graph_find_live(hwnas_graph_t *graph, bool prune);
/* Whether any network has the node. */
bool hwnas_graph_has(const hwnas_graph_node_t *node);
/* When an operand of a node takes part: it is included, and all that it reads is there. */
hwnas_status_t *hwnas_graph_operand_takes(const hwnas_graph_t *graph, const hwnas_part_t *operand,
                                          hwnas_reach_t *out);
hwnas_status_t *hwnas_reach_and(hwnas_compiler_t *compiler, hwnas_reach_t a, hwnas_reach_t b,
                                hwnas_reach_t *out);

#endif
