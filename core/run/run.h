/* Run files: loading, checking and executing them. */
#ifndef HWNAS_CORE_RUN_RUN_H
#define HWNAS_CORE_RUN_RUN_H

#include <signal.h>

#include "hwnas/run.h"
#include "run/context.h"
#include "search/loop.h"

/* More of what was loaded. */
const char *hwnas_run_strategy(const hwnas_run_t *run); /* "random" or "filter(random)" */
const hwnas_objective_t *hwnas_run_objectives(const hwnas_run_t *run, size_t *out_n);
const char *const *hwnas_run_constraints(const hwnas_run_t *run, size_t *out_n); /* texts */
/* Metrics that the evaluator must report: the objectives that no profiler gives. Their quantum is 0. */
const hwnas_metric_info_entry_t *hwnas_run_reported(const hwnas_run_t *run, size_t *out_n);
/* The metric of objective number i, known or reported. */
const hwnas_metric_info_entry_t *hwnas_run_objective_info(const hwnas_run_t *run, size_t i);
const char *hwnas_run_evaluator(const hwnas_run_t *run); /* NULL: none */
const hwnas_budget_t *hwnas_run_budget(const hwnas_run_t *run);
double hwnas_run_networks(const hwnas_run_t *run); /* that the space allows, as hwnas_sampler_networks says */

typedef struct hwnas_run_options {
  const volatile sig_atomic_t *stop;                              /* set by a signal handler; NULL: never */
  void (*progress)(void *self, const hwnas_progress_t *progress); /* NULL: none */
  void *progress_self;
  double progress_seconds; /* between two calls */
} hwnas_run_options_t;

/* Makes the run folder with run.db and run.log, and searches to the end; after a stop what was found is kept
 * and out->end is HWNAS_END_SIGNAL. out->accepted == 0 means that nothing satisfied the constraints (exit
 * status 1). The result must be deinit'ed (hwnas_loop_result_deinit) also after an error. May be called once
 * per run. Errors: RUN_EXISTS, FILE, STORE, STRATEGY. */
hwnas_status_t *hwnas_run_execute(hwnas_run_t *run, const hwnas_run_options_t *options,
                                  hwnas_loop_result_t *out);

/* ---- Trials of a stored run ------------------------------------------------------------------ */

typedef enum hwnas_selection {
  HWNAS_SELECT_ALL,
  HWNAS_SELECT_BEST,
  HWNAS_SELECT_PARETO,
  HWNAS_SELECT_FAILED
} hwnas_selection_t;
/* Ids of trials: all, the failed ones, the `limit` best of the first objective (best first; ties by id), or
 * those that no other dominates. In order of ids but for BEST. limit 0: no limit. *out_ids is malloc'ed.
 * Errors: STORE; USAGE if the run has no objectives but they are asked for. */
hwnas_status_t *hwnas_trials_select(hwnas_store_t *store, hwnas_selection_t selection, size_t limit,
                                    int64_t **out_ids, size_t *out_n);

#endif
