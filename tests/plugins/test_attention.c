/* Attention, with projections and without. */
#include <stdio.h>

#include "expect.h"

#define MANY "9223372036854775807"
#define MHA "multihead_attention"
#define SDPA "scaled_dot_product_attention"

/* ---- multihead_attention --------------------------------------------------------------------- */

Test(multihead_attention, shapes) {
  expect_shape(MHA, "num_heads=2", "3x5x4", "3x5x4 3x5x5");
  expect_shape(MHA, "num_heads=4 need_weights=false dropout=0.1", "3x5x4", "3x5x4");
  expect_shape(MHA, "num_heads=1", "3x5x4 3x7x4 3x7x4", "3x5x4 3x5x7");
  expect_shape(MHA, "num_heads=2 batch_first=true", "3x5x4 3x7x9 3x7x1", "3x5x4 3x5x7");
  expect_shape(MHA, "num_heads=1", "1x1x1", "1x1x1 1x1x1");
}

Test(multihead_attention, rows_added_to_keys_and_values) {
  expect_shape(MHA, "num_heads=2 add_bias_kv=true", "3x5x4", "3x5x4 3x5x6");
  expect_shape(MHA, "num_heads=2 add_zero_attn=true", "3x5x4", "3x5x4 3x5x6");
  expect_shape(MHA, "num_heads=2 add_bias_kv=true add_zero_attn=true", "3x5x4 3x7x6 3x7x8", "3x5x4 3x5x9");
}

Test(multihead_attention, refusals) {
  expect_refusal(MHA, "num_heads=3", "3x5x4", "4 features", "3 heads");
  expect_refusal(MHA, "num_heads=8", "3x5x4", "4 features", "8 heads");
  expect_refusal(MHA, "num_heads=2 batch_first=false", "3x5x4", "batch_first", "true");
  expect_refusal(MHA, "num_heads=2", "5x4", "rank 3 (batch, length, features)", "input 0 has rank 2");
  expect_refusal(MHA, "num_heads=2", "3x5x4 3x5x4 3x5", "input 2 has rank 2");
  expect_refusal(MHA, "num_heads=2", "3x5x4 3x5x4", "query, key and value, or 1", "not 2");
  expect_refusal(MHA, "num_heads=2", "", "not 0");
  expect_refusal(MHA, "num_heads=2", "3x5x4 1x7x4 1x7x4", "query [3, 5, 4]", "key [1, 7, 4]", "batch");
  expect_refusal(MHA, "num_heads=2", "3x5x4 3x7x4 1x7x4", "value [1, 7, 4]", "batch");
  expect_refusal(MHA, "num_heads=2", "3x5x4 3x7x4 3x6x4", "value [3, 6, 4]", "one length");
  expect_refusal(MHA, "num_heads=2", "3x0x4", "no elements");
}

Test(multihead_attention, weights) {
  expect_weights(MHA, "num_heads=2", "3x5x4", 3 * 16 + 16, 3 * 4 + 4, 0, 0, 0);
  expect_weights(MHA, "num_heads=2 bias=false", "3x5x4", 4 * 16, 0, 0, 0, 0);
  expect_weights(MHA, "num_heads=2", "3x5x4 3x7x6 3x7x9", 16 + 24 + 36 + 16, 16, 0, 0, 0);
  expect_weights(MHA, "num_heads=2 add_bias_kv=true", "3x5x4", 4 * 16, 16 + 4 + 4, 0, 0, 0);
  expect_weights(MHA, "num_heads=2 add_bias_kv=true bias=false", "3x5x4", 4 * 16, 8, 0, 0, 0);
  expect_weights(MHA, "num_heads=2 add_zero_attn=true", "3x5x4", 4 * 16, 16, 0, 0, 0);
}

Test(multihead_attention, work) {
  /* 15 rows of 4: four projections; 3 x 5 x 5 scores and weights; bytes: input, outputs, parameters */
  expect_work(MHA, "num_heads=2", "3x5x4", 4 * 15 * 16 + 2 * 75 * 4, 4 * 15 * 4, 0, 0, 60 + (3 + 1) * 2 * 75,
              4 * (60 + 60 + 75 + 80));
  expect_work(MHA, "num_heads=2 need_weights=false bias=false", "3x5x4", 4 * 15 * 16 + 2 * 75 * 4, 0, 0, 0,
              60 + 3 * 2 * 75, 4 * (60 + 60 + 64));
  expect_work(MHA, "num_heads=4 need_weights=false", "2x3x4 2x5x6 2x5x7",
              2 * (3 * 16 + 5 * 24 + 5 * 28 + 3 * 16 + 2 * 15 * 4), 2 * 4 * (3 + 5 + 5 + 3), 0, 0,
              2 * (12 + 3 * 4 * 15), 4 * (24 + 60 + 70 + 24 + 16 + 24 + 28 + 16 + 16));
}

Test(multihead_attention, added_rows_are_attended_but_not_projected) {
  expect_work(MHA, "num_heads=2 add_bias_kv=true add_zero_attn=true", "1x3x4", 4 * 3 * 16 + 2 * (3 * 5) * 4,
              4 * 3 * 4, 0, 0, 12 + (3 + 1) * 2 * 15, 4 * (12 + 12 + 15 + 64 + 16 + 8));
}

/* 3 samples of 5 rows in 2 heads */
Test(multihead_attention, masks) {
  expect_shape(MHA, "num_heads=2 attn_mask=true", "3x5x4 5x5", "3x5x4 3x5x5");
  expect_shape(MHA, "num_heads=2 attn_mask=true", "3x5x4 bool:6x5x5", "3x5x4 3x5x5");
  expect_shape(MHA, "num_heads=2 attn_mask=true", "3x5x4 3x7x4 3x7x4 f16:5x7", "3x5x4 3x5x7");
  expect_shape(MHA, "num_heads=2 key_padding_mask=true", "3x5x4 bool:3x5", "3x5x4 3x5x5");
  expect_shape(MHA, "num_heads=2 key_padding_mask=true", "3x5x4 3x7x4 3x7x4 3x7", "3x5x4 3x5x7");
  expect_shape(MHA, "num_heads=2 attn_mask=true key_padding_mask=true need_weights=false",
               "3x5x4 5x5 bool:3x5", "3x5x4");
  expect_shape(MHA, "num_heads=2 attn_mask=true key_padding_mask=true", "3x5x4 3x7x4 3x7x4 6x5x7 3x7",
               "3x5x4 3x5x7");
  /* Rows that are added have no mask of their own. */
  expect_shape(MHA, "num_heads=2 attn_mask=true add_bias_kv=true", "3x5x4 5x5", "3x5x4 3x5x6");
  expect_shape(MHA, "num_heads=2 attn_mask=true key_padding_mask=true", "0x5x4 0x5x5 0x5", "0x5x4 0x5x5");
}

Test(multihead_attention, refuses_wrong_masks) {
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4", "query, key and value, or 1", "(1)", "not 1");
  expect_refusal(MHA, "num_heads=2 attn_mask=true key_padding_mask=true", "3x5x4", "(2)", "not 1");
  expect_refusal(MHA, "num_heads=2", "3x5x4 3x7x4 3x7x4 5x7", "announce (0)", "not 4");
  expect_refusal(MHA, "num_heads=2 key_padding_mask=true", "3x5x4 3x7x4 3x7x4 5x7 3x7", "not 5");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4 3x7x4 3x7x4 5x5", "attn_mask", "[5, 7]",
                 "not [5, 5]");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4 3x5x5", "attn_mask", "[6, 5, 5]", "not [3, 5, 5]");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4 1x1x5x5", "attn_mask", "[5, 5]");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4 1x5", "attn_mask", "not [1, 5]");
  expect_refusal(MHA, "num_heads=2 key_padding_mask=true", "3x5x4 3x7x4 3x7x4 3x5", "key_padding_mask",
                 "[3, 7]", "not [3, 5]");
  expect_refusal(MHA, "num_heads=2 attn_mask=true key_padding_mask=true", "3x5x4 3x5 5x5", "attn_mask",
                 "not [3, 5]");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", "3x5x4 i64:5x5", "attn_mask", "bool");
  expect_refusal(MHA, "num_heads=2 key_padding_mask=true", "3x5x4 i8:3x5", "key_padding_mask", "bool");
  expect_refusal(MHA, "num_heads=2 attn_mask=true", MANY "x1x2 " MANY "x1x1", "too large");
}

/* Each is added to 2 x 3 x 5 x 5 scores; zeros and learned rows have scores too. */
Test(multihead_attention, work_of_masks) {
  expect_work(MHA, "num_heads=2 attn_mask=true", "3x5x4 5x5", 4 * 15 * 16 + 2 * 75 * 4, 4 * 15 * 4, 0, 0,
              60 + (3 + 1 + 1) * 2 * 75, 4 * (60 + 25 + 60 + 75 + 80));
  expect_work(MHA, "num_heads=2 attn_mask=true key_padding_mask=true need_weights=false",
              "3x5x4 bool:6x5x5 bool:3x5", 4 * 15 * 16 + 2 * 75 * 4, 4 * 15 * 4, 0, 0, 60 + (3 + 2) * 2 * 75,
              4 * (60 + 60 + 80) + 150 + 15);
  expect_work(MHA, "num_heads=2 add_zero_attn=true key_padding_mask=true need_weights=false", "1x3x4 1x3",
              4 * 3 * 16 + 2 * (3 * 4) * 4, 4 * 3 * 4, 0, 0, 12 + (3 + 1) * 2 * 12, 4 * (12 + 3 + 12 + 80));
}

Test(multihead_attention, an_empty_batch_costs_its_parameters) {
  expect_shape(MHA, "num_heads=2", "0x5x4", "0x5x4 0x5x5");
  expect_work(MHA, "num_heads=2", "f16:0x5x4", 0, 0, 0, 0, 0, 2 * 80);
}

Test(multihead_attention, refuses_overflow) {
  expect_refusal(MHA, "num_heads=1", "1x4000000000x4", "too large");
  expect_refusal(MHA, "num_heads=1", "0x4000000000x4", "too large");
  expect_refusal(MHA, "num_heads=1", "1x4x4000000000", "too large");
  expect_refusal(MHA, "num_heads=1 add_zero_attn=true", "1x" MANY "x1", "too large");
  expect_refusal(MHA, "num_heads=1", MANY "x2x1", "too large");
}

/* ---- scaled_dot_product_attention ------------------------------------------------------------ */

Test(scaled_dot_product, shapes) {
  expect_shape(SDPA, "", "2x3x5x4 2x3x7x4 2x3x7x6", "2x3x5x6");
  expect_shape(SDPA, "is_causal=true scale=0.5 dropout_p=0.1", "2x3x5x4 2x3x5x4 2x3x5x4", "2x3x5x4");
  expect_shape(SDPA, "", "2x5x4 2x7x4 2x7x6", "2x5x6");
  expect_shape(SDPA, "", "2x9x3x5x4 2x9x3x7x4 2x9x3x7x6", "2x9x3x5x6");
  /* One new row on a cache of 64. */
  expect_shape(SDPA, "", "2x3x1x4 2x3x64x4 2x3x64x4", "2x3x1x4");
}

Test(scaled_dot_product, grouped_heads) {
  expect_shape(SDPA, "enable_gqa=true", "2x6x5x4 2x2x7x4 2x2x7x3", "2x6x5x3");
  expect_shape(SDPA, "enable_gqa=true", "2x6x5x4 2x1x7x4 2x1x7x3", "2x6x5x3");
  expect_shape(SDPA, "enable_gqa=true", "2x6x5x4 2x6x7x4 2x6x7x3", "2x6x5x3");
  expect_refusal(SDPA, "", "2x6x5x4 2x2x7x4 2x2x7x3", "query [2, 6, 5, 4]", "key [2, 2, 7, 4]", "heads",
                 "enable_gqa");
  expect_refusal(SDPA, "enable_gqa=true", "2x6x5x4 2x4x7x4 2x4x7x3", "[2, 6, 5, 4]", "[2, 4, 7, 4]",
                 "multiple");
  expect_refusal(SDPA, "enable_gqa=true", "2x2x5x4 2x6x7x4 2x6x7x3", "multiple");
  expect_refusal(SDPA, "enable_gqa=true", "2x6x5x4 2x2x7x4 2x3x7x3", "key and value", "last dimension only");
  expect_refusal(SDPA, "enable_gqa=true", "2x5x4 2x7x4 2x7x4", "rank 4 or more (batch, heads,", "not 3");
}

Test(scaled_dot_product, refusals) {
  expect_refusal(SDPA, "", "2x5x4", "3 input tensors, not 1");
  expect_refusal(SDPA, "", "5x4 7x4 7x4", "rank 3 or more", "not 2");
  expect_refusal(SDPA, "", "2x3x5x4 2x7x4 2x7x4", "differ in rank");
  expect_refusal(SDPA, "", "2x3x5x4 1x3x7x4 1x3x7x4", "query [2, 3, 5, 4]", "key [1, 3, 7, 4]", "batch");
  expect_refusal(SDPA, "", "2x5x4 3x7x4 3x7x4", "batch");
  expect_refusal(SDPA, "", "2x3x5x4 2x3x7x5 2x3x7x4", "key [2, 3, 7, 5]", "same features");
  expect_refusal(SDPA, "", "2x3x5x4 2x3x7x4 2x3x8x4", "value [2, 3, 8, 4]", "last dimension only");
}

Test(scaled_dot_product, work) {
  /* 6 matrices of 5 x 7 */
  expect_work(SDPA, "", "2x3x5x4 2x3x7x4 2x3x7x6", 6 * 35 * (4 + 6), 0, 0, 0, 6 * (5 * 4 + 3 * 35),
              4 * (120 + 168 + 252 + 180));
  /* The full matrix, though half of it is masked. */
  expect_work(SDPA, "is_causal=true", "2x5x4 2x5x4 2x5x4", 2 * 25 * 8, 0, 0, 0, 2 * (20 + 75), 4 * 4 * 40);
  /* All heads of the query, with the bytes of few keys and values. */
  expect_work(SDPA, "enable_gqa=true", "f16:1x6x5x4 f16:1x2x7x4 f16:1x2x7x3", 6 * 35 * 7, 0, 0, 0,
              6 * (20 + 105), 2 * (120 + 56 + 42 + 90));
  expect_weights(SDPA, "", "2x5x4 2x5x4 2x5x4", 0, 0, 0, 0, 0);
}

Test(scaled_dot_product, masks) {
  const char *const masks[] = {"5x7", "1x7", "7", "scalar", "3x5x7", "3x1x1", "bool:2x1x5x7", "f16:2x3x5x7"};
  for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
    char shapes[64];
    snprintf(shapes, sizeof shapes, "2x3x5x4 2x3x7x4 2x3x7x6 %s", masks[i]);
    expect_shape(SDPA, "", shapes, "2x3x5x6");
  }
  expect_shape(SDPA, "", "2x5x4 2x7x4 2x7x6 2x5x7", "2x5x6");
  expect_shape(SDPA, "enable_gqa=true", "2x6x5x4 2x2x7x4 2x2x7x3 6x1x7", "2x6x5x3");
  expect_shape(SDPA, "", "0x5x4 0x7x4 0x7x6 0x5x7", "0x5x6");
  /* A small mask meets each of the 6 x 5 x 7 scores. */
  expect_work(SDPA, "", "2x3x5x4 2x3x7x4 2x3x7x6 bool:1x7", 6 * 35 * (4 + 6), 0, 0, 0, 6 * (5 * 4 + 4 * 35),
              4 * (120 + 168 + 252 + 180) + 7);
}

Test(scaled_dot_product, refuses_wrong_masks) {
  expect_refusal(SDPA, "", "2x3x5x4 2x3x7x4 2x3x7x6 5x6", "[5, 6]", "[2, 3, 5, 7]", "attn_mask");
  expect_refusal(SDPA, "", "2x3x5x4 2x3x7x4 2x3x7x6 4x3x5x7", "[4, 3, 5, 7]", "attn_mask");
  expect_refusal(SDPA, "", "2x5x4 2x7x4 2x7x6 2x2x5x7", "attn_mask");
  expect_refusal(SDPA, "", "1x5x4 1x7x4 1x7x6 2x5x7", "attn_mask");
  expect_refusal(SDPA, "", "1x1x4 1x7x4 1x7x6 5x7", "attn_mask");
  expect_refusal(SDPA, "is_causal=true", "2x5x4 2x7x4 2x7x6 5x7", "is_causal", "attn_mask");
  expect_refusal(SDPA, "", "2x5x4 2x7x4 2x7x6 i64:5x7", "attn_mask", "bool");
  expect_refusal(SDPA, "", "2x5x4 2x7x4 2x7x6 5x7 5x7", "not 5");
}

Test(scaled_dot_product, an_empty_batch) {
  expect_shape(SDPA, "enable_gqa=true", "0x6x5x4 0x2x7x4 0x2x7x3", "0x6x5x3");
  expect_work(SDPA, "", "0x5x4 0x5x4 0x5x4", 0, 0, 0, 0, 0, 0);
}

Test(scaled_dot_product, refuses_overflow) {
  expect_refusal(SDPA, "", "1x4000000000x1 1x4000000000x1 1x4000000000x1", "too large");
  expect_refusal(SDPA, "", "1x1x1 1x1x1 1x1x" MANY, "too large");
  expect_refusal(SDPA, "", MANY "x2x1x1 " MANY "x2x1x1 " MANY "x2x1x1", "too large");
}
