/* Trees built by code. */
#include <string.h>

#include "json/json.h"

hwnas_json_t *hwnas_json_new(hwnas_arena_t *arena, const hwnas_json_source_t *source,
                             hwnas_json_type_t type) {
  hwnas_json_t *json = hwnas_arena_alloc(arena, sizeof *json);
  if (!json) return NULL;
  json->source = source;
  json->type = type;
  return json;
}

static void adopt_children(hwnas_json_t *json) {
  for (size_t i = 0; i < json->n; i++) json->children[i].parent = json;
}

static bool make_room(hwnas_arena_t *arena, hwnas_json_t *container) {
  size_t n = container->n;
  hwnas_json_t *children = hwnas_arena_grow(arena, container->children, n, n + 1, sizeof *children);
  if (!children) return false;
  for (size_t i = 0; i < n; i++) adopt_children(&children[i]); /* they moved */
  container->children = children;
  container->n++;
  return true;
}

bool hwnas_json_add(hwnas_arena_t *arena, hwnas_json_t *container, const char *key,
                    const hwnas_json_t *child) {
  const hwnas_json_t *old = key ? hwnas_json_get(container, key) : NULL;
  char *own_key = key ? hwnas_arena_strdup(arena, key) : NULL;
  size_t at = old ? old->index : container->n;
  if ((key && !own_key) || (!old && !make_room(arena, container))) return false;
  hwnas_json_t *slot = &container->children[at];
  *slot = *child;
  slot->parent = container;
  slot->index = at;
  slot->key = own_key;
  adopt_children(slot);
  return true;
}
