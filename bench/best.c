/* The best networks under limits, beside an integer program of the same that GLPK solves, and beside the best
 * of many networks drawn at random within the limits. */
#include "bench.h"

#include <math.h>

#include "../tests/integration/ilp.h"
#include "hwnas/best.h"

#define ROUNDS 3
#define DRAWS 100000

enum { ENTROPY, FLOPS, PARAMS, METRICS };

/* Limits in units; 0: none. */
typedef struct task {
  const char *space, *name;
  double flops, params;
} task_t;

typedef struct model {
  const task_t *task;
  bool json;
  hwnas_space_t *space;
  hwnas_metric_set_t *metrics;
  hwnas_region_t *region;
  uint16_t *points;
} model_t;

static int64_t score_of(const model_t *model, const uint16_t *point) {
  int64_t values[METRICS];
  bench_check(hwnas_metric_set_value(model->metrics, point, values));
  return values[ENTROPY];
}

/* Seconds from nothing to n networks with proof. */
static double find(const model_t *model, size_t n) {
  double least = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_best_t *best;
    size_t found;
    double start = bench_now();
    bench_check(hwnas_best_create(model->region, ENTROPY, HWNAS_GOAL_MAXIMIZE, NULL, &best));
    bench_check(hwnas_best_networks(best, 0, n, model->points, &found));
    least = fmin(least, bench_now() - start);
    if (found < n || !hwnas_best_proof(best).exact) {
      fprintf(stderr, "%s: not proven\n", model->task->space);
      exit(1);
    }
    hwnas_best_destroy(best);
  }
  return least;
}

/* Seconds of the integer program; if it ends with a network, that is the same in score. */
static double solve(const model_t *model) {
  hwnas_range_t ranges[METRICS];
  const double limits[METRICS] = {[FLOPS] = model->task->flops, [PARAMS] = model->task->params};
  uint16_t *point = calloc(model->space->n_choices + 1, sizeof *point);
  for (size_t m = 0; m < METRICS; m++)
    ranges[m] = (hwnas_range_t){INT64_MIN, limits[m] > 0 ? (int64_t)limits[m] : INT64_MAX};
  double start = bench_now();
  bool solved = ilp_best(model->metrics, ENTROPY, true, ranges, point);
  double took = bench_now() - start;
  if (solved && score_of(model, point) != score_of(model, model->points)) {
    fprintf(stderr, "%s: another optimum by integer programming\n", model->task->space);
    exit(1);
  }
  free(point);
  return took;
}

/* The best of many random networks within the limits, as a share of the optimum. */
static double draw(const model_t *model, double *out_score) {
  hwnas_random_t random;
  size_t n_choices = model->space->n_choices;
  uint16_t *points = calloc(DRAWS * n_choices + 1, sizeof *points);
  int64_t most = 0;
  hwnas_random_seed(&random, 1, 0);
  double start = bench_now();
  bench_check(hwnas_region_draw(model->region, &random, DRAWS, points));
  for (size_t i = 0; i < DRAWS; i++) {
    int64_t score = score_of(model, &points[i * n_choices]);
    if (score > most) most = score;
  }
  double took = bench_now() - start;
  *out_score = (double)most;
  free(points);
  return took;
}

static void print(const model_t *model, const char *what, double value, const char *unit,
                  const char *reference, double reference_value) {
  char figure[100];
  snprintf(figure, sizeof figure, "%s, %s: %s", model->task->space, model->task->name, what);
  bench_print(model->json, "best", figure, value, unit, reference, reference_value);
}

static void measure(const model_t *model) {
  double random_score;
  double one = find(model, 1), optimum = (double)score_of(model, model->points), solver = solve(model);
  print(model, "the optimum", one * 1e3, "ms",
        solver * 1e3 < ILP_MILLISECONDS ? "GLPK" : "GLPK, stopped without a proof", solver * 1e3);
  double random = draw(model, &random_score);
  print(model, "score of the optimum", optimum * 1e-9, "nat", "best of 100,000 random networks",
        random_score * 1e-9);
  print(model, "the 100 best", find(model, 100) * 1e3, "ms", "100,000 random networks", random * 1e3);
}

static void run(hwnas_context_t *context, const task_t *task, bool json) {
  model_t model = {.task = task, .json = json};
  char texts[2][64];
  const char *conditions[2];
  size_t n = 0;
  bench_check(hwnas_context_load_space(context, task->space, NULL, NULL, 0, &model.space));
  bench_check(hwnas_metric_set_open(context, model.space, "entropy,flops,params", &model.metrics));
  snprintf(texts[0], sizeof texts[0], "flops <= %.0f", task->flops);
  snprintf(texts[1], sizeof texts[1], "params <= %.0f", task->params);
  if (task->flops > 0) conditions[n++] = texts[0];
  if (task->params > 0) conditions[n++] = texts[1];
  bench_check(hwnas_region_create(model.space, model.metrics, conditions, n, NULL, &model.region));
  model.points = calloc(100 * (model.space->n_choices + 1), sizeof *model.points);
  measure(&model);
  free(model.points);
  hwnas_region_destroy(model.region);
  hwnas_metric_set_destroy(model.metrics);
  hwnas_space_destroy(model.space);
}

int main(int argc, char **argv) {
  static const task_t tasks[] = {{"proxyless_nas", "two limits", 300e6, 4.5e6},
                                 {"ofa_mobilenet_v3", "two limits", 300e6, 4.5e6},
                                 {"mobilenet_v3", "one limit", 300e6, 0},
                                 {"mobilenet_v3", "two limits", 300e6, 6e6}};
  hwnas_context_t *context;
  bench_check(hwnas_context_create(NULL, 0, &context));
  for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) run(context, &tasks[i], bench_json(argc, argv));
  hwnas_context_destroy(context);
  return 0;
}
