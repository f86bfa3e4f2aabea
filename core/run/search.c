/* A run as the public API drives it. */
#include <string.h>

#include "run/run.h"

typedef struct watcher {
  hwnas_progress_fn progress;
  void *self;
  volatile sig_atomic_t stop; /* the caller has seen enough */
} watcher_t;

static void watch(void *self, const hwnas_progress_t *progress) {
  watcher_t *watcher = self;
  if (!watcher->progress(watcher->self, progress)) watcher->stop = 1;
}

hwnas_status_t *hwnas_run_search(hwnas_run_t *run, hwnas_progress_fn progress, void *self, double interval,
                                 hwnas_run_summary_t *out, uint16_t *out_best_point) {
  watcher_t watcher = {.progress = progress, .self = self};
  hwnas_run_options_t options = {.stop = &watcher.stop,
                                 .progress = progress ? watch : NULL,
                                 .progress_self = &watcher,
                                 .progress_seconds = interval};
  hwnas_loop_result_t result = {0};
  hwnas_status_t *status = hwnas_run_execute(run, &options, &result);
  if (!status) {
    *out = (hwnas_run_summary_t){.end = hwnas_end_word(result.end),
                                 .proposed = result.proposed,
                                 .trials = result.accepted,
                                 .failed = result.failed,
                                 .seconds = result.seconds,
                                 .best = result.best};
    if (out_best_point && result.best)
      memcpy(out_best_point, result.best_point, hwnas_run_space(run)->n_choices * sizeof *out_best_point);
  }
  hwnas_loop_result_deinit(&result);
  return status;
}
