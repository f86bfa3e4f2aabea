#include "trellis/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

#define WASTE 4 /* a block may be so many times larger than what is asked for */

typedef struct hwnas_pool_block {
  size_t size;
  alignas(max_align_t) uint8_t memory[];
} block_t;

void hwnas_pool_init(hwnas_pool_t *pool) { memset(pool, 0, sizeof *pool); }

void hwnas_pool_deinit(hwnas_pool_t *pool) {
  for (size_t i = 0; i < pool->n; i++) free(pool->blocks[i]);
  free(pool->blocks);
  hwnas_pool_init(pool);
}

void *hwnas_pool_take(hwnas_pool_t *pool, size_t size) {
  size_t best = SIZE_MAX, bytes;
  for (size_t i = 0; i < pool->n; i++)
    if (pool->blocks[i]->size >= size && pool->blocks[i]->size / WASTE <= size &&
        (best == SIZE_MAX || pool->blocks[i]->size < pool->blocks[best]->size))
      best = i;
  if (best != SIZE_MAX) {
    block_t *block = pool->blocks[best];
    pool->blocks[best] = pool->blocks[--pool->n];
    return block->memory;
  }
  block_t *block = hwnas_add_size(size, sizeof *block, &bytes) ? malloc(bytes) : NULL;
  if (!block) return NULL;
  block->size = size;
  return block->memory;
}

void hwnas_pool_give(hwnas_pool_t *pool, void *memory) {
  if (!memory) return;
  block_t *block = (block_t *)(void *)((uint8_t *)memory - offsetof(block_t, memory));
  if (pool->n == pool->capacity) {
    size_t capacity = 2 * pool->capacity + 64;
    block_t **blocks = realloc(pool->blocks, capacity * sizeof(block_t *));
    if (!blocks) {
      free(block);
      return;
    }
    pool->blocks = blocks;
    pool->capacity = capacity;
  }
  pool->blocks[pool->n++] = block;
}
