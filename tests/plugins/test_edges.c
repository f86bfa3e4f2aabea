/* Windows at the edges of their inputs in one to three dimensions, and other borderline cases. */
#include <stdio.h>

#include "expect.h"

/* ---- Convolutions ---------------------------------------------------------------------------- */

/* A kernel of 2 every 3: 0 1, 3 4, 6 7, 9 10. */
Test(edges, strides_of_convolutions) {
  expect_shape("conv1d", "out_channels=2 kernel_size=2 stride=3", "1x1x9", "1x2x3");
  expect_shape("conv1d", "out_channels=2 kernel_size=2 stride=3", "1x1x10", "1x2x3");
  expect_shape("conv1d", "out_channels=2 kernel_size=2 stride=3", "1x1x11", "1x2x4");
  expect_shape("conv2d", "out_channels=2 kernel_size=2 stride=3", "1x1x10x11", "1x2x3x4");
  expect_shape("conv3d", "out_channels=2 kernel_size=2 stride=3", "1x1x9x10x11", "1x2x3x3x4");
}

Test(edges, dilations_of_convolutions) {
  expect_shape("conv1d", "out_channels=2 kernel_size=3 dilation=4", "1x1x9", "1x2x1");
  expect_refusal("conv1d", "out_channels=2 kernel_size=3 dilation=4", "1x1x8", "over 9", "input of 8",
                 "dimension 2");
  /* (7 + 2 - 3) / 2 + 1, (8 + 2 - 5) / 2 + 1 with one left over, (9 + 2 - 3) / 2 + 1 */
  expect_shape("conv3d", "out_channels=4 kernel_size=3 stride=2 padding=1 dilation=1,2,1", "1x2x7x8x9",
               "1x4x4x3x5");
  expect_refusal("conv3d", "out_channels=4 kernel_size=3 dilation=1,1,2", "1x2x9x9x4", "over 5", "input of 4",
                 "dimension 4");
}

Test(edges, paddings_of_convolutions) {
  expect_shape("conv1d", "out_channels=2 kernel_size=4 dilation=3 padding=same", "2x1x7", "2x2x7");
  expect_shape("conv3d", "out_channels=2 kernel_size=2,3,4 padding=same", "2x1x5x7x1", "2x2x5x7x1");
  expect_refusal("conv1d", "out_channels=2 kernel_size=4 stride=2 padding=same", "2x1x7", "'same'",
                 "stride 1");
  expect_shape("conv3d", "out_channels=1 kernel_size=3,5,7 padding=1,2,3 padding_mode=circular", "1x1x1x2x3",
               "1x1x1x2x3");
  expect_refusal("conv3d", "out_channels=1 kernel_size=3 padding=2 padding_mode=reflect", "1x1x3x3x2",
                 "input of 2", "reflect");
  expect_refusal("conv1d", "out_channels=1 kernel_size=3 padding=3 padding_mode=circular", "1x1x2",
                 "input of 2", "circular");
}

Test(edges, groups_of_convolutions) {
  expect_weights("conv1d", "out_channels=6 kernel_size=5 groups=3", "1x9x7", 6 * 3 * 5, 6, 0, 0, 0);
  expect_work("conv1d", "out_channels=6 kernel_size=5 groups=3", "1x9x7", 18 * 15, 18, 0, 0, 0,
              4 * (63 + 18 + 96));
  expect_weights("conv3d", "out_channels=4 kernel_size=1,2,3 groups=2", "1x6x2x3x4", 4 * 3 * 6, 4, 0, 0, 0);
  /* 4 x 2 x 2 x 2 outputs */
  expect_work("conv3d", "out_channels=4 kernel_size=1,2,3 groups=2", "1x6x2x3x4", 32 * 18, 32, 0, 0, 0,
              4 * (144 + 32 + 76));
  expect_refusal("conv1d", "out_channels=6 kernel_size=1 groups=3", "1x4x5", "4 input", "3 groups");
  expect_refusal("conv3d", "out_channels=4 kernel_size=1 groups=3", "1x6x5x5x5", "4 output", "3 groups");
}

Test(edges, transposed_convolutions) {
  /* 4 * 3 - 2 + 4 + 1 */
  expect_shape("conv_transpose1d", "out_channels=4 kernel_size=3 stride=3 dilation=2 padding=1 groups=4",
               "1x4x5", "1x4x15");
  expect_weights("conv_transpose1d", "out_channels=4 kernel_size=3 groups=4", "1x4x5", 4 * 3, 4, 0, 0, 0);
  /* 3 - 2 + 3 + 1, 2 + 1 + 1, 3 - 2 + 2 + 2 + 1 */
  const char *attributes =
      "out_channels=6 kernel_size=2,1,3 stride=1,2,3 padding=1,0,1 output_padding=0,1,2 dilation=3,1,1 "
      "groups=3";
  expect_shape("conv_transpose3d", attributes, "1x3x4x2x2", "1x6x5x4x6");
  expect_weights("conv_transpose3d", attributes, "1x3x4x2x2", 3 * 2 * 6, 6, 0, 0, 0);
  /* 3 x 16 inputs over 6 elements of 2 channels; 6 x 120 outputs */
  expect_work("conv_transpose3d", attributes, "1x3x4x2x2", 48 * 12, 720, 0, 0, 0, 4 * (48 + 720 + 42));
  expect_refusal("conv_transpose3d", "out_channels=4 kernel_size=1 groups=3", "1x6x5x5x5", "4 output");
  expect_refusal("conv_transpose1d", "out_channels=6 kernel_size=1 groups=3", "1x4x5", "4 input");
  expect_refusal("conv_transpose3d", "out_channels=1 kernel_size=1 padding=0,0,2", "1x1x4x4x4", "padding 2",
                 "output of 4", "dimension 4");
}

/* ---- Pooling --------------------------------------------------------------------------------- */

typedef struct window_case {
  const char *attributes;
  int in, out; /* of each spatial dimension; an output of 0 is a refusal */
} window_case_t;

static const window_case_t plain_windows[] = {
    {"kernel_size=2", 7, 3},
    {"kernel_size=2 ceil_mode=true", 7, 4},
    {"kernel_size=2 ceil_mode=true", 8, 4},
    {"kernel_size=3 stride=2", 7, 3},
    {"kernel_size=3 stride=2", 8, 3},
    {"kernel_size=3 stride=2 ceil_mode=true", 8, 4},
    {"kernel_size=3 stride=1", 3, 1},
    {"kernel_size=1 stride=5", 11, 3},
    /* The last window would start behind the input. */
    {"kernel_size=1 stride=4 ceil_mode=true", 4, 1},
    {"kernel_size=1 stride=4 ceil_mode=true", 5, 2},
    {"kernel_size=3 stride=1", 2, 0},
    {"kernel_size=3 stride=2 ceil_mode=true", 1, 0},
};

static const window_case_t padded_windows[] = {
    {"kernel_size=3 stride=2 padding=1", 7, 4},
    {"kernel_size=3 stride=2 padding=1", 8, 4},
    /* The last starts at 8, the last element of the input and its padding on the left. */
    {"kernel_size=3 stride=2 padding=1 ceil_mode=true", 8, 5},
    /* At 0 and 3; another would start at 6, behind 1 + 4 elements, but not behind 1 + 6. */
    {"kernel_size=2 stride=3 padding=1 ceil_mode=true", 4, 2},
    {"kernel_size=2 stride=3 padding=1 ceil_mode=true", 6, 3},
    {"kernel_size=3 padding=2", 9, 0},
};

/* A window over 5 at 0, 3 and, hanging over, 6; then one over 5 alone. */
static const window_case_t dilated_windows[] = {
    {"kernel_size=3 dilation=2", 9, 2},           {"kernel_size=3 dilation=2 ceil_mode=true", 9, 3},
    {"kernel_size=3 dilation=2 padding=1", 9, 3}, {"kernel_size=2 stride=1 dilation=4", 5, 1},
    {"kernel_size=2 stride=1 dilation=4", 4, 0},
};

static void write_shape(char buffer[64], int size, int dims) {
  int at = snprintf(buffer, 64, "2x3");
  for (int d = 0; d < dims; d++) at += snprintf(buffer + at, (size_t)(64 - at), "x%d", size);
}

static void expect_window(const char *kind, const char *more, int dims, const window_case_t *w) {
  char type[32], attributes[128], in[64], out[64];
  snprintf(type, sizeof type, "%s%dd", kind, dims);
  snprintf(attributes, sizeof attributes, "%s%s", more, w->attributes);
  write_shape(in, w->in, dims);
  write_shape(out, w->out, dims);
  if (w->out)
    expect_shape(type, attributes, in, out);
  else
    expect_refusal(type, attributes, in, "kernel");
}

#define EXPECT_WINDOWS(kind, more, cases) \
  for (int dims = 1; dims <= 3; dims++)   \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) expect_window(kind, more, dims, &(cases)[i])

Test(edges, windows_of_pooling) {
  EXPECT_WINDOWS("max_pool", "", plain_windows);
  EXPECT_WINDOWS("max_pool", "", padded_windows);
  EXPECT_WINDOWS("max_pool", "", dilated_windows);
  EXPECT_WINDOWS("avg_pool", "", plain_windows);
  EXPECT_WINDOWS("avg_pool", "", padded_windows);
  EXPECT_WINDOWS("lp_pool", "norm_type=2 ", plain_windows);
}

/* Windows that hang over are counted whole. */
Test(edges, work_of_windows_that_hang_over) {
  expect_work("max_pool1d", "kernel_size=3 dilation=2 ceil_mode=true", "2x3x9", 0, 0, 0, 0, 18 * 3,
              4 * (54 + 18));
  expect_work("avg_pool2d", "kernel_size=2 ceil_mode=true", "1x1x7x5", 0, 0, 0, 0, 12 * 4, 4 * (35 + 12));
  expect_work("avg_pool3d", "kernel_size=3 stride=2 padding=1 ceil_mode=true", "1x1x8x8x8", 0, 0, 0, 0,
              125 * 27, 4 * (512 + 125));
  expect_work("lp_pool2d", "norm_type=2 kernel_size=2 ceil_mode=true", "1x1x7x5", 0, 0, 0, 0,
              35 + 12 * 4 + 12, 4 * (35 + 12));
}

Test(edges, adaptive_pooling) {
  const char *const kinds[] = {"adaptive_avg_pool", "adaptive_max_pool"};
  char type[32];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    snprintf(type, sizeof type, "%s1d", kinds[i]);
    expect_shape(type, "output_size=null", "2x3x7", "2x3x7");
    expect_work(type, "output_size=2", "f16:2x3x7", 0, 0, 0, 0, 42, 2 * (42 + 12));
    expect_refusal(type, "output_size=1,1", "2x3x7", "'output_size'", "not 2");
    snprintf(type, sizeof type, "%s2d", kinds[i]);
    expect_shape(type, "output_size=9,null", "2x3x7x5", "2x3x9x5");
    expect_refusal(type, "output_size=1,1,1", "2x3x7x5", "'output_size'", "one integer or 2", "not 3");
    snprintf(type, sizeof type, "%s3d", kinds[i]);
    expect_shape(type, "output_size=null,1,8", "2x3x7x5x3", "2x3x7x1x8");
    expect_work(type, "output_size=2", "1x1x3x5x7", 0, 0, 0, 0, 105, 4 * (105 + 8));
    expect_refusal(type, "output_size=1,1", "2x3x7x5x3", "'output_size'", "not 2");
    expect_refusal(type, "output_size=1000000", "1x10x1x1x1", "too large");
  }
}

Test(edges, unpooling) {
  /* 4 * 3 + 2 - 0; 2 * 1 + 3 - 2, 3 * 2 + 1, 4 * 3 + 2 */
  expect_shape("max_unpool1d", "kernel_size=2 stride=3", "1x1x5 i64:1x1x5", "1x1x14");
  expect_shape("max_unpool3d", "kernel_size=3,1,2 stride=1,2,3 padding=1,0,0", "1x1x3x4x5 i64:1x1x3x4x5",
               "1x1x3x7x14");
  expect_shape("max_unpool3d", "kernel_size=2 output_size=5,6,7", "1x1x3x3x3 i64:1x1x3x3x3", "1x1x5x6x7");
  expect_refusal("max_unpool3d", "kernel_size=2 output_size=6,6,8", "1x1x3x3x3 i64:1x1x3x3x3",
                 "'output_size' 8", "dimension 4");
}

/* ---- Counts past 2^63 ------------------------------------------------------------------------ */

/* What 2^62 samples overflow is in examples.h; here it is the parameters. */
Test(edges, parameters_that_overflow) {
  expect_refusal("batch_norm1d", "", "0x4611686018427387904", "too large");
  expect_refusal("group_norm", "num_groups=1", "0x4611686018427387904", "too large");
  expect_refusal("conv1d", "out_channels=1000000000 kernel_size=1000000 padding=500000", "0x100000x1",
                 "too large");
  expect_refusal("conv_transpose2d", "out_channels=1000000000 kernel_size=100000", "0x1x1x1", "too large");
  expect_refusal("bilinear", "out_features=1000000000000", "0x10000 0x10000", "too large");
  expect_refusal("layer_norm", "normalized_shape=1000000000,1000000000,1000000000",
                 "0x1000000000x1000000000x1000000000", "too large");
  expect_refusal("lstm_cell", "hidden_size=1000000000", "0x10000000000", "too large");
  expect_refusal("embedding", "num_embeddings=1000000000000 embedding_dim=1000000000", "i64:0", "too large");
}

/* ---- The batch itself ------------------------------------------------------------------------ */

/* Dimension 0 is a dimension like others to these, and empty if the batch is. */
Test(edges, what_touches_an_empty_batch) {
  expect_shape("flatten", "start_dim=0", "0x3x5", "0");
  expect_shape("mean", "dim=0", "0x3", "3");
  expect_work("mean", "dim=0", "0x3", 0, 0, 0, 0, 0, 4 * 3);
  expect_shape("sum", "", "0x3", "scalar");
  expect_shape("cat", "dim=0", "0x3 2x3", "2x3");
  expect_shape("pad", "pad=0,0,1,0", "0x3", "1x3");
  expect_shape("slice", "dim=0", "0x3", "0x3");
  expect_shape("slice", "dim=0 start=1 step=2", "0x3", "0x3");
  expect_shape("split", "dim=0 split_size_or_sections=2", "0x3", "0x3");
  expect_shape("chunk", "dim=0 chunks=3", "0x3", "0x3 0x3 0x3");
  expect_refusal("chunk", "dim=0 chunks=17", "0x3", "17 pieces");
  expect_work("chunk", "dim=0 chunks=3", "0x3", 0, 0, 0, 0, 0, 0);
  expect_shape("prod", "dim=0", "0x3", "3");
  expect_shape("std", "", "0x3", "scalar");
  expect_shape("norm", "dim=0 p=-1", "0x3", "3");
  expect_shape("logsumexp", "dim=0 keepdim=true", "0x3", "1x3");
  expect_shape("cumsum", "dim=0", "0x3", "0x3");
  expect_shape("repeat_interleave", "repeats=3 dim=0", "0x3", "0x3");
  expect_shape("tile", "dims=3,1", "0x3", "0x3");
  expect_shape("roll", "shifts=1 dims=0", "0x3", "0x3");
}

/* Of no elements none is the largest, and none can be picked. */
Test(edges, what_an_empty_batch_cannot_give) {
  const char *const types[] = {"amax", "amin", "argmax", "argmin"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    expect_shape(types[i], "dim=1", "0x3", "0");
    expect_refusal(types[i], "dim=0", "0x3", "empty", "dimension 0");
    expect_refusal(types[i], "dim=-2 keepdim=true", "0x3", "empty", "dimension 0");
    expect_refusal(types[i], "", "0x3", "empty", "dimension 0");
    expect_refusal(types[i], "", "0", "empty", "dimension 0");
  }
  expect_refusal("amax", "dim=1,0", "0x3", "empty", "dimension 0");
  expect_shape("gather", "dim=0", "0x3 i64:0x2", "0x2");
  expect_refusal("gather", "dim=0", "0x3 i64:1x3", "dimension 0", "no positions");
  expect_shape("index_select", "dim=0", "0x3 i64:0", "0x3");
  expect_refusal("index_select", "dim=0", "0x3 i64:1", "dimension 0", "no positions");
  expect_refusal("index_select", "dim=0", "0x3 i64:scalar", "dimension 0", "no positions");
}

/* ---- What torch refuses ---------------------------------------------------------------------- */

Test(edges, dimensions_named_twice) {
  const char *const types[] = {"mean", "sum", "amax", "amin", "squeeze"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    expect_refusal(types[i], "dim=1,1", "2x1x3", "dimension 1 twice");
    expect_refusal(types[i], "dim=1,-2", "2x1x3", "dimension 1 twice");
  }
}

Test(edges, ranks_of_dropout) {
  expect_shape("dropout1d", "", "2x3", "2x3");
  expect_refusal("dropout1d", "", "4", "rank 2 or 3", "not 1");
  expect_refusal("dropout1d", "", "2x3x4x5", "rank 2 or 3", "not 4");
  expect_shape("dropout2d", "", "2x3x4", "2x3x4");
}
