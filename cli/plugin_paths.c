#include "open_space.h"
#include "output.h"
#include "verbs.h"

static const char *state_word(hwnas_folder_state_t state) {
  switch (state) {
    case HWNAS_FOLDER_READ:
      return "read";
    case HWNAS_FOLDER_MISSING:
      return "missing";
    case HWNAS_FOLDER_REFUSED:
      return "refused";
    default:
      return "not read";
  }
}

static hwnas_status_t *print_json(const hwnas_plugin_folder_t *folder) {
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, "{\"path\":");
  hwnas_json_print_string(folder->path, &line);
  hwnas_str_append(&line, ",\"origin\":");
  hwnas_json_print_string(folder->origin, &line);
  hwnas_str_appendf(&line, ",\"state\":\"%s\",\"files\":%zu}\n", state_word(folder->state), folder->n_files);
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

static hwnas_status_t *list(const hwnas_plugins_t *plugins, bool json) {
  static const char *const titles[] = {"folder", "from", "state", ">files"};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_status_t *status = NULL;
  const hwnas_plugin_folder_t *folder;
  for (size_t i = 0; !status && (folder = hwnas_plugins_folder(plugins, i)); i++) {
    if (json) {
      status = print_json(folder);
      continue;
    }
    hwnas_columns_add(&columns, "%s", folder->path);
    hwnas_columns_add(&columns, "%s", folder->origin);
    hwnas_columns_add(&columns, "%s", state_word(folder->state));
    hwnas_columns_add(&columns, "%zu", folder->n_files);
  }
  if (!status && !json) status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_context_t *context = NULL;
  hwnas_plugins_t *plugins;
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = hwnas_context_plugins(context, &plugins);
  if (!status) status = list(plugins, hwnas_args_has(args, "json"));
  if (context) hwnas_context_destroy(context);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"json", NULL, "JSON Lines", 0},
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_plugin_paths = {
    .name = "plugin paths",
    .operands = "",
    .summary = "where plugins are looked for, in this order",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
