/* Values of samples, flops and params together and flops alone: single ones, and batches of rows and of
 * columns on every path that this machine has. Reference: going through the modules of the network, each with
 * its operator and what that costs; a bare loop over the same tables with the same number of look-ups; and
 * for batches the single value. */
#include "bench.h"

#include "metric/internal.h"
#include "space/count.h"

#define POINTS ((size_t)4096)
#define ROUNDS 400 /* short ones: the best of them was not interrupted */
#define ROUNDS_SLOW 5

typedef struct table {
  uint32_t n_axes, axes[8], strides[8];
  const int64_t *cells;
} table_t;

typedef struct set {
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  uint16_t *points;
  uint8_t *columns;
  int64_t *parts; /* scratch, per use */
  table_t *tables;
  size_t n_tables;
  double memory; /* MiB that compiling took */
} set_t;

static void load(hwnas_context_t *context, const char *name, const char *metrics, set_t *out) {
  size_t n;
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  bench_check(hwnas_context_load_space(context, name, NULL, NULL, 0, &out->space));
  bench_check(hwnas_profilers_parse(context, metrics, "--metrics", &out->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(out->profilers, &n);
  double before = bench_memory_begin();
  bench_check(hwnas_metric_set_create(out->space, sources, n, &out->metrics));
  out->memory = bench_memory_end(before);
  out->points = malloc(POINTS * out->space->n_choices * sizeof *out->points);
  bench_check(hwnas_sampler_create(out->space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_seed(&random, 1, 0);
  bench_check(hwnas_sampler_draw(sampler, &random, POINTS, out->points));
  hwnas_sampler_destroy(sampler);
  out->columns = malloc(POINTS * out->space->n_choices);
  out->parts = calloc(out->space->n_uses + 1, sizeof *out->parts);
  for (size_t i = 0; i < POINTS; i++)
    for (size_t c = 0; c < out->space->n_choices; c++)
      out->columns[c * POINTS + i] = (uint8_t)out->points[i * out->space->n_choices + c];
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

/* The number of metrics, 1 or 2, is a constant to the compiler. */
static inline __attribute__((always_inline)) void bare(const set_t *set, size_t n, const uint16_t *point,
                                                       int64_t *out) {
  const int64_t *constants = hwnas_metric_set_constants(set->metrics);
  int64_t sums[2] = {constants[0], n > 1 ? constants[1] : 0};
  for (size_t f = 0; f < set->n_tables; f++) {
    const table_t *table = &set->tables[f];
    size_t cell = 0;
    for (uint32_t i = 0; i < table->n_axes; i++) cell += (size_t)point[table->axes[i]] * table->strides[i];
    for (size_t m = 0; m < n && m < 2; m++) sums[m] += table->cells[n * cell + m];
  }
  for (size_t m = 0; m < n && m < 2; m++) out[m] = sums[m];
}

/* Module by module. */
static void interpret(const set_t *set, const uint16_t *point, int64_t *out) {
  for (size_t m = 0; m < hwnas_metric_set_size(set->metrics); m++) {
    bench_check(hwnas_metric_set_breakdown(set->metrics, m, point, set->parts));
    out[m] = 0;
    for (size_t u = 0; u < set->space->n_uses; u++) out[m] += set->parts[u];
  }
}

typedef enum kind { MODULES, BARE, SINGLE, ROWS, COLUMNS } kind_t;

static void evaluate(const set_t *set, kind_t kind, hwnas_path_t path, int64_t *values) {
  size_t n = set->space->n_choices, n_metrics = hwnas_metric_set_size(set->metrics);
  const hwnas_program_t *program = &set->metrics->program;
  hwnas_batch_out_t out = {values, POINTS, 1};
  if (kind == ROWS) hwnas_batch_rows(program, path, set->points, POINTS, values);
  if (kind == COLUMNS) hwnas_batch_columns(program, path, set->columns, POINTS, POINTS, out);
  for (size_t i = 0; kind == MODULES && i < POINTS; i++)
    interpret(set, set->points + i * n, values + n_metrics * i);
  for (size_t i = 0; kind == BARE && n_metrics == 1 && i < POINTS; i++)
    bare(set, 1, set->points + i * n, values + i);
  for (size_t i = 0; kind == BARE && n_metrics == 2 && i < POINTS; i++)
    bare(set, 2, set->points + i * n, values + 2 * i);
  for (size_t i = 0; kind == SINGLE && i < POINTS; i++)
    bench_check(hwnas_metric_set_value(set->metrics, set->points + i * n, values + n_metrics * i));
}

/* Nanoseconds per point, the best of all rounds. Every way has to give the same sum. */
static double measure(const set_t *set, kind_t kind, hwnas_path_t path, int64_t *sum) {
  size_t n = POINTS * hwnas_metric_set_size(set->metrics);
  int64_t *values = calloc(n, sizeof *values), total = 0;
  double best = 1e9;
  for (int round = 0; round < (kind == MODULES ? ROUNDS_SLOW : ROUNDS); round++) {
    double start = bench_now();
    evaluate(set, kind, path, values);
    double took = (bench_now() - start) * 1e9 / (double)POINTS;
    if (took < best) best = took;
  }
  for (size_t i = 0; i < n; i++) total += values[i];
  if (kind == MODULES) *sum = total;
  if (total != *sum) {
    fprintf(stderr, "metric_value: two ways disagree\n");
    exit(1);
  }
  free(values);
  return best;
}

static void run_paths(const set_t *set, const char *label, bool json, double single, int64_t *sum) {
  char figure[64];
  for (hwnas_path_t path = 0; path < HWNAS_PATHS; path++) {
    if (!hwnas_path_runs(path)) {
      fprintf(stderr, "metric_value: this machine has no %s\n", hwnas_path_name(path));
      continue;
    }
    snprintf(figure, sizeof figure, "%s rows, %s", label, hwnas_path_name(path));
    bench_print(json, "metric_value", figure, measure(set, ROWS, path, sum), "ns/sample", "single value",
                single);
    snprintf(figure, sizeof figure, "%s columns, %s", label, hwnas_path_name(path));
    bench_print(json, "metric_value", figure, measure(set, COLUMNS, path, sum), "ns/sample", "single value",
                single);
  }
}

static void run(hwnas_context_t *context, const char *name, const char *metrics, bool json) {
  set_t set = {0};
  int64_t sum;
  char label[48], figure[80];
  load(context, name, metrics, &set);
  view_tables(&set);
  snprintf(label, sizeof label, "%s %s", name, metrics);
  double modules = measure(&set, MODULES, 0, &sum), reference = measure(&set, BARE, 0, &sum),
         single = measure(&set, SINGLE, 0, &sum);
  snprintf(figure, sizeof figure, "%s single", label);
  bench_print(json, "metric_value", figure, single, "ns/sample", "module by module", modules);
  bench_print(json, "metric_value", figure, single, "ns/sample", "bare loop over the same tables", reference);
  run_paths(&set, label, json, single, &sum);
  snprintf(figure, sizeof figure, "%s memory to compile", label);
  bench_print(json, "metric_value", figure, set.memory, "MiB", "these tables",
              bench_tables_memory(set.metrics));
  free(set.tables);
  free(set.columns);
  free(set.parts);
  free(set.points);
  hwnas_metric_set_destroy(set.metrics);
  hwnas_profilers_destroy(set.profilers);
  hwnas_space_destroy(set.space);
}

int main(int argc, char **argv) {
  hwnas_context_t *context;
  bench_check(hwnas_context_create(NULL, 0, &context));
  for (int i = 0; i < 2; i++) {
    const char *metrics = i == 0 ? "flops,params" : "flops";
    run(context, "mobilenet_v3", metrics, bench_json(argc, argv));
    run(context, "proxyless_nas", metrics, bench_json(argc, argv));
  }
  hwnas_context_destroy(context);
  return 0;
}
