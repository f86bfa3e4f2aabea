/* Natural numbers of a fixed number of limbs, modulo 2^(64 limbs). */
#ifndef HWNAS_CORE_TRELLIS_LIMBS_H
#define HWNAS_CORE_TRELLIS_LIMBS_H

#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 hwnas_wide_t;

/* out += in * times */
static inline void hwnas_limbs_add(uint64_t *out, const uint64_t *in, uint32_t times, size_t limbs) {
  hwnas_wide_t carry = 0;
  for (size_t i = 0; i < limbs; i++) {
    carry += (hwnas_wide_t)in[i] * times + out[i];
    out[i] = (uint64_t)carry;
    carry >>= 64;
  }
}

/* The same of n numbers each. */
static inline void hwnas_limbs_add_all(uint64_t *restrict out, const uint64_t *restrict in, size_t n,
                                       uint32_t times, size_t limbs) {
  if (limbs == 1 && times == 1)
    for (size_t i = 0; i < n; i++) out[i] += in[i];
  else if (limbs == 1)
    for (size_t i = 0; i < n; i++) out[i] += in[i] * times;
  else if (limbs == 2)
    for (size_t i = 0; i < n; i++) hwnas_limbs_add(&out[2 * i], &in[2 * i], times, 2);
  else
    for (size_t i = 0; i < n; i++) hwnas_limbs_add(&out[limbs * i], &in[limbs * i], times, limbs);
}

#endif
