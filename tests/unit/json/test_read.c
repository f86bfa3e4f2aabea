/* Texts that are refused, and where. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

static hwnas_arena_t arena;

static void init(void) { hwnas_arena_init(&arena); }
static void deinit(void) { hwnas_arena_deinit(&arena); }
TestSuite(read, .init = init, .fini = deinit);

static void expect_place(const char *text, size_t length, hwnas_error_t error, const char *place) {
  hwnas_json_t *json = NULL;
  hwnas_status_t *status = hwnas_json_parse(&arena, text, length, "t", &json);
  cr_assert_not_null(status, "'%s' was accepted", text);
  cr_expect_eq(status->error, error, "'%s' gave E%04u: %s", text, (unsigned)status->error, status->what);
  cr_expect_str_eq(status->place, place, "'%s' gave %s: %s", text, status->place, status->what);
  hwnas_status_destroy(status);
}

Test(read, syntax_errors_are_placed_where_the_token_starts) {
  static const struct {
    const char *text, *place;
  } cases[] = {
      {"", "t:1:1"},
      {"  \n ", "t:2:2"},
      {"[1, 2", "t:1:6"},
      {"[1, 2\n", "t:2:1"},
      {"{\"a\": 1,, }", "t:1:9"},
      {"{\"a\": 1,\n  \"b\" 22}", "t:2:7"},
      {"{\"a\": 1,\n  \"b\": truthy}", "t:2:8"},
      {"[1, 2}", "t:1:6"},
      {"[1,]", "t:1:4"},
      {"{1: 2}", "t:1:2"},
      {"[1] extra", "t:1:5"},
      {"[NaN]", "t:1:2"},
      {"[0, -Infinity]", "t:1:5"},
      {"[01]", "t:1:2"},
      {"[12, +1]", "t:1:6"},
      {"[1.]", "t:1:2"},
      {"['a']", "t:1:2"},
      {"// note\n[]", "t:1:1"},
      {"\xef\xbb\xbf{}", "t:1:1"},
      {"[1, \"open]", "t:1:5"},
      {"[1, \"open\n\"]", "t:1:5"},
      {"[1, \"a\\qb\"]", "t:1:5"},
      {"[1, \"\\u0000\"]", "t:1:5"},
      {"[1, \"\\ud800\"]", "t:1:5"},
      {"[1, \"a\x01z\"]", "t:1:5"},
      {"[1, \"a\xff\"]", "t:1:7"},
      {"[\xff]", "t:1:2"},
      {"[\"\xc3\xa9\xe2\x82\xac\", x]", "t:1:8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    expect_place(cases[i].text, strlen(cases[i].text), HWNAS_ERROR_JSON_SYNTAX, cases[i].place);
}

Test(read, a_byte_of_value_0_is_refused) {
  expect_place("[1\0]", 4, HWNAS_ERROR_JSON_SYNTAX, "t:1:3");
  expect_place("[\n\"a\0\"]", 7, HWNAS_ERROR_JSON_SYNTAX, "t:2:3");
  expect_place("[1]\0", 4, HWNAS_ERROR_JSON_SYNTAX, "t:1:4");
}

Test(read, duplicates_are_placed_at_the_second_key) {
  static const struct {
    const char *text, *place;
  } cases[] = {{"{\"a\": 1,\n \"bc\": {\"a\": 2},\n  \"bc\": 3}", "t:3:3"},
               {"[{\"a\": 1, \"\\u0061\": 1}]", "t:1:11"},
               {"{\"\": 1, \"\": 1}", "t:1:9"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    expect_place(cases[i].text, strlen(cases[i].text), HWNAS_ERROR_DUPLICATE_KEY, cases[i].place);
}

Test(read, numbers_that_do_not_fit_are_placed) {
  static const struct {
    const char *text, *place;
  } cases[] = {{"[1, 9223372036854775808]", "t:1:5"},
               {"[-9223372036854775808,\n-9223372036854775809]", "t:2:1"},
               {"[99999999999999999999999999999999]", "t:1:2"},
               {"{\"a\": 1e999}", "t:1:7"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    expect_place(cases[i].text, strlen(cases[i].text), HWNAS_ERROR_LIMIT, cases[i].place);
}

/* n arrays, each inside the one before. */
static char *nest(size_t n) {
  char *text = calloc(2 * n + 1, 1);
  cr_assert_not_null(text);
  memset(text, '[', n);
  memset(text + n, ']', n);
  return text;
}

Test(read, depth_is_limited) {
  char *text = nest(HWNAS_JSON_MAX_DEPTH);
  cr_expect_not_null(read_text(&arena, text));
  free(text);
  static const size_t depths[] = {HWNAS_JSON_MAX_DEPTH + 1, 2047, 2048, 5000, 1000000};
  for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
    text = nest(depths[i]);
    expect_place(text, 2 * depths[i], HWNAS_ERROR_LIMIT, "t:1:257");
    free(text);
  }
}

Test(read, wide_texts_are_not_deep) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "[\"[[\\\"[[\"");
  for (int i = 0; i < 1000; i++) hwnas_str_append(&text, ", [{}]");
  hwnas_str_append(&text, "]");
  cr_expect_eq(read_text(&arena, text.text)->n, 1001);
  hwnas_str_deinit(&text);
}

Test(read, size_is_limited) {
  size_t length = ((size_t)HWNAS_JSON_MAX_MIB << 20) + 1;
  char *text = malloc(length);
  cr_assert_not_null(text);
  memset(text, ' ', length);
  text[0] = '1';
  hwnas_json_t *json = NULL;
  expect_error(hwnas_json_parse(&arena, text, length, "t", &json),
               "hwnas: error[E0108]: larger than 64 MiB (t)\n");
  cr_assert_null(hwnas_json_parse(&arena, text, length - 1, "t", &json));
  cr_expect_eq(json->integer, 1);
  free(text);
}

Test(read, size_of_spaces_has_a_limit_of_its_own) {
  size_t length = ((size_t)1 << 20) + 1;
  char *text = malloc(length);
  cr_assert_not_null(text);
  memset(text, ' ', length);
  text[0] = '1';
  hwnas_json_t *json = NULL;
  hwnas_space_limits_t limits = {0};
  cr_assert_null(hwnas_limits_set(&limits, "file", 1));
  expect_error(hwnas_json_parse_space(&arena, text, length, "t", &limits, &json),
               "hwnas: error[E0108]: larger than 1 MiB (t)\n  to allow more: --limit file=2\n");
  cr_assert_null(hwnas_json_parse_space(&arena, text, length - 1, "t", &limits, &json));
  cr_assert_null(hwnas_json_parse_space(&arena, text, length, "t", NULL, &json));
  cr_assert_null(hwnas_limits_set(&limits, "file", 2));
  cr_assert_null(hwnas_json_parse_space(&arena, text, length, "t", &limits, &json));
  free(text);
}

Test(read, messages_show_the_line) {
  hwnas_json_t *json = NULL;
  const char *text = "{\r\n  \"kernel\": 3,\r\n  \"kernel\": 5\r\n}";
  expect_error(hwnas_json_parse(&arena, text, strlen(text), "dir/a.json", &json),
               "hwnas: error[E0107]: the key \"kernel\" stands twice in one object (dir/a.json:3:3)\n"
               "  the line reads: \"kernel\": 5\n");
  text = "[1, 2,\n 3 4]";
  expect_error(hwnas_json_parse(&arena, text, strlen(text), "a", &json),
               "hwnas: error[E0100]: not valid JSON: ']' expected near '4' (a:2:4)\n"
               "  the line reads: 3 4]\n");
  text = "[12345678901234567890]";
  expect_error(hwnas_json_parse(&arena, text, strlen(text), "a", &json),
               "hwnas: error[E0108]: the number 12345678901234567890 is too large (a:1:2)\n"
               "  integers go from -2^63 to 2^63-1, other numbers to 1.8e308\n"
               "  the line reads: [12345678901234567890]\n");
}

Test(read, of_a_long_line_the_part_around_the_place_is_shown) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "[");
  for (int i = 0; i < 300; i++) hwnas_str_append(&text, "\"\xc3\xa9\",");
  hwnas_str_append(&text, "wrong");
  for (int i = 0; i < 300; i++) hwnas_str_append(&text, ",\"\xc3\xa9\"");
  hwnas_json_t *json = NULL;
  hwnas_status_t *status = hwnas_json_parse(&arena, text.text, text.length, "t", &json);
  cr_assert_not_null(status);
  cr_expect_str_eq(status->place, "t:1:1202");
  cr_expect_not_null(strstr(status->details[0], "wrong"));
  cr_expect_lt(strlen(status->details[0]), 130);
  hwnas_status_destroy(status);
  hwnas_str_deinit(&text);
}

Test(read, what_is_no_json_is_a_word) {
  hwnas_json_t *json;
  cr_assert_null(hwnas_json_parse_word(&arena, "[1, 2]", "--set", &json));
  cr_expect_eq(json->type, HWNAS_JSON_ARRAY);
  cr_assert_null(hwnas_json_parse_word(&arena, "[1, 2", "--set", &json));
  cr_expect_eq(json->type, HWNAS_JSON_STRING);
  cr_expect_str_eq(json->string, "[1, 2");
  cr_expect_str_eq(json->source->name, "--set");
}

Test(read, files_know_their_folder) {
  char path[] = "/tmp/hwnas_json_XXXXXX";
  int fd = mkstemp(path);
  cr_assert_geq(fd, 0);
  FILE *file = fdopen(fd, "w");
  cr_assert_not_null(file);
  fputs("{\"a\": true}", file);
  fclose(file);
  hwnas_json_t *json = NULL;
  cr_assert_null(hwnas_json_read_file(&arena, path, &json));
  cr_expect_str_eq(json->source->name, path);
  cr_expect_str_eq(json->source->folder, "/tmp");
  cr_expect(hwnas_json_get(json, "a")->boolean);
  cr_assert_eq(chdir("/tmp"), 0);
  cr_assert_null(hwnas_json_read_file(&arena, path + 5, &json));
  cr_expect_str_eq(json->source->folder, ".");
  cr_assert_eq(unlink(path), 0);
  expect_error(hwnas_json_read_file(&arena, "/tmp/absent.json", &json),
               "hwnas: error[E0003]: cannot open '/tmp/absent.json': No such file or directory\n");
  expect_error(hwnas_json_read_file(&arena, "/tmp", &json),
               "hwnas: error[E0003]: cannot read '/tmp': Is a directory\n");
}
