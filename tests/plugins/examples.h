/* One example of every operator, and the ranks that it takes, done by hand; test_examples.c checks them. */
#ifndef HWNAS_TESTS_PLUGINS_EXAMPLES_H
#define HWNAS_TESTS_PLUGINS_EXAMPLES_H

#include "hwnas/shape_formula.h"

/* N stands for the batch wherever an input or output has it: what an operator does, it does to each sample,
 * so its work is N times that of one; an empty batch is N = 0. Bytes that do not depend on N, those of
 * parameters and of inputs without a batch, are told apart. */
typedef struct example {
  const char *type, *attributes, *inputs, *outputs;
  /* Of one sample: MACs, bias, normalisation, activation, elementwise, bytes. */
  int64_t work[HWNAS_WORK_KINDS];
  int64_t fixed_bytes;
  int64_t weights[HWNAS_WEIGHTS_KINDS]; /* weights, bias, norm, free, buffer */
} example_t;

/* clang-format off */

#define SAME "Nx3x5", "Nx3x5"
/* The shape stays, nothing is learned. */
#define ACTIVATION(type, attributes) {type, attributes, SAME, {0, 0, 0, 15, 0, 4 * 30}, 0, {0}}
#define EACH(type, attributes) {type, attributes, SAME, {0, 0, 0, 0, 15, 4 * 30}, 0, {0}}
#define SOFTMAX(type, attributes) {type, attributes, SAME, {0, 0, 0, 0, 3 * 15, 4 * 30}, 0, {0}}
/* Left, right, top, bottom, front, back. */
#define PAD_1D(type, more) \
  {type, "padding=1,2" more, "Nx3x5", "Nx3x8", {0, 0, 0, 0, 0, 4 * (15 + 24)}, 0, {0}}
#define PAD_2D(type, more) \
  {type, "padding=1,2,0,3" more, "Nx3x5x7", "Nx3x8x10", {0, 0, 0, 0, 0, 4 * (105 + 240)}, 0, {0}}
#define PAD_3D(type, more) \
  {type, "padding=1,1,1,1,0,1" more, "Nx2x3x4x5", "Nx2x4x6x7", {0, 0, 0, 0, 0, 4 * (120 + 336)}, 0, {0}}
#define REDUCTION(type, attributes, outputs, n) \
  {type, attributes, "Nx3x4x5", outputs, {0, 0, 0, 0, 60, 4 * (60 + (n))}, 0, {0}}
/* Nothing is computed, nothing moves. */
#define VIEW(type, attributes, inputs, outputs) {type, attributes, inputs, outputs, {0}, 0, {0}}
#define MOVE(type, attributes, inputs, outputs, elements) \
  {type, attributes, inputs, outputs, {0, 0, 0, 0, 0, 4 * (elements)}, 0, {0}}

static const example_t examples[] = {
    /* A kernel over 5: (12 - 5) / 2 + 1 = 4, one is left over; 3 inputs of each group. */
    {"conv1d", "out_channels=4 kernel_size=3 stride=2 dilation=2 groups=2", "Nx6x12", "Nx4x4",
     {16 * 9, 16, 0, 0, 0, 4 * (72 + 16)}, 4 * (36 + 4), {36, 4}},
    /* Rows (5 + 2 - 3) / 2 + 1, columns (7 + 2 - 2) / 2 + 1 with one left over. */
    {"conv2d", "out_channels=4 kernel_size=3,2 stride=2 padding=1", "Nx3x5x7", "Nx4x3x4",
     {48 * 18, 48, 0, 0, 0, 4 * (105 + 48)}, 4 * (72 + 4), {72, 4}},
    {"conv3d", "out_channels=2 kernel_size=2 bias=false", "Nx3x4x4x5", "Nx2x3x3x4",
     {72 * 24, 0, 0, 0, 0, 4 * (240 + 72)}, 4 * 48, {48}},
    /* 3 * 2 + 3; each of 24 elements over 3 of 2 channels */
    {"conv_transpose1d", "out_channels=4 kernel_size=3 stride=2 groups=2", "Nx6x4", "Nx4x9",
     {24 * 3 * 2, 36, 0, 0, 0, 4 * (24 + 36)}, 4 * (36 + 4), {36, 4}},
    /* Rows 4 - 2 + 2 + 1, columns 3 - 2 + 3 + 1. */
    {"conv_transpose2d", "out_channels=2 kernel_size=3,2 padding=1 dilation=1,3", "Nx3x5x4", "Nx2x5x5",
     {60 * 6 * 2, 50, 0, 0, 0, 4 * (60 + 50)}, 4 * (36 + 2), {36, 2}},
    /* 1 + 1 + 1, and 2 + 1 + 1 + 1 */
    {"conv_transpose3d", "out_channels=2 kernel_size=2 stride=1,1,2 output_padding=0,0,1 bias=false",
     "Nx3x2x2x2", "Nx2x3x3x5", {24 * 8 * 2, 0, 0, 0, 0, 4 * (24 + 90)}, 4 * 48, {48}},
    {"linear", "out_features=4", "Nx5x3", "Nx5x4", {20 * 3, 20, 0, 0, 0, 4 * (15 + 20)}, 4 * (12 + 4),
     {12, 4}},
    {"bilinear", "out_features=2", "Nx3 Nx4", "Nx2", {2 * 12, 2, 0, 0, 12, 4 * (3 + 4 + 2)}, 4 * (24 + 2),
     {24, 2}},
    /* Tables that are larger than all that is looked up: so many rows are read. */
    {"embedding", "num_embeddings=99 embedding_dim=3", "i64:Nx5", "Nx5x3",
     {0, 0, 0, 0, 0, 8 * 5 + 4 * 15 + 4 * 15}, 0, {99 * 3}},
    {"embedding_bag", "num_embeddings=99 embedding_dim=3 mode=sum", "i64:Nx5 Nx5", "Nx3",
     {0, 0, 0, 0, 2 * 15, 8 * 5 + 4 * 5 + 4 * 15 + 4 * 3}, 0, {99 * 3}},
    {"matmul", "", "Nx3x4 4x5", "Nx3x5", {15 * 4, 0, 0, 0, 0, 4 * (12 + 15)}, 4 * 20, {0}},
    {"bmm", "", "Nx3x4 Nx4x5", "Nx3x5", {15 * 4, 0, 0, 0, 0, 4 * (12 + 20 + 15)}, 0, {0}},
    /* 3 steps of 5 features, units of 4; per gate 4 * (5 + 4) weights and 2 * 4 biases */
    {"rnn", "hidden_size=4", "Nx3x5", "Nx3x4 Nx1x4",
     {3 * 36, 3 * 8, 0, 3 * 4, 0, 4 * (15 + 12 + 4)}, 4 * (36 + 8), {36, 8}},
    {"lstm", "hidden_size=4 proj_size=2", "Nx3x5", "Nx3x2 Nx1x2 Nx1x4",
     {3 * 120, 3 * 32, 0, 3 * 5 * 4, 3 * 4 * 4, 4 * (15 + 6 + 2 + 4)}, 4 * (120 + 32),
     {4 * 4 * (5 + 2) + 2 * 4, 32}},
    /* Both directions of 12 * (5 + 4) and then of 12 * (8 + 4) weights. */
    {"gru", "hidden_size=4 num_layers=2 bidirectional=true", "Nx3x5", "Nx3x8 Nx4x4",
     {3 * 504, 3 * 96, 0, 3 * 4 * 3 * 4, 3 * 4 * 4 * 4, 4 * (15 + 24 + 16)}, 4 * (504 + 96), {504, 96}},
    {"rnn_cell", "hidden_size=4 bias=false", "Nx5", "Nx4", {36, 0, 0, 4, 0, 4 * (5 + 4)}, 4 * 36, {36}},
    {"lstm_cell", "hidden_size=4", "Nx5 Nx4 Nx4", "Nx4 Nx4",
     {144, 32, 0, 5 * 4, 4 * 4, 4 * (5 + 8 + 8)}, 4 * (144 + 32), {144, 32}},
    {"gru_cell", "hidden_size=4", "Nx5 Nx4", "Nx4",
     {108, 24, 0, 3 * 4, 4 * 4, 4 * (5 + 4 + 4)}, 4 * (108 + 24), {108, 24}},
    /* Projections of 3 rows of 4, 5 of 6, 5 of 7, 3 of 4; 15 scores and 15 weights of 4; scale, softmax,
     * average. */
    {"multihead_attention", "num_heads=2", "Nx3x4 Nx5x6 Nx5x7", "Nx3x4 Nx3x5",
     {48 + 120 + 140 + 48 + 2 * 60, 12 + 20 + 20 + 12, 0, 0, 12 + 3 * 2 * 15 + 2 * 15, 4 * (77 + 27)},
     4 * (84 + 16), {16 + 24 + 28 + 16, 16}},
    {"scaled_dot_product_attention", "", "Nx2x3x4 Nx2x5x4 Nx2x5x6", "Nx2x3x6",
     {2 * 15 * (4 + 6), 0, 0, 0, 2 * (12 + 3 * 15), 4 * (24 + 40 + 60 + 36)}, 0, {0}},
    /* Self attention of 3 rows: 4 * 48 + 2 * 36 and 12 + 3 * 2 * 9; both linear layers: 2 * 84. */
    {"transformer_encoder_layer", "nhead=2 dim_feedforward=7", "Nx3x4", "Nx3x4",
     {264 + 168, 48 + 21 + 12, 2 * 48, 21, 66 + 24, 4 * 24}, 4 * 163, {64 + 56, 16 + 11, 2 * 8}},
    /* Moreover attention to 5 rows: 2 * 48 + 2 * 80 + 2 * 60, biases 24 + 40, elementwise 12 + 3 * 2 * 15. */
    {"transformer_decoder_layer", "nhead=2 dim_feedforward=7", "Nx3x4 Nx5x4", "Nx3x4",
     {264 + 376 + 168, 48 + 64 + 33, 3 * 48, 21, 66 + 102 + 36, 4 * (12 + 20 + 12)}, 4 * 251, {184, 43, 24}},
    {"transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3 norm=true", "Nx3x4", "Nx3x4",
     {3 * 432, 3 * 81, 7 * 48, 3 * 21, 3 * 90, 4 * 24}, 4 * (3 * 163 + 8), {3 * 120, 3 * 27, 3 * 16 + 8}},
    {"transformer_decoder", "nhead=2 dim_feedforward=7 num_layers=2", "Nx3x4 Nx5x4", "Nx3x4",
     {2 * 808, 2 * 145, 6 * 48, 2 * 21, 2 * 204, 4 * 44}, 4 * 2 * 251, {2 * 184, 2 * 43, 2 * 24}},
    /* An encoder of 5 rows: 4 * 80 + 2 * 100 + 2 * 140, biases 80 + 55, 20 + 3 * 2 * 25 + 40; a norm
     * behind each. */
    {"transformer", "nhead=2 dim_feedforward=7 num_encoder_layers=1 num_decoder_layers=1", "Nx5x4 Nx3x4",
     "Nx3x4", {800 + 808, 135 + 145, 3 * 80 + 4 * 48, 35 + 21, 210 + 204, 4 * (20 + 12 + 12)},
     4 * (163 + 8 + 251 + 8), {120 + 184, 27 + 43, 16 + 8 + 24 + 8}},
    {"batch_norm1d", "", "Nx3", "Nx3", {0, 0, 4 * 3, 0, 0, 4 * 6}, 4 * 12, {0, 0, 6, 0, 7}},
    {"batch_norm2d", "affine=false", "Nx3x4x5", "Nx3x4x5", {0, 0, 2 * 60, 0, 0, 4 * 120}, 4 * 6,
     {0, 0, 0, 0, 7}},
    {"batch_norm3d", "track_running_stats=false", "Nx2x3x4x5", "Nx2x3x4x5",
     {0, 0, 4 * 120, 0, 0, 4 * 240}, 4 * 8, {0, 0, 4}},
    {"layer_norm", "normalized_shape=3,5", SAME, {0, 0, 4 * 15, 0, 0, 4 * 30}, 4 * 30, {0, 0, 30}},
    {"group_norm", "num_groups=3", "Nx6x5", "Nx6x5", {0, 0, 4 * 30, 0, 0, 4 * 60}, 4 * 12, {0, 0, 12}},
    {"sync_batch_norm", "", SAME, {0, 0, 4 * 15, 0, 0, 4 * 30}, 4 * 12, {0, 0, 6, 0, 7}},
    {"instance_norm1d", "affine=true", SAME, {0, 0, 4 * 15, 0, 0, 4 * 30}, 4 * 6, {0, 0, 6}},
    {"instance_norm2d", "track_running_stats=true", "Nx3x1x5", "Nx3x1x5",
     {0, 0, 2 * 15, 0, 0, 4 * 30}, 4 * 6, {0, 0, 0, 0, 7}},
    {"instance_norm3d", "", "Nx3x1x1x5", "Nx3x1x1x5", {0, 0, 2 * 15, 0, 0, 4 * 30}, 0, {0}},
    {"rms_norm", "normalized_shape=5", SAME, {0, 0, 2 * 15, 0, 0, 4 * 30}, 4 * 5, {0, 0, 5}},
    {"local_response_norm", "size=5", SAME, {0, 0, (5 + 4) * 15, 0, 0, 4 * 30}, 0, {0}},
    {"cross_map_lrn2d", "size=3", "Nx3x2x7", "Nx3x2x7", {0, 0, (3 + 4) * 42, 0, 0, 4 * 84}, 0, {0}},
    ACTIVATION("relu", ""),
    ACTIVATION("relu6", ""),
    ACTIVATION("elu", ""),
    ACTIVATION("sigmoid", ""),
    ACTIVATION("tanh", ""),
    ACTIVATION("hardtanh", ""),
    ACTIVATION("leaky_relu", ""),
    ACTIVATION("gelu", ""),
    ACTIVATION("silu", ""),
    ACTIVATION("swish", ""),
    ACTIVATION("mish", ""),
    ACTIVATION("softplus", ""),
    ACTIVATION("celu", ""),
    ACTIVATION("selu", ""),
    {"prelu", "num_parameters=3", SAME, {0, 0, 0, 15, 0, 4 * 30}, 4 * 3, {3}},
    ACTIVATION("rrelu", ""),
    ACTIVATION("threshold", "threshold=0 value=0"),
    ACTIVATION("hardshrink", ""),
    ACTIVATION("softshrink", ""),
    ACTIVATION("log_sigmoid", ""),
    ACTIVATION("softsign", ""),
    ACTIVATION("tanhshrink", ""),
    {"glu", "", "Nx3x4", "Nx3x2", {0, 0, 0, 12, 0, 4 * (12 + 6)}, 0, {0}},
    ACTIVATION("hardswish", ""),
    ACTIVATION("hswish", ""),
    ACTIVATION("hardsigmoid", ""),
    ACTIVATION("hsigmoid", ""),
    SOFTMAX("softmax", ""),
    SOFTMAX("log_softmax", "dim=1"),
    SOFTMAX("softmin", "dim=-2"),
    {"softmax2d", "", "Nx2x3x5", "Nx2x3x5", {0, 0, 0, 0, 3 * 30, 4 * 60}, 0, {0}},
    /* A window over 5, at 0, 2, 4 and, hanging over, 6. */
    {"max_pool1d", "kernel_size=3 stride=2 dilation=2 ceil_mode=true", "Nx2x10", "Nx2x4",
     {0, 0, 0, 0, 8 * 3, 4 * (20 + 8)}, 0, {0}},
    {"max_pool2d", "kernel_size=2,3 padding=0,1 return_indices=true", "Nx2x5x7", "Nx2x2x3 Nx2x2x3",
     {0, 0, 0, 0, 12 * 6, 4 * (70 + 12) + 8 * 12}, 0, {0}},
    {"max_pool3d", "kernel_size=2", "Nx2x4x5x7", "Nx2x2x2x3", {0, 0, 0, 0, 24 * 8, 4 * (280 + 24)}, 0, {0}},
    {"avg_pool1d", "kernel_size=4 ceil_mode=true", "Nx2x11", "Nx2x3",
     {0, 0, 0, 0, 6 * 4, 4 * (22 + 6)}, 0, {0}},
    {"avg_pool2d", "kernel_size=3 stride=1 padding=1 count_include_pad=false", "Nx2x5x7", "Nx2x5x7",
     {0, 0, 0, 0, 70 * 9, 4 * 140}, 0, {0}},
    {"avg_pool3d", "kernel_size=2 stride=1,2,3", "Nx2x4x4x5", "Nx2x3x2x2",
     {0, 0, 0, 0, 24 * 8, 4 * (160 + 24)}, 0, {0}},
    REDUCTION("adaptive_avg_pool2d", "output_size=null,2", "Nx3x4x2", 24),
    {"adaptive_avg_pool1d", "output_size=3", "Nx3x7", "Nx3x3", {0, 0, 0, 0, 21, 4 * (21 + 9)}, 0, {0}},
    {"adaptive_avg_pool3d", "output_size=1,2,3", "Nx2x3x4x5", "Nx2x1x2x3",
     {0, 0, 0, 0, 120, 4 * (120 + 12)}, 0, {0}},
    {"adaptive_max_pool1d", "output_size=9", "Nx3x7", "Nx3x9", {0, 0, 0, 0, 21, 4 * (21 + 27)}, 0, {0}},
    {"adaptive_max_pool2d", "output_size=1 return_indices=true", "Nx3x4x5", "Nx3x1x1 Nx3x1x1",
     {0, 0, 0, 0, 60, 4 * (60 + 3) + 8 * 3}, 0, {0}},
    {"adaptive_max_pool3d", "output_size=1,2,3", "Nx2x3x4x5", "Nx2x1x2x3",
     {0, 0, 0, 0, 120, 4 * (120 + 12)}, 0, {0}},
    /* Powers of the input, sums over windows, roots of the output. */
    {"lp_pool1d", "norm_type=2 kernel_size=4", "Nx2x11", "Nx2x2",
     {0, 0, 0, 0, 22 + 4 * 4 + 4, 4 * (22 + 4)}, 0, {0}},
    {"lp_pool2d", "norm_type=2 kernel_size=2,3", "Nx2x5x7", "Nx2x2x2",
     {0, 0, 0, 0, 70 + 8 * 6 + 8, 4 * (70 + 8)}, 0, {0}},
    {"lp_pool3d", "norm_type=2 kernel_size=2 ceil_mode=true", "Nx2x4x4x5", "Nx2x2x2x3",
     {0, 0, 0, 0, 160 + 24 * 8 + 24, 4 * (160 + 24)}, 0, {0}},
    /* 2.5 and 3.5 */
    {"fractional_max_pool2d", "kernel_size=2 output_ratio=0.5", "Nx2x5x7", "Nx2x2x3",
     {0, 0, 0, 0, 12 * 4, 4 * (70 + 12)}, 0, {0}},
    {"fractional_max_pool3d", "kernel_size=2 output_size=1,2,3 return_indices=true", "Nx2x4x4x5",
     "Nx2x1x2x3 Nx2x1x2x3",
     {0, 0, 0, 0, 12 * 8, 4 * (160 + 12) + 8 * 12}, 0, {0}},
    {"max_unpool1d", "kernel_size=2", "Nx3x5 i64:Nx3x5", "Nx3x10", {0, 0, 0, 0, 0, 12 * 15 + 4 * 30}, 0, {0}},
    /* Rows 3 * 2 + 3, columns 4 * 2 + 3. */
    {"max_unpool2d", "kernel_size=3 stride=2", "Nx3x4x5 i64:Nx3x4x5", "Nx3x9x11",
     {0, 0, 0, 0, 0, 12 * 60 + 4 * 297}, 0, {0}},
    {"max_unpool3d", "kernel_size=2 padding=1", "Nx2x3x4x5 i64:Nx2x3x4x5", "Nx2x4x6x8",
     {0, 0, 0, 0, 0, 12 * 120 + 4 * 384}, 0, {0}},
    PAD_1D("constant_pad1d", " value=1.5"),
    PAD_2D("constant_pad2d", " value=1.5"),
    PAD_3D("constant_pad3d", " value=1.5"),
    PAD_1D("zero_pad1d", ""),
    PAD_2D("zero_pad2d", ""),
    PAD_3D("zero_pad3d", ""),
    PAD_1D("reflection_pad1d", ""),
    PAD_2D("reflection_pad2d", ""),
    PAD_3D("reflection_pad3d", ""),
    PAD_1D("replication_pad1d", ""),
    PAD_2D("replication_pad2d", ""),
    PAD_3D("replication_pad3d", ""),
    PAD_1D("circular_pad1d", ""),
    PAD_2D("circular_pad2d", ""),
    PAD_3D("circular_pad3d", ""),
    /* 4.5 and 7.5, each between 4 elements */
    {"upsample", "scale_factor=1.5 mode=bilinear", "Nx3x3x5", "Nx3x4x7",
     {0, 0, 0, 0, 84 * 4, 4 * (45 + 84)}, 0, {0}},
    {"interpolate", "size=4 mode=linear", "Nx3x7", "Nx3x4", {0, 0, 0, 0, 12 * 2, 4 * (21 + 12)}, 0, {0}},
    MOVE("upsampling_nearest2d", "scale_factor=2", "Nx3x3x5", "Nx3x6x10", 45 + 180),
    {"upsampling_bilinear2d", "size=3,2", "Nx3x4x5", "Nx3x3x2", {0, 0, 0, 0, 18 * 4, 4 * (60 + 18)}, 0, {0}},
    MOVE("pixel_shuffle", "upscale_factor=2", "Nx8x3x5", "Nx2x6x10", 240),
    MOVE("pixel_unshuffle", "downscale_factor=2", "Nx2x6x10", "Nx8x3x5", 240),
    MOVE("channel_shuffle", "groups=2", "Nx4x3x5", "Nx4x3x5", 120),
    /* A window over 3: rows (4 + 2 - 3) / 2 + 1 with one left over, columns (5 + 2 - 3) / 2 + 1. */
    MOVE("unfold", "kernel_size=2 dilation=2 padding=1 stride=2", "Nx3x4x5", "Nx12x6", 60 + 72),
    {"fold", "output_size=4,5 kernel_size=2", "Nx12x12", "Nx3x4x5", {0, 0, 0, 0, 144, 4 * (144 + 60)}, 0,
     {0}},
    {"add", "", "Nx3 Nx3 1x3", "Nx3", {0, 0, 0, 0, 2 * 3, 4 * (3 + 3 + 3)}, 4 * 3, {0}},
    {"mul", "", "Nx3x4x4 Nx3x1x1", "Nx3x4x4", {0, 0, 0, 0, 48, 4 * (48 + 3 + 48)}, 0, {0}},
    {"sub", "", "Nx3x1 4", "Nx3x4", {0, 0, 0, 0, 12, 4 * (3 + 12)}, 4 * 4, {0}},
    {"div", "", "Nx3x4 scalar", "Nx3x4", {0, 0, 0, 0, 12, 4 * (12 + 12)}, 4, {0}},
    {"minimum", "", "Nx1 1x4", "Nx4", {0, 0, 0, 0, 4, 4 * (1 + 4)}, 4 * 4, {0}},
    EACH("maximum", "value=0"),
    EACH("pow", "exponent=2"),
    EACH("clamp", "min=0"),
    EACH("neg", ""),
    EACH("abs", ""),
    EACH("exp", ""),
    EACH("log", ""),
    EACH("sqrt", ""),
    EACH("rsqrt", ""),
    EACH("square", ""),
    EACH("reciprocal", ""),
    EACH("sin", ""),
    EACH("cos", ""),
    EACH("floor", ""),
    REDUCTION("mean", "dim=2,3", "Nx3", 3),
    REDUCTION("sum", "dim=-1 keepdim=true", "Nx3x4x1", 12),
    REDUCTION("amax", "dim=1", "Nx4x5", 20),
    REDUCTION("amin", "dim=1,-1", "Nx4", 4),
    {"cosine_similarity", "", "Nx3x5 Nx3x5", "Nx5", {0, 0, 0, 0, 3 * 15 + 2 * 5, 4 * (15 + 15 + 5)}, 0, {0}},
    {"pairwise_distance", "", "Nx3 Nx3", "N", {0, 0, 0, 0, 3 * 3 + 1, 4 * (3 + 3 + 1)}, 0, {0}},
    VIEW("identity", "", "Nx3x5", "Nx3x5"),
    VIEW("dropout", "", "Nx3x5", "Nx3x5"),
    VIEW("dropout1d", "", "Nx3x5", "Nx3x5"),
    VIEW("dropout2d", "", "Nx3x4x5", "Nx3x4x5"),
    VIEW("dropout3d", "", "Nx2x3x4x5", "Nx2x3x4x5"),
    VIEW("alpha_dropout", "", "Nx3x5", "Nx3x5"),
    VIEW("feature_alpha_dropout", "", "Nx3x5", "Nx3x5"),
    VIEW("flatten", "", "Nx3x4x5", "Nx60"),
    VIEW("unflatten", "dim=1 unflattened_size=2,-1", "Nx6x5", "Nx2x3x5"),
    VIEW("reshape", "shape=-1,15", "Nx3x5", "Nx15"),
    VIEW("squeeze", "dim=1", "Nx1x5", "Nx5"),
    VIEW("unsqueeze", "dim=1", "Nx5", "Nx1x5"),
    MOVE("permute", "dims=0,2,1", "Nx3x5", "Nx5x3", 30),
    MOVE("transpose", "dim0=1 dim1=2", "Nx3x5", "Nx5x3", 30),
    MOVE("cat", "", "Nx3x5 Nx4x5", "Nx7x5", 70),
    MOVE("stack", "", "Nx3x5 Nx3x5", "Nx2x3x5", 60),
    MOVE("pad", "pad=1,2,0,3", "Nx3x5", "Nx6x8", 15 + 48),
    MOVE("slice", "dim=2 step=2", "Nx3x9", "Nx3x5", 27 + 15),
    MOVE("split", "split_size_or_sections=2", "Nx5x4", "Nx2x4 Nx2x4 Nx1x4", 40),
    MOVE("chunk", "chunks=2", "Nx5x4", "Nx3x4 Nx2x4", 40),
    VIEW("expand", "sizes=-1,4,5", "Nx1x5", "Nx4x5"),
    VIEW("zero", "stride=2", "Nx3x7x8", "Nx3x4x4"),
    {"parameter", "shape=1,4", "", "1x4", {0}, 0, {0, 0, 0, 4}},
};

/* These take any number of tensors, so one more than in the example too. */
static const char *const variadic[] = {"add", "mul", "cat", "stack"};

/* What becomes of inputs of rank 0, 1 and so on to 8, all of whose dimensions are 4. */
typedef struct by_rank {
  const char *types; /* one or more that do the same */
  const char *attributes;
  const char *inputs;  /* R stands for that shape */
  const char *outputs; /* a part for each rank: shapes; = the same shape; - a refusal; + any shape */
} by_rank_t;

#define ANY "=;=;=;=;=;=;=;=;="
#define FROM_1 "-;=;=;=;=;=;=;=;="
#define FROM_2 "-;-;=;=;=;=;=;=;="
#define FROM_3 "-;-;-;=;=;=;=;=;="
#define ONLY_2(shapes) "-;-;" shapes ";-;-;-;-;-;-"
#define ONLY_3(shapes) "-;-;-;" shapes ";-;-;-;-;-"
#define ONLY_4(shapes) "-;-;-;-;" shapes ";-;-;-;-"
#define ONLY_5(shapes) "-;-;-;-;-;" shapes ";-;-;-"
/* Of rank 1 and more, the last dimension changes. */
#define LAST(n) "-;" n ";4x" n ";4x4x" n ";4x4x4x" n ";4x4x4x4x" n ";+;+;+"

static const by_rank_t by_rank[] = {
    {"conv1d", "out_channels=2 kernel_size=3", "R", ONLY_3("4x2x2")},
    {"conv2d", "out_channels=2 kernel_size=3", "R", ONLY_4("4x2x2x2")},
    {"conv3d", "out_channels=2 kernel_size=3", "R", ONLY_5("4x2x2x2x2")},
    {"conv_transpose1d", "out_channels=2 kernel_size=2", "R", ONLY_3("4x2x5")},
    {"conv_transpose2d", "out_channels=2 kernel_size=2", "R", ONLY_4("4x2x5x5")},
    {"conv_transpose3d", "out_channels=2 kernel_size=2", "R", ONLY_5("4x2x5x5x5")},
    {"linear", "out_features=2", "R", LAST("2")},
    {"bilinear", "out_features=2", "R R", LAST("2")},
    {"embedding", "num_embeddings=9 embedding_dim=3", "i64:R",
     "3;4x3;4x4x3;4x4x4x3;4x4x4x4x3;4x4x4x4x4x3;+;+;-"},
    {"embedding_bag", "num_embeddings=9 embedding_dim=3", "i64:R", ONLY_2("4x3")},
    {"matmul", "", "R R", "-;scalar;=;=;=;=;=;=;="},
    {"bmm", "", "R R", ONLY_3("=")},
    {"rnn gru", "hidden_size=2", "R", ONLY_3("4x4x2 4x1x2")},
    {"lstm", "hidden_size=2", "R", ONLY_3("4x4x2 4x1x2 4x1x2")},
    {"rnn_cell gru_cell", "hidden_size=2", "R", ONLY_2("4x2")},
    {"lstm_cell", "hidden_size=2", "R", ONLY_2("4x2 4x2")},
    {"multihead_attention", "num_heads=2", "R", ONLY_3("4x4x4 4x4x4")},
    {"scaled_dot_product_attention", "", "R R R", FROM_3},
    {"transformer_encoder_layer", "nhead=2", "R", ONLY_3("=")},
    {"transformer_decoder_layer transformer", "nhead=2", "R R", ONLY_3("=")},
    {"transformer_encoder", "nhead=2 num_layers=2", "R", ONLY_3("=")},
    {"transformer_decoder", "nhead=2 num_layers=2", "R R", ONLY_3("=")},
    {"batch_norm1d", "", "R", "-;-;=;=;-;-;-;-;-"},
    {"batch_norm2d instance_norm2d softmax2d", "", "R", ONLY_4("=")},
    {"batch_norm3d instance_norm3d", "", "R", ONLY_5("=")},
    {"instance_norm1d", "", "R", ONLY_3("=")},
    {"layer_norm rms_norm", "normalized_shape=4", "R", FROM_1},
    {"layer_norm rms_norm", "normalized_shape=4,4", "R", FROM_2},
    {"group_norm", "num_groups=2", "R", FROM_2},
    {"sync_batch_norm", "", "R", FROM_2},
    {"local_response_norm", "size=3", "R", FROM_3},
    {"cross_map_lrn2d", "size=3", "R", ONLY_4("=")},
    {"relu relu6 elu sigmoid tanh hardtanh leaky_relu gelu silu swish mish softplus celu selu prelu rrelu",
     "", "R", ANY},
    {"hardshrink softshrink log_sigmoid softsign tanhshrink hardswish hswish hardsigmoid hsigmoid", "",
     "R", ANY},
    {"threshold", "threshold=0 value=0", "R", ANY},
    {"prelu", "num_parameters=4", "R", FROM_2},
    {"glu", "", "R", LAST("2")},
    {"softmax log_softmax softmin", "", "R", FROM_1},
    {"softmax log_softmax softmin", "dim=1", "R", FROM_2},
    {"max_pool1d avg_pool1d", "kernel_size=2", "R", ONLY_3("4x4x2")},
    {"max_pool2d avg_pool2d", "kernel_size=2", "R", ONLY_4("4x4x2x2")},
    {"max_pool3d avg_pool3d", "kernel_size=2", "R", ONLY_5("4x4x2x2x2")},
    {"adaptive_avg_pool1d adaptive_max_pool1d", "output_size=3", "R", ONLY_3("4x4x3")},
    {"adaptive_avg_pool2d adaptive_max_pool2d", "output_size=3", "R", ONLY_4("4x4x3x3")},
    {"adaptive_avg_pool3d adaptive_max_pool3d", "output_size=3", "R", ONLY_5("4x4x3x3x3")},
    {"lp_pool1d", "norm_type=2 kernel_size=2", "R", ONLY_3("4x4x2")},
    {"lp_pool2d", "norm_type=2 kernel_size=2", "R", ONLY_4("4x4x2x2")},
    {"lp_pool3d", "norm_type=2 kernel_size=2", "R", ONLY_5("4x4x2x2x2")},
    {"fractional_max_pool2d", "kernel_size=2 output_size=2", "R", ONLY_4("4x4x2x2")},
    {"fractional_max_pool3d", "kernel_size=2 output_size=2", "R", ONLY_5("4x4x2x2x2")},
    {"max_unpool1d", "kernel_size=2", "R i64:R", ONLY_3("4x4x8")},
    {"max_unpool2d", "kernel_size=2", "R i64:R", ONLY_4("4x4x8x8")},
    {"max_unpool3d", "kernel_size=2", "R i64:R", ONLY_5("4x4x8x8x8")},
    {"constant_pad1d", "padding=1 value=0", "R", ONLY_3("4x4x6")},
    {"constant_pad2d", "padding=1 value=0", "R", ONLY_4("4x4x6x6")},
    {"constant_pad3d", "padding=1 value=0", "R", ONLY_5("4x4x6x6x6")},
    {"zero_pad1d reflection_pad1d replication_pad1d circular_pad1d", "padding=1", "R", ONLY_3("4x4x6")},
    {"zero_pad2d reflection_pad2d replication_pad2d circular_pad2d", "padding=1", "R", ONLY_4("4x4x6x6")},
    {"zero_pad3d reflection_pad3d replication_pad3d circular_pad3d", "padding=1", "R", ONLY_5("4x4x6x6x6")},
    {"upsample interpolate", "scale_factor=2", "R", "-;-;-;4x4x8;4x4x8x8;4x4x8x8x8;-;-;-"},
    {"upsample interpolate", "scale_factor=2 mode=trilinear", "R", ONLY_5("4x4x8x8x8")},
    {"upsampling_nearest2d upsampling_bilinear2d", "scale_factor=2", "R", ONLY_4("4x4x8x8")},
    {"pixel_shuffle", "upscale_factor=2", "R", "-;-;-;-;4x1x8x8;4x4x1x8x8;+;+;+"},
    {"pixel_unshuffle", "downscale_factor=2", "R", "-;-;-;-;4x16x2x2;4x4x16x2x2;+;+;+"},
    {"channel_shuffle", "groups=2", "R", FROM_3},
    {"unfold", "kernel_size=2", "R", ONLY_4("4x16x9")},
    {"fold", "output_size=4 kernel_size=2 stride=2", "R", ONLY_3("4x1x4x4")},
    {"add mul sub div minimum maximum", "", "R R", ANY},
    {"add mul sub div minimum maximum", "value=2", "R", ANY},
    {"neg abs exp log sqrt rsqrt square reciprocal sin cos floor", "", "R", ANY},
    {"pow", "exponent=2", "R", ANY},
    {"clamp", "max=1", "R", ANY},
    {"mean sum amax amin", "", "R", "scalar;scalar;scalar;scalar;scalar;scalar;scalar;scalar;scalar"},
    {"mean sum amax amin", "dim=-1", "R", "-;scalar;4;4x4;4x4x4;4x4x4x4;+;+;+"},
    {"mean sum amax amin", "dim=1 keepdim=true", "R", "-;-;4x1;4x1x4;4x1x4x4;4x1x4x4x4;+;+;+"},
    {"cosine_similarity pairwise_distance", "", "R R", "-;-;4;4x4;4x4x4;4x4x4x4;+;+;+"},
    {"identity dropout dropout2d dropout3d alpha_dropout feature_alpha_dropout", "", "R", ANY},
    {"dropout1d", "", "R", "-;-;=;=;-;-;-;-;-"},
    {"flatten", "", "R", "-;-;=;4x16;4x64;4x256;+;+;+"},
    {"unflatten", "dim=0 unflattened_size=2,2", "R", "-;2x2;2x2x4;2x2x4x4;2x2x4x4x4;2x2x4x4x4x4;+;+;-"},
    {"reshape", "shape=-1", "R", "1;4;16;64;256;1024;+;+;+"},
    {"reshape", "shape=8,-1,2", "R", "-;-;8x1x2;8x4x2;8x16x2;8x64x2;+;+;+"},
    {"squeeze", "", "R", ANY},
    {"squeeze", "dim=0", "R", FROM_1},
    {"unsqueeze", "dim=0", "R", "1;1x4;1x4x4;1x4x4x4;1x4x4x4x4;1x4x4x4x4x4;+;+;-"},
    {"permute", "dims=0", "R", "-;=;-;-;-;-;-;-;-"},
    {"permute", "dims=2,0,1", "R", ONLY_3("=")},
    {"permute", "dims=4,3,2,1,0", "R", ONLY_5("=")},
    {"transpose", "dim0=0 dim1=-1", "R", FROM_1},
    {"cat", "dim=-1", "R R", LAST("8")},
    {"stack", "dim=0", "R R", "2;2x4;2x4x4;2x4x4x4;2x4x4x4x4;2x4x4x4x4x4;+;+;-"},
    {"pad", "pad=1,1", "R", LAST("6")},
    {"slice", "dim=-1 step=3", "R", LAST("2")},
    {"split", "dim=-1 split_size_or_sections=1,3", "R", "-;1 3;4x1 4x3;4x4x1 4x4x3;4x4x4x1 4x4x4x3;+;+;+;+"},
    {"chunk", "dim=-1 chunks=3", "R", "-;2 2;4x2 4x2;4x4x2 4x4x2;4x4x4x2 4x4x4x2;+;+;+;+"},
    {"expand", "sizes=4,4,4", "R", "4x4x4;4x4x4;4x4x4;=;-;-;-;-;-"},
    {"zero", "stride=2", "R", "=;=;=;4x4x2;4x4x2x2;4x4x2x2x2;+;+;+"},
    {"parameter", "shape=1,4", "R", "-;-;-;-;-;-;-;-;-"},
};

/* clang-format on */

#endif
