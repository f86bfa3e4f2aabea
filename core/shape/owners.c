/* Shared parameters: modules of one `weights` name must have the same tensors. */
#include <string.h>

#include "base/log.h"
#include "shape/internal.h"

typedef struct pair {
  hwnas_compiler_t *compiler;
  const hwnas_use_t *a, *b;
} pair_t;

static bool same_counts(const int64_t *a, const int64_t *b) {
  return a == b || (a && b && memcmp(a, b, HWNAS_WEIGHTS_KINDS * sizeof *a) == 0);
}

/* Formulas tell counts, not shapes. Where two operators have tensors of equal shape, one becomes the other
 * step by step, an input or an attribute or an element of an attribute at a time, and no step changes its
 * counts: 64 to 128 channels does not become 128 to 64 so, nor a kernel of 3 x 1 one of 1 x 3. A step that
 * the formula refuses waits for others: padding 'same' for a stride of 1, a small input for a small dilation.
 */
typedef enum part_kind { PART_INPUT, PART_ATTRIBUTE, PART_ELEMENT } part_kind_t;
typedef struct part {
  part_kind_t kind;
  uint32_t number, element;
} part_t;

typedef struct change {
  hwnas_compiler_t *compiler;
  hwnas_concrete_op_t at; /* what has become of the first one so far */
  const hwnas_concrete_op_t *to;
  part_t *left;
  size_t n_left, capacity;
} change_t;

typedef enum outcome { OUTCOME_SAME, OUTCOME_OTHER, OUTCOME_REFUSED } outcome_t;

static hwnas_status_t *leave(change_t *change, part_kind_t kind, uint32_t number, size_t element) {
  part_t part = {kind, number, (uint32_t)element};
  return HWNAS_PUSH(change->compiler->arena, change->left, change->n_left, change->capacity, part)
             ? NULL
             : hwnas_status_no_memory();
}

static bool same_input(const hwnas_tensor_t *a, const hwnas_tensor_t *b) {
  return a->rank == b->rank && a->dtype == b->dtype &&
         memcmp(a->dims, b->dims, a->rank * sizeof *a->dims) == 0;
}

/* One element stands for as many as the other list has. */
static const hwnas_value_t *element_of(const hwnas_list_t *list, size_t i) {
  return &list->items[list->n == 1 ? 0 : i];
}

/* Lists that are compared element by element. */
static bool meet(const hwnas_value_t *a, const hwnas_value_t *b) {
  if (a->type != HWNAS_VALUE_LIST || b->type != HWNAS_VALUE_LIST || !a->list->n || !b->list->n) return false;
  return a->list->n == b->list->n || a->list->n == 1 || b->list->n == 1;
}

static hwnas_status_t *list_elements(change_t *change, uint32_t attribute, const hwnas_list_t *a,
                                     const hwnas_list_t *b) {
  size_t n = a->n > b->n ? a->n : b->n;
  for (size_t i = 0; i < n; i++)
    if (!hwnas_value_equal(element_of(a, i), element_of(b, i)))
      HWNAS_TRY(leave(change, PART_ELEMENT, attribute, i));
  return NULL;
}

static hwnas_status_t *list_parts(change_t *change) {
  const hwnas_op_t *a = &change->at.op, *b = &change->to->op;
  for (uint32_t i = 0; i < a->n_inputs && i < b->n_inputs; i++)
    if (!same_input(&a->inputs[i], &b->inputs[i])) HWNAS_TRY(leave(change, PART_INPUT, i, 0));
  for (uint32_t i = 0; i < change->at.attributes.table.n; i++) {
    const hwnas_value_t *x = &change->at.attributes.values[i], *y = &change->to->attributes.values[i];
    if (meet(x, y))
      HWNAS_TRY(list_elements(change, i, x->list, y->list));
    else if (x->type != y->type || !hwnas_value_equal(x, y))
      HWNAS_TRY(leave(change, PART_ATTRIBUTE, i, 0));
  }
  return NULL;
}

/* The change becomes one of `at` if counts stay. */
static hwnas_status_t *try_change(change_t *change, const hwnas_concrete_op_t *changed, outcome_t *out) {
  const int64_t *counts;
  HWNAS_TRY(hwnas_compiler_recount(change->compiler, changed, &counts));
  *out = !counts                                       ? OUTCOME_REFUSED
         : same_counts(counts, change->to->op.weights) ? OUTCOME_SAME
                                                       : OUTCOME_OTHER;
  if (*out == OUTCOME_SAME) change->at = *changed;
  return NULL;
}

static hwnas_status_t *change_input(change_t *change, uint32_t number, outcome_t *out) {
  hwnas_concrete_op_t changed = change->at;
  size_t n = changed.op.n_inputs;
  hwnas_tensor_t *inputs = hwnas_arena_grow(change->compiler->arena, changed.op.inputs, n, n, sizeof *inputs);
  HWNAS_TRY_ALLOC(inputs);
  inputs[number] = change->to->op.inputs[number];
  changed.op.inputs = inputs;
  return try_change(change, &changed, out);
}

static hwnas_status_t *change_all_inputs(change_t *change, outcome_t *out) {
  hwnas_concrete_op_t changed = change->at;
  changed.op.inputs = change->to->op.inputs;
  changed.op.n_inputs = change->to->op.n_inputs;
  return try_change(change, &changed, out);
}

static hwnas_status_t *mix(change_t *change, const part_t *part, hwnas_value_t *out) {
  const hwnas_list_t *mine = change->at.attributes.values[part->number].list;
  const hwnas_list_t *others = change->to->attributes.values[part->number].list;
  size_t n = mine->n > others->n ? mine->n : others->n;
  hwnas_value_t *items = hwnas_arena_alloc_array(change->compiler->arena, n, sizeof *items);
  HWNAS_TRY_ALLOC(items);
  for (size_t i = 0; i < n; i++) items[i] = *element_of(i == part->element ? others : mine, i);
  const hwnas_list_t *mixed = hwnas_list_make(change->compiler->arena, items, n);
  HWNAS_TRY_ALLOC(mixed);
  *out = hwnas_value_list(mixed);
  return NULL;
}

static hwnas_status_t *change_attribute(change_t *change, const part_t *part, outcome_t *out) {
  hwnas_concrete_op_t changed = change->at;
  hwnas_value_t value = change->to->attributes.values[part->number];
  if (part->kind == PART_ELEMENT) HWNAS_TRY(mix(change, part, &value));
  size_t n = changed.attributes.table.n;
  changed.attributes.values =
      hwnas_arena_grow(change->compiler->arena, change->at.attributes.values, n, n, sizeof value);
  HWNAS_TRY_ALLOC(changed.attributes.values);
  changed.attributes.values[part->number] = value;
  return try_change(change, &changed, out);
}

/* Every part that is left, once, until one changes the counts; those that are refused are left. */
static hwnas_status_t *change_parts(change_t *change, outcome_t *out) {
  size_t n = change->n_left, kept = 0;
  *out = OUTCOME_SAME;
  for (size_t i = 0; i < n && *out != OUTCOME_OTHER; i++) {
    const part_t part = change->left[i];
    HWNAS_TRY(part.kind == PART_INPUT ? change_input(change, part.number, out)
                                      : change_attribute(change, &part, out));
    if (*out == OUTCOME_REFUSED) change->left[kept++] = part;
  }
  change->n_left = kept;
  return NULL;
}

static void drop_inputs(change_t *change) {
  size_t kept = 0;
  for (size_t i = 0; i < change->n_left; i++)
    if (change->left[i].kind != PART_INPUT) change->left[kept++] = change->left[i];
  change->n_left = kept;
}

static bool is_done(const change_t *change) {
  return change->n_left == 0 && change->at.op.n_inputs == change->to->op.n_inputs;
}

/* Inputs that must agree with each other, as in their batch, can change only together. */
static hwnas_status_t *change_to(change_t *change, bool *out) {
  outcome_t outcome = OUTCOME_SAME;
  bool together = false;
  while (!is_done(change) && outcome != OUTCOME_OTHER) {
    size_t before = change->n_left;
    HWNAS_TRY(change_parts(change, &outcome));
    if (outcome == OUTCOME_OTHER || change->n_left < before) continue;
    if (together) break;
    together = true;
    HWNAS_TRY(change_all_inputs(change, &outcome));
    if (outcome == OUTCOME_SAME) drop_inputs(change);
  }
  *out = is_done(change) && outcome != OUTCOME_OTHER;
  return NULL;
}

static hwnas_status_t *same_tensors(hwnas_compiler_t *compiler, const hwnas_concrete_op_t *a,
                                    const hwnas_concrete_op_t *b, bool *out) {
  *out = strcmp(a->op.type, b->op.type) == 0 && same_counts(a->op.weights, b->op.weights);
  if (!*out || a == b) return NULL;
  change_t change = {.compiler = compiler, .at = *a, .to = b};
  HWNAS_TRY(list_parts(&change));
  return change_to(&change, out);
}

/* Inputs: guard and operator of both uses. */
static hwnas_status_t *compare_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const pair_t *pair = self;
  hwnas_concrete_op_t **ops = pair->compiler->space->ops;
  *out = hwnas_value_excluded();
  if (!hwnas_value_truth(&inputs[0]) || !hwnas_value_truth(&inputs[2])) return NULL;
  if (inputs[1].type != HWNAS_VALUE_INT || inputs[3].type != HWNAS_VALUE_INT) return NULL;
  bool same;
  HWNAS_TRY(same_tensors(pair->compiler, ops[inputs[1].integer], ops[inputs[3].integer], &same));
  *out = same ? hwnas_value_bool(true)
              : hwnas_refuse(pair->compiler->arena, HWNAS_ERROR_SHARED_WEIGHTS, pair->b->place,
                             "modules '%s' and '%s' share parameters and need different ones", pair->a->path,
                             pair->b->path);
  return NULL;
}

static hwnas_status_t *compare(hwnas_compiler_t *compiler, const hwnas_use_t *a, const hwnas_use_t *b) {
  const hwnas_table_t *always = hwnas_table_constant(compiler->arena, hwnas_value_bool(true)), *table;
  HWNAS_TRY_ALLOC(always);
  pair_t pair = {compiler, a, b};
  const hwnas_table_t *tables[4] = {a->guard ? a->guard : always, a->ops, b->guard ? b->guard : always,
                                    b->ops};
  hwnas_status_t *status =
      hwnas_table_apply(compiler->arena, &compiler->space->variables, tables, 4, compare_cell, &pair, &table);
  if (status && status->error == HWNAS_ERROR_TABLE_BUDGET) {
    hwnas_log("shape", HWNAS_LOG_WARNING, "cannot tell whether modules '%s' and '%s' may share parameters",
              a->path, b->path);
    hwnas_status_destroy(status);
    return NULL;
  }
  HWNAS_TRY(status);
  return hwnas_compiler_suspect(compiler, table, NULL, b->path, b->place, NULL);
}

hwnas_status_t *hwnas_compiler_check_owners(hwnas_compiler_t *compiler) {
  const hwnas_space_t *space = compiler->space;
  /* Uses of one owner are chained, the latest first; numbers + 1. */
  size_t *last = hwnas_arena_alloc_array(compiler->arena, space->n_owners, sizeof *last);
  size_t *before = hwnas_arena_alloc_array(compiler->arena, space->n_uses, sizeof *before);
  if (!last || !before) return hwnas_status_no_memory();
  for (size_t u = 0; u < space->n_uses; u++) {
    const hwnas_use_t *use = &space->uses[u];
    before[u] = last[use->owner];
    for (size_t v = before[u]; v; v = before[v - 1]) HWNAS_TRY(compare(compiler, &space->uses[v - 1], use));
    last[use->owner] = u + 1;
  }
  return NULL;
}
