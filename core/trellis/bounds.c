#include "trellis/bounds.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/multipliers.h"

#define SUM_MAX 0x1p60 /* of all weights along a path */
#define SHIFT_MAX 40

static int64_t span_of(const hwnas_sums_t *sums) {
  return sums->after_max[hwnas_trellis_root(sums->trellis)];
}

/* As many binary digits as sums have room for, with some to spare for other multipliers. */
static uint32_t shift_of(const hwnas_quest_t *quest, const double *multipliers) {
  double most = (double)span_of(&quest->score) + 1;
  for (size_t r = 0; r < quest->n_ranges; r++)
    most += fabs(multipliers[r]) * (double)span_of(&quest->ranges[r]);
  double shift = floor(log2(SUM_MAX / most)) - 4;
  return shift < 0 || !isfinite(shift) ? 0 : shift > SHIFT_MAX ? SHIFT_MAX : (uint32_t)shift;
}

/* What sums have no room for is cut. */
static void round_multipliers(const hwnas_quest_t *quest, const double *multipliers, uint32_t shift,
                              int64_t *out) {
  for (size_t r = 0; r < quest->n_ranges; r++) {
    double most = SUM_MAX / 2 / ((double)quest->n_ranges * ((double)span_of(&quest->ranges[r]) + 1));
    out[r] = (int64_t)fmax(fmin(ldexp(multipliers[r], (int)shift), most), -most);
  }
}

static int64_t weight_of(const hwnas_bounds_t *bounds, const hwnas_bound_t *item, size_t e) {
  const hwnas_quest_t *quest = bounds->quest;
  int64_t weight = (int64_t)((uint64_t)quest->score.costs[e] << bounds->shift);
  for (size_t r = 0; r < quest->n_ranges; r++) weight += item->multipliers[r] * quest->ranges[r].costs[e];
  return weight;
}

static void fill(const hwnas_bounds_t *bounds, hwnas_bound_t *item) {
  const hwnas_quest_t *quest = bounds->quest;
  const hwnas_trellis_t *trellis = quest->trellis;
  item->after[0] = item->ends = 0;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    item->after[node] = INT64_MAX;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      int64_t weight = weight_of(bounds, item, e) + item->after[trellis->to[e]];
      if (weight < item->after[node]) item->after[node] = weight;
    }
  }
  for (size_t r = 0; r < quest->n_ranges; r++)
    item->ends +=
        item->multipliers[r] * (item->multipliers[r] > 0 ? quest->ranges[r].high : quest->ranges[r].low);
}

/* The next item, or the oldest but the first. */
static hwnas_status_t *take_item(hwnas_bounds_t *bounds, hwnas_bound_t **out) {
  const hwnas_quest_t *quest = bounds->quest;
  if (bounds->n == HWNAS_BOUNDS_MAX) {
    bounds->oldest = bounds->oldest % (HWNAS_BOUNDS_MAX - 1) + 1;
    *out = &bounds->items[bounds->oldest];
    return NULL;
  }
  hwnas_bound_t *item = *out = &bounds->items[bounds->n];
  item->multipliers = calloc(quest->n_ranges + 1, sizeof *item->multipliers);
  item->after = calloc(quest->trellis->n_nodes, sizeof *item->after);
  bounds->n++; /* to be freed also after an error */
  return item->multipliers && item->after ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *add(hwnas_bounds_t *bounds, uint32_t node, const int64_t *sums, double *multipliers) {
  hwnas_bound_t *item = NULL;
  HWNAS_TRY(hwnas_multipliers_find(bounds->quest, node, sums, multipliers));
  if (bounds->n == 0) bounds->shift = shift_of(bounds->quest, multipliers);
  HWNAS_TRY(take_item(bounds, &item));
  round_multipliers(bounds->quest, multipliers, bounds->shift, item->multipliers);
  fill(bounds, item);
  return NULL;
}

hwnas_status_t *hwnas_bounds_add(hwnas_bounds_t *bounds, uint32_t node, const int64_t *sums) {
  double *multipliers = calloc(bounds->quest->n_ranges + 1, sizeof *multipliers);
  HWNAS_TRY_ALLOC(multipliers);
  hwnas_status_t *status = add(bounds, node, sums, multipliers);
  free(multipliers);
  return status;
}

hwnas_status_t *hwnas_bounds_init(hwnas_bounds_t *bounds, const hwnas_quest_t *quest) {
  *bounds = (hwnas_bounds_t){.quest = quest};
  int64_t *nothing = calloc(quest->n_ranges + 1, sizeof *nothing);
  HWNAS_TRY_ALLOC(nothing);
  hwnas_status_t *status = hwnas_bounds_add(bounds, hwnas_trellis_root(quest->trellis), nothing);
  free(nothing);
  return status;
}

void hwnas_bounds_deinit(hwnas_bounds_t *bounds) {
  for (size_t i = 0; i < bounds->n; i++) {
    free(bounds->items[i].multipliers);
    free(bounds->items[i].after);
  }
  *bounds = (hwnas_bounds_t){0};
}
