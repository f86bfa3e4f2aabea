/* What verbs print: tables for people, numbers they can read, and the check that it all arrived. */
#ifndef HWNAS_CLI_OUTPUT_H
#define HWNAS_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "space/space.h"

typedef enum hwnas_style { HWNAS_STYLE_PLAIN, HWNAS_STYLE_BOLD, HWNAS_STYLE_DIM } hwnas_style_t;
/* The escape sequence that begins a style on stdout; "" unless stdout is a terminal and NO_COLOR is unset. */
const char *hwnas_style(hwnas_style_t style);

/* A table with aligned columns. */
typedef struct hwnas_columns {
  hwnas_arena_t arena;
  const char *const *titles; /* one that begins with '>' is aligned to the right; without titles "" and ">" */
  size_t n_columns;
  const char **cells;
  size_t n_cells, capacity;
  bool failed; /* memory ran out: told by hwnas_columns_print */
} hwnas_columns_t;

/* Borrows titles. */
void hwnas_columns_init(hwnas_columns_t *columns, const char *const *titles, size_t n);
void hwnas_columns_deinit(hwnas_columns_t *columns);
/* Fills the next cell, row by row. */
void hwnas_columns_add(hwnas_columns_t *columns, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Prints to stdout; the line of titles is left out if all are empty. */
hwnas_status_t *hwnas_columns_print(const hwnas_columns_t *columns);

/* Appends "238.5 M": four digits and a prefix (k M G T P E). */
void hwnas_print_human(double number, hwnas_str_t *out);
/* Appends "2 h 05 min", "3 min 20 s", "12.3 s", "45 ms". */
void hwnas_print_seconds(double seconds, hwnas_str_t *out);
/* Appends "3, 5, 7", cut after `shown` values: "..., 9 values". */
void hwnas_print_domain(const hwnas_value_t *values, uint32_t n, uint32_t shown, hwnas_str_t *out);
/* Appends the distinct values as JSON: [16,24]. What no network reaches and what is refused is no value. */
void hwnas_print_json_values(const hwnas_table_t *table, hwnas_str_t *out);
/* Appends a double as JSON: null for what JSON has no number for. */
void hwnas_print_json_double(double number, hwnas_str_t *out);

/* Writes str to stdout and clears it. OUTPUT error; NO_MEMORY if str failed. */
hwnas_status_t *hwnas_output_write(hwnas_str_t *str);
/* Flushes stdout; OUTPUT error if anything could not be written. */
hwnas_status_t *hwnas_output_finish(void);

#endif
