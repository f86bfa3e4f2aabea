#define _GNU_SOURCE
#include "findings.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *hwnas_finding_word(hwnas_finding_state_t state) {
  static const char *const words[] = {"used", "conflict", "loadable", "repeated",
                                      "twin", "refused",  "missing",  "empty"};
  return words[state];
}

const hwnas_plugin_conflict_t *hwnas_finding_conflict(const hwnas_plugins_t *plugins,
                                                      const hwnas_plugin_file_t *module, size_t i) {
  const hwnas_plugin_conflict_t *conflict;
  for (size_t at = 0; module && (conflict = hwnas_plugins_conflict(plugins, at)); at++)
    if ((conflict->first == module || conflict->second == module) && i-- == 0) return conflict;
  return NULL;
}

/* An error ends with the step to take, unless it is about the inside of a module; then there is one for all.
 */
bool hwnas_finding_detail_is_step(const hwnas_status_t *error) {
  return error->n_details > 0 && error->error != HWNAS_ERROR_PLUGIN_BROKEN;
}

static const char *next_step(hwnas_findings_t *findings, const hwnas_finding_t *finding) {
  const hwnas_status_t *refusal = finding->refusal;
  if (refusal && hwnas_finding_detail_is_step(refusal)) return refusal->details[refusal->n_details - 1];
  const hwnas_error_info_t *info = refusal ? hwnas_error_find(refusal->error) : NULL;
  if (info) return info->cure;
  switch (finding->state) {
    case HWNAS_FINDING_USED:
      return hwnas_arena_printf(&findings->arena, "`hwnas plugin inspect %s` says what it takes",
                                finding->module->name);
    case HWNAS_FINDING_CONFLICT:
      return "remove one of them, or take its folder off the search path";
    case HWNAS_FINDING_LOADABLE:
      return "name its folder by --plugin-path or HWNAS_PLUGIN_PATH, or the file in a run file, \"plugins\": "
             "{\"load\": [...]}";
    case HWNAS_FINDING_REPEATED:
      return "nothing has to be done; the search path could name the folder once";
    case HWNAS_FINDING_MISSING:
      return finding->folder->named ? "create the folder, or take it off the search path"
                                    : "nothing has to be done, unless plugins are to be kept there";
    default:
      return "nothing has to be done, unless plugins are to be kept there";
  }
}

static hwnas_status_t *add(hwnas_findings_t *findings, hwnas_finding_t finding) {
  finding.next = next_step(findings, &finding);
  HWNAS_TRY_ALLOC(finding.next);
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&findings->arena, findings->items, findings->n, findings->capacity, finding));
  return NULL;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void judge(const hwnas_plugins_t *plugins, hwnas_finding_t *finding) {
  if (finding->refusal) {
    bool twin = finding->refusal->error == HWNAS_ERROR_PLUGIN_TWIN;
    finding->state = twin ? HWNAS_FINDING_TWIN : HWNAS_FINDING_REFUSED;
    finding->module = NULL;
  } else if (hwnas_finding_conflict(plugins, finding->module, 0)) {
    finding->state = HWNAS_FINDING_CONFLICT;
  } else {
    finding->state = finding->folder ? HWNAS_FINDING_USED : HWNAS_FINDING_LOADABLE;
  }
}

static hwnas_status_t *add_entry(const hwnas_plugins_t *plugins, const hwnas_plugin_entry_t *entry,
                                 hwnas_findings_t *out) {
  hwnas_finding_t finding = {.path = entry->path, .folder = entry->folder};
  if (entry->repeated) {
    finding.state = HWNAS_FINDING_REPEATED;
    return add(out, finding);
  }
  const hwnas_plugin_failure_t *failure = hwnas_plugins_failure_at(plugins, entry->path);
  finding.refusal = failure ? failure->status : NULL;
  finding.module = hwnas_plugins_file_at(plugins, entry->path);
  judge(plugins, &finding);
  return add(out, finding);
}

/* A folder that has nothing to show but itself. */
static hwnas_status_t *add_folder(const hwnas_plugins_t *plugins, const hwnas_plugin_folder_t *folder,
                                  hwnas_findings_t *out) {
  hwnas_finding_t finding = {.folder = folder, .state = HWNAS_FINDING_MISSING};
  if (folder->state == HWNAS_FOLDER_READ) finding.state = HWNAS_FINDING_EMPTY;
  if (folder->state == HWNAS_FOLDER_REFUSED) {
    const hwnas_plugin_failure_t *failure = hwnas_plugins_failure_at(plugins, folder->path);
    finding.state = HWNAS_FINDING_REFUSED;
    finding.refusal = failure ? failure->status : NULL;
  }
  return add(out, finding);
}

hwnas_status_t *hwnas_findings_collect(const hwnas_plugins_t *plugins, hwnas_findings_t *out) {
  const hwnas_plugin_folder_t *folder;
  const hwnas_plugin_entry_t *entry;
  for (size_t i = 0; (folder = hwnas_plugins_folder(plugins, i)); i++) {
    size_t before = out->n;
    for (size_t j = 0; (entry = hwnas_plugins_entry(plugins, j)); j++)
      if (entry->folder == folder) HWNAS_TRY(add_entry(plugins, entry, out));
    if (out->n == before) HWNAS_TRY(add_folder(plugins, folder, out));
  }
  return NULL;
}

/* ---- One file -------------------------------------------------------------------------------- */

/* The path as the scan writes it: its folder followed, its own name as it is. */
static hwnas_status_t *place_of(hwnas_arena_t *arena, const char *path, const char **out) {
  char folder[PATH_MAX];
  struct stat info;
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  const char *parent = slash ? hwnas_arena_strndup(arena, path, (size_t)(slash - path + 1)) : ".";
  HWNAS_TRY_ALLOC(parent);
  if (stat(path, &info) != 0 || !realpath(parent, folder))
    return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "%s", strerror(errno)), "%s", path);
  *out = hwnas_arena_printf(arena, "%s/%s", strcmp(folder, "/") != 0 ? folder : "", base);
  HWNAS_TRY_ALLOC(*out);
  return NULL;
}

hwnas_status_t *hwnas_findings_of_file(hwnas_plugins_t *plugins, const char *path, hwnas_findings_t *out) {
  hwnas_finding_t finding = {0};
  HWNAS_TRY(place_of(&out->arena, path, &finding.path));
  const hwnas_plugin_entry_t *entry;
  for (size_t i = 0; (entry = hwnas_plugins_entry(plugins, i)); i++)
    if (!strcmp(entry->path, finding.path)) return add_entry(plugins, entry, out);
  out->refusal = hwnas_plugins_load(plugins, finding.path, NULL);
  if (out->refusal && out->refusal->error == HWNAS_ERROR_NO_MEMORY) return hwnas_status_no_memory();
  finding.refusal = out->refusal;
  finding.module = hwnas_plugins_file_at(plugins, finding.path);
  judge(plugins, &finding);
  return add(out, finding);
}

void hwnas_findings_deinit(hwnas_findings_t *findings) {
  hwnas_status_destroy(findings->refusal);
  hwnas_arena_deinit(&findings->arena);
}
