/* --set PATH=VALUE: a value of the run file replaced from the command line. */
#include <stdlib.h>
#include <string.h>

#include "run/internal.h"

static hwnas_status_t *usage(const char *text, const char *format, const char *part) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, format, part);
  status = hwnas_status_at(status, "--set %s", text);
  return hwnas_status_detail(
      status, "write for example: --set budget.trials=500 or --set strategy.middleware.0.patience=10");
}

static bool to_index(const char *part, size_t n, size_t *out) {
  char *end = NULL;
  if (*part < '0' || *part > '9') return false;
  unsigned long long index = strtoull(part, &end, 10);
  *out = (size_t)index;
  return *end == '\0' && index < n;
}

static hwnas_json_t *member(const hwnas_json_t *object, const char *key) {
  for (size_t i = 0; i < object->n; i++)
    if (strcmp(object->children[i].key, key) == 0) return &object->children[i];
  return NULL;
}

/* The value called part in container; an object that lacks it gets an empty object there. */
static hwnas_status_t *descend(hwnas_arena_t *arena, const char *text, hwnas_json_t **container,
                               const char *part) {
  size_t index;
  if ((*container)->type == HWNAS_JSON_ARRAY) {
    if (!to_index(part, (*container)->n, &index)) return usage(text, "the list has no entry '%s'", part);
    *container = &(*container)->children[index];
    return NULL;
  }
  if ((*container)->type != HWNAS_JSON_OBJECT)
    return usage(text, "'%s' cannot be set inside a plain value", part);
  if (!member(*container, part)) {
    hwnas_json_t *empty = hwnas_json_new(arena, (*container)->source, HWNAS_JSON_OBJECT);
    HWNAS_TRY_ALLOC(empty);
    if (!hwnas_json_add(arena, *container, part, empty)) return hwnas_status_no_memory();
  }
  *container = member(*container, part);
  return NULL;
}

/* Puts value in the place of entry number index. */
static hwnas_status_t *replace_entry(hwnas_arena_t *arena, hwnas_json_t *array, size_t index,
                                     const hwnas_json_t *value) {
  hwnas_json_t *one = hwnas_json_new(arena, array->source, HWNAS_JSON_ARRAY);
  HWNAS_TRY_ALLOC(one);
  if (!hwnas_json_add(arena, one, NULL, value)) return hwnas_status_no_memory();
  hwnas_json_t *entry = &array->children[index];
  *entry = one->children[0];
  entry->parent = array;
  entry->index = index;
  for (size_t i = 0; i < entry->n; i++) entry->children[i].parent = entry;
  return NULL;
}

static hwnas_status_t *set(hwnas_arena_t *arena, const char *text, hwnas_json_t *container, const char *part,
                           const hwnas_json_t *value) {
  size_t index;
  if (container->type == HWNAS_JSON_ARRAY)
    return to_index(part, container->n, &index) ? replace_entry(arena, container, index, value)
                                                : usage(text, "the list has no entry '%s'", part);
  if (container->type != HWNAS_JSON_OBJECT)
    return usage(text, "'%s' cannot be set inside a plain value", part);
  return hwnas_json_add(arena, container, part, value) ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_run_override(hwnas_arena_t *arena, hwnas_json_t *document, const char *text) {
  char *path = hwnas_arena_strdup(arena, text);
  HWNAS_TRY_ALLOC(path);
  char *equals = strchr(path, '=');
  if (!equals || equals == path) return usage(text, "'%s' is not of the form PATH=VALUE", text);
  *equals = '\0';
  hwnas_json_t *value = NULL, *container = document;
  HWNAS_TRY(hwnas_json_parse_word(arena, equals + 1, "--set", &value));
  char *part = path, *dot;
  while ((dot = strchr(part, '.'))) {
    *dot = '\0';
    HWNAS_TRY(descend(arena, text, &container, part));
    part = dot + 1;
  }
  return set(arena, text, container, part, value);
}
