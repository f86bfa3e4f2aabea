#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <ltdl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plugin/internal.h"

/* libltdl keeps one list of modules per process and no lock of its own. */
static pthread_mutex_t loader_lock = PTHREAD_MUTEX_INITIALIZER;

static hwnas_status_t *load_error(const char *name, const char *path, const char *reason) {
  size_t length = strlen(path);
  if (reason && !strncmp(reason, path, length) && !strncmp(reason + length, ": ", 2)) reason += length + 2;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "plugin '%s' cannot be loaded", name);
  status = hwnas_status_detail(status, "%s", reason ? reason : "the loader gives no reason");
  return hwnas_status_detail(status, "`ldd -r` on the file shows which libraries and symbols it lacks");
}

static lt_dlhandle open_resident(const char *path) {
  lt_dladvise advise;
  if (lt_dladvise_init(&advise)) return NULL;
  lt_dlhandle handle = NULL;
  if (!lt_dladvise_local(&advise) && !lt_dladvise_resident(&advise)) handle = lt_dlopenadvise(path, advise);
  lt_dladvise_destroy(&advise);
  return handle;
}

/* libltdl binds lazily and says "file not found" whatever was wrong. So the system's loader goes first: it
 * binds at once, which turns a missing function into an error here rather than a crash later, and it knows
 * why. */
static hwnas_status_t *open_locked(const char *name, const char *path, lt_dlhandle *out) {
  /* Counted by libltdl and never undone: nothing is ever unloaded. */
  static bool started;
  if (!started && lt_dlinit()) return load_error(name, path, lt_dlerror());
  started = true;
  if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) return load_error(name, path, dlerror());
  *out = open_resident(path);
  return *out ? NULL : load_error(name, path, lt_dlerror());
}

/* A library that the module links can hold a symbol of the wanted name, and the loader would find it. */
static hwnas_status_t *check_origin(const char *symbol, void *address, const hwnas_plugin_file_t *module) {
  Dl_info info;
  struct stat origin;
  if (!dladdr(address, &info) || !info.dli_fname || stat(info.dli_fname, &origin) != 0)
    return hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "entry symbol '%s' comes from nowhere", symbol);
  if (origin.st_dev == module->device && origin.st_ino == module->inode) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "entry symbol '%s' comes from another file", symbol);
  status = hwnas_status_detail(status, "found in %s, which this file links", info.dli_fname);
  return hwnas_status_detail(status, "put HWNAS_PLUGIN() into a source of the module itself");
}

static hwnas_status_t *find_entry(lt_dlhandle handle, const hwnas_plugin_file_t *module,
                                  hwnas_plugin_query_fn *out) {
  char symbol[NAME_MAX + sizeof "_LTX_" HWNAS_PLUGIN_SYMBOL];
  stpcpy(stpcpy(symbol, module->name), "_LTX_" HWNAS_PLUGIN_SYMBOL);
  void *address = lt_dlsym(handle, symbol);
  if (!address) {
    hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "no entry symbol '%s'", symbol);
    return hwnas_status_detail(
        status, "a module keeps the name it was linked with: build it with hwnas_add_plugin(%s ...)",
        module->name);
  }
  HWNAS_TRY(check_origin(symbol, address, module));
  memcpy(out, &address, sizeof *out); /* ISO C has no cast from object to function pointers */
  return NULL;
}

static hwnas_status_t *load_locked(hwnas_plugin_file_t *module) {
  lt_dlhandle handle = NULL;
  HWNAS_TRY(open_locked(module->name, module->path, &handle));
  hwnas_plugin_query_fn query = NULL;
  HWNAS_TRY(find_entry(handle, module, &query));
  module->plugin = query(HWNAS_ABI_MAJOR, HWNAS_ABI_MINOR);
  return hwnas_check_plugin(module->plugin);
}

static hwnas_status_t *check_permissions(const char *path) {
  HWNAS_TRY(hwnas_check_safe(path));
  char folder[PATH_MAX];
  size_t length = (size_t)(strrchr(path, '/') - path);
  memcpy(folder, path, length);
  folder[length] = '\0';
  return hwnas_check_safe(length ? folder : "/");
}

/* The path with its folders followed, but not its last name. */
static const char *place_of(hwnas_arena_t *arena, const char *path) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  const char *parent = slash ? hwnas_arena_strndup(arena, path, (size_t)(slash - path + 1)) : ".";
  if (!parent || !realpath(parent, folder)) return parent ? hwnas_arena_strdup(arena, path) : NULL;
  return hwnas_arena_printf(arena, "%s/%s", strcmp(folder, "/") ? folder : "", base);
}

static hwnas_status_t *describe(hwnas_arena_t *arena, const char *path, const char *origin,
                                hwnas_plugin_file_t **out) {
  char real[PATH_MAX];
  struct stat info;
  if (!realpath(path, real) || stat(real, &info) != 0)
    return hwnas_status_make(HWNAS_ERROR_PLUGIN_LOAD, "%s", strerror(errno));
  if (!S_ISREG(info.st_mode)) return hwnas_status_make(HWNAS_ERROR_NOT_A_PLUGIN, "not a regular file");
  const char *base = strrchr(real, '/') + 1;
  size_t length = strlen(base);
  if (length > 3 && !strcmp(base + length - 3, ".so")) length -= 3;
  hwnas_plugin_file_t *module = hwnas_arena_alloc(arena, sizeof *module);
  HWNAS_TRY_ALLOC(module);
  *module = (hwnas_plugin_file_t){.name = hwnas_arena_strndup(arena, base, length),
                                  .path = hwnas_arena_strdup(arena, real),
                                  .place = place_of(arena, path),
                                  .origin = hwnas_arena_strdup(arena, origin),
                                  .device = info.st_dev,
                                  .inode = info.st_ino};
  HWNAS_TRY_ALLOC(module->name && module->path && module->place && module->origin);
  *out = module;
  return NULL;
}

hwnas_status_t *hwnas_module_examine(hwnas_arena_t *arena, const char *path, const char *origin,
                                     hwnas_plugin_file_t **out, hwnas_stamp_t *out_stamp) {
  *out = NULL;
  HWNAS_TRY(describe(arena, path, origin, out));
  HWNAS_TRY(check_permissions((*out)->path));
  HWNAS_TRY(hwnas_check_file((*out)->path, out_stamp));
  (*out)->hash = out_stamp->hash;
  return NULL;
}

static hwnas_status_t *load(hwnas_plugin_file_t *module) {
  pthread_mutex_lock(&loader_lock);
  hwnas_status_t *status = load_locked(module);
  pthread_mutex_unlock(&loader_lock);
  return status;
}

static hwnas_status_t *open_file(hwnas_arena_t *arena, const char *path, const char *origin, bool ask,
                                 hwnas_plugin_file_t **out) {
  hwnas_plugin_file_t *module = NULL;
  hwnas_stamp_t stamp;
  hwnas_status_t *status = hwnas_module_examine(arena, path, origin, &module, &stamp);
  if (!status && ask) status = hwnas_ask(&(hwnas_question_t){module->name, module->path, stamp});
  if (!status) status = load(module);
  if (status) return hwnas_status_at(status, "%s", module ? module->path : path);
  *out = module;
  return NULL;
}

hwnas_status_t *hwnas_plugin_file_open(hwnas_arena_t *arena, const char *path, const char *origin,
                                       hwnas_plugin_file_t **out) {
  return open_file(arena, path, origin, true, out);
}

hwnas_status_t *hwnas_plugin_file_load(hwnas_arena_t *arena, const char *path, hwnas_plugin_file_t **out) {
  return open_file(arena, path, "command line", false, out);
}
