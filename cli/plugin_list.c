#include "open_space.h"
#include "output.h"
#include "verbs.h"

#define KIND_MAX 64

/* ---- What is there --------------------------------------------------------------------------- */

static hwnas_status_t *print_component_json(const hwnas_plugin_component_t *entry) {
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(entry->component->kind, kind, sizeof kind);
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, "{\"kind\":");
  hwnas_json_print_string(kind, &line);
  hwnas_str_append(&line, ",\"name\":");
  hwnas_json_print_string(entry->component->name, &line);
  hwnas_str_append(&line, ",\"summary\":");
  hwnas_json_print_string(entry->component->summary, &line);
  hwnas_str_append(&line, ",\"version\":");
  hwnas_json_print_string(entry->module->plugin->version, &line);
  hwnas_str_append(&line, ",\"file\":");
  hwnas_json_print_string(entry->module->path, &line);
  hwnas_str_appendf(&line, ",\"known\":%s}\n", entry->known ? "true" : "false");
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

static void add_component(hwnas_columns_t *columns, const hwnas_plugin_component_t *entry) {
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(entry->component->kind, kind, sizeof kind);
  hwnas_columns_add(columns, "%s%s", kind, entry->known ? "" : " (unknown kind)");
  hwnas_columns_add(columns, "%s", entry->component->name);
  hwnas_columns_add(columns, "%s", entry->component->summary);
  hwnas_columns_add(columns, "%s %s", entry->module->name, entry->module->plugin->version);
}

static hwnas_status_t *list_components(const hwnas_plugins_t *plugins, bool json) {
  static const char *const titles[] = {"kind", "name", "summary", "module"};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_status_t *status = NULL;
  const hwnas_plugin_component_t *entry;
  for (size_t i = 0; !status && (entry = hwnas_plugins_component(plugins, i)); i++) {
    if (json)
      status = print_component_json(entry);
    else
      add_component(&columns, entry);
  }
  if (!status && !json) status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

/* ---- What was refused ------------------------------------------------------------------------ */

static hwnas_status_t *print_failure_json(const char *path, const hwnas_status_t *failure) {
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, "{\"file\":");
  hwnas_json_print_string(path, &line);
  hwnas_str_appendf(&line, ",\"error\":\"E%04u\",\"what\":", (unsigned)failure->error);
  hwnas_json_print_string(failure->what, &line);
  hwnas_str_append(&line, "}\n");
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

/* To the table, or at once if there is none. */
static hwnas_status_t *add_failure(hwnas_columns_t *columns, const char *path,
                                   const hwnas_status_t *failure) {
  if (!columns) return print_failure_json(path, failure);
  hwnas_columns_add(columns, "%s", path);
  hwnas_columns_add(columns, "E%04u", (unsigned)failure->error);
  hwnas_columns_add(columns, "%s", failure->what);
  return NULL;
}

static hwnas_status_t *add_failures(const hwnas_plugins_t *plugins, hwnas_columns_t *columns) {
  const hwnas_plugin_failure_t *failure;
  for (size_t i = 0; (failure = hwnas_plugins_failure(plugins, i)); i++)
    HWNAS_TRY(add_failure(columns, failure->path, failure->status));
  const hwnas_plugin_conflict_t *conflict;
  for (size_t i = 0; (conflict = hwnas_plugins_conflict(plugins, i)); i++) {
    HWNAS_TRY(add_failure(columns, conflict->first->place, conflict->status));
    HWNAS_TRY(add_failure(columns, conflict->second->place, conflict->status));
  }
  return NULL;
}

static hwnas_status_t *list_failures(const hwnas_plugins_t *plugins, bool json) {
  static const char *const titles[] = {"file", "error", "reason"};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 3);
  hwnas_status_t *status = add_failures(plugins, json ? NULL : &columns);
  if (!status && !json) status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_context_t *context = NULL;
  hwnas_plugins_t *plugins;
  bool json = hwnas_args_has(args, "json");
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = hwnas_context_plugins(context, &plugins);
  if (!status)
    status = hwnas_args_has(args, "failed") ? list_failures(plugins, json) : list_components(plugins, json);
  if (context) hwnas_context_destroy(context);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"failed", NULL, "the files that were refused or offer the same, and why", 0},
    {"json", NULL, "JSON Lines", 0},
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_plugin_list = {
    .name = "plugin list",
    .operands = "",
    .summary = "what plugins offer",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
