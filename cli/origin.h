/* How a dimension came about: the modules that made it, back to the inputs and the choices of the space. */
#ifndef HWNAS_CLI_ORIGIN_H
#define HWNAS_CLI_ORIGIN_H

#include "space/space.h"

typedef enum hwnas_origin_kind {
  HWNAS_ORIGIN_INPUT,  /* of the space */
  HWNAS_ORIGIN_MADE,   /* by an operator, of the steps one deeper or the next one */
  HWNAS_ORIGIN_CHOSEN, /* among the steps one deeper */
  HWNAS_ORIGIN_KNOWN,  /* explained by an earlier step */
  HWNAS_ORIGIN_DEEP    /* too deep to go on */
} hwnas_origin_kind_t;

typedef struct hwnas_origin_step {
  hwnas_origin_kind_t kind;
  uint32_t depth;
  const hwnas_table_t *table;   /* the sizes */
  const hwnas_module_t *module; /* NULL: an input */
  uint32_t tensor, dim;         /* of its outputs, or of the inputs of the space */
  bool joined;                  /* CHOSEN: the module may be absent, and what goes into it go around it */
  const bool *attributes;       /* MADE: which of the module's attributes have a part in it */
} hwnas_origin_step_t;

typedef struct hwnas_origins hwnas_origins_t;
/* Borrows the space. */
hwnas_status_t *hwnas_origins_create(const hwnas_space_t *space, hwnas_origins_t **out);
void hwnas_origins_destroy(hwnas_origins_t *origins);
/* The steps behind a dimension, itself first; modules that keep it are no steps. Borrowed until the next
 * call. */
hwnas_status_t *hwnas_origins_trace(hwnas_origins_t *origins, const hwnas_table_t *table,
                                    const hwnas_origin_step_t **out, size_t *out_n);

#endif
