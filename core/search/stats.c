#include "hwnas/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/best.h"
#include "search/stats_internal.h"
#include "trellis/moments.h"
#include "trellis/support.h"
#include "trellis/witness.h"

#define POINTS 16384    /* of the histogram that quantiles are read from where there are too many values */
#define DRAWN_MIN 50000 /* where nothing else can answer */
#define BATCH 1024
#define END_STEPS ((uint64_t)1 << 20) /* of looking for what is least or most in ranges: half a second */

static const double quantile_shares[HWNAS_STATS_QUANTILES] = {0.01, 0.05, 0.1,  0.25, 0.5,
                                                              0.75, 0.9,  0.95, 0.99};

double hwnas_stats_share(size_t q) { return quantile_shares[q]; }

void hwnas_stats_add_to_bin(hwnas_metric_stats_t *metric, double value, double share) {
  double width = (double)(metric->most - metric->least);
  double at = width > 0 ? (value - (double)metric->least) / width * HWNAS_STATS_BINS : 0;
  size_t bin = at < 0 ? 0 : (size_t)at;
  metric->bins[bin < HWNAS_STATS_BINS ? bin : HWNAS_STATS_BINS - 1] += share;
}

/* ---- All networks ---------------------------------------------------------------------------- */

/* The first value at which the running sum of the shares reaches a share. */
static double find_value(const hwnas_support_t *support, double share) {
  double sum = 0;
  size_t i = 0;
  while (i + 1 < support->n && (sum += support->shares[i]) < share * (1 - 1e-12)) i++;
  return (double)support->values[i];
}

static void describe_values(const hwnas_support_t *support, hwnas_metric_stats_t *metric) {
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++)
    metric->quantiles[q] = find_value(support, quantile_shares[q]);
  for (size_t i = 0; i < support->n; i++)
    hwnas_stats_add_to_bin(metric, (double)support->values[i], support->shares[i]);
}

/* The same of points; between two of them where values were divided among these. */
static double find_between(const hwnas_metric_stats_t *metric, const hwnas_histogram_t *histogram,
                           double share) {
  double sum = 0;
  for (size_t i = 0; i < histogram->n; i++) {
    double next = sum + histogram->shares[i];
    if (next >= share * (1 - 1e-12)) {
      double within = histogram->exact ? 0 : (share - sum) / histogram->shares[i] - 0.5;
      double value = (double)metric->least + ((double)i + within) * histogram->step;
      return fmin(fmax(value, (double)metric->least), (double)metric->most);
    }
    sum = next;
  }
  return (double)metric->most;
}

static hwnas_status_t *describe_points(const hwnas_trellis_t *trellis, const double *shares,
                                       hwnas_metric_stats_t *metric) {
  hwnas_histogram_t histogram;
  hwnas_status_t *status = hwnas_trellis_histogram(trellis, 0, shares, POINTS, &histogram);
  if (!status && !histogram.exact) metric->resolution = histogram.error + histogram.step / 2;
  for (size_t q = 0; !status && q < HWNAS_STATS_QUANTILES; q++)
    metric->quantiles[q] = find_between(metric, &histogram, quantile_shares[q]);
  for (size_t i = 0; !status && i < histogram.n; i++)
    hwnas_stats_add_to_bin(metric, (double)metric->least + (double)i * histogram.step, histogram.shares[i]);
  free(histogram.shares);
  return status;
}

static hwnas_status_t *describe_distribution(const hwnas_trellis_t *trellis, const double *shares,
                                             hwnas_metric_stats_t *metric) {
  hwnas_support_t support;
  bool done;
  hwnas_status_t *status = hwnas_trellis_support(trellis, 0, &done, &support);
  if (!status && done) describe_values(&support, metric);
  hwnas_support_deinit(&support);
  return status || done ? status : describe_points(trellis, shares, metric);
}

static hwnas_status_t *describe_all(const hwnas_trellis_t *trellis, hwnas_metric_stats_t *metric) {
  double *shares = NULL;
  metric->exact = metric->ends_exact = true;
  metric->least = trellis->minima[0];
  metric->most = trellis->maxima[0];
  hwnas_status_t *status = hwnas_trellis_shares(trellis, &shares);
  if (!status) status = hwnas_trellis_moments(trellis, 0, shares, &metric->mean, &metric->sd);
  if (!status) status = describe_distribution(trellis, shares, metric);
  if (!status) status = hwnas_trellis_extreme(trellis, 0, false, metric->least_point);
  if (!status) status = hwnas_trellis_extreme(trellis, 0, true, metric->most_point);
  hwnas_space_canonicalize(trellis->space, metric->least_point);
  hwnas_space_canonicalize(trellis->space, metric->most_point);
  free(shares);
  return status;
}

hwnas_status_t *hwnas_stats_empty_error(void) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_EMPTY_RANGE, "no network satisfies the conditions");
  return hwnas_status_detail(status, "the conditions on labels and the constraints of the space leave none");
}

/* *out_done is false if the graph of all networks is too large. */
static hwnas_status_t *try_all(const hwnas_region_t *region, size_t m, hwnas_metric_stats_t *metric,
                               bool *out_done) {
  hwnas_trellis_of_t of = hwnas_region_trellis_of(region, region->law);
  of.metrics = &m;
  of.n_metrics = 1;
  hwnas_trellis_t *trellis = NULL;
  hwnas_status_t *status = hwnas_trellis_create(&of, &trellis);
  *out_done = !status;
  if (status && status->error == HWNAS_ERROR_TRELLIS_BUDGET) {
    hwnas_status_destroy(status);
    return NULL;
  }
  if (!status)
    status = hwnas_trellis_empty(trellis) ? hwnas_stats_empty_error() : describe_all(trellis, metric);
  hwnas_trellis_destroy(trellis);
  return status;
}

/* ---- Drawn networks -------------------------------------------------------------------------- */

/* Keeps the networks that are the first to cost least or most. */
static void note_extremes(hwnas_stats_t *stats, const hwnas_region_t *region, const uint16_t *point,
                          const int64_t *values, bool first) {
  size_t bytes = region->space->n_choices * sizeof *point;
  for (size_t m = 0; m < stats->n; m++) {
    hwnas_metric_stats_t *metric = &stats->metrics[m];
    if (metric->exact) continue;
    bool least = first || values[m] < metric->least, most = first || values[m] > metric->most;
    if (least) metric->least = values[m];
    if (least) memcpy(metric->least_point, point, bytes);
    if (most) metric->most = values[m];
    if (most) memcpy(metric->most_point, point, bytes);
  }
}

static hwnas_status_t *draw_batch(hwnas_stats_t *stats, hwnas_region_t *region, hwnas_random_t *random,
                                  size_t n, uint16_t *points) {
  int64_t *out = &stats->drawn[stats->n_drawn * stats->n];
  HWNAS_TRY(hwnas_region_draw(region, random, n, points));
  HWNAS_TRY(hwnas_metric_set_values(region->set, points, n, out));
  for (size_t i = 0; i < n; i++)
    note_extremes(stats, region, &points[i * region->space->n_choices], &out[i * stats->n],
                  stats->n_drawn + i == 0);
  stats->n_drawn += n;
  return NULL;
}

static hwnas_status_t *draw(hwnas_stats_t *stats, hwnas_region_t *region, size_t n) {
  uint16_t *points = calloc(BATCH * (region->space->n_choices + 1), sizeof *points);
  stats->drawn = calloc(n * stats->n + 1, sizeof *stats->drawn);
  hwnas_status_t *status = points && stats->drawn ? NULL : hwnas_status_no_memory();
  hwnas_random_t random;
  hwnas_random_seed(&random, 0, 0);
  while (!status && stats->n_drawn < n)
    status =
        draw_batch(stats, region, &random, n - stats->n_drawn < BATCH ? n - stats->n_drawn : BATCH, points);
  free(points);
  return status;
}

static int compare_values(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static void describe_sorted(hwnas_metric_stats_t *metric, const int64_t *values, size_t n) {
  /* From the least on, so that the mean of equal values is what they are. */
  for (size_t i = 0; i < n; i++) metric->mean += ((double)values[i] - (double)values[0]) / (double)n;
  metric->mean += (double)values[0];
  for (size_t i = 0; i < n; i++) {
    double off = (double)values[i] - metric->mean;
    metric->sd += off * off / (double)n;
    hwnas_stats_add_to_bin(metric, (double)values[i], 1 / (double)n);
  }
  metric->sd = sqrt(metric->sd);
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++)
    metric->quantiles[q] = (double)values[(size_t)(quantile_shares[q] * (double)(n - 1))];
}

static hwnas_status_t *describe_drawn(const hwnas_stats_t *stats, size_t m, hwnas_metric_stats_t *metric) {
  int64_t *values = calloc(stats->n_drawn + 1, sizeof *values);
  HWNAS_TRY_ALLOC(values);
  bool known = true;
  for (size_t i = 0; i < stats->n_drawn; i++) {
    values[i] = stats->drawn[i * stats->n + m];
    known &= values[i] != HWNAS_METRIC_UNKNOWN;
  }
  qsort(values, stats->n_drawn, sizeof *values, compare_values);
  if (known) describe_sorted(metric, values, stats->n_drawn);
  free(values);
  return known ? NULL
               : hwnas_status_make(HWNAS_ERROR_PROFILER, "metric '%s' is not known of all networks",
                                   metric->info->name);
}

/* ---- Ends of ranges -------------------------------------------------------------------------- */

/* Takes a better network than was drawn; *out_proven: there is none better. */
static hwnas_status_t *take_best(hwnas_region_t *region, size_t m, hwnas_best_t *best, bool most,
                                 bool *out_proven, int64_t *value, uint16_t *out_point) {
  size_t n = 0, n_choices = region->space->n_choices;
  uint16_t *point = calloc(n_choices + 1, sizeof *point);
  HWNAS_TRY_ALLOC(point);
  hwnas_status_t *status = hwnas_best_networks(best, 0, 1, point, &n);
  if (!status && n > 0) status = hwnas_metric_set_value(region->set, point, region->quanta);
  bool found = !status && n > 0;
  if (found && (most ? region->quanta[m] > *value : region->quanta[m] < *value)) {
    *value = region->quanta[m];
    memcpy(out_point, point, n_choices * sizeof *point);
  }
  *out_proven = found && hwnas_best_proof(best).proven > 0;
  free(point);
  return status;
}

/* Where the graph of all networks is too large nothing is proven. */
static hwnas_status_t *find_end(hwnas_region_t *region, size_t m, bool most, bool *out_proven, int64_t *value,
                                uint16_t *out_point) {
  hwnas_best_t *best;
  const hwnas_best_options_t options = {.steps = END_STEPS};
  *out_proven = false;
  hwnas_status_t *status =
      hwnas_best_create(region, m, most ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE, &options, &best);
  if (status && status->error == HWNAS_ERROR_TRELLIS_BUDGET) {
    hwnas_status_destroy(status);
    return NULL;
  }
  if (status) return status;
  status = take_best(region, m, best, most, out_proven, value, out_point);
  hwnas_best_destroy(best);
  return status;
}

/* What drawn networks have is near the ends, but not at them. */
static hwnas_status_t *find_ends(hwnas_region_t *region, size_t m, hwnas_metric_stats_t *metric) {
  bool least, most;
  HWNAS_TRY(find_end(region, m, false, &least, &metric->least, metric->least_point));
  HWNAS_TRY(find_end(region, m, true, &most, &metric->most, metric->most_point));
  metric->ends_exact = least && most;
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *init(hwnas_stats_t *stats, hwnas_region_t *region, size_t n_drawn) {
  stats->n = hwnas_metric_set_size(region->set);
  size_t n_choices = region->space->n_choices;
  stats->metrics = calloc(stats->n + 1, sizeof *stats->metrics);
  stats->points = calloc(2 * stats->n * n_choices + 1, sizeof *stats->points);
  if (!stats->metrics || !stats->points) return hwnas_status_no_memory();
  bool all = true;
  for (size_t m = 0; m < stats->n; m++) {
    hwnas_metric_stats_t *metric = &stats->metrics[m];
    metric->info = hwnas_metric_set_info(region->set, m);
    metric->least_point = &stats->points[2 * m * n_choices];
    metric->most_point = metric->least_point + n_choices;
    bool done = false, all_known = !region->tests && region->where.sums.n == 0;
    if (all_known && hwnas_metric_set_is_sum(region->set, m)) HWNAS_TRY(try_all(region, m, metric, &done));
    if (all_known && hwnas_metric_set_is_peak(region->set, m))
      HWNAS_TRY(hwnas_stats_try_peak(region, m, metric, &done));
    all &= done;
  }
  if (!all && n_drawn < DRAWN_MIN) n_drawn = DRAWN_MIN;
  HWNAS_TRY(draw(stats, region, n_drawn));
  for (size_t m = 0; m < stats->n; m++)
    if (!stats->metrics[m].exact && !region->tests && hwnas_metric_set_is_sum(region->set, m))
      HWNAS_TRY(find_ends(region, m, &stats->metrics[m]));
  for (size_t m = 0; m < stats->n; m++)
    if (!stats->metrics[m].exact) HWNAS_TRY(describe_drawn(stats, m, &stats->metrics[m]));
  return NULL;
}

hwnas_status_t *hwnas_stats_init(hwnas_stats_t *stats, hwnas_region_t *region, size_t n_drawn) {
  *stats = (hwnas_stats_t){0};
  return init(stats, region, n_drawn);
}

void hwnas_stats_deinit(hwnas_stats_t *stats) {
  free(stats->metrics);
  free(stats->points);
  free(stats->drawn);
  *stats = (hwnas_stats_t){0};
}
