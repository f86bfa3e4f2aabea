/* Paths with their scores, the best ones first. */
#ifndef HWNAS_CORE_TRELLIS_FOUND_H
#define HWNAS_CORE_TRELLIS_FOUND_H

#include "trellis/labels.h"

/* A path to the end, and as many networks as its edges have options. */
typedef struct hwnas_found {
  int64_t score;
  uint64_t ways;
  int64_t *sums;   /* per range */
  uint32_t *edges; /* per layer */
} hwnas_found_t;

/* By score, then by the sums, then by the edges, of which the last one counts most. */
typedef struct hwnas_found_list {
  hwnas_found_t *items;
  size_t n, capacity;
  uint64_t ways; /* of all */
} hwnas_found_list_t;

/* How labels of one length are reached: label i by arcs first[i] to first[i + 1], by their edges. */
typedef struct hwnas_trace {
  uint32_t *first;
  hwnas_arc_t *arcs;
} hwnas_trace_t;

/* Errors: NO_MEMORY. */
hwnas_status_t *hwnas_trace_init(hwnas_trace_t *trace, const hwnas_labels_t *labels);
void hwnas_trace_deinit(hwnas_trace_t *trace);

void hwnas_found_list_deinit(hwnas_found_list_t *list);
/* Appends the paths of labels at the end, sorted as hwnas_labels_sift does, until there are k networks.
 * traces: one per layer, of the labels behind it. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_found_list_unfold(hwnas_found_list_t *list, const hwnas_labels_t *labels,
                                        const hwnas_trace_t *traces, uint64_t k);
/* Moves to list what comes first in both, until there are k networks, and empties more. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_found_list_merge(hwnas_found_list_t *list, hwnas_found_list_t *more,
                                       const hwnas_quest_t *quest, uint64_t k);

/* Frees the paths whose sums are not in the ranges of the quest; returns how many these were. */
size_t hwnas_found_list_filter(hwnas_found_list_t *list, const hwnas_quest_t *quest);

#endif
