#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

hwnas_status_t *hwnas_store_meta(hwnas_store_t *store, const char *key, char **out) {
  *out = NULL;
  sqlite3_stmt *statement = NULL;
  HWNAS_TRY(hwnas_store_prepare(store, "SELECT value FROM meta WHERE key = ?", &statement));
  sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
  int rc = sqlite3_step(statement);
  hwnas_status_t *status = NULL;
  if (rc == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    *out = text ? strdup(text) : NULL;
    if (!*out) status = text ? hwnas_status_no_memory() : hwnas_store_lacks_text(store, key);
  } else if (rc != SQLITE_DONE) {
    status = hwnas_store_error(store, "cannot read the store");
  }
  sqlite3_finalize(statement);
  return status;
}

hwnas_status_t *hwnas_store_meta_number(hwnas_store_t *store, const char *key, uint64_t *out) {
  char *text = NULL;
  HWNAS_TRY(hwnas_store_meta(store, key, &text));
  *out = text ? strtoull(text, NULL, 10) : 0;
  free(text);
  return NULL;
}

static hwnas_status_t *meta_copy(hwnas_store_t *store, const char *key, char *out, size_t size) {
  char *text = NULL;
  HWNAS_TRY(hwnas_store_meta(store, key, &text));
  snprintf(out, size, "%s", text ? text : "");
  free(text);
  return NULL;
}

hwnas_status_t *hwnas_store_state(hwnas_store_t *store, hwnas_store_state_t *out) {
  char seconds[40];
  memset(out, 0, sizeof *out);
  HWNAS_TRY(meta_copy(store, "status", out->status, sizeof out->status));
  HWNAS_TRY(meta_copy(store, "reason", out->reason, sizeof out->reason));
  HWNAS_TRY(hwnas_store_meta_number(store, "proposed", &out->proposed));
  HWNAS_TRY(hwnas_store_meta_number(store, "accepted", &out->accepted));
  HWNAS_TRY(meta_copy(store, "seconds", seconds, sizeof seconds));
  out->seconds = strtod(seconds, NULL);
  return NULL;
}

hwnas_status_t *hwnas_store_count(hwnas_store_t *store, uint64_t *out_trials) {
  sqlite3_stmt *statement = NULL;
  HWNAS_TRY(hwnas_store_prepare(store, "SELECT count(*) FROM trials", &statement));
  hwnas_status_t *status = NULL;
  if (sqlite3_step(statement) == SQLITE_ROW)
    *out_trials = (uint64_t)sqlite3_column_int64(statement, 0);
  else
    status = hwnas_store_error(store, "cannot read the store");
  sqlite3_finalize(statement);
  return status;
}
