/* The best networks of hub spaces under limits, against integer programming. */
#include "base/hash.h"
#include "hwnas/best.h"
#include "ilp.h"
#include "oracle.h"

enum { SCORE, FLOPS, PARAMS, METRICS };

/* A score that is a sum and hangs on nothing but the numbers of an operator: what it is worth is made up. */
static hwnas_status_t *made_up(void *self, const hwnas_op_t *op, bool *out_known, double *out) {
  const uint64_t *seed = self;
  uint64_t work = hwnas_hash(op->work, HWNAS_WORK_KINDS * sizeof *op->work, *seed);
  uint64_t weights = hwnas_hash(op->weights, HWNAS_WEIGHTS_KINDS * sizeof *op->weights, *seed);
  *out_known = true;
  *out = (double)((work ^ weights) % 1000);
  return NULL;
}

typedef struct hub {
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
} hub_t;

/* With a score, flops and params. */
static void open_hub(fixture_t *fixture, const char *name, uint64_t *seed, hub_t *out) {
  hwnas_price_source_t all[METRICS] = {{.name = "score",
                                        .metric = "score",
                                        .unit = "1",
                                        .quantum = 1,
                                        .goal = HWNAS_GOAL_MAXIMIZE,
                                        .per = HWNAS_PER_USE,
                                        .profiler = "tester",
                                        .cost = made_up,
                                        .self = seed}};
  size_t n;
  check(hwnas_context_load_space(fixture->context, name, NULL, NULL, 0, &out->space));
  check(hwnas_profilers_parse(fixture->context, "flops,params", "--metrics", &out->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(out->profilers, &n);
  memcpy(&all[1], sources, 2 * sizeof *sources);
  check(hwnas_metric_set_create(out->space, all, METRICS, &out->set));
}

static void close_hub(hub_t *hub) {
  hwnas_metric_set_destroy(hub->set);
  hwnas_profilers_destroy(hub->profilers);
  hwnas_space_destroy(hub->space);
}

static void find_best(const hub_t *hub, const hwnas_range_t *limits, bool most, int64_t *out_values) {
  char texts[2][64];
  const char *conditions[] = {texts[0], texts[1]};
  hwnas_region_t *region;
  hwnas_best_t *best;
  size_t n;
  uint16_t *point = calloc(hub->space->n_choices + 1, sizeof *point);
  snprintf(texts[0], sizeof texts[0], "flops <= %lld", (long long)limits[FLOPS].high);
  snprintf(texts[1], sizeof texts[1], "params <= %lld", (long long)limits[PARAMS].high);
  check(hwnas_region_create(hub->space, hub->set, conditions, 2, NULL, &region));
  check(hwnas_best_create(region, SCORE, most ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE, NULL, &best));
  check(hwnas_best_networks(best, 0, 1, point, &n));
  cr_assert_eq(n, 1);
  cr_assert(hwnas_best_proof(best).exact);
  check(hwnas_metric_set_value(hub->set, point, out_values));
  free(point);
  hwnas_best_destroy(best);
  hwnas_region_destroy(region);
}

/* Limits at a share of the way from least to most. */
static void set_limits(const hub_t *hub, double share, hwnas_range_t *limits) {
  const size_t metrics[] = {FLOPS, PARAMS};
  hwnas_trellis_t *trellis;
  check(hwnas_trellis_create(
      &(hwnas_trellis_of_t){.space = hub->space, .set = hub->set, .metrics = metrics, .n_metrics = 2},
      &trellis));
  limits[SCORE] = (hwnas_range_t){INT64_MIN, INT64_MAX};
  for (size_t i = 0; i < 2; i++) {
    double width = (double)(trellis->maxima[i] - trellis->minima[i]);
    limits[metrics[i]] = (hwnas_range_t){INT64_MIN, trellis->minima[i] + (int64_t)(share * width)};
  }
  hwnas_trellis_destroy(trellis);
}

static void assert_optimum(const hub_t *hub, double share, bool most) {
  hwnas_range_t limits[METRICS] = {{0, 0}};
  int64_t ours[METRICS], theirs[METRICS];
  uint16_t *point = calloc(hub->space->n_choices + 1, sizeof *point);
  set_limits(hub, share, limits);
  find_best(hub, limits, most, ours);
  cr_assert(ilp_best(hub->set, SCORE, most, limits, point), "the integer program was not solved");
  check(hwnas_metric_set_value(hub->set, point, theirs));
  for (size_t m = FLOPS; m < METRICS; m++) {
    cr_assert_leq(ours[m], limits[m].high);
    cr_assert_leq(theirs[m], limits[m].high);
  }
  cr_expect_eq(ours[SCORE], theirs[SCORE], "%s, %g of the way, most %d: %lld, %lld by integer programming",
               hub->space->name, share, most, (long long)ours[SCORE], (long long)theirs[SCORE]);
  free(point);
}

Test(best, equals_integer_programming) {
  static const char *const names[] = {"proxyless_nas", "shufflenet", "nasbench201", "fbnet"};
  static const double shares[] = {0.1, 0.3, 0.6};
  fixture_t fixture;
  fixture_init(&fixture);
  for (uint64_t seed = 0; seed < sizeof names / sizeof *names; seed++) {
    hub_t hub;
    open_hub(&fixture, names[seed], &seed, &hub);
    for (size_t i = 0; i < 3; i++) assert_optimum(&hub, shares[i], (seed + i) % 2 == 0);
    close_hub(&hub);
  }
  fixture_deinit(&fixture);
}
