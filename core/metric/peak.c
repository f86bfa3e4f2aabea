/* Metrics that are the largest cost of all operators, as memory is that is taken and given back. */
#include <stdlib.h>
#include <string.h>

#include "metric/internal.h"
#include "metric/merge.h"
#include "space/truth.h"
#include "space/walk.h"

/* ---- One operator ---------------------------------------------------------------------------- */

static hwnas_status_t *check_price(const hwnas_metric_set_t *set, const hwnas_use_t *use, size_t m,
                                   int64_t price) {
  if (price >= 0) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_PROFILER, "a cost in '%s' is negative, and its metric is the largest of all",
      set->sources[m].name);
  return hwnas_status_in_module(hwnas_status_at(status, "%s", use->place), use->path);
}

/* What a use costs; 0 where it is not part of the network. */
static hwnas_status_t *fill_factor(const hwnas_metric_set_t *set, const hwnas_use_t *use, size_t m,
                                   hwnas_arena_t *arena, hwnas_factor_t *out) {
  const hwnas_table_t *parts[] = {use->ops, use->guard ? use->guard : use->ops};
  hwnas_table_t scope;
  hwnas_walk_t walk;
  HWNAS_TRY(hwnas_table_scope_union(&set->space->variables, parts, 2, &scope));
  HWNAS_TRY(hwnas_factor_zero(out, arena, &scope, 1));
  HWNAS_TRY(hwnas_walk_init(&walk, arena, &scope, parts, 2));
  for (size_t c = 0; c < scope.n_cells; c++, hwnas_walk_next(&walk)) {
    const hwnas_value_t *op = &use->ops->cells[walk.offsets[0]];
    bool there = !use->guard || hwnas_holds(&use->guard->cells[walk.offsets[1]]);
    if (!there || op->type != HWNAS_VALUE_INT) continue;
    out->cells[c] = set->prices[(size_t)op->integer * set->n_metrics + m];
    HWNAS_TRY(check_price(set, use, m, out->cells[c]));
  }
  hwnas_factor_reduce(out, 1);
  return NULL;
}

/* ---- One metric ------------------------------------------------------------------------------ */

/* What every network pays at least: the largest of the least costs of operators. */
static int64_t find_floor(const hwnas_factor_t *factors, size_t n) {
  int64_t floor = 0;
  for (size_t f = 0; f < n; f++) {
    int64_t least = factors[f].cells[0];
    for (size_t c = 1; c < factors[f].scope.n_cells; c++)
      if (factors[f].cells[c] < least) least = factors[f].cells[c];
    if (least > floor) floor = least;
  }
  return floor;
}

/* What lies below the floor makes no difference, and may let axes go. */
static void raise(hwnas_factor_t *factor, int64_t floor) {
  for (size_t c = 0; c < factor->scope.n_cells; c++)
    if (factor->cells[c] < floor) factor->cells[c] = floor;
  hwnas_factor_reduce(factor, 1);
}

/* Factors of equal scope become one, with the larger of their cells. */
static size_t join_equal(hwnas_factor_t *factors, size_t n) {
  if (n > 1) qsort(factors, n, sizeof *factors, hwnas_factor_compare_scopes);
  size_t kept = 0;
  for (size_t f = 0; f < n; f++) {
    if (kept == 0 || hwnas_factor_compare_scopes(&factors[kept - 1], &factors[f]) != 0) {
      factors[kept++] = factors[f];
      continue;
    }
    for (size_t c = 0; c < factors[f].scope.n_cells; c++)
      if (factors[f].cells[c] > factors[kept - 1].cells[c]) factors[kept - 1].cells[c] = factors[f].cells[c];
  }
  return kept;
}

static hwnas_status_t *keep(hwnas_metric_set_t *set, const hwnas_factor_t *factors, size_t n,
                            hwnas_peak_t *out) {
  hwnas_factor_t *kept = hwnas_arena_alloc_array(&set->arena, n, sizeof *kept);
  HWNAS_TRY_ALLOC(kept);
  out->factors = kept;
  for (size_t f = 0; f < n; f++) {
    if (factors[f].scope.n_axes == 0) continue; /* the floor */
    hwnas_factor_t *factor = &kept[out->n++];
    HWNAS_TRY(hwnas_factor_zero(factor, &set->arena, &factors[f].scope, 1));
    memcpy(factor->cells, factors[f].cells, factor->scope.n_cells * sizeof(int64_t));
  }
  return NULL;
}

static hwnas_status_t *make_peak(hwnas_metric_set_t *set, size_t m, hwnas_arena_t *scratch,
                                 hwnas_peak_t *out) {
  size_t n = set->space->n_uses;
  hwnas_factor_t *factors = hwnas_arena_alloc_array(scratch, n, sizeof *factors);
  HWNAS_TRY_ALLOC(factors);
  for (size_t u = 0; u < n; u++) HWNAS_TRY(fill_factor(set, &set->space->uses[u], m, scratch, &factors[u]));
  *out = (hwnas_peak_t){.metric = m, .floor = find_floor(factors, n)};
  for (size_t u = 0; u < n; u++) raise(&factors[u], out->floor);
  n = join_equal(factors, n);
  return keep(set, factors, n, out);
}

/* ---- All ------------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_metric_peaks_make(hwnas_metric_set_t *set) {
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  set->peaks = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof *set->peaks);
  hwnas_status_t *status = set->peaks ? NULL : hwnas_status_no_memory();
  for (size_t m = 0; m < set->n_metrics && !status; m++)
    if (hwnas_metric_set_is_peak(set, m)) status = make_peak(set, m, &scratch, &set->peaks[set->n_peaks++]);
  hwnas_arena_deinit(&scratch);
  return status;
}

bool hwnas_metric_set_is_peak(const hwnas_metric_set_t *set, size_t metric) {
  return set->sources[metric].cost && set->sources[metric].per == HWNAS_PER_PEAK;
}

const hwnas_peak_t *hwnas_metric_set_peak(const hwnas_metric_set_t *set, size_t metric) {
  size_t p = 0;
  while (set->peaks[p].metric != metric) p++;
  return &set->peaks[p];
}

static int64_t value_of(const hwnas_peak_t *peak, const uint16_t *full) {
  int64_t value = peak->floor;
  for (size_t f = 0; f < peak->n; f++) {
    int64_t cell = peak->factors[f].cells[hwnas_table_cell(&peak->factors[f].scope, full)];
    if (cell > value) value = cell;
  }
  return value;
}

void hwnas_metric_peak_values(const hwnas_metric_set_t *set, const uint16_t *points, size_t n,
                              hwnas_batch_out_t out) {
  uint16_t room[hwnas_space_room(set->space)];
  for (size_t i = 0; i < n; i++) {
    const uint16_t *full = hwnas_space_full(set->space, &points[i * set->space->n_choices], room);
    for (size_t p = 0; p < set->n_peaks; p++)
      out.out[set->peaks[p].metric * out.metric_stride + i * out.point_stride] =
          value_of(&set->peaks[p], full);
  }
}
