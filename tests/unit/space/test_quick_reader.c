/* The quick way of reading samples says what the thorough one says, or nothing. */
#include <criterion/criterion.h>
#include <string.h>

#include "build.h"
#include "space/quick_reader.h"
#include "space/sample.h"

#define N 6

static void expect_agreement(const hwnas_space_t *space, hwnas_quick_reader_t *reader, const char *text,
                             size_t length, bool must) {
  uint16_t quick[N], thorough[N];
  bool read = hwnas_quick_reader_read(reader, text, length, quick);
  hwnas_status_t *status = hwnas_sample_parse(space, text, length, "sample", false, thorough);
  if (must) cr_assert(read, "%.*s", (int)length, text);
  if (read) {
    cr_assert_null(status, "%.*s", (int)length, text);
    cr_assert_arr_eq(quick, thorough, sizeof quick, "%.*s", (int)length, text);
  }
  hwnas_status_destroy(status);
}

static bool is_allowed(const hwnas_space_t *space, const uint16_t *point) {
  return !hwnas_space_violated(space, point);
}

/* Every byte is changed once, at random, and the text cut at every byte. */
static void expect_agreement_when_broken(const hwnas_space_t *space, hwnas_quick_reader_t *reader,
                                         hwnas_random_t *random, const hwnas_str_t *text) {
  static const char bytes[] = "{}:,\"\\ 0123456789abc\n\x01\xff";
  char broken[512];
  for (size_t i = 0; i < text->length; i++) {
    memcpy(broken, text->text, text->length);
    broken[i] = bytes[hwnas_random_below(random, sizeof bytes)];
    expect_agreement(space, reader, broken, text->length, false);
    expect_agreement(space, reader, text->text, i, false);
  }
}

Test(quick_reader, agrees_with_the_thorough_one) {
  hwnas_random_t random;
  hwnas_str_t text;
  hwnas_str_init(&text);
  for (uint64_t seed = 0; seed < 12; seed++) {
    hwnas_random_seed(&random, seed, 0);
    hwnas_space_t *space = build_random_space(&random, N, 1);
    hwnas_quick_reader_t *reader = NULL;
    cr_assert_null(hwnas_quick_reader_create(space, &reader));
    for (int i = 0; i < 30; i++) {
      uint16_t point[N];
      for (size_t c = 0; c < N; c++) point[c] = (uint16_t)hwnas_random_below(&random, space->choices[c].n);
      hwnas_space_canonicalize(space, point);
      hwnas_str_clear(&text);
      hwnas_sample_print(space, point, &text);
      expect_agreement(space, reader, text.text, text.length, is_allowed(space, point));
      expect_agreement_when_broken(space, reader, &random, &text);
    }
    hwnas_quick_reader_destroy(reader);
    hwnas_space_destroy(space);
  }
  hwnas_str_deinit(&text);
}

Test(quick_reader, other_ways_of_writing) {
  hwnas_space_t *space = build_space();
  build_choice(space, "a", 3);
  uint32_t b = build_choice(space, "b", 2);
  hwnas_value_t *cells;
  hwnas_table_t *never = build_table(space, NULL, 0, &cells);
  cells[0] = hwnas_value_bool(false);
  build_active(space, b, never);
  hwnas_quick_reader_t *reader = NULL;
  cr_assert_null(hwnas_quick_reader_create(space, &reader));
  static const struct {
    const char *text;
    bool read;
  } cases[] = {
      {"{\"a\":10}", true},
      {" { \"a\" : 10 } \r\n", true},
      {"{\"b\":10,\"a\":20}", true}, /* inactive, in another order */
      {"{\"a\":10.0}", false},
      {"{\"\\u0061\":10}", false},
      {"{\"a\":10,\"a\":10}", false},
      {"{\"a\":10,}", false},
      {"{\"a\":10} x", false},
      {"{}", false},
      {"", false},
      {"[]", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint16_t point[2] = {9, 9};
    cr_expect_eq(hwnas_quick_reader_read(reader, cases[i].text, strlen(cases[i].text), point), cases[i].read,
                 "%s", cases[i].text);
    if (cases[i].read) cr_expect(point[1] == 0 && point[0] == (i == 2 ? 2 : 1), "%s", cases[i].text);
  }
  hwnas_quick_reader_destroy(reader);
  hwnas_space_destroy(space);
}
