/* Stores of earlier versions, read as they are and brought to the present schema. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "support.h"

TestSuite(migrate, .init = make_folder, .fini = remove_folder);

/* What sqlite_master says of the tables would differ in its spaces. */
static const char columns_sql[] =
    "SELECT group_concat(t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk || "
    "' ' || coalesce(c.dflt_value, '-'), char(10)) FROM (SELECT name FROM sqlite_master WHERE type = 'table' "
    "ORDER BY name) t, pragma_table_info(t.name) c";

static void make_schema_1(void) {
  char path[4096];
  static char sql[65536];
  snprintf(path, sizeof path, "%s/tests/unit/store/schema_1.sql", getenv("HWNAS_TEST_SOURCE_DIR"));
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  sql[fread(sql, 1, sizeof sql - 1, file)] = '\0';
  fclose(file);
  run_sql("PRAGMA journal_mode = WAL");
  run_sql(sql);
}

/* The text that a query gives, malloc'ed. */
static char *ask(hwnas_store_t *store, const char *sql) {
  sqlite3_stmt *statement = NULL;
  cr_assert_null(hwnas_store_prepare(store, sql, &statement));
  cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
  char *text = strdup((const char *)sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return text;
}

static void expect_answer(hwnas_store_t *store, const char *sql, const char *answer) {
  char *text = ask(store, sql);
  cr_expect_str_eq(text, answer);
  free(text);
}

/* The file itself, to be written. */
static hwnas_store_t *open_to_write(void) {
  hwnas_store_t *store;
  cr_assert_null(hwnas_store_new(folder, &store));
  cr_assert_eq(sqlite3_open(path_of("run.db"), &store->db), SQLITE_OK);
  return store;
}

static hwnas_status_t *check_trial(void *self, const hwnas_store_trial_t *trial) {
  static const int64_t params[] = {1386, 618, 1834, 1834};
  static const double accuracy[] = {0.666, 0.651, 0.6839, 0.6979};
  int64_t *n = self;
  cr_assert_lt(*n, 4);
  cr_expect_eq(trial->metrics[0], params[*n]);
  cr_expect_eq(trial->reported[1], accuracy[*n]);
  cr_expect_not_null(strstr(trial->sample, "\"kernel\":"));
  cr_expect_eq(trial->id, ++*n);
  return NULL;
}

Test(migrate, a_look_at_schema_1_shows_all_and_changes_nothing) {
  hwnas_store_t *store;
  size_t size, size_after;
  int64_t n = 0;
  hwnas_store_state_t state;
  make_schema_1();
  unsigned char *before = read_store(&size);
  cr_assert_null(hwnas_store_open(folder, &store));
  cr_assert_null(hwnas_store_each_trial(store, check_trial, &n));
  cr_expect_eq(n, 4);
  cr_assert_null(hwnas_store_state(store, &state));
  cr_expect_str_eq(state.status, "finished");
  cr_expect_eq(hwnas_store_n_choices(store), 3);
  expect_answer(store, "SELECT value FROM meta WHERE key = 'schema'", HWNAS_STORE_TEXT(HWNAS_STORE_SCHEMA));
  expect_answer(store, "SELECT name || version || build_id FROM plugins WHERE name = 'table'", "table0.1.0");
  hwnas_store_close(store);
  unsigned char *after = read_store(&size_after);
  cr_assert_eq(size_after, size);
  cr_expect_eq(memcmp(before, after, size), 0);
  free(before);
  free(after);
}

Test(migrate, the_steps_lead_to_the_schema_of_a_new_store) {
  hwnas_store_t *store;
  make_schema_1();
  store = open_to_write();
  cr_assert_null(hwnas_store_migrate(store));
  char *migrated = ask(store, columns_sql);
  hwnas_store_close(store);
  empty_folder();
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  char *made = ask(store, columns_sql);
  cr_expect_str_eq(migrated, made);
  expect_answer(store, "SELECT build_id FROM plugins", "00ff");
  hwnas_store_close(store);
  free(migrated);
  free(made);
}

Test(migrate, a_migration_that_fails_changes_nothing) {
  make_schema_1();
  run_sql("CREATE TRIGGER no BEFORE INSERT ON meta BEGIN SELECT raise(ABORT, 'not with me'); END");
  hwnas_store_t *store = open_to_write();
  char *before = ask(store, columns_sql);
  expect_error(hwnas_store_migrate(store), HWNAS_ERROR_STORE, "not with me");
  char *after = ask(store, columns_sql);
  cr_expect_str_eq(before, after);
  expect_answer(store, "SELECT value FROM meta WHERE key = 'schema'", "1");
  cr_expect(sqlite3_get_autocommit(store->db));
  hwnas_store_close(store);
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_STORE, "not with me");
  free(before);
  free(after);
}

Test(migrate, a_newer_schema_is_refused_by_the_name_of_its_version) {
  hwnas_store_t *store;
  cr_assert_null(hwnas_store_create(folder, &config, &store));
  hwnas_store_close(store);
  run_sql("UPDATE meta SET value = '1000' WHERE key = 'schema'");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_STORE_SCHEMA, "schema 1000 by hwnas 9.9");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_STORE_SCHEMA,
               "next: use hwnas 9.9 or a later one");
  run_sql("DELETE FROM meta WHERE key = 'version'");
  expect_error(hwnas_store_open(folder, &store), HWNAS_ERROR_STORE_SCHEMA, "of an unknown version");
}
