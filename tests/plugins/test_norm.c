/* Normalisations and activations. */
#include "expect.h"

Test(batch_norm, shapes) {
  expect_shape("batch_norm1d", "", "4x3", "4x3");
  expect_shape("batch_norm1d", "", "4x3x5", "4x3x5");
  expect_shape("batch_norm2d", "momentum=0.9 eps=1e-3", "4x3x5x5", "4x3x5x5");
  expect_shape("batch_norm3d", "", "4x3x5x5x5", "4x3x5x5x5");
  expect_refusal("batch_norm1d", "", "4x3x5x5", "2 or 3", "not 4");
  expect_refusal("batch_norm2d", "", "4x3x5", "rank 4", "not 3");
  expect_refusal("batch_norm2d", "", "4x3", "rank 4", "not 2");
  expect_refusal("batch_norm2d", "", "", "not 0");
}

Test(batch_norm, weights) {
  expect_weights("batch_norm2d", "", "4x3x5x5", 0, 0, 6, 0, 7);
  expect_weights("batch_norm2d", "affine=false", "4x3x5x5", 0, 0, 0, 0, 7);
  expect_weights("batch_norm2d", "track_running_stats=false", "4x3x5x5", 0, 0, 6, 0, 0);
}

Test(batch_norm, work) {
  expect_work("batch_norm2d", "", "2x3x4x4", 0, 0, 4 * 96, 0, 0, 4 * (96 + 96 + 12));
  expect_work("batch_norm2d", "affine=false", "2x3x4x4", 0, 0, 2 * 96, 0, 0, 4 * (96 + 96 + 6));
  expect_refusal("batch_norm1d", "", "1x3x3074457345618258602", "too large");
}

Test(layer_norm, shapes) {
  expect_shape("layer_norm", "normalized_shape=6", "2x5x6", "2x5x6");
  expect_shape("layer_norm", "normalized_shape=5,6", "2x5x6", "2x5x6");
  expect_refusal("layer_norm", "normalized_shape=5", "2x5x6", "[5]", "[2, 5, 6]");
  expect_refusal("layer_norm", "normalized_shape=6,5", "2x5x6", "[6, 5]", "[2, 5, 6]");
  expect_refusal("layer_norm", "normalized_shape=1,2,5,6", "2x5x6", "4 dimensions", "3");
  expect_refusal("layer_norm", "normalized_shape=1,1,1,1,1,1,1,1,1,1", "2x5x6", "10 dimensions");
}

Test(layer_norm, counts) {
  expect_weights("layer_norm", "normalized_shape=5,6", "2x5x6", 0, 0, 60, 0, 0);
  expect_weights("layer_norm", "normalized_shape=6 bias=false", "2x5x6", 0, 0, 6, 0, 0);
  expect_weights("layer_norm", "normalized_shape=6 elementwise_affine=false", "2x5x6", 0, 0, 0, 0, 0);
  expect_work("layer_norm", "normalized_shape=6", "2x5x6", 0, 0, 240, 0, 0, 4 * (120 + 12));
  expect_work("layer_norm", "normalized_shape=6 bias=false", "2x5x6", 0, 0, 180, 0, 0, 4 * (120 + 6));
  expect_work("layer_norm", "normalized_shape=6 elementwise_affine=false", "2x5x6", 0, 0, 120, 0, 0, 4 * 120);
}

Test(group_norm, all) {
  expect_shape("group_norm", "num_groups=3", "2x6x4", "2x6x4");
  expect_weights("group_norm", "num_groups=3", "2x6x4", 0, 0, 12, 0, 0);
  expect_weights("group_norm", "num_groups=3 affine=false", "2x6x4", 0, 0, 0, 0, 0);
  expect_work("group_norm", "num_groups=3", "2x6x4", 0, 0, 4 * 48, 0, 0, 4 * (96 + 12));
  expect_work("group_norm", "num_groups=3 affine=false", "2x6x4", 0, 0, 2 * 48, 0, 0, 4 * 96);
  expect_refusal("group_norm", "num_groups=4", "2x6x4", "6 channels", "4 groups");
  expect_refusal("group_norm", "num_groups=1", "6", "rank 2 or more");
}

static const char *const activations[] = {
    "relu",   "relu6", "elu",   "sigmoid",     "tanh",     "hardtanh", "leaky_relu", "hardswish",
    "hswish", "silu",  "swish", "hardsigmoid", "hsigmoid", "gelu",     "mish",       "softplus"};

Test(activation, one_per_element) {
  for (size_t i = 0; i < sizeof activations / sizeof *activations; i++) {
    expect_shape(activations[i], "", "2x3x5", "2x3x5");
    expect_work(activations[i], "", "2x3x5", 0, 0, 0, 30, 0, 4 * 60);
    expect_weights(activations[i], "", "2x3x5", 0, 0, 0, 0, 0);
    expect_refusal(activations[i], "", "2x3 2x3", "not 2");
  }
}

Test(activation, any_rank) {
  expect_shape("relu", "", "scalar", "scalar");
  expect_work("relu", "", "scalar", 0, 0, 0, 1, 0, 8);
  expect_work("relu", "", "0x3x5", 0, 0, 0, 0, 0, 0);
  expect_refusal("relu", "", "1x4611686018427387904x2", "too large");
}

Test(activation, attributes) {
  expect_shape("relu", "inplace=true", "2x3", "2x3");
  expect_shape("leaky_relu", "negative_slope=0.2 inplace=true", "2x3", "2x3");
  expect_shape("elu", "alpha=0.5 inplace=true", "2x3", "2x3");
  expect_shape("hardtanh", "min_val=-2 max_val=2 inplace=true", "2x3", "2x3");
  expect_shape("gelu", "approximate=tanh", "2x3", "2x3");
  expect_shape("softplus", "beta=2 threshold=10", "2x3", "2x3");
}

Test(softmax, all) {
  expect_shape("softmax", "", "2x3x5", "2x3x5");
  expect_shape("log_softmax", "dim=1", "2x3x5", "2x3x5");
  expect_work("softmax", "", "2x3x5", 0, 0, 0, 0, 90, 4 * 60);
  expect_work("log_softmax", "dim=-3", "2x3x5", 0, 0, 0, 0, 90, 4 * 60);
  expect_refusal("softmax", "dim=3", "2x3x5", "dimension 3", "rank 3");
  expect_refusal("softmax", "dim=-4", "2x3x5", "dimension -4", "rank 3");
  expect_refusal("softmax", "dim=0", "scalar", "rank 0");
}
