#include <inttypes.h>

#include "hwnas/profiler.h"
#include "output.h"
#include "run_report.h"

static const char *goal_word(int32_t goal) { return goal == HWNAS_GOAL_MAXIMIZE ? "maximize" : "minimize"; }

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_lists(const hwnas_run_t *run, hwnas_str_t *out) {
  const hwnas_metric_set_t *set = hwnas_run_metrics(run);
  size_t n_constraints, n_objectives;
  const char *const *constraints = hwnas_run_constraints(run, &n_constraints);
  const hwnas_objective_t *objectives = hwnas_run_objectives(run, &n_objectives);
  hwnas_str_append(out, ",\"metrics\":[");
  for (size_t m = 0; m < hwnas_metric_set_size(set); m++) {
    if (m) hwnas_str_append(out, ",");
    hwnas_json_print_string(hwnas_metric_set_info(set, m)->name, out);
  }
  hwnas_str_append(out, "],\"constraints\":[");
  for (size_t i = 0; i < n_constraints; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(constraints[i], out);
  }
  hwnas_str_append(out, "],\"objectives\":[");
  for (size_t i = 0; i < n_objectives; i++) {
    hwnas_str_append(out, i ? ",{\"metric\":" : "{\"metric\":");
    hwnas_json_print_string(hwnas_run_objective_info(run, i)->name, out);
    hwnas_str_appendf(out, ",\"goal\":\"%s\"}", goal_word(objectives[i].goal));
  }
  hwnas_str_append(out, "]");
}

static void append_json(const hwnas_run_t *run, hwnas_str_t *out) {
  const hwnas_budget_t *budget = hwnas_run_budget(run);
  hwnas_str_append(out, "{\"space\":");
  hwnas_json_print_string(hwnas_run_space(run)->name, out);
  hwnas_str_append(out, ",\"strategy\":");
  hwnas_json_print_string(hwnas_run_strategy(run), out);
  hwnas_str_append(out, ",\"evaluator\":");
  if (hwnas_run_evaluator(run))
    hwnas_json_print_string(hwnas_run_evaluator(run), out);
  else
    hwnas_str_append(out, "null");
  append_lists(run, out);
  hwnas_str_appendf(out, ",\"budget\":{\"trials\":%" PRIu64 ",\"proposals\":%" PRIu64 ",\"seconds\":",
                    budget->trials, budget->proposals);
  hwnas_print_json_double(budget->seconds, out);
  hwnas_str_appendf(out, "},\"seed\":%" PRIu64 ",\"folder\":", hwnas_run_seed(run));
  hwnas_json_print_string(hwnas_run_folder(run), out);
  hwnas_str_append(out, "}\n");
}

/* ---- For people ------------------------------------------------------------------------------ */

static void append_budget(const hwnas_budget_t *budget, hwnas_str_t *out) {
  const char *separator = "";
  hwnas_str_append(out, "budget       ");
  if (budget->trials) hwnas_str_appendf(out, "%" PRIu64 " trials", budget->trials);
  if (budget->trials) separator = ", ";
  if (budget->proposals) hwnas_str_appendf(out, "%s%" PRIu64 " proposals", separator, budget->proposals);
  if (budget->proposals) separator = ", ";
  if (budget->seconds > 0) {
    hwnas_str_append(out, separator);
    hwnas_print_seconds(budget->seconds, out);
  } else if (!*separator) {
    hwnas_str_append(out, "none: until the strategy has nothing left");
  }
  hwnas_str_append(out, "\n");
}

static void append_goals(const hwnas_run_t *run, hwnas_str_t *out) {
  size_t n_constraints, n_objectives;
  const char *const *constraints = hwnas_run_constraints(run, &n_constraints);
  const hwnas_objective_t *objectives = hwnas_run_objectives(run, &n_objectives);
  for (size_t i = 0; i < n_constraints; i++)
    hwnas_str_appendf(out, "%-13s%s\n", i ? "" : "constraints", constraints[i]);
  for (size_t i = 0; i < n_objectives; i++)
    hwnas_str_appendf(out, "%-13s%s %s\n", i ? "" : "objectives", goal_word(objectives[i].goal),
                      hwnas_run_objective_info(run, i)->name);
}

static void append_text(const hwnas_run_t *run, hwnas_str_t *out) {
  const hwnas_space_t *space = hwnas_run_space(run);
  const hwnas_metric_set_t *set = hwnas_run_metrics(run);
  hwnas_str_appendf(out, "space        %s: %zu choices, ", space->name, space->n_choices);
  hwnas_print_human(hwnas_run_networks(run), out);
  hwnas_str_append(out, " networks\nmetrics      ");
  for (size_t m = 0; m < hwnas_metric_set_size(set); m++)
    hwnas_str_appendf(out, "%s%s", m ? ", " : "", hwnas_metric_set_info(set, m)->name);
  hwnas_str_append(out, "\n");
  append_goals(run, out);
  hwnas_str_appendf(out, "strategy     %s\n", hwnas_run_strategy(run));
  if (hwnas_run_evaluator(run)) hwnas_str_appendf(out, "evaluator    %s\n", hwnas_run_evaluator(run));
  append_budget(hwnas_run_budget(run), out);
  hwnas_str_appendf(out, "seed         %" PRIu64 "\nrun folder   %s\n", hwnas_run_seed(run),
                    hwnas_run_folder(run));
  hwnas_str_append(out, "the run file is sound\n");
}

hwnas_status_t *hwnas_run_report_check(const hwnas_run_t *run, bool json) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (json)
    append_json(run, &text);
  else
    append_text(run, &text);
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}
