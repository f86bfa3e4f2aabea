/* The store of a run: one SQLite file, run.db, in the run folder. This folder is the only user of SQLite.
 * A store serves one thread at a time.
 *
 * Rows are written in groups: what a group holds is on the disk once hwnas_store_commit has returned, and a
 * process that is killed at any instant leaves every group that was committed and nothing of the one that was
 * not. The same holds for an error: it drops the present group as a whole. Whoever gets one must not add
 * trials any more, which would leave a gap; the state and events may still be written, to say why the run
 * ended. */
#ifndef HWNAS_CORE_STORE_STORE_H
#define HWNAS_CORE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "metric/metric.h"

#define HWNAS_STORE_FILE "run.db"
#define HWNAS_STORE_SCHEMA 2
/* Groups are committed at least this often while trials come in. */
#define HWNAS_STORE_GROUP_US 10000

typedef struct hwnas_store hwnas_store_t;

/* A metric of the run, as the store keeps it: enough to print and to compare trials without any plugin. A
 * quantum of 0 says that evaluators report it: its values are any numbers, and trials may lack it. */
typedef struct hwnas_store_metric {
  hwnas_metric_info_entry_t info;
  int32_t objective; /* number of the objective that it is, in the order of the run file; -1: none */
  int32_t goal;      /* HWNAS_GOAL_* of that objective, else that of the metric */
} hwnas_store_metric_t;

/* A plugin that took part. Its version is what its author wrote; its build id, a hash of the module's
 * content, tells two builds of one version apart. */
typedef struct hwnas_store_plugin {
  const char *name, *version, *path, *build_id;
} hwnas_store_plugin_t;

/* What is known when a run begins; borrowed during the call. */
typedef struct hwnas_store_config {
  const char *version; /* of hwnas */
  const char *build;
  const char *config; /* the run file after overrides, JSON text */
  const char *space;  /* name of the space */
  uint64_t space_fingerprint;
  uint64_t seed;
  size_t n_choices;
  const hwnas_store_metric_t *metrics;
  size_t n_metrics;
  const hwnas_store_plugin_t *plugins;
  size_t n_plugins;
  int64_t now_us; /* microseconds since 1970 */
} hwnas_store_config_t;

#define HWNAS_STORE_RUNNING 0 /* written down, but not finished */

typedef struct hwnas_store_trial {
  int64_t id;        /* from 1, ascending */
  int32_t status;    /* HWNAS_TRIAL_* of the SDK, or HWNAS_STORE_RUNNING */
  uint64_t proposal; /* number among the proposals that reached the loop, from 1 */
  int64_t created_us, finished_us;
  const char *sample;     /* JSON object, active labels only */
  const uint16_t *point;  /* n_choices indices */
  const int64_t *metrics; /* quanta, in the order of hwnas_store_metrics; HWNAS_METRIC_UNKNOWN where there is
                             none, as for reported ones */
  const double
      *reported; /* in the same order; NaN for others and where nothing was reported; NULL: nothing was */
  const char *reason; /* why it failed, or NULL */
} hwnas_store_trial_t;

/* How a run ended, or where it stands. */
typedef struct hwnas_store_state {
  char status[16]; /* "running", "finished", "stopped" or "failed" */
  char reason[64]; /* "budget", "exhausted", "patience", "signal", or the first line of an error; "" while
                      running */
  uint64_t proposed, accepted;
  double seconds;
} hwnas_store_state_t;

/* ---- Writing --------------------------------------------------------------------------------- */

/* Makes run.db in folder, which must exist. An error leaves nothing there. Errors: RUN_EXISTS, STORE. */
hwnas_status_t *hwnas_store_create(const char *folder, const hwnas_store_config_t *config,
                                   hwnas_store_t **out);
/* RUN_EXISTS if folder holds a run.db; creates nothing. */
hwnas_status_t *hwnas_store_check_free(const char *folder);
/* Closes a store that this process has created and removes it from the disk. NULL is allowed. */
void hwnas_store_discard(hwnas_store_t *store);
/* Adds a trial with its final metrics to the present group, which is begun if there is none. */
hwnas_status_t *hwnas_store_add_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial);
/* Ends a trial that was added as running: status, finished_us, reason and reported of trial count. */
hwnas_status_t *hwnas_store_finish_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial);
/* Adds a number that a trial reported; step -1: in the end. */
hwnas_status_t *hwnas_store_add_report(hwnas_store_t *store, int64_t trial, int64_t step, const char *name,
                                       double value, int64_t time_us);
/* Adds an event; kind is one word. */
hwnas_status_t *hwnas_store_add_event(hwnas_store_t *store, int64_t time_us, const char *kind,
                                      const char *text);
/* Sets the state; part of the present group. */
hwnas_status_t *hwnas_store_set_state(hwnas_store_t *store, const hwnas_store_state_t *state);
/* Commits the present group if it is older than HWNAS_STORE_GROUP_US by the caller's clock. */
hwnas_status_t *hwnas_store_tick(hwnas_store_t *store, int64_t now_us);
/* Commits the present group, if any. */
hwnas_status_t *hwnas_store_commit(hwnas_store_t *store);

/* ---- Reading --------------------------------------------------------------------------------- */

/* Opens the run in folder for reading, also while it is being written. Of a store with an earlier schema a
 * copy is read, brought to the present one in memory: nothing on the disk is changed. Errors: NO_RUN,
 * STORE_SCHEMA for a later one, STORE. */
hwnas_status_t *hwnas_store_open(const char *folder, hwnas_store_t **out);
/* Closes; a group that was not committed is lost. NULL is allowed. */
void hwnas_store_close(hwnas_store_t *store);
/* The metrics of the run, the store's. */
const hwnas_store_metric_t *hwnas_store_metrics(const hwnas_store_t *store, size_t *out_n);
size_t hwnas_store_n_choices(const hwnas_store_t *store);
/* Text of meta by its key ("config", "seed", "version", "build", "space", "space_fingerprint", "started_us"),
 * allocated with malloc; *out is NULL if there is none. */
hwnas_status_t *hwnas_store_meta(hwnas_store_t *store, const char *key, char **out);
hwnas_status_t *hwnas_store_state(hwnas_store_t *store, hwnas_store_state_t *out);
hwnas_status_t *hwnas_store_count(hwnas_store_t *store, uint64_t *out_trials);
/* Value of a metric of a trial, in its unit; NaN if the trial has none. */
double hwnas_store_value(const hwnas_store_metric_t *metrics, const hwnas_store_trial_t *trial,
                         size_t metric);
/* Calls fn for every trial in the order of ids; what trial points to lives during the call. An error of fn
 * ends it. */
typedef hwnas_status_t *(*hwnas_store_trial_fn)(void *self, const hwnas_store_trial_t *trial);
hwnas_status_t *hwnas_store_each_trial(hwnas_store_t *store, hwnas_store_trial_fn fn, void *self);
/* One trial; *out_found is false if there is no such id. fn may be called once. */
hwnas_status_t *hwnas_store_one_trial(hwnas_store_t *store, int64_t id, bool *out_found,
                                      hwnas_store_trial_fn fn, void *self);

#endif
