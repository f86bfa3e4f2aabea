/* The builder: the text of what it makes, kind by kind, and that the first failure is kept. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "space/builder.h"

static hwnas_builder_t *b;

static void init(void) { b = hwnas_builder_create("tiny"); }
static void deinit(void) { hwnas_builder_destroy(b); }
TestSuite(builder, .init = init, .fini = deinit);

#define HEAD "{\"format\":\"hwnas-space/1\",\"name\":\"tiny\""

static void expect_text(const char *expected) {
  char *text = NULL;
  hwnas_status_t *status = hwnas_builder_print(b, &text);
  char *message = hwnas_status_format(status);
  cr_assert_null(status, "%s", message);
  cr_expect_str_eq(text, expected);
  hwnas_status_destroy(status);
  free(message);
  free(text);
}

/* The network as text. */
static void expect_network(hwnas_draft_t *network, const char *expected) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_appendf(&text, HEAD ",\"network\":%s}", expected);
  hwnas_builder_set_network(b, network);
  expect_text(text.text);
  hwnas_str_deinit(&text);
}

/* The builder fails with this error, whose text holds both parts. */
static void expect_failure(hwnas_error_t error, const char *part, const char *place) {
  char *text = NULL;
  hwnas_status_t *status = hwnas_builder_print(b, &text);
  char *message = hwnas_status_format(status);
  cr_assert_not_null(status, "no error, but: %s", text ? text : "");
  cr_expect_null(text);
  cr_expect_eq(hwnas_status_number(status), (uint32_t)error, "%s", message);
  cr_expect_not_null(strstr(message, part), "'%s' is not in: %s", part, message);
  cr_expect_not_null(strstr(message, place), "'%s' is not in: %s", place, message);
  free(message);
  hwnas_status_destroy(status);
}

static hwnas_draft_t *op(const char *type) { return hwnas_draft_op(b, type); }

/* ---- Kinds ----------------------------------------------------------------------------------- */

Test(builder, an_operator_with_attributes_of_every_type) {
  hwnas_draft_t *conv = op("conv2d");
  hwnas_draft_set_int(conv, "out_channels", 16);
  hwnas_draft_set_real(conv, "p", 0.5);
  hwnas_draft_set_bool(conv, "bias", false);
  hwnas_draft_set_string(conv, "mode", "zeros");
  hwnas_draft_set_ints(conv, "stride", (const int64_t[]){2, 1}, 2);
  hwnas_draft_set_expr(conv, "kernel_size", "choice('k', [3, 5])");
  hwnas_draft_set_json(conv, "extra", "[1, \"=k\", null, {\"a\": -2.5}]");
  expect_network(conv,
                 "{\"op\":\"conv2d\",\"out_channels\":16,\"p\":0.5,\"bias\":false,\"mode\":\"zeros\","
                 "\"stride\":[2,1],\"kernel_size\":\"=choice('k', [3, 5])\","
                 "\"extra\":[1,\"=k\",null,{\"a\":-2.5}]}");
}

Test(builder, an_operator_whose_type_is_an_expression) {
  expect_network(hwnas_draft_op_expr(b, "act"), "{\"op\":\"=act\"}");
}

Test(builder, a_sequence_is_a_list_unless_something_is_said_about_it) {
  hwnas_draft_t *stem = hwnas_draft_sequential(b), *all = hwnas_draft_sequential(b);
  hwnas_draft_add(hwnas_draft_set_name(stem, "stem"), op("relu"));
  hwnas_draft_add(hwnas_draft_add(all, stem), op("flatten"));
  expect_network(all, "[{\"sequential\":[{\"op\":\"relu\"}],\"name\":\"stem\"},{\"op\":\"flatten\"}]");
}

Test(builder, a_choose_keeps_the_order_of_its_candidates) {
  hwnas_draft_t *choose = hwnas_draft_choose(b, "op_{i}");
  hwnas_draft_add_candidate(choose, "skip", op("identity"));
  hwnas_draft_add_candidate(choose, "k{k}",
                            hwnas_draft_add_for(hwnas_draft_set_expr(op("conv2d"), "k", "k"), "k", "[3, 5]"));
  expect_network(choose,
                 "{\"choose\":\"op_{i}\",\"of\":{\"skip\":{\"op\":\"identity\"},"
                 "\"k{k}\":{\"op\":\"conv2d\",\"k\":\"=k\",\"for\":{\"k\":\"=[3, 5]\"}}}}");
}

Test(builder, a_switch) {
  hwnas_draft_t *draft = hwnas_draft_switch(b, "n + 1");
  hwnas_draft_set_default(hwnas_draft_add_case(draft, "2", op("relu")), op("identity"));
  expect_network(
      draft, "{\"switch\":\"=n + 1\",\"cases\":{\"2\":{\"op\":\"relu\"}},\"default\":{\"op\":\"identity\"}}");
}

Test(builder, a_repeat) {
  hwnas_draft_t *repeat = hwnas_draft_repeat(b, "choice('d', [1, 2])", op("relu"));
  expect_network(hwnas_draft_set_index(repeat, "j"),
                 "{\"repeat\":{\"op\":\"relu\"},\"count\":\"=choice('d', [1, 2])\",\"index\":\"j\"}");
}

Test(builder, residuals) {
  hwnas_draft_t *both = hwnas_draft_sequential(b);
  hwnas_draft_add(both, hwnas_draft_residual(b, op("relu"), NULL));
  hwnas_draft_add(both, hwnas_draft_residual(b, op("gelu"), "j > 0"));
  expect_network(
      both, "[{\"residual\":{\"op\":\"relu\"}},{\"residual\":{\"op\":\"gelu\"},\"shortcut\":\"=j > 0\"}]");
}

Test(builder, branches_with_and_without_merge) {
  hwnas_draft_t *inner = hwnas_draft_branches(b, NULL), *outer = hwnas_draft_branches(b, "cat");
  hwnas_draft_add(inner, op("relu"));
  hwnas_draft_add(hwnas_draft_add(outer, inner), op("gelu"));
  expect_network(outer,
                 "{\"branches\":[{\"branches\":[{\"op\":\"relu\"}]},{\"op\":\"gelu\"}],\"merge\":\"cat\"}");
}

Test(builder, a_graph) {
  hwnas_draft_t *graph = hwnas_draft_graph(b), *sum = hwnas_draft_merge(b, "add");
  hwnas_draft_add_input(graph, "x");
  hwnas_draft_add_node(graph, "a", op("relu"));
  hwnas_draft_add_node(graph, "b{t}", hwnas_draft_add_for(sum, "t", "range(2)"));
  hwnas_draft_add(sum, hwnas_draft_add_from(op("gelu"), "a"));
  hwnas_draft_add(sum, hwnas_draft_add_from(hwnas_draft_add_from(op("cat"), "a"), "x"));
  hwnas_draft_add_output(hwnas_draft_add_output(graph, "a"), "b1");
  expect_network(
      graph,
      "{\"graph\":[{\"op\":\"relu\",\"node\":\"a\"},"
      "{\"merge\":\"add\",\"of\":[{\"op\":\"gelu\",\"from\":\"a\"},{\"op\":\"cat\",\"from\":[\"a\",\"x\"]}],"
      "\"for\":{\"t\":\"=range(2)\"},\"node\":\"b{t}\"}],\"input\":\"x\",\"output\":[\"a\",\"b1\"]}");
}

Test(builder, an_input_choice_and_operands_that_are_left_out) {
  hwnas_draft_t *graph = hwnas_draft_graph(b), *sum = hwnas_draft_merge(b, "add");
  hwnas_draft_t *some = hwnas_draft_set_string(hwnas_draft_input_choice(b, "in{t}"), "n_chosen", "any");
  hwnas_draft_add(sum, hwnas_draft_set_include(op("relu"), "t > 1"));
  hwnas_draft_add_node(graph, "a", hwnas_draft_set_include(some, "live"));
  hwnas_draft_add_node(graph, "b", hwnas_draft_set_expr(sum, "from", "names"));
  expect_network(
      graph,
      "{\"graph\":[{\"input_choice\":\"in{t}\",\"n_chosen\":\"any\",\"include\":\"=live\",\"node\":"
      "\"a\"},{\"merge\":\"add\",\"of\":[{\"op\":\"relu\",\"include\":\"=t > 1\"}],\"from\":\"=names\","
      "\"node\":\"b\"}]}");
}

Test(builder, a_cell) {
  hwnas_draft_t *cell = hwnas_draft_cell(b, "normal{s}", "n + 2");
  hwnas_draft_add_candidate(cell, "pool", op("avg_pool2d"));
  hwnas_draft_add_candidate(hwnas_draft_set_string(cell, "merge", "loose_end"), "skip", op("identity"));
  expect_network(
      cell,
      "{\"cell\":\"normal{s}\",\"nodes\":\"=n + 2\",\"of\":{\"pool\":{\"op\":\"avg_pool2d\"},\"skip\":"
      "{\"op\":\"identity\"}},\"merge\":\"loose_end\"}");
}

Test(builder, a_graph_with_several_inputs) {
  hwnas_draft_t *graph = hwnas_draft_graph(b);
  hwnas_draft_add_node(graph, "a", op("add"));
  hwnas_draft_add_input(hwnas_draft_add_input(hwnas_draft_add_input(graph, "x"), "y"), "z");
  expect_network(graph, "{\"graph\":[{\"op\":\"add\",\"node\":\"a\"}],\"input\":[\"x\",\"y\",\"z\"]}");
}

Test(builder, a_block_and_its_call) {
  hwnas_draft_t *block = hwnas_builder_add_block(b, "body", hwnas_draft_set_expr(op("conv2d"), "c", "c"));
  hwnas_draft_add_argument(hwnas_draft_add_argument(block, "c", NULL), "act", "\"relu\"");
  hwnas_draft_add_let(block, "hidden", "c * 2");
  hwnas_draft_add_input(block, "image");
  hwnas_builder_set_network(b,
                            hwnas_draft_set_leaf(hwnas_draft_set_int(hwnas_draft_call(b, "body"), "c", 4)));
  expect_text(
      HEAD
      ",\"blocks\":{\"body\":{\"body\":{\"op\":\"conv2d\",\"c\":\"=c\"},"
      "\"args\":{\"c\":null,\"act\":\"relu\"},\"let\":{\"hidden\":\"=c * 2\"},\"inputs\":[\"image\"]}},"
      "\"network\":{\"block\":\"body\",\"c\":4,\"leaf\":true}}");
}

Test(builder, a_parameter_and_what_every_module_takes) {
  hwnas_draft_t *token = hwnas_draft_parameter(b, "[1, 1, width]");
  hwnas_draft_set_weights(hwnas_draft_set_when(hwnas_draft_set_name(token, "token"), "use"), "shared_{i}");
  hwnas_draft_add_let(token, "f(i)", "i + 1");
  expect_network(token,
                 "{\"parameter\":\"=[1, 1, width]\",\"name\":\"token\",\"when\":\"=use\","
                 "\"weights\":\"shared_{i}\",\"let\":{\"f(i)\":\"=i + 1\"}}");
}

Test(builder, the_sections_of_a_space) {
  hwnas_builder_set_text(b, "source", "nobody");
  hwnas_builder_add_parameter(b, "width", "16");
  hwnas_builder_add_parameter(b, "act", "\"relu\"");
  hwnas_builder_add_let(b, "twice(x)", "2 * x");
  hwnas_builder_add_input(b, "image", NULL, (const int64_t[]){1, 3}, 2);
  hwnas_builder_add_input_exprs(b, "tokens", "i64", (const char *const[]){"1", "width"}, 2);
  hwnas_builder_add_constraint(b, "k > 3");
  hwnas_builder_add_formula(b, "mine", "{\"shape\": [\"=in0\"]}");
  hwnas_builder_set_json(b, "published", "{}");
  hwnas_builder_set_network(b, op("mine"));
  expect_text(HEAD
              ",\"source\":\"nobody\",\"parameters\":{\"width\":16,\"act\":\"relu\"},"
              "\"let\":{\"twice(x)\":\"=2 * x\"},"
              "\"input\":{\"image\":[1,3],\"tokens\":{\"shape\":[\"=1\",\"=width\"],\"dtype\":\"i64\"}},"
              "\"constraints\":[\"=k > 3\"],\"formulas\":{\"mine\":{\"shape\":[\"=in0\"]}},"
              "\"published\":{},\"network\":{\"op\":\"mine\"}}");
}

/* ---- Texts ----------------------------------------------------------------------------------- */

Test(builder, a_plain_string_never_becomes_an_expression) {
  hwnas_draft_t *draft = hwnas_draft_set_string(op("x"), "a", "={b}'\\");
  hwnas_draft_set_name(hwnas_draft_set_string(draft, "c", "a=b"), "=n{i}");
  expect_network(draft,
                 "{\"op\":\"x\",\"a\":\"='={{b}}\\\\'\\\\\\\\'\",\"c\":\"a=b\",\"name\":\"{'='}n{i}\"}");
}

Test(builder, what_cannot_be_escaped_is_refused) {
  hwnas_builder_set_text(b, "source", "=1");
  expect_failure(HWNAS_ERROR_SPACE_FORM, "may not begin with '='", "tiny");
}

Test(builder, an_expression_comes_without_its_sign) {
  hwnas_draft_set_expr(op("conv2d"), "k", "=k");
  expect_failure(HWNAS_ERROR_EXPR_SYNTAX, "leave the '=' out", "tiny, op 'conv2d'");
}

/* ---- Order ----------------------------------------------------------------------------------- */

Test(builder, children_may_be_changed_after_they_have_their_place) {
  hwnas_draft_t *conv = op("conv2d"), *list = hwnas_draft_sequential(b), *repeat;
  hwnas_draft_add(list, conv);
  repeat = hwnas_draft_repeat(b, "2", list);
  hwnas_builder_set_network(b, repeat);
  hwnas_draft_set_int(conv, "k", 3);
  hwnas_draft_add(list, op("relu"));
  expect_text(HEAD
              ",\"network\":{\"repeat\":[{\"op\":\"conv2d\",\"k\":3},{\"op\":\"relu\"}],\"count\":\"=2\"}}");
  hwnas_draft_set_int(conv, "k", 5); /* and after a result was taken */
  expect_text(HEAD
              ",\"network\":{\"repeat\":[{\"op\":\"conv2d\",\"k\":5},{\"op\":\"relu\"}],\"count\":\"=2\"}}");
}

Test(builder, attributes_are_replaced_in_their_place) {
  hwnas_draft_t *conv = hwnas_draft_set_int(hwnas_draft_set_int(op("conv2d"), "k", 3), "s", 1);
  expect_network(hwnas_draft_set_int(hwnas_draft_set_expr(conv, "k", "n"), "s", 2),
                 "{\"op\":\"conv2d\",\"k\":\"=n\",\"s\":2}");
}

Test(builder, blocks_may_be_called_before_they_are_defined) {
  hwnas_builder_set_network(b, hwnas_draft_call(b, "later"));
  hwnas_builder_add_block(b, "later", op("relu"));
  expect_text(HEAD ",\"network\":{\"block\":\"later\"},\"blocks\":{\"later\":{\"body\":{\"op\":\"relu\"}}}}");
}

Test(builder, a_long_sequence_is_written_whole) {
  hwnas_draft_t *list = hwnas_draft_sequential(b);
  for (int i = 0; i < 5000; i++) hwnas_draft_add(list, op("relu"));
  hwnas_builder_set_network(b, list);
  hwnas_arena_t arena;
  hwnas_json_t *document = NULL;
  hwnas_arena_init(&arena);
  cr_assert_null(hwnas_builder_document(b, &arena, &document));
  const hwnas_json_t *network = hwnas_json_get(document, "network");
  cr_expect_eq(network->n, 5000u);
  cr_expect_str_eq(hwnas_json_path(&arena, &network->children[4999].children[0]), "network[4999].op");
  hwnas_arena_deinit(&arena);
}

/* ---- Failures -------------------------------------------------------------------------------- */

Test(builder, the_first_failure_is_kept) {
  hwnas_draft_t *conv = op("conv2d");
  hwnas_draft_set_json(conv, "k", "[1,");
  hwnas_draft_set_real(conv, "p", NAN);
  hwnas_builder_set_network(b, conv);
  for (int i = 0; i < 2; i++)
    expect_failure(HWNAS_ERROR_JSON_SYNTAX, "not valid JSON", "tiny, op 'conv2d', 'k':1:");
}

Test(builder, null_is_taken_everywhere_and_remembered) {
  hwnas_draft_t *list = hwnas_draft_sequential(b);
  cr_expect_eq(hwnas_draft_add(list, hwnas_draft_set_int(NULL, "k", 3)), list);
  hwnas_builder_set_network(b, list);
  expect_failure(HWNAS_ERROR_SPACE_FORM, "NULL was given for a module", "tiny, sequential");
}

Test(builder, a_null_container_is_remembered_by_its_child) {
  hwnas_draft_add_candidate(NULL, "a", op("relu"));
  expect_failure(HWNAS_ERROR_SPACE_FORM, "put into NULL", "op 'relu'");
}

Test(builder, null_texts_are_failures) {
  hwnas_draft_t *draft = op("relu");
  hwnas_builder_set_network(b, draft);
  hwnas_draft_set_int(draft, NULL, 1);
  expect_failure(HWNAS_ERROR_SPACE_FORM, "NULL was given for a key", "op 'relu'");
}

Test(builder, a_null_builder_is_no_memory) {
  hwnas_draft_t *draft = hwnas_draft_residual(NULL, hwnas_draft_op(NULL, "relu"), "x");
  char *text = NULL;
  cr_expect_null(draft);
  hwnas_builder_set_network(NULL, hwnas_draft_repeat(NULL, "2", hwnas_draft_sequential(NULL)));
  hwnas_builder_add_input(NULL, "x", "f32", (const int64_t[]){1}, 1);
  hwnas_builder_add_input_exprs(NULL, "x", NULL, (const char *const[]){"1"}, 1);
  hwnas_builder_add_constraint(NULL, "x");
  cr_expect_null(hwnas_builder_add_block(NULL, "x", NULL));
  cr_expect_null(hwnas_draft_add_output(hwnas_draft_add_node(hwnas_draft_graph(NULL), "a", NULL), "a"));
  cr_expect_null(hwnas_draft_add_let(hwnas_draft_add_for(NULL, "i", "x"), "a", "b"));
  cr_expect_null(hwnas_draft_set_leaf(hwnas_draft_add_argument(hwnas_draft_add_input(NULL, "x"), "a", NULL)));
  hwnas_status_t *status = hwnas_builder_print(NULL, &text);
  cr_expect_eq(hwnas_status_number(status), (uint32_t)HWNAS_ERROR_NO_MEMORY);
  hwnas_status_destroy(status);
  hwnas_builder_destroy(NULL);
}

Test(builder, the_name_must_be_a_name) {
  hwnas_builder_destroy(b);
  b = hwnas_builder_create(NULL);
  expect_failure(HWNAS_ERROR_SPACE_FORM, "the name of the space", "builder");
}

Test(builder, a_module_has_one_place) {
  hwnas_draft_t *relu = op("relu"), *list = hwnas_draft_sequential(b);
  hwnas_draft_add(hwnas_draft_add(list, relu), relu);
  expect_failure(HWNAS_ERROR_SPACE_FORM, "op 'relu' has a place already", "tiny, sequential");
}

Test(builder, a_module_cannot_contain_itself) {
  hwnas_draft_t *inner = hwnas_draft_sequential(b), *outer = hwnas_draft_branches(b, "add");
  hwnas_draft_add(outer, inner);
  hwnas_draft_add(inner, outer);
  expect_failure(HWNAS_ERROR_SPACE_FORM, "branches was put into itself", "tiny, sequential");
}

Test(builder, modules_belong_to_their_builder) {
  hwnas_builder_t *other = hwnas_builder_create("other");
  hwnas_builder_set_network(b, hwnas_draft_op(other, "relu"));
  expect_failure(HWNAS_ERROR_SPACE_FORM, "op 'relu' belongs to another builder", "tiny");
  hwnas_builder_destroy(other);
}

Test(builder, nothing_that_was_made_is_dropped) {
  hwnas_builder_set_network(b, op("relu"));
  op("conv2d");
  op("linear");
  expect_failure(HWNAS_ERROR_SPACE_FORM, "op 'conv2d' was made and put nowhere", "and 1 more");
}

Test(builder, each_kind_takes_its_own_content) {
  hwnas_draft_add(hwnas_draft_choose(b, "c"), op("relu"));
  expect_failure(HWNAS_ERROR_SPACE_FORM, "choose 'c' has no list of modules", "tiny, choose 'c'");
}

Test(builder, a_block_is_no_module) {
  hwnas_builder_set_network(b, hwnas_builder_add_block(b, "x", op("relu")));
  expect_failure(HWNAS_ERROR_SPACE_FORM, "block 'x' is no module", "hwnas_draft_call");
}

Test(builder, a_merge_is_a_node_of_a_graph) {
  hwnas_builder_set_network(b, hwnas_draft_merge(b, "add"));
  expect_failure(HWNAS_ERROR_SPACE_FORM, "merge 'add' can only be a node", "hwnas_draft_branches");
}

Test(builder, names_are_given_once) {
  hwnas_draft_t *choose = hwnas_draft_choose(b, "c");
  hwnas_draft_add_candidate(hwnas_draft_add_candidate(choose, "a", op("relu")), "a", op("gelu"));
  expect_failure(HWNAS_ERROR_DUPLICATE_KEY, "'a' was given already", "tiny, choose 'c'");
}

Test(builder, a_space_has_one_network) {
  hwnas_builder_set_network(b, op("relu"));
  hwnas_builder_set_network(b, op("gelu"));
  expect_failure(HWNAS_ERROR_DUPLICATE_KEY, "'network' was given already", "tiny");
}

Test(builder, setters_do_not_replace_what_holds_modules) {
  hwnas_draft_t *list = hwnas_draft_add(hwnas_draft_sequential(b), op("relu"));
  hwnas_draft_set_int(list, "sequential", 1);
  expect_failure(HWNAS_ERROR_DUPLICATE_KEY, "'sequential' was given already", "tiny, sequential");
}

Test(builder, numbers_are_finite) {
  hwnas_draft_set_real(op("dropout"), "p", INFINITY);
  expect_failure(HWNAS_ERROR_OPTION_VALUE, "'p' is no finite number", "op 'dropout'");
}

Test(builder, modules_nest_as_deep_as_in_a_file) {
  hwnas_draft_t *draft = op("relu");
  for (int i = 0; i < 100000; i++) draft = hwnas_draft_residual(b, draft, NULL);
  hwnas_builder_set_network(b, draft);
  expect_failure(HWNAS_ERROR_LIMIT, "256 levels", "tiny");
}
