#include "verbs.h"

static hwnas_status_t *run(const hwnas_args_t *args) {
  return hwnas_verbs_help(args->operands.n, args->operands.items);
}

const hwnas_verb_t hwnas_verb_help = {
    .name = "help",
    .operands = "[VERB...]",
    .n_max = 2,
    .summary = "this list, or what a verb takes",
    .run = run,
};
