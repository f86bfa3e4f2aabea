/* Errors of SQLite in words, each with a next step. */
#include <stdarg.h>
#include <stdio.h>

#include "store/internal.h"

static const char damage_step[] =
    "the file is damaged; next: save what can still be read with `sqlite3 FILE .recover`";

static const char *next_step(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "next: make room on the disk, or take a folder on another one";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds the database; next: end it (`fuser` on the file names it), then try "
             "again";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "next: check who may read and write the file and its folder";
    case SQLITE_IOERR:
      return "next: check the disk, and the limit on the size of files (`ulimit -f`)";
    case SQLITE_CORRUPT:
      return damage_step;
    default:
      return NULL;
  }
}

static hwnas_status_t *add_next_step(const hwnas_store_t *store, int code, hwnas_status_t *status) {
  const char *next = next_step(code & 0xff);
  status = hwnas_status_at(status, "%s", store->path);
  return next ? hwnas_status_detail(status, "%s", next) : status;
}

hwnas_status_t *hwnas_store_error_of(const hwnas_store_t *store, const char *what, int code) {
  return add_next_step(store, code,
                       hwnas_status_make(HWNAS_ERROR_STORE, "%s: %s", what, sqlite3_errstr(code)));
}

hwnas_status_t *hwnas_store_error(const hwnas_store_t *store, const char *what) {
  return add_next_step(store, store->db ? sqlite3_errcode(store->db) : SQLITE_NOMEM,
                       hwnas_status_make(HWNAS_ERROR_STORE, "%s: %s", what,
                                         store->db ? sqlite3_errmsg(store->db) : "no connection"));
}

hwnas_status_t *hwnas_store_damaged(const hwnas_store_t *store, const char *format, ...) {
  char what[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_STORE, "%s", what);
  return hwnas_status_detail(hwnas_status_at(status, "%s", store->path), damage_step);
}

hwnas_status_t *hwnas_store_lacks_text(const hwnas_store_t *store, const char *what) {
  return sqlite3_errcode(store->db) == SQLITE_NOMEM ? hwnas_status_no_memory()
                                                    : hwnas_store_damaged(store, "%s is missing", what);
}
