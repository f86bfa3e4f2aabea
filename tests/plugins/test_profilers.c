/* Profilers, on operators whose counts are done by hand. */
#include <math.h>

#include "expect.h"

#define NO_BIAS "count_bias=false"
#define NO_NORM "count_normalization=false"
#define NO_ACTIVATION "count_activation=false"

/* ---- flops, convention nni ------------------------------------------------------------------- */

Test(flops, published_expectations_of_layers) {
  expect_cost("flops", "", "conv2d", "out_channels=2 kernel_size=3", "1x3x224x224", 2759904);
  expect_cost("flops", "", "conv2d", "out_channels=1 kernel_size=3 bias=false", "1x1x5x5", 81);
  expect_cost("flops", "", "conv2d", "out_channels=1 kernel_size=5 bias=false", "1x1x5x5", 25);
  expect_cost("flops", NO_BIAS, "conv2d", "out_channels=1 kernel_size=3", "1x1x5x5", 81);
  expect_cost("flops", NO_BIAS, "conv2d", "out_channels=1 kernel_size=5", "1x1x5x5", 25);
  expect_cost("flops", "", "linear", "out_features=2", "3", 8);
  expect_cost("flops", "", "linear", "out_features=2", "2x3", 8);
  expect_cost("flops", "", "linear", "out_features=2", "2x5x3", 40);
  expect_cost("flops", NO_BIAS, "linear", "out_features=2", "3", 6);
  expect_cost("flops", "", "linear", "out_features=5 bias=false", "3", 15);
  expect_cost("flops", "", "conv2d", "out_channels=10 kernel_size=3 padding=1 bias=false", "1x1x10x10", 9000);
  expect_cost("flops", "", "conv2d", "out_channels=10 kernel_size=7 padding=3 bias=false", "1x1x10x10",
              49000);
}

Test(flops, published_expectations_of_batch_norm_and_relu) {
  const char *shape = "2x3x12x12";
  expect_cost("flops", "", "batch_norm2d", "", shape, 1728);
  expect_cost("flops", "", "relu", "", shape, 432);
  expect_cost("flops", NO_NORM, "batch_norm2d", "", shape, 0);
  expect_cost("flops", NO_NORM, "relu", "", shape, 432);
  expect_cost("flops", NO_ACTIVATION, "batch_norm2d", "", shape, 1728);
  expect_cost("flops", NO_ACTIVATION, "relu", "", shape, 0);
  expect_cost("flops", "", "batch_norm2d", "affine=false", shape, 864);
}

Test(flops, nni_counts_seven_activations) {
  const char *counted[] = {"relu", "relu6", "elu", "sigmoid", "tanh", "hardtanh", "leaky_relu"};
  const char *others[] = {"hardswish",   "hswish",   "silu",       "swish",      "hardsigmoid",
                          "gelu",        "mish",     "softplus",   "softmax",    "celu",
                          "selu",        "prelu",    "rrelu",      "hardshrink", "softshrink",
                          "log_sigmoid", "softsign", "tanhshrink", "softmin"};
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
    expect_cost("flops", "", counted[i], "", "1x3x5", 15);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    expect_cost("flops", "", others[i], "", "1x3x5", 0);
  expect_cost("flops", "", "glu", "", "1x3x4", 0);
  expect_cost("flops", "", "threshold", "threshold=0 value=0", "1x3x5", 0);
  expect_cost("flops", "", "softmax2d", "", "1x3x5x5", 0);
}

Test(flops, nni_leaves_the_rest_free) {
  expect_cost("flops", "", "layer_norm", "normalized_shape=5", "1x3x5", 0);
  expect_cost("flops", "", "group_norm", "num_groups=1", "1x3x5", 0);
  expect_cost("flops", "", "sync_batch_norm", "", "1x3x5", 0);
  expect_cost("flops", "", "instance_norm1d", "affine=true", "1x3x5", 0);
  expect_cost("flops", "", "rms_norm", "normalized_shape=5", "1x3x5", 0);
  expect_cost("flops", "", "local_response_norm", "size=3", "1x3x5", 0);
  expect_cost("flops", "", "max_pool2d", "kernel_size=2", "1x3x4x4", 0);
  expect_cost("flops", "", "adaptive_avg_pool2d", "output_size=1", "1x3x4x4", 0);
  expect_cost("flops", "", "add", "", "1x3 1x3", 0);
  expect_cost("flops", "", "cat", "", "1x3 1x3", 0);
  expect_cost("flops", "", "matmul", "", "1x2x3 1x3x4", 0);
}

Test(flops, nni_counts_what_users_bring) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "linear", "out_features=2", "2x5x3");
  op.op.type = "my_attention";
  cr_expect_eq(fake_op_price(&op, "flops", "", &cost), HWNAS_OK);
  cr_expect_float_eq(cost, 40, 0);
}

Test(flops, nni_leaves_functions_of_two_activations_free) {
  const char *functions[] = {
      "matmul", "bmm", "mm", "addmm", "baddbmm", "einsum", "scaled_dot_product_attention"};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    fake_op_t op;
    double nni = -1, full = -1;
    run_or_fail(&op, "matmul", "", "1x2x3 1x3x4");
    op.op.type = functions[i];
    cr_expect_eq(fake_op_price(&op, "flops", "", &nni), HWNAS_OK);
    cr_expect_eq(fake_op_price(&op, "flops", "convention=full", &full), HWNAS_OK);
    cr_expect_float_eq(nni, 0, 0, "%s", functions[i]);
    cr_expect_float_eq(full, 24, 0, "%s", functions[i]);
  }
}

/* Its formula: scale of the queries, four projections with biases, per head the scores, one operation for
 * each in softmax, and the values. */
Test(flops, nni_counts_attention_as_nni_does) {
  expect_cost("flops", "", "multihead_attention", "num_heads=2", "3x5x4 3x7x6 3x7x8",
              5 * 4 + 5 * 4 * (4 + 1) + 7 * 4 * (6 + 1) + 7 * 4 * (8 + 1) +
                  2 * (5 * 7 * 2 + 5 * 7 + 5 * 7 * 2) + 5 * 4 * (4 + 1));
  expect_cost("flops", "count_bias=false", "multihead_attention", "num_heads=4 need_weights=false", "1x5x4",
              5 * 4 + 4 * 5 * 4 * 4 + 4 * (5 * 5 * 1 + 5 * 5 + 5 * 5 * 1));
  /* To it a layer of a transformer is no operator, to us one that a user brings. */
  expect_cost("flops", "", "transformer_encoder_layer", "nhead=2 dim_feedforward=7", "2x3x4",
              4 * 3 * 16 + 2 * 9 * 4 + 2 * 3 * 28 + 4 * 12 + 3 * (7 + 4));
}

/* The scores are told from the values, wherever these stand. */
Test(flops, nni_counts_no_masks_of_attention) {
  int64_t bare = 5 * 4 + 4 * 5 * 4 * 4 + 2 * (5 * 5 * 2 + 5 * 5 + 5 * 5 * 2);
  expect_cost("flops", "count_bias=false", "multihead_attention", "num_heads=2", "1x5x4", bare);
  expect_cost("flops", "count_bias=false", "multihead_attention", "num_heads=2 attn_mask=true", "1x5x4 2x5x5",
              bare);
  expect_cost("flops", "count_bias=false", "multihead_attention",
              "num_heads=2 attn_mask=true key_padding_mask=true", "1x5x4 2x5x5 1x5", bare);
  expect_cost("flops", "count_bias=false", "multihead_attention", "num_heads=2 attn_mask=true",
              "1x5x4 1x7x4 1x7x4 2x5x7",
              5 * 4 + 2 * 5 * 4 * 4 + 2 * 7 * 4 * 4 + 2 * (5 * 7 * 2 + 5 * 7 + 5 * 7 * 2));
}

/* A type of that name may come from elsewhere. */
Test(flops, nni_takes_another_attention_as_it_is) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "linear", "out_features=2", "2x5x3");
  op.op.type = "multihead_attention";
  cr_expect_eq(fake_op_price(&op, "flops", "", &cost), HWNAS_OK);
  cr_expect_float_eq(cost, 40, 0);
}

/* A count that the batch does not divide is not one per sample. */
Test(flops, nni_divides_by_the_batch_where_that_is_exact) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "linear", "out_features=2 bias=false", "2x5x3");
  op.work[HWNAS_WORK_MACS] = 61;
  cr_expect_eq(fake_op_price(&op, "flops", "", &cost), HWNAS_OK);
  cr_expect_float_eq(cost, 61, 0);
  expect_cost("flops", "", "relu", "", "6", 6);
  expect_cost("flops", "", "relu", "", "0x6", 0);
}

/* ---- flops, convention full ------------------------------------------------------------------ */

#define FULL "convention=full"

Test(flops, full_counts_the_whole_batch) {
  expect_cost("flops", FULL, "linear", "out_features=2", "2x5x3", 80);
  expect_cost("flops", FULL, "batch_norm2d", "", "2x3x12x12", 3456);
  expect_cost("flops", FULL, "relu", "", "2x3x12x12", 864);
}

Test(flops, full_counts_everything_that_computes) {
  expect_cost("flops", FULL, "conv2d", "out_channels=2 kernel_size=3", "1x3x5x5", 18 * 27 + 18);
  expect_cost("flops", FULL, "hardswish", "", "1x3x5", 15);
  expect_cost("flops", FULL, "softmax", "", "1x3x5", 45);
  expect_cost("flops", FULL, "layer_norm", "normalized_shape=5", "1x3x5", 60);
  expect_cost("flops", FULL, "max_pool2d", "kernel_size=2", "1x3x4x4", 48);
  expect_cost("flops", FULL, "adaptive_avg_pool2d", "output_size=1", "1x3x4x4", 48);
  expect_cost("flops", FULL, "mean", "dim=1", "1x3x4", 12);
  expect_cost("flops", FULL, "add", "", "1x3 1x3 1x3", 6);
  expect_cost("flops", FULL, "matmul", "", "1x2x3 1x3x4", 24);
  expect_cost("flops", FULL, "identity", "", "1x3", 0);
  expect_cost("flops", FULL, "cat", "", "1x3 1x3", 0);
}

Test(flops, full_respects_the_flags) {
  expect_cost("flops", FULL " " NO_BIAS, "linear", "out_features=2", "2x5x3", 60);
  expect_cost("flops", FULL " " NO_NORM, "layer_norm", "normalized_shape=5", "1x3x5", 0);
  expect_cost("flops", FULL " " NO_ACTIVATION, "gelu", "", "1x3x5", 0);
  expect_cost("flops", FULL " " NO_ACTIVATION, "softmax", "", "1x3x5", 45);
}

static const char *convention_of(const char *options) {
  fake_op_t op;
  fake_options_t values;
  hwnas_object_t *instance = NULL;
  const hwnas_component_t *component = fake_component(HWNAS_KIND_PROFILER, "flops");
  const hwnas_profiler_t *table = component->table;
  fake_op_init(&op, "relu", "", "1");
  fake_options_init(&values, component, options);
  cr_assert_eq(table->create(&op.call, &values.view, &instance), HWNAS_OK);
  const char *name = table->convention(instance);
  table->destroy(instance);
  return name;
}

Test(flops, convention_is_named) {
  cr_expect_str_eq(convention_of(""), "nni");
  cr_expect_str_eq(convention_of(FULL), "full");
}

Test(flops, refuses_overflow) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "linear", "out_features=2", "1x3");
  op.work[HWNAS_WORK_MACS] = INT64_MAX;
  cr_expect_eq(fake_op_price(&op, "flops", "", &cost), HWNAS_E_ARGUMENT);
  cr_expect_not_null(strstr(op.message, "'linear'"));
}

/* ---- The others ------------------------------------------------------------------------------ */

Test(params, kinds) {
  expect_cost("params", "", "conv2d", "out_channels=1 kernel_size=3", "1x1x5x5", 10);
  expect_cost("params", "", "linear", "out_features=2", "2x5x3", 8);
  expect_cost("params", "", "batch_norm2d", "", "2x3x12x12", 6);
  expect_cost("params", NO_NORM, "batch_norm2d", "", "2x3x12x12", 0);
  expect_cost("params", NO_NORM, "linear", "out_features=2", "3", 8);
  expect_cost("params", "", "layer_norm", "normalized_shape=5", "1x3x5", 10);
  expect_cost("params", "", "parameter", "shape=1,4", "", 4);
  expect_cost("params", "", "relu", "", "1x3", 0);
}

/* Mean and variance per channel, and the number of batches. */
Test(params, buffers_count_if_they_are_asked_for) {
  const char *buffers = "count_buffers=true";
  expect_cost("params", buffers, "batch_norm2d", "", "2x3x12x12", 6 + 7);
  expect_cost("params", "count_buffers=true " NO_NORM, "batch_norm2d", "", "2x3x12x12", 7);
  expect_cost("params", buffers, "batch_norm2d", "track_running_stats=false", "2x3x12x12", 6);
  expect_cost("params", buffers, "instance_norm2d", "", "2x3x12x12", 0);
  expect_cost("params", buffers, "instance_norm2d", "track_running_stats=true", "2x3x12x12", 7);
  expect_cost("params", "", "instance_norm2d", "track_running_stats=true", "2x3x12x12", 0);
  expect_cost("params", buffers, "linear", "out_features=2", "2x5x3", 8);
}

Test(macs, whole_batch_and_nothing_else) {
  expect_cost("macs", "", "conv2d", "out_channels=2 kernel_size=3", "2x3x5x5", 36 * 27);
  expect_cost("macs", "", "matmul", "", "1x2x3 1x3x4", 24);
  expect_cost("macs", "", "batch_norm2d", "", "2x3x4x4", 0);
}

Test(entropy, logarithm_of_the_fan_in) {
  expect_cost("entropy", "", "conv2d", "out_channels=2 kernel_size=3", "2x4x5x5", log(36));
  expect_cost("entropy", "", "conv2d", "out_channels=8 kernel_size=3 groups=4", "2x4x5x5", log(9));
  expect_cost("entropy", "", "conv2d", "out_channels=1 kernel_size=1", "1x1x5x5", 0);
  expect_cost("entropy", "", "linear", "out_features=2", "2x5x3", log(3));
  expect_cost("entropy", "", "relu", "", "1x3", 0);
  expect_cost("entropy", "", "matmul", "", "1x2x3 1x3x4", 0);
  expect_cost("entropy", "", "conv2d", "out_channels=2 kernel_size=3", "0x4x5x5", 0);
}

/* Each of 2 x 2 places is spread over 9 of 4 x 4: on average 9 / 4 products of 4 channels meet in one. */
Test(entropy, layers_that_are_no_convolution) {
  expect_cost("entropy", "", "conv_transpose2d",
              "out_channels=2 kernel_size=3 stride=2 padding=1 output_padding=1", "1x4x2x2", log(9));
  expect_cost("entropy", "", "bilinear", "out_features=2", "5x3 5x7", log(21));
}

/* As if its layers were written out. */
Test(entropy, layers_inside_others) {
  const char *sequences = "3x5x4 3x7x6 3x7x8";
  double encoder = 5 * log(4) + log(7), decoder = 9 * log(4) + log(7);
  expect_cost("entropy", "", "multihead_attention", "num_heads=2", "1x5x4", 4 * log(4));
  expect_cost("entropy", "", "multihead_attention", "num_heads=2", sequences, 2 * log(4) + log(6) + log(8));
  expect_cost("entropy", "", "multihead_attention", "num_heads=2 attn_mask=true", "1x5x4 5x5", 4 * log(4));
  expect_cost("entropy", "", "multihead_attention", "num_heads=2 attn_mask=true key_padding_mask=true",
              "3x5x4 3x7x6 3x7x8 5x7 3x7", 2 * log(4) + log(6) + log(8));
  expect_cost("entropy", "", "transformer_encoder_layer", "nhead=2 dim_feedforward=7", "2x3x4", encoder);
  expect_cost("entropy", "", "transformer_decoder_layer", "nhead=2 dim_feedforward=7", "2x3x4 2x5x4",
              decoder);
  expect_cost("entropy", "", "transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3", "2x3x4",
              3 * encoder);
  expect_cost("entropy", "", "transformer",
              "nhead=2 dim_feedforward=7 num_encoder_layers=2 num_decoder_layers=3", "2x3x4 2x5x4",
              2 * encoder + 3 * decoder);
}

static double depth_of(const char *type) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "relu", "", "1x3");
  op.op.type = type;
  cr_expect_eq(fake_op_price(&op, "depth", "", &cost), HWNAS_OK);
  return cost;
}

Test(depth, counts_convolutions_and_linear_layers) {
  const char *layers[] = {"conv1d", "conv2d", "conv3d", "conv_transpose2d", "linear", "bilinear"};
  const char *others[] = {"relu", "conv", "convert2d", "conv4d", "conv2d_block", "conv_transpose", "linear2"};
  for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
    cr_expect_float_eq(depth_of(layers[i]), 1, 0, "%s", layers[i]);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    cr_expect_float_eq(depth_of(others[i]), 0, 0, "%s", others[i]);
}

Test(depth, counts_layers_inside_others) {
  expect_cost("depth", "", "multihead_attention", "num_heads=2", "1x5x4", 4);
  expect_cost("depth", "", "transformer_encoder_layer", "nhead=2", "2x3x4", 6);
  expect_cost("depth", "", "transformer_decoder_layer", "nhead=2", "2x3x4 2x5x4", 10);
  expect_cost("depth", "", "transformer_encoder", "nhead=2 num_layers=3 norm=true", "2x3x4", 18);
  expect_cost("depth", "", "transformer_decoder", "nhead=2 num_layers=3", "2x3x4 2x5x4", 30);
  expect_cost("depth", "", "transformer", "nhead=2 num_encoder_layers=2 num_decoder_layers=3", "2x3x4 2x5x4",
              2 * 6 + 3 * 10);
}

static const char *const by_layers[] = {"depth", "entropy", NULL};

Test(profilers, parameters_that_no_layer_has) {
  for (const char *const *metric = by_layers; *metric; metric++) {
    expect_cost(*metric, "", "batch_norm2d", "", "2x3x4x4", 0);
    expect_cost(*metric, "", "layer_norm", "normalized_shape=5", "1x3x5", 0);
    expect_cost(*metric, "", "prelu", "num_parameters=3", "1x3x5", 0);
    expect_cost(*metric, "", "embedding", "num_embeddings=7 embedding_dim=3", "i64:2x5", 0);
    expect_cost(*metric, "", "parameter", "shape=1,4", "", 0);
    expect_cost(*metric, "", "matmul", "", "1x2x3 1x3x4", 0);
    expect_cost(*metric, "", "scaled_dot_product_attention", "", "1x2x3x4 1x2x3x4 1x2x3x4", 0);
  }
}

static void expect_unknown(const char *metric, const char *type, const char *attributes, const char *shapes) {
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, type, attributes, shapes);
  cr_expect_eq(fake_op_price(&op, metric, "", &cost), HWNAS_NO_COST, "%s of %s", metric, type);
}

Test(profilers, weights_of_which_layers_are_unknown) {
  for (const char *const *metric = by_layers; *metric; metric++) {
    expect_unknown(*metric, "rnn", "hidden_size=3", "2x5x4");
    expect_unknown(*metric, "lstm", "hidden_size=3", "2x5x4");
    expect_unknown(*metric, "gru", "hidden_size=3", "2x5x4");
    expect_unknown(*metric, "rnn_cell", "hidden_size=3", "2x4");
    expect_unknown(*metric, "lstm_cell", "hidden_size=3", "2x4");
    expect_unknown(*metric, "gru_cell", "hidden_size=3", "2x4");
    expect_unknown(*metric, "embedding_bag", "num_embeddings=7 embedding_dim=3", "i64:2x5");
  }
}

/* The names of ours do not say what an operator from elsewhere is. */
Test(profilers, layers_of_what_users_bring_are_unknown) {
  const char *types[] = {"my_layer", "multihead_attention", "transformer"};
  for (const char *const *metric = by_layers; *metric; metric++)
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
      fake_op_t op;
      double cost = -1;
      run_or_fail(&op, "linear", "out_features=2", "2x5x3");
      op.op.type = types[i];
      cr_expect_eq(fake_op_price(&op, *metric, "", &cost), HWNAS_NO_COST, "%s of %s", *metric, types[i]);
      op.op.weights = NULL;
      cr_expect_eq(fake_op_price(&op, *metric, "", &cost), HWNAS_NO_COST, "%s of %s", *metric, types[i]);
    }
}

Test(profilers, unknown_counts_are_never_zero) {
  const char *by_work[] = {"flops", "macs", "entropy", "working_set"};
  fake_op_t op;
  double cost = -1;
  run_or_fail(&op, "linear", "out_features=2", "1x3");
  op.op.work = op.op.weights = NULL;
  for (size_t i = 0; i < sizeof by_work / sizeof *by_work; i++)
    cr_expect_eq(fake_op_price(&op, by_work[i], "", &cost), HWNAS_NO_COST, "%s", by_work[i]);
  cr_expect_eq(fake_op_price(&op, "params", "", &cost), HWNAS_NO_COST);
  /* Depth needs neither. */
  cr_expect_eq(fake_op_price(&op, "depth", "", &cost), HWNAS_OK);
}

static void expect_metric(const char *profiler, double quantum, int32_t goal, int32_t per) {
  const hwnas_component_t *component = fake_component(HWNAS_KIND_PROFILER, profiler);
  cr_assert_not_null(component);
  const hwnas_profiler_t *table = component->table;
  cr_assert_eq(table->n_metrics, 1);
  cr_expect_str_eq(table->metrics[0].name, profiler);
  cr_expect_float_eq(table->metrics[0].quantum, quantum, 0);
  cr_expect_eq(table->metrics[0].goal, goal, "%s", profiler);
  cr_expect_eq(table->metrics[0].per, per, "%s", profiler);
}

Test(profilers, metrics) {
  expect_metric("flops", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE);
  expect_metric("params", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_MODULE);
  expect_metric("macs", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE);
  expect_metric("entropy", 1e-9, HWNAS_GOAL_MAXIMIZE, HWNAS_PER_USE);
  expect_metric("depth", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_USE);
  expect_metric("working_set", 1, HWNAS_GOAL_MINIMIZE, HWNAS_PER_PEAK);
}

/* Bytes of inputs and outputs; what goes element by element puts its output in the place of an input. */
Test(profilers, working_set) {
  expect_cost("working_set", "", "conv2d", "out_channels=2 kernel_size=1", "1x3x4x4", 4 * (48 + 32));
  expect_cost("working_set", "bytes=1", "conv2d", "out_channels=2 kernel_size=1", "1x3x4x4", 48 + 32);
  expect_cost("working_set", "bytes=1", "conv2d", "out_channels=3 kernel_size=1", "1x3x4x4", 48 + 48);
  expect_cost("working_set", "", "relu", "", "1x3x4x4", 4 * 48);
  expect_cost("working_set", "", "flatten", "", "1x3x4x4", 4 * 48);
  expect_cost("working_set", "", "add", "", "1x3x4x4 1x3x4x4", 4 * 96);
  expect_cost("working_set", "", "embedding", "num_embeddings=7 embedding_dim=3", "i64:2x5", 8 * 10 + 4 * 30);
}
