#include "compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

#define CONVENTIONS 3

/* All uses of one operator type in the network. */
typedef struct row {
  const char *op_type;
  size_t uses;
  int64_t values[CONVENTIONS];
} row_t;

typedef struct comparison {
  const hwnas_costs_t *costs;
  row_t *rows; /* at most one per use of an operator */
  size_t n;
  int64_t totals[CONVENTIONS];
} comparison_t;

/* ---- Sums ------------------------------------------------------------------------------------ */

static row_t *row_of(comparison_t *comparison, const char *op_type) {
  for (size_t i = 0; i < comparison->n; i++)
    if (strcmp(comparison->rows[i].op_type, op_type) == 0) return &comparison->rows[i];
  row_t *row = &comparison->rows[comparison->n++];
  row->op_type = op_type;
  return row;
}

static void add_uses(comparison_t *comparison, const uint16_t *point, const int64_t *parts, size_t metric) {
  const hwnas_space_t *space = comparison->costs->space;
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  for (size_t u = 0; u < space->n_uses; u++) {
    const hwnas_op_t *op = hwnas_costs_op(space, &space->uses[u], full);
    if (!op) continue;
    row_t *row = row_of(comparison, op->type);
    row->uses += metric == 0;
    row->values[metric] += parts[u];
    comparison->totals[metric] += parts[u];
  }
}

static int64_t spread(const row_t *row) {
  int64_t least = row->values[0], most = row->values[0];
  for (size_t m = 1; m < CONVENTIONS; m++) {
    if (row->values[m] < least) least = row->values[m];
    if (row->values[m] > most) most = row->values[m];
  }
  return most - least;
}

static int by_spread(const void *a, const void *b) {
  int64_t x = spread(a), y = spread(b);
  if (x != y) return x > y ? -1 : 1;
  return strcmp(((const row_t *)a)->op_type, ((const row_t *)b)->op_type);
}

static hwnas_status_t *sum_up(comparison_t *comparison, const uint16_t *point) {
  size_t n = comparison->costs->space->n_uses;
  int64_t *parts = calloc(n + 1, sizeof *parts);
  comparison->rows = calloc(n + 1, sizeof *comparison->rows);
  hwnas_status_t *status = parts && comparison->rows ? NULL : hwnas_status_no_memory();
  for (size_t m = 0; m < CONVENTIONS && !status; m++) {
    status = hwnas_metric_set_breakdown(comparison->costs->set, m, point, parts);
    if (!status) add_uses(comparison, point, parts, m);
  }
  free(parts);
  if (!status) qsort(comparison->rows, comparison->n, sizeof *comparison->rows, by_spread);
  return status;
}

/* ---- Printing -------------------------------------------------------------------------------- */

static void add_row(hwnas_columns_t *columns, const char *title, size_t uses, const int64_t *values) {
  hwnas_columns_add(columns, "%s", title);
  hwnas_columns_add(columns, "%zu", uses);
  for (size_t m = 0; m < CONVENTIONS; m++) hwnas_columns_add(columns, "%" PRId64, values[m]);
}

static hwnas_status_t *print_table(const comparison_t *comparison) {
  static const char *const titles[] = {"operator", ">uses", ">macs", ">flops nni", ">flops full"};
  row_t alike = {0}, all = {0};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, sizeof titles / sizeof *titles);
  for (size_t i = 0; i < comparison->n; i++) {
    const row_t *row = &comparison->rows[i];
    all.uses += row->uses;
    if (spread(row) > 0) {
      add_row(&columns, row->op_type, row->uses, row->values);
      continue;
    }
    alike.uses += row->uses;
    for (size_t m = 0; m < CONVENTIONS; m++) alike.values[m] += row->values[m];
  }
  if (alike.uses) add_row(&columns, "all others", alike.uses, alike.values);
  add_row(&columns, "total", all.uses, comparison->totals);
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

static void append_values(const comparison_t *comparison, const int64_t *values, hwnas_str_t *out) {
  for (size_t m = 0; m < CONVENTIONS; m++)
    hwnas_str_appendf(out, "%s\"%s\":%" PRId64, m ? "," : "",
                      hwnas_metric_set_info(comparison->costs->set, m)->name, values[m]);
}

static hwnas_status_t *print_json(const comparison_t *comparison) {
  hwnas_str_t out;
  hwnas_str_init(&out);
  hwnas_str_append(&out, "{");
  append_values(comparison, comparison->totals, &out);
  hwnas_str_append(&out, ",\"operators\":{");
  for (size_t i = 0; i < comparison->n; i++) {
    const row_t *row = &comparison->rows[i];
    if (i) hwnas_str_append(&out, ",");
    hwnas_json_print_string(row->op_type, &out);
    hwnas_str_appendf(&out, ":{\"uses\":%zu,", row->uses);
    append_values(comparison, row->values, &out);
    hwnas_str_append(&out, "}");
  }
  hwnas_str_append(&out, "}}\n");
  hwnas_status_t *status = hwnas_output_write(&out);
  hwnas_str_deinit(&out);
  return status;
}

hwnas_status_t *hwnas_compare_print(const hwnas_costs_t *costs, const uint16_t *point, bool json) {
  comparison_t comparison = {.costs = costs};
  hwnas_status_t *status = sum_up(&comparison, point);
  if (!status) status = json ? print_json(&comparison) : print_table(&comparison);
  free(comparison.rows);
  return status;
}
