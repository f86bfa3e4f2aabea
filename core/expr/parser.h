/* What the parts of the parser share. */
#ifndef HWNAS_CORE_EXPR_PARSER_H
#define HWNAS_CORE_EXPR_PARSER_H

#include "expr/ast.h"
#include "expr/lexer.h"

typedef struct hwnas_parser {
  hwnas_arena_t *arena;
  hwnas_lexer_t lexer;
  uint32_t depth; /* of the recursion */
} hwnas_parser_t;

/* Children that are being collected. */
typedef struct hwnas_node_list {
  const hwnas_expr_node_t **items;
  size_t n, capacity;
} hwnas_node_list_t;

/* A node that starts at a byte of the text, with these children (NULL: none). Errors: EXPR_SYNTAX when too
 * deep. */
hwnas_status_t *hwnas_parser_make(hwnas_parser_t *parser, hwnas_expr_kind_t kind, const char *start,
                                  const hwnas_node_list_t *children, hwnas_expr_node_t **out);
/* A whole expression, from the present token on. */
hwnas_status_t *hwnas_parser_expression(hwnas_parser_t *parser, const hwnas_expr_node_t **out);
/* Text with {expressions}, from lexer.at to the quote, or to the end if quote is '\0'. lexer.at is then
 * behind it, and the token stale. */
hwnas_status_t *hwnas_parser_template(hwnas_parser_t *parser, char quote, const hwnas_expr_node_t **out);

#endif
