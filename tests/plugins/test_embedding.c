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
