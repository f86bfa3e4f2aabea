/* What a process says of a module that it loaded: nothing, or an error, as a line of JSON. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "json/json.h"
#include "plugin/internal.h"

/* ---- Out ------------------------------------------------------------------------------------- */

static void print_text(const char *key, const char *text, hwnas_str_t *out) {
  if (!text) return;
  hwnas_str_appendf(out, ",\"%s\":", key);
  hwnas_json_print_string(text, out);
}

void hwnas_answer_print(const hwnas_status_t *answer, hwnas_str_t *out) {
  if (!answer) {
    hwnas_str_append(out, "{}");
    return;
  }
  hwnas_str_appendf(out, "{\"error\":%u", (unsigned)answer->error);
  print_text("what", answer->what, out);
  print_text("place", answer->place, out);
  hwnas_str_append(out, ",\"details\":[");
  for (size_t i = 0; i < answer->n_details; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(answer->details[i], out);
  }
  hwnas_str_append(out, "]");
  if (answer->cause) {
    hwnas_str_append(out, ",\"cause\":");
    hwnas_answer_print(answer->cause, out);
  }
  hwnas_str_append(out, "}");
}

hwnas_status_t *hwnas_plugin_answer_write(int file, size_t index, const hwnas_status_t *answer) {
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_appendf(&line, "%zu ", index);
  hwnas_answer_print(answer, &line);
  hwnas_str_append(&line, "\n");
  hwnas_status_t *status = line.failed ? hwnas_status_no_memory() : NULL;
  for (size_t done = 0; !status && done < line.length;) {
    ssize_t n = write(file, line.text + done, line.length - done);
    if (n > 0)
      done += (size_t)n;
    else if (errno != EINTR)
      status = hwnas_status_make(HWNAS_ERROR_OUTPUT, "the answer cannot be written: %s", strerror(errno));
  }
  hwnas_str_deinit(&line);
  return status;
}

/* ---- In -------------------------------------------------------------------------------------- */

static const char *text_of(const hwnas_json_t *object, const char *key) {
  const hwnas_json_t *member = hwnas_json_get(object, key);
  return member && member->type == HWNAS_JSON_STRING ? member->string : NULL;
}

static hwnas_status_t *read_error(const hwnas_json_t *object) {
  const hwnas_json_t *number = hwnas_json_get(object, "error"), *details = hwnas_json_get(object, "details");
  const char *what = text_of(object, "what"), *place = text_of(object, "place");
  bool valid = number && number->type == HWNAS_JSON_INT && number->integer > 0 &&
               number->integer < UINT16_MAX && number->integer != HWNAS_ERROR_INTERNAL &&
               hwnas_error_find((uint32_t)number->integer) && what && *what;
  if (!valid) return hwnas_status_make(HWNAS_ERROR_PLUGIN_UNASKED, "the answer cannot be read");
  if (number->integer == HWNAS_ERROR_NO_MEMORY) return hwnas_status_no_memory();
  hwnas_status_t *status = hwnas_status_make((hwnas_error_t)number->integer, "%s", what);
  if (place) status = hwnas_status_at(status, "%s", place);
  for (size_t i = 0; details && details->type == HWNAS_JSON_ARRAY && i < details->n; i++)
    if (details->children[i].type == HWNAS_JSON_STRING)
      status = hwnas_status_detail(status, "%s", details->children[i].string);
  const hwnas_json_t *cause = hwnas_json_get(object, "cause");
  if (cause && cause->type == HWNAS_JSON_OBJECT) status = hwnas_status_because(status, read_error(cause));
  return status;
}

hwnas_status_t *hwnas_answer_parse(const char *line, size_t length) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_json_t *json = NULL;
  hwnas_status_t *status = hwnas_json_parse(&arena, line, length, "answer", &json);
  if (status && status->error != HWNAS_ERROR_NO_MEMORY) {
    hwnas_status_destroy(status);
    status = hwnas_status_make(HWNAS_ERROR_PLUGIN_UNASKED, "the answer cannot be read");
  } else if (!status && (json->type != HWNAS_JSON_OBJECT || json->n)) {
    status = read_error(json);
  }
  hwnas_arena_deinit(&arena);
  return status;
}

hwnas_status_t *hwnas_answer_copy(const hwnas_status_t *answer) {
  if (!answer) return NULL;
  hwnas_status_t *copy = hwnas_status_copy(answer);
  return answer->cause ? hwnas_status_because(copy, hwnas_answer_copy(answer->cause)) : copy;
}
