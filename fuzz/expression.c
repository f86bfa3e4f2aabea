/* An expression and a template: parsed, walked, evaluated, and the value printed. */
#define _GNU_SOURCE
#include "expr/expr.h"
#include "target.h"

static const hwnas_value_t items[] = {{.type = HWNAS_VALUE_INT, .integer = 16},
                                      {.type = HWNAS_VALUE_INT, .integer = 24},
                                      {.type = HWNAS_VALUE_REAL, .real = 0.5}};
static const hwnas_list_t list = {3, items}, empty = {0, items}, set = {2, items};
static const hwnas_refusal_t refusal = {.what = "no value"};
static const struct {
  const char *name;
  hwnas_value_t value;
} names[] = {
    {"n", {.type = HWNAS_VALUE_INT, .integer = 7}},
    {"big", {.type = HWNAS_VALUE_INT, .integer = INT64_MAX}},
    {"small", {.type = HWNAS_VALUE_INT, .integer = INT64_MIN}},
    {"half", {.type = HWNAS_VALUE_REAL, .real = 0.5}},
    {"huge", {.type = HWNAS_VALUE_REAL, .real = 1e308}},
    {"yes", {.type = HWNAS_VALUE_BOOL, .boolean = true}},
    {"word", {.type = HWNAS_VALUE_STRING, .string = "conv"}},
    {"list", {.type = HWNAS_VALUE_LIST, .list = &list}},
    {"empty", {.type = HWNAS_VALUE_LIST, .list = &empty}},
    {"set", {.type = HWNAS_VALUE_SET, .list = &set}},
    {"nothing", {.type = HWNAS_VALUE_NULL}},
    {"broken", {.type = HWNAS_VALUE_UNDEFINED, .refusal = &refusal}},
};
static const char *const known[] = {"n", "big", "small", "half", "word", "list"};

static hwnas_status_t *on_name(void *self, const char *name, bool *out_found, hwnas_value_t *out) {
  (void)self;
  for (size_t i = 0; i < sizeof names / sizeof *names && !*out_found; i++) {
    *out_found = strcmp(names[i].name, name) == 0;
    if (*out_found) *out = names[i].value;
  }
  return NULL;
}

static hwnas_status_t *on_call(void *self, const char *function, const hwnas_value_t *arguments, size_t n,
                               bool *out_found, hwnas_value_t *out) {
  (void)self;
  *out_found = n > 0 && strcmp(function, "f") == 0;
  if (*out_found) *out = arguments[n - 1];
  return NULL;
}

static const char *const *on_known(void *self, size_t *out_n) {
  (void)self;
  *out_n = sizeof known / sizeof *known;
  return known;
}

static void on_free_name(void *self, const char *name, bool is_call) {
  (void)is_call;
  *(size_t *)self += strlen(name);
}

static void look_at(const hwnas_value_t *value) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(value, &text);
  hwnas_value_print_json(value, &text);
  FUZZ_REQUIRE(hwnas_value_type_name(value));
  (void)hwnas_value_hash(value, 1);
  (void)hwnas_value_truth(value);
  hwnas_str_deinit(&text);
}

typedef hwnas_status_t *(*parse_fn)(hwnas_arena_t *arena, const char *text, const char *place,
                                    const hwnas_expr_t **out);

static void check(const char *text, parse_fn parse) {
  hwnas_arena_t arena;
  const hwnas_expr_t *expr;
  size_t length = 0;
  hwnas_arena_init(&arena);
  if (fuzz_is_good(parse(&arena, text, "space.json:1:1", &expr))) {
    hwnas_value_t value = {0};
    hwnas_expr_context_t context = {.arena = &arena, .name = on_name, .call = on_call, .known = on_known};
    hwnas_expr_names(expr, on_free_name, &length);
    if (fuzz_is_good(hwnas_expr_eval(expr, &context, &value))) look_at(&value);
  }
  hwnas_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_copy(data, size);
  check(text, hwnas_expr_parse);
  check(text, hwnas_expr_parse_template);
  free(text);
  return 0;
}
