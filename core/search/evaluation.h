/* An evaluator at work: one trial at a time, what it reports collected and checked. */
#ifndef HWNAS_CORE_SEARCH_EVALUATION_H
#define HWNAS_CORE_SEARCH_EVALUATION_H

#include <signal.h>

#include "hwnas/evaluator.h"
#include "metric/metric.h"
#include "search/services.h"

/* All borrowed, for as long as the evaluation lives, but for the options (during create only). */
typedef struct hwnas_evaluation_config {
  const hwnas_component_t *component;
  const hwnas_options_t *options;
  const char *place;        /* for messages; may be NULL */
  const char *const *names; /* of the metrics that every final report must hold */
  size_t n_names;
  const hwnas_space_t *space;
  const hwnas_metric_set_t *metrics;
  hwnas_services_t *services;
  uint64_t seed; /* of the run; every trial gets one of its own */
} hwnas_evaluation_config_t;

typedef struct hwnas_evaluation hwnas_evaluation_t;

/* Errors, with the evaluator's words: OPTION_VALUE where it blames an option or a file, else STRATEGY. */
hwnas_status_t *hwnas_evaluation_create(const hwnas_evaluation_config_t *config, hwnas_evaluation_t **out);
void hwnas_evaluation_destroy(hwnas_evaluation_t *evaluation); /* NULL is allowed */
/* Where trials get folders: run_folder/trials/NUMBER. stop: asks a running evaluation to end; may be NULL.
 * Errors: FILE (the path of the folder). */
hwnas_status_t *hwnas_evaluation_begin(hwnas_evaluation_t *evaluation, const char *run_folder,
                                       const volatile sig_atomic_t *stop);
/* True if an evaluation changes nothing outside. */
bool hwnas_evaluation_is_pure(const hwnas_evaluation_t *evaluation);

/* One number that was reported. */
typedef struct hwnas_measurement {
  int64_t step; /* HWNAS_STEP_FINAL for a final one */
  const char *name;
  double value;
  int64_t time_us;
} hwnas_measurement_t;
#define HWNAS_STEP_FINAL (-1)

typedef struct hwnas_outcome {
  int32_t status;         /* HWNAS_TRIAL_DONE, _FAILED or _STOPPED */
  const char *reason;     /* why it failed; else NULL */
  const double *reported; /* final values in the order of the config's names; NaN where there is none */
  const hwnas_measurement_t *measurements; /* in the order of reports; no final ones of those names */
  size_t n_measurements;
} hwnas_outcome_t;

/* Evaluates one trial; what out points to lives until the next one. A trial that fails is no error. Errors:
 * FILE (its folder), NO_MEMORY. */
hwnas_status_t *hwnas_evaluation_run(hwnas_evaluation_t *evaluation, uint64_t trial, const uint16_t *point,
                                     const char *sample, const int64_t *quanta, hwnas_outcome_t *out);

#endif
