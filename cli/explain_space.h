/* What `hwnas space check --explain` prints: everything about one module or one choice. */
#ifndef HWNAS_CLI_EXPLAIN_SPACE_H
#define HWNAS_CLI_EXPLAIN_SPACE_H

#include <stdbool.h>

#include "base/status.h"
#include "space/space.h"

/* name is the path of a module, or the label of a choice; modules go first. Prints a table for people, or one
 * JSON document. UNKNOWN_MODULE with `did you mean`. */
hwnas_status_t *hwnas_explain_space(const hwnas_space_t *space, const char *name, bool json);

#endif
