/* hwnas/context.h - the plugins that a process works with. */
#ifndef HWNAS_CONTEXT_H
#define HWNAS_CONTEXT_H

#include <stddef.h>

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

/* The version of this library: "0.1.0". */
HWNAS_API const char *hwnas_version(void);

#ifdef __cplusplus
}
#endif

#endif
