/* Reading a run file: every section that can be checked is checked, so that all errors come at once. */
#include <stdlib.h>
#include <string.h>

#include "run/run_file.h"

/* ---- Overrides ------------------------------------------------------------------------------- */

static hwnas_status_t *set_path(hwnas_arena_t *arena, hwnas_json_t *object, char *path, const hwnas_json_t *value) {
  char *dot = strchr(path, '.');
  if (!dot) return hwnas_json_add(arena, object, path, value) ? NULL : hwnas_status_no_memory();
  *dot = '\0';
  hwnas_json_t *child = (hwnas_json_t *)(uintptr_t)hwnas_json_get(object, path);
  if (!child) {
    const hwnas_json_t *empty = hwnas_json_new(arena, value->source, HWNAS_JSON_OBJECT);
    if (!empty || !hwnas_json_add(arena, object, path, empty)) return hwnas_status_no_memory();
    child = (hwnas_json_t *)(uintptr_t)hwnas_json_get(object, path);
  }
  if (child->type != HWNAS_JSON_OBJECT)
    return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_USAGE, "'%s' is no object that could hold '%s'", path, dot + 1), "--set");
  return set_path(arena, child, dot + 1, value);
}

static hwnas_status_t *apply_overrides(hwnas_run_t *run, const hwnas_run_overrides_t *overrides) {
  for (size_t i = 0; i < overrides->n_settings; i++) {
    hwnas_setting_t setting;
    HWNAS_TRY(hwnas_setting_parse(&run->arena, overrides->settings[i], &setting));
    char *path = hwnas_arena_strdup(&run->arena, setting.name);
    HWNAS_TRY_ALLOC(path);
    HWNAS_TRY(set_path(&run->arena, run->document, path, setting.value));
  }
  return NULL;
}

/* ---- Sections -------------------------------------------------------------------------------- */

static hwnas_status_t *missing(const hwnas_json_t *where, const char *key, const char *example) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'%s' is missing", key);
  hwnas_status_detail(status, "for example: %s", example);
  return hwnas_json_at(status, where);
}

static hwnas_status_t *check_head(const hwnas_json_t *document) {
  static const char *const keys[] = {"format",    "space",    "plugins",  "profilers", "constraints", "objectives", "strategy",
                                     "evaluator", "executor", "budget",   "seed",      "out"};
  HWNAS_TRY(hwnas_json_check_keys(document, keys, sizeof keys / sizeof *keys));
  const hwnas_json_t *format = hwnas_json_get(document, "format");
  if (format && format->type == HWNAS_JSON_STRING && strcmp(format->string, "hwnas-run/1") == 0) return NULL;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_RUN_FORM, "not a run file of a known format");
  hwnas_status_detail(status, "it must say \"format\": \"hwnas-run/1\"");
  return hwnas_json_at(status, format ? format : document);
}

static hwnas_status_t *read_strings(hwnas_run_t *run, const hwnas_json_t *list, const char ***out, size_t *out_n) {
  *out_n = 0;
  *out = NULL;
  if (!list) return NULL;
  HWNAS_TRY(hwnas_json_expect(list, HWNAS_JSON_ARRAY));
  *out = hwnas_arena_alloc_array(&run->arena, list->n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < list->n; i++) {
    HWNAS_TRY(hwnas_json_expect(&list->children[i], HWNAS_JSON_STRING));
    (*out)[(*out_n)++] = list->children[i].string;
  }
  return NULL;
}

static hwnas_status_t *read_plugins(hwnas_run_t *run) {
  static const char *const keys[] = {"path", "load"};
  const hwnas_json_t *plugins = hwnas_json_get(run->document, "plugins");
  const char **paths, **names;
  size_t n_paths, n_names;
  if (!plugins) return NULL;
  HWNAS_TRY(hwnas_json_check_keys(plugins, keys, 2));
  HWNAS_TRY(read_strings(run, hwnas_json_get(plugins, "path"), &paths, &n_paths));
  HWNAS_TRY(read_strings(run, hwnas_json_get(plugins, "load"), &names, &n_names));
  HWNAS_TRY(hwnas_context_add_plugins(run->context, run->folder, paths, n_paths, names, n_names));
  hwnas_plugins_t *registry;
  return hwnas_json_at(hwnas_context_plugins(run->context, &registry), plugins);
}

static hwnas_status_t *read_space(hwnas_run_t *run) {
  static const char *const keys[] = {"use", "params"};
  const hwnas_json_t *space = hwnas_json_get(run->document, "space");
  if (!space) return missing(run->document, "space", "\"space\": {\"use\": \"mobilenet_v3\"}");
  if (space->type == HWNAS_JSON_STRING)
    return hwnas_json_at(hwnas_context_load_space(run->context, space->string, run->folder, NULL, 0, &run->space), space);
  HWNAS_TRY(hwnas_json_check_keys(space, keys, 2));
  const hwnas_json_t *use = hwnas_json_get(space, "use"), *params = hwnas_json_get(space, "params");
  if (!use) return missing(space, "use", "\"space\": {\"use\": \"mobilenet_v3\"}");
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  if (params) HWNAS_TRY(hwnas_json_expect(params, HWNAS_JSON_OBJECT));
  size_t n = params ? params->n : 0;
  hwnas_setting_t *settings = hwnas_arena_alloc_array(&run->arena, n, sizeof *settings);
  HWNAS_TRY_ALLOC(settings);
  for (size_t i = 0; i < n; i++) settings[i] = (hwnas_setting_t){params->children[i].key, &params->children[i]};
  return hwnas_json_at(hwnas_context_load_space(run->context, use->string, run->folder, settings, n, &run->space), use);
}

/* ---- Metrics: those that constraints, objectives and filters name ---------------------------- */

typedef struct wanted {
  hwnas_run_t *run;
  const char **names;
  size_t n, capacity;
} wanted_t;

static hwnas_status_t *add_wanted(void *self, const char *name) {
  wanted_t *wanted = self;
  for (size_t i = 0; i < wanted->n; i++)
    if (strcmp(wanted->names[i], name) == 0) return NULL;
  const char *kept = hwnas_arena_strdup(&wanted->run->arena, name);
  if (!kept || !HWNAS_PUSH(&wanted->run->arena, wanted->names, wanted->n, wanted->capacity, kept))
    return hwnas_status_no_memory();
  return NULL;
}

static hwnas_status_t *names_in(wanted_t *wanted, const hwnas_json_t *text) {
  if (!text || text->type != HWNAS_JSON_STRING) return NULL;
  const char *place = hwnas_json_place(&wanted->run->arena, text);
  return hwnas_predicate_names(wanted->run->space, text->string, place, add_wanted, wanted);
}

static hwnas_status_t *collect_wanted(wanted_t *wanted) {
  const hwnas_json_t *document = wanted->run->document;
  const hwnas_json_t *constraints = hwnas_json_get(document, "constraints"), *objectives = hwnas_json_get(document, "objectives");
  const hwnas_json_t *middleware = hwnas_json_get(hwnas_json_get(document, "strategy"), "middleware");
  for (size_t i = 0; constraints && i < constraints->n; i++) HWNAS_TRY(names_in(wanted, &constraints->children[i]));
  for (size_t i = 0; objectives && i < objectives->n; i++) {
    const hwnas_json_t *metric = hwnas_json_get(&objectives->children[i], "metric");
    if (metric && metric->type == HWNAS_JSON_STRING) HWNAS_TRY(add_wanted(wanted, metric->string));
  }
  for (size_t i = 0; middleware && i < middleware->n; i++)
    HWNAS_TRY(names_in(wanted, hwnas_json_get(&middleware->children[i], "keep")));
  return NULL;
}

static hwnas_status_t *read_metrics(hwnas_run_t *run) {
  wanted_t wanted = {.run = run};
  size_t n;
  HWNAS_TRY(collect_wanted(&wanted));
  HWNAS_TRY(hwnas_profilers_from_json(run->context, hwnas_json_get(run->document, "profilers"), wanted.names, wanted.n,
                                      &run->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(run->profilers, &n);
  return hwnas_metric_set_create(run->space, sources, n, &run->metrics);
}

/* ---- Constraints and objectives -------------------------------------------------------------- */

static hwnas_status_t *read_constraints(hwnas_run_t *run) {
  const hwnas_json_t *list = hwnas_json_get(run->document, "constraints");
  hwnas_status_t *errors = NULL;
  if (!list) return NULL;
  HWNAS_TRY(hwnas_json_expect(list, HWNAS_JSON_ARRAY));
  run->constraints = hwnas_arena_alloc_array(&run->arena, list->n, sizeof *run->constraints);
  run->constraint_texts = hwnas_arena_alloc_array(&run->arena, list->n, sizeof *run->constraint_texts);
  if (!run->constraints || !run->constraint_texts) return hwnas_status_no_memory();
  for (size_t i = 0; i < list->n; i++) {
    const hwnas_json_t *text = &list->children[i];
    hwnas_status_t *status = hwnas_json_expect(text, HWNAS_JSON_STRING);
    if (!status)
      status = hwnas_predicate_create(run->space, run->metrics, text->string, hwnas_json_place(&run->arena, text),
                                      &run->constraints[run->n_constraints]);
    if (!status) run->constraint_texts[run->n_constraints++] = text->string;
    hwnas_status_append(&errors, hwnas_json_at(status, text));
  }
  return errors;
}

static hwnas_status_t *unknown_metric(const hwnas_run_t *run, const hwnas_json_t *name) {
  const char *names[64];
  size_t n = hwnas_metric_set_size(run->metrics);
  if (n > 64) n = 64;
  for (size_t i = 0; i < n; i++) names[i] = hwnas_metric_set_info(run->metrics, i)->name;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_METRIC, "there is no metric '%s'", name->string);
  hwnas_status_suggest(status, name->string, names, n);
  hwnas_status_detail(status, "a metric is a key of \"profilers\", or the name of an installed profiler (hwnas plugin list)");
  return hwnas_json_at(status, name);
}

static hwnas_status_t *read_goal(const hwnas_json_t *goal, int32_t *out) {
  static const char *const goals[] = {"minimize", "maximize"};
  if (!goal) return NULL;
  HWNAS_TRY(hwnas_json_expect(goal, HWNAS_JSON_STRING));
  for (int32_t i = 0; i < 2; i++)
    if (strcmp(goal->string, goals[i]) == 0) {
      *out = i;
      return NULL;
    }
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_RUN_FORM, "'goal' must be minimize or maximize, not '%s'", goal->string);
  return hwnas_json_at(hwnas_status_suggest(status, goal->string, goals, 2), goal);
}

static hwnas_status_t *read_objective(hwnas_run_t *run, const hwnas_json_t *json, hwnas_objective_t *out) {
  static const char *const keys[] = {"metric", "goal"};
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 2));
  const hwnas_json_t *metric = hwnas_json_get(json, "metric");
  if (!metric) return missing(json, "metric", "{\"metric\": \"flops\", \"goal\": \"minimize\"}");
  HWNAS_TRY(hwnas_json_expect(metric, HWNAS_JSON_STRING));
  int32_t number = hwnas_metric_set_find(run->metrics, metric->string);
  if (number < 0) return unknown_metric(run, metric);
  out->metric = (size_t)number;
  out->goal = hwnas_metric_set_info(run->metrics, out->metric)->goal;
  return read_goal(hwnas_json_get(json, "goal"), &out->goal);
}

static hwnas_status_t *read_objectives(hwnas_run_t *run) {
  const hwnas_json_t *list = hwnas_json_get(run->document, "objectives");
  hwnas_status_t *errors = NULL;
  if (!list) return missing(run->document, "objectives", "\"objectives\": [{\"metric\": \"entropy\", \"goal\": \"maximize\"}]");
  HWNAS_TRY(hwnas_json_expect(list, HWNAS_JSON_ARRAY));
  run->objectives = hwnas_arena_alloc_array(&run->arena, list->n, sizeof *run->objectives);
  HWNAS_TRY_ALLOC(run->objectives);
  for (size_t i = 0; i < list->n; i++)
    hwnas_status_append(&errors, read_objective(run, &list->children[i], &run->objectives[i]));
  run->n_objectives = list->n;
  return errors;
}

/* ---- Strategy and middleware ----------------------------------------------------------------- */

static hwnas_status_t *add_link(hwnas_run_t *run, const char *kind, const char *name, const hwnas_json_t *options) {
  static const char *const skip[] = {"use", "middleware", NULL};
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  char word[64];
  HWNAS_TRY(hwnas_context_plugins(run->context, &plugins));
  HWNAS_TRY(hwnas_json_at(hwnas_plugins_find(plugins, kind, name, &found), options));
  hwnas_plugin_kind_word(kind, word, sizeof word);
  const char *owner = hwnas_arena_printf(&run->arena, "%s '%s'", word, name);
  HWNAS_TRY_ALLOC(owner);
  hwnas_option_table_t table = hwnas_option_table_of(found->component, owner);
  size_t i = run->n_links;
  HWNAS_TRY(hwnas_option_values_from_json(&run->link_options[i], &table, options, skip, &run->arena));
  run->links[i] = (hwnas_chain_link_t){.component = found->component,
                                       .options = &run->link_options[i].view,
                                       .place = hwnas_json_place(&run->arena, options)};
  run->link_files[i] = found->module;
  run->strategy = i ? hwnas_arena_printf(&run->arena, "%s(%s)", name, run->strategy) : hwnas_arena_strdup(&run->arena, name);
  HWNAS_TRY_ALLOC(run->strategy);
  run->n_links++;
  return NULL;
}

static hwnas_status_t *name_of(const hwnas_json_t *json, const char *what, const char **out) {
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  const hwnas_json_t *use = hwnas_json_get(json, "use");
  if (!use) return missing(json, "use", what);
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  *out = use->string;
  return NULL;
}

static hwnas_status_t *read_strategy(hwnas_run_t *run) {
  static const hwnas_json_source_t defaults = {.name = "defaults", .folder = "."};
  const hwnas_json_t *json = hwnas_json_get(run->document, "strategy"), *middleware = hwnas_json_get(json, "middleware");
  const char *name = "random";
  hwnas_status_t *errors = NULL;
  size_t n = 1 + (middleware ? middleware->n : 0);
  if (middleware) HWNAS_TRY(hwnas_json_expect(middleware, HWNAS_JSON_ARRAY));
  if (json) HWNAS_TRY(name_of(json, "\"strategy\": {\"use\": \"random\"}", &name));
  if (!json) json = hwnas_json_new(&run->arena, &defaults, HWNAS_JSON_OBJECT);
  run->links = hwnas_arena_alloc_array(&run->arena, n, sizeof *run->links);
  run->link_options = hwnas_arena_alloc_array(&run->arena, n, sizeof *run->link_options);
  run->link_files = hwnas_arena_alloc_array(&run->arena, n, sizeof *run->link_files);
  if (!json || !run->links || !run->link_options || !run->link_files) return hwnas_status_no_memory();
  hwnas_status_append(&errors, add_link(run, HWNAS_KIND_STRATEGY, name, json));
  for (size_t i = 0; middleware && i < middleware->n; i++) {
    hwnas_status_t *status = name_of(&middleware->children[i], "{\"use\": \"filter\", \"keep\": \"flops <= 300e6\"}", &name);
    if (!status) status = add_link(run, HWNAS_KIND_MIDDLEWARE, name, &middleware->children[i]);
    hwnas_status_append(&errors, status);
  }
  return errors;
}

/* ---- The rest -------------------------------------------------------------------------------- */

/* No plugin of these kinds exists yet; a run file that names one must learn so. */
static hwnas_status_t *read_executor(hwnas_run_t *run) {
  static const char *const keys[] = {"use", "batch"};
  const hwnas_json_t *evaluator = hwnas_json_get(run->document, "evaluator"), *executor = hwnas_json_get(run->document, "executor");
  hwnas_status_t *errors = NULL;
  const char *name = "inline";
  if (evaluator) {
    hwnas_status_t *status = name_of(evaluator, "the evaluator's name", &name);
    if (!status) {
      status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no evaluator '%s' is installed", name);
      hwnas_status_detail(status, "without one, metrics of profilers are the objectives: remove \"evaluator\"");
    }
    hwnas_status_append(&errors, hwnas_json_at(status, evaluator));
  }
  if (!executor) return errors;
  hwnas_status_t *status = name_of(executor, "\"executor\": {\"use\": \"inline\"}", &name);
  if (!status) status = hwnas_json_check_keys(executor, keys, 2);
  if (!status && strcmp(name, "inline") != 0) {
    status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no executor '%s' is installed", name);
    hwnas_status_detail(status, "there is: inline");
  }
  const hwnas_json_t *batch = hwnas_json_get(executor, "batch");
  if (!status && batch && (batch->type != HWNAS_JSON_INT || batch->integer < 1 || batch->integer > 1 << 20))
    status = hwnas_json_at(hwnas_status_make(HWNAS_ERROR_RUN_FORM, "'batch' must be an integer from 1 to %d", 1 << 20), batch);
  if (!status && batch) run->batch = (size_t)batch->integer;
  hwnas_status_append(&errors, hwnas_json_at(status, executor));
  return errors;
}

static hwnas_status_t *read_count(const hwnas_json_t *json, uint64_t *out) {
  double number = json ? json->type == HWNAS_JSON_INT ? (double)json->integer : json->real : 0;
  if (!json) return NULL;
  if ((json->type != HWNAS_JSON_INT && json->type != HWNAS_JSON_REAL) || !(number >= 1 && number <= 9e15) ||
      number != (double)(uint64_t)number)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_RUN_FORM, "'%s' must be a whole number of at least 1", json->key), json);
  *out = (uint64_t)number;
  return NULL;
}

static hwnas_status_t *read_budget(hwnas_run_t *run) {
  static const char *const keys[] = {"trials", "proposals", "time"};
  const hwnas_json_t *budget = hwnas_json_get(run->document, "budget");
  run->budget = (hwnas_budget_t){0};
  if (!budget) {
    run->budget.trials = 1000;
    return NULL;
  }
  HWNAS_TRY(hwnas_json_check_keys(budget, keys, 3));
  HWNAS_TRY(read_count(hwnas_json_get(budget, "trials"), &run->budget.trials));
  HWNAS_TRY(read_count(hwnas_json_get(budget, "proposals"), &run->budget.proposals));
  const hwnas_json_t *time = hwnas_json_get(budget, "time");
  if (time && (time->type != HWNAS_JSON_STRING || !hwnas_duration_parse(time->string, &run->budget.seconds))) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_RUN_FORM, "'time' must be a duration such as \"8h\" or \"30s\"");
    return hwnas_json_at(status, time);
  }
  if (!run->budget.trials && !run->budget.proposals && !time) run->budget.trials = 1000;
  return NULL;
}

static hwnas_status_t *read_seed(hwnas_run_t *run, const hwnas_run_overrides_t *overrides) {
  const hwnas_json_t *seed = hwnas_json_get(run->document, "seed");
  if (overrides->has_seed) {
    run->seed = overrides->seed;
  } else if (seed) {
    if (seed->type != HWNAS_JSON_INT || seed->integer < 0)
      return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_RUN_FORM, "'seed' must be an integer of at least 0"), seed);
    run->seed = (uint64_t)seed->integer;
  }
  return NULL;
}

/* "runs/<name of the run file>" in the folder of the file; --out is relative to where the user is. */
static hwnas_status_t *read_out(hwnas_run_t *run, const char *path, const hwnas_run_overrides_t *overrides) {
  const hwnas_json_t *out = hwnas_json_get(run->document, "out");
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  const char *base = strcmp(run->folder, ".") == 0 ? "" : run->folder, *join = *base ? "/" : "";
  if (out) HWNAS_TRY(hwnas_json_expect(out, HWNAS_JSON_STRING));
  if (overrides->out)
    run->out = hwnas_arena_strdup(&run->arena, overrides->out);
  else if (out && (out->string[0] == '/' || out->source->text == NULL))
    run->out = out->string;
  else if (out)
    run->out = hwnas_arena_printf(&run->arena, "%s%s%s", base, join, out->string);
  else
    run->out = hwnas_arena_printf(&run->arena, "%s%sruns/%.*s", base, join, (int)(dot ? (size_t)(dot - name) : strlen(name)), name);
  return run->out ? NULL : hwnas_status_no_memory();
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void collect(hwnas_status_t **errors, hwnas_status_t *status) { hwnas_status_append(errors, status); }

static hwnas_status_t *read_sections(hwnas_run_t *run, const char *path, const hwnas_run_overrides_t *overrides) {
  hwnas_status_t *errors = NULL;
  collect(&errors, check_head(run->document));
  collect(&errors, read_plugins(run));
  collect(&errors, read_budget(run));
  collect(&errors, read_seed(run, overrides));
  collect(&errors, read_out(run, path, overrides));
  collect(&errors, read_executor(run));
  collect(&errors, read_strategy(run));
  collect(&errors, read_space(run));
  if (run->space) collect(&errors, read_metrics(run));
  if (run->metrics) {
    collect(&errors, read_constraints(run));
    collect(&errors, read_objectives(run));
  }
  if (!errors) collect(&errors, hwnas_sampler_create(run->space, HWNAS_LAW_NETWORKS, &run->sampler));
  return errors;
}

static hwnas_status_t *load(hwnas_run_t *run, const char *path, const hwnas_run_overrides_t *overrides) {
  HWNAS_TRY(hwnas_json_read_file(&run->arena, path, &run->document));
  HWNAS_TRY(hwnas_json_expect(run->document, HWNAS_JSON_OBJECT));
  run->folder = run->document->source->folder;
  HWNAS_TRY(apply_overrides(run, overrides));
  return read_sections(run, path, overrides);
}

hwnas_status_t *hwnas_run_load(hwnas_context_t *context, const char *path, const hwnas_run_overrides_t *overrides,
                               hwnas_run_t **out) {
  static const hwnas_run_overrides_t none = {0};
  hwnas_run_t *run = calloc(1, sizeof *run);
  HWNAS_TRY_ALLOC(run);
  hwnas_arena_init(&run->arena);
  run->context = context;
  hwnas_status_t *status = load(run, path, overrides ? overrides : &none);
  if (status)
    hwnas_run_destroy(run);
  else
    *out = run;
  return status;
}

void hwnas_run_destroy(hwnas_run_t *run) {
  if (!run) return;
  for (size_t i = 0; i < run->n_constraints; i++) hwnas_predicate_destroy(run->constraints[i]);
  hwnas_sampler_destroy(run->sampler);
  if (run->metrics) hwnas_metric_set_destroy(run->metrics);
  hwnas_profilers_destroy(run->profilers);
  hwnas_space_destroy(run->space);
  hwnas_arena_deinit(&run->arena);
  free(run);
}

const hwnas_space_t *hwnas_run_space(const hwnas_run_t *run) { return run->space; }
const hwnas_metric_set_t *hwnas_run_metrics(const hwnas_run_t *run) { return run->metrics; }
const char *hwnas_run_folder(const hwnas_run_t *run) { return run->out; }
const char *hwnas_run_strategy(const hwnas_run_t *run) { return run->strategy; }
const hwnas_budget_t *hwnas_run_budget(const hwnas_run_t *run) { return &run->budget; }
uint64_t hwnas_run_seed(const hwnas_run_t *run) { return run->seed; }
double hwnas_run_networks(const hwnas_run_t *run) { return hwnas_sampler_networks(run->sampler); }

const hwnas_objective_t *hwnas_run_objectives(const hwnas_run_t *run, size_t *out_n) {
  *out_n = run->n_objectives;
  return run->objectives;
}

const char *const *hwnas_run_constraints(const hwnas_run_t *run, size_t *out_n) {
  *out_n = run->n_constraints;
  return run->constraint_texts;
}
