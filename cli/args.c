#include "args.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 512

typedef struct parser {
  hwnas_args_t *args;
  size_t n, at; /* words, and the one to read next */
  const char *const *words;
  hwnas_status_t *errors;
} parser_t;

static const char *dashes(const char *name) { return name[0] && name[1] ? "--" : "-"; }

hwnas_status_t *hwnas_args_error(const hwnas_verb_t *verb, const char *format, ...) {
  char text[MESSAGE_MAX];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, "%s: %s", verb->name, text);
  return hwnas_status_detail(status, "see: hwnas %s --help", verb->name);
}

/* ---- Parsing --------------------------------------------------------------------------------- */

static void report(parser_t *parser, hwnas_status_t *status) { hwnas_status_append(&parser->errors, status); }

static const char **spelled_options(parser_t *parser) {
  const hwnas_verb_t *verb = parser->args->verb;
  const char **names = hwnas_arena_alloc_array(&parser->args->arena, verb->n_options + 1, sizeof *names);
  for (size_t i = 0; names && i < verb->n_options; i++) {
    const char *name = verb->options[i].name;
    names[i] = hwnas_arena_printf(&parser->args->arena, "%s%s", dashes(name), name);
    if (!names[i]) return NULL;
  }
  return names;
}

static hwnas_status_t *unknown_option(parser_t *parser, const char *word, size_t length) {
  const hwnas_verb_t *verb = parser->args->verb;
  const char **names = spelled_options(parser);
  const char *given = hwnas_arena_strndup(&parser->args->arena, word, length);
  HWNAS_TRY_ALLOC(names);
  HWNAS_TRY_ALLOC(given);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, "%s: unknown option '%s'", verb->name, given);
  hwnas_status_suggest(status, given, names, verb->n_options);
  return hwnas_status_detail(status, "see: hwnas %s --help", verb->name);
}

static int64_t find_option(const hwnas_verb_t *verb, const char *name, size_t length) {
  for (size_t i = 0; i < verb->n_options; i++)
    if (strlen(verb->options[i].name) == length && strncmp(verb->options[i].name, name, length) == 0)
      return (int64_t)i;
  return -1;
}

/* A value that begins with "--" is more likely a value that was forgotten; --name=VALUE takes any. */
static const char *next_word(parser_t *parser) {
  if (parser->at >= parser->n || strncmp(parser->words[parser->at], "--", 2) == 0) return NULL;
  return parser->words[parser->at++];
}

static hwnas_status_t *take_option(parser_t *parser, size_t i, const char *attached) {
  const hwnas_verb_t *verb = parser->args->verb;
  const hwnas_arg_option_t *option = &verb->options[i];
  const char *dash = dashes(option->name);
  hwnas_arg_values_t *values = &parser->args->options[i];
  if (!option->value && attached) return hwnas_args_error(verb, "%s%s takes no value", dash, option->name);
  const char *value = !option->value || attached ? attached : next_word(parser);
  if (option->value && !value)
    return hwnas_args_error(verb, "%s%s needs a value: %s", dash, option->name, option->value);
  if (values->n > 0 && !(option->flags & HWNAS_ARG_REPEATABLE))
    return hwnas_args_error(verb, "%s%s is given twice", dash, option->name);
  values->items[values->n++] = value;
  return NULL;
}

static hwnas_status_t *parse_option(parser_t *parser, const char *word) {
  const hwnas_verb_t *verb = parser->args->verb;
  bool is_long = word[1] == '-';
  const char *name = word + (is_long ? 2 : 1);
  size_t length = is_long ? strcspn(name, "=") : 1;
  int64_t i = is_long == (length > 1) ? find_option(verb, name, length) : -1;
  if (i < 0) return unknown_option(parser, word, is_long ? length + 2 : strlen(word));
  const char *rest = name + length;
  const char *attached = is_long ? (*rest ? rest + 1 : NULL) : (*rest ? rest : NULL);
  return take_option(parser, (size_t)i, attached);
}

static void parse_words(parser_t *parser) {
  hwnas_arg_values_t *operands = &parser->args->operands;
  bool only_operands = false;
  while (parser->at < parser->n) {
    const char *word = parser->words[parser->at++];
    if (only_operands || word[0] != '-' || !word[1])
      operands->items[operands->n++] = word;
    else if (strcmp(word, "--") == 0)
      only_operands = true;
    else
      report(parser, parse_option(parser, word));
  }
}

static void check_complete(parser_t *parser) {
  const hwnas_args_t *args = parser->args;
  const hwnas_verb_t *verb = args->verb;
  if (args->operands.n < verb->n_min)
    report(parser, hwnas_args_error(verb, "something is missing, expected: %s", verb->operands));
  if (args->operands.n > verb->n_max)
    report(parser, hwnas_args_error(verb, "'%s' is one too many", args->operands.items[verb->n_max]));
}

hwnas_status_t *hwnas_args_parse(const hwnas_verb_t *verb, size_t n, const char *const *words,
                                 hwnas_args_t *out) {
  memset(out, 0, sizeof *out);
  hwnas_arena_init(&out->arena);
  out->verb = verb;
  out->options = hwnas_arena_alloc_array(&out->arena, verb->n_options, sizeof *out->options);
  out->operands.items = hwnas_arena_alloc_array(&out->arena, n, sizeof *out->operands.items);
  HWNAS_TRY_ALLOC(out->options);
  HWNAS_TRY_ALLOC(out->operands.items);
  for (size_t i = 0; i < verb->n_options; i++) {
    out->options[i].items = hwnas_arena_alloc_array(&out->arena, n, sizeof *out->options[i].items);
    HWNAS_TRY_ALLOC(out->options[i].items);
  }
  parser_t parser = {.args = out, .n = n, .words = words};
  parse_words(&parser);
  if (!parser.errors) check_complete(&parser);
  return parser.errors;
}

void hwnas_args_deinit(hwnas_args_t *args) { hwnas_arena_deinit(&args->arena); }

/* ---- Reading --------------------------------------------------------------------------------- */

hwnas_arg_values_t hwnas_args_list(const hwnas_args_t *args, const char *option) {
  int64_t i = find_option(args->verb, option, strlen(option));
  return i < 0 ? (hwnas_arg_values_t){NULL, 0} : args->options[i];
}

bool hwnas_args_has(const hwnas_args_t *args, const char *option) {
  return hwnas_args_list(args, option).n > 0;
}

const char *hwnas_args_get(const hwnas_args_t *args, const char *option) {
  hwnas_arg_values_t values = hwnas_args_list(args, option);
  return values.n ? values.items[values.n - 1] : NULL;
}

hwnas_status_t *hwnas_args_integer(const hwnas_args_t *args, const char *option, uint64_t min,
                                   uint64_t otherwise, uint64_t *out) {
  const char *text = hwnas_args_get(args, option);
  *out = otherwise;
  if (!text) return NULL;
  char *end = NULL;
  errno = 0;
  *out = strtoull(text, &end, 10);
  if (isdigit((unsigned char)text[0]) && !*end && errno == 0 && *out >= min) return NULL;
  return hwnas_args_error(args->verb, "%s%s must be a whole number from %" PRIu64 " on, not '%s'",
                          dashes(option), option, min, text);
}

hwnas_status_t *hwnas_args_choice(const hwnas_args_t *args, const char *option, const char *const *choices,
                                  size_t n, size_t *out) {
  const char *text = hwnas_args_get(args, option);
  *out = 0;
  if (!text) return NULL;
  for (*out = 0; *out < n; ++*out)
    if (strcmp(choices[*out], text) == 0) return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_USAGE, "%s: %s%s has no value '%s'",
                                             args->verb->name, dashes(option), option, text);
  return hwnas_status_suggest(status, text, choices, n);
}

hwnas_status_t *hwnas_args_only_one(const hwnas_args_t *args, const char *const *options, size_t n,
                                    bool required) {
  size_t given = 0;
  hwnas_str_t names;
  hwnas_str_init(&names);
  for (size_t i = 0; i < n; i++) {
    given += hwnas_args_has(args, options[i]);
    hwnas_str_appendf(&names, "%s--%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", options[i]);
  }
  hwnas_status_t *status = NULL;
  if (given > 1) status = hwnas_args_error(args->verb, "give only one of %s", names.text);
  if (given == 0 && required) status = hwnas_args_error(args->verb, "one of %s is missing", names.text);
  hwnas_str_deinit(&names);
  return status;
}
