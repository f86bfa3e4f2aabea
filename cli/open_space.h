/* What most verbs begin with: plugins from --plugin-path, a space with its --param and --limit. */
#ifndef HWNAS_CLI_OPEN_SPACE_H
#define HWNAS_CLI_OPEN_SPACE_H

#include "args.h"
#include "run/context.h"

typedef struct hwnas_open_space {
  hwnas_arena_t arena;
  hwnas_context_t *context;
  hwnas_space_t *space;
  const char *name;          /* as the user gave it */
  hwnas_setting_t *settings; /* from --param */
  size_t n_settings;
} hwnas_open_space_t;

/* A context with the folders of --plugin-path and the limits of --limit. */
hwnas_status_t *hwnas_open_context(const hwnas_args_t *args, hwnas_context_t **out);
/* Loads the space that the first operand names. close also after an error. */
hwnas_status_t *hwnas_open_space(const hwnas_args_t *args, hwnas_open_space_t *out);
void hwnas_open_space_close(hwnas_open_space_t *open);
/* The network of the literature of that name. Errors: UNKNOWN_PUBLISHED with suggestion. */
hwnas_status_t *hwnas_open_space_published(const hwnas_open_space_t *open, const char *name,
                                           const hwnas_published_t **out);
/* The same, after the space was loaded anew with the parameters that the network was published with, except
 * for those of --param. What was read from open->space before is gone. */
hwnas_status_t *hwnas_open_space_as_published(hwnas_open_space_t *open, const char *name,
                                              const hwnas_published_t **out);

#endif
