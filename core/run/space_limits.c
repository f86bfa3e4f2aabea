/* Limits of spaces as users write them: --limit NAME=VALUE, "limits" of a run file. */
#include "run/context.h"

/* 0, which no limit may be, for what is no whole number. */
static uint64_t whole_number(const hwnas_json_t *json) {
  int64_t number = 0;
  return hwnas_json_to_int(json, &number) && number > 0 ? (uint64_t)number : 0;
}

hwnas_status_t *hwnas_context_parse_limit(hwnas_context_t *context, const char *text) {
  hwnas_arena_t arena;
  hwnas_setting_t setting;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = hwnas_setting_parse(&arena, text, "--limit", &setting);
  if (!status) status = hwnas_context_set_limit(context, setting.name, whole_number(setting.value));
  hwnas_arena_deinit(&arena);
  return hwnas_status_at(status, "--limit %s", text);
}

hwnas_status_t *hwnas_limits_read(const hwnas_json_t *object, hwnas_space_limits_t *out) {
  hwnas_status_t *errors = NULL;
  if (!object) return NULL;
  HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  for (size_t i = 0; i < object->n; i++) {
    const hwnas_json_t *value = &object->children[i];
    hwnas_status_append(&errors,
                        hwnas_json_at(hwnas_limits_set(out, value->key, whole_number(value)), value));
  }
  return errors;
}
