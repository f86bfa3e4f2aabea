#define _GNU_SOURCE
#include "base/own_file.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool hwnas_is_folder(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Cuts off the last part of a path and returns it; NULL if there is none. */
static const char *cut_last(char *path) {
  char *slash = strrchr(path, '/');
  if (!slash) return NULL;
  *slash = '\0';
  return slash + 1;
}

static bool is_library_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash && strcmp(slash, "/lib") == 0;
}

hwnas_status_t *hwnas_find_beside(hwnas_arena_t *arena, const char *file, const char *relative,
                                  const char **out) {
  char *prefix = hwnas_arena_strdup(arena, file);
  HWNAS_TRY_ALLOC(prefix);
  *out = NULL;
  if (!cut_last(prefix) || !cut_last(prefix)) return NULL;
  *out = hwnas_arena_printf(arena, "%s/%s", prefix, relative);
  HWNAS_TRY_ALLOC(*out);
  if (hwnas_is_folder(*out) || !is_library_folder(prefix)) return NULL;
  cut_last(prefix);
  const char *higher = hwnas_arena_printf(arena, "%s/%s", prefix, relative);
  HWNAS_TRY_ALLOC(higher);
  if (hwnas_is_folder(higher)) *out = higher;
  return NULL;
}

/* Both are written to a buffer of PATH_MAX bytes; "" if the system does not tell. */
static void executable_file(char *out) {
  ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);
  out[length > 0 ? length : 0] = '\0';
}

/* The shared object that holds this function; the linker gives the executable no name of its own. */
static void library_file(char *out) {
  /* C has no conversion from function pointers; POSIX promises that the bits are the same. */
  void (*function)(char *) = library_file;
  void *address = NULL;
  memcpy(&address, &function, sizeof address);
  Dl_info info;
  struct link_map *map = NULL;
  out[0] = '\0';
  if (!dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) || !map || !map->l_name || !map->l_name[0])
    return;
  if (!realpath(map->l_name, out)) out[0] = '\0';
}

hwnas_status_t *hwnas_find_own(hwnas_arena_t *arena, const char *relative, const char **out) {
  char file[PATH_MAX];
  library_file(file);
  *out = NULL;
  if (file[0]) HWNAS_TRY(hwnas_find_beside(arena, file, relative, out));
  if (*out && hwnas_is_folder(*out)) return NULL;
  const char *other = NULL;
  executable_file(file);
  if (file[0]) HWNAS_TRY(hwnas_find_beside(arena, file, relative, &other));
  if (other && (!*out || hwnas_is_folder(other))) *out = other;
  return NULL;
}
