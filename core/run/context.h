/* A context: the plugins of this process and what is made with them. The one place where the plugin layer,
 * the spaces and the metrics meet: it hands tables of functions from plugins to shape/ and metric/. */
#ifndef HWNAS_CORE_RUN_CONTEXT_H
#define HWNAS_CORE_RUN_CONTEXT_H

#include "base/limits.h"
#include "hwnas/context.h"
#include "json/json.h"
#include "metric/metric.h"
#include "plugin/plugin.h"
#include "space/space.h"

/* Registry of the context; scanned on first use. extra folders of a run file and names to load must be added
 * before. */
hwnas_status_t *hwnas_context_plugins(hwnas_context_t *context, hwnas_plugins_t **out);
/* More search path (relative to folder) and modules to load, from a run file's `plugins`. */
hwnas_status_t *hwnas_context_add_plugins(hwnas_context_t *context, const char *folder,
                                          const char *const *paths, size_t n_paths, const char *const *names,
                                          size_t n_names);

/* What hwnas_context_set_limit has set. */
const hwnas_space_limits_t *hwnas_context_limits(const hwnas_context_t *context);
/* NAME=VALUE of --limit. Errors: USAGE, LIMIT_VALUE. */
hwnas_status_t *hwnas_context_parse_limit(hwnas_context_t *context, const char *text);
/* The members of "limits" of a run file, which may be NULL. All errors at once. */
hwnas_status_t *hwnas_limits_read(const hwnas_json_t *object, hwnas_space_limits_t *out);

/* One parameter of a space as given by a user: --param NAME=VALUE, or run file's "params". */
typedef struct hwnas_setting {
  const char *name;
  const hwnas_json_t *value;
} hwnas_setting_t;

/* NAME=VALUE where VALUE is JSON or else a bare word; option: "--param", for messages. */
hwnas_status_t *hwnas_setting_parse(hwnas_arena_t *arena, const char *text, const char *option,
                                    hwnas_setting_t *out);

/* The members of a JSON object (NULL: none) as settings, in arena. */
hwnas_status_t *hwnas_settings_read(hwnas_arena_t *arena, const hwnas_json_t *object, hwnas_setting_t **out,
                                    size_t *out_n);

/* True if SPACE is meant as a path, not as the name of a hub space: it has a '/' or ends in .json. */
bool hwnas_space_is_path(const char *name);
/* The file of SPACE: a path if it has a '/' or ends in .json, else NAME.json in the folders of
 * HWNAS_SPACE_PATH (colon list), the user folder (hwnas-1/spaces) and share/hwnas-1/spaces of the
 * tree that libhwnas.so or the executable lies in. UNKNOWN_SPACE lists where it looked, with did-you-mean. */
hwnas_status_t *hwnas_context_find_space(hwnas_context_t *context, hwnas_arena_t *arena, const char *name,
                                         const char **out_path);
/* Names of all hub spaces, sorted; in arena. */
hwnas_status_t *hwnas_context_list_spaces(hwnas_context_t *context, hwnas_arena_t *arena,
                                          const char ***out_names, size_t *out_n);
/* Loads and compiles SPACE; relative paths are taken against folder (NULL: the current directory). The caller
 * destroys it. */
hwnas_status_t *hwnas_context_load_space(hwnas_context_t *context, const char *name, const char *folder,
                                         const hwnas_setting_t *settings, size_t n_settings,
                                         hwnas_space_t **out);
/* The same within these limits instead of those of the context. */
hwnas_status_t *hwnas_context_load_space_within(hwnas_context_t *context, const hwnas_space_limits_t *limits,
                                                const char *name, const char *folder,
                                                const hwnas_setting_t *settings, size_t n_settings,
                                                hwnas_space_t **out);

/* Compiles the document of a space file, which is borrowed for the call; settings may be NULL if n is 0. */
hwnas_status_t *hwnas_context_compile(hwnas_context_t *context, const hwnas_json_t *document,
                                      const hwnas_setting_t *settings, size_t n, hwnas_space_t **out);

/* Profilers made ready: instances with their options, giving price sources. */
typedef struct hwnas_profilers hwnas_profilers_t;
/* From METRICS text: name[,name...], "flops(count_bias=false)", "f2=flops(convention=full)". place stands in
 * messages: "--metrics". */
hwnas_status_t *hwnas_profilers_parse(hwnas_context_t *context, const char *metrics, const char *place,
                                      hwnas_profilers_t **out);
/* hwnas_metric_set_open with the place of the text. */
hwnas_status_t *hwnas_metric_set_open_at(hwnas_context_t *context, const hwnas_space_t *space,
                                         const char *metrics, const char *place, hwnas_metric_set_t **out);
/* From a run file's "profilers" object {name: {"use": profiler, options...}}; names in wanted (metrics that
 * constraints or objectives use) that are no key but the name of an installed profiler are added with default
 * options. All errors at once. */
hwnas_status_t *hwnas_profilers_from_json(hwnas_context_t *context, const hwnas_json_t *object,
                                          const char *const *wanted, size_t n_wanted,
                                          hwnas_profilers_t **out);
void hwnas_profilers_destroy(hwnas_profilers_t *profilers);
const hwnas_price_source_t *hwnas_profilers_sources(const hwnas_profilers_t *profilers, size_t *out_n);

#endif
