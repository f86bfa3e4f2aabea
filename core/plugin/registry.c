#include "plugin/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "hwnas/shape_formula.h"
#include "plugin/internal.h"

static void destroy_failures(hwnas_plugins_t *plugins) {
  for (size_t i = 0; i < plugins->n_failures; i++) hwnas_status_destroy(plugins->failures[i].status);
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
  destroy_failures(plugins);
  hwnas_map_deinit(&plugins->by_op_type);
  hwnas_arena_deinit(&plugins->arena);
  free(plugins);
}

static hwnas_status_t *add_op_type(hwnas_plugins_t *plugins, const char *op_type,
                                   const hwnas_plugin_component_t *component) {
  hwnas_plugin_formula_t *formula = hwnas_map_get(&plugins->by_op_type, op_type);
  if (formula) {
    if (!formula->second) formula->second = component;
    return NULL;
  }
  formula = hwnas_arena_alloc(&plugins->arena, sizeof *formula);
  HWNAS_TRY_ALLOC(formula);
  *formula = (hwnas_plugin_formula_t){.op_type = op_type, .first = component};
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&plugins->arena, plugins->formulas, plugins->n_formulas,
                             plugins->formula_capacity, formula));
  HWNAS_TRY_ALLOC(hwnas_map_set(&plugins->by_op_type, op_type, formula));
  return NULL;
}

static hwnas_status_t *add_component(hwnas_plugins_t *plugins, const hwnas_plugin_file_t *module,
                                     const hwnas_component_t *component) {
  hwnas_plugin_component_t *entry = hwnas_arena_alloc(&plugins->arena, sizeof *entry);
  HWNAS_TRY_ALLOC(entry);
  *entry = (hwnas_plugin_component_t){component, module, hwnas_kind_known(component->kind)};
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&plugins->arena, plugins->components, plugins->n_components,
                             plugins->component_capacity, entry));
  if (strcmp(component->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) return NULL;
  const hwnas_shape_formula_t *formula = component->table;
  for (size_t i = 0; formula->op_types[i]; i++) HWNAS_TRY(add_op_type(plugins, formula->op_types[i], entry));
  return NULL;
}

static bool has_file(const hwnas_plugins_t *plugins, const hwnas_plugin_file_t *module) {
  for (size_t i = 0; i < plugins->n_modules; i++)
    if (plugins->modules[i]->inode == module->inode && plugins->modules[i]->device == module->device)
      return true;
  return false;
}

static hwnas_status_t *open_and_add(hwnas_plugins_t *plugins, const char *path, const char *origin) {
  hwnas_plugin_file_t *module = NULL;
  HWNAS_TRY(hwnas_plugin_file_open(&plugins->arena, path, origin, &module));
  if (has_file(plugins, module)) return NULL; /* the same file under a second name or path */
  HWNAS_TRY_ALLOC(
      HWNAS_PUSH(&plugins->arena, plugins->modules, plugins->n_modules, plugins->module_capacity, module));
  for (size_t i = 0; module->plugin->components[i]; i++)
    HWNAS_TRY(add_component(plugins, module, module->plugin->components[i]));
  return NULL;
}

/* Takes the error over, unless it is about memory. */
static hwnas_status_t *add_failure(hwnas_plugins_t *plugins, const char *path, hwnas_status_t *status) {
  if (!status || status->error == HWNAS_ERROR_NO_MEMORY) return status;
  hwnas_log("plugin", HWNAS_LOG_WARNING, "%s is not used: %s%s%s", path, status->what,
            status->n_details ? "; " : "", status->n_details ? status->details[0] : "");
  hwnas_plugin_failure_t entry = {hwnas_arena_strdup(&plugins->arena, path), status};
  if (entry.path &&
      HWNAS_PUSH(&plugins->arena, plugins->failures, plugins->n_failures, plugins->failure_capacity, entry))
    return NULL;
  hwnas_status_destroy(status);
  return hwnas_status_no_memory();
}

/* A file on the search path. */
typedef struct hwnas_entry {
  const char *path, *origin;
} hwnas_entry_t;
typedef struct hwnas_entries {
  hwnas_entry_t *items;
  size_t n, capacity;
} hwnas_entries_t;

static hwnas_status_t *read_folder(hwnas_plugins_t *plugins, hwnas_plugin_folder_t *folder,
                                   hwnas_entries_t *out) {
  const char *const *names = NULL;
  HWNAS_TRY(add_failure(plugins, folder->path, hwnas_folder_read(&plugins->arena, folder, &names)));
  if (folder->state == HWNAS_FOLDER_MISSING && folder->named)
    hwnas_log("plugin", HWNAS_LOG_WARNING, "folder %s does not exist (%s)", folder->path, folder->origin);
  if (folder->state != HWNAS_FOLDER_READ) return NULL;
  for (size_t i = 0; i < folder->n_files; i++) {
    hwnas_entry_t entry = {hwnas_arena_printf(&plugins->arena, "%s/%s", folder->path, names[i]),
                           folder->origin};
    HWNAS_TRY_ALLOC(entry.path);
    HWNAS_TRY_ALLOC(HWNAS_PUSH(&plugins->arena, out->items, out->n, out->capacity, entry));
  }
  return NULL;
}

static hwnas_status_t *read_folders(hwnas_plugins_t *plugins, const hwnas_plugin_path_t *path,
                                    hwnas_entries_t *out) {
  for (size_t i = 0; i < path->n; i++) {
    hwnas_plugin_folder_t *folder = hwnas_arena_alloc(&plugins->arena, sizeof *folder);
    HWNAS_TRY_ALLOC(folder);
    *folder = path->folders[i];
    folder->path = hwnas_arena_strdup(&plugins->arena, folder->path);
    folder->origin = hwnas_arena_strdup(&plugins->arena, folder->origin);
    HWNAS_TRY_ALLOC(folder->path && folder->origin);
    HWNAS_TRY_ALLOC(
        HWNAS_PUSH(&plugins->arena, plugins->folders, plugins->n_folders, plugins->folder_capacity, folder));
    HWNAS_TRY(read_folder(plugins, folder, out));
  }
  return NULL;
}

/* One process for all files instead of one for each; whatever is wrong with a file is told when it is opened.
 */
static hwnas_status_t *ask_all(hwnas_plugins_t *plugins, const hwnas_entries_t *entries) {
  hwnas_question_t *questions = hwnas_arena_alloc_array(&plugins->arena, entries->n, sizeof *questions);
  HWNAS_TRY_ALLOC(questions);
  size_t n = 0;
  for (size_t i = 0; i < entries->n; i++) {
    hwnas_plugin_file_t *module = NULL;
    hwnas_stamp_t stamp;
    hwnas_status_t *status = hwnas_module_examine(&plugins->arena, entries->items[i].path,
                                                  entries->items[i].origin, &module, &stamp);
    if (!status) questions[n++] = (hwnas_question_t){module->name, module->path, stamp};
    hwnas_status_destroy(status);
  }
  hwnas_status_t *status = hwnas_ask_ahead(questions, n);
  if (!status || status->error == HWNAS_ERROR_NO_MEMORY) return status;
  hwnas_status_destroy(status);
  return NULL;
}

hwnas_status_t *hwnas_plugins_scan(hwnas_plugins_t *plugins, const hwnas_plugin_path_t *path) {
  hwnas_entries_t entries = {0};
  HWNAS_TRY(read_folders(plugins, path, &entries));
  HWNAS_TRY(ask_all(plugins, &entries));
  for (size_t i = 0; i < entries.n; i++) {
    const hwnas_entry_t *entry = &entries.items[i];
    HWNAS_TRY(add_failure(plugins, entry->path, open_and_add(plugins, entry->path, entry->origin)));
  }
  return NULL;
}

hwnas_status_t *hwnas_plugins_load(hwnas_plugins_t *plugins, const char *name, const char *folder) {
  if (!strchr(name, '/')) return hwnas_plugins_find_module(plugins, name);
  const char *path = name[0] == '/' ? name : hwnas_arena_printf(&plugins->arena, "%s/%s", folder, name);
  HWNAS_TRY_ALLOC(path);
  return open_and_add(plugins, path, "plugins.load");
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
