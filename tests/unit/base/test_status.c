/* What the user of a failed command reads, and the life of errors. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/str.h"

static void expect_text(hwnas_status_t *status, const char *expected) {
  char *text = hwnas_status_format(status);
  cr_expect_str_eq(text, expected);
  free(text);
  hwnas_status_destroy(status);
}

Test(status, format_is_the_documented_one) {
  expect_text(hwnas_status_make(HWNAS_ERROR_LIMIT, "too %s by %d", "large", 3),
              "hwnas: error[E0108]: too large by 3\n");
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_KEY, "unknown key 'depht'");
  hwnas_status_at(status, "a.json:%d:%d", 3, 1);
  hwnas_status_at(status, "elsewhere");
  hwnas_status_within(status, "module %s", "stem");
  hwnas_status_detail(status, "first");
  hwnas_status_detail(status, "second");
  expect_text(status,
              "hwnas: error[E0102]: unknown key 'depht' (a.json:3:1, module stem)\n  first\n  second\n");
}

Test(status, causes_follow_the_details) {
  hwnas_status_t *root = hwnas_status_at(hwnas_status_make(HWNAS_ERROR_FILE, "root"), "f");
  hwnas_status_detail(root, "of the root");
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_STORE, "top");
  hwnas_status_because(status, hwnas_status_make(HWNAS_ERROR_FILE, "middle"));
  hwnas_status_because(status, root);
  hwnas_status_detail(status, "of the top");
  expect_text(status,
              "hwnas: error[E0500]: top\n  of the top\n  because: middle\n  because: root (f)\n"
              "    of the root\n");
}

Test(status, within_is_the_place_if_none_is_known) {
  expect_text(hwnas_status_within(hwnas_status_make(HWNAS_ERROR_GRAPH, "x"), "module %d", 4),
              "hwnas: error[E0217]: x (module 4)\n");
}

Test(status, keeps_six_details) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_FILE, "x");
  for (int i = 0; i < 8; i++) hwnas_status_detail(status, "%d", i);
  expect_text(status, "hwnas: error[E0003]: x\n  0\n  1\n  2\n  3\n  4\n  5\n");
}

Test(status, prints_twenty_blocks_and_counts_the_rest) {
  hwnas_status_t *list = NULL;
  hwnas_str_t expected;
  hwnas_str_init(&expected);
  for (int i = 0; i < 23; i++) {
    hwnas_status_append(&list, hwnas_status_make(HWNAS_ERROR_FILE, "number %d", i));
    if (i < 20) hwnas_str_appendf(&expected, "hwnas: error[E0003]: number %d\n", i);
  }
  hwnas_status_append(&list, NULL);
  cr_expect_eq(hwnas_status_count(list), 23);
  hwnas_str_append(&expected, "hwnas: and 3 more errors\n");
  expect_text(list, expected.text);
  hwnas_str_deinit(&expected);
}

Test(status, suggests_or_lists) {
  const char *const names[] = {"kernel_size", "stride", "padding"};
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_FILE, "x");
  hwnas_status_suggest(status, "kernel_szie", names, 3);
  hwnas_status_suggest(status, "colour", names, 3);
  hwnas_status_suggest(status, "colour", names, 0);
  expect_text(status,
              "hwnas: error[E0003]: x\n  did you mean 'kernel_size'?\n"
              "  known: kernel_size, stride, padding\n");
}

Test(status, lists_at_most_twelve) {
  const char *const letters[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"};
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_FILE, "x");
  hwnas_status_suggest(status, "something", letters, 14);
  cr_expect_str_eq(status->details[0], "known: a, b, c, d, e, f, g, h, i, j, k, l and 2 more");
  hwnas_status_destroy(status);
}

Test(status, no_memory_takes_no_changes) {
  hwnas_status_t *status = hwnas_status_no_memory();
  cr_expect_eq(hwnas_status_at(status, "place"), status);
  cr_expect_eq(hwnas_status_within(status, "place"), status);
  cr_expect_eq(hwnas_status_detail(status, "detail"), status);
  hwnas_status_because(status, hwnas_status_make(HWNAS_ERROR_FILE, "x"));
  hwnas_status_t *list = hwnas_status_make(HWNAS_ERROR_FILE, "first");
  hwnas_status_append(&list, status);
  hwnas_status_append(&list, hwnas_status_make(HWNAS_ERROR_FILE, "after it"));
  cr_expect_eq(hwnas_status_count(list), 2);
  expect_text(list, "hwnas: error[E0003]: first\nhwnas: error[E0001]: out of memory\n");
  hwnas_status_destroy(status);
  expect_text(status, "hwnas: error[E0001]: out of memory\n");
}

Test(status, nothing_stays_nothing) {
  cr_expect_null(hwnas_status_at(NULL, "x"));
  cr_expect_null(hwnas_status_within(NULL, "x"));
  cr_expect_null(hwnas_status_detail(NULL, "x"));
  cr_expect_null(hwnas_status_because(NULL, hwnas_status_make(HWNAS_ERROR_FILE, "x")));
  hwnas_status_destroy(NULL);
}

Test(status, exit_codes_tell_whose_fault_it_was) {
  static const struct {
    hwnas_error_t error;
    int code;
  } cases[] = {{HWNAS_ERROR_JSON_SYNTAX, 2}, {HWNAS_ERROR_STORE, 1}, {HWNAS_ERROR_CANCELLED, 130}};
  cr_expect_eq(hwnas_status_exit_code(NULL), 0);
  cr_expect_eq(hwnas_status_exit_code(hwnas_status_no_memory()), 1);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hwnas_status_t *status = hwnas_status_make(cases[i].error, "x");
    hwnas_status_append(&status, hwnas_status_make(HWNAS_ERROR_INTERNAL, "later"));
    cr_expect_eq(hwnas_status_exit_code(status), cases[i].code);
    hwnas_status_destroy(status);
  }
}

Test(status, table_of_errors_ascends_and_is_complete) {
  const hwnas_error_info_t *info;
  uint32_t last = 0;
  size_t n = 0;
  for (; (info = hwnas_error_at(n)); n++) {
    cr_expect_gt((uint32_t)info->number, last, "E%04u is not in order", (unsigned)info->number);
    last = (uint32_t)info->number;
    cr_expect_eq(hwnas_error_find(last), info);
    cr_expect(info->title[0] && info->cause[0] && info->cure[0], "E%04u lacks a text", last);
    cr_expect_neq(info->title[strlen(info->title) - 1], '.', "the title of E%04u ends with a full stop",
                  last);
  }
  cr_expect_gt(n, 30);
  cr_expect_null(hwnas_error_find(0));
  cr_expect_null(hwnas_error_find(9999));
}
