#include <string.h>

#include "findings.h"
#include "open_space.h"
#include "output.h"
#include "verbs.h"

#define KIND_MAX 64

typedef struct report {
  const hwnas_plugins_t *plugins;
  hwnas_findings_t findings;
  hwnas_str_t text;
} report_t;

static const hwnas_component_t *component_of(const hwnas_finding_t *finding, size_t i) {
  return finding->module ? finding->module->plugin->components[i] : NULL;
}

/* ---- For people ------------------------------------------------------------------------------ */

static const char *verdict_of(const hwnas_finding_t *finding) {
  switch (finding->state) {
    case HWNAS_FINDING_USED:
      return "is used";
    case HWNAS_FINDING_CONFLICT:
      return finding->folder ? "is used, but not for what another file offers as well"
                             : "is sound, but offers what is on the search path as well";
    case HWNAS_FINDING_LOADABLE:
      return "is sound, but not on the search path";
    case HWNAS_FINDING_REPEATED:
      return "was met before: its folder stands on the search path twice";
    default:
      return "is not used";
  }
}

static void print_error(report_t *report, const hwnas_status_t *error) {
  hwnas_str_appendf(&report->text, "    E%04u %s\n", (unsigned)error->error, error->what);
  size_t n = error->n_details - hwnas_finding_detail_is_step(error);
  for (size_t i = 0; i < n; i++) hwnas_str_appendf(&report->text, "    %s\n", error->details[i]);
  if (error->cause) hwnas_str_appendf(&report->text, "    because: %s\n", error->cause->what);
}

static void print_module(report_t *report, const hwnas_finding_t *finding) {
  const hwnas_plugin_t *plugin = finding->module->plugin;
  hwnas_str_appendf(
      &report->text, "    version %s, license %s, built with ABI %u.%u, needs %u.%u, hwnas has %u.%u\n",
      plugin->version, plugin->license, (unsigned)plugin->abi_major, (unsigned)plugin->abi_built,
      (unsigned)plugin->abi_major, (unsigned)plugin->abi_needed, HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR);
  const hwnas_component_t *component;
  for (size_t i = 0; (component = component_of(finding, i)); i++) {
    char kind[KIND_MAX];
    hwnas_plugin_kind_word(component->kind, kind, sizeof kind);
    hwnas_str_appendf(&report->text, "%s%s '%s'", i ? ", " : "    offers ", kind, component->name);
  }
  hwnas_str_append(&report->text, "\n");
}

static void print_file(report_t *report, const hwnas_finding_t *finding) {
  const char *name = finding->folder ? strrchr(finding->path, '/') + 1 : finding->path;
  hwnas_str_appendf(&report->text, "  %s%s%s %s\n", hwnas_style(HWNAS_STYLE_BOLD), name,
                    hwnas_style(HWNAS_STYLE_PLAIN), verdict_of(finding));
  if (finding->module) print_module(report, finding);
  const hwnas_plugin_conflict_t *conflict;
  for (size_t i = 0; (conflict = hwnas_finding_conflict(report->plugins, finding->module, i)); i++)
    print_error(report, conflict->status);
}

static void print_folder(report_t *report, const hwnas_plugin_folder_t *folder) {
  static const char *const words[] = {"not read", "read", "missing", "refused"};
  hwnas_str_appendf(&report->text, "%s (%s): %s", folder->path, folder->origin, words[folder->state]);
  if (folder->state == HWNAS_FOLDER_READ)
    hwnas_str_appendf(&report->text, ", %zu file%s", folder->n_files, folder->n_files == 1 ? "" : "s");
  hwnas_str_append(&report->text, "\n");
}

static void print_finding(report_t *report, size_t i) {
  const hwnas_finding_t *finding = &report->findings.items[i];
  bool first = i == 0 || finding->folder != report->findings.items[i - 1].folder;
  if (first && finding->folder) print_folder(report, finding->folder);
  if (finding->path) print_file(report, finding);
  if (finding->refusal) print_error(report, finding->refusal);
  hwnas_str_appendf(&report->text, "    next: %s\n", finding->next);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_member(report_t *report, const char *key, const char *value) {
  hwnas_str_appendf(&report->text, "\"%s\":", key);
  if (value)
    hwnas_json_print_string(value, &report->text);
  else
    hwnas_str_append(&report->text, "null");
  hwnas_str_append(&report->text, ",");
}

static void append_problem(report_t *report, const hwnas_status_t *error, bool first) {
  hwnas_str_appendf(&report->text, "%s{\"error\":\"E%04u\",", first ? "" : ",", (unsigned)error->error);
  append_member(report, "what", error->what);
  hwnas_str_append(&report->text, "\"details\":[");
  for (size_t i = 0; i < error->n_details; i++) {
    if (i) hwnas_str_append(&report->text, ",");
    hwnas_json_print_string(error->details[i], &report->text);
  }
  hwnas_str_append(&report->text, "]}");
}

static void append_offers(report_t *report, const hwnas_finding_t *finding) {
  const hwnas_component_t *component;
  hwnas_str_append(&report->text, "\"offers\":[");
  for (size_t i = 0; (component = component_of(finding, i)); i++) {
    char kind[KIND_MAX];
    hwnas_plugin_kind_word(component->kind, kind, sizeof kind);
    hwnas_str_append(&report->text, i ? ",{" : "{");
    append_member(report, "kind", kind);
    hwnas_str_append(&report->text, "\"name\":");
    hwnas_json_print_string(component->name, &report->text);
    hwnas_str_append(&report->text, "}");
  }
  hwnas_str_append(&report->text, "],");
}

static void append_finding(report_t *report, size_t i) {
  const hwnas_finding_t *finding = &report->findings.items[i];
  hwnas_str_append(&report->text, "{");
  append_member(report, "file", finding->path);
  append_member(report, "folder", finding->folder ? finding->folder->path : NULL);
  append_member(report, "origin", finding->folder ? finding->folder->origin : NULL);
  append_member(report, "state", hwnas_finding_word(finding->state));
  append_member(report, "module", finding->module ? finding->module->name : NULL);
  append_member(report, "version", finding->module ? finding->module->plugin->version : NULL);
  append_offers(report, finding);
  hwnas_str_append(&report->text, "\"problems\":[");
  if (finding->refusal) append_problem(report, finding->refusal, true);
  const hwnas_plugin_conflict_t *conflict;
  for (size_t j = 0; (conflict = hwnas_finding_conflict(report->plugins, finding->module, j)); j++)
    append_problem(report, conflict->status, j == 0);
  hwnas_str_append(&report->text, "],\"next\":");
  hwnas_json_print_string(finding->next, &report->text);
  hwnas_str_append(&report->text, "}\n");
}

/* ---- The verb -------------------------------------------------------------------------------- */

static hwnas_status_t *examine(hwnas_plugins_t *plugins, const char *file, bool json) {
  report_t report = {.plugins = plugins};
  hwnas_arena_init(&report.findings.arena);
  hwnas_str_init(&report.text);
  hwnas_status_t *status = file ? hwnas_findings_of_file(plugins, file, &report.findings)
                                : hwnas_findings_collect(plugins, &report.findings);
  for (size_t i = 0; !status && i < report.findings.n; i++) {
    if (json)
      append_finding(&report, i);
    else
      print_finding(&report, i);
  }
  if (!status) status = hwnas_output_write(&report.text);
  hwnas_str_deinit(&report.text);
  hwnas_findings_deinit(&report.findings);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_context_t *context = NULL;
  hwnas_plugins_t *plugins;
  const char *file = args->operands.n ? args->operands.items[0] : NULL;
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = hwnas_context_plugins(context, &plugins);
  if (!status) status = examine(plugins, file, hwnas_args_has(args, "json"));
  if (context) hwnas_context_destroy(context);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"json", NULL, "JSON Lines", 0},
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_plugin_doctor = {
    .name = "plugin doctor",
    .operands = "[FILE]",
    .n_max = 1,
    .summary = "why each plugin is or is not used",
    .text =
        "Every file that the search path leads to, in its order, or one FILE: what became of it, why, and\n"
        "what to do next. The exit status is 0 also if something is wrong with them: that was the question.\n"
        "\n"
        "Plugins that were not seen before are asked by a process of their own, which has\n"
        "HWNAS_PLUGIN_TIMEOUT seconds for each, 5 unless set.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
