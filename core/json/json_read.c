/* From text to a tree. jansson reads; what it found wrong is placed here, as it counts to the end of the
 * token that it stumbled over. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "json/json.h"
#include "json/locate.h"
#include "json/scan.h"

/* ---- From jansson's tree to ours ------------------------------------------------------------- */

static hwnas_status_t *convert(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to);

static void adopt(hwnas_json_t *child, const hwnas_json_t *parent, size_t index) {
  child->source = parent->source;
  child->parent = parent;
  child->index = index;
}

static hwnas_status_t *convert_array(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to) {
  to->type = HWNAS_JSON_ARRAY;
  to->n = json_array_size(from);
  to->children = hwnas_arena_alloc_array(arena, to->n, sizeof *to->children);
  HWNAS_TRY_ALLOC(to->children);
  for (size_t i = 0; i < to->n; i++) {
    adopt(&to->children[i], to, i);
    HWNAS_TRY(convert(arena, json_array_get(from, i), &to->children[i]));
  }
  return NULL;
}

static hwnas_status_t *convert_object(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to) {
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
    HWNAS_TRY(convert(arena, value, &to->children[i]));
    i++;
  }
  return NULL;
}

static hwnas_status_t *convert(hwnas_arena_t *arena, json_t *from, hwnas_json_t *to) {
  switch (json_typeof(from)) {
    case JSON_OBJECT:
      return convert_object(arena, from, to);
    case JSON_ARRAY:
      return convert_array(arena, from, to);
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
    default:
      to->type = HWNAS_JSON_NULL;
      return NULL;
  }
}

/* ---- Errors ---------------------------------------------------------------------------------- */

typedef struct document {
  const char *text, *name, *folder;
  size_t length;
  size_t max_mib; /* that it may have */
  bool is_space;  /* users can raise that */
} document_t;

#define LINE_SHOWN 100 /* bytes of a long line that a message shows, those around the place */

static bool continues_character(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

static void add_line(hwnas_status_t *status, const document_t *document, size_t offset) {
  const char *text = document->text;
  size_t start = offset, end = offset;
  while (start > 0 && text[start - 1] != '\n' && offset - start < LINE_SHOWN / 2) start--;
  while (end < document->length && text[end] != '\n' && end - start < LINE_SHOWN) end++;
  while (start < end && continues_character(text[start])) start++;
  while (end > start && end < document->length && continues_character(text[end])) end--;
  while (start < end && strchr(" \t\r", text[start])) start++;
  while (end > start && strchr(" \t\r", text[end - 1])) end--;
  if (start < end) hwnas_status_detail(status, "the line reads: %.*s", (int)(end - start), text + start);
}

static hwnas_status_t *at_offset(hwnas_status_t *status, const document_t *document, size_t offset) {
  uint32_t line = 1, column = 1;
  hwnas_scan_count(document->text, document->text + offset, &line, &column);
  hwnas_status_at(status, "%s:%u:%u", document->name, line, column);
  add_line(status, document, offset);
  return status;
}

/* Two things that jansson lets pass or tells too late, found before it reads. */
static hwnas_status_t *check_text(const document_t *document) {
  const char *nul = memchr(document->text, '\0', document->length);
  if (nul)
    return at_offset(hwnas_status_make(HWNAS_ERROR_JSON_SYNTAX, "not valid JSON: a byte of value 0"),
                     document, (size_t)(nul - document->text));
  hwnas_scan_t scan = {.at = document->text, .end = document->text + document->length};
  size_t depth = 0;
  for (hwnas_scan_gap(&scan); scan.at < scan.end; hwnas_scan_token(&scan), hwnas_scan_gap(&scan)) {
    if (strchr("}]", *scan.at) && depth) depth--;
    if (strchr("{[", *scan.at) && ++depth > HWNAS_JSON_MAX_DEPTH)
      return at_offset(
          hwnas_status_make(HWNAS_ERROR_LIMIT, "nested more than %d levels deep", HWNAS_JSON_MAX_DEPTH),
          document, (size_t)(scan.at - document->text));
  }
  return NULL;
}

/* The bytes that jansson's error is about: the token that ends at its position. */
typedef struct span {
  size_t start, length;
} span_t;

static span_t span_of(const json_error_t *error, const document_t *document) {
  size_t position = error->position > 0 ? (size_t)error->position : 0;
  hwnas_scan_t scan = {.at = document->text, .end = document->text + document->length};
  const char *stop = document->text + position, *start = scan.at;
  bool complete = true;
  while (scan.at < stop) {
    while (scan.at < scan.end && strchr(" \t\r\n", *scan.at)) scan.at++;
    start = scan.at;
    complete = hwnas_scan_token(&scan);
  }
  bool at_end = json_error_code(error) == json_error_premature_end_of_input && complete;
  if (at_end) return (span_t){.start = document->length};
  if (json_error_code(error) == json_error_invalid_utf8) return (span_t){.start = position};
  return (span_t){.start = (size_t)(start - document->text), .length = (size_t)(scan.at - start)};
}

static hwnas_status_t *read_error(const json_error_t *error, const document_t *document) {
  span_t span = span_of(error, document);
  const char *token = document->text + span.start;
  int length = (int)(span.length < 60 ? span.length : 60);
  hwnas_status_t *status;
  switch (json_error_code(error)) {
    case json_error_out_of_memory:
      return hwnas_status_no_memory();
    case json_error_duplicate_key:
      status = hwnas_status_make(HWNAS_ERROR_DUPLICATE_KEY, "the key %.*s stands twice in one object", length,
                                 token);
      break;
    case json_error_numeric_overflow:
      status = hwnas_status_make(HWNAS_ERROR_LIMIT, "the number %.*s is too large", length, token);
      hwnas_status_detail(status, "integers go from -2^63 to 2^63-1, other numbers to 1.8e308");
      break;
    default:
      status = hwnas_status_make(HWNAS_ERROR_JSON_SYNTAX, "not valid JSON: %s", error->text);
  }
  return at_offset(status, document, span.start);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static bool is_large(const document_t *document, size_t length) { return length > document->max_mib << 20; }

static hwnas_status_t *too_large(const document_t *document) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_LIMIT, "larger than %zu MiB", document->max_mib);
  if (document->is_space)
    hwnas_limit_advise(status, HWNAS_LIMIT_FILE, document->max_mib, document->max_mib + 1);
  return hwnas_status_at(status, "%s", document->name);
}

static hwnas_status_t *make_source(hwnas_arena_t *arena, const document_t *document,
                                   hwnas_json_source_t **out) {
  hwnas_json_source_t *source = hwnas_arena_alloc(arena, sizeof *source);
  HWNAS_TRY_ALLOC(source);
  source->name = hwnas_arena_strdup(arena, document->name);
  source->folder = hwnas_arena_strdup(arena, document->folder);
  if (!source->name || !source->folder) return hwnas_status_no_memory();
  *out = source;
  return NULL;
}

static hwnas_status_t *parse(hwnas_arena_t *arena, const document_t *document, hwnas_json_t **out) {
  if (is_large(document, document->length)) return too_large(document);
  HWNAS_TRY(check_text(document));
  json_error_t error;
  json_t *tree =
      json_loadb(document->text, document->length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
  if (!tree) return read_error(&error, document);
  hwnas_json_source_t *source = NULL;
  hwnas_json_t *root = hwnas_arena_alloc(arena, sizeof *root);
  hwnas_status_t *status = root ? make_source(arena, document, &source) : hwnas_status_no_memory();
  if (!status) {
    root->source = source;
    status = convert(arena, tree, root);
  }
  json_decref(tree);
  if (status) return status;
  hwnas_json_locate_all(root, document->text, document->length);
  *out = root;
  return NULL;
}

static hwnas_status_t *parse_text(hwnas_arena_t *arena, const char *text, size_t length, document_t *document,
                                  hwnas_json_t **out) {
  document->text = text ? text : "";
  document->length = length;
  document->folder = ".";
  return parse(arena, document, out);
}

static hwnas_status_t *read_all(FILE *file, const document_t *document, hwnas_str_t *out) {
  char buffer[1 << 16];
  size_t n;
  while ((n = fread(buffer, 1, sizeof buffer, file)) > 0) {
    hwnas_str_append_n(out, buffer, n);
    if (is_large(document, out->length)) break; /* parse says so */
  }
  if (out->failed) return hwnas_status_no_memory();
  if (ferror(file))
    return hwnas_status_make(HWNAS_ERROR_FILE, "cannot read '%s': %s", document->name, strerror(errno));
  return NULL;
}

static hwnas_status_t *read_stream(hwnas_arena_t *arena, FILE *file, document_t *document,
                                   hwnas_json_t **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = read_all(file, document, &text);
  document->text = text.text ? text.text : "";
  document->length = text.length;
  if (!status) status = parse(arena, document, out);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *read_file(hwnas_arena_t *arena, document_t *document, hwnas_json_t **out) {
  const char *path = document->name, *slash = strrchr(path, '/');
  document->folder = slash ? hwnas_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path))
                           : hwnas_arena_strdup(arena, ".");
  HWNAS_TRY_ALLOC(document->folder);
  FILE *file = fopen(path, "rb");
  if (!file) return hwnas_status_make(HWNAS_ERROR_FILE, "cannot open '%s': %s", path, strerror(errno));
  hwnas_status_t *status = read_stream(arena, file, document, out);
  fclose(file);
  return status;
}

hwnas_status_t *hwnas_json_parse(hwnas_arena_t *arena, const char *text, size_t length, const char *name,
                                 hwnas_json_t **out) {
  document_t document = {.name = name, .max_mib = HWNAS_JSON_MAX_MIB};
  return parse_text(arena, text, length, &document, out);
}

hwnas_status_t *hwnas_json_parse_word(hwnas_arena_t *arena, const char *text, const char *name,
                                      hwnas_json_t **out) {
  hwnas_status_t *status = hwnas_json_parse(arena, text, strlen(text), name, out);
  if (!status || status->error == HWNAS_ERROR_NO_MEMORY) return status;
  hwnas_status_destroy(status);
  hwnas_json_source_t *source = hwnas_arena_alloc(arena, sizeof *source);
  HWNAS_TRY_ALLOC(source);
  *source = (hwnas_json_source_t){.name = name, .folder = "."};
  *out = hwnas_json_new(arena, source, HWNAS_JSON_STRING);
  HWNAS_TRY_ALLOC(*out);
  (*out)->string = text;
  return NULL;
}

hwnas_status_t *hwnas_json_read_file(hwnas_arena_t *arena, const char *path, hwnas_json_t **out) {
  document_t document = {.name = path, .max_mib = HWNAS_JSON_MAX_MIB};
  return read_file(arena, &document, out);
}

hwnas_status_t *hwnas_json_read_stream(hwnas_arena_t *arena, FILE *file, const char *name,
                                       hwnas_json_t **out) {
  document_t document = {.name = name, .folder = ".", .max_mib = HWNAS_JSON_MAX_MIB};
  return read_stream(arena, file, &document, out);
}

static document_t space_document(const char *name, const hwnas_space_limits_t *limits) {
  return (document_t){
      .name = name, .max_mib = (size_t)hwnas_limit_value(limits, HWNAS_LIMIT_FILE), .is_space = true};
}

hwnas_status_t *hwnas_json_parse_space(hwnas_arena_t *arena, const char *text, size_t length,
                                       const char *name, const hwnas_space_limits_t *limits,
                                       hwnas_json_t **out) {
  document_t document = space_document(name, limits);
  return parse_text(arena, text, length, &document, out);
}

hwnas_status_t *hwnas_json_read_space(hwnas_arena_t *arena, const char *path,
                                      const hwnas_space_limits_t *limits, hwnas_json_t **out) {
  document_t document = space_document(path, limits);
  return read_file(arena, &document, out);
}
