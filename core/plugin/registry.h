/* The registry, as the files of this folder see it. */
#ifndef HWNAS_CORE_PLUGIN_REGISTRY_H
#define HWNAS_CORE_PLUGIN_REGISTRY_H

#include "base/map.h"
#include "plugin/plugin.h"

struct hwnas_plugins {
  hwnas_arena_t arena;
  hwnas_plugin_folder_t **folders;
  hwnas_plugin_file_t **modules;
  hwnas_plugin_component_t **components;
  hwnas_plugin_formula_t **formulas;
  hwnas_plugin_failure_t *failures;
  hwnas_plugin_conflict_t *conflicts;
  hwnas_plugin_entry_t *entries;
  size_t n_folders, folder_capacity, n_modules, module_capacity, n_components, component_capacity;
  size_t n_formulas, formula_capacity, n_failures, failure_capacity;
  size_t n_conflicts, conflict_capacity, n_entries, entry_capacity;
  hwnas_map_t by_op_type; /* op type -> hwnas_plugin_formula_t */
};

/* Opens a file and takes up what it offers. *out_other is NULL, or the module that was there before and is
 * the same file; then nothing is added, and *out is what this place is. Errors: those of
 * hwnas_plugin_file_open. */
hwnas_status_t *hwnas_plugins_add_file(hwnas_plugins_t *plugins, const char *path, const char *origin,
                                       const hwnas_plugin_file_t **out,
                                       const hwnas_plugin_file_t **out_other);
/* The error for a thing that two files offer. */
hwnas_status_t *hwnas_conflict_make(const char *what, const char *name, const hwnas_plugin_file_t *a,
                                    const hwnas_plugin_file_t *b);
/* NULL if the scan loaded a module of that name; else why not. */
hwnas_status_t *hwnas_plugins_find_module(const hwnas_plugins_t *plugins, const char *name);

#endif
