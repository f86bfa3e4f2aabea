/* Sums of a metric as points of equal distance: what lies between two is divided among them, by how near they
 * are, so that the mean of a distribution stays what it is. */
#ifndef HWNAS_CORE_TRELLIS_POINTS_H
#define HWNAS_CORE_TRELLIS_POINTS_H

#include "trellis/range.h"

typedef struct hwnas_points {
  hwnas_sums_t sums;
  size_t n; /* points of a node: from the minimum to the maximum, and some behind, as what is divided spreads
               a little; the last one stays empty */
  double per_unit; /* points per unit of the sums */
  double step;     /* from one point to the next, in quanta */
  bool exact;      /* every sum is a point */
} hwnas_points_t;

/* Where an edge leads from a point: so many points on, and with the share `rest` one more. */
typedef struct hwnas_shift {
  size_t whole;
  double rest;
} hwnas_shift_t;

/* With n_max points (2 or more) from minimum to maximum, fewer where there are fewer sums. Deinit even after
 * an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_points_init(hwnas_points_t *points, const hwnas_trellis_t *trellis, size_t metric,
                                  size_t n_max);
void hwnas_points_deinit(hwnas_points_t *points);
/* How many points a sum may be off, up or down. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_points_error(const hwnas_points_t *points, double *out);
hwnas_shift_t hwnas_points_shift(const hwnas_points_t *points, uint32_t e);
/* The points [begin, end) that paths from the root to a node of layer l may have. */
void hwnas_points_find(const hwnas_points_t *points, size_t l, size_t node, size_t *out_begin,
                       size_t *out_end);
/* The end, for an edge whose far end has no room for all of them. */
static inline size_t hwnas_points_last(const hwnas_points_t *points, size_t end, size_t shift) {
  return end + shift < points->n ? end : points->n - shift - 1;
}
/* Adds what an edge takes from the points [begin, end) on to those behind it: low of it to each, high to the
 * next. */
static inline void hwnas_points_push(const double *restrict from, size_t begin, size_t end, double low,
                                     double high, double *restrict to) {
  if (begin >= end) return;
  to[begin] += low * from[begin];
  for (size_t i = begin + 1; i < end; i++) to[i] += low * from[i] + high * from[i - 1];
  if (high > 0) to[end] += high * from[end - 1];
}

#endif
