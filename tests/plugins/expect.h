/* Expectations on one operator, each a line of a test; messages name the operator. */
#ifndef HWNAS_TESTS_PLUGINS_EXPECT_H
#define HWNAS_TESTS_PLUGINS_EXPECT_H

#include <criterion/criterion.h>
#include <string.h>

#include "fake_host.h"

static inline void run_or_fail(fake_op_t *op, const char *type, const char *attributes, const char *shapes) {
  fake_op_init(op, type, attributes, shapes);
  hwnas_result_t result = fake_op_run(op);
  cr_assert_eq(result, HWNAS_OK, "%s(%s) of %s refuses: %s", type, attributes, shapes, op->message);
}

#define expect_shape(type, attributes, shapes, wanted)                                             \
  do {                                                                                             \
    fake_op_t op_;                                                                                 \
    run_or_fail(&op_, type, attributes, shapes);                                                   \
    cr_expect_str_eq(op_.shape, wanted, "%s(%s) of %s gives %s, not %s", type, attributes, shapes, \
                     op_.shape, wanted);                                                           \
  } while (0)

/* The refusal must say each of the words in `words`, a list of strings. */
#define expect_refusal(type, attributes, shapes, ...)                                                     \
  do {                                                                                                    \
    fake_op_t op_;                                                                                        \
    const char *words_[] = {__VA_ARGS__};                                                                 \
    fake_op_init(&op_, type, attributes, shapes);                                                         \
    cr_expect_eq(fake_op_run(&op_), HWNAS_E_ARGUMENT, "%s(%s) of %s is taken", type, attributes, shapes); \
    for (size_t i_ = 0; i_ < sizeof words_ / sizeof *words_; i_++)                                        \
      cr_expect_not_null(strstr(op_.message, words_[i_]), "%s(%s) of %s says '%s', not '%s'", type,       \
                         attributes, shapes, op_.message, words_[i_]);                                    \
  } while (0)

/* MACs, bias, normalisation, activation, elementwise, bytes. */
#define expect_work(type, attributes, shapes, ...)                                                         \
  do {                                                                                                     \
    fake_op_t op_;                                                                                         \
    const int64_t wanted_[HWNAS_WORK_KINDS] = {__VA_ARGS__};                                               \
    run_or_fail(&op_, type, attributes, shapes);                                                           \
    for (int i_ = 0; i_ < HWNAS_WORK_KINDS; i_++)                                                          \
      cr_expect_eq(op_.work[i_], wanted_[i_], "%s(%s) of %s: work %d is %lld, not %lld", type, attributes, \
                   shapes, i_, (long long)op_.work[i_], (long long)wanted_[i_]);                           \
  } while (0)

/* Weights, bias, norm, free, buffer. */
#define expect_weights(type, attributes, shapes, ...)                                                 \
  do {                                                                                                \
    fake_op_t op_;                                                                                    \
    const int64_t wanted_[HWNAS_WEIGHTS_KINDS] = {__VA_ARGS__};                                       \
    run_or_fail(&op_, type, attributes, shapes);                                                      \
    for (int i_ = 0; i_ < HWNAS_WEIGHTS_KINDS; i_++)                                                  \
      cr_expect_eq(op_.weights[i_], wanted_[i_], "%s(%s) of %s: weights %d are %lld, not %lld", type, \
                   attributes, shapes, i_, (long long)op_.weights[i_], (long long)wanted_[i_]);       \
  } while (0)

#define expect_cost(profiler, options, type, attributes, shapes, wanted)                             \
  do {                                                                                               \
    fake_op_t op_;                                                                                   \
    double cost_ = -1;                                                                               \
    run_or_fail(&op_, type, attributes, shapes);                                                     \
    cr_expect_eq(fake_op_price(&op_, profiler, options, &cost_), HWNAS_OK);                          \
    cr_expect_float_eq(cost_, (double)(wanted), 1e-12, "%s(%s) of %s(%s) on %s is %.12g, not %.12g", \
                       profiler, options, type, attributes, shapes, cost_, (double)(wanted));        \
  } while (0)

#endif
