/* Small tensors whose contents are known: shape arithmetic folds. Formulas in C, as a plugin would bring
 * them. */
#include "support.h"

/* The shape of its input, as a vector of known integers. */
static hwnas_result_t shape_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                  uint32_t *out_n) {
  int64_t *values = call->scratch(call, op->inputs[0].rank * sizeof *values);
  if (!values) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  memcpy(values, op->inputs[0].dims, op->inputs[0].rank * sizeof *values);
  outputs[0].rank = 1;
  outputs[0].dtype = HWNAS_DTYPE_I64;
  outputs[0].dims[0] = op->inputs[0].rank;
  outputs[0].n_values = op->inputs[0].rank;
  outputs[0].values = values;
  *out_n = 1;
  return HWNAS_OK;
}

/* Its first input in the shape that the second one holds. */
static hwnas_result_t reshape_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                    uint32_t *out_n) {
  if (op->n_inputs != 2 || !op->inputs[1].values)
    return call->fail(call, HWNAS_E_ARGUMENT, "the shape is not known");
  outputs[0].rank = op->inputs[1].n_values;
  outputs[0].dtype = op->inputs[0].dtype;
  memcpy(outputs[0].dims, op->inputs[1].values, op->inputs[1].n_values * sizeof(int64_t));
  *out_n = 1;
  return HWNAS_OK;
}

/* Two vectors of known numbers: the first, then the second. */
static hwnas_result_t join_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  uint32_t a = op->inputs[0].n_values, b = op->inputs[1].n_values;
  int64_t *values = call->scratch(call, (a + b) * sizeof *values);
  if (!values) return call->fail(call, HWNAS_E_RESOURCE, "out of memory");
  memcpy(values, op->inputs[0].values, a * sizeof *values);
  memcpy(values + a, op->inputs[1].values, b * sizeof *values);
  outputs[0].rank = 1;
  outputs[0].dtype = HWNAS_DTYPE_I64;
  outputs[0].dims[0] = outputs[0].n_values = a + b;
  outputs[0].values = values;
  *out_n = 1;
  return HWNAS_OK;
}

/* Says that it knows more than there is. */
static hwnas_result_t liar_infer(hwnas_call_t *call, const hwnas_op_t *op, hwnas_tensor_t *outputs,
                                 uint32_t *out_n) {
  static const int64_t values[1000];
  (void)call;
  (void)op;
  outputs[0].rank = 1;
  outputs[0].dims[0] = 1000;
  outputs[0].n_values = 1000;
  outputs[0].values = values;
  *out_n = 1;
  return HWNAS_OK;
}

static const hwnas_shape_formula_t join_table = {.struct_size = sizeof join_table, .infer = join_infer};
static const hwnas_shape_formula_t liar_table = {.struct_size = sizeof liar_table, .infer = liar_infer};
static const hwnas_shape_formula_t shape_table = {.struct_size = sizeof shape_table, .infer = shape_infer};
static const hwnas_shape_formula_t reshape_table = {.struct_size = sizeof reshape_table,
                                                    .infer = reshape_infer};
static const hwnas_formula_t formulas[] = {
    {.op_type = "join", .provider = "test", .table = &join_table},
    {.op_type = "liar", .provider = "test", .table = &liar_table},
    {.op_type = "shape", .provider = "test", .table = &shape_table},
    {.op_type = "reshape", .provider = "test", .table = &reshape_table},
};

static hwnas_status_t *find(void *self, const char *op_type, const hwnas_formula_t **out) {
  (void)self;
  *out = NULL;
  for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
    if (strcmp(formulas[i].op_type, op_type) == 0) *out = &formulas[i];
  return NULL;
}

static hwnas_status_t *compile(const char *text, hwnas_space_t **out) {
  hwnas_formula_source_t source = {.find = find};
  hwnas_arena_t arena;
  hwnas_json_t *json;
  hwnas_arena_init(&arena);
  *out = NULL;
  hwnas_status_t *status = hwnas_json_parse(&arena, text, strlen(text), "space.json", &json);
  if (!status) status = hwnas_space_compile(json, NULL, 0, &source, NULL, out);
  hwnas_arena_deinit(&arena);
  return status;
}

static hwnas_space_t *compile_known(const char *text) {
  hwnas_space_t *space;
  hwnas_status_t *status = compile(text, &space);
  char *message = hwnas_status_format(status);
  cr_assert_null(status, "%s", message ? message : "");
  free(message);
  return space;
}

Test(values, a_shape_that_depends_on_choices_is_known) {
  hwnas_space_t *space = compile_known(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"a\": [1, \"=choice('c', [2, 4])\", \"=choice('w', [8, "
      "9])\"], "
      "\"b\": [3, 5]}, \"network\": {\"graph\": ["
      "{\"node\": \"s\", \"op\": \"shape\", \"from\": \"a\"}, {\"node\": \"r\", \"op\": \"reshape\", "
      "\"from\": [\"b\", \"s\"]}"
      "], \"input\": [\"a\", \"b\"], \"output\": [\"s\", \"r\"]}}");
  const hwnas_tensor_table_t *shape = &space->root->outputs[0], *result = &space->root->outputs[1];
  cr_assert_eq(shape->n_values, 3);
  cr_expect_eq(shape->dtype, HWNAS_DTYPE_I64);
  cr_expect_eq(shape->dims[0]->n_axes, 0);   /* always three numbers ... */
  cr_expect_eq(shape->values[1]->n_axes, 1); /* ... of which each depends on its own choice */
  cr_assert_eq(result->rank, 3);
  for (uint16_t c = 0; c < 2; c++)
    for (uint16_t w = 0; w < 2; w++) {
      uint16_t point[] = {c, w};
      cr_expect_eq(hwnas_table_at(result->dims[1], point)->integer, c ? 4 : 2);
      cr_expect_eq(hwnas_table_at(result->dims[2], point)->integer, w ? 9 : 8);
    }
  hwnas_space_destroy(space);
}

Test(values, contents_of_several_inputs_are_kept_apart) {
  hwnas_space_t *space = compile_known(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"a\": [2, 3], \"b\": [5, 7]}, \"network\": {\"graph\": ["
      "{\"node\": \"s\", \"op\": \"shape\", \"from\": \"a\"}, {\"node\": \"t\", \"op\": \"shape\", \"from\": "
      "\"b\"}, "
      "{\"node\": \"st\", \"op\": \"join\", \"from\": [\"s\", \"t\"]}], \"input\": [\"a\", \"b\"]}}");
  const hwnas_tensor_table_t *joined = &space->root->outputs[0];
  static const int64_t expected[] = {2, 3, 5, 7};
  cr_assert_eq(joined->n_values, 4);
  for (size_t i = 0; i < 4; i++) cr_expect_eq(joined->values[i]->cells[0].integer, expected[i]);
  hwnas_space_destroy(space);
}

Test(values, more_contents_than_allowed_are_refused) {
  hwnas_space_t *space;
  hwnas_status_t *status = compile(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"a\": [2, 3]}, \"network\": [{\"op\": \"liar\"}, "
      "{\"op\": \"shape\"}]}",
      &space);
  cr_assert_not_null(status);
  cr_expect_eq(status->error, HWNAS_ERROR_SHAPE_REFUSED);
  hwnas_status_destroy(status);
}
