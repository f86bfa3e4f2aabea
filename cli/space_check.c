#include <stdio.h>

#include "open_space.h"
#include "output.h"
#include "tree.h"
#include "verbs.h"

static size_t count_modules(const hwnas_module_t *module) {
  size_t n = 1;
  for (const hwnas_module_t *child = module->first_child; child; child = child->next_sibling)
    n += count_modules(child);
  return n;
}

static hwnas_status_t *check(const hwnas_space_t *space) {
  HWNAS_TRY(hwnas_tree_print(space, HWNAS_TREE_DEPENDENCIES));
  printf(
      "\n%s: all shapes inferred; %zu choices, %zu constraints, %zu modules, %zu operators (%zu different "
      "ones)\n",
      space->name, space->n_choices, space->n_constraints, count_modules(space->root), space->n_uses,
      space->n_ops);
  return NULL;
}

static hwnas_status_t *run(const hwnas_args_t *args) {
  hwnas_open_space_t open;
  hwnas_status_t *status = hwnas_open_space(args, &open);
  if (!status) status = check(open.space);
  hwnas_open_space_close(&open);
  return status;
}

static const hwnas_arg_option_t options[] = {HWNAS_ARG_PARAM, HWNAS_ARG_PLUGIN_PATH};

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
