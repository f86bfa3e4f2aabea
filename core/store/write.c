#include <inttypes.h>
#include <stdio.h>

#include "store/internal.h"

static hwnas_status_t *begin(hwnas_store_t *store) {
  if (store->in_group) return NULL;
  HWNAS_TRY(hwnas_store_exec(store, "BEGIN IMMEDIATE"));
  store->in_group = true;
  store->group_since_us = -1;
  return NULL;
}

hwnas_status_t *hwnas_store_commit(hwnas_store_t *store) {
  if (!store->in_group) return NULL;
  HWNAS_TRY(hwnas_store_exec(store, "COMMIT"));
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

static hwnas_status_t *add_metrics(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
  for (size_t i = 0; i < store->n_metrics; i++) {
    sqlite3_bind_int64(store->add_metric, 1, trial->id);
    sqlite3_bind_text(store->add_metric, 2, store->metrics[i].info.name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(store->add_metric, 3, trial->metrics[i]);
    HWNAS_TRY(hwnas_store_step(store, store->add_metric));
  }
  return NULL;
}

hwnas_status_t *hwnas_store_add_trial(hwnas_store_t *store, const hwnas_store_trial_t *trial) {
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
  if (trial->reason)
    sqlite3_bind_text(statement, 8, trial->reason, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null(statement, 8);
  HWNAS_TRY(hwnas_store_step(store, statement));
  return add_metrics(store, trial);
}

hwnas_status_t *hwnas_store_add_event(hwnas_store_t *store, int64_t time_us, const char *kind,
                                      const char *text) {
  HWNAS_TRY(begin(store));
  sqlite3_bind_int64(store->add_event, 1, time_us);
  sqlite3_bind_text(store->add_event, 2, kind, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(store->add_event, 3, text, -1, SQLITE_TRANSIENT);
  return hwnas_store_step(store, store->add_event);
}

hwnas_status_t *hwnas_store_set_state(hwnas_store_t *store, const hwnas_store_state_t *state) {
  char text[40];
  if (store->add_trial)
    HWNAS_TRY(begin(store)); /* while the store is being made a transaction is already open */
  HWNAS_TRY(hwnas_store_set_meta(store, "status", state->status));
  HWNAS_TRY(hwnas_store_set_meta(store, "reason", state->reason));
  snprintf(text, sizeof text, "%" PRIu64, state->proposed);
  HWNAS_TRY(hwnas_store_set_meta(store, "proposed", text));
  snprintf(text, sizeof text, "%" PRIu64, state->accepted);
  HWNAS_TRY(hwnas_store_set_meta(store, "accepted", text));
  snprintf(text, sizeof text, "%.6f", state->seconds);
  return hwnas_store_set_meta(store, "seconds", text);
}
