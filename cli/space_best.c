#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/best.h"
#include "json/json.h"
#include "metric/metric.h"
#include "open_space.h"
#include "output.h"
#include "space/sample.h"
#include "verbs.h"
#include "where.h"

#define SHOWN_MAX ((uint64_t)1 << 20) /* networks */

/* What is printed. */
typedef struct ranked {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set;
  size_t score;
  bool most;
  const uint16_t *points;
  size_t n;
  hwnas_best_proof_t proof;
  int64_t *values; /* scratch: per metric */
} ranked_t;

static const hwnas_metric_info_entry_t *score_info(const ranked_t *ranked) {
  return hwnas_metric_set_info(ranked->set, ranked->score);
}

/* ---- For people ------------------------------------------------------------------------------ */

static hwnas_status_t *add_row(const ranked_t *ranked, size_t i, hwnas_columns_t *columns) {
  const uint16_t *point = &ranked->points[i * hwnas_space_choices(ranked->space)];
  hwnas_str_t text;
  HWNAS_TRY(hwnas_metric_set_value(ranked->set, point, ranked->values));
  hwnas_str_init(&text);
  hwnas_columns_add(columns, "%zu", i + 1);
  for (size_t m = 0; m < hwnas_metric_set_size(ranked->set); m++) {
    hwnas_str_clear(&text);
    hwnas_metric_print(hwnas_metric_set_info(ranked->set, m), ranked->values[m], &text);
    hwnas_columns_add(columns, "%s", text.text ? text.text : "");
  }
  hwnas_str_clear(&text);
  hwnas_sample_print(ranked->space, point, &text);
  hwnas_columns_add(columns, "%s", text.text ? text.text : "");
  columns->failed |= text.failed;
  hwnas_str_deinit(&text);
  return NULL;
}

static hwnas_status_t *print_rows(const ranked_t *ranked, const char **titles) {
  size_t n_metrics = hwnas_metric_set_size(ranked->set);
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, n_metrics + 2);
  hwnas_status_t *status = NULL;
  titles[0] = ">rank";
  titles[n_metrics + 1] = "sample";
  for (size_t m = 0; m < n_metrics; m++) {
    titles[m + 1] = hwnas_arena_printf(&columns.arena, ">%s", hwnas_metric_set_info(ranked->set, m)->name);
    if (!titles[m + 1]) status = hwnas_status_no_memory();
  }
  for (size_t i = 0; i < ranked->n && !status; i++) status = add_row(ranked, i, &columns);
  if (!status) status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

/* "no other network has flops below 12" */
static void append_bound(const ranked_t *ranked, hwnas_str_t *out) {
  hwnas_str_appendf(out, "no other network has %s %s ", score_info(ranked)->name,
                    ranked->most ? "above" : "below");
  hwnas_metric_print(score_info(ranked), ranked->proof.bound, out);
}

static hwnas_status_t *print_proof(const ranked_t *ranked) {
  const hwnas_best_proof_t *proof = &ranked->proof;
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (proof->exact && proof->all) {
    hwnas_str_append(&text, "proven: there are no others");
  } else if (proof->exact) {
    hwnas_str_append(&text, "proven: ");
    append_bound(ranked, &text);
  } else if (proof->proven == ranked->n) {
    hwnas_str_append(&text, "proven, but for others of the same score: ");
    append_bound(ranked, &text);
  } else {
    hwnas_str_appendf(&text, "proven for the first %zu: ", proof->proven);
    append_bound(ranked, &text);
    hwnas_str_appendf(&text, ", a gap of %.6g; raise --steps to know more", proof->gap);
  }
  hwnas_str_append(&text, "\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_table(const ranked_t *ranked) {
  const char **titles = calloc(hwnas_metric_set_size(ranked->set) + 2, sizeof *titles);
  HWNAS_TRY_ALLOC(titles);
  hwnas_status_t *status = print_rows(ranked, titles);
  free(titles);
  return status ? status : print_proof(ranked);
}

/* ---- As JSON --------------------------------------------------------------------------------- */

static hwnas_status_t *append_network(const ranked_t *ranked, size_t i, hwnas_str_t *out) {
  const uint16_t *point = &ranked->points[i * hwnas_space_choices(ranked->space)];
  HWNAS_TRY(hwnas_metric_set_value(ranked->set, point, ranked->values));
  hwnas_str_appendf(out, "%s{\"rank\":%zu,\"sample\":", i ? "," : "", i + 1);
  hwnas_sample_print(ranked->space, point, out);
  hwnas_str_append(out, ",\"metrics\":{");
  for (size_t m = 0; m < hwnas_metric_set_size(ranked->set); m++) {
    const hwnas_metric_info_entry_t *info = hwnas_metric_set_info(ranked->set, m);
    hwnas_str_append(out, m ? "," : "");
    hwnas_json_print_string(info->name, out);
    hwnas_str_append(out, ":");
    hwnas_metric_print(info, ranked->values[m], out);
  }
  hwnas_str_append(out, "}}");
  return NULL;
}

static void append_proof(const ranked_t *ranked, hwnas_str_t *out) {
  const hwnas_best_proof_t *proof = &ranked->proof;
  hwnas_str_append(out, "{\"score\":");
  hwnas_json_print_string(score_info(ranked)->name, out);
  hwnas_str_appendf(out, ",\"goal\":\"%s\",\"exact\":%s,\"all\":%s,\"proven\":%zu,\"bound\":",
                    ranked->most ? "maximize" : "minimize", proof->exact ? "true" : "false",
                    proof->all ? "true" : "false", proof->proven);
  if (proof->all)
    hwnas_str_append(out, "null");
  else
    hwnas_metric_print(score_info(ranked), proof->bound, out);
  hwnas_str_append(out, ",\"gap\":");
  hwnas_print_json_double(proof->gap, out);
}

static hwnas_status_t *print_json(const ranked_t *ranked) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  append_proof(ranked, &text);
  hwnas_str_append(&text, ",\"networks\":[");
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < ranked->n && !status; i++) status = append_network(ranked, i, &text);
  hwnas_str_append(&text, "]}\n");
  if (!status) status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *nothing_found(const ranked_t *ranked) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  append_bound(ranked, &text);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_NOTHING_FOUND,
                                             "no network was found, and it is not proven that there is none");
  if (text.text) status = hwnas_status_detail(status, "%s", text.text);
  hwnas_str_deinit(&text);
  return hwnas_status_detail(status, "next: raise --steps, or widen --where");
}

static hwnas_status_t *print(const hwnas_args_t *args, ranked_t *ranked) {
  if (ranked->n == 0) return nothing_found(ranked);
  ranked->values = calloc(hwnas_metric_set_size(ranked->set), sizeof *ranked->values);
  HWNAS_TRY_ALLOC(ranked->values);
  hwnas_status_t *status = hwnas_args_has(args, "json") ? print_json(ranked) : print_table(ranked);
  free(ranked->values);
  return status;
}

static hwnas_status_t *rank(const hwnas_args_t *args, hwnas_region_t *region, ranked_t *ranked) {
  hwnas_best_options_t options = {0};
  hwnas_best_t *best = NULL;
  uint64_t n = 1;
  HWNAS_TRY(hwnas_args_integer(args, "n", 1, 1, &n));
  HWNAS_TRY(hwnas_args_integer(args, "steps", 1, 0, &options.steps));
  if (n > SHOWN_MAX) return hwnas_args_error(args->verb, "-n: at most %" PRIu64 " networks", SHOWN_MAX);
  uint16_t *points = calloc((size_t)n, (hwnas_space_choices(ranked->space) + 1) * sizeof *points);
  hwnas_status_t *status = points ? NULL : hwnas_status_no_memory();
  int32_t goal = ranked->most ? HWNAS_GOAL_MAXIMIZE : HWNAS_GOAL_MINIMIZE;
  if (!status) status = hwnas_best_create(region, ranked->score, goal, &options, &best);
  if (!status) status = hwnas_best_networks(best, 0, (size_t)n, points, &ranked->n);
  ranked->points = points;
  if (!status) ranked->proof = hwnas_best_proof(best);
  if (!status) status = print(args, ranked);
  hwnas_best_destroy(best);
  free(points);
  return status;
}

static hwnas_status_t *find_score(const hwnas_args_t *args, const char *score, ranked_t *ranked) {
  static const char *const goals[] = {"minimize", "maximize"};
  HWNAS_TRY(hwnas_args_only_one(args, goals, 2, false));
  int32_t metric = hwnas_metric_set_find(ranked->set, score);
  if (metric < 0) return hwnas_args_error(args->verb, "--score '%s' is none of --metrics", score);
  ranked->score = (size_t)metric;
  ranked->most = hwnas_args_has(args, "maximize") ||
                 (!hwnas_args_has(args, "minimize") && score_info(ranked)->goal == HWNAS_GOAL_MAXIMIZE);
  return NULL;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  const char *score = hwnas_args_get(args, "score");
  if (!score)
    return hwnas_args_error(args->verb, "--score is missing: the metric that networks are ranked by");
  hwnas_open_space_t open;
  hwnas_open_region_t region = {0};
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = hwnas_open_region(args, &open, HWNAS_LAW_NETWORKS, score, &region);
  ranked_t ranked = {.space = open.space, .set = region.set};
  if (!status) status = find_score(args, score, &ranked);
  if (!status) status = rank(args, region.region, &ranked);
  hwnas_open_region_close(&region);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"score", "METRIC", "what networks are ranked by: a metric that is a sum", 0},
    {"minimize", NULL, "the least score is the best", 0},
    {"maximize", NULL, "the greatest score is the best; without either it is as the metric says", 0},
    {"n", "N", "how many (1)", 0},
    HWNAS_ARG_WHERE,
    {"metrics", "METRICS", "which metrics (the score and those that --where names)", 0},
    {"steps", "N", "edges of the graph of all networks that may be tried (33554432)", 0},
    HWNAS_ARG_BUDGET,
    {"json", NULL, "one JSON document", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_best = {
    .name = "space best",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "the networks with the best score under conditions, with proof",
    .text =
        "Prints the N best networks in order, out of all that the constraints of the space and --where "
        "allow.\n"
        "That they are the best is proven as far as --steps go; then it is said what others could reach at "
        "best.\n"
        "Of equal scores those come first that have least of the other metrics in --where.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
