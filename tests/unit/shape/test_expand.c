/* A space written down fully expanded builds the same space again. */
#include "base/random.h"
#include "space/expand.h"
#include "support.h"

static hwnas_space_t *compile_file(const char *name) {
  char path[4096];
  hwnas_arena_t arena;
  hwnas_json_t *json = NULL;
  hwnas_space_t *space = NULL;
  hwnas_arena_init(&arena);
  snprintf(path, sizeof path, "%s/tests/unit/shape/%s", getenv("HWNAS_TEST_SOURCE_DIR"), name);
  hwnas_status_t *status = hwnas_json_read_file(&arena, path, &json);
  if (!status) status = hwnas_space_compile(json, NULL, 0, NULL, NULL, &space);
  char *message = hwnas_status_format(status);
  cr_assert_null(status, "%s", message ? message : "");
  free(message);
  hwnas_arena_deinit(&arena);
  return space;
}

static char *expand(const hwnas_space_t *space) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  cr_assert_null(hwnas_space_expand(space, &text));
  return hwnas_str_take(&text);
}

static void expect_same_choices(const hwnas_space_t *a, const hwnas_space_t *b) {
  cr_assert_eq(a->n_choices, b->n_choices);
  for (size_t c = 0; c < a->n_choices; c++) {
    const hwnas_choice_t *x = &a->choices[c], *y = &b->choices[c];
    cr_expect_str_eq(x->label, y->label);
    cr_assert_eq(x->n, y->n);
    for (uint32_t k = 0; k < x->n; k++) cr_expect(hwnas_value_equal(&x->domain[k], &y->domain[k]));
  }
}

static const hwnas_op_t *op_in(const hwnas_space_t *space, const hwnas_use_t *use, const uint16_t *point) {
  if (use->guard && !hwnas_value_truth(hwnas_table_at(use->guard, point))) return NULL;
  return &space->ops[hwnas_table_at(use->ops, point)->integer]->op;
}

static void expect_same_op(const hwnas_use_t *use, const hwnas_op_t *x, const hwnas_op_t *y) {
  cr_assert_eq(x == NULL, y == NULL, "%s", use->path);
  if (!x) return;
  cr_assert_str_eq(x->type, y->type, "%s", use->path);
  cr_assert_eq(x->n_outputs, y->n_outputs);
  for (uint32_t i = 0; i < x->n_outputs; i++)
    cr_assert_arr_eq(x->outputs[i].dims, y->outputs[i].dims, x->outputs[i].rank * sizeof(int64_t), "%s",
                     use->path);
  cr_assert_eq(x->work == NULL, y->work == NULL);
  if (x->work) cr_assert_eq(x->work[HWNAS_WORK_MACS], y->work[HWNAS_WORK_MACS], "%s", use->path);
}

static void expect_same_network(const hwnas_space_t *a, const hwnas_space_t *b, const uint16_t *point) {
  for (size_t c = 0; c < a->n_choices; c++)
    cr_assert_eq(hwnas_space_active(a, c, point), hwnas_space_active(b, c, point), "%s", a->choices[c].label);
  cr_assert_eq(hwnas_space_violated(a, point) == NULL, hwnas_space_violated(b, point) == NULL);
  cr_assert_eq(a->n_uses, b->n_uses);
  uint16_t room_a[64], room_b[64];
  const uint16_t *full_a = hwnas_space_full(a, point, room_a), *full_b = hwnas_space_full(b, point, room_b);
  for (size_t u = 0; u < a->n_uses; u++) {
    cr_assert_str_eq(a->uses[u].path, b->uses[u].path);
    expect_same_op(&a->uses[u], op_in(a, &a->uses[u], full_a), op_in(b, &b->uses[u], full_b));
  }
}

static void expect_same_space(const hwnas_space_t *a, const hwnas_space_t *b, size_t n_points) {
  hwnas_random_t random;
  uint16_t point[64];
  hwnas_random_seed(&random, 1, 0);
  expect_same_choices(a, b);
  for (size_t i = 0; i < n_points; i++) {
    for (size_t c = 0; c < a->n_choices; c++)
      point[c] = (uint16_t)hwnas_random_below(&random, a->choices[c].n);
    hwnas_space_canonicalize(a, point);
    if (!hwnas_space_violated(a, point)) expect_same_network(a, b, point);
  }
}

Test(expand, every_kind_of_module_comes_back) {
  hwnas_space_t *space = compile_file("every_kind.json"), *again;
  char *text = expand(space);
  char *message = compile_text(text, &again);
  cr_assert_null(message, "%s\n%s", message, text);
  expect_same_space(space, again, 2000);
  char *twice = expand(again);
  cr_expect_str_eq(twice, text);
  free(text);
  free(twice);
  hwnas_space_destroy(again);
  hwnas_space_destroy(space);
}

Test(expand, nothing_is_left_to_unfold) {
  hwnas_space_t *space = compile_file("every_kind.json");
  char *text = expand(space);
  static const char *const gone[] = {"\"for\"",    "\"block\"",      "\"blocks\"", "\"let\"",
                                     "\"repeat\"", "\"parameters\"", "unheard_of"};
  const char *network = strstr(text, "\"network\"");
  for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
    cr_expect_null(strstr(network, gone[i]), "%s", gone[i]);
  free(text);
  hwnas_space_destroy(space);
}

Test(expand, a_choice_without_effect_stays_one) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"op\": \"conv\", \"c\": \"=min(choice('w', [8, 16]), 4)\"}]"));
  hwnas_space_t *again;
  char *text = expand(space), *message = compile_text(text, &again);
  cr_assert_null(message, "%s", message);
  expect_counts(again, 2, 2, 2);
  free(text);
  hwnas_space_destroy(again);
  hwnas_space_destroy(space);
}

/* The counts of a space, and of its expanded text. */
static void expect_expanded(const char *network, unsigned long samples, unsigned long networks,
                            unsigned long feasible) {
  hwnas_space_t *space = compile_good(network);
  char *text = expand(space);
  hwnas_space_t *again = compile_good(text);
  expect_counts(space, samples, networks, feasible);
  expect_counts(again, samples, networks, feasible);
  hwnas_space_destroy(space);
  hwnas_space_destroy(again);
  free(text);
}

/* A choice that matters for one value of another only: where it does not, entries of a table are equal, and
 * nothing reads it. */
Test(expand, a_choice_stays_inactive_where_it_makes_no_difference) {
  expect_expanded(
      SPACE("[{\"choose\": \"n\", \"of\": {\"a\": {\"op\": \"conv\", \"c\": 16}, \"b\": {\"op\": \"conv\", "
            "\"c\": "
            "\"=choice('m', [8, 32])\"}}}, {\"op\": \"conv\", \"c\": \"=if(in0[1] > 8, choice('w', [8, 32]), "
            "16)\"}]"),
      8, 5, 5);
}

/* What comes in depends on a choice that is then read, by way of a derived variable: no condition of a choice
 * may come to depend on the choice itself, and tables ask the derived variable first. */
Test(expand, a_choice_behind_a_derived_variable) {
  static const char network[] = SPACE(
      "[{\"choose\": \"n1\", \"of\": {\"a\": {\"op\": \"conv\", \"c\": 8}, \"b\": {\"choose\": \"n2\", "
      "\"of\": {\"a\": {\"op\": "
      "\"conv\", \"c\": 8, \"k\": 1}, \"b\": {\"choose\": \"n3\", \"of\": {\"a\": {\"op\": \"conv\", \"c\": "
      "16}, \"b\": {\"op\": "
      "\"conv\", \"c\": \"=if(choice('w', [8, 16, 24]) > 8, 16, 8)\"}}}}}}}, {\"op\": \"conv\", \"k\": 1, "
      "\"c\": \"=if(in0[1] > "
      "8, choice('w', [8, 16, 24]), 16)\"}]");
  const hwnas_space_limits_t limits = {.set[HWNAS_LIMIT_DERIVE] = 1};
  hwnas_space_t *space, *again;
  char *message = compile_within(network, &limits, &space);
  cr_assert_null(message, "%s", message);
  cr_expect(hwnas_space_derives(space));
  expect_counts(space, 24, 8, 8);
  char *text = expand(space);
  cr_expect_not_null(strstr(text, "\"derived\""));
  message = compile_text(text, &again);
  cr_assert_null(message, "%s", message);
  expect_counts(again, 24, 8, 8);
  free(text);
  hwnas_space_destroy(again);
  hwnas_space_destroy(space);
}

/* No network reaches the operator, so that nothing tells whether it depends on the choice that it reads. */
Test(expand, what_reads_a_choice_that_is_not_active) {
  expect_expanded(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
      ", \"derived\": {\"any\": \"=int(has(choice('s', subsets(1)), 0))\"}, \"constraints\": [\"any > 0\"], "
      "\"network\": {\"op\": \"conv\", \"c\": \"=4 + 4 * any\", \"k\": 17}}",
      2, 1, 0);
}
