/* Plugins: where they are looked for, how they are loaded and judged, and what they offer.
 *
 * Search order, first to last: folders of the run file and of --plugin-path; HWNAS_PLUGIN_PATH (separated by
 * colons); the user folder, $XDG_DATA_HOME/hwnas-1/plugins; the system folder, lib/hwnas-1/plugins of the
 * tree that libhwnas.so or the running executable lies in or, if that does not exist, the one given at build
 * time. Never the current directory. Order decides only what is listed first: two files that offer the same
 * thing are a conflict.
 *
 * A module that was never seen is first loaded by another program, hwnas-plugin-query, which lies beside the
 * library in libexec/hwnas-1: one that crashes, exits or hangs there is refused, and nothing else is lost. It
 * has HWNAS_PLUGIN_TIMEOUT seconds, 5 unless set. What was found is kept as long as the process runs: a
 * second list next to that of the loaded modules, which is the system's.
 *
 * Modules are never unloaded, so descriptors, components and their texts stay valid until the process ends.
 */
#ifndef HWNAS_CORE_PLUGIN_PLUGIN_H
#define HWNAS_CORE_PLUGIN_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"
#include "hwnas/plugin.h"

/* ---- Search path ----------------------------------------------------------------------------- */

typedef enum hwnas_folder_state {
  HWNAS_FOLDER_NOT_READ, /* before the scan */
  HWNAS_FOLDER_READ,
  HWNAS_FOLDER_MISSING,
  HWNAS_FOLDER_REFUSED /* unsafe or unreadable: among the failures, with the reason */
} hwnas_folder_state_t;

typedef struct hwnas_plugin_folder {
  const char *path;   /* absolute */
  const char *origin; /* "--plugin-path", "run file", "HWNAS_PLUGIN_PATH", "user folder", "system folder" */
  bool named;         /* somebody named it, so that its absence deserves a warning */
  hwnas_folder_state_t state;
  size_t n_files; /* *.so files seen in it */
} hwnas_plugin_folder_t;

typedef struct hwnas_plugin_path {
  hwnas_arena_t arena;
  hwnas_plugin_folder_t *folders;
  size_t n, capacity;
} hwnas_plugin_path_t;

void hwnas_plugin_path_init(hwnas_plugin_path_t *path);
void hwnas_plugin_path_deinit(hwnas_plugin_path_t *path);
/* Appends a folder that somebody named. A relative one is taken against base, or, if base is NULL, against
 * the directory in which the process was started. origin is copied. Errors: NO_MEMORY, FILE. */
hwnas_status_t *hwnas_plugin_path_add(hwnas_plugin_path_t *path, const char *folder, const char *base,
                                      const char *origin);
/* Appends the entries of a colon-separated list. Empty entries and "." are skipped: neither may stand for the
 * current directory. */
hwnas_status_t *hwnas_plugin_path_add_list(hwnas_plugin_path_t *path, const char *list, const char *origin);
/* Appends the system folder for an executable or a library at that path. */
hwnas_status_t *hwnas_plugin_path_add_system(hwnas_plugin_path_t *path, const char *file);
/* Appends HWNAS_PLUGIN_PATH, the user folder and the system folder. */
hwnas_status_t *hwnas_plugin_path_add_defaults(hwnas_plugin_path_t *path);

/* ---- Modules --------------------------------------------------------------------------------- */

/* A file that was loaded and judged sound. */
typedef struct hwnas_plugin_file {
  const char *name;   /* file name without .so */
  const char *path;   /* absolute, without symbolic links */
  const char *place;  /* where it was found: path, or a symbolic link to it in a folder without such */
  const char *origin; /* of its folder, or "plugins.load" */
  const hwnas_plugin_t *plugin;
  uint64_t device, inode;
  uint64_t hash; /* of its content */
} hwnas_plugin_file_t;

/* Loads and judges one file, for good, after a process of its own has done the same and come to a good end.
 * Everything in *out lives in arena, but for plugin. Errors: PLUGIN_LOAD, NOT_A_PLUGIN, PLUGIN_VERSION,
 * PLUGIN_UNSAFE, PLUGIN_BROKEN, PLUGIN_CRASHES, PLUGIN_HANGS, PLUGIN_UNASKED. May be called from any thread.
 */
hwnas_status_t *hwnas_plugin_file_open(hwnas_arena_t *arena, const char *path, const char *origin,
                                       hwnas_plugin_file_t **out);
/* The same at once, without another process: for the program that is that process. */
hwnas_status_t *hwnas_plugin_file_load(hwnas_arena_t *arena, const char *path, hwnas_plugin_file_t **out);
/* What a process that loads modules tells of number index (from 0): one line to that file descriptor. Errors:
 * OUTPUT, NO_MEMORY. */
hwnas_status_t *hwnas_plugin_answer_write(int file, size_t index, const hwnas_status_t *answer);

/* ---- Registry -------------------------------------------------------------------------------- */

/* One thing that is on offer. */
typedef struct hwnas_plugin_component {
  const hwnas_component_t *component;
  const hwnas_plugin_file_t *module;
  bool known; /* false: of a kind that this host does not know; listed, never used */
} hwnas_plugin_component_t;

/* A file or folder that was refused although nobody named it. */
typedef struct hwnas_plugin_failure {
  const char *path;
  hwnas_status_t *status; /* the registry's */
} hwnas_plugin_failure_t;

/* Who serves an op type. */
typedef struct hwnas_plugin_formula {
  const char *op_type;
  const hwnas_plugin_component_t *first;
  const hwnas_plugin_component_t
      *second; /* another provider: a conflict once the op type is needed; or NULL */
} hwnas_plugin_formula_t;

/* Two files that offer the same: an error once it is needed. */
typedef struct hwnas_plugin_conflict {
  const hwnas_plugin_file_t *first, *second;
  hwnas_status_t *status; /* PLUGIN_CONFLICT; the registry's */
} hwnas_plugin_conflict_t;

/* A file that the search path leads to. */
typedef struct hwnas_plugin_entry {
  const char *path; /* absolute; its folder has no symbolic links */
  const hwnas_plugin_folder_t *folder;
  bool repeated; /* its folder stands on the search path once more, before */
} hwnas_plugin_entry_t;

typedef struct hwnas_plugins hwnas_plugins_t;

hwnas_status_t *hwnas_plugins_create(hwnas_plugins_t **out);
/* Frees the registry; the modules stay in memory. */
void hwnas_plugins_destroy(hwnas_plugins_t *plugins);

/* Loads every module in the folders of path, which is copied. Files that cannot be used become failures and
 * one warning each. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_plugins_scan(hwnas_plugins_t *plugins, const hwnas_plugin_path_t *path);
/* Makes sure that a module is loaded: one of the scan by its name, or, if name has a '/', that file, taken
 * against folder when relative. Adds to what the scan found. Errors: UNKNOWN_PLUGIN with every place looked
 * at, or why the module was refused. */
hwnas_status_t *hwnas_plugins_load(hwnas_plugins_t *plugins, const char *name, const char *folder);

/* The component of that kind (HWNAS_KIND_*) and name. Errors: UNKNOWN_PLUGIN with what was meant and the
 * places looked at; PLUGIN_CONFLICT with both files. */
hwnas_status_t *hwnas_plugins_find(const hwnas_plugins_t *plugins, const char *kind, const char *name,
                                   const hwnas_plugin_component_t **out);
/* The shape formula that serves op_type; *out is NULL if there is none. Errors: PLUGIN_CONFLICT. */
hwnas_status_t *hwnas_plugins_find_formula(const hwnas_plugins_t *plugins, const char *op_type,
                                           const hwnas_plugin_component_t **out);

/* Lists, in the order of the search path and then of file names; NULL past the end. */
const hwnas_plugin_folder_t *hwnas_plugins_folder(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_file_t *hwnas_plugins_file(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_component_t *hwnas_plugins_component(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_formula_t *hwnas_plugins_formula(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_failure_t *hwnas_plugins_failure(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_conflict_t *hwnas_plugins_conflict(const hwnas_plugins_t *plugins, size_t i);
const hwnas_plugin_entry_t *hwnas_plugins_entry(const hwnas_plugins_t *plugins, size_t i);
/* The module, or the failure, that was found at that path; NULL if there is none. */
const hwnas_plugin_file_t *hwnas_plugins_file_at(const hwnas_plugins_t *plugins, const char *path);
const hwnas_plugin_failure_t *hwnas_plugins_failure_at(const hwnas_plugins_t *plugins, const char *path);

/* "profiler" for "hwnas.profiler/1", "shape formula" for "hwnas.shape-formula/1"; other kinds as they are.
 * Written to out, cut to size. */
void hwnas_plugin_kind_word(const char *kind, char *out, size_t size);

#endif
