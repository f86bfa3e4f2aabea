/* Exact counts against dense sums, which are extrapolated where they would take longer than some seconds:
 * from how fast they are where they do not. */
#include "exact/model.h"

#include <gmp.h>
#include <math.h>

#include "trellis/count.h"
#include "trellis/range.h"

#define CELLS_MAX 5e9    /* of dense sums that are computed: edges times sums */
#define MEMORY_MAX 1.6e9 /* bytes */
#define WHOLE INT64_MAX

typedef struct query {
  const char *space;
  size_t metric;
  int64_t most; /* in quanta; WHOLE: half of the networks, as all of them are no work */
  const char *what;
  bool is_long; /* with --long only */
} query_t;

static const query_t queries[] = {
    {"darts", 0, WHOLE, "exact count of half of the networks, flops", false},
    {"proxyless_nas", 0, WHOLE, "exact count of half of the networks, flops", false},
    {"shufflenet", 0, WHOLE, "exact count of half of the networks, flops", false},
    {"nasbench201", 0, WHOLE, "exact count of half of the networks, flops", false},
    {"autoformer", 0, WHOLE, "exact count of half of the networks, flops", false},
    {"mobilenet_v3", 1, WHOLE, "exact count of half of the networks, params", false},
    {"mobilenet_v3", 0, 62000000, "exact count, flops <= 62 M", true},
    {"mobilenet_v3", 0, 83000000, "exact count, flops <= 83 M", true},
    {"mobilenet_v3", 0, 134000000, "exact count, flops <= 134 M", true},
};

static double measure_densely(const model_t *model, const hwnas_sums_t *sums, double expected) {
  double start = bench_now(), number = model_count_densely(model, sums);
  double took = (bench_now() - start) * 1e3;
  if (fabs(number / expected - 1) < 1e-9) return took;
  fprintf(stderr, "%s: %.17g by dense sums, %.17g\n", model->name, number, expected);
  exit(1);
}

/* rate: cells per millisecond of the dense sums that were computed last. */
static void run_query(hwnas_context_t *context, const query_t *query, bool json, double *rate) {
  model_t model;
  hwnas_sums_t sums;
  mpz_t number;
  bool done = false;
  char what[80];
  model_open(&model, context, query->space, json);
  model_compile(&model, &query->metric, 1, 1);
  hwnas_range_t range = {model.trellis->minima[0], query->most};
  if (query->most == WHOLE) range.high = model_quantile(&model, 0, 0.5, false);
  bench_check(hwnas_sums_init(&sums, model.trellis, 0, range, false));
  mpz_init(number);
  double before = bench_memory_begin(), start = bench_now();
  bench_check(hwnas_trellis_count(model.trellis, 0, range, true, &done, number));
  double took = (bench_now() - start) * 1e3, memory = bench_memory_end(before);
  double n_sums = (double)sums.high + 1, cells = (double)model.trellis->n_edges * n_sums;
  bool dense = cells < CELLS_MAX && (double)model.trellis->n_nodes * n_sums * sizeof(double) < MEMORY_MAX;
  double reference = dense ? measure_densely(&model, &sums, mpz_get_d(number)) : cells / *rate;
  if (dense) *rate = cells / reference;
  model_print(&model, query->what, took, "ms",
              dense ? "dense sums in floating point" : "dense sums in floating point, extrapolated",
              reference);
  snprintf(what, sizeof what, "memory of %s", query->what);
  model_print(&model, what, memory, "MiB", "dense sums", model_dense_memory(&model, range));
  if (!json) gmp_printf("%-14s %-34s %Zd\n", "", "", number);
  hwnas_sums_deinit(&sums);
  mpz_clear(number);
  model_close(&model);
}

void exact_counts(hwnas_context_t *context, bool is_long, bool json) {
  double rate = 0; /* the first query has few sums */
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
    if (is_long || !queries[i].is_long) run_query(context, &queries[i], json, &rate);
}
