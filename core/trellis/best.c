#include "trellis/best.h"

#include <stdlib.h>
#include <string.h>

#include "trellis/bound.h"
#include "trellis/found.h"
#include "trellis/multipliers.h"

#define WIDTH_FIRST 1024 /* labels that are kept of each length at first */
#define WIDTH_FACTOR 4
#define ROOM 4                       /* times the width: labels before the best are chosen */
#define TRACES_MAX ((size_t)1 << 25) /* of all lengths together: 256 MB */
#define NOTHING INT64_MAX            /* in place of a bound: nothing was left out */

typedef struct searcher {
  const hwnas_best_of_t *of;
  const hwnas_trellis_t *trellis;
  hwnas_quest_t quest;
  hwnas_bound_t bound;
  size_t width, width_max;
  hwnas_labels_t here, next, spare;
  hwnas_trace_t *traces;    /* per layer: of the labels behind it */
  hwnas_found_list_t found; /* the best so far */
  int64_t left_out;         /* the least bound of what was left out in this pass */
  int64_t cut;              /* of labels behind this layer: none with such a bound or a greater one is kept */
  uint64_t steps;
  int64_t least_score; /* proven: what is not among those found has such a score or a greater one */
  bool complete;       /* nothing was left out that comes before the last of those found */
} searcher_t;

static uint64_t steps_max(const searcher_t *searcher) {
  return searcher->of->steps ? searcher->of->steps : HWNAS_BEST_STEPS;
}

/* The last of the networks that are wanted; NULL as long as there are fewer. */
static const hwnas_found_t *last_wanted(const searcher_t *searcher) {
  const hwnas_found_list_t *found = &searcher->found;
  return found->ways >= searcher->of->n ? &found->items[found->n - 1] : NULL;
}

/* ---- One layer --------------------------------------------------------------------------------- */

static void leave_out(searcher_t *searcher, int64_t bound) {
  if (bound < searcher->left_out) searcher->left_out = bound;
}

/* Whether a network that begins so can be in the ranges. */
static bool add_sums(const searcher_t *searcher, size_t parent, uint32_t e, int64_t *out_sums) {
  const hwnas_quest_t *quest = &searcher->quest;
  const int64_t *before = hwnas_labels_sums(&searcher->here, parent);
  uint32_t to = searcher->trellis->to[e];
  for (size_t r = 0; r < quest->n_ranges; r++) {
    const hwnas_sums_t *range = &quest->ranges[r];
    out_sums[r] = before[r] + range->costs[e];
    if (out_sums[r] > range->high || out_sums[r] + range->after_max[to] < range->low) return false;
  }
  return true;
}

/* Whether a network that begins so can come before the last of those that were found, or be there at all. */
static bool is_wanted(const searcher_t *searcher, int64_t bound, const int64_t *sums) {
  const hwnas_found_t *last = last_wanted(searcher);
  int64_t score = hwnas_bound_score(&searcher->bound, bound);
  if (!last) return score <= searcher->quest.score.after_max[hwnas_trellis_root(searcher->trellis)];
  if (score != last->score) return score < last->score;
  return searcher->quest.n_ranges == 0 || sums[0] <= last->sums[0];
}

/* Drops what is not needed, or promises least, down to the width. */
static hwnas_status_t *choose(searcher_t *searcher, size_t l) {
  const hwnas_trellis_t *trellis = searcher->trellis;
  hwnas_labels_t raw = searcher->next;
  hwnas_labels_clear(&searcher->spare);
  HWNAS_TRY(hwnas_labels_sift(&raw, &searcher->here, hwnas_trellis_first(trellis, l + 1),
                              hwnas_trellis_end(trellis, l + 1), searcher->of->n, &searcher->spare));
  searcher->next = searcher->spare;
  searcher->spare = raw;
  if (searcher->next.n <= searcher->width) return NULL;
  HWNAS_TRY(hwnas_labels_keep(&searcher->next, searcher->width, &searcher->cut));
  leave_out(searcher, searcher->cut);
  return NULL;
}

static hwnas_status_t *take_edge(searcher_t *searcher, size_t l, size_t parent, uint32_t e, int64_t *sums) {
  const hwnas_label_t *from = &searcher->here.items[parent];
  const hwnas_arc_t arc = {.parent = (uint32_t)parent, .edge = e};
  const hwnas_label_t label = {.bound = from->bound + searcher->bound.steps[e],
                               .score = from->score + searcher->quest.score.costs[e],
                               .node = searcher->trellis->to[e]};
  if (!add_sums(searcher, parent, e, sums) || !is_wanted(searcher, label.bound, sums)) return NULL;
  if (label.bound >= searcher->cut) return leave_out(searcher, label.bound), NULL;
  HWNAS_TRY(hwnas_labels_push(&searcher->next, &label, sums, &arc, 1));
  return searcher->next.n == ROOM * searcher->width ? choose(searcher, l) : NULL;
}

static hwnas_status_t *take_layer(searcher_t *searcher, size_t l, int64_t *sums) {
  const hwnas_trellis_t *trellis = searcher->trellis;
  hwnas_labels_clear(&searcher->next);
  searcher->cut = INT64_MAX;
  for (size_t i = 0; i < searcher->here.n; i++) {
    uint32_t node = searcher->here.items[i].node;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      HWNAS_TRY(take_edge(searcher, l, i, e, sums));
    searcher->steps += trellis->first_edge[node + 1] - trellis->first_edge[node];
  }
  HWNAS_TRY(choose(searcher, l));
  hwnas_trace_deinit(&searcher->traces[l]);
  HWNAS_TRY(hwnas_trace_init(&searcher->traces[l], &searcher->next));
  hwnas_labels_t spare = searcher->here;
  searcher->here = searcher->next;
  searcher->next = spare;
  return NULL;
}

/* ---- Passes -------------------------------------------------------------------------------------- */

static hwnas_status_t *begin_pass(searcher_t *searcher, int64_t *sums) {
  hwnas_label_t root = {
      .bound = searcher->bound.root, .ways = 1, .node = hwnas_trellis_root(searcher->trellis)};
  memset(sums, 0, searcher->quest.n_ranges * sizeof *sums);
  searcher->left_out = NOTHING;
  hwnas_labels_clear(&searcher->here);
  return hwnas_labels_push(&searcher->here, &root, sums, NULL, 0);
}

/* *out_done is false if the steps did not go so far; the first pass is never broken off. */
static hwnas_status_t *pass(searcher_t *searcher, int64_t *sums, bool *out_done) {
  bool first = searcher->steps == 0;
  hwnas_found_list_t more = {0};
  HWNAS_TRY(begin_pass(searcher, sums));
  for (size_t l = 0; l < searcher->trellis->n_layers; l++) {
    *out_done = first || searcher->steps < steps_max(searcher);
    if (!*out_done) return NULL;
    HWNAS_TRY(take_layer(searcher, l, sums));
  }
  *out_done = true;
  hwnas_status_t *status = hwnas_found_list_unfold(&more, &searcher->here, searcher->traces, searcher->of->n);
  if (!status) status = hwnas_found_list_merge(&searcher->found, &more, &searcher->quest, searcher->of->n);
  hwnas_found_list_deinit(&more);
  return status;
}

/* What a pass has proven. */
static void conclude(searcher_t *searcher) {
  const hwnas_found_t *last = last_wanted(searcher);
  bool nothing = searcher->left_out == NOTHING;
  int64_t score = nothing ? NOTHING : hwnas_bound_score(&searcher->bound, searcher->left_out);
  if (score > searcher->least_score) searcher->least_score = score;
  searcher->complete = nothing || (last && score > last->score);
}

/* Edges that a pass tries for each label of its width. */
static double steps_per_label(const hwnas_trellis_t *trellis) {
  double sum = 0;
  for (size_t l = 0; l < trellis->n_layers; l++) {
    const hwnas_trellis_layer_t *layer = &trellis->layers[l];
    uint32_t first = trellis->first_edge[layer->first_node];
    sum += (double)(trellis->first_edge[layer->first_node + layer->n_nodes] - first) / layer->n_nodes;
  }
  return sum;
}

/* Room for what is wanted, as far as memory and steps go. */
static void set_width(searcher_t *searcher) {
  double most = (double)steps_max(searcher) / (steps_per_label(searcher->trellis) + 1);
  searcher->width_max = TRACES_MAX / (searcher->trellis->n_layers + 1) + 1;
  searcher->width = WIDTH_FIRST;
  while (searcher->width < 2 * searcher->of->n && searcher->width < searcher->width_max)
    searcher->width *= WIDTH_FACTOR;
  if ((double)searcher->width > most) searcher->width = most > 1 ? (size_t)most : 1;
}

static hwnas_status_t *search(searcher_t *searcher, int64_t *sums) {
  set_width(searcher);
  searcher->least_score = hwnas_bound_score(&searcher->bound, searcher->bound.root);
  for (bool done = true; done && !searcher->complete; searcher->width *= WIDTH_FACTOR) {
    HWNAS_TRY(pass(searcher, sums, &done));
    if (done) conclude(searcher);
    if (searcher->width >= searcher->width_max) break;
  }
  return NULL;
}

static hwnas_status_t *run(searcher_t *searcher) {
  const hwnas_quest_t *quest = &searcher->quest;
  double *multipliers = calloc(quest->n_ranges + 1, sizeof *multipliers);
  int64_t *sums = calloc(quest->n_ranges + 1, sizeof *sums);
  searcher->traces = calloc(searcher->trellis->n_layers + 1, sizeof *searcher->traces);
  hwnas_status_t *status = multipliers && sums && searcher->traces ? NULL : hwnas_status_no_memory();
  if (!status) status = hwnas_multipliers_find(quest, multipliers);
  if (!status) status = hwnas_bound_init(&searcher->bound, quest, multipliers);
  if (!status) status = search(searcher, sums);
  free(multipliers);
  free(sums);
  return status;
}

/* ---- The list ------------------------------------------------------------------------------------ */

static int64_t quanta_of(const searcher_t *searcher, int64_t score) {
  const hwnas_trellis_t *trellis = searcher->trellis;
  size_t metric = searcher->of->score;
  int64_t quanta = score * searcher->quest.score.unit;
  return searcher->of->most ? trellis->maxima[metric] - quanta : trellis->minima[metric] + quanta;
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

static void add_networks(const searcher_t *searcher, const hwnas_found_t *found, hwnas_best_list_t *list) {
  size_t n_choices = searcher->trellis->space->n_choices;
  bool proven = searcher->complete || found->score < searcher->least_score;
  for (uint64_t i = 0; i < found->ways && list->n < searcher->of->n; i++) {
    set_point(searcher->trellis, found, i, &list->points[list->n * n_choices]);
    list->scores[list->n++] = quanta_of(searcher, found->score);
    list->n_proven += proven;
  }
}

/* Of what is not among those found, and of the last of these: there may be more with the same score. */
static int64_t bound_of(const searcher_t *searcher) {
  const hwnas_found_t *last = last_wanted(searcher);
  return last && last->score < searcher->least_score ? last->score : searcher->least_score;
}

static hwnas_status_t *fill(const searcher_t *searcher, hwnas_best_list_t *list) {
  const hwnas_found_list_t *found = &searcher->found;
  size_t n = found->ways < searcher->of->n ? (size_t)found->ways : searcher->of->n;
  list->points = calloc(n + 1, (searcher->trellis->space->n_choices + 1) * sizeof *list->points);
  list->scores = calloc(n + 1, sizeof *list->scores);
  if (!list->points || !list->scores) return hwnas_status_no_memory();
  for (size_t i = 0; i < found->n; i++) add_networks(searcher, &found->items[i], list);
  list->all = searcher->complete && !last_wanted(searcher);
  if (!list->all) list->bound = quanta_of(searcher, bound_of(searcher));
  return NULL;
}

static void searcher_deinit(searcher_t *searcher) {
  for (size_t l = 0; searcher->traces && l < searcher->trellis->n_layers; l++)
    hwnas_trace_deinit(&searcher->traces[l]);
  free(searcher->traces);
  hwnas_found_list_deinit(&searcher->found);
  hwnas_labels_deinit(&searcher->here);
  hwnas_labels_deinit(&searcher->next);
  hwnas_labels_deinit(&searcher->spare);
  hwnas_bound_deinit(&searcher->bound);
  hwnas_quest_deinit(&searcher->quest);
}

hwnas_status_t *hwnas_best_list_init(hwnas_best_list_t *list, const hwnas_best_of_t *of) {
  searcher_t searcher = {.of = of, .trellis = of->trellis};
  *list = (hwnas_best_list_t){0};
  hwnas_labels_init(&searcher.here, &searcher.quest);
  hwnas_labels_init(&searcher.next, &searcher.quest);
  hwnas_labels_init(&searcher.spare, &searcher.quest);
  hwnas_status_t *status = hwnas_quest_init(&searcher.quest, of->trellis, of->score, of->most, of->ranges);
  list->all = searcher.quest.empty;
  if (!status && !list->all) status = run(&searcher);
  if (!status && !list->all) status = fill(&searcher, list);
  searcher_deinit(&searcher);
  return status;
}

void hwnas_best_list_deinit(hwnas_best_list_t *list) {
  free(list->points);
  free(list->scores);
  *list = (hwnas_best_list_t){0};
}
