#include "trellis/found.h"

#include <stdlib.h>
#include <string.h>

/* ---- Traces -------------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_trace_init(hwnas_trace_t *trace, const hwnas_labels_t *labels) {
  uint32_t n = 0;
  trace->first = calloc(labels->n + 1, sizeof *trace->first);
  trace->arcs = calloc(labels->n_arcs + 1, sizeof *trace->arcs);
  if (!trace->first || !trace->arcs) return hwnas_status_no_memory();
  for (size_t i = 0; i < labels->n; i++) {
    const hwnas_label_t *label = &labels->items[i];
    for (uint32_t a = 0; a < label->n_arcs; a++) trace->arcs[n++] = labels->arcs[label->first_arc + a];
    trace->first[i + 1] = n;
  }
  return NULL;
}

void hwnas_trace_deinit(hwnas_trace_t *trace) {
  free(trace->first);
  free(trace->arcs);
  *trace = (hwnas_trace_t){0};
}

/* ---- Lists --------------------------------------------------------------------------------------- */

static void found_deinit(hwnas_found_t *found) {
  free(found->sums);
  free(found->edges);
  *found = (hwnas_found_t){0};
}

void hwnas_found_list_deinit(hwnas_found_list_t *list) {
  for (size_t i = 0; i < list->n; i++) found_deinit(&list->items[i]);
  free(list->items);
  *list = (hwnas_found_list_t){0};
}

static bool reserve(hwnas_found_list_t *list) {
  if (list->n < list->capacity) return true;
  size_t capacity = 2 * list->capacity + 16;
  hwnas_found_t *items = realloc(list->items, capacity * sizeof *items);
  if (!items) return false;
  list->items = items;
  list->capacity = capacity;
  return true;
}

/* ---- Unfolding ----------------------------------------------------------------------------------- */

/* A path of a label at the end, from its last edge to its first. */
typedef struct path {
  const hwnas_trellis_t *trellis;
  const hwnas_trace_t *traces;
  uint32_t *labels, *arcs; /* per layer: the label behind it, and which of its arcs is taken */
  uint32_t *edges;
} path_t;

/* Takes the first arcs of the layers before l, after that of layer l. */
static void descend(const path_t *path, size_t l) {
  for (;; l--) {
    const hwnas_arc_t *arc = &path->traces[l].arcs[path->arcs[l]];
    path->edges[l] = arc->edge;
    if (l == 0) return;
    path->labels[l - 1] = arc->parent;
    path->arcs[l - 1] = path->traces[l - 1].first[arc->parent];
  }
}

/* False after the last path. */
static bool next(const path_t *path) {
  for (size_t l = 0; l < path->trellis->n_layers; l++) {
    if (++path->arcs[l] == path->traces[l].first[path->labels[l] + 1]) continue;
    descend(path, l);
    return true;
  }
  return false;
}

static bool add(hwnas_found_list_t *list, const path_t *path, const hwnas_labels_t *labels, size_t i) {
  size_t n_layers = path->trellis->n_layers, n_ranges = labels->quest->n_ranges;
  hwnas_found_t found = {.score = labels->items[i].score, .ways = 1};
  if (!reserve(list)) return false;
  found.sums = calloc(n_ranges + 1, sizeof *found.sums);
  found.edges = calloc(n_layers + 1, sizeof *found.edges);
  if (!found.sums || !found.edges) {
    found_deinit(&found);
    return false;
  }
  memcpy(found.sums, hwnas_labels_sums(labels, i), n_ranges * sizeof *found.sums);
  memcpy(found.edges, path->edges, n_layers * sizeof *found.edges);
  for (size_t l = 0; l < n_layers; l++)
    found.ways = hwnas_ways_multiply(found.ways, hwnas_trellis_options(path->trellis, found.edges[l]));
  list->items[list->n++] = found;
  list->ways = hwnas_ways_add(list->ways, found.ways);
  return true;
}

static bool unfold(hwnas_found_list_t *list, const path_t *path, const hwnas_labels_t *labels, size_t i,
                   uint64_t k) {
  size_t n_layers = path->trellis->n_layers;
  if (n_layers == 0) return add(list, path, labels, i);
  path->labels[n_layers - 1] = (uint32_t)i;
  path->arcs[n_layers - 1] = path->traces[n_layers - 1].first[i];
  descend(path, n_layers - 1);
  do
    if (!add(list, path, labels, i)) return false;
  while (list->ways < k && next(path));
  return true;
}

hwnas_status_t *hwnas_found_list_unfold(hwnas_found_list_t *list, const hwnas_labels_t *labels,
                                        const hwnas_trace_t *traces, uint64_t k) {
  const hwnas_trellis_t *trellis = labels->quest->trellis;
  path_t path = {.trellis = trellis, .traces = traces};
  path.labels = calloc(trellis->n_layers + 1, sizeof *path.labels);
  path.arcs = calloc(trellis->n_layers + 1, sizeof *path.arcs);
  path.edges = calloc(trellis->n_layers + 1, sizeof *path.edges);
  bool fits = path.labels && path.arcs && path.edges;
  for (size_t i = 0; i < labels->n && list->ways < k && fits; i++) fits = unfold(list, &path, labels, i, k);
  free(path.labels);
  free(path.arcs);
  free(path.edges);
  return fits ? NULL : hwnas_status_no_memory();
}

/* ---- Merging ------------------------------------------------------------------------------------- */

static int compare(const hwnas_found_t *a, const hwnas_found_t *b, const hwnas_quest_t *quest) {
  if (a->score != b->score) return a->score < b->score ? -1 : 1;
  for (size_t r = 0; r < quest->n_ranges; r++)
    if (a->sums[r] != b->sums[r]) return a->sums[r] < b->sums[r] ? -1 : 1;
  for (size_t l = quest->trellis->n_layers; l-- > 0;)
    if (a->edges[l] != b->edges[l]) return a->edges[l] < b->edges[l] ? -1 : 1;
  return 0;
}

hwnas_status_t *hwnas_found_list_merge(hwnas_found_list_t *list, hwnas_found_list_t *more,
                                       const hwnas_quest_t *quest, uint64_t k) {
  size_t a = 0, b = 0, capacity = list->n + more->n + 1;
  hwnas_found_list_t merged = {.items = calloc(capacity, sizeof *merged.items), .capacity = capacity};
  HWNAS_TRY_ALLOC(merged.items);
  while (a < list->n || b < more->n) {
    int order = a == list->n ? 1 : b == more->n ? -1 : compare(&list->items[a], &more->items[b], quest);
    hwnas_found_t *from = order <= 0 ? &list->items[a++] : &more->items[b++];
    if (order == 0) b++;
    if (merged.ways < k) {
      merged.ways = hwnas_ways_add(merged.ways, from->ways);
      merged.items[merged.n++] = *from;
      *from = (hwnas_found_t){0};
    }
  }
  hwnas_found_list_deinit(list);
  hwnas_found_list_deinit(more);
  *list = merged;
  return NULL;
}

/* ---- Filtering ----------------------------------------------------------------------------------- */

static bool is_inside(const hwnas_found_t *found, const hwnas_quest_t *quest) {
  for (size_t r = 0; r < quest->n_ranges; r++)
    if (found->sums[r] < quest->ranges[r].low || found->sums[r] > quest->ranges[r].high) return false;
  return true;
}

size_t hwnas_found_list_filter(hwnas_found_list_t *list, const hwnas_quest_t *quest) {
  size_t n = list->n;
  list->n = list->ways = 0;
  for (size_t i = 0; i < n; i++) {
    hwnas_found_t found = list->items[i];
    list->items[i] = (hwnas_found_t){0};
    if (is_inside(&found, quest)) {
      list->items[list->n++] = found;
      list->ways = hwnas_ways_add(list->ways, found.ways);
    } else {
      found_deinit(&found);
    }
  }
  return n - list->n;
}
