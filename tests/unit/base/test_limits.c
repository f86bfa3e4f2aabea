#include "base/limits.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The whole message. */
static void expect_message(hwnas_status_t *status, const char *expected) {
  char *text = hwnas_status_format(status);
  cr_expect_str_eq(text, expected);
  free(text);
  hwnas_status_destroy(status);
}

Test(limits, table_is_sound) {
  for (hwnas_limit_t i = 0; i < HWNAS_LIMITS; i++) {
    const hwnas_limit_info_t *info = hwnas_limit_info(i);
    cr_assert_not_null(info->name, "limit %d has no entry", (int)i);
    cr_expect(info->min >= 1, "%s: 0 stands for what is not set", info->name);
    cr_expect(info->min <= info->otherwise && info->otherwise <= info->max, "%s", info->name);
    cr_expect(*info->unit && *info->help, "%s", info->name);
    for (hwnas_limit_t k = 0; k < i; k++) cr_expect_str_neq(info->name, hwnas_limit_info(k)->name);
  }
}

Test(limits, defaults_hold_where_nothing_is_set) {
  hwnas_space_limits_t limits = {0};
  for (hwnas_limit_t i = 0; i < HWNAS_LIMITS; i++) {
    cr_expect_eq(hwnas_limit_value(NULL, i), hwnas_limit_info(i)->otherwise);
    cr_expect_eq(hwnas_limit_value(&limits, i), hwnas_limit_info(i)->otherwise);
  }
}

Test(limits, ends_of_the_range_can_be_set) {
  hwnas_space_limits_t limits = {0};
  for (hwnas_limit_t i = 0; i < HWNAS_LIMITS; i++) {
    const hwnas_limit_info_t *info = hwnas_limit_info(i);
    const uint64_t good[] = {info->min, info->max}, bad[] = {info->min - 1, info->max + 1, UINT64_MAX};
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
      cr_expect_null(hwnas_limits_set(&limits, info->name, good[k]));
      cr_expect_eq(hwnas_limit_value(&limits, i), good[k]);
    }
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
      hwnas_status_t *status = hwnas_limits_set(&limits, info->name, bad[k]);
      cr_assert_not_null(status, "%s", info->name);
      cr_expect_eq(status->error, HWNAS_ERROR_LIMIT_VALUE);
      cr_expect_eq(hwnas_limit_value(&limits, i), info->max, "%s was changed", info->name);
      hwnas_status_destroy(status);
    }
  }
}

Test(limits, messages_say_what_is_allowed) {
  hwnas_space_limits_t limits = {0};
  expect_message(hwnas_limits_set(&limits, "file", 1025),
                 "hwnas: error[E0109]: 'file' must be a whole number from 1 to 1024\n"
                 "  default: 64 MiB of a space file\n");
  expect_message(hwnas_limits_set(&limits, "modulse", 5),
                 "hwnas: error[E0109]: no limit 'modulse' can be set\n"
                 "  did you mean 'modules'?\n"
                 "  the limits: modules, memory, steps, table, derive, choices, file\n");
  expect_message(hwnas_limits_set(&limits, "", 5),
                 "hwnas: error[E0109]: no limit '' can be set\n"
                 "  the limits: modules, memory, steps, table, derive, choices, file\n");
}

static void expect_advice(hwnas_limit_t limit, uint64_t present, uint64_t needed, const char *expected) {
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_LIMIT, "x");
  hwnas_limit_advise(status, limit, present, needed);
  cr_expect_eq(status->n_details, expected ? 1u : 0u);
  if (expected && status->n_details) cr_expect_str_eq(status->details[0], expected);
  hwnas_status_destroy(status);
}

Test(limits, advice_is_twice_as_much_and_enough_and_allowed) {
  expect_advice(HWNAS_LIMIT_MODULES, 200000, 200001, "to allow more: --limit modules=400000");
  expect_advice(HWNAS_LIMIT_TABLE, 1024, 1025, "to allow more: --limit table=2048");
  expect_advice(HWNAS_LIMIT_TABLE, 1024, 2049, "to allow more: --limit table=4096");
  expect_advice(HWNAS_LIMIT_FILE, 600, 601, "to allow more: --limit file=1024");
  expect_advice(HWNAS_LIMIT_FILE, 1023, 1024, "to allow more: --limit file=1024");
  expect_advice(HWNAS_LIMIT_FILE, 1024, 1025, NULL);
  expect_advice(HWNAS_LIMIT_TABLE, 1024, (uint64_t)1 << 25, NULL);
  expect_advice(HWNAS_LIMIT_TABLE, 1024, UINT64_MAX, NULL);
}

Test(limits, one_line_each) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_limits_print(&text);
  const char *line = text.text;
  for (hwnas_limit_t i = 0; i < HWNAS_LIMITS; i++) {
    const char *name = hwnas_limit_info(i)->name, *end = strchr(line, '\n');
    cr_assert_not_null(end);
    cr_expect(strncmp(line + 2, name, strlen(name)) == 0, "%s is not in: %s", name, line);
    line = end + 1;
  }
  cr_expect_str_eq(line, "");
  hwnas_str_deinit(&text);
}
