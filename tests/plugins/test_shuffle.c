/* Shuffled pixels and channels. */
#include "expect.h"

#define MANY "9223372036854775807"

Test(pixel_shuffle, all) {
  expect_shape("pixel_shuffle", "upscale_factor=3", "2x18x4x5", "2x2x12x15");
  expect_shape("pixel_shuffle", "upscale_factor=1", "2x7x4x5", "2x7x4x5");
  expect_shape("pixel_shuffle", "upscale_factor=2", "2x3x4x5x6", "2x3x1x10x12");
  expect_shape("pixel_shuffle", "upscale_factor=2", "0x4x5x6", "0x1x10x12");
  expect_work("pixel_shuffle", "upscale_factor=3", "f16:2x18x4x5", 0, 0, 0, 0, 0, 2 * (720 + 720));
  expect_weights("pixel_shuffle", "upscale_factor=3", "2x18x4x5", 0, 0, 0, 0, 0);
  expect_refusal("pixel_shuffle", "upscale_factor=3", "2x12x4x5", "12 channels", "by 9", "upscale_factor 3");
  expect_refusal("pixel_shuffle", "upscale_factor=2", "4x4x5", "rank 4 or more", "not 3");
  expect_refusal("pixel_shuffle", "upscale_factor=2", "", "not 0");
  expect_refusal("pixel_shuffle", "upscale_factor=2", "1x4x1x" MANY, "too large");
  expect_refusal("pixel_shuffle", "upscale_factor=2", "1x4x" MANY "x1", "too large");
}

Test(pixel_unshuffle, all) {
  expect_shape("pixel_unshuffle", "downscale_factor=3", "2x2x12x15", "2x18x4x5");
  expect_shape("pixel_unshuffle", "downscale_factor=2", "2x3x1x4x6", "2x3x4x2x3");
  expect_shape("pixel_unshuffle", "downscale_factor=2", "0x1x4x6", "0x4x2x3");
  expect_work("pixel_unshuffle", "downscale_factor=3", "2x2x12x15", 0, 0, 0, 0, 0, 4 * (720 + 720));
  expect_refusal("pixel_unshuffle", "downscale_factor=3", "2x2x12x14", "12 rows", "14 columns",
                 "downscale_factor 3");
  expect_refusal("pixel_unshuffle", "downscale_factor=3", "2x2x13x15", "13 rows");
  expect_refusal("pixel_unshuffle", "downscale_factor=2", "4x4x6", "rank 4 or more", "not 3");
  expect_refusal("pixel_unshuffle", "downscale_factor=2", "1x" MANY "x2x2", "too large");
}

Test(channel_shuffle, all) {
  expect_shape("channel_shuffle", "groups=3", "2x6x5", "2x6x5");
  expect_shape("channel_shuffle", "groups=1", "2x7x5x4", "2x7x5x4");
  expect_shape("channel_shuffle", "groups=3", "0x6x5x4x3", "0x6x5x4x3");
  expect_work("channel_shuffle", "groups=3", "2x6x5", 0, 0, 0, 0, 0, 4 * (60 + 60));
  expect_refusal("channel_shuffle", "groups=4", "2x6x5", "6 channels", "4 groups");
  expect_refusal("channel_shuffle", "groups=3", "2x6", "rank 3 or more", "not 2");
  expect_refusal("channel_shuffle", "groups=3", "2x6x5 2x6x5", "not 2");
}
