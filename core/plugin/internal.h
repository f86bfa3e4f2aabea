/* What the files of this folder share. */
#ifndef HWNAS_CORE_PLUGIN_INTERNAL_H
#define HWNAS_CORE_PLUGIN_INTERNAL_H

#include "base/arena.h"
#include "base/status.h"
#include "hwnas/plugin.h"
#include "plugin/plugin.h"

/* Errors unless the descriptor keeps the rules of the ABI; plugin may be anything that a module returned. */
hwnas_status_t *hwnas_check_plugin(const hwnas_plugin_t *plugin);
/* The same for an option table; owner stands in messages. */
hwnas_status_t *hwnas_check_options(const hwnas_component_t *component);
/* The same for the functions behind a component of a known kind. */
hwnas_status_t *hwnas_check_table(const hwnas_component_t *component);
bool hwnas_kind_known(const char *kind);

/* Errors unless the file is a whole shared object that may be loaded into this process. */
hwnas_status_t *hwnas_check_file(const char *path);
/* The error for a module of another sanitizer than this host. */
hwnas_status_t *hwnas_check_sanitizer(uint32_t sanitizer);

/* PLUGIN_UNSAFE if everybody may write the file or folder; PLUGIN_LOAD if it cannot be looked at. */
hwnas_status_t *hwnas_check_safe(const char *path);
/* The names of the *.so files of a folder, sorted. Sets folder->state and n_files. Errors: PLUGIN_UNSAFE,
 * PLUGIN_LOAD, NO_MEMORY. A missing folder is none. */
hwnas_status_t *hwnas_folder_read(hwnas_arena_t *arena, hwnas_plugin_folder_t *folder,
                                  const char *const **out_names);

#endif
