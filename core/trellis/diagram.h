/* Decision diagrams of tables: one level per variable, in the order of the trellis; what remains of the table
 * once the first variables have values is a node, and equal remainders are one node. Numbers stand on the
 * edges, so that remainders which differ by a constant are equal too (Vrudhula, Pedram and Lai, "Edge valued
 * binary decision diagrams", 1996, here with many values per variable). */
#ifndef HWNAS_CORE_TRELLIS_DIAGRAM_H
#define HWNAS_CORE_TRELLIS_DIAGRAM_H

#include "base/arena.h"
#include "base/status.h"
#include "expr/table.h"

#define HWNAS_DIAGRAM_LEVELS (HWNAS_SCOPE_MAX + 1)
#define HWNAS_DIAGRAM_DEAD UINT32_MAX /* in place of a node: no network gets here */

typedef struct hwnas_diagram_level {
  uint32_t variable, size;
  bool any_other;     /* the second child stands for every index but 0 */
  uint32_t *children; /* per node and index: a node of the next level; after the last an end, see below */
  int64_t *values;    /* per child: n_values numbers; NULL without any */
} hwnas_diagram_level_t;

/* One root: node 0 of the first level. */
typedef struct hwnas_diagram {
  uint32_t n_levels;
  size_t n_values;
  hwnas_diagram_level_t levels[HWNAS_DIAGRAM_LEVELS];
  int64_t *constants; /* n_values numbers on the way to the root */
} hwnas_diagram_t;

/* A table as cells with an end (0 and up, or DEAD) and n_values numbers each. */
typedef struct hwnas_diagram_of {
  uint32_t n_axes;
  uint32_t variables[HWNAS_DIAGRAM_LEVELS], sizes[HWNAS_DIAGRAM_LEVELS];
  uint64_t times[HWNAS_DIAGRAM_LEVELS]; /* levels go by these */
  int64_t any_other;                    /* the variable of which only "at index 0" counts: size 2; or -1 */
  size_t n_cells;                       /* product of the sizes; row-major */
  const uint32_t *ends;                 /* NULL: all 0 */
  const int64_t *values;                /* n_cells x n_values */
  size_t n_values;
} hwnas_diagram_of_t;

/* Memory is in arena. At least one axis. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_diagram_make(hwnas_arena_t *arena, const hwnas_diagram_of_t *of, hwnas_diagram_t *out);

#endif
