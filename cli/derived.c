#include "derived.h"

#include <stdio.h>

#include "json/json.h"
#include "output.h"

/* The causes themselves: choices, and other derived variables. */
static void append_causes(const hwnas_space_t *space, const hwnas_variable_t *variable, hwnas_str_t *out) {
  for (uint32_t i = 0; i < variable->table->n_axes; i++)
    hwnas_str_appendf(out, "%s%s", i ? ", " : "", space->variables.items[variable->table->axes[i]]->label);
}

static void add_row(const hwnas_space_t *space, const hwnas_variable_t *variable, hwnas_columns_t *columns) {
  hwnas_str_t causes;
  hwnas_str_init(&causes);
  append_causes(space, variable, &causes);
  hwnas_columns_add(columns, "%s", variable->label);
  hwnas_columns_add(columns, "%u", variable->n);
  hwnas_columns_add(columns, "%zu", variable->table->n_cells);
  hwnas_columns_add(columns, "%s", causes.text);
  columns->failed |= causes.failed;
  hwnas_str_deinit(&causes);
}

hwnas_status_t *hwnas_derived_print(const hwnas_space_t *space) {
  static const char *const titles[] = {"derived variable", ">values", ">cells", "of"};
  hwnas_columns_t columns;
  if (!hwnas_space_derives(space)) return NULL;
  hwnas_columns_init(&columns, titles, 4);
  for (size_t v = 0; v < space->variables.n; v++)
    if (space->variables.items[v]->table) add_row(space, space->variables.items[v], &columns);
  putchar('\n');
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

static void append_one(const hwnas_space_t *space, const hwnas_variable_t *variable, hwnas_str_t *out) {
  hwnas_str_append(out, "{\"name\":");
  hwnas_json_print_string(variable->label, out);
  hwnas_str_appendf(out, ",\"values\":%u,\"cells\":%zu,\"depends_on\":[", variable->n,
                    variable->table->n_cells);
  for (uint32_t i = 0; i < variable->table->n_axes; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(space->variables.items[variable->table->axes[i]]->label, out);
  }
  hwnas_str_append(out, "]}");
}

void hwnas_derived_append(const hwnas_space_t *space, hwnas_str_t *out) {
  const char *separator = "[";
  for (size_t v = 0; v < space->variables.n; v++) {
    if (!space->variables.items[v]->table) continue;
    hwnas_str_append(out, separator);
    append_one(space, space->variables.items[v], out);
    separator = ",";
  }
  hwnas_str_append(out, *separator == '[' ? "[]" : "]");
}
