/* What `space check` says of derived variables. */
#ifndef HWNAS_CLI_DERIVED_H
#define HWNAS_CLI_DERIVED_H

#include "space/space.h"

/* A table of them; nothing if there are none. */
hwnas_status_t *hwnas_derived_print(const hwnas_space_t *space);
/* Appends [{"name", "values", "cells", "depends_on": [labels and names]}]. */
void hwnas_derived_append(const hwnas_space_t *space, hwnas_str_t *out);

#endif
