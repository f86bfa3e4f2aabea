/* Functions on tensors. */
#include "expect.h"

Test(functional, numbers_as_operands) {
  expect_shape("add", "value=1", "2x3", "2x3");
  expect_work("add", "value=1", "2x3", 0, 0, 0, 0, 6, 4 * 12);
  expect_work("mul", "value=0.5", "2x3 2x1", 0, 0, 0, 0, 12, 4 * (6 + 2 + 6));
  expect_shape("sub", "value=1", "2x3", "2x3");
  expect_work("div", "value=2", "2x3", 0, 0, 0, 0, 6, 4 * 12);
  expect_refusal("div", "value=2", "2x3 2x3", "1 input", "not 2");
  expect_refusal("sub", "", "2x3", "2 input", "not 1");
}

Test(functional, extremes) {
  expect_shape("minimum", "", "2x1x4 3x1", "2x3x4");
  expect_shape("maximum", "value=0", "2x3", "2x3");
  expect_work("maximum", "", "2x3 2x3", 0, 0, 0, 0, 6, 4 * 18);
}

Test(functional, pad) {
  expect_shape("pad", "pad=1,2", "2x3x5", "2x3x8");
  expect_shape("pad", "pad=1,2,0,3", "2x3x5", "2x6x8");
  expect_shape("pad", "pad=-1,-2,0,0,1,0", "2x3x5", "3x3x2");
  expect_work("pad", "pad=1,1", "2x3x5", 0, 0, 0, 0, 0, 4 * (30 + 42));
  expect_refusal("pad", "pad=1,2,3", "2x3x5", "'pad'", "at most 6", "not 3");
  expect_refusal("pad", "pad=1,1,1,1", "5", "at most 2", "not 4");
  expect_refusal("pad", "pad=-3,-2", "2x3x5", "-3", "of 5");
  expect_refusal("pad", "pad=-6,9", "2x3x5", "-6", "of 5");
}

/* x[::2] of 9 has 5 elements. */
Test(functional, slice) {
  expect_shape("slice", "dim=2 step=2", "1x3x9", "1x3x5");
  expect_shape("slice", "dim=0 step=2", "9x8", "5x8");
  expect_shape("slice", "dim=-1 start=2 end=7 step=3", "1x3x9", "1x3x2");
  expect_shape("slice", "start=-2", "1x3x9", "1x2x9");
  expect_shape("slice", "end=-1", "1x3x9", "1x2x9");
  expect_shape("slice", "end=100", "1x3x9", "1x3x9");
  expect_work("slice", "dim=2 step=2", "1x3x9", 0, 0, 0, 0, 0, 4 * (27 + 15));
  expect_refusal("slice", "start=3", "1x3x9", "nothing is left", "3");
  expect_refusal("slice", "start=2 end=1", "1x3x9", "nothing is left");
  expect_refusal("slice", "dim=3", "1x3x9", "dimension 3", "rank 3");
}

Test(functional, split_and_chunk) {
  expect_shape("split", "split_size_or_sections=2", "1x5x4", "1x2x4 1x2x4 1x1x4");
  expect_shape("split", "split_size_or_sections=2,3", "1x5x4", "1x2x4 1x3x4");
  expect_shape("split", "split_size_or_sections=9 dim=2", "1x5x4", "1x5x4");
  expect_shape("chunk", "chunks=2", "1x5x4", "1x3x4 1x2x4");
  expect_shape("chunk", "chunks=4", "1x5x4", "1x2x4 1x2x4 1x1x4");
  expect_shape("chunk", "chunks=3 dim=-1", "1x5x9", "1x5x3 1x5x3 1x5x3");
  expect_shape("chunk", "chunks=2 dim=0", "0x3", "0x3 0x3");
  expect_work("chunk", "chunks=2", "1x5x4", 0, 0, 0, 0, 0, 4 * 40);
  expect_refusal("split", "split_size_or_sections=2,2", "1x5x4", "4 positions", "has 5");
  expect_refusal("split", "split_size_or_sections=1", "1x17x4", "17 pieces", "16");
  expect_refusal("chunk", "chunks=17", "1x17", "17 pieces");
  expect_refusal("chunk", "chunks=2", "1x5x4 1x5x4", "1 input");
}

Test(functional, stack_and_expand) {
  expect_shape("stack", "", "2x3 2x3 2x3", "2x3x3");
  expect_shape("stack", "dim=0", "2x3 2x3", "2x2x3");
  expect_shape("stack", "dim=-1", "2x3 2x3", "2x3x2");
  expect_work("stack", "", "2x3 2x3", 0, 0, 0, 0, 0, 4 * 24);
  expect_refusal("stack", "", "2x3 2x4", "[2, 4]", "[2, 3]");
  expect_refusal("stack", "dim=3", "2x3 2x3", "dimension 3", "rank 3");
  expect_refusal("stack", "", "", "at least one");
  expect_refusal("stack", "", "1x1x1x1x1x1x1x1 1x1x1x1x1x1x1x1", "8 dimensions");
  expect_shape("expand", "sizes=4,3", "1x3", "4x3");
  expect_shape("expand", "sizes=5,-1,-1", "2x3", "5x2x3");
  expect_shape("expand", "sizes=2,3", "scalar", "2x3");
  expect_work("expand", "sizes=4,3", "1x3", 0, 0, 0, 0, 0, 0);
  expect_refusal("expand", "sizes=4,4", "1x3", "3", "4");
  expect_refusal("expand", "sizes=3", "1x3", "'sizes'", "not 1");
  expect_refusal("expand", "sizes=-1,2,3", "2x3", "-1");
}
