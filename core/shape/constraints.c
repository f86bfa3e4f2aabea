/* Constraints: what every network must satisfy. */
#include <string.h>

#include "shape/internal.h"

typedef struct constraints {
  hwnas_site_t site;
  hwnas_constraint_t *items;
  size_t n, capacity;
} constraints_t;

static hwnas_status_t *read_text(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                 hwnas_constraint_t *out, hwnas_lifted_t *out_lifted) {
  const hwnas_expr_t *expr;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  out->text = hwnas_arena_strdup(compiler->arena, json->string + (json->string[0] == '='));
  HWNAS_TRY_ALLOC(out->text);
  HWNAS_TRY(hwnas_expr_parse(compiler->arena, out->text, out->place, &expr));
  return hwnas_json_at(hwnas_lift_expr(compiler, expr, frame, NULL, out_lifted), json);
}

static hwnas_status_t *check_table(const hwnas_json_t *json, const hwnas_constraint_t *constraint) {
  const hwnas_table_t *table = constraint->table;
  for (size_t c = 0; c < table->n_cells; c++)
    if (table->cells[c].type == HWNAS_VALUE_UNDEFINED)
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_EXPR_VALUE, "%s", table->cells[c].refusal->what),
                           json);
  const hwnas_value_t *constant = hwnas_table_is_constant(table);
  if (!constant || hwnas_value_truth(constant)) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_EMPTY_SPACE, "no network can keep the constraint '%s'", constraint->text);
  hwnas_status_detail(status, "it does not hold whatever is chosen: look at the parameters that it names");
  return hwnas_json_at(status, json);
}

static hwnas_status_t *read_one(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                hwnas_constraint_t *out) {
  hwnas_lifted_t lifted = {0};
  out->place = hwnas_compiler_place(compiler, json);
  if (hwnas_is_cells(json)) {
    HWNAS_TRY_ALLOC(out->text = hwnas_compiler_print(compiler, json));
    HWNAS_TRY(hwnas_lift(compiler, json, frame, NULL, &lifted));
  } else {
    HWNAS_TRY(read_text(compiler, json, frame, out, &lifted));
  }
  out->table = lifted.table;
  return check_table(json, out);
}

/* An expression, a value by cells, or {"for": {...}, "require": one of them}. */
static hwnas_status_t *read_item(void *self, const hwnas_json_t *item, hwnas_frame_t *frame, size_t index) {
  static const char *const keys[] = {"for", "require"};
  (void)index;
  constraints_t *constraints = self;
  hwnas_compiler_t *compiler = constraints->site.compiler;
  const hwnas_json_t *require =
      item->type == HWNAS_JSON_OBJECT && !hwnas_is_cells(item) ? hwnas_json_get(item, "require") : item;
  hwnas_constraint_t constraint = {0};
  if (!require || require != item) HWNAS_TRY(hwnas_json_check_keys(item, keys, 2));
  if (!require)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'require' is missing"), item);
  HWNAS_TRY(read_one(compiler, require, frame, &constraint));
  return HWNAS_PUSH(compiler->arena, constraints->items, constraints->n, constraints->capacity, constraint)
             ? NULL
             : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_compiler_constraints(hwnas_compiler_t *compiler) {
  const hwnas_json_t *list = hwnas_json_get(compiler->document, "constraints");
  constraints_t constraints = {.site = {.compiler = compiler, .path = "", .name = ""}};
  hwnas_status_t *errors = NULL;
  size_t index = 0;
  if (!list) return NULL;
  HWNAS_TRY(hwnas_json_expect(list, HWNAS_JSON_ARRAY));
  constraints.site.frame = hwnas_frame_push(compiler, compiler->globals, NULL);
  HWNAS_TRY_ALLOC(constraints.site.frame);
  constraints.site.frame->labels = true;
  for (size_t i = 0; i < list->n; i++)
    hwnas_status_append(
        &errors, hwnas_module_unroll(&constraints.site, &list->children[i], constraints.site.frame, &index,
                                     read_item, &constraints));
  compiler->space->constraints = constraints.items;
  compiler->space->n_constraints = constraints.n;
  return errors;
}
