/* Pooling to a fraction of the size. */
#include "expect.h"

Test(fractional_max_pool, shapes) {
  expect_shape("fractional_max_pool2d", "kernel_size=3 output_size=3", "2x3x5x7", "2x3x3x3");
  expect_shape("fractional_max_pool2d", "kernel_size=3,1 output_size=3,7", "2x3x5x7", "2x3x3x7");
  /* 4.5 and 6.3 */
  expect_shape("fractional_max_pool2d", "kernel_size=2 output_ratio=0.5,0.7", "2x3x9x9", "2x3x4x6");
  expect_shape("fractional_max_pool3d", "kernel_size=2 output_ratio=0.5", "2x3x4x5x6", "2x3x2x2x3");
  expect_shape("fractional_max_pool3d", "kernel_size=1,2,3 output_size=3", "0x3x4x5x6", "0x3x3x3x3");
}

Test(fractional_max_pool, places_of_the_largest_elements) {
  fake_op_t op;
  run_or_fail(&op, "fractional_max_pool3d", "kernel_size=2 output_ratio=0.5 return_indices=true",
              "f16:2x3x4x5x6");
  cr_expect_str_eq(op.shape, "2x3x2x2x3 2x3x2x2x3");
  cr_expect_eq(op.outputs[0].dtype, HWNAS_DTYPE_F16);
  cr_expect_eq(op.outputs[1].dtype, HWNAS_DTYPE_I64);
  expect_refusal("fractional_max_pool2d", "kernel_size=3 output_size=4 return_indices=true", "2x3x6x5",
                 "output of 4");
  expect_work("fractional_max_pool2d", "kernel_size=3,2 output_size=3 return_indices=true", "2x1x5x7", 0, 0,
              0, 0, 18 * 6, 4 * (70 + 18) + 8 * 18);
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
