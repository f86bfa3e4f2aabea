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
  size_t n_folders, folder_capacity, n_modules, module_capacity, n_components, component_capacity;
  size_t n_formulas, formula_capacity, n_failures, failure_capacity;
  hwnas_map_t by_op_type; /* op type -> hwnas_plugin_formula_t */
};

/* NULL if the scan loaded a module of that name; else why not. */
hwnas_status_t *hwnas_plugins_find_module(const hwnas_plugins_t *plugins, const char *name);

#endif
