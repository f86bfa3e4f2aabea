#define _GNU_SOURCE

#include "run/run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "open_space.h"
#include "progress.h"
#include "run_report.h"
#include "stop.h"
#include "verbs.h"

static hwnas_status_t *read_overrides(const hwnas_args_t *args, hwnas_run_overrides_t *out) {
  hwnas_arg_values_t settings = hwnas_args_list(args, "set");
  *out = (hwnas_run_overrides_t){.settings = settings.items, .n_settings = settings.n};
  out->out = hwnas_args_get(args, "out");
  out->has_seed = hwnas_args_has(args, "seed");
  return hwnas_args_integer(args, "seed", 0, 0, &out->seed);
}

/* Finding nothing is a failure of the work, however well the loop went. */
static hwnas_status_t *judge(const hwnas_run_t *run, const hwnas_loop_result_t *result) {
  if (result->end == HWNAS_END_SIGNAL) return hwnas_stop_status();
  if (result->accepted > result->failed) return NULL;
  if (result->failed > 0) {
    hwnas_status_t *failure =
        hwnas_status_make(HWNAS_ERROR_NOTHING_FOUND, "all %" PRIu64 " trials failed", result->failed);
    return hwnas_status_detail(failure, "next: hwnas trials %s --failed", hwnas_run_folder(run));
  }
  size_t n;
  const char *const *constraints = hwnas_run_constraints(run, &n);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_NOTHING_FOUND,
                                             "none of %" PRIu64 " proposals was accepted", result->proposed);
  for (size_t i = 0; i < n && i < 3; i++)
    status = hwnas_status_detail(status, "constraint: %s", constraints[i]);
  return hwnas_status_detail(status, "relax a constraint, or raise the budget");
}

static hwnas_status_t *search(const hwnas_args_t *args, hwnas_run_t *run) {
  size_t n_objectives;
  hwnas_progress_line_t line;
  hwnas_run_objectives(run, &n_objectives);
  hwnas_progress_line_init(&line, n_objectives == 1 ? hwnas_run_objective_info(run, 0) : NULL);
  hwnas_run_options_t options = {.stop = hwnas_stop_watch(),
                                 .progress = hwnas_progress_line_show,
                                 .progress_self = &line,
                                 .progress_seconds = hwnas_progress_line_interval(&line)};
  signal(SIGPIPE, SIG_IGN); /* a search outlives those who watch it */
  hwnas_loop_result_t result = {0};
  hwnas_status_t *status = hwnas_run_execute(run, &options, &result);
  hwnas_progress_line_end(&line);
  if (!status) status = hwnas_run_report(run, &result, hwnas_args_has(args, "json"));
  if (!status) status = judge(run, &result);
  hwnas_loop_result_deinit(&result);
  return status;
}

static hwnas_status_t *load_and_go(const hwnas_args_t *args, hwnas_context_t *context) {
  hwnas_run_overrides_t overrides;
  hwnas_run_t *run = NULL;
  HWNAS_TRY(read_overrides(args, &overrides));
  HWNAS_TRY(hwnas_run_load(context, args->operands.items[0], &overrides, &run));
  hwnas_status_t *status = hwnas_args_has(args, "check")
                               ? hwnas_run_report_check(run, hwnas_args_has(args, "json"))
                               : search(args, run);
  hwnas_run_destroy(run);
  return status;
}

static hwnas_status_t *run_verb(const hwnas_args_t *args) {
  hwnas_context_t *context = NULL;
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = load_and_go(args, context);
  if (context) hwnas_context_destroy(context);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"check", NULL, "only check the run file, with all that it names", 0},
    {"set", "PATH=VALUE", "change a value of the run file, such as budget.trials=100", HWNAS_ARG_REPEATABLE},
    {"out", "DIR", "the folder of the run", 0},
    {"seed", "N", "of all random numbers", 0},
    {"json", NULL, "the result as one JSON document", 0},
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_run = {
    .name = "run",
    .operands = "CONFIG",
    .n_min = 1,
    .n_max = 1,
    .summary = "search a space as a run file says",
    .text = "CTRL-C ends the search after the present batch and keeps what was found (exit status 130).\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run_verb,
};
