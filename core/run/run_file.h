/* A run file, read and checked. */
#ifndef HWNAS_CORE_RUN_RUN_FILE_H
#define HWNAS_CORE_RUN_RUN_FILE_H

#include "run/run.h"

/* Everything that a run file says, made ready. Belongs to the run; see run.h for what each part is. */
struct hwnas_run {
  hwnas_arena_t arena;
  hwnas_context_t *context;
  hwnas_json_t *document; /* after overrides */
  const char *folder;     /* of the file */
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  hwnas_sampler_t *sampler;
  hwnas_predicate_t **constraints;
  const char **constraint_texts;
  size_t n_constraints;
  hwnas_objective_t *objectives;
  size_t n_objectives;
  hwnas_chain_link_t *links; /* the strategy, then its middleware, innermost first */
  hwnas_option_values_t *link_options;
  const hwnas_plugin_file_t **link_files;
  size_t n_links;
  const char *strategy; /* "filter(random)" */
  hwnas_budget_t budget;
  size_t batch;
  uint64_t seed;
  const char *out;
};

#endif
