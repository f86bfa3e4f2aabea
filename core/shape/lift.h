/* One lifting in progress: state that the files lift*.c share. */
#ifndef HWNAS_CORE_SHAPE_LIFT_H
#define HWNAS_CORE_SHAPE_LIFT_H

#include "shape/internal.h"

/* A leaf of the search: a combination of choices that decides the value. */
typedef struct hwnas_lift_leaf {
  uint32_t n;                        /* decided on the way to it */
  uint32_t choices[HWNAS_SCOPE_MAX]; /* which */
  uint32_t indices[HWNAS_SCOPE_MAX];
  hwnas_value_t value;
  const uint32_t *marks; /* choices that were read */
  size_t n_marks;
  size_t cell; /* the only one that it decides, once the scope is known; SIZE_MAX if it decides several */
} hwnas_lift_leaf_t;

typedef struct hwnas_lift {
  hwnas_compiler_t *compiler;
  const hwnas_expr_t *expr;  /* what is lifted: an expression */
  const hwnas_json_t *cells; /* or a value given cell by cell */
  hwnas_frame_t *frame;
  const hwnas_table_t *guard;
  bool wide; /* the scope grew too large */
  bool need; /* it did before: values that are computed elsewhere go by names */
  hwnas_arena_t scratch;
  int32_t *known;         /* index per choice, -1: undecided */
  size_t n_known;         /* choices that were made later are undecided too */
  hwnas_lift_leaf_t path; /* decided so far */
  uint32_t pending;       /* choice that stopped the evaluation, or UINT32_MAX */
  uint32_t *marks;
  size_t n_marks, marks_capacity;
  hwnas_lift_leaf_t *leaves;
  size_t n_leaves, leaves_capacity;
} hwnas_lift_t;

/* The index that a choice has on the present path; -1: it is undecided. */
static inline int32_t hwnas_lift_index(const hwnas_lift_t *lift, uint32_t choice) {
  return choice < lift->n_known ? lift->known[choice] : -1;
}

/* ---- lift_read.c: what is known so far; a value that is not known yet sets pending -------------- */

hwnas_status_t *hwnas_lift_read_choice(hwnas_lift_t *lift, uint32_t choice, hwnas_value_t *out);
hwnas_status_t *hwnas_lift_read_lifted(hwnas_lift_t *lift, const hwnas_lifted_t *lifted, hwnas_value_t *out);
hwnas_status_t *hwnas_lift_read_input(hwnas_lift_t *lift, const hwnas_tensor_table_t *tensor,
                                      hwnas_value_t *out);
/* The choice of that label, or the value of one that is none; UNKNOWN_LABEL if there is neither. */
hwnas_status_t *hwnas_lift_read_label(hwnas_lift_t *lift, const char *label, const char *place,
                                      hwnas_value_t *out);
/* A value given cell by cell. */
hwnas_status_t *hwnas_lift_read_cells(hwnas_lift_t *lift, const hwnas_json_t *json, hwnas_value_t *out);

/* ---- lift_names.c: names and functions of expressions ------------------------------------------- */

void hwnas_lift_context(hwnas_lift_t *lift, hwnas_expr_context_t *out);

/* ---- lift_table.c: from leaves to tables --------------------------------------------------------- */

hwnas_status_t *hwnas_lift_build(hwnas_lift_t *lift, hwnas_lifted_t *out);

#endif
