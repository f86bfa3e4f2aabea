/* Elements and pieces of a tensor by their places. Bytes tell the types. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(lookup, gather) {
  expect_shape("gather", "dim=1", "3x7 i64:3x9", "3x9");
  expect_shape("gather", "dim=-1", "3x7x5 i64:2x7x1", "2x7x1");
  expect_shape("gather", "dim=0", "7 i32:3", "3");
  expect_shape("gather", "dim=1", "0x7 i64:0x3", "0x3");
  expect_work("gather", "dim=1", "3x7 i64:3x9", 0, 0, 0, 0, 0, 4 * 21 + 8 * 27 + 4 * 27);
  expect_refusal("gather", "dim=1", "3x7 i64:4x9", "[3, 7]", "[4, 9]", "outside the dimension");
  expect_refusal("gather", "dim=1", "3x7 i64:3", "[3, 7]", "[3]");
  expect_refusal("gather", "dim=1", "3x7 3x9", "i64 or i32", "not f32");
  expect_refusal("gather", "dim=2", "3x7 i64:3x9", "dimension 2", "rank 2");
  expect_refusal("gather", "dim=1", "3x7", "2 input", "not 1");
  expect_refusal("gather", "dim=1", "1x7 i64:1x" MANY, "too large");
}

Test(lookup, index_select) {
  expect_shape("index_select", "dim=1", "3x7x5 i64:9", "3x9x5");
  expect_shape("index_select", "dim=-3", "3x7x5 i32:1", "1x7x5");
  expect_shape("index_select", "dim=1", "0x7 i64:scalar", "0x1");
  expect_shape("index_select", "dim=0", "3x7 i64:0", "0x7");
  expect_work("index_select", "dim=1", "f16:3x7 i32:2", 0, 0, 0, 0, 0, 2 * 21 + 4 * 2 + 2 * 6);
  expect_refusal("index_select", "dim=1", "3x7 i64:2x2", "vector", "rank 2");
  expect_refusal("index_select", "dim=1", "3x7 bool:7", "i64 or i32", "not bool");
  expect_refusal("index_select", "dim=1", "3x7 i64:0", "no elements");
  expect_refusal("index_select", "dim=2", "3x7 i64:2", "dimension 2");
}

Test(lookup, select) {
  expect_shape("select", "dim=1 index=0", "3x7x5", "3x5");
  expect_shape("select", "dim=-1 index=-5", "3x7x5", "3x7");
  expect_shape("select", "dim=0 index=2", "3x7x5x2x1", "7x5x2x1");
  expect_shape("select", "dim=0 index=6", "7", "scalar");
  expect_shape("select", "dim=1 index=6", "0x7", "0");
  expect_work("select", "dim=1 index=0", "3x7x5", 0, 0, 0, 0, 0, 4 * (105 + 15));
  expect_refusal("select", "dim=1 index=7", "3x7", "'index' 7", "dimension 1", "7 positions");
  expect_refusal("select", "dim=1 index=-8", "3x7", "'index' -8");
  expect_refusal("select", "dim=0 index=0", "0x7", "'index' 0", "0 positions");
  expect_refusal("select", "dim=2 index=0", "3x7", "dimension 2", "rank 2");
}

Test(lookup, narrow) {
  expect_shape("narrow", "dim=1 start=2 length=5", "3x7x5", "3x5x5");
  expect_shape("narrow", "dim=-1 start=-2 length=2", "3x7x5", "3x7x2");
  expect_shape("narrow", "dim=0 start=0 length=1", "7", "1");
  expect_shape("narrow", "dim=1 start=0 length=7", "0x7", "0x7");
  expect_work("narrow", "dim=1 start=0 length=2", "3x7", 0, 0, 0, 0, 0, 4 * (21 + 6));
  expect_refusal("narrow", "dim=1 start=3 length=5", "3x7", "5 positions from 3", "dimension 1", "has 7");
  expect_refusal("narrow", "dim=1 start=7 length=1", "3x7", "from 7");
  expect_refusal("narrow", "dim=1 start=-8 length=1", "3x7", "from -8");
  expect_refusal("narrow", "dim=2 start=0 length=1", "3x7", "dimension 2");
}

Test(lookup, unbind) {
  expect_shape("unbind", "", "2x3x5", "2x5 2x5 2x5");
  expect_shape("unbind", "dim=-1", "2x3x1", "2x3");
  expect_shape("unbind", "dim=0", "2", "scalar scalar");
  expect_shape("unbind", "", "0x2", "0 0");
  expect_work("unbind", "", "2x3x5", 0, 0, 0, 0, 0, 4 * 60);
  expect_refusal("unbind", "", "2x17", "17 positions", "16");
  expect_refusal("unbind", "dim=0", "0x3", "0 positions");
  expect_refusal("unbind", "", "2", "dimension 1", "rank 1");
}

Test(lookup, one_hot) {
  expect_shape("one_hot", "num_classes=10", "i64:2x3", "2x3x10");
  expect_shape("one_hot", "num_classes=1", "i32:scalar", "1");
  expect_shape("one_hot", "num_classes=3", "i64:0", "0x3");
  expect_work("one_hot", "num_classes=10", "i64:2x3", 0, 0, 0, 0, 0, 8 * (6 + 60));
  expect_refusal("one_hot", "num_classes=10", "2x3", "i64 or i32", "not f32");
  expect_refusal("one_hot", "num_classes=10", "i64:1x1x1x1x1x1x1x1", "8 dimensions");
  expect_refusal("one_hot", "num_classes=2", "i64:1x" MANY, "too large");
}
