/* Values of samples, flops and params together. Reference: a bare loop over the same tables with the same
 * number of look-ups, and for batches the single value. */
#include "bench.h"

#include "space/count.h"

#define POINTS ((size_t)4096)
#define ROUNDS 7

typedef struct table {
  uint32_t n_axes, axes[8], strides[8];
  const int64_t *cells;
} table_t;

typedef struct set {
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  uint16_t *points;
  table_t *tables;
  size_t n_tables;
} set_t;

static void load(hwnas_context_t *context, const char *name, set_t *out) {
  size_t n;
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  bench_check(hwnas_context_load_space(context, name, NULL, NULL, 0, &out->space));
  bench_check(hwnas_profilers_parse(context, "flops,params", &out->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(out->profilers, &n);
  bench_check(hwnas_metric_set_create(out->space, sources, n, &out->metrics));
  out->points = malloc(POINTS * out->space->n_choices * sizeof *out->points);
  bench_check(hwnas_sampler_create(out->space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_seed(&random, 1, 0);
  bench_check(hwnas_sampler_draw(sampler, &random, POINTS, out->points));
  hwnas_sampler_destroy(sampler);
}

static void view_tables(set_t *set) {
  set->n_tables = hwnas_metric_set_factors(set->metrics);
  set->tables = calloc(set->n_tables, sizeof *set->tables);
  for (size_t f = 0; f < set->n_tables; f++) {
    hwnas_factor_view_t view;
    table_t *table = &set->tables[f];
    hwnas_metric_set_factor(set->metrics, f, &view);
    table->n_axes = view.n_axes;
    table->cells = view.cells;
    uint32_t stride = 1;
    for (uint32_t i = view.n_axes; i-- > 0;) {
      table->axes[i] = view.axes[i];
      table->strides[i] = stride;
      stride *= view.sizes[i];
    }
  }
}

static void bare(const set_t *set, const uint16_t *point, int64_t *out) {
  const int64_t *constants = hwnas_metric_set_constants(set->metrics);
  int64_t a = constants[0], b = constants[1];
  for (size_t f = 0; f < set->n_tables; f++) {
    const table_t *table = &set->tables[f];
    size_t cell = 0;
    for (uint32_t i = 0; i < table->n_axes; i++) cell += (size_t)point[table->axes[i]] * table->strides[i];
    a += table->cells[2 * cell];
    b += table->cells[2 * cell + 1];
  }
  out[0] = a;
  out[1] = b;
}

typedef enum kind { BARE, SINGLE, BATCH } kind_t;

/* Nanoseconds per point, the best of some rounds; the sum keeps the work from being optimised away. */
static double measure(const set_t *set, kind_t kind, int64_t *values, int64_t *out_sum) {
  double best = 1e9;
  size_t n = set->space->n_choices;
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_now();
    for (int k = 0; k < 50; k++) {
      if (kind == BATCH) bench_check(hwnas_metric_set_values(set->metrics, set->points, POINTS, values));
      for (size_t i = 0; kind != BATCH && i < POINTS; i++) {
        if (kind == BARE)
          bare(set, set->points + i * n, values + 2 * i);
        else
          bench_check(hwnas_metric_set_value(set->metrics, set->points + i * n, values + 2 * i));
      }
    }
    double took = (bench_now() - start) * 1e9 / (50.0 * (double)POINTS);
    if (took < best) best = took;
  }
  *out_sum = 0;
  for (size_t i = 0; i < 2 * POINTS; i++) *out_sum += values[i];
  return best;
}

static void run(hwnas_context_t *context, const char *name, bool json) {
  set_t set = {0};
  int64_t sums[3], *values = malloc(2 * POINTS * sizeof *values);
  char figure[64];
  load(context, name, &set);
  view_tables(&set);
  double reference = measure(&set, BARE, values, &sums[0]), single = measure(&set, SINGLE, values, &sums[1]);
  double batch = measure(&set, BATCH, values, &sums[2]);
  if (sums[0] != sums[1] || sums[1] != sums[2]) {
    fprintf(stderr, "%s: the three ways disagree\n", name);
    exit(1);
  }
  snprintf(figure, sizeof figure, "%s single", name);
  bench_print(json, "metric_value", figure, single, "ns/sample", "bare loop over the same tables", reference);
  snprintf(figure, sizeof figure, "%s batch", name);
  bench_print(json, "metric_value", figure, batch, "ns/sample", "single value", single);
  free(values);
  free(set.tables);
  free(set.points);
  hwnas_metric_set_destroy(set.metrics);
  hwnas_profilers_destroy(set.profilers);
  hwnas_space_destroy(set.space);
}

int main(int argc, char **argv) {
  hwnas_context_t *context;
  bench_check(hwnas_context_create(NULL, 0, &context));
  run(context, "mobilenet_v3", bench_json(argc, argv));
  run(context, "proxyless_nas", bench_json(argc, argv));
  hwnas_context_destroy(context);
  return 0;
}
