/* Natural numbers of a fixed number of limbs, modulo 2^(64 limbs). */
#ifndef HWNAS_CORE_BASE_LIMBS_H
#define HWNAS_CORE_BASE_LIMBS_H

#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 hwnas_wide_t;

/* out += in * times, where in has n_in limbs */
static inline void hwnas_limbs_add(uint64_t *out, const uint64_t *in, size_t n_in, uint32_t times,
                                   size_t limbs) {
  hwnas_wide_t carry = 0;
  for (size_t i = 0; i < limbs && (i < n_in || carry > 0); i++) {
    carry += out[i];
    if (i < n_in) carry += (hwnas_wide_t)in[i] * times;
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

/* One limb each. */
static inline void hwnas_limbs_add_singles(uint64_t *restrict out, const uint64_t *restrict in, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] += in[i];
}

/* Two limbs each. The carry as a comparison, as compilers make much of it. */
static inline void hwnas_limbs_add_pairs(uint64_t *restrict out, const uint64_t *restrict in, size_t n) {
  for (size_t i = 0; i < 2 * n; i += 2) {
    uint64_t low = out[i] + in[i];
    out[i + 1] += in[i + 1] + (low < in[i]);
    out[i] = low;
  }
}

/* Where the numbers of limbs are known to the compiler, it unrolls them. */
static inline void hwnas_limbs_add_all_times(uint64_t *restrict out, const uint64_t *restrict in, size_t n_in,
                                             size_t n, uint32_t times, size_t limbs) {
  for (size_t i = 0; i < n; i++) hwnas_limbs_add(&out[limbs * i], &in[n_in * i], n_in, times, limbs);
}

/* out += in * times, for n numbers each. */
static inline void hwnas_limbs_add_all(uint64_t *restrict out, const uint64_t *restrict in, size_t n_in,
                                       size_t n, uint32_t times, size_t limbs) {
  if (limbs == 1 && times == 1)
    hwnas_limbs_add_singles(out, in, n);
  else if (limbs == 1)
    hwnas_limbs_add_all_times(out, in, 1, n, times, 1);
  else if (limbs == 2 && n_in == 1)
    hwnas_limbs_add_all_times(out, in, 1, n, times, 2);
  else if (limbs == 2 && times == 1)
    hwnas_limbs_add_pairs(out, in, n);
  else if (limbs == 2)
    hwnas_limbs_add_all_times(out, in, 2, n, times, 2);
  else
    hwnas_limbs_add_all_times(out, in, n_in, n, times, limbs);
}

#endif
