#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/internal.h"

/* What is changed here needs a step in migrate.c. reports: step -1 is the final report. strategy_state and
 * reports belong to the schema from the start, so that a run of today can be resumed by a version that writes
 * them. */
static const char schema[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE plugins (name TEXT NOT NULL, version TEXT NOT NULL, path TEXT NOT NULL,"
    "  build_id TEXT NOT NULL DEFAULT '');"
    "CREATE TABLE metric_info (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,"
    "  quantum REAL NOT NULL, metric_goal INTEGER NOT NULL, objective INTEGER, goal INTEGER NOT NULL);"
    "CREATE TABLE trials (id INTEGER PRIMARY KEY, status INTEGER NOT NULL, proposal INTEGER NOT NULL,"
    "  sample TEXT NOT NULL, point BLOB NOT NULL, created_us INTEGER NOT NULL, finished_us INTEGER, reason "
    "TEXT);"
    "CREATE TABLE metrics (trial INTEGER NOT NULL, name TEXT NOT NULL, value NUMERIC NOT NULL,"
    "  PRIMARY KEY (trial, name)) WITHOUT ROWID;"
    "CREATE TABLE reports (trial INTEGER NOT NULL, step INTEGER NOT NULL, name TEXT NOT NULL, value NUMERIC,"
    "  time_us INTEGER NOT NULL, PRIMARY KEY (trial, step, name)) WITHOUT ROWID;"
    "CREATE TABLE events (number INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind TEXT NOT NULL,"
    "  text TEXT NOT NULL);"
    "CREATE TABLE strategy_state (seq INTEGER PRIMARY KEY, state BLOB NOT NULL);"
    "INSERT INTO meta VALUES ('schema', '" HWNAS_STORE_TEXT(HWNAS_STORE_SCHEMA) "');";

hwnas_status_t *hwnas_store_set_meta(hwnas_store_t *store, const char *key, const char *value) {
  sqlite3_stmt *statement = NULL;
  HWNAS_TRY(hwnas_store_prepare(store, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &statement));
  sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(statement, 2, value, -1, SQLITE_TRANSIENT);
  hwnas_status_t *status = hwnas_store_step(store, statement);
  sqlite3_finalize(statement);
  return status;
}

static hwnas_status_t *set_meta_number(hwnas_store_t *store, const char *key, uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "%" PRIu64, value);
  return hwnas_store_set_meta(store, key, text);
}

static hwnas_status_t *write_metrics(hwnas_store_t *store, const hwnas_store_config_t *config) {
  sqlite3_stmt *statement = NULL;
  hwnas_status_t *status =
      hwnas_store_prepare(store, "INSERT INTO metric_info VALUES (?,?,?,?,?,?,?)", &statement);
  for (size_t i = 0; i < config->n_metrics && !status; i++) {
    const hwnas_store_metric_t *metric = &config->metrics[i];
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)i);
    sqlite3_bind_text(statement, 2, metric->info.name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 3, metric->info.unit, -1, SQLITE_TRANSIENT);
    sqlite3_bind_double(statement, 4, metric->info.quantum);
    sqlite3_bind_int(statement, 5, metric->info.goal);
    if (metric->objective < 0)
      sqlite3_bind_null(statement, 6);
    else
      sqlite3_bind_int(statement, 6, metric->objective);
    sqlite3_bind_int(statement, 7, metric->goal);
    status = hwnas_store_step(store, statement);
  }
  sqlite3_finalize(statement);
  return status;
}

static hwnas_status_t *write_plugins(hwnas_store_t *store, const hwnas_store_config_t *config) {
  sqlite3_stmt *statement = NULL;
  hwnas_status_t *status = hwnas_store_prepare(store, "INSERT INTO plugins VALUES (?,?,?,?)", &statement);
  for (size_t i = 0; i < config->n_plugins && !status; i++) {
    sqlite3_bind_text(statement, 1, config->plugins[i].name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 2, config->plugins[i].version, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 3, config->plugins[i].path, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 4, config->plugins[i].build_id, -1, SQLITE_TRANSIENT);
    status = hwnas_store_step(store, statement);
  }
  sqlite3_finalize(statement);
  return status;
}

static hwnas_status_t *write_config(hwnas_store_t *store, const hwnas_store_config_t *config) {
  HWNAS_TRY(hwnas_store_set_meta(store, "version", config->version));
  HWNAS_TRY(hwnas_store_set_meta(store, "build", config->build));
  HWNAS_TRY(hwnas_store_set_meta(store, "config", config->config));
  HWNAS_TRY(hwnas_store_set_meta(store, "space", config->space));
  HWNAS_TRY(set_meta_number(store, "space_fingerprint", config->space_fingerprint));
  HWNAS_TRY(set_meta_number(store, "seed", config->seed));
  HWNAS_TRY(set_meta_number(store, "n_choices", config->n_choices));
  HWNAS_TRY(set_meta_number(store, "started_us", (uint64_t)config->now_us));
  HWNAS_TRY(write_metrics(store, config));
  HWNAS_TRY(write_plugins(store, config));
  const hwnas_store_state_t state = {.status = "running"};
  return hwnas_store_write_state(store, &state);
}

static hwnas_status_t *copy_metrics(hwnas_store_t *store, const hwnas_store_config_t *config) {
  hwnas_store_metric_t *metrics = hwnas_arena_alloc_array(&store->arena, config->n_metrics, sizeof *metrics);
  HWNAS_TRY_ALLOC(metrics);
  for (size_t i = 0; i < config->n_metrics; i++) {
    metrics[i] = config->metrics[i];
    metrics[i].info.name = hwnas_arena_strdup(&store->arena, config->metrics[i].info.name);
    metrics[i].info.unit = hwnas_arena_strdup(&store->arena, config->metrics[i].info.unit);
    HWNAS_TRY_ALLOC(metrics[i].info.name);
    HWNAS_TRY_ALLOC(metrics[i].info.unit);
  }
  store->metrics = metrics;
  store->n_metrics = config->n_metrics;
  store->n_choices = config->n_choices;
  store->blob = hwnas_arena_alloc_array(&store->arena, config->n_choices, 2);
  return store->blob ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *create(hwnas_store_t *store, const hwnas_store_config_t *config) {
  /* One thread at a time uses a store: SQLite need not lock at every call. */
  if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK)
    return hwnas_store_error(store, "cannot create the store");
  sqlite3_busy_timeout(store->db, 5000);
  HWNAS_TRY(hwnas_store_exec(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN IMMEDIATE"));
  HWNAS_TRY(hwnas_store_exec(store, schema));
  HWNAS_TRY(copy_metrics(store, config));
  HWNAS_TRY(write_config(store, config));
  HWNAS_TRY(hwnas_store_exec(store, "COMMIT"));
  HWNAS_TRY(hwnas_store_prepare(store, "INSERT INTO trials VALUES (?,?,?,?,?,?,?,?)", &store->add_trial));
  HWNAS_TRY(hwnas_store_prepare(store, "INSERT INTO metrics VALUES (?,?,?)", &store->add_metric));
  HWNAS_TRY(hwnas_store_prepare(
      store, "UPDATE trials SET status = ?, finished_us = ?, reason = ? WHERE id = ?", &store->finish_trial));
  HWNAS_TRY(
      hwnas_store_prepare(store, "INSERT OR REPLACE INTO reports VALUES (?,?,?,?,?)", &store->add_report));
  return hwnas_store_prepare(store, "INSERT INTO events (time_us, kind, text) VALUES (?,?,?)",
                             &store->add_event);
}

static hwnas_status_t *exists_error(const char *folder) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_RUN_EXISTS, "the folder already holds a run");
  status = hwnas_status_at(status, "%s", folder);
  return hwnas_status_detail(status, "next: choose another folder with --out DIR, or remove this one");
}

hwnas_status_t *hwnas_store_check_free(const char *folder) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s/%s", folder, HWNAS_STORE_FILE);
  if (length < 0 || (size_t)length >= sizeof path)
    return hwnas_status_make(HWNAS_ERROR_FILE, "the path of the run folder is too long");
  return access(path, F_OK) == 0 ? exists_error(folder) : NULL;
}

/* SQLite would open a file that another process has just made: of two runs that start in one folder at once,
 * only one may take it. */
static hwnas_status_t *make_file(const hwnas_store_t *store, const char *folder) {
  int file = open(store->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file >= 0) {
    close(file);
    return NULL;
  }
  if (errno == EEXIST) return exists_error(folder);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_STORE, "cannot create the store: %s", strerror(errno));
  status = hwnas_status_at(status, "%s", store->path);
  return hwnas_status_detail(status, "next: choose another folder with --out DIR");
}

hwnas_status_t *hwnas_store_create(const char *folder, const hwnas_store_config_t *config,
                                   hwnas_store_t **out) {
  hwnas_store_t *store = NULL;
  HWNAS_TRY(hwnas_store_new(folder, &store));
  hwnas_status_t *status = make_file(store, folder);
  if (status) {
    hwnas_store_close(store);
    return status;
  }
  status = create(store, config);
  if (status) {
    hwnas_store_discard(store);
    return status;
  }
  *out = store;
  return NULL;
}
