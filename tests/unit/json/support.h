/* Documents from text, and errors as the user reads them. */
#ifndef TESTS_UNIT_JSON_SUPPORT_H
#define TESTS_UNIT_JSON_SUPPORT_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

static inline hwnas_json_t *read_text(hwnas_arena_t *arena, const char *text) {
  hwnas_json_t *json = NULL;
  hwnas_status_t *status = hwnas_json_parse(arena, text, strlen(text), "t.json", &json);
  cr_assert_null(status, "'%s' was refused", text);
  return json;
}

/* Destroys status. */
static inline void expect_error(hwnas_status_t *status, const char *expected) {
  char *text = hwnas_status_format(status);
  cr_expect_str_eq(text, expected);
  free(text);
  hwnas_status_destroy(status);
}

#endif
