/* `space check --explain MODULE`: how the dimensions of its outputs came about. */
#ifndef HWNAS_CLI_EXPLAIN_ORIGIN_H
#define HWNAS_CLI_EXPLAIN_ORIGIN_H

#include "origin.h"

/* How dimensions first..last of an output came about; equal stories are one. */
typedef struct hwnas_origin_story {
  uint32_t output, first, last;
  const hwnas_origin_step_t *steps; /* of dimension first */
  size_t n;
} hwnas_origin_story_t;

hwnas_status_t *hwnas_explain_origin_print(const hwnas_space_t *space, const hwnas_module_t *module);
/* Appends [{"output", "dims", "steps": [...]}]. */
hwnas_status_t *hwnas_explain_origin_append(const hwnas_space_t *space, const hwnas_module_t *module,
                                            hwnas_str_t *out);

/* explain_origin_json.c: one story as an object. */
hwnas_status_t *hwnas_origin_story_append(const hwnas_space_t *space, const hwnas_origin_story_t *story,
                                          hwnas_arena_t *arena, hwnas_str_t *out);

#endif
