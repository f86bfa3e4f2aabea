/* Pooling. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(pool, shapes) {
  expect_shape("max_pool2d", "kernel_size=2", "2x3x7x8", "2x3x3x4");
  expect_shape("max_pool2d", "kernel_size=3 stride=2 padding=1", "2x3x112x7", "2x3x56x4");
  expect_shape("avg_pool2d", "kernel_size=3,4 stride=1", "1x1x5x5", "1x1x3x2");
  expect_shape("avg_pool2d", "kernel_size=3 stride=1 padding=1 count_include_pad=false", "1x8x6x7",
               "1x8x6x7");
  expect_shape("max_pool1d", "kernel_size=3 dilation=2 stride=1", "1x2x9", "1x2x5");
  expect_shape("avg_pool3d", "kernel_size=2 stride=1,2,3", "1x2x4x4x4", "1x2x3x2x1");
  expect_shape("max_pool3d", "kernel_size=1,2,4", "1x2x4x4x4", "1x2x4x2x1");
  expect_shape("avg_pool1d", "kernel_size=4", "1x2x11", "1x2x2");
}

/* The rule for the last window, on both sides of its border. */
Test(pool, ceil_mode) {
  expect_shape("max_pool2d", "kernel_size=2 ceil_mode=true", "1x1x7x8", "1x1x4x4");
  expect_shape("max_pool1d", "kernel_size=3 stride=2 ceil_mode=true", "1x1x6", "1x1x3");
  expect_shape("max_pool1d", "kernel_size=3 stride=2 ceil_mode=false", "1x1x6", "1x1x2");
  /* The window would start at 4, behind an input of 4: left out. */
  expect_shape("max_pool1d", "kernel_size=1 stride=4 ceil_mode=true", "1x1x4", "1x1x1");
  expect_shape("max_pool1d", "kernel_size=1 stride=4 ceil_mode=true", "1x1x5", "1x1x2");
  /* Starts at 4 of the padded input: its left padding and 3 elements end there. */
  expect_shape("max_pool1d", "kernel_size=2 stride=4 padding=1 ceil_mode=true", "1x1x3", "1x1x1");
  expect_shape("max_pool1d", "kernel_size=2 stride=4 padding=1 ceil_mode=true", "1x1x4", "1x1x2");
}

Test(pool, ceil_mode_lets_a_single_window_hang_over) {
  expect_shape("max_pool1d", "kernel_size=3 stride=2 ceil_mode=true", "1x1x2", "1x1x1");
  expect_refusal("max_pool1d", "kernel_size=3 stride=2", "1x1x2", "3", "input of 2");
  expect_refusal("max_pool1d", "kernel_size=3 stride=2 ceil_mode=true", "1x1x1", "3", "input of 1");
  expect_refusal("max_pool1d", "kernel_size=9 stride=2 ceil_mode=true", "1x1x2", "9", "input of 2");
}

Test(pool, refusals) {
  expect_refusal("max_pool2d", "kernel_size=3 padding=2", "1x1x8x8", "padding 2", "kernel of 3");
  expect_refusal("max_pool2d", "kernel_size=3 dilation=4", "1x1x8x9", "kernel_size 3", "dilation 4",
                 "input of 8", "dimension 2");
  expect_refusal("max_pool2d", "kernel_size=2", "1x8x8", "rank 4", "not 3");
  expect_refusal("avg_pool2d", "kernel_size=2,2,2", "1x1x8x8", "'kernel_size'", "not 3");
  expect_refusal("avg_pool2d", "kernel_size=2", "", "not 0");
  expect_refusal("max_pool1d", "kernel_size=2 padding=1", "1x1x9223372036854775807", "too large");
  expect_refusal("max_pool1d", "kernel_size=3 stride=3 ceil_mode=true padding=1", "1x1x9223372036854775805",
                 "too large");
  expect_refusal("avg_pool1d", "kernel_size=2 stride=1", "1x1x6000000000000000000", "too large");
}

Test(pool, three_dimensions_have_no_window_larger_than_the_input) {
  expect_shape("avg_pool3d", "kernel_size=3 padding=1", "1x1x3x3x3", "1x1x1x1x1");
  expect_refusal("avg_pool3d", "kernel_size=3 padding=1", "1x1x3x2x3", "kernel of 3", "input of 2",
                 "dimension 3");
  expect_refusal("lp_pool3d", "norm_type=2 kernel_size=1,1,3 ceil_mode=true", "1x1x3x2x2", "kernel of 3",
                 "input of 2", "dimension 4");
  expect_shape("max_pool3d", "kernel_size=3 padding=1", "1x1x3x2x3", "1x1x1x1x1");
  expect_shape("avg_pool2d", "kernel_size=3 padding=1", "1x1x2x3", "1x1x1x1");
}

Test(pool, work) {
  expect_work("max_pool2d", "kernel_size=2,3", "1x2x4x6", 0, 0, 0, 0, 2 * 4 * 6, 4 * (48 + 8));
  expect_work("avg_pool2d", "kernel_size=3 stride=2 padding=1", "2x1x4x4", 0, 0, 0, 0, 8 * 9, 4 * (32 + 8));
}

static void expect_places(const char *type, const char *attributes, const char *shapes, const char *wanted) {
  fake_op_t op;
  run_or_fail(&op, type, attributes, shapes);
  cr_expect_str_eq(op.shape, wanted);
  cr_expect_eq(op.op.n_outputs, 2);
  cr_expect_eq(op.outputs[0].dtype, op.inputs[0].dtype);
  cr_expect_eq(op.outputs[1].dtype, HWNAS_DTYPE_I64);
}

Test(pool, places_of_the_largest_elements) {
  expect_places("max_pool1d", "kernel_size=3 stride=2 return_indices=true", "2x3x7", "2x3x3 2x3x3");
  expect_places("max_pool2d", "kernel_size=2 return_indices=true ceil_mode=true", "f16:2x3x7x8",
                "2x3x4x4 2x3x4x4");
  expect_places("max_pool3d", "kernel_size=1,2,4 return_indices=true", "0x2x4x4x4", "0x2x4x2x1 0x2x4x2x1");
  expect_places("adaptive_max_pool1d", "output_size=12 return_indices=true", "2x3x7", "2x3x12 2x3x12");
  expect_places("adaptive_max_pool2d", "output_size=null,4 return_indices=true", "2x3x7x9",
                "2x3x7x4 2x3x7x4");
  expect_places("adaptive_max_pool3d", "output_size=1 return_indices=true", "2x3x7x7x7",
                "2x3x1x1x1 2x3x1x1x1");
  expect_shape("max_pool2d", "kernel_size=2 return_indices=false", "2x3x7x8", "2x3x3x4");
  expect_refusal("max_pool1d", "kernel_size=3 return_indices=true", "1x1x2", "input of 2");
  /* elements of 2 bytes, places of 8 */
  expect_work("max_pool2d", "kernel_size=2,3 return_indices=true", "f16:1x2x4x6", 0, 0, 0, 0, 2 * 4 * 6,
              2 * (48 + 8) + 8 * 8);
  expect_work("adaptive_max_pool2d", "output_size=1 return_indices=true", "2x3x4x4", 0, 0, 0, 0, 96,
              4 * (96 + 6) + 8 * 6);
}

Test(adaptive_pool, all) {
  expect_shape("adaptive_avg_pool2d", "output_size=1", "2x3x7x9", "2x3x1x1");
  expect_shape("adaptive_avg_pool2d", "output_size=5,4", "2x3x7x9", "2x3x5x4");
  expect_shape("adaptive_avg_pool2d", "output_size=null,4", "2x3x7x9", "2x3x7x4");
  expect_shape("adaptive_avg_pool2d", "output_size=null", "2x3x7x9", "2x3x7x9");
  expect_shape("adaptive_avg_pool1d", "output_size=12", "2x3x7", "2x3x12");
  expect_shape("adaptive_max_pool3d", "output_size=1,2,3", "2x3x7x7x7", "2x3x1x2x3");
  expect_shape("adaptive_max_pool2d", "output_size=2", "2x3x7x7", "2x3x2x2");
  expect_work("adaptive_avg_pool2d", "output_size=1", "2x3x4x4", 0, 0, 0, 0, 96, 4 * (96 + 6));
  expect_refusal("adaptive_avg_pool2d", "output_size=1", "2x3", "rank 4", "not 2");
  expect_refusal("adaptive_avg_pool2d", "output_size=1,1,1", "2x3x7x7", "'output_size'", "not 3");
}

Test(lp_pool, shapes) {
  expect_shape("lp_pool2d", "norm_type=2 kernel_size=2", "2x3x7x8", "2x3x3x4");
  expect_shape("lp_pool2d", "norm_type=1.5 kernel_size=3,4 stride=1", "1x1x5x5", "1x1x3x2");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=4", "1x2x11", "1x2x2");
  expect_shape("lp_pool1d", "norm_type=2 kernel_size=3 stride=2", "0x2x7", "0x2x3");
  expect_shape("lp_pool3d", "norm_type=2 kernel_size=1,2,3 stride=2", "2x3x5x5x5", "2x3x3x2x2");
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
  expect_refusal("lp_pool3d", "norm_type=2 kernel_size=2", "2x3x5x5", "rank 5", "not 4");
}

Test(lp_pool, work) {
  /* powers of the input, sums over windows, roots of the output */
  expect_work("lp_pool2d", "norm_type=2 kernel_size=2,3", "1x2x4x6", 0, 0, 0, 0, 48 + 8 * 6 + 8,
              4 * (48 + 8));
  expect_work("lp_pool1d", "norm_type=2 kernel_size=3 stride=1", "f16:2x1x5", 0, 0, 0, 0, 10 + 6 * 3 + 6,
              2 * (10 + 6));
  expect_work("lp_pool3d", "norm_type=3 kernel_size=2 stride=1,2,2", "1x2x3x4x5", 0, 0, 0, 0,
              120 + 2 * 2 * 2 * 2 * 8 + 16, 4 * (120 + 16));
  expect_work("lp_pool1d", "norm_type=2 kernel_size=3", "0x1x5", 0, 0, 0, 0, 0, 0);
  expect_weights("lp_pool1d", "norm_type=2 kernel_size=3", "1x1x5", 0, 0, 0, 0, 0);
}
