/* Parameters of a space: defaults, presets, and what the user sets. */
#include <string.h>

#include "shape/internal.h"

#define PRESET "preset" /* the setting that names one */

typedef struct parameters {
  hwnas_compiler_t *compiler;
  const hwnas_json_t *declared, *presets;
  const hwnas_json_t *preset; /* the one that was chosen, or NULL */
  const hwnas_parameter_setting_t *settings;
  size_t n_settings;
} parameters_t;

static bool is_number(const hwnas_json_t *json) {
  return json->type == HWNAS_JSON_INT || json->type == HWNAS_JSON_REAL;
}

/* A number may become a list (a choice) and back; other types must stay what they are. */
static hwnas_status_t *check_type(const hwnas_json_t *declared, const hwnas_json_t *given) {
  bool flexible = (is_number(declared) || declared->type == HWNAS_JSON_ARRAY) &&
                  (is_number(given) || given->type == HWNAS_JSON_ARRAY);
  if (flexible || declared->type == given->type || declared->type == HWNAS_JSON_NULL) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_JSON_TYPE, "parameter '%s' must be %s, not %s", declared->key,
                        hwnas_json_type_name(declared), hwnas_json_type_name(given));
  return hwnas_json_at(status, given);
}

static hwnas_status_t *check_one(const parameters_t *p, const char *name, const hwnas_json_t *value) {
  const hwnas_json_t *declared = p->declared ? hwnas_json_get(p->declared, name) : NULL;
  if (declared) return check_type(declared, value);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_PARAMETER, "the space has no parameter '%s'", name);
  return hwnas_json_at(hwnas_json_suggest(status, p->declared, name), value);
}

hwnas_status_t *hwnas_compiler_preset(hwnas_compiler_t *compiler, const hwnas_json_t *name,
                                      const hwnas_json_t **out) {
  const hwnas_json_t *presets = hwnas_json_get(compiler->document, "presets");
  HWNAS_TRY(hwnas_json_expect(name, HWNAS_JSON_STRING));
  *out = hwnas_json_get(presets, name->string);
  if (*out) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_PARAMETER, "the space has no preset '%s'", name->string);
  return hwnas_json_at(hwnas_json_suggest(status, presets, name->string), name);
}

/* The presets of the file, also those that nobody chose. */
static hwnas_status_t *check_presets(const parameters_t *p) {
  hwnas_status_t *list = NULL;
  if (!p->presets) return NULL;
  HWNAS_TRY(hwnas_json_expect(p->presets, HWNAS_JSON_OBJECT));
  for (size_t i = 0; i < p->presets->n; i++) {
    const hwnas_json_t *preset = &p->presets->children[i];
    hwnas_status_append(&list, hwnas_json_expect(preset, HWNAS_JSON_OBJECT));
    for (size_t k = 0; preset->type == HWNAS_JSON_OBJECT && k < preset->n; k++)
      hwnas_status_append(&list, check_one(p, preset->children[k].key, &preset->children[k]));
  }
  if (hwnas_json_get(p->declared, PRESET))
    hwnas_status_append(&list,
                        hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                                        "'preset' names a preset and can be no parameter"),
                                      hwnas_json_get(p->declared, PRESET)));
  return list;
}

static hwnas_status_t *check_settings(parameters_t *p) {
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < p->n_settings; i++) {
    const hwnas_parameter_setting_t *setting = &p->settings[i];
    bool is_preset = p->presets && strcmp(setting->name, PRESET) == 0;
    hwnas_status_append(&list, is_preset ? hwnas_compiler_preset(p->compiler, setting->value, &p->preset)
                                         : check_one(p, setting->name, setting->value));
  }
  return list;
}

/* What the user sets goes before the preset, and that before the default. */
static const hwnas_json_t *value_of(const parameters_t *p, const hwnas_json_t *declared) {
  for (size_t i = p->n_settings; i-- > 0;)
    if (strcmp(p->settings[i].name, declared->key) == 0) return p->settings[i].value;
  const hwnas_json_t *of_preset = p->preset ? hwnas_json_get(p->preset, declared->key) : NULL;
  return of_preset ? of_preset : declared;
}

static hwnas_status_t *bind(const parameters_t *p) {
  hwnas_compiler_t *compiler = p->compiler;
  size_t n = p->declared ? p->declared->n : 0;
  hwnas_parameter_t *kept = hwnas_arena_alloc_array(compiler->arena, n, sizeof *kept);
  HWNAS_TRY_ALLOC(kept);
  for (size_t i = 0; i < n; i++) {
    hwnas_value_t value;
    HWNAS_TRY(hwnas_json_to_value(compiler->arena, value_of(p, &p->declared->children[i]), &value));
    kept[i].name = hwnas_arena_strdup(compiler->arena, p->declared->children[i].key);
    if (!kept[i].name || !hwnas_value_copy(compiler->arena, &value, &kept[i].value))
      return hwnas_status_no_memory();
    HWNAS_TRY(hwnas_frame_bind_value(compiler, compiler->globals, kept[i].name, kept[i].value));
  }
  compiler->space->parameters = kept;
  compiler->space->n_parameters = n;
  return NULL;
}

static hwnas_status_t *keep_presets(hwnas_compiler_t *compiler, const hwnas_json_t *presets) {
  size_t n = presets ? presets->n : 0;
  hwnas_preset_t *kept = hwnas_arena_alloc_array(compiler->arena, n, sizeof *kept);
  HWNAS_TRY_ALLOC(kept);
  for (size_t i = 0; i < n; i++) {
    kept[i].name = hwnas_arena_strdup(compiler->arena, presets->children[i].key);
    kept[i].parameters_json = hwnas_compiler_print(compiler, &presets->children[i]);
    if (!kept[i].name || !kept[i].parameters_json) return hwnas_status_no_memory();
  }
  compiler->space->presets = kept;
  compiler->space->n_presets = n;
  return NULL;
}

hwnas_status_t *hwnas_compiler_parameters(hwnas_compiler_t *compiler,
                                          const hwnas_parameter_setting_t *settings, size_t n_settings) {
  parameters_t p = {.compiler = compiler, .settings = settings, .n_settings = n_settings};
  p.declared = hwnas_json_get(compiler->document, "parameters");
  p.presets = hwnas_json_get(compiler->document, "presets");
  if (p.declared) HWNAS_TRY(hwnas_json_expect(p.declared, HWNAS_JSON_OBJECT));
  HWNAS_TRY(check_presets(&p));
  HWNAS_TRY(check_settings(&p));
  HWNAS_TRY(keep_presets(compiler, p.presets));
  return bind(&p);
}
