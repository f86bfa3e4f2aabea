#include <stdlib.h>
#include <string.h>

#include "table.h"

typedef struct column {
  const char *name; /* of the metric */
  int64_t choice;   /* -1: a metric */
} column_t;

/* The file while its lines are taken apart. */
typedef struct csv {
  reader_t *reader;
  column_t *columns;
  char **fields;
  size_t n;     /* columns */
  char *sample; /* room for one, LINE_BYTES_MAX */
} csv_t;

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

/* ---- The header ------------------------------------------------------------------------------ */

static int64_t find_choice(const hwnas_space_service_t *space, const char *label) {
  for (uint32_t c = 0; c < space->n_choices; c++)
    if (strcmp(space->label(space, c), label) == 0) return c;
  return -1;
}

static int stands_before(const csv_t *csv, size_t field) {
  for (size_t i = 0; i < field; i++)
    if (strcmp(csv->fields[i], csv->fields[field]) == 0) return 1;
  return 0;
}

static hwnas_result_t read_header(csv_t *csv) {
  table_t *table = csv->reader->table;
  csv->n = split(csv->reader->line, csv->fields, COLUMNS_MAX);
  for (size_t i = 0; i < csv->n; i++) {
    if (!csv->fields[i][0]) return table_wrong(csv->reader, "a column has no name");
    if (stands_before(csv, i)) return table_wrong(csv->reader, "two columns have the same name");
    csv->columns[i].choice = find_choice(table->space, csv->fields[i]);
    if (csv->columns[i].choice >= 0) continue;
    ptrdiff_t column = table_column(table, csv->fields[i]);
    if (column < 0) return table_no_memory(csv->reader->call);
    csv->columns[i].name = table->metrics[column];
  }
  if (table->n_metrics == 0)
    return table_wrong(csv->reader, "every column is a label of the space: there is no metric");
  return HWNAS_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* A text that grows within what was given; 0 when it does not fit. */
static int append(char **at, char *end, const char *text) {
  size_t n = strlen(text);
  if ((size_t)(end - *at) <= n) return 0;
  memcpy(*at, text, n + 1);
  *at += n;
  return 1;
}

/* The text as a JSON string. */
static int append_string(const char *text, char **at, char *end) {
  if (!append(at, end, "\"")) return 0;
  for (; *text; text++) {
    char plain[] = {*text, '\0'}, escaped[] = {'\\', *text, '\0'};
    if (!append(at, end, *text == '"' || *text == '\\' ? escaped : plain)) return 0;
  }
  return append(at, end, "\"");
}

/* A field is quoted where the values of the choice are texts. */
static int append_member(const hwnas_space_service_t *space, uint32_t choice, const char *field, char **at,
                         char *end) {
  const char *first = space->value(space, choice, 0);
  int text = first && first[0] == '"';
  return first && append(at, end, (*at)[-1] == '{' ? "" : ",") &&
         append_string(space->label(space, choice), at, end) && append(at, end, ":") &&
         (text ? append_string(field, at, end) : append(at, end, field));
}

static hwnas_result_t read_sample(const csv_t *csv) {
  char *at = csv->sample, *end = csv->sample + LINE_BYTES_MAX;
  int good = append(&at, end, "{");
  for (size_t i = 0; i < csv->n && good; i++)
    if (csv->columns[i].choice >= 0 && csv->fields[i][0])
      good = append_member(csv->reader->table->space, (uint32_t)csv->columns[i].choice, csv->fields[i], &at,
                           end);
  if (!good || !append(&at, end, "}"))
    return table_wrong(csv->reader, "the line is too long, or memory ran out");
  return table_set_point(csv->reader, csv->sample);
}

static hwnas_result_t read_numbers(const csv_t *csv) {
  for (size_t i = 0; i < csv->n; i++) {
    if (csv->columns[i].choice >= 0 || !csv->fields[i][0]) continue;
    char *rest;
    double value = strtod(csv->fields[i], &rest);
    if (*rest || value != value) return table_wrong(csv->reader, "a metric is not a number");
    hwnas_result_t result = table_set_value(csv->reader, csv->columns[i].name, value);
    if (result != HWNAS_OK) return result;
  }
  return HWNAS_OK;
}

static hwnas_result_t read_row(const csv_t *csv) {
  if (split(csv->reader->line, csv->fields, COLUMNS_MAX) != csv->n)
    return table_wrong(csv->reader, "the line has not as many fields as the header");
  if (!table_reserve_row(csv->reader->table)) return table_no_memory(csv->reader->call);
  hwnas_result_t result = read_sample(csv);
  if (result == HWNAS_OK) result = read_numbers(csv);
  if (result == HWNAS_OK) csv->reader->table->n_rows++;
  return result;
}

static hwnas_result_t read_rows(csv_t *csv) {
  int more;
  hwnas_result_t result = read_header(csv);
  while (result == HWNAS_OK && (more = table_next_line(csv->reader)) != 0)
    result = more < 0 ? table_wrong(csv->reader, "the line is too long, or memory ran out") : read_row(csv);
  return result;
}

hwnas_result_t table_read_csv(reader_t *reader) {
  csv_t csv = {.reader = reader,
               .columns = calloc(COLUMNS_MAX, sizeof *csv.columns),
               .fields = calloc(COLUMNS_MAX, sizeof *csv.fields),
               .sample = malloc(LINE_BYTES_MAX)};
  int good = csv.columns && csv.fields && csv.sample;
  hwnas_result_t result = good ? read_rows(&csv) : table_no_memory(reader->call);
  free(csv.columns);
  free(csv.fields);
  free(csv.sample);
  return result;
}
