#include "metric/make.h"

#include <stdlib.h>

#define NUMBERS 65536 /* that 16 bits can tell apart */

/* ---- Words ----------------------------------------------------------------------------------- */

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

/* Entries of a metric become (value - smallest of its factor) / unit, where unit divides them all: the mask
 * has as many bits as their sums can need. */
static void measure_field(const hwnas_factors_t *from, size_t m, hwnas_field_t *field) {
  uint64_t divisor = 0, sum = 0;
  field->base = from->constants[m];
  for (size_t f = 0; f < from->n; f++) {
    const hwnas_factor_t *factor = &from->items[f];
    int64_t least = smallest(factor, from->n_metrics, m);
    uint64_t span = 0;
    for (size_t c = 0; c < factor->scope.n_cells; c++) {
      uint64_t above = (uint64_t)(factor->cells[c * from->n_metrics + m] - least);
      divisor = greatest_divisor(above, divisor);
      if (above > span) span = above;
    }
    field->base += least;
    sum += span;
  }
  field->unit = divisor > 0 ? (int64_t)divisor : 1;
  sum /= (uint64_t)field->unit;
  while (field->mask < sum) field->mask = 2 * field->mask + 1;
}

/* Each metric goes into the first word with room for it. */
static void place_fields(hwnas_program_t *program) {
  uint32_t used[HWNAS_METRICS_MAX] = {0};
  for (size_t m = 0; m < program->n_metrics; m++) {
    hwnas_field_t *field = &program->fields[m];
    uint32_t n_bits = 0;
    while (field->mask >> n_bits) n_bits++;
    if (n_bits == 0) continue;
    while (used[field->word] + n_bits > 64) field->word++;
    field->shift = used[field->word];
    used[field->word] += n_bits;
    if (field->word >= program->n_words) program->n_words = field->word + 1;
  }
}

static hwnas_status_t *make_fields(hwnas_program_t *program, hwnas_arena_t *arena,
                                   const hwnas_factors_t *from) {
  program->n_metrics = from->n_metrics;
  program->fields = hwnas_arena_alloc_array(arena, from->n_metrics, sizeof *program->fields);
  HWNAS_TRY_ALLOC(program->fields);
  for (size_t m = 0; m < from->n_metrics; m++) measure_field(from, m, &program->fields[m]);
  place_fields(program);
  return NULL;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static void fill_table(const hwnas_program_t *program, const hwnas_factor_t *factor, uint64_t *table) {
  for (size_t m = 0; m < program->n_metrics; m++) {
    const hwnas_field_t *field = &program->fields[m];
    int64_t least = smallest(factor, program->n_metrics, m);
    for (size_t c = 0; c < factor->scope.n_cells; c++) {
      uint64_t entry = (uint64_t)((factor->cells[c * program->n_metrics + m] - least) / field->unit);
      table[c * program->n_words + field->word] |= entry << field->shift;
    }
  }
}

static void lookup_init(hwnas_lookup_t *lookup, const hwnas_table_t *scope, size_t n_words,
                        const uint64_t *table, hwnas_term_t *terms) {
  *lookup = (hwnas_lookup_t){.table = table, .terms = terms, .n_terms = scope->n_axes};
  lookup->large = scope->n_cells * n_words > NUMBERS;
  uint32_t stride = (uint32_t)n_words;
  for (uint32_t a = scope->n_axes; a-- > 0; stride *= scope->sizes[a])
    terms[a] = (hwnas_term_t){scope->axes[a], stride};
}

static hwnas_status_t *make_lookups(hwnas_program_t *program, hwnas_arena_t *arena,
                                    const hwnas_factors_t *from) {
  size_t n_terms = 0, n_cells = 0;
  for (size_t f = 0; f < from->n; f++) {
    n_terms += from->items[f].scope.n_axes;
    n_cells += from->items[f].scope.n_cells;
  }
  program->lookups = hwnas_arena_alloc_array(arena, from->n, sizeof *program->lookups);
  hwnas_term_t *terms = hwnas_arena_alloc_array(arena, n_terms, sizeof *terms);
  uint64_t *pool = hwnas_arena_alloc_array(arena, n_cells * program->n_words, sizeof *pool);
  if (!program->lookups || !terms || !pool) return hwnas_status_no_memory();
  for (size_t f = 0; f < from->n; f++) {
    const hwnas_table_t *scope = &from->items[f].scope;
    fill_table(program, &from->items[f], pool);
    lookup_init(&program->lookups[f], scope, program->n_words, pool, terms);
    terms += scope->n_axes;
    pool += scope->n_cells * program->n_words;
  }
  program->n_lookups = from->n;
  return NULL;
}

/* ---- Windows --------------------------------------------------------------------------------- */

/* The windows of one look-up. Of the four lanes of their products, of 16 bits each, the uppermost holds the
 * part of the cell; those below hold sums of no use, which must fit for all windows together, lest they
 * carry. */
typedef struct plan {
  const hwnas_variables_t *variables;
  hwnas_window_t windows[HWNAS_SCOPE_MAX];
  uint32_t n;
  uint64_t largest[4]; /* sums that the lanes can come to */
} plan_t;

/* Adds the window at `first` with the strides of n terms; false, with nothing added, if a lane would carry.
 */
static bool add_window(plan_t *plan, size_t first, const hwnas_term_t *terms, uint32_t n) {
  uint64_t largest[4], weights = 0;
  for (unsigned i = 0; i < 4; i++) largest[i] = plan->largest[i];
  for (uint32_t t = 0; t < n; t++) {
    unsigned shift = 48 - hwnas_lane((unsigned)(terms[t].axis - first));
    weights |= (uint64_t)terms[t].stride << shift;
    for (unsigned k = 0; k < 4; k++) {
      unsigned lane = (shift + hwnas_lane(k)) / 16;
      uint64_t most = plan->variables->items[first + k]->n - 1;
      if (lane < 4) largest[lane] += most * terms[t].stride;
    }
  }
  for (unsigned i = 0; i < 4; i++)
    if (largest[i] >= NUMBERS) return false;
  for (unsigned i = 0; i < 4; i++) plan->largest[i] = largest[i];
  plan->windows[plan->n++] = (hwnas_window_t){weights, first};
  return true;
}

/* False if the look-up can't do with windows. */
static bool plan_windows(plan_t *plan, const hwnas_variables_t *variables, const hwnas_lookup_t *lookup) {
  *plan = (plan_t){.variables = variables};
  if (variables->n < 4 || lookup->large) return false;
  for (uint32_t t = 0; t < lookup->n_terms;) {
    const hwnas_term_t *terms = &lookup->terms[t];
    size_t first = terms->axis < variables->n - 4 ? terms->axis : variables->n - 4;
    uint32_t n = 1;
    while (t + n < lookup->n_terms && terms[n].axis < first + 4) n++;
    while (n > 0 && !add_window(plan, first, terms, n)) n--;
    if (n == 0) return false;
    t += n;
  }
  return true;
}

static int by_windows(const void *a, const void *b) {
  uint32_t x = ((const hwnas_lookup_t *)a)->n_windows, y = ((const hwnas_lookup_t *)b)->n_windows;
  return (x > y) - (x < y);
}

static hwnas_status_t *make_windows(hwnas_program_t *program, hwnas_arena_t *arena,
                                    const hwnas_variables_t *variables) {
  plan_t plan;
  size_t n = 0;
  for (size_t f = 0; f < program->n_lookups; f++) {
    if (!plan_windows(&plan, variables, &program->lookups[f])) return NULL;
    program->lookups[f].n_windows = plan.n;
    n += plan.n;
  }
  if (n > 0) qsort(program->lookups, program->n_lookups, sizeof *program->lookups, by_windows);
  hwnas_window_t *window = program->windows = hwnas_arena_alloc_array(arena, n, sizeof *window);
  HWNAS_TRY_ALLOC(window);
  for (size_t f = 0; f < program->n_lookups; f++) {
    plan_windows(&plan, variables, &program->lookups[f]);
    for (uint32_t i = 0; i < plan.n; i++) *window++ = plan.windows[i];
    if (plan.n <= 4) program->n_with[plan.n - 1]++;
  }
  return NULL;
}

hwnas_status_t *hwnas_program_make(hwnas_program_t *out, hwnas_arena_t *arena, const hwnas_factors_t *from) {
  *out = (hwnas_program_t){.n_words = 1, .n_variables = from->variables->n};
  HWNAS_TRY(make_fields(out, arena, from));
  HWNAS_TRY(make_lookups(out, arena, from));
  return make_windows(out, arena, from->variables);
}
