#include "trellis/passes.h"

#include <stdlib.h>
#include <string.h>

#include "trellis/bounds.h"

#define WIDTH_FIRST 256 /* labels that are kept of each length at first */
#define WIDTH_FACTOR 4
#define SHARPENED 4      /* labels of a layer that are looked at again */
#define EDGES_PER_STEP 8 /* of finding multipliers, which takes less than labels do */
#define ROOM 4           /* times the width: labels before the best are chosen */
#define WIDTH_MAX ((size_t)1 << 19)
#define TRACES_MAX ((size_t)1 << 24) /* labels of all lengths together; with the width, below 1 GB */
#define ASKED 64                     /* labels between two questions whether to stop */
#define NOTHING INT64_MAX            /* in place of a bound: nothing was left out */

typedef struct searcher {
  hwnas_passes_t *passes;
  const hwnas_quest_t *quest;
  const hwnas_trellis_t *trellis;
  hwnas_bounds_t bounds;
  size_t width, width_max, n_passes;
  hwnas_labels_t here, next, spare;
  hwnas_trace_t *traces; /* per layer: of the labels behind it */
  int64_t left_out;      /* the least bound of what was left out in this pass */
  int64_t cut;           /* of labels behind this layer: none with such a bound or a greater one is kept */
  int64_t *sums;         /* scratch: per range */
  bool stopped;
} searcher_t;

/* The last of the networks that are wanted; NULL as long as there are fewer. */
static const hwnas_found_t *last_wanted(const searcher_t *searcher) {
  const hwnas_found_list_t *found = &searcher->passes->found;
  return found->ways >= searcher->passes->wanted ? &found->items[found->n - 1] : NULL;
}

/* ---- One layer --------------------------------------------------------------------------------- */

static void leave_out(searcher_t *searcher, int64_t bound) {
  if (bound < searcher->left_out) searcher->left_out = bound;
}

/* Whether a network that begins so can be in the ranges. */
static bool add_sums(const searcher_t *searcher, size_t parent, uint32_t e, int64_t *out_sums) {
  const hwnas_quest_t *quest = searcher->quest;
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
  int64_t score = hwnas_bounds_score(&searcher->bounds, bound);
  if (!last) return score <= searcher->quest->score.high;
  if (score != last->score) return score < last->score;
  return searcher->quest->n_ranges == 0 || sums[0] <= last->sums[0];
}

static int64_t bound_of(const searcher_t *searcher, const hwnas_label_t *label, const int64_t *sums,
                        int64_t known) {
  int64_t bound = hwnas_bounds_of(&searcher->bounds, label->node, label->score, sums);
  return bound > known ? bound : known;
}

/* With the bounds as they are now; drops labels that are no longer wanted. */
static void bound_again(searcher_t *searcher) {
  hwnas_labels_t *labels = &searcher->next;
  size_t kept = 0;
  for (size_t i = 0; i < labels->n; i++) {
    const int64_t *sums = hwnas_labels_sums(labels, i);
    labels->items[i].bound = bound_of(searcher, &labels->items[i], sums, labels->items[i].bound);
    if (is_wanted(searcher, labels->items[i].bound, sums)) hwnas_labels_move(labels, i, kept++);
  }
  labels->n = kept;
}

static size_t find_least(const hwnas_labels_t *labels) {
  size_t least = 0;
  for (size_t i = 1; i < labels->n; i++)
    if (labels->items[i].bound < labels->items[least].bound) least = i;
  return least;
}

/* Looks again at the labels that promise most: multipliers that suit them better may say that they promise
 * less. */
static hwnas_status_t *sharpen(searcher_t *searcher) {
  hwnas_bounds_t *bounds = &searcher->bounds;
  bool better = searcher->quest->n_ranges > 0 && searcher->n_passes > 0;
  for (int i = 0; i < SHARPENED && better && searcher->next.n > 0; i++) {
    size_t least = find_least(&searcher->next);
    const hwnas_label_t *label = &searcher->next.items[least];
    const int64_t *sums = hwnas_labels_sums(&searcher->next, least);
    HWNAS_TRY(hwnas_bounds_add(bounds, label->node, sums));
    searcher->passes->steps += searcher->trellis->n_edges / EDGES_PER_STEP;
    int64_t bound = hwnas_bounds_of(bounds, label->node, label->score, sums);
    better = hwnas_bounds_score(bounds, bound) > hwnas_bounds_score(bounds, label->bound);
    bound_again(searcher);
  }
  return NULL;
}

/* Drops what is not needed, or promises least, down to the width. */
static hwnas_status_t *choose(searcher_t *searcher, size_t l) {
  const hwnas_trellis_t *trellis = searcher->trellis;
  hwnas_labels_t raw = searcher->next;
  hwnas_labels_clear(&searcher->spare);
  HWNAS_TRY(hwnas_labels_sift(&raw, &searcher->here, hwnas_trellis_first(trellis, l + 1),
                              hwnas_trellis_end(trellis, l + 1), searcher->passes->wanted, &searcher->spare));
  searcher->next = searcher->spare;
  searcher->spare = raw;
  HWNAS_TRY(sharpen(searcher));
  if (searcher->next.n <= searcher->width) return NULL;
  HWNAS_TRY(hwnas_labels_keep(&searcher->next, searcher->width, &searcher->cut));
  leave_out(searcher, searcher->cut);
  return NULL;
}

static hwnas_status_t *take_edge(searcher_t *searcher, size_t l, size_t parent, uint32_t e) {
  const hwnas_label_t *from = &searcher->here.items[parent];
  const hwnas_arc_t arc = {.parent = (uint32_t)parent, .edge = e};
  hwnas_label_t label = {.score = from->score + searcher->quest->score.costs[e],
                         .node = searcher->trellis->to[e]};
  if (label.score > searcher->quest->score.high || !add_sums(searcher, parent, e, searcher->sums))
    return NULL;
  label.bound = bound_of(searcher, &label, searcher->sums, from->bound);
  if (!is_wanted(searcher, label.bound, searcher->sums)) return NULL;
  if (label.bound >= searcher->cut) return leave_out(searcher, label.bound), NULL;
  HWNAS_TRY(hwnas_labels_push(&searcher->next, &label, searcher->sums, &arc, 1));
  return searcher->next.n == ROOM * searcher->width ? choose(searcher, l) : NULL;
}

/* A pass that is stopped has nothing more to find. */
static bool is_stopped(searcher_t *searcher) {
  const hwnas_passes_t *passes = searcher->passes;
  if (passes->stop && passes->stop(passes->self)) searcher->stopped = true;
  return searcher->stopped;
}

static hwnas_status_t *take_layer(searcher_t *searcher, size_t l) {
  const hwnas_trellis_t *trellis = searcher->trellis;
  hwnas_labels_clear(&searcher->next);
  searcher->cut = INT64_MAX;
  for (size_t i = 0; i < searcher->here.n; i++) {
    uint32_t node = searcher->here.items[i].node;
    if (i % ASKED == 0 && is_stopped(searcher)) return NULL;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      HWNAS_TRY(take_edge(searcher, l, i, e));
    searcher->passes->steps += trellis->first_edge[node + 1] - trellis->first_edge[node];
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

static hwnas_status_t *begin_pass(searcher_t *searcher) {
  hwnas_label_t root = {.ways = 1, .node = hwnas_trellis_root(searcher->trellis)};
  memset(searcher->sums, 0, searcher->quest->n_ranges * sizeof *searcher->sums);
  root.bound = bound_of(searcher, &root, searcher->sums, INT64_MIN);
  searcher->left_out = NOTHING;
  hwnas_labels_clear(&searcher->here);
  return hwnas_labels_push(&searcher->here, &root, searcher->sums, NULL, 0);
}

/* *out_done is false if the steps did not go so far. */
static hwnas_status_t *take_layers(searcher_t *searcher, bool *out_done) {
  const hwnas_passes_t *passes = searcher->passes;
  *out_done = false;
  HWNAS_TRY(begin_pass(searcher));
  for (size_t l = 0; l < searcher->trellis->n_layers; l++) {
    if (searcher->n_passes > 0 && passes->steps >= passes->steps_max) return NULL;
    HWNAS_TRY(take_layer(searcher, l));
    if (searcher->stopped) return NULL;
  }
  *out_done = true;
  return NULL;
}

static hwnas_status_t *pass(searcher_t *searcher, bool *out_done) {
  hwnas_passes_t *passes = searcher->passes;
  hwnas_found_list_t more = {0};
  HWNAS_TRY(take_layers(searcher, out_done));
  if (!*out_done) return NULL;
  searcher->n_passes++;
  hwnas_status_t *status = hwnas_found_list_unfold(&more, &searcher->here, searcher->traces, passes->wanted);
  if (!status) status = hwnas_found_list_merge(&passes->found, &more, searcher->quest, passes->wanted);
  hwnas_found_list_deinit(&more);
  return status;
}

/* What is known before the first pass. */
static void set_least_score(searcher_t *searcher) {
  uint32_t root = hwnas_trellis_root(searcher->trellis);
  int64_t score =
      hwnas_bounds_score(&searcher->bounds, hwnas_bounds_of(&searcher->bounds, root, 0, searcher->sums));
  int64_t most = searcher->quest->score.after_max[root];
  if (score > most) score = most;
  if (score > searcher->passes->least_score) searcher->passes->least_score = score;
}

/* What a pass has proven: what was left out has a certain score at least, and what was not wanted that of the
 * last network. */
static void conclude(searcher_t *searcher) {
  hwnas_passes_t *passes = searcher->passes;
  const hwnas_found_t *last = last_wanted(searcher);
  bool nothing = searcher->left_out == NOTHING;
  int64_t score = nothing ? NOTHING : hwnas_bounds_score(&searcher->bounds, searcher->left_out);
  passes->complete = nothing || (last && score > last->score);
  if (last && last->score < score) score = last->score;
  if (score > passes->least_score) passes->least_score = score;
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
  double most = (double)searcher->passes->steps_max / (steps_per_label(searcher->trellis) + 1);
  size_t traces = TRACES_MAX / (searcher->trellis->n_layers + 1) + 1;
  searcher->width_max = traces < WIDTH_MAX ? traces : WIDTH_MAX;
  searcher->width = WIDTH_FIRST;
  while (searcher->width < 2 * searcher->passes->wanted && searcher->width < searcher->width_max)
    searcher->width *= WIDTH_FACTOR;
  if ((double)searcher->width > most) searcher->width = most > 1 ? (size_t)most : 1;
}

static hwnas_status_t *search(searcher_t *searcher) {
  hwnas_passes_t *passes = searcher->passes;
  set_width(searcher);
  set_least_score(searcher);
  for (bool done = true; done && !passes->complete; searcher->width *= WIDTH_FACTOR) {
    HWNAS_TRY(pass(searcher, &done));
    if (done) conclude(searcher);
    if (searcher->width >= searcher->width_max) break;
  }
  return NULL;
}

/* ---- All --------------------------------------------------------------------------------------- */

static hwnas_status_t *init(searcher_t *searcher) {
  const hwnas_quest_t *quest = searcher->quest;
  hwnas_labels_init(&searcher->here, quest);
  hwnas_labels_init(&searcher->next, quest);
  hwnas_labels_init(&searcher->spare, quest);
  searcher->sums = calloc(quest->n_ranges + 1, sizeof *searcher->sums);
  searcher->traces = calloc(searcher->trellis->n_layers + 1, sizeof *searcher->traces);
  if (!searcher->sums || !searcher->traces) return hwnas_status_no_memory();
  return hwnas_bounds_init(&searcher->bounds, quest);
}

static void deinit(searcher_t *searcher) {
  for (size_t l = 0; searcher->traces && l < searcher->trellis->n_layers; l++)
    hwnas_trace_deinit(&searcher->traces[l]);
  free(searcher->traces);
  free(searcher->sums);
  hwnas_labels_deinit(&searcher->here);
  hwnas_labels_deinit(&searcher->next);
  hwnas_labels_deinit(&searcher->spare);
  hwnas_bounds_deinit(&searcher->bounds);
}

hwnas_status_t *hwnas_passes_run(hwnas_passes_t *passes) {
  searcher_t searcher = {.passes = passes, .quest = passes->quest, .trellis = passes->quest->trellis};
  hwnas_status_t *status = init(&searcher);
  if (!status) status = search(&searcher);
  deinit(&searcher);
  return status;
}
