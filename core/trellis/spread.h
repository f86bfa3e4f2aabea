/* Exact distributions of sums: how many paths have which. Counts are natural numbers of a fixed number of
 * limbs, which each distribution has its own of: as many as hold all of its paths. */
#ifndef HWNAS_CORE_TRELLIS_SPREAD_H
#define HWNAS_CORE_TRELLIS_SPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trellis/pool.h"

/* Sums that occur, ascending; or, if there are many, all from first on. */
typedef struct hwnas_spread {
  size_t n, limbs;
  int64_t first;
  int64_t *sums;    /* NULL: dense */
  uint64_t *counts; /* n x limbs */
} hwnas_spread_t;

/* A spread that goes into another, of no fewer limbs: its sums raised by shift, its counts multiplied. */
typedef struct hwnas_spread_part {
  const hwnas_spread_t *spread;
  int64_t shift;
  uint32_t times;
} hwnas_spread_part_t;

/* What may be spent on all sums where that can be told beforehand: a few seconds, and 1 GB. */
#define HWNAS_SPREAD_STEPS_MAX 3e9
#define HWNAS_SPREAD_BYTES_MAX 1e9

/* What it takes to add so many counts, one of two limbs being 1; and to keep them. */
static inline double hwnas_spread_steps(double n, size_t limbs) { return n * (double)limbs / 2; }
static inline double hwnas_spread_bytes(double n, size_t limbs) {
  return n * (double)limbs * 2 * sizeof(uint64_t);
}

/* Sum number i. */
static inline int64_t hwnas_spread_sum(const hwnas_spread_t *spread, size_t i) {
  return spread->sums ? spread->sums[i] : spread->first + (int64_t)i;
}

/* Memory comes from pool and goes back to it. */
void hwnas_spread_free(hwnas_spread_t *spread, hwnas_pool_t *pool);
/* Sum 0, once; false when memory ran out. */
bool hwnas_spread_one(hwnas_pool_t *pool, hwnas_spread_t *out);
/* The sum of n parts from first to last, with counts of `limbs`: greater sums are dropped. False when memory
 * ran out. */
bool hwnas_spread_add(hwnas_pool_t *pool, const hwnas_spread_part_t *parts, size_t n, int64_t first,
                      int64_t last, size_t limbs, hwnas_spread_t *out);
/* Adds to out[limbs] how many paths of n parts have a lesser sum than first. */
void hwnas_spread_count_below(const hwnas_spread_part_t *parts, size_t n, int64_t first, size_t limbs,
                              uint64_t *out);
/* Adds to out[limbs] how many pairs of a path of a and one of b have a sum of at most last, those that each
 * path of a makes with `always` others included. Spoils b, whose counts become running totals. scratch:
 * limbs. */
void hwnas_spread_join(const hwnas_spread_t *a, hwnas_spread_t *b, const uint64_t *always, int64_t last,
                       size_t limbs, uint64_t *scratch, uint64_t *out);

#endif
