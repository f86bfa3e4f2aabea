/* Profilers made ready: instances with their options. */
#include <stdlib.h>
#include <string.h>

#include "run/context.h"
#include "shape/call.h"

typedef struct instance {
  const hwnas_profiler_t *table;
  hwnas_object_t *object;
  bool made;
  const char *name;
  hwnas_host_call_t call;
} instance_t;

struct hwnas_profilers {
  hwnas_arena_t arena;
  instance_t **instances;
  hwnas_price_source_t *sources;
  size_t n, capacity, instances_capacity, n_instances;
};

static hwnas_status_t *failure(const instance_t *instance, const char *what) {
  return hwnas_status_make(HWNAS_ERROR_PROFILER, "profiler '%s' failed %s: %s", instance->name, what,
                           instance->call.message[0] ? instance->call.message : "no reason given");
}

static hwnas_status_t *cost(void *self, const hwnas_op_t *op, bool *out_known, double *out) {
  instance_t *instance = self;
  hwnas_host_call_reset(&instance->call);
  hwnas_result_t result = instance->table->cost(instance->object, &instance->call.call, op, 0, out);
  *out_known = result == HWNAS_OK;
  return result < 0 ? failure(instance, "to price an operator") : NULL;
}

static hwnas_status_t *create_empty(hwnas_profilers_t **out) {
  *out = calloc(1, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  hwnas_arena_init(&(*out)->arena);
  return NULL;
}

void hwnas_profilers_destroy(hwnas_profilers_t *profilers) {
  if (!profilers) return;
  for (size_t i = 0; i < profilers->n_instances; i++) {
    instance_t *instance = profilers->instances[i];
    if (instance->made) instance->table->destroy(instance->object);
    hwnas_host_call_deinit(&instance->call);
  }
  hwnas_arena_deinit(&profilers->arena);
  free(profilers);
}

const hwnas_price_source_t *hwnas_profilers_sources(const hwnas_profilers_t *profilers, size_t *out_n) {
  *out_n = profilers->n;
  return profilers->sources;
}

/* NULL when memory ran out. */
static instance_t *add_instance(hwnas_profilers_t *profilers, const hwnas_profiler_t *table,
                                const char *name) {
  instance_t *instance = hwnas_arena_alloc(&profilers->arena, sizeof *instance);
  if (!instance) return NULL;
  instance->table = table;
  instance->name = name;
  hwnas_host_call_init(&instance->call, "profiler");
  bool added = HWNAS_PUSH(&profilers->arena, profilers->instances, profilers->n_instances,
                          profilers->instances_capacity, instance);
  return added ? instance : NULL;
}

static hwnas_status_t *start(instance_t *instance, const hwnas_options_t *options) {
  if (instance->table->create(&instance->call.call, options, &instance->object) < 0)
    return failure(instance, "to start");
  instance->made = true;
  return NULL;
}

static hwnas_status_t *add_source(hwnas_profilers_t *profilers, const char *name, instance_t *instance) {
  const hwnas_metric_info_t *metric = &instance->table->metrics[0];
  hwnas_price_source_t source = {.name = name,
                                 .metric = metric->name,
                                 .unit = metric->unit,
                                 .quantum = metric->quantum,
                                 .goal = metric->goal,
                                 .per = metric->per,
                                 .profiler = instance->name,
                                 .cost = cost,
                                 .self = instance};
  if (HWNAS_HAS(instance->table, hwnas_profiler_t, convention))
    source.convention = instance->table->convention(instance->object);
  if (!HWNAS_PUSH(&profilers->arena, profilers->sources, profilers->n, profilers->capacity, source))
    return hwnas_status_no_memory();
  return NULL;
}

/* One profiler with options from a JSON object (its keys in skip apart). */
static hwnas_status_t *add_profiler(hwnas_context_t *context, hwnas_profilers_t *profilers, const char *name,
                                    const char *profiler, const hwnas_json_t *options,
                                    const char *const *skip) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *found;
  hwnas_option_values_t values;
  HWNAS_TRY(hwnas_context_plugins(context, &plugins));
  HWNAS_TRY(hwnas_plugins_find(plugins, HWNAS_KIND_PROFILER, profiler, &found));
  const char *kept = hwnas_arena_strdup(&profilers->arena, name);
  const char *owner = hwnas_arena_printf(&profilers->arena, "profiler '%s'", profiler);
  if (!kept || !owner) return hwnas_status_no_memory();
  hwnas_option_table_t table = hwnas_option_table_of(found->component, owner);
  HWNAS_TRY(hwnas_option_values_from_json(&values, &table, options, skip, &profilers->arena));
  instance_t *instance = add_instance(profilers, found->component->table, found->component->name);
  HWNAS_TRY_ALLOC(instance);
  HWNAS_TRY(start(instance, &values.view));
  return add_source(profilers, kept, instance);
}

/* ---- From a run file ------------------------------------------------------------------------- */

static const hwnas_json_source_t no_source = {.name = "defaults", .folder = "."};

static hwnas_status_t *add_from_member(hwnas_context_t *context, hwnas_profilers_t *profilers,
                                       const hwnas_json_t *member) {
  static const char *const skip[] = {"use", NULL};
  HWNAS_TRY(hwnas_json_expect(member, HWNAS_JSON_OBJECT));
  const hwnas_json_t *use = hwnas_json_get(member, "use");
  if (!use)
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'use' is missing: the profiler's name"),
                         member);
  HWNAS_TRY(hwnas_json_expect(use, HWNAS_JSON_STRING));
  return hwnas_json_at(add_profiler(context, profilers, member->key, use->string, member, skip), use);
}

static bool has_source(const hwnas_profilers_t *profilers, const char *name) {
  for (size_t i = 0; i < profilers->n; i++)
    if (strcmp(profilers->sources[i].name, name) == 0) return true;
  return false;
}

static hwnas_status_t *add_wanted(hwnas_context_t *context, hwnas_profilers_t *profilers, const char *name) {
  hwnas_plugins_t *plugins;
  const hwnas_plugin_component_t *component;
  HWNAS_TRY(hwnas_context_plugins(context, &plugins));
  for (size_t i = 0; (component = hwnas_plugins_component(plugins, i)); i++) {
    if (strcmp(component->component->kind, HWNAS_KIND_PROFILER) != 0 ||
        strcmp(component->component->name, name) != 0)
      continue;
    const hwnas_json_t *none = hwnas_json_new(&profilers->arena, &no_source, HWNAS_JSON_OBJECT);
    HWNAS_TRY_ALLOC(none);
    return add_profiler(context, profilers, name, name, none, NULL);
  }
  return NULL; /* a label, or unknown: whoever wants it says so with its place */
}

hwnas_status_t *hwnas_profilers_from_json(hwnas_context_t *context, const hwnas_json_t *object,
                                          const char *const *wanted, size_t n_wanted,
                                          hwnas_profilers_t **out) {
  hwnas_status_t *list = NULL;
  hwnas_profilers_t *profilers;
  if (object) HWNAS_TRY(hwnas_json_expect(object, HWNAS_JSON_OBJECT));
  HWNAS_TRY(create_empty(&profilers));
  for (size_t i = 0; object && i < object->n; i++)
    hwnas_status_append(&list, add_from_member(context, profilers, &object->children[i]));
  for (size_t i = 0; i < n_wanted; i++)
    if (!has_source(profilers, wanted[i]) && !(object && hwnas_json_get(object, wanted[i])))
      hwnas_status_append(&list, add_wanted(context, profilers, wanted[i]));
  if (list)
    hwnas_profilers_destroy(profilers);
  else
    *out = profilers;
  return list;
}

/* ---- From METRICS ---------------------------------------------------------------------------- */

typedef struct metric_text {
  const char *name, *profiler;
  hwnas_json_t *options;
} metric_text_t;

static hwnas_status_t *syntax_error(const char *metrics, const char *at) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_METRIC_SYNTAX, "cannot read the metrics '%s' from '%s' on", metrics, at);
  hwnas_status_at(status, "--metrics");
  return hwnas_status_detail(
      status,
      "write name[,name...]; options in parentheses: flops(count_bias=false); another name: f=flops(...)");
}

/* One value: JSON, or else a bare word. */
static hwnas_status_t *parse_value(hwnas_arena_t *arena, const char *text, hwnas_json_t **out) {
  hwnas_status_t *status = hwnas_json_parse(arena, text, strlen(text), "--metrics", out);
  if (!status) return NULL;
  hwnas_status_destroy(status);
  *out = hwnas_json_new(arena, &no_source, HWNAS_JSON_STRING);
  HWNAS_TRY_ALLOC(*out);
  (*out)->string = text;
  return NULL;
}

/* The end of a piece: the next separator outside brackets and quotes. */
static const char *piece_end(const char *text, const char *separators) {
  int depth = 0;
  bool quoted = false;
  for (; *text; text++) {
    if (*text == '"') quoted = !quoted;
    if (quoted) continue;
    if (depth == 0 && strchr(separators, *text)) break;
    if (*text == '[' || *text == '(') depth++;
    if (*text == ']' || *text == ')') depth--;
  }
  return text;
}

static hwnas_status_t *parse_options(hwnas_arena_t *arena, const char *metrics, char *text,
                                     hwnas_json_t *out) {
  while (*text) {
    char *end = (char *)(uintptr_t)piece_end(text, ","), *equals = strchr(text, '=');
    if (!equals || equals > end) return syntax_error(metrics, text);
    bool last = *end == '\0';
    *equals = *end = '\0';
    hwnas_json_t *value;
    HWNAS_TRY(parse_value(arena, equals + 1, &value));
    if (!hwnas_json_add(arena, out, text, value)) return hwnas_status_no_memory();
    text = last ? end : end + 1;
  }
  return NULL;
}

static hwnas_status_t *parse_metric(hwnas_arena_t *arena, const char *metrics, char *text,
                                    metric_text_t *out) {
  char *open = strchr(text, '('), *equals = strchr(text, '=');
  out->options = hwnas_json_new(arena, &no_source, HWNAS_JSON_OBJECT);
  HWNAS_TRY_ALLOC(out->options);
  out->name = out->profiler = text;
  if (equals && (!open || equals < open)) {
    *equals = '\0';
    out->profiler = equals + 1;
  }
  if (open) {
    char *close = open + strlen(open) - 1;
    if (*close != ')') return syntax_error(metrics, open);
    *open = *close = '\0';
    HWNAS_TRY(parse_options(arena, metrics, open + 1, out->options));
  }
  return hwnas_is_identifier(out->name) && hwnas_is_identifier(out->profiler) ? NULL
                                                                              : syntax_error(metrics, text);
}

static hwnas_status_t *parse_all(hwnas_context_t *context, const char *metrics,
                                 hwnas_profilers_t *profilers) {
  char *text = hwnas_arena_strdup(&profilers->arena, metrics);
  HWNAS_TRY_ALLOC(text);
  for (bool last = false; !last;) {
    char *end = (char *)(uintptr_t)piece_end(text, ",");
    last = *end == '\0';
    *end = '\0';
    metric_text_t one = {0};
    HWNAS_TRY(parse_metric(&profilers->arena, metrics, text, &one));
    if (has_source(profilers, one.name))
      return hwnas_status_at(
          hwnas_status_make(HWNAS_ERROR_METRIC_SYNTAX, "the name '%s' stands twice", one.name), "--metrics");
    HWNAS_TRY(hwnas_status_at(add_profiler(context, profilers, one.name, one.profiler, one.options, NULL),
                              "--metrics"));
    text = end + 1;
  }
  return NULL;
}

hwnas_status_t *hwnas_profilers_parse(hwnas_context_t *context, const char *metrics,
                                      hwnas_profilers_t **out) {
  hwnas_profilers_t *profilers;
  HWNAS_TRY(create_empty(&profilers));
  hwnas_status_t *status = parse_all(context, metrics, profilers);
  if (status)
    hwnas_profilers_destroy(profilers);
  else
    *out = profilers;
  return status;
}
