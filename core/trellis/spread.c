#include "trellis/spread.h"

#include <stdlib.h>
#include <string.h>

#include "base/limbs.h"

#define TILE 1024 /* sums at a time: the first-level cache has room for them and what is added */
#define FEW 16    /* entries that are a list whatever the width */

void hwnas_spread_free(hwnas_spread_t *spread, hwnas_pool_t *pool) {
  hwnas_pool_give(pool, spread->sums);
  hwnas_pool_give(pool, spread->counts);
  *spread = (hwnas_spread_t){0};
}

bool hwnas_spread_one(hwnas_pool_t *pool, hwnas_spread_t *out) {
  *out = (hwnas_spread_t){.n = 1,
                          .limbs = 1,
                          .sums = hwnas_pool_take(pool, sizeof(int64_t)),
                          .counts = hwnas_pool_take(pool, sizeof(uint64_t))};
  if (!out->sums || !out->counts) return false;
  out->sums[0] = 0;
  out->counts[0] = 1;
  return true;
}

/* The first entry whose sum is at least `sum`. */
static size_t find(const hwnas_spread_t *spread, int64_t sum) {
  size_t low = 0, high = spread->n;
  if (!spread->sums) {
    if (sum <= spread->first) return 0;
    return (uint64_t)(sum - spread->first) < high ? (size_t)(sum - spread->first) : high;
  }
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (spread->sums[middle] < sum)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- Adding parts ---------------------------------------------------------------------------- */

/* Entries [begin, end) of a part. */
typedef struct piece {
  size_t begin, end;
} piece_t;

static piece_t piece_of(const hwnas_spread_part_t *part, int64_t first, int64_t last) {
  if (first > last) return (piece_t){0, 0};
  return (piece_t){find(part->spread, first - part->shift), find(part->spread, last - part->shift + 1)};
}

static void add_piece(const hwnas_spread_part_t *part, piece_t piece, const hwnas_spread_t *out) {
  const hwnas_spread_t *from = part->spread;
  size_t limbs = out->limbs;
  int64_t shift = part->shift - out->first;
  if (piece.begin >= piece.end) return;
  if (!from->sums)
    hwnas_limbs_add_all(&out->counts[(size_t)(hwnas_spread_sum(from, piece.begin) + shift) * limbs],
                        &from->counts[piece.begin * from->limbs], from->limbs, piece.end - piece.begin,
                        part->times, limbs);
  for (size_t i = piece.begin; from->sums && i < piece.end; i++)
    hwnas_limbs_add(&out->counts[(size_t)(from->sums[i] + shift) * limbs], &from->counts[i * from->limbs],
                    from->limbs, part->times, limbs);
}

/* One tile after the other: it stays in the cache while all parts go into it, and so do those parts that are
 * the same spread at several shifts. */
static bool add_densely(hwnas_pool_t *pool, const hwnas_spread_part_t *parts, size_t n, int64_t last,
                        hwnas_spread_t *out) {
  size_t bytes = out->limbs * sizeof *out->counts;
  out->counts = hwnas_pool_take(pool, out->n * bytes);
  if (!out->counts) return false;
  for (int64_t begin = out->first; begin <= last; begin += TILE) {
    int64_t end = last - begin < TILE ? last : begin + TILE - 1;
    memset(&out->counts[(size_t)(begin - out->first) * out->limbs], 0, (size_t)(end - begin + 1) * bytes);
    for (size_t p = 0; p < n; p++) add_piece(&parts[p], piece_of(&parts[p], begin, end), out);
  }
  return true;
}

/* Merges two sorted lists into a third one, equal sums into one. */
static void merge(const hwnas_spread_t *a, const hwnas_spread_t *b, hwnas_spread_t *out) {
  size_t limbs = out->limbs, bytes = limbs * sizeof *out->counts;
  out->n = 0;
  for (size_t i = 0, j = 0; i < a->n || j < b->n; out->n++) {
    bool take_a = j == b->n || (i < a->n && a->sums[i] <= b->sums[j]);
    bool take_b = i == a->n || (j < b->n && b->sums[j] <= a->sums[i]);
    uint64_t *count = &out->counts[out->n * limbs];
    out->sums[out->n] = take_a ? a->sums[i] : b->sums[j];
    memcpy(count, take_a ? &a->counts[i * limbs] : &b->counts[j * limbs], bytes);
    if (take_a && take_b) hwnas_limbs_add(count, &b->counts[j * limbs], limbs, 1, limbs);
    i += take_a;
    j += take_b;
  }
}

/* Two areas of the same size, filled with runs one after the other; merging goes from one to the other. */
typedef struct runs {
  size_t limbs;
  int64_t *sums[2];
  uint64_t *counts[2];
  hwnas_spread_t *items;
  size_t n;
} runs_t;

static hwnas_spread_t run_at(const runs_t *runs, int area, size_t at) {
  return (hwnas_spread_t){
      .limbs = runs->limbs, .sums = runs->sums[area] + at, .counts = runs->counts[area] + at * runs->limbs};
}

static void copy_run(const hwnas_spread_part_t *part, piece_t piece, hwnas_spread_t *out) {
  const hwnas_spread_t *from = part->spread;
  memset(out->counts, 0, (piece.end - piece.begin) * out->limbs * sizeof *out->counts);
  for (size_t i = piece.begin; i < piece.end; i++, out->n++) {
    out->sums[out->n] = hwnas_spread_sum(from, i) + part->shift;
    hwnas_limbs_add(&out->counts[out->n * out->limbs], &from->counts[i * from->limbs], from->limbs,
                    part->times, out->limbs);
  }
}

/* Neighbours become one until one is left; returns the area in which it lies. */
static int merge_runs(runs_t *runs) {
  int area = 0;
  for (; runs->n > 1; area = !area) {
    size_t kept = 0, at = 0;
    for (size_t r = 0; r < runs->n; r += 2) {
      static const hwnas_spread_t none = {0};
      const hwnas_spread_t a = runs->items[r], b = r + 1 < runs->n ? runs->items[r + 1] : none;
      hwnas_spread_t merged = run_at(runs, !area, at);
      merge(&a, &b, &merged);
      at += merged.n;
      runs->items[kept++] = merged;
    }
    runs->n = kept;
  }
  return area;
}

static void free_area(hwnas_pool_t *pool, runs_t *runs, int area) {
  hwnas_pool_give(pool, runs->sums[area]);
  hwnas_pool_give(pool, runs->counts[area]);
}

static bool alloc_runs(hwnas_pool_t *pool, runs_t *runs, size_t n, size_t n_entries) {
  runs->items = calloc(n + 1, sizeof *runs->items);
  for (int area = 0; area < 2; area++) {
    runs->sums[area] = hwnas_pool_take(pool, (n_entries + 1) * sizeof *runs->sums[area]);
    runs->counts[area] = hwnas_pool_take(pool, (n_entries + 1) * runs->limbs * sizeof *runs->counts[area]);
  }
  return runs->items && runs->sums[0] && runs->sums[1] && runs->counts[0] && runs->counts[1];
}

static bool add_as_list(hwnas_pool_t *pool, const hwnas_spread_part_t *parts, size_t n, const piece_t *pieces,
                        size_t n_entries, hwnas_spread_t *out) {
  runs_t runs = {.n = n, .limbs = out->limbs};
  int area = 0;
  bool fits = alloc_runs(pool, &runs, n, n_entries);
  for (size_t p = 0, at = 0; fits && p < n; at += runs.items[p++].n) {
    runs.items[p] = run_at(&runs, 0, at);
    copy_run(&parts[p], pieces[p], &runs.items[p]);
  }
  if (fits) {
    area = merge_runs(&runs);
    *out = run_at(&runs, area, 0);
    out->n = runs.items[0].n;
  } else {
    free_area(pool, &runs, 0);
  }
  free_area(pool, &runs, !area);
  free(runs.items);
  return fits;
}

bool hwnas_spread_add(hwnas_pool_t *pool, const hwnas_spread_part_t *parts, size_t n, int64_t first,
                      int64_t last, size_t limbs, hwnas_spread_t *out) {
  *out = (hwnas_spread_t){.first = first, .limbs = limbs};
  piece_t *pieces = calloc(n + 1, sizeof *pieces);
  size_t n_entries = 0;
  if (!pieces) return false;
  for (size_t p = 0; p < n; p++) {
    pieces[p] = piece_of(&parts[p], first, last);
    if (pieces[p].end > pieces[p].begin) n_entries += pieces[p].end - pieces[p].begin;
  }
  uint64_t width = first <= last ? (uint64_t)(last - first) + 1 : 0;
  bool dense = width > 0 && n_entries > width / 2 + FEW, done;
  if (dense) out->n = (size_t)width;
  done = dense ? add_densely(pool, parts, n, last, out) : add_as_list(pool, parts, n, pieces, n_entries, out);
  free(pieces);
  return done;
}

/* Adds the first n counts, so many times, to out. All counts of a spread together fit its limbs. */
static void add_counts(const hwnas_spread_t *from, size_t n, uint32_t times, size_t limbs, uint64_t *out) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n && from->limbs == 1; i++) sum += from->counts[i];
  if (from->limbs == 1) hwnas_limbs_add(out, &sum, 1, times, limbs);
  for (size_t i = 0; i < n && from->limbs > 1; i++)
    hwnas_limbs_add(out, &from->counts[i * from->limbs], from->limbs, times, limbs);
}

void hwnas_spread_count_below(const hwnas_spread_part_t *parts, size_t n, int64_t first, size_t limbs,
                              uint64_t *out) {
  for (size_t p = 0; p < n; p++)
    add_counts(parts[p].spread, find(parts[p].spread, first - parts[p].shift), parts[p].times, limbs, out);
}

/* ---- Joining --------------------------------------------------------------------------------- */

void hwnas_spread_join(const hwnas_spread_t *a, hwnas_spread_t *b, const uint64_t *always, int64_t last,
                       size_t limbs, uint64_t *scratch, uint64_t *out) {
  for (size_t i = 1; i < b->n; i++)
    hwnas_limbs_add(&b->counts[i * b->limbs], &b->counts[(i - 1) * b->limbs], b->limbs, 1, b->limbs);
  for (size_t i = 0; i < a->n; i++) {
    size_t end = find(b, last - hwnas_spread_sum(a, i) + 1);
    memcpy(scratch, always, limbs * sizeof *scratch);
    if (end > 0) hwnas_limbs_add(scratch, &b->counts[(end - 1) * b->limbs], b->limbs, 1, limbs);
    hwnas_limbs_add_product(out, &a->counts[i * a->limbs], a->limbs, scratch, limbs);
  }
}
