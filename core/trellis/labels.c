#include "trellis/labels.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 1024

void hwnas_labels_init(hwnas_labels_t *labels, const hwnas_quest_t *quest) {
  *labels = (hwnas_labels_t){.quest = quest};
}

void hwnas_labels_deinit(hwnas_labels_t *labels) {
  free(labels->items);
  free(labels->sums);
  free(labels->arcs);
  *labels = (hwnas_labels_t){0};
}

void hwnas_labels_clear(hwnas_labels_t *labels) { labels->n = labels->n_arcs = 0; }

static bool reserve(hwnas_labels_t *labels) {
  if (labels->n < labels->capacity) return true;
  size_t capacity = labels->capacity ? 2 * labels->capacity : CAPACITY_FIRST;
  hwnas_label_t *items = realloc(labels->items, capacity * sizeof *items);
  if (!items) return false;
  labels->items = items;
  int64_t *sums = realloc(labels->sums, capacity * (labels->quest->n_ranges + 1) * sizeof *sums);
  if (!sums) return false;
  labels->sums = sums;
  labels->capacity = capacity;
  return true;
}

static bool reserve_arcs(hwnas_labels_t *labels, size_t n) {
  if (labels->n_arcs + n <= labels->arcs_capacity) return true;
  size_t capacity = 2 * (labels->n_arcs + n) + CAPACITY_FIRST;
  hwnas_arc_t *arcs = realloc(labels->arcs, capacity * sizeof *arcs);
  if (!arcs) return false;
  labels->arcs = arcs;
  labels->arcs_capacity = capacity;
  return true;
}

hwnas_status_t *hwnas_labels_push(hwnas_labels_t *labels, const hwnas_label_t *label, const int64_t *sums,
                                  const hwnas_arc_t *arcs, size_t n_arcs) {
  size_t n_ranges = labels->quest->n_ranges;
  if (!reserve(labels) || !reserve_arcs(labels, n_arcs)) return hwnas_status_no_memory();
  hwnas_label_t *to = &labels->items[labels->n];
  int64_t *to_sums = &labels->sums[labels->n * (n_ranges + 1)];
  *to = *label;
  to->first_arc = (uint32_t)labels->n_arcs;
  to->n_arcs = (uint32_t)n_arcs;
  for (size_t i = 0; i < n_arcs; i++) labels->arcs[labels->n_arcs++] = arcs[i];
  for (size_t r = 0; r < n_ranges; r++) to_sums[r] = sums[r];
  to_sums[n_ranges] = (int64_t)labels->n++;
  return NULL;
}

/* Number n by size of the values, which are put in another order (Hoare, "Find", 1961). */
static int64_t find_nth(int64_t *values, size_t count, size_t n) {
  size_t begin = 0, end = count;
  while (end - begin > 1) {
    int64_t middle = values[begin + (end - begin) / 2];
    size_t i = begin, j = end - 1;
    for (;; i++, j--) {
      while (values[i] < middle) i++;
      while (values[j] > middle) j--;
      if (i >= j) break;
      int64_t spare = values[i];
      values[i] = values[j];
      values[j] = spare;
    }
    if (n < i)
      end = i;
    else
      begin = i;
  }
  return values[n];
}

void hwnas_labels_move(hwnas_labels_t *labels, size_t i, size_t to) {
  size_t width = labels->quest->n_ranges + 1;
  labels->items[to] = labels->items[i];
  if (i != to) memcpy(&labels->sums[to * width], &labels->sums[i * width], width * sizeof *labels->sums);
}

hwnas_status_t *hwnas_labels_keep(hwnas_labels_t *labels, size_t n, int64_t *out_bound) {
  int64_t *bounds = calloc(labels->n + 1, sizeof *bounds);
  HWNAS_TRY_ALLOC(bounds);
  for (size_t i = 0; i < labels->n; i++) bounds[i] = labels->items[i].bound;
  int64_t least = find_nth(bounds, labels->n, n);
  free(bounds);
  size_t equal = n, kept = 0;
  for (size_t i = 0; i < labels->n; i++) equal -= labels->items[i].bound < least;
  for (size_t i = 0; i < labels->n; i++) {
    int64_t bound = labels->items[i].bound;
    if (bound > least || (bound == least && equal == 0)) continue;
    if (bound == least) equal--;
    hwnas_labels_move(labels, i, kept++);
  }
  labels->n = kept;
  *out_bound = least;
  return NULL;
}
