#include <stdlib.h>
#include <string.h>

#include "scores.h"

typedef struct profiler {
  char *file, *tables, *unit; /* file or tables is NULL */
  double quantum;
  int32_t goal;
  scores_t scores; /* empty until it is bound to a space */
} profiler_t;

static void destroy(hwnas_object_t *object) {
  profiler_t *self = (profiler_t *)object;
  scores_deinit(&self->scores);
  free(self->file);
  free(self->tables);
  free(self->unit);
  free(self);
}

/* A copy of a text option in *out, NULL if it is not set; 0 when memory ran out. */
static int copy_option(const hwnas_options_t *options, const char *name, char **out) {
  const char *text = options->string(options, name);
  if (!text) return 1;
  size_t size = strlen(text) + 1;
  *out = malloc(size);
  if (*out) memcpy(*out, text, size);
  return *out != NULL;
}

static hwnas_result_t create(hwnas_call_t *call, const hwnas_options_t *options, hwnas_object_t **out) {
  if (options->has(options, "file") == options->has(options, "tables"))
    return call->fail(call, HWNAS_E_OPTION, "it needs one of 'file' and 'tables'%s",
                      options->has(options, "file") ? ", not both" : "");
  profiler_t *self = calloc(1, sizeof *self);
  if (!self) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  self->quantum = options->number(options, "quantum");
  self->goal =
      strcmp(options->string(options, "goal"), "maximize") == 0 ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE;
  *out = (hwnas_object_t *)self;
  if (copy_option(options, "file", &self->file) && copy_option(options, "tables", &self->tables) &&
      copy_option(options, "unit", &self->unit))
    return HWNAS_OK;
  destroy(*out);
  return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
}

static hwnas_result_t describe(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                               hwnas_metric_info_t *out) {
  const profiler_t *self = (const profiler_t *)object;
  (void)call;
  (void)metric;
  out->unit = self->unit;
  out->quantum = self->quantum;
  out->goal = self->goal;
  return HWNAS_OK;
}

static hwnas_result_t bind(hwnas_object_t *object, hwnas_call_t *call) {
  profiler_t *self = (profiler_t *)object;
  hwnas_result_t result = scores_init(&self->scores, call);
  if (result != HWNAS_OK) return result;
  if (self->file) return scores_read_file(&self->scores, call, self->file);
  return scores_read_tables(&self->scores, call, "tables", self->tables, strlen(self->tables));
}

static hwnas_result_t tables(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                             const hwnas_table_taker_t *taker) {
  const scores_t *scores = &((const profiler_t *)object)->scores;
  (void)metric;
  hwnas_result_t result = taker->take(taker, call, NULL, 0, &scores->constant, 1);
  for (size_t i = 0; i < scores->n_tables && result == HWNAS_OK; i++) {
    const scores_table_t *table = &scores->tables[i];
    result = taker->take(taker, call, table->choices, table->n, table->values, table->n_values);
  }
  return result;
}

/* ---- The component --------------------------------------------------------------------------- */

static const char *const goals[] = {"minimize", "maximize", NULL};
static const hwnas_option_t options[] = {
    {.name = "file",
     .help = "JSON: {\"format\": \"hwnas-scores/1\", \"tables\": [...]}",
     .type = HWNAS_OPTION_PATH,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "tables",
     .help = "the tables themselves, in place of a file: [{\"rows\": [{\"label\": value, \"score\": number}, "
             "...]}, ...]",
     .type = HWNAS_OPTION_JSON,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "unit", .help = "of its values", .type = HWNAS_OPTION_STRING, .default_json = "\"1\""},
    {.name = "quantum",
     .help = "scores are rounded to whole multiples of it",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "1e-6",
     .min = 1e-15,
     .max = 1e15},
    {.name = "goal",
     .help = "which way is better",
     .type = HWNAS_OPTION_ENUM,
     .default_json = "\"maximize\"",
     .choices = goals}};
static const hwnas_metric_info_t metrics[] = {
    {.name = "score", .unit = "1", .quantum = 1e-6, .goal = HWNAS_GOAL_MAXIMIZE, .per = HWNAS_PER_USE}};
static const hwnas_profiler_t profiler = {.struct_size = sizeof profiler,
                                          .metrics = metrics,
                                          .n_metrics = 1,
                                          .metric_size = sizeof metrics[0],
                                          .create = create,
                                          .destroy = destroy,
                                          .describe = describe,
                                          .bind = bind,
                                          .tables = tables};
static const hwnas_component_t component = {.struct_size = sizeof component,
                                            .kind = HWNAS_KIND_PROFILER,
                                            .name = "scores",
                                            .summary = "a sum of scores of choices, learned or measured",
                                            .options = options,
                                            .n_options = sizeof options / sizeof options[0],
                                            .option_size = sizeof options[0],
                                            .table = &profiler};
static const hwnas_component_t *const components[] = {&component, NULL};
static const hwnas_plugin_t plugin = {.magic = HWNAS_PLUGIN_MAGIC,
                                      .struct_size = sizeof plugin,
                                      .abi_major = HWNAS_ABI_MAJOR,
                                      .abi_built = HWNAS_ABI_MINOR,
                                      .abi_needed = 1, /* tables, and JSON as an option */
                                      .sanitizer = HWNAS_SANITIZER,
                                      .version = "0.1.0",
                                      .license = "MIT",
                                      .summary = "metrics that are sums of small tables over choices",
                                      .components = components};
HWNAS_PLUGIN(plugin);
