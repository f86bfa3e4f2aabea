#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "store/internal.h"

static hwnas_status_t *begin(hwnas_store_t *store) {
  if (store->in_group) return NULL;
  HWNAS_TRY(hwnas_store_exec(store, "BEGIN IMMEDIATE"));
  store->in_group = true;
  store->group_since_us = -1;
  return NULL;
}

/* A group is whole or not there: after an error no later commit may bring the rest of it to the disk. SQLite
 * itself ends the transaction after some errors and leaves it open after others. */
static hwnas_status_t *settle(hwnas_store_t *store, hwnas_status_t *status) {
  if (!status) return NULL;
  if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  store->in_group = false;
  return status;
}

hwnas_status_t *hwnas_store_commit(hwnas_store_t *store) {
  if (!store->in_group) return NULL;
  HWNAS_TRY(settle(store, hwnas_store_exec(store, "COMMIT")));
  store->in_group = false;
  return NULL;
}

hwnas_status_t *hwnas_store_tick(hwnas_store_t *store, int64_t now_us) {
  if (!store->in_group) return NULL;
  if (store->group_since_us < 0) store->group_since_us = now_us;
  return now_us - store->group_since_us >= HWNAS_STORE_GROUP_US ? hwnas_store_commit(store) : NULL;
}

/* Little-endian on every machine, so that a run can be read elsewhere. */
static void encode_point(hwnas_store_t *store, const uint16_t *point) {
  for (size_t i = 0; i < store->n_choices; i++) {
    store->blob[2 * i] = (uint8_t)(point[i] & 0xff);
    store->blob[2 * i + 1] = (uint8_t)(point[i] >> 8);
  }
}

static hwnas_status_t *add_metric(hwnas_store_t *store, const hwnas_store_trial_t *trial, size_t i) {
  sqlite3_bind_int64(store->add_metric, 1, trial->id);
  sqlite3_bind_text(store->add_metric, 2, store->metrics[i].info.name, -1, SQLITE_STATIC);
  if (store->metrics[i].info.quantum > 0)
    sqlite3_bind_int64(store->add_metric, 3, trial->metrics[i]);
  else
    sqlite3_bind_double(store->add_metric, 3, trial->reported[i]);
  return hwnas_store_step(store, store->add_metric);
}

static hwnas_status_t *add_metrics(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  for (size_t i = 0; i < store->n_metrics; i++)
    if (store->metrics[i].info.quantum > 0 && trial->metrics[i] != HWNAS_METRIC_UNKNOWN)
      HWNAS_TRY(add_metric(store, trial, i));
  return NULL;
}

static hwnas_status_t *add_reported(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  for (size_t i = 0; trial->reported && i < store->n_metrics; i++)
    if (!(store->metrics[i].info.quantum > 0) && !isnan(trial->reported[i]))
      HWNAS_TRY(add_metric(store, trial, i));
  return NULL;
}

static void bind_reason(sqlite3_stmt *statement, int column, const char *reason) {
  if (reason)
    sqlite3_bind_text(statement, column, reason, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null(statement, column);
}

static hwnas_status_t *add_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  HWNAS_TRY(begin(store));
  encode_point(store, trial->point);
  sqlite3_stmt *statement = store->add_trial;
  sqlite3_bind_int64(statement, 1, trial->id);
  sqlite3_bind_int(statement, 2, trial->status);
  sqlite3_bind_int64(statement, 3, (sqlite3_int64)trial->proposal);
  sqlite3_bind_text(statement, 4, trial->sample, -1, SQLITE_STATIC);
  sqlite3_bind_blob64(statement, 5, store->blob, 2 * store->n_choices, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 6, trial->created_us);
  sqlite3_bind_int64(statement, 7, trial->finished_us);
  bind_reason(statement, 8, trial->reason);
  HWNAS_TRY(hwnas_store_step(store, statement));
  HWNAS_TRY(add_metrics(store, trial));
  return add_reported(store, trial);
}

hwnas_status_t *hwnas_store_add_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  return settle(store, add_trial(store, trial));
}

static hwnas_status_t *finish_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  HWNAS_TRY(begin(store));
  sqlite3_bind_int(store->finish_trial, 1, trial->status);
  sqlite3_bind_int64(store->finish_trial, 2, trial->finished_us);
  bind_reason(store->finish_trial, 3, trial->reason);
  sqlite3_bind_int64(store->finish_trial, 4, trial->id);
  HWNAS_TRY(hwnas_store_step(store, store->finish_trial));
  return add_reported(store, trial);
}

hwnas_status_t *hwnas_store_finish_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  return settle(store, finish_trial(store, trial));
}

hwnas_status_t *hwnas_store_add_report(hwnas_store_t *store, int64_t trial, int64_t step, const char *name,
                                       double value, int64_t time_us) {
  HWNAS_TRY(begin(store));
  sqlite3_bind_int64(store->add_report, 1, trial);
  sqlite3_bind_int64(store->add_report, 2, step);
  sqlite3_bind_text(store->add_report, 3, name, -1, SQLITE_TRANSIENT);
  sqlite3_bind_double(store->add_report, 4, value);
  sqlite3_bind_int64(store->add_report, 5, time_us);
  return settle(store, hwnas_store_step(store, store->add_report));
}

hwnas_status_t *hwnas_store_add_event(hwnas_store_t *store, int64_t time_us, const char *kind,
                                      const char *text) {
  HWNAS_TRY(begin(store));
  sqlite3_bind_int64(store->add_event, 1, time_us);
  sqlite3_bind_text(store->add_event, 2, kind, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(store->add_event, 3, text, -1, SQLITE_TRANSIENT);
  return settle(store, hwnas_store_step(store, store->add_event));
}

hwnas_status_t *hwnas_store_write_state(hwnas_store_t *store, const hwnas_store_state_t *state) {
  char text[40];
  HWNAS_TRY(hwnas_store_set_meta(store, "status", state->status));
  HWNAS_TRY(hwnas_store_set_meta(store, "reason", state->reason));
  snprintf(text, sizeof text, "%" PRIu64, state->proposed);
  HWNAS_TRY(hwnas_store_set_meta(store, "proposed", text));
  snprintf(text, sizeof text, "%" PRIu64, state->accepted);
  HWNAS_TRY(hwnas_store_set_meta(store, "accepted", text));
  snprintf(text, sizeof text, "%.6f", state->seconds);
  return hwnas_store_set_meta(store, "seconds", text);
}

hwnas_status_t *hwnas_store_set_state(hwnas_store_t *store, const hwnas_store_state_t *state) {
  HWNAS_TRY(begin(store));
  return settle(store, hwnas_store_write_state(store, state));
}
