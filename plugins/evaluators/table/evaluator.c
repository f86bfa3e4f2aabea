/* Evaluator `table`: looks results up, as tabular benchmarks are used. */
#include <math.h>

#include "table.h"

static void evaluator_destroy(hwnas_object_t *object) { table_free((table_t *)object); }

static hwnas_result_t evaluator_create(hwnas_call_t *call, const hwnas_make_t *make, hwnas_object_t **out) {
  table_t *table;
  hwnas_result_t result = table_create(call, make->options->string(make->options, "table"), &table);
  if (result == HWNAS_OK) result = table_read(table, call);
  if (result == HWNAS_OK)
    *out = (hwnas_object_t *)table;
  else
    table_free(table);
  return result;
}

static hwnas_result_t evaluate(hwnas_object_t *object, hwnas_call_t *call, const hwnas_trial_t *trial,
                               hwnas_reporter_t *reporter) {
  const table_t *table = (const table_t *)object;
  size_t row = table_find(table, trial->point);
  if (row == NO_ROW) return call->fail(call, HWNAS_E_DATA, "the network is not in the table %s", table->path);
  const double *values = table->values + row * table->n_metrics;
  for (size_t i = 0; i < table->n_metrics; i++) {
    hwnas_result_t result =
        isnan(values[i]) ? HWNAS_OK : reporter->final(reporter, call, table->metrics[i], values[i]);
    if (result != HWNAS_OK) return result;
  }
  return HWNAS_OK;
}

static const hwnas_option_t options[] = {
    {.name = "table", .help = "CSV or JSON Lines with one row per network", .type = HWNAS_OPTION_PATH}};
static const hwnas_evaluator_t evaluator = {.struct_size = sizeof evaluator,
                                            .create = evaluator_create,
                                            .destroy = evaluator_destroy,
                                            .evaluate = evaluate};
const hwnas_component_t table_evaluator = {
    .struct_size = sizeof table_evaluator,
    .flags = HWNAS_COMPONENT_FLAG_DETERMINISTIC | HWNAS_COMPONENT_FLAG_PURE,
    .kind = HWNAS_KIND_EVALUATOR,
    .name = "table",
    .summary = "results looked up in a file, as of tabular benchmarks",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .option_size = sizeof options[0],
    .table = &evaluator};
