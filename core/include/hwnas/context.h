/* hwnas/context.h - the plugins that a process works with. */
#ifndef HWNAS_CONTEXT_H
#define HWNAS_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "hwnas/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hwnas_context hwnas_context_t;

/* plugin_paths: n folders that go before the default path, relative to the current directory; NULL if n is 0.
 * The default path: HWNAS_PLUGIN_PATH, the user folder, and the plugins that were built or installed with
 * this library (lib/hwnas-1/plugins beside it). Plugins are loaded at first use, for good. Errors: NO_MEMORY,
 * FILE.
 */
HWNAS_API hwnas_status_t *hwnas_context_create(const char *const *plugin_paths, size_t n_plugin_paths,
                                               hwnas_context_t **out);
/* After everything that was made with it. NULL is allowed. */
HWNAS_API void hwnas_context_destroy(hwnas_context_t *context);

/* Changes a limit on what a space may ask for. Spaces that are opened later keep to it, a run also if its
 * file says otherwise. What passes a limit is refused; what does not has the same values whatever the limits,
 * but `table` also decides how random networks are drawn, and so which a seed gives.
 *
 *   name     default          range              of
 *   modules  200000 modules   1..10000000        after unfolding; as many turns of all "for" together
 *   memory   512 MiB          1..1048576         that the space takes
 *   steps    33554432 steps   1..1099511627776   to compute all expressions
 *   table    1048576 cells    1..16777216        of a value: combinations of the choices it depends on
 *   derive   1024 cells       1..16777216        of a value; beyond, a variable is derived if that helps
 *   choices  4096 choices     1..1048576         of the space
 *   file     64 MiB           1..1024            of a space file
 *
 * Errors: LIMIT_VALUE for another name or a value outside the range. */
HWNAS_API hwnas_status_t *hwnas_context_set_limit(hwnas_context_t *context, const char *name, uint64_t value);

/* The version of this library: "0.1.0". */
HWNAS_API const char *hwnas_version(void);

#ifdef __cplusplus
}
#endif

#endif
