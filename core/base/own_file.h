/* Where this code was loaded from: plugins and data lie beside it. */
#ifndef HWNAS_CORE_BASE_OWN_FILE_H
#define HWNAS_CORE_BASE_OWN_FILE_H

#include "base/arena.h"
#include "base/status.h"

/* `relative` ("share/hwnas-1/spaces") in the tree of `file`, an executable in bin/ or a library in lib/ or
 * lib/x86_64-linux-gnu/. In arena; the folder need not exist. NULL if file lies in no such tree. */
hwnas_status_t *hwnas_find_beside(hwnas_arena_t *arena, const char *file, const char *relative,
                                  const char **out);
/* The same beside the file that this very code was loaded from, libhwnas.so or an executable, and else beside
 * the executable of the process. */
hwnas_status_t *hwnas_find_own(hwnas_arena_t *arena, const char *relative, const char **out);
bool hwnas_is_folder(const char *path);

#endif
