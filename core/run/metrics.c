/* Profilers, constraints and objectives of a run file. */
#include <string.h>

#include "run/internal.h"

/* Names of metrics that somebody uses; may hold doubles. */
typedef struct wanted {
  hwnas_arena_t *arena;
  const char **names;
  size_t n, capacity;
} wanted_t;

static hwnas_status_t *want(void *self, const char *name) {
  wanted_t *wanted = self;
  const char *copy = hwnas_arena_strdup(wanted->arena, name);
  HWNAS_TRY_ALLOC(copy);
  for (size_t i = 0; i < wanted->n; i++)
    if (strcmp(wanted->names[i], copy) == 0) return NULL;
  return HWNAS_PUSH(wanted->arena, wanted->names, wanted->n, wanted->capacity, copy)
             ? NULL
             : hwnas_status_no_memory();
}

/* ---- Expressions among the options ----------------------------------------------------------- */

typedef hwnas_status_t *(*expression_fn)(hwnas_run_t *run, const char *text, const char *place, void *self);

/* Calls fn for every text among the options with that flag. */
static hwnas_status_t *each_option(hwnas_run_t *run, const hwnas_run_link_t *link, uint32_t flag,
                                   expression_fn fn, void *self) {
  hwnas_status_t *list = NULL;
  const hwnas_option_table_t *table = &link->options->table;
  for (uint32_t i = 0; i < table->n; i++) {
    const hwnas_option_t *option = hwnas_option_at(table, i);
    const hwnas_value_t *value = &link->options->values[i];
    if (!(option->flags & flag) || value->type != HWNAS_VALUE_STRING) continue;
    const hwnas_json_t *json = hwnas_json_get(link->json, option->name);
    const char *place = json ? hwnas_json_place(&run->arena, json) : NULL;
    hwnas_status_append(&list, fn(run, value->string, place, self));
  }
  return list;
}

/* Calls fn for every expression of the run file: constraints, and options that are expressions. */
static hwnas_status_t *each_expression(hwnas_run_t *run, expression_fn constraint, expression_fn option,
                                       void *self) {
  hwnas_status_t *list = NULL;
  const hwnas_json_t *json = hwnas_json_get(run->document, "constraints");
  for (size_t i = 0; json && json->type == HWNAS_JSON_ARRAY && i < json->n; i++)
    if (json->children[i].type == HWNAS_JSON_STRING)
      hwnas_status_append(&list, constraint(run, json->children[i].string,
                                            hwnas_json_place(&run->arena, &json->children[i]), self));
  for (size_t i = 0; i < run->n_links; i++)
    hwnas_status_append(&list, each_option(run, &run->links[i], HWNAS_OPTION_FLAG_EXPRESSION, option, self));
  return list;
}

static hwnas_status_t *want_names(hwnas_run_t *run, const char *text, const char *place, void *self) {
  return hwnas_predicate_names(run->space, text, place, want, self);
}

static hwnas_status_t *want_metric(hwnas_run_t *run, const char *text, const char *place, void *self) {
  (void)run;
  (void)place;
  return want(self, text);
}

static hwnas_status_t *check_expression(hwnas_run_t *run, const char *text, const char *place, void *self) {
  (void)self;
  hwnas_predicate_t *predicate = NULL;
  HWNAS_TRY(hwnas_predicate_create(run->space, run->metrics, text, place, &predicate));
  hwnas_predicate_destroy(predicate);
  return NULL;
}

static hwnas_status_t *add_constraint(hwnas_run_t *run, const char *text, const char *place, void *self) {
  (void)self;
  hwnas_predicate_t *predicate = NULL;
  HWNAS_TRY(hwnas_predicate_create(run->space, run->metrics, text, place, &predicate));
  run->constraint_texts[run->n_constraints] = text;
  run->constraints[run->n_constraints++] = predicate;
  return NULL;
}

/* ---- Forms ----------------------------------------------------------------------------------- */

static hwnas_status_t *check_constraints(const hwnas_json_t *json) {
  hwnas_status_t *list = NULL;
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_ARRAY));
  for (size_t i = 0; i < json->n; i++)
    hwnas_status_append(&list, hwnas_json_expect(&json->children[i], HWNAS_JSON_STRING));
  return list;
}

static hwnas_status_t *check_objective(const hwnas_json_t *json) {
  static const char *const keys[] = {"metric", "goal"};
  static const char *const goals[] = {"minimize", "maximize"};
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  hwnas_status_t *list = hwnas_json_check_keys(json, keys, 2);
  const hwnas_json_t *metric = hwnas_json_get(json, "metric"), *goal = hwnas_json_get(json, "goal");
  if (!metric)
    hwnas_status_append(
        &list,
        hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the objective names no 'metric'"), json));
  else
    hwnas_status_append(&list, hwnas_json_expect(metric, HWNAS_JSON_STRING));
  if (!goal) return list;
  if (goal->type == HWNAS_JSON_STRING && (!strcmp(goal->string, goals[0]) || !strcmp(goal->string, goals[1])))
    return list;
  hwnas_status_t *status = hwnas_run_form_error(goal, "'goal' must be \"minimize\" or \"maximize\"");
  if (goal->type == HWNAS_JSON_STRING) status = hwnas_status_suggest(status, goal->string, goals, 2);
  hwnas_status_append(&list, status);
  return list;
}

static hwnas_status_t *check_objectives(const hwnas_run_t *run, const hwnas_json_t *json) {
  hwnas_status_t *list = NULL;
  if (!json && hwnas_json_get(run->document, "evaluator")) return NULL;
  if (!json) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the run file has no 'objectives'");
    status = hwnas_status_detail(
        status, "add for example: \"objectives\": [{\"metric\": \"flops\", \"goal\": \"minimize\"}]");
    return hwnas_json_at(status, run->document);
  }
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_ARRAY));
  if (json->n == 0) return hwnas_run_form_error(json, "'objectives' is empty");
  for (size_t i = 0; i < json->n; i++) hwnas_status_append(&list, check_objective(&json->children[i]));
  return list;
}

/* ---- Objectives ------------------------------------------------------------------------------ */

static hwnas_status_t *unknown_metric(hwnas_run_t *run, const hwnas_json_t *metric) {
  size_t n = hwnas_metric_set_size(run->metrics);
  const char **names = hwnas_arena_alloc_array(&run->arena, n, sizeof *names);
  HWNAS_TRY_ALLOC(names);
  for (size_t i = 0; i < n; i++) names[i] = hwnas_metric_set_info(run->metrics, i)->name;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_UNKNOWN_METRIC, "no profiler provides the metric '%s'", metric->string);
  status = hwnas_status_suggest(status, metric->string, names, n);
  status = hwnas_status_detail(status, "`hwnas plugin list` prints the profilers that are installed");
  status = hwnas_status_detail(status, "what training measures, an 'evaluator' can report");
  return hwnas_json_at(status, metric);
}

/* What no profiler provides must come from the evaluator, which does not say which way is better. */
static hwnas_status_t *add_reported(hwnas_run_t *run, const hwnas_json_t *json, const hwnas_json_t *metric,
                                    hwnas_objective_t *out) {
  if (!hwnas_json_get(run->document, "evaluator")) return unknown_metric(run, metric);
  if (!hwnas_json_get(json, "goal")) {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the objective '%s' names no 'goal'", metric->string);
    status = hwnas_status_detail(status, "no profiler provides it, so the evaluator must report it");
    status = hwnas_status_detail(status, "add \"goal\": \"maximize\" or \"minimize\"");
    return hwnas_json_at(status, json);
  }
  *out = (hwnas_objective_t){.reported = true, .metric = run->n_reported};
  run->reported[run->n_reported++] = (hwnas_metric_info_entry_t){.name = metric->string, .unit = "1"};
  return NULL;
}

static hwnas_status_t *add_objective(hwnas_run_t *run, const hwnas_json_t *json) {
  const hwnas_json_t *metric = hwnas_json_get(json, "metric"), *goal = hwnas_json_get(json, "goal");
  int32_t number = hwnas_metric_set_find(run->metrics, metric->string);
  hwnas_objective_t objective = {.metric = (size_t)number};
  for (size_t i = 0; i < run->n_objectives; i++)
    if (strcmp(hwnas_run_objective_info(run, i)->name, metric->string) == 0)
      return hwnas_run_form_error(metric, "the metric '%s' is an objective twice", metric->string);
  if (number < 0)
    HWNAS_TRY(add_reported(run, json, metric, &objective));
  else
    objective.goal = hwnas_metric_set_info(run->metrics, (size_t)number)->goal;
  if (goal)
    objective.goal = strcmp(goal->string, "maximize") == 0 ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE;
  if (objective.reported) run->reported[objective.metric].goal = objective.goal;
  run->objectives[run->n_objectives++] = objective;
  return NULL;
}

/* ---- All together ---------------------------------------------------------------------------- */

static hwnas_status_t *want_all(hwnas_run_t *run, const hwnas_json_t *objectives, wanted_t *wanted) {
  hwnas_status_t *list = each_expression(run, want_names, want_names, wanted);
  for (size_t i = 0; i < run->n_links; i++)
    hwnas_status_append(&list,
                        each_option(run, &run->links[i], HWNAS_OPTION_FLAG_METRIC, want_metric, wanted));
  for (size_t i = 0; objectives && objectives->type == HWNAS_JSON_ARRAY && i < objectives->n; i++) {
    const hwnas_json_t *metric = hwnas_json_get(&objectives->children[i], "metric");
    if (metric && metric->type == HWNAS_JSON_STRING) hwnas_status_append(&list, want(wanted, metric->string));
  }
  return list;
}

static hwnas_status_t *compile(hwnas_run_t *run, const hwnas_json_t *constraints,
                               const hwnas_json_t *objectives) {
  size_t n = 0, n_constraints = constraints ? constraints->n : 0,
         n_objectives = objectives ? objectives->n : 0;
  const hwnas_price_source_t *sources = hwnas_profilers_sources(run->profilers, &n);
  HWNAS_TRY(hwnas_metric_set_create(run->space, sources, n, &run->metrics));
  run->constraints = hwnas_arena_alloc_array(&run->arena, n_constraints, sizeof *run->constraints);
  run->constraint_texts = hwnas_arena_alloc_array(&run->arena, n_constraints, sizeof *run->constraint_texts);
  run->objectives = hwnas_arena_alloc_array(&run->arena, n_objectives, sizeof *run->objectives);
  run->reported = hwnas_arena_alloc_array(&run->arena, n_objectives, sizeof *run->reported);
  if (!run->constraints || !run->constraint_texts || !run->objectives || !run->reported)
    return hwnas_status_no_memory();
  hwnas_status_t *list = each_expression(run, add_constraint, check_expression, NULL);
  for (size_t i = 0; i < n_objectives; i++)
    hwnas_status_append(&list, add_objective(run, &objectives->children[i]));
  return list;
}

hwnas_status_t *hwnas_run_read_metrics(hwnas_run_t *run) {
  const hwnas_json_t *constraints = hwnas_json_get(run->document, "constraints");
  const hwnas_json_t *objectives = hwnas_json_get(run->document, "objectives");
  wanted_t wanted = {.arena = &run->arena};
  hwnas_status_t *list = check_constraints(constraints);
  hwnas_status_append(&list, check_objectives(run, objectives));
  hwnas_status_append(&list, want_all(run, objectives, &wanted));
  hwnas_status_append(
      &list, hwnas_profilers_from_json(run->context, hwnas_json_get(run->document, "profilers"), wanted.names,
                                       wanted.n, &run->profilers));
  if (!list && run->space) list = compile(run, constraints, objectives);
  return list;
}
