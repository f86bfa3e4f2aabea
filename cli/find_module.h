/* Finding a module by its path, as users write it. */
#ifndef HWNAS_CLI_FIND_MODULE_H
#define HWNAS_CLI_FIND_MODULE_H

#include <stdbool.h>

#include "base/status.h"
#include "space/space.h"

/* The module of that path, or NULL. The name of the space is its root. */
const hwnas_module_t *hwnas_module_find(const hwnas_space_t *space, const char *path);
/* UNKNOWN_MODULE with `did you mean`: among modules, and choices if that was asked for as well. */
hwnas_status_t *hwnas_module_unknown(const hwnas_space_t *space, const char *name, bool or_choice);

#endif
