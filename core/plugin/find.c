/* Looking things up, and saying well why they were not found. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plugin/internal.h"
#include "plugin/registry.h"

static hwnas_status_t *detail_places(hwnas_status_t *status, const hwnas_plugins_t *plugins) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (size_t i = 0; i < plugins->n_folders; i++) {
    const hwnas_plugin_folder_t *folder = plugins->folders[i];
    const char *state = folder->state == HWNAS_FOLDER_MISSING   ? ", missing"
                        : folder->state == HWNAS_FOLDER_REFUSED ? ", refused"
                                                                : "";
    hwnas_str_appendf(&text, "%s%s (%s%s)", i ? ", " : "", folder->path, folder->origin, state);
  }
  status = hwnas_status_detail(status, "looked in: %s", plugins->n_folders ? text.text : "no folder at all");
  hwnas_str_deinit(&text);
  return status;
}

static bool is_file_of(const char *path, const char *name) {
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  size_t length = strlen(name);
  return !strncmp(base, name, length) && !strcmp(base + length, ".so");
}

static const hwnas_plugin_failure_t *failure_of(const hwnas_plugins_t *plugins, const char *name) {
  for (size_t i = 0; i < plugins->n_failures; i++)
    if (is_file_of(plugins->failures[i].path, name)) return &plugins->failures[i];
  return NULL;
}

hwnas_status_t *hwnas_plugins_find_module(const hwnas_plugins_t *plugins, const char *name) {
  for (size_t i = 0; i < plugins->n_modules; i++)
    if (!strcmp(plugins->modules[i]->name, name)) return NULL;
  const hwnas_plugin_failure_t *failure = failure_of(plugins, name);
  if (failure) return hwnas_answer_copy(failure->status);
  const char **names = calloc(plugins->n_modules + 1, sizeof *names);
  HWNAS_TRY_ALLOC(names);
  for (size_t i = 0; i < plugins->n_modules; i++) names[i] = plugins->modules[i]->name;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no plugin file '%s.so'", name);
  status = hwnas_status_suggest(status, name, names, plugins->n_modules);
  free(names);
  return detail_places(status, plugins);
}

hwnas_status_t *hwnas_conflict_make(const char *what, const char *name, const hwnas_plugin_file_t *a,
                                    const hwnas_plugin_file_t *b) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_PLUGIN_CONFLICT, "two plugins offer %s '%s'", what, name);
  status = hwnas_status_detail(status, "%s (%s)", a->path, a->origin);
  status = hwnas_status_detail(status, "%s (%s)", b->path, b->origin);
  return hwnas_status_detail(status, "remove one of them, or take its folder off the search path");
}

static hwnas_status_t *unknown(const hwnas_plugins_t *plugins, const char *kind, const char *name) {
  const char **names = calloc(plugins->n_components + 1, sizeof *names);
  HWNAS_TRY_ALLOC(names);
  size_t n = 0;
  const char *other = NULL;
  for (size_t i = 0; i < plugins->n_components; i++) {
    const hwnas_component_t *component = plugins->components[i]->component;
    if (!strcmp(component->kind, kind))
      names[n++] = component->name;
    else if (!strcmp(component->name, name))
      other = component->kind;
  }
  char word[64], other_word[64];
  hwnas_plugin_kind_word(kind, word, sizeof word);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no %s '%s'", word, name);
  if (n) status = hwnas_status_suggest(status, name, names, n);
  free(names);
  if (other) {
    hwnas_plugin_kind_word(other, other_word, sizeof other_word);
    status = hwnas_status_detail(status, "'%s' is a %s", name, other_word);
  }
  const hwnas_plugin_failure_t *failure = failure_of(plugins, name);
  if (failure)
    status = hwnas_status_detail(status, "%s is not used: %s", failure->path, failure->status->what);
  return detail_places(status, plugins);
}

hwnas_status_t *hwnas_plugins_find(const hwnas_plugins_t *plugins, const char *kind, const char *name,
                                   const hwnas_plugin_component_t **out) {
  const hwnas_plugin_component_t *found = NULL;
  for (size_t i = 0; i < plugins->n_components; i++) {
    const hwnas_plugin_component_t *entry = plugins->components[i];
    if (strcmp(entry->component->kind, kind) != 0 || strcmp(entry->component->name, name) != 0) continue;
    char word[64];
    hwnas_plugin_kind_word(kind, word, sizeof word);
    if (found) return hwnas_conflict_make(word, name, found->module, entry->module);
    found = entry;
  }
  if (!found) return unknown(plugins, kind, name);
  *out = found;
  return NULL;
}

hwnas_status_t *hwnas_plugins_find_formula(const hwnas_plugins_t *plugins, const char *op_type,
                                           const hwnas_plugin_component_t **out) {
  const hwnas_plugin_formula_t *formula = hwnas_map_get(&plugins->by_op_type, op_type);
  if (formula && formula->second)
    return hwnas_conflict_make("a shape formula for operator", op_type, formula->first->module,
                               formula->second->module);
  *out = formula ? formula->first : NULL;
  return NULL;
}
