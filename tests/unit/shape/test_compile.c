#include "support.h"

static const hwnas_use_t *find_use(const hwnas_space_t *space, const char *path) {
  for (size_t i = 0; i < space->n_uses; i++)
    if (strcmp(space->uses[i].path, path) == 0) return &space->uses[i];
  cr_assert_fail("no module '%s'", path);
  return NULL;
}

static const hwnas_op_t *op_at(const hwnas_space_t *space, const char *path, const uint16_t *point) {
  const hwnas_use_t *use = find_use(space, path);
  if (use->guard && !hwnas_value_truth(hwnas_table_at(use->guard, point))) return NULL;
  const hwnas_value_t *cell = hwnas_table_at(use->ops, point);
  cr_assert_eq(cell->type, HWNAS_VALUE_INT);
  return &space->ops[cell->integer]->op;
}

Test(compile, sequence_of_operators) {
  hwnas_space_t *space = compile_good(SPACE(
      "[{\"op\": \"conv\", \"c\": 8}, {\"name\": \"b\", \"op\": \"conv\", \"c\": 2, \"k\": 5, \"s\": 2}]"));
  const hwnas_op_t *op = op_at(space, "b", (uint16_t[]){0});
  cr_expect_eq(op->inputs[0].dims[1], 8);
  cr_expect_eq(op->inputs[0].dims[2], 14);
  cr_expect_eq(op->outputs[0].dims[2], 5);
  cr_expect_eq(op->work[HWNAS_WORK_MACS], 2 * 8 * 5 * 5);
  cr_expect_eq(op->weights[HWNAS_WEIGHTS_WEIGHT], 2 * 8 * 5);
  expect_counts(space, 1, 1, 1);
  hwnas_space_destroy(space);
}

Test(compile, shapes_depend_only_on_what_matters) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"op\": \"conv\", \"c\": \"=choice('w', [4, 8])\", \"k\": \"=choice('k', [1, "
                         "3])\"}, {\"op\": \"conv\", \"c\": 3}]"));
  const hwnas_use_t *use = find_use(space, "1");
  cr_expect_eq(use->ops->n_axes, 2);
  cr_expect_eq(space->root->outputs[0].dims[1]->n_axes, 0);
  cr_expect_eq(space->root->outputs[0].dims[2]->n_axes, 1);
  expect_counts(space, 4, 4, 4);
  hwnas_space_destroy(space);
}

Test(compile, choose_guards_its_candidates) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"choose\": \"a\", \"of\": {\"skip\": {\"op\": \"same\"}, "
                         "\"deep\": {\"sequential\": [{\"op\": \"conv\", \"c\": \"=choice('w', [4, 8, "
                         "16])\"}, {\"op\": \"conv\", \"c\": 4, \"k\": 1}]}}}]"));
  expect_counts(space, 6, 4, 4);
  const hwnas_choice_t *w = hwnas_space_find(space, "w");
  cr_assert_not_null(w);
  cr_expect_eq(w->n_active, 1);
  cr_expect_null(op_at(space, "0.deep.0", (uint16_t[]){0, 2}));
  cr_expect_eq(op_at(space, "0.deep.0", (uint16_t[]){1, 2})->outputs[0].dims[1], 16);
  hwnas_space_destroy(space);
}

Test(compile, repeat_by_a_choice) {
  hwnas_space_t *space = compile_good(
      SPACE("[{\"repeat\": {\"op\": \"conv\", \"c\": \"=choice('w{j}', [2, 4])\"}, \"index\": \"j\", "
            "\"count\": \"=choice('depth', [0, 1, 3])\"}, {\"op\": \"conv\", \"c\": 1, \"k\": 1}]"));
  expect_counts(space, 24, 1 + 2 + 8, 11);
  uint16_t point[4] = {0, 1, 1, 1}; /* depth 0: the input goes through */
  cr_expect_eq(op_at(space, "1", point)->inputs[0].dims[1], 4);
  point[0] = 1; /* one turn */
  point[1] = 0;
  cr_expect_eq(op_at(space, "1", point)->inputs[0].dims[1], 2);
  cr_expect_eq(op_at(space, "1", point)->inputs[0].dims[2], 14);
  point[0] = 2;
  cr_expect_eq(op_at(space, "1", point)->inputs[0].dims[2], 10);
  hwnas_space_destroy(space);
}

Test(compile, lazily_read_choices_are_inactive) {
  hwnas_space_t *space = compile_good(SPACE(
      "[{\"op\": \"conv\", \"c\": \"=if(choice('wide', [0, 1]) == 1, choice('w', [8, 12, 16]), 4)\"}]"));
  expect_counts(space, 6, 4, 4);
  hwnas_space_destroy(space);
  space =
      compile_good(SPACE("[{\"when\": \"=choice('a', [0, 1]) == 1 and choice('b', [0, 1]) == 1\", \"op\": "
                         "\"conv\", \"c\": 4, \"k\": 1}]"));
  expect_counts(space, 4, 3, 3);
  hwnas_space_destroy(space);
}

Test(compile, a_choice_that_changes_nothing_is_still_a_choice) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"op\": \"conv\", \"c\": \"=min(choice('w', [8, 16]), 4)\"}]"));
  cr_expect_eq(find_use(space, "0")->ops->n_axes, 0);
  expect_counts(space, 2, 2, 2);
  hwnas_space_destroy(space);
}

Test(compile, constraints_are_counted) {
  hwnas_space_t *space =
      compile_good("{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
                   ", \"constraints\": [\"a + b <= 6\"], \"network\": [{\"op\": \"conv\", \"c\": "
                   "\"=choice('a', [2, 4])\"}, "
                   "{\"op\": \"conv\", \"c\": \"=choice('b', [2, 4])\"}]}");
  expect_counts(space, 4, 4, 3);
  hwnas_space_destroy(space);
}

Test(compile, residual_and_graph) {
  hwnas_space_t *space = compile_good(
      SPACE("[{\"residual\": {\"op\": \"conv\", \"c\": 4, \"k\": 1}}, "
            "{\"graph\": [{\"node\": \"a\", \"op\": \"conv\", \"c\": 4, \"k\": 1, \"from\": \"x\"}, "
            "{\"node\": \"s\", \"merge\": \"add\", \"of\": [{\"op\": \"same\", \"from\": \"x\"}, {\"op\": "
            "\"same\", \"from\": \"a\"}]}], "
            "\"input\": \"x\", \"output\": \"s\"}]"));
  cr_expect_not_null(op_at(space, "0.add", (uint16_t[]){0}));
  cr_expect_eq(op_at(space, "1.s.add", (uint16_t[]){0})->n_inputs, 2);
  hwnas_space_destroy(space);
}

Test(compile, shared_weights_have_one_owner) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"op\": \"conv\", \"c\": 4, \"k\": 1, \"weights\": \"w\"}, {\"op\": \"conv\", "
                         "\"c\": 4, \"k\": 1, \"weights\": \"w\"}]"));
  cr_expect_eq(space->n_owners, 1);
  cr_expect_eq(space->uses[0].owner, space->uses[1].owner);
  hwnas_space_destroy(space);
}

Test(compile, blocks_have_arguments_and_defaults) {
  hwnas_space_t *space = compile_good(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
      ", \"blocks\": {\"b\": {\"args\": {\"c\": null, \"k\": 3}, \"let\": {\"h\": \"=in0[1] * 2\"}, "
      "\"body\": "
      "[{\"op\": \"conv\", \"c\": \"=h\", \"k\": \"=k\"}, {\"op\": \"conv\", \"c\": \"=c\", \"k\": 1}]}}, "
      "\"network\": [{\"name\": \"b{i}\", \"for\": {\"i\": \"=range(2)\"}, \"block\": \"b\", \"c\": \"=i + "
      "5\"}]}");
  cr_expect_eq(op_at(space, "b1.0", (uint16_t[]){0})->outputs[0].dims[1], 10);
  cr_expect_eq(op_at(space, "b1.1", (uint16_t[]){0})->outputs[0].dims[1], 6);
  hwnas_space_destroy(space);
}

Test(compile, a_graph_leaves_out_what_nobody_reads_if_told_to) {
  const char *with =
      "[{\"graph\": [{\"node\": \"a\", \"op\": \"conv\", \"c\": 4, \"k\": 1}, {\"node\": \"dead\", \"op\": "
      "\"conv\", "
      "\"c\": \"=choice('w', [2, 4])\", \"from\": \"a\"}, {\"node\": \"b\", \"op\": \"same\", \"from\": "
      "\"a\"}], "
      "\"output\": \"b\", \"prune\": %s}]";
  char network[1000], text[4000];
  for (int prune = 0; prune < 2; prune++) {
    snprintf(network, sizeof network, with, prune ? "true" : "false");
    snprintf(text, sizeof text,
             "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS ", \"network\": %s}",
             network);
    hwnas_space_t *space = compile_good(text);
    cr_expect_eq(space->n_uses, prune ? 2 : 3);
    cr_expect_eq(space->n_choices, prune ? 0 : 1);
    hwnas_space_destroy(space);
  }
}
