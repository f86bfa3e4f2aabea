/* Plugin `scores`: a metric that is a sum of small tables over choices, written down as JSON. */
#ifndef HWNAS_PLUGINS_PROFILERS_SCORES_H
#define HWNAS_PLUGINS_PROFILERS_SCORES_H

#include <math.h>

#include "hwnas/evaluator.h"
#include "hwnas/profiler.h"

#define LABELS_MAX 24               /* of one table */
#define CELLS_MAX ((size_t)1 << 24) /* of all tables */
#define FILE_BYTES_MAX ((size_t)64 << 20)

typedef struct scores_table {
  uint32_t choices[LABELS_MAX], sizes[LABELS_MAX]; /* in the order of the first row */
  uint32_t n;
  double *values; /* row-major; NULL: no row was read yet */
  size_t n_values;
} scores_table_t;

/* What a file says of a space. */
typedef struct scores {
  const hwnas_space_service_t *space;
  const hwnas_json_service_t *json;
  double constant; /* of every network */
  scores_table_t *tables;
  size_t n_tables, capacity;
  size_t n_cells; /* of all tables */
} scores_t;

/* Takes the services from the call. Fails if the host is too old. */
hwnas_result_t scores_init(scores_t *scores, hwnas_call_t *call);
void scores_deinit(scores_t *scores); /* safe on a zeroed struct */
/* Reads a document {"format": "hwnas-scores/1", "tables": [...]}; name stands in messages. */
hwnas_result_t scores_read_document(scores_t *scores, hwnas_call_t *call, const char *name, const char *text,
                                    size_t length);
/* Reads tables alone, [...]. */
hwnas_result_t scores_read_tables(scores_t *scores, hwnas_call_t *call, const char *name, const char *text,
                                  size_t length);
/* Reads the file as a document. */
hwnas_result_t scores_read_file(scores_t *scores, hwnas_call_t *call, const char *path);

#endif
