/* Profiler `table`: one column of a file as a metric of whole networks, known before anything is evaluated.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/profiler.h"
#include "table.h"

typedef struct profiler {
  char *path, *name, *unit; /* of the file, the column (or NULL: the only one), the metric */
  double quantum;
  int32_t goal;
  table_t *table; /* NULL until it is bound to a space */
  size_t column;
} profiler_t;

static void profiler_destroy(hwnas_object_t *object) {
  profiler_t *self = (profiler_t *)object;
  table_free(self->table);
  free(self->path);
  free(self->name);
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

static hwnas_result_t profiler_create(hwnas_call_t *call, const hwnas_options_t *options,
                                      hwnas_object_t **out) {
  profiler_t *self = calloc(1, sizeof *self);
  if (!self) return table_no_memory(call);
  self->quantum = options->number(options, "quantum");
  self->goal =
      strcmp(options->string(options, "goal"), "maximize") == 0 ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE;
  *out = (hwnas_object_t *)self;
  if (copy_option(options, "table", &self->path) && copy_option(options, "column", &self->name) &&
      copy_option(options, "unit", &self->unit))
    return HWNAS_OK;
  profiler_destroy(*out);
  return table_no_memory(call);
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

/* ---- The space and its table ----------------------------------------------------------------- */

/* The names of the columns for a message, cut where there are too many. */
static const char *list_columns(const table_t *table, char *out, size_t size) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < table->n_metrics && used + strlen(table->metrics[i]) + 8 < size; i++)
    used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", table->metrics[i]);
  return out;
}

static hwnas_result_t choose_column(profiler_t *self, hwnas_call_t *call) {
  const table_t *table = self->table;
  char names[400];
  for (; self->name && self->column < table->n_metrics; self->column++)
    if (strcmp(table->metrics[self->column], self->name) == 0) return HWNAS_OK;
  if (self->name)
    return call->fail(call, HWNAS_E_OPTION, "the table %s has no column '%s'; it has: %s", self->path,
                      self->name, list_columns(table, names, sizeof names));
  if (table->n_metrics == 1) return HWNAS_OK;
  return call->fail(call, HWNAS_E_OPTION, "say by 'column' which metric of the table %s is meant: %s",
                    self->path, list_columns(table, names, sizeof names));
}

static hwnas_result_t bind(hwnas_object_t *object, hwnas_call_t *call) {
  profiler_t *self = (profiler_t *)object;
  hwnas_result_t result = table_create(call, self->path, &self->table);
  if (result == HWNAS_OK) result = table_read(self->table, call);
  return result == HWNAS_OK ? choose_column(self, call) : result;
}

static hwnas_result_t profile(hwnas_object_t *object, hwnas_call_t *call, uint32_t metric,
                              const uint16_t *points, size_t n, double *out) {
  const profiler_t *self = (const profiler_t *)object;
  const table_t *table = self->table;
  (void)call;
  (void)metric;
  for (size_t i = 0; i < n; i++) {
    size_t row = table_find(table, points + i * table->space->n_choices);
    out[i] = row == NO_ROW ? NAN : table->values[row * table->n_metrics + self->column];
  }
  return HWNAS_OK;
}

/* ---- The component --------------------------------------------------------------------------- */

static const char *const goals[] = {"minimize", "maximize", NULL};
static const hwnas_option_t options[] = {
    {.name = "table", .help = "CSV or JSON Lines with one row per network", .type = HWNAS_OPTION_PATH},
    {.name = "column",
     .help = "the metric of the table that is meant; may be left out if there is one only",
     .type = HWNAS_OPTION_STRING,
     .flags = HWNAS_OPTION_FLAG_OPTIONAL},
    {.name = "unit", .help = "of its values", .type = HWNAS_OPTION_STRING, .default_json = "\"1\""},
    {.name = "quantum",
     .help = "values are rounded to whole multiples of it",
     .type = HWNAS_OPTION_NUMBER,
     .default_json = "1e-6",
     .min = 1e-15,
     .max = 1e15},
    {.name = "goal",
     .help = "which way is better",
     .type = HWNAS_OPTION_ENUM,
     .default_json = "\"minimize\"",
     .choices = goals}};
static const hwnas_metric_info_t metrics[] = {
    {.name = "table", .unit = "1", .quantum = 1e-6, .goal = HWNAS_GOAL_MINIMIZE, .per = HWNAS_PER_USE}};
static const hwnas_profiler_t profiler = {.struct_size = sizeof profiler,
                                          .metrics = metrics,
                                          .n_metrics = 1,
                                          .metric_size = sizeof metrics[0],
                                          .create = profiler_create,
                                          .destroy = profiler_destroy,
                                          .describe = describe,
                                          .bind = bind,
                                          .profile = profile};
const hwnas_component_t table_profiler = {.struct_size = sizeof table_profiler,
                                          .kind = HWNAS_KIND_PROFILER,
                                          .name = "table",
                                          .summary = "a column of a file of measured networks as a metric",
                                          .options = options,
                                          .n_options = sizeof options / sizeof options[0],
                                          .option_size = sizeof options[0],
                                          .table = &profiler};
