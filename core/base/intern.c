#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

void hwnas_intern_init(hwnas_intern_t *intern) { memset(intern, 0, sizeof *intern); }

void hwnas_intern_deinit(hwnas_intern_t *intern) {
  free(intern->bytes);
  free(intern->ends);
  free(intern->hashes);
  free(intern->slots);
  hwnas_intern_init(intern);
}

void hwnas_intern_clear(hwnas_intern_t *intern) {
  intern->n = 0;
  if (intern->slots) memset(intern->slots, 0, intern->n_slots * sizeof *intern->slots);
}

static size_t begin_of(const hwnas_intern_t *intern, size_t i) { return i ? intern->ends[i - 1] : 0; }

const void *hwnas_intern_at(const hwnas_intern_t *intern, size_t i) {
  return intern->bytes + begin_of(intern, i);
}

static bool is_string(const hwnas_intern_t *intern, size_t i, uint64_t hash, const void *bytes, size_t size) {
  size_t begin = begin_of(intern, i);
  return intern->hashes[i] == hash && intern->ends[i] - begin == size &&
         (size == 0 || memcmp(intern->bytes + begin, bytes, size) == 0);
}

/* Twice as many slots. */
static bool rehash(hwnas_intern_t *intern) {
  size_t n = intern->n_slots ? 2 * intern->n_slots : 64;
  uint32_t *slots = calloc(n, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < intern->n; i++) {
    size_t s = intern->hashes[i] & (n - 1);
    while (slots[s]) s = (s + 1) & (n - 1);
    slots[s] = (uint32_t)i + 1;
  }
  free(intern->slots);
  intern->slots = slots;
  intern->n_slots = n;
  return true;
}

static bool reserve_strings(hwnas_intern_t *intern) {
  if (intern->n < intern->capacity) return true;
  size_t capacity = intern->capacity ? 2 * intern->capacity : 64;
  size_t *ends = realloc(intern->ends, capacity * sizeof *ends);
  if (ends) intern->ends = ends;
  uint64_t *hashes = realloc(intern->hashes, capacity * sizeof *hashes);
  if (hashes) intern->hashes = hashes;
  if (!ends || !hashes) return false;
  intern->capacity = capacity;
  return true;
}

static bool reserve_bytes(hwnas_intern_t *intern, size_t size) {
  size_t needed = begin_of(intern, intern->n) + size;
  if (needed <= intern->bytes_capacity && intern->bytes) return true;
  size_t capacity = 2 * needed + 256;
  uint8_t *bytes = realloc(intern->bytes, capacity);
  if (!bytes) return false;
  intern->bytes = bytes;
  intern->bytes_capacity = capacity;
  return true;
}

bool hwnas_intern_put(hwnas_intern_t *intern, const void *bytes, size_t size, uint32_t *out) {
  if (2 * (intern->n + 1) > intern->n_slots && !rehash(intern)) return false;
  uint64_t hash = hwnas_hash(bytes, size, 0);
  size_t s = hash & (intern->n_slots - 1);
  for (; intern->slots[s]; s = (s + 1) & (intern->n_slots - 1)) {
    *out = intern->slots[s] - 1;
    if (is_string(intern, *out, hash, bytes, size)) return true;
  }
  if (intern->n >= UINT32_MAX - 1 || !reserve_strings(intern) || !reserve_bytes(intern, size)) return false;
  size_t begin = begin_of(intern, intern->n);
  if (size) memcpy(intern->bytes + begin, bytes, size);
  *out = (uint32_t)intern->n;
  intern->ends[intern->n] = begin + size;
  intern->hashes[intern->n] = hash;
  intern->slots[s] = (uint32_t)++intern->n;
  return true;
}
