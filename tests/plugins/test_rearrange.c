/* Copies of a tensor: repeated, moved, cleared, of another type. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(rearrange, tile) {
  expect_shape("tile", "dims=2", "3x5", "3x10");
  expect_shape("tile", "dims=1,2,3", "3x5", "1x6x15");
  expect_shape("tile", "dims=4,2,3", "scalar", "4x2x3");
  expect_shape("tile", "dims=2,1,1,1,3", "1x2x3x4x5", "2x2x3x4x15");
  expect_shape("tile", "dims=2,3", "0x5", "0x15");
  expect_work("tile", "dims=2,3", "3x5", 0, 0, 0, 0, 0, 4 * (15 + 90));
  expect_refusal("tile", "dims=1,1,1,1,1,1,1,1,1", "3", "8 dimensions");
  expect_refusal("tile", "dims=2", "1x" MANY, "too large");
  expect_refusal("tile", "dims=3,1", "0x5x7 2", "1 input");
  expect_refusal("tile", "dims=2,1,1", "0x5", "no elements");
}

Test(rearrange, repeat_interleave) {
  expect_shape("repeat_interleave", "repeats=3 dim=1", "2x5x7", "2x15x7");
  expect_shape("repeat_interleave", "repeats=2 dim=-1", "2x5x7", "2x5x14");
  expect_shape("repeat_interleave", "repeats=2", "2x5x7", "140");
  expect_shape("repeat_interleave", "repeats=2", "scalar", "2");
  expect_shape("repeat_interleave", "repeats=2", "0x5", "0");
  expect_work("repeat_interleave", "repeats=3 dim=0", "f16:2x5", 0, 0, 0, 0, 0, 2 * (10 + 30));
  expect_refusal("repeat_interleave", "repeats=2 dim=2", "2x5", "dimension 2", "rank 2");
  expect_refusal("repeat_interleave", "repeats=2 dim=1", "1x" MANY, "too large");
  expect_refusal("repeat_interleave", "repeats=2", "2x" MANY, "too large");
}

Test(rearrange, roll) {
  expect_shape("roll", "shifts=-3,3 dims=1,2", "2x7x5x3", "2x7x5x3");
  expect_shape("roll", "shifts=100", "2x7", "2x7");
  expect_shape("roll", "shifts=1,1 dims=-1,1", "0x7", "0x7");
  expect_work("roll", "shifts=1 dims=1", "2x7x5", 0, 0, 0, 0, 0, 4 * 140);
  expect_refusal("roll", "shifts=1 dims=1,2", "2x7x5", "1 and 2 entries");
  expect_refusal("roll", "shifts=1,2", "2x7x5", "2 and 0 entries");
  expect_refusal("roll", "shifts=1 dims=3", "2x7x5", "dimension 3", "rank 3");
}

Test(rearrange, flip) {
  expect_shape("flip", "dims=1", "2x7x5", "2x7x5");
  expect_shape("flip", "dims=0,-1", "0x7x5x3x1", "0x7x5x3x1");
  expect_work("flip", "dims=0", "7", 0, 0, 0, 0, 0, 4 * 14);
  expect_refusal("flip", "dims=2", "2x7", "dimension 2", "rank 2");
  expect_refusal("flip", "dims=1,-1", "2x7", "dimension 1 twice");
  expect_refusal("flip", "dims=0,0", "7", "'dims'", "2 dimensions", "rank 1");
}

Test(rearrange, movedim) {
  expect_shape("movedim", "source=1 destination=-1", "2x3x5x7", "2x5x7x3");
  expect_shape("movedim", "source=-1 destination=1", "2x3x5x7", "2x7x3x5");
  expect_shape("movedim", "source=0,1 destination=1,0", "2x3x5", "3x2x5");
  expect_shape("movedim", "source=3,0 destination=0,2", "2x3x5x7x9", "7x3x2x5x9");
  expect_shape("movedim", "source=0 destination=0", "0", "0");
  expect_work("movedim", "source=1 destination=2", "2x3x5", 0, 0, 0, 0, 0, 4 * 60);
  expect_refusal("movedim", "source=1,2 destination=0", "2x3x5", "'source' names 2", "'destination' 1");
  expect_refusal("movedim", "source=0,0 destination=0,1", "2x3x5", "dimension 0 twice");
  expect_refusal("movedim", "source=0,1 destination=1,-2", "2x3x5", "dimension 1 twice");
  expect_refusal("movedim", "source=3 destination=0", "2x3x5", "dimension 3", "rank 3");
  expect_refusal("movedim", "source=0 destination=-4", "2x3x5", "dimension -4", "rank 3");
  expect_refusal("movedim", "source=0,1 destination=0,1", "2", "rank 1");
  expect_refusal("movedim", "source=1 destination=0", "0x3", "no elements");
}

Test(rearrange, triangles) {
  static const char *const types[] = {"tril", "triu", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "5x5", "5x5");
    expect_shape(*type, "diagonal=-2", "0x3x7", "0x3x7");
    expect_work(*type, "diagonal=1", "2x3x5", 0, 0, 0, 0, 0, 4 * 60);
    expect_refusal(*type, "", "5", "rank 2 or more", "not 1");
    expect_refusal(*type, "", "5x5 5x5", "1 input", "not 2");
  }
}

Test(rearrange, to) {
  expect_shape("to", "dtype=i64", "2x3x5", "2x3x5");
  expect_work("to", "dtype=f16", "2x3", 0, 0, 0, 0, 0, 4 * 6 + 2 * 6);
  expect_work("to", "dtype=f32", "bool:7", 0, 0, 0, 0, 0, 7 + 4 * 7);
  expect_work("to", "dtype=i64", "i32:7", 0, 0, 0, 0, 0, 4 * 7 + 8 * 7);
  expect_work("to", "dtype=i8", "7", 0, 0, 0, 0, 0, 4 * 7 + 7);
  expect_work("to", "dtype=bool", "0x7", 0, 0, 0, 0, 0, 0);
  expect_work("to", "dtype=f32", "2x3", 0, 0, 0, 0, 0, 0);
  expect_refusal("to", "dtype=f16", "2x3 2x3", "1 input", "not 2");
}
