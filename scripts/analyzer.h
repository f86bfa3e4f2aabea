/* Read before every source when clang-tidy analyzes it, never compiled into anything: tells that an error which has
 * been made is one. The analyzer would otherwise follow paths on which a function fails and yet returns NULL. */
#define _GNU_SOURCE /* too late for the source to ask for it once a system header has been read */
#if __has_include("base/status.h")
#include "base/status.h"
#include "json/json.h"

/* Statements, not functions: the analyzer does not look into calls that are nested too deep. */
#define HWNAS_ANALYZER_ERROR(call)                  \
  (__extension__({                                  \
    hwnas_status_t *analyzer_status_ = (call);      \
    if (!analyzer_status_) __builtin_unreachable(); \
    analyzer_status_;                               \
  }))
/* NULL in gives NULL out, an error in gives an error out. */
#define HWNAS_ANALYZER_PASS(function, status, ...)                                   \
  (__extension__({                                                                   \
    hwnas_status_t *analyzer_in_ = (status);                                         \
    hwnas_status_t *analyzer_out_ = (function)(analyzer_in_, __VA_ARGS__);           \
    if ((analyzer_in_ == NULL) != (analyzer_out_ == NULL)) __builtin_unreachable();  \
    analyzer_out_;                                                                   \
  }))
#define hwnas_status_make(...) HWNAS_ANALYZER_ERROR((hwnas_status_make)(__VA_ARGS__))
#define hwnas_status_no_memory() HWNAS_ANALYZER_ERROR((hwnas_status_no_memory)())
#define hwnas_status_at(status, ...) HWNAS_ANALYZER_PASS(hwnas_status_at, status, __VA_ARGS__)
#define hwnas_status_within(status, ...) HWNAS_ANALYZER_PASS(hwnas_status_within, status, __VA_ARGS__)
#define hwnas_status_in_module(status, path) HWNAS_ANALYZER_PASS(hwnas_status_in_module, status, path)
#define hwnas_status_detail(status, ...) HWNAS_ANALYZER_PASS(hwnas_status_detail, status, __VA_ARGS__)
#define hwnas_status_suggest(status, ...) HWNAS_ANALYZER_PASS(hwnas_status_suggest, status, __VA_ARGS__)
#define hwnas_status_because(status, ...) HWNAS_ANALYZER_PASS(hwnas_status_because, status, __VA_ARGS__)
#define hwnas_json_at(status, json) HWNAS_ANALYZER_PASS(hwnas_json_at, status, json)
#endif
