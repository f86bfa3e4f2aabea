#include <stdio.h>

#include "check_json.h"
#include "derived.h"
#include "explain_space.h"
#include "open_space.h"
#include "output.h"
#include "space/count.h"
#include "tree.h"
#include "verbs.h"

static size_t count_modules(const hwnas_module_t *module) {
  size_t n = module->kind != HWNAS_MODULE_ABSENT;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    n += count_modules(child);
  return n;
}

static void print_count(size_t n, const char *what, const char *end) {
  printf("%zu %s%s%s", n, what, n == 1 ? "" : "s", end);
}

static hwnas_status_t *print_text(const hwnas_space_t *space, const hwnas_counts_t *counts) {
  HWNAS_TRY(hwnas_tree_print(space, HWNAS_TREE_DEPENDENCIES));
  HWNAS_TRY(hwnas_derived_print(space));
  printf("\n%s: all shapes inferred; ", space->name);
  print_count(space->n_choices, "choice", ", ");
  print_count(space->n_constraints, "constraint", ", ");
  print_count(count_modules(space->root), "module", ", ");
  print_count(space->n_uses, "operator", " ");
  printf("(%zu different)\n", space->n_ops);
  gmp_printf("%Zd network%s, %Zd of them within the constraints\n", counts->networks,
             mpz_cmp_ui(counts->networks, 1) == 0 ? "" : "s", counts->feasible);
  return NULL;
}

static hwnas_status_t *print_json(const hwnas_space_t *space, const hwnas_counts_t *counts) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "{\"space\":");
  hwnas_json_print_string(space->name, &text);
  hwnas_str_appendf(&text,
                    ",\"choices\":%zu,\"constraints\":%zu,\"operators\":%zu,\"different_operators\":%zu",
                    space->n_choices, space->n_constraints, space->n_uses, space->n_ops);
  hwnas_str_append(&text, ",\"derived\":");
  hwnas_derived_append(space, &text);
  hwnas_str_append(&text, ",\"modules\":");
  hwnas_status_t *status = hwnas_check_append_modules(space, &text);
  if (!status) status = hwnas_output_write(&text);
  if (!status)
    gmp_printf(",\"samples\":\"%Zd\",\"networks\":\"%Zd\",\"feasible\":\"%Zd\"}\n", counts->samples,
               counts->networks, counts->feasible);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_counts_t counts;
  bool json = hwnas_args_has(args, "json");
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status && hwnas_args_has(args, "explain")) {
    status = hwnas_explain_space(open.space, hwnas_args_get(args, "explain"), json);
  } else if (!status) {
    status = hwnas_space_count(open.space, &counts);
    if (!status) status = json ? print_json(open.space, &counts) : print_text(open.space, &counts);
  }
  hwnas_counts_deinit(&counts);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {
    {"explain", "PATH", "only this module or choice, and all that depends on what", 0},
    {"json", NULL, "one JSON document", 0},
    HWNAS_ARG_PARAM,
    HWNAS_ARG_LIMIT,
    HWNAS_ARG_PLUGIN_PATH,
};

const hwnas_verb_t hwnas_verb_space_check = {
    .name = "space check",
    .operands = "SPACE",
    .n_min = 1,
    .n_max = 1,
    .summary = "infer all shapes, and say what depends on which choice",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .run = run,
};
