/* Random numbers: xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64. A seed and a stream
 * number give an independent sequence, so results need not depend on the order of work. */
#ifndef HWNAS_CORE_BASE_RANDOM_H
#define HWNAS_CORE_BASE_RANDOM_H

#include <stdint.h>

#include "hwnas/random.h"

static inline uint64_t hwnas_rotate_left(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t hwnas_random_next(hwnas_random_t *random) {
  uint64_t *s = random->state;
  uint64_t result = hwnas_rotate_left(s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = hwnas_rotate_left(s[3], 45);
  return result;
}

/* Uniform in [0, n), without bias (Lemire, 2019); n > 0. */
static inline uint64_t hwnas_random_below(hwnas_random_t *random, uint64_t n) {
  __extension__ typedef unsigned __int128 wide_t;
  wide_t product = (wide_t)hwnas_random_next(random) * n;
  if ((uint64_t)product < n) {
    uint64_t threshold = (0 - n) % n;
    while ((uint64_t)product < threshold) product = (wide_t)hwnas_random_next(random) * n;
  }
  return (uint64_t)(product >> 64);
}

/* Uniform in [0, 1), 53 bits. */
static inline double hwnas_random_unit(hwnas_random_t *random) {
  return (double)(hwnas_random_next(random) >> 11) * 0x1.0p-53;
}

#endif
