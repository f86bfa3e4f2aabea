#include <string.h>

#include "table.h"

typedef struct row {
  reader_t *reader;
  int has_sample;
} row_t;

static hwnas_result_t read_object(const reader_t *reader, const char *text, const char *name,
                                  hwnas_json_visit_fn visit, void *self) {
  const hwnas_json_service_t *json = reader->table->json;
  return json->object(json, reader->call, text, strlen(text), name, visit, self);
}

/* ---- The first row names the metrics --------------------------------------------------------- */

static hwnas_result_t name_metric(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  reader_t *reader = self;
  (void)kind;
  (void)number;
  (void)text;
  return table_column(reader->table, key) < 0 ? table_no_memory(reader->call) : HWNAS_OK;
}

static hwnas_result_t take_names(void *self, const char *key, int32_t kind, double number, const char *text) {
  (void)number;
  if (strcmp(key, "metrics") != 0 || kind != HWNAS_JSON_KIND_OTHER) return HWNAS_OK;
  return read_object(self, text, "metrics", name_metric, self);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static hwnas_result_t take_metric(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  (void)text;
  if (kind == HWNAS_JSON_KIND_NULL) return HWNAS_OK;
  if (kind != HWNAS_JSON_KIND_NUMBER) return table_wrong(self, "a metric is not a number");
  return table_set_value(self, key, number);
}

static hwnas_result_t take_member(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  row_t *row = self;
  int sample = strcmp(key, "sample") == 0;
  (void)number;
  if (!sample && strcmp(key, "metrics") != 0)
    return table_wrong(row->reader, "a row is {\"sample\": {...}, \"metrics\": {...}}");
  if (kind != HWNAS_JSON_KIND_OTHER)
    return table_wrong(row->reader, "'sample' and 'metrics' must be objects");
  if (!sample) return read_object(row->reader, text, "metrics", take_metric, row->reader);
  row->has_sample = 1;
  return table_set_point(row->reader, text);
}

static hwnas_result_t read_row(reader_t *reader) {
  row_t row = {.reader = reader};
  if (!table_reserve_row(reader->table)) return table_no_memory(reader->call);
  hwnas_result_t result = read_object(reader, reader->line, reader->table->path, take_member, &row);
  if (result == HWNAS_OK && !row.has_sample) result = table_wrong(reader, "the row has no 'sample'");
  if (result == HWNAS_OK) reader->table->n_rows++;
  return result;
}

hwnas_result_t table_read_json_lines(reader_t *reader) {
  int more = 1;
  hwnas_result_t result = read_object(reader, reader->line, reader->table->path, take_names, reader);
  while (result == HWNAS_OK && more > 0) {
    result = read_row(reader);
    if (result != HWNAS_OK) return result;
    more = table_next_line(reader);
    if (more < 0) result = table_wrong(reader, "the line is too long, or memory ran out");
  }
  return result;
}
