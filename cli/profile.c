#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "expect.h"
#include "open_space.h"
#include "output.h"
#include "sample_lines.h"
#include "stop.h"
#include "verbs.h"

#define BATCH 1024

/* What one call works on. */
typedef struct profile {
  const hwnas_args_t *args;
  hwnas_open_space_t open;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
  const hwnas_published_t *published; /* NULL without --published */
  uint16_t *points;                   /* BATCH of them */
  int64_t *values;
} profile_t;

static hwnas_status_t *no_parts(const hwnas_metric_set_t *set, size_t m) {
  const char *name = hwnas_metric_set_info(set, m)->name;
  hwnas_status_t *status =
      hwnas_metric_set_is_opaque(set, m)
          ? hwnas_status_make(HWNAS_ERROR_OPAQUE_METRIC,
                              "the metric '%s' is known of whole networks only, it has no parts", name)
          : hwnas_status_make(HWNAS_ERROR_NO_MODULES,
                              "the metric '%s' is a sum over choices, no module has a part of it", name);
  hwnas_status_detail(status, "leave it out of --metrics, or do without --breakdown");
  return hwnas_status_at(status, "--breakdown");
}

static hwnas_status_t *check_parts(const profile_t *profile) {
  if (!hwnas_args_has(profile->args, "breakdown")) return NULL;
  for (size_t m = 0; m < hwnas_metric_set_size(profile->set); m++)
    if (!hwnas_metric_set_has_breakdown(profile->set, m)) return no_parts(profile->set, m);
  return NULL;
}

static hwnas_status_t *load(profile_t *profile) {
  const char *published = hwnas_args_get(profile->args, "published");
  HWNAS_TRY(hwnas_open_space(profile->args, &profile->open));
  if (published) HWNAS_TRY(hwnas_open_space_as_published(&profile->open, published, &profile->published));
  const char *metrics = hwnas_args_get(profile->args, "metrics");
  HWNAS_TRY(hwnas_profilers_parse(profile->open.context, metrics ? metrics : HWNAS_COMPARE_METRICS,
                                  "--metrics", &profile->profilers));
  size_t n;
  const hwnas_price_source_t *sources = hwnas_profilers_sources(profile->profilers, &n);
  HWNAS_TRY(hwnas_metric_set_create(profile->open.space, sources, n, &profile->set));
  HWNAS_TRY(check_parts(profile));
  profile->points = calloc(BATCH * (profile->open.space->n_choices + 1), sizeof *profile->points);
  profile->values = calloc(BATCH * (hwnas_metric_set_size(profile->set) + 1), sizeof *profile->values);
  return profile->points && profile->values ? NULL : hwnas_status_no_memory();
}

static hwnas_costs_t costs_of(const profile_t *profile) {
  return (hwnas_costs_t){.space = profile->open.space, .set = profile->set};
}

/* One line of JSON for each of the first n points. */
static hwnas_status_t *print_lines(profile_t *profile, size_t n) {
  hwnas_costs_t costs = costs_of(profile);
  size_t n_choices = costs.space->n_choices, n_metrics = hwnas_metric_set_size(costs.set);
  bool breakdown = hwnas_args_has(profile->args, "breakdown");
  HWNAS_TRY(hwnas_metric_set_values(costs.set, profile->points, n, profile->values));
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < n && !status; i++) {
    const uint16_t *point = &profile->points[i * n_choices];
    status =
        hwnas_costs_append_json(&costs, &profile->values[i * n_metrics], breakdown ? point : NULL, &text);
    hwnas_str_append(&text, "\n");
  }
  if (!status) status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

/* Lines before a bad one are still answered. */
static hwnas_status_t *run_lines(profile_t *profile, hwnas_sample_lines_t *lines) {
  const volatile sig_atomic_t *stop = hwnas_stop_watch();
  bool lenient = hwnas_args_has(profile->args, "lenient");
  size_t n;
  do {
    hwnas_status_t *status = hwnas_sample_lines_read(lines, lenient, BATCH, profile->points, &n);
    hwnas_status_append(&status, n ? print_lines(profile, n) : NULL);
    if (status) return status;
    if (*stop) return hwnas_stop_status();
  } while (n == BATCH);
  return NULL;
}

static hwnas_status_t *run_file(profile_t *profile, const char *path) {
  hwnas_sample_lines_t lines;
  hwnas_status_t *status = hwnas_sample_lines_open(&lines, profile->open.space, path);
  if (!status) status = run_lines(profile, &lines);
  hwnas_sample_lines_close(&lines);
  return status;
}

static hwnas_status_t *print_for_people(profile_t *profile) {
  hwnas_costs_t costs = costs_of(profile);
  if (hwnas_args_has(profile->args, "breakdown")) return hwnas_costs_print_operators(&costs, profile->points);
  HWNAS_TRY(hwnas_metric_set_value(costs.set, profile->points, profile->values));
  return hwnas_costs_print(&costs, profile->values);
}

static hwnas_status_t *run_one(profile_t *profile) {
  const char *text =
      profile->published ? profile->published->sample_json : hwnas_args_get(profile->args, "sample");
  const char *name = profile->published ? profile->published->name : "--sample";
  HWNAS_TRY(hwnas_sample_parse(profile->open.space, text, strlen(text), name,
                               hwnas_args_has(profile->args, "lenient"), profile->points));
  bool json = hwnas_args_has(profile->args, "json");
  hwnas_costs_t costs = costs_of(profile);
  if (hwnas_args_has(profile->args, "compare")) return hwnas_compare_print(&costs, profile->points, json);
  return json ? print_lines(profile, 1) : print_for_people(profile);
}

static hwnas_status_t *run_input(profile_t *profile) {
  const char *file = hwnas_args_get(profile->args, "samples"),
             *distribution = hwnas_args_get(profile->args, "expect");
  hwnas_costs_t costs = costs_of(profile);
  hwnas_arg_values_t conditions = hwnas_args_list(profile->args, "where");
  if (distribution)
    return hwnas_expect_print(&costs, distribution, &conditions, hwnas_args_has(profile->args, "json"));
  return file ? run_file(profile, file) : run_one(profile);
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  static const char *const inputs[] = {"sample", "samples", "published", "expect"};
  static const char *const outputs[] = {"metrics", "compare"}, *const whole[] = {"samples", "compare"};
  static const char *const parts[] = {"breakdown", "compare", "expect"};
  HWNAS_TRY(hwnas_args_only_one(args, inputs, 4, true));
  HWNAS_TRY(hwnas_args_only_one(args, outputs, 2, true));
  HWNAS_TRY(hwnas_args_only_one(args, whole, 2, false));
  HWNAS_TRY(hwnas_args_only_one(args, parts, 3, false));
  if (hwnas_args_has(args, "where") && !hwnas_args_has(args, "expect"))
    return hwnas_args_error(args->verb,
                            "--where goes with --expect; `hwnas space sample --where` draws networks");
  profile_t profile = {.args = args};
  hwnas_status_t *status = load(&profile);
  if (!status) status = run_input(&profile);
  free(profile.points);
  free(profile.values);
  hwnas_metric_set_destroy(profile.set);
  hwnas_profilers_destroy(profile.profilers);
  hwnas_open_space_close(&profile.open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"metrics", "M", "what to compute, such as flops,params or f2=flops(count_bias=false)", 0},
    {"compare", NULL, "in place of metrics: MACs and FLOPs by each convention, and which operators differ",
     0},
    {"sample", "JSON", "one network: {\"label\": value, ...}", 0},
    {"samples", "FILE", "many networks, one JSON object per line; - for standard input", 0},
    {"published", "NAME", "a network of the literature that the space names", 0},
    {"expect", "FILE",
     "the average over samples whose labels are drawn one by one: {\"label\": [probability, ...], ...} or "
     "{\"label\": {\"value\": probability, ...}, ...} in a file, - for standard input, or in place; labels "
     "left out "
     "are uniform",
     0},
    {"where", "EXPR",
     "with --expect: given that this condition on labels holds, and the constraints of the space",
     HWNAS_ARG_REPEATABLE},
    {"lenient", NULL, "ignore labels that the space does not have", 0},
    {"breakdown", NULL, "also what each operator costs", 0},
    {"json", NULL, "JSON Lines, as always with --samples", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_profile = {
    .name = "profile",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "what networks of a space cost",
    .text =
        "--published takes the parameters that the network was published with, except for those of --param.\n"
        "`hwnas plugin list` shows which metrics there are.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
