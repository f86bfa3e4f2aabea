#include <string.h>

#include "expr/ast.h"

/* Loop variables that are in force, innermost first. */
typedef struct scope {
  const char *variable;
  const struct scope *outer;
} scope_t;

typedef struct visitor {
  void (*fn)(void *self, const char *name, bool is_call);
  void *self;
} visitor_t;

static void visit(const visitor_t *visitor, const hwnas_expr_node_t *node, const scope_t *scope);

static bool is_bound(const scope_t *scope, const char *name) {
  for (; scope; scope = scope->outer)
    if (strcmp(scope->variable, name) == 0) return true;
  return false;
}

/* The clauses from number i on, then the element: each `for` is a scope around all that follows. */
static void visit_clauses(const visitor_t *visitor, const hwnas_expr_node_t *node, size_t i,
                          const scope_t *scope) {
  if (i == node->n_clauses) {
    visit(visitor, node->children[0], scope);
    return;
  }
  const hwnas_expr_clause_t *clause = &node->clauses[i];
  visit(visitor, clause->expr, scope);
  scope_t inner = {clause->variable, scope};
  visit_clauses(visitor, node, i + 1, clause->variable ? &inner : scope);
}

static void visit(const visitor_t *visitor, const hwnas_expr_node_t *node, const scope_t *scope) {
  if (node->kind == HWNAS_EXPR_NAME && !is_bound(scope, node->name))
    visitor->fn(visitor->self, node->name, false);
  if (node->kind == HWNAS_EXPR_CALL) visitor->fn(visitor->self, node->name, true);
  if (node->n_clauses > 0) {
    visit_clauses(visitor, node, 0, scope);
    return;
  }
  for (size_t i = 0; i < node->n_children; i++) visit(visitor, node->children[i], scope);
}

void hwnas_expr_names(const hwnas_expr_t *expr, void (*fn)(void *self, const char *name, bool is_call),
                      void *self) {
  visitor_t visitor = {fn, self};
  visit(&visitor, expr->root, NULL);
}
