#include "trellis/support.h"

#include <math.h>
#include <stdlib.h>

#include "trellis/range.h"
#include "trellis/spread.h"
#include "trellis/total.h"

#define STEPS_TRIED 1e7 /* where only an upper bound can: part of a second */

/* Goes from the end to the root, where a node has the sums of all ways on. */
typedef struct supporter {
  const hwnas_trellis_t *trellis;
  hwnas_sums_t sums;
  mpz_t *ways;           /* per node: to the end */
  hwnas_spread_t *after; /* per node */
  hwnas_spread_part_t *parts;
  hwnas_pool_t pool;
  double steps, steps_max;
} supporter_t;

static size_t limbs_at(const supporter_t *supporter, size_t node) {
  return hwnas_total_limbs(supporter->ways[node]);
}

/* ---- What to expect -------------------------------------------------------------------------- */

/* No node has more sums than come in, nor than there is room for. */
static hwnas_status_t *set_limit(supporter_t *supporter) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  double *entries = calloc(trellis->n_nodes, sizeof *entries), steps = 0, bytes = 0;
  HWNAS_TRY_ALLOC(entries);
  entries[0] = 1;
  for (size_t node = 1; node < trellis->n_nodes; node++) {
    double room = (double)supporter->sums.after_max[node] + 1, in = 0;
    for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++)
      in += entries[trellis->to[e]];
    steps += hwnas_spread_steps(in, limbs_at(supporter, node));
    entries[node] = in < room ? in : room;
    bytes += hwnas_spread_bytes(entries[node], limbs_at(supporter, node));
  }
  bool is_known = steps <= HWNAS_SPREAD_STEPS_MAX && bytes <= HWNAS_SPREAD_BYTES_MAX;
  supporter->steps_max = is_known ? HWNAS_SPREAD_STEPS_MAX : STEPS_TRIED;
  free(entries);
  return NULL;
}

/* ---- Sums ------------------------------------------------------------------------------------ */

static hwnas_status_t *leave(supporter_t *supporter, size_t node) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  double entries = 0;
  size_t n = 0;
  for (uint32_t e = trellis->first_edge[node]; e < trellis->first_edge[node + 1]; e++) {
    const hwnas_spread_t *after = &supporter->after[trellis->to[e]];
    supporter->parts[n++] =
        (hwnas_spread_part_t){after, supporter->sums.costs[e], hwnas_trellis_options(trellis, e)};
    entries += (double)after->n;
  }
  supporter->steps += hwnas_spread_steps(entries, limbs_at(supporter, node));
  if (supporter->steps > supporter->steps_max) return NULL;
  bool fits = hwnas_spread_add(&supporter->pool, supporter->parts, n, 0, supporter->sums.after_max[node],
                               limbs_at(supporter, node), &supporter->after[node]);
  return fits ? NULL : hwnas_status_no_memory();
}

static void drop(supporter_t *supporter, size_t l) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    hwnas_spread_free(&supporter->after[node], &supporter->pool);
}

/* A node has no fewer sums than any that follows it, so that all edges that are left have as many to add as
 * the least of this layer. */
static double steps_left(const supporter_t *supporter, size_t l) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  double least = INFINITY;
  for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
    least = fmin(least, (double)supporter->after[node].n);
  size_t n_edges = trellis->n_edges - trellis->first_edge[hwnas_trellis_end(trellis, l)];
  return hwnas_spread_steps(least * (double)n_edges, 1);
}

static hwnas_status_t *go(supporter_t *supporter) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  if (!hwnas_spread_one(&supporter->pool, &supporter->after[0])) return hwnas_status_no_memory();
  for (size_t l = trellis->n_layers; l-- > 0 && supporter->steps <= supporter->steps_max;) {
    for (size_t node = hwnas_trellis_first(trellis, l); node < hwnas_trellis_end(trellis, l); node++)
      HWNAS_TRY(leave(supporter, node));
    drop(supporter, l + 1);
    if (supporter->steps + steps_left(supporter, l) > supporter->steps_max) supporter->steps = INFINITY;
  }
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *write(const supporter_t *supporter, size_t metric, hwnas_support_t *out) {
  uint32_t root = hwnas_trellis_root(supporter->trellis);
  const hwnas_spread_t *all = &supporter->after[root];
  mpz_t count;
  out->values = calloc(all->n + 1, sizeof *out->values);
  out->shares = calloc(all->n + 1, sizeof *out->shares);
  if (!out->values || !out->shares) return hwnas_status_no_memory();
  mpz_init(count);
  for (size_t i = 0; i < all->n; i++) {
    mpz_import(count, all->limbs, -1, sizeof(uint64_t), 0, 0, &all->counts[i * all->limbs]);
    if (mpz_sgn(count) == 0) continue;
    out->values[out->n] =
        supporter->trellis->minima[metric] + hwnas_spread_sum(all, i) * supporter->sums.unit;
    out->shares[out->n++] = hwnas_total_share(count, supporter->ways[root]);
  }
  mpz_clear(count);
  return NULL;
}

static hwnas_status_t *find(supporter_t *supporter, size_t metric, bool *out_done, hwnas_support_t *out) {
  const hwnas_trellis_t *trellis = supporter->trellis;
  hwnas_range_t all = {trellis->minima[metric], trellis->maxima[metric]};
  HWNAS_TRY(hwnas_sums_init(&supporter->sums, trellis, metric, all, false));
  HWNAS_TRY(hwnas_trellis_counts(trellis, &supporter->ways));
  supporter->after = calloc(trellis->n_nodes, sizeof *supporter->after);
  supporter->parts = calloc(trellis->n_edges + 1, sizeof *supporter->parts);
  if (!supporter->after || !supporter->parts) return hwnas_status_no_memory();
  HWNAS_TRY(set_limit(supporter));
  HWNAS_TRY(go(supporter));
  *out_done = supporter->steps <= supporter->steps_max;
  return *out_done ? write(supporter, metric, out) : NULL;
}

hwnas_status_t *hwnas_trellis_support(const hwnas_trellis_t *trellis, size_t metric, bool *out_done,
                                      hwnas_support_t *out) {
  supporter_t supporter = {.trellis = trellis};
  *out = (hwnas_support_t){0};
  *out_done = false;
  hwnas_status_t *status = find(&supporter, metric, out_done, out);
  for (size_t l = 0; supporter.after && l <= trellis->n_layers; l++) drop(&supporter, l);
  hwnas_pool_deinit(&supporter.pool);
  hwnas_sums_deinit(&supporter.sums);
  hwnas_trellis_counts_free(trellis, supporter.ways);
  free(supporter.after);
  free(supporter.parts);
  return status;
}

void hwnas_support_deinit(hwnas_support_t *support) {
  free(support->values);
  free(support->shares);
  *support = (hwnas_support_t){0};
}
