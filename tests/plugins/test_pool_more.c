/* Pooling by norms and to fractions. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(lp_pool, shapes) {
  expect_shape("lp_pool2d", "norm_type=2 kernel_size=2", "2x3x7x8", "2x3x3x4");
  expect_shape("lp_pool2d", "norm_type=1.5 kernel_size=3,4 stride=1", "1x1x5x5", "1x1x3x2");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=4", "1x2x11", "1x2x2");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=3 stride=2", "0x2x7", "0x2x3");
}

Test(lp_pool, ceil_mode) {
  expect_shape("lp_pool2d", "norm_type=2 kernel_size=2 ceil_mode=true", "1x1x7x8", "1x1x4x4");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=3 stride=2 ceil_mode=true", "1x1x2", "1x1x1");
  /* The window would start at 4, behind an input of 4: left out. */
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=1 stride=4 ceil_mode=true", "1x1x4", "1x1x1");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=1 stride=4 ceil_mode=true", "1x1x5", "1x1x2");
}

Test(lp_pool, refusals) {
  expect_refusal("lp_pool2d", "norm_type=2 kernel_size=3,6", "1x1x5x5", "kernel_size 6", "input of 5",
                 "dimension 3");
  expect_refusal("lp_pool2d", "norm_type=2 kernel_size=2", "1x8x8", "rank 4", "not 3");
  expect_refusal("lp_pool1d", "norm_type=2 kernel_size=2,2", "1x8x8", "'kernel_size'", "not 2");
  expect_refusal("lp_pool1d", "norm_type=2 kernel_size=1 stride=3 ceil_mode=true", "1x1x" MANY, "too large");
  expect_refusal("lp_pool1d", "norm_type=2 kernel_size=2 stride=1", "1x1x6000000000000000000", "too large");
}

Test(lp_pool, work) {
  /* powers of the input, sums over windows, roots of the output */
  expect_work("lp_pool2d", "norm_type=2 kernel_size=2,3", "1x2x4x6", 0, 0, 0, 0, 48 + 8 * 6 + 8,
              4 * (48 + 8));
  expect_work("lp_pool1d", "norm_type=2 kernel_size=3 stride=1", "f16:2x1x5", 0, 0, 0, 0, 10 + 6 * 3 + 6,
              2 * (10 + 6));
  expect_work("lp_pool1d", "norm_type=2 kernel_size=3", "0x1x5", 0, 0, 0, 0, 0, 0);
  expect_weights("lp_pool1d", "norm_type=2 kernel_size=3", "1x1x5", 0, 0, 0, 0, 0);
}

Test(fractional_max_pool, shapes) {
  expect_shape("fractional_max_pool2d", "kernel_size=3 output_size=3", "2x3x5x7", "2x3x3x3");
  expect_shape("fractional_max_pool2d", "kernel_size=3,1 output_size=3,7", "2x3x5x7", "2x3x3x7");
  /* 4.5 and 6.3 */
  expect_shape("fractional_max_pool2d", "kernel_size=2 output_ratio=0.5,0.7", "2x3x9x9", "2x3x4x6");
  expect_shape("fractional_max_pool3d", "kernel_size=2 output_ratio=0.5", "2x3x4x5x6", "2x3x2x2x3");
  expect_shape("fractional_max_pool3d", "kernel_size=1,2,3 output_size=3", "0x3x4x5x6", "0x3x3x3x3");
}

Test(fractional_max_pool, refusals) {
  expect_refusal("fractional_max_pool2d", "kernel_size=3 output_size=4", "2x3x6x5", "output of 4",
                 "kernel_size 3", "input of 5", "dimension 3");
  /* A place less than in two dimensions. */
  expect_refusal("fractional_max_pool3d", "kernel_size=3 output_size=3", "2x3x6x6x5", "output of 3",
                 "kernel_size 3", "input of 5", "dimension 4");
  expect_refusal("fractional_max_pool2d", "kernel_size=6 output_size=1", "2x3x5x5", "output of 1",
                 "kernel_size 6", "dimension 2");
  expect_refusal("fractional_max_pool2d", "kernel_size=2", "2x3x5x5", "'output_size'", "'output_ratio'",
                 "neither");
  expect_refusal("fractional_max_pool2d", "kernel_size=2 output_size=2 output_ratio=0.5", "2x3x5x5", "both");
  expect_refusal("fractional_max_pool2d", "kernel_size=2 output_ratio=1", "2x3x5x5", "'output_ratio'",
                 "between 0 and 1", "not 1");
  expect_refusal("fractional_max_pool2d", "kernel_size=2 output_ratio=0.5,0", "2x3x5x5", "'output_ratio'",
                 "not 0");
  expect_refusal("fractional_max_pool2d", "kernel_size=2 output_ratio=0.1", "2x3x5x5", "'output_ratio' 0.1",
                 "input of 5");
  expect_refusal("fractional_max_pool3d", "kernel_size=2 output_ratio=0.5,0.5", "2x3x5x5x5", "'output_ratio'",
                 "one number or 3", "not 2");
  expect_refusal("fractional_max_pool2d", "kernel_size=2 output_size=2", "3x5x5", "rank 4", "not 3");
}

Test(fractional_max_pool, work) {
  expect_work("fractional_max_pool2d", "kernel_size=3,2 output_size=3", "2x1x5x7", 0, 0, 0, 0, 18 * 6,
              4 * (70 + 18));
  expect_work("fractional_max_pool3d", "kernel_size=2 output_size=1", "1x2x3x3x3", 0, 0, 0, 0, 2 * 8,
              4 * (54 + 2));
  expect_weights("fractional_max_pool2d", "kernel_size=2 output_size=2", "1x1x5x5", 0, 0, 0, 0, 0);
}
