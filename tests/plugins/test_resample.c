/* Resampling. */
#include "expect.h"

Test(upsample, sizes) {
  expect_shape("upsample", "size=3", "2x3x7", "2x3x3");
  expect_shape("interpolate", "size=3", "2x3x7", "2x3x3");
  expect_shape("upsample", "size=3", "2x3x7x9", "2x3x3x3");
  expect_shape("upsample", "size=14,5", "2x3x7x9", "2x3x14x5");
  expect_shape("upsample", "size=1,2,3 mode=trilinear", "2x3x7x9x4", "2x3x1x2x3");
  expect_shape("upsample", "size=3 mode=bicubic recompute_scale_factor=false", "0x3x7x9", "0x3x3x3");
}

/* floor(in * scale_factor) */
Test(upsample, scale_factors) {
  expect_shape("upsample", "scale_factor=2", "2x3x7", "2x3x14");
  expect_shape("upsample", "scale_factor=2 mode=bilinear align_corners=true", "2x3x7x9", "2x3x14x18");
  /* 10.5 and 13.5 */
  expect_shape("upsample", "scale_factor=1.5 mode=bicubic align_corners=false", "2x3x7x9", "2x3x10x13");
  /* 3.5 and 27 */
  expect_shape("upsample", "scale_factor=0.5,3 mode=nearest", "2x3x7x9", "2x3x3x27");
  expect_shape("upsample", "scale_factor=2 mode=linear recompute_scale_factor=true", "1x1x1", "1x1x2");
  expect_shape("upsample", "scale_factor=1,2,3 mode=trilinear", "1x1x2x2x2", "1x1x2x4x6");
  /* 10 * 0.29 is 2.9 and 100 * 0.29 a little less than 29, in torch too */
  expect_shape("upsample", "scale_factor=0.29", "1x1x10x100", "1x1x2x28");
  expect_refusal("upsample", "scale_factor=0.1", "1x1x10x9", "'scale_factor' 0.1", "input of 9",
                 "dimension 3");
  expect_refusal("upsample", "scale_factor=0", "1x1x10", "leaves nothing", "dimension 2");
}

Test(upsample, either_size_or_scale_factor) {
  expect_refusal("upsample", "", "1x1x4x4", "'size'", "'scale_factor'", "neither");
  expect_refusal("upsample", "size=3 scale_factor=2", "1x1x4x4", "'size'", "'scale_factor'", "both");
  expect_refusal("upsampling_nearest2d", "", "1x1x4x4", "neither");
  expect_refusal("upsample", "size=3,3", "1x1x4", "'size'", "one integer or 1", "not 2");
  expect_refusal("upsample", "scale_factor=1,2,3", "1x1x4x4", "'scale_factor'", "one number or 2", "not 3");
}

Test(upsample, modes_and_ranks) {
  expect_refusal("upsample", "size=3 mode=linear", "1x1x4x4", "'linear'", "rank 3", "1 spatial", "not 4");
  expect_refusal("upsample", "size=3 mode=bilinear", "1x1x4", "'bilinear'", "rank 4", "not 3");
  expect_refusal("upsample", "size=3 mode=bicubic", "1x1x4x4x4", "'bicubic'", "rank 4", "not 5");
  expect_refusal("upsample", "size=3 mode=trilinear", "1x1x4x4", "'trilinear'", "rank 5", "not 4");
  expect_refusal("upsample", "size=3", "4x4", "'nearest'", "rank 3 to 5", "not 2");
  expect_refusal("upsample", "size=3", "1x1x2x2x2x2", "rank 3 to 5", "not 6");
  expect_refusal("upsample", "size=3", "", "not 0");
  expect_refusal("upsample", "size=3 align_corners=false", "1x1x4x4", "'align_corners'", "'nearest'");
  expect_refusal("upsample", "size=3 recompute_scale_factor=true", "1x1x4x4", "'recompute_scale_factor'",
                 "'scale_factor'");
}

Test(upsample, work) {
  expect_work("upsample", "size=3", "2x3x7", 0, 0, 0, 0, 0, 4 * (42 + 18));
  expect_work("upsample", "size=3 mode=linear", "f16:2x3x7", 0, 0, 0, 0, 18 * 2, 2 * (42 + 18));
  expect_work("upsample", "scale_factor=2 mode=bilinear", "2x1x3x3", 0, 0, 0, 0, 72 * 4, 4 * (18 + 72));
  expect_work("upsample", "scale_factor=2 mode=bicubic", "2x1x3x3", 0, 0, 0, 0, 72 * 16, 4 * (18 + 72));
  expect_work("upsample", "size=2 mode=trilinear", "1x1x1x1x1", 0, 0, 0, 0, 8 * 8, 4 * (1 + 8));
  expect_work("upsample", "size=2 mode=bilinear", "0x1x3x3", 0, 0, 0, 0, 0, 0);
  expect_weights("upsample", "size=2 mode=bilinear", "1x1x3x3", 0, 0, 0, 0, 0);
  expect_refusal("upsample", "scale_factor=1000", "1x1x9223372036854775", "too large");
  expect_refusal("upsample", "scale_factor=1001", "1x1x9223372036854775", "too large");
  expect_refusal("upsample", "size=1000000000 mode=trilinear", "1x1x1x1x1", "too large");
}

Test(upsampling, all) {
  expect_shape("upsampling_nearest2d", "scale_factor=2", "2x3x4x5", "2x3x8x10");
  expect_shape("upsampling_nearest2d", "size=7,1", "2x3x4x5", "2x3x7x1");
  expect_shape("upsampling_bilinear2d", "scale_factor=1.5,0.5", "2x3x3x5", "2x3x4x2");
  expect_work("upsampling_nearest2d", "scale_factor=2", "1x3x2x2", 0, 0, 0, 0, 0, 4 * (12 + 48));
  expect_work("upsampling_bilinear2d", "scale_factor=2", "1x3x2x2", 0, 0, 0, 0, 48 * 4, 4 * (12 + 48));
  expect_refusal("upsampling_nearest2d", "size=2", "1x1x3", "rank 4", "not 3");
  expect_refusal("upsampling_bilinear2d", "size=2 scale_factor=1", "1x1x3x3", "both");
}
