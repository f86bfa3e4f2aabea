#include "json/json.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


/* ---- From jansson's tree to ours ------------------------------------------------------------- */

static hwnas_status_t *convert(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to, size_t depth);

static void adopt(hwnas_json_t *child, const hwnas_json_t *parent, size_t index) {
  child->source = parent->source;
  child->parent = parent;
  child->index = index;
}

static hwnas_status_t *convert_array(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to, size_t depth) {
  to->type = HWNAS_JSON_ARRAY;
  to->n = json_array_size(from);
  to->children = hwnas_arena_alloc_array(arena, to->n, sizeof *to->children);
  HWNAS_TRY_ALLOC(to->children);
  for (size_t i = 0; i < to->n; i++) {
    adopt(&to->children[i], to, i);
    HWNAS_TRY(convert(arena, json_array_get(from, i), &to->children[i], depth + 1));
  }
  return NULL;
}

static hwnas_status_t *convert_object(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to, size_t depth) {
  to->type = HWNAS_JSON_OBJECT;
  to->n = json_object_size(from);
  to->children = hwnas_arena_alloc_array(arena, to->n, sizeof *to->children);
  HWNAS_TRY_ALLOC(to->children);
  const char *key;
  json_t *value;
  size_t i = 0;
  json_object_foreach(from, key, value) {
    adopt(&to->children[i], to, i);
    to->children[i].key = hwnas_arena_strdup(arena, key);
    HWNAS_TRY_ALLOC(to->children[i].key);
    HWNAS_TRY(convert(arena, value, &to->children[i], depth + 1));
    i++;
  }
  return NULL;
}

static hwnas_status_t *convert(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to, size_t depth) {
  if (depth > HWNAS_JSON_MAX_DEPTH)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_LIMIT, "nested more than %d levels deep", HWNAS_JSON_MAX_DEPTH), to->parent);
  switch (json_typeof(from)) {
    case JSON_OBJECT: return convert_object(arena, from, to, depth);
    case JSON_ARRAY: return convert_array(arena, from, to, depth);
    case JSON_STRING:
      to->type = HWNAS_JSON_STRING;
      to->string = hwnas_arena_strdup(arena, json_string_value(from));
      HWNAS_TRY_ALLOC(to->string);
      return NULL;
    case JSON_INTEGER:
      to->type = HWNAS_JSON_INT;
      to->integer = json_integer_value(from);
      return NULL;
    case JSON_REAL:
      to->type = HWNAS_JSON_REAL;
      to->real = json_real_value(from);
      return NULL;
    case JSON_TRUE:
    case JSON_FALSE:
      to->type = HWNAS_JSON_BOOL;
      to->boolean = json_is_true(from);
      return NULL;
    default: to->type = HWNAS_JSON_NULL; return NULL;
  }
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void add_line_detail(hwnas_status_t *status, const char *text, size_t length, int line) {
  const char *start = text, *end = text + length;
  for (int i = 1; i < line; i++) {
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    if (!newline) return;
    start = newline + 1;
  }
  const char *newline = memchr(start, '\n', (size_t)(end - start));
  size_t size = (size_t)((newline ? newline : end) - start);
  hwnas_status_detail(status, "the line reads: %.*s", (int)(size < 100 ? size : 100), start);
}

static hwnas_status_t *syntax_error(const json_error_t *error, const char *text, size_t length, const char *name) {
  enum json_error_code code = json_error_code(error);
  hwnas_status_t *status;
  if (code == json_error_duplicate_key)
    status = hwnas_status_make(HWNAS_ERROR_DUPLICATE_KEY, "%s", error->text);
  else if (code == json_error_numeric_overflow)
    status = hwnas_status_make(HWNAS_ERROR_LIMIT, "%s", error->text);
  else if (code == json_error_stack_overflow)
    status = hwnas_status_make(HWNAS_ERROR_LIMIT, "nested more than %d levels deep", HWNAS_JSON_MAX_DEPTH);
  else if (code == json_error_out_of_memory)
    return hwnas_status_no_memory();
  else
    status = hwnas_status_make(HWNAS_ERROR_JSON_SYNTAX, "not valid JSON: %s", error->text);
  hwnas_status_at(status, "%s:%d:%d", name, error->line > 0 ? error->line : 1, error->column > 0 ? error->column : 1);
  add_line_detail(status, text, length, error->line);
  return status;
}

static hwnas_status_t *make_source(hwnas_arena_t *arena, const char *text, size_t length, const char *name,
                                   const char *folder, hwnas_json_source_t **out) {
  hwnas_json_source_t *source = hwnas_arena_alloc(arena, sizeof *source);
  HWNAS_TRY_ALLOC(source);
  source->name = hwnas_arena_strdup(arena, name);
  source->folder = hwnas_arena_strdup(arena, folder);
  source->text = hwnas_arena_strndup(arena, text, length);
  source->length = length;
  if (!source->name || !source->folder || !source->text) return hwnas_status_no_memory();
  *out = source;
  return NULL;
}

static hwnas_status_t *parse(hwnas_arena_t *arena, const char *text, size_t length, const char *name,
                             const char *folder, hwnas_json_t **out) {
  if (length > HWNAS_JSON_MAX_BYTES)
    return hwnas_status_at(
        hwnas_status_make(HWNAS_ERROR_LIMIT, "larger than %u MiB", HWNAS_JSON_MAX_BYTES >> 20), "%s", name);
  json_error_t error;
  json_t *tree = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
  if (!tree) return syntax_error(&error, text, length, name);
  hwnas_json_source_t *source = NULL;
  hwnas_json_t *root = hwnas_arena_alloc(arena, sizeof *root);
  hwnas_status_t *status =
      root ? make_source(arena, text, length, name, folder, &source) : hwnas_status_no_memory();
  if (!status) {
    root->source = source;
    status = convert(arena, tree, root, 0);
  }
  json_decref(tree);
  if (!status) *out = root;
  return status;
}

hwnas_status_t *hwnas_json_parse(hwnas_arena_t *arena, const char *text, size_t length, const char *name,
                                 hwnas_json_t **out) {
  return parse(arena, text, length, name, ".", out);
}

static hwnas_status_t *read_all(FILE *file, const char *path, hwnas_str_t *out) {
  char buffer[1 << 16];
  size_t n;
  while ((n = fread(buffer, 1, sizeof buffer, file)) > 0) {
    hwnas_str_append_n(out, buffer, n);
    if (out->length > HWNAS_JSON_MAX_BYTES) break; /* parse says so */
  }
  if (out->failed) return hwnas_status_no_memory();
  if (ferror(file)) return hwnas_status_make(HWNAS_ERROR_FILE, "cannot read '%s': %s", path, strerror(errno));
  return NULL;
}

hwnas_status_t *hwnas_json_read_file(hwnas_arena_t *arena, const char *path, hwnas_json_t **out) {
  FILE *file = fopen(path, "rb");
  if (!file) return hwnas_status_make(HWNAS_ERROR_FILE, "cannot open '%s': %s", path, strerror(errno));
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = read_all(file, path, &text);
  fclose(file);
  const char *slash = strrchr(path, '/');
  char *folder = slash ? hwnas_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path))
                       : hwnas_arena_strdup(arena, ".");
  if (!status && !folder) status = hwnas_status_no_memory();
  if (!status) status = parse(arena, text.text, text.length, path, folder, out);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- Access ---------------------------------------------------------------------------------- */

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
  const char *copy = path.failed ? NULL : hwnas_arena_strdup(arena, path.text);
  hwnas_str_deinit(&path);
  return copy;
}

static void append_place(const hwnas_json_t *json, hwnas_str_t *out) {
  size_t line, column;
  hwnas_str_append(out, json->source->name);
  if (hwnas_json_locate(json, &line, &column)) {
    hwnas_str_appendf(out, ":%zu:%zu", line, column);
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
  const char *copy = place.failed ? NULL : hwnas_arena_strdup(arena, place.text);
  hwnas_str_deinit(&place);
  return copy;
}

static const char *type_name(hwnas_json_type_t type) {
  switch (type) {
    case HWNAS_JSON_NULL: return "null";
    case HWNAS_JSON_BOOL: return "true or false";
    case HWNAS_JSON_INT: return "an integer";
    case HWNAS_JSON_REAL: return "a number";
    case HWNAS_JSON_STRING: return "a string";
    case HWNAS_JSON_ARRAY: return "an array";
    case HWNAS_JSON_OBJECT: return "an object";
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

hwnas_status_t *hwnas_json_to_value(hwnas_arena_t *arena, const hwnas_json_t *json, hwnas_value_t *out) {
  hwnas_list_t *list;
  hwnas_value_t *items;
  switch (json->type) {
    case HWNAS_JSON_NULL: *out = hwnas_value_null(); return NULL;
    case HWNAS_JSON_BOOL: *out = hwnas_value_bool(json->boolean); return NULL;
    case HWNAS_JSON_INT: *out = hwnas_value_int(json->integer); return NULL;
    case HWNAS_JSON_REAL: *out = hwnas_value_real(json->real); return NULL;
    case HWNAS_JSON_STRING: *out = hwnas_value_string(json->string); return NULL;
    case HWNAS_JSON_OBJECT:
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_JSON_TYPE, "a value is needed here, not an object"), json);
    case HWNAS_JSON_ARRAY: break;
  }
  list = hwnas_arena_alloc(arena, sizeof *list);
  items = hwnas_arena_alloc_array(arena, json->n, sizeof *items);
  if (!list || !items) return hwnas_status_no_memory();
  for (size_t i = 0; i < json->n; i++) HWNAS_TRY(hwnas_json_to_value(arena, &json->children[i], &items[i]));
  *list = (hwnas_list_t){.n = json->n, .items = items};
  *out = hwnas_value_list(list);
  return NULL;
}

/* ---- Trees built by code --------------------------------------------------------------------- */

hwnas_json_t *hwnas_json_new(hwnas_arena_t *arena, const hwnas_json_source_t *source, hwnas_json_type_t type) {
  hwnas_json_t *json = hwnas_arena_alloc(arena, sizeof *json);
  if (!json) return NULL;
  json->source = source;
  json->type = type;
  return json;
}

static void readopt(hwnas_json_t *json) {
  for (size_t i = 0; i < json->n; i++) json->children[i].parent = json;
}

bool hwnas_json_add(hwnas_arena_t *arena, hwnas_json_t *container, const char *key, const hwnas_json_t *child) {
  size_t at = container->n;
  const hwnas_json_t *old = key ? hwnas_json_get(container, key) : NULL;
  if (old) {
    at = old->index;
  } else {
    hwnas_json_t *children = hwnas_arena_grow(arena, container->children, at, at + 1, sizeof *children);
    if (!children) return false;
    container->children = children;
    container->n++;
    for (size_t i = 0; i < at; i++) readopt(&children[i]); /* they moved */
  }
  hwnas_json_t *slot = &container->children[at];
  *slot = *child;
  slot->parent = container;
  slot->index = at;
  slot->key = key ? hwnas_arena_strdup(arena, key) : NULL;
  readopt(slot);
  return !key || slot->key;
}
