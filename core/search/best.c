#include "hwnas/best.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/region.h"
#include "trellis/best.h"

#define LISTED_MAX ((size_t)1 << 20)
#define GROWTH 4 /* times as many are listed when those that were do not suffice */

struct hwnas_best {
  hwnas_region_t *region;
  size_t metric;
  bool most;
  hwnas_best_options_t options;
  hwnas_trellis_t *trellis; /* of the score, its metric 0, and the metrics with ranges */
  hwnas_range_t *ranges;
  hwnas_best_list_t list; /* by score and ranges; empty at first */
  size_t wanted;          /* of the list */
  size_t *kept;           /* numbers in the list: of those for which all conditions hold */
  size_t n_kept, n_proven;
  bool ended; /* no longer list has more to tell */
};

/* ---- Making ---------------------------------------------------------------------------------- */

/* The score first, then the other metrics with ranges. */
static size_t list_metrics(hwnas_best_t *best, size_t *metrics) {
  const hwnas_where_t *where = &best->region->where;
  size_t n = 1;
  metrics[0] = best->metric;
  best->ranges[0] = (hwnas_range_t){INT64_MIN, INT64_MAX};
  for (size_t i = 0; i < where->sums.n; i++) {
    size_t at = where->sums.metrics[i] == best->metric ? 0 : n++;
    metrics[at] = where->sums.metrics[i];
    best->ranges[at] = where->sums.ranges[i];
  }
  return n;
}

static hwnas_status_t *make_trellis(hwnas_best_t *best, size_t *metrics) {
  const hwnas_region_t *region = best->region;
  const hwnas_trellis_of_t of = {.space = region->space,
                                 .set = region->set,
                                 .metrics = metrics,
                                 .n_metrics = list_metrics(best, metrics),
                                 .conditions = region->where.conditions,
                                 .n_conditions = region->where.n_conditions,
                                 .max_edges = region->max_edges};
  return hwnas_trellis_create(&of, &best->trellis);
}

static hwnas_status_t *init(hwnas_best_t *best) {
  size_t n = best->region->where.sums.n + 1, *metrics = calloc(n, sizeof *metrics);
  best->ranges = calloc(n, sizeof *best->ranges);
  hwnas_status_t *status = metrics && best->ranges ? NULL : hwnas_status_no_memory();
  if (!status) status = make_trellis(best, metrics);
  free(metrics);
  return status;
}

hwnas_status_t *hwnas_best_create(hwnas_region_t *region, size_t metric, int32_t goal,
                                  const hwnas_best_options_t *options, hwnas_best_t **out) {
  hwnas_best_t *best = calloc(1, sizeof *best);
  HWNAS_TRY_ALLOC(best);
  best->region = region;
  best->metric = metric;
  best->most = goal == HWNAS_GOAL_MAXIMIZE;
  if (options) best->options = *options;
  hwnas_status_t *status = init(best);
  if (status)
    hwnas_best_destroy(best);
  else
    *out = best;
  return status;
}

void hwnas_best_destroy(hwnas_best_t *best) {
  if (!best) return;
  hwnas_best_list_deinit(&best->list);
  hwnas_trellis_destroy(best->trellis);
  free(best->ranges);
  free(best->kept);
  free(best);
}

/* ---- Listing --------------------------------------------------------------------------------- */

/* Keeps the networks of a list for which what is no range and no condition on labels holds, too. */
static hwnas_status_t *keep(hwnas_best_t *best, hwnas_best_list_t *list, size_t *kept, size_t *out_n,
                            size_t *out_proven) {
  hwnas_region_t *region = best->region;
  *out_n = *out_proven = 0;
  for (size_t i = 0; i < list->n; i++) {
    uint16_t *point = &list->points[i * region->space->n_choices];
    bool fits = true;
    hwnas_space_canonicalize(region->space, point);
    if (region->where.left) HWNAS_TRY(hwnas_region_test(region, point, &fits));
    if (!fits) continue;
    kept[(*out_n)++] = i;
    *out_proven += i < list->n_proven;
  }
  return NULL;
}

/* What was listed once keeps its rank: a longer list of which less is proven may begin with others. */
static bool goes_on(const hwnas_best_t *best, const hwnas_best_list_t *list) {
  size_t n = best->list.n * best->region->space->n_choices;
  return list->n >= best->list.n &&
         (n == 0 || memcmp(list->points, best->list.points, n * sizeof *list->points) == 0);
}

static hwnas_status_t *take(hwnas_best_t *best, hwnas_best_list_t *list, size_t wanted) {
  size_t n = 0, proven = 0, *kept = calloc(list->n + 1, sizeof *kept);
  hwnas_status_t *status = kept ? keep(best, list, kept, &n, &proven) : hwnas_status_no_memory();
  if (!status && goes_on(best, list)) {
    hwnas_best_list_t spare = best->list;
    size_t *spare_kept = best->kept;
    best->list = *list;
    best->kept = kept;
    *list = spare;
    kept = spare_kept;
    best->wanted = wanted;
    best->n_kept = n;
    best->n_proven = proven;
    best->ended = best->list.all || !best->list.complete;
  } else {
    best->ended = true;
  }
  free(kept);
  hwnas_best_list_deinit(list);
  return status;
}

/* Makes a list of so many networks, or of all. */
static hwnas_status_t *make_list(hwnas_best_t *best, size_t wanted) {
  const hwnas_best_of_t of = {.trellis = best->trellis,
                              .score = 0,
                              .most = best->most,
                              .ranges = best->ranges,
                              .n = wanted,
                              .steps = best->options.steps,
                              .stop = best->options.stop,
                              .self = best->options.self};
  hwnas_best_list_t list;
  hwnas_status_t *status = hwnas_best_list_init(&list, &of);
  if (!status) return take(best, &list, wanted);
  hwnas_best_list_deinit(&list);
  return status;
}

static hwnas_status_t *find(hwnas_best_t *best, size_t n) {
  while (best->n_kept < n && !best->ended) {
    size_t wanted = n > GROWTH * best->wanted ? n : GROWTH * best->wanted;
    if (best->wanted == LISTED_MAX) break;
    HWNAS_TRY(make_list(best, wanted < LISTED_MAX ? wanted : LISTED_MAX));
  }
  return NULL;
}

/* The region knows which limits are in the way. */
static hwnas_status_t *explain_empty(const hwnas_best_t *best) {
  hwnas_status_t *status = hwnas_region_prepare(best->region);
  if (status && (status->error == HWNAS_ERROR_EMPTY_RANGE || status->error == HWNAS_ERROR_EMPTY_SPACE))
    return status;
  hwnas_status_destroy(status);
  return hwnas_status_make(HWNAS_ERROR_EMPTY_RANGE, "no network of '%s' satisfies the conditions",
                           best->region->space->name ? best->region->space->name : "the space");
}

hwnas_status_t *hwnas_best_networks(hwnas_best_t *best, size_t first, size_t n, uint16_t *out_points,
                                    size_t *out_n) {
  size_t n_choices = best->region->space->n_choices, end = n < SIZE_MAX - first ? first + n : SIZE_MAX;
  HWNAS_TRY(find(best, end));
  if (best->n_kept == 0 && best->list.all) return explain_empty(best);
  *out_n = 0;
  for (size_t i = first; i < end && i < best->n_kept; i++)
    memcpy(&out_points[n_choices * (*out_n)++], &best->list.points[best->kept[i] * n_choices],
           n_choices * sizeof *out_points);
  return NULL;
}

/* ---- Proof ----------------------------------------------------------------------------------- */

hwnas_best_proof_t hwnas_best_proof(const hwnas_best_t *best) {
  const hwnas_best_list_t *list = &best->list;
  hwnas_best_proof_t proof = {.exact = list->complete,
                              .all = list->all,
                              .proven = best->n_proven,
                              .bound = list->bound,
                              .gap = list->complete ? 0 : INFINITY};
  if (best->n_proven == best->n_kept) return proof;
  double score = (double)list->scores[best->kept[best->n_proven]], bound = (double)list->bound;
  double quantum = hwnas_metric_set_info(best->region->set, best->metric)->quantum;
  proof.gap = fmax(best->most ? bound - score : score - bound, 0) * quantum;
  return proof;
}
