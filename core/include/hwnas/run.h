/* hwnas/run.h - searches, from their run files. */
#ifndef HWNAS_RUN_H
#define HWNAS_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/metric.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A run file, read and checked. */
typedef struct hwnas_run hwnas_run_t;

/* What is changed in a run file. */
typedef struct hwnas_run_overrides {
  const char *const *settings; /* "PATH=VALUE": dotted path, VALUE is JSON or else a bare word */
  size_t n_settings;
  const char *out; /* the run folder, relative to the current directory; NULL: as the file says */
  bool has_seed;
  uint64_t seed;
} hwnas_run_overrides_t;

/* Reads and checks a run file completely: space, plugins, metrics, constraints, objectives, strategy with its
 * middleware, budget. All errors at once, each with its place. Writes nothing. overrides may be NULL. The run
 * borrows context, which must be fresh if the file names plugins: their folders come before its first use. */
HWNAS_API hwnas_status_t *hwnas_run_load(hwnas_context_t *context, const char *path,
                                         const hwnas_run_overrides_t *overrides, hwnas_run_t **out);
HWNAS_API void hwnas_run_destroy(hwnas_run_t *run); /* NULL is allowed */

/* What was loaded; all of it belongs to the run. */
HWNAS_API const hwnas_space_t *hwnas_run_space(const hwnas_run_t *run);
HWNAS_API const hwnas_metric_set_t *hwnas_run_metrics(const hwnas_run_t *run);
HWNAS_API const char *hwnas_run_folder(const hwnas_run_t *run); /* where its run.db will be */
HWNAS_API uint64_t hwnas_run_seed(const hwnas_run_t *run);

typedef struct hwnas_progress {
  uint64_t proposed;   /* by the strategy, those that filters dropped included */
  uint64_t trials;     /* accepted ones */
  double seconds;      /* since the loop began */
  double rate;         /* proposals per second since the last call */
  double share;        /* accepted / proposed; 0 at first */
  double done;         /* 0..1 of the nearest limit of the budget */
  double seconds_left; /* estimate; negative: unknown */
  uint64_t best;       /* trial; 0: none yet, or several objectives */
  double best_value;   /* of the only objective, in its unit and its own direction */
  size_t front;        /* networks in the Pareto set, if there are several objectives */
} hwnas_progress_t;

/* Called now and then while a run searches; false ends it after the present batch, with what was found kept.
 */
typedef bool (*hwnas_progress_fn)(void *self, const hwnas_progress_t *progress);

typedef struct hwnas_run_summary {
  const char *end; /* "budget", "exhausted", "patience" or "signal" (the caller stopped it) */
  uint64_t proposed;
  uint64_t trials; /* that satisfied the constraints, failed ones included; 0: nothing was found */
  uint64_t failed; /* trials whose evaluation failed */
  double seconds;
  uint64_t best; /* trial; 0: none, or several objectives */
} hwnas_run_summary_t;

/* Makes the run folder with run.db and run.log, and searches to the end; may be called once per run. progress
 * (NULL: none) is called about every `interval` seconds, from this thread. out_best_point (NULL allowed) gets
 * the point of the best trial, if there is one. `hwnas trials FOLDER` lists the trials. Errors: RUN_EXISTS,
 * FILE, STORE, STRATEGY. */
HWNAS_API hwnas_status_t *hwnas_run_search(hwnas_run_t *run, hwnas_progress_fn progress, void *self,
                                           double interval, hwnas_run_summary_t *out,
                                           uint16_t *out_best_point);

#ifdef __cplusplus
}
#endif

#endif
