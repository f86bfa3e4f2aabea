#include <stdio.h>
#include <stdlib.h>

#include "open_space.h"
#include "output.h"
#include "space/count.h"
#include "verbs.h"

#define EXACT_DIGITS 9 /* longer counts are rounded for people */

/* One space of the hub; networks is "" where counting passes the budget. */
typedef struct entry {
  const hwnas_space_t *space;
  const char *name;
  hwnas_str_t networks, human;
} entry_t;

static hwnas_status_t *count(entry_t *entry) {
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_space_count(entry->space, &counts);
  if (!status) {
    char *text = NULL;
    status = hwnas_count_text(counts.feasible, &text);
    if (text) hwnas_str_append(&entry->networks, text);
    if (entry->networks.length <= EXACT_DIGITS)
      hwnas_str_append(&entry->human, entry->networks.text);
    else
      hwnas_print_human(mpz_get_d(counts.feasible), &entry->human);
    free(text);
  } else if (status->error == HWNAS_ERROR_TABLE_BUDGET) {
    hwnas_status_destroy(status);
    status = NULL;
  }
  hwnas_counts_deinit(&counts);
  return status;
}

/* A dimension as JSON: a number, or the array of its values. */
static void append_dim(const hwnas_table_t *table, hwnas_str_t *out) {
  if (table->n_cells > 1) hwnas_str_append(out, "[");
  for (size_t i = 0; i < table->n_cells; i++) {
    bool known = false;
    for (size_t k = 0; k < i && !known; k++) known = hwnas_value_equal(&table->cells[i], &table->cells[k]);
    if (known) continue;
    if (i) hwnas_str_append(out, ",");
    hwnas_value_print_json(&table->cells[i], out);
  }
  if (table->n_cells > 1) hwnas_str_append(out, "]");
}

static void append_inputs(const hwnas_space_t *space, hwnas_str_t *out) {
  hwnas_str_append(out, "{");
  for (size_t i = 0; i < space->n_inputs; i++) {
    if (i) hwnas_str_append(out, ",");
    hwnas_json_print_string(space->input_names[i], out);
    hwnas_str_append(out, ":[");
    for (uint32_t d = 0; d < space->inputs[i].rank; d++) {
      if (d) hwnas_str_append(out, ",");
      append_dim(space->inputs[i].dims[d], out);
    }
    hwnas_str_append(out, "]");
  }
  hwnas_str_append(out, "}");
}

static hwnas_status_t *print_json(const entry_t *entry) {
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_str_append(&line, "{\"name\":");
  hwnas_json_print_string(entry->name, &line);
  hwnas_str_appendf(&line, ",\"labels\":%zu,\"networks\":", entry->space->n_choices);
  if (entry->networks.length)
    hwnas_json_print_string(entry->networks.text, &line);
  else
    hwnas_str_append(&line, "null");
  hwnas_str_append(&line, ",\"input\":");
  append_inputs(entry->space, &line);
  hwnas_str_append(&line, ",\"source\":");
  if (entry->space->source)
    hwnas_json_print_string(entry->space->source, &line);
  else
    hwnas_str_append(&line, "null");
  hwnas_str_append(&line, "}\n");
  hwnas_status_t *status = hwnas_output_write(&line);
  hwnas_str_deinit(&line);
  return status;
}

static void add_row(hwnas_columns_t *columns, const entry_t *entry) {
  hwnas_str_t shapes;
  hwnas_str_init(&shapes);
  for (size_t i = 0; i < entry->space->n_inputs; i++) {
    if (i) hwnas_str_append(&shapes, " ");
    hwnas_tensor_print(&entry->space->inputs[i], &shapes);
  }
  hwnas_columns_add(columns, "%s", entry->name);
  hwnas_columns_add(columns, "%zu", entry->space->n_choices);
  hwnas_columns_add(columns, "%s", entry->human.length ? entry->human.text : "not counted");
  hwnas_columns_add(columns, "%s", shapes.text);
  hwnas_columns_add(columns, "%s", entry->space->source ? entry->space->source : "");
  hwnas_str_deinit(&shapes);
}

static hwnas_status_t *list_one(hwnas_context_t *context, const char *name, bool json,
                                hwnas_columns_t *columns) {
  hwnas_space_t *space = NULL;
  HWNAS_TRY(hwnas_context_load_space(context, name, NULL, NULL, 0, &space));
  entry_t entry = {.space = space, .name = name};
  hwnas_str_init(&entry.networks);
  hwnas_str_init(&entry.human);
  hwnas_status_t *status = count(&entry);
  if (!status && json)
    status = print_json(&entry);
  else if (!status)
    add_row(columns, &entry);
  hwnas_str_deinit(&entry.networks);
  hwnas_str_deinit(&entry.human);
  hwnas_space_destroy(space);
  return status;
}

/* A space that fails is reported after those that are well. */
static hwnas_status_t *list(const hwnas_args_t *args, hwnas_context_t *context, hwnas_arena_t *arena) {
  static const char *const titles[] = {"space", ">labels", ">networks", "input", "source"};
  const char **names;
  size_t n;
  HWNAS_TRY(hwnas_context_list_spaces(context, arena, &names, &n));
  bool json = hwnas_args_has(args, "json");
  hwnas_columns_t columns;
  hwnas_columns_init(&columns, titles, 5);
  hwnas_status_t *errors = NULL;
  for (size_t i = 0; i < n; i++) hwnas_status_append(&errors, list_one(context, names[i], json, &columns));
  if (!json) {
    hwnas_status_t *status = hwnas_columns_print(&columns);
    hwnas_status_append(&errors, status);
  }
  hwnas_columns_deinit(&columns);
  return errors;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_context_t *context = NULL;
  hwnas_status_t *status = hwnas_open_context(args, &context);
  if (!status) status = list(args, context, &arena);
  if (context) hwnas_context_destroy(context);
  hwnas_arena_deinit(&arena);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"json", NULL, "JSON Lines; networks is a string, or null where it is not counted", 0},
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_list = {
    .name = "space list",
    .operands = "",
    .summary = "the spaces of the hub",
    .text =
        "Spaces are looked for in the folders of HWNAS_SPACE_PATH, in the user folder and beside the "
        "command.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
