/* The data flow of a space as a picture: text for Graphviz. Containers are frames, operators boxes, decisions
 * diamonds, and edges follow tensors. What only some networks have is dashed. */
#ifndef HWNAS_CLI_DOT_H
#define HWNAS_CLI_DOT_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "space/space.h"

/* Prints to stdout what the module does, with all that is in it; the root of the space for all of it. */
hwnas_status_t *hwnas_dot_print(const hwnas_space_t *space, const hwnas_module_t *module);

/* ---- What its parts share -------------------------------------------------------------------- */

/* Where a tensor comes from. */
typedef struct hwnas_dot_end {
  size_t node;
  const char *label; /* of edges that begin here, or NULL */
  bool dashed;       /* only some networks have it */
} hwnas_dot_end_t;

typedef struct hwnas_dot_ends {
  hwnas_dot_end_t *items; /* shared: never changed once made */
  size_t n, capacity;
} hwnas_dot_ends_t;

typedef struct hwnas_dot {
  const hwnas_space_t *space;
  const hwnas_table_t *guard; /* of the module that is drawn: what it has always is not dashed */
  hwnas_arena_t arena;
  hwnas_str_t nodes, edges; /* edges come last: a node belongs to the frame that mentions it first */
  size_t n_nodes, n_frames;
  int indent;
  bool dashed; /* so is the container in the making */
  bool failed; /* memory ran out */
} hwnas_dot_t;

typedef enum hwnas_dot_shape {
  HWNAS_DOT_BOX,
  HWNAS_DOT_CLOSED, /* operator that nobody looks into */
  HWNAS_DOT_TENSOR, /* source or output */
  HWNAS_DOT_DECISION,
  HWNAS_DOT_JOIN
} hwnas_dot_shape_t;

/* Whether some networks in which the drawn module is lack this one. */
bool hwnas_dot_is_dashed(const hwnas_dot_t *dot, const hwnas_module_t *module);
/* Declares a node, its label already escaped and its tooltip not, and returns its number. */
size_t hwnas_dot_node(hwnas_dot_t *dot, hwnas_dot_shape_t shape, const char *label, const char *tooltip,
                      bool dashed);
void hwnas_dot_edge(hwnas_dot_t *dot, const hwnas_dot_end_t *from, size_t to, bool dashed);
/* An edge from each of them. */
void hwnas_dot_edges(hwnas_dot_t *dot, const hwnas_dot_ends_t *from, size_t to, bool dashed);
/* Appends text for inside the quotes of a label. */
void hwnas_dot_escape(const char *text, hwnas_str_t *out);

void hwnas_dot_ends_add(hwnas_dot_t *dot, hwnas_dot_ends_t *ends, hwnas_dot_end_t end);
void hwnas_dot_ends_append(hwnas_dot_t *dot, hwnas_dot_ends_t *ends, const hwnas_dot_ends_t *more);

/* All of them as what only some networks have. */
void hwnas_dot_ends_dash(hwnas_dot_t *dot, hwnas_dot_ends_t *ends);

/* Points where one of several comes from, one for each of n tensors. */
hwnas_dot_ends_t hwnas_dot_joins(hwnas_dot_t *dot, size_t n);
void hwnas_dot_join(hwnas_dot_t *dot, const hwnas_dot_ends_t *from, const hwnas_dot_ends_t *joins);

typedef struct hwnas_dot_frame {
  size_t mark, n_nodes, number;
} hwnas_dot_frame_t;

/* Nodes between begin and end lie in the frame of the module; without any there is none. */
hwnas_dot_frame_t hwnas_dot_frame_begin(hwnas_dot_t *dot, const hwnas_module_t *module);
void hwnas_dot_frame_end(hwnas_dot_t *dot, const hwnas_dot_frame_t *frame);

/* Appends "down: conv2d", escaped; what is named after its type is not named twice. */
void hwnas_dot_append_name(const hwnas_module_t *module, hwnas_str_t *out);

/* Draws a module that gets its tensors from `in`, with a frame if it is a container, and tells where what it
 * gives comes from. `in` may be `out`. */
void hwnas_dot_module(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                      hwnas_dot_ends_t *out);
/* The same without the frame. */
void hwnas_dot_content(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                       hwnas_dot_ends_t *out);
void hwnas_dot_graph(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *in,
                     hwnas_dot_ends_t *out);
/* Node of a graph that is drawn alone: what it reads becomes sources. */
void hwnas_dot_lone_merge(hwnas_dot_t *dot, const hwnas_module_t *module, hwnas_dot_ends_t *out);
/* The operator that brings operands together, if there is one; else they are what comes out. */
void hwnas_dot_merge(hwnas_dot_t *dot, const hwnas_module_t *module, const hwnas_dot_ends_t *operands,
                     hwnas_dot_ends_t *out);

#endif
