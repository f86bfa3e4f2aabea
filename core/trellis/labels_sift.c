/* Labels that are equal become one, and those that are of no avail are dropped. */
#include <stdlib.h>
#include <string.h>

#include "trellis/labels.h"

#define RIVALS_MAX 256 /* labels that one is compared with */

typedef struct place {
  const hwnas_label_t *label;
  const int64_t *sums;
} place_t;

typedef struct sieve {
  const hwnas_labels_t *labels, *parents;
  hwnas_labels_t *out;
  uint64_t k;
  size_t *first;     /* per node: where its labels begin among the places */
  place_t *places;   /* the labels by node, score, sums */
  hwnas_arc_t *arcs; /* of equal labels */
  size_t arcs_capacity;
  int64_t *needs;  /* of the label in question, per end */
  int64_t *rivals; /* the same of those at its node that are kept */
  uint64_t *ways;  /* of these */
  double *efforts; /* of these: what they need in all */
  size_t n_rivals;
} sieve_t;

/* ---- Order --------------------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b) {
  const place_t *x = a, *y = b;
  if (x->label->score != y->label->score) return x->label->score < y->label->score ? -1 : 1;
  if (x == y) return 0;
  size_t i = 0;
  while (x->sums[i] == y->sums[i]) i++; /* their numbers differ */
  return x->sums[i] < y->sums[i] ? -1 : 1;
}

static bool are_equal(const sieve_t *sieve, const place_t *x, const place_t *y) {
  return x->label->score == y->label->score &&
         memcmp(x->sums, y->sums, sieve->labels->quest->n_ranges * sizeof *x->sums) == 0;
}

static void sort(const sieve_t *sieve, size_t first, size_t n_nodes) {
  const hwnas_labels_t *labels = sieve->labels;
  for (size_t i = 0; i < labels->n; i++) sieve->first[labels->items[i].node - first + 2]++;
  for (size_t node = 0; node < n_nodes; node++) sieve->first[node + 2] += sieve->first[node + 1];
  for (size_t i = 0; i < labels->n; i++)
    sieve->places[sieve->first[labels->items[i].node - first + 1]++] =
        (place_t){.label = &labels->items[i], .sums = hwnas_labels_sums(labels, i)};
  for (size_t node = 0; node < n_nodes; node++)
    qsort(&sieve->places[sieve->first[node]], sieve->first[node + 1] - sieve->first[node],
          sizeof *sieve->places, compare_places);
}

/* ---- Dominance ----------------------------------------------------------------------------------- */

/* What a label needs of the way on to keep to each end: the less, the more ways are open to it. What no way
 * on can break, or every one brings along, is the same for all. */
static void set_needs(const sieve_t *sieve, const place_t *place) {
  const hwnas_quest_t *quest = sieve->labels->quest;
  for (size_t j = 0; j < quest->n_ends; j++) {
    const hwnas_quest_end_t *end = &quest->ends[j];
    int64_t sum = place->sums[end->range];
    int64_t after = quest->ranges[end->range].after_max[place->label->node];
    int64_t need = end->upper ? sum + after - end->at : end->at - sum;
    sieve->needs[j] = need > 0 ? need : 0;
  }
}

static bool dominates(const int64_t *a, const int64_t *b, size_t n) {
  for (size_t j = 0; j < n; j++)
    if (a[j] > b[j]) return false;
  return true;
}

/* Those that were kept have lower scores, or the same one and come before. */
static bool is_dominated(const sieve_t *sieve) {
  size_t n_ends = sieve->labels->quest->n_ends;
  uint64_t ways = 0;
  for (size_t i = 0; i < sieve->n_rivals; i++) {
    if (!dominates(&sieve->rivals[i * n_ends], sieve->needs, n_ends)) continue;
    ways = hwnas_ways_add(ways, sieve->ways[i]);
    if (ways >= sieve->k) return true;
  }
  return false;
}

/* In shares of what can be needed. */
static double effort(const sieve_t *sieve) {
  const hwnas_quest_t *quest = sieve->labels->quest;
  double sum = 0;
  for (size_t j = 0; j < quest->n_ends; j++) {
    const hwnas_sums_t *range = &quest->ranges[quest->ends[j].range];
    sum += (double)sieve->needs[j] / (double)(range->after_max[hwnas_trellis_root(quest->trellis)] + 1);
  }
  return sum;
}

/* Where there is no room, in place of the one that needs most. */
static void add_rival(sieve_t *sieve, uint64_t ways) {
  size_t n_ends = sieve->labels->quest->n_ends, at = sieve->n_rivals;
  if (at < RIVALS_MAX) {
    sieve->n_rivals++;
  } else {
    at = 0;
    for (size_t i = 1; i < RIVALS_MAX; i++)
      if (sieve->efforts[i] > sieve->efforts[at]) at = i;
  }
  memcpy(&sieve->rivals[at * n_ends], sieve->needs, n_ends * sizeof *sieve->needs);
  sieve->ways[at] = ways;
  sieve->efforts[at] = effort(sieve);
}

/* ---- Equal ones ---------------------------------------------------------------------------------- */

static int compare_arcs(const void *a, const void *b) {
  const hwnas_arc_t *x = a, *y = b;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static bool gather(sieve_t *sieve, const place_t *places, size_t n, size_t *out_n) {
  size_t n_arcs = 0, at = 0;
  for (size_t i = 0; i < n; i++) n_arcs += places[i].label->n_arcs;
  if (n_arcs >= sieve->arcs_capacity) {
    hwnas_arc_t *arcs = realloc(sieve->arcs, 2 * (n_arcs + 1) * sizeof *arcs);
    if (!arcs) return false;
    sieve->arcs = arcs;
    sieve->arcs_capacity = 2 * (n_arcs + 1);
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < places[i].label->n_arcs; j++)
      sieve->arcs[at++] = sieve->labels->arcs[places[i].label->first_arc + j];
  *out_n = at;
  return true;
}

/* No more arcs than it takes to have k networks: the first ones. */
static uint64_t cut(sieve_t *sieve, size_t *n_arcs) {
  uint64_t ways = 0;
  size_t n = 0;
  if (*n_arcs > 1) qsort(sieve->arcs, *n_arcs, sizeof *sieve->arcs, compare_arcs);
  while (n < *n_arcs && ways < sieve->k) {
    const hwnas_arc_t *arc = &sieve->arcs[n++];
    uint64_t options = hwnas_trellis_options(sieve->labels->quest->trellis, arc->edge);
    ways = hwnas_ways_add(ways, hwnas_ways_multiply(options, sieve->parents->items[arc->parent].ways));
  }
  *n_arcs = n;
  return ways;
}

/* n equal labels. */
static hwnas_status_t *sift_label(sieve_t *sieve, const place_t *places, size_t n) {
  size_t n_arcs = 0;
  set_needs(sieve, places);
  if (is_dominated(sieve)) return NULL;
  if (!gather(sieve, places, n, &n_arcs)) return hwnas_status_no_memory();
  hwnas_label_t label = *places->label;
  label.ways = cut(sieve, &n_arcs);
  add_rival(sieve, label.ways);
  return hwnas_labels_push(sieve->out, &label, places->sums, sieve->arcs, n_arcs);
}

static hwnas_status_t *sift_node(sieve_t *sieve, size_t node) {
  sieve->n_rivals = 0;
  for (size_t i = sieve->first[node], next; i < sieve->first[node + 1]; i = next) {
    next = i + 1;
    while (next < sieve->first[node + 1] && are_equal(sieve, &sieve->places[i], &sieve->places[next])) next++;
    HWNAS_TRY(sift_label(sieve, &sieve->places[i], next - i));
  }
  return NULL;
}

/* ---- All ----------------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_labels_sift(const hwnas_labels_t *labels, const hwnas_labels_t *parents, size_t first,
                                  size_t end, uint64_t k, hwnas_labels_t *out) {
  size_t n_ends = labels->quest->n_ends;
  sieve_t sieve = {.labels = labels, .parents = parents, .out = out, .k = k};
  sieve.first = calloc(end - first + 2, sizeof *sieve.first);
  sieve.places = calloc(labels->n + 1, sizeof *sieve.places);
  sieve.needs = calloc(n_ends + 1, sizeof *sieve.needs);
  sieve.rivals = calloc(RIVALS_MAX * (n_ends + 1), sizeof *sieve.rivals);
  sieve.ways = calloc(RIVALS_MAX, sizeof *sieve.ways);
  sieve.efforts = calloc(RIVALS_MAX, sizeof *sieve.efforts);
  bool fits = sieve.first && sieve.places && sieve.needs && sieve.rivals && sieve.ways && sieve.efforts;
  hwnas_status_t *status = fits ? NULL : hwnas_status_no_memory();
  if (!status) sort(&sieve, first, end - first);
  for (size_t node = 0; !status && node < end - first; node++) status = sift_node(&sieve, node);
  free(sieve.first);
  free(sieve.places);
  free(sieve.arcs);
  free(sieve.needs);
  free(sieve.rivals);
  free(sieve.ways);
  free(sieve.efforts);
  return status;
}
