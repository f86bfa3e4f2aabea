/* Evaluator `table`: looks results up in a file of measured networks, as tabular benchmarks are.
 *
 * CSV: a header, label columns, then metric columns; an empty field is a label that is missing or a metric
 * that was not measured. Any other file is JSON Lines: {"sample": {...}, "metrics": {...}}. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/evaluator.h"

#define COLUMNS_MAX 4096
#define LINE_MAX_BYTES (1u << 20)

typedef struct row {
  uint64_t key; /* of the point; 0: an empty slot */
  size_t number;
} row_t;

typedef struct table {
  const hwnas_space_service_t *space;
  const hwnas_json_service_t *json;
  const char *path;
  char **metrics; /* names, in the order of the file */
  size_t n_metrics, metrics_capacity;
  uint16_t *points; /* n_rows x n_choices */
  double *values;   /* n_rows x n_metrics, only where known says so */
  unsigned char *known;
  size_t n_rows, rows_capacity;
  row_t *slots;
  size_t n_slots;
} table_t;

/* One file while it is read. */
typedef struct reader {
  table_t *table;
  hwnas_call_t *call;
  FILE *file;
  char *line;
  size_t line_size, number; /* of the line, from 1 */
  char *sample;             /* room for one, LINE_MAX_BYTES */
} reader_t;

static hwnas_result_t no_memory(hwnas_call_t *call) {
  return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static char *copy_text(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy) memcpy(copy, text, size);
  return copy;
}

/* The column of that metric, made if it is new; -1 when memory ran out. */
static ptrdiff_t metric_column(table_t *table, const char *name) {
  for (size_t i = 0; i < table->n_metrics; i++)
    if (strcmp(table->metrics[i], name) == 0) return (ptrdiff_t)i;
  if (table->n_rows > 0 || table->n_metrics == COLUMNS_MAX) return -1;
  if (table->n_metrics == table->metrics_capacity) {
    size_t capacity = table->metrics_capacity ? table->metrics_capacity * 2 : 8;
    char **grown = realloc(table->metrics, capacity * sizeof *grown);
    if (!grown) return -1;
    table->metrics = grown;
    table->metrics_capacity = capacity;
  }
  char *copy = copy_text(name);
  if (!copy) return -1;
  table->metrics[table->n_metrics] = copy;
  return (ptrdiff_t)table->n_metrics++;
}

/* Room for one more row, all of its values unknown. */
static int reserve_row(table_t *table) {
  size_t n_choices = table->space->n_choices, n = table->n_rows;
  if (n == table->rows_capacity) {
    size_t capacity = n ? n * 2 : 256;
    uint16_t *points = realloc(table->points, (capacity * n_choices + 1) * sizeof *points);
    if (points) table->points = points;
    double *values = realloc(table->values, (capacity * table->n_metrics + 1) * sizeof *values);
    if (values) table->values = values;
    unsigned char *known = realloc(table->known, capacity * table->n_metrics + 1);
    if (known) table->known = known;
    if (!points || !values || !known) return 0;
    table->rows_capacity = capacity;
  }
  if (table->known) memset(table->known + n * table->n_metrics, 0, table->n_metrics);
  return 1;
}

static int same_point(const table_t *table, size_t row, const uint16_t *point) {
  size_t n = table->space->n_choices;
  return n == 0 || memcmp(table->points + row * n, point, n * sizeof *point) == 0;
}

static row_t *find_slot(const table_t *table, const uint16_t *point) {
  int32_t exact;
  uint64_t key = table->space->key(table->space, point, &exact) + 1;
  if (key == 0) key = 1;
  size_t mask = table->n_slots - 1, i = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & mask;
  while (table->slots[i].key &&
         !(table->slots[i].key == key && same_point(table, table->slots[i].number, point)))
    i = (i + 1) & mask;
  if (!table->slots[i].key) table->slots[i].number = SIZE_MAX;
  return &table->slots[i];
}

static void set_slot(const table_t *table, row_t *slot, size_t row) {
  int32_t exact;
  uint64_t key = table->space->key(table->space, table->points + row * table->space->n_choices, &exact) + 1;
  slot->key = key ? key : 1;
  slot->number = row;
}

/* All rows by their points. Fails for two rows of one network. */
static hwnas_result_t index_rows(table_t *table, hwnas_call_t *call) {
  table->n_slots = 16;
  while (table->n_slots < table->n_rows * 2) table->n_slots *= 2;
  table->slots = calloc(table->n_slots, sizeof *table->slots);
  if (!table->slots) return no_memory(call);
  for (size_t r = 0; r < table->n_rows; r++) {
    row_t *slot = find_slot(table, table->points + r * table->space->n_choices);
    if (slot->number != SIZE_MAX)
      return call->fail(call, HWNAS_E_DATA, "%s: rows %zu and %zu are of the same network", table->path,
                        slot->number + 1, r + 1);
    set_slot(table, slot, r);
  }
  return HWNAS_OK;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static hwnas_result_t wrong(const reader_t *reader, const char *what) {
  return reader->call->fail(reader->call, HWNAS_E_DATA, "%s:%zu: %s", reader->table->path, reader->number,
                            what);
}

/* Puts a byte into the line, with room for the NUL behind it; 0 when it is too long or memory ran out. */
static int put(reader_t *reader, size_t at, int byte) {
  if (at + 2 > reader->line_size) {
    size_t size = reader->line_size ? reader->line_size * 2 : 4096;
    char *grown = size > LINE_MAX_BYTES ? NULL : realloc(reader->line, size);
    if (!grown) return 0;
    reader->line = grown;
    reader->line_size = size;
  }
  reader->line[at] = (char)byte;
  return 1;
}

/* The next line that is not blank, without its end; 0 at the end of the file, -1 after an error. */
static int next_line(reader_t *reader) {
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
    return 1;
  }
}

/* Values for the row that is being read, by metric. */
static hwnas_result_t set_value(reader_t *reader, const char *name, double value) {
  table_t *table = reader->table;
  ptrdiff_t column = metric_column(table, name);
  if (column < 0) return wrong(reader, "a metric that the first row lacks, or no memory");
  size_t cell = table->n_rows * table->n_metrics + (size_t)column;
  table->values[cell] = value;
  table->known[cell] = 1;
  return HWNAS_OK;
}

static hwnas_result_t set_point(reader_t *reader, const char *sample) {
  table_t *table = reader->table;
  uint16_t *point = table->points + table->n_rows * table->space->n_choices;
  hwnas_result_t result = table->space->parse(table->space, reader->call, sample, strlen(sample), point);
  if (result == HWNAS_OK) return result;
  return reader->call->fail(reader->call, HWNAS_E_DATA, "%s:%zu: the sample %s is none of this space",
                            table->path, reader->number, sample);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

typedef struct column {
  const char *name;
  int64_t choice; /* -1: a metric */
} column_t;

/* Splits a line in place at commas outside of quotes; doubled quotes stand for one. */
static size_t split(char *line, char **out, size_t cap) {
  size_t n = 0;
  char *at = line;
  for (;;) {
    char *write = at, *read = at;
    int quoted = 0;
    if (n == cap) return n;
    out[n++] = at;
    for (; *read && (quoted || *read != ','); read++) {
      if (*read != '"')
        *write++ = *read;
      else if (quoted && read[1] == '"')
        *write++ = *read++;
      else
        quoted = !quoted;
    }
    int more = *read == ',';
    *write = '\0';
    if (!more) return n;
    at = read + 1;
  }
}

static int64_t find_choice(const hwnas_space_service_t *space, const char *label) {
  for (uint32_t c = 0; c < space->n_choices; c++)
    if (strcmp(space->label(space, c), label) == 0) return c;
  return -1;
}

static hwnas_result_t read_header(reader_t *reader, column_t *columns, size_t *out_n) {
  table_t *table = reader->table;
  char **fields = reader->call->scratch(reader->call, COLUMNS_MAX * sizeof *fields);
  if (!fields) return no_memory(reader->call);
  *out_n = split(reader->line, fields, COLUMNS_MAX);
  for (size_t i = 0; i < *out_n; i++) {
    columns[i].choice = find_choice(table->space, fields[i]);
    if (columns[i].choice >= 0) continue;
    if (!fields[i][0]) return wrong(reader, "a column has no name");
    for (size_t k = 0; k < table->n_metrics; k++)
      if (strcmp(table->metrics[k], fields[i]) == 0) return wrong(reader, "two columns have the same name");
    ptrdiff_t column = metric_column(table, fields[i]);
    if (column < 0) return no_memory(reader->call);
    columns[i].name = table->metrics[column];
  }
  if (table->n_metrics == 0) return wrong(reader, "every column is a label of the space: there is no metric");
  return HWNAS_OK;
}

/* A text that grows within what was given; 0 when it does not fit. */
static int append(char **at, char *end, const char *text) {
  size_t n = strlen(text);
  if ((size_t)(end - *at) <= n) return 0;
  memcpy(*at, text, n + 1);
  *at += n;
  return 1;
}

/* A field as JSON: quoted where the values of the choice are texts. */
static int append_field(const hwnas_space_service_t *space, uint32_t choice, const char *field, char **at,
                        char *end) {
  int text = space->value(space, choice, 0)[0] == '"';
  if (!text) return append(at, end, field);
  if (!append(at, end, "\"")) return 0;
  for (; *field; field++) {
    char plain[] = {*field, '\0'}, escaped[] = {'\\', *field, '\0'};
    if (!append(at, end, *field == '"' || *field == '\\' ? escaped : plain)) return 0;
  }
  return append(at, end, "\"");
}

static hwnas_result_t read_sample(reader_t *reader, const column_t *columns, char **fields, size_t n) {
  const hwnas_space_service_t *space = reader->table->space;
  char *sample = reader->sample, *at = sample, *end = sample + LINE_MAX_BYTES;
  int good = append(&at, end, "{");
  for (size_t i = 0; i < n && good; i++) {
    if (columns[i].choice < 0 || !fields[i][0]) continue;
    uint32_t choice = (uint32_t)columns[i].choice;
    good = append(&at, end, at[-1] == '{' ? "\"" : ",\"") && append(&at, end, space->label(space, choice)) &&
           append(&at, end, "\":") && append_field(space, choice, fields[i], &at, end);
  }
  if (!good || !append(&at, end, "}")) return wrong(reader, "the line is too long");
  return set_point(reader, sample);
}

static hwnas_result_t read_numbers(reader_t *reader, const column_t *columns, char **fields, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (columns[i].choice >= 0 || !fields[i][0]) continue;
    char *rest;
    double value = strtod(fields[i], &rest);
    if (*rest || value != value) return wrong(reader, "a metric is not a number");
    hwnas_result_t result = set_value(reader, columns[i].name, value);
    if (result != HWNAS_OK) return result;
  }
  return HWNAS_OK;
}

static hwnas_result_t read_rows(reader_t *reader, column_t *columns, char **fields) {
  size_t n = 0;
  int more;
  hwnas_result_t result = read_header(reader, columns, &n);
  while (result == HWNAS_OK && (more = next_line(reader)) != 0) {
    if (more < 0) return wrong(reader, "the line is too long, or memory ran out");
    if (split(reader->line, fields, COLUMNS_MAX) != n)
      return wrong(reader, "the line has not as many fields as the header");
    if (!reserve_row(reader->table)) return no_memory(reader->call);
    result = read_sample(reader, columns, fields, n);
    if (result == HWNAS_OK) result = read_numbers(reader, columns, fields, n);
    if (result == HWNAS_OK) reader->table->n_rows++;
  }
  return result;
}

static hwnas_result_t read_csv(reader_t *reader) {
  column_t *columns = calloc(COLUMNS_MAX, sizeof *columns);
  char **fields = calloc(COLUMNS_MAX, sizeof *fields);
  hwnas_result_t result = columns && fields ? read_rows(reader, columns, fields) : no_memory(reader->call);
  free(columns);
  free(fields);
  return result;
}

/* ---- JSON Lines ------------------------------------------------------------------------------ */

static hwnas_result_t name_metric(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  (void)kind;
  (void)number;
  (void)text;
  return metric_column(((reader_t *)self)->table, key) < 0 ? HWNAS_E_RESOURCE : HWNAS_OK;
}

static hwnas_result_t take_metric(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  reader_t *reader = self;
  (void)text;
  if (kind == HWNAS_JSON_KIND_NULL) return HWNAS_OK;
  if (kind != HWNAS_JSON_KIND_NUMBER) return wrong(reader, "a metric is not a number");
  return set_value(reader, key, number);
}

static hwnas_result_t take_member(void *self, const char *key, int32_t kind, double number,
                                  const char *text) {
  reader_t *reader = self;
  table_t *table = reader->table;
  (void)number;
  if (strcmp(key, "sample") != 0 && strcmp(key, "metrics") != 0)
    return wrong(reader, "a row is {\"sample\": {...}, \"metrics\": {...}}");
  if (kind != HWNAS_JSON_KIND_OTHER) return wrong(reader, "'sample' and 'metrics' are objects");
  if (strcmp(key, "sample") == 0) return set_point(reader, text);
  return table->json->object(table->json, reader->call, text, strlen(text), "metrics", take_metric, reader);
}

/* The metrics of the first row are those of the table. */
static hwnas_result_t take_names(void *self, const char *key, int32_t kind, double number, const char *text) {
  reader_t *reader = self;
  table_t *table = reader->table;
  (void)number;
  if (strcmp(key, "metrics") != 0 || kind != HWNAS_JSON_KIND_OTHER) return HWNAS_OK;
  return table->json->object(table->json, reader->call, text, strlen(text), "metrics", name_metric, reader);
}

static hwnas_result_t read_json_lines(reader_t *reader) {
  table_t *table = reader->table;
  int more = 1;
  hwnas_result_t result = table->json->object(table->json, reader->call, reader->line, strlen(reader->line),
                                              table->path, take_names, reader);
  while (result == HWNAS_OK && more > 0) {
    if (!reserve_row(table)) return no_memory(reader->call);
    memset(table->points + table->n_rows * table->space->n_choices, 0xff,
           table->space->n_choices * sizeof *table->points);
    result = table->json->object(table->json, reader->call, reader->line, strlen(reader->line), table->path,
                                 take_member, reader);
    const uint16_t *point = table->points + table->n_rows * table->space->n_choices;
    if (result == HWNAS_OK && table->space->n_choices > 0 && point[0] == UINT16_MAX)
      result = wrong(reader, "the row has no 'sample'");
    if (result != HWNAS_OK) break;
    table->n_rows++;
    more = next_line(reader);
    if (more < 0) result = wrong(reader, "the line is too long, or memory ran out");
  }
  return result;
}

/* ---- The file -------------------------------------------------------------------------------- */

static hwnas_result_t read_table(table_t *table, hwnas_call_t *call) {
  reader_t reader = {.table = table, .call = call, .file = fopen(table->path, "rb")};
  if (!reader.file)
    return call->fail(call, HWNAS_E_OPTION, "the table %s cannot be opened: %s", table->path,
                      strerror(errno));
  reader.sample = malloc(LINE_MAX_BYTES);
  int more = next_line(&reader);
  hwnas_result_t result;
  if (!reader.sample)
    result = no_memory(call);
  else if (more <= 0)
    result = call->fail(call, HWNAS_E_DATA, "the table %s is empty", table->path);
  else
    result = reader.line[0] == '{' ? read_json_lines(&reader) : read_csv(&reader);
  free(reader.line);
  free(reader.sample);
  fclose(reader.file);
  return result == HWNAS_OK ? index_rows(table, call) : result;
}

/* ---- The component --------------------------------------------------------------------------- */

static void table_destroy(hwnas_object_t *object) {
  table_t *self = (table_t *)object;
  for (size_t i = 0; i < self->n_metrics; i++) free(self->metrics[i]);
  free(self->metrics);
  free(self->points);
  free(self->values);
  free(self->known);
  free(self->slots);
  free((char *)(uintptr_t)self->path);
  free(self);
}

static hwnas_result_t table_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  table_t *self = calloc(1, sizeof *self);
  if (!self) return no_memory(call);
  self->space = call->service(call, HWNAS_SERVICE_SPACE);
  self->json = call->service(call, HWNAS_SERVICE_JSON);
  self->path = copy_text(make->options->string(make->options, "table"));
  hwnas_result_t result = HWNAS_OK;
  if (!self->space || !HWNAS_HAS(self->space, hwnas_space_service_t, parse) || !self->json)
    result =
        call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot read samples for plugins");
  else
    result = self->path ? read_table(self, call) : no_memory(call);
  if (result != HWNAS_OK) {
    table_destroy((hwnas_object_t *)self);
    return result;
  }
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

static hwnas_result_t table_evaluate(hwnas_object_t *object, hwnas_call_t *call, const hwnas_trial_t *trial,
                                     hwnas_reporter_t *reporter) {
  const table_t *self = (const table_t *)object;
  size_t row = find_slot(self, trial->point)->number;
  if (row == SIZE_MAX)
    return call->fail(call, HWNAS_E_DATA, "the network is not in the table %s", self->path);
  for (size_t i = 0; i < self->n_metrics; i++) {
    size_t cell = row * self->n_metrics + i;
    hwnas_result_t result =
        self->known[cell] ? reporter->final(reporter, call, self->metrics[i], self->values[cell]) : HWNAS_OK;
    if (result != HWNAS_OK) return result;
  }
  return HWNAS_OK;
}

static const hwnas_option_t options[] = {
    {.name = "table", .help = "CSV or JSON Lines with one row per network", .type = HWNAS_OPTION_PATH}};
static const hwnas_evaluator_t table = {.struct_size = sizeof table,
                                        .create = table_create,
                                        .destroy = table_destroy,
                                        .evaluate = table_evaluate};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .flags = HWNAS_COMPONENT_FLAG_DETERMINISTIC | HWNAS_COMPONENT_FLAG_PURE,
    .kind = HWNAS_KIND_EVALUATOR,
    .name = "table",
    .summary = "results looked up in a file, as of tabular benchmarks",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .option_size = sizeof options[0],
    .table = &table};
static const hwnas_component_t *const components[] = {&component, NULL};
static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,
                                      .struct_size = sizeof plugin,
                                      .abi_major = HWNAS_ABI_MAJOR,
                                      .abi_built = HWNAS_ABI_MINOR,
                                      .sanitizer = HWNAS_SANITIZER,
                                      .version = "0.1.0",
                                      .license = "MIT",
                                      .summary = "evaluator by a table",
                                      .components = components};
HWNAS_PLUGIN(plugin);
