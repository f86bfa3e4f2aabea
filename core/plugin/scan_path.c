/* From a search path to the modules that it leads to. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "plugin/internal.h"
#include "plugin/registry.h"

/* Takes the error over, unless it is about memory. */
static hwnas_status_t *add_failure(hwnas_plugins_t *plugins, const char *path, hwnas_status_t *status) {
  if (!status || status->error == HWNAS_ERROR_NO_MEMORY) return status;
  /* Of a second name nobody needs to hear: nothing is lost with it. */
  int level = status->error == HWNAS_ERROR_PLUGIN_TWIN ? HWNAS_LOG_INFO : HWNAS_LOG_WARNING;
  hwnas_log("plugin", level, "%s is not used: %s%s%s", path, status->what, status->n_details ? "; " : "",
            status->n_details ? status->details[0] : "");
  hwnas_plugin_failure_t entry = {hwnas_arena_strdup(&plugins->arena, path), status};
  if (entry.path &&
      HWNAS_PUSH(&plugins->arena, plugins->failures, plugins->n_failures, plugins->failure_capacity, entry))
    return NULL;
  hwnas_status_destroy(status);
  return hwnas_status_no_memory();
}

/* ---- Folders --------------------------------------------------------------------------------- */

static bool has_entry(const hwnas_plugins_t *plugins, const char *path) {
  for (size_t i = 0; i < plugins->n_entries; i++)
    if (!strcmp(plugins->entries[i].path, path)) return true;
  return false;
}

static hwnas_status_t *read_folder(hwnas_plugins_t *plugins, hwnas_plugin_folder_t *folder) {
  const char *const *names = NULL;
  HWNAS_TRY(add_failure(plugins, folder->path, hwnas_folder_read(&plugins->arena, folder, &names)));
  if (folder->state == HWNAS_FOLDER_MISSING && folder->named)
    hwnas_log("plugin", HWNAS_LOG_WARNING, "folder %s does not exist (%s)", folder->path, folder->origin);
  char real[PATH_MAX];
  if (folder->state != HWNAS_FOLDER_READ || !realpath(folder->path, real)) return NULL;
  for (size_t i = 0; i < folder->n_files; i++) {
    hwnas_plugin_entry_t entry = {.path = hwnas_arena_printf(&plugins->arena, "%s/%s", real, names[i]),
                                  .folder = folder};
    HWNAS_TRY_ALLOC(entry.path);
    entry.repeated = has_entry(plugins, entry.path);
    HWNAS_TRY_ALLOC(
        HWNAS_PUSH(&plugins->arena, plugins->entries, plugins->n_entries, plugins->entry_capacity, entry));
  }
  return NULL;
}

static hwnas_status_t *read_folders(hwnas_plugins_t *plugins, const hwnas_plugin_path_t *path) {
  for (size_t i = 0; i < path->n; i++) {
    hwnas_plugin_folder_t *folder = hwnas_arena_alloc(&plugins->arena, sizeof *folder);
    HWNAS_TRY_ALLOC(folder);
    *folder = path->folders[i];
    folder->path = hwnas_arena_strdup(&plugins->arena, folder->path);
    folder->origin = hwnas_arena_strdup(&plugins->arena, folder->origin);
    HWNAS_TRY_ALLOC(folder->path && folder->origin);
    HWNAS_TRY_ALLOC(
        HWNAS_PUSH(&plugins->arena, plugins->folders, plugins->n_folders, plugins->folder_capacity, folder));
    HWNAS_TRY(read_folder(plugins, folder));
  }
  return NULL;
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* One process for all files instead of one for each; whatever is wrong with a file is told when it is opened.
 */
static hwnas_status_t *ask_all(hwnas_plugins_t *plugins, size_t first) {
  hwnas_question_t *questions =
      hwnas_arena_alloc_array(&plugins->arena, plugins->n_entries, sizeof *questions);
  HWNAS_TRY_ALLOC(questions);
  size_t n = 0;
  for (size_t i = first; i < plugins->n_entries; i++) {
    const hwnas_plugin_entry_t *entry = &plugins->entries[i];
    hwnas_plugin_file_t *module = NULL;
    hwnas_stamp_t stamp;
    hwnas_status_t *status =
        hwnas_module_examine(&plugins->arena, entry->path, entry->folder->origin, &module, &stamp);
    if (!status) questions[n++] = (hwnas_question_t){module->name, module->path, stamp};
    hwnas_status_destroy(status);
  }
  hwnas_status_t *status = hwnas_ask_ahead(questions, n);
  if (!status || status->error == HWNAS_ERROR_NO_MEMORY) return status;
  hwnas_status_destroy(status);
  return NULL;
}

/* A link gives way to the file that it leads to, whichever came first. */
static hwnas_status_t *add_twin(hwnas_plugins_t *plugins, const hwnas_plugin_file_t *module,
                                const hwnas_plugin_file_t *other) {
  if (!strcmp(module->place, other->place)) return NULL;
  const char *link = !strcmp(module->place, other->path) ? other->place : module->place;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_PLUGIN_TWIN, "this is '%s' under another name", other->path);
  status = hwnas_status_at(status, "%s", link);
  status = hwnas_status_detail(status, "it is used as '%s': say that, and remove the link", other->name);
  return add_failure(plugins, link, status);
}

static hwnas_status_t *add_entry(hwnas_plugins_t *plugins, const hwnas_plugin_entry_t *entry) {
  const hwnas_plugin_file_t *module = NULL, *other = NULL;
  if (entry->repeated) return NULL;
  hwnas_status_t *status =
      hwnas_plugins_add_file(plugins, entry->path, entry->folder->origin, &module, &other);
  if (status) return add_failure(plugins, entry->path, status);
  return other ? add_twin(plugins, module, other) : NULL;
}

hwnas_status_t *hwnas_plugins_scan(hwnas_plugins_t *plugins, const hwnas_plugin_path_t *path) {
  size_t first = plugins->n_entries;
  HWNAS_TRY(read_folders(plugins, path));
  HWNAS_TRY(ask_all(plugins, first));
  for (size_t i = first; i < plugins->n_entries; i++) HWNAS_TRY(add_entry(plugins, &plugins->entries[i]));
  return NULL;
}
