/* A compiled space written down again, fully expanded. */
#ifndef HWNAS_CORE_SPACE_EXPAND_H
#define HWNAS_CORE_SPACE_EXPAND_H

#include "space/space.h"

/* Appends a space file that builds the same space without parameters, let, blocks or loops: every choice is
 * declared with its domain and activity, every module stands where it is, and every value that depends on
 * choices is a table. Published networks
 * stay behind with the parameters that they need. */
hwnas_status_t *hwnas_space_expand(const hwnas_space_t *space, hwnas_str_t *out);

#endif
