#include <string.h>

#include "expr/parser.h"

/* Where a plain piece ends: at the quote, a single brace or the end of the text. */
static const char *piece_end(const char *at, char quote) {
  while (*at && *at != quote) {
    bool doubled = (*at == '{' || *at == '}') && at[1] == at[0];
    bool escaped = quote && *at == '\\' && at[1];
    if ((*at == '{' || *at == '}') && !doubled) return at;
    at += doubled || escaped ? 2 : 1;
  }
  return at;
}

static char escaped_character(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '\\':
    case '\'':
    case '"':
      return c;
    default:
      return '\0';
  }
}

/* Copies a piece: doubled braces become single, and between quotes the escapes what they stand for. */
static hwnas_status_t *copy_piece(hwnas_parser_t *parser, const char *at, const char *end, bool escapes,
                                  const char **out) {
  char *copy = hwnas_arena_alloc(parser->arena, (size_t)(end - at) + 1);
  HWNAS_TRY_ALLOC(copy);
  *out = copy;
  while (at < end) {
    bool escape = escapes && *at == '\\';
    char c = *at;
    if (escape) c = escaped_character(at[1]);
    if (c == '\0')
      return hwnas_lexer_error(&parser->lexer, at,
                               "unknown escape in a string, known are \\n \\t \\\\ \\' \\\"");
    *copy++ = c;
    at += escape || c == '{' || c == '}' ? 2 : 1;
  }
  return NULL;
}

static hwnas_status_t *add_piece(hwnas_parser_t *parser, char quote, hwnas_node_list_t *pieces) {
  const char *start = parser->lexer.at;
  const char *end = piece_end(start, quote);
  parser->lexer.at = end;
  if (end == start) return NULL;
  hwnas_expr_node_t *node = NULL;
  const char *text = NULL;
  HWNAS_TRY(copy_piece(parser, start, end, quote != '\0', &text));
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_LITERAL, start, NULL, &node));
  node->value = hwnas_value_string(text);
  HWNAS_TRY_ALLOC(HWNAS_PUSH(parser->arena, pieces->items, pieces->n, pieces->capacity, node));
  return NULL;
}

static hwnas_status_t *add_expression(hwnas_parser_t *parser, hwnas_node_list_t *pieces) {
  const hwnas_expr_node_t *node;
  parser->lexer.at++;
  HWNAS_TRY(hwnas_lexer_next(&parser->lexer));
  HWNAS_TRY(hwnas_parser_expression(parser, &node));
  if (parser->lexer.token.kind != HWNAS_TOKEN_BRACE_END) return hwnas_lexer_expected(&parser->lexer, "'}'");
  HWNAS_TRY_ALLOC(HWNAS_PUSH(parser->arena, pieces->items, pieces->n, pieces->capacity, node));
  return NULL;
}

static hwnas_status_t *finish(hwnas_parser_t *parser, const char *start, const hwnas_node_list_t *pieces,
                              const hwnas_expr_node_t **out) {
  hwnas_expr_node_t *node = NULL;
  if (pieces->n == 1 && pieces->items[0]->kind == HWNAS_EXPR_LITERAL &&
      pieces->items[0]->value.type == HWNAS_VALUE_STRING) {
    *out = pieces->items[0];
    return NULL;
  }
  hwnas_expr_kind_t kind = pieces->n == 0 ? HWNAS_EXPR_LITERAL : HWNAS_EXPR_TEMPLATE;
  HWNAS_TRY(hwnas_parser_make(parser, kind, start, pieces, &node));
  if (pieces->n == 0) node->value = hwnas_value_string("");
  *out = node;
  return NULL;
}

hwnas_status_t *hwnas_parser_template(hwnas_parser_t *parser, char quote, const hwnas_expr_node_t **out) {
  hwnas_lexer_t *lexer = &parser->lexer;
  const char *start = lexer->at;
  hwnas_node_list_t pieces = {0};
  for (;;) {
    HWNAS_TRY(add_piece(parser, quote, &pieces));
    if (*lexer->at == quote) break;
    if (*lexer->at == '\0') return hwnas_lexer_error(lexer, start - 1, "a string is never closed");
    if (*lexer->at == '}')
      return hwnas_lexer_error(lexer, lexer->at, "a '}' closes nothing, write '}}' for the character");
    HWNAS_TRY(add_expression(parser, &pieces));
  }
  if (quote) lexer->at++;
  return finish(parser, start, &pieces, out);
}
