#include "expr/lexer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct spelling {
  const char *text;
  hwnas_token_kind_t kind;
} spelling_t;

static const spelling_t words[] = {
    {"or", HWNAS_TOKEN_OR},     {"and", HWNAS_TOKEN_AND},     {"not", HWNAS_TOKEN_NOT},
    {"in", HWNAS_TOKEN_IN},     {"if", HWNAS_TOKEN_IF},       {"for", HWNAS_TOKEN_FOR},
    {"true", HWNAS_TOKEN_TRUE}, {"false", HWNAS_TOKEN_FALSE}, {"none", HWNAS_TOKEN_NONE},
    {"True", HWNAS_TOKEN_TRUE}, {"False", HWNAS_TOKEN_FALSE}, {"None", HWNAS_TOKEN_NONE},
    {"null", HWNAS_TOKEN_NONE},
};

/* Longer ones first. */
static const spelling_t symbols[] = {
    {"**", HWNAS_TOKEN_POWER},     {"//", HWNAS_TOKEN_FLOOR},      {"==", HWNAS_TOKEN_EQUAL},
    {"!=", HWNAS_TOKEN_NOT_EQUAL}, {"<=", HWNAS_TOKEN_LESS_EQUAL}, {">=", HWNAS_TOKEN_GREATER_EQUAL},
    {"<", HWNAS_TOKEN_LESS},       {">", HWNAS_TOKEN_GREATER},     {"+", HWNAS_TOKEN_PLUS},
    {"-", HWNAS_TOKEN_MINUS},      {"*", HWNAS_TOKEN_STAR},        {"/", HWNAS_TOKEN_SLASH},
    {"%", HWNAS_TOKEN_PERCENT},    {",", HWNAS_TOKEN_COMMA},       {"(", HWNAS_TOKEN_PAREN},
    {")", HWNAS_TOKEN_PAREN_END},  {"[", HWNAS_TOKEN_BRACKET},     {"]", HWNAS_TOKEN_BRACKET_END},
    {"}", HWNAS_TOKEN_BRACE_END},  {"'", HWNAS_TOKEN_QUOTE},       {"\"", HWNAS_TOKEN_QUOTE},
};

/* What people write who think of another language. */
static const char *const habits[][2] = {
    {"&&", "and"}, {"||", "or"}, {"&", "and"}, {"|", "or"},
    {"!", "not"},  {"=", "=="},  {"^", "**"},  {"?", "if(c, a, b)"},
};

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }
static bool is_digit(char c) { return isdigit((unsigned char)c); }

static const char *skip_digits(const char *at) {
  while (is_digit(*at)) at++;
  return at;
}

static const char *number_end(const char *at, bool *out_is_real) {
  at = skip_digits(at);
  *out_is_real = *at == '.';
  if (*at == '.') at = skip_digits(at + 1);
  if (*at != 'e' && *at != 'E') return at;
  const char *exponent = at + 1 + (at[1] == '+' || at[1] == '-');
  if (!is_digit(*exponent)) return at;
  *out_is_real = true;
  return skip_digits(exponent);
}

static hwnas_status_t *read_integer(hwnas_lexer_t *lexer) {
  hwnas_token_t *token = &lexer->token;
  token->kind = HWNAS_TOKEN_INT;
  token->integer = 0;
  if (token->length > 1 && *token->start == '0')
    return hwnas_lexer_error(lexer, token->start, "an integer starts with 0");
  for (size_t i = 0; i < token->length; i++) {
    uint64_t digit = (uint64_t)(token->start[i] - '0');
    if (token->integer > (((uint64_t)1 << 63) - digit) / 10)
      return hwnas_lexer_error(lexer, token->start, "an integer beyond 64 bits");
    token->integer = token->integer * 10 + digit;
  }
  return NULL;
}

static hwnas_status_t *read_number(hwnas_lexer_t *lexer) {
  hwnas_token_t *token = &lexer->token;
  bool is_real;
  const char *end = number_end(token->start, &is_real);
  if (is_word(*end)) return hwnas_lexer_error(lexer, end, "a number runs into a letter");
  token->length = (size_t)(end - token->start);
  lexer->at = end;
  if (!is_real) return read_integer(lexer);
  token->kind = HWNAS_TOKEN_REAL;
  token->real = strtod(token->start, NULL);
  if (isinf(token->real)) return hwnas_lexer_error(lexer, token->start, "a number beyond the range of reals");
  return NULL;
}

static void read_word(hwnas_lexer_t *lexer) {
  hwnas_token_t *token = &lexer->token;
  token->kind = HWNAS_TOKEN_NAME;
  while (is_word(token->start[token->length])) token->length++;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i].text) == token->length && memcmp(words[i].text, token->start, token->length) == 0)
      token->kind = words[i].kind;
  lexer->at = token->start + token->length;
}

static hwnas_status_t *read_symbol(hwnas_lexer_t *lexer) {
  hwnas_token_t *token = &lexer->token;
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    size_t length = strlen(symbols[i].text);
    if (strncmp(token->start, symbols[i].text, length) != 0) continue;
    token->kind = symbols[i].kind;
    token->length = length;
    lexer->at = token->start + length;
    return NULL;
  }
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (strncmp(token->start, habits[i][0], strlen(habits[i][0])) == 0)
      return hwnas_lexer_error(lexer, token->start, "'%s' is no operator here, write '%s'", habits[i][0],
                               habits[i][1]);
  size_t length = 1;
  while (((unsigned char)token->start[length] & 0xC0) == 0x80) length++;
  return hwnas_lexer_error(lexer, token->start, "unexpected character '%.*s'", (int)length, token->start);
}

hwnas_status_t *hwnas_lexer_next(hwnas_lexer_t *lexer) {
  while (isspace((unsigned char)*lexer->at)) lexer->at++;
  const char *at = lexer->at;
  lexer->token = (hwnas_token_t){.kind = HWNAS_TOKEN_END, .start = at};
  if (*at == '\0') return NULL;
  if (is_digit(*at) || (*at == '.' && is_digit(at[1]))) return read_number(lexer);
  if (!is_word(*at)) return read_symbol(lexer);
  read_word(lexer);
  return NULL;
}
