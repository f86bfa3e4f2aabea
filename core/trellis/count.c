#include "trellis/count.h"

#include <math.h>
#include <stdlib.h>

#include "base/limbs.h"
#include "trellis/spread.h"
#include "trellis/total.h"

#define STEPS_TRIED 5e7 /* where only an upper bound can be told beforehand, which may be far too high */

/* Counts paths whose sum is at most `last`. `before` of a node are the sums from the root to it that do not
 * yet decide that; `after` those from it to the end, and `always` the number of ways that are well below
 * whatever comes before. Towards both ends there are fewer paths, and numbers need fewer limbs. */
typedef struct counter {
  const hwnas_trellis_t *trellis;
  const hwnas_sums_t *sums;
  int64_t last;
  size_t limbs;
  mpz_t *ways;                        /* per node: paths to the end */
  size_t *limbs_before, *limbs_after; /* per node, enough for `before` and `after` */
  uint32_t *first_in, *in;            /* per node: edges that lead to it */
  uint32_t *from;                     /* per edge */
  hwnas_spread_t *before, *after;
  uint64_t *always;          /* per node x limbs */
  uint64_t *scratch, *pairs; /* limbs */
  hwnas_spread_part_t *parts;
  hwnas_pool_t pool;
  double steps, steps_max;
} counter_t;

/* ---- Nodes ----------------------------------------------------------------------------------- */

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

/* Lesser sums stay in the range whatever follows. */
static int64_t first_before(const counter_t *counter, size_t node) {
  int64_t first = counter->last - counter->sums->after_max[node] + 1;
  return first > 0 ? first : 0;
}
/* Lesser sums stay in the range whatever came before. */
static int64_t first_after(const counter_t *counter, size_t node) {
  int64_t first = counter->last - counter->sums->before_max[node] + 1;
  return first > 0 ? first : 0;
}
static int64_t last_after(const counter_t *counter, size_t node) {
  return counter->last - counter->sums->before_min[node];
}

/* ---- What to expect -------------------------------------------------------------------------- */

static double width(int64_t first, int64_t last, int64_t least, int64_t most) {
  if (least > first) first = least;
  if (most < last) last = most;
  return first <= last ? (double)(last - first) + 1 : 0;
}

/* Per boundary between layers: the bytes of sums there and the steps to there, at most, from the root or from
 * the end. No node has more sums than its window is wide, nor more than come in. */
static void bound_before(const counter_t *counter, double *entries, double *bytes, double *steps) {
  const hwnas_trellis_t *trellis = counter->trellis;
  for (size_t node = 0; node < trellis->n_nodes; node++) entries[node] = node == hwnas_trellis_root(trellis);
  for (size_t l = 0; l <= trellis->n_layers; l++) {
    bytes[l] = 0;
    if (l < trellis->n_layers) steps[l + 1] = steps[l];
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++) {
      double most = width(first_before(counter, node), counter->last, counter->sums->before_min[node],
                          counter->sums->before_max[node]);
      if (entries[node] > most) entries[node] = most;
      bytes[l] += hwnas_spread_bytes(entries[node], counter->limbs_before[node]);
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
        entries[trellis->to[e]] += entries[node];
        steps[l + 1] += hwnas_spread_steps(entries[node], counter->limbs_before[trellis->to[e]]);
      }
    }
  }
}

static void bound_after(const counter_t *counter, double *entries, double *bytes, double *steps) {
  const hwnas_trellis_t *trellis = counter->trellis;
  for (size_t l = trellis->n_layers + 1; l-- > 0;) {
    bytes[l] = 0;
    steps[l] = l < trellis->n_layers ? steps[l + 1] : 0;
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++) {
      double in = node == 0;
      for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
        in += entries[trellis->to[e]];
      if (node > 0) steps[l] += hwnas_spread_steps(in, counter->limbs_after[node]);
      double most =
          width(first_after(counter, node), last_after(counter, node), 0, counter->sums->after_max[node]);
      entries[node] = in > most ? most : in;
      bytes[l] += hwnas_spread_bytes(entries[node], counter->limbs_after[node]);
    }
  }
}

/* In place of what is at each boundary, what is in memory at once on the way there. */
static void bound_memory(double *before, double *after, size_t n) {
  for (size_t l = n; l-- > 1;) before[l] += before[l - 1];
  for (size_t l = 1; l < n; l++) before[l] = fmax(before[l], before[l - 1]);
  for (size_t l = 0; l + 1 < n; l++) after[l] += after[l + 1];
  for (size_t l = n - 1; l-- > 0;) after[l] = fmax(after[l], after[l + 1]);
}

/* True if the best place to meet is near enough from both ends. */
static bool is_within_bounds(double *bounds, size_t n) {
  double *before = bounds, *steps_before = bounds + n, *after = bounds + 2 * n, *steps_after = bounds + 3 * n;
  bound_memory(before, after, n);
  for (size_t l = 0; l < n; l++)
    if (steps_before[l] + steps_after[l] <= HWNAS_SPREAD_STEPS_MAX &&
        fmax(before[l], after[l]) <= HWNAS_SPREAD_BYTES_MAX)
      return true;
  return false;
}

static hwnas_status_t *set_limit(counter_t *counter, bool force) {
  size_t n = counter->trellis->n_layers + 1;
  double *bounds = calloc(4 * n + counter->trellis->n_nodes, sizeof *bounds), *entries = bounds + 4 * n;
  HWNAS_TRY_ALLOC(bounds);
  bound_before(counter, entries, bounds, bounds + n);
  bound_after(counter, entries, bounds + 2 * n, bounds + 3 * n);
  counter->steps = 0;
  counter->steps_max = is_within_bounds(bounds, n) ? HWNAS_SPREAD_STEPS_MAX : STEPS_TRIED;
  if (force) counter->steps_max = (double)INFINITY;
  free(bounds);
  return NULL;
}

/* ---- From the root --------------------------------------------------------------------------- */

/* Each path that is certain to be in the range goes on in as many ways as lead to the end. */
static void add_certain(const counter_t *counter, size_t node, mpz_t out) {
  mpz_t count;
  mpz_init(count);
  mpz_import(count, counter->limbs, -1, sizeof(uint64_t), 0, 0, counter->scratch);
  mpz_addmul(out, count, counter->ways[node]);
  mpz_clear(count);
}

static hwnas_status_t *enter(counter_t *counter, size_t node, mpz_t out) {
  int64_t first = first_before(counter, node);
  size_t n = 0;
  for (uint32_t i = counter->first_in[node]; i < counter->first_in[node + 1]; i++) {
    uint32_t e = counter->in[i];
    counter->parts[n++] = (hwnas_spread_part_t){&counter->before[counter->from[e]], counter->sums->costs[e],
                                                hwnas_trellis_options(counter->trellis, e)};
  }
  for (size_t i = 0; i < counter->limbs; i++) counter->scratch[i] = 0;
  hwnas_spread_count_below(counter->parts, n, first, counter->limbs, counter->scratch);
  if (!hwnas_spread_add(&counter->pool, counter->parts, n, first, counter->last, counter->limbs_before[node],
                        &counter->before[node]))
    return hwnas_status_no_memory();
  add_certain(counter, node, out);
  return NULL;
}

static void drop(counter_t *counter, hwnas_spread_t *spreads, size_t l) {
  for (size_t node = hwnas_trellis_first(counter->trellis, l); node < hwnas_trellis_end(counter->trellis, l);
       node++)
    hwnas_spread_free(&spreads[node], &counter->pool);
}

static hwnas_status_t *go_on(counter_t *counter, size_t l, mpz_t out) {
  for (size_t node = hwnas_trellis_first(counter->trellis, l + 1);
       node < hwnas_trellis_end(counter->trellis, l + 1); node++)
    HWNAS_TRY(enter(counter, node, out));
  drop(counter, counter->before, l);
  return NULL;
}

/* ---- From the end ---------------------------------------------------------------------------- */

static hwnas_status_t *leave(counter_t *counter, size_t node) {
  const hwnas_trellis_t *trellis = counter->trellis;
  uint64_t *always = &counter->always[node * counter->limbs];
  size_t n = 0;
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
    uint32_t times = hwnas_trellis_options(trellis, e);
    counter->parts[n++] =
        (hwnas_spread_part_t){&counter->after[trellis->to[e]], counter->sums->costs[e], times};
    hwnas_limbs_add(always, &counter->always[trellis->to[e] * counter->limbs], counter->limbs, times,
                    counter->limbs);
  }
  int64_t first = first_after(counter, node), last = last_after(counter, node);
  hwnas_spread_count_below(counter->parts, n, first, counter->limbs, always);
  bool fits = hwnas_spread_add(&counter->pool, counter->parts, n, first, last, counter->limbs_after[node],
                               &counter->after[node]);
  return fits ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *go_back(counter_t *counter, size_t l) {
  for (size_t node = hwnas_trellis_first(counter->trellis, l - 1);
       node < hwnas_trellis_end(counter->trellis, l - 1); node++)
    HWNAS_TRY(leave(counter, node));
  drop(counter, counter->after, l);
  return NULL;
}

/* ---- Until they meet ------------------------------------------------------------------------- */

static double steps_on(const counter_t *counter, size_t l) {
  const hwnas_trellis_t *trellis = counter->trellis;
  double steps = 0;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      steps += hwnas_spread_steps((double)counter->before[node].n, counter->limbs_before[trellis->to[e]]);
  return steps;
}

static double steps_back(const counter_t *counter, size_t l) {
  double steps = 0;
  for (size_t node = hwnas_trellis_first(counter->trellis, l); node < hwnas_trellis_end(counter->trellis, l);
       node++)
    for (uint32_t i = counter->first_in[node]; i < counter->first_in[node + 1]; i++)
      steps += hwnas_spread_steps((double)counter->after[node].n,
                                  counter->limbs_after[counter->from[counter->in[i]]]);
  return steps;
}

static void meet(counter_t *counter, size_t l, mpz_t out) {
  mpz_t count;
  for (size_t i = 0; i < counter->limbs; i++) counter->pairs[i] = 0;
  for (size_t node = hwnas_trellis_first(counter->trellis, l); node < hwnas_trellis_end(counter->trellis, l);
       node++)
    hwnas_spread_join(&counter->before[node], &counter->after[node], &counter->always[node * counter->limbs],
                      counter->last, counter->limbs, counter->scratch, counter->pairs);
  mpz_init(count);
  mpz_import(count, counter->limbs, -1, sizeof(uint64_t), 0, 0, counter->pairs);
  mpz_add(out, out, count);
  mpz_clear(count);
}

/* One layer at a time from the end where that is less work. Stops early if there is too much of it. */
static hwnas_status_t *go(counter_t *counter, mpz_t out) {
  size_t l = 0, end = counter->trellis->n_layers;
  if (!hwnas_spread_one(&counter->pool, &counter->before[hwnas_trellis_root(counter->trellis)]) ||
      !hwnas_spread_one(&counter->pool, &counter->after[0]))
    return hwnas_status_no_memory();
  while (l < end) {
    double on = steps_on(counter, l), back = steps_back(counter, end);
    counter->steps += on < back ? on : back;
    if (counter->steps > counter->steps_max) return NULL;
    HWNAS_TRY(on < back ? go_on(counter, l, out) : go_back(counter, end));
    l += on < back;
    end -= !(on < back);
  }
  meet(counter, l, out);
  return NULL;
}

static hwnas_status_t *count_up_to(counter_t *counter, bool force, bool *out_done, mpz_t out) {
  const hwnas_trellis_t *trellis = counter->trellis;
  HWNAS_TRY(set_limit(counter, force));
  for (size_t i = 0; i < trellis->n_nodes * counter->limbs; i++) counter->always[i] = 0;
  mpz_set_ui(out, 0);
  hwnas_status_t *status = go(counter, out);
  for (size_t l = 0; l <= trellis->n_layers; l++) drop(counter, counter->before, l);
  for (size_t l = 0; l <= trellis->n_layers; l++) drop(counter, counter->after, l);
  *out_done = counter->steps <= counter->steps_max;
  return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *measure_numbers(counter_t *counter) {
  const hwnas_trellis_t *trellis = counter->trellis;
  mpz_t *ways = NULL;
  counter->limbs_before = calloc(trellis->n_nodes, sizeof *counter->limbs_before);
  counter->limbs_after = calloc(trellis->n_nodes, sizeof *counter->limbs_after);
  if (!counter->limbs_before || !counter->limbs_after) return hwnas_status_no_memory();
  HWNAS_TRY(hwnas_trellis_counts(trellis, &counter->ways));
  HWNAS_TRY(hwnas_trellis_counts_before(trellis, &ways));
  for (size_t node = 0; node < trellis->n_nodes; node++) {
    counter->limbs_before[node] = hwnas_total_limbs(ways[node]);
    counter->limbs_after[node] = hwnas_total_limbs(counter->ways[node]);
  }
  counter->limbs = hwnas_total_limbs(ways[0]);
  hwnas_trellis_counts_free(trellis, ways);
  return NULL;
}

static hwnas_status_t *prepare(counter_t *counter) {
  const hwnas_trellis_t *trellis = counter->trellis;
  HWNAS_TRY(measure_numbers(counter));
  HWNAS_TRY(link_back(counter));
  counter->before = calloc(trellis->n_nodes, sizeof *counter->before);
  counter->after = calloc(trellis->n_nodes, sizeof *counter->after);
  counter->always = calloc(trellis->n_nodes, counter->limbs * sizeof *counter->always);
  counter->scratch = calloc(counter->limbs, sizeof *counter->scratch);
  counter->pairs = calloc(counter->limbs, sizeof *counter->pairs);
  counter->parts = calloc(trellis->n_edges + 1, sizeof *counter->parts);
  if (counter->before && counter->after && counter->always && counter->scratch && counter->pairs &&
      counter->parts)
    return NULL;
  return hwnas_status_no_memory();
}

static void counter_deinit(counter_t *counter) {
  hwnas_trellis_counts_free(counter->trellis, counter->ways);
  hwnas_pool_deinit(&counter->pool);
  free(counter->limbs_before);
  free(counter->limbs_after);
  free(counter->first_in);
  free(counter->in);
  free(counter->from);
  free(counter->before);
  free(counter->after);
  free(counter->always);
  free(counter->scratch);
  free(counter->pairs);
  free(counter->parts);
}

/* What has sums up to high, less what has sums below low. */
static hwnas_status_t *count_between(counter_t *counter, bool force, bool *out_done, mpz_t out) {
  const hwnas_sums_t *sums = counter->sums;
  uint32_t root = hwnas_trellis_root(counter->trellis);
  mpz_t less;
  *out_done = true;
  mpz_init(less);
  mpz_set(out, counter->ways[root]);
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
