/* A space with its metrics and the graph of its networks, and what plain ways to an answer take on it. */
#ifndef HWNAS_BENCH_EXACT_MODEL_H
#define HWNAS_BENCH_EXACT_MODEL_H

#include "bench.h"
#include "trellis/sampler.h"

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

/* With flops and params, and no trellis yet. */
void model_open(model_t *model, hwnas_context_t *context, const char *name, bool json);
void model_close(model_t *model);
/* Makes the trellis of n metrics anew. Returns what that takes, in ms: the best of some rounds. */
double model_compile(model_t *model, const size_t *metrics, size_t n, int rounds);
void model_print(const model_t *model, const char *what, double value, const char *unit,
                 const char *reference, double reference_value);

/* All networks. */
double model_total(const model_t *model);
/* Where a metric of the trellis is least or, with upper, most, for such a share of all networks. */
int64_t model_quantile(const model_t *model, size_t metric, double share, bool upper);
/* No limit on any metric. */
void model_all(const model_t *model, hwnas_range_t *out_ranges);

/* How many paths have sums up to sums->high, one unit at a time in floating point. */
double model_count_densely(const model_t *model, const hwnas_sums_t *sums);
/* MiB that this takes for a range of metric 0. */
double model_dense_memory(const model_t *model, hwnas_range_t range);

/* Exact counts; is_long: those of half a minute and more too. */
void exact_counts(hwnas_context_t *context, bool is_long, bool json);
/* Networks from ranges of one metric and of two: a table that takes minutes. */
void exact_ranges(hwnas_context_t *context, bool json);

#endif
