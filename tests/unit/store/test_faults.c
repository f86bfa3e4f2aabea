/* A disk that is full or fails, at every single write and sync of a run: what was committed is there whole,
 * and the rest not at all. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "faulty_disk.h"
#include "store/internal.h"
#include "support.h"

TestSuite(faults, .init = make_folder, .fini = remove_folder);

#define GROUPS 4

/* What a run got done. */
typedef struct progress {
  bool created, finished;
  bool broken_inside;       /* an error came in the middle of a group */
  bool told;                /* the failed state could be written */
  int64_t begun, committed; /* trials */
} progress_t;

static hwnas_status_t *write_groups(hwnas_store_t *store, int64_t size, progress_t *out) {
  HWNAS_TRY(hwnas_store_add_event(store, 1, "start", "now"));
  HWNAS_TRY(hwnas_store_commit(store));
  for (int64_t id = 1; id <= GROUPS * size; id++) {
    if (id % size == 1) out->begun += size;
    out->broken_inside = true;
    HWNAS_TRY(add(store, id));
    out->broken_inside = false;
    if (id % size != 0) continue;
    HWNAS_TRY(hwnas_store_commit(store));
    out->committed = id;
  }
  return NULL;
}

static hwnas_status_t *write_end(hwnas_store_t *store, const char *status) {
  hwnas_store_state_t state = {.reason = "so it is"};
  strcpy(state.status, status);
  HWNAS_TRY(hwnas_store_add_event(store, 2, "end", status));
  HWNAS_TRY(hwnas_store_set_state(store, &state));
  return hwnas_store_commit(store);
}

/* As a run does it: the first error ends it, and its state is written if it can be. */
static hwnas_status_t *write_run(int64_t size, progress_t *out) {
  hwnas_store_t *store;
  *out = (progress_t){0};
  HWNAS_TRY(hwnas_store_create(folder, &config, &store));
  out->created = true;
  /* SQLite writes parts of a group that outgrows its cache before the commit. */
  hwnas_status_t *status = hwnas_store_exec(store, "PRAGMA cache_size = 10");
  if (!status) status = write_groups(store, size, out);
  if (!status) status = write_end(store, "finished");
  out->finished = !status;
  if (status) {
    hwnas_status_t *end = write_end(store, "failed");
    out->told = !end;
    hwnas_status_destroy(end);
  }
  hwnas_store_close(store);
  return status;
}

static int is_ok(void *out, int n, char **values, char **names) {
  (void)names;
  *(bool *)out = n == 1 && !strcmp(values[0], "ok");
  return 0;
}

static void check_integrity(void) {
  sqlite3 *db;
  bool ok = false;
  cr_assert_eq(sqlite3_open(path_of("run.db"), &db), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(db, "PRAGMA integrity_check", is_ok, &ok, NULL), SQLITE_OK);
  cr_assert(ok);
  sqlite3_close(db);
}

static void check_state(hwnas_store_t *store, const progress_t *progress) {
  hwnas_store_state_t state;
  cr_assert_null(hwnas_store_state(store, &state));
  if (progress->finished) cr_assert_str_eq(state.status, "finished");
  if (progress->told) cr_assert_str_eq(state.status, "failed");
}

static void check_store(const progress_t *progress, int64_t size) {
  hwnas_store_t *store;
  int64_t n = 0;
  if (!progress->created) {
    cr_assert_null(hwnas_store_check_free(folder));
    expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, folder);
    return;
  }
  cr_assert_null(hwnas_store_open(folder, &store));
  cr_assert_null(hwnas_store_each_trial(store, check, &n));
  cr_assert_geq(n, progress->committed);
  cr_assert_leq(n, progress->begun);
  cr_assert_eq(n % size, 0, "part of a group was kept: %lld", (long long)n);
  check_state(store, progress);
  hwnas_store_close(store);
  check_integrity();
}

/* One run on a disk that fails at its n-th call; false if it never came to that call. */
static bool try_run(fault_t kind, long n, bool lasts, int64_t size, progress_t *out) {
  static const char *const words[] = {
      [FAULT_FULL] = "database or disk is full", [FAULT_SYNC] = "disk I/O error"};
  faulty_disk_use(kind, n, lasts);
  hwnas_status_t *status = write_run(size, out);
  bool failed = faulty_disk_leave();
  if (status) expect_error(status, HWNAS_ERROR_STORE, words[kind]);
  cr_assert(failed || out->finished);
  check_store(out, size);
  if (!lasts && !out->finished && out->created) cr_assert(out->told, "at call %ld", n);
  empty_folder();
  return failed;
}

static void try_every_call(fault_t kind, bool lasts) {
  progress_t progress;
  long n = 1;
  while (try_run(kind, n, lasts, 5, &progress)) n++;
  cr_expect_gt(n, 2 * GROUPS, "only %ld calls", n);
}

Test(faults, a_full_disk) { try_every_call(FAULT_FULL, true); }

Test(faults, a_disk_that_is_full_for_a_moment) { try_every_call(FAULT_FULL, false); }

Test(faults, a_disk_that_does_not_sync) { try_every_call(FAULT_SYNC, true); }

Test(faults, a_disk_that_fails_to_sync_once) { try_every_call(FAULT_SYNC, false); }

Test(faults, groups_larger_than_the_cache) {
  progress_t progress;
  int broken_inside = 0;
  for (long n = 30; try_run(FAULT_FULL, n, n % 2, 2000, &progress); n += n / 8)
    broken_inside += progress.broken_inside;
  cr_expect_gt(broken_inside, 5, "%d", broken_inside);
}
