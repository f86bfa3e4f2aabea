/* Questions about all networks of a space at once, each beside the plain way to an answer: drawing networks
 * until enough fit (rejection), or adding all sums up one unit at a time (dense dynamic programming). */
#include "bench.h"

#include <math.h>

#include "space/count.h"
#include "trellis/count.h"
#include "trellis/moments.h"
#include "trellis/sampler.h"
#include "trellis/total.h"

#define ROUNDS 5
#define DRAWS 20000

typedef struct model {
  const char *name;
  bool json;
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  hwnas_trellis_t *trellis;
  double proposal; /* microseconds: one random network and its metrics, the reference */
} model_t;

static void print(const model_t *model, const char *what, double value, const char *unit,
                  const char *reference, double reference_value) {
  char figure[80];
  snprintf(figure, sizeof figure, "%s %s", model->name, what);
  bench_print(model->json, "exact", figure, value, unit, reference, reference_value);
}

/* Random networks of the whole space, priced: what rejection pays for each try. */
static void measure_proposals(model_t *model) {
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  size_t n_metrics = hwnas_metric_set_size(model->metrics);
  uint16_t *points = calloc(DRAWS * (model->space->n_choices + 1), sizeof *points);
  int64_t *values = calloc(DRAWS * n_metrics, sizeof *values);
  hwnas_random_seed(&random, 1, 0);
  bench_check(hwnas_sampler_create(model->space, HWNAS_LAW_NETWORKS, &sampler));
  model->proposal = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_now();
    bench_check(hwnas_sampler_draw(sampler, &random, DRAWS, points));
    bench_check(hwnas_metric_set_values(model->metrics, points, DRAWS, values));
    model->proposal = fmin(model->proposal, (bench_now() - start) * 1e6 / DRAWS);
  }
  hwnas_sampler_destroy(sampler);
  free(points);
  free(values);
}

static void compile(model_t *model, const size_t *metrics, size_t n) {
  const hwnas_trellis_of_t of = {
      .space = model->space, .set = model->metrics, .metrics = metrics, .n_metrics = n};
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_trellis_destroy(model->trellis);
    double start = bench_now();
    bench_check(hwnas_trellis_create(&of, &model->trellis));
    best = fmin(best, (bench_now() - start) * 1e3);
  }
  print(model, n > 1 ? "compile, flops and params" : "compile, flops", best, "ms",
        "as many random networks, priced, as it has edges",
        (double)model->trellis->n_edges * model->proposal * 1e-3);
}

/* A share of all networks, as their distribution has it. */
static int64_t quantile(const model_t *model, double share) {
  hwnas_range_t range = {model->trellis->minima[0], model->trellis->minima[0]};
  double total, low = (double)model->trellis->minima[0], high = (double)model->trellis->maxima[0];
  mpz_t count;
  mpz_init(count);
  bench_check(hwnas_trellis_total(model->trellis, count));
  total = mpz_get_d(count);
  mpz_clear(count);
  for (int i = 0; i < 40; i++) {
    double middle = (low + high) / 2, least = 0, most = 0, scale = 0;
    hwnas_range_sampler_t *sampler = NULL;
    range.high = (int64_t)middle;
    hwnas_status_t *status = hwnas_range_sampler_create(model->trellis, &range, &sampler);
    if (!status) hwnas_range_sampler_bounds(sampler, &least, &most, &scale);
    hwnas_status_destroy(status);
    hwnas_range_sampler_destroy(sampler);
    if (most * exp2(scale) < share * total)
      low = middle;
    else
      high = middle;
  }
  return (int64_t)high;
}

static void draw_inside(const model_t *model, double share) {
  hwnas_range_t range = {model->trellis->minima[0], quantile(model, share)};
  hwnas_range_sampler_t *sampler = NULL;
  hwnas_random_t random;
  char what[64];
  uint16_t *points = calloc(DRAWS * (model->space->n_choices + 1), sizeof *points);
  double prepare = 1e9, draw = 1e9;
  hwnas_random_seed(&random, 2, 0);
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_range_sampler_destroy(sampler);
    double start = bench_now();
    bench_check(hwnas_range_sampler_create(model->trellis, &range, &sampler));
    double middle = bench_now();
    bench_check(hwnas_range_sampler_draw(sampler, &random, DRAWS, points));
    prepare = fmin(prepare, (middle - start) * 1e3);
    draw = fmin(draw, (bench_now() - middle) * 1e6 / DRAWS);
  }
  snprintf(what, sizeof what, "prepare a range of share %.0e", share);
  print(model, what, prepare, "ms", "one network of it by rejection, expected",
        model->proposal * 1e-3 / share);
  snprintf(what, sizeof what, "network of a share of %.0e", share);
  print(model, what, draw, "us", "rejection, expected", model->proposal / share);
  hwnas_range_sampler_destroy(sampler);
  free(points);
}

/* Mean and standard deviation, and the histogram, against so many random networks that the mean has 3 digits.
 */
static void describe(const model_t *model) {
  double *shares, mean, sd, moments = 1e9, histogram = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_histogram_t points;
    double start = bench_now();
    bench_check(hwnas_trellis_shares(model->trellis, &shares));
    bench_check(hwnas_trellis_moments(model->trellis, 0, shares, &mean, &sd));
    double middle = bench_now();
    bench_check(hwnas_trellis_histogram(model->trellis, 0, shares, 4096, &points));
    moments = fmin(moments, (middle - start) * 1e6);
    histogram = fmin(histogram, (bench_now() - middle) * 1e3);
    free(points.shares);
    free(shares);
  }
  double n = pow(sd / (1e-3 * mean), 2);
  print(model, "mean and sd, exact", moments, "us", "random networks for 3 digits", n * model->proposal);
  print(model, "histogram of 4096 points", histogram, "ms", "random networks, 100 for each point",
        409600 * model->proposal * 1e-3);
}

/* Sums of all paths, one unit at a time in floating point. */
static double count_densely(const model_t *model, const hwnas_sums_t *sums) {
  const hwnas_trellis_t *trellis = model->trellis;
  size_t n = (size_t)sums->high + 1;
  double **arrays = calloc(trellis->n_nodes, sizeof *arrays), total = 0;
  arrays[0] = calloc(n, sizeof **arrays);
  arrays[0][0] = 1;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    arrays[node] = calloc(n, sizeof **arrays);
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      const double *from = arrays[trellis->to[e]];
      double times = hwnas_trellis_options(trellis, e);
      size_t shift = (size_t)sums->costs[e];
      for (size_t i = 0; i + shift < n; i++) arrays[node][i + shift] += times * from[i];
    }
  }
  for (size_t i = 0; i < n; i++) total += arrays[hwnas_trellis_root(trellis)][i];
  for (size_t node = 0; node < trellis->n_nodes; node++) free(arrays[node]);
  free(arrays);
  return total;
}

/* The lower half of the values; the plain way where it takes less than some seconds. */
static void count(const model_t *model) {
  hwnas_range_t range = {model->trellis->minima[0],
                         model->trellis->minima[0] / 2 + model->trellis->maxima[0] / 2};
  hwnas_sums_t sums;
  bool done = false;
  mpz_t number;
  mpz_init(number);
  bench_check(hwnas_sums_init(&sums, model->trellis, 0, range, false));
  double cells = (double)model->trellis->n_edges * (double)(sums.high + 1);
  double start = bench_now();
  bench_check(hwnas_trellis_count(model->trellis, 0, range, false, &done, number));
  double took = (bench_now() - start) * 1e3;
  if (done && cells < 5e9 && (double)model->trellis->n_nodes * (double)sums.high < 2e8) {
    start = bench_now();
    double plain = count_densely(model, &sums), reference = (bench_now() - start) * 1e3;
    if (fabs(plain / mpz_get_d(number) - 1) > 1e-9) {
      fprintf(stderr, "%s: %.17g by dense sums, %.17g\n", model->name, plain, mpz_get_d(number));
      exit(1);
    }
    print(model, "exact count in half the range", took, "ms", "dense sums in floating point", reference);
  }
  hwnas_sums_deinit(&sums);
  mpz_clear(number);
}

static void run(hwnas_context_t *context, const char *name, bool json) {
  static const size_t both[] = {0, 1};
  model_t model = {.name = name, .json = json};
  size_t n;
  bench_check(hwnas_context_load_space(context, name, NULL, NULL, 0, &model.space));
  bench_check(hwnas_profilers_parse(context, "flops,params", &model.profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(model.profilers, &n);
  bench_check(hwnas_metric_set_create(model.space, sources, n, &model.metrics));
  measure_proposals(&model);
  compile(&model, both, 2);
  compile(&model, both, 1);
  describe(&model);
  if (strcmp(name, "nasbench201") != 0) draw_inside(&model, 1e-3);
  if (strcmp(name, "mobilenet_v3") == 0) draw_inside(&model, 1e-6);
  if (strcmp(name, "mobilenet_v3") == 0) draw_inside(&model, 1e-9);
  count(&model);
  hwnas_trellis_destroy(model.trellis);
  hwnas_metric_set_destroy(model.metrics);
  hwnas_profilers_destroy(model.profilers);
  hwnas_space_destroy(model.space);
}

int main(int argc, char **argv) {
  static const char *const spaces[] = {"mobilenet_v3", "proxyless_nas", "shufflenet", "autoformer",
                                       "nasbench201",  "darts",         "nasnet"};
  hwnas_context_t *context;
  bench_check(hwnas_context_create(NULL, 0, &context));
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) run(context, spaces[i], bench_json(argc, argv));
  hwnas_context_destroy(context);
  return 0;
}
