/* The bilinear layer. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(bilinear, shapes_and_weights) {
  expect_shape("bilinear", "out_features=2", "5x3 5x4", "5x2");
  expect_shape("bilinear", "out_features=2", "5x6x3 5x6x4", "5x6x2");
  expect_shape("bilinear", "out_features=2", "3 4", "2");
  expect_shape("bilinear", "out_features=2", "0x3 0x4", "0x2");
  expect_weights("bilinear", "out_features=2", "5x3 5x4", 2 * 3 * 4, 2, 0, 0, 0);
  expect_weights("bilinear", "out_features=2 bias=false", "5x6x3 5x6x1", 2 * 3 * 1, 0, 0, 0, 0);
}

Test(bilinear, work) {
  /* 5 * 2 outputs of 12 weights, 5 * 12 products of inputs; 15 and 20 inputs, 26 parameters */
  expect_work("bilinear", "out_features=2", "5x3 5x4", 10 * 12, 10, 0, 0, 60, 4 * (15 + 20 + 10 + 26));
  expect_work("bilinear", "out_features=2 bias=false", "f16:2x2x3 f16:2x2x1", 8 * 3, 0, 0, 0, 12,
              2 * (12 + 4 + 8 + 6));
  expect_work("bilinear", "out_features=2", "0x3 0x4", 0, 0, 0, 0, 0, 4 * 26);
}

Test(bilinear, refusals) {
  expect_refusal("bilinear", "out_features=2", "5x3", "2 input tensors, not 1");
  expect_refusal("bilinear", "out_features=2", "5x3 1x4", "[5, 3]", "[1, 4]", "before the last");
  expect_refusal("bilinear", "out_features=2", "5x3 5x1x4", "[5, 1, 4]");
  expect_refusal("bilinear", "out_features=2", "5x3 scalar", "rank 1 or more");
  expect_refusal("bilinear", "out_features=2", "1x" MANY " 1x2", "too large");
  expect_refusal("bilinear", "out_features=2", MANY "x1 " MANY "x1", "too large");
}
