#define _GNU_SOURCE
#include "support.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwnas/strategy.h"

static const hwnas_store_metric_t metrics[] = {
    {.info = {.name = "flops", .unit = "FLOP", .quantum = 1, .goal = HWNAS_GOAL_MINIMIZE}, .objective = -1},
    {.info = {.name = "ms", .unit = "ms", .quantum = 1e-6, .goal = HWNAS_GOAL_MINIMIZE},
     .objective = 0,
     .goal = HWNAS_GOAL_MAXIMIZE}};
static const hwnas_store_plugin_t plugins[] = {{"flops", "1.0", "/somewhere/flops.so", "00ff"}};
const hwnas_store_config_t config = {.version = "9.9",
                                     .build = "test",
                                     .config = "{\"seed\":7}",
                                     .space = "built",
                                     .space_fingerprint = UINT64_MAX,
                                     .seed = 7,
                                     .n_choices = CHOICES,
                                     .metrics = metrics,
                                     .n_metrics = 2,
                                     .plugins = plugins,
                                     .n_plugins = 1,
                                     .now_us = 1000};

char folder[] = "/tmp/hwnas-store-XXXXXX";

void make_folder(void) { cr_assert_not_null(mkdtemp(folder)); }

const char *path_of(const char *name) {
  static char path[64];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

void empty_folder(void) {
  static const char *const names[] = {"run.db", "run.db-journal", "run.db-wal", "run.db-shm"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) unlink(path_of(names[i]));
}

void remove_folder(void) {
  empty_folder();
  cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
}

void write_store(const void *bytes, size_t size) {
  FILE *file = fopen(path_of("run.db"), "wb");
  cr_assert_not_null(file);
  cr_assert_eq(fwrite(bytes, 1, size, file), size);
  cr_assert_eq(fclose(file), 0);
}

unsigned char *read_store(size_t *out_size) {
  FILE *file = fopen(path_of("run.db"), "rb");
  cr_assert_not_null(file);
  cr_assert_eq(fseek(file, 0, SEEK_END), 0);
  *out_size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(*out_size + 1);
  cr_assert_not_null(bytes);
  cr_assert_eq(fread(bytes, 1, *out_size, file), *out_size);
  fclose(file);
  return bytes;
}

void run_sql(const char *sql) {
  sqlite3 *db;
  cr_assert_eq(sqlite3_open(path_of("run.db"), &db), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
  sqlite3_close(db);
}

void expect_error(hwnas_status_t *status, hwnas_error_t error, const char *words) {
  cr_assert_not_null(status);
  cr_expect_eq(status->error, error);
  char *text = hwnas_status_format(status);
  cr_expect_not_null(strstr(text, words), "'%s' is not in: %s", words, text);
  free(text);
  hwnas_status_destroy(status);
}

hwnas_status_t *add(hwnas_store_t *store, int64_t id) {
  const uint16_t point[CHOICES] = {(uint16_t)id, 65535, (uint16_t)(2 * id)};
  const int64_t values[] = {id * INT64_C(1000000007), -id};
  const hwnas_store_trial_t trial = {.id = id,
                                     .status = id % 5 ? HWNAS_TRIAL_DONE : HWNAS_TRIAL_FAILED,
                                     .proposal = (uint64_t)(3 * id),
                                     .created_us = 10 * id,
                                     .finished_us = 11 * id,
                                     .sample = "{\"a\":1}",
                                     .point = point,
                                     .metrics = values,
                                     .reason = id % 5 ? NULL : "why"};
  return hwnas_store_add_trial(store, &trial);
}

hwnas_status_t *check(void *self, const hwnas_store_trial_t *trial) {
  int64_t *n = self, id = ++*n;
  cr_assert_eq(trial->id, id);
  cr_expect_eq(trial->status, id % 5 ? HWNAS_TRIAL_DONE : HWNAS_TRIAL_FAILED);
  cr_expect_eq((int64_t)trial->proposal, 3 * id);
  cr_expect_eq(trial->created_us, 10 * id);
  cr_expect_eq(trial->finished_us, 11 * id);
  cr_expect_str_eq(trial->sample, "{\"a\":1}");
  cr_expect_eq(trial->point[0], (uint16_t)id);
  cr_expect_eq(trial->point[1], 65535);
  cr_expect_eq(trial->point[2], (uint16_t)(2 * id));
  cr_expect_eq(trial->metrics[0], id * INT64_C(1000000007));
  cr_expect_eq(trial->metrics[1], -id);
  cr_expect_eq(trial->reason == NULL, id % 5 != 0);
  return NULL;
}
