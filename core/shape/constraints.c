/* Constraints: what every network must satisfy. */
#include <string.h>

#include "shape/internal.h"

typedef struct constraints {
  hwnas_site_t site;
  hwnas_constraint_t *items;
  size_t n, capacity;
} constraints_t;

static hwnas_status_t *parse_text(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                  hwnas_constraint_t *out, const hwnas_expr_t **out_expr) {
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_STRING));
  out->place = hwnas_compiler_place(compiler, json);
  out->text = hwnas_arena_strdup(compiler->arena, json->string + (json->string[0] == '='));
  HWNAS_TRY_ALLOC(out->text);
  return hwnas_expr_parse(compiler->arena, out->text, out->place, out_expr);
}

static hwnas_status_t *read_text(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                 hwnas_constraint_t *out, hwnas_lifted_t *out_lifted) {
  const hwnas_expr_t *expr;
  HWNAS_TRY(parse_text(compiler, json, out, &expr));
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

/* ---- Constraints on parameters --------------------------------------------------------------- */

typedef struct names {
  const hwnas_compiler_t *compiler;
  bool only_parameters;
  hwnas_map_t seen;
  hwnas_str_t values; /* "name = value" of the parameters that were seen */
} names_t;

static bool is_builtin(const char *name) {
  const char *builtin;
  for (size_t i = 0; (builtin = hwnas_builtin_name(i)); i++)
    if (strcmp(builtin, name) == 0) return true;
  return false;
}

static void see_parameter(names_t *names, hwnas_binding_t *binding) {
  if (hwnas_map_get(&names->seen, binding->name)) return;
  names->values.failed |= !hwnas_map_set(&names->seen, binding->name, binding);
  hwnas_str_appendf(&names->values, "%s%s = ", names->values.length ? ", " : "", binding->name);
  hwnas_value_print_json(&binding->value, &names->values);
}

static void see_name(void *self, const char *name, bool is_call) {
  names_t *names = self;
  hwnas_binding_t *binding = hwnas_frame_find(names->compiler->globals, name);
  if (is_call)
    names->only_parameters &= !binding && is_builtin(name);
  else if (binding && binding->kind == HWNAS_BIND_VALUE)
    see_parameter(names, binding);
  else
    names->only_parameters = false;
}

/* The error that a constraint on parameters alone is, with their values. */
static hwnas_status_t *check_values(hwnas_compiler_t *compiler, const hwnas_json_t *json, const char *text,
                                    const hwnas_expr_t *expr, const char *values) {
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_json_at(hwnas_lift_expr(compiler, expr, compiler->globals, NULL, &lifted), json));
  const hwnas_value_t *constant = hwnas_table_is_constant(lifted.table);
  if (!constant || constant->type == HWNAS_VALUE_UNDEFINED || hwnas_value_truth(constant)) return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_PARAMETER, "the parameters must keep '%s'", text);
  return hwnas_json_at(hwnas_status_detail(status, "here %s", values), json);
}

static hwnas_status_t *check_parameters(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  const hwnas_expr_t *expr;
  hwnas_constraint_t constraint = {0};
  names_t names = {.compiler = compiler, .only_parameters = true};
  if (json->type != HWNAS_JSON_STRING) return NULL;
  HWNAS_TRY(parse_text(compiler, json, &constraint, &expr));
  hwnas_map_init(&names.seen);
  hwnas_str_init(&names.values);
  hwnas_expr_names(expr, see_name, &names);
  hwnas_status_t *status = NULL;
  if (names.values.failed)
    status = hwnas_status_no_memory();
  else if (names.only_parameters && names.values.length > 0)
    status = check_values(compiler, json, constraint.text, expr, names.values.text);
  hwnas_str_deinit(&names.values);
  hwnas_map_deinit(&names.seen);
  return status;
}

hwnas_status_t *hwnas_compiler_check_parameters(hwnas_compiler_t *compiler) {
  const hwnas_json_t *list = hwnas_json_get(compiler->document, "constraints");
  hwnas_status_t *errors = NULL;
  for (size_t i = 0; list && list->type == HWNAS_JSON_ARRAY && i < list->n; i++)
    hwnas_status_append(&errors, check_parameters(compiler, &list->children[i]));
  return errors;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static hwnas_status_t *read_one(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                hwnas_constraint_t *out) {
  hwnas_lifted_t lifted = {0};
  if (hwnas_is_cells(json)) {
    out->place = hwnas_compiler_place(compiler, json);
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
