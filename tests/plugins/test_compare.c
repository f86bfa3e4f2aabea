/* Comparisons, logic and choices. Bytes tell the types: bool has one, f32 four, i64 eight. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(compare, comparisons) {
  static const char *const types[] = {"eq", "ne", "lt", "le", "gt", "ge", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "2x1x4 3x1", "2x3x4");
    expect_shape(*type, "value=0.5", "2x3", "2x3");
    expect_shape(*type, "", "0x3 0x3", "0x3");
    expect_work(*type, "", "2x1x4 3x1", 0, 0, 0, 0, 24, 4 * (8 + 3) + 24);
    expect_work(*type, "value=1", "i64:2x3", 0, 0, 0, 0, 6, 8 * 6 + 6);
    expect_refusal(*type, "", "2x3", "2 input", "not 1");
    expect_refusal(*type, "value=1", "2x3 2x3", "1 input", "not 2");
    expect_refusal(*type, "", "2x3 2x4", "[2, 3]", "[2, 4]", "do not broadcast");
    expect_refusal(*type, "", "1x" MANY " 2x1", "too large");
  }
}

Test(compare, logic) {
  static const char *const types[] = {"logical_and", "logical_or", "logical_xor", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "bool:5x1 bool:1x3", "5x3");
    expect_work(*type, "", "bool:2x3 2x3", 0, 0, 0, 0, 6, 6 + 4 * 6 + 6);
    expect_refusal(*type, "", "bool:2x3", "2 input", "not 1");
    expect_refusal(*type, "", "bool:2x3 bool:3x2", "do not broadcast");
  }
  expect_shape("logical_not", "", "bool:2x3x5x7x9", "2x3x5x7x9");
  expect_work("logical_not", "", "bool:2x3", 0, 0, 0, 0, 6, 12);
  expect_work("logical_not", "", "2x3", 0, 0, 0, 0, 6, 4 * 6 + 6);
  expect_refusal("logical_not", "", "2x3 2x3", "1 input", "not 2");
}

Test(compare, where) {
  expect_shape("where", "", "bool:5x1x1 3x1 7", "5x3x7");
  expect_shape("where", "", "bool:0x3 0x3 1", "0x3");
  expect_work("where", "", "bool:2x3 2x3 scalar", 0, 0, 0, 0, 6, 6 + 4 * (6 + 1 + 6));
  expect_work("where", "", "bool:2x3 i64:2x3 i64:2x3", 0, 0, 0, 0, 6, 6 + 8 * 18);
  expect_refusal("where", "", "2x3 2x3 2x3", "input 0", "bool", "not f32");
  expect_refusal("where", "", "bool:2x3 2x3", "3 input", "not 2");
  expect_refusal("where", "", "bool:2x3 2x3 2x4", "[2, 3]", "[2, 4]", "do not broadcast");
}

Test(compare, masked_fill) {
  expect_shape("masked_fill", "value=0", "2x4x5x5 bool:5x5", "2x4x5x5");
  expect_shape("masked_fill", "value=0", "5x1 bool:3x5x7", "3x5x7");
  expect_work("masked_fill", "value=-1e9", "2x3x3 bool:3x3", 0, 0, 0, 0, 18, 4 * 18 + 9 + 4 * 18);
  expect_refusal("masked_fill", "value=0", "2x3 i64:2x3", "input 1", "bool", "not i64");
  expect_refusal("masked_fill", "value=0", "2x3", "2 input", "not 1");
  expect_refusal("masked_fill", "value=0", "2x3 bool:2", "do not broadcast");
}
