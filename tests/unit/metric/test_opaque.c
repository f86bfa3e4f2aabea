/* Metrics of whole networks beside sums: the values are the profiler's for the canonical point, in every form
 * of the question. */
#include <criterion/criterion.h>
#include <math.h>

#include "build_metric.h"

/* A value by hand: unknown for every fifth point, else a number that each index moves. */
static double rank_of(const hwnas_space_t *space, const uint16_t *point) {
  double rank = 0;
  for (size_t c = 0; c < space->n_choices; c++) rank = rank * space->choices[c].n + point[c];
  return rank;
}

static double value_of(const hwnas_space_t *space, const uint16_t *point) {
  double rank = rank_of(space, point);
  return fmod(rank, 5) == 4 ? NAN : rank / 4 + 0.1;
}

typedef struct oracle {
  const hwnas_space_t *space;
  size_t binds, asked;
  bool fails;
} oracle_t;

static hwnas_status_t *oracle_bind(void *self, const hwnas_space_t *space) {
  oracle_t *oracle = self;
  oracle->space = space;
  oracle->binds++;
  return NULL;
}

static hwnas_status_t *oracle_profile(void *self, const uint16_t *points, size_t n, double *out) {
  oracle_t *oracle = self;
  if (oracle->fails) return hwnas_status_make(HWNAS_ERROR_PROFILER, "the oracle is gone");
  for (size_t i = 0; i < n; i++) out[i] = value_of(oracle->space, points + i * oracle->space->n_choices);
  oracle->asked += n;
  return NULL;
}

static hwnas_price_source_t source_of(oracle_t *oracle, double quantum) {
  return (hwnas_price_source_t){.name = "ms",
                                .metric = "ms",
                                .unit = "ms",
                                .quantum = quantum,
                                .profiler = "oracle",
                                .bind = oracle_bind,
                                .profile = oracle_profile,
                                .self = oracle};
}

static int64_t expected_quanta(const hwnas_space_t *space, const uint16_t *point, double quantum) {
  uint16_t canonical[16];
  memcpy(canonical, point, space->n_choices * sizeof *point);
  hwnas_space_canonicalize(space, canonical);
  double value = value_of(space, canonical);
  return isnan(value) ? HWNAS_METRIC_UNKNOWN : llround(value / quantum);
}

static hwnas_space_t *random_space(uint64_t seed) {
  hwnas_random_t random;
  hwnas_random_seed(&random, seed, 0);
  hwnas_space_t *space = build_random_space(&random, 5, 3);
  build_random_uses(space, &random, 8, (build_prices_t){50, 8});
  return space;
}

/* All points, row after row; their number. */
static size_t all_points(const hwnas_space_t *space, uint16_t **out) {
  size_t n = 1, at = 0;
  for (size_t c = 0; c < space->n_choices; c++) n *= space->choices[c].n;
  *out = malloc((n * space->n_choices + 1) * sizeof **out);
  uint16_t point[16] = {0};
  do memcpy(*out + at++ * space->n_choices, point, space->n_choices * sizeof *point);
  while (build_next_point(space, point));
  cr_assert_eq(at, n);
  return n;
}

/* first: the opaque metric stands before the sum. */
static void assert_values(uint64_t seed, bool first) {
  hwnas_space_t *space = random_space(seed);
  oracle_t oracle = {0};
  const hwnas_price_source_t sum = build_source("work", HWNAS_PER_USE, &build_one),
                             opaque = source_of(&oracle, 1e-3);
  const hwnas_price_source_t sources[] = {first ? opaque : sum, first ? sum : opaque};
  size_t o = first ? 0 : 1;
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(space, sources, 2, &set));
  cr_expect_eq(oracle.binds, 1u);
  cr_expect(hwnas_metric_set_is_opaque(set, o) && !hwnas_metric_set_is_opaque(set, 1 - o));
  uint16_t *points;
  size_t n = all_points(space, &points), n_choices = space->n_choices;
  int64_t *values = malloc(2 * n * sizeof *values), *columned = malloc(2 * n * sizeof *values);
  uint8_t *columns = malloc(n * n_choices);
  cr_assert_null(hwnas_metric_set_values(set, points, n, values));
  for (size_t i = 0; i < n * n_choices; i++) columns[i % n_choices * n + i / n_choices] = (uint8_t)points[i];
  cr_assert_null(hwnas_metric_set_columns(set, columns, n, n, columned));
  for (size_t i = 0; i < n; i++) {
    const uint16_t *point = points + i * n_choices;
    int64_t one[2];
    cr_assert_null(hwnas_metric_set_value(set, point, one));
    cr_assert_eq(one[o], expected_quanta(space, point, 1e-3));
    cr_assert_eq(one[1 - o], build_direct_value(space, HWNAS_PER_USE, point));
    for (size_t m = 0; m < 2; m++) {
      cr_assert_eq(values[2 * i + m], one[m]);
      cr_assert_eq(columned[m * n + i], one[m]);
    }
  }
  cr_expect_geq(oracle.asked, 3 * n);
  free(points);
  free(values);
  free(columned);
  free(columns);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(opaque, values_are_the_profilers_beside_sums) {
  for (uint64_t seed = 1; seed <= 10; seed++) assert_values(seed, seed % 2);
}

static void expect_error(hwnas_status_t *status, hwnas_error_t error, const char *words) {
  cr_assert_not_null(status);
  cr_expect_eq(status->error, error);
  cr_expect_not_null(strstr(status->what, words), "'%s' is not in: %s", words, status->what);
  hwnas_status_destroy(status);
}

Test(opaque, alone_it_needs_no_price_of_any_operator) {
  hwnas_space_t *space = random_space(3);
  build_use(space,
            hwnas_table_constant(space->arena,
                                 hwnas_value_int((int64_t)build_op(space, "nobody_knows", BUILD_UNKNOWN, 0))),
            NULL, 0);
  oracle_t oracle = {0};
  const hwnas_price_source_t source = source_of(&oracle, 1e-3);
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
  int64_t value, *parts = calloc(space->n_uses, sizeof *parts);
  uint16_t point[16] = {0};
  cr_assert_null(hwnas_metric_set_value(set, point, &value));
  cr_expect_eq(value, 100);
  expect_error(hwnas_metric_set_breakdown(set, 0, point, parts), HWNAS_ERROR_OPAQUE_METRIC,
               "profiler 'oracle' knows the metric 'ms' of whole networks only");
  oracle.fails = true;
  expect_error(hwnas_metric_set_value(set, point, &value), HWNAS_ERROR_PROFILER, "the oracle is gone");
  expect_error(hwnas_metric_set_values(set, point, 1, &value), HWNAS_ERROR_PROFILER, "the oracle is gone");
  free(parts);
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(opaque, what_passes_62_bits_is_an_error) {
  hwnas_space_t *space = random_space(4);
  oracle_t oracle = {0};
  const hwnas_price_source_t source = source_of(&oracle, 1e-25);
  hwnas_metric_set_t *set;
  cr_assert_null(hwnas_metric_set_create(space, &source, 1, &set));
  int64_t value;
  expect_error(hwnas_metric_set_value(set, (uint16_t[16]){0}, &value), HWNAS_ERROR_METRIC_OVERFLOW,
               "passes 2^62 quanta of 1e-25");
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
}

Test(opaque, the_unknown_is_not_a_number) {
  const hwnas_metric_info_entry_t info = {"ms", "ms", 1e-6, 0};
  cr_expect(isnan(hwnas_metric_to_unit(&info, HWNAS_METRIC_UNKNOWN)));
  char *text;
  cr_assert_null(hwnas_metric_format(&info, HWNAS_METRIC_UNKNOWN, &text));
  cr_expect_str_eq(text, "null");
  free(text);
}
