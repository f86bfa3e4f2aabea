#include "trellis/paths.h"

void hwnas_paths_after(const hwnas_trellis_t *trellis, const int64_t *values, int64_t *out_least,
                       int64_t *out_most) {
  out_least[0] = out_most[0] = 0;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    uint32_t first = trellis->first_edge[node];
    for (uint32_t e = first; e < trellis->first_edge[node + 1]; e++) {
      int64_t low = values[e] + out_least[trellis->to[e]], high = values[e] + out_most[trellis->to[e]];
      if (e == first || low < out_least[node]) out_least[node] = low;
      if (e == first || high > out_most[node]) out_most[node] = high;
    }
  }
}

void hwnas_paths_before(const hwnas_trellis_t *trellis, const int64_t *values, int64_t *out_least,
                        int64_t *out_most) {
  for (size_t node = 0; node < trellis->n_nodes; node++) {
    out_least[node] = node == hwnas_trellis_root(trellis) ? 0 : INT64_MAX;
    out_most[node] = 0;
  }
  for (size_t node = trellis->n_nodes; node-- > 0;)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      int64_t low = values[e] + out_least[node], high = values[e] + out_most[node];
      if (low < out_least[trellis->to[e]]) out_least[trellis->to[e]] = low;
      if (high > out_most[trellis->to[e]]) out_most[trellis->to[e]] = high;
    }
}
