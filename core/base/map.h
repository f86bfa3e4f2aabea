/* A hash map from strings to pointers. Keys are borrowed: they must outlive the map. */
#ifndef HWNAS_CORE_BASE_MAP_H
#define HWNAS_CORE_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct hwnas_map_entry {
  const char *key;
  void *value;
} hwnas_map_entry_t;
typedef struct hwnas_map {
  hwnas_map_entry_t *slots;
  size_t n, capacity;
} hwnas_map_t;

void hwnas_map_init(hwnas_map_t *map);
void hwnas_map_deinit(hwnas_map_t *map);
/* Sets or replaces; false when memory ran out. */
bool hwnas_map_set(hwnas_map_t *map, const char *key, void *value);
/* The value, or NULL if there is no such key. */
void *hwnas_map_get(const hwnas_map_t *map, const char *key);

#endif
