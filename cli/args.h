/* Command lines: one table per verb gives parsing, `did you mean` and the usage text. */
#ifndef HWNAS_CLI_ARGS_H
#define HWNAS_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

#define HWNAS_ARG_REPEATABLE 1u /* may be given more than once */

/* `--name VALUE`, `--name=VALUE`; a name of one character is `-n VALUE` or `-nVALUE`. */
typedef struct hwnas_arg_option {
  const char *name;  /* without dashes */
  const char *value; /* what the usage calls its value; NULL: it has none */
  const char *help;
  uint32_t flags; /* HWNAS_ARG_* */
} hwnas_arg_option_t;

typedef struct hwnas_args hwnas_args_t;

typedef struct hwnas_verb {
  const char *name;     /* one word, or two: "space list" */
  const char *operands; /* as the usage shows them, "" for none */
  size_t n_min, n_max;  /* how many operands */
  const char *summary;  /* one line */
  const char *text;     /* what else help says, lines that end in \n; or NULL */
  const hwnas_arg_option_t *options;
  size_t n_options;
  hwnas_status_t *(*run)(const hwnas_args_t *args);
} hwnas_verb_t;

typedef struct hwnas_arg_values {
  const char **items; /* of options without a value: NULL each time */
  size_t n;
} hwnas_arg_values_t;

struct hwnas_args {
  hwnas_arena_t arena;
  const hwnas_verb_t *verb;
  hwnas_arg_values_t *options; /* one entry per option of the verb */
  hwnas_arg_values_t operands;
};

/* Options that several verbs share. */
#define HWNAS_ARG_PLUGIN_PATH \
  { "plugin-path", "DIR", "look for plugins in DIR first", HWNAS_ARG_REPEATABLE }
#define HWNAS_ARG_PARAM                                                                  \
  {                                                                                      \
    "param", "NAME=VALUE", "set a parameter of the space; VALUE is JSON or a bare word", \
        HWNAS_ARG_REPEATABLE                                                             \
  }
/* The help of a verb that has it ends with the limits. */
#define HWNAS_ARG_LIMIT \
  { "limit", "NAME=VALUE", "raise or lower a limit of the space", HWNAS_ARG_REPEATABLE }

/* Reads what follows the verb. All errors (USAGE) at once. deinit also after an error; borrows verb and
 * words. */
hwnas_status_t *hwnas_args_parse(const hwnas_verb_t *verb, size_t n, const char *const *words,
                                 hwnas_args_t *out);
void hwnas_args_deinit(hwnas_args_t *args);

bool hwnas_args_has(const hwnas_args_t *args, const char *option);
/* The value of an option, or NULL if it was not given. */
const char *hwnas_args_get(const hwnas_args_t *args, const char *option);
/* All values of an option in their order; n is 0 if it was not given or the verb has none such. */
hwnas_arg_values_t hwnas_args_list(const hwnas_args_t *args, const char *option);
/* A whole number of at least min, or otherwise. USAGE error. */
hwnas_status_t *hwnas_args_integer(const hwnas_args_t *args, const char *option, uint64_t min,
                                   uint64_t otherwise, uint64_t *out);
/* Number of the option's value among n choices, or 0 if it was not given. USAGE error with `did you mean`. */
hwnas_status_t *hwnas_args_choice(const hwnas_args_t *args, const char *option, const char *const *choices,
                                  size_t n, size_t *out);
/* USAGE error if more than one of these options was given, or, if required, none. */
hwnas_status_t *hwnas_args_only_one(const hwnas_args_t *args, const char *const *options, size_t n,
                                    bool required);
/* An error of usage of this verb, with the way to its help. */
hwnas_status_t *hwnas_args_error(const hwnas_verb_t *verb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The help of a verb. */
void hwnas_args_usage(const hwnas_verb_t *verb, hwnas_str_t *out);

#endif
