#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

void hwnas_map_init(hwnas_map_t *map) { memset(map, 0, sizeof *map); }

void hwnas_map_deinit(hwnas_map_t *map) {
  free(map->slots);
  hwnas_map_init(map);
}

/* The slot of key, or the empty one where it belongs; capacity is a power of two and never full. */
static hwnas_map_entry_t *slot_of(const hwnas_map_t *map, const char *key) {
  size_t i = hwnas_hash(key, strlen(key), 0) & (map->capacity - 1);
  while (map->slots[i].key && strcmp(map->slots[i].key, key) != 0) i = (i + 1) & (map->capacity - 1);
  return &map->slots[i];
}

static bool grow(hwnas_map_t *map) {
  hwnas_map_t larger = {.n = map->n, .capacity = map->capacity ? map->capacity * 2 : 16};
  larger.slots = calloc(larger.capacity, sizeof *larger.slots);
  if (!larger.slots) return false;
  for (size_t i = 0; i < map->capacity; i++)
    if (map->slots[i].key) *slot_of(&larger, map->slots[i].key) = map->slots[i];
  free(map->slots);
  *map = larger;
  return true;
}

bool hwnas_map_set(hwnas_map_t *map, const char *key, void *value) {
  if ((map->n + 1) * 3 > map->capacity * 2 && !grow(map)) return false;
  hwnas_map_entry_t *slot = slot_of(map, key);
  if (!slot->key) map->n++;
  *slot = (hwnas_map_entry_t){.key = key, .value = value};
  return true;
}

void *hwnas_map_get(const hwnas_map_t *map, const char *key) {
  return map->n ? slot_of(map, key)->value : NULL;
}
