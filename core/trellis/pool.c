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

/* The least block that is large enough and not far too large; else the largest that is too small; n if there
 * is none. */
static size_t find(const hwnas_pool_t *pool, size_t size) {
  size_t enough = pool->n, largest = pool->n;
  for (size_t i = 0; i < pool->n; i++) {
    size_t has = pool->blocks[i]->size;
    if (has >= size && has / WASTE <= size && (enough == pool->n || has < pool->blocks[enough]->size))
      enough = i;
    if (has < size && (largest == pool->n || has > pool->blocks[largest]->size)) largest = i;
  }
  return enough < pool->n ? enough : largest;
}

/* A block that is too small grows: pages that it has are not asked for anew. */
void *hwnas_pool_take(hwnas_pool_t *pool, size_t size) {
  size_t bytes, i = find(pool, size);
  block_t *block = i < pool->n ? pool->blocks[i] : NULL;
  if (!block || block->size < size) {
    if (!hwnas_add_size(size, sizeof *block, &bytes)) return NULL;
    block_t *larger = realloc(block, bytes);
    if (!larger) return NULL;
    block = larger;
    block->size = size;
  }
  if (i < pool->n) pool->blocks[i] = pool->blocks[--pool->n];
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
