/* Functions of each element. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(elementwise, of_each_element) {
  static const char *const types[] = {
      "neg",  "abs",   "sign", "square", "reciprocal", "sqrt", "rsqrt", "exp",   "exp2", "expm1", "log",
      "log2", "log1p", "erf",  "sin",    "cos",        "tan",  "atan",  "floor", "ceil", "round", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "2x3x5", "2x3x5");
    expect_shape(*type, "", "0x3", "0x3");
    expect_shape(*type, "", "scalar", "scalar");
    expect_work(*type, "", "2x3x5", 0, 0, 0, 0, 30, 4 * 60);
    expect_work(*type, "", "f16:7", 0, 0, 0, 0, 7, 2 * 14);
    expect_refusal(*type, "", "2x3 2x3", "1 input", "not 2");
    expect_refusal(*type, "", "2x" MANY, "too large");
  }
}

Test(elementwise, pow_and_clamp) {
  expect_shape("pow", "exponent=0.5", "2x7", "2x7");
  expect_work("pow", "exponent=2", "2x7", 0, 0, 0, 0, 14, 4 * 28);
  expect_shape("clamp", "min=0", "2x7", "2x7");
  expect_work("clamp", "min=0 max=6", "2x7", 0, 0, 0, 0, 14, 4 * 28);
  expect_refusal("clamp", "", "2x7", "'min'", "'max'");
}
