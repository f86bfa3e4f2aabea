#include <stdio.h>
#include <string.h>

#include "hwnas/profiler.h"
#include "hwnas/shape_formula.h"
#include "json/options.h"
#include "open_space.h"
#include "output.h"
#include "verbs.h"

#define KIND_MAX 64

static bool is_kind(const hwnas_plugin_component_t *entry, const char *kind) {
  return entry->known && strcmp(entry->component->kind, kind) == 0;
}

static const hwnas_profiler_t *profiler_of(const hwnas_plugin_component_t *entry) {
  return is_kind(entry, HWNAS_KIND_PROFILER) ? entry->component->table : NULL;
}

/* Metric number i, whatever size the plugin's entries have. */
static const hwnas_metric_info_t *metric_at(const hwnas_profiler_t *profiler, uint32_t i) {
  return (const void *)((const char *)profiler->metrics + (size_t)i * profiler->metric_size);
}

/* NULL-terminated. */
static const char *const *op_types_of(const hwnas_plugin_component_t *entry) {
  if (!is_kind(entry, HWNAS_KIND_SHAPE_FORMULA)) return NULL;
  const hwnas_shape_formula_t *formula = entry->component->table;
  return formula ? formula->op_types : NULL;
}

static const char *default_of(const hwnas_option_t *option) {
  if (option->default_json) return option->default_json;
  return option->flags & HWNAS_OPTION_FLAG_OPTIONAL ? "none" : "required";
}

/* ---- For people ------------------------------------------------------------------------------ */

static hwnas_status_t *print_options(const hwnas_plugin_component_t *entry) {
  static const char *const titles[] = {"  option", "type", "default", "meaning"};
  hwnas_option_table_t table = hwnas_option_table_of(entry->component, entry->component->name);
  if (table.n == 0) return NULL;
  hwnas_columns_t columns;
  hwnas_str_t type;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_str_init(&type);
  for (uint32_t i = 0; i < table.n; i++) {
    const hwnas_option_t *option = hwnas_option_at(&table, i);
    hwnas_str_clear(&type);
    hwnas_option_describe(option, &type);
    hwnas_columns_add(&columns, "  %s", option->name);
    hwnas_columns_add(&columns, "%s", option->replaced_by ? "old name" : type.text);
    hwnas_columns_add(&columns, "%s", option->replaced_by ? "" : default_of(option));
    if (option->replaced_by)
      hwnas_columns_add(&columns, "now %s", option->replaced_by);
    else
      hwnas_columns_add(&columns, "%s%s%s", option->help ? option->help : "", option->unit ? ", in " : "",
                        option->unit ? option->unit : "");
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_str_deinit(&type);
  hwnas_columns_deinit(&columns);
  return status;
}

static const char *what_pays(const hwnas_profiler_t *profiler, const hwnas_metric_info_t *metric) {
  static const char *const words[] = {[HWNAS_PER_USE] = "per use",
                                      [HWNAS_PER_MODULE] = "per module",
                                      [HWNAS_PER_PEAK] = "the most of all uses"};
  if (HWNAS_HAS(profiler, hwnas_profiler_t, profile)) return "known of a whole network";
  return HWNAS_HAS(profiler, hwnas_profiler_t, tables) ? "per choice" : words[metric->per];
}

static void print_offers(const hwnas_plugin_component_t *entry) {
  const hwnas_profiler_t *profiler = profiler_of(entry);
  for (uint32_t i = 0; profiler && i < profiler->n_metrics; i++) {
    const hwnas_metric_info_t *metric = metric_at(profiler, i);
    printf("  metric %s in %s, %s, %s is better\n", metric->name, metric->unit, what_pays(profiler, metric),
           metric->goal == HWNAS_GOAL_MAXIMIZE ? "more" : "less");
  }
  const char *const *types = op_types_of(entry);
  if (types && *types) fputs("  operators:", stdout);
  for (const char *const *type = types; type && *type; type++) printf(" %s", *type);
  if (types && *types) putchar('\n');
}

static hwnas_status_t *print_text(const hwnas_plugin_component_t *entry) {
  const hwnas_plugin_t *plugin = entry->module->plugin;
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(entry->component->kind, kind, sizeof kind);
  printf("%s%s%s (%s): %s\n", hwnas_style(HWNAS_STYLE_BOLD), entry->component->name,
         hwnas_style(HWNAS_STYLE_PLAIN), kind, entry->component->summary);
  printf("  file %s, version %s, license %s, ABI %u.%u\n", entry->module->path, plugin->version,
         plugin->license, (unsigned)plugin->abi_major, (unsigned)plugin->abi_built);
  print_offers(entry);
  return print_options(entry);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_member(const char *key, const char *text, hwnas_str_t *out) {
  hwnas_str_appendf(out, "\"%s\":", key);
  if (text)
    hwnas_json_print_string(text, out);
  else
    hwnas_str_append(out, "null");
}

static void append_option(const hwnas_option_t *option, hwnas_str_t *out) {
  hwnas_str_t type;
  hwnas_str_init(&type);
  hwnas_option_describe(option, &type);
  hwnas_str_append(out, "{");
  append_member("name", option->name, out);
  hwnas_str_append(out, ",");
  append_member("type", type.text, out);
  bool required = !option->default_json && !(option->flags & HWNAS_OPTION_FLAG_OPTIONAL);
  hwnas_str_appendf(out, ",\"required\":%s,\"default\":%s,",
                    required && !option->replaced_by ? "true" : "false",
                    option->default_json ? option->default_json : "null");
  append_member("unit", option->unit, out);
  hwnas_str_append(out, ",");
  append_member("replaced_by", option->replaced_by, out);
  hwnas_str_append(out, ",");
  append_member("help", option->help, out);
  hwnas_str_append(out, "}");
  hwnas_str_deinit(&type);
}

static void append_options(const hwnas_plugin_component_t *entry, hwnas_str_t *out) {
  hwnas_option_table_t table = hwnas_option_table_of(entry->component, entry->component->name);
  hwnas_str_append(out, ",\"options\":[");
  for (uint32_t i = 0; i < table.n; i++) {
    if (i) hwnas_str_append(out, ",");
    append_option(hwnas_option_at(&table, i), out);
  }
  hwnas_str_append(out, "]");
}

static void append_offers(const hwnas_plugin_component_t *entry, hwnas_str_t *out) {
  const hwnas_profiler_t *profiler = profiler_of(entry);
  if (profiler) hwnas_str_append(out, ",\"metrics\":[");
  for (uint32_t i = 0; profiler && i < profiler->n_metrics; i++) {
    const hwnas_metric_info_t *metric = metric_at(profiler, i);
    hwnas_str_append(out, i ? ",{" : "{");
    append_member("name", metric->name, out);
    hwnas_str_append(out, ",");
    append_member("unit", metric->unit, out);
    hwnas_str_append(out, ",\"quantum\":");
    hwnas_print_json_double(metric->quantum, out);
    hwnas_str_appendf(out, ",\"per\":\"%s\",\"goal\":\"%s\"}", what_pays(profiler, metric),
                      metric->goal == HWNAS_GOAL_MAXIMIZE ? "maximize" : "minimize");
  }
  if (profiler) hwnas_str_append(out, "]");
  const char *const *types = op_types_of(entry);
  if (types) hwnas_str_append(out, ",\"op_types\":[");
  for (const char *const *type = types; type && *type; type++) {
    if (type != types) hwnas_str_append(out, ",");
    hwnas_json_print_string(*type, out);
  }
  if (types) hwnas_str_append(out, "]");
}

static hwnas_status_t *print_json(const hwnas_plugin_component_t *entry) {
  const hwnas_plugin_t *plugin = entry->module->plugin;
  char kind[KIND_MAX];
  hwnas_plugin_kind_word(entry->component->kind, kind, sizeof kind);
  const char *const members[][2] = {
      {"kind", kind},
      {"name", entry->component->name},
      {"summary", entry->component->summary},
      {"file", entry->module->path},
      {"version", plugin->version},
      {"license", plugin->license},
  };
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, "{");
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    append_member(members[i][0], members[i][1], &line);
    hwnas_str_append(&line, ",");
  }
  hwnas_str_appendf(&line, "\"abi\":\"%u.%u\"", (unsigned)plugin->abi_major, (unsigned)plugin->abi_built);
  append_offers(entry, &line);
  append_options(entry, &line);
  hwnas_str_append(&line, "}\n");
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

/* ---- Finding --------------------------------------------------------------------------------- */

static bool serves(const hwnas_plugin_component_t *entry, const char *op_type) {
  for (const char *const *type = op_types_of(entry); type && *type; type++)
    if (strcmp(*type, op_type) == 0) return true;
  return false;
}

/* By its own name, by that of its module, or by an op type that it serves. */
static bool matches(const hwnas_plugin_component_t *entry, const char *name) {
  return strcmp(entry->component->name, name) == 0 || strcmp(entry->module->name, name) == 0 ||
         serves(entry, name);
}

static hwnas_status_t *unknown(const hwnas_plugins_t *plugins, const char *name) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  const char **known = NULL;
  size_t n = 0, capacity = 0;
  const hwnas_plugin_component_t *entry;
  bool memory = true;
  for (size_t i = 0; memory && (entry = hwnas_plugins_component(plugins, i)); i++)
    memory = HWNAS_PUSH(&arena, known, n, capacity, entry->component->name);
  const hwnas_plugin_formula_t *formula;
  for (size_t i = 0; memory && (formula = hwnas_plugins_formula(plugins, i)); i++)
    memory = HWNAS_PUSH(&arena, known, n, capacity, formula->op_type);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_PLUGIN, "no plugin offers '%s'", name);
  status = hwnas_status_suggest(status, name, known, n);
  hwnas_arena_deinit(&arena);
  return hwnas_status_detail(status, "`hwnas plugin list` prints what is there");
}

static hwnas_status_t *inspect(const hwnas_plugins_t *plugins, const char *name, bool json) {
  size_t found = 0;
  const hwnas_plugin_component_t *entry;
  for (size_t i = 0; (entry = hwnas_plugins_component(plugins, i)); i++) {
    if (!matches(entry, name)) continue;
    if (found++ && !json) putchar('\n');
    HWNAS_TRY(json ? print_json(entry) : print_text(entry));
  }
  return found ? NULL : unknown(plugins, name);
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_context_t *context = NULL;
  hwnas_plugins_t *plugins;
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = hwnas_context_plugins(context, &plugins);
  if (!status) status = inspect(plugins, args->operands.items[0], hwnas_args_has(args, "json"));
  if (context) hwnas_context_destroy(context);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"json", NULL, "JSON Lines", 0},
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_plugin_inspect = {
    .name = "plugin inspect",
    .operands = "NAME",
    .n_min = 1,
    .n_max = 1,
    .summary = "what a plugin offers and which options it takes",
    .text = "NAME is that of a profiler, strategy ..., of a module, or an op type such as conv2d.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
