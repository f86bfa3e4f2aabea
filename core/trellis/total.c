#include "trellis/total.h"

#include <stdlib.h>

hwnas_status_t *hwnas_trellis_total(const hwnas_trellis_t *trellis, mpz_t out) {
  mpz_set_ui(out, 0);
  if (hwnas_trellis_empty(trellis)) return NULL;
  mpz_t *counts = calloc(trellis->n_nodes, sizeof *counts);
  HWNAS_TRY_ALLOC(counts);
  for (size_t node = 0; node < trellis->n_nodes; node++) {
    mpz_init_set_ui(counts[node], node == 0);
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      mpz_addmul_ui(counts[node], counts[trellis->to[e]], hwnas_trellis_options(trellis, e));
  }
  mpz_set(out, counts[hwnas_trellis_root(trellis)]);
  for (size_t node = 0; node < trellis->n_nodes; node++) mpz_clear(counts[node]);
  free(counts);
  return NULL;
}
