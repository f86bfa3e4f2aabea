/* Sums of one metric in buckets: how much weight the ways on from a state have, by what they still cost.
 * Costs are rounded edge by edge, and how far that can be off along any path is known, so that nothing that
 * is in a range is missed (Dyer, "Approximate counting by dynamic programming", STOC 2003). */
#ifndef HWNAS_CORE_TRELLIS_BUCKETS_H
#define HWNAS_CORE_TRELLIS_BUCKETS_H

#include "trellis/range.h"

typedef struct hwnas_buckets {
  hwnas_sums_t sums;
  int64_t step;                 /* units per bucket; 1: nothing is rounded */
  int64_t error_min, error_max; /* of a path: its sum less its buckets, in units */
  int64_t first, last;          /* buckets from the root that may lie in the range; first > last: none */
  const double *edge_weights;   /* of the edges */
  int64_t *costs;               /* per edge, in buckets */
  int64_t *from;                /* per node: the first bucket that matters */
  size_t *at;                   /* per node: where its weights begin; one more at the end */
  double *weights;              /* up to a power of two for each layer */
  double *scales;               /* per layer: what its weights were divided by after those behind it */
  double log2_scale;            /* what those of the root were divided by in all */
} hwnas_buckets_t;

/* The range of a metric, with costs counted from the end that is nearer. edge_weights (of all edges) are
 * borrowed. Deinit even after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_buckets_init(hwnas_buckets_t *buckets, const hwnas_trellis_t *trellis, size_t metric,
                                   hwnas_range_t range, const double *edge_weights);
void hwnas_buckets_deinit(hwnas_buckets_t *buckets);
/* Sets the width of a bucket and tells how much memory filling takes, in bytes. */
hwnas_status_t *hwnas_buckets_set_step(hwnas_buckets_t *buckets, int64_t step, double *out_bytes);
/* Computes the weights. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_buckets_fill(hwnas_buckets_t *buckets);

/* Number of the weight of a node for x buckets, or SIZE_MAX where that is none. */
static inline size_t hwnas_buckets_find(const hwnas_buckets_t *buckets, size_t node, int64_t x) {
  int64_t i = x - buckets->from[node];
  return i >= 0 && (size_t)i < buckets->at[node + 1] - buckets->at[node] ? buckets->at[node] + (size_t)i
                                                                         : SIZE_MAX;
}
/* The weight of all paths that are certainly in the range, and of all that may be, divided by
 * 2^log2_scale. */
void hwnas_buckets_bounds(const hwnas_buckets_t *buckets, double *out_least, double *out_most);

#endif
