#include "trellis/count.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/spread.h"
#include "trellis/total.h"

#define STEPS_MAX 3e9   /* where they can be told beforehand: a few seconds */
#define STEPS_TRIED 3e8 /* where only an upper bound can, which may be far too high */
#define MEMORY_MAX 1e9  /* bytes */

typedef struct counter {
  const hwnas_trellis_t *trellis;
  const hwnas_sums_t *sums;
  int64_t last; /* counts paths whose sum is at most this */
  size_t limbs;
  mpz_t *after;            /* per node: paths to the end */
  uint32_t *first_in, *in; /* per node: edges that lead to it */
  uint32_t *from;          /* per edge */
  hwnas_spread_t *spreads; /* per node */
  hwnas_spread_part_t *parts;
  uint64_t *below;
  double steps, steps_max;
} counter_t;

/* Sums of first and more up to a node are not decided: whether they stay in the range depends on what
 * follows. */
static int64_t first_open(const counter_t *counter, size_t node) {
  int64_t first = counter->last - counter->sums->after_max[node] + 1;
  return first > 0 ? first : 0;
}

/* ---- Before ---------------------------------------------------------------------------------- */

static hwnas_status_t *link_back(counter_t *counter) {
  const hwnas_trellis_t *trellis = counter->trellis;
  counter->first_in = calloc(trellis->n_nodes + 2, sizeof *counter->first_in);
  counter->in = calloc(trellis->n_edges + 1, sizeof *counter->in);
  counter->from = calloc(trellis->n_edges + 1, sizeof *counter->from);
  if (!counter->first_in || !counter->in || !counter->from) return hwnas_status_no_memory();
  for (size_t e = 0; e < trellis->n_edges; e++) counter->first_in[trellis->to[e] + 2]++;
  for (size_t node = 2; node < trellis->n_nodes + 2; node++)
    counter->first_in[node] += counter->first_in[node - 1];
  for (size_t node = 0; node < trellis->n_nodes; node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
      counter->in[counter->first_in[trellis->to[e] + 1]++] = e;
      counter->from[e] = (uint32_t)node;
    }
  return NULL;
}

/* No node has more sums than its window is wide, nor more than come in. */
static hwnas_status_t *bound_steps(const counter_t *counter, double *out_steps, double *out_bytes) {
  const hwnas_trellis_t *trellis = counter->trellis;
  double *entries = calloc(trellis->n_nodes + 1, sizeof *entries), all = 0;
  HWNAS_TRY_ALLOC(entries);
  *out_steps = 0;
  entries[hwnas_trellis_root(trellis)] = 1;
  for (size_t node = trellis->n_nodes; node-- > 0;) {
    const hwnas_sums_t *sums = counter->sums;
    int64_t first = first_open(counter, node), last = counter->last;
    if (sums->before_min[node] > first) first = sums->before_min[node];
    if (sums->before_max[node] < last) last = sums->before_max[node];
    double width = first <= last ? (double)(last - first) + 1 : 0;
    if (entries[node] > width) entries[node] = width;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      entries[trellis->to[e]] += entries[node];
    *out_steps += entries[node] * (trellis->first_edge[node + 1] - trellis->first_edge[node]);
    all += entries[node];
  }
  *out_steps *= (double)counter->limbs;
  *out_bytes = all * (double)counter->limbs * sizeof(uint64_t);
  free(entries);
  return NULL;
}

/* ---- One node -------------------------------------------------------------------------------- */

/* Each path that is certain to be in the range goes on in as many ways as lead to the end. */
static void add_below(const counter_t *counter, size_t node, mpz_t out) {
  mpz_t count;
  mpz_init(count);
  mpz_import(count, counter->limbs, -1, sizeof(uint64_t), 0, 0, counter->below);
  mpz_addmul(out, count, counter->after[node]);
  mpz_clear(count);
}

/* *out_done is false if there are too many steps. */
static hwnas_status_t *enter_node(counter_t *counter, size_t node, mpz_t out) {
  const hwnas_trellis_t *trellis = counter->trellis;
  size_t n = 0;
  for (uint32_t i = counter->first_in[node]; i < counter->first_in[node + 1]; i++) {
    uint32_t e = counter->in[i];
    const hwnas_spread_t *from = &counter->spreads[counter->from[e]];
    counter->steps += (double)from->n * (double)counter->limbs;
    counter->parts[n++] =
        (hwnas_spread_part_t){from, counter->sums->costs[e], hwnas_trellis_options(trellis, e)};
  }
  for (size_t i = 0; i < counter->limbs; i++) counter->below[i] = 0;
  if (counter->steps > counter->steps_max) return NULL;
  if (!hwnas_spread_add(counter->parts, n, first_open(counter, node), counter->last, counter->limbs,
                        &counter->spreads[node], counter->below))
    return hwnas_status_no_memory();
  add_below(counter, node, out);
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *go(counter_t *counter, mpz_t out) {
  const hwnas_trellis_t *trellis = counter->trellis;
  if (!hwnas_spread_one(&counter->spreads[hwnas_trellis_root(trellis)], counter->limbs))
    return hwnas_status_no_memory();
  for (size_t l = 1; l <= trellis->n_layers && counter->steps <= counter->steps_max; l++) {
    const hwnas_trellis_layer_t *before = &trellis->layers[l - 1];
    size_t first = l == trellis->n_layers ? 0 : trellis->layers[l].first_node;
    for (size_t node = first; node < before->first_node; node++) HWNAS_TRY(enter_node(counter, node, out));
    for (size_t i = 0; i < before->n_nodes; i++) hwnas_spread_free(&counter->spreads[before->first_node + i]);
  }
  return NULL;
}

/* Paths with sums up to counter->last, where some have more. */
static hwnas_status_t *count_up_to(counter_t *counter, bool force, bool *out_done, mpz_t out) {
  double steps, bytes;
  HWNAS_TRY(bound_steps(counter, &steps, &bytes));
  counter->steps = 0;
  counter->steps_max = force                                       ? (double)INFINITY
                       : steps <= STEPS_MAX && bytes <= MEMORY_MAX ? STEPS_MAX
                                                                   : STEPS_TRIED;
  mpz_set_ui(out, 0);
  hwnas_status_t *status = go(counter, out);
  for (size_t node = 0; node < counter->trellis->n_nodes; node++) hwnas_spread_free(&counter->spreads[node]);
  *out_done = counter->steps <= counter->steps_max;
  return status;
}

static hwnas_status_t *prepare(counter_t *counter) {
  const hwnas_trellis_t *trellis = counter->trellis;
  HWNAS_TRY(hwnas_trellis_counts(trellis, &counter->after));
  counter->limbs = mpz_sizeinbase(counter->after[hwnas_trellis_root(trellis)], 2) / 64 + 1;
  HWNAS_TRY(link_back(counter));
  counter->spreads = calloc(trellis->n_nodes, sizeof *counter->spreads);
  counter->parts = calloc(trellis->n_edges + 1, sizeof *counter->parts);
  counter->below = calloc(counter->limbs, sizeof *counter->below);
  return counter->spreads && counter->parts && counter->below ? NULL : hwnas_status_no_memory();
}

static void counter_deinit(counter_t *counter) {
  hwnas_trellis_counts_free(counter->trellis, counter->after);
  free(counter->first_in);
  free(counter->in);
  free(counter->from);
  free(counter->spreads);
  free(counter->parts);
  free(counter->below);
}

/* What has sums up to high, less what has sums below low. */
static hwnas_status_t *count_between(counter_t *counter, bool force, bool *out_done, mpz_t out) {
  const hwnas_sums_t *sums = counter->sums;
  uint32_t root = hwnas_trellis_root(counter->trellis);
  mpz_t less;
  *out_done = true;
  mpz_init(less);
  mpz_set(out, counter->after[root]);
  hwnas_status_t *status = NULL;
  counter->last = sums->high;
  if (sums->high < sums->after_max[root]) status = count_up_to(counter, force, out_done, out);
  counter->last = sums->low - 1;
  if (!status && *out_done && sums->low > 0) status = count_up_to(counter, force, out_done, less);
  mpz_sub(out, out, less);
  mpz_clear(less);
  return status;
}

hwnas_status_t *hwnas_trellis_count(const hwnas_trellis_t *trellis, size_t metric, hwnas_range_t range,
                                    bool force, bool *out_done, mpz_t out) {
  hwnas_sums_t sums;
  mpz_t count;
  mpz_init(count);
  *out_done = true;
  hwnas_status_t *status = hwnas_sums_init(&sums, trellis, metric, range, false);
  counter_t counter = {.trellis = trellis, .sums = &sums};
  if (!status && sums.low <= sums.high) {
    status = prepare(&counter);
    if (!status) status = count_between(&counter, force, out_done, count);
  }
  if (!status && *out_done) mpz_set(out, count);
  counter_deinit(&counter);
  hwnas_sums_deinit(&sums);
  mpz_clear(count);
  return status;
}
