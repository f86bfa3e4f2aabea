#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

hwnas_result_t table_no_memory(hwnas_call_t *call) {
  return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

static char *copy_text(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy) memcpy(copy, text, size);
  return copy;
}

hwnas_result_t table_create(hwnas_call_t *call, const char *path, table_t **out) {
  table_t *table = *out = calloc(1, sizeof *table);
  if (!table) return table_no_memory(call);
  table->space = call->service(call, HWNAS_SERVICE_SPACE);
  table->json = call->service(call, HWNAS_SERVICE_JSON);
  if (!table->space || !HWNAS_HAS(table->space, hwnas_space_service_t, parse) || !table->json)
    return call->fail(call, HWNAS_E_UNSUPPORTED, "this host is too old: it cannot read samples for plugins");
  table->path = copy_text(path);
  return table->path ? HWNAS_OK : table_no_memory(call);
}

void table_free(table_t *table) {
  if (!table) return;
  for (size_t i = 0; i < table->n_metrics; i++) free(table->metrics[i]);
  free(table->metrics);
  free(table->points);
  free(table->values);
  free(table->slots);
  free(table->path);
  free(table);
}

/* ---- Columns and rows ------------------------------------------------------------------------ */

/* Room for one more name; 0 when memory ran out. */
static int grow_metrics(table_t *table) {
  if (table->n_metrics < table->metrics_capacity) return 1;
  size_t capacity = table->metrics_capacity ? table->metrics_capacity * 2 : 8;
  char **grown = realloc(table->metrics, capacity * sizeof *grown);
  if (!grown) return 0;
  table->metrics = grown;
  table->metrics_capacity = capacity;
  return 1;
}

ptrdiff_t table_column(table_t *table, const char *name) {
  for (size_t i = 0; i < table->n_metrics; i++)
    if (strcmp(table->metrics[i], name) == 0) return (ptrdiff_t)i;
  if (table->n_rows > 0 || table->rows_capacity > 0 || table->n_metrics == COLUMNS_MAX) return -1;
  char *copy = grow_metrics(table) ? copy_text(name) : NULL;
  if (!copy) return -1;
  table->metrics[table->n_metrics] = copy;
  return (ptrdiff_t)table->n_metrics++;
}

static int grow_rows(table_t *table) {
  if (table->n_rows < table->rows_capacity) return 1;
  size_t capacity = table->rows_capacity ? table->rows_capacity * 2 : 256;
  uint16_t *points = realloc(table->points, (capacity * table->space->n_choices + 1) * sizeof *points);
  if (points) table->points = points;
  double *values = realloc(table->values, (capacity * table->n_metrics + 1) * sizeof *values);
  if (values) table->values = values;
  if (!points || !values) return 0;
  table->rows_capacity = capacity;
  return 1;
}

int table_reserve_row(table_t *table) {
  if (!grow_rows(table)) return 0;
  double *values = table->values + table->n_rows * table->n_metrics;
  for (size_t i = 0; i < table->n_metrics; i++) values[i] = NAN;
  return 1;
}

/* ---- Look-up --------------------------------------------------------------------------------- */

static int same_point(const table_t *table, size_t row, const uint16_t *point) {
  size_t n = table->space->n_choices;
  return n == 0 || memcmp(table->points + row * n, point, n * sizeof *point) == 0;
}

/* The slot of the point: its row, or the empty slot where it belongs. */
static slot_t *find_slot(const table_t *table, const uint16_t *point, uint64_t *out_key) {
  int32_t exact;
  uint64_t key = *out_key = table->space->key(table->space, point, &exact);
  size_t mask = table->n_slots - 1, i = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & mask;
  while (table->slots[i].row != NO_ROW &&
         !(table->slots[i].key == key && same_point(table, table->slots[i].row, point)))
    i = (i + 1) & mask;
  return &table->slots[i];
}

size_t table_find(const table_t *table, const uint16_t *point) {
  uint64_t key;
  return find_slot(table, point, &key)->row;
}

hwnas_result_t table_index(table_t *table, hwnas_call_t *call) {
  table->n_slots = 16;
  while (table->n_slots < table->n_rows * 2) table->n_slots *= 2;
  table->slots = calloc(table->n_slots, sizeof *table->slots);
  if (!table->slots) return table_no_memory(call);
  for (size_t i = 0; i < table->n_slots; i++) table->slots[i].row = NO_ROW;
  for (size_t row = 0; row < table->n_rows; row++) {
    uint64_t key;
    slot_t *slot = find_slot(table, table->points + row * table->space->n_choices, &key);
    if (slot->row != NO_ROW)
      return call->fail(call, HWNAS_E_DATA, "%s: rows %zu and %zu are of the same network", table->path,
                        slot->row + 1, row + 1);
    *slot = (slot_t){key, row};
  }
  return HWNAS_OK;
}
