#include "support.h"

Test(errors, missing_formulas_come_together) {
  const char *text = SPACE(
      "[{\"op\": \"attention\", \"heads\": 4}, {\"op\": \"conv\", \"c\": 8}, {\"name\": \"x\", \"op\": "
      "\"other\"}]");
  expect_error(text, "error[E0210]: no shape formula for operator 'attention'");
  expect_error(text, "input shape [1, 4, 16]   (depends on: nothing)");
  expect_error(text, "no shape formula for operator 'other'");
  expect_error(text, "module x)");
}

Test(errors, unreachable_refusals_are_no_errors) {
  const char *network = "[{\"op\": \"conv\", \"c\": 4, \"k\": \"=choice('k', [3, 17])\"}]";
  char with[2000];
  snprintf(with, sizeof with,
           "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS ", \"network\": %s}",
           network);
  expect_error(with, "a network that gets there: {\"k\":17}");
  snprintf(with, sizeof with,
           "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
           ", \"constraints\": [\"k < 10\"], \"network\": %s}",
           network);
  hwnas_space_t *space = compile_good(with);
  expect_counts(space, 2, 2, 1);
  hwnas_space_destroy(space);
}

Test(errors, are_located) {
  expect_error(SPACE("[{\"op\": \"conv\", \"c\": 8, \"kk\": 3}]"), "has no option 'kk'");
  expect_error(SPACE("[{\"op\": \"conv\", \"c\": 8, \"kk\": 3}]"), "module 0");
  expect_error(SPACE("[{\"opp\": \"conv\"}]"), "did you mean 'op'?");
  expect_error(SPACE("[{\"op\": \"conv\", \"c\": \"=wdth\"}]"), "wdth");
  expect_error(SPACE("[{\"op\": \"conv\", \"c\": \"=1 +\"}]"), "error[E0800]");
  expect_error(SPACE("[{\"op\": \"conv\"}]"), "required");
  expect_error(SPACE("[{\"block\": \"nothing\"}]"), "there is no block 'nothing'");
  expect_error(SPACE("[{\"repeat\": {\"op\": \"same\"}}]"), "'count' is missing");
  expect_error("{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4]}, \"netwrok\": []}",
               "did you mean 'network'?");
  expect_error("{\"format\": \"hwnas-space/2\"}", "not a space file of a known format");
}

static void expect_output_error(const char *shape, const char *part) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [0, 3]}, \"formulas\": {\"odd\": {\"shape\": "
           "[\"=%s\"], \"cost\": 0}}, \"network\": {\"op\": \"odd\"}}",
           shape);
  expect_error(text, part);
}

Test(errors, outputs_that_cannot_be) {
  expect_output_error("[in0[1], in0[0]]", "an output would be empty in another dimension than 0");
  expect_output_error("[in0[0], in0[1] - 4]", "an output would have a negative size");
  expect_output_error("[in0[0] - 1, in0[1]]", "an output would have a negative size");
}

Test(errors, a_label_has_one_domain) {
  expect_error(SPACE("[{\"op\": \"conv\", \"c\": \"=choice('w', [2, 4])\"}, {\"op\": \"conv\", \"c\": "
                     "\"=choice('w', [2, 8])\"}]"),
               "label 'w' has two domains");
}

Test(errors, candidates_of_another_rank) {
  expect_error(SPACE("[{\"choose\": \"a\", \"of\": {\"x\": {\"op\": \"flat\"}, \"y\": {\"op\": \"same\"}}}]"),
               "error[E0213]");
}

Test(errors, shapes_that_do_not_add) {
  expect_error(SPACE("[{\"residual\": {\"op\": \"conv\", \"c\": 5, \"k\": 1}}]"), "formula of 'add'");
}

Test(errors, recursion_and_cycles) {
  expect_error(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1]}, \"blocks\": {\"b\": {\"body\": [{\"block\": "
      "\"b\"}]}}, "
      "\"network\": [{\"block\": \"b\"}]}",
      "error[E0218]");
  expect_error(
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [\"=a\"]}, \"let\": {\"a\": \"=b + 1\", \"b\": "
      "\"=a + 1\"}, "
      "\"network\": []}",
      "error[E0803]");
}

Test(errors, choices_beside_the_network) {
  const char *with =
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
      ", \"choices\": %s, \"network\": [{\"op\": \"conv\", \"c\": \"=choice('w')\", \"k\": 1}]}";
  static const struct {
    const char *choices, *message;
  } cases[] = {
      {"{\"w\": {\"domian\": [1, 2]}}", "did you mean 'domain'?"},
      {"{\"w\": {}}", "'domain' is missing"},
      {"{\"w\": {\"domain\": [2, 2]}}", "has the value 2 twice"},
      {"{\"v\": {\"domain\": [1, 2]}}", "no choice 'w' was made before"},
      {"{\"w\": {\"domain\": [1, 2], \"active\": \"=choice('w') == 1\"}}",
       "may not depend on the choice itself"},
      {"{\"w\": {\"domain\": [1, 2], \"active\": \"=choice('v')\"}, \"v\": {\"domain\": [1, 2]}}",
       "'active' must be true or false"},
      {"{\"w\": {\"domain\": [1, 2], \"active\": {\"over\": [\"v\"], \"table\": [true]}}, \"v\": "
       "{\"domain\": [1, "
       "2]}}",
       NULL},
      {"{\"w\": {\"domain\": [1, 2], \"active\": {\"over\": [\"v\"], \"table\": [true, false, true]}}, "
       "\"v\": "
       "{\"domain\": [1, 2]}}",
       "choice 'v' has 2 values, and here are 3 entries"},
      {"{\"w\": {\"domain\": [1, 2], \"active\": {\"over\": [\"vv\"], \"table\": [true, false]}}}",
       "no choice 'vv' was made before"},
      {"{\"w\": {\"domain\": [1, 2], \"active\": {\"table\": [true, false]}}}", "'over' is missing"},
  };
  char text[4000];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    snprintf(text, sizeof text, with, cases[i].choices);
    if (cases[i].message)
      expect_error(text, cases[i].message);
    else
      hwnas_space_destroy(compile_good(text));
  }
}

Test(errors, a_label_with_one_value_is_that_value) {
  hwnas_space_t *space =
      compile_good(SPACE("[{\"op\": \"conv\", \"c\": \"=choice('w', [4])\", \"k\": 1}, {\"op\": \"conv\", "
                         "\"c\": \"=choice('w')\"}]"));
  expect_counts(space, 1, 1, 1);
  hwnas_space_destroy(space);
  expect_error(
      SPACE("[{\"op\": \"conv\", \"c\": \"=choice('w', 4)\"}, {\"op\": \"conv\", \"c\": \"=choice('w', "
            "[2, 4])\"}]"),
      "label 'w' has two domains");
  expect_error(
      SPACE("[{\"op\": \"conv\", \"c\": \"=choice('w', [2, 4])\"}, {\"op\": \"conv\", \"c\": \"=choice('w', "
            "4)\"}]"),
      "label 'w' has two domains");
}

Test(errors, presets) {
  const char *with =
      "{\"format\": \"hwnas-space/1\", \"parameters\": {\"c\": 4}, \"presets\": %s, \"input\": "
      "{\"x\": [1, 4, 16]}, " FORMULAS ", \"network\": [{\"op\": \"conv\", \"c\": \"=c\"}]}";
  char text[4000];
  snprintf(text, sizeof text, with, "{\"wide\": {\"cc\": 8}}");
  expect_error(text, "the space has no parameter 'cc'");
  snprintf(text, sizeof text, with, "{\"wide\": {\"c\": \"eight\"}}");
  expect_error(text, "parameter 'c' must be an integer, not a string");
  snprintf(text, sizeof text, with, "{\"wide\": 8}");
  expect_error(text, "'wide' must be an object");
  snprintf(text, sizeof text, with, "{\"narrow\": {\"cc\": 8}, \"wide\": 8}");
  expect_error(text, "the space has no parameter 'cc'");
  expect_error(text, "'wide' must be an object");
}

/* Constraints on parameters come before errors of a network that nobody meant. */
Test(errors, parameters_that_do_not_go_together) {
  const char *with =
      "{\"format\": \"hwnas-space/1\", \"parameters\": {\"c\": 4, \"sizes\": [2, 3]}, "
      "\"constraints\": [\"%s\"], \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
      ", \"network\": [{\"op\": \"conv\", \"c\": \"=choice('c', [-1, -2])\"}]}";
  char text[4000];
  snprintf(text, sizeof text, with, "c < 4 or len(sizes) == 3");
  expect_error(text, "error[E0221]: the parameters must keep 'c < 4 or len(sizes) == 3'");
  expect_error(text, "here c = 4, sizes = [2,3]");
  snprintf(text, sizeof text, with, "c < 5");
  expect_error(text, "error[E0212]");
  snprintf(text, sizeof text, with, "choice('c') < 5 - c");
  expect_error(text, "error[E0212]");
}

Test(errors, a_case_named_default_beside_the_default) {
  expect_error(SPACE("[{\"switch\": 1, \"cases\": {\"default\": {\"op\": \"same\"}}, \"default\": {\"op\": "
                     "\"same\"}}]"),
               "a case named 'default'");
}

Test(errors, shared_weights_need_equal_tensors) {
#define SHARED(c1, c2, k2)                                                                               \
  SPACE("[{\"op\": \"conv\", \"c\": " c1                                                                 \
        ", \"k\": 1, \"weights\": \"w\"}, {\"name\": \"b\", \"op\": \"conv\", \"c\": " c2 ", \"k\": " k2 \
        ", \"weights\": \"w\"}]")
  hwnas_space_destroy(compile_good(SHARED("4", "4", "1")));
  expect_error(SHARED("4", "4", "3"), "error[E0220]: modules '0' and 'b' share parameters");
  expect_error(SHARED("8", "4", "1"), "error[E0220]"); /* as many numbers, in another shape */
  expect_error(SHARED("\"=choice('c', [4, 8])\"", "4", "1"), "a network that gets there: {\"c\":8}");
  hwnas_space_destroy(
      compile_good(SPACE("[{\"choose\": \"a\", \"of\": {\"x\": {\"op\": \"conv\", \"c\": 2, \"weights\": "
                         "\"w\"}, \"y\": {\"op\": "
                         "\"conv\", \"c\": 3, \"weights\": \"w\"}}}]"))); /* never together */
  hwnas_space_destroy(compile_good(
      SPACE("[{\"op\": \"conv\", \"c\": 4, \"k\": 1, \"weights\": \"w\"}, {\"op\": \"conv\", \"c\": 4, "
            "\"k\": 1, \"s\": 2, \"weights\": \"w\"}]")));
}

/* As many numbers, in other shapes. */
Test(errors, shared_weights_need_equal_tensors_whatever_shapes_them) {
#define TWINS(shape, weight, a, b)                                                             \
  "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, \"formulas\": {\"twin\": {" \
  "\"attributes\": {\"c\": 1, \"k\": [1], \"d\": 1}, \"shape\": [\"=" shape                    \
  "\"], \"cost\": 0, "                                                                         \
  "\"weights\": {\"weight\": \"=" weight                                                       \
  "\"}}, \"half\": {\"shape\": [\"=[in0[0], in0[1], 4]\"], \"cost\": 0},"                      \
  "\"join\": {\"shape\": [\"=in0\"], \"cost\": 0}}, \"network\": {\"branches\": [" a ", " b    \
  "], \"merge\": \"join\"}}"
#define TWIN(name, attributes) \
  "{\"name\": \"" name "\", \"op\": \"twin\", " attributes ", \"weights\": \"w\"}"
  expect_error(TWINS("in0", "k[0] * k[-1]", TWIN("a", "\"k\": [3, 1]"), TWIN("b", "\"k\": [1, 3]")),
               "error[E0220]: modules 'a' and 'b'");
  expect_error(TWINS("in0", "k[0] * k[-1]", TWIN("a", "\"k\": [2]"), TWIN("b", "\"k\": [1, 4]")),
               "error[E0220]");
  expect_error(TWINS("in0", "c * k[0]", TWIN("a", "\"c\": 2, \"k\": [4]"), TWIN("b", "\"c\": 4, \"k\": [2]")),
               "error[E0220]");
  hwnas_space_destroy(
      compile_good(TWINS("in0", "k[0] * k[-1]", TWIN("a", "\"k\": [3]"), TWIN("b", "\"k\": [3, 3]"))));
  hwnas_space_destroy(
      compile_good(TWINS("in0", "k[0]", TWIN("a", "\"k\": [3, 1]"), TWIN("b", "\"k\": [3, 2]"))));
  hwnas_space_destroy(compile_good(TWINS("in0", "5", TWIN("a", "\"k\": []"), TWIN("b", "\"k\": [1]"))));
}

/* What does not shape them may differ, also where the formula refuses it alone. */
Test(errors, shared_weights_of_uses_that_differ_in_several_things) {
#define TOGETHER "if(d != c, in0[9], in0)"
#define WITHIN "if(4 * d > in0[2], in0[9], in0)"
#define ON_HALF(module) "{\"sequential\": [{\"op\": \"half\"}, " module "]}"
  hwnas_space_destroy(
      compile_good(TWINS(WITHIN, "5", TWIN("a", "\"d\": 4"), ON_HALF(TWIN("b", "\"d\": 1")))));
  hwnas_space_destroy(
      compile_good(TWINS(WITHIN, "5", ON_HALF(TWIN("a", "\"d\": 1")), TWIN("b", "\"d\": 4"))));
  /* No step leads there, so nobody can say that they have the same. */
  expect_error(TWINS(TOGETHER, "5", TWIN("a", "\"d\": 2, \"c\": 2"), TWIN("b", "\"d\": 3, \"c\": 3")),
               "error[E0220]");
}

/* Keys of every module that mean nothing where they stand are no comments. */
Test(errors, keys_of_modules_out_of_place) {
  const char *loop = "'for' has no meaning here", *from = "'from' has no meaning here",
             *node = "'node' has no meaning here";
  expect_error(SPACE("{\"for\": {\"i\": [1, 2]}, \"op\": \"same\"}"), loop);
  expect_error(SPACE("[{\"residual\": {\"for\": {\"i\": [1, 2]}, \"op\": \"same\"}}]"), loop);
  expect_error(SPACE("[{\"repeat\": {\"for\": {\"i\": [1, 2]}, \"op\": \"same\"}, \"count\": 2}]"), loop);
  expect_error(SPACE("[{\"switch\": 1, \"cases\": {\"1\": {\"for\": {\"i\": [1, 2]}, \"op\": \"same\"}}}]"),
               loop);
  expect_error(SPACE("[{\"op\": \"same\", \"from\": \"x\"}]"), from);
  expect_error(SPACE("[{\"op\": \"same\", \"node\": \"x\"}]"), node);
  expect_error(
      SPACE("[{\"graph\": [{\"node\": \"a\", \"sequential\": [{\"op\": \"same\", \"from\": \"input\"}]}]}]"),
      from);
  expect_error(SPACE("[{\"sequential\": [], \"weights\": \"w\"}]"), "'weights' has no meaning here");
}

Test(errors, keys_of_modules_in_their_place) {
  hwnas_space_t *space = compile_good(SPACE(
      "[{\"for\": {\"i\": [1, 2]}, \"op\": \"same\"}, {\"branches\": [{\"for\": {\"i\": [1, 2]}, \"op\": "
      "\"same\"}], "
      "\"merge\": \"add\"}, {\"choose\": \"c\", \"of\": {\"c{i}\": {\"for\": {\"i\": [1, 2]}, \"op\": "
      "\"same\"}}}, "
      "{\"graph\": [{\"node\": \"a{i}\", \"for\": {\"i\": [1, 2]}, \"op\": \"same\", \"from\": \"input\"}, "
      "{\"node\": \"b\", \"merge\": \"add\", \"of\": {\"for\": {\"i\": [1, 2]}, \"from\": \"a{i}\", \"op\": "
      "\"same\"}}]}]"));
  expect_counts(space, 2, 2, 2);
  hwnas_space_destroy(space);
}

/* Few values are put in place of what is derived; nothing reads the choice behind it all the same. */
Test(errors, what_is_derived_from_a_choice_that_nothing_reads) {
  static const char *const constraints[] = {"", "\"constraints\": [\"any > 0\"], "};
  for (size_t i = 0; i < 2; i++) {
    char text[2000];
    snprintf(text, sizeof text,
             "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
             ", \"derived\": {\"any\": \"=int(has(choice('s', subsets(1)), 0))\"}, %s\"network\": {\"op\": "
             "\"conv\", \"c\": \"=4 + 4 * any\"}}",
             constraints[i]);
    expect_error(text, "error[E0200]: the module depends on 's' where that choice is not active");
  }
}

Test(errors, a_condition_without_its_equals_sign) {
  const char *no_condition = "error[E0200]: the text 'choice('d', [1, 2]) > 1' is no condition";
  expect_error(SPACE("[{\"op\": \"same\", \"when\": \"choice('d', [1, 2]) > 1\"}]"), no_condition);
  expect_error(SPACE("[{\"op\": \"same\", \"when\": \"choice('d', [1, 2]) > 1\"}]"),
               "an expression begins with '=': \"=choice('d', [1, 2]) > 1\"");
  expect_error(SPACE("[{\"residual\": [{\"op\": \"same\"}], \"shortcut\": \"choice('d', [1, 2]) > 1\"}]"),
               no_condition);
  expect_error(SPACE("[{\"branches\": [{\"op\": \"same\", \"include\": \"choice('d', [1, 2]) > 1\"}], "
                     "\"merge\": \"add\"}]"),
               no_condition);
}

Test(errors, activity_that_is_declared) {
  static const char form[] =
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 16]}, " FORMULAS
      ", \"activity\": \"%s\", \"choices\": {\"w\": {\"domain\": [4, 8], \"active\": %s}}, \"network\": "
      "{\"op\": \"conv\", \"c\": {\"over\": [\"w\"], \"table\": [4, 8]}}}";
  char text[2000];
  snprintf(text, sizeof text, form, "declared", "false");
  expect_error(text, "error[E0200]: the module depends on 'w' where that choice is not active");
  expect_error(text, "let \"active\" of the choice hold there, or leave \"activity\" out");
  snprintf(text, sizeof text, form, "declard", "true");
  expect_error(text, "did you mean 'declared'?");
  snprintf(text, sizeof text, form, "declared", "true");
  hwnas_space_t *space = compile_good(text);
  expect_counts(space, 2, 2, 2);
  hwnas_space_destroy(space);
  snprintf(text, sizeof text, form, "read", "false");
  space = compile_good(text);
  expect_counts(space, 2, 2, 2);
  hwnas_space_destroy(space);
}
