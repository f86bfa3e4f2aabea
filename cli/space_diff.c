/* Two networks of a space side by side: what was chosen, which operators differ, and what that costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "costs.h"
#include "hwnas/sample.h"
#include "json/json.h"
#include "open_space.h"
#include "output.h"
#include "run/profilers.h"
#include "verbs.h"

#define METRICS "flops,params"

typedef struct network {
  uint16_t *point;
  const uint16_t *full;
  int64_t *values; /* per metric */
  int64_t *parts;  /* per use, of one metric at a time: n_uses x n_metrics */
} network_t;

typedef struct diff {
  hwnas_arena_t arena;
  hwnas_open_space_t open;
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set;
  size_t n_metrics;
  network_t networks[2];
} diff_t;

/* ---- Reading --------------------------------------------------------------------------------- */

static bool is_sample(const char *operand) { return operand[0] == '{'; }

/* A sample, or the name of a network of the literature. */
static hwnas_status_t *read_point(diff_t *diff, const hwnas_args_t *args, size_t i, uint16_t *out) {
  const char *text = args->operands.items[1 + i], *name = i ? "B" : "A";
  bool lenient = hwnas_args_has(args, "lenient");
  if (!is_sample(text)) {
    const hwnas_published_t *published;
    HWNAS_TRY(hwnas_open_space_published(&diff->open, text, &published));
    name = published->name;
    text = published->sample_json;
  }
  return hwnas_sample_parse(diff->open.space, text, strlen(text), name, lenient, out);
}

static hwnas_status_t *price_network(const diff_t *diff, network_t *network) {
  size_t n_uses = diff->open.space->n_uses;
  HWNAS_TRY(hwnas_metric_set_value(diff->set, network->point, network->values));
  for (size_t m = 0; m < diff->n_metrics; m++)
    if (hwnas_metric_set_has_breakdown(diff->set, m))
      HWNAS_TRY(hwnas_metric_set_breakdown(diff->set, m, network->point, &network->parts[m * n_uses]));
  return NULL;
}

static hwnas_status_t *read_network(diff_t *diff, const hwnas_args_t *args, size_t i) {
  const hwnas_space_t *space = diff->open.space;
  network_t *network = &diff->networks[i];
  uint16_t *room = hwnas_arena_alloc_array(&diff->arena, hwnas_space_room(space), sizeof *room);
  network->point = hwnas_arena_alloc_array(&diff->arena, space->n_choices, sizeof *network->point);
  network->values = hwnas_arena_alloc_array(&diff->arena, diff->n_metrics, sizeof(int64_t));
  network->parts = hwnas_arena_alloc_array(&diff->arena, diff->n_metrics * space->n_uses, sizeof(int64_t));
  if (!room || !network->point || !network->values || !network->parts) return hwnas_status_no_memory();
  HWNAS_TRY(read_point(diff, args, i, network->point));
  network->full = hwnas_space_full(space, network->point, room);
  return price_network(diff, network);
}

/* A published network brings its parameters; of two the first. */
static hwnas_status_t *open_space(diff_t *diff, const hwnas_args_t *args) {
  const hwnas_published_t *published;
  HWNAS_TRY(hwnas_open_space(args, &diff->open));
  for (size_t i = 1; i <= 2; i++)
    if (!is_sample(args->operands.items[i]))
      return hwnas_open_space_as_published(&diff->open, args->operands.items[i], &published);
  return NULL;
}

static hwnas_status_t *load(diff_t *diff, const hwnas_args_t *args) {
  const char *metrics = hwnas_args_get(args, "metrics");
  size_t n;
  HWNAS_TRY(open_space(diff, args));
  HWNAS_TRY(
      hwnas_profilers_parse(diff->open.context, metrics ? metrics : METRICS, "--metrics", &diff->profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(diff->profilers, &n);
  HWNAS_TRY(hwnas_metric_set_create(diff->open.space, sources, n, &diff->set));
  diff->n_metrics = n;
  HWNAS_TRY(read_network(diff, args, 0));
  return read_network(diff, args, 1);
}

/* ---- Differences ----------------------------------------------------------------------------- */

/* Index of the value that a network takes; -1: the choice is not active in it. */
static int32_t taken(const diff_t *diff, size_t network, size_t c) {
  const hwnas_choice_t *choice = &diff->open.space->choices[c];
  const uint16_t *full = diff->networks[network].full;
  return hwnas_choice_active(choice, full) ? full[choice->variable] : -1;
}

static const hwnas_op_t *op_of(const diff_t *diff, size_t network, size_t u) {
  const hwnas_space_t *space = diff->open.space;
  return hwnas_costs_op(space, &space->uses[u], diff->networks[network].full);
}

static int64_t part(const diff_t *diff, size_t network, size_t m, size_t u) {
  return diff->networks[network].parts[m * diff->open.space->n_uses + u];
}

static bool differs(const diff_t *diff, size_t u) {
  if (op_of(diff, 0, u) != op_of(diff, 1, u)) return true;
  for (size_t m = 0; m < diff->n_metrics; m++)
    if (part(diff, 0, m, u) != part(diff, 1, m, u)) return true; /* shared parameters */
  return false;
}

/* "conv2d [1, 16, 56, 56]" */
static void append_op(const hwnas_op_t *op, hwnas_str_t *out) {
  if (!op) {
    hwnas_str_append(out, "-");
    return;
  }
  hwnas_str_appendf(out, "%s [", op->type);
  for (uint32_t d = 0; op->n_outputs && d < op->outputs[0].rank; d++)
    hwnas_str_appendf(out, "%s%lld", d ? ", " : "", (long long)op->outputs[0].dims[d]);
  hwnas_str_append(out, "]");
}

static void append_change(const diff_t *diff, size_t m, int64_t a, int64_t b, hwnas_str_t *out) {
  if (b > a) hwnas_str_append(out, "+");
  hwnas_metric_print(hwnas_metric_set_info(diff->set, m), b - a, out);
}

/* ---- For people ------------------------------------------------------------------------------ */

static void append_taken(const diff_t *diff, size_t network, size_t c, hwnas_str_t *out) {
  int32_t index = taken(diff, network, c);
  if (index < 0)
    hwnas_str_append(out, "-");
  else
    hwnas_print_domain(&diff->open.space->choices[c].domain[index], 1, 1, out);
}

/* Fills the next cell with text, and empties it. */
static void add_text(hwnas_columns_t *columns, hwnas_str_t *text) {
  hwnas_columns_add(columns, "%s", text->failed ? "" : text->text);
  columns->failed |= text->failed;
  hwnas_str_clear(text);
}

static void add_choices(const diff_t *diff, hwnas_columns_t *columns, hwnas_str_t *text) {
  for (size_t c = 0; c < diff->open.space->n_choices; c++) {
    if (taken(diff, 0, c) == taken(diff, 1, c)) continue;
    hwnas_columns_add(columns, "%s", diff->open.space->choices[c].label);
    for (size_t i = 0; i < 2; i++) {
      append_taken(diff, i, c, text);
      add_text(columns, text);
    }
  }
}

static void add_modules(const diff_t *diff, hwnas_columns_t *columns, hwnas_str_t *text) {
  for (size_t u = 0; u < diff->open.space->n_uses; u++) {
    if (!differs(diff, u)) continue;
    hwnas_columns_add(columns, "%s", diff->open.space->uses[u].path);
    for (size_t i = 0; i < 2; i++) {
      append_op(op_of(diff, i, u), text);
      add_text(columns, text);
    }
    for (size_t m = 0; m < diff->n_metrics; m++) {
      if (!hwnas_metric_set_has_breakdown(diff->set, m)) continue;
      append_change(diff, m, part(diff, 0, m, u), part(diff, 1, m, u), text);
      add_text(columns, text);
    }
  }
}

static void add_metrics(const diff_t *diff, hwnas_columns_t *columns, hwnas_str_t *text) {
  for (size_t m = 0; m < diff->n_metrics; m++) {
    const hwnas_metric_info_entry_t *info = hwnas_metric_set_info(diff->set, m);
    const int64_t a = diff->networks[0].values[m], b = diff->networks[1].values[m];
    hwnas_columns_add(columns, "%s", info->name);
    hwnas_metric_print(info, a, text);
    add_text(columns, text);
    hwnas_metric_print(info, b, text);
    add_text(columns, text);
    append_change(diff, m, a, b, text);
    add_text(columns, text);
    if (a && b != a) hwnas_str_appendf(text, "%+.1f%%", 100 * ((double)b - (double)a) / (double)a);
    add_text(columns, text);
  }
}

typedef void (*add_fn)(const diff_t *diff, hwnas_columns_t *columns, hwnas_str_t *text);

static hwnas_status_t *print_table(const diff_t *diff, const char *const *titles, size_t n, add_fn add) {
  hwnas_columns_t columns;
  hwnas_str_t text;
  hwnas_columns_init(&columns, titles, n);
  hwnas_str_init(&text);
  hwnas_str_append(&text, "");
  add(diff, &columns, &text);
  hwnas_status_t *status = columns.n_cells || columns.failed ? hwnas_columns_print(&columns) : NULL;
  if (!status && columns.n_cells && add != add_metrics) putchar('\n');
  hwnas_str_deinit(&text);
  hwnas_columns_deinit(&columns);
  return status;
}

static hwnas_status_t *print_modules(diff_t *diff) {
  const char **titles = hwnas_arena_alloc_array(&diff->arena, 3 + diff->n_metrics, sizeof *titles);
  size_t n = 0;
  HWNAS_TRY_ALLOC(titles);
  titles[n++] = "module";
  titles[n++] = "A";
  titles[n++] = "B";
  for (size_t m = 0; m < diff->n_metrics; m++) {
    if (!hwnas_metric_set_has_breakdown(diff->set, m)) continue;
    titles[n] = hwnas_arena_printf(&diff->arena, ">%s", hwnas_metric_set_info(diff->set, m)->name);
    HWNAS_TRY_ALLOC(titles[n++]);
  }
  return print_table(diff, titles, n, add_modules);
}

static hwnas_status_t *print_text(diff_t *diff) {
  static const char *const choices[] = {"choice", "A", "B"};
  static const char *const metrics[] = {"metric", ">A", ">B", ">B - A", ">"};
  if (memcmp(diff->networks[0].point, diff->networks[1].point,
             diff->open.space->n_choices * sizeof(uint16_t)) == 0)
    puts("the same network\n");
  HWNAS_TRY(print_table(diff, choices, 3, add_choices));
  HWNAS_TRY(print_modules(diff));
  return print_table(diff, metrics, 5, add_metrics);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void append_taken_json(const diff_t *diff, size_t network, size_t c, hwnas_str_t *out) {
  int32_t index = taken(diff, network, c);
  if (index < 0)
    hwnas_str_append(out, "null");
  else
    hwnas_value_print_json(&diff->open.space->choices[c].domain[index], out);
}

static void append_choices(const diff_t *diff, hwnas_str_t *out) {
  const char *separator = "";
  for (size_t c = 0; c < diff->open.space->n_choices; c++) {
    if (taken(diff, 0, c) == taken(diff, 1, c)) continue;
    hwnas_str_append(out, separator);
    separator = ",";
    hwnas_json_print_string(diff->open.space->choices[c].label, out);
    for (size_t i = 0; i < 2; i++) {
      hwnas_str_append(out, i ? "," : ":[");
      append_taken_json(diff, i, c, out);
    }
    hwnas_str_append(out, "]");
  }
}

static void append_op_json(const hwnas_op_t *op, hwnas_str_t *out) {
  if (!op) {
    hwnas_str_append(out, "null");
    return;
  }
  hwnas_str_append(out, "{\"op\":");
  hwnas_json_print_string(op->type, out);
  hwnas_str_append(out, ",\"output\":[");
  for (uint32_t d = 0; op->n_outputs && d < op->outputs[0].rank; d++)
    hwnas_str_appendf(out, "%s%lld", d ? "," : "", (long long)op->outputs[0].dims[d]);
  hwnas_str_append(out, "]}");
}

/* {"flops":[a,b],"params":[a,b]} of the whole networks, or of one use. */
static void append_metrics(const diff_t *diff, int64_t use, hwnas_str_t *out) {
  const char *separator = "{";
  for (size_t m = 0; m < diff->n_metrics; m++) {
    const hwnas_metric_info_entry_t *info = hwnas_metric_set_info(diff->set, m);
    if (use >= 0 && !hwnas_metric_set_has_breakdown(diff->set, m)) continue;
    hwnas_str_append(out, separator);
    separator = ",";
    hwnas_json_print_string(info->name, out);
    for (size_t i = 0; i < 2; i++) {
      hwnas_str_append(out, i ? "," : ":[");
      hwnas_metric_print(info, use < 0 ? diff->networks[i].values[m] : part(diff, i, m, (size_t)use), out);
    }
    hwnas_str_append(out, "]");
  }
  hwnas_str_append(out, *separator == '{' ? "{}" : "}");
}

static void append_modules(const diff_t *diff, hwnas_str_t *out) {
  const char *separator = "";
  for (size_t u = 0; u < diff->open.space->n_uses; u++) {
    if (!differs(diff, u)) continue;
    hwnas_str_append(out, separator);
    separator = ",";
    hwnas_json_print_string(diff->open.space->uses[u].path, out);
    hwnas_str_append(out, ":{\"a\":");
    append_op_json(op_of(diff, 0, u), out);
    hwnas_str_append(out, ",\"b\":");
    append_op_json(op_of(diff, 1, u), out);
    hwnas_str_append(out, ",\"metrics\":");
    append_metrics(diff, (int64_t)u, out);
    hwnas_str_append(out, "}");
  }
}

static hwnas_status_t *print_json(const diff_t *diff) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "{\"choices\":{");
  append_choices(diff, &text);
  hwnas_str_append(&text, "},\"modules\":{");
  append_modules(diff, &text);
  hwnas_str_append(&text, "},\"metrics\":");
  append_metrics(diff, -1, &text);
  hwnas_str_append(&text, "}\n");
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  diff_t diff = {0};
  hwnas_arena_init(&diff.arena);
  hwnas_status_t *status = load(&diff, args);
  if (!status) status = hwnas_args_has(args, "json") ? print_json(&diff) : print_text(&diff);
  hwnas_metric_set_destroy(diff.set);
  hwnas_profilers_destroy(diff.profilers);
  hwnas_open_space_close(&diff.open);
  hwnas_arena_deinit(&diff.arena);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"metrics", "M", "what to compare, such as flops,params,depth; default: " METRICS, 0},
    {"lenient", NULL, "ignore labels that the space does not have", 0},
    {"json", NULL, "one JSON document", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_diff = {
    .name = "space diff",
    .operands = "SPACE A B",
    .n_min = 3,
    .n_max = 3,
    .summary = "two networks side by side: choices, modules, costs",
    .text =
        "A and B are samples, {\"label\": value, ...}, or names of published networks. Only what differs is\n"
        "listed; - stands for a choice that is not active, and for a module that is not there. A published\n"
        "network brings the parameters that it was published with, except for those of --param.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
