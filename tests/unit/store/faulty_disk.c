#include "faulty_disk.h"

#include <criterion/criterion.h>
#include <sqlite3.h>

/* A table of functions with ours in it; the first member is what SQLite sees. */
typedef struct patched {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *real;
} patched_t;

static struct disk {
  fault_t kind;
  long left; /* calls until the first that fails */
  bool lasts, failed;
  sqlite3_vfs *real;
  sqlite3_vfs vfs;
  patched_t patched[4]; /* one per way of locking */
} disk;

static bool fails(fault_t kind) {
  if (kind != disk.kind) return false;
  disk.left--;
  bool failing = disk.left == 0 || (disk.left < 0 && disk.lasts);
  disk.failed |= failing;
  return failing;
}

static const sqlite3_io_methods *real_methods(const sqlite3_file *file) {
  return ((const patched_t *)file->pMethods)->real;
}

static int write_or_fail(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  return fails(FAULT_FULL) ? SQLITE_FULL : real_methods(file)->xWrite(file, bytes, size, at);
}

static int sync_or_fail(sqlite3_file *file, int flags) {
  return fails(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : real_methods(file)->xSync(file, flags);
}

static const sqlite3_io_methods *patch(const sqlite3_io_methods *real) {
  size_t i = 0;
  while (disk.patched[i].real && disk.patched[i].real != real) i++;
  cr_assert_lt(i, sizeof disk.patched / sizeof *disk.patched - 1);
  disk.patched[i] = (patched_t){*real, real};
  disk.patched[i].methods.xWrite = write_or_fail;
  disk.patched[i].methods.xSync = sync_or_fail;
  return &disk.patched[i].methods;
}

/* The file is the real one; only its table of functions is ours. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags) {
  int rc = disk.real->xOpen(vfs, name, file, flags, out_flags);
  if (rc == SQLITE_OK && file->pMethods) file->pMethods = patch(file->pMethods);
  return rc;
}

void faulty_disk_use(fault_t kind, long n, bool lasts) {
  disk = (struct disk){.kind = kind, .left = n, .lasts = lasts, .real = sqlite3_vfs_find(NULL)};
  disk.vfs = *disk.real;
  disk.vfs.pNext = NULL;
  disk.vfs.zName = "faulty";
  disk.vfs.xOpen = open_file;
  cr_assert_eq(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

bool faulty_disk_leave(void) {
  sqlite3_vfs_unregister(&disk.vfs);
  sqlite3_vfs_register(disk.real, 1);
  return disk.failed;
}
