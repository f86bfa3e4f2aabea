#include "expr/expr.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "expr/parser.h"

typedef hwnas_status_t *(*parse_fn)(hwnas_parser_t *parser, const hwnas_expr_node_t **out);

static hwnas_status_t *parse_whole(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  HWNAS_TRY(hwnas_lexer_next(&parser->lexer));
  HWNAS_TRY(hwnas_parser_expression(parser, out));
  if (parser->lexer.token.kind != HWNAS_TOKEN_END)
    return hwnas_lexer_expected(&parser->lexer, "an operator or the end");
  return NULL;
}

static hwnas_status_t *parse_whole_template(hwnas_parser_t *parser, const hwnas_expr_node_t **out) {
  return hwnas_parser_template(parser, '\0', out);
}

static hwnas_status_t *too_long(size_t length, const char *place) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_EXPR_SYNTAX, "an expression of %zu bytes is too long", length);
  if (place) hwnas_status_at(status, "%s", place);
  return hwnas_status_detail(status, "at most %d bytes are allowed", HWNAS_EXPR_MAX_BYTES);
}

static hwnas_status_t *parse_with(parse_fn parse, hwnas_arena_t *arena, const char *text, const char *place,
                                  const hwnas_expr_t **out) {
  size_t length = strlen(text);
  if (length > HWNAS_EXPR_MAX_BYTES) return too_long(length, place);
  hwnas_expr_t *expr = hwnas_arena_alloc(arena, sizeof *expr);
  HWNAS_TRY_ALLOC(expr);
  expr->text = hwnas_arena_strndup(arena, text, length);
  expr->place = place ? hwnas_arena_strdup(arena, place) : NULL;
  if (!expr->text || (place && !expr->place)) return hwnas_status_no_memory();
  hwnas_parser_t parser = {.arena = arena,
                           .lexer = {.text = expr->text, .place = expr->place, .at = expr->text}};
  HWNAS_TRY(parse(&parser, &expr->root));
  *out = expr;
  return NULL;
}

hwnas_status_t *hwnas_expr_parse(hwnas_arena_t *arena, const char *text, const char *place,
                                 const hwnas_expr_t **out) {
  return parse_with(parse_whole, arena, text, place, out);
}

hwnas_status_t *hwnas_expr_parse_template(hwnas_arena_t *arena, const char *text, const char *place,
                                          const hwnas_expr_t **out) {
  return parse_with(parse_whole_template, arena, text, place, out);
}

const hwnas_expr_t *hwnas_expr_literal(hwnas_arena_t *arena, hwnas_value_t value) {
  hwnas_expr_t *expr = hwnas_arena_alloc(arena, sizeof *expr);
  hwnas_expr_node_t *node = hwnas_arena_alloc(arena, sizeof *node);
  hwnas_str_t text;
  if (!expr || !node) return NULL;
  hwnas_str_init(&text);
  hwnas_value_print(&value, &text);
  expr->text = text.failed ? NULL : hwnas_arena_strndup(arena, text.text, text.length);
  hwnas_str_deinit(&text);
  node->kind = HWNAS_EXPR_LITERAL;
  node->depth = 1;
  node->value = value;
  expr->root = node;
  return expr->text ? expr : NULL;
}

const char *hwnas_expr_text(const hwnas_expr_t *expr) { return expr->text; }
const char *hwnas_expr_place(const hwnas_expr_t *expr) { return expr->place; }

const char *hwnas_expr_operator_text(hwnas_expr_operator_t op) {
  static const char *const texts[] = {
      [HWNAS_EXPR_NOT] = "not",    [HWNAS_EXPR_NEGATE] = "-",
      [HWNAS_EXPR_PLUS] = "+",     [HWNAS_EXPR_ADD] = "+",
      [HWNAS_EXPR_SUBTRACT] = "-", [HWNAS_EXPR_MULTIPLY] = "*",
      [HWNAS_EXPR_DIVIDE] = "/",   [HWNAS_EXPR_FLOOR_DIVIDE] = "//",
      [HWNAS_EXPR_MODULO] = "%",   [HWNAS_EXPR_POWER] = "**",
      [HWNAS_EXPR_EQUAL] = "==",   [HWNAS_EXPR_NOT_EQUAL] = "!=",
      [HWNAS_EXPR_LESS] = "<",     [HWNAS_EXPR_LESS_EQUAL] = "<=",
      [HWNAS_EXPR_GREATER] = ">",  [HWNAS_EXPR_GREATER_EQUAL] = ">=",
      [HWNAS_EXPR_IN] = "in",      [HWNAS_EXPR_NOT_IN] = "not in",
  };
  return texts[op];
}

/* A refusal must be made even when there is no memory for it. */
static const hwnas_refusal_t refused_without_memory = {.what = "out of memory",
                                                       .error = HWNAS_ERROR_NO_MEMORY};

static const char *format_text(hwnas_arena_t *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = length < 0 ? NULL : hwnas_arena_alloc(arena, (size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

hwnas_value_t hwnas_refuse(hwnas_arena_t *arena, hwnas_error_t error, const char *place, const char *format,
                           ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *what = format_text(arena, format, arguments);
  va_end(arguments);
  hwnas_refusal_t *refusal = hwnas_arena_alloc(arena, sizeof *refusal);
  if (!what || !refusal) return hwnas_value_undefined(&refused_without_memory);
  *refusal = (hwnas_refusal_t){.what = what, .place = place, .error = (uint32_t)error};
  return hwnas_value_undefined(refusal);
}
