/* The distribution of a metric that is the largest cost of all operators: how many networks cost no more than
 * each of its values. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/stats_internal.h"
#include "trellis/peak.h"
#include "trellis/total.h"

typedef struct counter {
  const hwnas_region_t *region;
  const hwnas_peak_t *peak;
  int64_t *values;
  double *shares; /* per value: of networks that have it */
  size_t n;
} counter_t;

/* ---- Graphs ---------------------------------------------------------------------------------- */

/* Of the networks of the region whose parts cost at most `most`, and part number `part` (SIZE_MAX: none) no
 * less than that. */
static hwnas_status_t *make_trellis(const counter_t *counter, int64_t most, size_t part, hwnas_arena_t *arena,
                                    hwnas_trellis_t **out) {
  const hwnas_where_t *where = &counter->region->where;
  const hwnas_peak_t *peak = counter->peak;
  size_t n = where->n_conditions;
  const hwnas_table_t **conditions = hwnas_arena_alloc_array(arena, n + peak->n, sizeof *conditions);
  HWNAS_TRY_ALLOC(conditions);
  for (size_t i = 0; i < n; i++) conditions[i] = where->conditions[i];
  for (size_t f = 0; f < peak->n; f++)
    HWNAS_TRY(
        hwnas_peak_limit(arena, &peak->factors[f], f == part ? most : INT64_MIN, most, &conditions[n + f]));
  hwnas_trellis_of_t of = hwnas_region_trellis_of(counter->region, counter->region->law);
  of.n_metrics = 0;
  of.conditions = conditions;
  of.n_conditions = n + peak->n;
  return hwnas_trellis_create(&of, out);
}

/* The first network, if there is one. */
static hwnas_status_t *find_one(const counter_t *counter, int64_t most, size_t part, bool *out_found,
                                uint16_t *out_point) {
  hwnas_arena_t arena;
  hwnas_trellis_t *trellis = NULL;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = make_trellis(counter, most, part, &arena, &trellis);
  *out_found = !status && !hwnas_trellis_empty(trellis);
  if (*out_found) hwnas_trellis_first_point(trellis, out_point);
  hwnas_trellis_destroy(trellis);
  hwnas_arena_deinit(&arena);
  return status;
}

static hwnas_status_t *count_at_most(const counter_t *counter, int64_t most, mpz_t out) {
  hwnas_arena_t arena;
  hwnas_trellis_t *trellis = NULL;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = make_trellis(counter, most, SIZE_MAX, &arena, &trellis);
  if (!status) status = hwnas_trellis_total(trellis, out);
  hwnas_trellis_destroy(trellis);
  hwnas_arena_deinit(&arena);
  return status;
}

/* ---- Shares ---------------------------------------------------------------------------------- */

static hwnas_status_t *count_all(counter_t *counter, mpz_t *counts) {
  for (size_t i = 0; i < counter->n; i++) HWNAS_TRY(count_at_most(counter, counter->values[i], counts[i]));
  if (mpz_sgn(counts[counter->n - 1]) == 0) return hwnas_stats_empty_error();
  mpz_t here;
  mpz_init(here);
  for (size_t i = 0; i < counter->n; i++) {
    mpz_set(here, counts[i]);
    if (i > 0) mpz_sub(here, here, counts[i - 1]);
    counter->shares[i] = hwnas_total_share(here, counts[counter->n - 1]);
  }
  mpz_clear(here);
  return NULL;
}

static hwnas_status_t *find_shares(counter_t *counter) {
  mpz_t *counts = calloc(counter->n, sizeof *counts);
  counter->shares = calloc(counter->n, sizeof *counter->shares);
  if (!counts || !counter->shares) {
    free(counts);
    return hwnas_status_no_memory();
  }
  for (size_t i = 0; i < counter->n; i++) mpz_init(counts[i]);
  hwnas_status_t *status = count_all(counter, counts);
  for (size_t i = 0; i < counter->n; i++) mpz_clear(counts[i]);
  free(counts);
  return status;
}

/* ---- Description ----------------------------------------------------------------------------- */

static void describe(const counter_t *counter, hwnas_metric_stats_t *metric) {
  size_t first = 0, last = counter->n - 1;
  while (!(counter->shares[first] > 0)) first++;
  while (!(counter->shares[last] > 0)) last--;
  metric->exact = metric->ends_exact = true;
  metric->least = counter->values[first];
  metric->most = counter->values[last];
  for (size_t i = first; i <= last; i++) metric->mean += counter->shares[i] * (double)counter->values[i];
  for (size_t i = first; i <= last; i++) {
    double off = (double)counter->values[i] - metric->mean;
    metric->sd += counter->shares[i] * off * off;
    hwnas_stats_add_to_bin(metric, (double)counter->values[i], counter->shares[i]);
  }
  metric->sd = sqrt(metric->sd);
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++) {
    double sum = counter->shares[first];
    size_t i = first;
    while (i < last && sum < hwnas_stats_share(q) * (1 - 1e-12)) sum += counter->shares[++i];
    metric->quantiles[q] = (double)counter->values[i];
  }
}

static hwnas_status_t *find_extremes(const counter_t *counter, hwnas_metric_stats_t *metric) {
  bool found;
  HWNAS_TRY(find_one(counter, metric->least, SIZE_MAX, &found, metric->least_point));
  found = metric->most == counter->peak->floor;
  if (found) HWNAS_TRY(find_one(counter, metric->most, SIZE_MAX, &found, metric->most_point));
  for (size_t f = 0; f < counter->peak->n && !found; f++)
    HWNAS_TRY(find_one(counter, metric->most, f, &found, metric->most_point));
  hwnas_space_canonicalize(counter->region->space, metric->least_point);
  hwnas_space_canonicalize(counter->region->space, metric->most_point);
  return NULL;
}

static hwnas_status_t *count_and_describe(counter_t *counter, hwnas_metric_stats_t *metric, bool *out_done) {
  HWNAS_TRY(hwnas_peak_list_values(counter->peak, &counter->values, &counter->n));
  if (counter->n > HWNAS_PEAK_VALUES) return NULL;
  HWNAS_TRY(find_shares(counter));
  describe(counter, metric);
  *out_done = true;
  return find_extremes(counter, metric);
}

hwnas_status_t *hwnas_stats_try_peak(const hwnas_region_t *region, size_t m, hwnas_metric_stats_t *metric,
                                     bool *out_done) {
  counter_t counter = {.region = region, .peak = hwnas_metric_set_peak(region->set, m)};
  *out_done = false;
  hwnas_status_t *status = count_and_describe(&counter, metric, out_done);
  free(counter.values);
  free(counter.shares);
  if (!status || status->error != HWNAS_ERROR_TRELLIS_BUDGET) return status;
  hwnas_status_destroy(status);
  *out_done = false;
  return NULL;
}
