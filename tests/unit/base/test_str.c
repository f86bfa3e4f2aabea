/* Texts: the buffer, numbers, near-misses. */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"

static hwnas_str_t str;

static void init(void) { hwnas_str_init(&str); }
static void deinit(void) { hwnas_str_deinit(&str); }
TestSuite(str, .init = init, .fini = deinit);

Test(str, appends) {
  cr_expect_str_eq(str.text, "");
  hwnas_str_append(&str, "");
  hwnas_str_append(&str, "conv");
  hwnas_str_append_n(&str, "2dxx", 2);
  hwnas_str_appendf(&str, "(%d, %s)", 3, "same");
  cr_expect_str_eq(str.text, "conv2d(3, same)");
  cr_expect_eq(str.length, strlen(str.text));
  hwnas_str_clear(&str);
  cr_expect_str_eq(str.text, "");
  hwnas_str_append(&str, "again");
  cr_expect_str_eq(str.text, "again");
}

Test(str, grows) {
  for (int i = 0; i < 5000; i++) hwnas_str_appendf(&str, "%04d", i);
  cr_assert_eq(str.length, 20000);
  cr_expect_arr_eq(str.text + 4 * 4321, "4321", 4);
}

Test(str, take_hands_over) {
  hwnas_str_append(&str, "mine");
  char *text = hwnas_str_take(&str);
  cr_expect_str_eq(text, "mine");
  cr_expect_str_eq(str.text, "");
  free(text);
  text = hwnas_str_take(&str);
  cr_expect_str_eq(text, "");
  free(text);
}

Test(str, a_failure_is_remembered) {
  hwnas_str_append(&str, "kept");
  hwnas_str_append_n(&str, "", SIZE_MAX);
  hwnas_str_append(&str, "ignored");
  cr_expect(str.failed);
  cr_expect_str_eq(str.text, "kept");
  cr_expect_null(hwnas_str_take(&str));
  cr_expect_not(str.failed);
}

Test(str, doubles_are_short) {
  static const struct {
    double number;
    const char *text;
  } cases[] = {
      {0.1, "0.1"},
      {3e20, "3e+20"},
      {5, "5.0"},
      {-0.0, "-0.0"},
      {0, "0.0"},
      {-17, "-17.0"},
      {1.0 / 3, "0.3333333333333333"},
      {0.1 + 0.2, "0.30000000000000004"},
      {123456789012345.0, "123456789012345.0"},
      {0x1p53, "9007199254740992.0"},
      {1e-7, "1e-07"},
      {DBL_MAX, "1.7976931348623157e+308"},
      {INFINITY, "inf"},
      {-INFINITY, "-inf"},
      {NAN, "nan"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    hwnas_str_clear(&str);
    hwnas_str_append_double(&str, cases[i].number);
    cr_expect_str_eq(str.text, cases[i].text);
  }
}

Test(str, doubles_read_back_as_they_were) {
  hwnas_random_t random;
  hwnas_random_seed(&random, 1, 0);
  for (int i = 0; i < 20000; i++) {
    uint64_t bits = hwnas_random_next(&random);
    double number;
    memcpy(&number, &bits, sizeof number);
    if (!isfinite(number)) continue;
    hwnas_str_clear(&str);
    hwnas_str_append_double(&str, number);
    cr_assert_eq(strtod(str.text, NULL), number, "%a became %s", number, str.text);
    cr_assert_not_null(strpbrk(str.text, ".e"));
  }
}

Test(str, suggests_what_was_meant) {
  const char *const names[] = {"count_bias", "kernel_size", "stride", "width_mult", "op"};
  static const struct {
    const char *given, *meant;
  } cases[] = {
      {"count_bais", "count_bias"},
      {"kernelsize", "kernel_size"},
      {"Stride", "stride"},
      {"strid", "stride"},
      {"width_multi", "width_mult"},
      {"colour", NULL},
      {"", NULL},
      {"x", NULL},
      {"stride_of_everything", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *found = hwnas_suggest(cases[i].given, names, 5);
    cr_expect(found == cases[i].meant || (found && cases[i].meant && !strcmp(found, cases[i].meant)),
              "'%s' gave '%s'", cases[i].given, found ? found : "nothing");
  }
  cr_expect_null(hwnas_suggest("stride", names, 0));
}

Test(str, suggests_the_nearest) {
  const char *const names[] = {"s1_depth", "s2_depth", "s1_width"};
  cr_expect_str_eq(hwnas_suggest("s2_dept", names, 3), "s2_depth");
}

Test(str, long_names_are_no_slips) {
  char name[100] = {0};
  memset(name, 'a', 80);
  const char *const names[] = {name, "aaaa"};
  cr_expect_null(hwnas_suggest(name, names, 2));
  cr_expect_str_eq(hwnas_suggest("aaab", names, 2), "aaaa");
}

Test(str, identifiers) {
  static const struct {
    const char *text;
    bool is;
  } cases[] = {{"s1_depth", true}, {"_", true},    {"A9", true},  {"", false},
               {"9a", false},      {"a-b", false}, {"a ", false}, {"\xc3\xa9", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(hwnas_is_identifier(cases[i].text), cases[i].is, "'%s'", cases[i].text);
}
