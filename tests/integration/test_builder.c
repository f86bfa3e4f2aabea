/* Spaces of the hub built from C: equal to their files, in everything that the public API shows. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/hwnas.h"

#define N_SAMPLES 50

static hwnas_context_t *context;

static void check(hwnas_status_t *status) {
  char *text = hwnas_status_format(status);
  cr_assert_null(status, "%s", text ? text : "");
  free(text);
}

static void init(void) { check(hwnas_context_create(NULL, 0, &context)); }
static void deinit(void) { hwnas_context_destroy(context); }
TestSuite(builder, .init = init, .fini = deinit);

/* ---- Comparing ------------------------------------------------------------------------------- */

static void compare_choices(const hwnas_space_t *a, const hwnas_space_t *b) {
  cr_assert_eq(hwnas_space_choices(a), hwnas_space_choices(b));
  for (size_t c = 0; c < hwnas_space_choices(a); c++) {
    cr_assert_str_eq(hwnas_space_label(a, c), hwnas_space_label(b, c));
    cr_assert_eq(hwnas_space_domain_size(a, c), hwnas_space_domain_size(b, c));
    for (uint32_t i = 0; i < hwnas_space_domain_size(a, c); i++) {
      char *values[2];
      check(hwnas_space_domain_value(a, c, i, &values[0]));
      check(hwnas_space_domain_value(b, c, i, &values[1]));
      cr_assert_str_eq(values[0], values[1]);
      free(values[0]);
      free(values[1]);
    }
  }
}

static void compare_counts(const hwnas_space_t *a, const hwnas_space_t *b) {
  char *counts[6];
  check(hwnas_space_count_networks(a, &counts[0], &counts[1], &counts[2]));
  check(hwnas_space_count_networks(b, &counts[3], &counts[4], &counts[5]));
  for (size_t i = 0; i < 3; i++) cr_assert_str_eq(counts[i], counts[i + 3]);
  for (size_t i = 0; i < 6; i++) free(counts[i]);
}

static void compare_modules(const hwnas_space_t *a, const hwnas_space_t *b) {
  cr_assert_eq(hwnas_space_operators(a), hwnas_space_operators(b));
  for (size_t u = 0; u < hwnas_space_operators(a); u++)
    cr_assert_str_eq(hwnas_space_operator_path(a, u), hwnas_space_operator_path(b, u));
}

static void compare_costs(const hwnas_space_t *a, const hwnas_space_t *b) {
  size_t n = hwnas_space_choices(a);
  uint16_t *points = calloc(N_SAMPLES * n, sizeof *points);
  hwnas_metric_set_t *sets[2];
  check(hwnas_space_draw(a, 11, N_SAMPLES, points));
  check(hwnas_metric_set_open(context, a, "flops,params", &sets[0]));
  check(hwnas_metric_set_open(context, b, "flops,params", &sets[1]));
  for (size_t i = 0; i < N_SAMPLES; i++) {
    int64_t values[2][2];
    char *text = NULL;
    check(hwnas_sample_json(a, &points[i * n], &text));
    for (size_t s = 0; s < 2; s++) check(hwnas_metric_set_value(sets[s], &points[i * n], values[s]));
    cr_assert_gt(values[0][0], 0);
    cr_assert_arr_eq(values[0], values[1], sizeof values[0], "%s", text);
    free(text);
  }
  for (size_t s = 0; s < 2; s++) hwnas_metric_set_destroy(sets[s]);
  free(points);
}

static void compare(const hwnas_space_t *a, const hwnas_space_t *b) {
  compare_choices(a, b);
  compare_counts(a, b);
  compare_modules(a, b);
  compare_costs(a, b);
}

/* The hub's space, the builder's, and the one of the file that the builder writes. Destroys the builder. */
static void compare_with_hub(hwnas_builder_t *b, const char *hub) {
  hwnas_space_t *expected = NULL, *built = NULL, *parsed = NULL;
  char *text = NULL;
  check(hwnas_space_open(context, hub, NULL, &expected));
  check(hwnas_builder_space(b, context, &built));
  check(hwnas_builder_print(b, &text));
  hwnas_builder_destroy(b);
  check(hwnas_space_parse(context, text, "printed", NULL, &parsed));
  cr_expect_str_eq(hwnas_space_name(built), hub);
  compare(expected, built);
  compare(expected, parsed);
  free(text);
  hwnas_space_destroy(parsed);
  hwnas_space_destroy(built);
  hwnas_space_destroy(expected);
}

/* ---- Parts that both spaces have ------------------------------------------------------------- */

static hwnas_draft_t *list_of(hwnas_builder_t *b, hwnas_draft_t *const *items, size_t n) {
  hwnas_draft_t *list = hwnas_draft_sequential(b);
  for (size_t i = 0; i < n; i++) hwnas_draft_add(list, items[i]);
  return list;
}
#define LIST(b, ...)                                  \
  list_of((b), (hwnas_draft_t *const[]){__VA_ARGS__}, \
          sizeof((hwnas_draft_t *const[]){__VA_ARGS__}) / sizeof(hwnas_draft_t *))

static hwnas_draft_t *conv(hwnas_builder_t *b, const char *c, const char *k, const char *s,
                           const char *padding) {
  hwnas_draft_t *draft = hwnas_draft_op(b, "conv2d");
  hwnas_draft_set_expr(draft, "out_channels", c);
  hwnas_draft_set_expr(draft, "kernel_size", k);
  hwnas_draft_set_expr(draft, "stride", s);
  hwnas_draft_set_expr(draft, "padding", padding);
  return hwnas_draft_set_bool(draft, "bias", false);
}

static hwnas_draft_t *pool_all(hwnas_builder_t *b) {
  return hwnas_draft_set_int(hwnas_draft_op(b, "adaptive_avg_pool2d"), "output_size", 1);
}

static hwnas_draft_t *classifier(hwnas_builder_t *b) {
  return hwnas_draft_set_expr(hwnas_draft_op(b, "linear"), "out_features", "num_labels");
}

static hwnas_draft_t *named(const char *name, hwnas_draft_t *draft) {
  return hwnas_draft_set_name(draft, name);
}

/* ---- NAS-Bench-201 --------------------------------------------------------------------------- */

static hwnas_draft_t *relu_conv_bn(hwnas_builder_t *b, int64_t k, int64_t s) {
  hwnas_draft_t *call = hwnas_draft_call(b, "relu_conv_bn");
  return hwnas_draft_set_int(hwnas_draft_set_int(hwnas_draft_set_expr(call, "c", "c"), "k", k), "s", s);
}

static hwnas_draft_t *average(hwnas_builder_t *b, int64_t k, int64_t stride, int64_t padding) {
  hwnas_draft_t *pool = hwnas_draft_set_int(hwnas_draft_op(b, "avg_pool2d"), "kernel_size", k);
  hwnas_draft_set_int(hwnas_draft_set_int(pool, "stride", stride), "padding", padding);
  return hwnas_draft_set_bool(pool, "count_include_pad", false);
}

static void add_edge(hwnas_builder_t *b) {
  hwnas_draft_t *choose = hwnas_draft_choose(b, "cell/{j}_{t}");
  hwnas_draft_add_candidate(choose, "none", hwnas_draft_op(b, "zero"));
  hwnas_draft_add_candidate(choose, "skip_connect", hwnas_draft_op(b, "identity"));
  hwnas_draft_add_candidate(choose, "conv_1x1", relu_conv_bn(b, 1, 1));
  hwnas_draft_add_candidate(choose, "conv_3x3", relu_conv_bn(b, 3, 1));
  hwnas_draft_add_candidate(choose, "avg_pool_3x3", average(b, 3, 1, 1));
  hwnas_draft_t *edge = hwnas_builder_add_block(b, "edge", choose);
  hwnas_draft_add_argument(edge, "j", NULL);
  hwnas_draft_add_argument(edge, "t", NULL);
  hwnas_draft_add_argument(edge, "c", NULL);
}

static void add_cell(hwnas_builder_t *b) {
  hwnas_draft_t *graph = hwnas_draft_graph(b), *sum = hwnas_draft_merge(b, "add");
  hwnas_draft_t *edge = named("from_x{j}", hwnas_draft_call(b, "edge"));
  hwnas_draft_add_from(hwnas_draft_add_for(edge, "j", "range(t)"), "x{j}");
  hwnas_draft_set_expr(hwnas_draft_set_expr(hwnas_draft_set_expr(edge, "j", "j"), "t", "t"), "c", "c");
  hwnas_draft_add(hwnas_draft_add_for(sum, "t", "range(1, 4)"), edge);
  hwnas_draft_add_node(graph, "x{t}", sum);
  hwnas_draft_add_output(hwnas_draft_add_input(graph, "x0"), "x3");
  hwnas_draft_add_argument(hwnas_builder_add_block(b, "cell", graph), "c", NULL);
}

static void add_reduction(hwnas_builder_t *b) {
  hwnas_draft_t *branches = hwnas_draft_branches(b, "add");
  hwnas_draft_add(branches, LIST(b, relu_conv_bn(b, 3, 2), relu_conv_bn(b, 3, 1)));
  hwnas_draft_add(branches, LIST(b, average(b, 2, 2, 0), conv(b, "c", "1", "1", "0")));
  hwnas_draft_add_argument(hwnas_builder_add_block(b, "reduction", branches), "c", NULL);
}

static void add_blocks_201(hwnas_builder_t *b) {
  hwnas_draft_t *body =
      LIST(b, hwnas_draft_op(b, "relu"), conv(b, "c", "k", "s", "k // 2"), hwnas_draft_op(b, "batch_norm2d"));
  hwnas_draft_t *block = hwnas_builder_add_block(b, "relu_conv_bn", body);
  hwnas_draft_add_argument(block, "c", NULL);
  hwnas_draft_add_argument(hwnas_draft_add_argument(block, "k", "3"), "s", "1");
  add_edge(b);
  add_cell(b);
  add_reduction(b);
}

static hwnas_draft_t *stack_201(hwnas_builder_t *b) {
  hwnas_draft_t *reduction = named("reduction", hwnas_draft_call(b, "reduction"));
  hwnas_draft_set_when(hwnas_draft_set_expr(reduction, "c", "c"), "s > 0");
  hwnas_draft_t *cell = named("cell{i}", hwnas_draft_call(b, "cell"));
  hwnas_draft_add_for(hwnas_draft_set_expr(cell, "c", "c"), "i", "range(num_modules_per_stack)");
  hwnas_draft_t *stack = named("stack{s}", LIST(b, reduction, cell));
  return hwnas_draft_add_let(hwnas_draft_add_for(stack, "s", "range(3)"), "c", "stem_out_channels * 2 ** s");
}

Test(builder, nasbench201) {
  hwnas_builder_t *b = hwnas_builder_create("nasbench201");
  hwnas_builder_add_parameter(b, "num_labels", "10");
  hwnas_builder_add_parameter(b, "stem_out_channels", "16");
  hwnas_builder_add_parameter(b, "num_modules_per_stack", "5");
  hwnas_builder_add_input(b, "image", "f32", (const int64_t[]){1, 3, 32, 32}, 4);
  add_blocks_201(b);
  hwnas_draft_t *stem =
      LIST(b, conv(b, "stem_out_channels", "3", "1", "1"), hwnas_draft_op(b, "batch_norm2d"));
  hwnas_draft_t *head = LIST(b, hwnas_draft_op(b, "batch_norm2d"), hwnas_draft_op(b, "relu"), pool_all(b),
                             hwnas_draft_op(b, "flatten"), classifier(b));
  hwnas_builder_set_network(b, LIST(b, named("stem", stem), stack_201(b), named("head", head)));
  compare_with_hub(b, "nasbench201");
}

/* ---- ProxylessNAS: repeat, residual, choose -------------------------------------------------- */

static hwnas_draft_t *conv_bn(hwnas_builder_t *b, const char *name, const char *c) {
  return named(name, hwnas_draft_set_expr(hwnas_draft_call(b, "conv_bn"), "c", c));
}

static hwnas_draft_t *linear_conv(hwnas_draft_t *call) {
  return hwnas_draft_set_string(call, "act", "identity");
}

static void add_conv_bn(hwnas_builder_t *b) {
  hwnas_draft_t *first = hwnas_draft_set_expr(conv(b, "c", "k", "s", "(k - 1) // 2"), "groups", "groups");
  hwnas_draft_t *block = hwnas_builder_add_block(
      b, "conv_bn", LIST(b, first, hwnas_draft_op(b, "batch_norm2d"), hwnas_draft_op_expr(b, "act")));
  hwnas_draft_add_argument(hwnas_draft_add_argument(block, "c", NULL), "k", "1");
  hwnas_draft_add_argument(hwnas_draft_add_argument(block, "s", "1"), "groups", "1");
  hwnas_draft_add_argument(block, "act", "\"relu6\"");
}

static void add_inverted_residual(hwnas_builder_t *b) {
  hwnas_draft_t *depthwise = conv_bn(b, "depthwise", "hidden");
  hwnas_draft_set_expr(hwnas_draft_set_expr(depthwise, "k", "k"), "s", "s");
  hwnas_draft_set_expr(depthwise, "groups", "hidden");
  hwnas_draft_t *body =
      LIST(b, conv_bn(b, "expand", "hidden"), depthwise, linear_conv(conv_bn(b, "project", "c")));
  hwnas_draft_t *block = hwnas_builder_add_block(b, "inverted_residual",
                                                 hwnas_draft_residual(b, body, "s == 1 and in0[1] == c"));
  for (const char *const *name = (const char *const[]){"c", "k", "e", "s", NULL}; *name; name++)
    hwnas_draft_add_argument(block, *name, NULL);
  hwnas_draft_add_let(block, "hidden", "make_divisible(in0[1] * e, 8)");
}

static hwnas_draft_t *stages(hwnas_builder_t *b) {
  hwnas_draft_t *call = hwnas_draft_call(b, "inverted_residual"),
                *choose = hwnas_draft_choose(b, "s{i}_i{j}");
  hwnas_draft_add_for(hwnas_draft_add_for(call, "e", "[3, 6]"), "k", "[3, 5, 7]");
  hwnas_draft_set_expr(hwnas_draft_set_expr(call, "c", "widths[i]"), "k", "k");
  hwnas_draft_set_expr(hwnas_draft_set_expr(call, "e", "e"), "s", "if(j == 0, stride[i], 1)");
  hwnas_draft_add_candidate(choose, "k{k}e{e}", call);
  hwnas_draft_t *repeat = hwnas_draft_repeat(b, "if(i == 7, 1, choice('s{i}_depth', [1, 2, 3, 4]))", choose);
  return named("s{i}", hwnas_draft_add_for(hwnas_draft_set_index(repeat, "j"), "i", "range(2, 8)"));
}

static hwnas_draft_t *first_stage(hwnas_builder_t *b) {
  hwnas_draft_t *depthwise = hwnas_draft_set_int(conv_bn(b, "depthwise", "widths[0]"), "k", 3);
  hwnas_draft_set_expr(depthwise, "groups", "widths[0]");
  return named("s1", LIST(b, depthwise, linear_conv(conv_bn(b, "project", "widths[1]"))));
}

Test(builder, proxyless_nas) {
  hwnas_builder_t *b = hwnas_builder_create("proxyless_nas");
  hwnas_builder_add_parameter(b, "num_labels", "1000");
  hwnas_builder_add_parameter(b, "base_widths", "[32, 16, 32, 40, 80, 96, 192, 320, 1280]");
  hwnas_builder_add_parameter(b, "dropout_rate", "0.0");
  hwnas_builder_add_parameter(b, "width_mult", "1.0");
  hwnas_builder_add_parameter(b, "resolution", "224");
  hwnas_builder_add_let(b, "widths", "[make_divisible(w * width_mult, 8) for w in base_widths]");
  hwnas_builder_add_let(b, "stride", "[2, 1, 2, 2, 2, 1, 2, 1]");
  hwnas_builder_add_input_exprs(b, "image", NULL, (const char *const[]){"1", "3", "resolution", "resolution"},
                                4);
  add_conv_bn(b);
  add_inverted_residual(b);
  hwnas_draft_t *stem = hwnas_draft_set_int(conv_bn(b, "stem", "widths[0]"), "k", 3);
  hwnas_draft_t *dropout = hwnas_draft_set_expr(hwnas_draft_op(b, "dropout"), "p", "dropout_rate");
  hwnas_builder_set_network(b, LIST(b, hwnas_draft_set_int(stem, "s", 2), first_stage(b), stages(b),
                                    conv_bn(b, "head", "widths[8]"), named("pool", pool_all(b)),
                                    named("flatten", hwnas_draft_op(b, "flatten")), named("dropout", dropout),
                                    named("classifier", classifier(b))));
  compare_with_hub(b, "proxyless_nas");
}

/* ---- Errors of the compiler ------------------------------------------------------------------ */

Test(builder, errors_of_the_compiler_name_the_builder_and_the_path) {
  hwnas_builder_t *b = hwnas_builder_create("wrong");
  hwnas_space_t *space = NULL;
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 3, 8, 8}, 4);
  hwnas_builder_set_network(b, LIST(b, hwnas_draft_op(b, "relu"), conv(b, "16", "wid", "1", "0")));
  hwnas_status_t *status = hwnas_builder_space(b, context, &space);
  char *text = hwnas_status_format(status);
  cr_assert_not_null(status);
  cr_expect_null(space);
  cr_expect_eq(hwnas_status_exit_code(status), 2);
  cr_expect_not_null(strstr(text, "'wid'"), "%s", text);
  cr_expect_not_null(strstr(text, "wrong network[1].kernel_size"), "%s", text);
  free(text);
  hwnas_status_destroy(status);
  hwnas_builder_destroy(b);
}

Test(builder, a_label_may_begin_like_an_expression) {
  hwnas_builder_t *b = hwnas_builder_create("labels");
  hwnas_space_t *space = NULL;
  char *value = NULL;
  hwnas_draft_t *choose = hwnas_draft_choose(b, "=op{1 + 1}");
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 3}, 2);
  hwnas_draft_add_candidate(choose, "=a", hwnas_draft_op(b, "relu"));
  hwnas_draft_add_candidate(choose, "b", hwnas_draft_op(b, "identity"));
  hwnas_builder_set_network(b, choose);
  check(hwnas_builder_space(b, context, &space));
  cr_expect_str_eq(hwnas_space_label(space, 0), "=op2");
  check(hwnas_space_domain_value(space, 0, 0, &value));
  cr_expect_str_eq(value, "\"=a\"");
  free(value);
  hwnas_space_destroy(space);
  hwnas_builder_destroy(b);
}

Test(builder, a_string_that_looks_like_an_expression_reaches_the_formula) {
  hwnas_builder_t *b = hwnas_builder_create("strings");
  hwnas_space_t *space = NULL;
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 3}, 2);
  hwnas_builder_add_formula(b, "mine",
                            "{\"attributes\": {\"text\": null}, \"shape\": [\"=[in0[0], if(text == "
                            "'={{it\\\\'s}}', 7, 1)]\"], \"cost\": 0}");
  hwnas_draft_t *mine = hwnas_draft_set_string(hwnas_draft_op(b, "mine"), "text", "={it's}");
  hwnas_draft_t *last = hwnas_draft_set_int(hwnas_draft_op(b, "linear"), "out_features", 2);
  hwnas_builder_set_network(b, LIST(b, mine, hwnas_draft_set_bool(last, "bias", false)));
  check(hwnas_builder_space(b, context, &space));
  hwnas_metric_set_t *set = NULL;
  int64_t params = 0;
  check(hwnas_metric_set_open(context, space, "params", &set));
  check(hwnas_metric_set_value(set, (const uint16_t[]){0}, &params));
  cr_expect_eq(params, 14); /* 7 features in, 2 out */
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(space);
  hwnas_builder_destroy(b);
}
