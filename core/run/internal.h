/* What the files behind run.h share. */
#ifndef HWNAS_CORE_RUN_INTERNAL_H
#define HWNAS_CORE_RUN_INTERNAL_H

#include "hwnas/region.h"
#include "run/run.h"

#define HWNAS_RUN_FORMAT "hwnas-run/1"
#define HWNAS_RUN_BATCH_MAX 65536
#define HWNAS_RUN_PATH_MAX 4000 /* bytes of the path of a run folder */

/* A component that the run file names, with its options. */
typedef struct hwnas_run_link {
  const hwnas_component_t *component;
  hwnas_option_values_t *options;
  const hwnas_json_t *json; /* NULL: a default */
} hwnas_run_link_t;

struct hwnas_run {
  hwnas_arena_t arena;
  hwnas_context_t *context;
  const char *path;
  hwnas_json_t *document; /* after overrides */
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  hwnas_sampler_t *sampler;
  hwnas_region_t *region; /* what the constraints allow; NULL: there are none */
  hwnas_services_t *services;
  hwnas_chain_t *chain;
  hwnas_run_link_t evaluator; /* component NULL: none */
  hwnas_evaluation_t *evaluation;
  hwnas_metric_info_entry_t *reported; /* metrics that the evaluator must report */
  size_t n_reported;
  hwnas_run_link_t *links; /* the strategy, then its middleware from the inside out */
  size_t n_links;
  hwnas_predicate_t **constraints;
  const char **constraint_texts;
  size_t n_constraints;
  hwnas_objective_t *objectives;
  size_t n_objectives;
  hwnas_budget_t budget;
  size_t batch; /* 0: by default */
  uint64_t seed;
  const char *folder;
};

/* RUN_FORM at a value of the run file. */
hwnas_status_t *hwnas_run_form_error(const hwnas_json_t *json, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Replaces what "PATH=VALUE" of --set names in the document. Errors: USAGE. */
hwnas_status_t *hwnas_run_override(hwnas_arena_t *arena, hwnas_json_t *document, const char *text);

/* Sections of the file. Each returns all of its errors at once. */
hwnas_status_t *hwnas_run_read_limits(hwnas_run_t *run); /* budget, seed, executor */
hwnas_status_t *hwnas_run_read_out(hwnas_run_t *run, const char *out);
hwnas_status_t *hwnas_run_read_strategy(hwnas_run_t *run); /* fills links */
hwnas_status_t *hwnas_run_read_evaluator(hwnas_run_t *run);
/* Profilers, constraints and objectives; needs links, and the space for all but the profilers. */
hwnas_status_t *hwnas_run_read_metrics(hwnas_run_t *run);
/* Sampler, services, the strategy itself and the evaluator; needs everything else. */
hwnas_status_t *hwnas_run_make_strategy(hwnas_run_t *run);
hwnas_status_t *hwnas_run_make_evaluation(hwnas_run_t *run);

/* Finds a component by its kind and name and checks its options: json without the keys in skip; json NULL:
 * defaults. what: "strategy", for messages. */
hwnas_status_t *hwnas_run_read_component(hwnas_run_t *run, const char *kind, const char *what,
                                         const char *name, const hwnas_json_t *json, const char *const *skip,
                                         hwnas_run_link_t *out);
/* The name under "use". */
hwnas_status_t *hwnas_run_read_use(const hwnas_json_t *json, const char *what, const char **out);

#endif
