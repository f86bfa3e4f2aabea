#include <stdio.h>
#include <stdlib.h>

#include "open_space.h"
#include "output.h"
#include "space/count.h"
#include "verbs.h"

static void add_row(hwnas_columns_t *columns, const char *name, const mpz_t count, const char *meaning) {
  char *text = mpz_get_str(NULL, 10, count);
  hwnas_str_t human;
  hwnas_str_init(&human);
  hwnas_print_human(mpz_get_d(count), &human);
  hwnas_columns_add(columns, "%s", name);
  hwnas_columns_add(columns, "%s", text ? text : "?");
  hwnas_columns_add(columns, "%s", human.text);
  hwnas_columns_add(columns, "%s", meaning);
  hwnas_str_deinit(&human);
  free(text);
}

static hwnas_status_t *print_table(const hwnas_counts_t *counts) {
  static const char *const titles[] = {"", ">", ">", ""};
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 4);
  add_row(&columns, "samples", counts->samples, "combinations of labels");
  add_row(&columns, "networks", counts->networks, "distinct: labels that change nothing are not counted");
  add_row(&columns, "feasible", counts->feasible, "of these within the constraints of the space");
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_columns_deinit(&columns);
  return status;
}

static void print_json(const hwnas_counts_t *counts) {
  gmp_printf("{\"samples\":\"%Zd\",\"networks\":\"%Zd\",\"feasible\":\"%Zd\",\"exact\":true}\n",
             counts->samples, counts->networks, counts->feasible);
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = hwnas_space_count(open.space, &counts);
  if (!status && hwnas_args_has(args, "json"))
    print_json(&counts);
  else if (!status)
    status = print_table(&counts);
  hwnas_counts_deinit(&counts);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
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
    .summary = "how many networks a space has, exactly",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
