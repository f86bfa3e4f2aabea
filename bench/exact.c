/* Questions about all networks of a space at once, each beside the plain way to an answer: drawing networks
 * until enough fit (rejection), or adding all sums up one unit at a time (dense dynamic programming). With
 * --long the tables that take minutes, and up to 11 GB. */
#include "exact/model.h"

#include <math.h>

#include "trellis/moments.h"

static void compile(model_t *model, const size_t *metrics, size_t n) {
  double best = model_compile(model, metrics, n, ROUNDS);
  model_print(model, n > 1 ? "compile, flops and params" : "compile, flops", best, "ms",
              "as many random networks, priced, as it has edges",
              (double)model->trellis->n_edges * model->proposal * 1e-3);
}

static void draw_inside(const model_t *model, double share) {
  hwnas_range_t range = {model->trellis->minima[0], model_quantile(model, 0, share, false)};
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
  model_print(model, what, prepare, "ms", "one network of it by rejection, expected",
              model->proposal * 1e-3 / share);
  snprintf(what, sizeof what, "network of a share of %.0e", share);
  model_print(model, what, draw, "us", "rejection, expected", model->proposal / share);
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
  model_print(model, "mean and sd, exact", moments, "us", "random networks for 3 digits",
              n * model->proposal);
  model_print(model, "histogram of 4096 points", histogram, "ms", "random networks, 100 for each point",
              409600 * model->proposal * 1e-3);
}

static void run(hwnas_context_t *context, const char *name, bool json) {
  static const size_t both[] = {0, 1};
  model_t model;
  model_open(&model, context, name, json);
  compile(&model, both, 2);
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
