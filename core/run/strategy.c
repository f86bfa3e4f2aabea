/* The strategy of a run file and its middleware. */
#include <string.h>

#include "run/internal.h"
#include "search/region.h"

#define DEFAULT_STRATEGY "random"

hwnas_status_t *hwnas_run_read_use(const hwnas_json_t *json, const char *what, const char **out) {
  const hwnas_json_t *use = hwnas_json_get(json, "use");
  if (!use) {
    hwnas_status_t *status =
        hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'use' is missing: the name of the %s", what);
    return hwnas_json_at(status, json);
  }
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  *out = use->string;
  return NULL;
}

hwnas_status_t *hwnas_run_read_component(hwnas_run_t *run, const char *kind, const char *what,
                                         const char *name, const hwnas_json_t *json, const char *const *skip,
                                         hwnas_run_link_t *out) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  static const hwnas_json_source_t no_source = {.name = "defaults", .folder = "."};
  HWNAS_TRY(hwnas_context_plugins(run->context, &plugins));
  hwnas_status_t *status = hwnas_plugins_find(plugins, kind, name, &found);
  if (status) return json ? hwnas_json_at(status, hwnas_json_get(json, "use")) : status;
  const char *owner = hwnas_arena_printf(&run->arena, "%s '%s'", what, name);
  hwnas_option_values_t *values = hwnas_arena_alloc(&run->arena, sizeof *values);
  const hwnas_json_t *options = json ? json : hwnas_json_new(&run->arena, &no_source, HWNAS_JSON_OBJECT);
  HWNAS_TRY_ALLOC(owner);
  HWNAS_TRY_ALLOC(values);
  HWNAS_TRY_ALLOC(options);
  hwnas_option_table_t table = hwnas_option_table_of(found->component, owner);
  HWNAS_TRY(hwnas_option_values_from_json(values, &table, options, skip, &run->arena));
  *out = (hwnas_run_link_t){found->component, values, json};
  return NULL;
}

static hwnas_status_t *read_link(hwnas_run_t *run, const char *kind, const char *what, const char *name,
                                 const hwnas_json_t *json, const char *const *skip) {
  HWNAS_TRY(hwnas_run_read_component(run, kind, what, name, json, skip, &run->links[run->n_links]));
  run->n_links++;
  return NULL;
}

static hwnas_status_t *read_middleware(hwnas_run_t *run, const hwnas_json_t *json) {
  static const char *const skip[] = {"use", NULL};
  const char *name = NULL;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  HWNAS_TRY(hwnas_run_read_use(json, "middleware", &name));
  return read_link(run, HWNAS_KIND_MIDDLEWARE, "middleware", name, json, skip);
}

hwnas_status_t *hwnas_run_read_strategy(hwnas_run_t *run) {
  static const char *const skip[] = {"use", "middleware", NULL};
  const hwnas_json_t *json = hwnas_json_get(run->document, "strategy");
  const char *name = DEFAULT_STRATEGY;
  if (json) HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  const hwnas_json_t *middleware = hwnas_json_get(json, "middleware");
  if (middleware) HWNAS_TRY(hwnas_json_expect(middleware, HWNAS_JSON_ARRAY));
  run->links = hwnas_arena_alloc_array(&run->arena, 1 + (middleware ? middleware->n : 0), sizeof *run->links);
  HWNAS_TRY_ALLOC(run->links);
  hwnas_status_t *list = json ? hwnas_run_read_use(json, "strategy", &name) : NULL;
  if (!list) list = read_link(run, HWNAS_KIND_STRATEGY, "strategy", name, json, skip);
  for (size_t i = 0; middleware && i < middleware->n; i++)
    hwnas_status_append(&list, read_middleware(run, &middleware->children[i]));
  return list;
}

/* What the constraints allow. Where that can be drawn from without trying, it is made ready; else the loop
 * rejects what the constraints do not allow. */
static hwnas_status_t *make_region(hwnas_run_t *run) {
  if (run->n_constraints == 0) return NULL;
  HWNAS_TRY(hwnas_region_create(run->space, run->metrics, run->constraint_texts, run->n_constraints, NULL,
                                &run->region));
  return hwnas_region_is_exact(run->region) ? hwnas_region_prepare(run->region) : NULL;
}

hwnas_status_t *hwnas_run_make_strategy(hwnas_run_t *run) {
  HWNAS_TRY(hwnas_sampler_create(run->space, HWNAS_LAW_NETWORKS, &run->sampler));
  HWNAS_TRY(make_region(run));
  const hwnas_services_of_t services = {.space = run->space,
                                        .sampler = run->sampler,
                                        .region = run->region,
                                        .metrics = run->metrics,
                                        .objectives = run->objectives,
                                        .n_objectives = run->n_objectives};
  HWNAS_TRY(hwnas_services_create(&services, &run->services));
  hwnas_chain_link_t *links = hwnas_arena_alloc_array(&run->arena, run->n_links, sizeof *links);
  HWNAS_TRY_ALLOC(links);
  for (size_t i = 0; i < run->n_links; i++)
    links[i] = (hwnas_chain_link_t){
        .component = run->links[i].component,
        .options = &run->links[i].options->view,
        .place = run->links[i].json ? hwnas_json_place(&run->arena, run->links[i].json) : NULL};
  hwnas_host_call_t call;
  hwnas_host_call_init(&call, "search");
  call.service = hwnas_services_find;
  call.service_self = run->services;
  hwnas_status_t *status =
      hwnas_chain_create(links, run->n_links, run->space->n_choices, run->seed, &call, &run->chain);
  hwnas_host_call_deinit(&call);
  return status;
}
