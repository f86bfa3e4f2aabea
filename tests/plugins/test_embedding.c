/* Embeddings. */
#include "expect.h"

Test(embedding, shapes) {
  expect_shape("embedding", "num_embeddings=10 embedding_dim=3", "i64:2x5", "2x5x3");
  expect_shape("embedding", "num_embeddings=10 embedding_dim=3 padding_idx=-10", "i32:4", "4x3");
  expect_shape("embedding", "num_embeddings=1 embedding_dim=1 padding_idx=0", "i64:0x5", "0x5x1");
  expect_shape("embedding", "num_embeddings=10 embedding_dim=3", "i64:scalar", "3");
  expect_shape("embedding", "num_embeddings=10 embedding_dim=3 max_norm=1 norm_type=1 sparse=true",
               "i64:1x1x1x1x1x1x2", "1x1x1x1x1x1x2x3");
}

Test(embedding, the_output_is_f32) {
  fake_op_t op;
  run_or_fail(&op, "embedding", "num_embeddings=10 embedding_dim=3", "i64:2x5");
  cr_expect_eq(op.outputs[0].dtype, HWNAS_DTYPE_F32);
}

Test(embedding, counts) {
  expect_weights("embedding", "num_embeddings=10 embedding_dim=3", "i64:2x5", 10 * 3, 0, 0, 0, 0);
  expect_weights("embedding", "num_embeddings=10 embedding_dim=3 padding_idx=1", "i64:2x5", 10 * 3, 0, 0, 0,
                 0);
  /* 2 * 2 indices of 8 bytes; 4 rows of 3 read and written */
  expect_work("embedding", "num_embeddings=10 embedding_dim=3", "i64:2x2", 0, 0, 0, 0, 0,
              8 * 4 + 4 * 12 + 4 * 12);
  /* More look-ups than rows: the whole table, once. */
  expect_work("embedding", "num_embeddings=10 embedding_dim=3", "i32:4x5", 0, 0, 0, 0, 0,
              4 * 20 + 4 * 30 + 4 * 60);
  expect_work("embedding", "num_embeddings=10 embedding_dim=3", "i64:0x5", 0, 0, 0, 0, 0, 0);
}

Test(embedding, refusals) {
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3", "2x5", "integers", "i64 or i32");
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3", "i8:2x5", "i64 or i32");
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3 padding_idx=10", "i64:2x5",
                 "'padding_idx' 10", "10 embeddings", "-10 to 9");
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3 padding_idx=-11", "i64:2x5",
                 "'padding_idx' -11");
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3", "i64:1x1x1x1x1x1x1x2", "at most 8");
  expect_refusal("embedding", "num_embeddings=10 embedding_dim=3", "", "not 0");
  expect_refusal("embedding", "num_embeddings=1000000000000 embedding_dim=1000000000", "i64:1", "too large");
  expect_refusal("embedding", "num_embeddings=1 embedding_dim=1000000000", "i64:1x10000000000", "too large");
}

#define BAG "embedding_bag"
#define TABLE "num_embeddings=10 embedding_dim=3"

Test(embedding_bag, shapes) {
  fake_op_t op;
  expect_shape(BAG, TABLE, "i64:2x5", "2x3");
  expect_shape(BAG, TABLE " mode=sum padding_idx=-1 sparse=true", "i32:4x1", "4x3");
  expect_shape(BAG, TABLE " mode=max max_norm=1", "i64:0x5", "0x3");
  expect_shape(BAG, TABLE " mode=sum", "i64:2x5 2x5", "2x3");
  run_or_fail(&op, BAG, TABLE, "i64:2x5");
  cr_expect_eq(op.outputs[0].dtype, HWNAS_DTYPE_F32);
}

Test(embedding_bag, counts) {
  expect_weights(BAG, TABLE, "i64:2x5", 10 * 3, 0, 0, 0, 0);
  /* 2 bags of 4 indices of 8 bytes: 8 rows of 3 read and added up, 2 written */
  expect_work(BAG, TABLE, "i64:2x4", 0, 0, 0, 0, 24, 8 * 8 + 4 * 24 + 4 * 6);
  expect_work(BAG, TABLE " mode=max", "i64:2x4", 0, 0, 0, 0, 24, 8 * 8 + 4 * 24 + 4 * 6);
  /* Each row times its factor. */
  expect_work(BAG, TABLE " mode=sum", "i32:2x4 2x4", 0, 0, 0, 0, 2 * 24, 4 * 8 + 4 * 8 + 4 * 24 + 4 * 6);
  /* More look-ups than rows: the whole table, once. */
  expect_work(BAG, TABLE, "i32:4x5", 0, 0, 0, 0, 60, 4 * 20 + 4 * 30 + 4 * 12);
  expect_work(BAG, TABLE, "i64:0x5", 0, 0, 0, 0, 0, 0);
}

Test(embedding_bag, refusals) {
  expect_refusal(BAG, TABLE, "i64:5", "rank 2 (batch, bag)", "offsets");
  expect_refusal(BAG, TABLE, "i64:2x5x1", "rank 2", "not 3");
  expect_refusal(BAG, TABLE, "2x5", "integers", "i64 or i32");
  expect_refusal(BAG, TABLE, "i64:2x0", "no elements");
  expect_refusal(BAG, TABLE " padding_idx=10", "i64:2x5", "'padding_idx' 10");
  expect_refusal(BAG, TABLE " mode=max sparse=true", "i64:2x5", "'max'", "'sparse'");
  expect_refusal(BAG, TABLE " mode=max scale_grad_by_freq=true", "i64:2x5", "'scale_grad_by_freq'");
  expect_refusal(BAG, TABLE, "i64:2x5 2x5", "'sum'", "second input");
  expect_refusal(BAG, TABLE " mode=sum", "i64:2x5 2x4", "[2, 5]", "[2, 4]", "factor");
  expect_refusal(BAG, TABLE " mode=sum", "i64:2x5 i64:2x5", "f32");
  expect_refusal(BAG, TABLE, "i64:2x5 2x5 2x5", "not 3");
  expect_refusal(BAG, TABLE, "", "not 0");
  expect_refusal(BAG, "num_embeddings=1000000000000 embedding_dim=1000000000", "i64:1x1", "too large");
  expect_refusal(BAG, "num_embeddings=1 embedding_dim=1000000000", "i64:1x10000000000", "too large");
}
