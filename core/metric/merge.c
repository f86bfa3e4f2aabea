#include "metric/merge.h"

#include <stdlib.h>
#include <string.h>

#define MERGED_CELLS 2048  /* of one merged factor: beyond the first-level cache nothing is gained */
#define MERGED_VALUES 4096 /* the same in values, where there are several metrics */
#define BLOCK 256          /* factors among which the best pairs are looked for */

int hwnas_factor_compare_scopes(const void *a, const void *b) {
  const hwnas_table_t *x = &((const hwnas_factor_t *)a)->scope, *y = &((const hwnas_factor_t *)b)->scope;
  if (x->n_axes != y->n_axes) return x->n_axes < y->n_axes ? -1 : 1;
  for (uint32_t i = 0; i < x->n_axes; i++)
    if (x->axes[i] != y->axes[i]) return x->axes[i] < y->axes[i] ? -1 : 1;
  return 0;
}

void hwnas_factors_join(size_t n_metrics, hwnas_factor_t *factors, size_t *n) {
  if (*n > 1) qsort(factors, *n, sizeof *factors, hwnas_factor_compare_scopes);
  size_t kept = 0;
  for (size_t f = 0; f < *n; f++) {
    if (kept == 0 || hwnas_factor_compare_scopes(&factors[kept - 1], &factors[f]) != 0) {
      factors[kept++] = factors[f];
      continue;
    }
    hwnas_factor_t *sum = &factors[kept - 1];
    for (size_t i = 0; i < sum->scope.n_cells * n_metrics; i++) sum->cells[i] += factors[f].cells[i];
  }
  *n = kept;
}

/* False if the union has more than `most` cells or too many axes. */
static bool unite(const hwnas_table_t *a, const hwnas_table_t *b, size_t most, hwnas_table_t *out) {
  hwnas_table_t scope = {.n_cells = 1};
  for (uint32_t i = 0, j = 0; i < a->n_axes || j < b->n_axes;) {
    bool take_a = j == b->n_axes || (i < a->n_axes && a->axes[i] <= b->axes[j]);
    uint32_t axis = take_a ? a->axes[i] : b->axes[j], size = take_a ? a->sizes[i] : b->sizes[j];
    if (j < b->n_axes && b->axes[j] == axis) j++;
    if (take_a) i++;
    if (scope.n_axes == HWNAS_SCOPE_MAX || size > most / scope.n_cells) return false;
    scope.axes[scope.n_axes] = axis;
    scope.sizes[scope.n_axes++] = size;
    scope.n_cells *= size;
  }
  *out = scope;
  return true;
}

static size_t most_cells(size_t n_metrics, const hwnas_table_t *a, const hwnas_table_t *b) {
  size_t most = MERGED_VALUES / n_metrics;
  if (most > MERGED_CELLS) most = MERGED_CELLS;
  /* A factor inside the scope of another costs nothing to join, however large that is. */
  if (a->n_cells > most) most = a->n_cells;
  return b->n_cells > most ? b->n_cells : most;
}

static double gain(size_t n_metrics, const hwnas_factor_t *a, const hwnas_factor_t *b) {
  hwnas_table_t both;
  if (!unite(&a->scope, &b->scope, most_cells(n_metrics, &a->scope, &b->scope), &both)) return 0;
  double shared = a->scope.n_axes + b->scope.n_axes - both.n_axes;
  return (shared + 1) * (double)(a->scope.n_cells + b->scope.n_cells) / (double)both.n_cells;
}

/* The best partner of a factor among those after it. One whose partner is gone is looked for again only when
 * its turn comes: until then the old gain is as much as it can hope for. */
typedef struct partner {
  size_t other;
  double gain; /* 0: none */
  bool stale;
} partner_t;

static void find_partner(size_t n_metrics, const hwnas_factor_t *factors, size_t n, size_t f,
                         partner_t *partners) {
  partners[f] = (partner_t){0};
  for (size_t other = f + 1; factors[f].cells && other < n; other++) {
    if (!factors[other].cells) continue;
    double g = gain(n_metrics, &factors[f], &factors[other]);
    if (g > partners[f].gain) partners[f] = (partner_t){.other = other, .gain = g};
  }
}

/* a takes b in. Where its own table has room for both nothing is allocated, which keeps memory in bounds when
 * very many small factors join a few. */
static hwnas_status_t *join(hwnas_arena_t *arena, size_t n_metrics, hwnas_factor_t *a, hwnas_factor_t *b) {
  hwnas_table_t scope;
  if (!unite(&a->scope, &b->scope, most_cells(n_metrics, &a->scope, &b->scope), &scope))
    return hwnas_status_make(HWNAS_ERROR_INTERNAL, "two factors that should be joined do not fit");
  hwnas_factor_t sum = *a;
  if (scope.n_cells > a->scope.n_cells) {
    HWNAS_TRY(hwnas_factor_zero(&sum, arena, &scope, n_metrics));
    HWNAS_TRY(hwnas_factor_add(&sum, a, n_metrics, arena));
  }
  HWNAS_TRY(hwnas_factor_add(&sum, b, n_metrics, arena));
  *a = sum;
  b->cells = NULL;
  return NULL;
}

/* Factor `joined` took in `gone`: only pairs with either can have changed. */
static void update_partners(size_t n_metrics, const hwnas_factor_t *factors, size_t n, size_t joined,
                            size_t gone, partner_t *partners) {
  partners[gone] = (partner_t){0};
  find_partner(n_metrics, factors, n, joined, partners);
  for (size_t f = 0; f < gone; f++) {
    if (f == joined || !factors[f].cells) continue;
    if (partners[f].gain > 0 && (partners[f].other == joined || partners[f].other == gone))
      partners[f].stale = true;
    if (f > joined) continue;
    double g = gain(n_metrics, &factors[f], &factors[joined]);
    if (g > partners[f].gain) partners[f] = (partner_t){.other = joined, .gain = g};
  }
}

/* The factor that gains most by its partner, the first of equals. */
static size_t find_best(size_t n_metrics, const hwnas_factor_t *factors, size_t n, partner_t *partners) {
  for (;;) {
    size_t best = 0;
    for (size_t f = 1; f < n; f++)
      if (partners[f].gain > partners[best].gain) best = f;
    if (!partners[best].stale) return best;
    find_partner(n_metrics, factors, n, best, partners);
  }
}

static hwnas_status_t *join_greedily(hwnas_arena_t *arena, size_t n_metrics, hwnas_factor_t *factors,
                                     size_t n) {
  partner_t partners[BLOCK];
  for (size_t f = 0; f < n; f++) find_partner(n_metrics, factors, n, f, partners);
  for (;;) {
    size_t best = find_best(n_metrics, factors, n, partners), other = partners[best].other;
    if (!(partners[best].gain > 0)) return NULL;
    HWNAS_TRY(join(arena, n_metrics, &factors[best], &factors[other]));
    update_partners(n_metrics, factors, n, best, other, partners);
  }
}

static size_t drop_gone(hwnas_factor_t *factors, size_t n) {
  size_t kept = 0;
  for (size_t f = 0; f < n; f++)
    if (factors[f].cells) factors[kept++] = factors[f];
  return kept;
}

/* Factors whose scopes begin alike stand together, so that blocks hold what is worth joining; the time is in
 * proportion to their number. */
hwnas_status_t *hwnas_factors_merge(hwnas_arena_t *arena, size_t n_metrics, hwnas_factor_t *factors,
                                    size_t *n) {
  size_t before;
  do {
    hwnas_factors_join(n_metrics, factors, n);
    before = *n;
    for (size_t first = 0; first < before; first += BLOCK)
      HWNAS_TRY(
          join_greedily(arena, n_metrics, factors + first, before - first < BLOCK ? before - first : BLOCK));
    *n = drop_gone(factors, before);
  } while (*n > BLOCK && *n < before - before / 8);
  return NULL;
}
