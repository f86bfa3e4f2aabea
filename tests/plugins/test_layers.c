/* Convolutions and linear layers. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(conv, shapes) {
  expect_shape("conv2d", "out_channels=2 kernel_size=3", "1x3x224x224", "1x2x222x222");
  expect_shape("conv2d", "out_channels=4 kernel_size=3 stride=2 padding=1", "2x3x7x8", "2x4x4x4");
  expect_shape("conv2d", "out_channels=4 kernel_size=3,5 stride=1,2 padding=0,2", "1x1x5x9", "1x4x3x5");
  expect_shape("conv1d", "out_channels=8 kernel_size=5 stride=3", "1x2x12", "1x8x3");
  expect_shape("conv3d", "out_channels=8 kernel_size=1,2,3", "1x2x4x4x4", "1x8x4x3x2");
  expect_shape("conv2d", "out_channels=1 kernel_size=2", "1x1x2x2", "1x1x1x1");
}

Test(conv, the_rest_behind_the_last_stride_is_dropped) {
  expect_shape("conv2d", "out_channels=4 kernel_size=3 stride=2", "1x3x8x9", "1x4x3x4");
  expect_shape("conv2d", "out_channels=4 kernel_size=1 stride=100", "1x3x8x9", "1x4x1x1");
}

Test(conv, dilation_stretches_the_kernel) {
  expect_shape("conv2d", "out_channels=4 kernel_size=3 dilation=2", "1x3x9x5", "1x4x5x1");
  expect_shape("conv2d", "out_channels=4 kernel_size=3 dilation=2 padding=2", "1x3x9x9", "1x4x9x9");
  expect_shape("conv2d", "out_channels=4 kernel_size=3 dilation=1,3", "1x3x7x7", "1x4x5x1");
}

Test(conv, padding_words) {
  expect_shape("conv2d", "out_channels=4 kernel_size=4 padding=same", "1x3x7x8", "1x4x7x8");
  expect_shape("conv2d", "out_channels=4 kernel_size=3,5 dilation=4 padding=same", "1x3x7x8", "1x4x7x8");
  expect_shape("conv2d", "out_channels=4 kernel_size=3 padding=valid stride=2", "1x3x7x7", "1x4x3x3");
  expect_refusal("conv2d", "out_channels=4 kernel_size=3 padding=same stride=2", "1x3x7x7", "'same'",
                 "stride 1", "2");
}

Test(conv, padding_modes_that_read_the_input) {
  expect_shape("conv2d", "out_channels=4 kernel_size=7 padding=3 padding_mode=reflect", "1x3x4x4", "1x4x4x4");
  expect_refusal("conv2d", "out_channels=4 kernel_size=7 padding=3 padding_mode=reflect", "1x3x4x3",
                 "input of 3", "padding of 3", "reflect");
  expect_shape("conv2d", "out_channels=4 kernel_size=7 padding=3 padding_mode=circular", "1x3x3x3",
               "1x4x3x3");
  expect_refusal("conv2d", "out_channels=4 kernel_size=7 padding=3 padding_mode=circular", "1x3x2x2",
                 "circular");
  expect_shape("conv2d", "out_channels=4 kernel_size=7 padding=3 padding_mode=replicate", "1x3x1x1",
               "1x4x1x1");
}

Test(conv, refuses_a_kernel_larger_than_the_padded_map) {
  expect_refusal("conv2d", "out_channels=4 kernel_size=3 dilation=3 padding=1", "1x3x9x4", "7",
                 "kernel_size 3", "dilation 3", "input of 4", "padded to 6", "dimension 3");
  expect_refusal("conv2d", "out_channels=4 kernel_size=2", "1x3x1x2", "dimension 2");
}

Test(conv, groups) {
  expect_weights("conv2d", "out_channels=6 kernel_size=3 groups=3 bias=false", "1x12x5x5", 6 * 4 * 9, 0, 0, 0,
                 0);
  expect_weights("conv2d", "out_channels=12 kernel_size=3 groups=12", "1x12x5x5", 12 * 9, 12, 0, 0, 0);
  expect_refusal("conv2d", "out_channels=6 kernel_size=1 groups=3", "1x4x5x5", "4 input", "6 output",
                 "3 groups");
  expect_refusal("conv2d", "out_channels=4 kernel_size=1 groups=3", "1x6x5x5", "6 input", "4 output",
                 "3 groups");
}

Test(conv, refuses_what_it_cannot_read) {
  expect_refusal("conv2d", "out_channels=4 kernel_size=3", "3x8x8", "rank 4", "not 3");
  expect_refusal("conv1d", "out_channels=4 kernel_size=3", "1x3x8x8", "rank 3", "not 4");
  expect_refusal("conv2d", "out_channels=4 kernel_size=3", "1x3x8x8 1x3x8x8", "1 input tensor, not 2");
  expect_refusal("conv2d", "out_channels=4 kernel_size=3", "", "not 0");
  expect_refusal("conv2d", "out_channels=4 kernel_size=3,3,3", "1x3x8x8", "'kernel_size'", "one integer or 2",
                 "not 3");
  expect_refusal("conv3d", "out_channels=4 kernel_size=3 stride=1,1", "1x3x8x8x8", "'stride'",
                 "one integer or 3");
  expect_refusal("conv2d", "out_channels=4 kernel_size=1", "1x3x0x8", "[1, 3, 0, 8]", "no elements");
  expect_refusal("conv2d", "out_channels=4 kernel_size=1", "1x-3x8x8", "no elements");
}

Test(conv, work) {
  /* 2 x 4 x 3 x 3 outputs of 2 * 9 products; 144 inputs, 72 outputs, 76 parameters of 4 bytes */
  expect_work("conv2d", "out_channels=4 kernel_size=3", "2x2x5x5", 72 * 18, 72, 0, 0, 0, 4 * (100 + 72 + 76));
  expect_work("conv2d", "out_channels=4 kernel_size=3 groups=2 bias=false", "2x2x5x5", 72 * 9, 0, 0, 0, 0,
              4 * (100 + 72 + 36));
  expect_work("conv1d", "out_channels=1 kernel_size=2", "1x1x3", 4, 2, 0, 0, 0, 4 * (3 + 2 + 3));
  expect_work("conv3d", "out_channels=2 kernel_size=1,2,3 bias=false", "1x3x2x3x4", 2 * 2 * 2 * 2 * 18, 0, 0,
              0, 0, 4 * (72 + 16 + 36));
}

Test(conv, bytes_follow_the_data_type) {
  expect_work("conv2d", "out_channels=4 kernel_size=3", "f16:2x2x5x5", 72 * 18, 72, 0, 0, 0,
              2 * (100 + 72 + 76));
  expect_work("conv2d", "out_channels=4 kernel_size=3", "i8:2x2x5x5", 72 * 18, 72, 0, 0, 0, 100 + 72 + 76);
}

Test(conv, an_empty_batch_costs_its_parameters) {
  expect_shape("conv2d", "out_channels=4 kernel_size=3", "0x2x5x5", "0x4x3x3");
  expect_work("conv2d", "out_channels=4 kernel_size=3", "0x2x5x5", 0, 0, 0, 0, 0, 4 * 76);
}

Test(conv, refuses_overflow) {
  expect_refusal("conv2d", "out_channels=4 kernel_size=1", MANY "x3x8x8", "too large");
  expect_refusal("conv2d", "out_channels=4 kernel_size=1 padding=1", "1x3x" MANY "x1", "too large");
  expect_refusal("conv2d", "out_channels=1000000000 kernel_size=1000000 padding=500000", "1x1000x8x8",
                 "too large");
  expect_refusal("conv3d", "out_channels=1 kernel_size=1000000 padding=500000", "1x1000x8x8x8", "too large");
  expect_refusal("conv1d", "out_channels=1000000000 kernel_size=1", "1x1x5000000000", "too large");
}

Test(linear, shapes_and_weights) {
  expect_shape("linear", "out_features=2", "3", "2");
  expect_shape("linear", "out_features=3", "4x2", "4x3");
  expect_shape("linear", "out_features=2", "2x5x3", "2x5x2");
  expect_weights("linear", "out_features=2", "3", 6, 2, 0, 0, 0);
  expect_weights("linear", "out_features=2 bias=false", "2x5x3", 6, 0, 0, 0, 0);
}

Test(linear, work) {
  expect_work("linear", "out_features=2", "3", 6, 2, 0, 0, 0, 4 * (3 + 2 + 8));
  expect_work("linear", "out_features=2", "2x5x3", 60, 20, 0, 0, 0, 4 * (30 + 20 + 8));
  expect_work("linear", "out_features=2 bias=false", "2x5x3", 60, 0, 0, 0, 0, 4 * (30 + 20 + 6));
}

Test(linear, refusals) {
  expect_refusal("linear", "out_features=2", "scalar", "rank 1 or more");
  expect_refusal("linear", "out_features=2", "1x3 1x3", "not 2");
  expect_refusal("linear", "out_features=2", "1x" MANY, "too large");
  expect_refusal("linear", "out_features=1000000000000", "1x10000000", "too large");
  /* The weights fit by themselves; with the bias they do not. */
  expect_refusal("linear", "out_features=1", "1x" MANY, "too large");
}
