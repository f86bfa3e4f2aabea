/* Spaces from text, with formulas as data only: what core can do alone. */
#ifndef HWNAS_TESTS_UNIT_SHAPE_SUPPORT_H
#define HWNAS_TESTS_UNIT_SHAPE_SUPPORT_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shape/compile.h"
#include "space/count.h"
#include "space/sample.h"

/* A convolution, a linear layer and an addition, as data. */
#define FORMULAS                                                                                            \
  "\"formulas\": {"                                                                                         \
  "\"conv\": {\"attributes\": {\"c\": null, \"k\": 3, \"s\": 1}, "                                          \
  "  \"shape\": [\"=[in0[0], c, (in0[2] - k) // s + 1 + 0 // if(k <= in0[2], 1, 0)]\"],"                    \
  "  \"work\": {\"macs\": \"=c * in0[1] * k * out0[2]\"}, \"weights\": {\"weight\": \"=c * in0[1] * k\"}}," \
  "\"same\": {\"shape\": [\"=in0\"], \"cost\": 0},"                                                         \
  "\"flat\": {\"shape\": [\"=[in0[0], in0[1] * in0[2]]\"], \"cost\": 0},"                                   \
  "\"add\": {\"shape\": [\"=if(in0 == in1, in0, in0[9])\"], \"work\": {\"elementwise\": \"=in0[1]\"}}}"

#define SPACE(network) \
  "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS ", \"network\": " network "}"

/* The error's text (free it), or NULL and the space. */
static inline char *compile_within(const char *text, const hwnas_space_limits_t *limits,
                                   hwnas_space_t **out) {
  hwnas_arena_t arena;
  hwnas_json_t *json;
  hwnas_arena_init(&arena);
  *out = NULL;
  hwnas_status_t *status = hwnas_json_parse(&arena, text, strlen(text), "space.json", &json);
  if (!status) status = hwnas_space_compile(json, NULL, 0, NULL, limits, out);
  char *message = status ? hwnas_status_format(status) : NULL;
  hwnas_status_destroy(status);
  hwnas_arena_deinit(&arena);
  return message;
}

static inline char *compile_text(const char *text, hwnas_space_t **out) {
  return compile_within(text, NULL, out);
}

static inline hwnas_space_t *compile_good(const char *text) {
  hwnas_space_t *space;
  char *message = compile_text(text, &space);
  cr_assert_null(message, "%s", message ? message : "");
  return space;
}

/* The whole message must contain this. */
static inline void expect_error(const char *text, const char *part) {
  hwnas_space_t *space;
  char *message = compile_text(text, &space);
  cr_assert_not_null(message, "no error, but expected: %s", part);
  cr_assert_not_null(strstr(message, part), "expected: %s\n     got: %s", part, message);
  free(message);
}

static inline void expect_counts(const hwnas_space_t *space, unsigned long samples, unsigned long networks,
                                 unsigned long feasible) {
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  hwnas_status_t *status = hwnas_space_count(space, &counts);
  cr_assert_null(status);
  cr_expect_eq(mpz_cmp_ui(counts.samples, samples), 0, "samples %lu", mpz_get_ui(counts.samples));
  cr_expect_eq(mpz_cmp_ui(counts.networks, networks), 0, "networks %lu", mpz_get_ui(counts.networks));
  cr_expect_eq(mpz_cmp_ui(counts.feasible, feasible), 0, "feasible %lu", mpz_get_ui(counts.feasible));
  hwnas_counts_deinit(&counts);
}

#endif
