#include <math.h>

#include "world.h"

typedef struct expectation {
  const char *text;
  bool (*holds)(const uint16_t *p, double flops, double params);
} expectation_t;

#define DEPTH (10 * p[WORLD_DEPTH])
#define RULE(name, expression)                                       \
  static bool name(const uint16_t *p, double flops, double params) { \
    (void)p;                                                         \
    (void)flops;                                                     \
    (void)params;                                                    \
    return expression;                                               \
  }
RULE(at_most, flops <= 320)
RULE(between, 200 <= flops && flops <= 320)
RULE(metric_and_label, flops<320 && DEPTH> 0)
RULE(quotient, params > 0 && flops / params < 8)
RULE(text_label, p[WORLD_OP] == 0)
RULE(text_or_metric, p[WORLD_OP] != 2 || params < 10)
RULE(slash_label, p[WORLD_CELL] == 1)
RULE(among, p[WORLD_OP] == 0 || p[WORLD_OP] == 2)
RULE(negated, !(flops > 300))
RULE(conditional, p[WORLD_OP] == 0 ? flops > 250 : params > 10)
RULE(arithmetic, fabs(flops - 300) <= fmax(params, 20) - 1)
RULE(labels_only, (DEPTH + 10 * p[WORLD_CELL]) % 20 == 0)
RULE(chain_of_three, DEPTH < params && params < flops)
RULE(division_of_nothing, params > 0 && flops / params >= 0)
RULE(power, flops *flops < 90000 && floor(flops / 100) == 2)
RULE(modulo, fmod(flops, 100) == 20)
RULE(always, true)

static const expectation_t expectations[] = {
    {"flops<=320", at_most},
    {"200 <= flops <= 3.2e2", between},
    {"flops < 320 and depth > 0", metric_and_label},
    {"params > 0 and flops/params < 8", quotient},
    {"op == 'conv'", text_label},
    {"op != 'skip' or params < 10", text_or_metric},
    {"label('cell/0_1') == 10", slash_label},
    {"op in ['conv', 'skip']", among},
    {"not flops > 300", negated},
    {"if(op == 'conv', flops > 250, params > 10)", conditional},
    {"abs(flops - 300) <= max(params, 20) - 1", arithmetic},
    {"(depth + label('cell/0_1')) % 20 == 0", labels_only},
    {"depth < params < flops", chain_of_three},
    {"params > 0 and flops / params >= 0", division_of_nothing},
    {"flops ** 2 < 90000 and flops // 100 == 2", power},
    {"flops % 100 == 20", modulo},
    {"any(depth >= d for d in [0, 100])", always},
};

Test(predicate, agrees_with_the_definition_on_every_point) {
  world_t world = world_make();
  for (size_t e = 0; e < sizeof expectations / sizeof expectations[0]; e++) {
    hwnas_predicate_t *predicate = NULL;
    cr_assert_null(hwnas_predicate_create(world.space, world.set, expectations[e].text, NULL, &predicate));
    uint16_t point[WORLD_CHOICES] = {0};
    do {
      const int64_t quanta[] = {world_flops(point), world_params(point)};
      bool due = expectations[e].holds(point, (double)quanta[0], (double)quanta[1]);
      cr_expect_eq(hwnas_predicate_test(predicate, point, quanta), due, "%s at %u %u %u",
                   expectations[e].text, point[0], point[1], point[2]);
    } while (build_next_point(world.space, point));
    hwnas_predicate_destroy(predicate);
  }
  world_free(&world);
}

Test(predicate, reads_metrics_in_their_unit) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 2);
  static const int64_t prices[][2] = {{25000000, 0}, {25000001, 0}};
  world_use(space, 0, prices, 0);
  const hwnas_price_source_t source = build_source("ms", HWNAS_PER_USE, &build_nano);
  hwnas_metric_set_t *set;
  hwnas_predicate_t *predicate;
  cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
  cr_assert_null(hwnas_predicate_create(space, set, "ms <= 0.025", NULL, &predicate));
  for (uint16_t a = 0; a < 2; a++) {
    int64_t quanta;
    cr_assert_null(hwnas_metric_set_value(set, &a, &quanta));
    cr_expect_eq(hwnas_predicate_test(predicate, &a, &quanta), a == 0);
  }
  hwnas_predicate_destroy(predicate);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

static void expect_refused(const world_t *world, const char *text, hwnas_error_t error, const char *words) {
  hwnas_predicate_t *predicate = NULL;
  expect_says(hwnas_predicate_create(world->space, world->set, text, "run.json:7:3", &predicate), error,
              words);
}

Test(predicate, refuses_what_means_nothing_and_says_where) {
  world_t world = world_make();
  expect_refused(&world, "flop <= 3", HWNAS_ERROR_PREDICATE, "did you mean 'flops'?");
  expect_refused(&world, "flops < 3 and depht > 1", HWNAS_ERROR_PREDICATE, "did you mean 'depth'?");
  expect_refused(&world, "flop <= 3", HWNAS_ERROR_PREDICATE, "run.json:7:3");
  expect_refused(&world, "flops + 1", HWNAS_ERROR_PREDICATE, "not a comparison");
  expect_refused(&world, "flops == 'conv'", HWNAS_ERROR_PREDICATE, "'conv' stands where a number");
  expect_refused(&world, "op < flops", HWNAS_ERROR_PREDICATE, "where op = 'conv'");
  expect_refused(&world, "label('cell/1') == 10", HWNAS_ERROR_PREDICATE, "no choice labelled 'cell/1'");
  expect_refused(&world, "10 / depth > 1", HWNAS_ERROR_PREDICATE, "where depth = 0");
  expect_refused(&world, "flops in [1, 2]", HWNAS_ERROR_PREDICATE, "'in' cannot be used");
  expect_refused(&world, "sorted(flops) == 1", HWNAS_ERROR_PREDICATE, "sorted()");
  expect_refused(&world, "flops <= ", HWNAS_ERROR_EXPR_SYNTAX, "run.json:7:3");
  world_free(&world);
}

static hwnas_status_t *collect(void *self, const char *name) {
  hwnas_str_appendf(self, "%s ", name);
  return NULL;
}

Test(predicate, names_are_those_that_may_be_metrics) {
  world_t world = world_make();
  hwnas_str_t names;
  hwnas_str_init(&names);
  cr_assert_null(hwnas_predicate_names(world.space, "ms < 3 and depth > 1 and abs(energy) < len(op)", NULL,
                                       collect, &names));
  cr_expect_str_eq(names.text, "ms energy ");
  hwnas_str_deinit(&names);
  world_free(&world);
}
