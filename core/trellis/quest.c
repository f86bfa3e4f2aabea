#include "trellis/quest.h"

#include <stdlib.h>

static void add_end(hwnas_quest_t *quest, bool upper, int64_t at) {
  quest->ends[quest->n_ends++] = (hwnas_quest_end_t){.range = quest->n_ranges, .upper = upper, .at = at};
}

/* A range that holds all networks is none. */
static hwnas_status_t *add_range(hwnas_quest_t *quest, size_t metric, hwnas_range_t range) {
  const hwnas_trellis_t *trellis = quest->trellis;
  if (range.low <= trellis->minima[metric] && range.high >= trellis->maxima[metric]) return NULL;
  hwnas_sums_t *sums = &quest->ranges[quest->n_ranges];
  hwnas_status_t *status = hwnas_sums_init(sums, trellis, metric, range, false);
  if (sums->low > sums->high) quest->empty = true;
  if (!status && sums->low > 0) add_end(quest, false, sums->low);
  if (!status && sums->high < sums->after_max[hwnas_trellis_root(trellis)]) add_end(quest, true, sums->high);
  quest->n_ranges++; /* to be freed also after an error */
  return status;
}

hwnas_status_t *hwnas_quest_init(hwnas_quest_t *quest, const hwnas_trellis_t *trellis, size_t score,
                                 bool most, const hwnas_range_t *ranges) {
  size_t n = trellis->n_metrics;
  *quest = (hwnas_quest_t){.trellis = trellis, .empty = hwnas_trellis_empty(trellis)};
  if (quest->empty) return NULL;
  quest->ranges = calloc(n, sizeof *quest->ranges);
  quest->ends = calloc(2 * n, sizeof *quest->ends);
  if (!quest->ranges || !quest->ends) return hwnas_status_no_memory();
  HWNAS_TRY(hwnas_sums_init(&quest->score, trellis, score, ranges[score], most));
  quest->empty = quest->score.low > quest->score.high;
  for (size_t m = 0; m < n; m++) {
    hwnas_range_t range = ranges[m];
    if (m == score && most) range.low = -HWNAS_QUANTA_END;
    if (m == score && !most) range.high = HWNAS_QUANTA_END;
    HWNAS_TRY(add_range(quest, m, range));
  }
  return NULL;
}

void hwnas_quest_deinit(hwnas_quest_t *quest) {
  hwnas_sums_deinit(&quest->score);
  for (size_t i = 0; i < quest->n_ranges; i++) hwnas_sums_deinit(&quest->ranges[i]);
  free(quest->ranges);
  free(quest->ends);
  *quest = (hwnas_quest_t){0};
}
