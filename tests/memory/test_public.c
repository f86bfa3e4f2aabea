/* The rest of the public functions while memory runs out. */
#include "memory.h"

#define N_CHOICES 6
#define REGION "6015" /* networks with less than 5e7 FLOPs and something at the first edge */

static hwnas_status_t *look_at_space(void) {
  uint16_t point[N_CHOICES] = {0};
  char *value = NULL;
  cr_assert_str_eq(hwnas_space_name(space), "nasbench201");
  cr_assert_eq(hwnas_space_choices(space), N_CHOICES);
  cr_assert_eq(hwnas_space_find_label(space, hwnas_space_label(space, 3)), 3);
  cr_assert(hwnas_space_active(space, 0, point));
  cr_assert_gt(hwnas_space_operators(space), 0);
  cr_assert_not_null(hwnas_space_operator_path(space, 0));
  cr_assert_not_null(hwnas_version());
  hwnas_space_canonicalize(space, point);
  hwnas_status_t *status =
      hwnas_space_domain_value(space, 0, (uint32_t)hwnas_space_domain_size(space, 0) - 1, &value);
  if (!status) cr_assert_str_eq(value, "\"avg_pool_3x3\"");
  free(value);
  point[1] = UINT16_MAX;
  hwnas_status_t *wrong = hwnas_space_check_point(space, point);
  cr_assert_not_null(wrong);
  cr_assert(hwnas_status_number(wrong) == 206 || hwnas_status_number(wrong) == 1);
  cr_assert_geq(hwnas_status_exit_code(wrong), 1);
  hwnas_status_destroy(wrong);
  return status;
}

static hwnas_status_t *sample_space(void) {
  hwnas_sampler_t *sampler = NULL;
  hwnas_random_t random;
  uint16_t points[8 * N_CHOICES];
  hwnas_random_seed(&random, 1, 2);
  hwnas_status_t *status = hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler);
  if (!status) cr_assert_eq(hwnas_sampler_networks(sampler), 15625);
  if (!status) status = hwnas_sampler_draw(sampler, &random, 8, points);
  hwnas_sampler_destroy(sampler);
  return status;
}

static hwnas_status_t *look_at_metrics(const hwnas_metric_set_t *set) {
  uint8_t columns[N_CHOICES * 16] = {0};
  int64_t values[2 * 16], *parts = malloc(hwnas_space_operators(space) * sizeof *parts);
  uint16_t point[N_CHOICES] = {0};
  char *text = NULL;
  cr_assert(parts && hwnas_metric_set_size(set) == 2 && hwnas_metric_set_find(set, "p") == 1);
  cr_assert(hwnas_metric_set_fits_bytes(set) && !hwnas_metric_set_is_opaque(set, 0));
  cr_assert(hwnas_metric_set_has_breakdown(set, 0));
  hwnas_status_t *status = hwnas_metric_set_columns(set, columns, 16, 16, values);
  if (!status) status = hwnas_metric_set_value(set, point, values);
  if (!status) status = hwnas_metric_set_breakdown(set, 0, point, parts);
  if (!status) status = hwnas_metric_format(hwnas_metric_set_info(set, 0), values[0], &text);
  if (!status)
    cr_assert(hwnas_metric_to_unit(hwnas_metric_set_info(set, 0), values[0]) == strtod(text, NULL));
  free(text);
  free(parts);
  return status;
}

static hwnas_status_t *open_metrics(void) {
  hwnas_metric_set_t *set = NULL;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "flops,p=params", &set);
  if (!status) status = look_at_metrics(set);
  hwnas_metric_set_destroy(set);
  return status;
}

/* Tables over choices, beside a sum over operators. */
static hwnas_status_t *open_scores(void) {
  static const char metrics[] =
      "s=scores(tables=[{\"rows\": [{\"cell/0_1\": \"none\", \"cell/2_3\": \"none\", \"score\": 2.5}], "
      "\"default\": -1}, {\"rows\": [{\"score\": 0.25}]}]),flops";
  hwnas_metric_set_t *set = NULL;
  int64_t values[2], parts[1];
  const uint16_t point[N_CHOICES] = {0};
  hwnas_status_t *status = hwnas_metric_set_open(context, space, metrics, &set);
  if (!status) status = hwnas_metric_set_value(set, point, values);
  if (!status) {
    cr_assert_eq(values[0], 2750000);
    hwnas_status_t *wrong = hwnas_metric_set_breakdown(set, 0, point, parts);
    cr_assert_not_null(wrong);
    hwnas_status_destroy(wrong);
  }
  hwnas_metric_set_destroy(set);
  return status;
}

static hwnas_status_t *draw_near(hwnas_region_t *region, const uint16_t *points) {
  static const uint8_t chosen[N_CHOICES] = {1, 1, 1};
  double p[N_CHOICES * 5]; /* as many candidates on each edge */
  uint16_t out[N_CHOICES];
  hwnas_random_t random;
  for (size_t i = 0; i < sizeof p / sizeof *p; i++) p[i] = 0.2;
  hwnas_random_seed(&random, 1, 3);
  hwnas_status_t *status = hwnas_region_draw_by(region, p, &random, 1, out);
  if (!status) status = hwnas_region_mutate(region, points, chosen, &random, out);
  if (!status) status = hwnas_region_cross(region, points, points + N_CHOICES, &random, out);
  return status;
}

static hwnas_status_t *look_at_region(const hwnas_metric_set_t *set, const char *const *conditions, size_t n,
                                      const char *expected) {
  hwnas_region_t *region = NULL;
  hwnas_region_count_t count = {0};
  hwnas_random_t random;
  uint16_t points[8 * N_CHOICES];
  hwnas_random_seed(&random, 1, 2);
  hwnas_status_t *status = hwnas_region_create(space, set, conditions, n, NULL, &region);
  if (!status) status = hwnas_region_count(region, false, &count);
  if (!status) cr_assert_str_eq(count.networks, expected);
  if (!status) status = hwnas_region_draw(region, &random, 8, points);
  if (!status) status = draw_near(region, points);
  if (!status) status = hwnas_region_draw_mcmc(region, &random, 1, points);
  hwnas_region_count_deinit(&count);
  hwnas_region_destroy(region);
  return status;
}

/* A range, a condition on a label, and what is neither. */
static hwnas_status_t *average_region(const hwnas_metric_set_t *set) {
  static const char *const conditions[] = {"label('cell/0_1') != 'none'"};
  double p[N_CHOICES * 5], means[2];
  hwnas_moments_t moments = {.means = means};
  hwnas_region_t *region = NULL;
  for (size_t i = 0; i < sizeof p / sizeof *p; i++) p[i] = 0.2;
  hwnas_status_t *status = hwnas_region_create(space, set, conditions, 1, NULL, &region);
  if (!status) status = hwnas_region_moments(region, p, &moments);
  if (!status) cr_assert(moments.probability > 0.799 && moments.probability < 0.801);
  hwnas_stats_t stats = {0};
  if (!status) status = hwnas_stats_init(&stats, region, 10);
  if (!status) cr_assert(stats.n == 2 && stats.metrics[0].exact && stats.n_drawn == 10);
  if (!status) cr_assert(hwnas_stats_share(4) == 0.5 && stats.metrics[0].quantiles[4] > 1e7);
  hwnas_stats_deinit(&stats);
  hwnas_region_destroy(region);
  return status;
}

/* None of its networks is there, and it is explained why. */
static hwnas_status_t *open_empty_region(const hwnas_metric_set_t *set) {
  static const char *const conditions[] = {"flops < 2e7", "p > 8e5", "label('cell/0_1') != 'none'"};
  hwnas_region_t *region = NULL;
  hwnas_random_t random;
  uint16_t point[N_CHOICES];
  hwnas_random_seed(&random, 1, 2);
  hwnas_status_t *status = hwnas_region_create(space, set, conditions, 3, NULL, &region);
  if (!status) {
    status = hwnas_region_draw(region, &random, 1, point);
    cr_assert_not_null(status);
    if (hwnas_status_number(status) == 308) {
      hwnas_status_destroy(status);
      status = NULL;
    }
  }
  hwnas_region_destroy(region);
  return status;
}

static hwnas_status_t *open_region(void) {
  static const char *const conditions[] = {"flops < 5e7", "label('cell/0_1') != 'none'", "p < flops"};
  hwnas_metric_set_t *set = NULL;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "flops,p=params", &set);
  if (!status) status = look_at_region(set, conditions, 2, REGION);
  if (!status) status = look_at_region(set, conditions, 3, REGION);
  if (!status) status = average_region(set);
  if (!status) status = open_empty_region(set);
  hwnas_metric_set_destroy(set);
  return status;
}

/* Widths that meet in pairs, in a graph that has no room for pairs. */
static hwnas_status_t *draw_partially(const hwnas_space_t *chain) {
  static const char *const conditions[] = {"flops < 1000"};
  const hwnas_region_options_t options = {.max_edges = 40};
  hwnas_metric_set_t *set = NULL;
  hwnas_region_t *region = NULL;
  hwnas_random_t random;
  uint16_t points[4 * 4];
  int64_t values[4];
  hwnas_random_seed(&random, 1, 4);
  hwnas_status_t *status = hwnas_metric_set_open(context, chain, "flops", &set);
  if (!status) status = hwnas_region_create(chain, set, conditions, 1, &options, &region);
  if (!status) status = hwnas_region_draw(region, &random, 4, points);
  if (!status) status = hwnas_metric_set_values(set, points, 4, values);
  for (size_t i = 0; !status && i < 4; i++) cr_assert(values[i] < 1000);
  hwnas_region_destroy(region);
  hwnas_metric_set_destroy(set);
  return status;
}

static hwnas_status_t *open_partial_region(void) {
  static const char text[] =
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 8]}, \"network\": ["
      "{\"op\": \"linear\", \"out_features\": \"=choice('a', [8, 16, 24, 32])\"},"
      "{\"op\": \"linear\", \"out_features\": \"=choice('b', [8, 16, 24, 32])\"},"
      "{\"op\": \"linear\", \"out_features\": \"=choice('c', [8, 16, 24, 32])\"},"
      "{\"op\": \"linear\", \"out_features\": \"=choice('d', [8, 16, 24, 32])\"}]}";
  hwnas_space_t *chain = NULL;
  hwnas_status_t *status = hwnas_space_parse(context, text, "chain", NULL, &chain);
  if (!status) status = draw_partially(chain);
  hwnas_space_destroy(chain);
  return status;
}

static hwnas_status_t *rank(hwnas_region_t *region) {
  hwnas_best_t *best = NULL;
  uint16_t points[20][N_CHOICES];
  size_t n = 0;
  hwnas_status_t *status = hwnas_best_create(region, 0, HWNAS_GOAL_MAXIMIZE, NULL, &best);
  for (size_t first = 0; first < 20 && !status; first += n)
    status = hwnas_best_networks(best, first, first ? 15 : 5, points[first], &n);
  if (!status) cr_assert(hwnas_best_proof(best).exact && hwnas_best_proof(best).proven >= 20);
  hwnas_best_destroy(best);
  return status;
}

/* Limits on two metrics, and a condition that is tested network by network. */
static hwnas_status_t *rank_region(void) {
  static const char *const conditions[] = {"4e7 < flops < 9e7", "p < 5e5", "p < flops"};
  hwnas_metric_set_t *set = NULL;
  hwnas_region_t *region = NULL;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "flops,p=params", &set);
  if (!status) status = hwnas_region_create(space, set, conditions, 3, NULL, &region);
  if (!status) status = rank(region);
  hwnas_region_destroy(region);
  hwnas_metric_set_destroy(set);
  return status;
}

/* What cannot be is explained, as far as memory goes. */
static hwnas_status_t *rank_nothing(void) {
  static const char *const conditions[] = {"flops < 1e6"};
  hwnas_metric_set_t *set = NULL;
  hwnas_region_t *region = NULL;
  hwnas_best_t *best = NULL;
  uint16_t point[N_CHOICES];
  size_t n;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "flops", &set);
  if (!status) status = hwnas_region_create(space, set, conditions, 1, NULL, &region);
  if (!status) status = hwnas_best_create(region, 0, HWNAS_GOAL_MAXIMIZE, NULL, &best);
  if (!status) {
    status = hwnas_best_networks(best, 0, 1, point, &n);
    cr_assert(hwnas_status_number(status) == 308 || hwnas_status_number(status) == 1);
    if (hwnas_status_number(status) == 308) {
      hwnas_status_destroy(status);
      status = NULL;
    }
  }
  hwnas_best_destroy(best);
  hwnas_region_destroy(region);
  hwnas_metric_set_destroy(set);
  return status;
}

static double above_limit(void *self, double value) {
  (void)self;
  return value > 5e7 ? value - 5e7 : 0;
}

static hwnas_status_t *compute_expectation(hwnas_expectation_t *expectation) {
  double p[N_CHOICES * 5], values[2], covariances[4], gradients[2 * N_CHOICES * 5];
  cr_assert_eq(hwnas_expectation_size(expectation), N_CHOICES * 5);
  cr_assert_eq(hwnas_expectation_first(expectation, 2), 10);
  for (size_t i = 0; i < N_CHOICES * 5; i++) p[i] = 0.2;
  hwnas_status_t *status = hwnas_expectation_compute(expectation, p, values, gradients);
  if (!status) cr_assert(values[0] > values[1] && values[1] > 0);
  double value = 0;
  if (!status)
    status = hwnas_expectation_compute_function(expectation, 0, above_limit, NULL, 64, p, &value, gradients);
  if (!status) cr_assert(value > 0 && value < values[0]);
  hwnas_moments_t moments = {.means = values, .covariances = covariances, .mean_gradients = gradients};
  if (!status) status = hwnas_expectation_compute_moments(expectation, p, &moments);
  if (!status)
    cr_assert(covariances[0] > 0 && covariances[1] == covariances[2] && moments.probability > 0.999);
  p[0] = 2;
  hwnas_status_t *wrong = hwnas_expectation_compute(expectation, p, values, NULL);
  cr_assert_not_null(wrong);
  hwnas_status_destroy(wrong);
  return status;
}

static hwnas_status_t *expect_metrics(void) {
  hwnas_metric_set_t *set = NULL;
  hwnas_expectation_t *expectation = NULL;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "flops,params", &set);
  if (!status) status = hwnas_expectation_create(set, &expectation);
  if (!status) status = compute_expectation(expectation);
  hwnas_expectation_destroy(expectation);
  hwnas_metric_set_destroy(set);
  return status;
}

/* A metric that is the largest cost of all operators. */
static hwnas_status_t *look_at_peak(void) {
  static const char *const conditions[] = {"working_set < 200000"};
  double p[N_CHOICES * 5], value = 0;
  hwnas_metric_set_t *set = NULL;
  hwnas_expectation_t *expectation = NULL;
  hwnas_region_t *region = NULL;
  hwnas_stats_t stats = {0};
  for (size_t i = 0; i < sizeof p / sizeof *p; i++) p[i] = 0.2;
  hwnas_status_t *status = hwnas_metric_set_open(context, space, "working_set", &set);
  if (!status) status = hwnas_expectation_create(set, &expectation);
  if (!status) status = hwnas_expectation_compute(expectation, p, &value, NULL);
  if (!status) status = hwnas_region_create(space, set, conditions, 1, NULL, &region);
  if (!status) status = hwnas_stats_init(&stats, region, 4);
  if (!status) cr_assert(stats.metrics[0].exact && stats.metrics[0].most == 196608 && value > 1e5);
  hwnas_stats_deinit(&stats);
  hwnas_region_destroy(region);
  hwnas_expectation_destroy(expectation);
  hwnas_metric_set_destroy(set);
  return status;
}

static hwnas_status_t *set_limits(void) {
  hwnas_context_t *other = NULL;
  hwnas_status_t *status = hwnas_context_create(NULL, 0, &other);
  if (!status) status = hwnas_context_set_limit(other, "modules", 1000);
  hwnas_status_t *wrong = status ? NULL : hwnas_context_set_limit(other, "modulse", 1);
  cr_assert(status || wrong);
  hwnas_status_destroy(wrong);
  hwnas_context_destroy(other);
  return status;
}

/* setting: NULL, or an evaluator in place of the table. */
static hwnas_status_t *evaluate(const char *setting) {
  static int number;
  char path[80], out[80];
  hwnas_run_t *run = NULL;
  hwnas_run_summary_t summary;
  snprintf(path, sizeof path, "%s/evaluate.json", folder);
  snprintf(out, sizeof out, "%s/evaluated%d", folder, number++);
  const hwnas_run_overrides_t overrides = {
      .out = out, .settings = &setting, .n_settings = setting != NULL, .seed = 3, .has_seed = true};
  hwnas_status_t *status = hwnas_run_load(context, path, &overrides, &run);
  if (!status) status = hwnas_run_search(run, NULL, NULL, 1, &summary, NULL);
  if (!status) {
    cr_assert(hwnas_run_seed(run) == 3 && strcmp(hwnas_run_folder(run), out) == 0);
    cr_assert(hwnas_space_choices(hwnas_run_space(run)) == N_CHOICES && hwnas_run_metrics(run));
  }
  hwnas_run_destroy(run);
  return status;
}

static void write_run_file(void) {
  char path[80];
  snprintf(path, sizeof path, "%s/evaluate.json", folder);
  FILE *file = fopen(path, "w");
  fputs(
      "{\"format\": \"hwnas-run/1\", \"space\": {\"use\": \"nasbench201\"}, \"budget\": {\"trials\": 2},"
      " \"objectives\": [{\"metric\": \"ms\", \"goal\": \"minimize\"}], \"evaluator\": {\"use\": \"table\", "
      "\"table\": \"table.csv\"}}",
      file);
  fclose(file);
}

static hwnas_status_t *evaluate_by_table(void) { return evaluate(NULL); }

static hwnas_status_t *evaluate_by_command(void) {
  return evaluate(
      "evaluator={\"use\": \"command\", \"run\": [\"echo\", \"{\\\"ms\\\": 1, \\\"final\\\": true}\"]}");
}

TestSuite(memory_public, .init = memory_prepare, .fini = memory_clean_up);

Test(memory_public, spaces) { exhaust(look_at_space); }
Test(memory_public, samplers) { exhaust(sample_space); }
Test(memory_public, metrics) { exhaust(open_metrics); }
Test(memory_public, scores) { exhaust(open_scores); }
Test(memory_public, region) { exhaust(open_region); }
Test(memory_public, partial_region) { exhaust(open_partial_region); }
Test(memory_public, ranks) { exhaust(rank_region); }
Test(memory_public, ranks_of_nothing) { exhaust(rank_nothing); }
Test(memory_public, expectations) { exhaust(expect_metrics); }
Test(memory_public, peaks) { exhaust(look_at_peak); }
Test(memory_public, limits) { exhaust(set_limits); }
Test(memory_public, evaluation_by_table) {
  write_run_file();
  exhaust(evaluate_by_table);
}
Test(memory_public, evaluation_by_command) {
  write_run_file();
  exhaust(evaluate_by_command);
}
