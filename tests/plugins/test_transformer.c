/* Layers of transformers and stacks of them, against the sum of their parts. */
#include "expect.h"

#define MANY "9223372036854775807"
#define ENCODER "transformer_encoder_layer"
#define DECODER "transformer_decoder_layer"

Test(transformer, shapes) {
  expect_shape(ENCODER, "nhead=2", "3x5x4", "3x5x4");
  expect_shape(ENCODER,
               "nhead=4 dim_feedforward=7 dropout=0 activation=gelu layer_norm_eps=1e-6 batch_first=true "
               "norm_first=true bias=false",
               "3x5x4", "3x5x4");
  expect_shape(DECODER, "nhead=2", "3x5x4 3x7x4", "3x5x4");
  expect_shape("transformer_encoder", "nhead=2 num_layers=6 norm=true", "3x5x4", "3x5x4");
  expect_shape("transformer_decoder", "nhead=1 num_layers=1", "1x1x1 1x9x1", "1x1x1");
}

Test(transformer, refusals) {
  expect_refusal(ENCODER, "nhead=3", "3x5x4", "4 features", "3 heads");
  expect_refusal(ENCODER, "nhead=2 batch_first=false", "3x5x4", "batch_first", "true");
  expect_refusal(ENCODER, "nhead=2", "5x4", "rank 3 (batch, length, d_model)", "input 0 has rank 2");
  expect_refusal(ENCODER, "nhead=2", "3x5x4 3x7x4", "1 input tensor, not 2");
  expect_refusal(DECODER, "nhead=2", "3x5x4", "2 input tensors, not 1");
  expect_refusal(DECODER, "nhead=2", "3x5x4 7x4", "input 1 has rank 2");
  expect_refusal(DECODER, "nhead=2", "3x5x4 2x7x4", "[3, 5, 4]", "[2, 7, 4]", "length");
  expect_refusal(DECODER, "nhead=2", "3x5x4 3x7x6", "[3, 5, 4]", "[3, 7, 6]", "length");
  expect_refusal("transformer_encoder", "nhead=2 num_layers=2", "3x0x4", "no elements");
}

/* d_model 4, dim_feedforward 7: attention of 4 x 4 x 4 weights and 4 x 4 biases. */
Test(transformer, weights) {
  expect_weights(ENCODER, "nhead=2 dim_feedforward=7", "3x5x4", 64 + 2 * 28, 16 + 7 + 4, 2 * 2 * 4, 0, 0);
  expect_weights(ENCODER, "nhead=2 dim_feedforward=7 bias=false", "3x5x4", 64 + 2 * 28, 0, 2 * 4, 0, 0);
  expect_weights(DECODER, "nhead=2 dim_feedforward=7", "3x5x4 3x9x4", 2 * 64 + 2 * 28, 2 * 16 + 7 + 4,
                 3 * 2 * 4, 0, 0);
  expect_weights(ENCODER, "nhead=8", "1x2x512", 4 * 512 * 512 + 2 * 512 * 2048, 4 * 512 + 2048 + 512, 4 * 512,
                 0, 0);
}

Test(transformer, stacked_weights) {
  expect_weights("transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3", "3x5x4", 3 * 120, 3 * 27,
                 3 * 16, 0, 0);
  expect_weights("transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3 norm=true", "3x5x4", 3 * 120,
                 3 * 27, 3 * 16 + 8, 0, 0);
  expect_weights("transformer_decoder", "nhead=2 dim_feedforward=7 num_layers=2 norm=true bias=false",
                 "3x5x4 3x9x4", 2 * 184, 0, 2 * 12 + 4, 0, 0);
}

/* 2 samples of 3 rows; attention: 4 x 6 x 16 of projections, 2 x 2 x 9 x 4 of scores and values; scale 24,
 * softmax 3 x 2 heads x 2 x 9. Linear: 6 x 4 x 7, twice. Residuals and norms: 24 elements each. */
#define SELF_MACS (4 * 6 * 16 + 2 * 2 * 9 * 4)
#define SELF_OTHER (24 + 3 * 2 * 2 * 9)

Test(transformer, work_of_an_encoder) {
  expect_work(ENCODER, "nhead=2 dim_feedforward=7", "2x3x4", SELF_MACS + 2 * 168, 4 * 24 + 6 * (7 + 4),
              2 * 4 * 24, 6 * 7, SELF_OTHER + 2 * 24, 4 * (24 + 24 + 120 + 27 + 16));
  expect_work(ENCODER, "nhead=2 dim_feedforward=7 bias=false", "f16:2x3x4", SELF_MACS + 2 * 168, 0,
              2 * 3 * 24, 6 * 7, SELF_OTHER + 2 * 24, 2 * (24 + 24 + 120 + 8));
}

Test(transformer, the_order_of_norms_and_the_activation_do_not_matter) {
  expect_work(ENCODER, "nhead=2 dim_feedforward=7 norm_first=true activation=gelu", "2x3x4",
              SELF_MACS + 2 * 168, 4 * 24 + 6 * (7 + 4), 2 * 4 * 24, 6 * 7, SELF_OTHER + 2 * 24,
              4 * (24 + 24 + 120 + 27 + 16));
}

/* The encoder gives 5 rows: 10 projected to keys and as many to values; 2 x 3 x 5 scores. */
#define CROSS_MACS (2 * 6 * 16 + 2 * 10 * 16 + 2 * 2 * 15 * 4)
#define CROSS_OTHER (24 + 3 * 2 * 2 * 15)

Test(transformer, work_of_a_decoder) {
  expect_work(DECODER, "nhead=2 dim_feedforward=7", "2x3x4 2x5x4", SELF_MACS + CROSS_MACS + 2 * 168,
              4 * 24 + (2 * 24 + 2 * 40) + 6 * (7 + 4), 3 * 4 * 24, 6 * 7, SELF_OTHER + CROSS_OTHER + 3 * 24,
              4 * (24 + 40 + 24 + 184 + 43 + 24));
}

Test(transformer, work_of_stacks) {
  expect_work("transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3 norm=true", "2x3x4",
              3 * (SELF_MACS + 2 * 168), 3 * (4 * 24 + 6 * (7 + 4)), (3 * 2 + 1) * 4 * 24, 3 * 6 * 7,
              3 * (SELF_OTHER + 2 * 24), 4 * (24 + 24 + 3 * (120 + 27 + 16) + 8));
  expect_work("transformer_decoder", "nhead=2 dim_feedforward=7 num_layers=2 bias=false", "2x3x4 2x5x4",
              2 * (SELF_MACS + CROSS_MACS + 2 * 168), 0, 2 * 3 * 3 * 24, 2 * 6 * 7,
              2 * (SELF_OTHER + CROSS_OTHER + 3 * 24), 4 * (24 + 40 + 24 + 2 * (184 + 12)));
}

/* The encoder of 5 rows: attention of 10 rows and 2 x 5 x 5 scores. The decoder of 3 rows, on these 5. */
#define WIDE_MACS (4 * 10 * 16 + 2 * 2 * 25 * 4)
#define WIDE_OTHER (40 + 3 * 2 * 2 * 25)

Test(transformer, an_encoder_and_a_decoder) {
  fake_op_t op;
  expect_shape("transformer", "nhead=2", "2x5x4 2x3x4", "2x3x4");
  expect_shape("transformer", "", "2x5x16 2x3x16", "2x3x16");
  run_or_fail(&op, "transformer", "", "f16:2x5x16 f16:2x3x16");
  cr_expect_eq(op.outputs[0].dtype, HWNAS_DTYPE_F16);
  expect_weights("transformer", "nhead=2 dim_feedforward=7 num_encoder_layers=3 num_decoder_layers=2",
                 "2x5x4 2x3x4", 3 * 120 + 2 * 184, 3 * 27 + 2 * 43, (3 * 16 + 8) + (2 * 24 + 8), 0, 0);
  expect_work("transformer", "nhead=2 dim_feedforward=7 num_encoder_layers=3 num_decoder_layers=2",
              "2x5x4 2x3x4", 3 * (WIDE_MACS + 2 * 280) + 2 * (SELF_MACS + CROSS_MACS + 2 * 168),
              3 * (4 * 40 + 10 * (7 + 4)) + 2 * (4 * 24 + 2 * 24 + 2 * 40 + 6 * (7 + 4)),
              (3 * 2 + 1) * 4 * 40 + (2 * 3 + 1) * 4 * 24, 3 * 10 * 7 + 2 * 6 * 7,
              3 * (WIDE_OTHER + 2 * 40) + 2 * (SELF_OTHER + CROSS_OTHER + 3 * 24),
              4 * (40 + 24 + 24 + (3 * 120 + 2 * 184) + (3 * 27 + 2 * 43) + (3 * 16 + 8) + (2 * 24 + 8)));
}

/* 6 layers each, 8 heads, 2048 features between the linear layers; d_model is 512 here. */
Test(transformer, with_the_defaults_of_torch) {
  int64_t attention = 4 * 512 * 512, linear = 2 * 512 * 2048;
  expect_weights("transformer", "", "1x10x512 1x20x512",
                 6 * (attention + linear) + 6 * (2 * attention + linear),
                 6 * (4 * 512 + 2560) + 6 * (8 * 512 + 2560), 6 * 2 * 1024 + 6 * 3 * 1024 + 2 * 1024, 0, 0);
  expect_weights("transformer", "bias=false", "1x10x512 1x20x512",
                 6 * (attention + linear) + 6 * (2 * attention + linear), 0, (6 * 5 + 2) * 512, 0, 0);
}

Test(transformer, refusals_of_both) {
  expect_refusal("transformer", "", "2x5x4 2x3x4", "4 features", "8 heads");
  expect_refusal("transformer", "nhead=2", "2x5x4", "2 input tensors, not 1");
  expect_refusal("transformer", "nhead=2", "2x5x4 2x3x6", "src [2, 5, 4]", "tgt [2, 3, 6]", "length");
  expect_refusal("transformer", "nhead=2", "2x5x4 1x3x4", "src [2, 5, 4]", "tgt [1, 3, 4]", "length");
  expect_refusal("transformer", "nhead=2", "2x5x4 3x4", "rank 3", "input 1 has rank 2");
  expect_refusal("transformer", "nhead=2 batch_first=false", "2x5x4 2x3x4", "batch_first");
  expect_refusal("transformer", "nhead=1", "1x" MANY "x4 1x3x4", "too large");
  expect_refusal("transformer", "nhead=1 num_decoder_layers=1000000 dim_feedforward=1000000000",
                 "1x1x10000 1x1x10000", "too large");
  expect_work("transformer", "nhead=2 dim_feedforward=7 num_encoder_layers=1 num_decoder_layers=1",
              "0x5x4 0x3x4", 0, 0, 0, 0, 0, 4 * (120 + 27 + 24 + 184 + 43 + 32));
}

/* Attention in a layer is the operator, which can give its weights too and then averages them. */
Test(transformer, attention_is_that_of_the_operator) {
  expect_work("multihead_attention", "num_heads=2 need_weights=false", "2x3x4", SELF_MACS, 4 * 24, 0, 0,
              SELF_OTHER, 4 * (24 + 24 + 80));
  expect_work("multihead_attention", "num_heads=2 need_weights=false", "2x3x4 2x5x4 2x5x4", CROSS_MACS,
              2 * 24 + 2 * 40, 0, 0, CROSS_OTHER, 4 * (24 + 40 + 40 + 24 + 80));
}

Test(transformer, an_empty_batch_costs_its_parameters) {
  expect_shape(DECODER, "nhead=2", "0x3x4 0x5x4", "0x3x4");
  expect_work(ENCODER, "nhead=2 dim_feedforward=7", "0x3x4", 0, 0, 0, 0, 0, 4 * (120 + 27 + 16));
}

Test(transformer, refuses_overflow) {
  expect_refusal(ENCODER, "nhead=1", MANY "x3x4", "too large");
  expect_refusal(ENCODER, "nhead=1", "0x4000000000x4", "too large");
  expect_refusal(ENCODER, "nhead=1", "1x3x4000000000", "too large");
  expect_refusal(DECODER, "nhead=1", "1x3x4 1x" MANY "x4", "too large");
  expect_refusal("transformer_encoder", "nhead=1 dim_feedforward=1000000000 num_layers=1000000", "1x1x10000",
                 "too large");
}
