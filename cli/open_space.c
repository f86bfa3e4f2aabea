#include "open_space.h"

#include <string.h>

hwnas_status_t *hwnas_open_context(const hwnas_args_t *args, hwnas_context_t **out) {
  hwnas_arg_values_t paths = hwnas_args_list(args, "plugin-path"), limits = hwnas_args_list(args, "limit");
  hwnas_status_t *errors = NULL;
  HWNAS_TRY(hwnas_context_create(paths.items, paths.n, out));
  for (size_t i = 0; i < limits.n; i++)
    hwnas_status_append(&errors, hwnas_context_parse_limit(*out, limits.items[i]));
  if (!errors) return NULL;
  hwnas_context_destroy(*out);
  *out = NULL;
  return errors;
}

static hwnas_status_t *read_settings(hwnas_open_space_t *open, hwnas_arg_values_t texts) {
  open->settings = hwnas_arena_alloc_array(&open->arena, texts.n, sizeof *open->settings);
  HWNAS_TRY_ALLOC(open->settings);
  hwnas_status_t *errors = NULL;
  for (size_t i = 0; i < texts.n; i++)
    hwnas_status_append(&errors,
                        hwnas_setting_parse(&open->arena, texts.items[i], "--param", &open->settings[i]));
  open->n_settings = texts.n;
  return errors;
}

hwnas_status_t *hwnas_open_space(const hwnas_args_t *args, hwnas_open_space_t *out) {
  memset(out, 0, sizeof *out);
  hwnas_arena_init(&out->arena);
  out->name = args->operands.items[0];
  HWNAS_TRY(read_settings(out, hwnas_args_list(args, "param")));
  HWNAS_TRY(hwnas_open_context(args, &out->context));
  return hwnas_context_load_space(out->context, out->name, NULL, out->settings, out->n_settings, &out->space);
}

void hwnas_open_space_close(hwnas_open_space_t *open) {
  hwnas_space_destroy(open->space);
  if (open->context) hwnas_context_destroy(open->context);
  hwnas_arena_deinit(&open->arena);
}

/* ---- Published networks ---------------------------------------------------------------------- */

hwnas_status_t *hwnas_open_space_published(const hwnas_open_space_t *open, const char *name,
                                           const hwnas_published_t **out) {
  const hwnas_space_t *space = open->space;
  for (size_t i = 0; i < space->n_published; i++) {
    if (strcmp(space->published[i].name, name) != 0) continue;
    *out = &space->published[i];
    return NULL;
  }
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const char **names = hwnas_arena_alloc_array(&arena, space->n_published, sizeof *names);
  for (size_t i = 0; names && i < space->n_published; i++) names[i] = space->published[i].name;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PUBLISHED,
                                             "space '%s' names no published network '%s'", space->name, name);
  if (space->n_published == 0)
    status = hwnas_status_detail(status, "the space names none at all");
  else if (names)
    status = hwnas_status_suggest(status, name, names, space->n_published);
  hwnas_arena_deinit(&arena);
  return status;
}

static bool is_set(const hwnas_open_space_t *open, const char *name) {
  for (size_t i = 0; i < open->n_settings; i++)
    if (strcmp(open->settings[i].name, name) == 0) return true;
  return false;
}

/* The user's settings, and those of the network that the user did not give. */
static hwnas_status_t *join_settings(hwnas_open_space_t *open, const hwnas_json_t *parameters,
                                     hwnas_setting_t **out, size_t *out_n) {
  hwnas_setting_t *all = hwnas_arena_alloc_array(&open->arena, open->n_settings + parameters->n, sizeof *all);
  HWNAS_TRY_ALLOC(all);
  size_t n = open->n_settings;
  for (size_t i = 0; i < n; i++) all[i] = open->settings[i];
  for (size_t i = 0; i < parameters->n; i++) {
    const hwnas_json_t *value = &parameters->children[i];
    if (!is_set(open, value->key)) all[n++] = (hwnas_setting_t){.name = value->key, .value = value};
  }
  *out = all;
  *out_n = n;
  return NULL;
}

hwnas_status_t *hwnas_open_space_as_published(hwnas_open_space_t *open, const char *name,
                                              const hwnas_published_t **out) {
  HWNAS_TRY(hwnas_open_space_published(open, name, out));
  const char *text = hwnas_arena_strdup(&open->arena, (*out)->parameters_json);
  HWNAS_TRY_ALLOC(text);
  hwnas_json_t *parameters;
  HWNAS_TRY(hwnas_json_parse(&open->arena, text, strlen(text), name, &parameters));
  HWNAS_TRY(hwnas_json_expect(parameters, HWNAS_JSON_OBJECT));
  hwnas_setting_t *settings = NULL;
  size_t n = 0;
  HWNAS_TRY(join_settings(open, parameters, &settings, &n));
  if (n == open->n_settings) return NULL; /* nothing but what the space was loaded with */
  hwnas_space_destroy(open->space);
  open->space = NULL;
  HWNAS_TRY(hwnas_context_load_space(open->context, open->name, NULL, settings, n, &open->space));
  return hwnas_open_space_published(open, name, out);
}
