/* One of each kind that a search is made of: a strategy that proposes every network in turn, a middleware
 * that drops some, an evaluator, and a profiler of whole networks. */
#include <stdlib.h>
#include <string.h>

#include "hwnas/evaluator.h"
#include "hwnas/middleware.h"
#include "hwnas/profiler.h"
#include "hwnas/strategy.h"

static hwnas_result_t make(hwnas_call_t *call, size_t size, hwnas_object_t **out) {
  *out = calloc(1, size);
  return *out ? HWNAS_OK : call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

static void destroy(hwnas_object_t *object) { free(object); }

/* The number of the network among all combinations, as key gives it for small spaces. */
static double number_of(const hwnas_space_service_t *space, const uint16_t *point) {
  int32_t exact;
  uint64_t key = space->key(space, point, &exact);
  return exact ? (double)key : -1;
}

/* ---- Strategy -------------------------------------------------------------------------------- */

typedef struct in_turn {
  const hwnas_space_service_t *space;
  uint16_t next[16];
  int done;
  size_t told, told_worse; /* reports, and those without objectives */
} in_turn_t;

static hwnas_result_t in_turn_create(hwnas_call_t *call, const hwnas_make_t *options, hwnas_object_t **out) {
  (void)options;
  hwnas_result_t result = make(call, sizeof(in_turn_t), out);
  if (result != HWNAS_OK) return result;
  in_turn_t *self = (in_turn_t *)*out;
  self->space = call->service(call, HWNAS_SERVICE_SPACE);
  if (self->space && self->space->n_choices <= 16 && self->space->networks(self->space) > 0) return HWNAS_OK;
  destroy(*out);
  return call->fail(call, HWNAS_E_UNSUPPORTED, "at most %d choices", 16);
}

static hwnas_result_t in_turn_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                  size_t *out_n) {
  in_turn_t *self = (in_turn_t *)object;
  uint32_t n = self->space->n_choices;
  for (*out_n = 0; *out_n < cap && !self->done; ++*out_n) {
    memcpy(points + *out_n * n, self->next, n * sizeof *points);
    uint32_t c = n;
    while (c > 0 && ++self->next[c - 1] == self->space->domain_size(self->space, c - 1)) self->next[--c] = 0;
    self->done = c == 0;
  }
  hwnas_result_t result = self->space->canonicalize(self->space, call, *out_n, points);
  if (result != HWNAS_OK) return result;
  return self->done ? HWNAS_EXHAUSTED : HWNAS_OK;
}

static hwnas_result_t in_turn_tell(hwnas_object_t *object, hwnas_call_t *call, const hwnas_report_t *reports,
                                   size_t n) {
  in_turn_t *self = (in_turn_t *)object;
  for (size_t i = 0; i < n; i++) {
    if (reports[i].status == HWNAS_TRIAL_DONE && (!reports[i].objectives || reports[i].n_objectives != 2))
      return call->fail(call, HWNAS_E_ARGUMENT, "a report of %u objectives", reports[i].n_objectives);
    self->told++;
    self->told_worse += reports[i].status != HWNAS_TRIAL_DONE;
  }
  return HWNAS_OK;
}

static hwnas_result_t in_turn_save(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  (void)call;
  return stream->write(stream, ((in_turn_t *)object)->next, sizeof((in_turn_t *)object)->next);
}

static hwnas_result_t in_turn_load(hwnas_object_t *object, hwnas_call_t *call, hwnas_stream_t *stream) {
  in_turn_t *self = (in_turn_t *)object;
  if (stream->read(stream, self->next, sizeof self->next) == (int64_t)sizeof self->next) return HWNAS_OK;
  return call->fail(call, HWNAS_E_DATA, "the state is cut");
}

static const hwnas_strategy_t in_turn_table = {.struct_size = sizeof in_turn_table,
                                               .create = in_turn_create,
                                               .destroy = destroy,
                                               .ask = in_turn_ask,
                                               .tell = in_turn_tell,
                                               .save = in_turn_save,
                                               .load = in_turn_load};
static const hwnas_component_t in_turn = {.struct_size = sizeof in_turn,
                                          .flags = HWNAS_COMPONENT_FLAG_DETERMINISTIC,
                                          .kind = HWNAS_KIND_STRATEGY,
                                          .name = "in_turn",
                                          .summary = "Every network, one after the other",
                                          .table = &in_turn_table};

/* ---- Middleware ------------------------------------------------------------------------------ */

typedef struct not_none {
  hwnas_strategy_ref_t inner;
  const hwnas_loop_service_t *loop;
} not_none_t;

static hwnas_result_t not_none_create(hwnas_call_t *call, const hwnas_make_t *options,
                                      const hwnas_strategy_ref_t *inner, hwnas_object_t **out) {
  (void)options;
  hwnas_result_t result = make(call, sizeof(not_none_t), out);
  if (result != HWNAS_OK) return result;
  not_none_t *self = (not_none_t *)*out;
  self->inner = *inner;
  self->loop = call->service(call, HWNAS_SERVICE_LOOP);
  if (self->loop) return HWNAS_OK;
  destroy(*out);
  return call->fail(call, HWNAS_E_UNSUPPORTED, "there is no loop");
}

static hwnas_result_t not_none_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                   size_t *out_n) {
  not_none_t *self = (not_none_t *)object;
  size_t asked = 0, n = self->inner.n_choices;
  hwnas_result_t result = self->inner.table->ask(self->inner.self, call, cap, points, &asked);
  *out_n = 0;
  for (size_t i = 0; result >= 0 && i < asked; i++) {
    const uint16_t *point = points + i * n;
    if (point[0] == 0) {
      const hwnas_report_t report = {
          .struct_size = sizeof report, .status = HWNAS_TRIAL_INVALID, .point = point};
      hwnas_result_t told = self->inner.table->tell(self->inner.self, call, &report, 1);
      if (told < 0) return told;
      continue;
    }
    if (*out_n < i) memcpy(points + *out_n * n, point, n * sizeof *points);
    ++*out_n;
  }
  self->loop->dropped(self->loop, asked, asked - *out_n);
  return result;
}

static hwnas_result_t not_none_tell(hwnas_object_t *object, hwnas_call_t *call, const hwnas_report_t *reports,
                                    size_t n) {
  const not_none_t *self = (const not_none_t *)object;
  return self->inner.table->tell(self->inner.self, call, reports, n);
}

static const hwnas_strategy_t not_none_strategy = {
    .struct_size = sizeof not_none_strategy, .destroy = destroy, .ask = not_none_ask, .tell = not_none_tell};
static const hwnas_middleware_t not_none_table = {
    .struct_size = sizeof not_none_table, .create = not_none_create, .strategy = &not_none_strategy};
static const hwnas_component_t not_none = {.struct_size = sizeof not_none,
                                           .kind = HWNAS_KIND_MIDDLEWARE,
                                           .name = "not_none",
                                           .summary = "Drops what begins with the first value",
                                           .table = &not_none_table};

/* ---- Evaluator ------------------------------------------------------------------------------- */

typedef struct prize {
  const hwnas_space_service_t *space;
  const hwnas_json_service_t *json;
} prize_t;

static hwnas_result_t prize_create(hwnas_call_t *call, const hwnas_make_t *options, hwnas_object_t **out) {
  (void)options;
  hwnas_result_t result = make(call, sizeof(prize_t), out);
  if (result != HWNAS_OK) return result;
  prize_t *self = (prize_t *)*out;
  self->space = call->service(call, HWNAS_SERVICE_SPACE);
  self->json = call->service(call, HWNAS_SERVICE_JSON);
  if (self->space && self->json) return HWNAS_OK;
  destroy(*out);
  return call->fail(call, HWNAS_E_UNSUPPORTED, "services are missing");
}

static hwnas_result_t take_luck(void *self, const char *key, int32_t kind, double number, const char *text) {
  (void)text;
  if (strcmp(key, "luck") == 0 && kind == HWNAS_JSON_KIND_NUMBER) *(double *)self = number;
  return HWNAS_OK;
}

/* The trial must be the same by its point, its sample and its metrics. */
static hwnas_result_t prize_evaluate(hwnas_object_t *object, hwnas_call_t *call, const hwnas_trial_t *trial,
                                     hwnas_reporter_t *reporter) {
  const prize_t *self = (const prize_t *)object;
  uint16_t point[16];
  double luck = -1, number = number_of(self->space, trial->point);
  hwnas_result_t result = self->space->parse(self->space, call, trial->sample, strlen(trial->sample), point);
  if (result == HWNAS_OK)
    result = self->json->object(self->json, call, trial->metrics, strlen(trial->metrics), "metrics",
                                take_luck, &luck);
  if (result != HWNAS_OK) return result;
  if (memcmp(point, trial->point, trial->n_choices * sizeof *point) != 0 || luck < number || luck > number)
    return call->fail(call, HWNAS_E_ARGUMENT, "trial %llu is not one network",
                      (unsigned long long)trial->number);
  result = reporter->step(reporter, call, 1, "prize", 0);
  if (result != HWNAS_OK) return result;
  return reporter->final(reporter, call, "prize", (double)((uint64_t)number % 1000));
}

static const hwnas_evaluator_t prize_table = {.struct_size = sizeof prize_table,
                                              .create = prize_create,
                                              .destroy = destroy,
                                              .evaluate = prize_evaluate};
static const hwnas_component_t prize = {.struct_size = sizeof prize,
                                        .flags = HWNAS_COMPONENT_FLAG_PURE,
                                        .kind = HWNAS_KIND_EVALUATOR,
                                        .name = "prize",
                                        .summary = "The last digits of the number of a network",
                                        .table = &prize_table};

/* ---- Profiler of whole networks -------------------------------------------------------------- */

typedef struct luck {
  const hwnas_space_service_t *space;
  char unit[16];
} luck_t;

static hwnas_result_t luck_create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  hwnas_result_t result = make(call, sizeof(luck_t), out);
  if (result == HWNAS_OK) strncpy(((luck_t *)*out)->unit, options->string(options, "unit"), 15);
  return result;
}

static hwnas_result_t luck_describe(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                                    hwnas_metric_info_t *out) {
  (void)call;
  (void)metric;
  out->unit = ((luck_t *)object)->unit;
  return HWNAS_OK;
}

static hwnas_result_t luck_bind(hwnas_object_t *object, hwnas_call_t *call) {
  luck_t *self = (luck_t *)object;
  self->space = call->service(call, HWNAS_SERVICE_SPACE);
  return self->space ? HWNAS_OK : call->fail(call, HWNAS_E_UNSUPPORTED, "there is no space");
}

static hwnas_result_t luck_profile(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                                   const uint16_t *points, size_t n, double *out) {
  const luck_t *self = (const luck_t *)object;
  (void)call;
  (void)metric;
  for (size_t i = 0; i < n; i++) out[i] = number_of(self->space, points + i * self->space->n_choices);
  return HWNAS_OK;
}

static const hwnas_metric_info_t metrics[] = {
    {.name = "luck", .unit = "1", .quantum = 1, .goal = HWNAS_GOAL_MAXIMIZE, .per = HWNAS_PER_USE}};
static const hwnas_option_t options[] = {
    {.name = "unit", .help = "what luck is paid in", .type = HWNAS_OPTION_STRING, .default_json = "\"1\""}};
static const hwnas_profiler_t luck_table = {.struct_size = sizeof luck_table,
                                            .metrics = metrics,
                                            .n_metrics = 1,
                                            .metric_size = sizeof metrics[0],
                                            .create = luck_create,
                                            .destroy = destroy,
                                            .describe = luck_describe,
                                            .bind = luck_bind,
                                            .profile = luck_profile};
static const hwnas_component_t luck = {.struct_size = sizeof luck,
                                       .kind = HWNAS_KIND_PROFILER,
                                       .name = "luck",
                                       .summary = "The number of a network",
                                       .options = options,
                                       .n_options = 1,
                                       .option_size = sizeof options[0],
                                       .table = &luck_table};

HWNAS_PLUGIN_OF("0.1.0", "MIT", "All that a search is made of, as of 0.1.0", &in_turn, &not_none, &prize,
                &luck);
