/* A run file: read and checked as `hwnas run --check` does. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "run/run.h"
#include "target.h"

/* Paths of a run file are relative to its folder; here that is /proc/self/fd. */
static int write_text(const uint8_t *data, size_t size, char *path, size_t capacity) {
  int file = memfd_create("run.json", MFD_CLOEXEC);
  FUZZ_REQUIRE(file >= 0 && write(file, data, size) == (ssize_t)size);
  snprintf(path, capacity, "/proc/self/fd/%d", file);
  return file;
}

/* Plugins cannot be unloaded, so one context serves all texts but those that name plugins of their own. */
static hwnas_context_t *context_for(const uint8_t *data, size_t size, hwnas_context_t **out_own) {
  static const char word[] = "plugins";
  static hwnas_context_t *shared;
  *out_own = NULL;
  if (memmem(data, size, word, sizeof word - 1) || memchr(data, '\\', size))
    return *out_own = fuzz_context_create();
  if (!shared) shared = fuzz_context_create();
  return shared;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[64];
  hwnas_context_t *own, *context = context_for(data, size, &own);
  int file = write_text(data, size, path, sizeof path);
  hwnas_run_t *run;
  if (fuzz_is_good(hwnas_run_load(context, path, NULL, &run))) {
    FUZZ_REQUIRE(hwnas_run_space(run) && hwnas_run_metrics(run) && hwnas_run_strategy(run));
    FUZZ_REQUIRE(hwnas_run_networks(run) > 0);
    hwnas_run_destroy(run);
  }
  close(file);
  hwnas_context_destroy(own);
  return 0;
}
