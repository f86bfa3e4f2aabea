/* Transposed convolutions. */
#include "expect.h"

#define MANY "9223372036854775807"

/* (in - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1, by hand. */
Test(conv_transpose, shapes) {
  /* rows 6 + 2 + 1, columns 7 + 2 + 1 */
  expect_shape("conv_transpose2d", "out_channels=5 kernel_size=3", "2x3x7x8", "2x5x9x10");
  /* 2 * 6 - 2 + 2 + 1 + 1 = 14 and 2 * 7 - 2 + 2 + 1 + 1 = 16: the stride of 2 taken back */
  expect_shape("conv_transpose2d", "out_channels=5 kernel_size=3 stride=2 padding=1 output_padding=1",
               "2x3x7x8", "2x5x14x16");
  /* 4 * 1 - 0 + 2 + 1 = 7 and 8 * 3 - 4 + 4 + 1 = 25 */
  expect_shape("conv_transpose2d", "out_channels=1 kernel_size=3,5 stride=1,3 padding=0,2", "1x1x5x9",
               "1x1x7x25");
  expect_shape("conv_transpose1d", "out_channels=8 kernel_size=4 stride=4", "1x2x5", "1x8x20");
  /* 1 + 0 + 1, 2 * 2 + 1 + 1, 3 * 3 + 2 + 1 */
  expect_shape("conv_transpose3d", "out_channels=8 kernel_size=1,2,3 stride=1,2,3", "1x2x2x3x4",
               "1x8x2x6x12");
  expect_shape("conv_transpose2d", "out_channels=4 kernel_size=1", "1x1x1x1", "1x4x1x1");
  expect_shape("conv_transpose2d", "out_channels=4 kernel_size=3", "0x2x5x5", "0x4x7x7");
}

Test(conv_transpose, dilation_stretches_the_kernel) {
  /* 4 + 3 * 2 + 1 */
  expect_shape("conv_transpose1d", "out_channels=1 kernel_size=3 dilation=3", "1x1x5", "1x1x11");
  expect_shape("conv_transpose2d", "out_channels=1 kernel_size=3 dilation=1,2 padding=1,2", "1x1x5x5",
               "1x1x5x5");
}

/* It may be as large as the larger of both less one. */
Test(conv_transpose, output_padding) {
  /* 2 * 4 + 3 * 1 + 2 + 1 and 3 * 4 + 2 * 1 + 2 + 1 */
  expect_shape("conv_transpose1d", "out_channels=1 kernel_size=2 stride=2 dilation=3 output_padding=2",
               "1x1x5", "1x1x14");
  expect_shape("conv_transpose1d", "out_channels=1 kernel_size=2 stride=3 dilation=2 output_padding=2",
               "1x1x5", "1x1x17");
  expect_refusal("conv_transpose1d", "out_channels=1 kernel_size=2 stride=2 dilation=3 output_padding=3",
                 "1x1x5", "output_padding 3", "stride of 2", "dilation of 3", "dimension 2");
  expect_refusal("conv_transpose2d", "out_channels=1 kernel_size=2 stride=2,1 output_padding=1", "1x1x5x5",
                 "output_padding 1", "stride of 1", "dimension 3");
}

Test(conv_transpose, groups) {
  expect_weights("conv_transpose2d", "out_channels=6 kernel_size=3 groups=3 bias=false", "1x12x5x5",
                 12 * 2 * 9, 0, 0, 0, 0);
  expect_weights("conv_transpose2d", "out_channels=12 kernel_size=3,2 groups=12", "1x12x5x5", 12 * 6, 12, 0,
                 0, 0);
  expect_weights("conv_transpose1d", "out_channels=4 kernel_size=5", "1x3x5", 3 * 4 * 5, 4, 0, 0, 0);
  expect_refusal("conv_transpose2d", "out_channels=6 kernel_size=1 groups=3", "1x4x5x5", "4 input",
                 "6 output", "3 groups");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=1 groups=3", "1x6x5x5", "4 output");
}

Test(conv_transpose, refusals) {
  /* 4 + 0 + 1 = 5 less 2 * 3; 2 + 2 + 1 = 5 less 2 * 2 leaves one */
  expect_refusal("conv_transpose1d", "out_channels=1 kernel_size=1 padding=3", "1x1x5", "padding 3",
                 "output of 5", "dimension 2");
  expect_refusal("conv_transpose1d", "out_channels=1 kernel_size=2 padding=3", "1x1x5", "output of 6");
  expect_shape("conv_transpose1d", "out_channels=1 kernel_size=3 padding=2", "1x1x3", "1x1x1");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=3", "3x8x8", "rank 4", "not 3");
  expect_refusal("conv_transpose1d", "out_channels=4 kernel_size=3", "1x3x8x8", "rank 3", "not 4");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=3", "1x3x8x8 1x3x8x8", "not 2");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=3,3,3", "1x3x8x8", "'kernel_size'", "not 3");
  expect_refusal("conv_transpose3d", "out_channels=4 kernel_size=3 output_padding=0,0", "1x3x8x8x8",
                 "'output_padding'", "one integer or 3", "not 2");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=1", "1x3x0x8", "no elements");
}

Test(conv_transpose, work) {
  /* 2 * 2 * 5 * 5 inputs spread over 9 elements of 4 channels; 2 * 4 * 7 * 7 outputs; 2 * 4 * 9 + 4
   * parameters
   */
  expect_work("conv_transpose2d", "out_channels=4 kernel_size=3", "2x2x5x5", 100 * 9 * 4, 392, 0, 0, 0,
              4 * (100 + 392 + 76));
  expect_work("conv_transpose2d", "out_channels=4 kernel_size=3 groups=2 bias=false", "f16:2x2x5x5",
              100 * 9 * 2, 0, 0, 0, 0, 2 * (100 + 392 + 36));
  /* What the padding cuts off is computed all the same: 3 * 3 outputs of 2 channels. */
  expect_work("conv_transpose2d", "out_channels=2 kernel_size=3 padding=2", "1x1x5x5", 25 * 9 * 2, 18, 0, 0,
              0, 4 * (25 + 18 + 20));
  expect_work("conv_transpose3d", "out_channels=2 kernel_size=1,2,3 bias=false", "1x3x2x3x4", 72 * 6 * 2, 0,
              0, 0, 0, 4 * (72 + 2 * 2 * 4 * 6 + 36));
  expect_work("conv_transpose2d", "out_channels=4 kernel_size=3", "0x2x5x5", 0, 0, 0, 0, 0, 4 * 76);
}

Test(conv_transpose, refuses_overflow) {
  expect_refusal("conv_transpose1d", "out_channels=1 kernel_size=1 stride=2", "1x1x" MANY, "too large");
  expect_refusal("conv_transpose1d", "out_channels=1 kernel_size=2", "1x1x" MANY, "too large");
  expect_refusal("conv_transpose2d", "out_channels=4 kernel_size=1", MANY "x3x8x8", "too large");
  expect_refusal("conv_transpose3d", "out_channels=1000 kernel_size=1000000", "1x1x1x1x1", "too large");
  expect_refusal("conv_transpose1d", "out_channels=1000000000 kernel_size=1", "1x1x5000000000", "too large");
}
