/* Questions about all networks of a space at once, each beside the plain way to an answer: drawing networks
 * until enough fit (rejection), or adding all sums up one unit at a time (dense dynamic programming). With
 * --long the tables that take minutes, and up to 11 GB. */
#include "exact/model.h"

#include <math.h>

#include "trellis/moments.h"

static void compile(model_t *model, const size_t *metrics, size_t n) {
  double before = bench_memory_begin();
  double best = model_compile(model, metrics, n, ROUNDS), memory = bench_memory_end(before);
  model_print(model, n > 1 ? "compile, flops and params" : "compile, flops", best, "ms",
              "as many random networks, priced, as it has edges",
              (double)model->trellis->n_edges * model->proposal * 1e-3);
  model_print(model, n > 1 ? "memory to compile, flops and params" : "memory to compile, flops", memory,
              "MiB", "the tables of the metrics", bench_tables_memory(model->metrics));
}

static void draw_inside(const model_t *model, double share) {
  hwnas_range_t range = {model->trellis->minima[0], model_quantile(model, 0, share, false)};
  hwnas_range_sampler_t *sampler = NULL;
  hwnas_random_t random;
  char what[64];
  uint16_t *points = calloc(DRAWS * (model->space->n_choices + 1), sizeof *points);
  double prepare = 1e9, draw = 1e9;
  hwnas_random_seed(&random, 2, 0);
  double before = bench_memory_begin();
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_range_sampler_destroy(sampler);
    double start = bench_now();
    bench_check(hwnas_range_sampler_create(model->trellis, &range, &sampler));
    double middle = bench_now();
    bench_check(hwnas_range_sampler_draw(sampler, &random, DRAWS, points));
    prepare = fmin(prepare, (middle - start) * 1e3);
    draw = fmin(draw, (bench_now() - middle) * 1e6 / DRAWS);
  }
  double memory = bench_memory_end(before);
  snprintf(what, sizeof what, "prepare a range of share %.0e", share);
  model_print(model, what, prepare, "ms", "one network of it by rejection, expected",
              model->proposal * 1e-3 / share);
  snprintf(what, sizeof what, "network of a share of %.0e", share);
  model_print(model, what, draw, "us", "rejection, expected", model->proposal / share);
  snprintf(what, sizeof what, "memory for a range of share %.0e", share);
  model_print(model, what, memory, "MiB", "dense sums", model_dense_memory(model, range));
  hwnas_range_sampler_destroy(sampler);
  free(points);
}

/* Mean and standard deviation, and the histogram, against so many random networks that the mean has 3 digits.
 */
static void describe(const model_t *model) {
  double *shares, mean, sd, moments = 1e9, histogram = 1e9, before = bench_memory_begin();
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
  double n = pow(sd / (1e-3 * mean), 2), memory = bench_memory_end(before);
  model_print(model, "mean and sd, exact", moments, "us", "random networks for 3 digits",
              n * model->proposal);
  model_print(model, "histogram of 4096 points", histogram, "ms", "random networks, 100 for each point",
              409600 * model->proposal * 1e-3);
  model_print(
      model, "memory of mean, sd and histogram", memory, "MiB", "dense sums",
      model_dense_memory(model, (hwnas_range_t){model->trellis->minima[0], model->trellis->maxima[0]}));
}

/* Limits on flops and params that exclude each other. */
static void prove_empty(const model_t *model) {
  const hwnas_range_t ranges[] = {{0, 100000000}, {9000000, INT64_MAX}};
  double best = 1e9, before = bench_memory_begin();
  for (int round = 0; round < ROUNDS; round++) {
    hwnas_range_sampler_t *sampler = NULL;
    double start = bench_now();
    hwnas_status_t *status = hwnas_range_sampler_create(model->trellis, ranges, &sampler);
    best = fmin(best, (bench_now() - start) * 1e3);
    if (!status || hwnas_status_number(status) != HWNAS_ERROR_EMPTY_RANGE) {
      fprintf(stderr, "%s: the ranges are not proven to be empty\n", model->name);
      exit(1);
    }
    hwnas_status_destroy(status);
  }
  double memory = bench_memory_end(before);
  model_print(model, "proof that two limits leave nothing", best, "ms",
              "a million random networks, which only suggest it", model->proposal * 1e3);
  model_print(model, "memory of the proof", memory, "MiB", "the tables of the metrics",
              bench_tables_memory(model->metrics));
}

static void run(hwnas_context_t *context, const char *name, bool json) {
  static const size_t both[] = {0, 1};
  model_t model;
  model_open(&model, context, name, json);
  compile(&model, both, 2);
  if (strcmp(name, "mobilenet_v3") == 0) prove_empty(&model);
  compile(&model, both, 1);
  describe(&model);
  if (strcmp(name, "nasbench201") != 0) draw_inside(&model, 1e-3);
  if (strcmp(name, "mobilenet_v3") == 0) draw_inside(&model, 1e-6);
  if (strcmp(name, "mobilenet_v3") == 0) draw_inside(&model, 1e-9);
  model_close(&model);
}

int main(int argc, char **argv) {
  static const char *const spaces[] = {"mobilenet_v3", "proxyless_nas", "shufflenet", "autoformer",
                                       "nasbench201",  "darts",         "nasnet"};
  hwnas_context_t *context;
  bool json = bench_json(argc, argv), is_long = bench_has(argc, argv, "--long");
  bench_check(hwnas_context_create(NULL, 0, &context));
  for (size_t i = 0; !is_long && i < sizeof spaces / sizeof *spaces; i++) run(context, spaces[i], json);
  if (is_long) exact_ranges(context, json);
  exact_counts(context, is_long, json);
  hwnas_context_destroy(context);
  return 0;
}
