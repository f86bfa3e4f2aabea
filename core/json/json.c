#include "json/json.h"

#include <stdlib.h>
#include <string.h>

const hwnas_json_t *hwnas_json_get(const hwnas_json_t *object, const char *key) {
  if (!object || object->type != HWNAS_JSON_OBJECT) return NULL;
  for (size_t i = 0; i < object->n; i++)
    if (strcmp(object->children[i].key, key) == 0) return &object->children[i];
  return NULL;
}

static void append_path(const hwnas_json_t *json, hwnas_str_t *out) {
  if (!json->parent) return;
  append_path(json->parent, out);
  if (json->key)
    hwnas_str_appendf(out, "%s%s", json->parent->parent ? "." : "", json->key);
  else
    hwnas_str_appendf(out, "[%zu]", json->index);
}

const char *hwnas_json_path(hwnas_arena_t *arena, const hwnas_json_t *json) {
  hwnas_str_t path;
  hwnas_str_init(&path);
  append_path(json, &path);
  return hwnas_arena_keep(arena, &path);
}

static void append_place(const hwnas_json_t *json, hwnas_str_t *out) {
  hwnas_str_append(out, json->source->name);
  if (json->line) {
    hwnas_str_appendf(out, ":%u:%u", json->line, json->column);
  } else if (json->parent) {
    hwnas_str_append(out, " ");
    append_path(json, out);
  }
}

hwnas_status_t *hwnas_json_at(hwnas_status_t *status, const hwnas_json_t *json) {
  if (!status || !json) return status;
  hwnas_str_t place;
  hwnas_str_init(&place);
  append_place(json, &place);
  hwnas_status_at(status, "%s", place.text);
  hwnas_str_deinit(&place);
  return status;
}

const char *hwnas_json_place(hwnas_arena_t *arena, const hwnas_json_t *json) {
  hwnas_str_t place;
  hwnas_str_init(&place);
  append_place(json, &place);
  return hwnas_arena_keep(arena, &place);
}

static const char *type_name(hwnas_json_type_t type) {
  switch (type) {
    case HWNAS_JSON_NULL:
      return "null";
    case HWNAS_JSON_BOOL:
      return "true or false";
    case HWNAS_JSON_INT:
      return "an integer";
    case HWNAS_JSON_REAL:
      return "a number";
    case HWNAS_JSON_STRING:
      return "a string";
    case HWNAS_JSON_ARRAY:
      return "an array";
    case HWNAS_JSON_OBJECT:
      return "an object";
  }
  return "a value";
}

const char *hwnas_json_type_name(const hwnas_json_t *json) { return type_name(json->type); }

hwnas_status_t *hwnas_json_expect(const hwnas_json_t *json, hwnas_json_type_t type) {
  if (json->type == type) return NULL;
  hwnas_status_t *status;
  if (json->key)
    status = hwnas_status_make(HWNAS_ERROR_JSON_TYPE, "'%s' must be %s, not %s", json->key, type_name(type),
                               type_name(json->type));
  else
    status = hwnas_status_make(HWNAS_ERROR_JSON_TYPE, "%s is needed here, not %s", type_name(type),
                               type_name(json->type));
  return hwnas_json_at(status, json);
}

hwnas_status_t *hwnas_json_check_keys(const hwnas_json_t *object, const char *const *known, size_t n) {
  HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < object->n; i++) {
    bool found = false;
    for (size_t k = 0; k < n && !found; k++) found = strcmp(object->children[i].key, known[k]) == 0;
    if (found) continue;
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_UNKNOWN_KEY, "unknown key '%s'", object->children[i].key);
    hwnas_status_suggest(status, object->children[i].key, known, n);
    hwnas_status_append(&list, hwnas_json_at(status, &object->children[i]));
  }
  return list;
}

hwnas_status_t *hwnas_json_suggest(hwnas_status_t *status, const hwnas_json_t *object, const char *key) {
  size_t n = object ? object->n : 0;
  const char **names = calloc(n + 1, sizeof *names);
  for (size_t i = 0; names && i < n; i++) names[i] = object->children[i].key;
  if (names) hwnas_status_suggest(status, key, names, n);
  free(names);
  return status;
}

bool hwnas_json_equal(const hwnas_json_t *a, const hwnas_json_t *b) {
  if (a->type != b->type || a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++) {
    const hwnas_json_t *x = &a->children[i], *y = &b->children[i];
    if ((x->key && strcmp(x->key, y->key) != 0) || !hwnas_json_equal(x, y)) return false;
  }
  switch (a->type) {
    case HWNAS_JSON_BOOL:
      return a->boolean == b->boolean;
    case HWNAS_JSON_INT:
      return a->integer == b->integer;
    case HWNAS_JSON_REAL:
      return a->real == b->real;
    case HWNAS_JSON_STRING:
      return strcmp(a->string, b->string) == 0;
    default:
      return true;
  }
}

bool hwnas_json_to_int(const hwnas_json_t *json, int64_t *out) {
  hwnas_value_t value = json->type == HWNAS_JSON_INT    ? hwnas_value_int(json->integer)
                        : json->type == HWNAS_JSON_REAL ? hwnas_value_real(json->real)
                                                        : hwnas_value_null();
  return hwnas_value_to_int(&value, out);
}

hwnas_status_t *hwnas_json_to_value(hwnas_arena_t *arena, const hwnas_json_t *json, hwnas_value_t *out) {
  hwnas_list_t *list;
  hwnas_value_t *items;
  switch (json->type) {
    case HWNAS_JSON_NULL:
      *out = hwnas_value_null();
      return NULL;
    case HWNAS_JSON_BOOL:
      *out = hwnas_value_bool(json->boolean);
      return NULL;
    case HWNAS_JSON_INT:
      *out = hwnas_value_int(json->integer);
      return NULL;
    case HWNAS_JSON_REAL:
      *out = hwnas_value_real(json->real);
      return NULL;
    case HWNAS_JSON_STRING:
      *out = hwnas_value_string(json->string);
      return NULL;
    case HWNAS_JSON_OBJECT:
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_JSON_TYPE, "a value is needed here, not an object"),
                           json);
    case HWNAS_JSON_ARRAY:
      break;
  }
  list = hwnas_arena_alloc(arena, sizeof *list);
  items = hwnas_arena_alloc_array(arena, json->n, sizeof *items);
  if (!list || !items) return hwnas_status_no_memory();
  for (size_t i = 0; i < json->n; i++) HWNAS_TRY(hwnas_json_to_value(arena, &json->children[i], &items[i]));
  *list = (hwnas_list_t){.n = json->n, .items = items};
  *out = hwnas_value_list(list);
  return NULL;
}
