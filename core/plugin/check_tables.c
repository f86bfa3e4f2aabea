/* Are the functions there that a component of a known kind must have? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hwnas/evaluator.h"
#include "hwnas/middleware.h"
#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"
#include "hwnas/strategy.h"
#include "plugin/internal.h"

/* Sizes of the first revision of each table; they never grow. */
#define SIZE_THROUGH(T, m) (offsetof(T, m) + sizeof(((T *)NULL)->m))

static hwnas_status_t *broken(const hwnas_component_t *component, const char *why, const char *what) {
  char word[64];
  hwnas_plugin_kind_word(component->kind, word, sizeof word);
  return hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "%s '%s' %s%s", word, component->name, why, what);
}

static hwnas_status_t *missing(const hwnas_component_t *component, const char *what) {
  return broken(component, "has no ", what);
}

static hwnas_status_t *check_size(const hwnas_component_t *component, uint32_t size, size_t minimum,
                                  const char *type) {
  if (size >= minimum) return NULL;
  return hwnas_status_detail(broken(component, "has a table that is too small", ""),
                             "struct_size is %u, must be at least %zu: set it to sizeof(%s)", size, minimum,
                             type);
}

static hwnas_status_t *check_shape_formula(const hwnas_component_t *component) {
  const hwnas_shape_formula_t *formula = component->table;
  HWNAS_TRY(check_size(component, formula->struct_size, SIZE_THROUGH(hwnas_shape_formula_t, cost),
                       "hwnas_shape_formula_t"));
  if (!formula->op_types || !formula->op_types[0]) return missing(component, "op types");
  if (!formula->infer) return missing(component, "function infer");
  for (size_t i = 0; formula->op_types[i]; i++)
    for (size_t j = 0; j < i; j++)
      if (!strcmp(formula->op_types[i], formula->op_types[j]))
        return broken(component, "names twice the op type ", formula->op_types[i]);
  return NULL;
}

static hwnas_status_t *check_metric(const hwnas_component_t *component, const hwnas_metric_info_t *metric) {
  if (!metric->name || !metric->name[0]) return missing(component, "name for a metric");
  if (!metric->unit) return broken(component, "gives no unit for the metric ", metric->name);
  if (!(metric->quantum > 0) || isinf(metric->quantum))
    return broken(component, "gives a quantum that is not positive for the metric ", metric->name);
  if (metric->goal != HWNAS_GOAL_MINIMIZE && metric->goal != HWNAS_GOAL_MAXIMIZE)
    return broken(component, "gives an unknown goal for the metric ", metric->name);
  if (metric->per != HWNAS_PER_USE && metric->per != HWNAS_PER_MODULE && metric->per != HWNAS_PER_PEAK)
    return broken(component, "counts neither per use, per module nor per peak the metric ", metric->name);
  return NULL;
}

static const hwnas_metric_info_t *metric_at(const hwnas_profiler_t *profiler, uint32_t i) {
  const char *at = (const char *)profiler->metrics + (size_t)i * profiler->metric_size;
  return (const hwnas_metric_info_t *)(const void *)at;
}

/* There is one way to a metric's values. */
static hwnas_status_t *check_way(const hwnas_component_t *component, const hwnas_profiler_t *profiler) {
  bool whole = HWNAS_HAS(profiler, hwnas_profiler_t, profile);
  bool tables = HWNAS_HAS(profiler, hwnas_profiler_t, tables);
  if (!profiler->cost && !whole && !tables) return missing(component, "function cost, profile or tables");
  if (profiler->cost && whole) return broken(component, "has both of cost and profile", "");
  if (tables && (profiler->cost || whole))
    return broken(component, "has both of tables and ", whole ? "profile" : "cost");
  for (uint32_t i = 0; !profiler->cost && i < profiler->n_metrics; i++)
    if (metric_at(profiler, i)->per == HWNAS_PER_PEAK)
      return broken(component,
                    "has no cost, but a metric that is the largest one: ", metric_at(profiler, i)->name);
  return NULL;
}

static hwnas_status_t *check_profiler(const hwnas_component_t *component) {
  const hwnas_profiler_t *profiler = component->table;
  HWNAS_TRY(check_size(component, profiler->struct_size, SIZE_THROUGH(hwnas_profiler_t, convention),
                       "hwnas_profiler_t"));
  if (!profiler->metrics || !profiler->n_metrics) return missing(component, "metrics");
  HWNAS_TRY(check_size(component, profiler->metric_size, SIZE_THROUGH(hwnas_metric_info_t, per),
                       "hwnas_metric_info_t"));
  if (!profiler->create) return missing(component, "function create");
  if (!profiler->destroy) return missing(component, "function destroy");
  HWNAS_TRY(check_way(component, profiler));
  for (uint32_t i = 0; i < profiler->n_metrics; i++)
    HWNAS_TRY(check_metric(component, metric_at(profiler, i)));
  return NULL;
}

static hwnas_status_t *check_strategy_table(const hwnas_component_t *component,
                                            const hwnas_strategy_t *strategy) {
  HWNAS_TRY(
      check_size(component, strategy->struct_size, SIZE_THROUGH(hwnas_strategy_t, load), "hwnas_strategy_t"));
  if (!strategy->destroy) return missing(component, "function destroy");
  if (!strategy->ask) return missing(component, "function ask");
  if (!strategy->save != !strategy->load) return broken(component, "has only one of save and load", "");
  return NULL;
}

static hwnas_status_t *check_strategy(const hwnas_component_t *component) {
  const hwnas_strategy_t *strategy = component->table;
  HWNAS_TRY(check_strategy_table(component, strategy));
  return strategy->create ? NULL : missing(component, "function create");
}

static hwnas_status_t *check_middleware(const hwnas_component_t *component) {
  const hwnas_middleware_t *middleware = component->table;
  HWNAS_TRY(check_size(component, middleware->struct_size, SIZE_THROUGH(hwnas_middleware_t, strategy),
                       "hwnas_middleware_t"));
  if (!middleware->create) return missing(component, "function create");
  if (!middleware->strategy) return missing(component, "functions of a strategy");
  return check_strategy_table(component, middleware->strategy);
}

static hwnas_status_t *check_evaluator(const hwnas_component_t *component) {
  const hwnas_evaluator_t *evaluator = component->table;
  HWNAS_TRY(check_size(component, evaluator->struct_size, SIZE_THROUGH(hwnas_evaluator_t, evaluate),
                       "hwnas_evaluator_t"));
  if (!evaluator->create) return missing(component, "function create");
  if (!evaluator->destroy) return missing(component, "function destroy");
  return evaluator->evaluate ? NULL : missing(component, "function evaluate");
}

typedef struct hwnas_kind {
  const char *id;
  hwnas_status_t *(*check)(const hwnas_component_t *component);
} hwnas_kind_t;

static const hwnas_kind_t *find_kind(const char *id) {
  static const hwnas_kind_t kinds[] = {{HWNAS_KIND_SHAPE_FORMULA, check_shape_formula},
                                       {HWNAS_KIND_PROFILER, check_profiler},
                                       {HWNAS_KIND_STRATEGY, check_strategy},
                                       {HWNAS_KIND_MIDDLEWARE, check_middleware},
                                       {HWNAS_KIND_EVALUATOR, check_evaluator}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (!strcmp(kinds[i].id, id)) return &kinds[i];
  return NULL;
}

bool hwnas_kind_known(const char *kind) { return find_kind(kind) != NULL; }

hwnas_status_t *hwnas_check_table(const hwnas_component_t *component) {
  if (!component->table) return missing(component, "table of functions");
  return find_kind(component->kind)->check(component);
}

void hwnas_plugin_kind_word(const char *kind, char *out, size_t size) {
  bool known = hwnas_kind_known(kind);
  const char *start = known ? kind + strlen("hwnas.") : kind;
  snprintf(out, size, "%.*s", known ? (int)strcspn(start, "/") : (int)strlen(start), start);
  for (char *c = out; known && *c; c++)
    if (*c == '-') *c = ' ';
}
