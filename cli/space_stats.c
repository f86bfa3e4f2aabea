#include <stdio.h>
#include <string.h>

#include "hwnas/stats.h"
#include "json/json.h"
#include "open_space.h"
#include "output.h"
#include "space/sample.h"
#include "stats_html.h"
#include "verbs.h"
#include "where.h"

#define DRAWN_FOR_PICTURES 20000 /* of pairs of metrics */

/* ---- For people ------------------------------------------------------------------------------ */

static void add_value(hwnas_columns_t *columns, const hwnas_metric_stats_t *metric, double quanta) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_print_human(quanta * metric->info->quantum, &text);
  hwnas_columns_add(columns, "%s", text.text ? text.text : "");
  hwnas_str_deinit(&text);
}

static hwnas_status_t *print_table(const hwnas_stats_t *stats) {
  static const char *const titles[] = {"metric", ">least", ">5 %",  ">25 %", ">median", ">75 %",
                                       ">95 %",  ">most",  ">mean", ">sd",   "unit"};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, sizeof titles / sizeof *titles);
  bool exact = true;
  for (size_t m = 0; m < stats->n; m++) {
    const hwnas_metric_stats_t *metric = &stats->metrics[m];
    const double values[] = {(double)metric->least, metric->quantiles[1], metric->quantiles[3],
                             metric->quantiles[4],  metric->quantiles[5], metric->quantiles[7],
                             (double)metric->most,  metric->mean,         metric->sd};
    hwnas_columns_add(&columns, "%s", metric->info->name);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) add_value(&columns, metric, values[i]);
    hwnas_columns_add(&columns, "%s", strcmp(metric->info->unit, "1") == 0 ? "" : metric->info->unit);
    exact &= metric->exact;
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  if (!exact) fprintf(stderr, "hwnas: of %zu networks drawn at random\n", stats->n_drawn);
  return status;
}

/* ---- As JSON --------------------------------------------------------------------------------- */

static void append_double(const char *key, double number, hwnas_str_t *out) {
  hwnas_str_appendf(out, ",\"%s\":", key);
  hwnas_print_json_double(number, out);
}

static void append_metric(const hwnas_space_t *space, const hwnas_metric_stats_t *metric, hwnas_str_t *out) {
  double quantum = metric->info->quantum;
  hwnas_json_print_string(metric->info->name, out);
  hwnas_str_append(out, ":{\"unit\":");
  hwnas_json_print_string(metric->info->unit, out);
  hwnas_str_append(out, ",\"min\":");
  hwnas_metric_print(metric->info, metric->least, out);
  hwnas_str_append(out, ",\"max\":");
  hwnas_metric_print(metric->info, metric->most, out);
  append_double("mean", metric->mean * quantum, out);
  append_double("sd", metric->sd * quantum, out);
  hwnas_str_append(out, ",\"quantiles\":{");
  for (size_t q = 0; q < HWNAS_STATS_QUANTILES; q++) {
    hwnas_str_appendf(out, "%s\"%g\":", q ? "," : "", hwnas_stats_share(q));
    hwnas_print_json_double(metric->quantiles[q] * quantum, out);
  }
  hwnas_str_append(out, "}");
  append_double("resolution", metric->resolution * quantum, out);
  hwnas_str_append(out, ",\"histogram\":[");
  for (size_t i = 0; i < HWNAS_STATS_BINS; i++) {
    hwnas_str_append(out, i ? "," : "");
    hwnas_print_json_double(metric->bins[i], out);
  }
  hwnas_str_append(out, "],\"min_sample\":");
  hwnas_sample_print(space, metric->least_point, out);
  hwnas_str_append(out, ",\"max_sample\":");
  hwnas_sample_print(space, metric->most_point, out);
  hwnas_str_appendf(out, ",\"exact\":%s,\"ends_exact\":%s}", metric->exact ? "true" : "false",
                    metric->ends_exact ? "true" : "false");
}

static hwnas_status_t *print_json(const hwnas_space_t *space, const hwnas_stats_t *stats) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (size_t m = 0; m < stats->n; m++) {
    hwnas_str_append(&text, m ? "," : "{");
    append_metric(space, &stats->metrics[m], &text);
  }
  hwnas_str_append(&text, "}\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- As a page ------------------------------------------------------------------------------- */

static hwnas_status_t *write_file(const char *path, const hwnas_str_t *text) {
  if (text->failed) return hwnas_status_no_memory();
  FILE *file = fopen(path, "w");
  bool written = file && fwrite(text->text, 1, text->length, file) == text->length;
  if (file && fclose(file) != 0) written = false;
  if (written) return NULL;
  return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_FILE, "cannot write '%s'", path), "--html");
}

static hwnas_status_t *write_html(const hwnas_args_t *args, const hwnas_space_t *space,
                                  const hwnas_stats_t *stats) {
  const char *path = hwnas_args_get(args, "html");
  hwnas_arg_values_t conditions = hwnas_args_list(args, "where");
  if (!path) return NULL;
  hwnas_str_t page;
  hwnas_str_init(&page);
  hwnas_stats_html(stats, space->name, conditions.items, conditions.n, &page);
  hwnas_status_t *status = write_file(path, &page);
  hwnas_str_deinit(&page);
  return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

static hwnas_status_t *print(const hwnas_args_t *args, const hwnas_space_t *space, hwnas_region_t *region) {
  hwnas_stats_t stats;
  bool pictures = hwnas_args_has(args, "html");
  hwnas_status_t *status = hwnas_stats_init(&stats, region, pictures ? DRAWN_FOR_PICTURES : 0);
  if (!status) status = write_html(args, space, &stats);
  if (!status) status = hwnas_args_has(args, "json") ? print_json(space, &stats) : print_table(&stats);
  hwnas_stats_deinit(&stats);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_open_region_t region = {0};
  hwnas_law_t law;
  const char *word;
  HWNAS_TRY(hwnas_args_law(args, &law, &word));
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = hwnas_open_region(args, &open, law, "flops,params", &region);
  if (!status) status = print(args, open.space, region.region);
  hwnas_open_region_close(&region);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"metrics", "METRICS", "which metrics (flops,params); those that --where names must be among them", 0},
    HWNAS_ARG_WHERE,
    {"html", "FILE", "write a page with pictures too", 0},
    HWNAS_ARG_LAW("what is equally likely (networks)"),
    HWNAS_ARG_BUDGET,
    {"json", NULL, "one JSON document", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_stats = {
    .name = "space stats",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "what the networks of a space cost: least, most, mean, quantiles",
    .text =
        "Least, most, mean and standard deviation are those of all networks, exactly, as long as --where "
        "says nothing of\n"
        "metrics; else those of 50,000 networks that satisfy it, drawn at random, but for least and most, "
        "which are\n"
        "looked for among all (\"ends_exact\" of --json). What quantiles may be off "
        "by is the\n"
        "\"resolution\" of --json.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
