/* Read before every source when clang-tidy analyzes it, never compiled into anything: tells that an error which has
 * been made is one. The analyzer would otherwise follow paths on which a function fails and yet returns NULL. */
#define _GNU_SOURCE /* too late for the source to ask for it once a system header has been read */
#if __has_include("base/status.h")
#include "base/status.h"

static inline hwnas_status_t *hwnas_analyzer_error(hwnas_status_t *status) {
  if (!status) __builtin_unreachable();
  return status;
}
#define hwnas_status_make(...) hwnas_analyzer_error(hwnas_status_make(__VA_ARGS__))
#define hwnas_status_no_memory() hwnas_analyzer_error(hwnas_status_no_memory())
#define hwnas_status_at(...) hwnas_analyzer_error(hwnas_status_at(__VA_ARGS__))
#define hwnas_status_within(...) hwnas_analyzer_error(hwnas_status_within(__VA_ARGS__))
#define hwnas_status_detail(...) hwnas_analyzer_error(hwnas_status_detail(__VA_ARGS__))
#define hwnas_status_suggest(...) hwnas_analyzer_error(hwnas_status_suggest(__VA_ARGS__))
#define hwnas_status_because(...) hwnas_analyzer_error(hwnas_status_because(__VA_ARGS__))
#endif
