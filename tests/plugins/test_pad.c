/* Padding. */
#include <stdio.h>

#include "expect.h"

static const char *const kinds[] = {"constant_pad", "zero_pad", "reflection_pad", "replication_pad",
                                    "circular_pad"};

static void expect_of_all(int dims, const char *padding, const char *shapes, const char *wanted) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char type[32], attributes[64];
    snprintf(type, sizeof type, "%s%dd", kinds[i], dims);
    snprintf(attributes, sizeof attributes, "padding=%s%s", padding, i ? "" : " value=1.5");
    expect_shape(type, attributes, shapes, wanted);
    expect_weights(type, attributes, shapes, 0, 0, 0, 0, 0);
  }
}

Test(pad, one_integer_for_all_sides) {
  expect_of_all(1, "2", "2x3x5", "2x3x9");
  expect_of_all(2, "1", "2x3x5x7", "2x3x7x9");
  expect_of_all(3, "1", "2x3x4x5x7", "2x3x6x7x9");
  expect_of_all(2, "0", "1x1x1x1", "1x1x1x1");
  expect_of_all(2, "1", "0x3x5x7", "0x3x7x9");
}

/* torch's order: left, right, top, bottom, front, back. */
Test(pad, the_last_dimension_comes_first) {
  expect_of_all(1, "1,3", "2x3x5", "2x3x9");
  /* rows 5 + 0 + 3, columns 7 + 1 + 2 */
  expect_of_all(2, "1,2,0,3", "2x3x5x7", "2x3x8x10");
  /* 8 + 5 + 6, 6 + 3 + 4, 4 + 1 + 2 */
  expect_of_all(3, "1,2,3,4,5,6", "1x1x8x6x4", "1x1x19x13x7");
}

Test(pad, negative_padding_crops) {
  expect_of_all(1, "-1,2", "2x3x5", "2x3x6");
  expect_of_all(2, "-1", "2x3x5x7", "2x3x3x5");
  expect_of_all(1, "-3,-1", "2x3x5", "2x3x1");
  expect_of_all(1, "-5,4", "2x3x5", "2x3x4");
  expect_refusal("zero_pad1d", "padding=-3,-2", "2x3x5", "-3 before", "-2 after", "input of 5",
                 "dimension 2");
  expect_refusal("reflection_pad2d", "padding=0,0,-3", "2x3x5x5", "not 3");
  expect_refusal("replication_pad2d", "padding=-4,-1,0,0", "2x3x6x5", "leaves nothing", "dimension 3");
  /* A constant cannot stand in for what is not there to crop; the outermost element can be repeated. */
  expect_refusal("constant_pad1d", "padding=-6,8 value=0", "2x3x5", "-6 crops more", "input of 5",
                 "dimension 2", "least is -5");
  expect_refusal("zero_pad2d", "padding=0,0,8,-6", "2x3x5x7", "-6 crops more", "dimension 2");
  expect_shape("replication_pad1d", "padding=-6,8", "2x3x5", "2x3x7");
}

Test(pad, reflection_leaves_the_border_out) {
  expect_shape("reflection_pad1d", "padding=4", "2x3x5", "2x3x13");
  expect_refusal("reflection_pad1d", "padding=5,0", "2x3x5", "input of 5", "reflection of 5", "dimension 2",
                 "most is 4");
  expect_refusal("reflection_pad2d", "padding=0,0,0,3", "2x3x3x9", "input of 3", "reflection of 3",
                 "dimension 2");
  expect_refusal("reflection_pad3d", "padding=2", "2x3x3x3x2", "input of 2", "dimension 4");
  expect_shape("replication_pad1d", "padding=7", "2x3x1", "2x3x15");
  expect_shape("zero_pad1d", "padding=7", "2x3x1", "2x3x15");
}

Test(pad, a_circle_is_closed_once_at_most) {
  expect_shape("circular_pad1d", "padding=5", "2x3x5", "2x3x15");
  expect_shape("circular_pad2d", "padding=7,0,-4,5", "2x3x5x7", "2x3x6x14");
  expect_refusal("circular_pad1d", "padding=0,6", "2x3x5", "padding 6", "input of 5", "more than once",
                 "dimension 2");
  expect_refusal("circular_pad3d", "padding=0,0,4,0,0,0", "2x3x5x3x4", "padding 4", "input of 3",
                 "dimension 3");
  expect_refusal("circular_pad1d", "padding=-5,0", "2x3x5", "leaves nothing");
}

Test(pad, refusals) {
  expect_refusal("zero_pad2d", "padding=1,2", "2x3x5x5", "'padding'", "one integer or 4",
                 "last dimension first", "not 2");
  expect_refusal("constant_pad1d", "padding=1,2,3,4,5,6,7,8 value=0", "2x3x5", "one integer or 2", "not 8");
  expect_refusal("zero_pad2d", "padding=1", "3x5x5", "rank 4", "not 3");
  expect_refusal("reflection_pad1d", "padding=1", "5x5", "rank 3", "not 2");
  expect_refusal("replication_pad3d", "padding=1", "", "not 0");
  expect_refusal("zero_pad1d", "padding=1", "1x1x9223372036854775806", "too large");
  expect_refusal("zero_pad1d", "padding=1", "1x3x6000000000000000000", "too large");
}

Test(pad, only_bytes_move) {
  expect_work("constant_pad2d", "padding=1 value=0", "2x3x5x7", 0, 0, 0, 0, 0, 4 * (210 + 6 * 7 * 9));
  expect_work("reflection_pad1d", "padding=1", "f16:2x3x5", 0, 0, 0, 0, 0, 2 * (30 + 42));
  expect_work("replication_pad3d", "padding=1", "i8:1x1x1x1x1", 0, 0, 0, 0, 0, 1 + 27);
  expect_work("circular_pad3d", "padding=1,0,0,0,0,1", "f16:1x2x1x2x3", 0, 0, 0, 0, 0, 2 * (12 + 32));
  expect_work("zero_pad2d", "padding=1", "0x3x5x7", 0, 0, 0, 0, 0, 0);
}
