/* Lifting: values given cell by cell, {"over": [labels], "table": nested arrays in the order of the domains}.
 *
 * A value that stands where an array could stand holds for all that the array would hold, and a choice is
 * read only where something depends on it. */
#include <string.h>

#include "shape/lift.h"

bool hwnas_is_cells(const hwnas_json_t *json) {
  return json->type == HWNAS_JSON_OBJECT && hwnas_json_get(json, "table");
}

static hwnas_status_t *form_error(const hwnas_json_t *json, const char *what) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s", what);
  hwnas_status_detail(
      status,
      "a value by cells is {\"over\": [\"a\", \"b\"], \"table\": [[1, 2], [3, 4]]}: one array per "
      "value of a, with one entry per value of b");
  return hwnas_json_at(status, json);
}

/* True if all cells below are the same; depth arrays deep. */
static bool is_uniform(const hwnas_json_t *json, size_t depth) {
  if (depth == 0 || json->type != HWNAS_JSON_ARRAY) return true;
  if (!json->n || !is_uniform(&json->children[0], depth - 1)) return false;
  for (size_t i = 1; i < json->n; i++)
    if (!hwnas_json_equal(&json->children[i], &json->children[0])) return false;
  return true;
}

static const hwnas_json_t *first_cell(const hwnas_json_t *json, size_t depth) {
  while (depth-- > 0 && json->type == HWNAS_JSON_ARRAY && json->n) json = &json->children[0];
  return json;
}

static bool all_equal(const hwnas_json_t *array) {
  for (size_t i = 1; i < array->n; i++)
    if (!hwnas_json_equal(&array->children[i], &array->children[0])) return false;
  return true;
}

static hwnas_status_t *wrong_length(const hwnas_json_t *label, const hwnas_json_t *array, size_t n) {
  return hwnas_status_detail(form_error(array, "a table needs one entry per value of each choice"),
                             "choice '%s' has %zu values, and here are %zu entries", label->string, n,
                             array->n);
}

/* The entry of an array for the value that a choice has taken; NULL: it is not decided yet. A choice that
 * makes no difference here is not read. */
static hwnas_status_t *take(hwnas_lift_t *lift, const hwnas_json_t *label, const hwnas_json_t *array,
                            const hwnas_json_t **out) {
  hwnas_value_t value;
  uint32_t choice;
  const hwnas_variables_t *variables = &lift->compiler->space->variables;
  const char *place = hwnas_compiler_place(lift->compiler, label);
  bool known = hwnas_variables_find(variables, label->string, &choice);
  size_t n = known ? variables->items[choice]->n : 1, index = 0;
  bool same = known && array->n == n && all_equal(array);
  if (!same) HWNAS_TRY(hwnas_lift_read_label(lift, label->string, place, &value));
  if (array->n != n) return wrong_length(label, array, n);
  if (known && !same && hwnas_lift_index(lift, choice) >= 0) index = (size_t)hwnas_lift_index(lift, choice);
  *out = lift->pending == UINT32_MAX ? &array->children[index] : NULL;
  return NULL;
}

static hwnas_status_t *check(const hwnas_json_t *json) {
  static const char *const keys[] = {"over", "table"};
  const hwnas_json_t *over = hwnas_json_get(json, "over");
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 2));
  if (!over) return form_error(json, "'over' is missing");
  HWNAS_TRY(hwnas_json_expect(over, HWNAS_JSON_ARRAY));
  if (over->n > HWNAS_SCOPE_MAX) return form_error(over, "a table is over too many choices");
  for (size_t i = 0; i < over->n; i++) HWNAS_TRY(hwnas_json_expect(&over->children[i], HWNAS_JSON_STRING));
  return NULL;
}

hwnas_status_t *hwnas_lift_read_cells(hwnas_lift_t *lift, const hwnas_json_t *json, hwnas_value_t *out) {
  HWNAS_TRY(check(json));
  const hwnas_json_t *over = hwnas_json_get(json, "over"), *cell = hwnas_json_get(json, "table");
  for (size_t i = 0; i < over->n; i++) {
    if (is_uniform(cell, over->n - i)) {
      cell = first_cell(cell, over->n - i);
      break;
    }
    HWNAS_TRY(take(lift, &over->children[i], cell, &cell));
    if (!cell) return NULL;
  }
  hwnas_value_t value;
  HWNAS_TRY(hwnas_json_to_value(lift->compiler->arena, cell, &value));
  return hwnas_value_copy(lift->compiler->arena, &value, out) ? NULL : hwnas_status_no_memory();
}
