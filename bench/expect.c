/* The expectation of FLOPs under independent distributions, alone and with its gradient. Reference: the
 * definition, for each cell of the same tables the product of its probabilities; for the gradient, for each
 * cell and axis the product of the others. */
#include "bench.h"

#include <math.h>

#include "base/random.h"
#include "hwnas/expect.h"

#define ROUNDS 7
#define AXES_MAX 24

typedef struct model {
  hwnas_space_t *space;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *metrics;
  hwnas_expectation_t *expectation;
  size_t size;
  double *p, *gradient;
  double memory; /* before the expectation, as bench_memory_begin tells */
} model_t;

static void load(hwnas_context_t *context, const char *name, model_t *out) {
  size_t n;
  bench_check(hwnas_context_load_space(context, name, NULL, NULL, 0, &out->space));
  bench_check(hwnas_profilers_parse(context, "flops", "--metrics", &out->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(out->profilers, &n);
  bench_check(hwnas_metric_set_create(out->space, sources, n, &out->metrics));
  out->memory = bench_memory_begin();
  bench_check(hwnas_expectation_create(out->metrics, &out->expectation));
  out->size = hwnas_expectation_size(out->expectation);
  out->p = calloc(out->size + 1, sizeof *out->p);
  out->gradient = calloc(out->size + 1, sizeof *out->gradient);
  for (size_t c = 0; c < out->space->n_choices; c++)
    for (uint32_t k = 0, n_values = out->space->choices[c].n; k < n_values; k++)
      out->p[hwnas_expectation_first(out->expectation, c) + k] =
          2.0 * (k + 1) / (n_values * (n_values + 1.0));
}

/* One cell: adds to the gradient if there is one, and returns what it adds to the expectation. */
static double visit(const model_t *model, const hwnas_factor_view_t *view, const size_t *at, double value,
                    double *gradient) {
  for (uint32_t a = 0; gradient && a < view->n_axes; a++) {
    double others = value;
    for (uint32_t b = 0; b < view->n_axes; b++)
      if (b != a) others *= model->p[at[b]];
    gradient[at[a]] += others;
  }
  for (uint32_t a = 0; a < view->n_axes; a++) value *= model->p[at[a]];
  return value;
}

static double by_definition(const model_t *model, double *gradient) {
  double sum = (double)hwnas_metric_set_constants(model->metrics)[0];
  for (size_t i = 0; gradient && i < model->size; i++) gradient[i] = 0;
  for (size_t f = 0; f < hwnas_metric_set_factors(model->metrics); f++) {
    hwnas_factor_view_t view;
    hwnas_metric_set_factor(model->metrics, f, &view);
    for (size_t c = 0; c < view.n_cells; c++) {
      size_t at[AXES_MAX], rest = c;
      for (uint32_t a = view.n_axes; a-- > 0; rest /= view.sizes[a])
        at[a] = hwnas_expectation_first(model->expectation, view.axes[a]) + rest % view.sizes[a];
      sum += visit(model, &view, at, (double)view.cells[c], gradient);
    }
  }
  return sum;
}

/* Microseconds, the best of some rounds. */
static double measure(const model_t *model, bool definition, double *gradient, int turns, double *out_value) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_now();
    for (int k = 0; k < turns; k++)
      if (definition)
        *out_value = by_definition(model, gradient);
      else
        bench_check(hwnas_expectation_compute(model->expectation, model->p, out_value, gradient));
    double took = (bench_now() - start) * 1e6 / turns;
    if (took < best) best = took;
  }
  return best;
}

static void check(double got, double expected, double scale) {
  if (fabs(got - expected) <= 1e-9 * (scale + fabs(expected))) return;
  fprintf(stderr, "%.17g and %.17g disagree\n", got, expected);
  exit(1);
}

/* What the parts that do not depend on a choice add to its gradient is a matter of which parts there are. */
static void center(const model_t *model, double *gradient) {
  for (size_t c = 0; c < model->space->n_choices; c++) {
    size_t first = hwnas_expectation_first(model->expectation, c), n = model->space->choices[c].n;
    double mean = 0;
    for (size_t k = first; k < first + n; k++) mean += model->p[k] * gradient[k];
    for (size_t k = first; k < first + n; k++) gradient[k] -= mean;
  }
}

static void compare(const model_t *model, const char *name, bool with_gradient, bool json) {
  double values[2], *expected = calloc(model->size + 1, sizeof *expected);
  char figure[64];
  double reference = measure(model, true, with_gradient ? expected : NULL, 4, &values[0]);
  double took = measure(model, false, with_gradient ? model->gradient : NULL, 500, &values[1]);
  check(values[1], values[0], 0);
  if (with_gradient) center(model, expected);
  if (with_gradient) center(model, model->gradient);
  for (size_t i = 0; with_gradient && i < model->size; i++) check(model->gradient[i], expected[i], values[0]);
  snprintf(figure, sizeof figure, "%s %s", name, with_gradient ? "with gradient" : "value");
  bench_print(json, "expect", figure, took, "us", "the definition, cell by cell", reference);
  free(expected);
}

/* ---- Penalties ------------------------------------------------------------------------------- */

static double above(void *self, double value) { return fmax(0, value / *(const double *)self - 1); }

/* Random samples of the distribution, and the penalty of each: an error of 1 % or so. */
static double by_samples(const model_t *model, double limit, size_t n) {
  hwnas_random_t random;
  double sum = 0;
  uint16_t *point = calloc(model->space->n_choices + 1, sizeof *point);
  hwnas_random_seed(&random, 1, 0);
  for (size_t i = 0; i < n; i++) {
    int64_t value;
    for (size_t c = 0; c < model->space->n_choices; c++) {
      const double *p = &model->p[hwnas_expectation_first(model->expectation, c)];
      double target = hwnas_random_unit(&random);
      uint16_t k = 0;
      while (k + 1u < model->space->choices[c].n && (target -= p[k]) >= 0) k++;
      point[c] = k;
    }
    bench_check(hwnas_metric_set_value(model->metrics, point, &value));
    sum += above(&limit, (double)value);
  }
  free(point);
  return sum / (double)n;
}

static void compare_penalty(const model_t *model, const char *name, bool json) {
  double limit, value, took = 1e9, took_gradient = 1e9;
  char figure[80];
  bench_check(hwnas_expectation_compute(model->expectation, model->p, &limit, NULL));
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_now();
    bench_check(
        hwnas_expectation_compute_function(model->expectation, 0, above, &limit, 0, model->p, &value, NULL));
    double middle = bench_now();
    bench_check(hwnas_expectation_compute_function(model->expectation, 0, above, &limit, 0, model->p, &value,
                                                   model->gradient));
    took = fmin(took, (middle - start) * 1e6);
    took_gradient = fmin(took_gradient, (bench_now() - middle) * 1e6);
  }
  double start = bench_now(), sampled = by_samples(model, limit, 40000);
  double reference = (bench_now() - start) * 1e6;
  if (fabs(value - sampled) > 0.03 * sampled) {
    fprintf(stderr, "%s: the penalty is %g, %g by samples\n", name, value, sampled);
    exit(1);
  }
  snprintf(figure, sizeof figure, "%s penalty", name);
  bench_print(json, "expect", figure, took, "us", "40,000 samples", reference);
  snprintf(figure, sizeof figure, "%s penalty with gradient", name);
  bench_print(json, "expect", figure, took_gradient, "us", "40,000 samples, without gradient", reference);
}

/* ---- Variances ------------------------------------------------------------------------------- */

static double square_off(void *self, double value) {
  double off = value - *(const double *)self;
  return off * off;
}

static double measure_moments(const model_t *model, hwnas_moments_t *out) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS * 20; round++) {
    double start = bench_now();
    bench_check(hwnas_expectation_compute_moments(model->expectation, model->p, out));
    best = fmin(best, (bench_now() - start) * 1e6);
  }
  return best;
}

/* Reference: the same from a distribution of 4096 points. */
static void compare_moments(const model_t *model, const char *name, bool json) {
  double mean = 0, variance = 0, by_points, reference = 1e9;
  double *gradients = calloc(2 * model->size + 1, sizeof *gradients);
  hwnas_moments_t moments = {.means = &mean, .covariances = &variance};
  char figure[80];
  double took = measure_moments(model, &moments);
  moments.mean_gradients = gradients;
  moments.covariance_gradients = gradients + model->size;
  double took_gradients = measure_moments(model, &moments);
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_now();
    bench_check(hwnas_expectation_compute_function(model->expectation, 0, square_off, &mean, 4096, model->p,
                                                   &by_points, NULL));
    reference = fmin(reference, (bench_now() - start) * 1e6);
  }
  if (fabs(by_points - variance) > 0.01 * variance) {
    fprintf(stderr, "%s: the variance is %g, %g by its distribution\n", name, variance, by_points);
    exit(1);
  }
  snprintf(figure, sizeof figure, "%s mean and variance", name);
  bench_print(json, "expect", figure, took, "us", "the variance of 4096 points", reference);
  snprintf(figure, sizeof figure, "%s mean and variance with gradients", name);
  bench_print(json, "expect", figure, took_gradients, "us", "the variance of 4096 points, no gradients",
              reference);
  free(gradients);
}

/* Of all that is computed so far. */
static void print_memory(const model_t *model, const char *name, const char *what, bool json) {
  char figure[80];
  snprintf(figure, sizeof figure, "%s memory %s", name, what);
  bench_print(json, "expect", figure, bench_memory_end(model->memory), "MiB", "the tables of the metric",
              bench_tables_memory(model->metrics));
}

static void run(hwnas_context_t *context, const char *name, bool json) {
  model_t model = {0};
  load(context, name, &model);
  compare(&model, name, false, json);
  compare(&model, name, true, json);
  print_memory(&model, name, "of value and gradient", json);
  compare_penalty(&model, name, json);
  compare_moments(&model, name, json);
  print_memory(&model, name, "of all", json);
  free(model.p);
  free(model.gradient);
  hwnas_expectation_destroy(model.expectation);
  hwnas_metric_set_destroy(model.metrics);
  hwnas_profilers_destroy(model.profilers);
  hwnas_space_destroy(model.space);
}

int main(int argc, char **argv) {
  static const char *const spaces[] = {"mobilenet_v3", "proxyless_nas", "shufflenet", "nasbench201"};
  hwnas_context_t *context;
  bench_check(hwnas_context_create(NULL, 0, &context));
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) run(context, spaces[i], bench_json(argc, argv));
  hwnas_context_destroy(context);
  return 0;
}
