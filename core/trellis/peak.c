#include "trellis/peak.h"

#include <stdlib.h>

/* ---- Values ---------------------------------------------------------------------------------- */

static int compare_values(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static size_t keep_different(int64_t *values, size_t n) {
  size_t kept = 0;
  qsort(values, n, sizeof *values, compare_values);
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || values[kept - 1] != values[i]) values[kept++] = values[i];
  return kept;
}

hwnas_status_t *hwnas_peak_list_values(const hwnas_peak_t *peak, int64_t **out, size_t *out_n) {
  size_t n = 1;
  for (size_t f = 0; f < peak->n; f++) n += peak->factors[f].scope.n_cells;
  int64_t *values = malloc(n * sizeof *values);
  HWNAS_TRY_ALLOC(values);
  values[0] = peak->floor;
  n = 1;
  for (size_t f = 0; f < peak->n; f++)
    for (size_t c = 0; c < peak->factors[f].scope.n_cells; c++) values[n++] = peak->factors[f].cells[c];
  *out = values;
  *out_n = keep_different(values, n);
  return NULL;
}

/* ---- Conditions ------------------------------------------------------------------------------ */

hwnas_status_t *hwnas_peak_limit(hwnas_arena_t *arena, const hwnas_factor_t *part, int64_t low, int64_t high,
                                 const hwnas_table_t **out) {
  hwnas_table_t *table = hwnas_arena_alloc(arena, sizeof *table);
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, part->scope.n_cells, sizeof *cells);
  if (!table || !cells) return hwnas_status_no_memory();
  bool limits = false;
  for (size_t c = 0; c < part->scope.n_cells; c++) {
    bool holds = part->cells[c] >= low && part->cells[c] <= high;
    cells[c] = hwnas_value_bool(holds);
    limits |= !holds;
  }
  *table = part->scope;
  table->cells = cells;
  *out = limits ? table : NULL;
  return NULL;
}

static hwnas_status_t *make_trellis(hwnas_arena_t *arena, const hwnas_metric_set_t *set,
                                    const hwnas_peak_t *peak, int64_t most, hwnas_trellis_t **out) {
  const hwnas_table_t **conditions = hwnas_arena_alloc_array(arena, peak->n, sizeof *conditions);
  HWNAS_TRY_ALLOC(conditions);
  for (size_t f = 0; f < peak->n; f++)
    HWNAS_TRY(hwnas_peak_limit(arena, &peak->factors[f], INT64_MIN, most, &conditions[f]));
  return hwnas_trellis_create(&(hwnas_trellis_of_t){.space = hwnas_metric_set_space(set),
                                                    .raw = true,
                                                    .conditions = conditions,
                                                    .n_conditions = peak->n},
                              out);
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *make_trellises(hwnas_peak_averager_t *averager, const hwnas_metric_set_t *set,
                                      const hwnas_peak_t *peak) {
  averager->trellises = calloc(averager->n, sizeof(hwnas_trellis_t *));
  averager->averagers = calloc(averager->n, sizeof *averager->averagers);
  if (!averager->trellises || !averager->averagers) return hwnas_status_no_memory();
  for (size_t i = 0; i + 1 < averager->n; i++) {
    hwnas_arena_t arena;
    hwnas_arena_init(&arena);
    hwnas_status_t *status = make_trellis(&arena, set, peak, averager->values[i], &averager->trellises[i]);
    hwnas_arena_deinit(&arena);
    if (!status) status = hwnas_averager_init(&averager->averagers[i], averager->trellises[i]);
    if (status) return status;
  }
  return NULL;
}

hwnas_status_t *hwnas_peak_averager_init(hwnas_peak_averager_t *averager, const hwnas_metric_set_t *set,
                                         size_t metric) {
  const hwnas_peak_t *peak = hwnas_metric_set_peak(set, metric);
  *averager = (hwnas_peak_averager_t){0};
  HWNAS_TRY(hwnas_peak_list_values(peak, &averager->values, &averager->n));
  if (averager->n <= HWNAS_PEAK_VALUES) return make_trellises(averager, set, peak);
  return hwnas_status_make(HWNAS_ERROR_NO_SUM, "metric '%s' has %zu different values; %d are allowed here",
                           hwnas_metric_set_info(set, metric)->name, averager->n, HWNAS_PEAK_VALUES);
}

void hwnas_peak_averager_deinit(hwnas_peak_averager_t *averager) {
  for (size_t i = 0; averager->averagers && i + 1 < averager->n; i++) {
    hwnas_averager_deinit(&averager->averagers[i]);
    hwnas_trellis_destroy(averager->trellises[i]);
  }
  free(averager->averagers);
  free(averager->trellises);
  free(averager->values);
  *averager = (hwnas_peak_averager_t){0};
}

double hwnas_peak_averager_expect(hwnas_peak_averager_t *averager, const hwnas_distribution_t *p,
                                  double *gradient) {
  double expectation = (double)averager->values[averager->n - 1];
  for (size_t i = 0; i + 1 < averager->n; i++) {
    double gap = (double)(averager->values[i + 1] - averager->values[i]);
    expectation -= gap * hwnas_averager_probability(&averager->averagers[i], p, -gap, gradient);
  }
  return expectation;
}
