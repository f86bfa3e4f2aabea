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

Test(sync_batch_norm, is_batch_norm_of_any_rank) {
  expect_shape("sync_batch_norm", "", "4x3", "4x3");
  expect_shape("sync_batch_norm", "momentum=0.9 eps=1e-3", "0x3x5", "0x3x5");
  expect_shape("sync_batch_norm", "", "2x3x1x2x1x2", "2x3x1x2x1x2");
  expect_weights("sync_batch_norm", "", "4x3", 0, 0, 2 * 3, 0, 2 * 3 + 1);
  expect_weights("sync_batch_norm", "affine=false", "4x3", 0, 0, 0, 0, 2 * 3 + 1);
  expect_weights("sync_batch_norm", "track_running_stats=false", "4x3", 0, 0, 2 * 3, 0, 0);
  expect_work("sync_batch_norm", "", "2x3x4x4", 0, 0, 4 * 96, 0, 0, 4 * (96 + 96 + 12));
  expect_work("sync_batch_norm", "affine=false", "2x3x5", 0, 0, 2 * 30, 0, 0, 4 * (30 + 30 + 6));
  expect_refusal("sync_batch_norm", "", "4", "rank 2 or more", "not 1");
  expect_refusal("sync_batch_norm", "", "4x3 4x3", "not 2");
  expect_refusal("sync_batch_norm", "", "1x4611686018427387904", "too large");
}

Test(instance_norm, shapes) {
  expect_shape("instance_norm1d", "", "4x3x5", "4x3x5");
  expect_shape("instance_norm2d", "momentum=0.9 eps=1e-3", "4x3x5x7", "4x3x5x7");
  expect_shape("instance_norm3d", "affine=true", "f16:4x3x1x1x2", "4x3x1x1x2");
  expect_shape("instance_norm2d", "", "0x3x5x7", "0x3x5x7");
  expect_refusal("instance_norm1d", "", "3x5", "rank 3", "not 2");
  expect_refusal("instance_norm2d", "", "3x5x5", "rank 4", "batch", "not 3");
  expect_refusal("instance_norm3d", "", "4x3x5x5", "rank 5", "not 4");
  expect_refusal("instance_norm2d", "", "", "not 0");
}

Test(instance_norm, one_element_has_no_variance) {
  expect_refusal("instance_norm1d", "", "4x3x1", "[4, 3, 1]", "one element", "two or more",
                 "track_running_stats");
  expect_refusal("instance_norm2d", "affine=true", "4x3x1x1", "[4, 3, 1, 1]", "one element");
  expect_shape("instance_norm2d", "track_running_stats=true", "4x3x1x1", "4x3x1x1");
}

Test(instance_norm, weights) {
  expect_weights("instance_norm2d", "", "4x3x5x5", 0, 0, 0, 0, 0);
  expect_weights("instance_norm2d", "affine=true", "4x3x5x5", 0, 0, 2 * 3, 0, 0);
  expect_weights("instance_norm1d", "track_running_stats=true", "4x3x5", 0, 0, 0, 0, 2 * 3 + 1);
  expect_weights("instance_norm3d", "affine=true track_running_stats=true", "4x3x5x5x5", 0, 0, 2 * 3, 0,
                 2 * 3 + 1);
}

/* Without running statistics there are none to read. */
Test(instance_norm, work) {
  expect_work("instance_norm2d", "", "2x3x4x4", 0, 0, 2 * 96, 0, 0, 4 * (96 + 96));
  expect_work("instance_norm2d", "affine=true", "2x3x4x4", 0, 0, 4 * 96, 0, 0, 4 * (96 + 96 + 6));
  expect_work("instance_norm1d", "track_running_stats=true", "2x3x5", 0, 0, 2 * 30, 0, 0, 4 * (30 + 30 + 6));
  expect_work("instance_norm1d", "affine=true track_running_stats=true", "f16:2x3x5", 0, 0, 4 * 30, 0, 0,
              2 * (30 + 30 + 12));
  expect_work("instance_norm1d", "affine=true", "0x3x5", 0, 0, 0, 0, 0, 4 * 6);
  expect_refusal("instance_norm1d", "", "1x3x3074457345618258602", "too large");
  expect_refusal("instance_norm1d", "", "0x4611686018427387904x2", "too large");
}

Test(rms_norm, shapes) {
  expect_shape("rms_norm", "normalized_shape=6", "2x5x6", "2x5x6");
  expect_shape("rms_norm", "normalized_shape=5,6 eps=1e-6", "0x5x6", "0x5x6");
  expect_refusal("rms_norm", "normalized_shape=5", "2x5x6", "[5]", "[2, 5, 6]");
  expect_refusal("rms_norm", "normalized_shape=1,2,5,6", "2x5x6", "4 dimensions", "3");
  expect_refusal("rms_norm", "normalized_shape=6", "2x6 2x6", "not 2");
}

/* Per element one division, and a product where there is a scale. */
Test(rms_norm, counts) {
  expect_weights("rms_norm", "normalized_shape=5,6", "2x5x6", 0, 0, 5 * 6, 0, 0);
  expect_weights("rms_norm", "normalized_shape=6 elementwise_affine=false", "2x5x6", 0, 0, 0, 0, 0);
  expect_work("rms_norm", "normalized_shape=6", "2x5x6", 0, 0, 2 * 60, 0, 0, 4 * (120 + 6));
  expect_work("rms_norm", "normalized_shape=6 elementwise_affine=false", "2x5x6", 0, 0, 60, 0, 0, 4 * 120);
  expect_work("rms_norm", "normalized_shape=6", "f16:0x6", 0, 0, 0, 0, 0, 2 * 6);
  expect_refusal("rms_norm", "normalized_shape=1000000000", "10000000000x1000000000", "too large");
}

Test(local_response_norm, shapes) {
  expect_shape("local_response_norm", "size=5", "2x3x7", "2x3x7");
  expect_shape("local_response_norm", "size=2 alpha=1e-3 beta=0.5 k=2", "2x3x7x4x3", "2x3x7x4x3");
  expect_shape("local_response_norm", "size=9", "0x3x7x4", "0x3x7x4");
  expect_refusal("local_response_norm", "size=5", "2x3", "rank 3 or more", "not 2");
  expect_refusal("local_response_norm", "size=5", "2x3x4 2x3x4", "not 2");
  expect_shape("cross_map_lrn2d", "size=5 alpha=1e-3 beta=0.5 k=2", "2x3x7x4", "2x3x7x4");
  expect_refusal("cross_map_lrn2d", "size=5", "2x3x7", "rank 4", "not 3");
  expect_refusal("cross_map_lrn2d", "size=5", "2x3x7x4x4", "rank 4", "not 5");
}

/* Per element the window and four more: square, scale and add k, power, divide. */
Test(local_response_norm, counts) {
  expect_work("local_response_norm", "size=5", "2x3x7", 0, 0, (5 + 4) * 42, 0, 0, 4 * 84);
  expect_work("local_response_norm", "size=1", "2x3x7", 0, 0, (1 + 4) * 42, 0, 0, 4 * 84);
  expect_work("local_response_norm", "size=5", "0x3x7", 0, 0, 0, 0, 0, 0);
  expect_work("cross_map_lrn2d", "size=3", "f16:2x3x7x2", 0, 0, (3 + 4) * 84, 0, 0, 2 * 168);
  expect_weights("local_response_norm", "size=5", "2x3x7", 0, 0, 0, 0, 0);
  expect_weights("cross_map_lrn2d", "size=3", "2x3x7x2", 0, 0, 0, 0, 0);
  expect_refusal("local_response_norm", "size=1000000000", "1x3x5000000000", "too large");
}
