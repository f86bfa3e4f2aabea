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
static void assert_space(fixture_t *fixture, const char *name, const char *metrics) {
  hwnas_space_t *space;
  hwnas_metric_set_t *set;
  hwnas_sampler_t *sampler;
  hwnas_random_t random;
  check(hwnas_context_load_space(fixture->context, name, NULL, NULL, 0, &space));
  check(hwnas_metric_set_open(fixture->context, space, metrics, &set));
  check(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_seed(&random, 5, 0);
  size_t n = space->variables.n, n_metrics = hwnas_metric_set_size(set);
  uint16_t *point = malloc(space->n_choices * sizeof *point), *rows = calloc(POINTS * n, sizeof *rows);
  int64_t *expected = malloc(POINTS * n_metrics * sizeof *expected);
  hwnas_factors_t factors = {set->factors, set->n_factors, n_metrics, set->constants, &space->variables};
  for (size_t i = 0; i < POINTS; i++) {
    uint16_t *full = rows + i * n;
    check(hwnas_sampler_draw(sampler, &random, 1, point));
    const uint16_t *made = hwnas_space_full(space, point, full);
    if (made != full) memcpy(full, made, n * sizeof *full);
    sum_factors(&factors, full, expected + i * n_metrics);
  }
  assert_paths(name, set, &(points_t){rows, POINTS, expected});
  free(point);
  free(rows);
  free(expected);
  hwnas_sampler_destroy(sampler);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

static void assert_hub(const char *metrics) {
  fixture_t fixture;
  const char **names;
  size_t n;
  fixture_init(&fixture);
  check(hwnas_context_list_spaces(fixture.context, &fixture.arena, &names, &n));
  cr_assert_gt(n, 0u);
  for (size_t i = 0; i < n; i++) assert_space(&fixture, names[i], metrics);
  fixture_deinit(&fixture);
}

Test(path, of_one_metric, .timeout = 200) { assert_hub("flops"); }
Test(path, of_two_metrics, .timeout = 200) { assert_hub("flops,params"); }
Test(path, of_four_metrics, .timeout = 200) { assert_hub("flops,params,macs,depth"); }
