#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/own_file.h"
#include "plugin/plugin.h"

#define PLUGIN_SUBFOLDER "hwnas-1/plugins"

void hwnas_plugin_path_init(hwnas_plugin_path_t *path) {
  memset(path, 0, sizeof *path);
  hwnas_arena_init(&path->arena);
}

void hwnas_plugin_path_deinit(hwnas_plugin_path_t *path) {
  hwnas_arena_deinit(&path->arena);
  memset(path, 0, sizeof *path);
}

static hwnas_status_t *append(hwnas_plugin_path_t *path, const char *absolute, const char *origin,
                              bool named) {
  hwnas_plugin_folder_t folder = {.origin = hwnas_arena_strdup(&path->arena, origin), .named = named};
  HWNAS_TRY_ALLOC(folder.origin);
  folder.path = absolute;
  HWNAS_TRY_ALLOC(HWNAS_PUSH(&path->arena, path->folders, path->n, path->capacity, folder));
  return NULL;
}

/* A folder may be named before it exists, so realpath cannot fail the whole; it only tidies. */
static hwnas_status_t *absolute_path(hwnas_arena_t *arena, const char *folder, const char *base,
                                     const char **out) {
  char buffer[PATH_MAX], start[PATH_MAX];
  if (folder[0] != '/' && (!base || base[0] != '/') && !getcwd(start, sizeof start))
    return hwnas_status_make(HWNAS_ERROR_FILE, "cannot tell the current directory: %s", strerror(errno));
  const char *text = NULL;
  if (folder[0] == '/')
    text = hwnas_arena_strdup(arena, folder);
  else if (!base)
    text = hwnas_arena_printf(arena, "%s/%s", start, folder);
  else if (base[0] == '/')
    text = hwnas_arena_printf(arena, "%s/%s", base, folder);
  else
    text = hwnas_arena_printf(arena, "%s/%s/%s", start, base, folder);
  HWNAS_TRY_ALLOC(text);
  *out = realpath(text, buffer) ? hwnas_arena_strdup(arena, buffer) : text;
  HWNAS_TRY_ALLOC(*out);
  return NULL;
}

hwnas_status_t *hwnas_plugin_path_add(hwnas_plugin_path_t *path, const char *folder, const char *base,
                                      const char *origin) {
  const char *absolute = NULL;
  HWNAS_TRY(absolute_path(&path->arena, folder, base, &absolute));
  return append(path, absolute, origin, true);
}

hwnas_status_t *hwnas_plugin_path_add_list(hwnas_plugin_path_t *path, const char *list, const char *origin) {
  while (*list) {
    size_t length = strcspn(list, ":");
    char *entry = hwnas_arena_strndup(&path->arena, list, length);
    HWNAS_TRY_ALLOC(entry);
    if (!strcmp(entry, ".") || !strcmp(entry, "./"))
      hwnas_log("plugin", HWNAS_LOG_WARNING,
                "%s: '%s' is skipped, plugins are never taken from the current directory", origin, entry);
    else if (*entry)
      HWNAS_TRY(hwnas_plugin_path_add(path, entry, NULL, origin));
    list += length + (list[length] == ':');
  }
  return NULL;
}

static hwnas_status_t *append_system(hwnas_plugin_path_t *path, const char *folder) {
#ifdef HWNAS_PLUGIN_DIR
  /* Not both: a build tree next to an installation would conflict with it in every single plugin. */
  if (!folder || !hwnas_is_folder(folder)) folder = HWNAS_PLUGIN_DIR;
#endif
  if (!folder || !hwnas_is_folder(folder))
    hwnas_log("plugin", HWNAS_LOG_INFO, "no system folder: %s", folder ? folder : "-");
  return folder ? append(path, folder, "system folder", false) : NULL;
}

hwnas_status_t *hwnas_plugin_path_add_system(hwnas_plugin_path_t *path, const char *file) {
  const char *folder = NULL;
  HWNAS_TRY(hwnas_find_beside(&path->arena, file, "lib/" PLUGIN_SUBFOLDER, &folder));
  return append_system(path, folder);
}

static hwnas_status_t *add_user(hwnas_plugin_path_t *path) {
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  char *folder = NULL;
  if (data && data[0] == '/') /* relative ones are invalid, says the XDG base directory specification */
    folder = hwnas_arena_printf(&path->arena, "%s/" PLUGIN_SUBFOLDER, data);
  else if (home && home[0] == '/')
    folder = hwnas_arena_printf(&path->arena, "%s/.local/share/" PLUGIN_SUBFOLDER, home);
  else
    return NULL;
  HWNAS_TRY_ALLOC(folder);
  return append(path, folder, "user folder", false);
}

hwnas_status_t *hwnas_plugin_path_add_defaults(hwnas_plugin_path_t *path) {
  const char *list = getenv("HWNAS_PLUGIN_PATH");
  if (list) HWNAS_TRY(hwnas_plugin_path_add_list(path, list, "HWNAS_PLUGIN_PATH"));
  HWNAS_TRY(add_user(path));
  const char *folder = NULL;
  HWNAS_TRY(hwnas_find_own(&path->arena, "lib/" PLUGIN_SUBFOLDER, &folder));
  return append_system(path, folder);
}
