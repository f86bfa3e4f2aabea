/* A table from its file: CSV with a header, label columns, then metric columns; or JSON Lines of
 * {"sample": {...}, "metrics": {...}}. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

/* ---- Lines ----------------------------------------------------------------------------------- */

hwnas_result_t table_wrong(const reader_t *reader, const char *what) {
  return reader->call->fail(reader->call, HWNAS_E_DATA, "%s:%zu: %s", reader->table->path, reader->number,
                            what);
}

/* Puts a byte into the line, with room for the NUL behind it; 0 when it is too long or memory ran out. */
static int put(reader_t *reader, size_t at, int byte) {
  if (at + 2 > reader->line_size) {
    size_t size = reader->line_size ? reader->line_size * 2 : 4096;
    char *grown = size > LINE_BYTES_MAX ? NULL : realloc(reader->line, size);
    if (!grown) return 0;
    reader->line = grown;
    reader->line_size = size;
  }
  reader->line[at] = (char)byte;
  return 1;
}

/* Spreadsheets begin a file with these three bytes. */
static void drop_byte_order_mark(const reader_t *reader) {
  if (reader->number == 1 && strncmp(reader->line, "\xef\xbb\xbf", 3) == 0)
    memmove(reader->line, reader->line + 3, strlen(reader->line + 3) + 1);
}

int table_next_line(reader_t *reader) {
  for (;;) {
    size_t n = 0;
    int c;
    while ((c = getc(reader->file)) != EOF && c != '\n')
      if (!put(reader, n++, c)) return -1;
    if (n == 0 && c == EOF) return 0;
    reader->number++;
    while (n > 0 && (reader->line[n - 1] == '\r' || reader->line[n - 1] == ' ')) n--;
    if (n == 0) continue;
    reader->line[n] = '\0';
    drop_byte_order_mark(reader);
    if (reader->line[0]) return 1;
  }
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* A call that keeps what a service says is wrong, so that the line can stand before it. */
typedef struct listener {
  hwnas_call_t call; /* first: fail gets no more than this */
  char said[800];
} listener_t;

static hwnas_result_t listen(hwnas_call_t *call, hwnas_result_t code, const char *format, ...) {
  listener_t *listener = (listener_t *)call;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(listener->said, sizeof listener->said, format, arguments);
  va_end(arguments);
  return code;
}

hwnas_result_t table_set_point(reader_t *reader, const char *sample) {
  table_t *table = reader->table;
  listener_t listener = {.call = *reader->call};
  listener.call.fail = listen;
  uint16_t *point = table->points + table->n_rows * table->space->n_choices;
  hwnas_result_t result = table->space->parse(table->space, &listener.call, sample, strlen(sample), point);
  return result == HWNAS_OK ? HWNAS_OK : table_wrong(reader, listener.said);
}

hwnas_result_t table_set_value(reader_t *reader, const char *metric, double value) {
  table_t *table = reader->table;
  ptrdiff_t column = table_column(table, metric);
  if (column < 0) return table_wrong(reader, "a metric that the first row lacks");
  table->values[table->n_rows * table->n_metrics + (size_t)column] = value;
  return HWNAS_OK;
}

/* ---- The file -------------------------------------------------------------------------------- */

hwnas_result_t table_read_stream(table_t *table, hwnas_call_t *call, FILE *file) {
  reader_t reader = {.table = table, .call = call, .file = file};
  int more = table_next_line(&reader);
  hwnas_result_t result;
  if (more <= 0)
    result = call->fail(call, HWNAS_E_DATA, "the table %s %s", table->path,
                        more == 0 ? "is empty" : "begins with a line that is too long");
  else
    result = reader.line[0] == '{' ? table_read_json_lines(&reader) : table_read_csv(&reader);
  if (result == HWNAS_OK && ferror(file))
    result = call->fail(call, HWNAS_E_DATA, "the table %s cannot be read: %s", table->path, strerror(errno));
  free(reader.line);
  return result == HWNAS_OK ? table_index(table, call) : result;
}

hwnas_result_t table_read(table_t *table, hwnas_call_t *call) {
  FILE *file = fopen(table->path, "rb");
  if (!file)
    return call->fail(call, HWNAS_E_OPTION, "the table %s cannot be opened: %s", table->path,
                      strerror(errno));
  hwnas_result_t result = table_read_stream(table, call, file);
  fclose(file);
  return result;
}
