/* Opening spaces and metrics, as the public API does it: parameters and metrics come as text. */
#include <stdlib.h>
#include <string.h>

#include "hwnas_version.h"
#include "run/context.h"

const char *hwnas_version(void) { return HWNAS_VERSION; }

/* ---- Spaces ---------------------------------------------------------------------------------- */

/* The members of a JSON object, as text (NULL: none), as settings. */
static hwnas_status_t *read_parameters(hwnas_arena_t *arena, const char *text, hwnas_setting_t **out,
                                       size_t *out_n) {
  hwnas_json_t *object = NULL;
  if (text) HWNAS_TRY(hwnas_json_parse(arena, text, strlen(text), "parameters", &object));
  return hwnas_settings_read(arena, object, out, out_n);
}

hwnas_status_t *hwnas_space_open(hwnas_context_t *context, const char *name, const char *parameters,
                                 hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_setting_t *settings;
  size_t n;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = read_parameters(&arena, parameters, &settings, &n);
  if (!status) status = hwnas_context_load_space(context, name, NULL, settings, n, out);
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_space_parse(hwnas_context_t *context, const char *text, const char *source,
                                  const char *parameters, hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_setting_t *settings;
  hwnas_json_t *document = NULL;
  size_t n;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = read_parameters(&arena, parameters, &settings, &n);
  if (!status)
    status =
        hwnas_json_parse_space(&arena, text, strlen(text), source, hwnas_context_limits(context), &document);
  if (!status) status = hwnas_context_compile(context, document, settings, n, out);
  hwnas_arena_deinit(&arena);
  return status;
}

/* ---- Metrics --------------------------------------------------------------------------------- */

static void destroy_profilers(void *profilers) { hwnas_profilers_destroy(profilers); }

hwnas_status_t *hwnas_metric_set_open_at(hwnas_context_t *context, const hwnas_space_t *space,
                                         const char *metrics, const char *place, hwnas_metric_set_t **out) {
  hwnas_profilers_t *profilers = NULL;
  hwnas_metric_set_t *set = NULL;
  size_t n;
  HWNAS_TRY(hwnas_profilers_parse(context, metrics, place, &profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(profilers, &n);
  hwnas_status_t *status = hwnas_metric_set_create(space, sources, n, &set);
  if (status) {
    hwnas_profilers_destroy(profilers);
    return status;
  }
  hwnas_metric_set_own(set, profilers, destroy_profilers);
  *out = set;
  return NULL;
}

hwnas_status_t *hwnas_metric_set_open(hwnas_context_t *context, const hwnas_space_t *space,
                                      const char *metrics, hwnas_metric_set_t **out) {
  return hwnas_metric_set_open_at(context, space, metrics, "metrics", out);
}
