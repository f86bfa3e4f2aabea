#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "expr/lexer.h"

#define SNIPPET_BEFORE 60 /* bytes of the text that a message shows, at most */
#define SNIPPET_AFTER 40

static bool continues(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

static size_t count_characters(const char *from, const char *to) {
  size_t n = 0;
  for (; from < to; from++) n += !continues(*from);
  return n;
}

/* The lines stay one: a line feed in the text would tear the caret from its place. */
static void append_printable(hwnas_str_t *out, const char *from, const char *to) {
  for (; from < to; from++) {
    char c = iscntrl((unsigned char)*from) ? ' ' : *from;
    hwnas_str_append_n(out, &c, 1);
  }
}

static void add_snippet(hwnas_status_t *status, const char *text, const char *at) {
  const char *from = at - text > SNIPPET_BEFORE ? at - SNIPPET_BEFORE : text;
  const char *to = strlen(at) > SNIPPET_AFTER ? at + SNIPPET_AFTER : at + strlen(at);
  while (continues(*from)) from++;
  while (continues(*to)) to++;
  const char *head = from > text ? "..." : "";
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, head);
  append_printable(&line, from, to);
  if (*to) hwnas_str_append(&line, "...");
  hwnas_status_detail(status, "%s", line.text);
  hwnas_status_detail(status, "%*s^", (int)(strlen(head) + count_characters(from, at)), "");
  hwnas_str_deinit(&line);
}

hwnas_status_t *hwnas_lexer_error(const hwnas_lexer_t *lexer, const char *at, const char *format, ...) {
  char what[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_EXPR_SYNTAX, "%s, at column %zu", what,
                                             count_characters(lexer->text, at) + 1);
  if (lexer->place) hwnas_status_at(status, "%s", lexer->place);
  add_snippet(status, lexer->text, at);
  return status;
}

hwnas_status_t *hwnas_lexer_expected(const hwnas_lexer_t *lexer, const char *what) {
  const hwnas_token_t *token = &lexer->token;
  if (token->kind == HWNAS_TOKEN_END)
    return hwnas_lexer_error(lexer, token->start, "expected %s, found the end", what);
  if (token->kind == HWNAS_TOKEN_QUOTE)
    return hwnas_lexer_error(lexer, token->start, "expected %s, found a string", what);
  int length = token->length < 40 ? (int)token->length : 40;
  return hwnas_lexer_error(lexer, token->start, "expected %s, found '%.*s'", what, length, token->start);
}
