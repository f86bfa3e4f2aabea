/* The expectation of every metric that is a sum, in all spaces of the hub, against means of random networks
 * whose labels are drawn one by one. HWNAS_DRAWS says how many. */
#include <criterion/parameterized.h>
#include <dirent.h>
#include <math.h>

#include "base/random.h"
#include "hwnas/expect.h"
#include "oracle.h"

#define DRAWS "20000"
#define BATCH 1000
#define METRICS 2
#define LIMIT 4 /* standard errors */

typedef struct model {
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
  hwnas_expectation_t *expectation;
  double *probabilities;
  double expected[METRICS];
} model_t;

/* All values equally likely, or with probabilities that are uniform themselves. */
static void set_probabilities(model_t *model, bool uniform, hwnas_random_t *random) {
  for (size_t c = 0; c < model->space->n_choices; c++) {
    size_t n = model->space->choices[c].n;
    double *p = &model->probabilities[hwnas_expectation_first(model->expectation, c)], sum = 0;
    for (size_t k = 0; k < n; k++) sum += p[k] = uniform ? 1 : -log1p(-hwnas_random_unit(random));
    for (size_t k = 0; k < n; k++) p[k] /= sum;
  }
}

static void draw_point(const model_t *model, hwnas_random_t *random, uint16_t *out) {
  for (size_t c = 0; c < model->space->n_choices; c++) {
    const double *p = &model->probabilities[hwnas_expectation_first(model->expectation, c)];
    double target = hwnas_random_unit(random);
    uint16_t k = 0;
    while (k + 1u < model->space->choices[c].n && (target -= p[k]) >= 0) k++;
    out[c] = k;
  }
}

/* How far the means of so many draws are from the expectations, in standard errors. */
static void deviate(const model_t *model, size_t n, hwnas_random_t *random, double out[METRICS]) {
  uint16_t *points = calloc(BATCH * (model->space->n_choices + 1), sizeof *points);
  int64_t values[BATCH * METRICS];
  double sums[METRICS] = {0}, squares[METRICS] = {0};
  for (size_t done = 0; done < n; done += BATCH) {
    for (size_t i = 0; i < BATCH; i++) draw_point(model, random, &points[i * model->space->n_choices]);
    check(hwnas_metric_set_values(model->set, points, BATCH, values));
    for (size_t i = 0; i < BATCH * METRICS; i++) {
      double off = (double)values[i] - model->expected[i % METRICS];
      sums[i % METRICS] += off;
      squares[i % METRICS] += off * off;
    }
  }
  for (size_t m = 0; m < METRICS; m++) {
    double mean = sums[m] / (double)n, variance = squares[m] / (double)n - mean * mean;
    cr_assert_gt(variance, 0);
    out[m] = mean / sqrt(variance / (double)n);
  }
  free(points);
}

static void check_distribution(model_t *model, bool uniform) {
  const char *draws = getenv("HWNAS_DRAWS");
  size_t n = strtoul(draws ? draws : DRAWS, NULL, 10);
  hwnas_random_t random;
  double off[METRICS];
  hwnas_random_seed(&random, uniform, 0);
  set_probabilities(model, uniform, &random);
  check(hwnas_expectation_compute(model->expectation, model->probabilities, model->expected, NULL));
  deviate(model, n, &random, off);
  for (size_t m = 0; m < METRICS; m++)
    cr_expect(fabs(off[m]) < LIMIT, "%s: %s of %zu networks is %.2f standard errors off", model->space->name,
              m ? "params" : "flops", n, off[m]);
  cr_log_info("%s: %.2f, %.2f standard errors", model->space->name, off[0], off[1]);
}

typedef struct name {
  char text[64];
} name_t;

ParameterizedTestParameters(expectation, is_the_mean_of_samples) {
  static name_t names[64];
  char path[4096];
  size_t n = 0;
  snprintf(path, sizeof path, "%s/spaces", getenv("HWNAS_TEST_SOURCE_DIR"));
  DIR *folder = opendir(path);
  for (struct dirent *entry; folder && n < 64 && (entry = readdir(folder));) {
    size_t length = strcspn(entry->d_name, ".");
    if (length < 64 && strcmp(&entry->d_name[length], ".json") == 0)
      memcpy(names[n++].text, entry->d_name, length);
  }
  if (folder) closedir(folder);
  return cr_make_param_array(name_t, names, n);
}

/* The graph of all labels of nasbench101 takes long: with few draws a smaller cell will do. */
static void load(fixture_t *fixture, const char *name, model_t *model) {
  bool smaller = strcmp(name, "nasbench101") == 0 && !getenv("HWNAS_DRAWS");
  hwnas_arena_t arena;
  hwnas_setting_t setting = {0};
  hwnas_arena_init(&arena);
  check(hwnas_setting_parse(&arena, "max_num_vertices=5", "--param", &setting));
  check(hwnas_context_load_space(fixture->context, name, NULL, &setting, smaller, &model->space));
  hwnas_arena_deinit(&arena);
}

ParameterizedTest(name_t *name, expectation, is_the_mean_of_samples) {
  fixture_t fixture;
  model_t model = {0};
  fixture_init(&fixture);
  load(&fixture, name->text, &model);
  model.set = compile(&fixture, model.space, "flops,params", &model.profilers);
  check(hwnas_expectation_create(model.set, &model.expectation));
  model.probabilities = calloc(hwnas_expectation_size(model.expectation) + 1, sizeof *model.probabilities);
  check_distribution(&model, true);
  check_distribution(&model, false);
  free(model.probabilities);
  hwnas_expectation_destroy(model.expectation);
  hwnas_metric_set_destroy(model.set);
  hwnas_profilers_destroy(model.profilers);
  hwnas_space_destroy(model.space);
  fixture_deinit(&fixture);
}
