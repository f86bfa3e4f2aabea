#define _GNU_SOURCE

#include "sample_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static hwnas_status_t *file_error(const hwnas_sample_lines_t *lines, const char *what) {
  return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_FILE, "%s: %s", what, strerror(errno)), "%s",
                         lines->name);
}

hwnas_status_t *hwnas_sample_lines_open(hwnas_sample_lines_t *lines, const hwnas_space_t *space,
                                        const char *path) {
  bool standard = strcmp(path, "-") == 0;
  *lines = (hwnas_sample_lines_t){.name = standard ? "standard input" : path, .space = space};
  HWNAS_TRY(hwnas_quick_reader_create(space, &lines->reader));
  lines->file = standard ? stdin : fopen(path, "r");
  return lines->file ? NULL : file_error(lines, "cannot open the samples");
}

void hwnas_sample_lines_close(hwnas_sample_lines_t *lines) {
  if (lines->file && lines->file != stdin) fclose(lines->file);
  hwnas_quick_reader_destroy(lines->reader);
  free(lines->line);
}

/* Each line was parsed as a text of its own, so that places begin with "name:1:". */
static void renumber(const hwnas_sample_lines_t *lines, hwnas_status_t *status) {
  size_t length = strlen(lines->name);
  for (; status; status = status->next) {
    if (!status->place || strncmp(status->place, lines->name, length) != 0 ||
        strncmp(status->place + length, ":1:", 3) != 0)
      continue;
    char *place = NULL;
    if (asprintf(&place, "%s:%zu:%s", lines->name, lines->number, status->place + length + 3) < 0) continue;
    free(status->place);
    status->place = place;
  }
}

static bool is_blank(const char *line) { return line[strspn(line, " \t\r\n")] == '\0'; }

/* The quick way, and for all that it does not know, the one that can explain. */
static hwnas_status_t *read_line(const hwnas_sample_lines_t *lines, size_t length, bool lenient,
                                 uint16_t *point) {
  if (hwnas_quick_reader_read(lines->reader, lines->line, length, point)) return NULL;
  return hwnas_sample_parse(lines->space, lines->line, length, lines->name, lenient, point);
}

hwnas_status_t *hwnas_sample_lines_read(hwnas_sample_lines_t *lines, bool lenient, size_t n, uint16_t *points,
                                        size_t *out_n) {
  *out_n = 0;
  while (*out_n < n) {
    errno = 0;
    ssize_t length = getline(&lines->line, &lines->capacity, lines->file);
    if (length < 0 && ferror(lines->file)) return file_error(lines, "cannot read the samples");
    if (length < 0) return errno == ENOMEM ? hwnas_status_no_memory() : NULL;
    lines->number++;
    if (strlen(lines->line) == (size_t)length && is_blank(lines->line)) continue;
    hwnas_status_t *status =
        read_line(lines, (size_t)length, lenient, &points[*out_n * lines->space->n_choices]);
    if (status) {
      renumber(lines, status);
      return status;
    }
    ++*out_n;
  }
  return NULL;
}
