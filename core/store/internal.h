/* What the files of this folder share. */
#ifndef HWNAS_CORE_STORE_INTERNAL_H
#define HWNAS_CORE_STORE_INTERNAL_H

#include <sqlite3.h>

#include "base/arena.h"
#include "store/store.h"

#define HWNAS_STORE_TEXT_(x) #x
#define HWNAS_STORE_TEXT(x) HWNAS_STORE_TEXT_(x) /* a number as it stands in meta */

struct hwnas_store {
  hwnas_arena_t arena;
  sqlite3 *db;
  const char *path;
  sqlite3_stmt *add_trial, *finish_trial, *add_metric, *add_report, *add_event;
  const hwnas_store_metric_t *metrics;
  size_t n_metrics, n_choices;
  uint8_t *blob; /* of one point */
  bool in_group;
  int64_t group_since_us; /* when the present group got its first tick; < 0: none yet */
};

/* The STORE error with SQLite's words for its last failure, the path and a next step. */
hwnas_status_t *hwnas_store_error(const hwnas_store_t *store, const char *what);
/* The same for a result code of SQLite that no connection keeps. */
hwnas_status_t *hwnas_store_error_of(const hwnas_store_t *store, const char *what, int code);
/* The STORE error for content that no hwnas has written. */
hwnas_status_t *hwnas_store_damaged(const hwnas_store_t *store, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The error for a text column that gave NULL just now: memory ran out, or the file is damaged. */
hwnas_status_t *hwnas_store_lacks_text(const hwnas_store_t *store, const char *what);
hwnas_status_t *hwnas_store_exec(hwnas_store_t *store, const char *sql);
hwnas_status_t *hwnas_store_prepare(hwnas_store_t *store, const char *sql, sqlite3_stmt **out);
/* Steps a statement that gives no rows, and resets it. */
hwnas_status_t *hwnas_store_step(hwnas_store_t *store, sqlite3_stmt *statement);
/* folder/run.db, in the store's arena, with a store around it that has no connection yet. */
hwnas_status_t *hwnas_store_new(const char *folder, hwnas_store_t **out);
/* The number that stands in meta under key; 0 if there is none. */
hwnas_status_t *hwnas_store_meta_number(hwnas_store_t *store, const char *key, uint64_t *out);
/* The schema of the store. Errors: NO_RUN if the file is something else. */
hwnas_status_t *hwnas_store_schema(hwnas_store_t *store, uint64_t *out);
/* Brings a store that may be written to the present schema, as a whole or not at all. */
hwnas_status_t *hwnas_store_migrate(hwnas_store_t *store);
hwnas_status_t *hwnas_store_set_meta(hwnas_store_t *store, const char *key, const char *value);
/* Writes the state in whatever transaction is open. */
hwnas_status_t *hwnas_store_write_state(hwnas_store_t *store, const hwnas_store_state_t *state);

#endif
