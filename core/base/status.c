#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define BLOCKS_MAX 20

static const hwnas_error_info_t errors[] = {
#define HWNAS_ERROR(number, name, fault, title, cause, cure) {HWNAS_ERROR_##name, fault, title, cause, cure},
#include "base/errors.def"
#undef HWNAS_ERROR
};

const hwnas_error_info_t *hwnas_error_at(size_t i) {
  return i < sizeof errors / sizeof *errors ? &errors[i] : NULL;
}

const hwnas_error_info_t *hwnas_error_find(uint32_t number) {
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if ((uint32_t)errors[i].number == number) return &errors[i];
  return NULL;
}

/* Told apart by its address and never written to, so that all threads may share it. */
static hwnas_status_t *no_memory(void) {
  static char text[] = "out of memory";
  static hwnas_status_t status = {.error = HWNAS_ERROR_NO_MEMORY, .what = text};
  return &status;
}

hwnas_status_t *hwnas_status_no_memory(void) { return no_memory(); }

static char *format_text(const char *format, va_list arguments) {
  va_list copy;
  va_copy(copy, arguments);
  int length = vsnprintf(NULL, 0, format, copy);
  va_end(copy);
  if (length < 0) return NULL;
  char *text = malloc((size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
  return text;
}

hwnas_status_t *hwnas_status_make(hwnas_error_t error, const char *format, ...) {
  hwnas_status_t *status = calloc(1, sizeof *status);
  if (!status) return no_memory();
  status->error = error;
  va_list arguments;
  va_start(arguments, format);
  status->what = format_text(format, arguments);
  va_end(arguments);
  if (status->what) return status;
  free(status);
  return no_memory();
}

hwnas_status_t *hwnas_status_at(hwnas_status_t *status, const char *format, ...) {
  if (!status || status == no_memory() || status->place) return status;
  va_list arguments;
  va_start(arguments, format);
  status->place = format_text(format, arguments);
  va_end(arguments);
  return status;
}

hwnas_status_t *hwnas_status_within(hwnas_status_t *status, const char *format, ...) {
  if (!status || status == no_memory()) return status;
  va_list arguments;
  va_start(arguments, format);
  char *more = format_text(format, arguments);
  va_end(arguments);
  if (!status->place || !more) {
    if (!status->place) status->place = more;
    return status;
  }
  hwnas_str_t joined;
  hwnas_str_init(&joined);
  hwnas_str_appendf(&joined, "%s, %s", status->place, more);
  free(more);
  char *place = hwnas_str_take(&joined);
  if (!place) return status;
  free(status->place);
  status->place = place;
  return status;
}

hwnas_status_t *hwnas_status_in_module(hwnas_status_t *status, const char *path) {
  return *path ? hwnas_status_within(status, "module %s", path)
               : hwnas_status_within(status, "the whole network");
}

hwnas_status_t *hwnas_status_detail(hwnas_status_t *status, const char *format, ...) {
  if (!status || status == no_memory() || status->n_details == HWNAS_STATUS_DETAILS) return status;
  va_list arguments;
  va_start(arguments, format);
  char *text = format_text(format, arguments);
  va_end(arguments);
  if (text) status->details[status->n_details++] = text;
  return status;
}

hwnas_status_t *hwnas_status_suggest(hwnas_status_t *status, const char *given, const char *const *candidates,
                                     size_t n) {
  const char *near = hwnas_suggest(given, candidates, n);
  if (near) return hwnas_status_detail(status, "did you mean '%s'?", near);
  if (n == 0) return status;
  hwnas_str_t known;
  hwnas_str_init(&known);
  for (size_t i = 0; i < n && i < 12; i++) hwnas_str_appendf(&known, "%s%s", i ? ", " : "", candidates[i]);
  if (n > 12) hwnas_str_appendf(&known, " and %zu more", n - 12);
  hwnas_status_detail(status, "known: %s", known.text);
  hwnas_str_deinit(&known);
  return status;
}

hwnas_status_t *hwnas_status_because(hwnas_status_t *status, hwnas_status_t *cause) {
  if (!status || status == no_memory()) {
    hwnas_status_destroy(cause);
    return status;
  }
  hwnas_status_t **tail = &status->cause;
  while (*tail && *tail != no_memory()) tail = &(*tail)->cause;
  if (!*tail) *tail = cause;
  return status;
}

void hwnas_status_append(hwnas_status_t **list, hwnas_status_t *status) {
  if (!status) return;
  while (*list && *list != no_memory()) list = &(*list)->next;
  if (*list)
    hwnas_status_destroy(status);
  else
    *list = status;
}

size_t hwnas_status_count(const hwnas_status_t *list) {
  size_t n = 0;
  for (; list; list = list->next) n++;
  return n;
}

hwnas_status_t *hwnas_status_copy(const hwnas_status_t *status) {
  if (!status || status == no_memory()) return no_memory();
  hwnas_status_t *copy = hwnas_status_make(status->error, "%s", status->what);
  if (status->place) hwnas_status_at(copy, "%s", status->place);
  for (size_t i = 0; i < status->n_details; i++) hwnas_status_detail(copy, "%s", status->details[i]);
  return copy;
}

void hwnas_status_destroy(hwnas_status_t *status) {
  while (status && status != no_memory()) {
    hwnas_status_t *next = status->next;
    hwnas_status_destroy(status->cause);
    free(status->what);
    free(status->place);
    for (size_t i = 0; i < status->n_details; i++) free(status->details[i]);
    free(status);
    status = next;
  }
}

static void print_block(const hwnas_status_t *status, hwnas_str_t *out) {
  hwnas_str_appendf(out, "hwnas: error[E%04u]: %s", (unsigned)status->error, status->what);
  if (status->place) hwnas_str_appendf(out, " (%s)", status->place);
  hwnas_str_append(out, "\n");
  for (size_t i = 0; i < status->n_details; i++) hwnas_str_appendf(out, "  %s\n", status->details[i]);
  for (const hwnas_status_t *cause = status->cause; cause; cause = cause->cause) {
    hwnas_str_appendf(out, "  because: %s", cause->what);
    if (cause->place) hwnas_str_appendf(out, " (%s)", cause->place);
    hwnas_str_append(out, "\n");
    for (size_t i = 0; i < cause->n_details; i++) hwnas_str_appendf(out, "    %s\n", cause->details[i]);
  }
}

char *hwnas_status_format(const hwnas_status_t *status) {
  hwnas_str_t out;
  hwnas_str_init(&out);
  size_t n = 0;
  for (; status && n < BLOCKS_MAX; status = status->next, n++) print_block(status, &out);
  if (status) hwnas_str_appendf(&out, "hwnas: and %zu more errors\n", hwnas_status_count(status));
  return hwnas_str_take(&out);
}

uint32_t hwnas_status_number(const hwnas_status_t *status) { return status ? (uint32_t)status->error : 0; }

int hwnas_status_exit_code(const hwnas_status_t *status) {
  if (!status) return 0;
  const hwnas_error_info_t *info = hwnas_error_find((uint32_t)status->error);
  if (!info || info->fault == HWNAS_FAULT_WORK) return 1;
  return info->fault == HWNAS_FAULT_INPUT ? 2 : 130;
}
