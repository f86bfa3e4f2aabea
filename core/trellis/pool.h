/* Memory that is used again: fresh pages cost more than what is computed in them. */
#ifndef HWNAS_CORE_TRELLIS_POOL_H
#define HWNAS_CORE_TRELLIS_POOL_H

#include <stddef.h>

typedef struct hwnas_pool {
  struct hwnas_pool_block **blocks; /* those given back */
  size_t n, capacity;
} hwnas_pool_t;

void hwnas_pool_init(hwnas_pool_t *pool);
/* Frees what was given back, and nothing else. */
void hwnas_pool_deinit(hwnas_pool_t *pool);
/* At least so many bytes with any content, aligned for any type; NULL when memory ran out. */
void *hwnas_pool_take(hwnas_pool_t *pool, size_t size);
/* NULL is allowed. */
void hwnas_pool_give(hwnas_pool_t *pool, void *memory);

#endif
