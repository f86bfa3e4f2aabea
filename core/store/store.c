#define _GNU_SOURCE
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/internal.h"

hwnas_status_t *hwnas_store_exec(hwnas_store_t *store, const char *sql) {
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK
             ? NULL
             : hwnas_store_error(store, "the store failed");
}

hwnas_status_t *hwnas_store_prepare(hwnas_store_t *store, const char *sql, sqlite3_stmt **out) {
  return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK
             ? NULL
             : hwnas_store_error(store, "the store refused a statement");
}

hwnas_status_t *hwnas_store_step(hwnas_store_t *store, sqlite3_stmt *statement) {
  hwnas_status_t *status =
      sqlite3_step(statement) == SQLITE_DONE ? NULL : hwnas_store_error(store, "the store could not write");
  sqlite3_reset(statement);
  return status;
}

hwnas_status_t *hwnas_store_new(const char *folder, hwnas_store_t **out) {
  hwnas_store_t *store = calloc(1, sizeof *store);
  HWNAS_TRY_ALLOC(store);
  hwnas_arena_init(&store->arena);
  store->group_since_us = -1;
  store->path = hwnas_arena_printf(&store->arena, "%s/%s", folder, HWNAS_STORE_FILE);
  if (!store->path) {
    hwnas_store_close(store);
    return hwnas_status_no_memory();
  }
  *out = store;
  return NULL;
}

static void disconnect(hwnas_store_t *store) {
  sqlite3_finalize(store->add_trial);
  sqlite3_finalize(store->add_metric);
  sqlite3_finalize(store->finish_trial);
  sqlite3_finalize(store->add_report);
  sqlite3_finalize(store->add_event);
  sqlite3_close(store->db);
}

static void release(hwnas_store_t *store) {
  hwnas_arena_deinit(&store->arena);
  free(store);
}

void hwnas_store_close(hwnas_store_t *store) {
  if (!store) return;
  disconnect(store);
  release(store);
}

void hwnas_store_discard(hwnas_store_t *store) {
  static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
  if (!store) return;
  disconnect(store);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char *path = sqlite3_mprintf("%s%s", store->path, endings[i]);
    if (path) unlink(path);
    sqlite3_free(path);
  }
  release(store);
}

const hwnas_store_metric_t *hwnas_store_metrics(const hwnas_store_t *store, size_t *out_n) {
  *out_n = store->n_metrics;
  return store->metrics;
}

size_t hwnas_store_n_choices(const hwnas_store_t *store) { return store->n_choices; }
