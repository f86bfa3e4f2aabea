/* Functions along one dimension. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(along, cumsum) {
  expect_shape("cumsum", "dim=1", "2x3x5", "2x3x5");
  expect_shape("cumsum", "dim=-1", "0x3", "0x3");
  expect_work("cumsum", "dim=0", "7", 0, 0, 0, 0, 7, 4 * 14);
  expect_work("cumsum", "dim=1", "bool:2x3", 0, 0, 0, 0, 6, 6 + 8 * 6);
  expect_refusal("cumsum", "dim=2", "2x3", "dimension 2", "rank 2");
  expect_refusal("cumsum", "dim=0", "scalar", "rank 0");
  expect_refusal("cumsum", "dim=1", "2x" MANY, "too large");
}

Test(along, topk) {
  expect_shape("topk", "k=2", "3x7", "3x2 3x2");
  expect_shape("topk", "k=7 dim=1 largest=false", "3x7x5", "3x7x5 3x7x5");
  expect_shape("topk", "k=1 dim=0 sorted=false", "7", "1 1");
  expect_shape("topk", "k=3 dim=-4", "2x3x4x5x6", "2x3x4x5x6 2x3x4x5x6");
  expect_shape("topk", "k=2", "0x7", "0x2 0x2");
  expect_work("topk", "k=2", "3x7", 0, 0, 0, 0, 21, 4 * (21 + 6) + 8 * 6);
  expect_refusal("topk", "k=8", "3x7", "'k' is 8", "dimension 1", "7");
  expect_refusal("topk", "k=1 dim=2", "3x7", "dimension 2", "rank 2");
  expect_refusal("topk", "k=1 dim=0", "0x7", "'k' is 1", "0 positions");
  expect_refusal("topk", "k=1", "3x7 3x7", "1 input", "not 2");
}

/* Power, sum and division for each element, a root for each vector. */
Test(along, normalize) {
  expect_shape("normalize", "", "2x3x5", "2x3x5");
  expect_shape("normalize", "dim=-1 p=1 eps=1e-6", "0x3", "0x3");
  expect_work("normalize", "", "2x3x5", 0, 0, 0, 0, 3 * 30 + 10, 4 * 60);
  expect_work("normalize", "dim=-1", "f16:2x3x5", 0, 0, 0, 0, 3 * 30 + 6, 2 * 60);
  expect_work("normalize", "dim=0", "7", 0, 0, 0, 0, 3 * 7 + 1, 4 * 14);
  expect_refusal("normalize", "", "7", "dimension 1", "rank 1");
  expect_refusal("normalize", "", "i64:2x3", "f32 or f16", "not i64");
  expect_refusal("normalize", "", "2x" MANY, "too large");
  expect_refusal("normalize", "", "1x" MANY, "too large");
}
