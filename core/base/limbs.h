/* Natural numbers of a fixed number of limbs, modulo 2^(64 limbs). */
#ifndef HWNAS_CORE_BASE_LIMBS_H
#define HWNAS_CORE_BASE_LIMBS_H

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

/* out += a * b, where a has n_a limbs */
static inline void hwnas_limbs_add_product(uint64_t *out, const uint64_t *a, size_t n_a, const uint64_t *b,
                                           size_t limbs) {
  for (size_t i = 0; i < n_a && i < limbs; i++) {
    uint64_t carry = 0;
    for (size_t j = 0; a[i] && i + j < limbs; j++) {
      hwnas_wide_t t = (hwnas_wide_t)a[i] * b[j] + out[i + j] + carry;
      out[i + j] = (uint64_t)t;
      carry = (uint64_t)(t >> 64);
    }
  }
}

/* Two limbs each. The carry as a comparison, as compilers make much of it. */
static inline void hwnas_limbs_add_pairs(uint64_t *restrict out, const uint64_t *restrict in, size_t n) {
  for (size_t i = 0; i < 2 * n; i += 2) {
    uint64_t low = out[i] + in[i];
    out[i + 1] += in[i + 1] + (low < in[i]);
    out[i] = low;
  }
}

static inline void hwnas_limbs_add_pairs_times(uint64_t *restrict out, const uint64_t *restrict in, size_t n,
                                               uint32_t times) {
  for (size_t i = 0; i < 2 * n; i += 2) {
    hwnas_wide_t product = (hwnas_wide_t)in[i] * times;
    uint64_t low = out[i] + (uint64_t)product;
    out[i + 1] += in[i + 1] * times + (uint64_t)(product >> 64) + (low < (uint64_t)product);
    out[i] = low;
  }
}

/* out += in * times, for n numbers each. */
static inline void hwnas_limbs_add_all(uint64_t *restrict out, const uint64_t *restrict in, size_t n,
                                       uint32_t times, size_t limbs) {
  if (limbs == 1)
    for (size_t i = 0; i < n; i++) out[i] += in[i] * times;
  else if (limbs == 2 && times == 1)
    hwnas_limbs_add_pairs(out, in, n);
  else if (limbs == 2)
    hwnas_limbs_add_pairs_times(out, in, n, times);
  else
    for (size_t i = 0; i < n; i++) hwnas_limbs_add(&out[limbs * i], &in[limbs * i], times, limbs);
}

#endif
