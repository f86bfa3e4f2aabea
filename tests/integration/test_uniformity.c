/* Networks drawn from ranges of FLOPs against all that there are: each is drawn as often as any other,
 * whatever proposals are made of. */
#include "../unit/space/chi_square.h"
#include "oracle.h"
#include "trellis/sampler.h"

#define DRAWS 400 /* per network, to find a bias of one in ten */
#ifdef __SANITIZE_ADDRESS__
#define DRAWS_UNIFORM 40 /* what memory is touched does not hang on the number */
#else
#define DRAWS_UNIFORM DRAWS
#endif
#define LIMIT 3.72 /* p = 1e-4 */
#define BATCH 1000

static const hwnas_proposals_t fine = {.n_buckets = 400}, coarse = {.n_buckets = 64},
                               tilted = {.tilted = true};
/* Shares of the networks in the order of their FLOPs: the cheapest, some about the median, most, the dearest.
 */
static const double shares[][2] = {{0, 0.1}, {0.45, 0.55}, {0.2, 0.9}, {0.97, 1}};
#define N_RANGES (sizeof shares / sizeof *shares)

typedef struct model {
  fixture_t fixture;
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
  hwnas_trellis_t *trellis;
  size_t n_points;  /* all combinations of labels */
  int64_t *values;  /* per point */
  bool *is_network; /* per point: nothing is chosen that does not count */
  int64_t *ascending;
  size_t n_networks;
} model_t;

static bool next_point(const hwnas_space_t *space, uint16_t *point) {
  for (size_t c = space->n_choices; c-- > 0; point[c] = 0)
    if (++point[c] < space->choices[c].n) return true;
  return false;
}

static size_t number_of(const hwnas_space_t *space, const uint16_t *point) {
  size_t n = 0;
  for (size_t c = 0; c < space->n_choices; c++) n = n * space->choices[c].n + point[c];
  return n;
}

static int compare_values(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void enumerate(model_t *model) {
  const hwnas_space_t *space = model->space;
  uint16_t point[16] = {0}, canonical[16];
  cr_assert_leq(space->n_choices, 16);
  model->n_points = 1;
  for (size_t c = 0; c < space->n_choices; c++) model->n_points *= space->choices[c].n;
  model->values = calloc(model->n_points, sizeof *model->values);
  model->ascending = calloc(model->n_points, sizeof *model->ascending);
  model->is_network = calloc(model->n_points, sizeof *model->is_network);
  for (size_t i = 0; i < model->n_points; i++, next_point(space, point)) {
    memcpy(canonical, point, sizeof point);
    hwnas_space_canonicalize(space, canonical);
    check(hwnas_metric_set_value(model->set, point, &model->values[i]));
    model->is_network[i] = memcmp(canonical, point, sizeof point) == 0;
    if (model->is_network[i]) model->ascending[model->n_networks++] = model->values[i];
  }
  qsort(model->ascending, model->n_networks, sizeof *model->ascending, compare_values);
}

static void open(model_t *model, const char *space) {
  static const size_t metrics[] = {0};
  *model = (model_t){0};
  fixture_init(&model->fixture);
  check(hwnas_context_load_space(model->fixture.context, space, NULL, NULL, 0, &model->space));
  model->set = compile(&model->fixture, model->space, "flops(convention=full)", &model->profilers);
  check(hwnas_trellis_create(
      &(hwnas_trellis_of_t){.space = model->space, .set = model->set, .metrics = metrics, .n_metrics = 1},
      &model->trellis));
  enumerate(model);
}

static void close(model_t *model) {
  free(model->values);
  free(model->ascending);
  free(model->is_network);
  hwnas_trellis_destroy(model->trellis);
  hwnas_metric_set_destroy(model->set);
  hwnas_profilers_destroy(model->profilers);
  hwnas_space_destroy(model->space);
  fixture_deinit(&model->fixture);
}

static hwnas_range_t range_of(const model_t *model, size_t r) {
  double last = (double)(model->n_networks - 1);
  return (hwnas_range_t){model->ascending[(size_t)(shares[r][0] * last)],
                         model->ascending[(size_t)(shares[r][1] * last)]};
}

/* Draws so many networks. A biased one leaves out one in `leave_out` (0: none) of those with odd numbers. */
static void draw(const model_t *model, const hwnas_range_sampler_t *sampler, size_t n, uint64_t leave_out,
                 hwnas_random_t *random, size_t *observed) {
  uint16_t points[BATCH * 16];
  for (size_t done = 0; done < n;) {
    check(hwnas_range_sampler_draw(sampler, random, BATCH, points));
    for (size_t i = 0; i < BATCH && done < n; i++) {
      size_t number = number_of(model->space, &points[i * model->space->n_choices]);
      if (leave_out && number % 2 && hwnas_random_below(random, leave_out) == 0) continue;
      observed[number]++;
      done++;
    }
  }
}

static double deviate(const model_t *model, size_t r, hwnas_proposals_t how, size_t n_draws,
                      uint64_t leave_out) {
  hwnas_range_t range = range_of(model, r);
  hwnas_range_sampler_t *sampler = NULL;
  hwnas_random_t random;
  size_t *observed = calloc(model->n_points, sizeof *observed), n = 0;
  double *expected = calloc(model->n_points, sizeof *expected);
  for (size_t i = 0; i < model->n_points; i++) {
    bool inside = model->is_network[i] && model->values[i] >= range.low && model->values[i] <= range.high;
    expected[i] = inside ? (double)n_draws : 0;
    n += inside;
  }
  hwnas_random_seed(&random, 1, r);
  check(hwnas_range_sampler_create_as(model->trellis, &range, &how, &sampler));
  draw(model, sampler, n_draws * n, leave_out, &random, observed);
  double deviate = chi_square_deviate(expected, observed, model->n_points);
  hwnas_range_sampler_destroy(sampler);
  free(observed);
  free(expected);
  return deviate;
}

static void assert_uniform(const char *space, size_t n_networks, hwnas_proposals_t how) {
  model_t model;
  open(&model, space);
  cr_assert_eq(model.n_networks, n_networks);
  for (size_t r = 0; r < N_RANGES; r++) {
    double z = deviate(&model, r, how, DRAWS_UNIFORM, 0);
    cr_log_info("%s, range %zu: p = %.3g", model.space->name, r, erfc(z / sqrt(2)) / 2);
    cr_expect_lt(z, LIMIT, "range %zu", r);
  }
  close(&model);
}

static const char *gated(void) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/tests/integration/gated.json", getenv("HWNAS_TEST_SOURCE_DIR"));
  return path;
}

Test(uniformity, fine_buckets_of_nasbench201) { assert_uniform("nasbench201", 15625, fine); }
Test(uniformity, coarse_buckets_of_nasbench201) { assert_uniform("nasbench201", 15625, coarse); }
Test(uniformity, tilting_of_nasbench201) { assert_uniform("nasbench201", 15625, tilted); }
/* 2322 of 5832 combinations of labels: the others choose what does not count. */
Test(uniformity, fine_buckets_where_labels_are_gated) { assert_uniform(gated(), 2322, fine); }
Test(uniformity, coarse_buckets_where_labels_are_gated) { assert_uniform(gated(), 2322, coarse); }
Test(uniformity, tilting_where_labels_are_gated) { assert_uniform(gated(), 2322, tilted); }

/* The test would see that every other network is drawn a little less often. */
Test(uniformity, a_bias_of_one_in_ten_is_found) {
  const hwnas_proposals_t ways[] = {fine, coarse, tilted};
  model_t model;
  open(&model, gated());
  for (size_t w = 0; w < 3; w++)
    for (size_t r = 0; r < 3; r++) /* the last range has few */
      cr_expect_gt(deviate(&model, r, ways[w], DRAWS, 10), LIMIT, "way %zu, range %zu", w, r);
  close(&model);
}
