#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

double hwnas_store_value(const hwnas_store_metric_t *metrics, const hwnas_store_trial_t *trial,
                         size_t metric) {
  if (metrics[metric].info.quantum > 0)
    return hwnas_metric_to_unit(&metrics[metric].info, trial->metrics[metric]);
  return trial->reported ? trial->reported[metric] : NAN;
}

/* Reading position: one cursor over trials and one over their metrics, both in the order of ids. */
typedef struct cursor {
  hwnas_store_t *store;
  sqlite3_stmt *trials, *metrics;
  int metrics_rc; /* of the last step of metrics */
  uint16_t *point;
  int64_t *values;
  double *reported;
} cursor_t;

static hwnas_status_t *cursor_open(cursor_t *cursor, hwnas_store_t *store, int64_t first, int64_t last) {
  memset(cursor, 0, sizeof *cursor);
  cursor->store = store;
  cursor->point = calloc(store->n_choices + 1, sizeof *cursor->point);
  cursor->values = calloc(store->n_metrics + 1, sizeof *cursor->values);
  cursor->reported = calloc(store->n_metrics + 1, sizeof *cursor->reported);
  if (!cursor->point || !cursor->values || !cursor->reported) return hwnas_status_no_memory();
  HWNAS_TRY(
      hwnas_store_prepare(store,
                          "SELECT id, status, proposal, sample, point, created_us, finished_us, reason FROM "
                          "trials WHERE id BETWEEN ? AND ? ORDER BY id",
                          &cursor->trials));
  HWNAS_TRY(hwnas_store_prepare(store,
                                "SELECT m.trial, i.number, m.value FROM metrics m CROSS JOIN metric_info i "
                                "WHERE i.name = m.name AND m.trial BETWEEN ? AND ? ORDER BY m.trial",
                                &cursor->metrics));
  sqlite3_bind_int64(cursor->trials, 1, first);
  sqlite3_bind_int64(cursor->trials, 2, last);
  sqlite3_bind_int64(cursor->metrics, 1, first);
  sqlite3_bind_int64(cursor->metrics, 2, last);
  cursor->metrics_rc = sqlite3_step(cursor->metrics);
  return NULL;
}

static void cursor_close(cursor_t *cursor) {
  sqlite3_finalize(cursor->trials);
  sqlite3_finalize(cursor->metrics);
  free(cursor->point);
  free(cursor->values);
  free(cursor->reported);
}

static hwnas_status_t *read_values(cursor_t *cursor, int64_t id) {
  for (size_t i = 0; i < cursor->store->n_metrics; i++) {
    cursor->values[i] = HWNAS_METRIC_UNKNOWN;
    cursor->reported[i] = NAN;
  }
  for (; cursor->metrics_rc == SQLITE_ROW; cursor->metrics_rc = sqlite3_step(cursor->metrics)) {
    int64_t trial = sqlite3_column_int64(cursor->metrics, 0);
    if (trial > id) break;
    int64_t number = sqlite3_column_int64(cursor->metrics, 1);
    if (trial < id || number < 0 || (size_t)number >= cursor->store->n_metrics) continue;
    if (cursor->store->metrics[number].info.quantum > 0)
      cursor->values[number] = sqlite3_column_int64(cursor->metrics, 2);
    else
      cursor->reported[number] = sqlite3_column_double(cursor->metrics, 2);
  }
  if (cursor->metrics_rc == SQLITE_ROW || cursor->metrics_rc == SQLITE_DONE) return NULL;
  return hwnas_store_error(cursor->store, "cannot read the store");
}

static hwnas_status_t *read_point(cursor_t *cursor, int64_t id) {
  size_t n = cursor->store->n_choices;
  const uint8_t *bytes = sqlite3_column_blob(cursor->trials, 4);
  size_t size = (size_t)sqlite3_column_bytes(cursor->trials, 4);
  if (size != 2 * n || (n > 0 && !bytes))
    return hwnas_store_damaged(cursor->store, "trial %lld has a point of %zu bytes, not %zu", (long long)id,
                               size, 2 * n);
  for (size_t i = 0; i < n; i++) cursor->point[i] = (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
  return NULL;
}

static hwnas_status_t *visit(cursor_t *cursor, hwnas_store_trial_fn fn, void *self) {
  int64_t id = sqlite3_column_int64(cursor->trials, 0);
  const char *sample = (const char *)sqlite3_column_text(cursor->trials, 3);
  if (!sample) return hwnas_store_lacks_text(cursor->store, "the sample of a trial");
  HWNAS_TRY(read_point(cursor, id));
  HWNAS_TRY(read_values(cursor, id));
  const hwnas_store_trial_t trial = {
      .id = id,
      .status = sqlite3_column_int(cursor->trials, 1),
      .proposal = (uint64_t)sqlite3_column_int64(cursor->trials, 2),
      .sample = sample,
      .point = cursor->point,
      .created_us = sqlite3_column_int64(cursor->trials, 5),
      .finished_us = sqlite3_column_int64(cursor->trials, 6),
      .metrics = cursor->values,
      .reported = cursor->reported,
      .reason = (const char *)sqlite3_column_text(cursor->trials, 7),
  };
  return fn(self, &trial);
}

static hwnas_status_t *each(hwnas_store_t *store, int64_t first, int64_t last, size_t *out_n,
                            hwnas_store_trial_fn fn, void *self) {
  cursor_t cursor;
  /* One transaction: trials and their metrics come from the same state, even while the run goes on. */
  HWNAS_TRY(hwnas_store_exec(store, "SAVEPOINT reading"));
  hwnas_status_t *status = cursor_open(&cursor, store, first, last);
  int rc = SQLITE_DONE;
  while (!status && (rc = sqlite3_step(cursor.trials)) == SQLITE_ROW) {
    status = visit(&cursor, fn, self);
    ++*out_n;
  }
  if (!status && rc != SQLITE_DONE) status = hwnas_store_error(store, "cannot read the store");
  cursor_close(&cursor);
  hwnas_status_t *end = hwnas_store_exec(store, "RELEASE reading");
  if (!status) return end;
  hwnas_status_destroy(end);
  return status;
}

hwnas_status_t *hwnas_store_each_trial(hwnas_store_t *store, hwnas_store_trial_fn fn, void *self) {
  size_t n = 0;
  return each(store, 0, INT64_MAX, &n, fn, self);
}

hwnas_status_t *hwnas_store_one_trial(hwnas_store_t *store, int64_t id, bool *out_found,
                                      hwnas_store_trial_fn fn, void *self) {
  size_t n = 0;
  HWNAS_TRY(each(store, id, id, &n, fn, self));
  *out_found = n > 0;
  return NULL;
}
