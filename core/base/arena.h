/* Memory that is freed all at once. */
#ifndef HWNAS_CORE_BASE_ARENA_H
#define HWNAS_CORE_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

typedef struct hwnas_arena_chunk hwnas_arena_chunk_t;
typedef struct hwnas_arena {
  hwnas_arena_chunk_t *chunks; /* newest first */
  size_t used;                 /* of the newest chunk */
  size_t taken, limit;         /* bytes of all chunks, and how many there may be; limit 0: any number */
  bool exceeded;               /* an allocation has failed for the limit alone */
} hwnas_arena_t;

void hwnas_arena_init(hwnas_arena_t *arena);
/* From now on allocations fail that would take the arena beyond so many bytes; 0 lifts the limit. */
void hwnas_arena_set_limit(hwnas_arena_t *arena, size_t bytes);
void hwnas_arena_deinit(hwnas_arena_t *arena); /* frees everything; safe on a zeroed arena */
/* Zeroed memory, aligned for any type; NULL when there is none or the size overflows. size 0 gives a valid
 * pointer. */
void *hwnas_arena_alloc(hwnas_arena_t *arena, size_t size);
void *hwnas_arena_alloc_array(hwnas_arena_t *arena, size_t n, size_t size);
char *hwnas_arena_strdup(hwnas_arena_t *arena, const char *text);
char *hwnas_arena_strndup(hwnas_arena_t *arena, const char *text, size_t length);
/* A copy of a text that was put together, which is deinit'ed; NULL when memory ran out, then or before. */
char *hwnas_arena_keep(hwnas_arena_t *arena, hwnas_str_t *text);
char *hwnas_arena_printf(hwnas_arena_t *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A copy of the old array with room for n_new entries; the old one stays until the arena ends. */
void *hwnas_arena_grow(hwnas_arena_t *arena, const void *old, size_t n_old, size_t n_new, size_t size);

/* Appends item to a growing array in the arena: HWNAS_PUSH(arena, items, n, cap, item) is false when memory
 * ran out. */
#define HWNAS_PUSH(arena, items, n, cap, item)                                                    \
  (((n) < (cap) || hwnas_arena_reserve((arena), (void **)&(items), (n), &(cap), sizeof *(items))) \
       ? ((items)[(n)++] = (item), 1)                                                             \
       : 0)
int hwnas_arena_reserve(hwnas_arena_t *arena, void **items, size_t n, size_t *cap, size_t size);

#endif
