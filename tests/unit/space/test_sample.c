#include <criterion/criterion.h>

#include "known.h"
#include "space/sample_printer.h"

static bool is_deep(const uint32_t *indices, void *self) {
  (void)self;
  return indices[0] == 1;
}

static bool not_both_last(const uint32_t *indices, void *self) {
  (void)self;
  return !(indices[0] == 1 && indices[1] == 2);
}

/* depth in {0, 10}; op among three names, active where deep; inputs among sets of 2 of 3; scale among reals.
 */
static hwnas_space_t *example(void) {
  hwnas_space_t *space = build_space();
  hwnas_arena_t *arena = space->arena;
  uint32_t depth = build_choice(space, "depth", 2);
  hwnas_value_t *ops = hwnas_arena_alloc_array(arena, 3, sizeof *ops);
  const char *names[] = {"conv3", "conv5", "pool"};
  for (size_t k = 0; k < 3; k++) ops[k] = hwnas_value_string(names[k]);
  uint32_t op = build_choice_of(space, "op", ops, 3);
  build_active(space, op, build_truth(space, &depth, 1, is_deep, NULL));
  hwnas_value_t *sets = hwnas_arena_alloc_array(arena, 3, sizeof *sets);
  int64_t pairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
  for (size_t k = 0; k < 3; k++) {
    hwnas_value_t items[2] = {hwnas_value_int(pairs[k][0]), hwnas_value_int(pairs[k][1])};
    sets[k] = (hwnas_value_t){.type = HWNAS_VALUE_SET, .list = hwnas_list_make(arena, items, 2)};
  }
  build_choice_of(space, "inputs", sets, 3);
  hwnas_value_t *scales = hwnas_arena_alloc_array(arena, 2, sizeof *scales);
  scales[0] = hwnas_value_real(0.5);
  scales[1] = hwnas_value_real(2.0);
  build_choice_of(space, "scale", scales, 2);
  build_constraint(space, build_truth(space, (uint32_t[]){0, 2}, 2, not_both_last, NULL));
  return space;
}

static hwnas_status_t *parse(const hwnas_space_t *space, const char *text, bool lenient, uint16_t *point) {
  return hwnas_sample_parse(space, text, strlen(text), "--sample", lenient, point);
}

static void assert_reads(const char *text, bool lenient, uint16_t depth, uint16_t op, uint16_t inputs,
                         uint16_t scale) {
  hwnas_space_t *space = example();
  uint16_t point[4];
  cr_assert_null(parse(space, text, lenient, point), "%s", text);
  cr_assert_arr_eq(point, ((uint16_t[]){depth, op, inputs, scale}), sizeof point);
  hwnas_space_destroy(space);
}

/* The message must contain each of the words. */
static void assert_refused(const char *text, size_t n_errors, const hwnas_error_t *errors,
                           const char *const *words) {
  hwnas_space_t *space = example();
  uint16_t point[4];
  hwnas_status_t *status = parse(space, text, false, point);
  cr_assert_not_null(status, "%s", text);
  char *message = hwnas_status_format(status);
  cr_expect_eq(hwnas_status_count(status), n_errors, "%s", message);
  const hwnas_status_t *error = status;
  for (size_t i = 0; i < n_errors && error; i++, error = error->next)
    cr_expect_eq(error->error, errors[i], "%s", message);
  for (; *words; words++) cr_expect_not_null(strstr(message, *words), "'%s' is not in: %s", *words, message);
  free(message);
  hwnas_status_destroy(status);
  hwnas_space_destroy(space);
}

#define REFUSED(text, error, ...) \
  assert_refused(text, 1, (hwnas_error_t[]){HWNAS_ERROR_##error}, (const char *[]){__VA_ARGS__, NULL})

Test(sample, values_of_every_type) {
  assert_reads("{\"depth\": 10, \"op\": \"pool\", \"inputs\": [0, 2], \"scale\": 2.0}", false, 1, 2, 1, 1);
}
Test(sample, numbers_compare_by_value) {
  assert_reads("{\"depth\": 10.0, \"op\": \"pool\", \"inputs\": [0, 2], \"scale\": 2}", false, 1, 2, 1, 1);
}
Test(sample, a_list_with_one_number_is_the_number) {
  assert_reads("{\"depth\": [10], \"op\": \"conv3\", \"inputs\": [0, 1], \"scale\": [2]}", false, 1, 0, 0, 1);
}
Test(sample, sets_come_in_any_order) {
  assert_reads("{\"depth\": 0, \"inputs\": [2, 1], \"scale\": 0.5}", false, 0, 0, 2, 0);
}
Test(sample, inactive_labels_may_be_missing_or_present) {
  assert_reads("{\"depth\": 0, \"inputs\": [0, 1], \"scale\": 0.5}", false, 0, 0, 0, 0);
  assert_reads("{\"depth\": 0, \"op\": \"pool\", \"inputs\": [0, 1], \"scale\": 0.5}", false, 0, 0, 0, 0);
}
Test(sample, labels_may_come_in_any_order) {
  assert_reads("{\"scale\": 0.5, \"inputs\": [0, 1], \"op\": \"conv5\", \"depth\": 10}", false, 1, 1, 0, 0);
}
Test(sample, lenient_ignores_unknown_labels) {
  assert_reads("{\"depth\": 0, \"inputs\": [0, 1], \"scale\": 0.5, \"other\": {\"x\": 1}}", true, 0, 0, 0, 0);
}

Test(sample, unknown_labels_are_refused) {
  REFUSED("{\"dept\": 0, \"depth\": 0, \"inputs\": [0, 1], \"scale\": 0.5}", UNKNOWN_LABEL, "'dept'", "depth",
          "--sample:1:");
}
Test(sample, active_labels_must_be_there) {
  REFUSED("{\"depth\": 10, \"inputs\": [0, 1], \"scale\": 0.5}", MISSING_LABEL, "'op'", "conv5");
}
Test(sample, values_outside_the_domain_list_it) {
  REFUSED("{\"depth\": 7, \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN, "7", "'depth'", "0, 10",
          "--sample:1:");
  REFUSED("{\"depth\": 0, \"op\": \"conv7x\", \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN, "conv7x",
          "pool");
  REFUSED("{\"depth\": 0, \"inputs\": [0], \"scale\": 0.5}", OUT_OF_DOMAIN, "'inputs'", "[0,1]");
  REFUSED("{\"depth\": 0, \"inputs\": [0, 0], \"scale\": 0.5}", OUT_OF_DOMAIN, "'inputs'");
  REFUSED("{\"depth\": {}, \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN, "'depth'");
  REFUSED("{\"depth\": null, \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN, "'depth'");
}
Test(sample, near_misses_get_a_suggestion) {
  REFUSED("{\"depth\": 10, \"op\": \"conv_5\", \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN,
          "did you mean 'conv5'?");
}
Test(sample, broken_constraints_are_named) {
  REFUSED("{\"depth\": 10, \"op\": \"pool\", \"inputs\": [1, 2], \"scale\": 0.5}", CONSTRAINT_VIOLATED,
          "rule", "t:9:1", "depth = 10");
}
Test(sample, all_errors_come_at_once) {
  assert_refused("{\"deep\": 1, \"inputs\": 5}", 4,
                 (hwnas_error_t[]){HWNAS_ERROR_UNKNOWN_LABEL, HWNAS_ERROR_OUT_OF_DOMAIN,
                                   HWNAS_ERROR_MISSING_LABEL, HWNAS_ERROR_MISSING_LABEL},
                 (const char *[]){"'depth' is missing", "'scale' is missing", NULL});
}
Test(sample, a_wrong_value_hides_what_hangs_on_it) {
  REFUSED("{\"depth\": 11, \"inputs\": [0, 1], \"scale\": 0.5}", OUT_OF_DOMAIN, "'depth'");
}
Test(sample, other_json_is_refused) {
  REFUSED("[1, 2]", JSON_TYPE, "object");
  REFUSED("{\"depth\": ", JSON_SYNTAX, "--sample");
}

/* One by one and as one of many. */
static void expect_prints(const hwnas_space_t *space, const uint16_t *point, const char *expected) {
  hwnas_sample_printer_t printer;
  hwnas_str_t text;
  hwnas_str_init(&text);
  cr_assert_null(hwnas_sample_printer_init(&printer, space));
  hwnas_sample_print(space, point, &text);
  cr_expect_str_eq(text.text, expected);
  hwnas_str_clear(&text);
  hwnas_sample_printer_print(&printer, point, &text);
  cr_expect_str_eq(text.text, expected);
  hwnas_str_deinit(&text);
  hwnas_sample_printer_deinit(&printer);
}

static void assert_prints(const uint16_t *point, const char *expected) {
  hwnas_space_t *space = example();
  expect_prints(space, point, expected);
  hwnas_space_destroy(space);
}

Test(sample, prints_domains_that_are_too_large_to_keep) {
  hwnas_space_t *space = build_space();
  build_choice(space, "small", 3);
  build_choice(space, "large", 300);
  expect_prints(space, (uint16_t[]){2, 299}, "{\"small\":20,\"large\":2990}");
  hwnas_space_destroy(space);
}

Test(sample, prints_a_space_without_choices) {
  hwnas_space_t *space = build_space();
  expect_prints(space, (uint16_t[]){0}, "{}");
  hwnas_space_destroy(space);
}

Test(sample, prints_active_labels_only) {
  assert_prints((uint16_t[]){0, 0, 1, 0}, "{\"depth\":0,\"inputs\":[0,2],\"scale\":0.5}");
  assert_prints((uint16_t[]){1, 2, 0, 1}, "{\"depth\":10,\"op\":\"pool\",\"inputs\":[0,1],\"scale\":2.0}");
}

Test(sample, what_is_printed_reads_back) {
  hwnas_space_t *space = known_mobilenet_v3();
  hwnas_random_t random;
  hwnas_random_seed(&random, 2, 0);
  for (int i = 0; i < 200; i++) {
    uint16_t point[67], again[67];
    for (size_t c = 0; c < 67; c++) point[c] = (uint16_t)hwnas_random_below(&random, space->choices[c].n);
    hwnas_space_canonicalize(space, point);
    hwnas_str_t text;
    hwnas_str_init(&text);
    hwnas_sample_print(space, point, &text);
    cr_assert_null(parse(space, text.text, false, again));
    cr_assert_arr_eq(point, again, sizeof point);
    hwnas_str_deinit(&text);
  }
  hwnas_space_destroy(space);
}
