/* Profilers named by a run file. */
#include <string.h>

#include "run/profilers.h"

static const hwnas_json_source_t no_source = {.name = "defaults", .folder = "."};

static hwnas_status_t *add_from_member(hwnas_context_t *context, hwnas_profilers_t *profilers,
                                       const hwnas_json_t *member) {
  static const char *const skip[] = {"use", NULL};
  HWNAS_TRY(hwnas_json_expect(member, HWNAS_JSON_OBJECT));
  const hwnas_json_t *use = hwnas_json_get(member, "use");
  if (!use)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'use' is missing: the profiler's name"),
                         member);
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  const char *place = hwnas_json_place(hwnas_profilers_arena(profilers), use);
  HWNAS_TRY_ALLOC(place);
  return hwnas_json_at(hwnas_profilers_add(context, profilers, member->key, use->string, member, skip, place),
                       use);
}

static hwnas_status_t *add_wanted(hwnas_context_t *context, hwnas_profilers_t *profilers, const char *name) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *component;
  HWNAS_TRY(hwnas_context_plugins(context, &plugins));
  for (size_t i = 0; (component = hwnas_plugins_component(plugins, i)); i++) {
    if (strcmp(component->component->kind, HWNAS_KIND_PROFILER) != 0 ||
        strcmp(component->component->name, name) != 0)
      continue;
    const hwnas_json_t *none =
        hwnas_json_new(hwnas_profilers_arena(profilers), &no_source, HWNAS_JSON_OBJECT);
    HWNAS_TRY_ALLOC(none);
    return hwnas_profilers_add(context, profilers, name, name, none, NULL, name);
  }
  return NULL; /* a label, or unknown: whoever wants it says so with its place */
}

hwnas_status_t *hwnas_profilers_from_json(hwnas_context_t *context, const hwnas_json_t *object,
                                          const char *const *wanted, size_t n_wanted,
                                          hwnas_profilers_t **out) {
  hwnas_status_t *list = NULL;
  hwnas_profilers_t *profilers;
  if (object) HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_profilers_create(&profilers));
  for (size_t i = 0; object && i < object->n; i++)
    hwnas_status_append(&list, add_from_member(context, profilers, &object->children[i]));
  for (size_t i = 0; i < n_wanted; i++)
    if (!hwnas_profilers_has(profilers, wanted[i]) && !(object && hwnas_json_get(object, wanted[i])))
      hwnas_status_append(&list, add_wanted(context, profilers, wanted[i]));
  if (list)
    hwnas_profilers_destroy(profilers);
  else
    *out = profilers;
  return list;
}
