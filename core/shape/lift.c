/* Lifting: an expression evaluated once per combination of the choices that it reads.
 *
 * The expression is evaluated with nothing decided. As soon as it needs a choice that is not decided yet,
 * evaluation stops, and it starts over once per value of that choice. The leaves of this search are the cells
 * of the table; what each leaf has read says when a choice matters, lazily evaluated branches included. */
#include <stdlib.h>

#include "expr/ast.h"
#include "shape/lift.h"

static hwnas_status_t *add_leaf(hwnas_lift_t *lift, hwnas_value_t value) {
  hwnas_lift_leaf_t leaf = lift->path;
  leaf.value = value;
  leaf.n_marks = value.type == HWNAS_VALUE_EXCLUDED ? 0 : lift->n_marks;
  leaf.marks = hwnas_arena_grow(&lift->scratch, lift->marks, leaf.n_marks, leaf.n_marks, sizeof *leaf.marks);
  if (!leaf.marks || !HWNAS_PUSH(&lift->scratch, lift->leaves, lift->n_leaves, lift->leaves_capacity, leaf))
    return hwnas_status_no_memory();
  return NULL;
}

static hwnas_status_t *check_scope(hwnas_lift_t *lift, uint32_t choice) {
  hwnas_table_t scope = {.n_cells = 1};
  const hwnas_variables_t *variables = &lift->compiler->space->variables;
  hwnas_status_t *status = NULL;
  for (uint32_t i = 0; i < lift->path.n && !status; i++)
    status = hwnas_table_scope_add(variables, &scope, lift->path.choices[i]);
  if (!status) status = hwnas_table_scope_add(variables, &scope, choice);
  lift->wide = status != NULL;
  return status;
}

/* Room for the index of every choice that there is by now. */
static hwnas_status_t *make_room(hwnas_lift_t *lift) {
  size_t n = lift->compiler->space->variables.n;
  lift->known = hwnas_arena_grow(&lift->scratch, lift->known, lift->n_known, n, sizeof *lift->known);
  HWNAS_TRY_ALLOC(lift->known);
  while (lift->n_known < n) lift->known[lift->n_known++] = -1;
  return NULL;
}

static hwnas_status_t *explore(hwnas_lift_t *lift, const hwnas_expr_context_t *context) {
  if (!hwnas_table_possible(lift->guard, lift->known)) return add_leaf(lift, hwnas_value_excluded());
  hwnas_value_t value = {0};
  lift->pending = UINT32_MAX;
  lift->n_marks = 0;
  HWNAS_TRY(lift->cells ? hwnas_lift_read_cells(lift, lift->cells, &value)
                        : hwnas_expr_eval(lift->expr, context, &value));
  HWNAS_TRY(hwnas_compiler_check_steps(lift->compiler));
  if (lift->pending == UINT32_MAX) return add_leaf(lift, value);
  uint32_t choice = lift->pending, at = lift->path.n;
  HWNAS_TRY(check_scope(lift, choice));
  if (choice >= lift->n_known) HWNAS_TRY(make_room(lift));
  lift->path.choices[at] = choice;
  lift->path.n = at + 1;
  for (uint32_t k = 0; k < lift->compiler->space->variables.items[choice]->n; k++) {
    lift->path.indices[at] = k;
    lift->known[choice] = (int32_t)k;
    HWNAS_TRY(explore(lift, context));
  }
  lift->known[choice] = -1;
  lift->path.n = at;
  return NULL;
}

#define LIFT_DEPTH 8 /* what lifting itself takes of the stack, as levels of an expression */

static hwnas_status_t *lift_in(hwnas_lift_t *lift, hwnas_lifted_t *out) {
  hwnas_expr_context_t context;
  hwnas_arena_init(&lift->scratch);
  hwnas_lift_context(lift, &context);
  hwnas_status_t *status = make_room(lift);
  if (!status) status = explore(lift, &context);
  if (!status) status = hwnas_lift_build(lift, out);
  hwnas_arena_deinit(&lift->scratch);
  return status;
}

/* True, and *status is no more, if names may make what was too large fit. */
static bool may_fit(const hwnas_lift_t *lift, hwnas_status_t **status) {
  if (!lift->wide || !lift->expr) return false;
  hwnas_status_destroy(*status);
  *status = NULL;
  return true;
}

/* Lifts the expression, or the cells if there is none. */
static hwnas_status_t *lift_value(hwnas_compiler_t *compiler, const hwnas_expr_t *expr,
                                  const hwnas_json_t *cells, hwnas_frame_t *frame, const hwnas_table_t *guard,
                                  hwnas_lifted_t *out) {
  size_t depth = LIFT_DEPTH + (expr ? expr->root->depth : 0);
  HWNAS_TRY(hwnas_compiler_begin_definition(compiler, depth));
  hwnas_lift_t *lift = calloc(1, sizeof *lift);
  HWNAS_TRY_ALLOC(lift);
  const hwnas_lift_t fresh = {
      .compiler = compiler, .expr = expr, .cells = cells, .frame = frame, .guard = guard};
  *lift = fresh;
  hwnas_status_t *status = lift_in(lift, out);
  if (may_fit(lift, &status)) {
    *lift = fresh;
    lift->need = true;
    status = lift_in(lift, out);
  }
  free(lift);
  hwnas_compiler_leave_definition(compiler, depth);
  return status;
}

hwnas_status_t *hwnas_lift_expr(hwnas_compiler_t *compiler, const hwnas_expr_t *expr, hwnas_frame_t *frame,
                                const hwnas_table_t *guard, hwnas_lifted_t *out) {
  return lift_value(compiler, expr, NULL, frame, guard, out);
}

static hwnas_status_t *lift_literal(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                    hwnas_lifted_t *out) {
  hwnas_value_t value;
  HWNAS_TRY(hwnas_compiler_literal(compiler, json, &value));
  *out = (hwnas_lifted_t){.table = hwnas_table_constant(compiler->arena, value)};
  return out->table ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_lift(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                           const hwnas_table_t *guard, hwnas_lifted_t *out) {
  const hwnas_expr_t *expr = NULL;
  const hwnas_json_t *cells = hwnas_is_cells(json) ? json : NULL;
  if (hwnas_is_literal(json)) return lift_literal(compiler, json, out);
  if (!cells) HWNAS_TRY(hwnas_compiler_expr(compiler, json, &expr));
  hwnas_status_t *status = lift_value(compiler, expr, cells, frame, guard, out);
  return status ? hwnas_status_at(status, "%s", hwnas_compiler_place(compiler, json)) : NULL;
}

static hwnas_status_t *require_constant(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                        const char *what, const hwnas_table_t *table, hwnas_value_t *out) {
  const hwnas_value_t *constant = hwnas_table_is_constant(table);
  hwnas_status_t *status;
  if (!constant) {
    hwnas_str_t names;
    hwnas_str_init(&names);
    hwnas_table_print_scope(&compiler->space->variables, table, &names);
    status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s may not depend on a choice", what);
    hwnas_status_detail(status, "it depends on: %s", names.text);
    hwnas_str_deinit(&names);
  } else if (constant->type == HWNAS_VALUE_UNDEFINED) {
    status = hwnas_status_make((hwnas_error_t)constant->refusal->error, "%s", constant->refusal->what);
  } else {
    *out = *constant;
    return NULL;
  }
  return hwnas_json_at(status, json);
}

hwnas_status_t *hwnas_lift_constant(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                    hwnas_frame_t *frame, const char *what, hwnas_value_t *out) {
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_lift(compiler, json, frame, NULL, &lifted));
  return require_constant(compiler, json, what, lifted.table, out);
}

static hwnas_status_t *lift_template(hwnas_compiler_t *compiler, const hwnas_expr_t *expr,
                                     const hwnas_json_t *json, hwnas_frame_t *frame, const char **out) {
  hwnas_lifted_t lifted = {0};
  hwnas_value_t value = {0};
  HWNAS_TRY(hwnas_json_at(hwnas_lift_expr(compiler, expr, frame, NULL, &lifted), json));
  HWNAS_TRY(require_constant(compiler, json, "a label or name", lifted.table, &value));
  *out = value.type == HWNAS_VALUE_STRING ? value.string : "";
  return NULL;
}

hwnas_status_t *hwnas_lift_text(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                const char **out) {
  const hwnas_expr_t *expr;
  HWNAS_TRY(hwnas_compiler_template(compiler, json, &expr));
  return lift_template(compiler, expr, json, frame, out);
}

hwnas_status_t *hwnas_lift_key(hwnas_compiler_t *compiler, const hwnas_json_t *member, hwnas_frame_t *frame,
                               const char **out) {
  const hwnas_expr_t *expr;
  const char *text = hwnas_arena_strdup(compiler->arena, member->key);
  HWNAS_TRY_ALLOC(text);
  HWNAS_TRY(hwnas_expr_parse_template(compiler->arena, text, hwnas_compiler_place(compiler, member), &expr));
  return lift_template(compiler, expr, member, frame, out);
}
