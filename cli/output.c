#include "output.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *hwnas_style(hwnas_style_t style) {
  static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m"};
  const char *no_color = getenv("NO_COLOR");
  if ((no_color && *no_color) || !isatty(STDOUT_FILENO)) return "";
  return codes[style];
}

/* ---- Tables ---------------------------------------------------------------------------------- */

void hwnas_columns_init(hwnas_columns_t *columns, const char *const *titles, size_t n) {
  memset(columns, 0, sizeof *columns);
  hwnas_arena_init(&columns->arena);
  columns->titles = titles;
  columns->n_columns = n;
}

void hwnas_columns_deinit(hwnas_columns_t *columns) { hwnas_arena_deinit(&columns->arena); }

static char *format_cell(hwnas_arena_t *arena, const char *format, va_list arguments) {
  va_list copy;
  va_copy(copy, arguments);
  int length = vsnprintf(NULL, 0, format, copy);
  va_end(copy);
  char *text = length < 0 ? NULL : hwnas_arena_alloc(arena, (size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
  return text;
}

void hwnas_columns_add(hwnas_columns_t *columns, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *text = format_cell(&columns->arena, format, arguments);
  va_end(arguments);
  if (!text || !HWNAS_PUSH(&columns->arena, columns->cells, columns->n_cells, columns->capacity, text))
    columns->failed = true;
}

/* Characters of UTF-8 text. */
static size_t width_of(const char *text) {
  size_t n = 0;
  for (; *text; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
  return n;
}

static bool is_right(const char *title) { return title[0] == '>'; }
static const char *shown_title(const char *title) { return title + is_right(title); }

static size_t column_width(const hwnas_columns_t *columns, size_t column) {
  size_t width = width_of(shown_title(columns->titles[column]));
  for (size_t i = column; i < columns->n_cells; i += columns->n_columns) {
    size_t own = width_of(columns->cells[i]);
    if (own > width) width = own;
  }
  return width;
}

static void print_row(const hwnas_columns_t *columns, const char *const *cells, const size_t *widths) {
  size_t n = columns->n_columns, pending = 0; /* no blanks at the end of a line */
  for (size_t c = 0; c < n; c++) {
    size_t own = width_of(cells[c]), padding = widths[c] - own;
    bool right = is_right(columns->titles[c]);
    if (right) pending += padding;
    if (own > 0) {
      printf("%*s%s", (int)pending, "", cells[c]);
      pending = 0;
    }
    if (!right) pending += padding;
    pending += 2;
  }
  putchar('\n');
}

static void print_titles(const hwnas_columns_t *columns, const size_t *widths, const char **titles) {
  bool any = false;
  for (size_t c = 0; c < columns->n_columns; c++) {
    titles[c] = shown_title(columns->titles[c]);
    any |= titles[c][0] != '\0';
  }
  if (!any) return;
  fputs(hwnas_style(HWNAS_STYLE_BOLD), stdout);
  print_row(columns, titles, widths);
  fputs(hwnas_style(HWNAS_STYLE_PLAIN), stdout);
}

hwnas_status_t *hwnas_columns_print(const hwnas_columns_t *columns) {
  if (columns->failed) return hwnas_status_no_memory();
  size_t n = columns->n_columns;
  size_t *widths = calloc(n, sizeof *widths);
  const char **titles = calloc(n, sizeof *titles);
  if (widths && titles) {
    for (size_t c = 0; c < n; c++) widths[c] = column_width(columns, c);
    print_titles(columns, widths, titles);
    for (size_t i = 0; i + n <= columns->n_cells; i += n) print_row(columns, &columns->cells[i], widths);
  }
  bool failed = !widths || !titles;
  free(widths);
  free(titles);
  return failed ? hwnas_status_no_memory() : NULL;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

void hwnas_print_human(double number, hwnas_str_t *out) {
  static const char prefixes[] = "kMGTPE";
  if (fabs(number) < 999.95) {
    hwnas_str_appendf(out, "%.4g", number);
    return;
  }
  size_t i = 0;
  double scaled = number / 1000;
  for (; fabs(scaled) >= 999.95 && prefixes[i + 1]; i++) scaled /= 1000;
  if (fabs(scaled) < 999.95)
    hwnas_str_appendf(out, "%.1f %c", scaled, prefixes[i]);
  else
    hwnas_str_appendf(out, "%.3e", number);
}

void hwnas_print_seconds(double seconds, hwnas_str_t *out) {
  if (!(seconds >= 0) || seconds > 1e12) {
    hwnas_str_append(out, "?");
  } else if (seconds < 1) {
    hwnas_str_appendf(out, "%.0f ms", seconds * 1000);
  } else if (seconds < 59.95) {
    hwnas_str_appendf(out, "%.1f s", seconds);
  } else {
    unsigned long long whole = (unsigned long long)(seconds + 0.5);
    if (whole < 3600)
      hwnas_str_appendf(out, "%llu min %02llu s", whole / 60, whole % 60);
    else
      hwnas_str_appendf(out, "%llu h %02llu min", whole / 3600, whole / 60 % 60);
  }
}

static bool is_listed(const hwnas_table_t *table, size_t n, const hwnas_value_t *value) {
  for (size_t c = 0; c < n; c++)
    if (table->cells[c].type == value->type && hwnas_value_equal(&table->cells[c], value)) return true;
  return false;
}

void hwnas_print_json_values(const hwnas_table_t *table, hwnas_str_t *out) {
  const char *separator = "[";
  for (size_t c = 0; c < table->n_cells; c++) {
    const hwnas_value_t *cell = &table->cells[c];
    if (cell->type == HWNAS_VALUE_EXCLUDED || cell->type == HWNAS_VALUE_UNDEFINED ||
        is_listed(table, c, cell))
      continue;
    hwnas_str_append(out, separator);
    hwnas_value_print_json(cell, out);
    separator = ",";
  }
  hwnas_str_append(out, *separator == '[' ? "[]" : "]");
}

void hwnas_print_json_double(double number, hwnas_str_t *out) {
  if (isfinite(number))
    hwnas_str_append_double(out, number);
  else
    hwnas_str_append(out, "null");
}

/* ---- Spaces ---------------------------------------------------------------------------------- */

void hwnas_print_domain(const hwnas_value_t *values, uint32_t n, uint32_t shown, hwnas_str_t *out) {
  for (uint32_t k = 0; k < n && k < shown; k++) {
    if (k) hwnas_str_append(out, ", ");
    if (values[k].type == HWNAS_VALUE_STRING)
      hwnas_str_append(out, values[k].string);
    else
      hwnas_value_print(&values[k], out);
  }
  if (n > shown) hwnas_str_appendf(out, ", ... %u values", n);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static hwnas_status_t *output_error(void) {
  int reason = errno;
  clearerr(stdout); /* told once */
  return hwnas_status_make(HWNAS_ERROR_OUTPUT, "cannot write the results: %s", strerror(reason));
}

hwnas_status_t *hwnas_output_write(hwnas_str_t *str) {
  if (str->failed) return hwnas_status_no_memory();
  size_t written = fwrite(str->text, 1, str->length, stdout);
  size_t length = str->length;
  hwnas_str_clear(str);
  return written == length ? NULL : output_error();
}

hwnas_status_t *hwnas_output_finish(void) {
  return fflush(stdout) == 0 && !ferror(stdout) ? NULL : output_error();
}
