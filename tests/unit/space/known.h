/* The choices of two spaces of the literature, whose sizes are known. */
#ifndef HWNAS_TESTS_SPACE_KNOWN_H
#define HWNAS_TESTS_SPACE_KNOWN_H

#include <stdio.h>

#include "build.h"

static inline bool known_at_least(const uint32_t *indices, void *self) {
  return indices[0] >= *(const uint32_t *)self;
}

/* Block j of a stage exists where the depth, 1 to 4, is above j. */
static inline uint32_t known_block_choice(hwnas_space_t *space, const char *form, uint32_t stage,
                                          uint32_t block, uint32_t n, uint32_t depth) {
  char label[32];
  snprintf(label, sizeof label, "s%u_i%u_%s", stage, block, form);
  uint32_t c = build_choice(space, label, n);
  if (block > 0) build_active(space, c, build_truth(space, &depth, 1, known_at_least, &block));
  return c;
}

static inline uint32_t known_stage_choice(hwnas_space_t *space, const char *form, uint32_t stage,
                                          uint32_t n) {
  char label[32];
  snprintf(label, sizeof label, "s%u_%s", stage, form);
  return build_choice(space, label, n);
}

static inline hwnas_space_t *known_mobilenet_v3(void) {
  hwnas_space_t *space = build_space();
  build_choice(space, "stem_ks", 2);
  build_choice(space, "s0_i0_ks", 3);
  for (uint32_t i = 0; i < 8; i++) known_stage_choice(space, "width_mult", i, 7);
  for (uint32_t i = 1; i <= 5; i++) {
    uint32_t depth = known_stage_choice(space, "depth", i, 4);
    for (uint32_t j = 0; j < 4; j++) {
      known_block_choice(space, "exp", i, j, 6, depth);
      known_block_choice(space, "ks", i, j, 3, depth);
      if (i == 2 || i >= 4) known_block_choice(space, "se", i, j, 2, depth);
    }
  }
  return space;
}

static inline hwnas_space_t *known_proxyless(void) {
  hwnas_space_t *space = build_space();
  for (uint32_t i = 2; i <= 6; i++) {
    uint32_t depth = known_stage_choice(space, "depth", i, 4);
    for (uint32_t j = 0; j < 4; j++) known_block_choice(space, "op", i, j, 6, depth);
  }
  known_stage_choice(space, "op", 7, 6);
  return space;
}

#endif
