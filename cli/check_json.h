/* What `hwnas space check --json` prints. */
#ifndef HWNAS_CLI_CHECK_JSON_H
#define HWNAS_CLI_CHECK_JSON_H

#include "base/str.h"
#include "space/space.h"

/* Appends the array of modules in tree order: {"path","what","outputs","depends_on"}. An output is a list of
 * dimensions, each a list of the sizes that it can have, ascending. */
hwnas_status_t *hwnas_check_append_modules(const hwnas_space_t *space, hwnas_str_t *out);

#endif
