#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

#define CHUNK_BYTES ((size_t)16 << 10)

struct hwnas_arena_chunk {
  hwnas_arena_chunk_t *next;
  size_t capacity;
  max_align_t data[];
};

void hwnas_arena_init(hwnas_arena_t *arena) { memset(arena, 0, sizeof *arena); }

void hwnas_arena_deinit(hwnas_arena_t *arena) {
  for (hwnas_arena_chunk_t *chunk = arena->chunks; chunk;) {
    hwnas_arena_chunk_t *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  hwnas_arena_init(arena);
}

void hwnas_arena_set_limit(hwnas_arena_t *arena, size_t bytes) { arena->limit = bytes; }

static hwnas_arena_chunk_t *chunk_new(hwnas_arena_t *arena, size_t capacity) {
  size_t bytes, taken;
  if (!hwnas_add_size(capacity, sizeof(hwnas_arena_chunk_t), &bytes)) return NULL;
  if (!hwnas_add_size(arena->taken, bytes, &taken)) return NULL;
  if (arena->limit && taken > arena->limit) {
    arena->exceeded = true;
    return NULL;
  }
  hwnas_arena_chunk_t *chunk = calloc(1, bytes);
  if (!chunk) return NULL;
  chunk->capacity = capacity;
  arena->taken = taken;
  return chunk;
}

/* A large piece gets a chunk of its own, behind the one that is being filled. */
static void *alloc_large(hwnas_arena_t *arena, size_t size) {
  hwnas_arena_chunk_t *chunk = chunk_new(arena, size);
  if (!chunk) return NULL;
  if (!arena->chunks) {
    arena->chunks = chunk;
    arena->used = size;
  } else {
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
  }
  return chunk->data;
}

void *hwnas_arena_alloc(hwnas_arena_t *arena, size_t size) {
  size_t align = alignof(max_align_t);
  if (size > SIZE_MAX - align) return NULL;
  size = (size + align - 1) / align * align;
  if (size == 0) size = align;
  if (size > CHUNK_BYTES / 4) return alloc_large(arena, size);
  if (!arena->chunks || arena->used + size > arena->chunks->capacity) {
    hwnas_arena_chunk_t *chunk = chunk_new(arena, CHUNK_BYTES);
    if (!chunk) return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->used = 0;
  }
  void *memory = (char *)arena->chunks->data + arena->used;
  arena->used += size;
  return memory;
}

void *hwnas_arena_alloc_array(hwnas_arena_t *arena, size_t n, size_t size) {
  size_t bytes;
  return hwnas_mul_size(n, size, &bytes) ? hwnas_arena_alloc(arena, bytes) : NULL;
}

char *hwnas_arena_strndup(hwnas_arena_t *arena, const char *text, size_t length) {
  char *copy = length < SIZE_MAX ? hwnas_arena_alloc(arena, length + 1) : NULL;
  if (copy) memcpy(copy, text, length);
  return copy;
}

char *hwnas_arena_strdup(hwnas_arena_t *arena, const char *text) {
  return hwnas_arena_strndup(arena, text, strlen(text));
}

char *hwnas_arena_keep(hwnas_arena_t *arena, hwnas_str_t *text) {
  char *kept = text->failed ? NULL : hwnas_arena_strdup(arena, text->text);
  hwnas_str_deinit(text);
  return kept;
}

char *hwnas_arena_printf(hwnas_arena_t *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = length < 0 ? NULL : hwnas_arena_alloc(arena, (size_t)length + 1);
  if (!text) return NULL;
  va_start(arguments, format);
  vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return text;
}

void *hwnas_arena_grow(hwnas_arena_t *arena, const void *old, size_t n_old, size_t n_new, size_t size) {
  void *memory = hwnas_arena_alloc_array(arena, n_new, size);
  if (memory && n_old) memcpy(memory, old, n_old * size);
  return memory;
}

int hwnas_arena_reserve(hwnas_arena_t *arena, void **items, size_t n, size_t *cap, size_t size) {
  size_t wanted = *cap ? *cap * 2 : 8;
  void *memory = hwnas_arena_grow(arena, *items, n, wanted, size);
  if (!memory) return 0;
  *items = memory;
  *cap = wanted;
  return 1;
}
