/* Normalisations. */
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
