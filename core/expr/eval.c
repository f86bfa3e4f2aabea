#include <string.h>

#include "expr/evaluator.h"

#define SHOWN_MAX 60 /* bytes of a value that a message shows */

static hwnas_status_t *eval(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node, hwnas_value_t *out);

/* Evaluates, and returns from the calling function if the value ends the evaluation. */
#define TRY_EVAL(evaluator, node, out)           \
  do {                                           \
    HWNAS_TRY(eval((evaluator), (node), (out))); \
    if (hwnas_value_stops(out)) return NULL;     \
  } while (0)

const char *hwnas_evaluator_show(const hwnas_evaluator_t *evaluator, const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(value, &text);
  size_t length = text.length < SHOWN_MAX ? text.length : SHOWN_MAX;
  while (((unsigned char)text.text[length] & 0xC0) == 0x80) length--;
  const char *shown = hwnas_arena_printf(evaluator->context->arena, "%.*s%s", (int)length, text.text,
                                         text.text[length] ? "..." : "");
  hwnas_str_deinit(&text);
  return shown ? shown : hwnas_value_type_name(value);
}

bool hwnas_evaluator_step(hwnas_evaluator_t *evaluator, size_t n, hwnas_value_t *out) {
  if (n <= HWNAS_EXPR_MAX_STEPS - evaluator->steps) {
    evaluator->steps += n;
    return true;
  }
  *out = HWNAS_EXPR_REFUSE(evaluator, "more than %d steps to compute one expression", HWNAS_EXPR_MAX_STEPS);
  return false;
}

hwnas_status_t *hwnas_evaluator_list(hwnas_evaluator_t *evaluator, const hwnas_value_t *items, size_t n,
                                     hwnas_value_t *out) {
  const hwnas_list_t *list = hwnas_list_make(evaluator->context->arena, items, n);
  HWNAS_TRY_ALLOC(list);
  hwnas_value_t value = hwnas_value_list(list);
  if (hwnas_evaluator_fits(evaluator, &value, out)) *out = value;
  return NULL;
}

hwnas_status_t *hwnas_evaluator_string(const hwnas_evaluator_t *evaluator, const char *text, size_t length,
                                       hwnas_value_t *out) {
  const char *copy = hwnas_arena_strndup(evaluator->context->arena, text, length);
  HWNAS_TRY_ALLOC(copy);
  *out = hwnas_value_string(copy);
  return NULL;
}

/* ---- Names ----------------------------------------------------------------------------------- */

static const char **collect_known(const hwnas_evaluator_t *evaluator, bool is_call, size_t *out_n) {
  const hwnas_expr_context_t *context = evaluator->context;
  const char **all = NULL;
  size_t n_known = 0, n = 0, capacity = 0;
  bool ok = true;
  const char *const *known = context->known ? context->known(context->self, &n_known) : NULL;
  for (const hwnas_frame_t *frame = evaluator->frames; frame && !is_call && ok; frame = frame->outer)
    ok = HWNAS_PUSH(context->arena, all, n, capacity, frame->name);
  for (size_t i = 0; is_call && ok && hwnas_builtin_name(i); i++)
    ok = HWNAS_PUSH(context->arena, all, n, capacity, hwnas_builtin_name(i));
  for (size_t i = 0; i < n_known && ok; i++) ok = HWNAS_PUSH(context->arena, all, n, capacity, known[i]);
  *out_n = n;
  return all;
}

static hwnas_status_t *unknown(const hwnas_evaluator_t *evaluator, const char *name, bool is_call) {
  size_t n;
  const char **known = collect_known(evaluator, is_call, &n);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_EXPR_NAME, "unknown %s '%s'", is_call ? "function" : "name", name);
  if (evaluator->expr->place) hwnas_status_at(status, "%s", evaluator->expr->place);
  hwnas_status_detail(status, "in the expression: %.200s", evaluator->expr->text);
  return hwnas_status_suggest(status, name, known, n);
}

static hwnas_status_t *eval_name(hwnas_evaluator_t *evaluator, const char *name, hwnas_value_t *out) {
  const hwnas_expr_context_t *context = evaluator->context;
  for (const hwnas_frame_t *frame = evaluator->frames; frame; frame = frame->outer)
    if (strcmp(frame->name, name) == 0) {
      *out = frame->value;
      return NULL;
    }
  bool found = false;
  if (context->name) HWNAS_TRY(context->name(context->self, name, &found, out));
  return found ? NULL : unknown(evaluator, name, false);
}

/* ---- Lists, loops and templates -------------------------------------------------------------- */

/* *out is the first value that ends the evaluation, else it means nothing. */
static hwnas_status_t *eval_children(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                     hwnas_value_t *items, hwnas_value_t *out) {
  *out = hwnas_value_null();
  for (size_t i = 0; i < node->n_children; i++) {
    TRY_EVAL(evaluator, node->children[i], out);
    items[i] = *out;
  }
  return NULL;
}

static hwnas_status_t *eval_list(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                 hwnas_value_t *out) {
  hwnas_value_t *items = hwnas_arena_alloc_array(evaluator->context->arena, node->n_children, sizeof *items);
  HWNAS_TRY_ALLOC(items);
  HWNAS_TRY(eval_children(evaluator, node, items, out));
  return hwnas_value_stops(out) ? NULL : hwnas_evaluator_list(evaluator, items, node->n_children, out);
}

static hwnas_status_t *join_pieces(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                   hwnas_str_t *text, hwnas_value_t *out) {
  for (size_t i = 0; i < node->n_children; i++) {
    TRY_EVAL(evaluator, node->children[i], out);
    size_t before = text->length;
    hwnas_value_format(out, text);
    if (text->failed) return hwnas_status_no_memory();
    if (!hwnas_evaluator_step(evaluator, text->length - before, out)) return NULL;
  }
  return hwnas_evaluator_string(evaluator, text->text, text->length, out);
}

static hwnas_status_t *eval_template(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                     hwnas_value_t *out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = join_pieces(evaluator, node, &text, out);
  hwnas_str_deinit(&text);
  return status;
}

/* Where the elements of a comprehension go. */
typedef struct sink {
  const bool *decides; /* of any and all: the truth that settles it; NULL: make a list */
  hwnas_value_t *items;
  size_t n, capacity;
  bool finished; /* no further element is wanted, and result is the outcome */
  hwnas_value_t result;
} sink_t;

static hwnas_status_t *run_clauses(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node, size_t number,
                                   sink_t *sink);

static void finish(sink_t *sink, hwnas_value_t result) {
  sink->finished = true;
  sink->result = result;
}

static hwnas_status_t *add_element(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                   sink_t *sink) {
  hwnas_value_t value;
  HWNAS_TRY(eval(evaluator, node->children[0], &value));
  if (hwnas_value_stops(&value))
    finish(sink, value);
  else if (sink->decides && hwnas_value_truth(&value) == *sink->decides)
    finish(sink, hwnas_value_bool(*sink->decides));
  else if (!sink->decides && sink->n == HWNAS_EXPR_MAX_ITEMS)
    finish(sink, HWNAS_EXPR_REFUSE(evaluator, "a list of more than %d entries", HWNAS_EXPR_MAX_ITEMS));
  else if (!sink->decides)
    HWNAS_TRY_ALLOC(HWNAS_PUSH(evaluator->context->arena, sink->items, sink->n, sink->capacity, value));
  return NULL;
}

static hwnas_status_t *run_loop(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node, size_t number,
                                const hwnas_value_t *over, sink_t *sink) {
  if (over->type != HWNAS_VALUE_LIST && over->type != HWNAS_VALUE_SET) {
    finish(sink, HWNAS_EXPR_REFUSE(evaluator, "for %s in %s: expected a list or a set, found %s",
                                   node->clauses[number].variable, hwnas_evaluator_show(evaluator, over),
                                   hwnas_value_type_name(over)));
    return NULL;
  }
  hwnas_frame_t frame = {.name = node->clauses[number].variable, .outer = evaluator->frames};
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < over->list->n && !sink->finished && !status; i++) {
    sink->finished = !hwnas_evaluator_step(evaluator, 1, &sink->result);
    if (sink->finished) break;
    frame.value = over->list->items[i];
    evaluator->frames = &frame;
    status = run_clauses(evaluator, node, number + 1, sink);
    evaluator->frames = frame.outer;
  }
  return status;
}

static hwnas_status_t *run_clauses(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node, size_t number,
                                   sink_t *sink) {
  if (number == node->n_clauses) return add_element(evaluator, node, sink);
  const hwnas_expr_clause_t *clause = &node->clauses[number];
  hwnas_value_t value = {0};
  HWNAS_TRY(eval(evaluator, clause->expr, &value));
  if (hwnas_value_stops(&value)) {
    finish(sink, value);
    return NULL;
  }
  if (clause->variable) return run_loop(evaluator, node, number, &value, sink);
  return hwnas_value_truth(&value) ? run_clauses(evaluator, node, number + 1, sink) : NULL;
}

static hwnas_status_t *eval_comprehension(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                          hwnas_value_t *out) {
  sink_t sink = {0};
  HWNAS_TRY(run_clauses(evaluator, node, 0, &sink));
  if (!sink.finished) return hwnas_evaluator_list(evaluator, sink.items, sink.n, out);
  *out = sink.result;
  return NULL;
}

/* any and all of a generator stop at the element that settles them. */
static hwnas_status_t *eval_quantifier(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *generator,
                                       bool decides, hwnas_value_t *out) {
  sink_t sink = {.decides = &decides};
  HWNAS_TRY(run_clauses(evaluator, generator, 0, &sink));
  *out = sink.finished ? sink.result : hwnas_value_bool(!decides);
  return NULL;
}

/* ---- Operators and calls --------------------------------------------------------------------- */

static hwnas_status_t *eval_if(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                               hwnas_value_t *out) {
  TRY_EVAL(evaluator, node->children[0], out);
  return eval(evaluator, node->children[hwnas_value_truth(out) ? 1 : 2], out);
}

/* The value is that of the operand that settles it, as in Python. */
static hwnas_status_t *eval_logic(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                  hwnas_value_t *out) {
  *out = hwnas_value_null();
  for (size_t i = 0; i < node->n_children; i++) {
    TRY_EVAL(evaluator, node->children[i], out);
    if (hwnas_value_truth(out) == (node->kind == HWNAS_EXPR_OR)) break;
  }
  return NULL;
}

static hwnas_status_t *eval_compare(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                    hwnas_value_t *out) {
  hwnas_value_t left, right;
  TRY_EVAL(evaluator, node->children[0], out);
  left = *out;
  for (size_t i = 1; i < node->n_children; i++, left = right) {
    TRY_EVAL(evaluator, node->children[i], out);
    right = *out;
    if (!hwnas_evaluator_pay(evaluator, &left, 1, out) || !hwnas_evaluator_pay(evaluator, &right, 1, out))
      break;
    *out = hwnas_evaluator_compare(evaluator, node->operators[i - 1], &left, &right);
    if (hwnas_value_stops(out) || !out->boolean) break;
  }
  return NULL;
}

static hwnas_status_t *eval_unary(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                  hwnas_value_t *out) {
  hwnas_value_t operand;
  TRY_EVAL(evaluator, node->children[0], out);
  operand = *out;
  return hwnas_evaluator_unary(evaluator, node->operators[0], &operand, out);
}

/* Two operands: a binary operator, or an index. */
static hwnas_status_t *eval_pair(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                 hwnas_value_t *out) {
  hwnas_value_t pair[2] = {0};
  HWNAS_TRY(eval_children(evaluator, node, pair, out));
  if (hwnas_value_stops(out)) return NULL;
  if (pair[0].type == HWNAS_VALUE_STRING && !hwnas_evaluator_step(evaluator, 4 * hwnas_value_size(pair), out))
    return NULL;
  if (node->kind == HWNAS_EXPR_INDEX) return hwnas_evaluator_index(evaluator, &pair[0], &pair[1], out);
  return hwnas_evaluator_binary(evaluator, node->operators[0], &pair[0], &pair[1], out);
}

static bool is_quantifier(const hwnas_expr_node_t *call) {
  return call->n_children == 1 && call->children[0]->kind == HWNAS_EXPR_GENERATOR &&
         (strcmp(call->name, "any") == 0 || strcmp(call->name, "all") == 0);
}

static hwnas_status_t *eval_call(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node,
                                 hwnas_value_t *out) {
  const hwnas_expr_context_t *context = evaluator->context;
  if (is_quantifier(node))
    return eval_quantifier(evaluator, node->children[0], strcmp(node->name, "any") == 0, out);
  hwnas_value_t *arguments = hwnas_arena_alloc_array(context->arena, node->n_children, sizeof *arguments);
  HWNAS_TRY_ALLOC(arguments);
  HWNAS_TRY(eval_children(evaluator, node, arguments, out));
  if (hwnas_value_stops(out)) return NULL;
  bool found = false;
  if (context->call)
    HWNAS_TRY(context->call(context->self, node->name, arguments, node->n_children, &found, out));
  if (found) return NULL;
  if (hwnas_evaluator_pay(evaluator, arguments, node->n_children, out))
    HWNAS_TRY(hwnas_evaluator_builtin(evaluator, node->name, arguments, node->n_children, &found, out));
  return found || hwnas_value_stops(out) ? NULL : unknown(evaluator, node->name, true);
}

static hwnas_status_t *eval(hwnas_evaluator_t *evaluator, const hwnas_expr_node_t *node, hwnas_value_t *out) {
  evaluator->visits++;
  switch (node->kind) {
    case HWNAS_EXPR_LITERAL:
      *out = node->value;
      return NULL;
    case HWNAS_EXPR_NAME:
      return eval_name(evaluator, node->name, out);
    case HWNAS_EXPR_TEMPLATE:
      return eval_template(evaluator, node, out);
    case HWNAS_EXPR_LIST:
      return eval_list(evaluator, node, out);
    case HWNAS_EXPR_CALL:
      return eval_call(evaluator, node, out);
    case HWNAS_EXPR_IF:
      return eval_if(evaluator, node, out);
    case HWNAS_EXPR_UNARY:
      return eval_unary(evaluator, node, out);
    case HWNAS_EXPR_INDEX:
    case HWNAS_EXPR_BINARY:
      return eval_pair(evaluator, node, out);
    case HWNAS_EXPR_COMPARE:
      return eval_compare(evaluator, node, out);
    case HWNAS_EXPR_AND:
    case HWNAS_EXPR_OR:
      return eval_logic(evaluator, node, out);
    case HWNAS_EXPR_COMPREHENSION:
    case HWNAS_EXPR_GENERATOR:
      return eval_comprehension(evaluator, node, out);
  }
  return hwnas_status_make(HWNAS_ERROR_INTERNAL, "an expression has a node of kind %d", (int)node->kind);
}

hwnas_status_t *hwnas_expr_eval(const hwnas_expr_t *expr, const hwnas_expr_context_t *context,
                                hwnas_value_t *out) {
  hwnas_evaluator_t evaluator = {.expr = expr, .context = context};
  hwnas_status_t *status = eval(&evaluator, expr->root, out);
  if (context->steps) *context->steps += evaluator.steps + evaluator.visits;
  return status;
}
