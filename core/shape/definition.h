/* What the names in an expression of a space file mean where it stands, once the space is compiled. */
#ifndef HWNAS_CORE_SHAPE_DEFINITION_H
#define HWNAS_CORE_SHAPE_DEFINITION_H

#include "space/space.h"

typedef struct hwnas_definition {
  const char *name;           /* the same pointer for the same definition */
  const hwnas_expr_t *expr;   /* of a `let`, an argument, a function that was called; NULL: only a value */
  const hwnas_table_t *table; /* its values; NULL: a function, a tensor */
  const hwnas_tensor_table_t *tensor; /* an input: the name is its shape; else NULL */
  const struct hwnas_frame *frame;    /* where the names in expr have their meaning */
} hwnas_definition_t;

/* The definition that name has in frame; false for labels, builtins and loop variables of the
 * expression itself, which say what they are. table of a plain value lives in arena. */
bool hwnas_definition_find(const struct hwnas_frame *frame, const char *name, hwnas_arena_t *arena,
                           hwnas_definition_t *out);

#endif
