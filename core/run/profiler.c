#include "run/profiler.h"

#include <math.h>
#include <string.h>

#include "search/json_service.h"

/* ---- Calls ----------------------------------------------------------------------------------- */

static hwnas_status_t *failure(const hwnas_profiler_instance_t *instance, const hwnas_host_call_t *call,
                               hwnas_result_t result, const char *what) {
  bool input = result == HWNAS_E_OPTION || result == HWNAS_E_DATA;
  hwnas_status_t *status = hwnas_status_make(input ? HWNAS_ERROR_OPTION_VALUE : HWNAS_ERROR_PROFILER,
                                             "profiler '%s' cannot %s: %s", instance->name, what,
                                             call->message[0] ? call->message : "no reason given");
  return instance->place ? hwnas_status_at(status, "%s", instance->place) : status;
}

static const void *find_service(void *self, const char *id) {
  const hwnas_profiler_instance_t *instance = self;
  if (strcmp(id, HWNAS_SERVICE_JSON) == 0) return hwnas_json_service();
  return instance->bound && strcmp(id, HWNAS_SERVICE_SPACE) == 0 ? &instance->access.service : NULL;
}

static void init_call(hwnas_host_call_t *call, hwnas_profiler_instance_t *instance) {
  hwnas_host_call_init(call, "profiler");
  call->service = find_service;
  call->service_self = instance;
}

static hwnas_status_t *cost(void *self, const hwnas_op_t *op, bool *out_known, double *out) {
  hwnas_profiler_instance_t *instance = self;
  hwnas_host_call_reset(&instance->call);
  hwnas_result_t result = instance->table->cost(instance->object, &instance->call.call, op, 0, out);
  *out_known = result == HWNAS_OK;
  return result < 0 ? failure(instance, &instance->call, result, "price an operator") : NULL;
}

static hwnas_status_t *profile(void *self, const uint16_t *points, size_t n, double *out) {
  hwnas_profiler_instance_t *instance = self;
  hwnas_host_call_t call;
  init_call(&call, instance);
  hwnas_result_t result = instance->table->profile(instance->object, &call.call, 0, points, n, out);
  hwnas_status_t *status = result < 0 ? failure(instance, &call, result, "value a network") : NULL;
  hwnas_host_call_deinit(&call);
  return status;
}

/* Tables on their way from the plugin to the metric; the plugin may go on after one was refused. */
typedef struct hand_over {
  hwnas_table_taker_t taker;
  hwnas_price_table_fn take;
  void *self;
  hwnas_status_t *refused;
} hand_over_t;

static hwnas_result_t take_table(const hwnas_table_taker_t *taker, hwnas_call_t *call,
                                 const uint32_t *choices, uint32_t n, const double *values, size_t n_values) {
  hand_over_t *hand_over = taker->host;
  if (hand_over->refused) return call->fail(call, HWNAS_E_STATE, "a table before this one was refused");
  if ((n > 0 && !choices) || !values)
    hand_over->refused = hwnas_status_make(HWNAS_ERROR_PROFILER, "a table has no choices or no values");
  else
    hand_over->refused =
        hand_over->take(hand_over->self, &(hwnas_price_table_t){choices, n, values, n_values});
  return hand_over->refused ? call->fail(call, HWNAS_E_ARGUMENT, "%s", hand_over->refused->what) : HWNAS_OK;
}

static hwnas_status_t *tables(void *self, hwnas_price_table_fn take, void *taker) {
  hwnas_profiler_instance_t *instance = self;
  hand_over_t hand_over = {
      .taker = {.struct_size = sizeof hand_over.taker, .host = &hand_over, .take = take_table},
      .take = take,
      .self = taker};
  hwnas_host_call_reset(&instance->call);
  hwnas_result_t result =
      instance->table->tables(instance->object, &instance->call.call, 0, &hand_over.taker);
  if (hand_over.refused) return hand_over.refused;
  return result == HWNAS_OK ? NULL : failure(instance, &instance->call, result, "give its tables");
}

static hwnas_status_t *bind(void *self, const hwnas_space_t *space) {
  hwnas_profiler_instance_t *instance = self;
  if (instance->bound)
    return hwnas_status_make(HWNAS_ERROR_INTERNAL, "profiler '%s' was given two spaces", instance->name);
  instance->bound = true;
  HWNAS_TRY(hwnas_space_access_init(&instance->access, space, NULL, NULL));
  if (!HWNAS_HAS(instance->table, hwnas_profiler_t, bind)) return NULL;
  hwnas_host_call_reset(&instance->call);
  hwnas_result_t result = instance->table->bind(instance->object, &instance->call.call);
  return result < 0 ? failure(instance, &instance->call, result, "serve this space") : NULL;
}

/* ---- The instance ---------------------------------------------------------------------------- */

hwnas_status_t *hwnas_profiler_instance_init(hwnas_profiler_instance_t *instance,
                                             const hwnas_component_t *component, const char *place,
                                             const hwnas_options_t *options) {
  *instance = (hwnas_profiler_instance_t){.table = component->table, .name = component->name, .place = place};
  init_call(&instance->call, instance);
  hwnas_result_t result = instance->table->create(&instance->call.call, options, &instance->object);
  if (result >= 0) return NULL;
  instance->object = NULL;
  return failure(instance, &instance->call, result, "start");
}

void hwnas_profiler_instance_deinit(hwnas_profiler_instance_t *instance) {
  if (instance->object) instance->table->destroy(instance->object);
  if (instance->bound) hwnas_space_access_deinit(&instance->access);
  hwnas_host_call_deinit(&instance->call);
}

/* The metric as the instance has it: the options may change unit, quantum and goal. */
static hwnas_status_t *describe(hwnas_profiler_instance_t *instance, hwnas_metric_info_t *out) {
  *out = instance->table->metrics[0];
  if (!HWNAS_HAS(instance->table, hwnas_profiler_t, describe)) return NULL;
  hwnas_host_call_reset(&instance->call);
  hwnas_result_t result = instance->table->describe(instance->object, &instance->call.call, 0, out);
  if (result < 0) return failure(instance, &instance->call, result, "describe its metric");
  bool sound = out->unit && out->quantum > 0 && !isinf(out->quantum) &&
               (out->goal == HWNAS_GOAL_MINIMIZE || out->goal == HWNAS_GOAL_MAXIMIZE);
  if (sound) return NULL;
  return hwnas_status_make(HWNAS_ERROR_PROFILER,
                           "profiler '%s' gives its metric no unit, no positive quantum or no goal",
                           instance->name);
}

hwnas_status_t *hwnas_profiler_instance_source(hwnas_profiler_instance_t *instance, const char *name,
                                               hwnas_price_source_t *out) {
  const hwnas_profiler_t *table = instance->table;
  hwnas_metric_info_t metric;
  HWNAS_TRY(describe(instance, &metric));
  *out = (hwnas_price_source_t){.name = name,
                                .metric = metric.name,
                                .unit = metric.unit,
                                .quantum = metric.quantum,
                                .goal = metric.goal,
                                .per = metric.per,
                                .profiler = instance->name,
                                .self = instance};
  if (HWNAS_HAS(table, hwnas_profiler_t, convention)) out->convention = table->convention(instance->object);
  bool whole = HWNAS_HAS(table, hwnas_profiler_t, profile);
  bool summed = HWNAS_HAS(table, hwnas_profiler_t, tables);
  if (whole) out->profile = profile;
  if (summed) out->tables = tables;
  if (whole || summed)
    out->bind = bind;
  else
    out->cost = cost;
  return NULL;
}
