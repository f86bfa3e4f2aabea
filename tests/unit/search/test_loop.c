#include <math.h>

#include "world.h"

typedef struct bench {
  world_t world;
  hwnas_services_t *services;
  hwnas_chain_t *chain;
  hwnas_loop_options_t options;
} bench_t;

static const hwnas_objective_t by_flops = {.metric = 0, .goal = HWNAS_GOAL_MINIMIZE};

static hwnas_status_t *make_chain(bench_t *bench, const hwnas_component_t *strategy) {
  const hwnas_chain_link_t link = {.component = strategy};
  hwnas_host_call_t call;
  hwnas_host_call_init(&call, "test");
  hwnas_status_t *status = hwnas_chain_create(&link, 1, WORLD_CHOICES, 7, &call, &bench->chain);
  hwnas_host_call_deinit(&call);
  return status;
}

static void bench_make(bench_t *bench, const hwnas_component_t *strategy) {
  *bench = (bench_t){.world = world_make()};
  cr_assert_null(hwnas_services_create(&(hwnas_services_of_t){.space = bench->world.space,
                                                              .sampler = bench->world.sampler,
                                                              .metrics = bench->world.set,
                                                              .objectives = &by_flops,
                                                              .n_objectives = 1},
                                       &bench->services));
  cr_assert_null(make_chain(bench, strategy));
  bench->options = (hwnas_loop_options_t){.space = bench->world.space,
                                          .metrics = bench->world.set,
                                          .services = bench->services,
                                          .chain = bench->chain,
                                          .objectives = &by_flops,
                                          .n_objectives = 1};
}

static void bench_free(bench_t *bench) {
  hwnas_chain_destroy(bench->chain);
  hwnas_services_destroy(bench->services);
  world_free(&bench->world);
}

static lister_t *lister(const bench_t *bench) { return lister_of(hwnas_chain_strategy(bench->chain)->self); }

Test(loop, ends_when_the_strategy_is_exhausted) {
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_free);
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(result.end, HWNAS_END_EXHAUSTED);
  cr_expect_eq(result.proposed, 24);
  cr_expect_eq(result.accepted, 24);
  cr_expect_eq(lister(&bench)->told, 0); /* it needs no reports */
  cr_expect_eq(lister(&bench)->largest_cap, HWNAS_LOOP_BATCH);
  cr_expect_eq(result.best, 5); /* the first with depth 0 and skip */
  cr_expect_eq(world_flops(result.best_point), 100);
  cr_expect_eq(result.best_metrics[0], 100);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

Test(loop, constraints_drop_and_strategies_are_told) {
  bench_t bench;
  hwnas_loop_result_t result;
  hwnas_predicate_t *constraint;
  bench_make(&bench, &lister_learning);
  cr_assert_null(hwnas_predicate_create(bench.world.space, bench.world.set, "flops >= 300 and op != 'pool'",
                                        NULL, &constraint));
  bench.options.constraints = &constraint;
  bench.options.n_constraints = 1;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(result.proposed, 24);
  cr_expect_eq(result.accepted, 8); /* depths 20 and 30, conv and skip, two cells each */
  cr_expect_eq(lister(&bench)->told, 24);
  cr_expect_eq(lister(&bench)->told_invalid, 16);
  cr_expect_eq(lister(&bench)->told_sum, 2 * (350 + 300 + 450 + 400));
  cr_expect_eq(lister(&bench)->largest_cap, 1); /* its reports may change what it proposes next */
  hwnas_predicate_destroy(constraint);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

Test(loop, budgets_are_kept_exactly_for_every_batch) {
  for (size_t batch = 1; batch < 30; batch++) {
    bench_t bench;
    hwnas_loop_result_t result;
    hwnas_predicate_t *constraint;
    bench_make(&bench, &lister_free);
    cr_assert_null(
        hwnas_predicate_create(bench.world.space, bench.world.set, "op == 'conv'", NULL, &constraint));
    bench.options.constraints = &constraint;
    bench.options.n_constraints = 1;
    bench.options.batch = batch;
    bench.options.budget.trials = 5;
    cr_assert_null(hwnas_loop_run(&bench.options, &result));
    cr_expect_eq(result.end, HWNAS_END_BUDGET);
    cr_expect_eq(result.accepted, 5);
    cr_expect_eq(result.proposed, 13); /* 2 of 6 are accepted, and the fifth comes first of the third six */
    hwnas_predicate_destroy(constraint);
    hwnas_loop_result_deinit(&result);
    bench_free(&bench);
  }
}

Test(loop, counts_proposals_against_their_budget) {
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_free);
  bench.options.budget.proposals = 11;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(result.end, HWNAS_END_BUDGET);
  cr_expect_eq(result.proposed, 11);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

Test(loop, a_signal_ends_it_with_what_was_found) {
  static const volatile sig_atomic_t stop = 1;
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_free);
  bench.options.stop = &stop;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(result.end, HWNAS_END_SIGNAL);
  cr_expect_eq(result.accepted, 0);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

static void expect_failure(int wrong, const char *words) {
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_free);
  lister(&bench)->wrong = wrong;
  expect_says(hwnas_loop_run(&bench.options, &result), HWNAS_ERROR_STRATEGY, words);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

Test(loop, strategies_that_break_rules_are_named) {
  expect_failure(1, "lister proposed index 3 for 'op', which has 3 values");
  expect_failure(2, "lister waits for reports");
  expect_failure(3, "no idea is left in me");
}

static void count_calls(void *self, const hwnas_progress_t *progress) {
  size_t *calls = self;
  ++*calls;
  cr_expect_leq(progress->trials, progress->proposed);
  cr_expect(progress->done >= 0 && progress->done <= 1);
}

Test(loop, shows_progress_and_the_end) {
  bench_t bench;
  hwnas_loop_result_t result;
  size_t calls = 0;
  bench_make(&bench, &lister_free);
  bench.options.batch = 6;
  bench.options.progress = count_calls;
  bench.options.progress_self = &calls;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(calls, 4);
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

Test(loop, several_objectives_give_a_front) {
  static const hwnas_objective_t two[] = {{.metric = 0, .goal = HWNAS_GOAL_MINIMIZE},
                                          {.metric = 1, .goal = HWNAS_GOAL_MAXIMIZE}};
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_free);
  bench.options.objectives = two;
  bench.options.n_objectives = 2;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  cr_expect_eq(result.best, 0);
  cr_expect_eq(result.front.n, 8); /* skip at every depth, two cells each */
  hwnas_loop_result_deinit(&result);
  bench_free(&bench);
}

/* ---- A metric that is not known of every network ---------------------------------------------- */

/* Known where flops is below 300: a third of flops. */
static hwnas_status_t *profile_some(void *self, const uint16_t *points, size_t n, double *out) {
  (void)self;
  for (size_t i = 0; i < n; i++) {
    int64_t flops = world_flops(&points[i * WORLD_CHOICES]);
    out[i] = flops < 300 ? (double)flops / 3 : NAN;
  }
  return NULL;
}

Test(loop, without_its_objective_a_trial_fails) {
  bench_t bench;
  hwnas_loop_result_t result;
  bench_make(&bench, &lister_learning);
  const hwnas_price_source_t sources[] = {
      build_source("flops", HWNAS_PER_USE, &build_one),
      {.name = "ms", .unit = "ms", .quantum = 1e-3, .profile = profile_some}};
  static const hwnas_objective_t by_ms = {.metric = 1, .goal = HWNAS_GOAL_MAXIMIZE};
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(bench.world.space, sources, 2, &set));
  bench.options.metrics = set;
  bench.options.objectives = &by_ms;
  cr_assert_null(hwnas_loop_run(&bench.options, &result));
  /* Depths 0 and 1, three ops, two cells that change nothing. */
  cr_expect_eq(result.accepted, 24);
  cr_expect_eq(result.failed, 12);
  cr_expect_eq(lister(&bench)->told, 24);
  cr_expect_eq(lister(&bench)->told_failed, 12);
  cr_expect_eq(world_flops(result.best_point), 250);
  cr_expect_eq(result.best_metrics[1], 83333);
  hwnas_loop_result_deinit(&result);
  hwnas_metric_set_destroy(set);
  bench_free(&bench);
}

Test(duration, reads_units_and_refuses_the_rest) {
  static const struct {
    const char *text;
    double seconds;
  } good[] = {{"8h", 28800},  {"30s", 30},     {"90m", 5400}, {"2d", 172800},
              {"1.5h", 5400}, {"250ms", 0.25}, {"5 min", 300}};
  static const char *const bad[] = {"", "8", "h", "-3s", "0s", "8 hours", "1h30m", "nan s", "inf s", " 3s"};
  double seconds;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    cr_assert(hwnas_duration_parse(good[i].text, &seconds), "%s", good[i].text);
    cr_expect_float_eq(seconds, good[i].seconds, 1e-12);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    cr_expect_not(hwnas_duration_parse(bad[i], &seconds), "%s", bad[i]);
}
