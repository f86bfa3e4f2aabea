#define _GNU_SOURCE
#include "search/evaluation.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/random.h"
#include "json/json.h"
#include "search/chain.h"

struct hwnas_evaluation {
  hwnas_evaluation_config_t config;
  const hwnas_evaluator_t *table;
  hwnas_object_t *object;
  hwnas_host_call_t call;
  char folder[PATH_MAX]; /* trials/ of the run, absolute */
  hwnas_reporter_t reporter;
  hwnas_arena_t arena; /* of one trial */
  double *reported;
  hwnas_measurement_t *measurements;
  size_t n_measurements, capacity;
  hwnas_str_t metrics;
};

/* ---- Reports --------------------------------------------------------------------------------- */

static hwnas_result_t measure(hwnas_evaluation_t *evaluation, hwnas_call_t *call, int64_t step,
                              const char *name, double value) {
  hwnas_measurement_t one = {.step = step, .value = value, .time_us = hwnas_clock_wall_us()};
  one.name = hwnas_arena_strdup(&evaluation->arena, name);
  if (!one.name || !HWNAS_PUSH(&evaluation->arena, evaluation->measurements, evaluation->n_measurements,
                               evaluation->capacity, one))
    return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  return HWNAS_OK;
}

static hwnas_result_t check_report(hwnas_call_t *call, const char *name, double value) {
  if (!name || !name[0]) return call->fail(call, HWNAS_E_DATA, "a report names no metric");
  if (isnan(value)) return call->fail(call, HWNAS_E_DATA, "the metric '%s' is not a number (NaN)", name);
  return HWNAS_OK;
}

static hwnas_result_t report_step(hwnas_reporter_t *reporter, hwnas_call_t *call, int64_t step,
                                  const char *name, double value) {
  hwnas_result_t result = check_report(call, name, value);
  if (result == HWNAS_OK && step < 0)
    result = call->fail(call, HWNAS_E_DATA, "a report of '%s' has the step %" PRId64 ", below 0", name, step);
  return result == HWNAS_OK ? measure(reporter->host, call, step, name, value) : result;
}

static hwnas_result_t report_final(hwnas_reporter_t *reporter, hwnas_call_t *call, const char *name,
                                   double value) {
  hwnas_evaluation_t *evaluation = reporter->host;
  hwnas_result_t result = check_report(call, name, value);
  if (result != HWNAS_OK) return result;
  for (size_t i = 0; i < evaluation->config.n_names; i++) {
    if (strcmp(evaluation->config.names[i], name) != 0) continue;
    evaluation->reported[i] = value;
    return HWNAS_OK;
  }
  return measure(evaluation, call, HWNAS_STEP_FINAL, name, value);
}

/* ---- Making ---------------------------------------------------------------------------------- */

static hwnas_status_t *start(hwnas_evaluation_t *evaluation) {
  const hwnas_evaluation_config_t *config = &evaluation->config;
  hwnas_make_t make = {.struct_size = sizeof make, .options = config->options, .seed = config->seed};
  hwnas_result_t result = evaluation->table->create(&evaluation->call.call, &make, &evaluation->object);
  if (result >= 0 && evaluation->object) return NULL;
  evaluation->object = NULL;
  bool input = result == HWNAS_E_OPTION || result == HWNAS_E_DATA;
  hwnas_status_t *status = hwnas_status_make(
      input ? HWNAS_ERROR_OPTION_VALUE : HWNAS_ERROR_STRATEGY, "evaluator '%s' cannot start: %s",
      config->component->name, evaluation->call.message[0] ? evaluation->call.message : "it gave no reason");
  return config->place ? hwnas_status_at(status, "%s", config->place) : status;
}

hwnas_status_t *hwnas_evaluation_create(const hwnas_evaluation_config_t *config, hwnas_evaluation_t **out) {
  hwnas_evaluation_t *evaluation = calloc(1, sizeof *evaluation);
  HWNAS_TRY_ALLOC(evaluation);
  evaluation->config = *config;
  evaluation->table = config->component->table;
  evaluation->reporter = (hwnas_reporter_t){.struct_size = sizeof evaluation->reporter,
                                            .host = evaluation,
                                            .step = report_step,
                                            .final = report_final};
  hwnas_arena_init(&evaluation->arena);
  hwnas_str_init(&evaluation->metrics);
  hwnas_host_call_init(&evaluation->call, "evaluator");
  evaluation->call.service = hwnas_services_find;
  evaluation->call.service_self = config->services;
  evaluation->reported = calloc(config->n_names + 1, sizeof *evaluation->reported);
  hwnas_status_t *status = evaluation->reported ? start(evaluation) : hwnas_status_no_memory();
  if (status) {
    hwnas_evaluation_destroy(evaluation);
    return status;
  }
  *out = evaluation;
  return NULL;
}

void hwnas_evaluation_destroy(hwnas_evaluation_t *evaluation) {
  if (!evaluation) return;
  if (evaluation->object) evaluation->table->destroy(evaluation->object);
  hwnas_host_call_deinit(&evaluation->call);
  hwnas_str_deinit(&evaluation->metrics);
  hwnas_arena_deinit(&evaluation->arena);
  free(evaluation->reported);
  free(evaluation);
}

hwnas_status_t *hwnas_evaluation_begin(hwnas_evaluation_t *evaluation, const char *run_folder,
                                       const volatile sig_atomic_t *stop) {
  char absolute[PATH_MAX];
  evaluation->call.cancelled = stop;
  int error = realpath(run_folder, absolute) ? 0 : errno;
  if (!error && (size_t)snprintf(evaluation->folder, sizeof evaluation->folder, "%s/trials", absolute) >=
                    sizeof evaluation->folder)
    error = ENAMETOOLONG;
  if (!error) return NULL;
  return hwnas_status_at(
      hwnas_status_make(HWNAS_ERROR_FILE, "no folder of a trial can stand here: %s", strerror(error)), "%s",
      run_folder);
}

bool hwnas_evaluation_is_pure(const hwnas_evaluation_t *evaluation) {
  return evaluation->config.component->flags & HWNAS_COMPONENT_FLAG_PURE;
}

/* ---- One trial ------------------------------------------------------------------------------- */

static hwnas_status_t *make_folder(hwnas_evaluation_t *evaluation, uint64_t trial, const char **out) {
  *out = NULL;
  if (!(evaluation->config.component->flags & HWNAS_COMPONENT_FLAG_FOLDER)) return NULL;
  const char *path = hwnas_arena_printf(&evaluation->arena, "%s/%" PRIu64, evaluation->folder, trial);
  HWNAS_TRY_ALLOC(path);
  bool made = (mkdir(evaluation->folder, 0777) == 0 || errno == EEXIST) &&
              (mkdir(path, 0777) == 0 || errno == EEXIST);
  if (!made)
    return hwnas_status_at(
        hwnas_status_make(HWNAS_ERROR_FILE, "cannot make the folder of a trial: %s", strerror(errno)), "%s",
        path);
  *out = path;
  return NULL;
}

static hwnas_status_t *print_metrics(hwnas_evaluation_t *evaluation, const int64_t *quanta) {
  const hwnas_metric_set_t *set = evaluation->config.metrics;
  hwnas_str_t *out = &evaluation->metrics;
  hwnas_str_clear(out);
  hwnas_str_append(out, "{");
  for (size_t m = 0; m < hwnas_metric_set_size(set); m++) {
    if (m) hwnas_str_append(out, ",");
    hwnas_json_print_string(hwnas_metric_set_info(set, m)->name, out);
    hwnas_str_append(out, ":");
    hwnas_metric_print(hwnas_metric_set_info(set, m), quanta[m], out);
  }
  hwnas_str_append(out, "}");
  return out->failed ? hwnas_status_no_memory() : NULL;
}

static uint64_t seed_of(const hwnas_evaluation_t *evaluation, uint64_t trial) {
  hwnas_random_t random;
  hwnas_random_seed(&random, evaluation->config.seed, trial);
  return hwnas_random_next(&random);
}

/* A report is complete if it has every metric that the run needs. */
static const char *find_missing(const hwnas_evaluation_t *evaluation) {
  for (size_t i = 0; i < evaluation->config.n_names; i++)
    if (isnan(evaluation->reported[i])) return evaluation->config.names[i];
  return NULL;
}

static hwnas_status_t *judge(hwnas_evaluation_t *evaluation, hwnas_result_t result, hwnas_outcome_t *out) {
  const char *missing = find_missing(evaluation);
  *out = (hwnas_outcome_t){.status = HWNAS_TRIAL_DONE,
                           .reported = evaluation->reported,
                           .measurements = evaluation->measurements,
                           .n_measurements = evaluation->n_measurements};
  if (result >= 0 && !missing) return NULL;
  out->status = result == HWNAS_E_CANCELLED ? HWNAS_TRIAL_STOPPED : HWNAS_TRIAL_FAILED;
  if (result >= 0)
    out->reason = hwnas_arena_printf(&evaluation->arena, "the final report lacks the metric '%s'", missing);
  else if (evaluation->call.message[0])
    out->reason = evaluation->call.message;
  else
    out->reason = result == HWNAS_E_CANCELLED ? "stopped" : "the evaluator gave no reason";
  return out->reason ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_evaluation_run(hwnas_evaluation_t *evaluation, uint64_t trial, const uint16_t *point,
                                     const char *sample, const int64_t *quanta, hwnas_outcome_t *out) {
  const hwnas_space_t *space = evaluation->config.space;
  hwnas_trial_t one = {.struct_size = sizeof one,
                       .n_choices = (uint32_t)space->n_choices,
                       .number = trial,
                       .seed = seed_of(evaluation, trial),
                       .point = point,
                       .sample = sample,
                       .space = space->name};
  hwnas_arena_deinit(&evaluation->arena);
  hwnas_arena_init(&evaluation->arena);
  evaluation->measurements = NULL;
  evaluation->n_measurements = evaluation->capacity = 0;
  for (size_t i = 0; i < evaluation->config.n_names; i++) evaluation->reported[i] = NAN;
  HWNAS_TRY(make_folder(evaluation, trial, &one.folder));
  HWNAS_TRY(print_metrics(evaluation, quanta));
  one.metrics = evaluation->metrics.text;
  hwnas_host_call_reset(&evaluation->call);
  return judge(
      evaluation,
      evaluation->table->evaluate(evaluation->object, &evaluation->call.call, &one, &evaluation->reporter),
      out);
}
