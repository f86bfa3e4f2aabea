/* The plan of an elimination: the conditions that make a network legal, and the order in which variables are
 * summed out; a derived one has the condition to be what its causes make it. Numbers are the business of
 * those who run it (count.c, sampler.c). */
#ifndef HWNAS_CORE_SPACE_ELIMINATE_H
#define HWNAS_CORE_SPACE_ELIMINATE_H

#include "space/space.h"
#include "space/walk.h"

/* Holds where its cell does, or where the variable `owner` is at index 0: "active, or canonical". */
typedef struct hwnas_filter {
  hwnas_table_t scope; /* of holds, without the owner; no cells */
  const uint8_t *holds;
  int64_t owner; /* -1: none */
  size_t level;  /* says what a derived variable is: 1 + how far that is from the conditions; else 0 */
} hwnas_filter_t;

/* Sums one variable out. The result, a message, is a table over context. */
typedef struct hwnas_step {
  uint32_t variable, n;  /* n: its values */
  hwnas_table_t context; /* the variables that are left and meet here; no cells */
  const hwnas_filter_t **filters;
  size_t n_filters;
  uint32_t *messages; /* numbers of earlier steps, each used once */
  size_t n_messages;
} hwnas_step_t;

typedef struct hwnas_elimination {
  const hwnas_space_t *space;
  hwnas_step_t *steps; /* one per choice, and per derived variable that a condition depends on */
  size_t n_steps;
  bool impossible; /* a condition without variables does not hold */
} hwnas_elimination_t;

typedef struct hwnas_elimination_of {
  bool constraints;                       /* ask the constraints of the space */
  const hwnas_table_t *const *conditions; /* others; NULL: always */
  size_t n_conditions;
  size_t levels; /* 0: everything that makes a network legal. Else the conditions and constraints alone, with
                    so many levels of what their variables are derived from, and some of it left out to keep
                    tables small: what that excludes is excluded indeed */
} hwnas_elimination_of_t;

/* The most cells of a table where conditions may be left out. */
static inline double hwnas_relaxed_cells(const hwnas_variables_t *variables) {
  const size_t most = (size_t)1 << 16, cells = variables->max_cells;
  return (double)(cells && cells < most ? cells : most);
}

/* Everything lives in arena. TABLE_BUDGET error naming the choices that meet when a step grows too large. */
hwnas_status_t *hwnas_elimination_plan(hwnas_arena_t *arena, const hwnas_space_t *space,
                                       const hwnas_elimination_of_t *of, hwnas_elimination_t *out);

/* Goes through the contexts of one step, in row-major order. */
typedef struct hwnas_step_cursor {
  const hwnas_step_t *step;
  hwnas_walk_t walk; /* filters first, then messages */
  size_t *strides;   /* how far a step of the variable moves each part */
  uint32_t *owners;  /* per filter: axis of context, n_axes for the variable itself, n_axes + 1 for nobody */
} hwnas_step_cursor_t;

hwnas_status_t *hwnas_step_begin(hwnas_step_cursor_t *cursor, hwnas_arena_t *arena,
                                 const hwnas_elimination_t *elimination, const hwnas_step_t *step);
/* True if index k of the variable passes all filters in this context. */
bool hwnas_step_allows(const hwnas_step_cursor_t *cursor, uint32_t k);
/* Cell of message number m of the step in this context, with the variable at index k. */
static inline size_t hwnas_step_cell(const hwnas_step_cursor_t *cursor, size_t m, uint32_t k) {
  size_t part = cursor->step->n_filters + m;
  return cursor->walk.offsets[part] + cursor->strides[part] * k;
}
static inline void hwnas_step_next(hwnas_step_cursor_t *cursor) { hwnas_walk_next(&cursor->walk); }

#endif
