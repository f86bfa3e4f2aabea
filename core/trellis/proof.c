#include "trellis/proof.h"

#include <stdlib.h>

#include "trellis/best.h"
#include "trellis/bounds.h"

/* One end of a range: how near networks come to it that are in all others. */
typedef struct end {
  size_t metric;
  bool upper;
} end_t;

static end_t end_at(size_t i) { return (end_t){i / 2, i % 2 == 0}; }

static bool limits(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges, end_t end) {
  size_t m = end.metric;
  return end.upper ? ranges[m].high < trellis->maxima[m] : ranges[m].low > trellis->minima[m];
}

/* ---- Mixtures ---------------------------------------------------------------------------------- */

static hwnas_status_t *bound(const hwnas_quest_t *quest, bool *out) {
  hwnas_bounds_t bounds;
  int64_t *nothing = calloc(quest->n_ranges + 1, sizeof *nothing);
  HWNAS_TRY_ALLOC(nothing);
  hwnas_status_t *status = hwnas_bounds_init(&bounds, quest);
  if (!status) {
    int64_t least = hwnas_bounds_of(&bounds, hwnas_trellis_root(quest->trellis), 0, nothing);
    *out = hwnas_bounds_score(&bounds, least) > quest->score.high;
  }
  hwnas_bounds_deinit(&bounds);
  free(nothing);
  return status;
}

static hwnas_status_t *exclude(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges, end_t end,
                               bool *out) {
  hwnas_quest_t quest;
  hwnas_status_t *status = hwnas_quest_init(&quest, trellis, end.metric, !end.upper, ranges);
  *out = quest.empty;
  if (!status && !quest.empty) status = bound(&quest, out);
  hwnas_quest_deinit(&quest);
  return status;
}

/* Those that are in all ranges but for one end come to that end or not: it does not matter which. */
hwnas_status_t *hwnas_ranges_exclude(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges, bool *out) {
  *out = false;
  for (size_t i = 0; i < 2 * trellis->n_metrics; i++)
    if (limits(trellis, ranges, end_at(i))) return exclude(trellis, ranges, end_at(i), out);
  return NULL;
}

/* ---- Networks ---------------------------------------------------------------------------------- */

static hwnas_proof_t conclude(const hwnas_range_t *range, end_t end, const hwnas_best_list_t *list) {
  if (list->n > 0) return HWNAS_PROOF_FOUND;
  bool within = end.upper ? list->bound <= range->high : list->bound >= range->low;
  return list->all || !within ? HWNAS_PROOF_EMPTY : HWNAS_PROOF_NONE;
}

/* The metric as far on the right side of one end as it goes. */
static hwnas_status_t *try_end(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges, end_t end,
                               uint64_t steps, hwnas_proof_t *out) {
  hwnas_best_list_t list;
  const hwnas_best_of_t of = {
      .trellis = trellis, .score = end.metric, .most = !end.upper, .ranges = ranges, .n = 1, .steps = steps};
  hwnas_status_t *status = hwnas_best_list_init(&list, &of);
  if (!status) *out = conclude(&ranges[end.metric], end, &list);
  hwnas_best_list_deinit(&list);
  return status;
}

hwnas_status_t *hwnas_ranges_prove(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                   uint64_t steps, hwnas_proof_t *out) {
  *out = HWNAS_PROOF_NONE;
  for (size_t i = 0; i < 2 * trellis->n_metrics && *out == HWNAS_PROOF_NONE; i++)
    if (limits(trellis, ranges, end_at(i))) HWNAS_TRY(try_end(trellis, ranges, end_at(i), steps, out));
  return NULL;
}
