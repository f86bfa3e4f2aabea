/* Lifting: an expression evaluated once per combination of the choices that it reads.
 *
 * The expression is evaluated with nothing decided. As soon as it needs a choice that is not decided yet,
 * evaluation stops, and it starts over once per value of that choice. The leaves of this search are the cells
 * of the table; what each leaf has read says when a choice matters, lazily evaluated branches included. */
#include <stdlib.h>
#include <string.h>

#include "shape/internal.h"

typedef struct leaf {
  uint32_t n;                        /* decided on the way to it */
  uint32_t choices[HWNAS_SCOPE_MAX]; /* which */
  uint32_t indices[HWNAS_SCOPE_MAX];
  hwnas_value_t value;
  const uint32_t *marks; /* choices that were read */
  size_t n_marks;
} leaf_t;

typedef struct lift {
  hwnas_compiler_t *compiler;
  const hwnas_expr_t *expr;
  hwnas_frame_t *frame;
  const hwnas_table_t *guard;
  hwnas_arena_t scratch;
  int32_t known[HWNAS_CHOICES_MAX]; /* index per choice, -1: undecided */
  leaf_t path;                      /* decided so far */
  uint32_t pending;                 /* choice that stopped the evaluation, or UINT32_MAX */
  uint32_t *marks;
  size_t n_marks, marks_capacity;
  leaf_t *leaves;
  size_t n_leaves, leaves_capacity;
} lift_t;

struct hwnas_memo {
  hwnas_value_t *arguments;
  bool busy;
  hwnas_lifted_t lifted;
  hwnas_memo_t *next;
};

static const hwnas_refusal_t suspended = {.what = "evaluation is suspended"};

/* ---- Reading choices and tables -------------------------------------------------------------- */

static bool mark(lift_t *lift, uint32_t choice) {
  for (size_t i = 0; i < lift->n_marks; i++)
    if (lift->marks[i] == choice) return true;
  return HWNAS_PUSH(&lift->scratch, lift->marks, lift->n_marks, lift->marks_capacity, choice);
}

/* The cell of a table as far as choices are decided; false: pending is set. */
static bool read_table(lift_t *lift, const hwnas_table_t *table, const hwnas_value_t **out) {
  size_t cell = 0;
  for (uint32_t i = 0; i < table->n_axes; i++) {
    int32_t index = lift->known[table->axes[i]];
    if (index < 0) {
      lift->pending = table->axes[i];
      return false;
    }
    cell = cell * table->sizes[i] + (uint32_t)index;
  }
  *out = &table->cells[cell];
  return true;
}

static hwnas_status_t *read_lifted(lift_t *lift, const hwnas_lifted_t *lifted, hwnas_value_t *out) {
  const hwnas_value_t *cell;
  *out = hwnas_value_undefined(&suspended);
  for (size_t i = 0; i < lifted->n_reads; i++) {
    const hwnas_read_t *read = &lifted->reads[i];
    if (read->when) {
      if (!read_table(lift, read->when, &cell)) return NULL;
      if (cell->type != HWNAS_VALUE_BOOL || !cell->boolean) continue;
    }
    if (!mark(lift, read->choice)) return hwnas_status_no_memory();
  }
  if (read_table(lift, lifted->table, &cell)) *out = *cell;
  return NULL;
}

static hwnas_status_t *read_choice(lift_t *lift, uint32_t choice, hwnas_value_t *out) {
  if (!mark(lift, choice)) return hwnas_status_no_memory();
  int32_t index = lift->known[choice];
  if (index >= 0) {
    *out = lift->compiler->space->choices[choice].domain[index];
  } else {
    lift->pending = choice;
    *out = hwnas_value_undefined(&suspended);
  }
  return NULL;
}

static hwnas_status_t *read_input(lift_t *lift, const hwnas_tensor_table_t *tensor, hwnas_value_t *out) {
  hwnas_arena_t *arena = lift->compiler->arena;
  if (tensor->rank == HWNAS_RANK_UNKNOWN) {
    *out = hwnas_refuse(arena, HWNAS_ERROR_NO_SHAPE_FORMULA, NULL, "the shape of the input is unknown");
    return NULL;
  }
  hwnas_value_t dims[HWNAS_RANK_MAX];
  for (uint32_t d = 0; d < tensor->rank; d++) {
    const hwnas_value_t *cell;
    if (!read_table(lift, tensor->dims[d], &cell)) {
      *out = hwnas_value_undefined(&suspended);
      return NULL;
    }
    dims[d] = *cell;
    if (cell->type == HWNAS_VALUE_UNDEFINED || cell->type == HWNAS_VALUE_EXCLUDED) {
      *out = *cell;
      return NULL;
    }
  }
  const hwnas_list_t *list = hwnas_list_make(arena, dims, tensor->rank);
  HWNAS_TRY_ALLOC(list);
  *out = hwnas_value_list(list);
  return NULL;
}

/* ---- Names and functions --------------------------------------------------------------------- */

static hwnas_status_t *cycle(hwnas_compiler_t *compiler, const hwnas_binding_t *binding) {
  return hwnas_status_at(
      hwnas_status_make(HWNAS_ERROR_EXPR_CYCLE, "'%s' is needed to compute itself", binding->name), "%s",
      hwnas_compiler_place(compiler, binding->json));
}

static hwnas_status_t *read_lazy(lift_t *lift, hwnas_binding_t *binding, hwnas_value_t *out) {
  if (binding->state == HWNAS_LAZY_BUSY) return cycle(lift->compiler, binding);
  if (binding->state == HWNAS_LAZY_FRESH) {
    binding->state = HWNAS_LAZY_BUSY;
    HWNAS_TRY(
        hwnas_lift(lift->compiler, binding->json, binding->frame, binding->frame->guard, &binding->lifted));
    binding->state = HWNAS_LAZY_DONE;
  }
  return read_lifted(lift, &binding->lifted, out);
}

static hwnas_status_t *read_label(lift_t *lift, const char *name, bool *out_found, hwnas_value_t *out) {
  uint32_t choice;
  bool labels = false;
  for (hwnas_frame_t *frame = lift->frame; frame; frame = frame->parent) labels |= frame->labels;
  *out_found = labels && hwnas_variables_find(&lift->compiler->space->variables, name, &choice);
  return *out_found ? read_choice(lift, choice, out) : NULL;
}

static hwnas_status_t *on_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  lift_t *lift = self;
  hwnas_binding_t *binding = hwnas_frame_find(lift->frame, name);
  if (!binding) return read_label(lift, name, out_found, out);
  *out_found = binding->kind != HWNAS_BIND_FUNCTION;
  switch (binding->kind) {
    case HWNAS_BIND_VALUE:
      *out = binding->value;
      return NULL;
    case HWNAS_BIND_INPUT:
      return read_input(lift, binding->tensor, out);
    case HWNAS_BIND_LAZY:
      return read_lazy(lift, binding, out);
    case HWNAS_BIND_FUNCTION:
      return NULL;
  }
  return NULL;
}

static hwnas_memo_t *find_memo(const hwnas_binding_t *binding, const hwnas_value_t *arguments) {
  for (hwnas_memo_t *memo = binding->memo; memo; memo = memo->next) {
    size_t i = 0;
    while (i < binding->n_parameters && hwnas_value_equal(&memo->arguments[i], &arguments[i])) i++;
    if (i == binding->n_parameters) return memo;
  }
  return NULL;
}

static hwnas_status_t *make_memo(hwnas_compiler_t *compiler, hwnas_binding_t *binding,
                                 const hwnas_value_t *arguments, hwnas_memo_t **out) {
  hwnas_memo_t *memo = hwnas_arena_alloc(compiler->arena, sizeof *memo);
  HWNAS_TRY_ALLOC(memo);
  memo->arguments = hwnas_arena_grow(compiler->arena, arguments, binding->n_parameters, binding->n_parameters,
                                     sizeof *memo->arguments);
  hwnas_frame_t *frame = hwnas_frame_push(compiler, binding->frame, binding->frame->guard);
  if (!memo->arguments || !frame) return hwnas_status_no_memory();
  for (size_t i = 0; i < binding->n_parameters; i++)
    HWNAS_TRY(hwnas_frame_bind_value(compiler, frame, binding->parameters[i], arguments[i]));
  memo->next = binding->memo;
  binding->memo = memo;
  memo->busy = true;
  HWNAS_TRY(hwnas_lift(compiler, binding->json, frame, frame->guard, &memo->lifted));
  memo->busy = false;
  *out = memo;
  return NULL;
}

static hwnas_status_t *call_function(lift_t *lift, hwnas_binding_t *binding, const hwnas_value_t *arguments,
                                     size_t n, hwnas_value_t *out) {
  if (n != binding->n_parameters) {
    *out = hwnas_refuse(lift->compiler->arena, HWNAS_ERROR_EXPR_VALUE, hwnas_expr_place(lift->expr),
                        "%s() takes %zu arguments, not %zu", binding->name, binding->n_parameters, n);
    return NULL;
  }
  hwnas_memo_t *memo = find_memo(binding, arguments);
  if (memo && memo->busy) return cycle(lift->compiler, binding);
  if (!memo) HWNAS_TRY(make_memo(lift->compiler, binding, arguments, &memo));
  return read_lifted(lift, &memo->lifted, out);
}

static hwnas_status_t *call_choice(lift_t *lift, const hwnas_value_t *arguments, size_t n,
                                   hwnas_value_t *out) {
  hwnas_compiler_t *compiler = lift->compiler;
  const char *place = hwnas_expr_place(lift->expr);
  if (n < 1 || n > 2 || arguments[0].type != HWNAS_VALUE_STRING)
    return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                             "choice() takes a label and a list: choice('width', [16, 32])"),
                           "%s", place);
  const char *label = arguments[0].string;
  uint32_t choice;
  if (n == 1) {
    if (hwnas_variables_find(&compiler->space->variables, label, &choice))
      return read_choice(lift, choice, out);
    return hwnas_status_at(
        hwnas_status_make(HWNAS_ERROR_UNKNOWN_LABEL, "no choice '%s' was made before", label), "%s", place);
  }
  bool is_list = arguments[1].type == HWNAS_VALUE_LIST || arguments[1].type == HWNAS_VALUE_SET;
  if (!is_list || arguments[1].list->n == 1) {
    *out = is_list ? arguments[1].list->items[0] : arguments[1];
    return NULL;
  }
  HWNAS_TRY(
      hwnas_compiler_choice(compiler, label, arguments[1].list->items, arguments[1].list->n, place, &choice));
  return read_choice(lift, choice, out);
}

static hwnas_status_t *on_call(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                               bool *out_found, hwnas_value_t *out) {
  lift_t *lift = self;
  hwnas_binding_t *binding = hwnas_frame_find(lift->frame, function);
  *out_found = true;
  if (binding && binding->kind == HWNAS_BIND_FUNCTION) return call_function(lift, binding, arguments, n, out);
  if (strcmp(function, "choice") == 0) return call_choice(lift, arguments, n, out);
  *out_found = false;
  return NULL;
}

static const char *const *on_known(void *self, size_t *out_n) {
  lift_t *lift = self;
  return hwnas_frame_names(lift->compiler, lift->frame, out_n);
}

/* ---- The search ------------------------------------------------------------------------------ */

static hwnas_status_t *add_leaf(lift_t *lift, hwnas_value_t value) {
  leaf_t leaf = lift->path;
  leaf.value = value;
  leaf.n_marks = value.type == HWNAS_VALUE_EXCLUDED ? 0 : lift->n_marks;
  leaf.marks = hwnas_arena_grow(&lift->scratch, lift->marks, leaf.n_marks, leaf.n_marks, sizeof *leaf.marks);
  if (!leaf.marks || !HWNAS_PUSH(&lift->scratch, lift->leaves, lift->n_leaves, lift->leaves_capacity, leaf))
    return hwnas_status_no_memory();
  return NULL;
}

static hwnas_status_t *too_wide(lift_t *lift, uint32_t choice) {
  hwnas_table_t scope = {.n_cells = 1};
  const hwnas_variables_t *variables = &lift->compiler->space->variables;
  for (uint32_t i = 0; i < lift->path.n; i++)
    HWNAS_TRY(hwnas_table_scope_add(variables, &scope, lift->path.choices[i]));
  return hwnas_table_scope_add(variables, &scope, choice);
}

static hwnas_status_t *explore(lift_t *lift, const hwnas_expr_context_t *context) {
  if (!hwnas_table_possible(lift->guard, lift->known)) return add_leaf(lift, hwnas_value_excluded());
  hwnas_value_t value;
  lift->pending = UINT32_MAX;
  lift->n_marks = 0;
  HWNAS_TRY(hwnas_expr_eval(lift->expr, context, &value));
  if (lift->pending == UINT32_MAX) return add_leaf(lift, value);
  uint32_t choice = lift->pending, at = lift->path.n;
  HWNAS_TRY(too_wide(lift, choice));
  lift->path.choices[at] = choice;
  lift->path.n = at + 1;
  for (uint32_t k = 0; k < lift->compiler->space->choices[choice].n; k++) {
    lift->path.indices[at] = k;
    lift->known[choice] = (int32_t)k;
    HWNAS_TRY(explore(lift, context));
  }
  lift->known[choice] = -1;
  lift->path.n = at;
  return NULL;
}

/* ---- From leaves to tables ------------------------------------------------------------------- */

/* Sets every cell that agrees with the leaf. */
static void fill(const hwnas_table_t *scope, const leaf_t *leaf, hwnas_value_t value, uint32_t axis,
                 size_t cell, hwnas_value_t *cells) {
  if (axis == scope->n_axes) {
    cells[cell] = value;
    return;
  }
  size_t base = cell * scope->sizes[axis];
  for (uint32_t i = 0; i < leaf->n; i++)
    if (leaf->choices[i] == scope->axes[axis]) {
      fill(scope, leaf, value, axis + 1, base + leaf->indices[i], cells);
      return;
    }
  for (uint32_t k = 0; k < scope->sizes[axis]; k++) fill(scope, leaf, value, axis + 1, base + k, cells);
}

static bool leaf_reads(const leaf_t *leaf, uint32_t choice) {
  for (size_t i = 0; i < leaf->n_marks; i++)
    if (leaf->marks[i] == choice) return true;
  return false;
}

/* When the choice is read; never a function of the choice itself. */
static hwnas_status_t *read_condition(lift_t *lift, hwnas_table_t *scope, hwnas_value_t *cells,
                                      uint32_t choice, const hwnas_table_t **out) {
  for (size_t i = 0; i < lift->n_leaves; i++) {
    const leaf_t *leaf = &lift->leaves[i];
    hwnas_value_t value =
        leaf->value.type == HWNAS_VALUE_EXCLUDED ? leaf->value : hwnas_value_bool(leaf_reads(leaf, choice));
    fill(scope, leaf, value, 0, 0, cells);
  }
  scope->cells = cells;
  HWNAS_TRY(hwnas_table_reduce(lift->compiler->arena, scope, out));
  HWNAS_TRY(hwnas_table_any(lift->compiler->arena, *out, choice, out));
  const hwnas_value_t *constant = hwnas_table_is_constant(*out);
  if (constant && constant->type == HWNAS_VALUE_BOOL && constant->boolean) *out = NULL;
  return NULL;
}

static hwnas_status_t *collect_reads(lift_t *lift, hwnas_table_t *scope, hwnas_value_t *cells,
                                     hwnas_lifted_t *out) {
  hwnas_read_t *reads = NULL;
  size_t n = 0, capacity = 0;
  for (size_t i = 0; i < lift->n_leaves; i++)
    for (size_t m = 0; m < lift->leaves[i].n_marks; m++) {
      hwnas_read_t read = {.choice = lift->leaves[i].marks[m]};
      bool seen = false;
      for (size_t r = 0; r < n && !seen; r++) seen = reads[r].choice == read.choice;
      if (seen) continue;
      HWNAS_TRY(read_condition(lift, scope, cells, read.choice, &read.when));
      if (!HWNAS_PUSH(lift->compiler->arena, reads, n, capacity, read)) return hwnas_status_no_memory();
    }
  out->reads = reads;
  out->n_reads = n;
  return NULL;
}

static hwnas_status_t *build(lift_t *lift, hwnas_lifted_t *out) {
  hwnas_table_t scope = {.n_cells = 1};
  for (size_t i = 0; i < lift->n_leaves; i++)
    for (uint32_t k = 0; k < lift->leaves[i].n; k++)
      HWNAS_TRY(hwnas_table_scope_add(&lift->compiler->space->variables, &scope, lift->leaves[i].choices[k]));
  hwnas_value_t *cells = hwnas_arena_alloc_array(&lift->scratch, scope.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t i = 0; i < lift->n_leaves; i++)
    fill(&scope, &lift->leaves[i], lift->leaves[i].value, 0, 0, cells);
  scope.cells = cells;
  HWNAS_TRY(hwnas_table_reduce(lift->compiler->arena, &scope, &out->table));
  return collect_reads(lift, &scope, cells, out);
}

hwnas_status_t *hwnas_lift_expr(hwnas_compiler_t *compiler, const hwnas_expr_t *expr, hwnas_frame_t *frame,
                                const hwnas_table_t *guard, hwnas_lifted_t *out) {
  lift_t *lift = calloc(1, sizeof *lift);
  HWNAS_TRY_ALLOC(lift);
  lift->compiler = compiler;
  lift->expr = expr;
  lift->frame = frame;
  lift->guard = guard;
  memset(lift->known, 0xff, sizeof lift->known);
  hwnas_arena_init(&lift->scratch);
  hwnas_expr_context_t context = {
      .arena = compiler->arena, .self = lift, .name = on_name, .call = on_call, .known = on_known};
  hwnas_status_t *status = explore(lift, &context);
  if (!status) status = build(lift, out);
  hwnas_arena_deinit(&lift->scratch);
  free(lift);
  return status;
}

hwnas_status_t *hwnas_lift(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                           const hwnas_table_t *guard, hwnas_lifted_t *out) {
  const hwnas_expr_t *expr;
  HWNAS_TRY(hwnas_compiler_expr(compiler, json, &expr));
  return hwnas_status_at(hwnas_lift_expr(compiler, expr, frame, guard, out), "%s",
                         hwnas_compiler_place(compiler, json));
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

hwnas_status_t *hwnas_lift_text(hwnas_compiler_t *compiler, const hwnas_json_t *json, hwnas_frame_t *frame,
                                const char **out) {
  const hwnas_expr_t *expr;
  hwnas_lifted_t lifted = {0};
  hwnas_value_t value;
  HWNAS_TRY(hwnas_compiler_template(compiler, json, &expr));
  HWNAS_TRY(hwnas_json_at(hwnas_lift_expr(compiler, expr, frame, NULL, &lifted), json));
  HWNAS_TRY(require_constant(compiler, json, "a label or name", lifted.table, &value));
  *out = value.type == HWNAS_VALUE_STRING ? value.string : "";
  return NULL;
}
