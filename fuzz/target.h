/* What the fuzz targets share: the entry points of libFuzzer, and how a result is looked at. */
#ifndef HWNAS_FUZZ_TARGET_H
#define HWNAS_FUZZ_TARGET_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "hwnas/context.h"

/* Called once per text. 0: done. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, which libFuzzer reports with the text that led here. */
#define FUZZ_REQUIRE(condition)                                                           \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      fprintf(stderr, "%s:%d: this does not hold: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                                            \
    }                                                                                     \
  } while (0)

/* Takes an error or NULL. Errors must be printable, have a number that `hwnas explain` knows, and never be
 * the host's own fault. true: there was none. */
static inline bool fuzz_is_good(hwnas_status_t *status) {
  bool good = !status;
  for (const hwnas_status_t *one = status; one; one = one->next) {
    FUZZ_REQUIRE(one->what && one->what[0]);
    FUZZ_REQUIRE(hwnas_error_find(one->error));
    if (one->error == HWNAS_ERROR_INTERNAL) fprintf(stderr, "%s\n", one->what);
    FUZZ_REQUIRE(one->error != HWNAS_ERROR_INTERNAL);
  }
  char *text = hwnas_status_format(status);
  FUZZ_REQUIRE(text);
  free(text);
  hwnas_status_destroy(status);
  return good;
}

/* Takes what may not be an error. */
static inline void fuzz_must(hwnas_status_t *status) {
  if (!status) return;
  char *text = hwnas_status_format(status);
  fprintf(stderr, "%s\n", text ? text : "out of memory");
  free(text);
  abort();
}

/* The text with a zero byte behind it, which many functions need; free it. */
static inline char *fuzz_copy(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  FUZZ_REQUIRE(text);
  if (size) memcpy(text, data, size);
  text[size] = '\0';
  return text;
}

/* A context with the plugins of this build, and spaces of fuzz/spaces and the hub. Its limits are low: a
 * fuzzer counts every comparison, which takes fifty times as long, and learns more from many small spaces
 * than from few large ones. */
static inline hwnas_context_t *fuzz_context_create(void) {
  static const char *const paths[] = {HWNAS_FUZZ_PLUGIN_DIR};
  hwnas_context_t *context;
  FUZZ_REQUIRE(unsetenv("HWNAS_PLUGIN_PATH") == 0);
  FUZZ_REQUIRE(setenv("XDG_DATA_HOME", "/nonexistent", 1) == 0);
  FUZZ_REQUIRE(setenv("HWNAS_SPACE_PATH", HWNAS_FUZZ_SPACE_PATH, 1) == 0);
  fuzz_must(hwnas_context_create(paths, 1, &context));
  fuzz_must(hwnas_context_set_limit(context, "memory", 64));
  fuzz_must(hwnas_context_set_limit(context, "modules", 20000));
  fuzz_must(hwnas_context_set_limit(context, "table", 65536));
  fuzz_must(hwnas_context_set_limit(context, "derive", 4));
  return context;
}

#endif
