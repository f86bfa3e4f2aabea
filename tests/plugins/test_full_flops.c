/* Profiler flops, convention full, on every operator type that the formulas serve, done by hand. */
#include <stdbool.h>

#include "expect.h"

typedef struct by_hand {
  const char *type, *attributes, *shapes;
  int64_t macs, bias, norm, activation, other;
} by_hand_t;

/* All for the whole batch.
 *
 * - Layers: an element of the output takes a multiply-accumulate per weight that it reads, and a bias
 * addition.
 * - conv1d: 2 x 4 x ((10 - 3) / 2 + 1 = 4) = 32 elements, each of 3 x 6 / 2 groups = 9 weights
 * - conv2d: rows (5 + 2 - 3) / 2 + 1 = 3, columns (7 + 2 - 2) / 2 + 1 = 4; 2 x 8 x 3 x 4 = 192 elements of
 *   3 x 2 x 3 = 18 weights
 * - conv3d: 2 x 3 x 3 x 3 = 54 elements of 2 x 2 x 2 x 3 = 24 weights
 * - conv_transpose: an element of the input is spread over the kernel in every output channel of its group.
 *   1d: 48 x 3 x 4 / 2 groups, 2 x 4 x (3 x 2 + 3 = 9) biases; 2d: 60 x 6 x 2, 2 x 5 x 3 biases; 3d: 24 x 8 x
 * 2
 * - linear: 2 x 5 x 4 = 40 elements of 3 weights; matmul: 2 x 3 x 5 = 30 elements, each of 4 pairs; bmm: the
 * same
 * - bilinear: 5 x 2 elements of 3 x 4 weights; 5 x 3 x 4 products of both inputs
 * - Normalisations, per element: subtract, divide, and one each for a learned scale and shift.
 * - batch_norm1d: 6 x 4; 2d: 120 x 2; 3d: 120 x 4; layer_norm: 60 x 3; group_norm: 48 x 4
 * - sync_batch_norm: 30 x 4; instance_norm1d: 30 x 2; 2d: 30 x 4; 3d: 30 x 2
 * - rms_norm, nothing to subtract, no shift: 60 x 2
 * - response norm, window and four more: local_response_norm: 42 x (5 + 4); cross_map_lrn2d: 42 x (3 + 4)
 * - Activations: one per element of the input, of glu too.
 * - Softmax and softmin, per element: exponential, sum, division: 30 x 3
 * - Arithmetic, per element of the output, one for each input after the first: add: 6 x 2; mul: 2 x 3 x 4 x
 * 4; sub, minimum and maximum: 3 x 4; div: 2 x 3 x 4
 * - Functions of an element: one each. mean, sum, extremes and adaptive pooling: one per element of the
 * input.
 * - Comparisons and choices: 2 x 3 x 5 elements of the output, one each
 * - logsumexp and norm: two per element of the input and one per result: 2 x 30 + 2 x 5; var: four; std:
 *   4 x 30 + 10; normalize: three and a root for each of 2 x 5 vectors
 * - addmm and baddbmm: 21 and 42 elements of 5 products; an addition each, and a factor that is not 1
 * - einsum: 2 x 3 x 5 x 7 x 4; grid_sample: 2 x 3 x 4 x 9 x 4; affine_grid: 2 x 7 x 5 x 2 of 3
 * - Pooling: the whole window per element of the output, at the border too.
 * - max_pool1d: 2 x 3 x ((9 - 3) / 2 + 1 = 4) = 24 windows of 3; 2d: 2 x 2 x 2 = 8 of 2 x 3; 3d: 16 of 8
 * - avg_pool1d: 2 x 2 = 4 of 4; 2d: 2 x 4 x 5 = 40 of 9; 3d: 2 x 3 x 2 x 1 = 12 of 8
 * - lp_pool, moreover a power per element of the input and a root per element of the output:
 *   1d: 22 + 4 x 4 + 4; 2d: 48 + 8 x 6 + 8; 3d: 128 + 16 x 8 + 16
 * - fractional_max_pool2d: 2 x 2 x 3 = 12 of 4; 3d: 2 x 6 = 12 of 8
 * - Resampling, per element of the output, the elements that it lies between: bicubic: 2 x 3 x 8 x 10 x 16;
 *   bilinear: 2 x 3 x 3 x 2 x 4
 * - fold: an addition per element of the input.
 * - embedding_bag: an addition and a product per element that is looked up: 2 x 5 x 3, twice
 * - Distances: three per element, then for each result cosine_similarity two, pairwise_distance one:
 *   30 x 3 + 10 x 2; 12 x 3 + 4
 * - Recurrent layers, for each of the 6 samples and steps, per layer and direction: what the table in the
 * head of recurrent.c says.
 * - rnn: 4 x (3 + 4) weights, 2 x 4 biases, 4 activations
 * - lstm: 4 gates x 4 x (3 + 2) weights and 2 x 4 of the projection, 2 x 16 biases, 5 x 4 and 4 x 4
 * - gru, both directions: 2 x 3 gates x 4 x (3 + 4) weights, 2 x 24 biases, 2 x 3 x 4 and 2 x 4 x 4
 * - A cell takes one step of 2 samples.
 * - multihead_attention: 2 samples, 3 queries of 4 features on 5 keys and values of 6 and 7, in 2 heads:
 *   projections of 4 x 4, 4 x 6, 4 x 7 and 4 x 4; 3 x 5 scores and 3 x 5 weights of 4 features in all;
 *   biases 3 x 4 + 5 x 4 + 5 x 4 + 3 x 4; scale 3 x 4, softmax 3 x 2 x 15, average 2 x 15
 * - scaled_dot_product_attention: 2 x 2 heads, 3 x 5 scores of 4 and weights of 6; scale 3 x 4, softmax 3 x
 * 15
 * - Transformers: 2 samples of 3 rows of 4 in 2 heads, the encoder's output has 5 rows, dim_feedforward 7
 * - self attention: 4 x 6 x 16 of projections, 2 x 2 x 9 x 4; biases 4 x 24; scale 24, softmax 3 x 2 x 2 x 9
 * - cross attention: 2 x 6 x 16 and 2 x 10 x 16, 2 x 2 x 15 x 4; biases 2 x 24 + 2 x 40; scale 24, softmax
 *   3 x 2 x 2 x 15
 * - linear layers: 2 x 6 x 28, biases 6 x 7 + 6 x 4, activation 6 x 7; residuals 24, norms 4 x 24
 * - transformer: 3 layers of an encoder of 5 rows, each: 4 x 10 x 16 of projections, 2 x 2 x 25 x 4, linear
 *   2 x 10 x 28; biases 4 x 40 + 10 x 11; scale 40, softmax 3 x 2 x 2 x 25, residuals 40; 2 layers of a
 *   decoder as above; a norm more behind each
 * - What only moves elements, or leaves them as they are, is free. */
static const by_hand_t table[] = {
    {"conv1d", "out_channels=4 kernel_size=3 stride=2 groups=2", "2x6x10", 288, 32, 0, 0, 0},
    {"conv2d", "out_channels=8 kernel_size=3,2 stride=2 padding=1", "2x3x5x7", 3456, 192, 0, 0, 0},
    {"conv3d", "out_channels=2 kernel_size=2 bias=false", "1x3x4x4x4", 1296, 0, 0, 0, 0},
    {"conv_transpose1d", "out_channels=4 kernel_size=3 stride=2 groups=2", "2x6x4", 288, 72, 0, 0, 0},
    {"conv_transpose2d", "out_channels=2 kernel_size=3,2 padding=1", "1x3x5x4", 720, 30, 0, 0, 0},
    {"conv_transpose3d", "out_channels=2 kernel_size=2 bias=false", "1x3x2x2x2", 384, 0, 0, 0, 0},
    {"linear", "out_features=4", "2x5x3", 120, 40, 0, 0, 0},
    {"matmul", "", "2x3x4 4x5", 120, 0, 0, 0, 0},
    {"bmm", "", "2x3x4 2x4x5", 120, 0, 0, 0, 0},
    {"batch_norm1d", "", "2x3", 0, 0, 24, 0, 0},
    {"batch_norm2d", "affine=false", "2x3x4x5", 0, 0, 240, 0, 0},
    {"batch_norm3d", "", "1x2x3x4x5", 0, 0, 480, 0, 0},
    {"layer_norm", "normalized_shape=6 bias=false", "2x5x6", 0, 0, 180, 0, 0},
    {"group_norm", "num_groups=3", "2x6x4", 0, 0, 192, 0, 0},
    {"sync_batch_norm", "", "2x3x5", 0, 0, 120, 0, 0},
    {"instance_norm1d", "", "2x3x5", 0, 0, 60, 0, 0},
    {"instance_norm2d", "affine=true", "2x3x1x5", 0, 0, 120, 0, 0},
    {"instance_norm3d", "track_running_stats=true", "2x3x1x1x5", 0, 0, 60, 0, 0},
    {"rms_norm", "normalized_shape=6", "2x5x6", 0, 0, 120, 0, 0},
    {"local_response_norm", "size=5", "2x3x7", 0, 0, 378, 0, 0},
    {"cross_map_lrn2d", "size=3", "1x3x2x7", 0, 0, 294, 0, 0},
    {"relu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"relu6", "", "2x3x5", 0, 0, 0, 30, 0},
    {"elu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"leaky_relu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"hardtanh", "", "2x3x5", 0, 0, 0, 30, 0},
    {"sigmoid", "", "2x3x5", 0, 0, 0, 30, 0},
    {"tanh", "", "2x3x5", 0, 0, 0, 30, 0},
    {"hardswish", "", "2x3x5", 0, 0, 0, 30, 0},
    {"hswish", "", "2x3x5", 0, 0, 0, 30, 0},
    {"hardsigmoid", "", "2x3x5", 0, 0, 0, 30, 0},
    {"hsigmoid", "", "2x3x5", 0, 0, 0, 30, 0},
    {"silu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"swish", "", "2x3x5", 0, 0, 0, 30, 0},
    {"mish", "", "2x3x5", 0, 0, 0, 30, 0},
    {"softplus", "", "2x3x5", 0, 0, 0, 30, 0},
    {"gelu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"celu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"selu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"prelu", "num_parameters=3", "2x3x5", 0, 0, 0, 30, 0},
    {"rrelu", "", "2x3x5", 0, 0, 0, 30, 0},
    {"threshold", "threshold=0 value=0", "2x3x5", 0, 0, 0, 30, 0},
    {"hardshrink", "", "2x3x5", 0, 0, 0, 30, 0},
    {"softshrink", "", "2x3x5", 0, 0, 0, 30, 0},
    {"log_sigmoid", "", "2x3x5", 0, 0, 0, 30, 0},
    {"softsign", "", "2x3x5", 0, 0, 0, 30, 0},
    {"tanhshrink", "", "2x3x5", 0, 0, 0, 30, 0},
    {"glu", "", "2x3x4", 0, 0, 0, 24, 0},
    {"softmax", "", "2x3x5", 0, 0, 0, 0, 90},
    {"log_softmax", "dim=1", "2x3x5", 0, 0, 0, 0, 90},
    {"softmin", "dim=1", "2x3x5", 0, 0, 0, 0, 90},
    {"softmax2d", "", "1x2x3x5", 0, 0, 0, 0, 90},
    {"add", "", "2x3 2x3 1x3", 0, 0, 0, 0, 12},
    {"mul", "", "2x3x4x4 2x3x1x1", 0, 0, 0, 0, 96},
    {"sub", "", "3x1 1x4", 0, 0, 0, 0, 12},
    {"div", "", "2x3x4 4", 0, 0, 0, 0, 24},
    {"minimum", "", "3x1 1x4", 0, 0, 0, 0, 12},
    {"maximum", "value=0", "3x4", 0, 0, 0, 0, 12},
    {"sum", "dim=2,3", "2x3x4x5", 0, 0, 0, 0, 120},
    {"amax", "", "2x3x4x5", 0, 0, 0, 0, 120},
    {"amin", "", "2x3x4x5", 0, 0, 0, 0, 120},
    {"neg", "", "2x3x5", 0, 0, 0, 0, 30},
    {"abs", "", "2x3x5", 0, 0, 0, 0, 30},
    {"exp", "", "2x3x5", 0, 0, 0, 0, 30},
    {"log", "", "2x3x5", 0, 0, 0, 0, 30},
    {"sqrt", "", "2x3x5", 0, 0, 0, 0, 30},
    {"rsqrt", "", "2x3x5", 0, 0, 0, 0, 30},
    {"square", "", "2x3x5", 0, 0, 0, 0, 30},
    {"reciprocal", "", "2x3x5", 0, 0, 0, 0, 30},
    {"sin", "", "2x3x5", 0, 0, 0, 0, 30},
    {"cos", "", "2x3x5", 0, 0, 0, 0, 30},
    {"floor", "", "2x3x5", 0, 0, 0, 0, 30},
    {"pow", "exponent=2", "2x3x5", 0, 0, 0, 0, 30},
    {"clamp", "min=0", "2x3x5", 0, 0, 0, 0, 30},
    {"mean", "dim=2,3", "2x3x4x5", 0, 0, 0, 0, 120},
    {"max_pool1d", "kernel_size=3 stride=2", "2x3x9", 0, 0, 0, 0, 72},
    {"max_pool2d", "kernel_size=2,3", "1x2x4x6", 0, 0, 0, 0, 48},
    {"max_pool3d", "kernel_size=2", "1x2x4x4x4", 0, 0, 0, 0, 128},
    {"avg_pool1d", "kernel_size=4", "1x2x11", 0, 0, 0, 0, 16},
    {"avg_pool2d", "kernel_size=3 stride=1 padding=1 count_include_pad=false", "1x2x4x5", 0, 0, 0, 0, 360},
    {"avg_pool3d", "kernel_size=2 stride=1,2,3", "1x2x4x4x4", 0, 0, 0, 0, 96},
    {"adaptive_avg_pool1d", "output_size=3", "2x3x7", 0, 0, 0, 0, 42},
    {"adaptive_avg_pool2d", "output_size=1", "2x3x4x5", 0, 0, 0, 0, 120},
    {"adaptive_avg_pool3d", "output_size=1,2,3", "1x2x3x4x5", 0, 0, 0, 0, 120},
    {"adaptive_max_pool1d", "output_size=3", "2x3x7", 0, 0, 0, 0, 42},
    {"adaptive_max_pool2d", "output_size=1", "2x3x4x5", 0, 0, 0, 0, 120},
    {"adaptive_max_pool3d", "output_size=1,2,3", "1x2x3x4x5", 0, 0, 0, 0, 120},
    {"rnn", "hidden_size=4", "2x3x3", 6 * 28, 6 * 8, 0, 6 * 4, 0},
    {"lstm", "hidden_size=4 proj_size=2", "2x3x3", 6 * 88, 6 * 32, 0, 6 * 20, 6 * 16},
    {"gru", "hidden_size=4 bidirectional=true", "2x3x3", 6 * 168, 6 * 48, 0, 6 * 24, 6 * 32},
    {"rnn_cell", "hidden_size=4 bias=false", "2x3", 2 * 28, 0, 0, 2 * 4, 0},
    {"lstm_cell", "hidden_size=4", "2x3", 2 * 112, 2 * 32, 0, 2 * 20, 2 * 16},
    {"gru_cell", "hidden_size=4", "2x3", 2 * 84, 2 * 24, 0, 2 * 12, 2 * 16},
    {"multihead_attention", "num_heads=2", "2x3x4 2x5x6 2x5x7", 2 * (48 + 120 + 140 + 48 + 2 * 60), 2 * 64, 0,
     0, 2 * (12 + 90 + 30)},
    {"scaled_dot_product_attention", "", "2x2x3x4 2x2x5x4 2x2x5x6", 4 * 15 * 10, 0, 0, 0, 4 * (12 + 45)},
    {"transformer_encoder_layer", "nhead=2 dim_feedforward=7", "2x3x4", 528 + 336, 96 + 66, 2 * 96, 42,
     132 + 2 * 24},
    {"transformer_decoder_layer", "nhead=2 dim_feedforward=7", "2x3x4 2x5x4", 528 + 752 + 336, 96 + 128 + 66,
     3 * 96, 42, 132 + 204 + 3 * 24},
    {"transformer_encoder", "nhead=2 dim_feedforward=7 num_layers=3 norm=true", "2x3x4", 3 * 864, 3 * 162,
     7 * 96, 3 * 42, 3 * 180},
    {"transformer_decoder", "nhead=2 dim_feedforward=7 num_layers=2", "2x3x4 2x5x4", 2 * 1616, 2 * 290,
     6 * 96, 2 * 42, 2 * 408},
    {"transformer", "nhead=2 dim_feedforward=7 num_encoder_layers=3 num_decoder_layers=2", "2x5x4 2x3x4",
     3 * (1040 + 560) + 2 * 1616, 3 * 270 + 2 * 290, 7 * 160 + 7 * 96, 3 * 70 + 2 * 42,
     3 * (340 + 2 * 40) + 2 * 408},
    {"lp_pool1d", "norm_type=2 kernel_size=4", "1x2x11", 0, 0, 0, 0, 42},
    {"lp_pool2d", "norm_type=2 kernel_size=2,3", "1x2x4x6", 0, 0, 0, 0, 104},
    {"lp_pool3d", "norm_type=2 kernel_size=2", "1x2x4x4x4", 0, 0, 0, 0, 272},
    {"fractional_max_pool2d", "kernel_size=2 output_ratio=0.5", "1x2x4x6", 0, 0, 0, 0, 48},
    {"fractional_max_pool3d", "kernel_size=2 output_size=1,2,3", "1x2x4x4x5", 0, 0, 0, 0, 96},
    {"constant_pad1d", "padding=1 value=0", "2x3x5", 0, 0, 0, 0, 0},
    {"constant_pad2d", "padding=1 value=0", "2x3x4x5", 0, 0, 0, 0, 0},
    {"constant_pad3d", "padding=1 value=0", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"zero_pad1d", "padding=1", "2x3x5", 0, 0, 0, 0, 0},
    {"zero_pad2d", "padding=1", "2x3x4x5", 0, 0, 0, 0, 0},
    {"zero_pad3d", "padding=1", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"reflection_pad1d", "padding=1", "2x3x5", 0, 0, 0, 0, 0},
    {"reflection_pad2d", "padding=1", "2x3x4x5", 0, 0, 0, 0, 0},
    {"reflection_pad3d", "padding=1", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"replication_pad1d", "padding=1", "2x3x5", 0, 0, 0, 0, 0},
    {"replication_pad2d", "padding=1", "2x3x4x5", 0, 0, 0, 0, 0},
    {"replication_pad3d", "padding=1", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"circular_pad1d", "padding=1", "2x3x5", 0, 0, 0, 0, 0},
    {"circular_pad2d", "padding=1", "2x3x4x5", 0, 0, 0, 0, 0},
    {"circular_pad3d", "padding=1", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"max_unpool1d", "kernel_size=2", "2x3x5 i64:2x3x5", 0, 0, 0, 0, 0},
    {"max_unpool2d", "kernel_size=2", "2x3x4x5 i64:2x3x4x5", 0, 0, 0, 0, 0},
    {"max_unpool3d", "kernel_size=2", "1x2x3x4x5 i64:1x2x3x4x5", 0, 0, 0, 0, 0},
    {"upsample", "scale_factor=2 mode=bicubic", "2x3x4x5", 0, 0, 0, 0, 7680},
    {"interpolate", "scale_factor=2 mode=bicubic", "2x3x4x5", 0, 0, 0, 0, 7680},
    {"upsampling_nearest2d", "scale_factor=2", "2x3x4x5", 0, 0, 0, 0, 0},
    {"upsampling_bilinear2d", "size=3,2", "2x3x4x5", 0, 0, 0, 0, 144},
    {"pixel_shuffle", "upscale_factor=2", "2x4x3x5", 0, 0, 0, 0, 0},
    {"pixel_unshuffle", "downscale_factor=2", "2x3x4x6", 0, 0, 0, 0, 0},
    {"channel_shuffle", "groups=2", "2x4x3x5", 0, 0, 0, 0, 0},
    {"unfold", "kernel_size=2", "2x3x4x5", 0, 0, 0, 0, 0},
    {"fold", "output_size=4,5 kernel_size=2", "2x12x12", 0, 0, 0, 0, 288},
    {"unflatten", "dim=1 unflattened_size=2,-1", "2x6x5", 0, 0, 0, 0, 0},
    {"embedding", "num_embeddings=9 embedding_dim=3", "i64:2x5", 0, 0, 0, 0, 0},
    {"embedding_bag", "num_embeddings=9 embedding_dim=3 mode=sum", "i64:2x5 2x5", 0, 0, 0, 0, 60},
    {"bilinear", "out_features=2", "5x3 5x4", 120, 10, 0, 0, 60},
    {"cosine_similarity", "", "2x3x5 2x3x5", 0, 0, 0, 0, 110},
    {"pairwise_distance", "", "4x3 4x3", 0, 0, 0, 0, 40},
    {"identity", "", "2x3x5", 0, 0, 0, 0, 0},
    {"dropout", "", "2x3x5", 0, 0, 0, 0, 0},
    {"dropout1d", "", "2x3x5", 0, 0, 0, 0, 0},
    {"dropout2d", "", "2x3x4x5", 0, 0, 0, 0, 0},
    {"dropout3d", "", "1x2x3x4x5", 0, 0, 0, 0, 0},
    {"alpha_dropout", "", "2x3x5", 0, 0, 0, 0, 0},
    {"feature_alpha_dropout", "", "2x3x5", 0, 0, 0, 0, 0},
    {"zero", "", "2x3x5", 0, 0, 0, 0, 0},
    {"cat", "", "2x3x5 2x4x5", 0, 0, 0, 0, 0},
    {"pad", "pad=1,1", "2x3x5", 0, 0, 0, 0, 0},
    {"stack", "", "2x3x5 2x3x5", 0, 0, 0, 0, 0},
    {"slice", "end=2", "2x3x5", 0, 0, 0, 0, 0},
    {"split", "split_size_or_sections=1,2", "2x3x5", 0, 0, 0, 0, 0},
    {"chunk", "chunks=2", "2x3x5", 0, 0, 0, 0, 0},
    {"expand", "sizes=2,3,5", "2x1x5", 0, 0, 0, 0, 0},
    {"sign", "", "2x3x5", 0, 0, 0, 0, 30},
    {"exp2", "", "2x3x5", 0, 0, 0, 0, 30},
    {"expm1", "", "2x3x5", 0, 0, 0, 0, 30},
    {"log2", "", "2x3x5", 0, 0, 0, 0, 30},
    {"log1p", "", "2x3x5", 0, 0, 0, 0, 30},
    {"erf", "", "2x3x5", 0, 0, 0, 0, 30},
    {"tan", "", "2x3x5", 0, 0, 0, 0, 30},
    {"atan", "", "2x3x5", 0, 0, 0, 0, 30},
    {"ceil", "", "2x3x5", 0, 0, 0, 0, 30},
    {"round", "", "2x3x5", 0, 0, 0, 0, 30},
    {"eq", "", "2x3x5 3x1", 0, 0, 0, 0, 30},
    {"ne", "", "2x3x5 3x1", 0, 0, 0, 0, 30},
    {"lt", "value=1", "2x3x5", 0, 0, 0, 0, 30},
    {"le", "", "2x3x5 3x1", 0, 0, 0, 0, 30},
    {"gt", "", "2x3x5 3x1", 0, 0, 0, 0, 30},
    {"ge", "", "2x3x5 3x1", 0, 0, 0, 0, 30},
    {"logical_and", "", "bool:2x3x5 bool:3x1", 0, 0, 0, 0, 30},
    {"logical_or", "", "bool:2x3x5 bool:3x1", 0, 0, 0, 0, 30},
    {"logical_xor", "", "bool:2x3x5 bool:3x1", 0, 0, 0, 0, 30},
    {"logical_not", "", "bool:2x3x5", 0, 0, 0, 0, 30},
    {"where", "", "bool:2x3x5 3x1 scalar", 0, 0, 0, 0, 30},
    {"masked_fill", "value=0", "2x3x5 bool:3x1", 0, 0, 0, 0, 30},
    {"prod", "dim=1", "2x3x5", 0, 0, 0, 0, 30},
    {"argmax", "dim=1", "2x3x5", 0, 0, 0, 0, 30},
    {"argmin", "dim=1", "2x3x5", 0, 0, 0, 0, 30},
    {"logsumexp", "dim=1", "2x3x5", 0, 0, 0, 0, 70},
    {"norm", "dim=1", "2x3x5", 0, 0, 0, 0, 70},
    {"var", "dim=1", "2x3x5", 0, 0, 0, 0, 120},
    {"std", "dim=1", "2x3x5", 0, 0, 0, 0, 130},
    {"cumsum", "dim=1", "2x3x5", 0, 0, 0, 0, 30},
    {"topk", "k=2", "2x3x5", 0, 0, 0, 0, 30},
    {"normalize", "", "2x3x5", 0, 0, 0, 0, 100},
    {"mm", "", "3x5 5x7", 105, 0, 0, 0, 0},
    {"addmm", "", "7 3x5 5x7", 105, 0, 0, 0, 21},
    {"baddbmm", "beta=2", "7 2x3x5 2x5x7", 210, 0, 0, 0, 84},
    {"einsum", "equation=bhld,bhsd->bhls", "2x3x5x4 2x3x7x4", 840, 0, 0, 0, 0},
    {"grid_sample", "", "2x3x7x5 2x4x9x2", 0, 0, 0, 0, 864},
    {"affine_grid", "size=-1,1,7,5", "2x2x3", 0, 0, 0, 0, 420},
    {"gather", "dim=1", "2x3x5 i64:2x4x5", 0, 0, 0, 0, 0},
    {"index_select", "dim=1", "2x3x5 i64:4", 0, 0, 0, 0, 0},
    {"select", "dim=1 index=0", "2x3x5", 0, 0, 0, 0, 0},
    {"narrow", "dim=1 start=0 length=2", "2x3x5", 0, 0, 0, 0, 0},
    {"unbind", "", "2x3x5", 0, 0, 0, 0, 0},
    {"one_hot", "num_classes=4", "i64:2x3", 0, 0, 0, 0, 0},
    {"tile", "dims=2", "2x3x5", 0, 0, 0, 0, 0},
    {"repeat_interleave", "repeats=2 dim=1", "2x3x5", 0, 0, 0, 0, 0},
    {"roll", "shifts=1 dims=1", "2x3x5", 0, 0, 0, 0, 0},
    {"flip", "dims=1", "2x3x5", 0, 0, 0, 0, 0},
    {"movedim", "source=1 destination=2", "2x3x5", 0, 0, 0, 0, 0},
    {"tril", "", "2x3x5", 0, 0, 0, 0, 0},
    {"triu", "", "2x3x5", 0, 0, 0, 0, 0},
    {"to", "dtype=i64", "2x3x5", 0, 0, 0, 0, 0},
    {"parameter", "shape=1,4", "", 0, 0, 0, 0, 0},
    {"flatten", "", "2x3x5", 0, 0, 0, 0, 0},
    {"reshape", "shape=2,-1", "2x3x5", 0, 0, 0, 0, 0},
    {"squeeze", "", "1x3x5", 0, 0, 0, 0, 0},
    {"unsqueeze", "dim=0", "3x5", 0, 0, 0, 0, 0},
    {"permute", "dims=0,2,1", "2x3x5", 0, 0, 0, 0, 0},
    {"transpose", "dim0=1 dim1=2", "2x3x5", 0, 0, 0, 0, 0},
};
static const size_t n_table = sizeof table / sizeof *table;

#define FULL "convention=full"

Test(full_flops, by_hand) {
  for (const by_hand_t *row = table; row < table + n_table; row++) {
    int64_t all = row->macs + row->bias + row->norm + row->activation + row->other;
    expect_cost("flops", FULL, row->type, row->attributes, row->shapes, all);
    expect_cost("flops", FULL " count_bias=false", row->type, row->attributes, row->shapes, all - row->bias);
    expect_cost("flops", FULL " count_normalization=false", row->type, row->attributes, row->shapes,
                all - row->norm);
    expect_cost("flops", FULL " count_activation=false", row->type, row->attributes, row->shapes,
                all - row->activation);
  }
}

static bool is_done_by_hand(const char *type) {
  for (size_t i = 0; i < n_table; i++)
    if (strcmp(table[i].type, type) == 0) return true;
  return false;
}

Test(full_flops, no_operator_is_left_out) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++) {
      if (strcmp((*c)->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) continue;
      const hwnas_shape_formula_t *formula = (*c)->table;
      for (const char *const *type = formula->op_types; *type; type++)
        cr_expect(is_done_by_hand(*type), "'%s' has no line in the table", *type);
    }
}
