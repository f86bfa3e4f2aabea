/* Random factors, and what metrics made of them are by definition. Without Criterion: tests/cross has it too.
 */
#ifndef HWNAS_TESTS_METRIC_RANDOM_FACTORS_H
#define HWNAS_TESTS_METRIC_RANDOM_FACTORS_H

#include <stdlib.h>

#include "base/random.h"
#include "metric/make.h"

typedef struct random_shape {
  const char *name;
  size_t n_variables, n_factors, n_metrics;
  uint32_t most_values;    /* of a variable */
  uint32_t most_axes;      /* of a factor */
  size_t most_cells;       /* likewise */
  int64_t below, multiple; /* cells are multiples of `multiple` from -below / 4 on */
} random_shape_t;

/* From no look-up at all to tables of more words than 16 bits can number, from all metrics in one word to one
 * in each, and from fewer variables than a window has to more than a tile of columns has room for. */
static const random_shape_t random_shapes[] = {
    {"nothing", 5, 0, 2, 4, 1, 100, 100, 1},
    {"one variable", 1, 1, 1, 9, 1, 100, 100, 8},
    {"three variables", 3, 2, 2, 9, 2, 100, 100, 8},
    {"four variables", 4, 3, 2, 9, 2, 100, 100, 8},
    {"one metric", 31, 17, 1, 7, 5, 3000, 1 << 20, 8},
    {"two metrics", 67, 22, 2, 7, 5, 3000, 1 << 20, 8},
    {"two metrics, odd", 26, 7, 2, 6, 4, 1500, 1000, 3136},
    {"three metrics", 19, 12, 3, 5, 6, 2000, 1 << 16, 5},
    {"four metrics", 40, 30, 4, 4, 3, 500, 1 << 24, 1},
    {"five metrics", 23, 9, 5, 8, 7, 4096, 1 << 28, 3},
    {"large units", 12, 6, 2, 4, 3, 100, 50, (int64_t)1 << 40},
    {"wide", 20, 10, 1, 6, 4, 1500, (int64_t)1 << 50, 1},
    {"wide, five metrics", 20, 10, 5, 6, 4, 1500, (int64_t)1 << 50, 1},
    {"wide, eleven metrics", 33, 21, 11, 6, 4, 1500, (int64_t)1 << 45, 1},
    {"256 values", 9, 8, 2, 256, 2, 65536, 1 << 20, 1},
    {"large tables", 11, 5, 2, 40, 4, 150000, 1 << 20, 1},
    {"large for their words", 11, 5, 5, 40, 4, 60000, (int64_t)1 << 40, 1},
    {"long tables", 14, 4, 2, 2, 14, 20000, 1 << 20, 1},
    {"many variables", 3000, 90, 2, 5, 4, 600, 1 << 16, 4},
};

static inline const hwnas_variables_t *random_variables(hwnas_arena_t *arena, hwnas_random_t *random,
                                                        const random_shape_t *shape) {
  hwnas_variables_t *out = hwnas_arena_alloc(arena, sizeof *out);
  hwnas_variable_t *items = hwnas_arena_alloc_array(arena, shape->n_variables, sizeof *items);
  hwnas_variable_t **pointers = hwnas_arena_alloc_array(arena, shape->n_variables, sizeof(void *));
  if (!out || !items || !pointers) abort();
  for (size_t v = 0; v < shape->n_variables; v++) {
    items[v].n = 2 + (uint32_t)hwnas_random_below(random, shape->most_values - 1);
    pointers[v] = &items[v];
  }
  *out = (hwnas_variables_t){.items = pointers, .n = shape->n_variables};
  return out;
}

/* Mostly neighbours, as in real spaces. */
static inline hwnas_table_t random_scope(hwnas_random_t *random, const hwnas_variables_t *variables,
                                         const random_shape_t *shape) {
  hwnas_table_t scope = {.n_cells = 1};
  size_t v = hwnas_random_below(random, variables->n);
  do {
    size_t n = variables->items[v]->n;
    if (scope.n_axes > 0 && scope.n_cells * n > shape->most_cells) break;
    scope.axes[scope.n_axes] = (uint32_t)v;
    scope.sizes[scope.n_axes++] = (uint32_t)n;
    scope.n_cells *= n;
    v += hwnas_random_below(random, 3) > 0 ? 1 : 1 + hwnas_random_below(random, 9);
  } while (v < variables->n && scope.n_axes < shape->most_axes);
  return scope;
}

static inline int64_t random_cell(hwnas_random_t *random, const random_shape_t *shape) {
  return shape->multiple * ((int64_t)hwnas_random_below(random, (uint64_t)shape->below) - shape->below / 4);
}

static inline hwnas_factors_t random_factors(hwnas_arena_t *arena, hwnas_random_t *random,
                                             const random_shape_t *shape) {
  hwnas_factor_t *items = hwnas_arena_alloc_array(arena, shape->n_factors, sizeof *items);
  int64_t *constants = hwnas_arena_alloc_array(arena, shape->n_metrics, sizeof *constants);
  if (!items || !constants) abort();
  hwnas_factors_t out = {items, shape->n_factors, shape->n_metrics, constants,
                         random_variables(arena, random, shape)};
  for (size_t m = 0; m < out.n_metrics; m++) constants[m] = random_cell(random, shape);
  for (size_t f = 0; f < out.n; f++) {
    items[f].scope = random_scope(random, out.variables, shape);
    size_t n = items[f].scope.n_cells * out.n_metrics;
    items[f].cells = hwnas_arena_alloc_array(arena, n, sizeof(int64_t));
    if (!items[f].cells) abort();
    for (size_t i = 0; i < n; i++) items[f].cells[i] = random_cell(random, shape);
  }
  return out;
}

static inline void random_points(hwnas_random_t *random, const hwnas_variables_t *variables, size_t n,
                                 uint16_t *points) {
  for (size_t i = 0; i < n; i++)
    for (size_t v = 0; v < variables->n; v++)
      points[i * variables->n + v] = (uint16_t)hwnas_random_below(random, variables->items[v]->n);
}

/* Values by definition, one per metric. */
static inline void sum_factors(const hwnas_factors_t *factors, const uint16_t *full, int64_t *out) {
  for (size_t m = 0; m < factors->n_metrics; m++) out[m] = factors->constants[m];
  for (size_t f = 0; f < factors->n; f++) {
    size_t cell = hwnas_table_cell(&factors->items[f].scope, full) * factors->n_metrics;
    for (size_t m = 0; m < factors->n_metrics; m++) out[m] += factors->items[f].cells[cell + m];
  }
}

/* ---- The ways to compute them ---------------------------------------------------------------- */

typedef struct points {
  const uint16_t *rows;
  size_t n;
  const int64_t *expected; /* n x n_metrics */
} points_t;

static inline size_t different(const int64_t *a, const int64_t *b, size_t n) {
  size_t out = 0;
  for (size_t i = 0; i < n; i++) out += a[i] != b[i];
  return out;
}

/* Each counts values that are not as expected, and writes beyond the last one. */
static inline size_t wrong_singles(const hwnas_program_t *program, const points_t *points) {
  size_t wrong = 0, n_metrics = program->n_metrics;
  int64_t out[HWNAS_METRICS_MAX + 1];
  for (size_t i = 0; i < points->n; i++) {
    out[n_metrics] = -77;
    hwnas_program_sum(program, points->rows + i * program->n_variables, out);
    wrong += different(out, points->expected + i * n_metrics, n_metrics) + (out[n_metrics] != -77);
  }
  return wrong;
}

static inline size_t wrong_rows(const hwnas_program_t *program, hwnas_path_t path, const points_t *points) {
  size_t n = points->n * program->n_metrics;
  int64_t *out = malloc((n + 1) * sizeof *out);
  if (!out) abort();
  out[n] = -77;
  hwnas_batch_rows(program, path, points->rows, points->n, out);
  size_t wrong = different(out, points->expected, n) + (out[n] != -77);
  free(out);
  return wrong;
}

/* Columns at odd places, results metric by metric with gaps. */
static inline size_t wrong_columns(const hwnas_program_t *program, hwnas_path_t path,
                                   const points_t *points) {
  size_t stride = points->n + 3, n_metrics = program->n_metrics, wrong = 0;
  uint8_t *columns = malloc(stride * program->n_variables + 1);
  int64_t *out = calloc(stride * n_metrics, sizeof *out);
  if (!columns || !out) abort();
  for (size_t i = 0; i < points->n; i++)
    for (size_t v = 0; v < program->n_variables; v++)
      columns[1 + v * stride + i] = (uint8_t)points->rows[i * program->n_variables + v];
  hwnas_batch_columns(program, path, columns + 1, stride, points->n, (hwnas_batch_out_t){out, stride, 1});
  for (size_t m = 0; m < n_metrics; m++) {
    for (size_t i = 0; i < points->n; i++)
      wrong += out[m * stride + i] != points->expected[i * n_metrics + m];
    for (size_t i = points->n; i < stride; i++) wrong += out[m * stride + i] != 0;
  }
  free(columns);
  free(out);
  return wrong;
}

#endif
