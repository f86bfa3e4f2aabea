#include "exact/model.h"

#include <math.h>

#include "space/count.h"
#include "trellis/total.h"

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

void model_open(model_t *model, hwnas_context_t *context, const char *name, bool json) {
  size_t n;
  *model = (model_t){.name = name, .json = json};
  bench_check(hwnas_context_load_space(context, name, NULL, NULL, 0, &model->space));
  bench_check(hwnas_profilers_parse(context, "flops,params", "--metrics", &model->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(model->profilers, &n);
  bench_check(hwnas_metric_set_create(model->space, sources, n, &model->metrics));
  measure_proposals(model);
}

void model_close(model_t *model) {
  hwnas_trellis_destroy(model->trellis);
  hwnas_metric_set_destroy(model->metrics);
  hwnas_profilers_destroy(model->profilers);
  hwnas_space_destroy(model->space);
}

double model_compile(model_t *model, const size_t *metrics, size_t n, int rounds) {
  const hwnas_trellis_of_t of = {
      .space = model->space, .set = model->metrics, .metrics = metrics, .n_metrics = n};
  double best = 1e9;
  for (int round = 0; round < rounds; round++) {
    hwnas_trellis_destroy(model->trellis);
    double start = bench_now();
    bench_check(hwnas_trellis_create(&of, &model->trellis));
    best = fmin(best, (bench_now() - start) * 1e3);
  }
  return best;
}

void model_print(const model_t *model, const char *what, double value, const char *unit,
                 const char *reference, double reference_value) {
  char figure[80];
  snprintf(figure, sizeof figure, "%s %s", model->name, what);
  bench_print(model->json, "exact", figure, value, unit, reference, reference_value);
}

double model_total(const model_t *model) {
  mpz_t count;
  mpz_init(count);
  bench_check(hwnas_trellis_total(model->trellis, count));
  double total = mpz_get_d(count);
  mpz_clear(count);
  return total;
}

void model_all(const model_t *model, hwnas_range_t *out_ranges) {
  const hwnas_trellis_t *trellis = model->trellis;
  for (size_t m = 0; m < trellis->n_metrics; m++)
    out_ranges[m] = (hwnas_range_t){trellis->minima[m], trellis->maxima[m]};
}

/* So many networks at most; the bound is a few percent off. */
static double most_in(const model_t *model, const hwnas_range_t *ranges) {
  hwnas_range_sampler_t *sampler = NULL;
  double least = 0, most = 0, scale = 0;
  hwnas_status_t *status = hwnas_range_sampler_create(model->trellis, ranges, &sampler);
  if (!status) hwnas_range_sampler_bounds(sampler, &least, &most, &scale);
  hwnas_status_destroy(status);
  hwnas_range_sampler_destroy(sampler);
  return most * exp2(scale);
}

int64_t model_quantile(const model_t *model, size_t metric, double share, bool upper) {
  hwnas_range_t ranges[2];
  double total = model_total(model), low = (double)model->trellis->minima[metric],
         high = (double)model->trellis->maxima[metric];
  model_all(model, ranges);
  for (int i = 0; i < 40 && high - low > 1; i++) {
    double middle = (low + high) / 2;
    *(upper ? &ranges[metric].low : &ranges[metric].high) = (int64_t)middle;
    bool rare = most_in(model, ranges) < share * total;
    *(rare == upper ? &high : &low) = middle;
  }
  return (int64_t)(upper ? low : high);
}

double model_dense_memory(const model_t *model, hwnas_range_t range) {
  hwnas_sums_t sums;
  bench_check(hwnas_sums_init(&sums, model->trellis, 0, range, false));
  double n = (double)model->trellis->n_nodes * ((double)sums.high + 1);
  hwnas_sums_deinit(&sums);
  return n * sizeof(double) / BENCH_MIB;
}

double model_count_densely(const model_t *model, const hwnas_sums_t *sums) {
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
