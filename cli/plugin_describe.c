#include "plugin_describe.h"

#include <string.h>

#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"
#include "json/options.h"

#define KIND_MAX 64

/* The functions of a component of that kind, or NULL if it is of another. */
static const void *table_of(const hwnas_plugin_component_t *entry, const char *kind) {
  return entry->known && strcmp(entry->component->kind, kind) == 0 ? entry->component->table : NULL;
}

/* Plugins may state a larger entry than this host knows. */
static const hwnas_metric_info_t *metric_at(const hwnas_profiler_t *profiler, uint32_t i) {
  return (const hwnas_metric_info_t *)(const void *)((const char *)profiler->metrics +
                                                     (size_t)i * profiler->metric_size);
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void describe_option(const hwnas_option_t *option, hwnas_str_t *out) {
  hwnas_str_appendf(out, "    %s: ", option->name);
  hwnas_option_describe(option, out);
  if (option->unit) hwnas_str_appendf(out, " (%s)", option->unit);
  if (option->default_json)
    hwnas_str_appendf(out, ", default %s", option->default_json);
  else
    hwnas_str_append(out, option->flags & HWNAS_OPTION_FLAG_OPTIONAL ? ", optional" : ", required");
  if (option->replaced_by) hwnas_str_appendf(out, ", old name of %s", option->replaced_by);
  hwnas_str_appendf(out, "\n      %s\n", option->help ? option->help : "");
}

static void describe_metrics(const hwnas_profiler_t *profiler, hwnas_str_t *out) {
  for (uint32_t i = 0; i < profiler->n_metrics; i++) {
    const hwnas_metric_info_t *metric = metric_at(profiler, i);
    hwnas_str_appendf(out, "    metric %s in %s, %s\n", metric->name, metric->unit,
                      metric->goal == HWNAS_GOAL_MAXIMIZE ? "more is better" : "less is better");
  }
}

static void describe_op_types(const hwnas_shape_formula_t *formula, hwnas_str_t *out) {
  hwnas_str_append(out, "    operators ");
  for (size_t i = 0; formula->op_types[i]; i++)
    hwnas_str_appendf(out, "%s%s", i ? ", " : "", formula->op_types[i]);
  hwnas_str_append(out, "\n");
}

void hwnas_plugin_describe(const hwnas_plugin_component_t *entry, hwnas_str_t *out) {
  const hwnas_component_t *component = entry->component;
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(component->kind, kind, sizeof kind);
  hwnas_str_appendf(out, "\n%s %s%s\n    %s\n", kind, component->name,
                    entry->known ? "" : " (of a kind that this version does not know)", component->summary);
  if (!entry->known) return;
  const hwnas_profiler_t *profiler = table_of(entry, HWNAS_KIND_PROFILER);
  const hwnas_shape_formula_t *formula = table_of(entry, HWNAS_KIND_SHAPE_FORMULA);
  if (profiler) describe_metrics(profiler, out);
  if (formula) describe_op_types(formula, out);
  hwnas_option_table_t table = hwnas_option_table_of(component, component->name);
  if (table.n) hwnas_str_appendf(out, "  %s\n", formula ? "attributes" : "options");
  for (uint32_t i = 0; i < table.n; i++) describe_option(hwnas_option_at(&table, i), out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_string(hwnas_str_t *out, const char *key, const char *value) {
  hwnas_str_appendf(out, "\"%s\":", key);
  hwnas_json_print_string(value ? value : "", out);
}

static void option_json(const hwnas_option_t *option, hwnas_str_t *out) {
  hwnas_str_t type;
  hwnas_str_init(&type);
  hwnas_option_describe(option, &type);
  hwnas_str_append(out, "{");
  append_string(out, "name", option->name);
  hwnas_str_append(out, ",");
  append_string(out, "type", type.text);
  hwnas_str_append(out, ",");
  append_string(out, "help", option->help);
  if (option->unit) {
    hwnas_str_append(out, ",");
    append_string(out, "unit", option->unit);
  }
  bool required = !option->default_json && !(option->flags & HWNAS_OPTION_FLAG_OPTIONAL);
  hwnas_str_appendf(out, ",\"required\":%s", required ? "true" : "false");
  if (option->default_json) hwnas_str_appendf(out, ",\"default\":%s", option->default_json);
  hwnas_str_append(out, "}");
  out->failed |= type.failed;
  hwnas_str_deinit(&type);
}

static void metrics_json(const hwnas_profiler_t *profiler, hwnas_str_t *out) {
  hwnas_str_append(out, ",\"metrics\":[");
  for (uint32_t i = 0; i < profiler->n_metrics; i++) {
    const hwnas_metric_info_t *metric = metric_at(profiler, i);
    hwnas_str_append(out, i ? ",{" : "{");
    append_string(out, "name", metric->name);
    hwnas_str_append(out, ",");
    append_string(out, "unit", metric->unit);
    hwnas_str_appendf(out, ",\"goal\":\"%s\"}",
                      metric->goal == HWNAS_GOAL_MAXIMIZE ? "maximize" : "minimize");
  }
  hwnas_str_append(out, "]");
}

static void op_types_json(const hwnas_shape_formula_t *formula, hwnas_str_t *out) {
  hwnas_str_append(out, ",\"op_types\":[");
  for (size_t i = 0; formula->op_types[i]; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(formula->op_types[i], out);
  }
  hwnas_str_append(out, "]");
}

static void options_json(const hwnas_component_t *component, hwnas_str_t *out) {
  hwnas_option_table_t table = hwnas_option_table_of(component, component->name);
  hwnas_str_append(out, ",\"options\":[");
  for (uint32_t i = 0; i < table.n; i++) {
    if (i) hwnas_str_append(out, ",");
    option_json(hwnas_option_at(&table, i), out);
  }
  hwnas_str_append(out, "]");
}

void hwnas_plugin_describe_json(const hwnas_plugin_component_t *entry, hwnas_str_t *out) {
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(entry->component->kind, kind, sizeof kind);
  hwnas_str_append(out, "{");
  append_string(out, "kind", kind);
  hwnas_str_append(out, ",");
  append_string(out, "name", entry->component->name);
  hwnas_str_append(out, ",");
  append_string(out, "summary", entry->component->summary);
  const hwnas_profiler_t *profiler = table_of(entry, HWNAS_KIND_PROFILER);
  const hwnas_shape_formula_t *formula = table_of(entry, HWNAS_KIND_SHAPE_FORMULA);
  if (profiler) metrics_json(profiler, out);
  if (formula) op_types_json(formula, out);
  if (entry->known) options_json(entry->component, out);
  hwnas_str_append(out, "}");
}
