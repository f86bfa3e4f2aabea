/* Progress of a search on standard error: one line that is written over on a terminal, else a line now and
 * then. */
#ifndef HWNAS_CLI_PROGRESS_H
#define HWNAS_CLI_PROGRESS_H

#include "search/loop.h"

typedef struct hwnas_progress_line {
  const hwnas_metric_info_entry_t *objective; /* NULL: none or several */
  bool terminal;
  size_t width; /* of what the terminal shows now */
} hwnas_progress_line_t;

/* Borrows objective. */
void hwnas_progress_line_init(hwnas_progress_line_t *line, const hwnas_metric_info_entry_t *objective);
/* Seconds between two calls of show. */
double hwnas_progress_line_interval(const hwnas_progress_line_t *line);
/* self is the line. */
void hwnas_progress_line_show(void *self, const hwnas_progress_t *progress);
/* Leaves the terminal at the start of a fresh line. */
void hwnas_progress_line_end(hwnas_progress_line_t *line);

#endif
