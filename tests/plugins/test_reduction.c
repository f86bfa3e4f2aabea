/* Reductions. Bytes tell the types. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(reduction, shapes) {
  static const char *const types[] = {"mean", "sum", "amax", "amin", "norm", "var", "std", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "2x3x4", "scalar");
    expect_shape(*type, "", "7", "scalar");
    expect_shape(*type, "keepdim=true", "2x3x4", "1x1x1");
    expect_shape(*type, "dim=1 keepdim=true", "2x3x4", "2x1x4");
    expect_shape(*type, "dim=-1,1", "2x3x4", "2");
    expect_shape(*type, "dim=-4", "2x3x4x5x7", "2x4x5x7");
    expect_shape(*type, "dim=1", "0x3x5", "0x5");
    expect_refusal(*type, "dim=3", "2x3x4", "dimension 3", "rank 3");
    expect_refusal(*type, "dim=-4", "2x3x4", "dimension -4", "rank 3");
    expect_refusal(*type, "dim=1,-2", "2x3x4", "dimension 1 twice");
    expect_refusal(*type, "dim=0,1", "3", "2 dimensions", "rank 1");
    expect_refusal(*type, "", "2x3 2x3", "1 input", "not 2");
    expect_refusal(*type, "", "2x" MANY, "too large");
  }
}

Test(reduction, of_one_dimension) {
  static const char *const types[] = {"prod", "argmax", "argmin", NULL};
  for (const char *const *type = types; *type; type++) {
    expect_shape(*type, "", "2x3x4", "scalar");
    expect_shape(*type, "keepdim=true", "2x3x4", "1x1x1");
    expect_shape(*type, "dim=-1", "2x3x4", "2x3");
    expect_shape(*type, "dim=1 keepdim=true", "0x3x4", "0x1x4");
    expect_refusal(*type, "dim=2", "2x3", "dimension 2", "rank 2");
    expect_refusal(*type, "dim=0", "scalar", "dimension 0", "rank 0");
    expect_refusal(*type, "", "", "1 input", "not 0");
    expect_refusal(*type, "", "2x" MANY, "too large");
  }
}

Test(reduction, logsumexp) {
  expect_shape("logsumexp", "dim=1", "2x3x4", "2x4");
  expect_shape("logsumexp", "dim=0,-1 keepdim=true", "2x3x4", "1x3x1");
  expect_refusal("logsumexp", "dim=1", "i64:2x3", "f32 or f16", "not i64");
  expect_refusal("logsumexp", "dim=2", "2x3", "dimension 2");
}

Test(reduction, work) {
  expect_work("sum", "dim=1", "2x3x4", 0, 0, 0, 0, 24, 4 * (24 + 8));
  expect_work("sum", "dim=1", "bool:2x3x4", 0, 0, 0, 0, 24, 24 + 8 * 8);
  expect_work("amax", "dim=1", "i8:2x3x4", 0, 0, 0, 0, 24, 24 + 8);
  expect_work("prod", "dim=1", "f16:2x3x4", 0, 0, 0, 0, 24, 2 * (24 + 8));
  expect_work("prod", "dim=1", "i32:2x3x4", 0, 0, 0, 0, 24, 4 * 24 + 8 * 8);
  expect_work("argmax", "dim=1", "2x3x4", 0, 0, 0, 0, 24, 4 * 24 + 8 * 8);
  expect_work("argmin", "", "2x3x4", 0, 0, 0, 0, 24, 4 * 24 + 8);
  expect_work("logsumexp", "dim=1", "2x3x4", 0, 0, 0, 0, 2 * 24 + 8, 4 * (24 + 8));
  expect_work("norm", "dim=1 p=1", "2x3x4", 0, 0, 0, 0, 2 * 24 + 8, 4 * (24 + 8));
  expect_work("norm", "", "2x3x4", 0, 0, 0, 0, 2 * 24 + 1, 4 * 25);
  expect_work("var", "dim=1,2", "2x3x4", 0, 0, 0, 0, 4 * 24, 4 * (24 + 2));
  expect_work("std", "dim=1 correction=0", "2x3x4", 0, 0, 0, 0, 4 * 24 + 8, 4 * (24 + 8));
  expect_work("std", "dim=1", "0x3x4", 0, 0, 0, 0, 0, 0);
  expect_weights("norm", "", "2x3x4", 0, 0, 0, 0, 0);
}

Test(reduction, of_floating_point_numbers) {
  expect_refusal("var", "", "i64:2x3", "f32 or f16", "not i64");
  expect_refusal("std", "", "bool:2x3", "not bool");
  expect_refusal("norm", "", "i8:2x3", "not i8");
  expect_work("norm", "", "f16:7", 0, 0, 0, 0, 15, 2 * 8);
  expect_refusal("std", "", "3x3074457345618258602", "too large");
}
