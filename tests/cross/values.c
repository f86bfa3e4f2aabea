/* Values of random programs by every way that this machine has, compared with sums of cells, and a hash of
 * them that all machines must agree on. Needs of the core what evaluation consists of, and no library. */
#include <inttypes.h>
#include <stdio.h>

#include "../unit/metric/random_factors.h"

#define POINTS 1201

static uint64_t hash_of(const int64_t *values, size_t n) { /* FNV-1a, in the order of little-endian bytes */
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < n; i++)
    for (int byte = 0; byte < 8; byte++)
      hash = (hash ^ ((uint64_t)values[i] >> 8 * byte & 0xff)) * UINT64_C(0x100000001b3);
  return hash;
}

static size_t wrong_values(hwnas_program_t program, const points_t *points) {
  size_t wrong = wrong_singles(&program, points);
  for (hwnas_path_t path = 0; path < HWNAS_PATHS; path++)
    if (hwnas_path_runs(path))
      wrong += wrong_rows(&program, path, points) + wrong_columns(&program, path, points);
  program.windows = NULL; /* by terms */
  return wrong + wrong_singles(&program, points);
}

static size_t run(const random_shape_t *shape, uint64_t seed) {
  hwnas_arena_t arena;
  hwnas_random_t random;
  hwnas_program_t program;
  hwnas_arena_init(&arena);
  hwnas_random_seed(&random, seed, 0);
  hwnas_factors_t factors = random_factors(&arena, &random, shape);
  uint16_t *rows = hwnas_arena_alloc_array(&arena, POINTS * shape->n_variables, sizeof *rows);
  int64_t *expected = hwnas_arena_alloc_array(&arena, POINTS * shape->n_metrics, sizeof *expected);
  if (!rows || !expected || hwnas_program_make(&program, &arena, &factors)) abort();
  random_points(&random, factors.variables, POINTS, rows);
  for (size_t i = 0; i < POINTS; i++)
    sum_factors(&factors, rows + i * shape->n_variables, expected + i * shape->n_metrics);
  size_t wrong = wrong_values(program, &(points_t){rows, POINTS, expected});
  printf("%016" PRIx64 " %s%s\n", hash_of(expected, POINTS * shape->n_metrics), shape->name,
         wrong > 0 ? ": WRONG" : "");
  hwnas_arena_deinit(&arena);
  return wrong;
}

int main(void) {
  size_t wrong = 0;
  for (size_t s = 0; s < sizeof random_shapes / sizeof *random_shapes; s++)
    wrong += run(&random_shapes[s], s);
  for (hwnas_path_t path = 0; path < HWNAS_PATHS; path++)
    if (!hwnas_path_runs(path)) fprintf(stderr, "values: this machine has no %s\n", hwnas_path_name(path));
  return wrong > 0;
}
