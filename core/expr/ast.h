/* The tree of an expression, for those who walk it themselves.
 *
 * Every node lives in the arena that the expression was parsed into and never changes. The depth of a tree is
 * at most HWNAS_EXPR_MAX_DEPTH, so walking it by recursion is safe. */
#ifndef HWNAS_CORE_EXPR_AST_H
#define HWNAS_CORE_EXPR_AST_H

#include "expr/expr.h"

typedef enum hwnas_expr_kind {
  HWNAS_EXPR_LITERAL,       /* value */
  HWNAS_EXPR_NAME,          /* name: a loop variable of a node around it, else free */
  HWNAS_EXPR_TEMPLATE,      /* the children as text, joined */
  HWNAS_EXPR_LIST,          /* the children as a list */
  HWNAS_EXPR_INDEX,         /* children[0] [ children[1] ] */
  HWNAS_EXPR_CALL,          /* name(children...); a GENERATOR is only ever the sole child */
  HWNAS_EXPR_IF,            /* if(children[0], children[1], children[2]) */
  HWNAS_EXPR_UNARY,         /* operators[0] children[0] */
  HWNAS_EXPR_BINARY,        /* children[0] operators[0] children[1] */
  HWNAS_EXPR_COMPARE,       /* a chain: operators[i] stands between children[i] and children[i + 1] */
  HWNAS_EXPR_AND,           /* two children or more */
  HWNAS_EXPR_OR,            /* two children or more */
  HWNAS_EXPR_COMPREHENSION, /* [children[0] clauses...] */
  HWNAS_EXPR_GENERATOR      /* the same as argument of sum, min, max, any, all or sorted */
} hwnas_expr_kind_t;

typedef enum hwnas_expr_operator {
  HWNAS_EXPR_NOT, /* unary */
  HWNAS_EXPR_NEGATE,
  HWNAS_EXPR_PLUS,
  HWNAS_EXPR_ADD, /* binary */
  HWNAS_EXPR_SUBTRACT,
  HWNAS_EXPR_MULTIPLY,
  HWNAS_EXPR_DIVIDE,
  HWNAS_EXPR_FLOOR_DIVIDE,
  HWNAS_EXPR_MODULO,
  HWNAS_EXPR_POWER,
  HWNAS_EXPR_EQUAL, /* comparisons */
  HWNAS_EXPR_NOT_EQUAL,
  HWNAS_EXPR_LESS,
  HWNAS_EXPR_LESS_EQUAL,
  HWNAS_EXPR_GREATER,
  HWNAS_EXPR_GREATER_EQUAL,
  HWNAS_EXPR_IN,
  HWNAS_EXPR_NOT_IN
} hwnas_expr_operator_t;

typedef struct hwnas_expr_node hwnas_expr_node_t;

/* `for variable in expr`, or `if expr` where variable is NULL. */
typedef struct hwnas_expr_clause {
  const char *variable; /* seen by the clauses after this one and by the element, not by expr */
  const hwnas_expr_node_t *expr;
} hwnas_expr_clause_t;

struct hwnas_expr_node {
  hwnas_expr_kind_t kind;
  uint32_t offset; /* bytes from the start of the text */
  uint32_t depth;  /* of the tree below, a leaf has 1 */
  size_t n_children;
  const hwnas_expr_node_t *const *children;
  const hwnas_expr_operator_t *operators;
  const char *name;
  hwnas_value_t value;
  size_t n_clauses; /* at least 1 for a comprehension; the first is a `for` */
  const hwnas_expr_clause_t *clauses;
};

struct hwnas_expr {
  const hwnas_expr_node_t *root;
  const char *text;
  const char *place; /* may be NULL */
};

/* "+", "not in" ... */
const char *hwnas_expr_operator_text(hwnas_expr_operator_t op);

#endif
