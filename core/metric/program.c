#include <stdlib.h>
#include <string.h>

#include "metric/internal.h"

static uint64_t greatest_divisor(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static int64_t smallest(const hwnas_factor_t *factor, size_t n_metrics, size_t m) {
  int64_t least = factor->cells[m];
  for (size_t c = 1; c < factor->scope.n_cells; c++)
    if (factor->cells[c * n_metrics + m] < least) least = factor->cells[c * n_metrics + m];
  return least;
}

/* Base and unit of a narrow metric; false if 32 bits do not do. */
static bool narrow_metric(const hwnas_metric_set_t *set, size_t m, int64_t *base, int64_t *unit) {
  uint64_t divisor = 0, sum = 0;
  *base = set->constants[m];
  for (size_t f = 0; f < set->n_factors; f++) {
    const hwnas_factor_t *factor = &set->factors[f];
    int64_t least = smallest(factor, set->n_metrics, m);
    uint64_t span = 0;
    for (size_t c = 0; c < factor->scope.n_cells; c++) {
      uint64_t above = (uint64_t)(factor->cells[c * set->n_metrics + m] - least);
      divisor = greatest_divisor(above, divisor);
      if (above > span) span = above;
    }
    *base += least;
    sum += span;
  }
  *unit = divisor > 0 ? (int64_t)divisor : 1;
  return sum / (uint64_t)*unit <= UINT32_MAX;
}

static bool is_narrow(const hwnas_metric_set_t *set, hwnas_program_t *program) {
  for (size_t m = 0; m < set->n_metrics; m++)
    if (!narrow_metric(set, m, &program->bases[m], &program->units[m])) return false;
  return true;
}

static void fill_narrow(const hwnas_metric_set_t *set, hwnas_program_t *program, size_t f) {
  const hwnas_factor_t *factor = &set->factors[f];
  uint32_t *pool = &program->narrow_pool[program->lookups[f].first * set->n_metrics];
  for (size_t m = 0; m < set->n_metrics; m++) {
    int64_t least = smallest(factor, set->n_metrics, m);
    for (size_t c = 0; c < factor->scope.n_cells; c++) {
      size_t i = c * set->n_metrics + m;
      pool[i] = (uint32_t)((factor->cells[i] - least) / program->units[m]);
    }
  }
}

static hwnas_status_t *fill_pools(hwnas_metric_set_t *set, hwnas_program_t *program) {
  size_t n_values = set->n_cells * set->n_metrics;
  if (program->narrow) {
    program->narrow_pool = hwnas_arena_alloc_array(&set->arena, n_values, sizeof(uint32_t));
    HWNAS_TRY_ALLOC(program->narrow_pool);
    for (size_t f = 0; f < set->n_factors; f++) fill_narrow(set, program, f);
    return NULL;
  }
  program->wide_pool = hwnas_arena_alloc_array(&set->arena, n_values, sizeof(int64_t));
  HWNAS_TRY_ALLOC(program->wide_pool);
  for (size_t f = 0; f < set->n_factors; f++) {
    const hwnas_factor_t *factor = &set->factors[f];
    memcpy(&program->wide_pool[program->lookups[f].first * set->n_metrics], factor->cells,
           factor->scope.n_cells * set->n_metrics * sizeof(int64_t));
  }
  return NULL;
}

static void lookup_init(hwnas_lookup_t *lookup, const hwnas_factor_t *factor, hwnas_term_t *terms,
                        size_t first) {
  *lookup = (hwnas_lookup_t){.n_terms = factor->scope.n_axes, .n_cells = (uint32_t)factor->scope.n_cells};
  lookup->terms = terms;
  lookup->first = first;
  uint32_t stride = 1;
  for (uint32_t a = factor->scope.n_axes; a-- > 0; stride *= factor->scope.sizes[a])
    terms[a] = (hwnas_term_t){factor->scope.axes[a], stride};
}

static int by_axes(const void *a, const void *b) {
  uint32_t x = ((const hwnas_factor_t *)a)->scope.n_axes, y = ((const hwnas_factor_t *)b)->scope.n_axes;
  return (x > y) - (x < y);
}

static hwnas_status_t *make_lookups(hwnas_metric_set_t *set, hwnas_program_t *program) {
  size_t n_terms = 0, first = 0;
  for (size_t f = 0; f < set->n_factors; f++) n_terms += set->factors[f].scope.n_axes;
  program->lookups = hwnas_arena_alloc_array(&set->arena, set->n_factors, sizeof(hwnas_lookup_t));
  hwnas_term_t *terms = hwnas_arena_alloc_array(&set->arena, n_terms, sizeof *terms);
  if (!program->lookups || !terms) return hwnas_status_no_memory();
  for (size_t f = 0; f < set->n_factors; f++) {
    lookup_init(&program->lookups[f], &set->factors[f], terms, first);
    terms += set->factors[f].scope.n_axes;
    first += set->factors[f].scope.n_cells;
  }
  program->n_lookups = set->n_factors;
  return NULL;
}

hwnas_status_t *hwnas_program_make(hwnas_metric_set_t *set) {
  hwnas_program_t *program = &set->program;
  program->n_metrics = set->n_metrics;
  program->bases = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof(int64_t));
  program->units = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof(int64_t));
  if (!program->bases || !program->units) return hwnas_status_no_memory();
  if (set->n_factors > 1) qsort(set->factors, set->n_factors, sizeof *set->factors, by_axes);
  HWNAS_TRY(make_lookups(set, program));
  program->narrow = is_narrow(set, program);
  for (size_t m = 0; !program->narrow && m < set->n_metrics; m++) {
    program->bases[m] = set->constants[m];
    program->units[m] = 1;
  }
  return fill_pools(set, program);
}
