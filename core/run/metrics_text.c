/* Profilers named by METRICS: "flops,params", "f2=flops(convention=full)". */
#include <string.h>

#include "run/profilers.h"

typedef struct reader {
  hwnas_arena_t *arena;
  const char *metrics;         /* the whole text */
  hwnas_json_source_t *source; /* where it stands */
} reader_t;

typedef struct metric_text {
  const char *name, *profiler;
  hwnas_json_t *options;
} metric_text_t;

static hwnas_status_t *syntax_error(const reader_t *reader, const char *at) {
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_METRIC_SYNTAX, "cannot read the metrics '%s' from '%s' on", reader->metrics, at);
  hwnas_status_at(status, "%s", reader->source->name);
  return hwnas_status_detail(
      status,
      "write name[,name...]; options in parentheses: flops(count_bias=false); another name: f=flops(...)");
}

/* The end of a piece: the next separator outside brackets and quotes. */
static const char *piece_end(const char *text, const char *separators) {
  int depth = 0;
  bool quoted = false;
  for (; *text; text++) {
    if (*text == '"') quoted = !quoted;
    if (quoted) continue;
    if (depth == 0 && strchr(separators, *text)) break;
    if (*text == '[' || *text == '(') depth++;
    if (*text == ']' || *text == ')') depth--;
  }
  return text;
}

static hwnas_status_t *parse_options(const reader_t *reader, char *text, hwnas_json_t *out) {
  while (*text) {
    char *end = (char *)(uintptr_t)piece_end(text, ","), *equals = strchr(text, '=');
    if (!equals || equals > end) return syntax_error(reader, text);
    bool last = *end == '\0';
    *equals = *end = '\0';
    hwnas_json_t *value;
    HWNAS_TRY(hwnas_json_parse_word(reader->arena, equals + 1, reader->source->name, &value));
    if (!hwnas_json_add(reader->arena, out, text, value)) return hwnas_status_no_memory();
    text = last ? end : end + 1;
  }
  return NULL;
}

static hwnas_status_t *parse_metric(const reader_t *reader, char *text, metric_text_t *out) {
  char *open = strchr(text, '('), *equals = strchr(text, '=');
  out->options = hwnas_json_new(reader->arena, reader->source, HWNAS_JSON_OBJECT);
  HWNAS_TRY_ALLOC(out->options);
  out->name = out->profiler = text;
  if (equals && (!open || equals < open)) {
    *equals = '\0';
    out->profiler = equals + 1;
  }
  if (open) {
    char *close = open + strlen(open) - 1;
    if (*close != ')') return syntax_error(reader, open);
    *open = *close = '\0';
    HWNAS_TRY(parse_options(reader, open + 1, out->options));
  }
  return hwnas_is_identifier(out->name) && hwnas_is_identifier(out->profiler) ? NULL
                                                                              : syntax_error(reader, text);
}

static hwnas_status_t *parse_all(hwnas_context_t *context, const reader_t *reader, char *text,
                                 hwnas_profilers_t *profilers) {
  const char *place = reader->source->name;
  for (bool last = false; !last;) {
    char *end = (char *)(uintptr_t)piece_end(text, ",");
    last = *end == '\0';
    *end = '\0';
    metric_text_t one = {0};
    HWNAS_TRY(parse_metric(reader, text, &one));
    if (hwnas_profilers_has(profilers, one.name))
      return hwnas_status_at(
          hwnas_status_make(HWNAS_ERROR_METRIC_SYNTAX, "the name '%s' stands twice", one.name), "%s", place);
    HWNAS_TRY(hwnas_status_at(
        hwnas_profilers_add(context, profilers, one.name, one.profiler, one.options, NULL, place), "%s",
        place));
    text = end + 1;
  }
  return NULL;
}

/* Options keep their source as long as the profilers live. */
static hwnas_status_t *parse(hwnas_context_t *context, const char *metrics, const char *place,
                             hwnas_profilers_t *profilers) {
  hwnas_arena_t *arena = hwnas_profilers_arena(profilers);
  reader_t reader = {arena, metrics, hwnas_arena_alloc(arena, sizeof(hwnas_json_source_t))};
  char *text = hwnas_arena_strdup(arena, metrics);
  if (!text || !reader.source) return hwnas_status_no_memory();
  *reader.source = (hwnas_json_source_t){.name = hwnas_arena_strdup(arena, place), .folder = "."};
  HWNAS_TRY_ALLOC(reader.source->name);
  return parse_all(context, &reader, text, profilers);
}

hwnas_status_t *hwnas_profilers_parse(hwnas_context_t *context, const char *metrics, const char *place,
                                      hwnas_profilers_t **out) {
  hwnas_profilers_t *profilers;
  HWNAS_TRY(hwnas_profilers_create(&profilers));
  hwnas_status_t *status = parse(context, metrics, place, profilers);
  if (status)
    hwnas_profilers_destroy(profilers);
  else
    *out = profilers;
  return status;
}
