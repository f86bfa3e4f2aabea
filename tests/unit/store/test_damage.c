/* Files that are no store, or one that was damaged: an error that names the file, never a crash. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support.h"

TestSuite(damage, .init = make_folder, .fini = remove_folder);

Test(damage, files_that_are_no_store) {
  hwnas_store_t *store;
  static const char text[] = "this is some text that is no database at all, whatever its name may say";
  write_store("", 0);
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, "run.db");
  write_store(text, strlen(text));
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, "not a database");
}

Test(damage, random_bytes) {
  hwnas_store_t *store;
  uint64_t bytes[2048];
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (size_t i = 0; i < 2048; i++) bytes[i] = hwnas_random_next(&random);
  write_store(bytes, sizeof bytes);
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, "not a database");
}

Test(damage, a_database_of_something_else) {
  hwnas_store_t *store;
  run_sql("CREATE TABLE cats (name TEXT)");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, "no such table: meta");
  run_sql("CREATE TABLE meta (key TEXT, value TEXT)");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_NO_RUN, "run.db is not the store of a run");
}

Test(damage, a_number_of_choices_that_cannot_be) {
  hwnas_store_t *store;
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  hwnas_store_close(store);
  run_sql("UPDATE meta SET value = '9223372036854775808' WHERE key = 'n_choices'");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_STORE, "9223372036854775808 choices");
}

static void make_store(void) {
  hwnas_store_t *store;
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  for (int64_t id = 1; id <= 300; id++) cr_assert_null(add(store, id));
  cr_assert_null(hwnas_store_commit(store));
  hwnas_store_close(store);
}

static hwnas_status_t *look_at(void *self, const hwnas_store_trial_t *trial) {
  size_t *sum = self;
  *sum += strlen(trial->sample) + trial->point[CHOICES - 1] + (trial->reason ? strlen(trial->reason) : 0);
  return NULL;
}

/* Reads all there is; true if that went well. An error must say which file it is about. */
static bool read_all(void) {
  hwnas_store_t *store = NULL;
  hwnas_store_state_t state;
  size_t sum = 0;
  hwnas_status_t *status = hwnas_store_open(folder, &store);
  if (!status) status = hwnas_store_state(store, &state);
  if (!status && hwnas_store_n_choices(store) == CHOICES)
    status = hwnas_store_each_trial(store, look_at, &sum);
  hwnas_store_close(store);
  if (!status) return true;
  char *text = hwnas_status_format(status);
  cr_expect_not_null(strstr(text, folder), "not located: %s", text);
  free(text);
  hwnas_status_destroy(status);
  return false;
}

Test(damage, a_file_cut_short) {
  size_t size, refused = 0;
  make_store();
  unsigned char *bytes = read_store(&size);
  cr_assert(read_all());
  for (size_t length = 0; length < size; length += 1000) {
    write_store(bytes, length);
    refused += !read_all();
  }
  cr_expect_eq(refused, (size + 999) / 1000);
  free(bytes);
}

Test(damage, bytes_that_have_changed) {
  size_t size, refused = 0;
  hwnas_random_t random;
  make_store();
  unsigned char *bytes = read_store(&size);
  hwnas_random_seed(&random, 2, 0);
  for (int round = 0; round < 400; round++) {
    /* Half of them where the structure is: the heads of pages. */
    size_t at = hwnas_random_below(&random, size);
    if (round % 2) at = at / 4096 * 4096 + at % 120;
    unsigned char kept = bytes[at];
    bytes[at] = (unsigned char)hwnas_random_next(&random);
    write_store(bytes, size);
    refused += !read_all();
    bytes[at] = kept;
  }
  cr_expect_gt(refused, 20);
  free(bytes);
}
