/* Distances of vectors. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(cosine_similarity, shapes) {
  expect_shape("cosine_similarity", "", "2x3x5 2x3x5", "2x5");
  expect_shape("cosine_similarity", "", "4x3 4x3", "4");
  expect_shape("cosine_similarity", "dim=-1 eps=1e-6", "2x3x5 2x3x5", "2x3");
  expect_shape("cosine_similarity", "dim=0", "2x3x5 2x3x5", "3x5");
  /* Broadcast to 2x3x4 first. */
  expect_shape("cosine_similarity", "", "2x1x4 2x3x1", "2x4");
  expect_shape("cosine_similarity", "", "3x1 2x3x4", "2x4");
  expect_shape("cosine_similarity", "", "0x3 0x3", "0");
}

Test(cosine_similarity, work) {
  expect_work("cosine_similarity", "", "2x3x5 2x3x5", 0, 0, 0, 0, 3 * 30 + 2 * 10, 4 * (30 + 30 + 10));
  expect_work("cosine_similarity", "", "f16:2x1x4 f16:2x3x1", 0, 0, 0, 0, 3 * 24 + 2 * 8, 2 * (8 + 6 + 8));
  expect_weights("cosine_similarity", "", "2x3 2x3", 0, 0, 0, 0, 0);
}

Test(cosine_similarity, refusals) {
  expect_refusal("cosine_similarity", "", "2x3x4 2x2x4", "[2, 3, 4]", "[2, 2, 4]", "do not broadcast");
  expect_refusal("cosine_similarity", "dim=2", "2x3 2x3", "dimension 2", "rank 2");
  expect_refusal("cosine_similarity", "", "3 3", "dimension 1", "rank 1");
  expect_refusal("cosine_similarity", "", "2x3", "2 input tensors, not 1");
  expect_refusal("cosine_similarity", "", "1x" MANY " 1x1", "too large");
}

Test(pairwise_distance, shapes) {
  expect_shape("pairwise_distance", "", "4x3 4x3", "4");
  expect_shape("pairwise_distance", "keepdim=true p=1", "4x3 4x3", "4x1");
  expect_shape("pairwise_distance", "", "2x3x4 3x1", "2x3");
  expect_shape("pairwise_distance", "keepdim=true", "4 2x3x4", "2x3x1");
  expect_shape("pairwise_distance", "", "0x3 0x3", "0");
}

Test(pairwise_distance, work) {
  expect_work("pairwise_distance", "", "4x3 4x3", 0, 0, 0, 0, 3 * 12 + 4, 4 * (12 + 12 + 4));
  expect_work("pairwise_distance", "keepdim=true", "2x3x4 4", 0, 0, 0, 0, 3 * 24 + 6, 4 * (24 + 4 + 6));
  expect_work("pairwise_distance", "", "0x3 0x3", 0, 0, 0, 0, 0, 0);
  expect_weights("pairwise_distance", "", "4x3 4x3", 0, 0, 0, 0, 0);
}

Test(pairwise_distance, refusals) {
  expect_refusal("pairwise_distance", "", "3 3", "rank 2 or more", "not 1");
  expect_refusal("pairwise_distance", "", "4x3 4x2", "[4, 3]", "[4, 2]", "do not broadcast");
  expect_refusal("pairwise_distance", "", "4x3 4x3 4x3", "not 3");
  expect_refusal("pairwise_distance", "", "4x" MANY " 1x1", "too large");
}
