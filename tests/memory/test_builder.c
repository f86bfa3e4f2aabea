/* A space of every kind of module, built in C while memory runs out: what could not be added is told at the
 * end. */
#include "memory.h"

static hwnas_draft_t *convolution(hwnas_builder_t *b, const char *channels) {
  hwnas_draft_t *conv = hwnas_draft_set_expr(hwnas_draft_op(b, "conv2d"), "out_channels", channels);
  hwnas_draft_set_ints(conv, "kernel_size", (const int64_t[]){3, 3}, 2);
  hwnas_draft_set_int(hwnas_draft_set_bool(conv, "bias", false), "padding", 1);
  return hwnas_draft_set_weights(hwnas_draft_set_name(conv, "conv"), "shared_{c}");
}

static void add_block(hwnas_builder_t *b) {
  hwnas_draft_t *body = hwnas_draft_residual(b, hwnas_draft_op_expr(b, "act"), "true");
  hwnas_draft_t *block = hwnas_builder_add_block(b, "activated", body);
  hwnas_draft_add_let(hwnas_draft_add_argument(block, "c", NULL), "act", "if(c > 4, 'relu', 'hardswish')");
}

static hwnas_draft_t *graph(hwnas_builder_t *b) {
  hwnas_draft_t *nodes = hwnas_draft_graph(b), *sum = hwnas_draft_merge(b, "add");
  hwnas_draft_add_input(nodes, "x");
  hwnas_draft_add_node(nodes, "a", hwnas_draft_add_from(hwnas_draft_op(b, "relu"), "x"));
  hwnas_draft_add(sum, hwnas_draft_add_from(hwnas_draft_op(b, "identity"), "a"));
  hwnas_draft_add(sum, hwnas_draft_add_from(hwnas_draft_op(b, "identity"), "x"));
  hwnas_draft_add_node(nodes, "b", sum);
  return hwnas_draft_add_output(nodes, "b");
}

/* What is taken, and what is left out where nothing leads to it. */
static hwnas_draft_t *pruned(hwnas_builder_t *b) {
  hwnas_draft_t *nodes = hwnas_draft_graph(b), *sum = hwnas_draft_merge(b, "add");
  hwnas_draft_t *some = hwnas_draft_set_string(hwnas_draft_input_choice(b, "some"), "n_chosen", "any");
  hwnas_draft_add_node(nodes, "a", hwnas_draft_add_from(hwnas_draft_op(b, "relu"), "input"));
  hwnas_draft_add_node(nodes, "b", hwnas_draft_add_from(hwnas_draft_add_from(some, "input"), "a"));
  hwnas_draft_t *part = hwnas_draft_set_include(hwnas_draft_op(b, "identity"), "more");
  hwnas_draft_add(sum, hwnas_draft_add_from(hwnas_draft_op(b, "identity"), "input"));
  hwnas_draft_add(sum, hwnas_draft_add_from(part, "b"));
  hwnas_draft_add_node(nodes, "c", sum);
  return hwnas_draft_set_bool(nodes, "prune", true);
}

static hwnas_draft_t *cell(hwnas_builder_t *b) {
  hwnas_draft_t *nodes = hwnas_draft_cell(b, "cell", "2");
  hwnas_draft_set_int(hwnas_draft_set_string(nodes, "merge", "loose_end"), "operands", 1);
  return hwnas_draft_add_candidate(nodes, "relu", hwnas_draft_op(b, "relu"));
}

static hwnas_draft_t *choices(hwnas_builder_t *b) {
  hwnas_draft_t *choose = hwnas_draft_choose(b, "op"), *cases = hwnas_draft_switch(b, "choice('depth')");
  hwnas_draft_t *call = hwnas_draft_set_json(hwnas_draft_call(b, "activated"), "c", "8");
  hwnas_draft_add_candidate(choose, "call", call);
  hwnas_draft_t *many = hwnas_draft_add_for(hwnas_draft_op(b, "identity"), "k", "[1, 2]");
  hwnas_draft_add_candidate(choose, "skip{k}", many);
  hwnas_draft_add_case(cases, "1", hwnas_draft_op(b, "relu"));
  hwnas_draft_set_default(cases, hwnas_draft_set_when(hwnas_draft_op(b, "elu"), "c > 0"));
  hwnas_draft_t *list = hwnas_draft_sequential(b);
  hwnas_draft_add(hwnas_draft_add(list, choose), cases);
  return list;
}

static hwnas_draft_t *network(hwnas_builder_t *b) {
  hwnas_draft_t *list = hwnas_draft_sequential(b), *branches = hwnas_draft_branches(b, "cat");
  hwnas_draft_t *repeat =
      hwnas_draft_set_index(hwnas_draft_repeat(b, "choice('depth', [1, 2])", convolution(b, "c")), "i");
  hwnas_draft_add(hwnas_draft_add(branches, hwnas_draft_op(b, "relu")), hwnas_draft_op(b, "identity"));
  hwnas_draft_t *leaf = hwnas_draft_set_leaf(
      hwnas_draft_set_real(hwnas_draft_set_string(hwnas_draft_op(b, "closed"), "word", "x"), "share", 0.5));
  hwnas_draft_add(hwnas_draft_add(hwnas_draft_add(list, repeat), graph(b)), choices(b));
  hwnas_draft_add(hwnas_draft_add(hwnas_draft_add(list, pruned(b)), cell(b)), branches);
  hwnas_draft_add(list, leaf);
  return hwnas_draft_add_let(list, "c", "width");
}

static void describe(hwnas_builder_t *b) {
  static const char *const dims[] = {"1", "width", "choice('size', [4, 8])", "8"};
  hwnas_builder_set_text(b, "source", "nowhere");
  hwnas_builder_set_json(b, "presets", "{\"wide\": {\"width\": 16}}");
  hwnas_builder_add_parameter(b, "width", "4");
  hwnas_builder_add_let(b, "twice(n)", "2 * n");
  hwnas_builder_add_input_exprs(b, "x", "f32", dims, 4);
  hwnas_builder_add_formula(
      b, "closed", "{\"attributes\": {\"word\": null, \"share\": 1.0}, \"shape\": [\"=in0\"], \"cost\": 1}");
  hwnas_builder_add_derived(b, "more", "choice('depth', [1, 2]) > 1");
  hwnas_builder_add_constraint(b, "depth < twice(size)");
  add_block(b);
  hwnas_builder_set_network(b, network(b));
}

static hwnas_status_t *build(void) {
  hwnas_builder_t *b = hwnas_builder_create("everything");
  hwnas_space_t *made = NULL, *again = NULL;
  char *text = NULL, *networks = NULL;
  describe(b);
  hwnas_status_t *status = hwnas_builder_print(b, &text);
  if (!status) status = hwnas_builder_space(b, context, &made);
  if (!status) status = hwnas_space_parse(context, text, "printed", NULL, &again);
  if (!status) status = hwnas_space_count_networks(again, NULL, NULL, &networks);
  if (!status)
    cr_assert_str_eq(networks, "60"); /* depth, size, op, some where depth is 2, and an input of the cell */
  free(networks);
  free(text);
  hwnas_space_destroy(again);
  hwnas_space_destroy(made);
  hwnas_builder_destroy(b);
  return status;
}

static hwnas_status_t *build_from_numbers(void) {
  hwnas_builder_t *b = hwnas_builder_create("small");
  hwnas_space_t *made = NULL;
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 4, 8, 8}, 4);
  hwnas_draft_t *list = hwnas_draft_sequential(b);
  hwnas_draft_add(hwnas_draft_add(list, hwnas_draft_parameter(b, "[1, 4, 8, 8]")), hwnas_draft_op(b, "relu"));
  hwnas_builder_set_network(b, list);
  hwnas_status_t *status = hwnas_builder_space(b, context, &made);
  hwnas_space_destroy(made);
  hwnas_builder_destroy(b);
  return status;
}

TestSuite(memory_builder, .init = memory_prepare, .fini = memory_clean_up);

Test(memory_builder, every_kind_of_module) { exhaust(build); }
Test(memory_builder, inputs_and_parameters_by_numbers) { exhaust(build_from_numbers); }
