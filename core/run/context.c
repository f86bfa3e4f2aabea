#include "run/context.h"

#include <stdlib.h>
#include <string.h>

#include "run/formulas.h"
#include "shape/compile.h"

struct hwnas_context {
  hwnas_arena_t arena;
  hwnas_plugin_path_t path; /* what is named goes before the defaults */
  const char **names;       /* modules to load, and the folder that their paths are relative to */
  const char **folders;
  size_t n_names;
  hwnas_plugins_t *plugins; /* NULL until first use */
  hwnas_formulas_t formulas;
  hwnas_space_limits_t limits;
};

hwnas_status_t *hwnas_context_create(const char *const *plugin_paths, size_t n_plugin_paths,
                                     hwnas_context_t **out) {
  hwnas_context_t *context = calloc(1, sizeof *context);
  HWNAS_TRY_ALLOC(context);
  hwnas_arena_init(&context->arena);
  hwnas_plugin_path_init(&context->path);
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < n_plugin_paths && !status; i++)
    status = hwnas_plugin_path_add(&context->path, plugin_paths[i], NULL, "--plugin-path");
  if (status)
    hwnas_context_destroy(context);
  else
    *out = context;
  return status;
}

void hwnas_context_destroy(hwnas_context_t *context) {
  if (!context) return;
  hwnas_formulas_deinit(&context->formulas);
  hwnas_plugins_destroy(context->plugins);
  hwnas_plugin_path_deinit(&context->path);
  hwnas_arena_deinit(&context->arena);
  free(context);
}

hwnas_status_t *hwnas_context_add_plugins(hwnas_context_t *context, const char *folder,
                                          const char *const *paths, size_t n_paths, const char *const *names,
                                          size_t n_names) {
  if (context->plugins)
    return hwnas_status_make(HWNAS_ERROR_INTERNAL, "plugins were added after the search path had been read");
  for (size_t i = 0; i < n_paths; i++)
    HWNAS_TRY(hwnas_plugin_path_add(&context->path, paths[i], folder, "run file"));
  size_t n = context->n_names;
  context->names = hwnas_arena_grow(&context->arena, context->names, n, n + n_names, sizeof *names);
  context->folders = hwnas_arena_grow(&context->arena, context->folders, n, n + n_names, sizeof *names);
  if (!context->names || !context->folders) return hwnas_status_no_memory();
  for (size_t i = 0; i < n_names; i++) {
    context->names[n + i] = hwnas_arena_strdup(&context->arena, names[i]);
    context->folders[n + i] = hwnas_arena_strdup(&context->arena, folder ? folder : ".");
    if (!context->names[n + i] || !context->folders[n + i]) return hwnas_status_no_memory();
    context->n_names++;
  }
  return NULL;
}

static hwnas_status_t *scan(hwnas_context_t *context) {
  HWNAS_TRY(hwnas_plugin_path_add_defaults(&context->path));
  HWNAS_TRY(hwnas_plugins_scan(context->plugins, &context->path));
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < context->n_names; i++)
    hwnas_status_append(&list, hwnas_plugins_load(context->plugins, context->names[i], context->folders[i]));
  return list ? list : hwnas_formulas_init(&context->formulas, context->plugins);
}

hwnas_status_t *hwnas_context_plugins(hwnas_context_t *context, hwnas_plugins_t **out) {
  if (!context->plugins) {
    HWNAS_TRY(hwnas_plugins_create(&context->plugins));
    hwnas_status_t *status = scan(context);
    if (status) {
      hwnas_plugins_destroy(context->plugins);
      context->plugins = NULL;
      return status;
    }
  }
  *out = context->plugins;
  return NULL;
}

/* ---- Limits ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_context_set_limit(hwnas_context_t *context, const char *name, uint64_t value) {
  return hwnas_limits_set(&context->limits, name, value);
}

const hwnas_space_limits_t *hwnas_context_limits(const hwnas_context_t *context) { return &context->limits; }

/* ---- Spaces ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_setting_parse(hwnas_arena_t *arena, const char *text, const char *option,
                                    hwnas_setting_t *out) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, "'%s' is not of the form NAME=VALUE", text);
    return hwnas_status_at(status, "%s", option);
  }
  hwnas_json_t *json;
  const char *value = hwnas_arena_strdup(arena, equals + 1);
  out->name = hwnas_arena_strndup(arena, text, (size_t)(equals - text));
  if (!out->name || !value) return hwnas_status_no_memory();
  HWNAS_TRY(hwnas_json_parse_word(arena, value, option, &json));
  out->value = json;
  return NULL;
}

hwnas_status_t *hwnas_settings_read(hwnas_arena_t *arena, const hwnas_json_t *object, hwnas_setting_t **out,
                                    size_t *out_n) {
  *out = NULL;
  *out_n = 0;
  if (!object) return NULL;
  HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  *out = hwnas_arena_alloc_array(arena, object->n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < object->n; i++)
    (*out)[(*out_n)++] = (hwnas_setting_t){.name = object->children[i].key, .value = &object->children[i]};
  return NULL;
}

static hwnas_status_t *compile(hwnas_context_t *context, const hwnas_space_limits_t *limits,
                               const hwnas_json_t *document, const hwnas_setting_t *settings, size_t n,
                               hwnas_space_t **out) {
  hwnas_plugins_t *plugins;
  hwnas_formula_source_t source;
  HWNAS_TRY(hwnas_context_plugins(context, &plugins));
  hwnas_parameter_setting_t *parameters = calloc(n + 1, sizeof *parameters);
  HWNAS_TRY_ALLOC(parameters);
  for (size_t i = 0; i < n; i++)
    parameters[i] = (hwnas_parameter_setting_t){settings[i].name, settings[i].value};
  hwnas_formulas_source(&context->formulas, &source);
  hwnas_status_t *status = hwnas_space_compile(document, parameters, n, &source, limits, out);
  free(parameters);
  return status;
}

hwnas_status_t *hwnas_context_compile(hwnas_context_t *context, const hwnas_json_t *document,
                                      const hwnas_setting_t *settings, size_t n, hwnas_space_t **out) {
  return compile(context, &context->limits, document, settings, n, out);
}

hwnas_status_t *hwnas_context_load_space_within(hwnas_context_t *context, const hwnas_space_limits_t *limits,
                                                const char *name, const char *folder,
                                                const hwnas_setting_t *settings, size_t n_settings,
                                                hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const char *path = name;
  hwnas_status_t *status = NULL;
  if (folder && name[0] != '/' && hwnas_space_is_path(name)) {
    path = hwnas_arena_printf(&arena, "%s/%s", folder, name);
    if (!path) status = hwnas_status_no_memory();
  }
  if (!status) status = hwnas_context_find_space(context, &arena, path, &path);
  hwnas_json_t *document = NULL;
  if (!status) status = hwnas_json_read_space(&arena, path, limits, &document);
  if (!status) status = compile(context, limits, document, settings, n_settings, out);
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_context_load_space(hwnas_context_t *context, const char *name, const char *folder,
                                         const hwnas_setting_t *settings, size_t n_settings,
                                         hwnas_space_t **out) {
  return hwnas_context_load_space_within(context, &context->limits, name, folder, settings, n_settings, out);
}
