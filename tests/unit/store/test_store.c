#define _GNU_SOURCE

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hwnas/strategy.h"
#include "support.h"

TestSuite(store, .init = make_folder, .fini = remove_folder);

Test(store, gives_back_what_was_written) {
  hwnas_store_t *store;
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  for (int64_t id = 1; id <= 500; id++) cr_assert_null(add(store, id));
  cr_assert_null(hwnas_store_add_event(store, 5, "note", "text"));
  hwnas_store_state_t state = {
      .status = "finished", .reason = "budget", .proposed = 1ull << 40, .accepted = 500, .seconds = 1.25};
  cr_assert_null(hwnas_store_set_state(store, &state));
  cr_assert_null(hwnas_store_commit(store));
  hwnas_store_close(store);

  cr_assert_null(hwnas_store_open(folder, &store));
  int64_t n = 0;
  cr_assert_null(hwnas_store_each_trial(store, check, &n));
  cr_expect_eq(n, 500);
  bool found;
  n = 41;
  cr_assert_null(hwnas_store_one_trial(store, 42, &found, check, &n));
  cr_expect(found);
  cr_assert_null(hwnas_store_one_trial(store, 501, &found, check, &n));
  cr_expect_not(found);
  size_t n_metrics;
  const hwnas_store_metric_t *read = hwnas_store_metrics(store, &n_metrics);
  cr_assert_eq(n_metrics, 2);
  cr_expect_str_eq(read[1].info.name, "ms");
  cr_expect_eq(read[1].info.quantum, 1e-6);
  cr_expect_eq(read[0].objective, -1);
  cr_expect_eq(read[1].objective, 0);
  cr_expect_eq(read[1].goal, HWNAS_GOAL_MAXIMIZE);
  memset(&state, 0, sizeof state);
  cr_assert_null(hwnas_store_state(store, &state));
  cr_expect_str_eq(state.status, "finished");
  cr_expect_eq(state.proposed, 1ull << 40);
  cr_expect_eq(state.seconds, 1.25);
  char *text;
  cr_assert_null(hwnas_store_meta(store, "space_fingerprint", &text));
  cr_expect_str_eq(text, "18446744073709551615");
  free(text);
  cr_assert_null(hwnas_store_meta(store, "nothing", &text));
  cr_expect_null(text);
  hwnas_store_close(store);
}

Test(store, refuses_folders_in_use_and_folders_without_a_run) {
  hwnas_store_t *store;
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, folder);
  cr_assert_null(hwnas_store_check_free(folder));
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  hwnas_store_close(store);
  expect_error(hwnas_store_create(folder, &config, &store), HWNAS_ERROR_RUN_EXISTS, "--out");
  cr_expect_null(hwnas_store_open(folder, &store), "the run that was there is gone");
  hwnas_store_close(store);
  expect_error(hwnas_store_create("/nowhere/at/all", &config, &store), HWNAS_ERROR_STORE,
               "/nowhere/at/all/run.db");
}

Test(store, groups_are_committed_after_10_ms_of_the_callers_clock) {
  hwnas_store_t *store, *reader;
  uint64_t n;
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  cr_assert_null(add(store, 1));
  cr_assert_null(hwnas_store_tick(store, 1000000));
  cr_assert_null(hwnas_store_open(folder, &reader));
  cr_assert_null(hwnas_store_tick(store, 1000000 + HWNAS_STORE_GROUP_US - 1));
  cr_assert_null(hwnas_store_count(reader, &n));
  cr_expect_eq(n, 0);
  cr_assert_null(hwnas_store_tick(store, 1000000 + HWNAS_STORE_GROUP_US));
  cr_assert_null(hwnas_store_count(reader, &n));
  cr_expect_eq(n, 1);
  hwnas_store_close(reader);
  hwnas_store_close(store);
}

#define STARTERS 4

/* Waits for the gate to close, and exits with 0 if it took the folder, with 1 if that was in use. */
static void start_at_once(const int gate[2]) {
  hwnas_store_t *store;
  char nothing;
  close(gate[1]);
  if (read(gate[0], &nothing, 1) != 0) _exit(2);
  hwnas_status_t *status = hwnas_store_create(folder, &config, &store);
  _exit(!status ? 0 : status->error == HWNAS_ERROR_RUN_EXISTS ? 1 : 2);
}

Test(store, of_many_that_start_at_once_one_takes_the_folder) {
  for (int round = 0; round < 30; round++) {
    int gate[2], code, n_of[3] = {0};
    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < STARTERS; i++)
      if (fork() == 0) start_at_once(gate);
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < STARTERS; i++) {
      cr_assert_geq(wait(&code), 0);
      cr_assert(WIFEXITED(code) && WEXITSTATUS(code) < 3);
      n_of[WEXITSTATUS(code)]++;
    }
    cr_assert_eq(n_of[0], 1);
    cr_assert_eq(n_of[1], STARTERS - 1);
    hwnas_store_t *store;
    cr_assert_null(hwnas_store_open(folder, &store), "another start has removed the store");
    hwnas_store_close(store);
    empty_folder();
  }
}

/* Writes trials for ever, telling through the pipe after every commit how many there are. */
static void write_for_ever(int pipe_end) {
  hwnas_store_t *store;
  if (hwnas_store_create(folder, &config, &store)) _exit(1);
  for (int64_t id = 1;; id++) {
    if (add(store, id)) _exit(1);
    if (id % 50 != 0) continue;
    if (hwnas_store_commit(store) || write(pipe_end, &id, sizeof id) != sizeof id) _exit(1);
  }
}

Test(store, a_killed_process_loses_no_committed_trial) {
  int ends[2];
  cr_assert_eq(pipe(ends), 0);
  pid_t child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) write_for_ever(ends[1]);
  close(ends[1]);
  int64_t committed = 0, id;
  while (committed < 1000) {
    cr_assert_eq(read(ends[0], &id, sizeof id), sizeof id);
    committed = id;
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  while (read(ends[0], &id, sizeof id) == sizeof id) committed = id;
  close(ends[0]);

  hwnas_store_t *store;
  int64_t n = 0;
  cr_assert_null(hwnas_store_open(folder, &store));
  cr_assert_null(hwnas_store_each_trial(store, check, &n));
  cr_expect_geq(n, committed);
  cr_expect_eq(n % 50, 0, "part of a group was kept: %lld", (long long)n);
  hwnas_store_close(store);
}
