/* JSON documents (RFC 8259), read with jansson into a tree of our own that knows its places in the text:
 * jansson keeps no positions, so the text is scanned once more for them. */
#ifndef HWNAS_CORE_JSON_JSON_H
#define HWNAS_CORE_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"
#include "base/value.h"

typedef enum hwnas_json_type {
  HWNAS_JSON_NULL,
  HWNAS_JSON_BOOL,
  HWNAS_JSON_INT,
  HWNAS_JSON_REAL,
  HWNAS_JSON_STRING,
  HWNAS_JSON_ARRAY,
  HWNAS_JSON_OBJECT
} hwnas_json_type_t;

typedef struct hwnas_json hwnas_json_t;
typedef struct hwnas_json_source {
  const char *name;   /* file name for messages, or e.g. "--sample"; never NULL */
  const char *folder; /* folder of the file, for relative paths; "." if there is no file */
} hwnas_json_source_t;

struct hwnas_json {
  hwnas_json_type_t type;
  const hwnas_json_source_t *source;
  const hwnas_json_t *parent; /* NULL at the root */
  const char *key;            /* in an object, else NULL */
  size_t index;               /* place among its siblings */
  uint32_t line, column;      /* 1-based, of the value, of its key for members; 0 in trees built by code */
  bool boolean;
  int64_t integer;
  double real;
  const char *string;
  size_t n; /* children of ARRAY and OBJECT, in the order of the text */
  hwnas_json_t *children;
};

/* Limits on documents from outside. */
#define HWNAS_JSON_MAX_MIB 64
#define HWNAS_JSON_MAX_DEPTH 256

/* Reads text of length bytes; name stands in messages. Errors: JSON_SYNTAX, DUPLICATE_KEY, LIMIT, with
 * line and column. Everything lives in arena. */
hwnas_status_t *hwnas_json_parse(hwnas_arena_t *arena, const char *text, size_t length, const char *name,
                                 hwnas_json_t **out);
/* A value of the command line: the same, or the text itself as a string where it is no JSON. name, which must
 * live as long as arena, and text are borrowed. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_json_parse_word(hwnas_arena_t *arena, const char *text, const char *name,
                                      hwnas_json_t **out);
/* Reads a file; the name in messages is path. */
hwnas_status_t *hwnas_json_read_file(hwnas_arena_t *arena, const char *path, hwnas_json_t **out);
/* The same of what is left of an open file; name stands in messages. */
hwnas_status_t *hwnas_json_read_stream(hwnas_arena_t *arena, FILE *file, const char *name,
                                       hwnas_json_t **out);
/* The same for space files, whose size has a limit of its own (HWNAS_LIMIT_FILE). */
hwnas_status_t *hwnas_json_parse_space(hwnas_arena_t *arena, const char *text, size_t length,
                                       const char *name, const hwnas_space_limits_t *limits,
                                       hwnas_json_t **out);
hwnas_status_t *hwnas_json_read_space(hwnas_arena_t *arena, const char *path,
                                      const hwnas_space_limits_t *limits, hwnas_json_t **out);

/* The member of an object, or NULL. */
const hwnas_json_t *hwnas_json_get(const hwnas_json_t *object, const char *key);
/* "network[3].sequential[1].op"; "" for the root. In arena, NULL when memory ran out. */
const char *hwnas_json_path(hwnas_arena_t *arena, const hwnas_json_t *json);
/* Sets status's place to "file:line:column", or to name and path for trees built by code. */
hwnas_status_t *hwnas_json_at(hwnas_status_t *status, const hwnas_json_t *json);
/* The same place as text, in arena. */
const char *hwnas_json_place(hwnas_arena_t *arena, const hwnas_json_t *json);
/* "an object", "an array", "a string", "an integer", "a number", "true or false", "null". */
const char *hwnas_json_type_name(const hwnas_json_t *json);

/* False, with *out untouched, unless json is a whole number of 64 bits; 1e5 is one too. */
bool hwnas_json_to_int(const hwnas_json_t *json, int64_t *out);
/* JSON_TYPE error unless json is of that type: "'count' must be an array, not a string". */
hwnas_status_t *hwnas_json_expect(const hwnas_json_t *json, hwnas_json_type_t type);
/* UNKNOWN_KEY errors, with suggestions, for every member whose key is not among known. */
hwnas_status_t *hwnas_json_check_keys(const hwnas_json_t *object, const char *const *known, size_t n);

/* Equality of content, whatever the source; numbers are equal if type and value are. */
bool hwnas_json_equal(const hwnas_json_t *a, const hwnas_json_t *b);
/* Adds to status which member of object (NULL: none) was meant by key, or which there are. */
hwnas_status_t *hwnas_json_suggest(hwnas_status_t *status, const hwnas_json_t *object, const char *key);
/* As a value: arrays become lists; objects are a JSON_TYPE error. Strings stay strings (also those that begin
 * with '='). */
hwnas_status_t *hwnas_json_to_value(hwnas_arena_t *arena, const hwnas_json_t *json, hwnas_value_t *out);
/* Compact JSON text. */
void hwnas_json_print(const hwnas_json_t *json, hwnas_str_t *out);
/* Appends text as a JSON string, quotes included; valid UTF-8 stays as it is. */
void hwnas_json_print_string(const char *text, hwnas_str_t *out);

/* Trees built by code: each returns NULL when memory ran out; source->name stands in messages. */
hwnas_json_t *hwnas_json_new(hwnas_arena_t *arena, const hwnas_json_source_t *source, hwnas_json_type_t type);
/* Adds a copy of child (its subtree shared, parents set anew) to an array (key NULL) or object; replaces an
 * equal key. */
bool hwnas_json_add(hwnas_arena_t *arena, hwnas_json_t *container, const char *key,
                    const hwnas_json_t *child);

#endif
