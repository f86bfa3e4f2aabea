/* A disk that fails on demand: the default VFS of SQLite with two functions exchanged. */
#ifndef HWNAS_TESTS_UNIT_STORE_FAULTY_DISK_H
#define HWNAS_TESTS_UNIT_STORE_FAULTY_DISK_H

#include <stdbool.h>

typedef enum fault { FAULT_FULL, FAULT_SYNC } fault_t;

/* From now on SQLite's files lie on a disk whose n-th write (FAULT_FULL) or sync (FAULT_SYNC) fails, and, if
 * it lasts, all after it. Starts the count anew. */
void faulty_disk_use(fault_t kind, long n, bool lasts);
/* Back to the real disk; true if anything has failed. */
bool faulty_disk_leave(void);

#endif
