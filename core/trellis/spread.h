/* Exact distributions of sums: how many paths have which. Counts are natural numbers of a fixed number of
 * limbs, wide enough for all paths. */
#ifndef HWNAS_CORE_TRELLIS_SPREAD_H
#define HWNAS_CORE_TRELLIS_SPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sums that occur, ascending; or, if there are many, all from first on. */
typedef struct hwnas_spread {
  size_t n;
  int64_t first;
  int64_t *sums;    /* NULL: dense */
  uint64_t *counts; /* n x limbs */
} hwnas_spread_t;

/* A spread that goes into another: its sums raised by shift, its counts multiplied. */
typedef struct hwnas_spread_part {
  const hwnas_spread_t *spread;
  int64_t shift;
  uint32_t times;
} hwnas_spread_part_t;

void hwnas_spread_free(hwnas_spread_t *spread);
/* Sum 0, once; false when memory ran out. */
bool hwnas_spread_one(hwnas_spread_t *out, size_t limbs);
/* The sum of n parts from first to last: greater sums are dropped, lesser ones only counted, in below[limbs].
 * False when memory ran out. */
bool hwnas_spread_add(const hwnas_spread_part_t *parts, size_t n, int64_t first, int64_t last, size_t limbs,
                      hwnas_spread_t *out, uint64_t *below);

#endif
