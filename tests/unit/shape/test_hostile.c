/* Space files that mean harm, or look as if they did: each is refused with its place, and soon. */
#include "support.h"

Test(shape_hostile, arguments_of_a_block_are_an_object) {
  expect_error(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1]},\n \"blocks\": {\"b\": {\"args\": [\"a\"], "
      "\"body\": []}}, \"network\": {\"block\": \"b\"}}",
      "'args' must be an object, not an array (space.json:2:19");
}

Test(shape_hostile, nodes_of_a_graph_without_inputs) {
  const char *text = SPACE(
      "[{\"graph\": [{\"node\": \"a\", \"op\": \"same\"}], \"output\": []}, "
      "{\"graph\": [{\"node\": \"a\", \"op\": \"same\"}], \"input\": []}]");
  expect_error(text, "nothing stands above this node");
}

/* ---- Few words, much work ---------------------------------------------------------------------- */

#define RELU "{\"op\": \"same\"}"
#define LET(let, network)                                                                         \
  "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, \"let\": {" let "}, " FORMULAS \
  ",\n \"network\": " network "}"
#define WHEN(condition) "{\"op\": \"same\", \"when\": \"=" condition "\"}"

Test(shape_hostile, too_many_modules, .timeout = 60) {
  expect_error(SPACE("{\"repeat\": {\"repeat\": {\"repeat\": " RELU
                     ", \"count\": 1000}, \"count\": 1000}, \"count\": 1000}"),
               "error[E0108]: ");
  expect_error(SPACE("[{\"op\": \"same\", \"when\": false, \"for\": {\"i\": \"=range(1000)\", \"j\": "
                     "\"=range(1000)\"}}]"),
               "more than 200000 turns of 'for' in one space (space.json:1:");
  expect_error(
      SPACE("{\"graph\": [{\"node\": \"n{i}_{j}\", \"op\": \"same\", \"from\": \"input\", \"for\": {\"i\": "
            "\"=range(1000)\", \"j\": \"=range(1000)\"}}], \"output\": \"input\", \"prune\": true}"),
      "more than 200000 turns of 'for' in one space (space.json:1:");
}

Test(shape_hostile, blocks_within_blocks, .timeout = 60) {
  expect_error(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1]}, \"blocks\": {\"b\": {\"body\": "
      "[[[[{\"block\": "
      "\"b\"}]]]]}},\n \"network\": {\"block\": \"b\"}}",
      "modules nested more than 110 deep (space.json:1:");
}

Test(shape_hostile, definitions_without_end, .timeout = 60) {
  expect_error(LET("\"f(n)\": \"=f(n + 1)\"", WHEN("f(0)")), "too many definitions need each other");
  expect_error(LET("\"f(n)\": \"=if(n <= 0, 1, f(n - 1))\"", WHEN("f(100000)")),
               "too many definitions need each other");
  expect_error(LET("\"a\": \"=b\", \"b\": \"=a\"", WHEN("a")),
               "'a' is needed to compute itself (space.json:1:");
  hwnas_space_destroy(compile_good(LET("\"f(n)\": \"=if(n <= 0, 1, f(n - 1))\"", WHEN("f(100)"))));
  hwnas_space_destroy(compile_good(LET("\"f(n)\": \"=n\"", WHEN("sum(f(i) for i in range(20000)) > 0"))));
}

/* A chain of names, each needing the next. */
Test(shape_hostile, long_chain_of_definitions, .timeout = 60) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, \"let\": {");
  for (int i = 0; i < 5000; i++) hwnas_str_appendf(&text, "\"a%d\": \"=a%d\", ", i, i + 1);
  hwnas_str_append(&text, "\"a5000\": 1}, " FORMULAS ", \"network\": " WHEN("a0") "}");
  expect_error(text.text, "too many definitions need each other");
  hwnas_str_deinit(&text);
}

Test(shape_hostile, values_that_hold_themselves_many_times, .timeout = 60) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text,
                   "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, \"let\": {\"a0\": 1");
  for (int i = 0; i < 40; i++) hwnas_str_appendf(&text, ", \"a%d\": \"=[a%d, a%d]\"", i + 1, i, i);
  hwnas_str_append(&text, "}, " FORMULAS ", \"network\": " WHEN("a40 == a39") "}");
  expect_error(text.text, "a list of more than 65536 entries (space.json:1:");
  hwnas_str_deinit(&text);
}

Test(shape_hostile, more_steps_than_a_space_may_take, .timeout = 60) {
  expect_error(LET("",
                   "[{\"op\": \"same\", \"for\": {\"i\": \"=range(1000)\"}, \"when\": \"=any(i < 0 for j in "
                   "range(2000) for k in range(2000))\"}]"),
               "take more than 33554432 steps to compute (space.json:2:");
  expect_error(
      LET("", WHEN("any(false for i in range(2000) for j in range(1000)) or choice('d', range(60000))")),
      "take more than 33554432 steps to compute (space.json:2:");
}

Test(shape_hostile, domains, .timeout = 60) {
  expect_error(LET("", WHEN("choice('d', range(10000000))")),
               "a list of more than 65536 entries (space.json:2:");
  expect_error(LET("", WHEN("choice('d', range(65536)) > 1")), "error[E0108]: ");
  expect_error(LET("", WHEN("choice('d', [i % 5000 for i in range(5001)]) > 1")),
               "choice 'd' has the value 0 twice (space.json:2:");
  expect_error(LET("", WHEN("choice('d', range(2000)) > choice('e', range(2000))")),
               "a value depends on 2 choices at once");
  hwnas_space_destroy(compile_good(LET("", WHEN("choice('d', range(2000)) > 1"))));
}

Test(shape_hostile, long_names) {
  expect_error(LET("\"s\": \"=str(range(1000))\"", WHEN("choice(s, [0, 1])")),
               "error[E0108]: a label or name of 4890 bytes; 1024 are allowed (space.json:2:");
  expect_error(LET("\"s\": \"=str(range(1000))\"", "[{\"op\": \"same\", \"name\": \"{s}\"}]"),
               "a label or name of 4890 bytes; 1024 are allowed (space.json:2:");
  expect_error(LET("\"s\": \"=str(range(1000))\"", "{\"graph\": [{\"op\": \"same\", \"node\": \"{s}\"}]}"),
               "a label or name of 4890 bytes; 1024 are allowed (space.json:2:");
  expect_error(LET("\"s\": \"=str(range(1000))\"", "{\"choose\": \"c\", \"of\": {\"{s}\": " RELU "}}"),
               "a label or name of 4890 bytes; 1024 are allowed (space.json:2:");
}
