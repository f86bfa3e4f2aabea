/* Where a value stands in its text. The text was valid JSON once, so the scan needs no errors: it only
 * skips values until it meets the one that is wanted. */
#include <string.h>

#include "json/json.h"

typedef struct scanner {
  const char *at, *end;
} scanner_t;

static void skip_space(scanner_t *s) {
  while (s->at < s->end && memchr(" \t\r\n,:", *s->at, 6)) s->at++;
}

static void skip_string(scanner_t *s) {
  for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
    if (*s->at == '\\') s->at++;
  s->at++;
}

/* Skips one value; s is at its first character. Iterative, as texts may be deep. */
static void skip_value(scanner_t *s) {
  size_t depth = 0;
  do {
    skip_space(s);
    if (s->at >= s->end) return;
    char c = *s->at;
    if (c == '"') {
      skip_string(s);
    } else if (c == '{' || c == '[') {
      depth++;
      s->at++;
    } else if (c == '}' || c == ']') {
      if (depth) depth--;
      s->at++;
    } else {
      while (s->at < s->end && !memchr(" \t\r\n,:]}", *s->at, 8)) s->at++;
    }
  } while (depth > 0);
}

/* Moves s from the start of container to the child of that index: to its key in an object. */
static void enter(scanner_t *s, bool is_object, size_t index) {
  s->at++;
  for (size_t i = 0; i < index; i++) {
    skip_space(s);
    if (is_object) skip_string(s);
    skip_space(s);
    skip_value(s);
  }
  skip_space(s);
}

static void find(scanner_t *s, const hwnas_json_t *json) {
  if (!json->parent) {
    skip_space(s);
    return;
  }
  find(s, json->parent);
  if (json->parent->key) { /* from the parent's key to its value */
    skip_string(s);
    skip_space(s);
  }
  enter(s, json->parent->type == HWNAS_JSON_OBJECT, json->index);
}

bool hwnas_json_locate(const hwnas_json_t *json, size_t *out_line, size_t *out_column) {
  const hwnas_json_source_t *source = json->source;
  if (!source->text) return false;
  scanner_t s = {.at = source->text, .end = source->text + source->length};
  find(&s, json);
  if (s.at > s.end) return false;
  const char *line_start = source->text;
  size_t line = 1;
  for (const char *c = source->text; c < s.at; c++)
    if (*c == '\n') {
      line++;
      line_start = c + 1;
    }
  *out_line = line;
  *out_column = (size_t)(s.at - line_start) + 1;
  return true;
}
