#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plugin/internal.h"

static hwnas_status_t *cannot_look(const char *path, int error) {
  return hwnas_status_at(hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "%s", strerror(error)), "%s", path);
}

hwnas_status_t *hwnas_check_safe(const char *path) {
  struct stat info;
  if (stat(path, &info) != 0) return cannot_look(path, errno);
  /* The sticky bit does not help: in /tmp everybody may still add a file. */
  if (!(info.st_mode & S_IWOTH)) return NULL;
  const char *what = S_ISDIR(info.st_mode) ? "folder" : "file";
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_PLUGIN_UNSAFE, "everybody may write this %s", what);
  status = hwnas_status_at(status, "%s", path);
  return hwnas_status_detail(status, "plugins are code: run `chmod o-w %s`, or keep them elsewhere", path);
}

static bool is_module_file(const char *name) {
  size_t length = strlen(name);
  return name[0] != '.' && length > 3 && !strcmp(name + length - 3, ".so");
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static hwnas_status_t *list_names(hwnas_arena_t *arena, DIR *folder, const char ***out, size_t *out_n) {
  const char **names = NULL;
  size_t n = 0, capacity = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!is_module_file(entry->d_name)) continue;
    const char *name = hwnas_arena_strdup(arena, entry->d_name);
    HWNAS_TRY_ALLOC(name);
    HWNAS_TRY_ALLOC(HWNAS_PUSH(arena, names, n, capacity, name));
  }
  if (n) qsort(names, n, sizeof *names, compare_names);
  *out = names;
  *out_n = n;
  return NULL;
}

hwnas_status_t *hwnas_folder_read(hwnas_arena_t *arena, hwnas_plugin_folder_t *folder,
                                  const char *const **out_names) {
  *out_names = NULL;
  folder->state = HWNAS_FOLDER_REFUSED;
  DIR *stream = opendir(folder->path);
  if (!stream && errno == ENOENT) {
    folder->state = HWNAS_FOLDER_MISSING;
    return NULL;
  }
  if (!stream) return cannot_look(folder->path, errno);
  const char **names = NULL;
  hwnas_status_t *status = hwnas_check_safe(folder->path);
  if (!status) status = list_names(arena, stream, &names, &folder->n_files);
  closedir(stream);
  if (status) return status;
  folder->state = HWNAS_FOLDER_READ;
  *out_names = names;
  return NULL;
}
