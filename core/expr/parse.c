#include <string.h>

#include "expr/parser.h"

/* How tightly operators bind. */
enum { BIND_OR = 1, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_SUM, BIND_PRODUCT, BIND_UNARY, BIND_POWER };

static hwnas_status_t *parse(hwnas_parser_t *parser, int binding, const hwnas_expr_node_t **out);

static hwnas_token_kind_t peek(const hwnas_parser_t *parser) { return parser->lexer.token.kind; }
static hwnas_status_t *next(hwnas_parser_t *parser) { return hwnas_lexer_next(&parser->lexer); }

static hwnas_status_t *expect(hwnas_parser_t *parser, hwnas_token_kind_t kind, const char *what) {
  if (peek(parser) != kind) return hwnas_lexer_expected(&parser->lexer, what);
  return next(parser);
}

static hwnas_status_t *too_deep(const hwnas_parser_t *parser, const char *at) {
  hwnas_status_t *status =
      hwnas_lexer_error(&parser->lexer, at, "nested deeper than %d", HWNAS_EXPR_MAX_DEPTH);
  return hwnas_status_detail(status, "give parts of it a name under \"let\"");
}

hwnas_status_t *hwnas_parser_make(hwnas_parser_t *parser, hwnas_expr_kind_t kind, const char *start,
                                  const hwnas_node_list_t *children, hwnas_expr_node_t **out) {
  hwnas_expr_node_t *node = hwnas_arena_alloc(parser->arena, sizeof *node);
  HWNAS_TRY_ALLOC(node);
  node->kind = kind;
  node->offset = (uint32_t)(start - parser->lexer.text);
  node->depth = 1;
  node->n_children = children ? children->n : 0;
  node->children = children ? children->items : NULL;
  for (size_t i = 0; i < node->n_children; i++)
    if (node->depth <= node->children[i]->depth) node->depth = node->children[i]->depth + 1;
  *out = node;
  return node->depth > HWNAS_EXPR_MAX_DEPTH ? too_deep(parser, start) : NULL;
}

static hwnas_status_t *push(hwnas_parser_t *parser, hwnas_node_list_t *list, const hwnas_expr_node_t *node) {
  HWNAS_TRY_ALLOC(HWNAS_PUSH(parser->arena, list->items, list->n, list->capacity, node));
  return NULL;
}

/* Parses one more child. */
static hwnas_status_t *parse_into(hwnas_parser_t *parser, int binding, hwnas_node_list_t *list) {
  const hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(parse(parser, binding, &node));
  return push(parser, list, node);
}

/* A node with one operator: unary or binary. */
static hwnas_status_t *make_operation(hwnas_parser_t *parser, const char *start, hwnas_expr_operator_t op,
                                      const hwnas_node_list_t *operands, const hwnas_expr_node_t **out) {
  hwnas_expr_node_t *node = NULL;
  hwnas_expr_operator_t *operators = hwnas_arena_alloc(parser->arena, sizeof *operators);
  HWNAS_TRY_ALLOC(operators);
  *operators = op;
  HWNAS_TRY(hwnas_parser_make(parser, operands->n == 1 ? HWNAS_EXPR_UNARY : HWNAS_EXPR_BINARY, start,
                              operands, &node));
  node->operators = operators;
  *out = node;
  return NULL;
}

/* ---- Literals and names ---------------------------------------------------------------------- */

static hwnas_status_t *make_literal(hwnas_parser_t *parser, hwnas_value_t value,
                                    const hwnas_expr_node_t **out) {
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_LITERAL, parser->lexer.token.start, NULL, &node));
  node->value = value;
  *out = node;
  return next(parser);
}

static hwnas_status_t *parse_integer(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  const hwnas_token_t *token = &parser->lexer.token;
  if (token->integer > INT64_MAX)
    return hwnas_lexer_error(&parser->lexer, token->start, "an integer beyond 64 bits");
  return make_literal(parser, hwnas_value_int((int64_t)token->integer), out);
}

static hwnas_status_t *parse_string(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  HWNAS_TRY(hwnas_parser_template(parser, *parser->lexer.token.start, out));
  return next(parser);
}

static hwnas_status_t *take_name(hwnas_parser_t *parser, const char **out) {
  const hwnas_token_t *token = &parser->lexer.token;
  if (token->kind != HWNAS_TOKEN_NAME) return hwnas_lexer_expected(&parser->lexer, "a name");
  *out = hwnas_arena_strndup(parser->arena, token->start, token->length);
  HWNAS_TRY_ALLOC(*out);
  return next(parser);
}

/* ---- Lists, comprehensions and calls --------------------------------------------------------- */

static hwnas_status_t *parse_clause(hwnas_parser_t *parser, hwnas_expr_clause_t *out) {
  *out = (hwnas_expr_clause_t){0};
  bool loop = peek(parser) == HWNAS_TOKEN_FOR;
  HWNAS_TRY(next(parser));
  if (loop) {
    HWNAS_TRY(take_name(parser, &out->variable));
    HWNAS_TRY(expect(parser, HWNAS_TOKEN_IN, "'in'"));
  }
  return parse(parser, BIND_OR, &out->expr);
}

/* From the `for` on; element is the only child so far. */
static hwnas_status_t *parse_clauses(hwnas_parser_t *parser, hwnas_expr_kind_t kind, const char *start,
                                     const hwnas_node_list_t *element, const hwnas_expr_node_t **out) {
  hwnas_expr_clause_t *clauses = NULL;
  size_t n = 0, capacity = 0;
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(hwnas_parser_make(parser, kind, start, element, &node));
  while (peek(parser) == HWNAS_TOKEN_FOR || peek(parser) == HWNAS_TOKEN_IF) {
    hwnas_expr_clause_t clause;
    HWNAS_TRY(parse_clause(parser, &clause));
    if (node->depth <= clause.expr->depth) node->depth = clause.expr->depth + 1;
    HWNAS_TRY_ALLOC(HWNAS_PUSH(parser->arena, clauses, n, capacity, clause));
  }
  /* Clauses nest when they run. */
  node->depth += (uint32_t)n - 1;
  if (node->depth > HWNAS_EXPR_MAX_DEPTH) return too_deep(parser, start);
  node->clauses = clauses;
  node->n_clauses = n;
  *out = node;
  return NULL;
}

/* Items up to the closing token, which is taken; or only one item when a `for` follows it. */
static hwnas_status_t *parse_items(hwnas_parser_t *parser, hwnas_token_kind_t end, hwnas_node_list_t *items,
                                   bool *out_loop) {
  const char *what = end == HWNAS_TOKEN_PAREN_END ? "',' or ')'" : "',' or ']'";
  *out_loop = false;
  while (peek(parser) != end) {
    if (items->n > 0) HWNAS_TRY(expect(parser, HWNAS_TOKEN_COMMA, what));
    if (items->n > 0 && peek(parser) == end) break;
    HWNAS_TRY(parse_into(parser, BIND_OR, items));
    *out_loop = items->n == 1 && peek(parser) == HWNAS_TOKEN_FOR;
    if (*out_loop) return NULL;
  }
  return next(parser);
}

static hwnas_status_t *parse_list(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  const char *start = parser->lexer.token.start;
  hwnas_node_list_t items = {0};
  bool loop;
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse_items(parser, HWNAS_TOKEN_BRACKET_END, &items, &loop));
  if (loop) {
    HWNAS_TRY(parse_clauses(parser, HWNAS_EXPR_COMPREHENSION, start, &items, out));
    return expect(parser, HWNAS_TOKEN_BRACKET_END, "']'");
  }
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_LIST, start, &items, &node));
  *out = node;
  return NULL;
}

static bool takes_generator(const char *function) {
  static const char *const names[] = {"sum", "min", "max", "any", "all", "sorted"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i], function) == 0) return true;
  return false;
}

/* Makes the only argument, an element so far, a generator. */
static hwnas_status_t *parse_generator(hwnas_parser_t *parser, const char *function,
                                       hwnas_node_list_t *arguments) {
  if (!takes_generator(function))
    return hwnas_lexer_error(&parser->lexer, parser->lexer.token.start,
                             "%s takes no generator, put [ ] around it", function);
  const hwnas_expr_node_t *generator;
  hwnas_node_list_t element = *arguments;
  const char *start = parser->lexer.text + element.items[0]->offset;
  HWNAS_TRY(parse_clauses(parser, HWNAS_EXPR_GENERATOR, start, &element, &generator));
  *arguments = (hwnas_node_list_t){0};
  HWNAS_TRY(push(parser, arguments, generator));
  return expect(parser, HWNAS_TOKEN_PAREN_END, "')'");
}

static hwnas_status_t *parse_call(hwnas_parser_t *parser, const char *start, const char *function,
                                  const hwnas_expr_node_t **out) {
  hwnas_node_list_t arguments = {0};
  hwnas_expr_node_t *node = NULL;
  bool loop;
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse_items(parser, HWNAS_TOKEN_PAREN_END, &arguments, &loop));
  if (loop) HWNAS_TRY(parse_generator(parser, function, &arguments));
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_CALL, start, &arguments, &node));
  node->name = function;
  *out = node;
  return NULL;
}

static hwnas_status_t *parse_name(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  const char *start = parser->lexer.token.start;
  const char *name;
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(take_name(parser, &name));
  if (peek(parser) == HWNAS_TOKEN_PAREN) return parse_call(parser, start, name, out);
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_NAME, start, NULL, &node));
  node->name = name;
  *out = node;
  return NULL;
}

static hwnas_status_t *parse_if(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  const char *start = parser->lexer.token.start;
  hwnas_node_list_t parts = {0};
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(next(parser));
  HWNAS_TRY(expect(parser, HWNAS_TOKEN_PAREN, "'(' after 'if'"));
  HWNAS_TRY(parse_into(parser, BIND_OR, &parts));
  for (int i = 0; i < 2; i++) {
    HWNAS_TRY(expect(parser, HWNAS_TOKEN_COMMA, "',' as in if(condition, then, else)"));
    HWNAS_TRY(parse_into(parser, BIND_OR, &parts));
  }
  HWNAS_TRY(expect(parser, HWNAS_TOKEN_PAREN_END, "')'"));
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_IF, start, &parts, &node));
  *out = node;
  return NULL;
}

static hwnas_status_t *parse_group(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse(parser, BIND_OR, out));
  return expect(parser, HWNAS_TOKEN_PAREN_END, "')'");
}

/* ---- Operators ------------------------------------------------------------------------------- */

static hwnas_status_t *parse_unary(hwnas_parser_t *parser, hwnas_expr_operator_t op, int binding,
                                   const hwnas_expr_node_t **out) {
  const char *start = parser->lexer.token.start;
  hwnas_node_list_t operand = {0};
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse_into(parser, binding, &operand));
  return make_operation(parser, start, op, &operand, out);
}

/* -9223372036854775808 is an integer, though its digits alone are not. */
static hwnas_status_t *parse_minus(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  hwnas_lexer_t ahead = parser->lexer;
  HWNAS_TRY(hwnas_lexer_next(&ahead));
  if (ahead.token.kind != HWNAS_TOKEN_INT || ahead.token.integer <= INT64_MAX)
    return parse_unary(parser, HWNAS_EXPR_NEGATE, BIND_UNARY, out);
  parser->lexer = ahead;
  HWNAS_TRY(make_literal(parser, hwnas_value_int(INT64_MIN), out));
  if (peek(parser) == HWNAS_TOKEN_POWER)
    return hwnas_lexer_error(&parser->lexer, ahead.token.start, "an integer beyond 64 bits");
  return NULL;
}

static hwnas_status_t *parse_not(hwnas_parser_t *parser, int binding, const hwnas_expr_node_t **out) {
  if (binding > BIND_NOT)
    return hwnas_lexer_error(&parser->lexer, parser->lexer.token.start,
                             "'not' here needs parentheses around it");
  return parse_unary(parser, HWNAS_EXPR_NOT, BIND_NOT, out);
}

static hwnas_status_t *parse_prefix(hwnas_parser_t *parser, int binding, const hwnas_expr_node_t **out) {
  switch (peek(parser)) {
    case HWNAS_TOKEN_INT:
      return parse_integer(parser, out);
    case HWNAS_TOKEN_REAL:
      return make_literal(parser, hwnas_value_real(parser->lexer.token.real), out);
    case HWNAS_TOKEN_TRUE:
      return make_literal(parser, hwnas_value_bool(true), out);
    case HWNAS_TOKEN_FALSE:
      return make_literal(parser, hwnas_value_bool(false), out);
    case HWNAS_TOKEN_NONE:
      return make_literal(parser, hwnas_value_null(), out);
    case HWNAS_TOKEN_QUOTE:
      return parse_string(parser, out);
    case HWNAS_TOKEN_NAME:
      return parse_name(parser, out);
    case HWNAS_TOKEN_IF:
      return parse_if(parser, out);
    case HWNAS_TOKEN_PAREN:
      return parse_group(parser, out);
    case HWNAS_TOKEN_BRACKET:
      return parse_list(parser, out);
    case HWNAS_TOKEN_MINUS:
      return parse_minus(parser, out);
    case HWNAS_TOKEN_PLUS:
      return parse_unary(parser, HWNAS_EXPR_PLUS, BIND_UNARY, out);
    case HWNAS_TOKEN_NOT:
      return parse_not(parser, binding, out);
    default:
      return hwnas_lexer_expected(&parser->lexer, "a value");
  }
}

typedef struct infix {
  hwnas_token_kind_t token;
  int binding; /* of the operator */
  int right;   /* of its right operand */
  hwnas_expr_operator_t op;
} infix_t;

static const infix_t infixes[] = {
    {HWNAS_TOKEN_PLUS, BIND_SUM, BIND_PRODUCT, HWNAS_EXPR_ADD},
    {HWNAS_TOKEN_MINUS, BIND_SUM, BIND_PRODUCT, HWNAS_EXPR_SUBTRACT},
    {HWNAS_TOKEN_STAR, BIND_PRODUCT, BIND_UNARY, HWNAS_EXPR_MULTIPLY},
    {HWNAS_TOKEN_SLASH, BIND_PRODUCT, BIND_UNARY, HWNAS_EXPR_DIVIDE},
    {HWNAS_TOKEN_FLOOR, BIND_PRODUCT, BIND_UNARY, HWNAS_EXPR_FLOOR_DIVIDE},
    {HWNAS_TOKEN_PERCENT, BIND_PRODUCT, BIND_UNARY, HWNAS_EXPR_MODULO},
    /* To the right, as 2 ** -3 ** 2 is 2 ** (-(3 ** 2)). */
    {HWNAS_TOKEN_POWER, BIND_POWER, BIND_UNARY, HWNAS_EXPR_POWER},
    {HWNAS_TOKEN_EQUAL, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_EQUAL},
    {HWNAS_TOKEN_NOT_EQUAL, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_NOT_EQUAL},
    {HWNAS_TOKEN_LESS, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_LESS},
    {HWNAS_TOKEN_LESS_EQUAL, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_LESS_EQUAL},
    {HWNAS_TOKEN_GREATER, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_GREATER},
    {HWNAS_TOKEN_GREATER_EQUAL, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_GREATER_EQUAL},
    {HWNAS_TOKEN_IN, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_IN},
    {HWNAS_TOKEN_NOT, BIND_COMPARE, BIND_SUM, HWNAS_EXPR_NOT_IN},
};

static const infix_t *find_infix(hwnas_token_kind_t token) {
  for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
    if (infixes[i].token == token) return &infixes[i];
  return NULL;
}

/* left stands for the whole so far: each of these replaces it. */
static hwnas_status_t *parse_binary(hwnas_parser_t *parser, const char *start, const infix_t *infix,
                                    const hwnas_expr_node_t **left) {
  hwnas_node_list_t operands = {0};
  HWNAS_TRY(push(parser, &operands, *left));
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse_into(parser, infix->right, &operands));
  return make_operation(parser, start, infix->op, &operands, left);
}

static hwnas_status_t *parse_compare(hwnas_parser_t *parser, const char *start,
                                     const hwnas_expr_node_t **left) {
  hwnas_node_list_t operands = {0};
  hwnas_expr_operator_t *operators = NULL;
  size_t n = 0, capacity = 0;
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(push(parser, &operands, *left));
  for (const infix_t *infix; (infix = find_infix(peek(parser))) && infix->binding == BIND_COMPARE;) {
    HWNAS_TRY_ALLOC(HWNAS_PUSH(parser->arena, operators, n, capacity, infix->op));
    HWNAS_TRY(next(parser));
    if (infix->op == HWNAS_EXPR_NOT_IN) HWNAS_TRY(expect(parser, HWNAS_TOKEN_IN, "'in' after 'not'"));
    HWNAS_TRY(parse_into(parser, BIND_SUM, &operands));
  }
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_COMPARE, start, &operands, &node));
  node->operators = operators;
  *left = node;
  return NULL;
}

static hwnas_status_t *parse_logic(hwnas_parser_t *parser, const char *start,
                                   const hwnas_expr_node_t **left) {
  hwnas_token_kind_t token = peek(parser);
  bool is_and = token == HWNAS_TOKEN_AND;
  hwnas_node_list_t operands = {0};
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(push(parser, &operands, *left));
  while (peek(parser) == token) {
    HWNAS_TRY(next(parser));
    HWNAS_TRY(parse_into(parser, is_and ? BIND_NOT : BIND_AND, &operands));
  }
  HWNAS_TRY(hwnas_parser_make(parser, is_and ? HWNAS_EXPR_AND : HWNAS_EXPR_OR, start, &operands, &node));
  *left = node;
  return NULL;
}

static hwnas_status_t *parse_index(hwnas_parser_t *parser, const char *start,
                                   const hwnas_expr_node_t **left) {
  hwnas_node_list_t parts = {0};
  hwnas_expr_node_t *node = NULL;
  HWNAS_TRY(push(parser, &parts, *left));
  HWNAS_TRY(next(parser));
  HWNAS_TRY(parse_into(parser, BIND_OR, &parts));
  HWNAS_TRY(expect(parser, HWNAS_TOKEN_BRACKET_END, "']'"));
  HWNAS_TRY(hwnas_parser_make(parser, HWNAS_EXPR_INDEX, start, &parts, &node));
  *left = node;
  return NULL;
}

/* Takes one operator and what follows it; *out_more false when none binds tightly enough. */
static hwnas_status_t *parse_infix(hwnas_parser_t *parser, const char *start, int binding, bool *out_more,
                                   const hwnas_expr_node_t **left) {
  hwnas_token_kind_t token = peek(parser);
  const infix_t *infix = find_infix(token);
  *out_more = true;
  if (token == HWNAS_TOKEN_BRACKET) return parse_index(parser, start, left);
  if (token == HWNAS_TOKEN_OR && binding <= BIND_OR) return parse_logic(parser, start, left);
  if (token == HWNAS_TOKEN_AND && binding <= BIND_AND) return parse_logic(parser, start, left);
  *out_more = infix && infix->binding >= binding;
  if (!*out_more) return NULL;
  return infix->binding == BIND_COMPARE ? parse_compare(parser, start, left)
                                        : parse_binary(parser, start, infix, left);
}

/* An expression of operators that bind at least so tightly. */
static hwnas_status_t *parse(hwnas_parser_t *parser, int binding, const hwnas_expr_node_t **out) {
  const char *start = parser->lexer.token.start;
  bool more = true;
  if (++parser->depth > HWNAS_EXPR_MAX_DEPTH) return too_deep(parser, start);
  HWNAS_TRY(parse_prefix(parser, binding, out));
  while (more) HWNAS_TRY(parse_infix(parser, start, binding, &more, out));
  parser->depth--;
  return NULL;
}

hwnas_status_t *hwnas_parser_expression(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  return parse(parser, BIND_OR, out);
}
