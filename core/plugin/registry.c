#include "plugin/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "hwnas/shape_formula.h"
#include "plugin/internal.h"

static void destroy_errors(hwnas_plugins_t *plugins) {
  for (size_t i = 0; i < plugins->n_failures; i++) hwnas_status_destroy(plugins->failures[i].status);
  for (size_t i = 0; i < plugins->n_conflicts; i++) hwnas_status_destroy(plugins->conflicts[i].status);
}

hwnas_status_t *hwnas_plugins_create(hwnas_plugins_t **out) {
  hwnas_plugins_t *plugins = calloc(1, sizeof *plugins);
  HWNAS_TRY_ALLOC(plugins);
  hwnas_arena_init(&plugins->arena);
  hwnas_map_init(&plugins->by_op_type);
  *out = plugins;
  return NULL;
}

void hwnas_plugins_destroy(hwnas_plugins_t *plugins) {
  if (!plugins) return;
  destroy_errors(plugins);
  hwnas_map_deinit(&plugins->by_op_type);
  hwnas_arena_deinit(&plugins->arena);
  free(plugins);
}

static hwnas_status_t *add_conflict(hwnas_plugins_t *plugins, const char *what, const char *name,
                                    const hwnas_plugin_component_t *a, const hwnas_plugin_component_t *b) {
  hwnas_plugin_conflict_t entry = {a->module, b->module,
                                   hwnas_conflict_make(what, name, a->module, b->module)};
  if (HWNAS_PUSH(&plugins->arena, plugins->conflicts, plugins->n_conflicts, plugins->conflict_capacity,
                 entry))
    return NULL;
  hwnas_status_destroy(entry.status);
  return hwnas_status_no_memory();
}

static hwnas_status_t *add_op_type(hwnas_plugins_t *plugins, const char *op_type,
                                   const hwnas_plugin_component_t *component) {
  hwnas_plugin_formula_t *formula = hwnas_map_get(&plugins->by_op_type, op_type);
  if (formula) {
    if (!formula->second) formula->second = component;
    return add_conflict(plugins, "a shape formula for operator", op_type, formula->first, component);
  }
  formula = hwnas_arena_alloc(&plugins->arena, sizeof *formula);
  HWNAS_TRY_ALLOC(formula);
  *formula = (hwnas_plugin_formula_t){.op_type = op_type, .first = component};
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&plugins->arena, plugins->formulas, plugins->n_formulas,
                             plugins->formula_capacity, formula));
  HWNAS_TRY_ALLOC(hwnas_map_set(&plugins->by_op_type, op_type, formula));
  return NULL;
}

/* The first of that kind and name. */
static const hwnas_plugin_component_t *same_component(const hwnas_plugins_t *plugins,
                                                      const hwnas_component_t *component) {
  for (size_t i = 0; i < plugins->n_components; i++) {
    const hwnas_component_t *other = plugins->components[i]->component;
    if (!strcmp(other->kind, component->kind) && !strcmp(other->name, component->name))
      return plugins->components[i];
  }
  return NULL;
}

static hwnas_status_t *add_component(hwnas_plugins_t *plugins, const hwnas_plugin_file_t *module,
                                     const hwnas_component_t *component) {
  hwnas_plugin_component_t *entry = hwnas_arena_alloc(&plugins->arena, sizeof *entry);
  HWNAS_TRY_ALLOC(entry);
  *entry = (hwnas_plugin_component_t){component, module, hwnas_kind_known(component->kind)};
  const hwnas_plugin_component_t *other = same_component(plugins, component);
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&plugins->arena, plugins->components, plugins->n_components,
                             plugins->component_capacity, entry));
  char word[64];
  hwnas_plugin_kind_word(component->kind, word, sizeof word);
  if (other) HWNAS_TRY(add_conflict(plugins, word, component->name, other, entry));
  if (strcmp(component->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) return NULL;
  const hwnas_shape_formula_t *formula = component->table;
  for (size_t i = 0; formula->op_types[i]; i++) HWNAS_TRY(add_op_type(plugins, formula->op_types[i], entry));
  return NULL;
}

static const hwnas_plugin_file_t *same_file(const hwnas_plugins_t *plugins,
                                            const hwnas_plugin_file_t *module) {
  for (size_t i = 0; i < plugins->n_modules; i++)
    if (plugins->modules[i]->inode == module->inode && plugins->modules[i]->device == module->device)
      return plugins->modules[i];
  return NULL;
}

hwnas_status_t *hwnas_plugins_add_file(hwnas_plugins_t *plugins, const char *path, const char *origin,
                                       const hwnas_plugin_file_t **out,
                                       const hwnas_plugin_file_t **out_other) {
  hwnas_plugin_file_t *module = NULL;
  HWNAS_TRY(hwnas_plugin_file_open(&plugins->arena, path, origin, &module));
  *out = module;
  *out_other = same_file(plugins, module);
  if (*out_other) return NULL;
  HWNAS_TRY_ALLOC(
      HWNAS_PUSH(&plugins->arena, plugins->modules, plugins->n_modules, plugins->module_capacity, module));
  for (size_t i = 0; module->plugin->components[i]; i++)
    HWNAS_TRY(add_component(plugins, module, module->plugin->components[i]));
  return NULL;
}

hwnas_status_t *hwnas_plugins_load(hwnas_plugins_t *plugins, const char *name, const char *folder) {
  if (!strchr(name, '/')) return hwnas_plugins_find_module(plugins, name);
  const char *path = name[0] == '/' ? name : hwnas_arena_printf(&plugins->arena, "%s/%s", folder, name);
  HWNAS_TRY_ALLOC(path);
  const hwnas_plugin_file_t *module, *other;
  return hwnas_plugins_add_file(plugins, path, "plugins.load", &module, &other);
}

const hwnas_plugin_folder_t *hwnas_plugins_folder(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_folders ? plugins->folders[i] : NULL;
}

const hwnas_plugin_file_t *hwnas_plugins_file(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_modules ? plugins->modules[i] : NULL;
}

const hwnas_plugin_component_t *hwnas_plugins_component(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_components ? plugins->components[i] : NULL;
}

const hwnas_plugin_formula_t *hwnas_plugins_formula(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_formulas ? plugins->formulas[i] : NULL;
}

const hwnas_plugin_failure_t *hwnas_plugins_failure(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_failures ? &plugins->failures[i] : NULL;
}

const hwnas_plugin_conflict_t *hwnas_plugins_conflict(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_conflicts ? &plugins->conflicts[i] : NULL;
}

const hwnas_plugin_entry_t *hwnas_plugins_entry(const hwnas_plugins_t *plugins, size_t i) {
  return i < plugins->n_entries ? &plugins->entries[i] : NULL;
}

const hwnas_plugin_file_t *hwnas_plugins_file_at(const hwnas_plugins_t *plugins, const char *path) {
  for (size_t i = 0; i < plugins->n_modules; i++)
    if (!strcmp(plugins->modules[i]->place, path) || !strcmp(plugins->modules[i]->path, path))
      return plugins->modules[i];
  return NULL;
}

const hwnas_plugin_failure_t *hwnas_plugins_failure_at(const hwnas_plugins_t *plugins, const char *path) {
  for (size_t i = 0; i < plugins->n_failures; i++)
    if (!strcmp(plugins->failures[i].path, path)) return &plugins->failures[i];
  return NULL;
}
