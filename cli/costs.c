#include "costs.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

#define ROUNDED_FROM 10000 /* smaller numbers read well as they are */

const hwnas_op_t *hwnas_costs_op(const hwnas_space_t *space, const hwnas_use_t *use, const uint16_t *full) {
  int64_t op = hwnas_use_op(use, full);
  return op < 0 ? NULL : &space->ops[op]->op;
}

static hwnas_status_t *break_down(const hwnas_costs_t *costs, const uint16_t *point, int64_t *one,
                                  int64_t *out) {
  size_t n = costs->space->n_uses, n_metrics = hwnas_metric_set_size(costs->set);
  for (size_t m = 0; m < n_metrics; m++) {
    if (!hwnas_metric_set_has_breakdown(costs->set, m)) continue;
    HWNAS_TRY(hwnas_metric_set_breakdown(costs->set, m, point, one));
    for (size_t u = 0; u < n; u++) out[u * n_metrics + m] = one[u];
  }
  return NULL;
}

/* What each use costs in each metric: row-major uses x metrics, to be freed; 0 in those without
 * breakdown. */
static hwnas_status_t *make_breakdown(const hwnas_costs_t *costs, const uint16_t *point, int64_t **out) {
  size_t n = costs->space->n_uses;
  *out = calloc(n * hwnas_metric_set_size(costs->set) + 1, sizeof **out);
  int64_t *one = calloc(n + 1, sizeof *one);
  hwnas_status_t *status = *out && one ? break_down(costs, point, one, *out) : hwnas_status_no_memory();
  free(one);
  if (!status) return NULL;
  free(*out);
  *out = NULL;
  return status;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_modules(const hwnas_costs_t *costs, size_t metric, const int64_t *values,
                           const uint16_t *point, hwnas_str_t *out) {
  size_t n_metrics = hwnas_metric_set_size(costs->set);
  const char *separator = "";
  uint16_t room[hwnas_space_room(costs->space)];
  const uint16_t *full = hwnas_space_full(costs->space, point, room);
  hwnas_str_append(out, "{");
  for (size_t u = 0; u < costs->space->n_uses; u++) {
    const hwnas_use_t *use = &costs->space->uses[u];
    if (!hwnas_costs_op(costs->space, use, full)) continue;
    hwnas_str_append(out, separator);
    hwnas_json_print_string(use->path, out);
    hwnas_str_append(out, ":");
    hwnas_metric_print(hwnas_metric_set_info(costs->set, metric), values[u * n_metrics + metric], out);
    separator = ",";
  }
  hwnas_str_append(out, "}");
}

static hwnas_status_t *append_breakdown(const hwnas_costs_t *costs, const uint16_t *point, hwnas_str_t *out) {
  int64_t *values;
  HWNAS_TRY(make_breakdown(costs, point, &values));
  hwnas_str_append(out, ",\"modules\":{");
  for (size_t m = 0; m < hwnas_metric_set_size(costs->set); m++) {
    if (m) hwnas_str_append(out, ",");
    hwnas_json_print_string(hwnas_metric_set_info(costs->set, m)->name, out);
    hwnas_str_append(out, ":");
    append_modules(costs, m, values, point, out);
  }
  hwnas_str_append(out, "}");
  free(values);
  return NULL;
}

hwnas_status_t *hwnas_costs_append_json(const hwnas_costs_t *costs, const int64_t *quanta,
                                        const uint16_t *point, hwnas_str_t *out) {
  hwnas_str_append(out, "{");
  for (size_t m = 0; m < hwnas_metric_set_size(costs->set); m++) {
    const hwnas_metric_info_entry_t *info = hwnas_metric_set_info(costs->set, m);
    if (m) hwnas_str_append(out, ",");
    hwnas_json_print_string(info->name, out);
    hwnas_str_append(out, ":");
    hwnas_metric_print(info, quanta[m], out);
  }
  if (point) HWNAS_TRY(append_breakdown(costs, point, out));
  hwnas_str_append(out, "}");
  return NULL;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

void hwnas_costs_add_row(hwnas_columns_t *columns, const hwnas_metric_info_entry_t *info, const char *text,
                         double value) {
  hwnas_str_t human;
  hwnas_str_init(&human);
  if (fabs(value) >= ROUNDED_FROM) hwnas_print_human(value, &human);
  hwnas_columns_add(columns, "%s", info->name);
  hwnas_columns_add(columns, "%s", text);
  hwnas_columns_add(columns, "%s", human.text);
  hwnas_columns_add(columns, "%s", strcmp(info->unit, "1") == 0 ? "" : info->unit);
  columns->failed |= human.failed;
  hwnas_str_deinit(&human);
}

hwnas_status_t *hwnas_costs_print(const hwnas_costs_t *costs, const int64_t *quanta) {
  static const char *const titles[] = {"metric", ">value", ">", "unit"};
  hwnas_columns_t columns;
  hwnas_str_t text;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_str_init(&text);
  for (size_t m = 0; m < hwnas_metric_set_size(costs->set); m++) {
    const hwnas_metric_info_entry_t *info = hwnas_metric_set_info(costs->set, m);
    hwnas_str_clear(&text);
    hwnas_metric_print(info, quanta[m], &text);
    hwnas_costs_add_row(&columns, info, text.text, hwnas_metric_to_unit(info, quanta[m]));
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_str_deinit(&text);
  hwnas_columns_deinit(&columns);
  return status;
}

/* A table with a few columns of its own before value and share of each metric that has parts. */
typedef struct breakdown {
  const hwnas_costs_t *costs;
  size_t n_metrics;
  int64_t *values, *totals;
  const char **titles;
  hwnas_columns_t columns;
} breakdown_t;

static size_t count_parted(const hwnas_costs_t *costs) {
  size_t n = 0;
  for (size_t m = 0; m < hwnas_metric_set_size(costs->set); m++)
    n += hwnas_metric_set_has_breakdown(costs->set, m);
  return n;
}

static hwnas_status_t *breakdown_init(breakdown_t *breakdown, const hwnas_costs_t *costs,
                                      const uint16_t *point, const char *const *own, size_t n_own) {
  size_t n = hwnas_metric_set_size(costs->set), n_columns = n_own + 2 * count_parted(costs);
  *breakdown = (breakdown_t){.costs = costs, .n_metrics = n};
  breakdown->totals = calloc(n + 1, sizeof *breakdown->totals);
  breakdown->titles = calloc(n_columns + 1, sizeof *breakdown->titles);
  hwnas_columns_init(&breakdown->columns, breakdown->titles, n_columns);
  HWNAS_TRY_ALLOC(breakdown->totals);
  HWNAS_TRY_ALLOC(breakdown->titles);
  HWNAS_TRY(make_breakdown(costs, point, &breakdown->values));
  HWNAS_TRY(hwnas_metric_set_value(costs->set, point, breakdown->totals));
  for (size_t i = 0; i < n_own; i++) breakdown->titles[i] = own[i];
  size_t at = n_own;
  for (size_t m = 0; m < n; m++) {
    if (!hwnas_metric_set_has_breakdown(costs->set, m)) continue;
    char *title =
        hwnas_arena_printf(&breakdown->columns.arena, ">%s", hwnas_metric_set_info(costs->set, m)->name);
    HWNAS_TRY_ALLOC(title);
    breakdown->titles[at++] = title;
    breakdown->titles[at++] = ">share";
  }
  return NULL;
}

static void breakdown_deinit(breakdown_t *breakdown) {
  hwnas_columns_deinit(&breakdown->columns);
  free(breakdown->values);
  free(breakdown->totals);
  free(breakdown->titles);
}

static void add_values(breakdown_t *breakdown, const int64_t *values) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (size_t m = 0; m < breakdown->n_metrics; m++) {
    if (!hwnas_metric_set_has_breakdown(breakdown->costs->set, m)) continue;
    hwnas_str_clear(&text);
    hwnas_metric_print(hwnas_metric_set_info(breakdown->costs->set, m), values[m], &text);
    hwnas_columns_add(&breakdown->columns, "%s", text.text);
    double total = (double)breakdown->totals[m];
    hwnas_columns_add(&breakdown->columns, "%.1f%%", total != 0 ? 100 * (double)values[m] / total : 0.0);
  }
  hwnas_str_deinit(&text);
}

static void add_op(hwnas_columns_t *columns, const hwnas_use_t *use, const hwnas_op_t *op) {
  hwnas_str_t shape;
  hwnas_str_init(&shape);
  hwnas_str_append(&shape, "[");
  for (uint32_t d = 0; op->n_outputs && d < op->outputs[0].rank; d++)
    hwnas_str_appendf(&shape, "%s%" PRId64, d ? ", " : "", op->outputs[0].dims[d]);
  hwnas_str_append(&shape, "]");
  hwnas_columns_add(columns, "%s", use->path);
  hwnas_columns_add(columns, "%s", op->type);
  hwnas_columns_add(columns, "%s", shape.text);
  hwnas_str_deinit(&shape);
}

hwnas_status_t *hwnas_costs_print_operators(const hwnas_costs_t *costs, const uint16_t *point) {
  static const char *const own[] = {"module", "operator", "output"};
  breakdown_t breakdown;
  uint16_t room[hwnas_space_room(costs->space)];
  const uint16_t *full = hwnas_space_full(costs->space, point, room);
  hwnas_status_t *status = breakdown_init(&breakdown, costs, point, own, 3);
  for (size_t u = 0; u < costs->space->n_uses && !status; u++) {
    const hwnas_use_t *use = &costs->space->uses[u];
    const hwnas_op_t *op = hwnas_costs_op(costs->space, use, full);
    if (!op) continue;
    add_op(&breakdown.columns, use, op);
    add_values(&breakdown, &breakdown.values[u * breakdown.n_metrics]);
  }
  if (!status) {
    hwnas_columns_add(&breakdown.columns, "total");
    for (int i = 0; i < 2; i++) hwnas_columns_add(&breakdown.columns, "%s", "");
    add_values(&breakdown, breakdown.totals);
    status = hwnas_columns_print(&breakdown.columns);
  }
  breakdown_deinit(&breakdown);
  return status;
}

/* Sums the uses from `first` on that share the first part of their path; returns the first one that does not.
 */
static size_t sum_part(const breakdown_t *breakdown, size_t first, int64_t *sums) {
  const hwnas_space_t *space = breakdown->costs->space;
  const char *path = space->uses[first].path;
  size_t length = strcspn(path, "."), u = first;
  memset(sums, 0, breakdown->n_metrics * sizeof *sums);
  for (; u < space->n_uses; u++) {
    const char *other = space->uses[u].path;
    if (strcspn(other, ".") != length || strncmp(path, other, length) != 0) break;
    for (size_t m = 0; m < breakdown->n_metrics; m++)
      sums[m] += breakdown->values[u * breakdown->n_metrics + m];
  }
  return u;
}

static bool all_zero(const int64_t *values, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (values[i] != 0) return false;
  return true;
}

hwnas_status_t *hwnas_costs_print_parts(const hwnas_costs_t *costs, const uint16_t *point) {
  static const char *const own[] = {"module"};
  breakdown_t breakdown;
  if (count_parted(costs) == 0) return NULL;
  hwnas_status_t *status = breakdown_init(&breakdown, costs, point, own, 1);
  int64_t *sums = calloc(breakdown.n_metrics + 1, sizeof *sums);
  if (!sums && !status) status = hwnas_status_no_memory();
  for (size_t u = 0; u < costs->space->n_uses && !status;) {
    const char *path = costs->space->uses[u].path;
    u = sum_part(&breakdown, u, sums);
    if (all_zero(sums, breakdown.n_metrics)) continue;
    hwnas_columns_add(&breakdown.columns, "%.*s", (int)strcspn(path, "."), path);
    add_values(&breakdown, sums);
  }
  if (!status) status = hwnas_columns_print(&breakdown.columns);
  free(sums);
  breakdown_deinit(&breakdown);
  return status;
}
