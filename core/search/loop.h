/* The search loop: ask the strategy, price what it proposes, drop what breaks a constraint, keep the rest as
 * trials, tell the strategy. The host owns the trial numbers, the seeds and the store. */
#ifndef HWNAS_CORE_SEARCH_LOOP_H
#define HWNAS_CORE_SEARCH_LOOP_H

#include <signal.h>

#include "hwnas/run.h" /* hwnas_progress_t */
#include "search/chain.h"
#include "search/evaluation.h"
#include "search/objective.h"
#include "search/pareto.h"
#include "search/predicate.h"
#include "search/services.h"
#include "space/sample.h"
#include "store/store.h"

/* Limits of a search; 0 in a field means no such limit. */
typedef struct hwnas_budget {
  uint64_t trials;
  uint64_t proposals; /* networks proposed by the strategy, those that filters dropped included */
  double seconds;
} hwnas_budget_t;

/* Reads "8h", "30s", "90m", "2d", "1.5h" or "250ms" into seconds; false if it is none or not above 0. */
bool hwnas_duration_parse(const char *text, double *out_seconds);

typedef enum hwnas_end {
  HWNAS_END_BUDGET,    /* a limit of the budget was reached */
  HWNAS_END_EXHAUSTED, /* the strategy has nothing left to propose */
  HWNAS_END_PATIENCE,  /* too many proposals in a row were dropped */
  HWNAS_END_SIGNAL     /* somebody asked to stop */
} hwnas_end_t;
/* "budget", "exhausted", "patience", "signal". */
const char *hwnas_end_word(hwnas_end_t end);

/* Proposals in a row that may break the constraints before the loop gives up. */
#define HWNAS_LOOP_PATIENCE 10000000u
#define HWNAS_LOOP_BATCH 1024u

typedef struct hwnas_loop_options {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *metrics;
  hwnas_services_t *services;
  const hwnas_chain_t *chain; /* the strategy with its middleware */
  hwnas_predicate_t *const *constraints;
  size_t n_constraints;
  const hwnas_objective_t *objectives;
  size_t n_objectives;
  hwnas_evaluation_t *evaluation; /* NULL: the metrics alone tell what a network is worth */
  size_t n_reported;              /* metrics that the evaluation reports */
  hwnas_budget_t budget;
  size_t batch; /* proposals asked for at once; 0: HWNAS_LOOP_BATCH, or 1 if the strategy needs reports */
  hwnas_store_t *store;              /* NULL: trials are not kept */
  const volatile sig_atomic_t *stop; /* not 0: end after the present batch; NULL: never */
  void (*progress)(void *self, const hwnas_progress_t *progress); /* NULL: none */
  void *progress_self;
  double progress_seconds; /* between two calls of progress; one more comes at the end */
} hwnas_loop_options_t;

typedef struct hwnas_loop_result {
  hwnas_end_t end;
  uint64_t proposed, accepted; /* accepted: trials, failed ones included */
  uint64_t failed;             /* trials whose evaluation failed */
  double seconds;
  uint64_t best;        /* trial; 0: none */
  uint16_t *best_point; /* of that trial; the result owns both */
  int64_t *best_metrics;
  double *best_reported;
  hwnas_front_t front; /* for several objectives */
} hwnas_loop_result_t;

/* Runs to the end. The result is valid also after an error and must be deinit'ed. Errors: STRATEGY with what
 * the plugin said, STORE. */
hwnas_status_t *hwnas_loop_run(const hwnas_loop_options_t *options, hwnas_loop_result_t *out);
void hwnas_loop_result_deinit(hwnas_loop_result_t *result);

#endif
