/* A plugin that gives tables, and what becomes of its mistakes. */
#include <criterion/criterion.h>
#include <math.h>

#include "../metric/build_metric.h"
#include "run/profiler.h"

typedef enum way {
  WELL,
  NOT_A_NUMBER,
  NO_SUCH_CHOICE,
  TOO_MANY_VALUES,
  NO_VALUES,
  NO_CHOICES,
  GOES_ON,
  HALF_WAY,
  SILENTLY,
  POSITIVE,
  WITHOUT_SPACE
} way_t;

struct hwnas_object {
  way_t way;
  int bound;
};

static hwnas_object_t object;

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  (void)call;
  (void)options;
  *out = &object;
  return HWNAS_OK;
}

static void destroy(hwnas_object_t *self) { self->bound = 0; }

static hwnas_result_t bind(hwnas_object_t *self, hwnas_call_t *call) {
  self->bound++;
  if (self->way == WITHOUT_SPACE) return call->fail(call, HWNAS_E_DATA, "no scores for this space");
  return call->service(call, HWNAS_SERVICE_SPACE) ? HWNAS_OK : HWNAS_E_STATE;
}

static const uint32_t a[] = {0};
static const double one[] = {1}, good[] = {1, 2, 3}, not_a_number[] = {1, NAN, 3};

static hwnas_result_t tables(hwnas_object_t *self, hwnas_call_t *call, uint32_t metric,
                             const hwnas_table_taker_t *taker) {
  hwnas_result_t result = taker->take(taker, call, a, 1, good, 3);
  if (metric != 0 || self->bound != 1 || result != HWNAS_OK) return HWNAS_E_STATE;
  switch (self->way) {
    case NOT_A_NUMBER:
      return taker->take(taker, call, a, 1, not_a_number, 3);
    case NO_SUCH_CHOICE:
      return taker->take(taker, call, (const uint32_t[]){7}, 1, good, 3);
    case TOO_MANY_VALUES:
      return taker->take(taker, call, a, 1, good, SIZE_MAX);
    case NO_VALUES:
      return taker->take(taker, call, a, 1, NULL, 3);
    case NO_CHOICES:
      return taker->take(taker, call, NULL, 1, good, 3);
    case GOES_ON: /* and says that all is well */
      taker->take(taker, call, a, 1, good, 2);
      return taker->take(taker, call, a, 1, good, 3) == HWNAS_E_STATE ? HWNAS_OK : HWNAS_E_STATE;
    case HALF_WAY:
      return call->fail(call, HWNAS_E_DATA, "line 3 is not a score");
    case SILENTLY:
      return HWNAS_E_INTERNAL;
    case POSITIVE:
      return HWNAS_NO_COST;
    default:
      return taker->take(taker, call, NULL, 0, one, 1);
  }
}

static const hwnas_metric_info_t metrics[] = {
    {.name = "score", .unit = "1", .quantum = 0.5, .goal = HWNAS_GOAL_MAXIMIZE}};
static const hwnas_profiler_t profiler = {.struct_size = sizeof profiler,
                                          .metrics = metrics,
                                          .n_metrics = 1,
                                          .metric_size = sizeof metrics[0],
                                          .create = create,
                                          .destroy = destroy,
                                          .bind = bind,
                                          .tables = tables};
static const hwnas_component_t component = {
    .struct_size = sizeof component, .kind = HWNAS_KIND_PROFILER, .name = "scorer", .table = &profiler};

/* The set of that metric, or its error; the space has one choice of three values. */
static hwnas_status_t *compile(hwnas_profiler_instance_t *instance, const hwnas_space_t *space, way_t way,
                               hwnas_metric_set_t **out) {
  hwnas_price_source_t source;
  object = (hwnas_object_t){.way = way};
  cr_assert_null(hwnas_profiler_instance_init(instance, &component, "run.json:1:1", NULL));
  cr_assert_null(hwnas_profiler_instance_source(instance, "mine", &source));
  cr_assert(source.tables && !source.cost && !source.profile);
  return hwnas_metric_set_create(space, &source, 1, out);
}

Test(tables_of_plugins, are_summed) {
  hwnas_space_t *space = build_space();
  hwnas_profiler_instance_t instance;
  hwnas_metric_set_t *set;
  build_choice(space, "a", 3);
  cr_assert_null(compile(&instance, space, WELL, &set));
  for (uint16_t k = 0; k < 3; k++) {
    int64_t value;
    cr_assert_null(hwnas_metric_set_value(set, &k, &value));
    cr_expect_eq(value, (int64_t)2 * (k + 2));
  }
  cr_expect_eq(hwnas_metric_set_info(set, 0)->goal, HWNAS_GOAL_MAXIMIZE);
  hwnas_metric_set_destroy(set);
  hwnas_profiler_instance_deinit(&instance);
  hwnas_space_destroy(space);
}

Test(tables_of_plugins, with_mistakes_are_refused) {
  static const struct {
    way_t way;
    hwnas_error_t error;
    const char *words;
  } cases[] = {
      {NOT_A_NUMBER, HWNAS_ERROR_PROFILER, "a value of 'mine' is not a number"},
      {NO_SUCH_CHOICE, HWNAS_ERROR_PROFILER, "there is no choice number 7; the space has 1 of them"},
      {TOO_MANY_VALUES, HWNAS_ERROR_PROFILER, "values for choices that have 3 combinations"},
      {NO_VALUES, HWNAS_ERROR_PROFILER, "a table has no choices or no values"},
      {NO_CHOICES, HWNAS_ERROR_PROFILER, "a table has no choices or no values"},
      {GOES_ON, HWNAS_ERROR_PROFILER, "2 values for choices that have 3 combinations"},
      {HALF_WAY, HWNAS_ERROR_OPTION_VALUE, "profiler 'scorer' cannot give its tables: line 3 is not a score"},
      {SILENTLY, HWNAS_ERROR_PROFILER, "profiler 'scorer' cannot give its tables: no reason given"},
      {POSITIVE, HWNAS_ERROR_PROFILER, "profiler 'scorer' cannot give its tables: no reason given"},
      {WITHOUT_SPACE, HWNAS_ERROR_OPTION_VALUE, "profiler 'scorer' cannot serve this space: no scores"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hwnas_space_t *space = build_space();
    hwnas_profiler_instance_t instance;
    hwnas_metric_set_t *set = NULL;
    build_choice(space, "a", 3);
    hwnas_status_t *status = compile(&instance, space, cases[i].way, &set);
    cr_assert_not_null(status, "%s", cases[i].words);
    cr_expect_null(status->next);
    cr_expect_eq(status->error, cases[i].error, "%s", status->what);
    cr_expect_not_null(strstr(status->what, cases[i].words), "'%s' is not in: %s", cases[i].words,
                       status->what);
    hwnas_status_destroy(status);
    hwnas_profiler_instance_deinit(&instance);
    hwnas_space_destroy(space);
  }
}
