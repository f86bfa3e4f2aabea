/* Activations. */
#include "expect.h"

static const char *const activations[] = {
    "relu",   "relu6", "elu",   "sigmoid",     "tanh",       "hardtanh",    "leaky_relu", "hardswish",
    "hswish", "silu",  "swish", "hardsigmoid", "hsigmoid",   "gelu",        "mish",       "softplus",
    "celu",   "selu",  "rrelu", "hardshrink",  "softshrink", "log_sigmoid", "softsign",   "tanhshrink"};

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
  expect_shape("celu", "alpha=-0.5 inplace=true", "2x3", "2x3");
  expect_shape("selu", "inplace=true", "2x3", "2x3");
  expect_shape("rrelu", "lower=0.2 upper=0.2 inplace=true", "2x3", "2x3");
  expect_shape("hardshrink", "lambd=-1", "2x3", "2x3");
  expect_shape("softshrink", "lambd=0", "2x3", "2x3");
}

Test(activation, attributes_that_make_no_sense) {
  expect_refusal("celu", "alpha=0", "2x3", "alpha", "must not be 0");
  expect_refusal("rrelu", "lower=0.5 upper=0.25", "2x3", "lower", "upper", "0.5 > 0.25");
  expect_refusal("softshrink", "lambd=-1.5", "2x3", "lambd", "0 or more", "not -1.5");
}

Test(threshold, all) {
  expect_shape("threshold", "threshold=0.1 value=20", "2x3x5", "2x3x5");
  expect_shape("threshold", "threshold=-1 value=0 inplace=true", "scalar", "scalar");
  expect_work("threshold", "threshold=0.1 value=20", "f16:2x3x5", 0, 0, 0, 30, 0, 2 * 60);
  expect_work("threshold", "threshold=0.1 value=20", "0x3x5", 0, 0, 0, 0, 0, 0);
  expect_weights("threshold", "threshold=0.1 value=20", "2x3x5", 0, 0, 0, 0, 0);
  expect_refusal("threshold", "threshold=0.1 value=20", "2x3 2x3", "not 2");
}

Test(glu, halves_a_dimension) {
  expect_shape("glu", "", "2x3x6", "2x3x3");
  expect_shape("glu", "dim=1", "2x8x5", "2x4x5");
  expect_shape("glu", "dim=-3", "4x3x5", "2x3x5");
  expect_shape("glu", "dim=1", "0x2x5", "0x1x5");
  expect_shape("glu", "", "6", "3");
  expect_refusal("glu", "", "2x3x5", "dimension -1", "even", "not 5");
  expect_refusal("glu", "dim=1", "2x3x4", "dimension 1", "even", "not 3");
  expect_refusal("glu", "dim=3", "2x3x4", "dimension 3", "rank 3");
  expect_refusal("glu", "", "scalar", "dimension -1", "rank 0");
  expect_refusal("glu", "", "2x4 2x4", "not 2");
}

/* One for each of 2 x 8 x 5 elements: 40 sigmoids, 40 products. */
Test(glu, counts) {
  expect_work("glu", "dim=1", "2x8x5", 0, 0, 0, 40 + 40, 0, 4 * (80 + 40));
  expect_work("glu", "dim=1", "f16:0x8x5", 0, 0, 0, 0, 0, 0);
  expect_weights("glu", "dim=1", "2x8x5", 0, 0, 0, 0, 0);
  expect_refusal("glu", "", "4611686018427387904x2", "too large");
}

Test(prelu, shapes) {
  expect_shape("prelu", "", "2x3x5", "2x3x5");
  expect_shape("prelu", "init=0.1 num_parameters=3", "2x3x5", "2x3x5");
  expect_shape("prelu", "num_parameters=3", "0x3", "0x3");
  expect_shape("prelu", "", "4", "4");
  expect_shape("prelu", "", "scalar", "scalar");
  expect_refusal("prelu", "num_parameters=5", "2x3x5", "1 or 3", "channels", "not 5");
  expect_refusal("prelu", "num_parameters=4", "4", "rank 1", "must be 1", "not 4");
  expect_refusal("prelu", "", "2x3 2x3", "not 2");
}

Test(prelu, counts) {
  expect_weights("prelu", "", "2x3x5", 1, 0, 0, 0, 0);
  expect_weights("prelu", "num_parameters=3", "2x3x5", 3, 0, 0, 0, 0);
  expect_work("prelu", "", "2x3x5", 0, 0, 0, 30, 0, 4 * (30 + 30 + 1));
  expect_work("prelu", "num_parameters=3", "f16:2x3x5", 0, 0, 0, 30, 0, 2 * (30 + 30 + 3));
  expect_work("prelu", "num_parameters=3", "0x3x5", 0, 0, 0, 0, 0, 4 * 3);
  expect_refusal("prelu", "", "1x4611686018427387904x2", "too large");
}

Test(softmax, all) {
  expect_shape("softmax", "", "2x3x5", "2x3x5");
  expect_shape("log_softmax", "dim=1", "2x3x5", "2x3x5");
  expect_work("softmax", "", "2x3x5", 0, 0, 0, 0, 90, 4 * 60);
  expect_work("log_softmax", "dim=-3", "2x3x5", 0, 0, 0, 0, 90, 4 * 60);
  expect_refusal("softmax", "dim=3", "2x3x5", "dimension 3", "rank 3");
  expect_refusal("softmax", "dim=-4", "2x3x5", "dimension -4", "rank 3");
  expect_refusal("softmax", "dim=0", "scalar", "rank 0");
  expect_shape("softmin", "dim=1", "2x3x5", "2x3x5");
  expect_work("softmin", "", "2x3x5", 0, 0, 0, 0, 3 * 30, 4 * 60);
  expect_refusal("softmin", "dim=3", "2x3x5", "dimension 3", "rank 3");
}

Test(softmax2d, all) {
  expect_shape("softmax2d", "", "2x3x5x7", "2x3x5x7");
  expect_shape("softmax2d", "", "0x3x5x7", "0x3x5x7");
  expect_work("softmax2d", "", "2x3x5x7", 0, 0, 0, 0, 3 * 210, 4 * 420);
  expect_weights("softmax2d", "", "2x3x5x7", 0, 0, 0, 0, 0);
  expect_refusal("softmax2d", "", "3x5x7", "rank 4", "batch", "not 3");
  expect_refusal("softmax2d", "", "2x3x5x7x1", "rank 4", "not 5");
  expect_refusal("softmax2d", "", "1x3074457345618258603x1x1", "too large");
}
