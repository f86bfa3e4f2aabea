/* What holds for every operator, on the examples of examples.h. */
#include "examples.h"

#include <stdbool.h>
#include <stdio.h>

#include "expect.h"

#define N_EXAMPLES (sizeof examples / sizeof *examples)
#define N_BY_RANK (sizeof by_rank / sizeof *by_rank)
#define TEXT_MAX 256

static void each_served_type(void (*check)(const char *type)) {
  for (const hwnas_plugin_t *const *plugin = fake_plugins(); *plugin; plugin++)
    for (const hwnas_component_t *const *c = (*plugin)->components; *c; c++) {
      if (strcmp((*c)->kind, HWNAS_KIND_SHAPE_FORMULA) != 0) continue;
      const hwnas_shape_formula_t *formula = (*c)->table;
      for (const char *const *type = formula->op_types; *type; type++) check(*type);
    }
}

/* Every `mark` of the pattern replaced; written to a buffer of TEXT_MAX bytes. */
static const char *fill(const char *pattern, char mark, const char *with, char *buffer) {
  size_t at = 0;
  for (; *pattern && at + 1 < TEXT_MAX; pattern++)
    if (*pattern == mark)
      at += (size_t)snprintf(buffer + at, TEXT_MAX - at, "%s", with);
    else
      buffer[at++] = *pattern;
  cr_assert_lt(at, TEXT_MAX);
  buffer[at] = '\0';
  return buffer;
}

/* A refusal must leave a reason. */
static void refuse(fake_op_t *op, const char *reason) {
  const char *type = op->type;
  cr_expect_eq(fake_op_run(op), HWNAS_E_ARGUMENT, "%s is taken with %s", type, reason);
  cr_expect_neq(op->message[0], '\0', "%s refuses %s without a word", type, reason);
}

static void init_example(fake_op_t *op, const example_t *e, const char *batch) {
  char inputs[TEXT_MAX];
  fake_op_init(op, e->type, e->attributes, fill(e->inputs, 'N', batch, inputs));
}

static bool has_batch(const example_t *e) { return strchr(e->inputs, 'N') != NULL; }

/* ---- One example of each --------------------------------------------------------------------- */

static void check_example(const char *type) {
  size_t n = 0;
  for (size_t i = 0; i < N_EXAMPLES; i++) n += strcmp(examples[i].type, type) == 0;
  cr_expect_eq(
      n, 1,
      "'%s' has %zu lines in the table `examples` of tests/plugins/examples.h: it must have one, with "
      "shapes, work and weights done by hand",
      type, n);
}

Test(examples, every_operator_has_one) { each_served_type(check_example); }

static void expect_counts(const example_t *e, int64_t batch, const char *text) {
  char outputs[TEXT_MAX], inputs[TEXT_MAX];
  fake_op_t op;
  run_or_fail(&op, e->type, e->attributes, fill(e->inputs, 'N', text, inputs));
  fill(e->outputs, 'N', text, outputs);
  cr_expect_str_eq(op.shape, outputs, "%s(%s) of %s gives %s, not %s", e->type, e->attributes, inputs,
                   op.shape, outputs);
  for (int k = 0; k < HWNAS_WORK_KINDS; k++) {
    int64_t wanted = batch * e->work[k] + (k == HWNAS_WORK_BYTES ? e->fixed_bytes : 0);
    cr_expect_eq(op.work[k], wanted, "%s(%s) of %s: work %d is %lld, not %lld", e->type, e->attributes,
                 inputs, k, (long long)op.work[k], (long long)wanted);
  }
  for (int k = 0; k < HWNAS_WEIGHTS_KINDS; k++)
    cr_expect_eq(op.weights[k], e->weights[k], "%s(%s) of %s: weights %d are %lld, not %lld", e->type,
                 e->attributes, inputs, k, (long long)op.weights[k], (long long)e->weights[k]);
}

/* An empty batch stays empty, does nothing and has all the parameters. */
Test(examples, work_grows_with_the_batch_and_weights_do_not) {
  const char *const batches[] = {"0", "1", "2", "3"};
  for (size_t i = 0; i < N_EXAMPLES; i++)
    for (int64_t batch = 0; batch < 4; batch++) expect_counts(&examples[i], batch, batches[batch]);
}

/* Nothing is kept from one call to the next. */
Test(examples, twice_is_the_same) {
  for (size_t i = 0; i < N_EXAMPLES; i++) {
    fake_op_t one, other;
    init_example(&one, &examples[i], "2");
    cr_assert_eq(fake_op_run(&one), HWNAS_OK, "%s", examples[i].type);
    init_example(&other, &examples[N_EXAMPLES - 1 - i], "3");
    cr_assert_eq(fake_op_run(&other), HWNAS_OK, "%s", examples[N_EXAMPLES - 1 - i].type);
    init_example(&other, &examples[i], "2");
    cr_assert_eq(fake_op_run(&other), HWNAS_OK, "%s", examples[i].type);
    cr_expect_str_eq(one.shape, other.shape, "%s", examples[i].type);
    cr_expect_arr_eq(one.work, other.work, sizeof one.work, "%s", examples[i].type);
    cr_expect_arr_eq(one.weights, other.weights, sizeof one.weights, "%s", examples[i].type);
  }
}

static bool counts_by_sample(const example_t *e) {
  for (int k = 0; k < HWNAS_WORK_KINDS; k++)
    if (e->work[k]) return true;
  return false;
}

/* 2^62 samples have more bytes than can be counted. */
Test(examples, counts_that_overflow_are_refused) {
  for (size_t i = 0; i < N_EXAMPLES; i++) {
    const example_t *e = &examples[i];
    fake_op_t op;
    init_example(&op, e, "4611686018427387904");
    if (counts_by_sample(e)) {
      refuse(&op, "2^62 samples");
      cr_expect_not_null(strstr(op.message, "too large"), "%s says '%s'", e->type, op.message);
    } else {
      hwnas_result_t result = fake_op_run(&op);
      cr_expect(result == HWNAS_OK || result == HWNAS_E_ARGUMENT, "%s: %d", e->type, (int)result);
    }
  }
}

static bool is_variadic(const char *type) {
  for (size_t i = 0; i < sizeof variadic / sizeof *variadic; i++)
    if (strcmp(variadic[i], type) == 0) return true;
  return false;
}

Test(examples, wrong_numbers_of_inputs_are_refused) {
  for (size_t i = 0; i < N_EXAMPLES; i++) {
    const example_t *e = &examples[i];
    fake_op_t op;
    init_example(&op, e, "2");
    uint32_t n = op.op.n_inputs;
    op.op.n_inputs = 0;
    if (n) refuse(&op, "no input");
    init_example(&op, e, "2");
    cr_assert_lt(n, FAKE_INPUTS_MAX);
    op.inputs[n] = n ? op.inputs[n - 1] : (hwnas_tensor_t){.struct_size = sizeof *op.inputs};
    op.op.n_inputs++;
    if (!is_variadic(e->type)) refuse(&op, "one more input");
  }
}

Test(examples, unsound_inputs_are_refused) {
  for (size_t i = 0; i < N_EXAMPLES; i++) {
    const example_t *e = &examples[i];
    fake_op_t op;
    if (!has_batch(e)) continue;
    init_example(&op, e, "-1");
    refuse(&op, "a batch of -1");
    for (uint32_t input = 0; input < op.op.n_inputs; input++) {
      init_example(&op, e, "2");
      op.inputs[input].rank = HWNAS_RANK_MAX + 1;
      refuse(&op, "an input of rank 9");
      init_example(&op, e, "2");
      if (op.inputs[input].rank < 2) continue;
      op.inputs[input].dims[op.inputs[input].rank - 1] = 0;
      refuse(&op, "an empty last dimension");
    }
  }
}

/* ---- Ranks ----------------------------------------------------------------------------------- */

static bool names(const char *types, const char *type) {
  size_t length = strlen(type);
  for (const char *at = types; *at; at += strcspn(at, " "), at += *at == ' ')
    if (strcspn(at, " ") == length && strncmp(at, type, length) == 0) return true;
  return false;
}

static void check_by_rank(const char *type) {
  for (size_t i = 0; i < N_BY_RANK; i++)
    if (names(by_rank[i].types, type)) return;
  cr_expect_fail(
      "'%s' is in no line of the table `by_rank` of tests/plugins/examples.h: one must say which ranks "
      "it takes",
      type);
}

Test(by_rank, every_operator_has_a_line) { each_served_type(check_by_rank); }

static void expect_of_rank(const by_rank_t *row, const char *type, const char *shape, const char *wanted) {
  char inputs[TEXT_MAX];
  fake_op_t op;
  fake_op_init(&op, type, row->attributes, fill(row->inputs, 'R', shape, inputs));
  hwnas_result_t result = fake_op_run(&op);
  if (strcmp(wanted, "-") == 0) {
    cr_expect_eq(result, HWNAS_E_ARGUMENT, "%s(%s) of %s is taken", type, row->attributes, inputs);
    return;
  }
  cr_expect_eq(result, HWNAS_OK, "%s(%s) of %s refuses: %s", type, row->attributes, inputs, op.message);
  if (strcmp(wanted, "+") == 0) return;
  if (strcmp(wanted, "=") == 0) wanted = shape;
  cr_expect_str_eq(op.shape, wanted, "%s(%s) of %s gives %s, not %s", type, row->attributes, inputs, op.shape,
                   wanted);
}

static void expect_of_all_ranks(const by_rank_t *row, const char *type) {
  const char *at = row->outputs;
  char shape[TEXT_MAX] = "scalar", wanted[TEXT_MAX];
  for (int rank = 0; rank <= HWNAS_RANK_MAX; rank++) {
    cr_assert(rank == 0 || *at++ == ';', "'%s' tells of too few ranks: %s", row->types, row->outputs);
    if (rank) snprintf(shape, sizeof shape, "%.*s", 2 * rank - 1, "4x4x4x4x4x4x4x4");
    snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(at, ";"), at);
    expect_of_rank(row, type, shape, wanted);
    at += strcspn(at, ";");
  }
  cr_expect_eq(*at, '\0', "'%s' tells of too many ranks: %s", row->types, row->outputs);
}

Test(by_rank, all) {
  for (size_t i = 0; i < N_BY_RANK; i++)
    for (const char *at = by_rank[i].types; *at; at += strcspn(at, " "), at += *at == ' ') {
      char type[64];
      snprintf(type, sizeof type, "%.*s", (int)strcspn(at, " "), at);
      expect_of_all_ranks(&by_rank[i], type);
    }
}
