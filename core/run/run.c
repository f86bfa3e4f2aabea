#include "run/run.h"

#include <stdlib.h>
#include <string.h>

#include "hwnas/region.h"
#include "run/internal.h"

void hwnas_run_destroy(hwnas_run_t *run) {
  if (!run) return;
  hwnas_evaluation_destroy(run->evaluation);
  hwnas_chain_destroy(run->chain);
  hwnas_services_destroy(run->services);
  hwnas_sampler_destroy(run->sampler);
  hwnas_region_destroy(run->region);
  for (size_t i = 0; i < run->n_constraints; i++) hwnas_predicate_destroy(run->constraints[i]);
  if (run->metrics) hwnas_metric_set_destroy(run->metrics);
  hwnas_profilers_destroy(run->profilers);
  hwnas_space_destroy(run->space);
  hwnas_arena_deinit(&run->arena);
  free(run);
}

/* ---- Plugins and space ----------------------------------------------------------------------- */

/* The strings of a list; json may be NULL. */
static hwnas_status_t *read_strings(hwnas_arena_t *arena, const hwnas_json_t *json, const char ***out,
                                    size_t *out_n) {
  *out = NULL;
  *out_n = 0;
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_ARRAY));
  *out = hwnas_arena_alloc_array(arena, json->n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < json->n; i++) {
    HWNAS_TRY(hwnas_json_expect(&json->children[i], HWNAS_JSON_STRING));
    (*out)[(*out_n)++] = json->children[i].string;
  }
  return NULL;
}

static hwnas_status_t *read_plugins(hwnas_run_t *run) {
  static const char *const keys[] = {"path", "load"};
  const hwnas_json_t *json = hwnas_json_get(run->document, "plugins");
  const char **paths, **names;
  size_t n_paths, n_names;
  if (!json) return NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 2));
  HWNAS_TRY(read_strings(&run->arena, hwnas_json_get(json, "path"), &paths, &n_paths));
  HWNAS_TRY(read_strings(&run->arena, hwnas_json_get(json, "load"), &names, &n_names));
  hwnas_plugins_t *plugins;
  HWNAS_TRY(hwnas_context_add_plugins(run->context, json->source->folder, paths, n_paths, names, n_names));
  return hwnas_json_at(hwnas_context_plugins(run->context, &plugins), json);
}

static hwnas_status_t *read_space(hwnas_run_t *run) {
  static const char *const keys[] = {"use", "params", "limits"};
  const hwnas_json_t *json = hwnas_json_get(run->document, "space");
  hwnas_space_limits_t limits = {0};
  hwnas_setting_t *settings;
  size_t n;
  if (!json) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the run file has no 'space'");
    status = hwnas_status_detail(status, "add for example: \"space\": {\"use\": \"mobilenet_v3\"}");
    return hwnas_json_at(status, run->document);
  }
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 3));
  const hwnas_json_t *use = hwnas_json_get(json, "use");
  if (!use)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'use' is missing: the space"), json);
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  HWNAS_TRY(hwnas_settings_read(&run->arena, hwnas_json_get(json, "params"), &settings, &n));
  HWNAS_TRY(hwnas_limits_read(hwnas_json_get(json, "limits"), &limits));
  hwnas_status_t *status = hwnas_context_load_space_within(run->context, &limits, use->string,
                                                           use->source->folder, settings, n, &run->space);
  return status && !status->place ? hwnas_json_at(status, use) : status;
}

/* ---- The whole file -------------------------------------------------------------------------- */

static hwnas_status_t *check_root(const hwnas_run_t *run) {
  static const char *const keys[] = {"format",      "space",      "plugins",  "profilers",
                                     "constraints", "objectives", "strategy", "evaluator",
                                     "executor",    "budget",     "seed",     "out"};
  static const char *const formats[] = {HWNAS_RUN_FORMAT};
  hwnas_status_t *list = hwnas_json_check_keys(run->document, keys, sizeof keys / sizeof keys[0]);
  const hwnas_json_t *format = hwnas_json_get(run->document, "format");
  hwnas_status_t *status = NULL;
  if (!format) {
    status = hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "the run file has no 'format'");
    status = hwnas_status_detail(status, "add: \"format\": \"%s\"", HWNAS_RUN_FORMAT);
    status = hwnas_json_at(status, run->document);
  } else if (format->type != HWNAS_JSON_STRING || strcmp(format->string, HWNAS_RUN_FORMAT) != 0) {
    status = hwnas_run_form_error(format, "'format' must be \"%s\"", HWNAS_RUN_FORMAT);
    if (format->type == HWNAS_JSON_STRING) status = hwnas_status_suggest(status, format->string, formats, 1);
  }
  hwnas_status_append(&list, status);
  return list;
}

/* What the context has set goes before the file, and into it: what is stored says how the space was loaded.
 * A file whose "space" has another form is refused for that later. */
static hwnas_status_t *override_limits(hwnas_run_t *run) {
  const hwnas_space_limits_t *limits = hwnas_context_limits(run->context);
  const hwnas_json_t *space = hwnas_json_get(run->document, "space");
  const hwnas_json_t *present = space ? hwnas_json_get(space, "limits") : NULL;
  if (!space || space->type != HWNAS_JSON_OBJECT || (present && present->type != HWNAS_JSON_OBJECT))
    return NULL;
  for (hwnas_limit_t i = 0; i < HWNAS_LIMITS; i++) {
    if (!limits->set[i]) continue;
    const char *text = hwnas_arena_printf(&run->arena, "space.limits.%s=%llu", hwnas_limit_info(i)->name,
                                          (unsigned long long)limits->set[i]);
    HWNAS_TRY_ALLOC(text);
    HWNAS_TRY(hwnas_run_override(&run->arena, run->document, text));
  }
  return NULL;
}

static hwnas_status_t *read_document(hwnas_run_t *run, const hwnas_run_overrides_t *overrides) {
  HWNAS_TRY(hwnas_json_read_file(&run->arena, run->path, &run->document));
  HWNAS_TRY(hwnas_json_expect(run->document, HWNAS_JSON_OBJECT));
  hwnas_status_t *list = NULL;
  for (size_t i = 0; i < overrides->n_settings; i++)
    hwnas_status_append(&list, hwnas_run_override(&run->arena, run->document, overrides->settings[i]));
  return list ? list : override_limits(run);
}

static hwnas_status_t *read_sections(hwnas_run_t *run, const hwnas_run_overrides_t *overrides) {
  hwnas_status_t *list = check_root(run);
  hwnas_status_t *plugins = read_plugins(run);
  bool have_plugins = !plugins;
  hwnas_status_append(&list, plugins);
  hwnas_status_append(&list, hwnas_run_read_limits(run));
  hwnas_status_append(&list, hwnas_run_read_out(run, overrides->out));
  if (overrides->has_seed) run->seed = overrides->seed;
  if (!have_plugins) return list; /* all else would only be complaints about what they offer */
  hwnas_status_append(&list, read_space(run));
  hwnas_status_append(&list, hwnas_run_read_strategy(run));
  hwnas_status_append(&list, hwnas_run_read_evaluator(run));
  hwnas_status_append(&list, hwnas_run_read_metrics(run));
  if (!list) list = hwnas_run_make_strategy(run);
  return list ? list : hwnas_run_make_evaluation(run);
}

hwnas_status_t *hwnas_run_load(hwnas_context_t *context, const char *path,
                               const hwnas_run_overrides_t *overrides, hwnas_run_t **out) {
  static const hwnas_run_overrides_t none = {0};
  if (!overrides) overrides = &none;
  hwnas_run_t *run = calloc(1, sizeof *run);
  HWNAS_TRY_ALLOC(run);
  hwnas_arena_init(&run->arena);
  run->context = context;
  run->path = hwnas_arena_strdup(&run->arena, path);
  hwnas_status_t *status = run->path ? read_document(run, overrides) : hwnas_status_no_memory();
  if (!status) status = read_sections(run, overrides);
  if (status) {
    hwnas_run_destroy(run);
    return status;
  }
  *out = run;
  return NULL;
}

/* ---- Access ---------------------------------------------------------------------------------- */

const hwnas_space_t *hwnas_run_space(const hwnas_run_t *run) { return run->space; }
const hwnas_metric_set_t *hwnas_run_metrics(const hwnas_run_t *run) { return run->metrics; }
const char *hwnas_run_folder(const hwnas_run_t *run) { return run->folder; }
const char *hwnas_run_strategy(const hwnas_run_t *run) { return hwnas_chain_name(run->chain); }
const hwnas_budget_t *hwnas_run_budget(const hwnas_run_t *run) { return &run->budget; }
uint64_t hwnas_run_seed(const hwnas_run_t *run) { return run->seed; }
double hwnas_run_networks(const hwnas_run_t *run) { return hwnas_sampler_networks(run->sampler); }

const hwnas_objective_t *hwnas_run_objectives(const hwnas_run_t *run, size_t *out_n) {
  *out_n = run->n_objectives;
  return run->objectives;
}

const hwnas_metric_info_entry_t *hwnas_run_reported(const hwnas_run_t *run, size_t *out_n) {
  *out_n = run->n_reported;
  return run->reported;
}

const hwnas_metric_info_entry_t *hwnas_run_objective_info(const hwnas_run_t *run, size_t i) {
  size_t metric = run->objectives[i].metric;
  return run->objectives[i].reported ? &run->reported[metric] : hwnas_metric_set_info(run->metrics, metric);
}

const char *hwnas_run_evaluator(const hwnas_run_t *run) {
  return run->evaluator.component ? run->evaluator.component->name : NULL;
}

const char *const *hwnas_run_constraints(const hwnas_run_t *run, size_t *out_n) {
  *out_n = run->n_constraints;
  return run->constraint_texts;
}
