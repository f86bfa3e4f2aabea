/* Products of matrices; matmul itself is in test_tensor.c. */
#include "expect.h"

#define HUGE "4611686018427387904"

Test(matmul, mm) {
  expect_shape("mm", "", "3x5 5x7", "3x7");
  expect_shape("mm", "", "0x5 5x7", "0x7");
  expect_work("mm", "", "3x5 5x7", 3 * 7 * 5, 0, 0, 0, 0, 4 * (15 + 35 + 21));
  expect_refusal("mm", "", "2x3x5 5x7", "[2, 3, 5]", "no two matrices");
  expect_refusal("mm", "", "3x5 5", "no two matrices");
  expect_refusal("mm", "", "3x5 4x7", "[3, 5]", "[4, 7]", "cannot be multiplied");
  expect_refusal("mm", "", "3x5", "2 input", "not 1");
  expect_refusal("mm", "", HUGE "x2 2x3", "too large");
}

Test(matmul, bmm) {
  expect_shape("bmm", "", "5x2x3 5x3x4", "5x2x4");
  expect_work("bmm", "", "5x2x3 5x3x4", 5 * 2 * 4 * 3, 0, 0, 0, 0, 4 * (30 + 60 + 40));
  expect_refusal("bmm", "", "5x2x3 4x3x4", "[5, 2, 3]", "[4, 3, 4]", "batches");
  expect_refusal("bmm", "", "2x3 3x4", "batches");
  expect_refusal("bmm", "", "5x2x3 5x4x4", "multiplied");
}

Test(matmul, addmm) {
  expect_shape("addmm", "", "3x7 3x5 5x7", "3x7");
  expect_shape("addmm", "", "7 3x5 5x7", "3x7");
  expect_shape("addmm", "", "scalar 3x5 5x7", "3x7");
  expect_work("addmm", "", "7 3x5 5x7", 105, 0, 0, 0, 21, 4 * (7 + 15 + 35 + 21));
  expect_work("addmm", "alpha=0.5", "7 3x5 5x7", 105, 0, 0, 0, 42, 4 * (7 + 15 + 35 + 21));
  expect_work("addmm", "alpha=0.5 beta=2", "7 3x5 5x7", 105, 0, 0, 0, 63, 4 * (7 + 15 + 35 + 21));
  expect_refusal("addmm", "", "3 3x5 5x7", "[3]", "[3, 7]", "summand");
  expect_refusal("addmm", "", "1x3x7 3x5 5x7", "[1, 3, 7]", "summand");
  expect_refusal("addmm", "", "7 1x5x3 1x3x7", "no two matrices");
  expect_refusal("addmm", "", "7 3x5 6x7", "cannot be multiplied");
  expect_refusal("addmm", "", "3x5 5x7", "3 input", "not 2");
}

Test(matmul, baddbmm) {
  expect_shape("baddbmm", "", "2x3x7 2x3x5 2x5x7", "2x3x7");
  expect_shape("baddbmm", "", "3x1 2x3x5 2x5x7", "2x3x7");
  expect_work("baddbmm", "beta=0", "3x1 2x3x5 2x5x7", 210, 0, 0, 0, 84, 4 * (3 + 30 + 70 + 42));
  expect_refusal("baddbmm", "", "3x7 2x3x5 3x5x7", "batches");
  expect_refusal("baddbmm", "", "4x7 2x3x5 2x5x7", "[4, 7]", "[2, 3, 7]", "summand");
}
