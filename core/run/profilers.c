#include "run/profilers.h"

#include <stdlib.h>
#include <string.h>

#include "run/profiler.h"

struct hwnas_profilers {
  hwnas_arena_t arena;
  hwnas_profiler_instance_t **instances;
  hwnas_price_source_t *sources;
  size_t n, capacity, instances_capacity, n_instances;
};

hwnas_status_t *hwnas_profilers_create(hwnas_profilers_t **out) {
  *out = calloc(1, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  hwnas_arena_init(&(*out)->arena);
  return NULL;
}

void hwnas_profilers_destroy(hwnas_profilers_t *profilers) {
  if (!profilers) return;
  for (size_t i = 0; i < profilers->n_instances; i++) hwnas_profiler_instance_deinit(profilers->instances[i]);
  hwnas_arena_deinit(&profilers->arena);
  free(profilers);
}

hwnas_arena_t *hwnas_profilers_arena(hwnas_profilers_t *profilers) { return &profilers->arena; }

const hwnas_price_source_t *hwnas_profilers_sources(const hwnas_profilers_t *profilers, size_t *out_n) {
  *out_n = profilers->n;
  return profilers->sources;
}

bool hwnas_profilers_has(const hwnas_profilers_t *profilers, const char *name) {
  for (size_t i = 0; i < profilers->n; i++)
    if (strcmp(profilers->sources[i].name, name) == 0) return true;
  return false;
}

static hwnas_status_t *make_instance(hwnas_profilers_t *profilers, const hwnas_component_t *component,
                                     const char *place, const hwnas_options_t *options,
                                     hwnas_profiler_instance_t **out) {
  hwnas_profiler_instance_t *instance = hwnas_arena_alloc(&profilers->arena, sizeof *instance);
  HWNAS_TRY_ALLOC(instance);
  hwnas_status_t *status = hwnas_profiler_instance_init(instance, component, place, options);
  bool kept = HWNAS_PUSH(&profilers->arena, profilers->instances, profilers->n_instances,
                         profilers->instances_capacity, instance);
  *out = instance;
  if (kept) return status;
  hwnas_profiler_instance_deinit(instance);
  hwnas_status_destroy(status);
  return hwnas_status_no_memory();
}

hwnas_status_t *hwnas_profilers_add(hwnas_context_t *context, hwnas_profilers_t *profilers, const char *name,
                                    const char *profiler, const hwnas_json_t *options,
                                    const char *const *skip, const char *place) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  hwnas_option_values_t values;
  HWNAS_TRY(hwnas_context_plugins(context, &plugins));
  HWNAS_TRY(hwnas_plugins_find(plugins, HWNAS_KIND_PROFILER, profiler, &found));
  hwnas_arena_t *arena = &profilers->arena;
  const char *kept = hwnas_arena_strdup(arena, name), *kept_place = hwnas_arena_strdup(arena, place);
  const char *owner = hwnas_arena_printf(arena, "profiler '%s'", profiler);
  if (!kept || !kept_place || !owner) return hwnas_status_no_memory();
  hwnas_option_table_t table = hwnas_option_table_of(found->component, owner);
  HWNAS_TRY(hwnas_option_values_from_json(&values, &table, options, skip, arena));
  hwnas_profiler_instance_t *instance = NULL;
  HWNAS_TRY(make_instance(profilers, found->component, kept_place, &values.view, &instance));
  hwnas_price_source_t source;
  HWNAS_TRY(hwnas_profiler_instance_source(instance, kept, &source));
  return HWNAS_PUSH(arena, profilers->sources, profilers->n, profilers->capacity, source)
             ? NULL
             : hwnas_status_no_memory();
}
