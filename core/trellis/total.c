#include "trellis/total.h"

#include <math.h>
#include <stdlib.h>

hwnas_status_t *hwnas_trellis_counts(const hwnas_trellis_t *trellis, mpz_t **out) {
  *out = calloc(trellis->n_nodes + 1, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t node = 0; node < trellis->n_nodes; node++) {
    mpz_init_set_ui((*out)[node], node == 0);
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      mpz_addmul_ui((*out)[node], (*out)[trellis->to[e]], hwnas_trellis_options(trellis, e));
  }
  return NULL;
}

hwnas_status_t *hwnas_trellis_counts_before(const hwnas_trellis_t *trellis, mpz_t **out) {
  *out = calloc(trellis->n_nodes + 1, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t node = 0; node < trellis->n_nodes; node++)
    mpz_init_set_ui((*out)[node], node == hwnas_trellis_root(trellis));
  for (size_t node = trellis->n_nodes; node-- > 0;)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      mpz_addmul_ui((*out)[trellis->to[e]], (*out)[node], hwnas_trellis_options(trellis, e));
  return NULL;
}

void hwnas_trellis_counts_free(const hwnas_trellis_t *trellis, mpz_t *counts) {
  for (size_t node = 0; counts && node < trellis->n_nodes; node++) mpz_clear(counts[node]);
  free(counts);
}

hwnas_status_t *hwnas_trellis_total(const hwnas_trellis_t *trellis, mpz_t out) {
  mpz_t *counts;
  mpz_set_ui(out, 0);
  if (hwnas_trellis_empty(trellis)) return NULL;
  HWNAS_TRY(hwnas_trellis_counts(trellis, &counts));
  mpz_set(out, counts[hwnas_trellis_root(trellis)]);
  hwnas_trellis_counts_free(trellis, counts);
  return NULL;
}

size_t hwnas_total_limbs(const mpz_t number) { return (mpz_sizeinbase(number, 2) + 63) / 64; }

/* Also where neither is a number that a double holds. */
double hwnas_total_share(const mpz_t a, const mpz_t b) {
  long exponent_a, exponent_b;
  double mantissa = mpz_get_d_2exp(&exponent_a, a) / mpz_get_d_2exp(&exponent_b, b);
  return ldexp(mantissa, (int)(exponent_a - exponent_b));
}
