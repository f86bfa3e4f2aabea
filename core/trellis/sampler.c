#include "trellis/sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trellis/best.h"
#include "trellis/buckets.h"
#include "trellis/proof.h"
#include "trellis/tilt.h"

#define BUCKETS_FIRST 2048
#define BUCKETS_FACTOR 4
#define BUCKETS_TILTED 8192 /* where other metrics are tilted */
#define TILTED_ENOUGH 0.02  /* accepted without buckets */
#define MEMORY_MAX 2.56e8   /* bytes */
#define ACCEPTANCE 0.85     /* that is asked for */
#define PILOT 256           /* draws that tell it */
#define REJECTIONS_MAX ((size_t)1 << 24)
#define FEW ((size_t)1 << 15)         /* networks that are listed where draws find none of them */
#define FEW_STEPS ((uint64_t)1 << 21) /* of looking for them: a second or so */

struct hwnas_range_sampler {
  const hwnas_trellis_t *trellis;
  hwnas_range_t *ranges;
  bool tilted;       /* there are rates: of the metrics that the buckets are not of */
  int64_t n_buckets; /* that are asked for; 0: as many as it takes */
  size_t metric;     /* that the buckets are of; none: n_metrics of the trellis */
  hwnas_buckets_t buckets;
  hwnas_tilt_t tilt;
  double log_factor;  /* what networks at the ends of the tilted ranges weigh less */
  double log_divided; /* what the weights of all paths were divided by */
  double *edge_weights;
  double *totals; /* running, of the buckets of the root */
  size_t n_totals;
  hwnas_best_list_t few; /* all networks, where they are so few that draws do not find them; else none */
};

/* ---- Drawing --------------------------------------------------------------------------------- */

/* The first running total above the target. */
static size_t find_total(const hwnas_range_sampler_t *sampler, double target) {
  size_t low = 0, high = sampler->n_totals - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (sampler->totals[middle] <= target)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The edge by which a path goes on from a node of layer l, x buckets before the end. Rounding may leave a
 * little of the target: then it is the last one that can be taken. */
static uint32_t draw_edge(const hwnas_buckets_t *buckets, size_t l, size_t node, int64_t x, double unit) {
  const hwnas_trellis_t *trellis = buckets->sums.trellis;
  double target = unit * buckets->scales[l] * buckets->weights[hwnas_buckets_find(buckets, node, x)];
  uint32_t taken = trellis->first_edge[node];
  for (uint32_t e = taken; e < trellis->first_edge[node + 1]; e++) {
    size_t at = hwnas_buckets_find(buckets, trellis->to[e], x - buckets->costs[e]);
    double weight = at == SIZE_MAX ? 0 : buckets->edge_weights[e] * buckets->weights[at];
    if (!(weight > 0)) continue;
    taken = e;
    target -= weight;
    if (target < 0) break;
  }
  return taken;
}

static int64_t sum_of(const hwnas_trellis_t *trellis, size_t m, const uint32_t *edges) {
  int64_t sum = 0;
  for (size_t l = 0; l < trellis->n_layers; l++) sum += hwnas_trellis_values(trellis, m)[edges[l]];
  return sum;
}

/* Rejects what is not in the ranges; and networks that weigh more than those at the ends of the tilted ranges
 * by how much more, so that all in the ranges are equally likely. */
static bool accept(const hwnas_range_sampler_t *sampler, const uint32_t *edges, hwnas_random_t *random) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  double log_share = -sampler->log_factor;
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    int64_t sum = sum_of(trellis, m, edges), value = trellis->minima[m] + sum;
    if (value < sampler->ranges[m].low || value > sampler->ranges[m].high) return false;
    if (sampler->tilted && m != sampler->metric) log_share += sampler->tilt.rates[m] * (double)sum;
  }
  return !sampler->tilted || hwnas_random_unit(random) < exp(log_share);
}

static bool draw_path(const hwnas_range_sampler_t *sampler, hwnas_random_t *random, uint32_t *out_edges) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  const hwnas_buckets_t *buckets = &sampler->buckets;
  size_t node = hwnas_trellis_root(trellis);
  double target = hwnas_random_unit(random) * sampler->totals[sampler->n_totals - 1];
  int64_t x = buckets->from[node] + (int64_t)find_total(sampler, target);
  for (size_t l = 0; l < trellis->n_layers; l++) {
    uint32_t e = draw_edge(buckets, l, node, x, hwnas_random_unit(random));
    x -= buckets->costs[e];
    node = trellis->to[e];
    out_edges[l] = e;
  }
  return accept(sampler, out_edges, random);
}

/* Number of an option of an edge. Rounding may leave a little: then it is the last one. */
static uint32_t draw_option(const hwnas_trellis_t *trellis, uint32_t e, hwnas_random_t *random) {
  uint32_t first = trellis->first_option[e], n = hwnas_trellis_options(trellis, e), i = 0;
  if (n == 1) return first;
  if (!trellis->option_weights) return first + (uint32_t)hwnas_random_below(random, n);
  double target = hwnas_random_unit(random) * trellis->edge_weights[e];
  while (i + 1 < n && (target -= trellis->option_weights[first + i]) >= 0) i++;
  return first + i;
}

static void set_point(const hwnas_trellis_t *trellis, const uint32_t *edges, hwnas_random_t *random,
                      uint16_t *point) {
  for (size_t l = 0; l < trellis->n_layers; l++)
    hwnas_trellis_set_option(trellis, l, trellis->options[draw_option(trellis, edges[l], random)], point);
}

static void draw_listed(const hwnas_range_sampler_t *sampler, hwnas_random_t *random, uint16_t *out_point) {
  size_t n_choices = sampler->trellis->space->n_choices;
  const uint16_t *point = &sampler->few.points[hwnas_random_below(random, sampler->few.n) * n_choices];
  memcpy(out_point, point, n_choices * sizeof *point);
}

static hwnas_status_t *draw_one(const hwnas_range_sampler_t *sampler, hwnas_random_t *random, uint32_t *edges,
                                uint16_t *out_point) {
  size_t tries = 1;
  if (sampler->few.n > 0) {
    draw_listed(sampler, random, out_point);
    return NULL;
  }
  while (!draw_path(sampler, random, edges))
    if (++tries > REJECTIONS_MAX)
      return hwnas_status_make(HWNAS_ERROR_SAMPLING, "none of %zu random draws lies in the ranges",
                               REJECTIONS_MAX);
  set_point(sampler->trellis, edges, random, out_point);
  return NULL;
}

hwnas_status_t *hwnas_range_sampler_draw(const hwnas_range_sampler_t *sampler, hwnas_random_t *random,
                                         size_t n, uint16_t *out_points) {
  uint32_t *edges = malloc((sampler->trellis->n_layers + 1) * sizeof *edges);
  HWNAS_TRY_ALLOC(edges);
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < n && !status; i++)
    status = draw_one(sampler, random, edges, &out_points[i * sampler->trellis->space->n_choices]);
  free(edges);
  return status;
}

hwnas_status_t *hwnas_range_sampler_propose(const hwnas_range_sampler_t *sampler, hwnas_random_t *random,
                                            bool *out_fits, uint16_t *out_point) {
  *out_fits = true;
  if (sampler->few.n > 0) {
    draw_listed(sampler, random, out_point);
    return NULL;
  }
  uint32_t *edges = malloc((sampler->trellis->n_layers + 1) * sizeof *edges);
  HWNAS_TRY_ALLOC(edges);
  *out_fits = draw_path(sampler, random, edges);
  if (*out_fits) set_point(sampler->trellis, edges, random, out_point);
  free(edges);
  return NULL;
}

static hwnas_status_t *try(const hwnas_range_sampler_t *sampler, hwnas_random_t *random, size_t tries,
                           size_t *out_accepted) {
  uint32_t *edges = malloc((sampler->trellis->n_layers + 1) * sizeof *edges);
  HWNAS_TRY_ALLOC(edges);
  *out_accepted = 0;
  for (size_t i = 0; i < tries; i++) *out_accepted += draw_path(sampler, random, edges);
  free(edges);
  return NULL;
}

/* ---- Making ---------------------------------------------------------------------------------- */

static bool is_empty(const hwnas_range_sampler_t *sampler) {
  return sampler->n_totals == 0 || !(sampler->totals[sampler->n_totals - 1] > 0);
}

static hwnas_status_t *fill(hwnas_range_sampler_t *sampler) {
  const hwnas_buckets_t *buckets = &sampler->buckets;
  uint32_t root = hwnas_trellis_root(sampler->trellis);
  HWNAS_TRY(hwnas_buckets_fill(&sampler->buckets));
  free(sampler->totals);
  sampler->n_totals = buckets->at[root + 1] - buckets->at[root];
  sampler->totals = malloc((sampler->n_totals + 1) * sizeof *sampler->totals);
  HWNAS_TRY_ALLOC(sampler->totals);
  double total = 0;
  for (size_t i = 0; i < sampler->n_totals; i++)
    sampler->totals[i] = total += buckets->weights[buckets->at[root] + i];
  return NULL;
}

static int64_t step_for(const hwnas_buckets_t *buckets, int64_t n) { return buckets->sums.high / n + 1; }

/* The share of a few draws that is accepted. */
static hwnas_status_t *pilot(const hwnas_range_sampler_t *sampler, double *out) {
  size_t accepted = 0;
  hwnas_random_t random;
  hwnas_random_seed(&random, 0, 0);
  HWNAS_TRY(try(sampler, &random, PILOT, &accepted));
  *out = (double)accepted / PILOT;
  return NULL;
}

/* True if draws are accepted often enough, as far as can be told: what is certainly in the range, or what a
 * few draws say. */
static hwnas_status_t *is_fine(const hwnas_range_sampler_t *sampler, bool *out_fine) {
  double least, most, accepted;
  *out_fine = true;
  hwnas_buckets_bounds(&sampler->buckets, &least, &most);
  if (sampler->buckets.step == 1 || is_empty(sampler) || least >= ACCEPTANCE * most) return NULL;
  HWNAS_TRY(pilot(sampler, &accepted));
  *out_fine = accepted >= ACCEPTANCE;
  return NULL;
}

/* True if the range is so wide that draws near its ends hardly matter. */
static bool is_wide(const hwnas_buckets_t *buckets) {
  double width = (double)(buckets->sums.high - buckets->sums.low) + 1;
  return buckets->step == 1 ||
         width >= ACCEPTANCE * (width + (double)(buckets->error_max - buckets->error_min));
}

/* Finer buckets until draws are accepted often enough, or as long as memory lasts. With tilted metrics, whose
 * share finer buckets do not change, only the width of the range counts. */
static hwnas_status_t *refine(hwnas_range_sampler_t *sampler) {
  hwnas_buckets_t *buckets = &sampler->buckets;
  int64_t n = sampler->n_buckets ? sampler->n_buckets : sampler->tilted ? BUCKETS_TILTED : BUCKETS_FIRST;
  double bytes;
  HWNAS_TRY(hwnas_buckets_set_step(buckets, step_for(buckets, n), &bytes));
  while (bytes > MEMORY_MAX && buckets->step < buckets->sums.high / BUCKETS_FACTOR)
    HWNAS_TRY(hwnas_buckets_set_step(buckets, BUCKETS_FACTOR * buckets->step, &bytes));
  if (sampler->n_buckets) return fill(sampler);
  for (;;) {
    bool fine = is_wide(buckets);
    if (fine) HWNAS_TRY(fill(sampler));
    if (fine && !sampler->tilted) HWNAS_TRY(is_fine(sampler, &fine));
    if (fine) return NULL;
    int64_t finer = buckets->step / BUCKETS_FACTOR > 0 ? buckets->step / BUCKETS_FACTOR : 1,
            last = buckets->step;
    HWNAS_TRY(hwnas_buckets_set_step(buckets, finer, &bytes));
    if (bytes <= MEMORY_MAX) continue;
    HWNAS_TRY(hwnas_buckets_set_step(buckets, last, &bytes));
    return fill(sampler);
  }
}

/* ---- Ranges ---------------------------------------------------------------------------------- */

static bool limits(const hwnas_range_sampler_t *sampler, size_t m) {
  return sampler->ranges[m].low > sampler->trellis->minima[m] ||
         sampler->ranges[m].high < sampler->trellis->maxima[m];
}

static double log_tilt(const hwnas_range_sampler_t *sampler, uint32_t e) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  double log_weight = 0;
  for (size_t m = 0; sampler->tilted && m < trellis->n_metrics; m++)
    if (m != sampler->metric)
      log_weight -= sampler->tilt.rates[m] * (double)hwnas_trellis_values(trellis, m)[e];
  return log_weight;
}

/* Divided by the largest of the layer, so that none overflows. */
static void set_layer_weights(hwnas_range_sampler_t *sampler, const hwnas_trellis_layer_t *layer) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  uint32_t begin = trellis->first_edge[layer->first_node],
           end = trellis->first_edge[layer->first_node + layer->n_nodes];
  double most = -INFINITY;
  for (uint32_t e = begin; e < end; e++) most = fmax(most, log_tilt(sampler, e));
  for (uint32_t e = begin; e < end; e++)
    sampler->edge_weights[e] = hwnas_trellis_weight(trellis, e) * exp(log_tilt(sampler, e) - most);
  sampler->log_divided += most;
}

static void set_weights(hwnas_range_sampler_t *sampler) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  sampler->log_factor = sampler->log_divided = 0;
  for (size_t m = 0; sampler->tilted && m < trellis->n_metrics; m++)
    if (m != sampler->metric) sampler->log_factor += sampler->tilt.rates[m] * sampler->tilt.ends[m];
  for (size_t l = 0; l < trellis->n_layers; l++) set_layer_weights(sampler, &trellis->layers[l]);
}

/* Proposals from buckets of a metric, the others tilted. */
static hwnas_status_t *propose_by(hwnas_range_sampler_t *sampler, size_t metric) {
  const hwnas_range_t all = {0, 0};
  hwnas_buckets_deinit(&sampler->buckets);
  sampler->n_totals = 0;
  sampler->metric = metric;
  set_weights(sampler);
  HWNAS_TRY(hwnas_buckets_init(&sampler->buckets, sampler->trellis, metric,
                               metric < sampler->trellis->n_metrics ? sampler->ranges[metric] : all,
                               sampler->edge_weights));
  return refine(sampler);
}

/* The metric with the narrowest range, in standard deviations of the tilted networks. */
static size_t narrowest(const hwnas_range_sampler_t *sampler) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  size_t best = trellis->n_metrics;
  double least = INFINITY;
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    double low = fmax((double)sampler->ranges[m].low, (double)trellis->minima[m]);
    double high = fmin((double)sampler->ranges[m].high, (double)trellis->maxima[m]);
    double width = sampler->tilt.sds[m] > 0 ? (high - low) / sampler->tilt.sds[m] : INFINITY;
    if (!limits(sampler, m) || (best < trellis->n_metrics && width >= least)) continue;
    best = m;
    least = width;
  }
  return best;
}

static hwnas_status_t *propose_tilted(hwnas_range_sampler_t *sampler, bool *out_empty) {
  sampler->tilted = true;
  HWNAS_TRY(hwnas_tilt_init(&sampler->tilt, sampler->trellis, sampler->ranges));
  *out_empty = sampler->tilt.empty;
  return *out_empty ? NULL : propose_by(sampler, sampler->trellis->n_metrics);
}

/* Tilting alone if enough is accepted so; else with buckets of one metric, if that is better. */
static hwnas_status_t *improve_tilted(hwnas_range_sampler_t *sampler, double *out_accepted) {
  double alone = 0, accepted = 0;
  HWNAS_TRY(pilot(sampler, &alone));
  *out_accepted = alone;
  if (alone >= TILTED_ENOUGH) return NULL;
  HWNAS_TRY(propose_by(sampler, narrowest(sampler)));
  if (!is_empty(sampler))
    HWNAS_TRY(pilot(sampler, &accepted)); /* tilted weights may be too small to be seen */
  *out_accepted = fmax(alone, accepted);
  return accepted >= alone && !is_empty(sampler) ? NULL : propose_by(sampler, sampler->trellis->n_metrics);
}

/* Where no draw is accepted there are few networks or none: looking for them in order tells. What options
 * weigh is not asked there, so that lists are for those that weigh the same. */
static hwnas_status_t *list_few(hwnas_range_sampler_t *sampler, bool *out_empty) {
  const hwnas_best_of_t of = {
      .trellis = sampler->trellis, .ranges = sampler->ranges, .n = FEW, .steps = FEW_STEPS};
  hwnas_proof_t proof;
  HWNAS_TRY(hwnas_ranges_prove(sampler->trellis, sampler->ranges, FEW_STEPS, &proof));
  *out_empty = proof == HWNAS_PROOF_EMPTY;
  if (*out_empty || sampler->trellis->option_weights) return NULL;
  HWNAS_TRY(hwnas_best_list_init(&sampler->few, &of));
  *out_empty = sampler->few.all && sampler->few.n == 0;
  if (!sampler->few.all) hwnas_best_list_deinit(&sampler->few);
  return NULL;
}

static hwnas_status_t *propose_in_all(hwnas_range_sampler_t *sampler, bool *out_empty) {
  double accepted;
  HWNAS_TRY(hwnas_ranges_exclude(sampler->trellis, sampler->ranges, out_empty));
  if (!*out_empty) HWNAS_TRY(propose_tilted(sampler, out_empty));
  if (*out_empty) return NULL;
  HWNAS_TRY(improve_tilted(sampler, &accepted));
  return accepted > 0 ? NULL : list_few(sampler, out_empty);
}

static hwnas_status_t *propose_by_buckets(hwnas_range_sampler_t *sampler, bool *out_empty) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  size_t metric = 0;
  while (metric < trellis->n_metrics && !limits(sampler, metric)) metric++;
  sampler->tilted = false;
  HWNAS_TRY(propose_by(sampler, metric));
  *out_empty = is_empty(sampler);
  return NULL;
}

/* What is certainly in the range may say it without draws. */
static bool is_accepted_enough(const hwnas_range_sampler_t *sampler) {
  double least, most;
  hwnas_buckets_bounds(&sampler->buckets, &least, &most);
  return sampler->buckets.step == 1 || least >= TILTED_ENOUGH * most;
}

/* With very many layers, buckets as fine as memory allows may be so coarse that what edges cost is lost in
 * them: then tilting, if that is better. */
static hwnas_status_t *propose_in_one(hwnas_range_sampler_t *sampler, bool *out_empty) {
  double accepted = 0, alone = 0;
  HWNAS_TRY(propose_by_buckets(sampler, out_empty));
  if (*out_empty || is_accepted_enough(sampler)) return NULL;
  HWNAS_TRY(pilot(sampler, &accepted));
  if (accepted >= TILTED_ENOUGH) return NULL;
  HWNAS_TRY(propose_tilted(sampler, out_empty));
  if (*out_empty) return NULL;
  HWNAS_TRY(pilot(sampler, &alone));
  return alone > accepted ? NULL : propose_by_buckets(sampler, out_empty);
}

static hwnas_status_t *empty_error(const hwnas_range_sampler_t *sampler) {
  return hwnas_status_make(HWNAS_ERROR_EMPTY_RANGE, "no network of '%s' lies in the ranges",
                           sampler->trellis->space->name);
}

/* True if no sum of paths can be in the range, as it lies beside all of them or between two. */
static hwnas_status_t *is_hole(const hwnas_range_sampler_t *sampler, size_t m, bool *out_hole) {
  hwnas_sums_t sums;
  hwnas_status_t *status = hwnas_sums_init(&sums, sampler->trellis, m, sampler->ranges[m], false);
  *out_hole = sums.low > sums.high;
  hwnas_sums_deinit(&sums);
  return status;
}

static hwnas_status_t *propose(hwnas_range_sampler_t *sampler, const hwnas_proposals_t *how, size_t n_limited,
                               bool *out_empty) {
  if (how && how->tilted) return propose_tilted(sampler, out_empty);
  if (how) sampler->n_buckets = how->n_buckets;
  if (how) return propose_by_buckets(sampler, out_empty);
  return n_limited > 1 ? propose_in_all(sampler, out_empty) : propose_in_one(sampler, out_empty);
}

static hwnas_status_t *init(hwnas_range_sampler_t *sampler, const hwnas_range_t *ranges,
                            const hwnas_proposals_t *how) {
  const hwnas_trellis_t *trellis = sampler->trellis;
  size_t n_limited = 0;
  bool empty = false;
  if (hwnas_trellis_empty(trellis)) return empty_error(sampler);
  sampler->ranges = malloc((trellis->n_metrics + 1) * sizeof *sampler->ranges);
  sampler->edge_weights = malloc((trellis->n_edges + 1) * sizeof *sampler->edge_weights);
  if (!sampler->ranges || !sampler->edge_weights) return hwnas_status_no_memory();
  for (size_t m = 0; m < trellis->n_metrics; m++) sampler->ranges[m] = ranges[m];
  for (size_t m = 0; m < trellis->n_metrics && !empty; m++) {
    n_limited += limits(sampler, m);
    HWNAS_TRY(is_hole(sampler, m, &empty));
  }
  if (empty) return empty_error(sampler);
  HWNAS_TRY(propose(sampler, how, n_limited, &empty));
  return empty ? empty_error(sampler) : NULL;
}

hwnas_status_t *hwnas_range_sampler_create_as(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                              const hwnas_proposals_t *how, hwnas_range_sampler_t **out) {
  hwnas_range_sampler_t *sampler = calloc(1, sizeof *sampler);
  HWNAS_TRY_ALLOC(sampler);
  sampler->trellis = trellis;
  hwnas_status_t *status = init(sampler, ranges, how);
  if (status)
    hwnas_range_sampler_destroy(sampler);
  else
    *out = sampler;
  return status;
}

hwnas_status_t *hwnas_range_sampler_create(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                           hwnas_range_sampler_t **out) {
  return hwnas_range_sampler_create_as(trellis, ranges, NULL, out);
}

void hwnas_range_sampler_destroy(hwnas_range_sampler_t *sampler) {
  if (!sampler) return;
  hwnas_best_list_deinit(&sampler->few);
  hwnas_buckets_deinit(&sampler->buckets);
  hwnas_tilt_deinit(&sampler->tilt);
  free(sampler->ranges);
  free(sampler->edge_weights);
  free(sampler->totals);
  free(sampler);
}

void hwnas_range_sampler_bounds(const hwnas_range_sampler_t *sampler, double *out_least, double *out_most,
                                double *out_log2_scale) {
  hwnas_buckets_bounds(&sampler->buckets, out_least, out_most);
  if (sampler->tilted) *out_least = 0; /* tilted weights do not tell */
  *out_log2_scale = sampler->buckets.log2_scale + (sampler->log_factor + sampler->log_divided) / log(2);
}
