/* A space of 24 points with two metrics, whose values are plain formulas, and a strategy that lists its
 * points. */
#ifndef HWNAS_TESTS_SEARCH_WORLD_H
#define HWNAS_TESTS_SEARCH_WORLD_H

#include <criterion/criterion.h>

#include "../metric/build_metric.h"
#include "search/loop.h"

typedef struct world {
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  hwnas_sampler_t *sampler;
} world_t;

/* depth: 0, 10, 20, 30; op: conv, pool, skip; cell/0_1: 0, 10. */
enum { WORLD_DEPTH, WORLD_OP, WORLD_CELL, WORLD_CHOICES };

static const hwnas_value_t world_ops[] = {{.type = HWNAS_VALUE_STRING, .string = "conv"},
                                          {.type = HWNAS_VALUE_STRING, .string = "pool"},
                                          {.type = HWNAS_VALUE_STRING, .string = "skip"}};

static inline int64_t world_flops(const uint16_t *point) {
  static const int64_t by_op[] = {50, 20, 0};
  return 100 * (point[WORLD_DEPTH] + 1) + by_op[point[WORLD_OP]];
}

static inline int64_t world_params(const uint16_t *point) {
  return 7 * point[WORLD_DEPTH] * point[WORLD_DEPTH];
}

static inline void world_use(hwnas_space_t *space, uint32_t choice, const int64_t (*prices)[2],
                             uint32_t owner) {
  hwnas_value_t *cells;
  hwnas_table_t *table = build_table(space, &choice, 1, &cells);
  for (size_t i = 0; i < table->n_cells; i++)
    cells[i] = hwnas_value_int((int64_t)build_op(space, "made_up", prices[i][0], prices[i][1]));
  build_use(space, table, NULL, owner);
}

/* With so many binary choices more, which decide nothing. */
static inline world_t world_make_larger(int n_more) {
  static const int64_t depth[][2] = {{100, 0}, {200, 7}, {300, 28}, {400, 63}};
  static const int64_t op[][2] = {{50, 0}, {20, 0}, {0, 0}};
  world_t world = {.space = build_space()};
  build_choice(world.space, "depth", 4);
  build_choice_of(world.space, "op", world_ops, 3);
  build_choice(world.space, "cell/0_1", 2);
  for (int i = 0; i < n_more; i++)
    build_choice(world.space, hwnas_arena_printf(world.space->arena, "x%d", i), 2);
  world_use(world.space, WORLD_DEPTH, depth, 0);
  world_use(world.space, WORLD_OP, op, 1);
  const hwnas_price_source_t sources[] = {build_source("flops", HWNAS_PER_USE, &build_one),
                                          build_source("params", HWNAS_PER_MODULE, &build_one)};
  cr_assert_null(hwnas_metric_set_create(world.space, sources, 2, &world.set));
  cr_assert_null(hwnas_sampler_create(world.space, HWNAS_LAW_NETWORKS, &world.sampler));
  return world;
}

static inline world_t world_make(void) { return world_make_larger(0); }

static inline void world_free(world_t *world) {
  hwnas_sampler_destroy(world->sampler);
  hwnas_metric_set_destroy(world->set);
  hwnas_space_destroy(world->space);
}

static inline void expect_says(hwnas_status_t *status, hwnas_error_t error, const char *words) {
  cr_assert_not_null(status, "no error where '%s' was due", words);
  cr_expect_eq(status->error, error);
  char *text = hwnas_status_format(status);
  cr_expect_not_null(strstr(text, words), "'%s' is not in: %s", words, text);
  free(text);
  hwnas_status_destroy(status);
}

/* ---- A strategy that proposes every point in turn -------------------------------------------- */

typedef struct lister {
  uint16_t next[WORLD_CHOICES];
  bool done;
  size_t told, told_invalid, told_failed; /* reports */
  double told_sum;                        /* of the first objective */
  size_t largest_cap;
  int wrong; /* 1: a point outside the space, 2: only asks for reports, 3: fails */
} lister_t;

static lister_t *lister_of(hwnas_object_t *object) { return (lister_t *)object; }

static hwnas_result_t lister_ask(hwnas_object_t *object, hwnas_call_t *call, size_t cap, uint16_t *points,
                                 size_t *out_n) {
  lister_t *self = lister_of(object);
  if (cap > self->largest_cap) self->largest_cap = cap;
  *out_n = 0;
  if (self->wrong == 2) return HWNAS_NEED_REPORTS;
  if (self->wrong == 3) return call->fail(call, HWNAS_E_INTERNAL, "no idea is left in %s", "me");
  static const uint16_t sizes[] = {4, 3, 2};
  while (*out_n < cap && !self->done) {
    memcpy(&points[*out_n * WORLD_CHOICES], self->next, sizeof self->next);
    if (self->wrong == 1) points[*out_n * WORLD_CHOICES + WORLD_OP] = 3;
    ++*out_n;
    size_t c = WORLD_CHOICES;
    while (c-- > 0 && ++self->next[c] == sizes[c]) self->next[c] = 0;
    self->done = c == SIZE_MAX;
  }
  return self->done ? HWNAS_EXHAUSTED : HWNAS_OK;
}

static hwnas_result_t lister_tell(hwnas_object_t *object, hwnas_call_t *call, const hwnas_report_t *reports,
                                  size_t n) {
  lister_t *self = lister_of(object);
  (void)call;
  for (size_t i = 0; i < n; i++) {
    self->told++;
    if (reports[i].status == HWNAS_TRIAL_INVALID)
      self->told_invalid++;
    else if (reports[i].status == HWNAS_TRIAL_FAILED)
      self->told_failed += reports[i].objectives == NULL;
    else
      self->told_sum += reports[i].objectives[0];
  }
  return HWNAS_OK;
}

static hwnas_result_t lister_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  (void)make;
  lister_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  *out = (hwnas_object_t *)self;
  return HWNAS_OK;
}

static void lister_destroy(hwnas_object_t *object) { free(lister_of(object)); }

static const hwnas_strategy_t lister_table = {.struct_size = sizeof lister_table,
                                              .create = lister_create,
                                              .destroy = lister_destroy,
                                              .ask = lister_ask,
                                              .tell = lister_tell};
static const hwnas_component_t lister_free = {.struct_size = sizeof lister_free,
                                              .flags = HWNAS_COMPONENT_FLAG_NO_REPORTS,
                                              .kind = HWNAS_KIND_STRATEGY,
                                              .name = "lister",
                                              .table = &lister_table};
static const hwnas_component_t lister_learning = {.struct_size = sizeof lister_learning,
                                                  .kind = HWNAS_KIND_STRATEGY,
                                                  .name = "learner",
                                                  .table = &lister_table};

#endif
