#include "trellis/witness.h"

#include "trellis/range.h"

/* What lies ahead is least along edges that cost nothing; most where cost and what is most behind the edge
 * sum to what is most before it. */
static bool leads_on(const hwnas_sums_t *sums, size_t node, uint32_t e, bool most) {
  if (!most) return sums->costs[e] == 0;
  return sums->costs[e] + sums->after_max[sums->trellis->to[e]] == sums->after_max[node];
}

hwnas_status_t *hwnas_trellis_extreme(const hwnas_trellis_t *trellis, size_t metric, bool most,
                                      uint16_t *out_point) {
  hwnas_sums_t sums;
  hwnas_range_t all = {trellis->minima[metric], trellis->maxima[metric]};
  hwnas_status_t *status = hwnas_sums_init(&sums, trellis, metric, all, false);
  size_t node = hwnas_trellis_root(trellis);
  for (size_t l = 0; !status && l < trellis->n_layers; l++) {
    uint32_t e = trellis->first_edge[node];
    while (!leads_on(&sums, node, e, most)) e++;
    hwnas_trellis_set_option(trellis, l, trellis->options[trellis->first_option[e]], out_point);
    node = trellis->to[e];
  }
  hwnas_sums_deinit(&sums);
  return status;
}
