/* Windows as columns, and back. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(unfold, shapes) {
  /* 3 * 9 elements of a window; 5 * 7 windows */
  expect_shape("unfold", "kernel_size=3", "2x3x7x9", "2x27x35");
  /* rows (7 + 2 - 3) / 2 + 1 = 4, columns (9 + 4 - 2) / 3 + 1 = 4 */
  expect_shape("unfold", "kernel_size=3,2 padding=1,2 stride=2,3", "2x3x7x9", "2x18x16");
  /* rows 7 - 4, columns 9 - 6 */
  expect_shape("unfold", "kernel_size=3 dilation=2,3", "2x1x7x9", "2x9x9");
  expect_shape("unfold", "kernel_size=2", "0x3x2x2", "0x12x1");
}

Test(unfold, work) {
  expect_work("unfold", "kernel_size=3", "2x3x7x9", 0, 0, 0, 0, 0, 4 * (378 + 2 * 27 * 35));
  expect_work("unfold", "kernel_size=2 stride=2", "f16:1x1x4x4", 0, 0, 0, 0, 0, 2 * (16 + 16));
  expect_weights("unfold", "kernel_size=3", "2x3x7x9", 0, 0, 0, 0, 0);
}

Test(unfold, refusals) {
  expect_refusal("unfold", "kernel_size=3 dilation=3 padding=1", "1x3x9x4", "over 7", "kernel_size 3",
                 "dilation 3", "input of 4", "padded to 6", "dimension 3");
  expect_refusal("unfold", "kernel_size=3", "3x7x9", "rank 4", "not 3");
  expect_refusal("unfold", "kernel_size=3", "2x3x7x9x9", "rank 4", "not 5");
  expect_refusal("unfold", "kernel_size=3,3,3", "2x3x7x9", "'kernel_size'", "one integer or 2", "not 3");
  expect_refusal("unfold", "kernel_size=1 padding=1", "1x1x1x" MANY, "too large");
  expect_refusal("unfold", "kernel_size=2 padding=1", "1x" MANY "x2x2", "too large");
  expect_refusal("unfold", "kernel_size=1", "1x1x4000000000x4000000000", "too large");
}

Test(fold, shapes) {
  expect_shape("fold", "output_size=7,9 kernel_size=3", "2x27x35", "2x3x7x9");
  expect_shape("fold", "output_size=7,9 kernel_size=3,2 padding=1,2 stride=2,3", "2x18x16", "2x3x7x9");
  expect_shape("fold", "output_size=4 kernel_size=2 stride=2", "1x4x4", "1x1x4x4");
  expect_shape("fold", "output_size=7,9 kernel_size=3 dilation=2,3", "0x9x9", "0x1x7x9");
}

Test(fold, work) {
  expect_work("fold", "output_size=7,9 kernel_size=3", "2x27x35", 0, 0, 0, 0, 1890, 4 * (1890 + 378));
  expect_work("fold", "output_size=7,9 kernel_size=3", "0x27x35", 0, 0, 0, 0, 0, 0);
}

Test(fold, refusals) {
  expect_refusal("fold", "output_size=7,9 kernel_size=3", "2x27x34", "5 * 7 = 35 windows", "input 34",
                 "dimension 2");
  expect_refusal("fold", "output_size=4 kernel_size=2", "2x7x9", "dimension 1 of 7", "4 elements");
  expect_refusal("fold", "output_size=1 kernel_size=2", "2x8x9", "kernel_size 2", "output of 1",
                 "dimension 2");
  expect_refusal("fold", "output_size=4 kernel_size=2", "8x9", "rank 3", "not 2");
  expect_refusal("fold", "output_size=4,4,4 kernel_size=2", "2x8x9", "'output_size'", "not 3");
  expect_refusal("fold", "output_size=4 kernel_size=2", "2x8x9 2x8x9", "not 2");
}
