/* Every way to compute values, on the spaces of the hub. */
#include "../unit/metric/random_factors.h"
#include "metric/internal.h"
#include "oracle.h"

#define POINTS 701

static bool fits_bytes(const hwnas_variables_t *variables) {
  for (size_t v = 0; v < variables->n; v++)
    if (variables->items[v]->n > 256) return false;
  return true;
}

/* Paths that this machine lacks are reported by the unit tests. */
static void assert_paths(const char *name, const hwnas_metric_set_t *set, const points_t *points) {
  const hwnas_program_t *program = &set->program;
  cr_expect_eq(wrong_singles(program, points), 0u, "%s", name);
  for (hwnas_path_t path = 0; path < HWNAS_PATHS; path++) {
    if (!hwnas_path_runs(path) || !fits_bytes(&set->space->variables)) continue;
    cr_expect_eq(wrong_rows(program, path, points), 0u, "%s %s", name, hwnas_path_name(path));
    cr_expect_eq(wrong_columns(program, path, points), 0u, "%s %s", name, hwnas_path_name(path));
  }
}

/* Full points, which a program takes: where variables are derived, these have columns like the others. */
static uint16_t *draw(const hwnas_space_t *space) {
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  size_t n = space->variables.n;
  uint16_t *rows = calloc(POINTS * n + 1, sizeof *rows), *point = calloc(space->n_choices + 1, sizeof *point);
  check(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_seed(&random, 5, 0);
  for (size_t i = 0; i < POINTS; i++) {
    check(hwnas_sampler_draw(sampler, &random, 1, point));
    const uint16_t *full = hwnas_space_full(space, point, rows + i * n);
    if (full == point) memcpy(rows + i * n, point, n * sizeof *point);
  }
  hwnas_sampler_destroy(sampler);
  free(point);
  return rows;
}

static void assert_metrics(fixture_t *fixture, const hwnas_space_t *space, const char *metrics,
                           const uint16_t *rows) {
  hwnas_metric_set_t *set;
  check(hwnas_metric_set_open(fixture->context, space, metrics, &set));
  size_t n = space->variables.n, n_metrics = hwnas_metric_set_size(set);
  int64_t *expected = malloc(POINTS * n_metrics * sizeof *expected);
  hwnas_factors_t factors = {set->factors, set->n_factors, n_metrics, set->constants, &space->variables};
  for (size_t i = 0; i < POINTS; i++) sum_factors(&factors, rows + i * n, expected + i * n_metrics);
  assert_paths(space->name, set, &(points_t){rows, POINTS, expected});
  free(expected);
  hwnas_metric_set_destroy(set);
}

Test(path, of_all_spaces, .timeout = 200) {
  fixture_t fixture;
  const char **names;
  size_t n;
  fixture_init(&fixture);
  check(hwnas_context_list_spaces(fixture.context, &fixture.arena, &names, &n));
  cr_assert_gt(n, 0u);
  for (size_t i = 0; i < n; i++) {
    hwnas_space_t *space;
    check(hwnas_context_load_space(fixture.context, names[i], NULL, NULL, 0, &space));
    uint16_t *rows = draw(space);
    assert_metrics(&fixture, space, "flops", rows);
    assert_metrics(&fixture, space, "flops,params", rows);
    assert_metrics(&fixture, space, "flops,params,macs,depth", rows);
    free(rows);
    hwnas_space_destroy(space);
  }
  fixture_deinit(&fixture);
}
