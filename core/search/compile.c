/* From the tree of an expression to the program of a predicate. */
#include <stdlib.h>
#include <string.h>

#include "search/program.h"

/* ---- Names ----------------------------------------------------------------------------------- */

static hwnas_status_t *unknown_name(hwnas_predicate_t *predicate, const char *name) {
  size_t n_metrics = predicate->set ? hwnas_metric_set_size(predicate->set) : 0;
  size_t n = n_metrics + predicate->space->n_choices;
  const char **known = hwnas_arena_alloc_array(&predicate->arena, n, sizeof *known);
  HWNAS_TRY_ALLOC(known);
  for (size_t i = 0; i < n_metrics; i++) known[i] = hwnas_metric_set_info(predicate->set, i)->name;
  for (size_t i = 0; i < predicate->space->n_choices; i++)
    known[n_metrics + i] = predicate->space->choices[i].label;
  return hwnas_status_suggest(
      hwnas_predicate_error(predicate, "'%s' is neither a metric of this run nor a label of the space", name),
      name, known, n);
}

typedef struct check {
  hwnas_predicate_t *predicate;
  hwnas_status_t *status;
} check_t;

static void check_name(void *self, const char *name, bool is_call) {
  check_t *check = self;
  const hwnas_predicate_t *predicate = check->predicate;
  if (is_call || check->status) return;
  if (predicate->set && hwnas_metric_set_find(predicate->set, name) >= 0) return;
  if (hwnas_space_find(predicate->space, name)) return;
  check->status = unknown_name(check->predicate, name);
}

/* ---- Code ------------------------------------------------------------------------------------ */

typedef enum type { TYPE_NUMBER, TYPE_BOOLEAN } type_t;

static hwnas_status_t *compile(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node, type_t *out);

static hwnas_status_t *emit(hwnas_predicate_t *predicate, hwnas_instruction_t instruction) {
  return HWNAS_PUSH(&predicate->arena, predicate->code, predicate->n_code, predicate->capacity, instruction)
             ? NULL
             : hwnas_status_no_memory();
}

static hwnas_status_t *emit_op(hwnas_predicate_t *predicate, hwnas_opcode_t opcode) {
  return emit(predicate, (hwnas_instruction_t){.opcode = opcode});
}

static void jump_here(hwnas_predicate_t *predicate, size_t jump) {
  predicate->code[jump].index = (uint32_t)predicate->n_code;
}

/* Compiles node and turns it into 0 or 1. */
static hwnas_status_t *compile_truth(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node) {
  type_t type;
  HWNAS_TRY(compile(predicate, node, &type));
  return type == TYPE_BOOLEAN ? NULL : emit_op(predicate, HWNAS_OP_TRUTH);
}

static hwnas_status_t *compile_logic(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node) {
  size_t *jumps = hwnas_arena_alloc_array(&predicate->arena, node->n_children, sizeof *jumps);
  HWNAS_TRY_ALLOC(jumps);
  for (size_t i = 0; i < node->n_children; i++) {
    HWNAS_TRY(compile_truth(predicate, node->children[i]));
    jumps[i] = predicate->n_code;
    if (i + 1 < node->n_children)
      HWNAS_TRY(emit_op(predicate, node->kind == HWNAS_EXPR_AND ? HWNAS_OP_AND : HWNAS_OP_OR));
  }
  for (size_t i = 0; i + 1 < node->n_children; i++) jump_here(predicate, jumps[i]);
  return NULL;
}

static hwnas_status_t *opcode_of(const hwnas_predicate_t *predicate, hwnas_expr_operator_t op,
                                 hwnas_opcode_t *out) {
  static const struct {
    hwnas_expr_operator_t op;
    hwnas_opcode_t opcode;
  } pairs[] = {{HWNAS_EXPR_ADD, HWNAS_OP_ADD},
               {HWNAS_EXPR_SUBTRACT, HWNAS_OP_SUBTRACT},
               {HWNAS_EXPR_MULTIPLY, HWNAS_OP_MULTIPLY},
               {HWNAS_EXPR_DIVIDE, HWNAS_OP_DIVIDE},
               {HWNAS_EXPR_FLOOR_DIVIDE, HWNAS_OP_FLOOR_DIVIDE},
               {HWNAS_EXPR_MODULO, HWNAS_OP_MODULO},
               {HWNAS_EXPR_POWER, HWNAS_OP_POWER},
               {HWNAS_EXPR_EQUAL, HWNAS_OP_EQUAL},
               {HWNAS_EXPR_NOT_EQUAL, HWNAS_OP_NOT_EQUAL},
               {HWNAS_EXPR_LESS, HWNAS_OP_LESS},
               {HWNAS_EXPR_LESS_EQUAL, HWNAS_OP_LESS_EQUAL},
               {HWNAS_EXPR_GREATER, HWNAS_OP_GREATER},
               {HWNAS_EXPR_GREATER_EQUAL, HWNAS_OP_GREATER_EQUAL}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
    if (pairs[i].op == op) {
      *out = pairs[i].opcode;
      return NULL;
    }
  return hwnas_predicate_error(predicate, "'%s' cannot be used on a metric", hwnas_expr_operator_text(op));
}

static hwnas_status_t *compile_pair(hwnas_predicate_t *predicate, const hwnas_expr_node_t *a,
                                    const hwnas_expr_node_t *b, hwnas_expr_operator_t op) {
  type_t type;
  hwnas_opcode_t opcode = HWNAS_OP_CONSTANT;
  HWNAS_TRY(opcode_of(predicate, op, &opcode));
  HWNAS_TRY(compile(predicate, a, &type));
  HWNAS_TRY(compile(predicate, b, &type));
  return emit_op(predicate, opcode);
}

/* a < b < c is a < b and b < c: the middle is cheap enough to be computed twice. */
static hwnas_status_t *compile_comparison(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node) {
  size_t n = node->n_children - 1;
  size_t *jumps = hwnas_arena_alloc_array(&predicate->arena, n, sizeof *jumps);
  HWNAS_TRY_ALLOC(jumps);
  for (size_t i = 0; i < n; i++) {
    HWNAS_TRY(compile_pair(predicate, node->children[i], node->children[i + 1], node->operators[i]));
    jumps[i] = predicate->n_code;
    if (i + 1 < n) HWNAS_TRY(emit_op(predicate, HWNAS_OP_AND));
  }
  for (size_t i = 0; i + 1 < n; i++) jump_here(predicate, jumps[i]);
  return NULL;
}

static hwnas_status_t *compile_if(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node, type_t *out) {
  type_t then_type, else_type;
  HWNAS_TRY(compile_truth(predicate, node->children[0]));
  size_t to_else = predicate->n_code;
  HWNAS_TRY(emit_op(predicate, HWNAS_OP_JUMP_ZERO));
  HWNAS_TRY(compile(predicate, node->children[1], &then_type));
  size_t to_end = predicate->n_code;
  HWNAS_TRY(emit_op(predicate, HWNAS_OP_JUMP));
  jump_here(predicate, to_else);
  HWNAS_TRY(compile(predicate, node->children[2], &else_type));
  jump_here(predicate, to_end);
  *out = then_type == else_type ? then_type : TYPE_NUMBER;
  return NULL;
}

static hwnas_status_t *compile_unary(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                     type_t *out) {
  HWNAS_TRY(compile(predicate, node->children[0], out));
  hwnas_expr_operator_t op = node->operators[0];
  *out = op == HWNAS_EXPR_NOT ? TYPE_BOOLEAN : TYPE_NUMBER;
  if (op == HWNAS_EXPR_PLUS) return NULL;
  return emit_op(predicate, op == HWNAS_EXPR_NOT ? HWNAS_OP_NOT : HWNAS_OP_NEGATE);
}

static hwnas_status_t *compile_call(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node) {
  static const struct {
    const char *name;
    hwnas_opcode_t opcode;
    bool many;
  } functions[] = {{"abs", HWNAS_OP_ABS, false},
                   {"floor", HWNAS_OP_FLOOR, false},
                   {"ceil", HWNAS_OP_CEIL, false},
                   {"min", HWNAS_OP_MIN, true},
                   {"max", HWNAS_OP_MAX, true}};
  for (size_t f = 0; f < sizeof functions / sizeof functions[0]; f++) {
    if (strcmp(node->name, functions[f].name) != 0) continue;
    if (functions[f].many ? node->n_children < 2 : node->n_children != 1) break;
    for (size_t i = 0; i < node->n_children; i++) {
      type_t type;
      HWNAS_TRY(compile(predicate, node->children[i], &type));
      if (!functions[f].many || i > 0) HWNAS_TRY(emit_op(predicate, functions[f].opcode));
    }
    return NULL;
  }
  hwnas_status_t *status =
      hwnas_predicate_error(predicate, "%s() cannot be used here on metrics", node->name);
  return hwnas_status_detail(
      status, "on metrics: abs(x), floor(x), ceil(x), min(a, b...), max(a, b...), if(c, a, b)");
}

static hwnas_status_t *compile_name(hwnas_predicate_t *predicate, const char *name) {
  int32_t metric = predicate->set ? hwnas_metric_set_find(predicate->set, name) : -1;
  if (metric < 0)
    return hwnas_predicate_error(predicate, "the label '%s' has too many values to be used here", name);
  predicate->needs_metrics = true;
  return emit(predicate,
              (hwnas_instruction_t){.opcode = HWNAS_OP_METRIC,
                                    .index = (uint32_t)metric,
                                    .info = hwnas_metric_set_info(predicate->set, (size_t)metric)});
}

static hwnas_status_t *compile_node(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                    type_t *out) {
  *out = TYPE_NUMBER;
  switch (node->kind) {
    case HWNAS_EXPR_NAME:
      return compile_name(predicate, node->name);
    case HWNAS_EXPR_IF:
      return compile_if(predicate, node, out);
    case HWNAS_EXPR_UNARY:
      return compile_unary(predicate, node, out);
    case HWNAS_EXPR_CALL:
      return compile_call(predicate, node);
    case HWNAS_EXPR_BINARY:
      return compile_pair(predicate, node->children[0], node->children[1], node->operators[0]);
    case HWNAS_EXPR_COMPARE:
      *out = TYPE_BOOLEAN;
      return compile_comparison(predicate, node);
    case HWNAS_EXPR_AND:
    case HWNAS_EXPR_OR:
      *out = TYPE_BOOLEAN;
      return compile_logic(predicate, node);
    default:
      return hwnas_predicate_error(predicate,
                                   "lists, indices and loops may use labels, %d combinations at most, but "
                                   "no metrics",
                                   HWNAS_LABEL_CELLS);
  }
}

static hwnas_status_t *compile(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node, type_t *out) {
  hwnas_reads_t reads = {0};
  HWNAS_TRY(hwnas_predicate_reads(predicate, node, &reads));
  const hwnas_label_table_t *table = NULL;
  if (!reads.metrics) HWNAS_TRY(hwnas_predicate_fold(predicate, node, &reads, &table));
  if (!table) return compile_node(predicate, node, out);
  *out = table->boolean ? TYPE_BOOLEAN : TYPE_NUMBER;
  return emit(predicate, table->n_cells == 1
                             ? (hwnas_instruction_t){.opcode = HWNAS_OP_CONSTANT, .number = table->cells[0]}
                             : (hwnas_instruction_t){.opcode = HWNAS_OP_TABLE, .table = table});
}

hwnas_status_t *hwnas_predicate_compile(hwnas_predicate_t *predicate) {
  check_t check = {.predicate = predicate};
  hwnas_expr_names(predicate->expr, check_name, &check);
  HWNAS_TRY(check.status);
  type_t type;
  HWNAS_TRY(compile(predicate, predicate->expr->root, &type));
  if (type == TYPE_BOOLEAN) return NULL;
  hwnas_status_t *status = hwnas_predicate_error(predicate, "the expression is a number, not a comparison");
  return hwnas_status_detail(status, "write for example: flops <= 300e6 and s1_depth > 1");
}
