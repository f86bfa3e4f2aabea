#include "trellis/box.h"

#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/limbs.h"
#include "trellis/total.h"

#define STEPS_MAX 5e6  /* sums at edges: a second or so */
#define SURE INT64_MIN /* in place of a sum that stays in its range whatever follows */

/* Sums up to a node: its number, then one per metric; and how many paths have them. */
typedef struct layer_sums {
  hwnas_intern_t keys;
  uint64_t *counts; /* per key x limbs */
  size_t capacity;  /* keys */
} layer_sums_t;

typedef struct boxer {
  const hwnas_trellis_t *trellis;
  hwnas_sums_t *sums; /* per metric */
  mpz_t *ways;        /* per node */
  size_t limbs;
  layer_sums_t here, next;
  int64_t *key;
  double steps, steps_max;
} boxer_t;

/* ---- One edge -------------------------------------------------------------------------------- */

typedef enum fate { OUTSIDE, OPEN, INSIDE } fate_t;

/* Of one metric after an edge; *sum becomes SURE where it is. */
static fate_t go_on(const hwnas_sums_t *sums, uint32_t e, uint32_t to, int64_t *sum) {
  if (*sum == SURE) return INSIDE;
  *sum += sums->costs[e];
  if (*sum > sums->high || *sum + sums->after_max[to] < sums->low) return OUTSIDE;
  if (*sum < sums->low || *sum + sums->after_max[to] > sums->high) return OPEN;
  *sum = SURE;
  return INSIDE;
}

static bool reserve(layer_sums_t *layer, size_t limbs) {
  if (layer->keys.n < layer->capacity) return true;
  size_t capacity = 2 * layer->capacity + 256;
  uint64_t *counts = realloc(layer->counts, capacity * limbs * sizeof *counts);
  if (!counts) return false;
  layer->counts = counts;
  layer->capacity = capacity;
  return true;
}

static hwnas_status_t *add(boxer_t *boxer, const uint64_t *count, uint32_t times) {
  layer_sums_t *next = &boxer->next;
  size_t n = next->keys.n;
  uint32_t number;
  if (!reserve(next, boxer->limbs) ||
      !hwnas_intern_put(&next->keys, boxer->key, (1 + boxer->trellis->n_metrics) * sizeof(int64_t), &number))
    return hwnas_status_no_memory();
  uint64_t *sum = &next->counts[number * boxer->limbs];
  if (number == n) memset(sum, 0, boxer->limbs * sizeof *sum);
  hwnas_limbs_add(sum, count, boxer->limbs, times, boxer->limbs);
  return NULL;
}

/* Paths that are certain to stay inside go on in as many ways as lead to the end. */
static void add_inside(const boxer_t *boxer, const uint64_t *count, uint32_t times, uint32_t to, mpz_t out) {
  mpz_t paths;
  mpz_init(paths);
  mpz_import(paths, boxer->limbs, -1, sizeof(uint64_t), 0, 0, count);
  mpz_mul_ui(paths, paths, times);
  mpz_addmul(out, paths, boxer->ways[to]);
  mpz_clear(paths);
}

static hwnas_status_t *take_edge(boxer_t *boxer, const int64_t *from, const uint64_t *count, uint32_t e,
                                 mpz_t out) {
  const hwnas_trellis_t *trellis = boxer->trellis;
  uint32_t to = trellis->to[e], times = hwnas_trellis_options(trellis, e);
  bool inside = true;
  boxer->steps += boxer->limbs > 2 ? (double)boxer->limbs / 2 : 1;
  boxer->key[0] = to;
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    boxer->key[1 + m] = from[1 + m];
    fate_t fate = go_on(&boxer->sums[m], e, to, &boxer->key[1 + m]);
    if (fate == OUTSIDE) return NULL;
    inside &= fate == INSIDE;
  }
  if (!inside) return add(boxer, count, times);
  add_inside(boxer, count, times, to, out);
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *take_layer(boxer_t *boxer, mpz_t out) {
  const hwnas_trellis_t *trellis = boxer->trellis;
  for (size_t i = 0; i < boxer->here.keys.n && boxer->steps <= boxer->steps_max; i++) {
    const int64_t *from = hwnas_intern_at(&boxer->here.keys, i);
    for (uint32_t e = trellis->first_edge[from[0]]; e < trellis->first_edge[from[0] + 1]; e++)
      HWNAS_TRY(take_edge(boxer, from, &boxer->here.counts[i * boxer->limbs], e, out));
  }
  layer_sums_t spare = boxer->here;
  boxer->here = boxer->next;
  boxer->next = spare;
  hwnas_intern_clear(&boxer->next.keys);
  return NULL;
}

/* The root is open, whatever the ranges are: what they say of it is said again by its edges. */
static hwnas_status_t *go(boxer_t *boxer, mpz_t out) {
  const hwnas_trellis_t *trellis = boxer->trellis;
  uint64_t *one = calloc(boxer->limbs, sizeof *one);
  HWNAS_TRY_ALLOC(one);
  one[0] = 1;
  memset(boxer->key, 0, (1 + trellis->n_metrics) * sizeof *boxer->key);
  boxer->key[0] = hwnas_trellis_root(trellis);
  hwnas_status_t *status = add(boxer, one, 1);
  free(one);
  HWNAS_TRY(status);
  layer_sums_t spare = boxer->here;
  boxer->here = boxer->next;
  boxer->next = spare;
  for (size_t l = 0; l < trellis->n_layers; l++) HWNAS_TRY(take_layer(boxer, out));
  return NULL;
}

static hwnas_status_t *prepare(boxer_t *boxer, const hwnas_range_t *ranges, bool *out_empty) {
  const hwnas_trellis_t *trellis = boxer->trellis;
  boxer->sums = calloc(trellis->n_metrics + 1, sizeof *boxer->sums);
  boxer->key = calloc(trellis->n_metrics + 1, sizeof *boxer->key);
  if (!boxer->sums || !boxer->key) return hwnas_status_no_memory();
  HWNAS_TRY(hwnas_trellis_counts(trellis, &boxer->ways));
  *out_empty = hwnas_trellis_empty(trellis);
  for (size_t m = 0; m < trellis->n_metrics; m++) {
    HWNAS_TRY(hwnas_sums_init(&boxer->sums[m], trellis, m, ranges[m], false));
    *out_empty |= boxer->sums[m].low > boxer->sums[m].high;
  }
  if (!*out_empty) boxer->limbs = mpz_sizeinbase(boxer->ways[hwnas_trellis_root(trellis)], 2) / 64 + 1;
  return NULL;
}

static void boxer_deinit(boxer_t *boxer) {
  for (size_t m = 0; boxer->sums && m < boxer->trellis->n_metrics; m++) hwnas_sums_deinit(&boxer->sums[m]);
  hwnas_trellis_counts_free(boxer->trellis, boxer->ways);
  hwnas_intern_deinit(&boxer->here.keys);
  hwnas_intern_deinit(&boxer->next.keys);
  free(boxer->here.counts);
  free(boxer->next.counts);
  free(boxer->sums);
  free(boxer->key);
}

hwnas_status_t *hwnas_trellis_count_box(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                        bool force, bool *out_done, mpz_t out) {
  boxer_t boxer = {.trellis = trellis, .steps_max = force ? 1e300 : STEPS_MAX};
  bool empty = true;
  mpz_t count;
  mpz_init(count);
  hwnas_intern_init(&boxer.here.keys);
  hwnas_intern_init(&boxer.next.keys);
  hwnas_status_t *status = prepare(&boxer, ranges, &empty);
  if (!status && !empty && (trellis->n_layers == 0 || trellis->n_metrics == 0))
    mpz_set(count, boxer.ways[hwnas_trellis_root(trellis)]);
  else if (!status && !empty)
    status = go(&boxer, count);
  *out_done = boxer.steps <= boxer.steps_max;
  if (!status && *out_done) mpz_set(out, count);
  boxer_deinit(&boxer);
  mpz_clear(count);
  return status;
}
