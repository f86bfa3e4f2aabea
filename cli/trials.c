#include <stdio.h>
#include <stdlib.h>

#include "run/run.h"
#include "trial_list.h"
#include "verbs.h"

static const char *const selections[] = {"best", "pareto", "failed"};

static hwnas_selection_t selection_of(const hwnas_args_t *args) {
  if (hwnas_args_has(args, "best")) return HWNAS_SELECT_BEST;
  if (hwnas_args_has(args, "pareto")) return HWNAS_SELECT_PARETO;
  return hwnas_args_has(args, "failed") ? HWNAS_SELECT_FAILED : HWNAS_SELECT_ALL;
}

static hwnas_status_t *print(const hwnas_args_t *args, hwnas_store_t *store, uint64_t limit) {
  hwnas_selection_t selection = selection_of(args);
  bool json = hwnas_args_has(args, "json");
  if (selection == HWNAS_SELECT_ALL && json) return hwnas_trial_list_stream(store);
  int64_t *ids = NULL;
  size_t n = 0;
  HWNAS_TRY(hwnas_trials_select(store, selection, (size_t)limit, &ids, &n));
  hwnas_status_t *status = hwnas_trial_list_print(store, ids, n, json);
  free(ids);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  uint64_t limit;
  HWNAS_TRY(hwnas_args_only_one(args, selections, 3, false));
  HWNAS_TRY(hwnas_args_integer(args, "best", 1, 0, &limit));
  hwnas_store_t *store = NULL;
  HWNAS_TRY(hwnas_store_open(args->operands.items[0], &store));
  hwnas_status_t *status = print(args, store, limit);
  hwnas_store_close(store);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"best", "N", "the N best of the first objective, best first", 0},
    {"pareto", NULL, "those that no other trial beats in all objectives", 0},
    {"failed", NULL, "those that failed, with the reason", 0},
    {"json", NULL, "JSON Lines with whole samples", 0},
};

const hwnas_verb_t hwnas_verb_trials = {
    .name = "trials",
    .operands = "DIR",
    .n_min = 1,
    .n_max = 1,
    .summary = "the trials of a run",
    .text = "DIR is the folder of the run. Works while the run goes on, too.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
