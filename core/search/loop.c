#include "search/loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "search/space_access.h"
#include "space/sample_printer.h"

/* Answers without any point and without a dropped one, in a row, after which a strategy counts as stuck. */
#define EMPTY_ANSWERS_MAX 1000000u

typedef struct loop {
  const hwnas_loop_options_t *options;
  hwnas_loop_result_t *out;
  const hwnas_strategy_ref_t *strategy;
  hwnas_host_call_t call;
  size_t batch, n_choices, n_metrics, n_objectives;
  bool reports; /* the strategy wants to be told */
  uint16_t *points;
  int64_t *values;
  double *objectives;
  hwnas_report_t *answers;
  uint64_t *trials;   /* of each proposal of the batch; 0: none */
  uint64_t *arrivals; /* its number among the proposals */
  double *row; /* reported values as the store wants them: behind as many NaN as there are other metrics */
  double *nothing; /* NaN for every reported metric */
  hwnas_sample_printer_t printer;
  hwnas_str_t sample, reason;
  uint64_t arrived;         /* proposals that reached the loop */
  uint64_t broken_in_a_row; /* proposals since the last one that kept the constraints */
  uint64_t empty_answers;
  double start, shown; /* seconds of the clock */
  uint64_t shown_proposed;
  bool ended;
} loop_t;

const char *hwnas_end_word(hwnas_end_t end) {
  static const char *const words[] = {"budget", "exhausted", "patience", "signal"};
  return words[end];
}

static void end(loop_t *loop, hwnas_end_t reason) {
  loop->out->end = reason;
  loop->ended = true;
}

static void count_proposals(loop_t *loop) {
  loop->out->proposed = loop->arrived + hwnas_services_dropped(loop->options->services);
}

static bool out_of_time(const loop_t *loop) {
  double limit = loop->options->budget.seconds;
  return limit > 0 && hwnas_clock_seconds() - loop->start >= limit;
}

/* ---- Progress -------------------------------------------------------------------------------- */

static double larger(double a, double b) { return a > b ? a : b; }

static double share_done(const loop_t *loop, double seconds) {
  const hwnas_budget_t *budget = &loop->options->budget;
  double done = 0;
  if (budget->trials) done = larger(done, (double)loop->out->accepted / (double)budget->trials);
  if (budget->proposals) done = larger(done, (double)loop->out->proposed / (double)budget->proposals);
  if (budget->seconds > 0) done = larger(done, seconds / budget->seconds);
  return done < 1 ? done : 1;
}

static void show(loop_t *loop, double now) {
  const hwnas_loop_result_t *out = loop->out;
  double seconds = now - loop->start, since = now - loop->shown;
  hwnas_progress_t progress = {.proposed = out->proposed, .trials = out->accepted, .seconds = seconds};
  if (since > 0) progress.rate = (double)(out->proposed - loop->shown_proposed) / since;
  if (out->proposed) progress.share = (double)out->accepted / (double)out->proposed;
  progress.done = share_done(loop, seconds);
  progress.seconds_left = progress.done > 0 ? seconds * (1 - progress.done) / progress.done : -1;
  if (loop->n_objectives == 1 && out->best) {
    progress.best = out->best;
    progress.best_value = loop->options->objectives[0].goal == HWNAS_GOAL_MAXIMIZE ? -out->front.values[0]
                                                                                   : out->front.values[0];
  }
  if (loop->n_objectives > 1) progress.front = out->front.n;
  loop->options->progress(loop->options->progress_self, &progress);
  loop->shown = now;
  loop->shown_proposed = out->proposed;
}

/* ---- One batch ------------------------------------------------------------------------------- */

static bool keeps_constraints(const loop_t *loop, const uint16_t *point, const int64_t *values) {
  for (size_t i = 0; i < loop->options->n_constraints; i++)
    if (!hwnas_predicate_test(loop->options->constraints[i], point, values)) return false;
  return true;
}

static hwnas_status_t *remember_best(loop_t *loop, uint64_t trial, size_t i, const double *reported) {
  hwnas_loop_result_t *out = loop->out;
  bool kept = false;
  HWNAS_TRY(hwnas_front_add(&out->front, trial, &loop->objectives[i * loop->n_objectives], &kept));
  if (!kept || loop->n_objectives != 1) return NULL;
  out->best = trial;
  memcpy(out->best_point, &loop->points[i * loop->n_choices], loop->n_choices * sizeof *out->best_point);
  memcpy(out->best_metrics, &loop->values[i * loop->n_metrics], loop->n_metrics * sizeof *out->best_metrics);
  for (size_t m = 0; m < loop->options->n_reported; m++) out->best_reported[m] = reported[m];
  return NULL;
}

/* The trial of proposal i, as the store wants it; its sample is printed. */
static hwnas_status_t *describe_trial(loop_t *loop, size_t i, int64_t now_us, hwnas_store_trial_t *out) {
  const uint16_t *point = &loop->points[i * loop->n_choices];
  hwnas_str_clear(&loop->sample);
  hwnas_sample_printer_print(&loop->printer, point, &loop->sample);
  *out = (hwnas_store_trial_t){.id = (int64_t)loop->trials[i],
                               .status = HWNAS_TRIAL_DONE,
                               .proposal = loop->arrivals[i],
                               .created_us = now_us,
                               .finished_us = now_us,
                               .sample = loop->sample.text,
                               .point = point,
                               .metrics = &loop->values[i * loop->n_metrics]};
  return loop->sample.failed ? hwnas_status_no_memory() : NULL;
}

/* Tells the strategy, later, that the trial is done, and keeps it if it is the best. */
static hwnas_status_t *succeed(loop_t *loop, size_t i, const double *reported) {
  double *objectives = &loop->objectives[i * loop->n_objectives];
  hwnas_objectives_of(loop->options->metrics, loop->options->objectives, loop->n_objectives,
                      &loop->values[i * loop->n_metrics], reported, objectives);
  loop->answers[i].status = HWNAS_TRIAL_DONE;
  loop->answers[i].objectives = objectives;
  return remember_best(loop, loop->trials[i], i, reported);
}

/* The trial fails whatever an evaluation may say: an objective is a metric that is unknown for its network.
 * Not so: *out_reason is NULL. */
static hwnas_status_t *find_unknown(loop_t *loop, size_t i, const char **out_reason) {
  const int64_t *quanta = &loop->values[i * loop->n_metrics];
  *out_reason = NULL;
  for (size_t o = 0; o < loop->n_objectives; o++) {
    const hwnas_objective_t *objective = &loop->options->objectives[o];
    if (objective->reported || quanta[objective->metric] != HWNAS_METRIC_UNKNOWN) continue;
    hwnas_str_clear(&loop->reason);
    hwnas_str_appendf(&loop->reason, "the metric '%s' is unknown for this network",
                      hwnas_metric_set_info(loop->options->metrics, objective->metric)->name);
    *out_reason = loop->reason.text;
    return loop->reason.failed ? hwnas_status_no_memory() : NULL;
  }
  return NULL;
}

static void fail(loop_t *loop, size_t i) {
  loop->answers[i].status = HWNAS_TRIAL_FAILED;
  loop->out->failed++;
}

/* Without an evaluator a trial is done as soon as it is known. */
static hwnas_status_t *finish_at_once(loop_t *loop, size_t i, int64_t now_us) {
  hwnas_store_trial_t trial;
  const char *reason;
  HWNAS_TRY(find_unknown(loop, i, &reason));
  if (reason)
    fail(loop, i);
  else
    HWNAS_TRY(succeed(loop, i, NULL));
  if (!loop->options->store) return NULL;
  HWNAS_TRY(describe_trial(loop, i, now_us, &trial));
  trial.status = loop->answers[i].status;
  trial.reason = reason;
  return hwnas_store_add_trial(loop->options->store, &trial);
}

/* Numbers the proposals that keep the constraints: they are trials. */
static void admit(loop_t *loop, size_t i) {
  const uint16_t *point = &loop->points[i * loop->n_choices];
  loop->answers[i] = (hwnas_report_t){.struct_size = sizeof loop->answers[i],
                                      .status = HWNAS_TRIAL_INVALID,
                                      .point = point,
                                      .n_objectives = (uint32_t)loop->n_objectives};
  loop->arrivals[i] = ++loop->arrived;
  bool kept = keeps_constraints(loop, point, &loop->values[i * loop->n_metrics]);
  loop->broken_in_a_row = kept ? 0 : loop->broken_in_a_row + 1;
  loop->trials[i] = kept ? ++loop->out->accepted : 0;
}

/* ---- Evaluation ------------------------------------------------------------------------------ */

static bool should_stop(const loop_t *loop) {
  const volatile sig_atomic_t *stop = loop->options->stop;
  return (stop && *stop) || out_of_time(loop);
}

/* Every trial of the batch is written down before the first is evaluated. */
static hwnas_status_t *announce(loop_t *loop, size_t n) {
  hwnas_store_t *store = loop->options->store;
  if (!store || hwnas_evaluation_is_pure(loop->options->evaluation)) return NULL;
  for (size_t i = 0; i < n; i++) {
    hwnas_store_trial_t trial;
    if (!loop->trials[i]) continue;
    HWNAS_TRY(describe_trial(loop, i, hwnas_clock_wall_us(), &trial));
    trial.status = HWNAS_STORE_RUNNING;
    trial.finished_us = 0;
    HWNAS_TRY(hwnas_store_add_trial(store, &trial));
  }
  return hwnas_store_commit(store);
}

static hwnas_status_t *store_outcome(loop_t *loop, hwnas_store_trial_t *trial,
                                     const hwnas_outcome_t *outcome) {
  hwnas_store_t *store = loop->options->store;
  if (!store) return NULL;
  for (size_t m = 0; m < loop->options->n_reported; m++)
    loop->row[loop->n_metrics + m] = outcome->reported[m];
  trial->status = outcome->status;
  trial->reason = outcome->reason;
  trial->reported = outcome->status == HWNAS_TRIAL_DONE ? loop->row : NULL;
  trial->finished_us = hwnas_clock_wall_us();
  HWNAS_TRY(hwnas_evaluation_is_pure(loop->options->evaluation) ? hwnas_store_add_trial(store, trial)
                                                                : hwnas_store_finish_trial(store, trial));
  for (size_t i = 0; i < outcome->n_measurements; i++) {
    const hwnas_measurement_t *one = &outcome->measurements[i];
    HWNAS_TRY(hwnas_store_add_report(store, trial->id, one->step, one->name, one->value, one->time_us));
  }
  /* What has cost an evaluation is not left to the next group. */
  return hwnas_evaluation_is_pure(loop->options->evaluation) ? hwnas_store_tick(store, hwnas_clock_wall_us())
                                                             : hwnas_store_commit(store);
}

static hwnas_status_t *evaluate(loop_t *loop, size_t i) {
  static const hwnas_outcome_t not_begun = {.status = HWNAS_TRIAL_STOPPED,
                                            .reason = "the run ended before the trial began"};
  hwnas_outcome_t outcome = not_begun;
  hwnas_store_trial_t trial;
  const char *unknown;
  HWNAS_TRY(find_unknown(loop, i, &unknown));
  HWNAS_TRY(describe_trial(loop, i, hwnas_clock_wall_us(), &trial));
  if (unknown) outcome = (hwnas_outcome_t){.status = HWNAS_TRIAL_FAILED, .reason = unknown};
  outcome.reported = loop->nothing;
  if (!unknown && !should_stop(loop))
    HWNAS_TRY(hwnas_evaluation_run(loop->options->evaluation, loop->trials[i], trial.point, trial.sample,
                                   trial.metrics, &outcome));
  loop->answers[i].status = outcome.status;
  if (outcome.status == HWNAS_TRIAL_FAILED) fail(loop, i);
  if (outcome.status == HWNAS_TRIAL_DONE) HWNAS_TRY(succeed(loop, i, outcome.reported));
  return store_outcome(loop, &trial, &outcome);
}

static void show_if_due(loop_t *loop) {
  if (!loop->options->progress) return;
  double now = hwnas_clock_seconds();
  if (now - loop->shown >= loop->options->progress_seconds) show(loop, now);
}

static hwnas_status_t *evaluate_all(loop_t *loop, size_t n) {
  HWNAS_TRY(announce(loop, n));
  for (size_t i = 0; i < n; i++) {
    if (!loop->trials[i]) continue;
    HWNAS_TRY(evaluate(loop, i));
    show_if_due(loop);
  }
  return NULL;
}

/* ---- One batch, in whole ----------------------------------------------------------------------- */

static hwnas_status_t *tell(loop_t *loop, size_t n) {
  if (!loop->reports || n == 0) return NULL;
  hwnas_host_call_reset(&loop->call);
  hwnas_result_t result =
      loop->strategy->table->tell(loop->strategy->self, &loop->call.call, loop->answers, n);
  return result < 0 ? hwnas_chain_failure(hwnas_chain_name(loop->options->chain), "tell", result, &loop->call)
                    : NULL;
}

static hwnas_status_t *check_points(const loop_t *loop, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const uint16_t *point = &loop->points[i * loop->n_choices];
    const hwnas_choice_t *choice = hwnas_point_outside(loop->options->space, point);
    if (!choice) continue;
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_STRATEGY, "%s proposed index %u for '%s', which has %u values",
                          hwnas_chain_name(loop->options->chain),
                          point[choice - loop->options->space->choices], choice->label, choice->n);
    return hwnas_status_detail(status, "next: report it to the author of the strategy");
  }
  return NULL;
}

static hwnas_status_t *take_points(loop_t *loop, size_t n) {
  HWNAS_TRY(check_points(loop, n));
  HWNAS_TRY(hwnas_metric_set_values(loop->options->metrics, loop->points, n, loop->values));
  int64_t now_us = hwnas_clock_wall_us();
  for (size_t i = 0; i < n; i++) {
    admit(loop, i);
    if (loop->trials[i] && !loop->options->evaluation) HWNAS_TRY(finish_at_once(loop, i, now_us));
  }
  count_proposals(loop);
  if (loop->options->evaluation) HWNAS_TRY(evaluate_all(loop, n));
  if (loop->options->store) HWNAS_TRY(hwnas_store_tick(loop->options->store, hwnas_clock_wall_us()));
  return tell(loop, n);
}

/* ---- The loop -------------------------------------------------------------------------------- */

/* How many proposals may still be asked for at once; 0 at the end of the budget. Nothing is ever asked for
 * that the budget would throw away, so the outcome does not depend on the size of the batch. */
static size_t room(const loop_t *loop) {
  const hwnas_budget_t *budget = &loop->options->budget;
  uint64_t n = loop->batch;
  if (budget->trials) {
    uint64_t left = budget->trials > loop->out->accepted ? budget->trials - loop->out->accepted : 0;
    if (left < n) n = left;
  }
  if (budget->proposals) {
    uint64_t left = budget->proposals > loop->out->proposed ? budget->proposals - loop->out->proposed : 0;
    if (left < n) n = left;
  }
  return out_of_time(loop) ? 0 : (size_t)n;
}

static hwnas_status_t *check_answer(loop_t *loop, hwnas_result_t result, size_t cap, size_t n,
                                    uint64_t before) {
  const char *name = hwnas_chain_name(loop->options->chain);
  if (result < 0) return hwnas_chain_failure(name, "ask", result, &loop->call);
  if (n > cap)
    return hwnas_status_make(HWNAS_ERROR_STRATEGY, "%s wrote %zu points where %zu were asked for", name, n,
                             cap);
  bool moved = n > 0 || loop->out->proposed > before;
  if (result == HWNAS_NEED_REPORTS && !moved)
    return hwnas_status_make(HWNAS_ERROR_STRATEGY, "%s waits for reports, but has been given all of them",
                             name);
  loop->empty_answers = moved ? 0 : loop->empty_answers + 1;
  if (loop->empty_answers > EMPTY_ANSWERS_MAX && result == HWNAS_OK)
    return hwnas_status_make(HWNAS_ERROR_STRATEGY, "%s answers without proposing anything", name);
  return NULL;
}

static hwnas_status_t *step(loop_t *loop) {
  const volatile sig_atomic_t *stop = loop->options->stop;
  if (stop && *stop) return end(loop, HWNAS_END_SIGNAL), NULL;
  size_t cap = room(loop), n = 0;
  if (cap == 0) return end(loop, HWNAS_END_BUDGET), NULL;
  uint64_t before = loop->out->proposed;
  hwnas_host_call_reset(&loop->call);
  hwnas_result_t result =
      loop->strategy->table->ask(loop->strategy->self, &loop->call.call, cap, loop->points, &n);
  count_proposals(loop);
  if (result == HWNAS_E_CANCELLED && stop && *stop) return end(loop, HWNAS_END_SIGNAL), NULL;
  HWNAS_TRY(check_answer(loop, result, cap, n, before));
  HWNAS_TRY(take_points(loop, n));
  if (result == HWNAS_EXHAUSTED)
    end(loop, HWNAS_END_EXHAUSTED);
  else if (loop->broken_in_a_row >= HWNAS_LOOP_PATIENCE)
    end(loop, HWNAS_END_PATIENCE);
  return NULL;
}

static hwnas_status_t *run(loop_t *loop) {
  const hwnas_loop_options_t *options = loop->options;
  loop->start = loop->shown = hwnas_clock_seconds();
  while (!loop->ended) {
    HWNAS_TRY(step(loop));
    if (!loop->ended) show_if_due(loop);
  }
  loop->out->seconds = hwnas_clock_seconds() - loop->start;
  if (options->progress) show(loop, hwnas_clock_seconds());
  return options->store ? hwnas_store_commit(options->store) : NULL;
}

/* n of them, and one more so that no size is 0. */
static double *make_nans(size_t n) {
  double *out = calloc(n + 1, sizeof *out);
  for (size_t i = 0; out && i < n; i++) out[i] = NAN;
  return out;
}

static hwnas_status_t *prepare(loop_t *loop) {
  const hwnas_loop_options_t *options = loop->options;
  bool needs = hwnas_chain_needs_reports(options->chain);
  loop->strategy = hwnas_chain_strategy(options->chain);
  loop->reports = needs && loop->strategy->table->tell;
  loop->batch = options->batch ? options->batch : needs ? 1 : HWNAS_LOOP_BATCH;
  loop->n_choices = options->space->n_choices;
  loop->n_metrics = hwnas_metric_set_size(options->metrics);
  loop->n_objectives = options->n_objectives;
  /* One more each, so that no size is 0. */
  loop->points = calloc(loop->batch * loop->n_choices + 1, sizeof *loop->points);
  loop->values = calloc(loop->batch * loop->n_metrics + 1, sizeof *loop->values);
  loop->objectives = calloc(loop->batch * loop->n_objectives + 1, sizeof *loop->objectives);
  loop->answers = calloc(loop->batch + 1, sizeof *loop->answers);
  loop->trials = calloc(loop->batch + 1, sizeof *loop->trials);
  loop->arrivals = calloc(loop->batch + 1, sizeof *loop->arrivals);
  loop->out->best_point = calloc(loop->n_choices + 1, sizeof *loop->points);
  loop->out->best_metrics = calloc(loop->n_metrics + 1, sizeof *loop->values);
  loop->out->best_reported = make_nans(options->n_reported);
  loop->row = make_nans(loop->n_metrics + options->n_reported);
  loop->nothing = make_nans(options->n_reported);
  bool ok = loop->points && loop->values && loop->objectives && loop->answers && loop->trials &&
            loop->arrivals && loop->row && loop->nothing && loop->out->best_point &&
            loop->out->best_metrics && loop->out->best_reported;
  return ok ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_loop_run(const hwnas_loop_options_t *options, hwnas_loop_result_t *out) {
  memset(out, 0, sizeof *out);
  hwnas_front_init(&out->front, options->n_objectives);
  loop_t loop = {.options = options, .out = out};
  hwnas_str_init(&loop.sample);
  hwnas_str_init(&loop.reason);
  hwnas_host_call_init(&loop.call, "search");
  loop.call.service = hwnas_services_find;
  loop.call.service_self = options->services;
  loop.call.cancelled = options->stop;
  hwnas_status_t *status = hwnas_sample_printer_init(&loop.printer, options->space);
  if (!status) status = prepare(&loop);
  if (!status) status = run(&loop);
  hwnas_host_call_deinit(&loop.call);
  hwnas_sample_printer_deinit(&loop.printer);
  hwnas_str_deinit(&loop.sample);
  hwnas_str_deinit(&loop.reason);
  free(loop.points);
  free(loop.values);
  free(loop.objectives);
  free(loop.answers);
  free(loop.trials);
  free(loop.arrivals);
  free(loop.row);
  free(loop.nothing);
  return status;
}

void hwnas_loop_result_deinit(hwnas_loop_result_t *result) {
  free(result->best_point);
  free(result->best_metrics);
  free(result->best_reported);
  result->best_point = NULL;
  result->best_metrics = NULL;
  result->best_reported = NULL;
  hwnas_front_deinit(&result->front);
}
