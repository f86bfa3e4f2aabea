/* Exact search: networks in the order of a score that is known before any evaluation, the best one first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/plugin.h"
#include "hwnas/profiler.h"
#include "hwnas/strategy.h"

/* Saved states begin with this; it also tells byte orders apart. */
#define STATE_MAGIC UINT64_C(0x0165786177616e68)

typedef struct exact_search {
  const hwnas_best_service_t *best;
  hwnas_ranking_t *ranking;
  uint64_t proposed, n_choices;
  int32_t warned;
} exact_search_t;

static int32_t goal_of(const hwnas_options_t *options) {
  const char *goal = options->string(options, "goal");
  if (!goal) return -1;
  return strcmp(goal, "maximize") == 0 ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE;
}

static hwnas_result_t exact_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  const hwnas_space_service_t *space = call->service(call, HWNAS_SERVICE_SPACE);
  const hwnas_best_service_t *best = call->service(call, HWNAS_SERVICE_BEST);
  const hwnas_options_t *options = make->options;
  hwnas_ranking_t *ranking = NULL;
  if (!space || !best)
    return call->fail(call, HWNAS_E_UNSUPPORTED, "exact search needs the host's services %s and %s",
                      HWNAS_SERVICE_SPACE, HWNAS_SERVICE_BEST);
  hwnas_result_t result = best->rank(best, call, options->string(options, "score"), goal_of(options),
                                     (uint64_t)options->integer(options, "steps"), &ranking);
  if (result != HWNAS_OK) return result;
  exact_search_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  *self = (exact_search_t){.best = best, .ranking = ranking, .n_choices = space->n_choices};
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

static void exact_destroy(hwnas_object_t *object) { free(object); }

/* What the work did not suffice to prove is said, once. */
static void warn(exact_search_t *self, hwnas_call_t *call) {
  char text[300];
  hwnas_ranking_proof_t proof = {.struct_size = sizeof proof};
  self->best->proof(self->best, self->ranking, &proof);
  if (proof.exact || self->warned) return;
  self->warned = 1;
  snprintf(
      text, sizeof text,
      "exact: the search has used up its steps: %llu of %llu proposals are proven to be the best; nothing "
      "that was not proposed scores better than %.10g (gap %.6g); raise 'steps' to know more",
      (unsigned long long)proof.proven, (unsigned long long)self->proposed, proof.bound, proof.gap);
  call->log(call, HWNAS_LOG_WARNING, text);
}

static hwnas_result_t exact_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                size_t *out_n) {
  exact_search_t *self = (exact_search_t *)object;
  hwnas_result_t result =
      self->best->list(self->best, call, self->ranking, self->proposed, cap, points, out_n);
  if (result < 0) return result;
  self->proposed += *out_n;
  warn(self, call);
  return result;
}

/* ---- State ----------------------------------------------------------------------------------- */

typedef struct state {
  uint64_t magic, n_choices, proposed;
} state_t;

static hwnas_result_t exact_save(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  const exact_search_t *self = (const exact_search_t *)object;
  const state_t state = {STATE_MAGIC, self->n_choices, self->proposed};
  (void)call;
  return stream->write(stream, &state, sizeof state);
}

static hwnas_result_t exact_load(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  exact_search_t *self = (exact_search_t *)object;
  state_t state;
  const char *wrong = NULL;
  if (!hwnas_stream_read_all(stream, &state, sizeof state))
    wrong = "it ends too early";
  else if (state.magic != STATE_MAGIC)
    wrong = "it is no state of exact search, or of a machine with another byte order";
  else if (state.n_choices != self->n_choices)
    wrong = "it belongs to a space with another number of choices";
  if (wrong) return call->fail(call, HWNAS_E_DATA, "the saved state cannot be used: %s", wrong);
  self->proposed = state.proposed;
  return HWNAS_OK;
}

/* ---- Descriptor ------------------------------------------------------------------------------ */

static const char *const goals[] = {"minimize", "maximize", NULL};
static const hwnas_option_t options[] = {
    {.name = "score",
     .help = "the metric that networks are ranked by; without it the only objective of the run",
     .type = HWNAS_OPTION_STRING,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL | HWNAS_OPTION_FLAG_METRIC},
    {.name = "goal",
     .help = "which way is better; without it that of the objective, or else of the metric",
     .type = HWNAS_OPTION_ENUM,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL,
     .choices = goals},
    {.name = "steps",
     .help = "work that a search may take, in edges of the graph of all networks; 0: 33554432",
     .type = HWNAS_OPTION_INTEGER,
     .default_json = "0",
     .min = 0,
     .max = 1e15}};
static const hwnas_strategy_t table = {.struct_size = sizeof table,
                                       .create = exact_create,
                                       .destroy = exact_destroy,
                                       .ask = exact_ask,
                                       .save = exact_save,
                                       .load = exact_load};
static const hwnas_component_t component = {
    .struct_size = sizeof component,
    .flags = HWNAS_COMPONENT_FLAG_NO_REPORTS | HWNAS_COMPONENT_FLAG_DETERMINISTIC,
    .kind = HWNAS_KIND_STRATEGY,
    .name = "exact",
    .summary = "proposes networks in the order of a score that is a sum, the best first",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .option_size = sizeof options[0],
    .table = &table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "exact search", &component);
