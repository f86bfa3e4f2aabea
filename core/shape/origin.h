/* Where a dimension of an operator's output comes from: which sizes of the inputs and which attributes have a
 * part in it. Found by asking the formula again with one of them changed; it is pure, so that what changes
 * nothing is no cause. */
#ifndef HWNAS_CORE_SHAPE_ORIGIN_H
#define HWNAS_CORE_SHAPE_ORIGIN_H

#include "shape/formula.h"

typedef enum hwnas_cause {
  HWNAS_CAUSE_NOT,     /* another value, the same dimension */
  HWNAS_CAUSE_ALONE,   /* another value, another dimension */
  HWNAS_CAUSE_TOGETHER /* the same, once the same dimension of the other inputs changed with it: operands */
} hwnas_cause_t;

typedef struct hwnas_origin {
  hwnas_cause_t (*inputs)[HWNAS_RANK_MAX]; /* per input and dimension */
  bool *attributes; /* per option of the formula's table; also where every other value is refused */
} hwnas_origin_t;

/* Of dimension dim of an output; what out points to lives in arena. Errors: NO_MEMORY. [any] */
hwnas_status_t *hwnas_origin_find(const hwnas_concrete_op_t *op, uint32_t output, uint32_t dim,
                                  hwnas_arena_t *arena, hwnas_origin_t *out);

#endif
