#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "open_space.h"
#include "output.h"
#include "space/count.h"
#include "verbs.h"
#include "where.h"

/* What is said of a space, and of the part of it that is asked for. */
typedef struct counted {
  hwnas_counts_t counts;
  const char *law;             /* "networks" or "labels": what the region is counted in */
  hwnas_region_count_t region; /* networks NULL: nothing is asked for */
} counted_t;

/* ---- For people ------------------------------------------------------------------------------ */

static void add_row(hwnas_columns_t *columns, const char *name, const char *count, const char *meaning) {
  hwnas_str_t human;
  hwnas_str_init(&human);
  hwnas_print_human(strtod(count, NULL), &human);
  hwnas_columns_add(columns, "%s", name);
  hwnas_columns_add(columns, "%s", count);
  hwnas_columns_add(columns, "%s", human.text ? human.text : "");
  hwnas_columns_add(columns, "%s", meaning);
  hwnas_str_deinit(&human);
}

static void add_count(hwnas_columns_t *columns, const char *name, const mpz_t count, const char *meaning) {
  char *text = NULL;
  columns->failed |= hwnas_count_text(count, &text) != NULL;
  if (text) add_row(columns, name, text, meaning);
  free(text);
}

static void add_region(hwnas_columns_t *columns, const hwnas_region_count_t *region, const char *law) {
  bool labels = strcmp(law, "labels") == 0;
  add_row(columns, region->exact ? "where" : "where, about", region->networks,
          labels ? "samples of networks within --where" : "of these within --where");
  if (region->exact) return;
  add_row(columns, "  at least", region->least, region->proven ? "proven" : "with a confidence of 95 %");
  add_row(columns, "  at most", region->most, region->proven ? "proven" : "with a confidence of 95 %");
  if (!region->proven) add_row(columns, "  no more than", region->bound, "proven");
}

static hwnas_status_t *print_table(const counted_t *counted) {
  static const char *const titles[] = {"", ">", ">", ""};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 4);
  add_count(&columns, "samples", counted->counts.samples, "combinations of labels");
  add_count(&columns, "networks", counted->counts.networks,
            "distinct: labels that change nothing are not counted");
  add_count(&columns, "feasible", counted->counts.feasible, "of these within the constraints of the space");
  if (counted->region.networks) add_region(&columns, &counted->region, counted->law);
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  if (counted->region.reason) fprintf(stderr, "hwnas: not exact: %s\n", counted->region.reason);
  return status;
}

/* ---- As JSON --------------------------------------------------------------------------------- */

static void append_count(const char *name, const mpz_t count, hwnas_str_t *out) {
  char *text = NULL;
  out->failed |= hwnas_count_text(count, &text) != NULL;
  hwnas_str_appendf(out, "\"%s\":\"%s\",", name, text ? text : "");
  free(text);
}

static void append_region(const hwnas_region_count_t *region, const char *law, hwnas_str_t *out) {
  hwnas_str_appendf(out, "\"feasible\":\"%s\",\"exact\":%s,\"method\":\"%s\",\"law\":\"%s\"",
                    region->networks, region->exact ? "true" : "false", region->method, law);
  if (region->exact) return;
  hwnas_str_appendf(out, ",\"least\":\"%s\",\"most\":\"%s\",\"proven\":%s,\"bound\":\"%s\",\"reason\":",
                    region->least, region->most, region->proven ? "true" : "false", region->bound);
  hwnas_json_print_string(region->reason, out);
}

static hwnas_status_t *print_json(const counted_t *counted) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "{");
  append_count("samples", counted->counts.samples, &text);
  append_count("networks", counted->counts.networks, &text);
  if (counted->region.networks) {
    append_region(&counted->region, counted->law, &text);
  } else {
    append_count("feasible", counted->counts.feasible, &text);
    hwnas_str_append(&text, "\"exact\":true");
  }
  hwnas_str_append(&text, "}\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

/* Why there is none. */
static void print_reasons(const hwnas_open_space_t *open, hwnas_region_t *region) {
  hwnas_random_t random;
  uint16_t *point = calloc(open->space->n_choices + 1, sizeof *point);
  hwnas_random_seed(&random, 0, 0);
  hwnas_status_t *none = point ? hwnas_region_draw(region, &random, 1, point) : NULL;
  for (size_t i = 0; none && i < none->n_details; i++) fprintf(stderr, "hwnas: %s\n", none->details[i]);
  hwnas_status_destroy(none);
  free(point);
}

static hwnas_status_t *count_region(const hwnas_args_t *args, const hwnas_open_space_t *open,
                                    counted_t *counted) {
  hwnas_open_region_t region;
  hwnas_law_t law;
  hwnas_region_count_t *out = &counted->region;
  HWNAS_TRY(hwnas_args_law(args, &law, &counted->law));
  hwnas_status_t *status = hwnas_open_region(args, open, law, "", &region);
  if (!status) status = hwnas_region_count(region.region, hwnas_args_has(args, "exact"), out);
  if (!status && out->exact && strcmp(out->networks, "0") == 0) print_reasons(open, region.region);
  hwnas_open_region_close(&region);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  counted_t counted = {0};
  hwnas_counts_init(&counted.counts);
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = hwnas_space_count(open.space, &counted.counts);
  if (!status && hwnas_args_has(args, "where")) status = count_region(args, &open, &counted);
  if (!status) status = hwnas_args_has(args, "json") ? print_json(&counted) : print_table(&counted);
  hwnas_region_count_deinit(&counted.region);
  hwnas_counts_deinit(&counted.counts);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    HWNAS_ARG_WHERE,
    HWNAS_ARG_WHERE_METRICS,
    HWNAS_ARG_LAW("what --where counts: networks, or the combinations of labels that stand for them"),
    {"exact", NULL, "count exactly however long it takes", 0},
    HWNAS_ARG_BUDGET,
    {"json", NULL, "one JSON document; counts are strings, as they pass 2^64", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_count = {
    .name = "space count",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "how many networks a space has, or a part of it",
    .text =
        "With --where it also counts the networks for which all conditions hold: exactly where some seconds "
        "and\n"
        "1 GB are enough for that, else by an estimate with bounds, which is said (\"exact\": false).\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
