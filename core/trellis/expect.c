/* Expectations of sums of tables. A table over choices a, b, c is contracted from its last axis to the first,
 * and all levels are kept; going back from the first to the last, what lies before an axis weighs what lies
 * behind it, and that is the gradient. Metrics of which a table would be too large, as they hang on many
 * choices through derived variables, are averaged over the paths of a trellis. */
#include "hwnas/expect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "metric/inline.h"
#include "metric/merge.h"
#include "space/walk.h"
#include "trellis/joint.h"
#include "trellis/peak.h"
#include "trellis/penalty.h"

#define POINTS_USUAL 512
#define POINTS_MAX ((size_t)1 << 20)

/* One factor and one metric. The widest axis is the last. */
typedef struct table {
  size_t metric;
  hwnas_contraction_t form;
  const double *cells;
} table_t;

/* A metric that is averaged over paths. */
typedef struct path_metric {
  size_t metric;
  hwnas_trellis_t *trellis;
  hwnas_averager_t averager;
} path_metric_t;

/* A metric of which functions were asked for. */
typedef struct function_metric {
  hwnas_trellis_t *trellis; /* NULL: not yet */
  hwnas_penalizer_t penalizer;
  size_t n_points; /* of the penalizer; 0: not yet */
} function_metric_t;

struct hwnas_expectation {
  hwnas_arena_t arena;
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set;
  size_t n_metrics;
  size_t *first; /* per choice; one more at the end */
  size_t *all;   /* the numbers of all metrics */
  double *constants;
  table_t *tables;
  size_t n_tables;
  path_metric_t *paths;
  size_t n_paths;
  hwnas_peak_averager_t *peaks;   /* per metric; of sums empty */
  function_metric_t *functions;   /* per metric */
  hwnas_trellis_t *joint_trellis; /* of all metrics; NULL: not yet */
  hwnas_joint_t joint;
  double *levels, *weights; /* scratch, for the largest table */
};

/* ---- Making ---------------------------------------------------------------------------------- */

/* The scope of a factor with its axes by size, the widest last. */
static void order_axes(const hwnas_table_t *scope, hwnas_table_t *out) {
  *out = (hwnas_table_t){.n_axes = scope->n_axes, .n_cells = scope->n_cells};
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    uint32_t at = a;
    for (; at > 0 && out->sizes[at - 1] > scope->sizes[a]; at--) {
      out->axes[at] = out->axes[at - 1];
      out->sizes[at] = out->sizes[at - 1];
    }
    out->axes[at] = scope->axes[a];
    out->sizes[at] = scope->sizes[a];
  }
}

static hwnas_status_t *add_table(hwnas_expectation_t *e, hwnas_arena_t *scratch, const hwnas_factor_t *factor,
                                 size_t metric) {
  const hwnas_table_t *parts[] = {&factor->scope};
  if (factor->scope.n_axes == 0) {
    e->constants[metric] += (double)factor->cells[0];
    return NULL;
  }
  hwnas_table_t scope;
  hwnas_walk_t walk;
  order_axes(&factor->scope, &scope);
  double *cells = hwnas_arena_alloc_array(&e->arena, scope.n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  HWNAS_TRY(hwnas_walk_init(&walk, scratch, &scope, parts, 1));
  for (size_t c = 0; c < scope.n_cells; c++, hwnas_walk_next(&walk))
    cells[c] = (double)factor->cells[walk.offsets[0]];
  table_t *table = &e->tables[e->n_tables++];
  *table =
      (table_t){.metric = metric, .form = {.n_cells = scope.n_cells, .n_axes = scope.n_axes}, .cells = cells};
  for (uint32_t i = 0; i < scope.n_axes; i++) {
    table->form.sizes[i] = scope.sizes[i];
    table->form.first[i] = e->first[e->space->variables.items[scope.axes[i]]->choice];
  }
  return NULL;
}

/* What one metric has of a part, over choices alone. */
static hwnas_status_t *split(const hwnas_expectation_t *e, hwnas_arena_t *scratch, const hwnas_factor_t *part,
                             size_t metric, hwnas_factor_t *out) {
  HWNAS_TRY(hwnas_factor_zero(out, scratch, &part->scope, 1));
  for (size_t c = 0; c < out->scope.n_cells; c++) out->cells[c] = part->cells[c * e->n_metrics + metric];
  hwnas_factor_reduce(out, 1);
  return hwnas_factor_inline(out, scratch, &e->space->variables);
}

static hwnas_status_t *add_tables(hwnas_expectation_t *e, hwnas_arena_t *scratch, size_t metric) {
  size_t n;
  const hwnas_factor_t *parts = hwnas_metric_set_parts(e->set, &n);
  hwnas_factor_t *factors = hwnas_arena_alloc_array(scratch, n, sizeof *factors);
  HWNAS_TRY_ALLOC(factors);
  for (size_t f = 0; f < n; f++) HWNAS_TRY(split(e, scratch, &parts[f], metric, &factors[f]));
  hwnas_factors_join(1, factors, &n);
  e->constants[metric] = (double)hwnas_metric_set_constants(e->set)[metric];
  for (size_t f = 0; f < n; f++) HWNAS_TRY(add_table(e, scratch, &factors[f], metric));
  return NULL;
}

static hwnas_status_t *make_trellis(const hwnas_expectation_t *e, size_t metric, hwnas_trellis_t **out) {
  const hwnas_trellis_of_t of = {
      .space = e->space, .set = e->set, .metrics = &metric, .n_metrics = 1, .raw = true};
  return hwnas_trellis_create(&of, out);
}

static hwnas_status_t *add_paths(hwnas_expectation_t *e, size_t metric) {
  path_metric_t *paths = &e->paths[e->n_paths++];
  *paths = (path_metric_t){.metric = metric};
  HWNAS_TRY(make_trellis(e, metric, &paths->trellis));
  return hwnas_averager_init(&paths->averager, paths->trellis);
}

static hwnas_status_t *add_metric(hwnas_expectation_t *e, size_t metric) {
  if (hwnas_metric_set_is_peak(e->set, metric))
    return hwnas_peak_averager_init(&e->peaks[metric], e->set, metric);
  hwnas_arena_t scratch;
  hwnas_arena_init(&scratch);
  hwnas_status_t *status = add_tables(e, &scratch, metric); /* adds none before all fit */
  hwnas_arena_deinit(&scratch);
  if (!status || status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  hwnas_status_destroy(status);
  return add_paths(e, metric);
}

static hwnas_status_t *add_metrics(hwnas_expectation_t *e) {
  for (size_t m = 0; m < e->n_metrics; m++) {
    hwnas_status_t *status = add_metric(e, m);
    if (status) return hwnas_status_at(status, "expectation of '%s'", hwnas_metric_set_info(e->set, m)->name);
  }
  return NULL;
}

static hwnas_status_t *alloc_scratch(hwnas_expectation_t *e) {
  size_t largest = 0;
  for (size_t t = 0; t < e->n_tables; t++)
    if (e->tables[t].form.n_cells > largest) largest = e->tables[t].form.n_cells;
  e->levels = hwnas_arena_alloc_array(&e->arena, largest + 1, sizeof *e->levels);
  e->weights = hwnas_arena_alloc_array(&e->arena, largest + 1, sizeof *e->weights);
  return e->levels && e->weights ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *check_opaque(const hwnas_metric_set_t *set) {
  for (size_t m = 0; m < hwnas_metric_set_size(set); m++)
    if (hwnas_metric_set_is_opaque(set, m))
      return hwnas_status_make(HWNAS_ERROR_OPAQUE_METRIC,
                               "metric '%s' is known of whole networks only, so it has no expectation",
                               hwnas_metric_set_info(set, m)->name);
  return NULL;
}

static hwnas_status_t *init(hwnas_expectation_t *e) {
  const hwnas_space_t *space = e->space;
  size_t n_parts;
  hwnas_metric_set_parts(e->set, &n_parts);
  HWNAS_TRY(check_opaque(e->set));
  e->first = hwnas_arena_alloc_array(&e->arena, space->n_choices + 1, sizeof *e->first);
  e->constants = hwnas_arena_alloc_array(&e->arena, e->n_metrics, sizeof *e->constants);
  e->tables = hwnas_arena_alloc_array(&e->arena, n_parts * e->n_metrics, sizeof *e->tables);
  e->paths = hwnas_arena_alloc_array(&e->arena, e->n_metrics, sizeof *e->paths);
  e->peaks = hwnas_arena_alloc_array(&e->arena, e->n_metrics, sizeof *e->peaks);
  e->functions = hwnas_arena_alloc_array(&e->arena, e->n_metrics, sizeof *e->functions);
  e->all = hwnas_arena_alloc_array(&e->arena, e->n_metrics, sizeof *e->all);
  if (!e->first || !e->all || !e->constants || !e->tables || !e->paths || !e->peaks || !e->functions)
    return hwnas_status_no_memory();
  for (size_t m = 0; m < e->n_metrics; m++) e->all[m] = m;
  hwnas_space_number_values(space, e->first);
  HWNAS_TRY(add_metrics(e));
  return alloc_scratch(e);
}

hwnas_status_t *hwnas_expectation_create(const hwnas_metric_set_t *set, hwnas_expectation_t **out) {
  hwnas_expectation_t *e = calloc(1, sizeof *e);
  HWNAS_TRY_ALLOC(e);
  hwnas_arena_init(&e->arena);
  e->set = set;
  e->space = hwnas_metric_set_space(set);
  e->n_metrics = hwnas_metric_set_size(set);
  hwnas_status_t *status = init(e);
  if (status)
    hwnas_expectation_destroy(e);
  else
    *out = e;
  return status;
}

void hwnas_expectation_destroy(hwnas_expectation_t *e) {
  if (!e) return;
  for (size_t i = 0; i < e->n_paths; i++) hwnas_averager_deinit(&e->paths[i].averager);
  for (size_t i = 0; i < e->n_paths; i++) hwnas_trellis_destroy(e->paths[i].trellis);
  for (size_t m = 0; e->functions && m < e->n_metrics; m++) {
    hwnas_peak_averager_deinit(&e->peaks[m]);
    hwnas_penalizer_deinit(&e->functions[m].penalizer);
    hwnas_trellis_destroy(e->functions[m].trellis);
  }
  hwnas_joint_deinit(&e->joint);
  hwnas_trellis_destroy(e->joint_trellis);
  hwnas_arena_deinit(&e->arena);
  free(e);
}

size_t hwnas_expectation_size(const hwnas_expectation_t *e) { return e->first[e->space->n_choices]; }

size_t hwnas_expectation_first(const hwnas_expectation_t *e, size_t choice) { return e->first[choice]; }

/* ---- Asking ---------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_expectation_compute(hwnas_expectation_t *e, const double *probabilities,
                                          double *out_values, double *out_gradients) {
  size_t n_metrics = e->n_metrics, size = hwnas_expectation_size(e);
  const hwnas_distribution_t p = {.probabilities = probabilities, .first = e->first};
  HWNAS_TRY(hwnas_distribution_check(&p, e->space));
  memcpy(out_values, e->constants, n_metrics * sizeof *out_values);
  for (size_t i = 0; out_gradients && i < n_metrics * size; i++) out_gradients[i] = 0;
  for (size_t t = 0; t < e->n_tables; t++) {
    const table_t *table = &e->tables[t];
    out_values[table->metric] += hwnas_contract(&table->form, table->cells, probabilities, e->levels);
    if (out_gradients)
      hwnas_contract_add_gradient(&table->form, table->cells, probabilities, e->levels, e->weights,
                                  &out_gradients[table->metric * size]);
  }
  for (size_t i = 0; i < e->n_paths; i++) {
    size_t m = e->paths[i].metric;
    out_values[m] =
        hwnas_averager_expect(&e->paths[i].averager, 0, &p, out_gradients ? &out_gradients[m * size] : NULL);
  }
  for (size_t m = 0; m < n_metrics; m++)
    if (e->peaks[m].n > 0)
      out_values[m] =
          hwnas_peak_averager_expect(&e->peaks[m], &p, out_gradients ? &out_gradients[m * size] : NULL);
  return NULL;
}

/* ---- Functions of a metric ------------------------------------------------------------------- */

static hwnas_status_t *prepare_function(const hwnas_expectation_t *e, size_t metric, size_t n_points,
                                        function_metric_t *out) {
  if (!out->trellis) HWNAS_TRY(make_trellis(e, metric, &out->trellis));
  if (out->n_points == n_points) return NULL;
  hwnas_penalizer_deinit(&out->penalizer);
  out->penalizer = (hwnas_penalizer_t){0};
  out->n_points = 0;
  HWNAS_TRY(hwnas_penalizer_init(&out->penalizer, out->trellis, 0, n_points));
  out->n_points = n_points;
  return NULL;
}

/* A function of units as one of quanta. */
typedef struct in_units {
  double (*fn)(void *self, double value);
  void *self;
  double quantum;
} in_units_t;

static double call_in_units(void *self, double quanta) {
  const in_units_t *in_units = self;
  return in_units->fn(in_units->self, quanta * in_units->quantum);
}

hwnas_status_t *hwnas_expectation_compute_function(hwnas_expectation_t *e, size_t metric,
                                                   double (*fn)(void *self, double value), void *self,
                                                   size_t n_points, const double *probabilities,
                                                   double *out_value, double *out_gradient) {
  function_metric_t *function = &e->functions[metric];
  in_units_t in_units = {.fn = fn, .self = self, .quantum = hwnas_metric_set_info(e->set, metric)->quantum};
  if (n_points == 0) n_points = POINTS_USUAL;
  if (n_points < 2 || n_points > POINTS_MAX)
    return hwnas_status_make(HWNAS_ERROR_LIMIT, "%zu points; 2 to %zu are allowed", n_points, POINTS_MAX);
  const hwnas_distribution_t p = {.probabilities = probabilities, .first = e->first};
  HWNAS_TRY(hwnas_distribution_check(&p, e->space));
  HWNAS_TRY(prepare_function(e, metric, n_points, function));
  for (size_t i = 0; out_gradient && i < hwnas_expectation_size(e); i++) out_gradient[i] = 0;
  *out_value = hwnas_penalizer_expect(&function->penalizer, &p, call_in_units, &in_units, out_gradient);
  return NULL;
}

/* ---- Moments --------------------------------------------------------------------------------- */

static hwnas_status_t *prepare_joint(hwnas_expectation_t *e) {
  if (e->joint_trellis) return NULL;
  hwnas_trellis_t *trellis;
  HWNAS_TRY(hwnas_trellis_create(
      &(hwnas_trellis_of_t){
          .space = e->space, .set = e->set, .metrics = e->all, .n_metrics = e->n_metrics, .raw = true},
      &trellis));
  hwnas_status_t *status = hwnas_joint_init(&e->joint, trellis);
  if (status) {
    hwnas_joint_deinit(&e->joint);
    hwnas_trellis_destroy(trellis);
    return status;
  }
  e->joint_trellis = trellis;
  return NULL;
}

hwnas_status_t *hwnas_expectation_compute_moments(hwnas_expectation_t *e, const double *probabilities,
                                                  hwnas_moments_t *out) {
  const hwnas_distribution_t p = {.probabilities = probabilities, .first = e->first};
  HWNAS_TRY(hwnas_distribution_check(&p, e->space));
  HWNAS_TRY(prepare_joint(e));
  hwnas_joint_compute(&e->joint, &p, hwnas_expectation_size(e), out);
  return NULL;
}
