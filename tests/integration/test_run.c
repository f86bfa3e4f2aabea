/* Whole runs through plugins: what is found, what is kept, what is refused. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/run.h"

typedef struct outcome {
  char folder[64]; /* fresh; holds run.json and out/ */
  char *error;
  hwnas_loop_result_t result;
} outcome_t;

static void write_file(const char *folder, const char *text) {
  char path[128];
  snprintf(path, sizeof path, "%s/run.json", folder);
  FILE *file = fopen(path, "w");
  cr_assert_not_null(file);
  fputs(text, file);
  fclose(file);
}

/* Runs the text as a run file in a folder of its own; the results are in folder/out. */
static void run_text(const char *text, outcome_t *out) {
  hwnas_context_t *context;
  hwnas_run_t *run = NULL;
  char path[128];
  hwnas_run_options_t options = {0};
  memset(out, 0, sizeof *out);
  strcpy(out->folder, "/tmp/hwnas-test-XXXXXX");
  cr_assert_not_null(mkdtemp(out->folder));
  write_file(out->folder, text);
  snprintf(path, sizeof path, "%s/run.json", out->folder);
  hwnas_status_t *status = hwnas_context_create(NULL, 0, &context);
  if (!status) status = hwnas_run_load(context, path, NULL, &run);
  if (!status) status = hwnas_run_execute(run, &options, &out->result);
  if (status) out->error = hwnas_status_format(status);
  hwnas_status_destroy(status);
  hwnas_run_destroy(run);
  hwnas_context_destroy(context);
}

static void remove_folder(outcome_t *outcome) {
  char command[200];
  snprintf(command, sizeof command, "rm -rf %s", outcome->folder);
  cr_assert_eq(system(command), 0);
  hwnas_loop_result_deinit(&outcome->result);
  free(outcome->error);
}

#define NETWORKS_BELOW 10144 /* of NAS-Bench-201 with at most 60 million FLOPs */
#define RUN(rest) "{\"format\": \"hwnas-run/1\", " rest ", \"out\": \"out\"}"

/* ---- What is found --------------------------------------------------------------------------- */

static outcome_t search_below(const char *constraint) {
  outcome_t outcome;
  char text[500];
  snprintf(text, sizeof text,
           RUN("\"space\": {\"use\": \"nasbench201\"}, \"objectives\": [{\"metric\": \"entropy\", \"goal\": "
               "\"maximize\"}, {\"metric\": \"flops\"}], \"constraints\": [\"%s\"], "
               "\"budget\": {\"proposals\": 1000000}, \"seed\": 3"),
           constraint);
  run_text(text, &outcome);
  cr_assert_null(outcome.error, "%s", outcome.error);
  cr_expect_eq(outcome.result.end, HWNAS_END_EXHAUSTED);
  cr_expect_eq(outcome.result.accepted, NETWORKS_BELOW);
  return outcome;
}

/* What a limit leaves is all that is proposed; of a constraint that is no limit every network is tested. */
Test(run, finds_the_best_of_a_whole_space) {
  outcome_t outcome = search_below("flops <= 60e6");
  cr_expect_eq(outcome.result.proposed, NETWORKS_BELOW);
  remove_folder(&outcome);
  outcome = search_below("flops + 0 * params <= 60e6");
  cr_expect_eq(outcome.result.proposed, 15625);
  remove_folder(&outcome);
}

typedef struct trial_check {
  char (*samples)[4096];
  size_t n;
  int64_t flops_max;
} trial_check_t;

static hwnas_status_t *check_trial(void *self, const hwnas_store_trial_t *trial) {
  trial_check_t *check = self;
  cr_assert_eq(trial->id, (int64_t)check->n + 1);
  cr_assert_eq(trial->status, HWNAS_TRIAL_DONE);
  cr_assert_leq(trial->metrics[0], check->flops_max);
  for (size_t i = 0; i < check->n; i++) cr_assert_str_neq(check->samples[i], trial->sample);
  snprintf(check->samples[check->n++], sizeof *check->samples, "%s", trial->sample);
  return NULL;
}

Test(run, keeps_every_accepted_network_once) {
  outcome_t outcome;
  char path[128];
  hwnas_store_t *store;
  hwnas_store_state_t state;
  run_text(RUN("\"space\": {\"use\": \"proxyless_nas\"}, \"profilers\": {\"flops\": {\"use\": \"flops\"}}, "
               "\"objectives\": [{\"metric\": \"flops\", \"goal\": \"minimize\"}], \"constraints\": [\"flops "
               "<= 300e6\"], "
               "\"budget\": {\"proposals\": 2000}"),
           &outcome);
  cr_assert_null(outcome.error, "%s", outcome.error);
  snprintf(path, sizeof path, "%s/out", outcome.folder);
  cr_assert_null(hwnas_store_open(path, &store));
  trial_check_t check = {.samples = calloc(2000, 4096), .flops_max = 300000000};
  cr_assert_null(hwnas_store_each_trial(store, check_trial, &check));
  cr_expect_eq(check.n, outcome.result.accepted);
  cr_assert_null(hwnas_store_state(store, &state));
  cr_expect_str_eq(state.status, "finished");
  cr_expect_str_eq(state.reason, "budget");
  cr_expect_eq(state.proposed, 2000);
  hwnas_store_close(store);
  free(check.samples);
  remove_folder(&outcome);
}

Test(run, the_same_seed_gives_the_same_run) {
  const char *text =
      RUN("\"space\": {\"use\": \"mobilenet_v3\"}, \"objectives\": [{\"metric\": \"entropy\"}], "
          "\"constraints\": [\"200e6 <= flops <= 300e6\", \"params <= 6e6\"], \"budget\": {\"proposals\": "
          "3000}, \"seed\": 11");
  outcome_t a, b;
  run_text(text, &a);
  run_text(text, &b);
  cr_assert_null(a.error, "%s", a.error);
  cr_expect_eq(a.result.accepted, b.result.accepted);
  cr_expect_eq(a.result.best, b.result.best);
  cr_assert_not_null(a.result.best_point);
  cr_expect_eq(memcmp(a.result.best_point, b.result.best_point, 67 * sizeof *a.result.best_point), 0);
  remove_folder(&a);
  remove_folder(&b);
}

Test(run, a_filter_drops_what_it_does_not_keep) {
  outcome_t outcome;
  run_text(RUN("\"space\": {\"use\": \"nasbench201\"}, \"objectives\": [{\"metric\": \"flops\"}], "
               "\"strategy\": {\"use\": \"random\", \"middleware\": [{\"use\": \"filter\", \"keep\": "
               "\"params < 500e3\"}]}, "
               "\"budget\": {\"trials\": 200}"),
           &outcome);
  cr_assert_null(outcome.error, "%s", outcome.error);
  cr_expect_eq(outcome.result.accepted, 200);
  cr_expect_gt(outcome.result.proposed, 200);
  remove_folder(&outcome);
}

Test(run, patience_ends_a_hopeless_filter) {
  outcome_t outcome;
  run_text(RUN("\"space\": {\"use\": \"nasbench201\"}, \"objectives\": [{\"metric\": \"flops\"}], "
               "\"strategy\": {\"use\": \"random\", \"middleware\": [{\"use\": \"filter\", \"keep\": "
               "\"params < 1\", \"patience\": 500}]}"),
           &outcome);
  cr_expect_eq(outcome.result.accepted, 0);
  cr_expect_eq(outcome.result.proposed, 500);
  remove_folder(&outcome);
}

/* ---- What is refused ------------------------------------------------------------------------- */

static void expect_refused(const char *text, const char *const *parts) {
  outcome_t outcome;
  char path[128];
  run_text(text, &outcome);
  cr_assert_not_null(outcome.error, "no error for %s", text);
  for (; *parts; parts++)
    cr_assert_not_null(strstr(outcome.error, *parts), "expected: %s\n     got: %s", *parts, outcome.error);
  snprintf(path, sizeof path, "%s/out", outcome.folder);
  cr_assert_neq(access(path, F_OK), 0, "something was left behind");
  remove_folder(&outcome);
}

Test(run, errors_come_together_and_leave_nothing) {
  expect_refused(
      RUN("\"space\": {\"use\": \"mobilenet_v3\", \"params\": {\"num_lables\": 5}}, \"objectives\": [], "
          "\"budget\": {\"trails\": 5}, \"strategy\": {\"use\": \"randm\"}"),
      (const char *const[]){"did you mean 'num_labels'?", "did you mean 'trials'?", "did you mean 'random'?",
                            NULL});
  expect_refused(RUN("\"space\": {\"use\": \"mobilenet_v33\"}, \"objectives\": [{\"metric\": \"flops\"}]"),
                 (const char *const[]){"did you mean 'mobilenet_v3'?", NULL});
  expect_refused(RUN("\"space\": {\"use\": \"nasbench201\"}, \"objectives\": [{\"metric\": \"flopps\"}], "
                     "\"constraints\": [\"paramss < 3\"]"),
                 (const char *const[]){"flopps", "paramss", NULL});
  expect_refused(RUN("\"space\": {\"use\": \"nasbench201\"}, \"objectives\": [{\"metric\": \"flops\", "
                     "\"goal\": \"minimise\"}]"),
                 (const char *const[]){"did you mean 'minimize'?", NULL});
  expect_refused(RUN("\"space\": {\"use\": \"nasbench201\"}, \"profilers\": {\"flops\": {\"use\": \"flops\", "
                     "\"count_bais\": false}}, "
                     "\"objectives\": [{\"metric\": \"flops\"}]"),
                 (const char *const[]){"did you mean 'count_bias'?", NULL});
  expect_refused(RUN("\"objectives\": [{\"metric\": \"flops\"}]"),
                 (const char *const[]){"has no 'space'", NULL});
  expect_refused("{\"format\": \"hwnas-run/1\", \"spce\": {}}",
                 (const char *const[]){"did you mean 'space'?", NULL});
}
