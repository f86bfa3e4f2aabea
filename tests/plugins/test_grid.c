/* Sampling at places. */
#include "expect.h"

#define HUGE "4611686018427387904"

Test(grid, grid_sample) {
  expect_shape("grid_sample", "", "2x3x7x5 2x4x9x2", "2x3x4x9");
  expect_shape("grid_sample", "mode=nearest", "2x3x2x7x5 2x1x4x9x3", "2x3x1x4x9");
  expect_shape("grid_sample", "mode=bicubic padding_mode=border align_corners=true", "0x3x7x5 0x1x1x2",
               "0x3x1x1");
  expect_work("grid_sample", "", "2x3x7x5 2x4x9x2", 0, 0, 0, 0, 4 * 216, 4 * (210 + 144 + 216));
  expect_work("grid_sample", "mode=nearest", "2x3x7x5 2x4x9x2", 0, 0, 0, 0, 0, 4 * (210 + 144 + 216));
  expect_work("grid_sample", "mode=bicubic", "2x3x7x5 2x4x9x2", 0, 0, 0, 0, 16 * 216, 4 * (210 + 144 + 216));
  expect_work("grid_sample", "", "1x1x2x3x5 1x2x2x2x3", 0, 0, 0, 0, 8 * 8, 4 * (30 + 24 + 8));
  expect_work("grid_sample", "mode=nearest", "1x1x2x3x5 1x2x2x2x3", 0, 0, 0, 0, 0, 4 * (30 + 24 + 8));
}

Test(grid, grid_sample_refuses) {
  expect_refusal("grid_sample", "", "2x3x7 2x4x1", "rank 4 or 5", "not 3");
  expect_refusal("grid_sample", "", "2x3x7x5 2x4x9x3", "[2, 3, 7, 5]", "[2, 4, 9, 3]", "grid");
  expect_refusal("grid_sample", "", "2x3x7x5 1x4x9x2", "grid");
  expect_refusal("grid_sample", "", "2x3x7x5 2x4x9x1x3", "grid");
  expect_refusal("grid_sample", "mode=bicubic", "1x1x2x3x5 1x2x2x2x3", "bicubic", "rank 4, not 5");
  expect_refusal("grid_sample", "", "2x3x7x5", "2 input", "not 1");
  expect_refusal("grid_sample", "", "1x2x1x1 1x" HUGE "x1x2", "too large");
}

/* Two or three coordinates for each place, each from a row of three or four. */
Test(grid, affine_grid) {
  expect_shape("affine_grid", "size=2,3,7,5", "2x2x3", "2x7x5x2");
  expect_shape("affine_grid", "size=-1,3,7,5,9 align_corners=true", "2x3x4", "2x7x5x9x3");
  expect_shape("affine_grid", "size=-1,3,7,5", "0x2x3", "0x7x5x2");
  expect_work("affine_grid", "size=-1,1,7,5", "2x2x3", 0, 0, 0, 0, 140 * 3, 4 * (12 + 140));
  expect_work("affine_grid", "size=-1,1,1,7,5", "2x3x4", 0, 0, 0, 0, 210 * 4, 4 * (24 + 210));
  expect_refusal("affine_grid", "size=3,3,7,5", "2x2x3", "batch of 3", "one of 2");
  expect_refusal("affine_grid", "size=2,3,7", "2x2x3", "'size'", "not 3");
  expect_refusal("affine_grid", "size=2,3,7,5", "2x3x4", "[batch, 2, 3]", "[2, 3, 4]");
  expect_refusal("affine_grid", "size=2,3,-1,5", "2x2x3", "may be -1");
  expect_refusal("affine_grid", "size=2,3,7,5", "2x2x3 2x2x3", "1 input");
  expect_refusal("affine_grid", "size=1,1,1000000000000,1000000000000", "1x2x3", "too large");
}
