/* Networks from ranges that are rare, against rejection: drawing from the whole space until one fits. That is
 * measured where a second finds enough of them, and extrapolated from the price of a try where it does not.
 */
#include "exact/model.h"

#include <math.h>

#include "hwnas/sample.h"

#define TRIED 1e6       /* microseconds of rejection that are measured */
#define HITS_ENOUGH 100 /* in them */
#define BATCH 4096

typedef enum side { ANY, BELOW, ABOVE, AROUND } side_t;
typedef struct limit {
  side_t side;
  double share; /* of the networks, where the limit lies */
  double width; /* AROUND: of the value there, to either side */
} limit_t;
typedef struct query {
  const char *what;
  limit_t limits[2];
} query_t;

static const query_t one[] = {
    {"lowest 1e-1", {{BELOW, 1e-1, 0}}},        {"lowest 1e-3", {{BELOW, 1e-3, 0}}},
    {"lowest 1e-6", {{BELOW, 1e-6, 0}}},        {"lowest 1e-9", {{BELOW, 1e-9, 0}}},
    {"upper 1e-9", {{ABOVE, 1e-9, 0}}},         {"median +-2.5 %", {{AROUND, 0.5, 0.025}}},
    {"median +-0.5 %", {{AROUND, 0.5, 0.005}}}, {"median +-0.05 %", {{AROUND, 0.5, 0.0005}}},
};
/* flops, then params */
static const query_t two[] = {
    {"f <= q.5, p <= q.3", {{BELOW, 0.5, 0}, {BELOW, 0.3, 0}}},
    {"f, p at q.3 +-2.5 %", {{AROUND, 0.3, 0.025}, {AROUND, 0.3, 0.025}}},
    {"f, p <= q.001", {{BELOW, 1e-3, 0}, {BELOW, 1e-3, 0}}},
    {"f q.01, p q.5, +-2.5 %", {{AROUND, 0.01, 0.025}, {AROUND, 0.5, 0.025}}},
    {"f <= q1e-9, p >= q.1", {{BELOW, 1e-9, 0}, {ABOVE, 0.9, 0}}},
    {"f, p median +-0.5 %", {{AROUND, 0.5, 0.005}, {AROUND, 0.5, 0.005}}},
};

static void set_range(const model_t *model, size_t metric, const limit_t *limit, hwnas_range_t *range) {
  if (limit->side == ANY) return;
  int64_t at = model_quantile(model, metric, limit->share, limit->side == ABOVE);
  if (limit->side == ABOVE) range->low = at;
  if (limit->side == BELOW) range->high = at;
  if (limit->side != AROUND) return;
  range->low = (int64_t)ceil((double)at * (1 - limit->width));
  range->high = (int64_t)floor((double)at * (1 + limit->width));
}

static bool is_inside(const model_t *model, const hwnas_range_t *ranges, const int64_t *values) {
  bool inside = true;
  for (size_t m = 0; m < model->trellis->n_metrics; m++)
    inside &= values[m] >= ranges[m].low && values[m] <= ranges[m].high;
  return inside;
}

/* Microseconds per network that fits, and in *out_share how many do; neither is set if they are too few. */
static bool reject(const model_t *model, const hwnas_range_t *ranges, double *out_took, double *out_share) {
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  size_t n_choices = model->space->n_choices, n_hits = 0, n_tried = 0;
  uint16_t *points = calloc(BATCH * (n_choices + 1), sizeof *points);
  int64_t *values = calloc(BATCH, 2 * sizeof *values);
  hwnas_random_seed(&random, 3, 0);
  bench_check(hwnas_sampler_create(model->space, HWNAS_LAW_NETWORKS, &sampler));
  double start = bench_now(), took = 0;
  while (took < TRIED) {
    bench_check(hwnas_sampler_draw(sampler, &random, BATCH, points));
    bench_check(hwnas_metric_set_values(model->metrics, points, BATCH, values));
    for (size_t i = 0; i < BATCH; i++) n_hits += is_inside(model, ranges, &values[2 * i]);
    n_tried += BATCH;
    took = (bench_now() - start) * 1e6;
  }
  hwnas_sampler_destroy(sampler);
  free(points);
  free(values);
  if (n_hits < HITS_ENOUGH) return false;
  *out_took = took / (double)n_hits;
  *out_share = (double)n_hits / (double)n_tried;
  return true;
}

/* The share of proposals that lie in the ranges. */
static double accepted(const model_t *model, const hwnas_range_sampler_t *sampler) {
  hwnas_random_t random;
  size_t n = 0;
  uint16_t *point = calloc(model->space->n_choices + 1, sizeof *point);
  hwnas_random_seed(&random, 4, 0);
  for (size_t i = 0; i < DRAWS; i++) {
    bool fits = false;
    bench_check(hwnas_range_sampler_propose(sampler, &random, &fits, point));
    n += fits;
  }
  free(point);
  return (double)n / DRAWS;
}

/* Milliseconds to make ready, microseconds per network, and MiB. */
static hwnas_range_sampler_t *draw(const model_t *model, const hwnas_range_t *ranges, double *out_prepare,
                                   double *out_draw, double *out_memory) {
  hwnas_range_sampler_t *sampler = NULL;
  hwnas_random_t random;
  uint16_t *points = calloc(DRAWS * (model->space->n_choices + 1), sizeof *points);
  hwnas_random_seed(&random, 2, 0);
  double before = bench_memory_begin(), start = bench_now();
  bench_check(hwnas_range_sampler_create(model->trellis, ranges, &sampler));
  double middle = bench_now();
  bench_check(hwnas_range_sampler_draw(sampler, &random, DRAWS, points));
  double end = bench_now();
  *out_memory = bench_memory_end(before);
  *out_prepare = (middle - start) * 1e3;
  *out_draw = (end - middle) * 1e6 / DRAWS;
  free(points);
  return sampler;
}

static void run_query(const model_t *model, const query_t *query) {
  hwnas_range_t ranges[2];
  char what[64];
  double least, most, scale, prepare, took, rejection = 0, share = 0, memory;
  model_all(model, ranges);
  for (size_t m = 0; m < model->trellis->n_metrics; m++) set_range(model, m, &query->limits[m], &ranges[m]);
  hwnas_range_sampler_t *sampler = draw(model, ranges, &prepare, &took, &memory);
  hwnas_range_sampler_bounds(sampler, &least, &most, &scale);
  double rate = accepted(model, sampler);
  bool measured = reject(model, ranges, &rejection, &share);
  if (!measured) share = rate * most * exp2(scale) / model_total(model);
  if (!measured) rejection = model->proposal / share;
  snprintf(what, sizeof what, "prepare %s", query->what);
  model_print(model, what, prepare, "ms", "one network by rejection", rejection * 1e-3);
  snprintf(what, sizeof what, "%s, %.0f %% accepted", query->what, 100 * rate);
  model_print(model, what, took, "us", measured ? "rejection" : "rejection, extrapolated", rejection);
  snprintf(what, sizeof what, "memory for %s", query->what);
  model_print(model, what, memory, "MiB", "dense sums of the first metric",
              model_dense_memory(model, ranges[0]));
  if (!model->json) printf("%-14s %-34s %12.3g of all networks\n", "", "", share);
  hwnas_range_sampler_destroy(sampler);
}

void exact_ranges(hwnas_context_t *context, bool json) {
  static const size_t metrics[] = {0, 1};
  model_t model;
  model_open(&model, context, "mobilenet_v3", json);
  model_compile(&model, metrics, 1, 1);
  for (size_t i = 0; i < sizeof one / sizeof *one; i++) run_query(&model, &one[i]);
  model_compile(&model, metrics, 2, 1);
  for (size_t i = 0; i < sizeof two / sizeof *two; i++) run_query(&model, &two[i]);
  model_close(&model);
}
