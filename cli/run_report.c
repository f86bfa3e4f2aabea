#include "run_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "costs.h"
#include "output.h"
#include "space/sample.h"
#include "trial_list.h"

#define FRONT_SHOWN 10

static hwnas_costs_t costs_of(const hwnas_run_t *run) {
  return (hwnas_costs_t){.space = hwnas_run_space(run), .set = hwnas_run_metrics(run)};
}

static double share_of(const hwnas_loop_result_t *result) {
  return result->proposed ? (double)result->accepted / (double)result->proposed : 0;
}

static double rate_of(const hwnas_loop_result_t *result) {
  return result->seconds > 0 ? (double)result->proposed / result->seconds : 0;
}

/* ---- Pareto set ------------------------------------------------------------------------------ */

typedef struct member {
  double value; /* of the first objective */
  int64_t id;
} member_t;

static int by_value(const void *a, const void *b) {
  const member_t *left = a, *right = b;
  if (left->value != right->value) return left->value < right->value ? -1 : 1;
  return (left->id > right->id) - (left->id < right->id);
}

/* Ids of the front, best in the first objective first; malloc, NULL when memory ran out. */
static int64_t *sorted_front(const hwnas_front_t *front) {
  member_t *members = calloc(front->n + 1, sizeof *members);
  int64_t *ids = calloc(front->n + 1, sizeof *ids);
  for (size_t i = 0; members && i < front->n; i++)
    members[i] = (member_t){.value = front->values[i * front->n_objectives], .id = (int64_t)front->ids[i]};
  if (members) qsort(members, front->n, sizeof *members, by_value);
  for (size_t i = 0; members && ids && i < front->n; i++) ids[i] = members[i].id;
  if (!members) {
    free(ids);
    ids = NULL;
  }
  free(members);
  return ids;
}

static hwnas_status_t *print_front(const hwnas_run_t *run, const hwnas_front_t *front) {
  int64_t *ids = sorted_front(front);
  HWNAS_TRY_ALLOC(ids);
  hwnas_store_t *store = NULL;
  hwnas_status_t *status = hwnas_store_open(hwnas_run_folder(run), &store);
  size_t shown = front->n < FRONT_SHOWN ? front->n : FRONT_SHOWN;
  printf("%sPareto set: %zu networks%s%s\n", hwnas_style(HWNAS_STYLE_BOLD), front->n,
         shown < front->n ? "; the first of them" : "", hwnas_style(HWNAS_STYLE_PLAIN));
  if (!status) status = hwnas_trial_list_print(store, ids, shown, false);
  putchar('\n');
  hwnas_store_close(store);
  free(ids);
  return status;
}

/* ---- For people ------------------------------------------------------------------------------ */

/* What the evaluator said of the best network. */
static hwnas_status_t *print_reported(const hwnas_run_t *run, const hwnas_loop_result_t *result) {
  size_t n;
  const hwnas_metric_info_entry_t *reported = hwnas_run_reported(run, &n);
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (size_t i = 0; i < n; i++) {
    hwnas_str_appendf(&text, "%s ", reported[i].name);
    hwnas_print_json_double(result->best_reported[i], &text);
    hwnas_str_append(&text, i + 1 < n ? ", " : "\n\n");
  }
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_best(const hwnas_run_t *run, const hwnas_loop_result_t *result) {
  hwnas_costs_t costs = costs_of(run);
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_appendf(&text, "%sbest network: trial %" PRIu64 "%s\n  ", hwnas_style(HWNAS_STYLE_BOLD),
                    result->best, hwnas_style(HWNAS_STYLE_PLAIN));
  hwnas_sample_print(costs.space, result->best_point, &text);
  hwnas_str_append(&text, "\n\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  HWNAS_TRY(status);
  HWNAS_TRY(print_reported(run, result));
  HWNAS_TRY(hwnas_costs_print(&costs, result->best_metrics));
  putchar('\n');
  HWNAS_TRY(hwnas_costs_print_parts(&costs, result->best_point));
  putchar('\n');
  return NULL;
}

static hwnas_status_t *print_summary(const hwnas_run_t *run, const hwnas_loop_result_t *result) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_appendf(&text, "%" PRIu64 " proposed, %" PRIu64 " accepted (%.2f%%) in ", result->proposed,
                    result->accepted, 100 * share_of(result));
  hwnas_print_seconds(result->seconds, &text);
  hwnas_str_append(&text, ", ");
  hwnas_print_human(rate_of(result), &text);
  hwnas_str_appendf(&text, " proposals/s; ended by: %s\n", hwnas_end_word(result->end));
  if (result->failed)
    hwnas_str_appendf(&text, "%" PRIu64 " trials failed: hwnas trials %s --failed\n", result->failed,
                      hwnas_run_folder(run));
  hwnas_str_appendf(&text, "run folder: %s\n", hwnas_run_folder(run));
  if (result->accepted > 0)
    hwnas_str_appendf(&text, "next: hwnas trials %s %s\n", hwnas_run_folder(run),
                      result->best      ? "--best 5"
                      : result->front.n ? "--pareto"
                                        : "--json");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static hwnas_status_t *append_best(const hwnas_run_t *run, const hwnas_loop_result_t *result,
                                   hwnas_str_t *out) {
  hwnas_costs_t costs = costs_of(run);
  hwnas_str_append(out, ",\"best\":");
  if (!result->best) {
    hwnas_str_append(out, "null");
    return NULL;
  }
  hwnas_str_appendf(out, "{\"id\":%" PRIu64 ",\"sample\":", result->best);
  hwnas_sample_print(costs.space, result->best_point, out);
  hwnas_str_append(out, ",\"metrics\":");
  HWNAS_TRY(hwnas_costs_append_json(&costs, result->best_metrics, NULL, out));
  size_t n;
  const hwnas_metric_info_entry_t *reported = hwnas_run_reported(run, &n);
  hwnas_str_append(out, ",\"reported\":{");
  for (size_t i = 0; i < n; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(reported[i].name, out);
    hwnas_str_append(out, ":");
    hwnas_print_json_double(result->best_reported[i], out);
  }
  hwnas_str_append(out, "}}");
  return NULL;
}

static hwnas_status_t *append_front(const hwnas_loop_result_t *result, hwnas_str_t *out) {
  if (result->front.n == 0 || result->front.n_objectives < 2) return NULL;
  int64_t *ids = sorted_front(&result->front);
  HWNAS_TRY_ALLOC(ids);
  hwnas_str_append(out, ",\"pareto\":[");
  for (size_t i = 0; i < result->front.n; i++) hwnas_str_appendf(out, "%s%" PRId64, i ? "," : "", ids[i]);
  hwnas_str_append(out, "]");
  free(ids);
  return NULL;
}

static hwnas_status_t *append_result(const hwnas_run_t *run, const hwnas_loop_result_t *result,
                                     hwnas_str_t *out) {
  hwnas_str_append(out, "{\"folder\":");
  hwnas_json_print_string(hwnas_run_folder(run), out);
  hwnas_str_appendf(out,
                    ",\"end\":\"%s\",\"proposed\":%" PRIu64 ",\"accepted\":%" PRIu64 ",\"failed\":%" PRIu64
                    ",\"share\":",
                    hwnas_end_word(result->end), result->proposed, result->accepted, result->failed);
  hwnas_print_json_double(share_of(result), out);
  hwnas_str_append(out, ",\"seconds\":");
  hwnas_print_json_double(result->seconds, out);
  hwnas_str_append(out, ",\"rate\":");
  hwnas_print_json_double(rate_of(result), out);
  HWNAS_TRY(append_best(run, result, out));
  HWNAS_TRY(append_front(result, out));
  hwnas_str_append(out, "}\n");
  return NULL;
}

static hwnas_status_t *print_json(const hwnas_run_t *run, const hwnas_loop_result_t *result) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = append_result(run, result, &text);
  if (!status) status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

hwnas_status_t *hwnas_run_report(const hwnas_run_t *run, const hwnas_loop_result_t *result, bool json) {
  if (json) return print_json(run, result);
  if (result->best) HWNAS_TRY(print_best(run, result));
  if (result->front.n && !result->best) HWNAS_TRY(print_front(run, &result->front));
  return print_summary(run, result);
}
