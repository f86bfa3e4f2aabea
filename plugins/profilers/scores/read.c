#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scores.h"

#define FORMAT "hwnas-scores/1"
#define NOT_GIVEN NAN /* JSON has no such number */

/* A document while it is read. Its call says where in the document something fails. */
typedef struct reader {
  hwnas_call_t call; /* first: fail gets no more than this */
  hwnas_call_t *outer;
  scores_t *scores;
  const char *name;
  size_t table, row; /* from 1; 0: outside */
  int has_format;
} reader_t;

/* One row while it is read. */
typedef struct row {
  reader_t *reader;
  uint16_t indices[LABELS_MAX];
  uint32_t n; /* labels */
  double score;
} row_t;

static hwnas_result_t fail_here(hwnas_call_t *call, hwnas_result_t code, const char *format, ...) {
  const reader_t *reader = (const reader_t *)call;
  char said[800], place[64] = "";
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(said, sizeof said, format, arguments);
  va_end(arguments);
  if (reader->row)
    snprintf(place, sizeof place, "table %zu, row %zu: ", reader->table, reader->row);
  else if (reader->table)
    snprintf(place, sizeof place, "table %zu: ", reader->table);
  reader->outer->fail(reader->outer, code, "%s: %s%s", reader->name, place, said);
  return code;
}

static hwnas_result_t wrong(reader_t *reader, const char *what) {
  return fail_here(&reader->call, HWNAS_E_DATA, "%s", what);
}

static hwnas_result_t no_memory(reader_t *reader) {
  reader->outer->fail(reader->outer, HWNAS_E_RESOURCE, "out of memory");
  return HWNAS_E_RESOURCE;
}

static hwnas_result_t read_object(reader_t *reader, const char *text, hwnas_json_visit_fn visit, void *self) {
  const hwnas_json_service_t *json = reader->scores->json;
  return json->object(json, reader->outer, text, strlen(text), reader->name, visit, self);
}

static hwnas_result_t read_array(reader_t *reader, const char *text, hwnas_json_visit_fn visit) {
  const hwnas_json_service_t *json = reader->scores->json;
  return json->array(json, reader->outer, text, strlen(text), reader->name, visit, reader);
}

static int is_array(int32_t kind, const char *text) {
  return kind == HWNAS_JSON_KIND_OTHER && text[0] == '[';
}
static int is_object(int32_t kind, const char *text) {
  return kind == HWNAS_JSON_KIND_OTHER && text[0] == '{';
}

static scores_table_t *last_table(const reader_t *reader) {
  return &reader->scores->tables[reader->scores->n_tables - 1];
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* The axis of a label. The first row says which labels the table has. */
static hwnas_result_t find_axis(reader_t *reader, const char *label, uint32_t *out) {
  scores_table_t *table = last_table(reader);
  const hwnas_space_service_t *space = reader->scores->space;
  uint32_t choice;
  hwnas_result_t result = space->find(space, &reader->call, label, &choice);
  if (result != HWNAS_OK) return result;
  for (*out = 0; *out < table->n; (*out)++)
    if (table->choices[*out] == choice) return HWNAS_OK;
  if (table->values) return fail_here(&reader->call, HWNAS_E_DATA, "the rows before have no '%s'", label);
  if (table->n == LABELS_MAX)
    return fail_here(&reader->call, HWNAS_E_DATA, "a table is over %d labels at most", LABELS_MAX);
  table->choices[table->n] = choice;
  table->sizes[table->n++] = space->domain_size(space, choice);
  return HWNAS_OK;
}

static hwnas_result_t take_cell(void *self, const char *key, int32_t kind, double number, const char *text) {
  row_t *row = self;
  reader_t *reader = row->reader;
  const hwnas_space_service_t *space = reader->scores->space;
  uint32_t axis;
  if (strcmp(key, "score") == 0) {
    row->score = number;
    return kind == HWNAS_JSON_KIND_NUMBER ? HWNAS_OK : wrong(reader, "'score' is not a number");
  }
  hwnas_result_t result = find_axis(reader, key, &axis);
  if (result != HWNAS_OK) return result;
  row->n++;
  return space->find_value(space, &reader->call, last_table(reader)->choices[axis], kind, number, text,
                           &row->indices[axis]);
}

static hwnas_result_t make_cells(reader_t *reader, scores_table_t *table) {
  size_t n = 1, left = CELLS_MAX - reader->scores->n_cells;
  for (uint32_t i = 0; i < table->n && n <= left; i++) n *= table->sizes[i]; /* below 2^24 times 2^16 */
  if (n > left) {
    fail_here(&reader->call, HWNAS_E_DATA, "all tables have more than %zu combinations", CELLS_MAX);
    return HWNAS_E_DATA;
  }
  reader->scores->n_cells += n;
  table->values = malloc(n * sizeof *table->values);
  if (!table->values) return no_memory(reader);
  table->n_values = n;
  for (size_t i = 0; i < n; i++) table->values[i] = NOT_GIVEN;
  return HWNAS_OK;
}

static hwnas_result_t keep_row(reader_t *reader, const row_t *row) {
  scores_table_t *table = last_table(reader);
  size_t cell = 0;
  if (isnan(row->score)) return wrong(reader, "there is no 'score'");
  if (row->n < table->n) return wrong(reader, "a label of the rows before is missing");
  hwnas_result_t result = table->values ? HWNAS_OK : make_cells(reader, table);
  if (result != HWNAS_OK) return result;
  for (uint32_t i = 0; i < table->n; i++) cell = cell * table->sizes[i] + row->indices[i];
  if (!isnan(table->values[cell])) return wrong(reader, "these values stand in a row before");
  table->values[cell] = row->score;
  return HWNAS_OK;
}

static hwnas_result_t take_row(void *self, const char *key, int32_t kind, double number, const char *text) {
  reader_t *reader = self;
  row_t row = {.reader = reader, .score = NOT_GIVEN};
  (void)key;
  (void)number;
  reader->row++;
  if (!is_object(kind, text)) return wrong(reader, "a row is {\"label\": value, ..., \"score\": number}");
  hwnas_result_t result = read_object(reader, text, take_cell, &row);
  return result == HWNAS_OK ? keep_row(reader, &row) : result;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

/* Appends what fits. */
static void append(char *out, size_t size, const char *separator, const char *label, const char *value) {
  size_t used = strlen(out);
  snprintf(out + used, size - used, "%s%s = %s", separator, label, value ? value : "?");
}

static hwnas_result_t not_given(reader_t *reader, const scores_table_t *table, size_t cell,
                                size_t n_missing) {
  const hwnas_space_service_t *space = reader->scores->space;
  char values[400] = "";
  size_t stride = table->n_values;
  for (uint32_t i = 0; i < table->n; i++) {
    stride /= table->sizes[i];
    append(values, sizeof values, i ? ", " : "", space->label(space, table->choices[i]),
           space->value(space, table->choices[i], (uint32_t)(cell / stride % table->sizes[i])));
  }
  return fail_here(&reader->call, HWNAS_E_DATA,
                   "%zu of %zu combinations have no row, such as %s; add them, or say a \"default\"",
                   n_missing, table->n_values, values);
}

static hwnas_result_t complete(reader_t *reader, double otherwise) {
  const scores_table_t *table = last_table(reader);
  size_t n_missing = 0, example = 0;
  if (!table->values) return wrong(reader, "there are no \"rows\"");
  for (size_t i = table->n_values; i-- > 0;) {
    if (!isnan(table->values[i])) continue;
    table->values[i] = otherwise;
    n_missing++;
    example = i;
  }
  return n_missing && isnan(otherwise) ? not_given(reader, table, example, n_missing) : HWNAS_OK;
}

typedef struct table_member {
  reader_t *reader;
  double otherwise;
} table_member_t;

static hwnas_result_t take_table_member(void *self, const char *key, int32_t kind, double number,
                                        const char *text) {
  table_member_t *member = self;
  reader_t *reader = member->reader;
  if (strcmp(key, "default") == 0) {
    member->otherwise = number;
    return kind == HWNAS_JSON_KIND_NUMBER ? HWNAS_OK : wrong(reader, "'default' is not a number");
  }
  if (strcmp(key, "rows") != 0)
    return fail_here(&reader->call, HWNAS_E_DATA, "unknown key '%s'; a table has \"rows\" and \"default\"",
                     key);
  if (!is_array(kind, text)) return wrong(reader, "'rows' must be an array of objects");
  hwnas_result_t result = read_array(reader, text, take_row);
  reader->row = 0;
  return result;
}

static int add_table(scores_t *scores) {
  if (scores->n_tables == scores->capacity) {
    size_t capacity = scores->capacity ? 2 * scores->capacity : 16;
    scores_table_t *grown = realloc(scores->tables, capacity * sizeof *grown);
    if (!grown) return 0;
    scores->tables = grown;
    scores->capacity = capacity;
  }
  scores->tables[scores->n_tables++] = (scores_table_t){.n = 0};
  return 1;
}

static hwnas_result_t take_table(void *self, const char *key, int32_t kind, double number, const char *text) {
  reader_t *reader = self;
  table_member_t member = {.reader = reader, .otherwise = NOT_GIVEN};
  (void)key;
  (void)number;
  reader->table++;
  if (!is_object(kind, text)) return wrong(reader, "a table is {\"rows\": [...]}");
  if (!add_table(reader->scores)) return no_memory(reader);
  hwnas_result_t result = read_object(reader, text, take_table_member, &member);
  return result == HWNAS_OK ? complete(reader, member.otherwise) : result;
}

/* ---- The document ---------------------------------------------------------------------------- */

static hwnas_result_t take_part(void *self, const char *key, int32_t kind, double number, const char *text) {
  reader_t *reader = self;
  if (strcmp(key, "format") == 0) {
    reader->has_format = kind == HWNAS_JSON_KIND_STRING && strcmp(text, FORMAT) == 0;
    return reader->has_format ? HWNAS_OK : wrong(reader, "'format' must be \"" FORMAT "\"");
  }
  if (strcmp(key, "constant") == 0) {
    reader->scores->constant = number;
    return kind == HWNAS_JSON_KIND_NUMBER ? HWNAS_OK : wrong(reader, "'constant' is not a number");
  }
  if (strcmp(key, "tables") != 0)
    return fail_here(&reader->call, HWNAS_E_DATA,
                     "unknown key '%s'; there are \"format\", \"constant\" and \"tables\"", key);
  if (!is_array(kind, text)) return wrong(reader, "'tables' must be an array of tables");
  hwnas_result_t result = read_array(reader, text, take_table);
  reader->table = 0;
  return result;
}

static reader_t make_reader(scores_t *scores, hwnas_call_t *call, const char *name) {
  reader_t reader = {.call = *call, .outer = call, .scores = scores, .name = name};
  reader.call.fail = fail_here;
  return reader;
}

hwnas_result_t scores_read_document(scores_t *scores, hwnas_call_t *call, const char *name, const char *text,
                                    size_t length) {
  reader_t reader = make_reader(scores, call, name);
  hwnas_result_t result = scores->json->object(scores->json, call, text, length, name, take_part, &reader);
  if (result == HWNAS_OK && !reader.has_format)
    result = wrong(&reader, "there is no \"format\": \"" FORMAT "\"");
  return result;
}

hwnas_result_t scores_read_tables(scores_t *scores, hwnas_call_t *call, const char *name, const char *text,
                                  size_t length) {
  reader_t reader = make_reader(scores, call, name);
  if (text[0] != '[') return wrong(&reader, "an array of tables is needed, [{\"rows\": [...]}, ...]");
  return scores->json->array(scores->json, call, text, length, name, take_table, &reader);
}

hwnas_result_t scores_init(scores_t *scores, hwnas_call_t *call) {
  scores->space = call->service(call, HWNAS_SERVICE_SPACE);
  scores->json = call->service(call, HWNAS_SERVICE_JSON);
  if (scores->space && HWNAS_HAS(scores->space, hwnas_space_service_t, find_value) && scores->json &&
      HWNAS_HAS(scores->json, hwnas_json_service_t, array))
    return HWNAS_OK;
  return call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot look labels up for plugins");
}

void scores_deinit(scores_t *scores) {
  for (size_t i = 0; i < scores->n_tables; i++) free(scores->tables[i].values);
  free(scores->tables);
}

/* ---- The file -------------------------------------------------------------------------------- */

/* All of the file, to be freed; NULL with errno set, EFBIG for one that is too large. */
static char *read_all(FILE *file, size_t *out_length) {
  char *text = NULL;
  size_t length = 0, size = 0, n = 1;
  while (n > 0) {
    if (length == size) {
      size = size ? 2 * size : 1 << 16;
      char *grown = size > 2 * FILE_BYTES_MAX ? NULL : realloc(text, size);
      if (!grown) break;
      text = grown;
    }
    n = fread(text + length, 1, size - length, file);
    length += n;
  }
  *out_length = length;
  if (n == 0 && !ferror(file) && length <= FILE_BYTES_MAX) return text;
  if (length > FILE_BYTES_MAX) errno = EFBIG;
  free(text);
  return NULL;
}

hwnas_result_t scores_read_file(scores_t *scores, hwnas_call_t *call, const char *path) {
  size_t length = 0;
  FILE *file = fopen(path, "rb");
  char *text = file ? read_all(file, &length) : NULL;
  int error = errno;
  if (file) fclose(file);
  if (!text) return call->fail(call, HWNAS_E_OPTION, "the file %s cannot be read: %s", path, strerror(error));
  hwnas_result_t result = scores_read_document(scores, call, path, text, length);
  free(text);
  return result;
}
