/* Spaces of the hub with their metrics, and the files in tests/oracle that say what these must be. */
#ifndef HWNAS_TESTS_INTEGRATION_ORACLE_H
#define HWNAS_TESTS_INTEGRATION_ORACLE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/context.h"
#include "space/sample.h"

static inline void check(hwnas_status_t *status) {
  char *text = hwnas_status_format(status);
  cr_assert_null(status, "%s", text ? text : "");
  free(text);
}

typedef struct fixture {
  hwnas_arena_t arena;
  hwnas_context_t *context;
} fixture_t;

static inline void fixture_init(fixture_t *fixture) {
  hwnas_arena_init(&fixture->arena);
  check(hwnas_context_create(NULL, 0, &fixture->context));
}

static inline void fixture_deinit(fixture_t *fixture) {
  hwnas_context_destroy(fixture->context);
  hwnas_arena_deinit(&fixture->arena);
}

static inline const hwnas_json_t *read_oracle(fixture_t *fixture, const char *name) {
  char path[4096];
  hwnas_json_t *json = NULL;
  snprintf(path, sizeof path, "%s/tests/oracle/%s.json", getenv("HWNAS_TEST_SOURCE_DIR"), name);
  check(hwnas_json_read_file(&fixture->arena, path, &json));
  return json;
}

static inline hwnas_metric_set_t *compile(fixture_t *fixture, const hwnas_space_t *space, const char *metrics,
                                          hwnas_profilers_t **profilers) {
  hwnas_metric_set_t *set = NULL;
  size_t n;
  check(hwnas_profilers_parse(fixture->context, metrics, "--metrics", profilers));
  const hwnas_price_source_t *sources = hwnas_profilers_sources(*profilers, &n);
  check(hwnas_metric_set_create(space, sources, n, &set));
  return set;
}

static inline int64_t number(const hwnas_json_t *json) {
  return json->type == HWNAS_JSON_INT ? json->integer : (int64_t)json->real;
}

#endif
