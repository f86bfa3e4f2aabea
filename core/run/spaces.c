/* The hub: where space files are looked for. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own_file.h"
#include "run/context.h"

#define FOLDERS_MAX 64

typedef struct hub {
  hwnas_arena_t *arena;
  const char *folders[FOLDERS_MAX];
  size_t n;
} hub_t;

static hwnas_status_t *add_folder(hub_t *hub, const char *folder) {
  HWNAS_TRY_ALLOC(folder);
  if (hub->n < FOLDERS_MAX) hub->folders[hub->n++] = folder;
  return NULL;
}

/* share/hwnas-1/spaces of the tree that this code lies in: installed, or a build tree. */
static hwnas_status_t *add_system_folder(hub_t *hub) {
  const char *folder = NULL;
  HWNAS_TRY(hwnas_find_own(hub->arena, "share/hwnas-1/spaces", &folder));
  return folder ? add_folder(hub, folder) : NULL;
}

static hwnas_status_t *add_user_folder(hub_t *hub) {
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  if (data && data[0] == '/')
    return add_folder(hub, hwnas_arena_printf(hub->arena, "%s/hwnas-1/spaces", data));
  if (home && home[0] == '/')
    return add_folder(hub, hwnas_arena_printf(hub->arena, "%s/.local/share/hwnas-1/spaces", home));
  return NULL;
}

static hwnas_status_t *find_folders(hwnas_arena_t *arena, hub_t *out) {
  const char *list = getenv("HWNAS_SPACE_PATH");
  *out = (hub_t){.arena = arena};
  while (list && *list) {
    size_t length = strcspn(list, ":");
    if (length) HWNAS_TRY(add_folder(out, hwnas_arena_strndup(arena, list, length)));
    list += length;
    if (*list) list++;
  }
  HWNAS_TRY(add_user_folder(out));
  return add_system_folder(out);
}

bool hwnas_space_is_path(const char *name) {
  size_t n = strlen(name);
  return strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".json") == 0);
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_listed(const char *const *names, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

hwnas_status_t *hwnas_context_list_spaces(hwnas_context_t *context, hwnas_arena_t *arena,
                                          const char ***out_names, size_t *out_n) {
  (void)context;
  hub_t hub;
  const char **names = NULL;
  size_t n = 0, capacity = 0;
  bool memory = true;
  HWNAS_TRY(find_folders(arena, &hub));
  for (size_t f = 0; f < hub.n && memory; f++) {
    DIR *folder = opendir(hub.folders[f]);
    if (!folder) continue;
    for (struct dirent *entry; memory && (entry = readdir(folder));) {
      size_t length = strlen(entry->d_name);
      if (length <= 5 || entry->d_name[0] == '.' || strcmp(entry->d_name + length - 5, ".json") != 0)
        continue;
      const char *name = hwnas_arena_strndup(arena, entry->d_name, length - 5);
      memory = name && (is_listed(names, n, name) || HWNAS_PUSH(arena, names, n, capacity, name));
    }
    closedir(folder);
  }
  if (!memory) return hwnas_status_no_memory();
  if (n) qsort(names, n, sizeof *names, compare_names);
  *out_names = names;
  *out_n = n;
  return NULL;
}

static hwnas_status_t *unknown_space(hwnas_context_t *context, const hub_t *hub, const char *name) {
  const char **names;
  size_t n;
  HWNAS_TRY(hwnas_context_list_spaces(context, hub->arena, &names, &n));
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_SPACE, "no space '%s'", name);
  hwnas_status_suggest(status, name, names, n);
  hwnas_str_t tried;
  hwnas_str_init(&tried);
  for (size_t i = 0; i < hub->n; i++) hwnas_str_appendf(&tried, "%s%s", i ? ":" : "", hub->folders[i]);
  hwnas_status_detail(status, "looked in %s", tried.text);
  hwnas_status_detail(status, "a file is named by a path: ./%s.json", name);
  hwnas_str_deinit(&tried);
  return status;
}

hwnas_status_t *hwnas_context_find_space(hwnas_context_t *context, hwnas_arena_t *arena, const char *name,
                                         const char **out_path) {
  hub_t hub;
  *out_path = name;
  if (hwnas_space_is_path(name)) return NULL;
  HWNAS_TRY(find_folders(arena, &hub));
  for (size_t i = 0; i < hub.n; i++) {
    const char *path = hwnas_arena_printf(arena, "%s/%s.json", hub.folders[i], name);
    HWNAS_TRY_ALLOC(path);
    if (access(path, R_OK) == 0) {
      *out_path = path;
      return NULL;
    }
  }
  return unknown_space(context, &hub, name);
}
