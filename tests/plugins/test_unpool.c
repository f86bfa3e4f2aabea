/* The inverse of pooling. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(max_unpool, shapes) {
  expect_shape("max_unpool1d", "kernel_size=3", "2x3x5 i64:2x3x5", "2x3x15");
  expect_shape("max_unpool1d", "kernel_size=3 stride=2", "2x3x5 i64:2x3x5", "2x3x11");
  /* rows 4 x 2 + 2 - 0, columns 6 x 3 + 5 - 4 */
  expect_shape("max_unpool2d", "kernel_size=2,5 stride=2,3 padding=0,2", "2x3x5x7 i64:2x3x5x7", "2x3x10x19");
  expect_shape("max_unpool3d", "kernel_size=1,2,3", "2x3x1x2x3 i64:2x3x1x2x3", "2x3x1x4x9");
  expect_shape("max_unpool2d", "kernel_size=2", "0x3x5x7 i64:0x3x5x7", "0x3x10x14");
  /* As torch: padding may be more than half of the kernel. */
  expect_shape("max_unpool1d", "kernel_size=2 padding=2", "2x3x5 i64:2x3x5", "2x3x6");
}

Test(max_unpool, undoes_max_pool) {
  expect_shape("max_pool2d", "kernel_size=3 stride=2 padding=1 return_indices=true", "2x3x112x7",
               "2x3x56x4 2x3x56x4");
  expect_shape("max_unpool2d", "kernel_size=3 stride=2 padding=1 output_size=112,7", "2x3x56x4 i64:2x3x56x4",
               "2x3x112x7");
}

/* 5 elements, 2 apart, of a kernel of 3 make 11. */
Test(max_unpool, the_size_may_differ_by_less_than_the_stride) {
  expect_shape("max_unpool1d", "kernel_size=3 stride=2 output_size=10", "2x3x5 i64:2x3x5", "2x3x10");
  expect_shape("max_unpool1d", "kernel_size=3 stride=2 output_size=12", "2x3x5 i64:2x3x5", "2x3x12");
  expect_shape("max_unpool1d", "kernel_size=3 stride=2 output_size=2,3,12", "2x3x5 i64:2x3x5", "2x3x12");
  expect_shape("max_unpool2d", "kernel_size=3 stride=2 output_size=2,3,10,11", "2x3x5x5 i64:2x3x5x5",
               "2x3x10x11");
  expect_refusal("max_unpool1d", "kernel_size=3 stride=2 output_size=9", "2x3x5 i64:2x3x5", "'output_size' 9",
                 "stride of 2", "11", "dimension 2");
  expect_refusal("max_unpool2d", "kernel_size=3 stride=2 output_size=11,13", "2x3x5x5 i64:2x3x5x5",
                 "'output_size' 13", "dimension 3");
  expect_refusal("max_unpool2d", "kernel_size=3 output_size=15", "2x3x5x5 i64:2x3x5x5", "'output_size'",
                 "2 integers", "or 4", "not 1");
  expect_refusal("max_unpool1d", "kernel_size=3 output_size=1,2,3,15,15", "2x3x5 i64:2x3x5", "or 3", "not 5");
  expect_refusal("max_unpool1d", "kernel_size=3 stride=2 output_size=2,4,12", "2x3x5 i64:2x3x5", "2, 4",
                 "2, 3", "channels");
  expect_refusal("max_unpool1d", "kernel_size=3 stride=2 output_size=1,3,12", "2x3x5 i64:2x3x5", "1, 3",
                 "batch");
  /* Too small as it is, with room for one. */
  expect_shape("max_unpool1d", "kernel_size=2 stride=3 padding=1 output_size=1", "2x3x1 i64:2x3x1", "2x3x1");
}

Test(max_unpool, refusals) {
  expect_refusal("max_unpool1d", "kernel_size=3", "2x3x5", "2 input tensors, not 1");
  expect_refusal("max_unpool2d", "kernel_size=3", "2x3x5 i64:2x3x5", "rank 4", "2 spatial", "not 3");
  expect_refusal("max_unpool1d", "kernel_size=3", "2x3x5 i64:2x3x4", "[2, 3, 5]", "[2, 3, 4]", "place");
  expect_refusal("max_unpool2d", "kernel_size=3", "2x3x5x5 2x3x5x5", "max_pool2d", "return_indices", "i64");
  expect_refusal("max_unpool1d", "kernel_size=3", "2x3x5 i32:2x3x5", "i64");
  expect_refusal("max_unpool2d", "kernel_size=3,3,3", "2x3x5x5 i64:2x3x5x5", "'kernel_size'", "not 3");
  expect_refusal("max_unpool1d", "kernel_size=2 padding=1", "2x3x1 i64:2x3x1", "padding 1", "kernel of 2",
                 "leaves nothing", "dimension 2");
}

Test(max_unpool, refuses_overflow) {
  expect_refusal("max_unpool1d", "kernel_size=2", "1x1x" MANY " i64:1x1x" MANY, "too large");
  expect_refusal("max_unpool1d", "kernel_size=3 stride=1", "1x1x" MANY " i64:1x1x" MANY, "too large");
  expect_refusal("max_unpool1d", "kernel_size=2", "1x1x2000000000000000000 i64:1x1x2000000000000000000",
                 "too large");
}

Test(max_unpool, only_bytes_move) {
  expect_work("max_unpool1d", "kernel_size=3", "2x3x5 i64:2x3x5", 0, 0, 0, 0, 0, 4 * 30 + 8 * 30 + 4 * 90);
  expect_work("max_unpool2d", "kernel_size=2", "f16:1x1x2x3 i64:1x1x2x3", 0, 0, 0, 0, 0,
              2 * 6 + 8 * 6 + 2 * 24);
  expect_work("max_unpool1d", "kernel_size=3", "0x3x5 i64:0x3x5", 0, 0, 0, 0, 0, 0);
  expect_weights("max_unpool1d", "kernel_size=3", "2x3x5 i64:2x3x5", 0, 0, 0, 0, 0);
}
