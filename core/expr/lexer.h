/* Tokens of an expression, one at a time. */
#ifndef HWNAS_CORE_EXPR_LEXER_H
#define HWNAS_CORE_EXPR_LEXER_H

#include "base/status.h"

typedef enum hwnas_token_kind {
  HWNAS_TOKEN_END,
  HWNAS_TOKEN_INT,   /* integer */
  HWNAS_TOKEN_REAL,  /* real */
  HWNAS_TOKEN_QUOTE, /* opens a string; what follows is the parser's, as it may hold expressions */
  HWNAS_TOKEN_NAME,
  HWNAS_TOKEN_OR,
  HWNAS_TOKEN_AND,
  HWNAS_TOKEN_NOT,
  HWNAS_TOKEN_IN,
  HWNAS_TOKEN_IF,
  HWNAS_TOKEN_FOR,
  HWNAS_TOKEN_TRUE,
  HWNAS_TOKEN_FALSE,
  HWNAS_TOKEN_NONE,
  HWNAS_TOKEN_PLUS,
  HWNAS_TOKEN_MINUS,
  HWNAS_TOKEN_STAR,
  HWNAS_TOKEN_SLASH,
  HWNAS_TOKEN_FLOOR,
  HWNAS_TOKEN_PERCENT,
  HWNAS_TOKEN_POWER,
  HWNAS_TOKEN_EQUAL,
  HWNAS_TOKEN_NOT_EQUAL,
  HWNAS_TOKEN_LESS,
  HWNAS_TOKEN_LESS_EQUAL,
  HWNAS_TOKEN_GREATER,
  HWNAS_TOKEN_GREATER_EQUAL,
  HWNAS_TOKEN_COMMA,
  HWNAS_TOKEN_PAREN,
  HWNAS_TOKEN_PAREN_END,
  HWNAS_TOKEN_BRACKET,
  HWNAS_TOKEN_BRACKET_END,
  HWNAS_TOKEN_BRACE_END
} hwnas_token_kind_t;

typedef struct hwnas_token {
  hwnas_token_kind_t kind;
  const char *start;
  size_t length;
  uint64_t integer; /* up to 2^63: a minus sign may stand before it */
  double real;
} hwnas_token_t;

typedef struct hwnas_lexer {
  const char *text;  /* the whole, for messages */
  const char *place; /* may be NULL */
  const char *at;    /* just after token */
  hwnas_token_t token;
} hwnas_lexer_t;

/* Moves on to the next token. Errors: EXPR_SYNTAX. */
hwnas_status_t *hwnas_lexer_next(hwnas_lexer_t *lexer);
/* EXPR_SYNTAX at a byte of the text: the message, its column in characters, the text and a caret below it. */
hwnas_status_t *hwnas_lexer_error(const hwnas_lexer_t *lexer, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4), returns_nonnull));
/* EXPR_SYNTAX at the present token: "expected <what>, found <the token>". */
hwnas_status_t *hwnas_lexer_expected(const hwnas_lexer_t *lexer, const char *what)
    __attribute__((returns_nonnull));

#endif
