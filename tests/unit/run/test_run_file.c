#define _GNU_SOURCE

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/internal.h"

/* ---- Overrides ------------------------------------------------------------------------------- */

static char * override(const char *document, const char *text, hwnas_error_t *out_error) {
  hwnas_arena_t arena;
  hwnas_json_t *json;
  hwnas_str_t out;
  hwnas_arena_init(&arena);
  hwnas_str_init(&out);
  cr_assert_null(hwnas_json_parse(&arena, document, strlen(document), "run.json", &json));
  hwnas_status_t *status = hwnas_run_override(&arena, json, text);
  *out_error = status ? status->error : 0;
  hwnas_status_destroy(status);
  hwnas_json_print(json, &out);
  hwnas_arena_deinit(&arena);
  return hwnas_str_take(&out);
}

Test(override, replaces_and_adds_values) {
  static const char *const cases[][3] = {
      {"{\"seed\":1}", "seed=7", "{\"seed\":7}"},
      {"{\"seed\":1}", "out=runs/x", "{\"seed\":1,\"out\":\"runs/x\"}"},
      {"{\"budget\":{\"trials\":5}}", "budget.trials=9", "{\"budget\":{\"trials\":9}}"},
      {"{}", "budget.time=8h", "{\"budget\":{\"time\":\"8h\"}}"},
      {"{\"a\":[{\"b\":1},{\"b\":2}]}", "a.1.b=[3,4]", "{\"a\":[{\"b\":1},{\"b\":[3,4]}]}"},
      {"{\"c\":[\"x\",\"y\"]}", "c.0=flops<=3", "{\"c\":[\"flops<=3\",\"y\"]}"},
      {"{\"c\":[1]}", "c.0={\"d\":{\"e\":1}}", "{\"c\":[{\"d\":{\"e\":1}}]}"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    hwnas_error_t error;
    char *text = override(cases[i][0], cases[i][1], &error);
    cr_expect_eq(error, 0, "%s", cases[i][1]);
    cr_expect_str_eq(text, cases[i][2]);
    free(text);
  }
}

Test(override, refuses_paths_that_lead_nowhere) {
  static const char *const cases[] = {"seed", "=3", "seed.x=1", "a.2=1", "a.x=1", "a.0.b.c=1"};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    hwnas_error_t error;
    free(override("{\"seed\":1,\"a\":[1,{\"b\":1}]}", cases[i], &error));
    cr_expect_eq(error, HWNAS_ERROR_USAGE, "%s", cases[i]);
  }
}

/* ---- Whole files ----------------------------------------------------------------------------- */

static char folder[] = "/tmp/hwnas-run-XXXXXX", path[64];

static void make_folder(void) {
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/first.json", folder);
}

static void remove_folder(void) {
  unlink(path);
  rmdir(folder);
}

TestSuite(run_file, .init = make_folder, .fini = remove_folder);

/* Loads text, which must be wrong, and expects every one of words (NULL-terminated) in the message. */
static void expect_errors(const char *text, const char *const *words) {
  FILE *file = fopen(path, "w");
  cr_assert_not_null(file);
  fputs(text, file);
  fclose(file);
  hwnas_context_t *context;
  hwnas_run_t *run = NULL;
  cr_assert_null(hwnas_context_create(NULL, 0, &context));
  hwnas_status_t *status = hwnas_run_load(context, path, NULL, &run);
  cr_assert_not_null(status);
  cr_expect_eq(hwnas_status_exit_code(status), 2);
  char *message = hwnas_status_format(status);
  for (; *words; words++) cr_expect_not_null(strstr(message, *words), "'%s' is not in: %s", *words, message);
  free(message);
  hwnas_status_destroy(status);
  hwnas_context_destroy(context);
  char out[80];
  snprintf(out, sizeof out, "%s/runs", folder);
  cr_expect_neq(access(out, F_OK), 0, "a failed start left a folder");
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(run_file, reports_every_error_of_every_section_with_its_place) {
  expect_errors(
      "{\n"
      " \"format\": \"hwnas-run/7\",\n"
      " \"space\": {\"use\": \"no_such_space\"},\n"
      " \"objectivs\": [],\n"
      " \"objectives\": [{\"metric\": \"flops\", \"goal\": \"minimise\"}],\n"
      " \"constraints\": [7, \"flops <= \"],\n"
      " \"strategy\": {\"use\": \"no_such_strategy\"},\n"
      " \"evaluator\": {\"use\": \"train\"},\n"
      " \"executor\": {\"use\": \"local\"},\n"
      " \"budget\": {\"trials\": 0, \"time\": \"8 hours\", \"epochs\": 3},\n"
      " \"seed\": -1\n"
      "}",
      WORDS("must be \"hwnas-run/1\" (", "first.json:2:", "no space 'no_such_space'",
            "first.json:3:", "unknown key 'objectivs'", "did you mean 'objectives'?",
            "did you mean 'minimize'?", "first.json:5:", "first.json:6:", "no strategy 'no_such_strategy'",
            "first.json:7:", "no evaluator 'train'", "no executor 'local'", "known: inline",
            "'trials' must be a whole number of at least 1", "'time' must be a duration",
            "unknown key 'epochs'", "first.json:10:", "'seed' must be", "first.json:11:"));
}

Test(run_file, says_what_is_missing) {
  expect_errors("{}", WORDS("no 'format'", "no 'space'", "no 'objectives'"));
  expect_errors("[]", WORDS("first.json"));
  expect_errors("{\"format\": ", WORDS("E0100", "first.json:1:"));
}

Test(run_file, names_plugins_that_cannot_be_loaded) {
  expect_errors(
      "{\"format\": \"hwnas-run/1\", \"space\": {\"use\": \"x\"}, \"objectives\": [{\"metric\": \"m\"}],"
      " \"plugins\": {\"load\": [\"my_ops\"]}}",
      WORDS("my_ops"));
}
