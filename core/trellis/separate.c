#include "trellis/separate.h"

#include <math.h>

#include "space/walk.h"

#define CELL_MAX ((int64_t)1 << 40) /* of what has effects: those of 2^16 parts sum to less than 2^62 */

/* The part, the factors that stand for it, and where each of these is while the walk goes over the cells. */
typedef struct separation {
  const hwnas_factor_t *part;
  size_t n_metrics;
  hwnas_factor_t *factors;
  hwnas_walk_t walk;
  double *sums[HWNAS_SCOPE_MAX]; /* per axis: of the cells that have an index */
} separation_t;

static hwnas_status_t *init(separation_t *separation, hwnas_arena_t *arena) {
  const hwnas_table_t *scope = &separation->part->scope, *scopes[HWNAS_SCOPE_MAX];
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    const hwnas_table_t axis = {
        .n_axes = 1, .axes = {scope->axes[a]}, .sizes = {scope->sizes[a]}, .n_cells = scope->sizes[a]};
    HWNAS_TRY(hwnas_factor_zero(&separation->factors[a], arena, &axis, separation->n_metrics));
    scopes[a] = &separation->factors[a].scope;
    separation->sums[a] = hwnas_arena_alloc_array(arena, scope->sizes[a], sizeof(double));
    HWNAS_TRY_ALLOC(separation->sums[a]);
  }
  return hwnas_walk_init(&separation->walk, arena, scope, scopes, scope->n_axes);
}

static int64_t cell_of(const separation_t *separation, size_t cell, size_t m) {
  return separation->part->cells[cell * separation->n_metrics + m];
}

static int64_t *effect_of(const separation_t *separation, uint32_t axis, size_t index, size_t m) {
  return &separation->factors[axis].cells[index * separation->n_metrics + m];
}

static bool are_small(const separation_t *separation, size_t m) {
  for (size_t c = 0; c < separation->part->scope.n_cells; c++)
    if (cell_of(separation, c, m) > CELL_MAX || cell_of(separation, c, m) < -CELL_MAX) return false;
  return true;
}

static double add_cells(separation_t *separation, size_t m) {
  const hwnas_table_t *scope = &separation->part->scope;
  double total = 0;
  for (uint32_t a = 0; a < scope->n_axes; a++)
    for (size_t k = 0; k < scope->sizes[a]; k++) separation->sums[a][k] = 0;
  for (size_t c = 0; c < scope->n_cells; c++, hwnas_walk_next(&separation->walk)) {
    double cell = (double)cell_of(separation, c, m);
    total += cell;
    for (uint32_t a = 0; a < scope->n_axes; a++) separation->sums[a][separation->walk.offsets[a]] += cell;
  }
  return total;
}

/* Of an index: the mean of its cells; for all axes but the first, what that is above the mean of all. */
static void set_means(separation_t *separation, size_t m) {
  const hwnas_table_t *scope = &separation->part->scope;
  double total = add_cells(separation, m);
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    size_t n = scope->n_cells / scope->sizes[a];
    double mean = a > 0 ? total / (double)scope->n_cells : 0;
    for (size_t k = 0; k < scope->sizes[a]; k++)
      *effect_of(separation, a, k, m) = llround(separation->sums[a][k] / (double)n - mean);
  }
}

/* Of an index: what the cell beside the corner has where that axis has the index; for all axes but the first,
 * what that is above the corner. */
static void set_differences(separation_t *separation, size_t m, bool most) {
  const hwnas_table_t *scope = &separation->part->scope;
  size_t corner = 0;
  for (size_t c = 1; c < scope->n_cells; c++) {
    int64_t cell = cell_of(separation, c, m), best = cell_of(separation, corner, m);
    if (most ? cell > best : cell < best) corner = c;
  }
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    size_t stride = hwnas_table_stride(scope, scope->axes[a]);
    size_t first = corner - corner / stride % scope->sizes[a] * stride;
    int64_t base = a > 0 ? cell_of(separation, corner, m) : 0;
    for (size_t k = 0; k < scope->sizes[a]; k++)
      *effect_of(separation, a, k, m) = cell_of(separation, first + k * stride, m) - base;
  }
}

static void add_off(separation_t *separation, size_t m, int64_t *least_off, int64_t *most_off) {
  const hwnas_table_t *scope = &separation->part->scope;
  int64_t least = INT64_MAX, most = INT64_MIN;
  for (size_t c = 0; c < scope->n_cells; c++, hwnas_walk_next(&separation->walk)) {
    int64_t off = cell_of(separation, c, m);
    for (uint32_t a = 0; a < scope->n_axes; a++)
      off -= *effect_of(separation, a, separation->walk.offsets[a], m);
    if (off < least) least = off;
    if (off > most) most = off;
  }
  *least_off += least;
  *most_off += most;
}

hwnas_status_t *hwnas_factor_separate(hwnas_arena_t *arena, const hwnas_factor_t *part,
                                      const hwnas_anchor_t *anchors, size_t n_metrics, hwnas_factor_t *out,
                                      int64_t *least_off, int64_t *most_off) {
  separation_t separation = {.part = part, .n_metrics = n_metrics, .factors = out};
  HWNAS_TRY(init(&separation, arena));
  for (size_t m = 0; m < n_metrics; m++) {
    if (are_small(&separation, m)) {
      if (anchors[m] == HWNAS_ANCHOR_MEAN)
        set_means(&separation, m);
      else
        set_differences(&separation, m, anchors[m] == HWNAS_ANCHOR_MOST);
    }
    add_off(&separation, m, &least_off[m], &most_off[m]);
  }
  return NULL;
}
