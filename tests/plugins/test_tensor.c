/* Operators on whole tensors. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(identity, is_free) {
  expect_shape("identity", "", "2x3x5", "2x3x5");
  expect_work("identity", "", "2x3x5", 0, 0, 0, 0, 0, 0);
  expect_shape("dropout", "p=0.2 inplace=true", "2x3x5", "2x3x5");
  expect_work("dropout", "", "2x3x5", 0, 0, 0, 0, 0, 0);
  expect_shape("alpha_dropout", "p=0.2 inplace=true", "2x3x5", "2x3x5");
  expect_work("alpha_dropout", "", "2x3x5", 0, 0, 0, 0, 0, 0);
  expect_shape("feature_alpha_dropout", "p=0.2 inplace=true", "0x3x5", "0x3x5");
  expect_work("feature_alpha_dropout", "", "2x3x5", 0, 0, 0, 0, 0, 0);
  expect_refusal("alpha_dropout", "", "2x3 2x3", "not 2");
  expect_refusal("identity", "", "2x3 2x3", "not 2");
}

Test(zero, keeps_the_shape_or_strides) {
  expect_shape("zero", "", "2x3x7x8", "2x3x7x8");
  expect_shape("zero", "stride=2", "2x3x7x8", "2x3x4x4");
  expect_shape("zero", "stride=2", "2x3", "2x3");
  expect_work("zero", "stride=2", "2x3x7x8", 0, 0, 0, 0, 0, 0);
}

Test(cat, all) {
  expect_shape("cat", "", "2x3x5 2x4x5", "2x7x5");
  expect_shape("cat", "dim=-1", "2x3x5 2x3x1 2x3x2", "2x3x8");
  expect_shape("cat", "", "2x3", "2x3");
  expect_work("cat", "", "2x3x5 2x4x5", 0, 0, 0, 0, 0, 4 * 140);
  expect_refusal("cat", "", "2x3x5 2x4x6", "[2, 3, 5]", "[2, 4, 6]", "dimension 1");
  expect_refusal("cat", "", "2x3x5 2x3", "[2, 3, 5]", "[2, 3]");
  expect_refusal("cat", "dim=3", "2x3x5 2x3x5", "dimension 3", "rank 3");
  expect_refusal("cat", "", "2x" MANY " 2x1", "too large");
  expect_refusal("cat", "", "", "at least one");
}

Test(parameter, all) {
  expect_shape("parameter", "shape=1,1,192", "", "1x1x192");
  expect_weights("parameter", "shape=1,197,192", "", 0, 0, 0, 197 * 192, 0);
  expect_work("parameter", "shape=1,197,192", "", 0, 0, 0, 0, 0, 0);
  expect_refusal("parameter", "shape=1", "1x3", "not 1");
  expect_refusal("parameter", "shape=1,1,1,1,1,1,1,1,1", "", "at most 8", "not 9");
  expect_refusal("parameter", "shape=1000000000000,1000000000000", "", "too large");
}

Test(flatten, all) {
  expect_shape("flatten", "", "2x3x4x5", "2x60");
  expect_shape("flatten", "start_dim=0", "2x3x4x5", "120");
  expect_shape("flatten", "start_dim=2", "2x3x4x5", "2x3x20");
  expect_shape("flatten", "start_dim=1 end_dim=2", "2x3x4x5", "2x12x5");
  expect_shape("flatten", "start_dim=-2 end_dim=-2", "2x3x4", "2x3x4");
  expect_work("flatten", "", "2x3x4x5", 0, 0, 0, 0, 0, 0);
  expect_refusal("flatten", "start_dim=2 end_dim=1", "2x3x4", "start_dim 2", "end_dim 1");
  expect_refusal("flatten", "start_dim=3", "2x3x4", "start_dim 3", "rank 3");
  expect_refusal("flatten", "", "2", "start_dim 1", "rank 1");
  expect_refusal("flatten", "", "1x" MANY "x2", "too large");
}

Test(reshape, all) {
  expect_shape("reshape", "shape=2,-1", "2x3x4", "2x12");
  expect_shape("reshape", "shape=4,3,2", "2x3x4", "4x3x2");
  expect_shape("reshape", "shape=-1", "2x3x4", "24");
  expect_shape("reshape", "shape=-1,12", "0x3x4", "0x12");
  expect_work("reshape", "shape=-1", "2x3x4", 0, 0, 0, 0, 0, 0);
  expect_refusal("reshape", "shape=5,-1", "2x3x4", "24 elements", "[5, -1]");
  expect_refusal("reshape", "shape=5,5", "2x3x4", "24 elements", "[5, 5]");
  expect_refusal("reshape", "shape=-1,-1", "2x3x4", "[-1, -1]", "at most one -1");
  expect_refusal("reshape", "shape=0,-1", "2x3x4", "positive");
  expect_refusal("reshape", "shape=-9223372036854775808,1", "2x3x4", "positive");
  expect_refusal("reshape", "shape=1,1,1,1,1,1,1,1,24", "2x3x4", "at most 8", "not 9");
  expect_refusal("reshape", "shape=" MANY ",2", "2x3x4", "too large");
}

Test(unflatten, all) {
  expect_shape("unflatten", "dim=1 unflattened_size=2,3", "4x6x5", "4x2x3x5");
  expect_shape("unflatten", "dim=-1 unflattened_size=2,-1,3", "4x12", "4x2x2x3");
  expect_shape("unflatten", "dim=1 unflattened_size=-1", "4x6x5", "4x6x5");
  expect_shape("unflatten", "dim=0 unflattened_size=2,-1", "4x6", "2x2x6");
  expect_shape("unflatten", "dim=0 unflattened_size=-1,2", "0x6", "0x2x6");
  expect_refusal("unflatten", "dim=0 unflattened_size=2,-1", "0x6", "[2, 0, 6]", "no elements");
  expect_shape("unflatten", "dim=1 unflattened_size=1,1,1,1,1,1,1", "0x1", "0x1x1x1x1x1x1x1");
  expect_work("unflatten", "dim=1 unflattened_size=2,3", "4x6x5", 0, 0, 0, 0, 0, 0);
  expect_refusal("unflatten", "dim=1 unflattened_size=2,4", "4x6x5", "dimension 1 of 6", "[2, 4]");
  expect_refusal("unflatten", "dim=2 unflattened_size=-1,4", "4x6x5", "dimension 2 of 5", "[-1, 4]");
  expect_refusal("unflatten", "dim=1 unflattened_size=-1,-1", "4x6", "[-1, -1]", "at most one -1");
  expect_refusal("unflatten", "dim=1 unflattened_size=0,6", "4x6", "[0, 6]", "positive");
  expect_refusal("unflatten", "dim=2 unflattened_size=6", "4x6", "dimension 2", "rank 2");
  expect_refusal("unflatten", "dim=1 unflattened_size=1,1,1,1,1,1,1,6", "4x6", "at most 8", "not 9");
  expect_refusal("unflatten", "dim=1 unflattened_size=1,1,1,1,1,1,1,1,6", "4x6", "1 to 8", "not 9");
  expect_refusal("unflatten", "dim=1 unflattened_size=9223372036854775807,2", "4x6", "too large");
}

Test(squeeze, all) {
  expect_shape("squeeze", "", "1x3x1x5", "3x5");
  expect_shape("squeeze", "dim=2", "1x3x1x5", "1x3x5");
  expect_shape("squeeze", "dim=-2,0", "1x3x1x5", "3x5");
  expect_shape("squeeze", "dim=1", "1x3x1x5", "1x3x1x5");
  expect_shape("squeeze", "", "1x1", "scalar");
  expect_refusal("squeeze", "dim=4", "1x3x1x5", "dimension 4");
  expect_refusal("squeeze", "dim=0,0,0", "1x3", "3 dimensions", "rank 2");
}

Test(unsqueeze, all) {
  expect_shape("unsqueeze", "dim=0", "2x3", "1x2x3");
  expect_shape("unsqueeze", "dim=1", "2x3", "2x1x3");
  expect_shape("unsqueeze", "dim=-1", "2x3", "2x3x1");
  expect_shape("unsqueeze", "dim=0", "scalar", "1");
  expect_refusal("unsqueeze", "dim=3", "2x3", "dimension 3", "rank 3");
  expect_refusal("unsqueeze", "dim=-4", "2x3", "dimension -4");
  expect_refusal("unsqueeze", "dim=0", "1x1x1x1x1x1x1x1", "at most 8");
}

Test(permute, all) {
  expect_shape("permute", "dims=0,2,3,1", "2x3x4x5", "2x4x5x3");
  expect_shape("permute", "dims=0,-1,1", "2x3x4", "2x4x3");
  expect_work("permute", "dims=1,0", "2x3", 0, 0, 0, 0, 0, 4 * 12);
  expect_refusal("permute", "dims=0,1", "2x3x4", "all 3", "not 2");
  expect_refusal("permute", "dims=0,1,1", "2x3x4", "1 twice");
  expect_refusal("permute", "dims=0,1,-2", "2x3x4", "1 twice");
  expect_refusal("permute", "dims=0,1,3", "2x3x4", "dimension 3");
  expect_refusal("permute", "dims=0,1,-9223372036854775808", "2x3x4", "dimension -9223372036854775808");
}

Test(transpose, all) {
  expect_shape("transpose", "dim0=1 dim1=2", "2x3x4", "2x4x3");
  expect_shape("transpose", "dim0=-1 dim1=0", "2x3x4", "4x3x2");
  expect_shape("transpose", "dim0=1 dim1=1", "2x3x4", "2x3x4");
  expect_work("transpose", "dim0=1 dim1=2", "2x3x4", 0, 0, 0, 0, 0, 4 * 48);
  expect_refusal("transpose", "dim0=1 dim1=3", "2x3x4", "dimension 3", "rank 3");
  expect_refusal("transpose", "dim0=-4 dim1=0", "2x3x4", "dimension -4", "rank 3");
}

Test(arithmetic, broadcasts) {
  expect_shape("add", "", "2x3x4 2x3x4", "2x3x4");
  expect_shape("mul", "", "2x3x4x4 2x3x1x1", "2x3x4x4");
  expect_shape("sub", "", "3x1 1x4", "3x4");
  expect_shape("div", "", "2x3x4 4", "2x3x4");
  expect_shape("add", "", "scalar 2x3", "2x3");
  expect_shape("add", "", "0x3 1x3", "0x3");
  expect_shape("add", "", "2x1 1x3 2x3", "2x3");
}

Test(arithmetic, works_once_per_further_input) {
  expect_work("add", "", "2x3 2x3", 0, 0, 0, 0, 6, 4 * 18);
  expect_work("add", "", "2x3 2x3 2x3 1x3", 0, 0, 0, 0, 18, 4 * (21 + 6));
  expect_work("mul", "", "2x3", 0, 0, 0, 0, 0, 4 * 12);
  expect_work("sub", "", "3x1 1x4", 0, 0, 0, 0, 12, 4 * (7 + 12));
}

Test(arithmetic, refusals) {
  expect_refusal("add", "", "2x3x4 2x5x4", "[2, 3, 4]", "[2, 5, 4]", "broadcast");
  expect_refusal("add", "", "2x1 1x3 4x3", "[2, 3]", "[4, 3]");
  expect_refusal("add", "", "", "at least one");
  expect_refusal("sub", "", "2x3", "2 input tensors, not 1");
  expect_refusal("div", "", "2x3 2x3 2x3", "2 input tensors, not 3");
  expect_refusal("mul", "", "4611686018427387904x1 1x4", "too large");
}

Test(mean, all) {
  expect_shape("mean", "dim=2,3", "2x3x4x5", "2x3");
  expect_shape("mean", "dim=2,3 keepdim=true", "2x3x4x5", "2x3x1x1");
  expect_shape("mean", "dim=-1", "2x3x4", "2x3");
  expect_shape("mean", "dim=1", "2x3x4", "2x4");
  expect_shape("mean", "", "2x3x4", "scalar");
  expect_shape("mean", "keepdim=true", "2x3x4", "1x1x1");
  expect_work("mean", "dim=1", "2x3x4", 0, 0, 0, 0, 24, 4 * (24 + 8));
  expect_refusal("mean", "dim=3", "2x3x4", "dimension 3", "rank 3");
}

Test(matmul, all) {
  expect_shape("matmul", "", "2x3 3x4", "2x4");
  expect_shape("matmul", "", "7x1x2x3 5x3x4", "7x5x2x4");
  expect_shape("matmul", "", "3 3", "scalar");
  expect_shape("matmul", "", "3 5x3x4", "5x4");
  expect_shape("matmul", "", "5x2x3 3", "5x2");
  expect_work("matmul", "", "5x2x3 5x3x4", 5 * 2 * 4 * 3, 0, 0, 0, 0, 4 * (30 + 60 + 40));
  expect_work("matmul", "", "3 3", 3, 0, 0, 0, 0, 4 * 7);
  expect_refusal("matmul", "", "2x3 4x3", "[2, 3]", "[4, 3]", "multiplied");
  expect_refusal("matmul", "", "2x2x3 5x3x4", "[2, 2, 3]", "[5, 3, 4]");
  expect_refusal("matmul", "", "2x3 scalar", "scalar");
  expect_refusal("matmul", "", "4000000000x2 2x4000000000", "too large");
}
