/* Networks of the literature that a space names. */
#include <string.h>

#include "shape/internal.h"

const char *hwnas_compiler_print(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (json)
    hwnas_json_print(json, &text);
  else
    hwnas_str_append(&text, "{}");
  return hwnas_arena_keep(compiler->arena, &text);
}

/* The parameters with those of the preset that they name in its place. */
static hwnas_status_t *unfold_preset(hwnas_compiler_t *compiler, const hwnas_json_t *parameters,
                                     const hwnas_json_t **out) {
  const hwnas_json_t *name = hwnas_json_get(parameters, "preset"), *preset;
  *out = parameters;
  if (!name || !hwnas_json_get(compiler->document, "presets")) return NULL;
  HWNAS_TRY(hwnas_compiler_preset(compiler, name, &preset));
  hwnas_json_t *all = hwnas_json_new(compiler->arena, parameters->source, HWNAS_JSON_OBJECT);
  HWNAS_TRY_ALLOC(all);
  for (size_t i = 0; i < preset->n; i++)
    HWNAS_TRY_ALLOC(hwnas_json_add(compiler->arena, all, preset->children[i].key, &preset->children[i]));
  for (size_t i = 0; i < parameters->n; i++)
    if (&parameters->children[i] != name)
      HWNAS_TRY_ALLOC(
          hwnas_json_add(compiler->arena, all, parameters->children[i].key, &parameters->children[i]));
  *out = all;
  return NULL;
}

static hwnas_status_t *read_one(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                hwnas_published_t *out) {
  static const char *const keys[] = {"source", "parameters", "sample"};
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 3));
  const hwnas_json_t *source = hwnas_json_get(json, "source"),
                     *parameters = hwnas_json_get(json, "parameters");
  if (source) HWNAS_TRY(hwnas_json_expect(source, HWNAS_JSON_STRING));
  if (parameters) HWNAS_TRY(unfold_preset(compiler, parameters, &parameters));
  out->name = hwnas_arena_strdup(compiler->arena, json->key);
  out->source = hwnas_arena_strdup(compiler->arena, source ? source->string : "");
  out->parameters_json = hwnas_compiler_print(compiler, parameters);
  out->sample_json = hwnas_compiler_print(compiler, hwnas_json_get(json, "sample"));
  bool good = out->name && out->source && out->parameters_json && out->sample_json;
  return good ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_compiler_published(hwnas_compiler_t *compiler) {
  const hwnas_json_t *object = hwnas_json_get(compiler->document, "published");
  if (!object) return NULL;
  HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  hwnas_published_t *published = hwnas_arena_alloc_array(compiler->arena, object->n, sizeof *published);
  HWNAS_TRY_ALLOC(published);
  for (size_t i = 0; i < object->n; i++) HWNAS_TRY(read_one(compiler, &object->children[i], &published[i]));
  compiler->space->published = published;
  compiler->space->n_published = object->n;
  return NULL;
}
