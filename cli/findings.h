/* What became of every file that the search path of plugins leads to, and what can be done about it. */
#ifndef HWNAS_CLI_FINDINGS_H
#define HWNAS_CLI_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "plugin/plugin.h"

typedef enum hwnas_finding_state {
  HWNAS_FINDING_USED,
  HWNAS_FINDING_CONFLICT, /* used, but for what another file offers as well */
  HWNAS_FINDING_LOADABLE, /* sound, but not on the search path */
  HWNAS_FINDING_REPEATED, /* its folder stands on the path twice */
  HWNAS_FINDING_TWIN,     /* a second name of another file */
  HWNAS_FINDING_REFUSED,
  HWNAS_FINDING_MISSING, /* a folder that does not exist */
  HWNAS_FINDING_EMPTY    /* a folder without modules */
} hwnas_finding_state_t;

typedef struct hwnas_finding {
  hwnas_finding_state_t state;
  const char *path;                    /* of the file; NULL: about the folder itself */
  const hwnas_plugin_folder_t *folder; /* NULL: on no folder of the path */
  const hwnas_plugin_file_t *module;   /* NULL unless the file was loaded */
  const hwnas_status_t *refusal;       /* NULL unless it was refused, or a twin */
  const char *next;                    /* what to do */
} hwnas_finding_t;

typedef struct hwnas_findings {
  hwnas_arena_t arena;
  hwnas_finding_t *items;
  size_t n, capacity;
  hwnas_status_t *refusal; /* of a file that was given by name */
} hwnas_findings_t;

/* Everything on the search path, in its order. Borrows plugins. deinit also after an error. NO_MEMORY. */
hwnas_status_t *hwnas_findings_collect(const hwnas_plugins_t *plugins, hwnas_findings_t *out);
/* The same for one file, which is loaded unless it was. Errors: PLUGIN_LOAD if it cannot be found. */
hwnas_status_t *hwnas_findings_of_file(hwnas_plugins_t *plugins, const char *path, hwnas_findings_t *out);
void hwnas_findings_deinit(hwnas_findings_t *findings);

/* "used", "conflict", ... */
const char *hwnas_finding_word(hwnas_finding_state_t state);
/* True if the last detail of an error is what to do about it, so that it need not be said twice. */
bool hwnas_finding_detail_is_step(const hwnas_status_t *error);
/* Conflict number i of those that a module is part of; NULL past the end or if module is NULL. */
const hwnas_plugin_conflict_t *hwnas_finding_conflict(const hwnas_plugins_t *plugins,
                                                      const hwnas_plugin_file_t *module, size_t i);

#endif
