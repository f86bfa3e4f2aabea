#include "trellis/best.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/multipliers.h"
#include "trellis/passes.h"

#define OF_NO_ACCOUNT 1e-9 /* a multiplier, in spans of the score per span of the metric */
#define SHARE_OF_RELAXED 2 /* one part of so many of the steps */

typedef struct search {
  const hwnas_best_of_t *of;
  hwnas_quest_t quest;
  hwnas_passes_t passes;
} search_t;

/* ---- Without what does not count ------------------------------------------------------------------ */

/* Drops the ends that cost nothing: what is found without them mostly keeps to them all the same, and is
 * found with much less work. */
static void relax(hwnas_quest_t *quest, const double *multipliers) {
  uint32_t root = hwnas_trellis_root(quest->trellis);
  size_t kept = 0;
  for (size_t j = 0; j < quest->n_ends; j++) {
    const hwnas_quest_end_t *end = &quest->ends[j];
    hwnas_sums_t *range = &quest->ranges[end->range];
    double cost = end->upper ? multipliers[end->range] : -multipliers[end->range];
    double spans = (double)range->after_max[root] / ((double)quest->score.after_max[root] + 1);
    if (cost * spans > OF_NO_ACCOUNT)
      quest->ends[kept++] = *end;
    else if (end->upper)
      range->high = range->after_max[root];
    else
      range->low = 0;
  }
  quest->n_ends = kept;
}

static hwnas_status_t *make_relaxed(const search_t *search, hwnas_quest_t *out) {
  const hwnas_best_of_t *of = search->of;
  HWNAS_TRY(hwnas_quest_init(out, of->trellis, of->score, of->most, of->ranges));
  double *multipliers = calloc(out->n_ranges + 1, sizeof *multipliers);
  int64_t *nothing = calloc(out->n_ranges + 1, sizeof *nothing);
  hwnas_status_t *status = multipliers && nothing ? NULL : hwnas_status_no_memory();
  if (!status) status = hwnas_multipliers_find(out, hwnas_trellis_root(of->trellis), nothing, multipliers);
  if (!status) relax(out, multipliers);
  free(multipliers);
  free(nothing);
  return status;
}

/* What is complete without some ends is so with them if it keeps to them. */
static hwnas_status_t *search_relaxed(search_t *search, const hwnas_quest_t *relaxed) {
  hwnas_passes_t *passes = &search->passes;
  uint64_t steps_max = passes->steps_max, n = passes->wanted;
  passes->quest = relaxed;
  passes->steps_max = steps_max / SHARE_OF_RELAXED;
  HWNAS_TRY(hwnas_passes_run(passes));
  bool enough = passes->found.ways >= n;
  size_t dropped = hwnas_found_list_filter(&passes->found, &search->quest);
  passes->complete = passes->complete && (dropped == 0 || !enough);
  passes->steps_max = steps_max;
  return NULL;
}

static hwnas_status_t *find(search_t *search) {
  hwnas_quest_t relaxed = {0};
  hwnas_status_t *status = make_relaxed(search, &relaxed);
  if (!status && relaxed.n_ends < search->quest.n_ends) status = search_relaxed(search, &relaxed);
  hwnas_passes_t *passes = &search->passes;
  passes->quest = &search->quest;
  if (!status && !passes->complete) status = hwnas_passes_run(passes);
  hwnas_quest_deinit(&relaxed);
  return status;
}

/* ---- The list ------------------------------------------------------------------------------------ */

static int64_t quanta_of(const search_t *search, int64_t score) {
  const hwnas_trellis_t *trellis = search->of->trellis;
  size_t metric = search->of->score;
  int64_t quanta = score * search->quest.score.unit;
  return search->of->most ? trellis->maxima[metric] - quanta : trellis->minima[metric] + quanta;
}

/* Network number i of those of a path: its options, the last layer fastest. */
static void set_point(const hwnas_trellis_t *trellis, const hwnas_found_t *found, uint64_t i,
                      uint16_t *point) {
  for (size_t l = trellis->n_layers; l-- > 0;) {
    uint32_t e = found->edges[l], n = hwnas_trellis_options(trellis, e);
    hwnas_trellis_set_option(trellis, l, trellis->options[trellis->first_option[e] + i % n], point);
    i /= n;
  }
}

static void add_networks(const search_t *search, const hwnas_found_t *found, hwnas_best_list_t *list) {
  size_t n_choices = search->of->trellis->space->n_choices;
  bool proven = search->passes.complete || found->score <= search->passes.least_score;
  for (uint64_t i = 0; i < found->ways && list->n < search->of->n; i++) {
    set_point(search->of->trellis, found, i, &list->points[list->n * n_choices]);
    list->scores[list->n++] = quanta_of(search, found->score);
    list->n_proven += proven;
  }
}

static hwnas_status_t *fill(const search_t *search, hwnas_best_list_t *list) {
  const hwnas_found_list_t *found = &search->passes.found;
  size_t n = found->ways < search->of->n ? (size_t)found->ways : search->of->n;
  list->points = calloc(n + 1, (search->of->trellis->space->n_choices + 1) * sizeof *list->points);
  list->scores = calloc(n + 1, sizeof *list->scores);
  if (!list->points || !list->scores) return hwnas_status_no_memory();
  for (size_t i = 0; i < found->n; i++) add_networks(search, &found->items[i], list);
  list->complete = search->passes.complete;
  list->all = search->passes.complete && found->ways < search->of->n;
  if (!list->all) list->bound = quanta_of(search, search->passes.least_score);
  return NULL;
}

hwnas_status_t *hwnas_best_list_init(hwnas_best_list_t *list, const hwnas_best_of_t *of) {
  search_t search = {.of = of,
                     .passes = {.wanted = of->n,
                                .steps_max = of->steps ? of->steps : HWNAS_BEST_STEPS,
                                .stop = of->stop,
                                .self = of->self,
                                .least_score = INT64_MIN}};
  *list = (hwnas_best_list_t){0};
  hwnas_status_t *status = hwnas_quest_init(&search.quest, of->trellis, of->score, of->most, of->ranges);
  list->all = list->complete = search.quest.empty;
  if (!status && !search.quest.empty) status = find(&search);
  if (!status && !search.quest.empty) status = fill(&search, list);
  hwnas_found_list_deinit(&search.passes.found);
  hwnas_quest_deinit(&search.quest);
  return status;
}

void hwnas_best_list_deinit(hwnas_best_list_t *list) {
  free(list->points);
  free(list->scores);
  *list = (hwnas_best_list_t){0};
}
