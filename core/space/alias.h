/* Drawing one of n by weight with one random number and one look-up (Walker's alias method, in Vose's form).
 */
#ifndef HWNAS_CORE_SPACE_ALIAS_H
#define HWNAS_CORE_SPACE_ALIAS_H

#include <stddef.h>
#include <stdint.h>

typedef struct hwnas_alias {
  uint64_t threshold; /* of 2^64: below it own is drawn, else other */
  uint16_t own, other;
  uint32_t zero; /* no padding: rows are compared as bytes */
} hwnas_alias_t;

/* Fills row for the k with weights[k] > 0, in ascending order, and returns how many there are; 0: no weight.
 * scratch holds n doubles and 2 n uint32_t. */
size_t hwnas_alias_make(const double *weights, size_t n, double *chances, uint32_t *stacks,
                        hwnas_alias_t *row);

/* Draws from a row of width > 0 with a uniform 64-bit number. The deviation of a probability is below width /
 * 2^64. */
static inline uint16_t hwnas_alias_draw(const hwnas_alias_t *row, uint32_t width, uint64_t random) {
  __extension__ typedef unsigned __int128 wide_t;
  wide_t product = (wide_t)random * width;
  const hwnas_alias_t *cell = &row[(uint64_t)(product >> 64)];
  return (uint64_t)product < cell->threshold ? cell->own : cell->other;
}

#endif
