#include "find_module.h"

#include <string.h>

static const hwnas_module_t *find_in(const hwnas_module_t *module, const char *path) {
  if (strcmp(module->path, path) == 0) return module;
  const hwnas_module_t *found = NULL;
  for (const hwnas_module_t *child = module->first_child; child && !found; child = child->next_sibling)
    found = find_in(child, path);
  return found;
}

const hwnas_module_t *hwnas_module_find(const hwnas_space_t *space, const char *path) {
  return find_in(space->root, strcmp(path, space->name) == 0 ? "" : path);
}

static bool add_paths(hwnas_arena_t *arena, const hwnas_module_t *module, const char ***names, size_t *n,
                      size_t *capacity) {
  bool good = !module->path[0] || HWNAS_PUSH(arena, *names, *n, *capacity, module->path);
  for (const hwnas_module_t *child = module->first_child; child && good; child = child->next_sibling)
    good = add_paths(arena, child, names, n, capacity);
  return good;
}

hwnas_status_t *hwnas_module_unknown(const hwnas_space_t *space, const char *name, bool or_choice) {
  hwnas_arena_t arena;
  const char **names = NULL;
  size_t n = 0, capacity = 0;
  hwnas_arena_init(&arena);
  bool good = add_paths(&arena, space->root, &names, &n, &capacity);
  for (size_t c = 0; or_choice && c < space->n_choices && good; c++)
    good = HWNAS_PUSH(&arena, names, n, capacity, space->choices[c].label);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_MODULE, "space '%s' has no module %s'%s'",
                                             space->name, or_choice ? "or choice " : "", name);
  if (good) hwnas_status_suggest(status, name, names, n);
  hwnas_arena_deinit(&arena);
  return status;
}
