/* Lifting: what names and functions of expressions mean. */
#include <string.h>

#include "expr/derive.h"
#include "shape/lift.h"

struct hwnas_memo {
  hwnas_value_t *arguments;
  bool busy;
  hwnas_lifted_t lifted;
};

static hwnas_status_t *cycle(hwnas_compiler_t *compiler, const hwnas_binding_t *binding) {
  return hwnas_status_at(
      hwnas_status_make(HWNAS_ERROR_EXPR_CYCLE, "'%s' is needed to compute itself", binding->name), "%s",
      hwnas_compiler_place(compiler, binding->json));
}

/* Keeps the definition for those who explain it. */
static hwnas_status_t *keep_expr(hwnas_compiler_t *compiler, hwnas_binding_t *binding) {
  if (binding->expr || hwnas_is_cells(binding->json)) return NULL;
  return hwnas_compiler_expr(compiler, binding->json, &binding->expr);
}

/* "live(3)": no two values of the file are called the same. */
static const char *label_of(hwnas_compiler_t *compiler, const hwnas_binding_t *binding,
                            const hwnas_value_t *arguments) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, binding->name);
  for (size_t i = 0; i < binding->n_parameters; i++) {
    hwnas_str_append(&text, i ? ", " : "(");
    hwnas_value_print(&arguments[i], &text);
  }
  if (binding->n_parameters) hwnas_str_append(&text, ")");
  return hwnas_arena_keep(compiler->arena, &text);
}

/* Makes the value a variable of its own, and forgets what it was read from. */
static hwnas_status_t *derive(hwnas_compiler_t *compiler, const hwnas_binding_t *binding,
                              const hwnas_value_t *arguments, hwnas_lifted_t *lifted) {
  const hwnas_variables_t *variables = &compiler->space->variables;
  const hwnas_table_t *table = lifted->table;
  uint32_t known;
  if (!binding->derived) return NULL;
  lifted->n_reads = 0;
  HWNAS_TRY(hwnas_derive_in_need(variables, &lifted->table));
  if (lifted->table == table) return NULL;
  hwnas_variable_t *variable = variables->items[lifted->table->axes[0]];
  const char *label = variable->label ? variable->label : label_of(compiler, binding, arguments);
  HWNAS_TRY_ALLOC(label);
  if (!hwnas_variables_find(variables, label, &known)) variable->label = label;
  return NULL;
}

static hwnas_status_t *read_lazy(hwnas_lift_t *lift, hwnas_binding_t *binding, hwnas_value_t *out) {
  if (binding->state == HWNAS_LAZY_BUSY) return cycle(lift->compiler, binding);
  if (binding->state == HWNAS_LAZY_FRESH) {
    binding->state = HWNAS_LAZY_BUSY;
    HWNAS_TRY(keep_expr(lift->compiler, binding));
    HWNAS_TRY(
        hwnas_lift(lift->compiler, binding->json, binding->frame, binding->frame->guard, &binding->lifted));
    HWNAS_TRY(derive(lift->compiler, binding, NULL, &binding->lifted));
    binding->state = HWNAS_LAZY_DONE;
  }
  return hwnas_lift_read_lifted(lift, &binding->lifted, out);
}

static hwnas_status_t *read_label(hwnas_lift_t *lift, const char *name, bool *out_found, hwnas_value_t *out) {
  uint32_t choice;
  bool labels = false;
  for (hwnas_frame_t *frame = lift->frame; frame; frame = frame->parent) labels |= frame->labels;
  *out_found = labels && hwnas_compiler_find_choice(lift->compiler, name, &choice);
  return *out_found ? hwnas_lift_read_choice(lift, choice, out) : NULL;
}

static hwnas_status_t *on_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  hwnas_lift_t *lift = self;
  hwnas_binding_t *binding = hwnas_frame_find(lift->frame, name);
  if (!binding) return read_label(lift, name, out_found, out);
  *out_found = binding->kind != HWNAS_BIND_FUNCTION;
  switch (binding->kind) {
    case HWNAS_BIND_VALUE:
      *out = binding->value;
      return NULL;
    case HWNAS_BIND_INPUT:
      return hwnas_lift_read_input(lift, binding->tensor, out);
    case HWNAS_BIND_LAZY:
      return read_lazy(lift, binding, out);
    case HWNAS_BIND_FUNCTION:
    case HWNAS_BIND_ALIAS: /* never found: its target is */
      return NULL;
  }
  return NULL;
}

static bool same_arguments(const hwnas_binding_t *binding, const hwnas_value_t *a, const hwnas_value_t *b) {
  for (size_t i = 0; i < binding->n_parameters; i++)
    if (!hwnas_value_equal(&a[i], &b[i])) return false;
  return true;
}

/* Where the memo of these arguments is, or belongs; the table is never full. */
static hwnas_memo_t **memo_slot(const hwnas_binding_t *binding, const hwnas_value_t *arguments) {
  uint64_t hash = 0;
  for (size_t i = 0; i < binding->n_parameters; i++) hash = hwnas_value_hash(&arguments[i], hash);
  size_t at = (size_t)hash & (binding->memo_capacity - 1);
  while (binding->memo[at] && !same_arguments(binding, binding->memo[at]->arguments, arguments))
    at = (at + 1) & (binding->memo_capacity - 1);
  return &binding->memo[at];
}

static hwnas_memo_t *find_memo(const hwnas_binding_t *binding, const hwnas_value_t *arguments) {
  return binding->n_memo ? *memo_slot(binding, arguments) : NULL;
}

static bool keep_memo(hwnas_arena_t *arena, hwnas_binding_t *binding, hwnas_memo_t *memo) {
  if ((binding->n_memo + 1) * 2 > binding->memo_capacity) {
    hwnas_memo_t **old = binding->memo;
    size_t n = binding->memo_capacity;
    hwnas_memo_t **larger = hwnas_arena_alloc_array(arena, n ? 2 * n : 8, sizeof *larger);
    if (!larger) return false;
    binding->memo = larger;
    binding->memo_capacity = n ? 2 * n : 8;
    for (size_t i = 0; i < n; i++)
      if (old[i]) *memo_slot(binding, old[i]->arguments) = old[i];
  }
  *memo_slot(binding, memo->arguments) = memo;
  binding->n_memo++;
  return true;
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
  HWNAS_TRY_ALLOC(keep_memo(compiler->arena, binding, memo));
  HWNAS_TRY(keep_expr(compiler, binding));
  memo->busy = true;
  HWNAS_TRY(hwnas_lift(compiler, binding->json, frame, frame->guard, &memo->lifted));
  HWNAS_TRY(derive(compiler, binding, arguments, &memo->lifted));
  memo->busy = false;
  *out = memo;
  return NULL;
}

static hwnas_status_t *call_function(hwnas_lift_t *lift, hwnas_binding_t *binding,
                                     const hwnas_value_t *arguments, size_t n, hwnas_value_t *out) {
  if (n != binding->n_parameters) {
    *out = hwnas_refuse(lift->compiler->arena, HWNAS_ERROR_EXPR_VALUE, hwnas_expr_place(lift->expr),
                        "%s() takes %zu arguments, not %zu", binding->name, binding->n_parameters, n);
    return NULL;
  }
  hwnas_memo_t *memo = find_memo(binding, arguments);
  if (memo && memo->busy) return cycle(lift->compiler, binding);
  if (!memo) HWNAS_TRY(make_memo(lift->compiler, binding, arguments, &memo));
  return hwnas_lift_read_lifted(lift, &memo->lifted, out);
}

static hwnas_status_t *call_choice(hwnas_lift_t *lift, const hwnas_value_t *arguments, size_t n,
                                   hwnas_value_t *out) {
  hwnas_compiler_t *compiler = lift->compiler;
  const char *place = hwnas_expr_place(lift->expr);
  if (n < 1 || n > 2 || arguments[0].type != HWNAS_VALUE_STRING)
    return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                             "choice() takes a label and a list: choice('width', [16, 32])"),
                           "%s", place);
  const char *label = arguments[0].string;
  if (n == 1) return hwnas_lift_read_label(lift, label, place, out);
  bool is_list = arguments[1].type == HWNAS_VALUE_LIST || arguments[1].type == HWNAS_VALUE_SET;
  if (!is_list || arguments[1].list->n == 1) {
    *out = is_list ? arguments[1].list->items[0] : arguments[1];
    return hwnas_compiler_decide(compiler, label, *out, place);
  }
  uint32_t choice;
  HWNAS_TRY(
      hwnas_compiler_choice(compiler, label, arguments[1].list->items, arguments[1].list->n, place, &choice));
  return hwnas_lift_read_choice(lift, choice, out);
}

static hwnas_status_t *on_call(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                               bool *out_found, hwnas_value_t *out) {
  hwnas_lift_t *lift = self;
  hwnas_binding_t *binding = hwnas_frame_find(lift->frame, function);
  *out_found = true;
  if (binding && binding->kind == HWNAS_BIND_FUNCTION) return call_function(lift, binding, arguments, n, out);
  if (strcmp(function, "choice") == 0) return call_choice(lift, arguments, n, out);
  *out_found = false;
  return NULL;
}

static const char *const *on_known(void *self, size_t *out_n) {
  hwnas_lift_t *lift = self;
  return hwnas_frame_names(lift->compiler, lift->frame, out_n);
}

void hwnas_lift_context(hwnas_lift_t *lift, hwnas_expr_context_t *out) {
  *out = (hwnas_expr_context_t){.arena = lift->compiler->arena,
                                .self = lift,
                                .name = on_name,
                                .call = on_call,
                                .known = on_known,
                                .steps = &lift->compiler->steps};
}
