/* Plugin `table`: results of networks that stand in a file, for the evaluator and the profiler of that name.
 */
#ifndef HWNAS_PLUGINS_EVALUATORS_TABLE_H
#define HWNAS_PLUGINS_EVALUATORS_TABLE_H

#include <stdio.h>

#include "hwnas/evaluator.h"

#define COLUMNS_MAX 4096
#define LINE_BYTES_MAX (1u << 20)
#define NO_ROW SIZE_MAX

typedef struct slot {
  uint64_t key; /* of the point of the row */
  size_t row;   /* NO_ROW: an empty slot */
} slot_t;

/* What a file says. Once it is read, any number of threads may look rows up. */
typedef struct table {
  const hwnas_space_service_t *space;
  const hwnas_json_service_t *json;
  char *path;
  char **metrics; /* names, in the order of the file */
  size_t n_metrics, metrics_capacity;
  uint16_t *points; /* n_rows x n_choices */
  double *values;   /* n_rows x n_metrics; NaN: not measured */
  size_t n_rows, rows_capacity;
  slot_t *slots; /* a hash table of the rows; a power of two of them */
  size_t n_slots;
} table_t;

/* ---- rows.c ---------------------------------------------------------------------------------- */

hwnas_result_t table_no_memory(hwnas_call_t *call);
/* An empty table for a file; the services come from the call. *out must be freed also after an error. */
hwnas_result_t table_create(hwnas_call_t *call, const char *path, table_t **out);
void table_free(table_t *table); /* NULL is allowed */
/* The column of that metric, made if it is new and no row is there yet; -1: it cannot be made. */
ptrdiff_t table_column(table_t *table, const char *name);
/* Room for one more row behind the last one, with every value unknown; 0 when memory ran out. */
int table_reserve_row(table_t *table);
/* All rows by their points; fails for two rows of one network. */
hwnas_result_t table_index(table_t *table, hwnas_call_t *call);
/* The row of a canonical point, or NO_ROW. */
size_t table_find(const table_t *table, const uint16_t *point);

/* ---- read.c ---------------------------------------------------------------------------------- */

/* One file while it is read. */
typedef struct reader {
  table_t *table;
  hwnas_call_t *call;
  FILE *file;
  char *line;
  size_t line_size, number; /* of the line, from 1 */
} reader_t;

/* Reads the file of the table, CSV or JSON Lines, and makes it ready for look-ups. */
hwnas_result_t table_read(table_t *table, hwnas_call_t *call);
/* The same from a stream. */
hwnas_result_t table_read_stream(table_t *table, hwnas_call_t *call, FILE *file);

/* The next line that is not blank, without its end, in reader->line; 0 at the end of the file, -1: it is too
 * long, or memory ran out. */
int table_next_line(reader_t *reader);
/* Fails with the place of the line. */
hwnas_result_t table_wrong(const reader_t *reader, const char *what);
/* Sample and values of the row that was reserved. */
hwnas_result_t table_set_point(reader_t *reader, const char *sample);
hwnas_result_t table_set_value(reader_t *reader, const char *metric, double value);

/* ---- csv.c, json_lines.c --------------------------------------------------------------------- */

/* Read all rows; the first line is in reader->line. */
hwnas_result_t table_read_csv(reader_t *reader);
hwnas_result_t table_read_json_lines(reader_t *reader);

/* ---- evaluator.c, profiler.c ----------------------------------------------------------------- */

extern const hwnas_component_t table_evaluator, table_profiler;

#endif
