#include "space/alias.h"

#include <math.h>

/* A chance in [0, 1) of 2^64. */
static uint64_t to_threshold(double chance) { return chance >= 1 ? UINT64_MAX : (uint64_t)ldexp(chance, 64); }

static size_t collect(const double *weights, size_t n, double *chances, hwnas_alias_t *row) {
  size_t width = 0;
  double sum = 0;
  for (size_t k = 0; k < n; k++) {
    if (!(weights[k] > 0)) continue;
    row[width] = (hwnas_alias_t){.threshold = UINT64_MAX, .own = (uint16_t)k, .other = (uint16_t)k};
    chances[width++] = weights[k];
    sum += weights[k];
  }
  for (size_t i = 0; i < width; i++) chances[i] = chances[i] / sum * (double)width;
  return width;
}

size_t hwnas_alias_make(const double *weights, size_t n, double *chances, uint32_t *stacks,
                        hwnas_alias_t *row) {
  size_t width = collect(weights, n, chances, row);
  uint32_t *small = stacks, *large = stacks + n;
  size_t n_small = 0, n_large = 0;
  for (uint32_t i = 0; i < width; i++) {
    if (chances[i] < 1)
      small[n_small++] = i;
    else
      large[n_large++] = i;
  }
  /* What is left on either stack at the end is 1 but for rounding, and keeps its full column. */
  while (n_small > 0 && n_large > 0) {
    uint32_t s = small[--n_small], l = large[n_large - 1];
    row[s].threshold = to_threshold(chances[s]);
    row[s].other = row[l].own;
    chances[l] -= 1 - chances[s];
    if (chances[l] >= 1) continue;
    n_large--;
    small[n_small++] = l;
  }
  return width;
}
