/* The program behind a predicate: instructions on a small stack of doubles. */
#ifndef HWNAS_CORE_SEARCH_PROGRAM_H
#define HWNAS_CORE_SEARCH_PROGRAM_H

#include "base/arena.h"
#include "expr/ast.h"
#include "search/predicate.h"

typedef enum hwnas_opcode {
  HWNAS_OP_CONSTANT, /* push number */
  HWNAS_OP_METRIC,   /* push metric number `index`, in its unit */
  HWNAS_OP_TABLE,    /* push the cell of table for the point */
  HWNAS_OP_NOT,      /* unary */
  HWNAS_OP_TRUTH,    /* 1 unless 0 */
  HWNAS_OP_NEGATE,
  HWNAS_OP_ABS,
  HWNAS_OP_FLOOR,
  HWNAS_OP_CEIL,
  HWNAS_OP_ADD, /* binary */
  HWNAS_OP_SUBTRACT,
  HWNAS_OP_MULTIPLY,
  HWNAS_OP_DIVIDE,
  HWNAS_OP_FLOOR_DIVIDE,
  HWNAS_OP_MODULO,
  HWNAS_OP_POWER,
  HWNAS_OP_MIN,
  HWNAS_OP_MAX,
  HWNAS_OP_EQUAL,
  HWNAS_OP_NOT_EQUAL,
  HWNAS_OP_LESS,
  HWNAS_OP_LESS_EQUAL,
  HWNAS_OP_GREATER,
  HWNAS_OP_GREATER_EQUAL,
  HWNAS_OP_AND,       /* jump to `index` if the top is 0, else pop */
  HWNAS_OP_OR,        /* jump to `index` if the top is not 0, else pop */
  HWNAS_OP_JUMP_ZERO, /* pop; jump to `index` if it was 0 */
  HWNAS_OP_JUMP       /* jump to `index` */
} hwnas_opcode_t;

/* What depends on labels alone, for every combination of their values. */
typedef struct hwnas_label_table {
  size_t n_axes;
  const uint32_t *axes, *sizes; /* choices, and their numbers of values */
  size_t n_cells;
  const double *cells; /* row-major */
  bool boolean;        /* every cell is a truth value */
} hwnas_label_table_t;

typedef struct hwnas_instruction {
  hwnas_opcode_t opcode;
  uint32_t index;
  union {
    double number;
    const hwnas_metric_info_entry_t *info;
    const hwnas_label_table_t *table;
  };
} hwnas_instruction_t;

/* Binary operators need one place per level of the tree. */
#define HWNAS_PREDICATE_STACK (HWNAS_EXPR_MAX_DEPTH + 2)
#define HWNAS_LABEL_CELLS 65536

struct hwnas_predicate {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set; /* may be NULL */
  const hwnas_expr_t *expr;
  const char *text, *place;
  hwnas_instruction_t *code;
  size_t n_code, capacity;
  bool needs_metrics;
};

/* Compiles predicate->expr. Errors: PREDICATE. */
hwnas_status_t *hwnas_predicate_compile(hwnas_predicate_t *predicate);
/* A PREDICATE error that shows the expression. */
hwnas_status_t *hwnas_predicate_error(const hwnas_predicate_t *predicate, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What a subtree reads. */
typedef struct hwnas_reads {
  bool metrics;
  uint32_t *choices; /* each once, in the predicate's arena */
  size_t n, capacity;
} hwnas_reads_t;
hwnas_status_t *hwnas_predicate_reads(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                      hwnas_reads_t *out);
/* The table of a subtree that reads no metric; NULL in *out if it would have more than HWNAS_LABEL_CELLS
 * cells. Errors: PREDICATE if a cell is no number or cannot be computed. */
hwnas_status_t *hwnas_predicate_fold(hwnas_predicate_t *predicate, const hwnas_expr_node_t *node,
                                     const hwnas_reads_t *reads, const hwnas_label_table_t **out);
/* True if node is label(...); *out_label is its argument, NULL if that is no plain text. */
bool hwnas_predicate_is_label_call(const hwnas_expr_node_t *node, const char **out_label);

#endif
