/* Profilers of a command or run: instances with their options, giving price sources. */
#ifndef HWNAS_CORE_RUN_PROFILERS_H
#define HWNAS_CORE_RUN_PROFILERS_H

#include "run/context.h"

hwnas_status_t *hwnas_profilers_create(hwnas_profilers_t **out);
hwnas_arena_t *hwnas_profilers_arena(hwnas_profilers_t *profilers);
bool hwnas_profilers_has(const hwnas_profilers_t *profilers, const char *name);
/* One more, under that name, with options from a JSON object (its keys in skip apart). place stands in
 * messages; all texts are copied. Errors: UNKNOWN_PLUGIN, those of options, PROFILER. */
hwnas_status_t *hwnas_profilers_add(hwnas_context_t *context, hwnas_profilers_t *profilers, const char *name,
                                    const char *profiler, const hwnas_json_t *options,
                                    const char *const *skip, const char *place);

#endif
