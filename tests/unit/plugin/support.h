/* Shared by the tests of this folder. */
#ifndef HWNAS_TESTS_UNIT_PLUGIN_SUPPORT_H
#define HWNAS_TESTS_UNIT_PLUGIN_SUPPORT_H

#include "base/status.h"

/* The status as one text, "E0402 what (place)\n  detail\n...", with the fixtures' folder replaced by BROKEN,
 * folder (may be NULL) by FOLDER and the program that asks modules by HELPER; status is destroyed. Lives
 * until the test ends. */
const char *describe(hwnas_status_t *status, const char *folder);
/* The path of a fixture. */
const char *fixture(const char *name);
/* A new empty folder that only its owner may write, and "folder/name". */
const char *new_folder(void);
const char *in_folder(const char *folder, const char *name);
/* Removes a folder with all that is in it. */
void remove_folder(const char *folder);
/* Copies a fixture to a path. */
void copy_fixture(const char *name, const char *path);

#endif
