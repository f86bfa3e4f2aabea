#include "trellis/bound.h"

#include <math.h>
#include <stdlib.h>

#define SUM_MAX 0x1p60 /* of all weights along a path */
#define SHIFT_MAX 40

static int64_t span_of(const hwnas_sums_t *sums) {
  return sums->after_max[hwnas_trellis_root(sums->trellis)];
}

/* As many binary digits of multipliers as sums have room for. */
static uint32_t shift_of(const hwnas_quest_t *quest, const double *multipliers) {
  double most = (double)span_of(&quest->score) + 1;
  for (size_t r = 0; r < quest->n_ranges; r++)
    most += fabs(multipliers[r]) * (double)span_of(&quest->ranges[r]);
  double shift = floor(log2(SUM_MAX / most)) - 1;
  return shift < 0 || !isfinite(shift) ? 0 : shift > SHIFT_MAX ? SHIFT_MAX : (uint32_t)shift;
}

/* Multipliers as whole numbers of 2^-shift; what sums have no room for is cut. */
static void round_multipliers(const hwnas_quest_t *quest, const double *multipliers, uint32_t shift,
                              int64_t *out) {
  for (size_t r = 0; r < quest->n_ranges; r++) {
    double most = SUM_MAX / 2 / ((double)quest->n_ranges * ((double)span_of(&quest->ranges[r]) + 1));
    double scaled = ldexp(multipliers[r], (int)shift);
    out[r] = (int64_t)fmax(fmin(scaled, most), -most);
  }
}

static int64_t weight_of(const hwnas_quest_t *quest, const int64_t *multipliers, uint32_t shift, size_t e) {
  int64_t weight = (int64_t)((uint64_t)quest->score.costs[e] << shift);
  for (size_t r = 0; r < quest->n_ranges; r++) weight += multipliers[r] * quest->ranges[r].costs[e];
  return weight;
}

static void set_steps(hwnas_bound_t *bound, const hwnas_quest_t *quest, const int64_t *multipliers,
                      int64_t *after) {
  const hwnas_trellis_t *trellis = quest->trellis;
  after[0] = 0;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    uint32_t begin = trellis->first_edge[node], end = trellis->first_edge[node + 1];
    for (uint32_t e = begin; e < end; e++) {
      bound->steps[e] = weight_of(quest, multipliers, bound->shift, e) + after[trellis->to[e]];
      if (e == begin || bound->steps[e] < after[node]) after[node] = bound->steps[e];
    }
    for (uint32_t e = begin; e < end; e++) bound->steps[e] -= after[node];
  }
  bound->root = after[hwnas_trellis_root(trellis)];
  for (size_t r = 0; r < quest->n_ranges; r++)
    bound->root -= multipliers[r] * (multipliers[r] > 0 ? quest->ranges[r].high : quest->ranges[r].low);
}

hwnas_status_t *hwnas_bound_init(hwnas_bound_t *bound, const hwnas_quest_t *quest,
                                 const double *multipliers) {
  const hwnas_trellis_t *trellis = quest->trellis;
  *bound = (hwnas_bound_t){.shift = shift_of(quest, multipliers)};
  bound->steps = calloc(trellis->n_edges + 1, sizeof *bound->steps);
  int64_t *after = calloc(trellis->n_nodes, sizeof *after);
  int64_t *rounded = calloc(quest->n_ranges + 1, sizeof *rounded);
  bool fits = bound->steps && after && rounded;
  if (fits) {
    round_multipliers(quest, multipliers, bound->shift, rounded);
    set_steps(bound, quest, rounded, after);
  }
  free(after);
  free(rounded);
  return fits ? NULL : hwnas_status_no_memory();
}

void hwnas_bound_deinit(hwnas_bound_t *bound) {
  free(bound->steps);
  *bound = (hwnas_bound_t){0};
}
