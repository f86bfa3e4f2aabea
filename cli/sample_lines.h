/* Samples from JSON Lines: one object per line; blank lines are skipped. */
#ifndef HWNAS_CLI_SAMPLE_LINES_H
#define HWNAS_CLI_SAMPLE_LINES_H

#include <stdio.h>

#include "space/quick_reader.h"
#include "space/sample.h"

typedef struct hwnas_sample_lines {
  FILE *file;
  const char *name; /* in messages */
  char *line;
  size_t capacity, number; /* of the line read last, from 1 */
  const hwnas_space_t *space;
  hwnas_quick_reader_t *reader;
} hwnas_sample_lines_t;

/* Opens a file with samples of space, or standard input for "-". Errors: FILE. Borrows space and path. */
hwnas_status_t *hwnas_sample_lines_open(hwnas_sample_lines_t *lines, const hwnas_space_t *space,
                                        const char *path);
void hwnas_sample_lines_close(hwnas_sample_lines_t *lines);
/* Reads up to n samples into points; fewer at the end or before an error, whose place is file:line:column. */
hwnas_status_t *hwnas_sample_lines_read(hwnas_sample_lines_t *lines, bool lenient, size_t n, uint16_t *points,
                                        size_t *out_n);

#endif
