/* Modules are asked in another process, which they may end. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "plugin/internal.h"
#include "support.h"

static const char *folder;

static void init(void) {
  setenv("HWNAS_PLUGIN_TIMEOUT", "1", 1);
  folder = new_folder();
}
static void deinit(void) { remove_folder(folder); }
TestSuite(ask, .init = init, .fini = deinit);

static const char *put(const char *fixture, const char *name) {
  const char *path = in_folder(folder, name);
  copy_fixture(fixture, path);
  return path;
}

static hwnas_status_t *open_module(const char *path) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_plugin_file_t *module = NULL;
  hwnas_status_t *status = hwnas_plugin_file_open(&arena, path, "test", &module);
  hwnas_arena_deinit(&arena);
  return status;
}

static void expect_error(const char *path, hwnas_error_t error) {
  hwnas_status_t *status = open_module(path);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, error, "%s", status->what);
  hwnas_status_destroy(status);
}

static size_t scan(hwnas_plugins_t **out) {
  hwnas_plugin_path_t path;
  hwnas_plugin_path_init(&path);
  cr_assert_null(hwnas_plugins_create(out));
  cr_assert_null(hwnas_plugin_path_add(&path, folder, NULL, "test"));
  cr_assert_null(hwnas_plugins_scan(*out, &path));
  hwnas_plugin_path_deinit(&path);
  size_t n = 0;
  while (hwnas_plugins_failure(*out, n)) n++;
  return n;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

Test(ask, a_module_that_ends_the_process_costs_nobody_else) {
  put("two_names_a", "two_names_a.so");
  put("crashes_in_query", "crashes_in_query.so");
  put("exits_in_query", "exits_in_query.so");
  put("hangs_in_query", "hangs_in_query.so");
  put("crashes_at_load", "crashes_at_load.so");
  put("sound", "sound.so");
  put("no_infer", "no_infer.so");
  hwnas_plugins_t *plugins = NULL;
  cr_expect_eq(scan(&plugins), 5u);
  cr_expect_str_eq(hwnas_plugins_failure(plugins, 0)->path, in_folder(folder, "crashes_at_load.so"));
  cr_expect_eq(hwnas_plugins_failure(plugins, 0)->status->error, HWNAS_ERROR_PLUGIN_CRASHES);
  cr_expect_eq(hwnas_plugins_failure(plugins, 1)->status->error, HWNAS_ERROR_PLUGIN_CRASHES);
  cr_expect_eq(hwnas_plugins_failure(plugins, 2)->status->error, HWNAS_ERROR_PLUGIN_CRASHES);
  cr_expect_eq(hwnas_plugins_failure(plugins, 3)->status->error, HWNAS_ERROR_PLUGIN_HANGS);
  cr_expect_eq(hwnas_plugins_failure(plugins, 4)->status->error, HWNAS_ERROR_PLUGIN_BROKEN);
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_str_eq(hwnas_plugins_file(plugins, 1)->name, "two_names_a");
  cr_expect_null(hwnas_plugins_file(plugins, 2));
  hwnas_plugins_destroy(plugins);
}

Test(ask, a_file_that_was_seen_is_not_asked_again) {
  const char *path = put("hangs_in_query", "hangs_in_query.so");
  expect_error(path, HWNAS_ERROR_PLUGIN_HANGS);
  double before = now();
  expect_error(path, HWNAS_ERROR_PLUGIN_HANGS);
  cr_expect_lt(now() - before, 0.5);
}

Test(ask, a_file_that_was_mended_is_asked_again) {
  expect_error(put("crashes_in_query", "sound.so"), HWNAS_ERROR_NOT_A_PLUGIN); /* the entry's name differs */
  cr_assert_eq(unlink(in_folder(folder, "sound.so")), 0);
  cr_expect_str_eq(describe(open_module(put("sound", "sound.so")), folder), "no error");
}

Test(ask, the_same_file_under_another_name_is_another_question) {
  put("sound", "sound.so");
  cr_assert_eq(link(in_folder(folder, "sound.so"), in_folder(folder, "other.so")), 0);
  expect_error(in_folder(folder, "other.so"), HWNAS_ERROR_NOT_A_PLUGIN);
  cr_expect_str_eq(describe(open_module(in_folder(folder, "sound.so")), folder), "no error");
}

Test(ask, a_module_that_talks_answers_for_nobody) {
  put("bad_magic", "bad_magic.so");
  put("talks_in_query", "talks_in_query.so");
  put("undefined_symbol", "undefined_symbol.so"); /* asked after it */
  put("sound", "sound.so");
  hwnas_plugins_t *plugins = NULL;
  cr_expect_eq(scan(&plugins), 3u);
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  cr_expect_eq(hwnas_plugins_failure(plugins, 1)->status->error, HWNAS_ERROR_PLUGIN_CRASHES);
  cr_expect_eq(hwnas_plugins_failure(plugins, 2)->status->error, HWNAS_ERROR_PLUGIN_LOAD);
  hwnas_plugins_destroy(plugins);
}

Test(ask, more_modules_than_one_process_takes) {
  for (int i = 0; i < 150; i++) {
    char name[32];
    snprintf(name, sizeof name, "bad_magic_%d.so", i);
    put(i == 140 ? "crashes_at_load" : "bad_magic", name);
  }
  put("sound", "sound.so");
  hwnas_plugins_t *plugins = NULL;
  cr_expect_eq(scan(&plugins), 150u);
  cr_expect_str_eq(hwnas_plugins_file(plugins, 0)->name, "sound");
  hwnas_plugins_destroy(plugins);
}

Test(ask, a_host_that_ignores_how_children_end_still_sees_that_they_do) {
  signal(SIGCHLD, SIG_IGN);
  const char *path = put("crashes_in_query", "crashes_in_query.so");
  hwnas_status_t *status = open_module(path);
  cr_assert_not_null(status);
  cr_expect_str_eq(status->what, "plugin 'crashes_in_query' ends the process that asks what it offers");
  hwnas_status_destroy(status);
  cr_expect_str_eq(describe(open_module(put("sound", "sound.so")), folder), "no error");
}

Test(ask, a_host_without_the_standard_files) {
  for (int file = 0; file < 3; file++) close(file);
  hwnas_status_t *good = open_module(put("sound", "sound.so"));
  hwnas_status_t *bad = open_module(put("exits_in_query", "exits_in_query.so"));
  cr_expect_null(good);
  cr_assert_not_null(bad);
  cr_expect_eq(bad->error, HWNAS_ERROR_PLUGIN_CRASHES);
  hwnas_status_destroy(good);
  hwnas_status_destroy(bad);
}

Test(ask, without_its_program_no_module_is_taken) {
  const char *path = put("sound", "sound.so");
  hwnas_status_t *answers[1];
  hwnas_inquiry_t inquiry = {.answers = answers};
  hwnas_status_t *status = hwnas_inquire("/absent/hwnas-plugin-query", &path, 1, &inquiry);
  cr_expect_str_eq(describe(status, folder),
                   "E0409 no process can be started to ask plugins: No such file or directory\n"
                   "  its program is /absent/hwnas-plugin-query\n"
                   "  install hwnas again as a whole: the program lies in libexec/hwnas-1");
}

Test(ask, an_answer_survives_its_way) {
  hwnas_status_t *answer = hwnas_status_make(HWNAS_ERROR_PLUGIN_BROKEN, "a \"quoted\"\nline");
  answer = hwnas_status_detail(hwnas_status_at(answer, "place"), "detail \x01");
  answer = hwnas_status_because(answer, hwnas_status_make(HWNAS_ERROR_JSON_SYNTAX, "cause"));
  hwnas_str_t line;
  hwnas_str_init(&line);
  hwnas_answer_print(answer, &line);
  cr_expect_null(strchr(line.text, '\n'));
  hwnas_status_t *back = hwnas_answer_parse(line.text, line.length);
  cr_assert_not_null(back->cause);
  cr_expect_str_eq(back->cause->what, "cause");
  cr_expect_str_eq(describe(back, NULL), describe(answer, NULL));
  hwnas_str_deinit(&line);
}

Test(ask, what_is_no_answer_is_refused) {
  static const char *const lines[] = {"",
                                      "{",
                                      "[]",
                                      "{\"error\":406}",
                                      "{\"error\":-1,\"what\":\"x\"}",
                                      "{\"error\":9999,\"what\":\"x\"}",
                                      "{\"error\":406,\"what\":\"\"}",
                                      "{\"error\":2,\"what\":\"x\"}",
                                      "{\"error\":406,\"what\":[]}"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    cr_expect_str_eq(describe(hwnas_answer_parse(lines[i], strlen(lines[i])), NULL),
                     "E0409 the answer cannot be read", "%s", lines[i]);
}
