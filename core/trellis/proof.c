#include "trellis/proof.h"

#include <stdlib.h>
#include <string.h>

#include "trellis/best.h"

typedef struct prover {
  const hwnas_trellis_t *trellis;
  const hwnas_range_t *ranges;
  hwnas_range_t *others; /* the ranges, without the end in question */
  uint64_t steps;
} prover_t;

static bool lies_within(const prover_t *prover, size_t m, bool upper, int64_t value) {
  return upper ? value <= prover->ranges[m].high : value >= prover->ranges[m].low;
}

static hwnas_proof_t conclude(const prover_t *prover, size_t m, bool upper, const hwnas_best_list_t *list) {
  if (list->n > 0 && lies_within(prover, m, upper, list->scores[0])) return HWNAS_PROOF_FOUND;
  bool others = !list->all && lies_within(prover, m, upper, list->bound);
  return others ? HWNAS_PROOF_NONE : HWNAS_PROOF_EMPTY;
}

/* The metric as far on the right side of one end as it goes. */
static hwnas_status_t *try_end(prover_t *prover, size_t m, bool upper, hwnas_proof_t *out) {
  hwnas_best_list_t list;
  const hwnas_best_of_t of = {.trellis = prover->trellis,
                              .score = m,
                              .most = !upper,
                              .ranges = prover->others,
                              .n = 1,
                              .steps = prover->steps};
  memcpy(prover->others, prover->ranges, prover->trellis->n_metrics * sizeof *prover->others);
  if (upper) prover->others[m].high = HWNAS_QUANTA_END;
  if (!upper) prover->others[m].low = -HWNAS_QUANTA_END;
  hwnas_status_t *status = hwnas_best_list_init(&list, &of);
  if (!status) *out = conclude(prover, m, upper, &list);
  hwnas_best_list_deinit(&list);
  return status;
}

hwnas_status_t *hwnas_ranges_prove(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                   uint64_t steps, hwnas_proof_t *out) {
  prover_t prover = {.trellis = trellis, .ranges = ranges, .steps = steps};
  prover.others = malloc((trellis->n_metrics + 1) * sizeof *prover.others);
  HWNAS_TRY_ALLOC(prover.others);
  hwnas_status_t *status = NULL;
  *out = HWNAS_PROOF_NONE;
  for (size_t m = 0; m < trellis->n_metrics && !status && *out == HWNAS_PROOF_NONE; m++) {
    if (ranges[m].high < trellis->maxima[m]) status = try_end(&prover, m, true, out);
    if (!status && *out == HWNAS_PROOF_NONE && ranges[m].low > trellis->minima[m])
      status = try_end(&prover, m, false, out);
  }
  free(prover.others);
  return status;
}
