#include "fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static const hwnas_refusal_t broken = {.what = "broken has no value"};
static const hwnas_refusal_t other_broken = {.what = "other_broken has no value"};

static const hwnas_value_t width_items[] = {{.type = HWNAS_VALUE_INT, .integer = 16},
                                            {.type = HWNAS_VALUE_INT, .integer = 24},
                                            {.type = HWNAS_VALUE_INT, .integer = 32}};
static const hwnas_list_t widths = {3, width_items};
static const hwnas_value_t taken_items[] = {{.type = HWNAS_VALUE_INT, .integer = 1},
                                            {.type = HWNAS_VALUE_INT, .integer = 3}};
static const hwnas_list_t taken = {2, taken_items};

static const struct {
  const char *name;
  hwnas_value_t value;
} values[] = {
    {"x", {.type = HWNAS_VALUE_INT, .integer = 7}},
    {"half", {.type = HWNAS_VALUE_REAL, .real = 0.5}},
    {"widths", {.type = HWNAS_VALUE_LIST, .list = &widths}},
    {"word", {.type = HWNAS_VALUE_STRING, .string = "conv"}},
    {"taken", {.type = HWNAS_VALUE_SET, .list = &taken}},
    {"nothing", {.type = HWNAS_VALUE_NULL}},
    {"broken", {.type = HWNAS_VALUE_UNDEFINED, .refusal = &broken}},
    {"other_broken", {.type = HWNAS_VALUE_UNDEFINED, .refusal = &other_broken}},
    {"unreached", {.type = HWNAS_VALUE_EXCLUDED}},
};

static hwnas_status_t *get_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  fixture_t *fixture = self;
  hwnas_str_appendf(&fixture->asked, "%s ", name);
  if (strcmp(name, "failing") == 0) return hwnas_status_make(HWNAS_ERROR_EXPR_CYCLE, "failing fails");
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (strcmp(values[i].name, name) == 0) {
      *out_found = true;
      *out = values[i].value;
    }
  return NULL;
}

static hwnas_status_t *call(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                            bool *out_found, hwnas_value_t *out) {
  fixture_t *fixture = self;
  hwnas_str_appendf(&fixture->asked, "%s() ", function);
  if (strcmp(function, "twice") == 0 && n == 1) {
    *out_found = true;
    *out = hwnas_value_int(2 * arguments[0].integer);
  } else if (strcmp(function, "abs") == 0) {
    *out_found = true;
    *out = hwnas_value_string("mine");
  }
  return NULL;
}

static const char *const *known(void *self, size_t *out_n) {
  static const char *const names[] = {"x", "half", "widths", "word", "twice"};
  (void)self;
  *out_n = sizeof names / sizeof *names;
  return names;
}

void fixture_init(fixture_t *fixture) {
  hwnas_arena_init(&fixture->arena);
  hwnas_str_init(&fixture->asked);
  fixture->context = (hwnas_expr_context_t){
      .arena = &fixture->arena, .self = fixture, .name = get_name, .call = call, .known = known};
}

void fixture_deinit(fixture_t *fixture) {
  hwnas_str_deinit(&fixture->asked);
  hwnas_arena_deinit(&fixture->arena);
}

static const char *describe_error(fixture_t *fixture, hwnas_status_t *status) {
  const char *text = hwnas_arena_printf(&fixture->arena, "error: %s", status->what);
  hwnas_status_destroy(status);
  return text;
}

static const char *describe(fixture_t *fixture, const hwnas_value_t *value) {
  if (value->type == HWNAS_VALUE_UNDEFINED)
    return hwnas_arena_printf(&fixture->arena, "refused: %s", value->refusal->what);
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(value, &text);
  const char *copy = hwnas_arena_strdup(&fixture->arena, text.text);
  hwnas_str_deinit(&text);
  return copy;
}

static const char *evaluate(fixture_t *fixture, hwnas_status_t *parsed, const hwnas_expr_t *const *expr) {
  hwnas_value_t value;
  if (!parsed) parsed = hwnas_expr_eval(*expr, &fixture->context, &value);
  return parsed ? describe_error(fixture, parsed) : describe(fixture, &value);
}

const char *fixture_eval(fixture_t *fixture, const char *text) {
  const hwnas_expr_t *expr = NULL;
  hwnas_status_t *status = hwnas_expr_parse(&fixture->arena, text, "space.json:3:9", &expr);
  return evaluate(fixture, status, &expr);
}

const char *fixture_eval_template(fixture_t *fixture, const char *text) {
  const hwnas_expr_t *expr = NULL;
  hwnas_status_t *status = hwnas_expr_parse_template(&fixture->arena, text, "space.json:3:9", &expr);
  return evaluate(fixture, status, &expr);
}

void fixture_check(const expr_case_t *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    fixture_t fixture;
    fixture_init(&fixture);
    const char *got = fixture_eval(&fixture, cases[i].text);
    cr_expect_str_eq(got, cases[i].want, "%s\n  gives %s\n  not   %s", cases[i].text, got, cases[i].want);
    cr_expect_str_eq(fixture_eval(&fixture, cases[i].text), got, "%s: not the same again", cases[i].text);
    fixture_deinit(&fixture);
  }
}
