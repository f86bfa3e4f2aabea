/* First parts of paths, all of the same length. Those that lead to one node with one score and the same sums
 * are one label: what follows is the same for all. */
#ifndef HWNAS_CORE_TRELLIS_LABELS_H
#define HWNAS_CORE_TRELLIS_LABELS_H

#include "trellis/quest.h"

typedef struct hwnas_label {
  int64_t bound; /* of the score of all networks that begin so, as hwnas_bound_t has it */
  int64_t score;
  uint64_t ways; /* networks that begin so and differ in that; UINT64_MAX: very many */
  uint32_t node;
  uint32_t first_arc, n_arcs;
} hwnas_label_t;

/* How a label is reached: from a label that is one edge shorter. */
typedef struct hwnas_arc {
  uint32_t parent, edge;
} hwnas_arc_t;

typedef struct hwnas_labels {
  const hwnas_quest_t *quest;
  hwnas_label_t *items;
  int64_t *sums; /* per label x (ranges + 1): the last is its number, as no two labels may be equal in all */
  size_t n, capacity;
  hwnas_arc_t *arcs;
  size_t n_arcs, arcs_capacity;
} hwnas_labels_t;

static inline const int64_t *hwnas_labels_sums(const hwnas_labels_t *labels, size_t i) {
  return &labels->sums[i * (labels->quest->n_ranges + 1)];
}

void hwnas_labels_init(hwnas_labels_t *labels, const hwnas_quest_t *quest);
void hwnas_labels_deinit(hwnas_labels_t *labels);
void hwnas_labels_clear(hwnas_labels_t *labels);
/* Adds a label, whose arcs are set here, with one sum per range. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_labels_push(hwnas_labels_t *labels, const hwnas_label_t *label, const int64_t *sums,
                                  const hwnas_arc_t *arcs, size_t n_arcs);
/* Moves a label to the place of another that is not behind it. */
void hwnas_labels_move(hwnas_labels_t *labels, size_t i, size_t to);
/* Keeps the n labels of the least bounds, the first ones of equal bounds. Sets *out_bound to the least bound
 * that was dropped; n is below labels->n. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_labels_keep(hwnas_labels_t *labels, size_t n, int64_t *out_bound);

/* Adds to out, which is empty, the labels at nodes [first, end): by node, score and sums, equal ones as one,
 * but none to which k networks are preferred in any case. That is so where k others at the same node have
 * lower scores, or come before it, and can go on in every way. Not all of these are found where there are
 * very many. parents: what the arcs come from. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_labels_sift(const hwnas_labels_t *labels, const hwnas_labels_t *parents, size_t first,
                                  size_t end, uint64_t k, hwnas_labels_t *out);

/* a + b and a * b, or UINT64_MAX. */
static inline uint64_t hwnas_ways_add(uint64_t a, uint64_t b) {
  uint64_t sum;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}
static inline uint64_t hwnas_ways_multiply(uint64_t a, uint64_t b) {
  uint64_t product;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

#endif
