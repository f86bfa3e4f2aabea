/* Opening a store for reading, whatever version has written it. */
#define _GNU_SOURCE

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/internal.h"

/* A file without our tables is no store; one that is damaged, locked or out of reach may well be. */
static bool is_foreign(const hwnas_store_t *store) {
  int code = sqlite3_errcode(store->db) & 0xff;
  return code == SQLITE_ERROR || code == SQLITE_NOTADB;
}

hwnas_status_t *hwnas_store_schema(hwnas_store_t *store, uint64_t *out) {
  *out = 0;
  hwnas_status_t *status = hwnas_store_meta_number(store, "schema", out);
  if (status ? !is_foreign(store) : *out > 0) return status;
  hwnas_status_t *error = hwnas_status_make(HWNAS_ERROR_NO_RUN, "run.db is not the store of a run");
  error = hwnas_status_detail(hwnas_status_at(error, "%s", store->path),
                              "next: name the folder that `hwnas run` printed");
  return hwnas_status_because(error, status);
}

static hwnas_status_t *newer_error(hwnas_store_t *store, uint64_t schema) {
  char *version = NULL;
  HWNAS_TRY(hwnas_store_meta(store, "version", &version));
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_STORE_SCHEMA, "the run was written with store schema %llu by hwnas %s",
                        (unsigned long long)schema, version ? version : "of an unknown version");
  status = hwnas_status_at(status, "%s", store->path);
  status = hwnas_status_detail(status, "this hwnas reads schemas up to %d", HWNAS_STORE_SCHEMA);
  status =
      hwnas_status_detail(status, "next: use hwnas %s or a later one", version ? version : "of that version");
  free(version);
  return status;
}

static int copy(sqlite3 *from, sqlite3 *to) {
  sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
  if (!backup) return sqlite3_errcode(to);
  int rc = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Puts a copy in memory in the place of the file. */
static hwnas_status_t *copy_to_memory(hwnas_store_t *store) {
  sqlite3 *memory = NULL;
  int rc = sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (rc == SQLITE_OK) rc = copy(store->db, memory);
  if (rc != SQLITE_OK) {
    sqlite3_close(memory);
    return hwnas_store_error_of(store, "cannot read the store", rc);
  }
  sqlite3_close(store->db);
  store->db = memory;
  return NULL;
}

static hwnas_status_t *read_schema(hwnas_store_t *store) {
  uint64_t schema;
  HWNAS_TRY(hwnas_store_schema(store, &schema));
  if (schema == HWNAS_STORE_SCHEMA) return NULL;
  if (schema > HWNAS_STORE_SCHEMA) return newer_error(store, schema);
  HWNAS_TRY(copy_to_memory(store));
  return hwnas_store_migrate(store);
}

static hwnas_status_t *read_metric(hwnas_store_t *store, sqlite3_stmt *row, hwnas_store_metric_t *out) {
  const char *name = (const char *)sqlite3_column_text(row, 0);
  const char *unit = (const char *)sqlite3_column_text(row, 1);
  out->info.name = hwnas_arena_strdup(&store->arena, name ? name : "");
  out->info.unit = hwnas_arena_strdup(&store->arena, unit ? unit : "");
  HWNAS_TRY_ALLOC(out->info.name);
  HWNAS_TRY_ALLOC(out->info.unit);
  out->info.quantum = sqlite3_column_double(row, 2);
  out->info.goal = sqlite3_column_int(row, 3);
  out->objective = sqlite3_column_type(row, 4) == SQLITE_NULL ? -1 : sqlite3_column_int(row, 4);
  out->goal = sqlite3_column_int(row, 5);
  return NULL;
}

static hwnas_status_t *read_metrics(hwnas_store_t *store) {
  sqlite3_stmt *statement = NULL;
  hwnas_store_metric_t *metrics = NULL;
  size_t capacity = 0;
  HWNAS_TRY(hwnas_store_prepare(
      store, "SELECT name, unit, quantum, metric_goal, objective, goal FROM metric_info ORDER BY number",
      &statement));
  hwnas_status_t *status = NULL;
  int rc = SQLITE_DONE;
  while (!status && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
    hwnas_store_metric_t metric = {.objective = -1};
    status = read_metric(store, statement, &metric);
    if (!status && !HWNAS_PUSH(&store->arena, metrics, store->n_metrics, capacity, metric))
      status = hwnas_status_no_memory();
  }
  if (!status && rc != SQLITE_DONE) status = hwnas_store_error(store, "cannot read the store");
  sqlite3_finalize(statement);
  store->metrics = metrics;
  return status;
}

/* A point is a blob of two bytes per choice, and SQLite holds none above 10^9 bytes. */
static hwnas_status_t *read_n_choices(hwnas_store_t *store) {
  uint64_t n = 0;
  HWNAS_TRY(hwnas_store_meta_number(store, "n_choices", &n));
  store->n_choices = (size_t)n;
  if (n <= 500000000) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_STORE, "the store is damaged: its networks have %llu choices", (unsigned long long)n);
  return hwnas_status_at(status, "%s", store->path);
}

/* SQLite puts files beside a store even to read it. Where it may not, and nobody else has put them there, the
 * file can be read as one that does not change. */
static bool is_sealed(hwnas_store_t *store, const char *folder) {
  const char *wal = hwnas_arena_printf(&store->arena, "%s-wal", store->path);
  return wal && access(folder, W_OK) != 0 && access(wal, F_OK) != 0;
}

/* The name of the file as SQLite wants it with options; the arena's. */
static const char *sealed_name(hwnas_store_t *store) {
  hwnas_str_t name;
  hwnas_str_init(&name);
  hwnas_str_append(&name, store->path[0] == '/' ? "file://" : "file:");
  for (const char *c = store->path; *c; c++)
    if (strchr("%?#", *c))
      hwnas_str_appendf(&name, "%%%02X", (unsigned)*c);
    else
      hwnas_str_append_n(&name, c, 1);
  hwnas_str_append(&name, "?immutable=1");
  return hwnas_arena_keep(&store->arena, &name);
}

static hwnas_status_t *connect(hwnas_store_t *store, const char *folder) {
  bool sealed = is_sealed(store, folder);
  const char *name = sealed ? sealed_name(store) : store->path;
  HWNAS_TRY_ALLOC(name);
  int flags = SQLITE_OPEN_READONLY | (sealed ? SQLITE_OPEN_URI : 0);
  if (sqlite3_open_v2(name, &store->db, flags, NULL) != SQLITE_OK)
    return hwnas_store_error(store, "cannot open the store");
  sqlite3_busy_timeout(store->db, 5000);
  return NULL;
}

static hwnas_status_t *open_store(hwnas_store_t *store, const char *folder) {
  HWNAS_TRY(connect(store, folder));
  HWNAS_TRY(read_schema(store));
  HWNAS_TRY(read_n_choices(store));
  return read_metrics(store);
}

hwnas_status_t *hwnas_store_open(const char *folder, hwnas_store_t **out) {
  hwnas_store_t *store = NULL;
  HWNAS_TRY(hwnas_store_new(folder, &store));
  struct stat info;
  hwnas_status_t *status = NULL;
  if (stat(store->path, &info) != 0) {
    status = hwnas_status_at(hwnas_status_make(HWNAS_ERROR_NO_RUN, "there is no run in this folder"), "%s",
                             folder);
    status = hwnas_status_detail(status, "looked for: %s", store->path);
  } else {
    status = open_store(store, folder);
  }
  if (status) {
    hwnas_store_close(store);
    return status;
  }
  *out = store;
  return NULL;
}
