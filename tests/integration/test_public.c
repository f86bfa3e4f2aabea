/* The public API on spaces and metrics of the hub. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwnas/hwnas.h"

static hwnas_context_t *context;
static hwnas_space_t *space;

static void check(hwnas_status_t *status) {
  char *text = hwnas_status_format(status);
  cr_assert_null(status, "%s", text ? text : "");
  free(text);
}

static void init(void) {
  check(hwnas_context_create(NULL, 0, &context));
  check(hwnas_space_open(context, "nasbench201", "{\"num_labels\": 100}", &space));
}

static void deinit(void) {
  hwnas_space_destroy(space);
  hwnas_context_destroy(context);
}

TestSuite(public, .init = init, .fini = deinit);

/* The error's number; its text must hold part. Destroys it. */
static void expect_error(hwnas_status_t *status, uint32_t number, const char *part) {
  char *text = hwnas_status_format(status);
  cr_expect_eq(hwnas_status_number(status), number, "%s", text);
  cr_expect_not_null(strstr(text, part), "'%s' is not in: %s", part, text);
  free(text);
  hwnas_status_destroy(status);
}

Test(public, no_error) {
  char *text = hwnas_status_format(NULL);
  cr_expect_str_eq(text, "");
  cr_expect_eq(hwnas_status_number(NULL), 0u);
  cr_expect_eq(hwnas_status_exit_code(NULL), 0);
  free(text);
}

Test(public, parameters_are_a_json_object) {
  hwnas_space_t *other = NULL;
  expect_error(hwnas_space_open(context, "nasbench201", "{\"num_label\": 1}", &other), 202, "num_labels");
  expect_error(hwnas_space_open(context, "nasbench201", "[1]", &other), 101, "parameters:1:1");
  expect_error(hwnas_space_open(context, "nasbench201", "{", &other), 100, "parameters:1:");
  expect_error(hwnas_space_open(context, "nasbench20", NULL, &other), 201, "did you mean 'nasbench201'");
  expect_error(hwnas_space_parse(context, "{}", "mine.json", NULL, &other), 200, "mine.json:1:1");
  cr_expect_null(other);
}

Test(public, limits_hold_for_what_is_opened_later) {
  static const char text[] =
      "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4]}, \"network\": [{\"op\": \"relu\"}]}";
  hwnas_space_t *other = NULL;
  expect_error(hwnas_context_set_limit(context, "modulse", 5), 109, "did you mean 'modules'");
  expect_error(hwnas_context_set_limit(context, "modules", 0), 109, "from 1 to 10000000");
  check(hwnas_context_set_limit(context, "modules", 1));
  cr_expect_eq(hwnas_space_choices(space), 6u);
  expect_error(hwnas_space_open(context, "nasbench201", NULL, &other), 108, "--limit modules=2");
  expect_error(hwnas_space_parse(context, text, "mine.json", NULL, &other), 108,
               "more than 1 modules (mine.json");
  hwnas_builder_t *b = hwnas_builder_create("tiny");
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 4}, 2);
  hwnas_builder_set_network(b, hwnas_draft_add(hwnas_draft_sequential(b), hwnas_draft_op(b, "relu")));
  expect_error(hwnas_builder_space(b, context, &other), 108, "more than 1 modules");
  hwnas_builder_destroy(b);
  check(hwnas_context_set_limit(context, "modules", 2));
  check(hwnas_space_parse(context, text, "mine.json", NULL, &other));
  hwnas_space_destroy(other);
}

Test(public, choices) {
  char *value = NULL;
  cr_assert_eq(hwnas_space_choices(space), 6u);
  int64_t c = hwnas_space_find_label(space, "cell/1_3");
  cr_assert_geq(c, 0);
  cr_expect_str_eq(hwnas_space_label(space, (size_t)c), "cell/1_3");
  cr_expect_eq(hwnas_space_find_label(space, "cell/3_1"), -1);
  cr_expect_eq(hwnas_space_domain_size(space, 0), 5u);
  check(hwnas_space_domain_value(space, 0, 3, &value));
  cr_expect_str_eq(value, "\"conv_3x3\"");
  free(value);
}

Test(public, points_are_checked) {
  uint16_t point[6] = {4, 4, 4, 4, 4, 4};
  check(hwnas_space_check_point(space, point));
  point[2] = 5;
  expect_error(hwnas_space_check_point(space, point), 206, hwnas_space_label(space, 2));
}

Test(public, constraints_are_checked) {
  hwnas_builder_t *b = hwnas_builder_create("constrained");
  hwnas_space_t *one = NULL;
  char *feasible = NULL;
  hwnas_builder_add_input_exprs(b, "x", NULL, (const char *const[]){"1", "choice('n', [2, 3, 4])"}, 2);
  hwnas_builder_add_constraint(b, "n != 3");
  hwnas_builder_set_network(b, hwnas_draft_op(b, "relu"));
  check(hwnas_builder_space(b, context, &one));
  check(hwnas_space_check_point(one, (const uint16_t[]){2}));
  expect_error(hwnas_space_check_point(one, (const uint16_t[]){1}), 207, "n = 3");
  check(hwnas_space_count_networks(one, NULL, NULL, &feasible));
  cr_expect_str_eq(feasible, "2");
  free(feasible);
  hwnas_space_destroy(one);
  hwnas_builder_destroy(b);
}

Test(public, samples_go_to_json_and_back) {
  uint16_t points[20 * 6], again[6];
  check(hwnas_space_draw(space, 5, 20, points));
  cr_expect_neq(memcmp(&points[0], &points[6], sizeof again), 0);
  for (size_t i = 0; i < 20; i++) {
    char *text = NULL;
    check(hwnas_sample_json(space, &points[i * 6], &text));
    check(hwnas_sample_parse(space, text, strlen(text), "sample", false, again));
    cr_expect_arr_eq(again, &points[i * 6], sizeof again);
    free(text);
  }
}

/* The lone draw and a sampler of one's own give the same networks. */
Test(public, a_seed_gives_the_same_networks) {
  uint16_t all[10 * 6], one[6];
  hwnas_sampler_t *sampler = NULL;
  hwnas_random_t random;
  check(hwnas_space_draw(space, 7, 10, all));
  check(hwnas_sampler_create(space, HWNAS_LAW_NETWORKS, &sampler));
  hwnas_random_seed(&random, 7, 0);
  for (size_t i = 0; i < 10; i++) {
    check(hwnas_sampler_draw(sampler, &random, 1, one));
    cr_expect_arr_eq(one, &all[i * 6], sizeof one);
  }
  cr_expect_eq(hwnas_sampler_networks(sampler), 15625);
  hwnas_sampler_destroy(sampler);
}

Test(public, metrics) {
  hwnas_metric_set_t *set = NULL;
  uint16_t points[32 * 6];
  int64_t all[32 * 2], one[2];
  check(hwnas_metric_set_open(context, space, "flops,p=params(count_normalization=false)", &set));
  cr_assert_eq(hwnas_metric_set_size(set), 2u);
  cr_expect_str_eq(hwnas_metric_set_info(set, 1)->name, "p");
  cr_expect_str_eq(hwnas_metric_set_info(set, 0)->unit, "FLOP");
  cr_expect_eq(hwnas_metric_set_find(set, "p"), 1);
  cr_expect_eq(hwnas_metric_set_find(set, "params"), -1);
  check(hwnas_space_draw(space, 3, 32, points));
  check(hwnas_metric_set_values(set, points, 32, all));
  int64_t *parts = calloc(hwnas_space_operators(space), sizeof *parts);
  for (size_t i = 0; i < 32; i++) {
    check(hwnas_metric_set_value(set, &points[i * 6], one));
    cr_expect_arr_eq(one, &all[i * 2], sizeof one);
    for (size_t m = 0; m < 2; m++) {
      int64_t sum = 0;
      check(hwnas_metric_set_breakdown(set, m, &points[i * 6], parts));
      for (size_t u = 0; u < hwnas_space_operators(space); u++) sum += parts[u];
      cr_expect_eq(sum, one[m]);
    }
  }
  char *text = NULL;
  check(hwnas_metric_format(hwnas_metric_set_info(set, 0), 1234, &text));
  cr_expect_str_eq(text, "1234");
  free(text);
  free(parts);
  hwnas_metric_set_destroy(set);
}

Test(public, wrong_metrics) {
  hwnas_metric_set_t *set = NULL;
  expect_error(hwnas_metric_set_open(context, space, "flopps", &set), 400, "did you mean 'flops'");
  expect_error(hwnas_metric_set_open(context, space, "flops(", &set), 304, "flops(");
  cr_expect_null(set);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

typedef struct calls {
  size_t n, stop_after;
} calls_t;

static bool count_calls(void *self, const hwnas_progress_t *progress) {
  calls_t *calls = self;
  cr_assert_leq(progress->trials, progress->proposed);
  return ++calls->n < calls->stop_after;
}

/* rest: the members that differ from one run to the next. */
static const char *write_run_file(const char *folder, const char *rest) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/run.json", folder);
  FILE *file = fopen(path, "w");
  cr_assert_not_null(file);
  fprintf(file,
          "{\"format\": \"hwnas-run/1\", \"space\": {\"use\": \"nasbench201\"}, \"out\": \"found\", "
          "\"strategy\": {\"use\": \"random\"}, %s}",
          rest);
  fclose(file);
  return path;
}

#define FEWEST_FLOPS "\"objectives\": [{\"metric\": \"flops\", \"goal\": \"minimize\"}], "

static void remove_run(const char *folder) {
  char command[4200];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  cr_expect_eq(system(command), 0);
}

Test(public, a_run_to_its_end) {
  char folder[] = "/tmp/hwnas-public-XXXXXX";
  hwnas_run_t *run = NULL;
  hwnas_run_summary_t summary;
  uint16_t best[6];
  int64_t flops = 0;
  cr_assert_not_null(mkdtemp(folder));
  check(hwnas_run_load(context, write_run_file(folder, FEWEST_FLOPS "\"budget\": {\"trials\": 300}"), NULL,
                       &run));
  check(hwnas_run_search(run, NULL, NULL, 0, &summary, best));
  cr_expect_str_eq(summary.end, "budget");
  cr_expect_eq(summary.trials, 300u);
  cr_expect_eq(summary.failed, 0u);
  cr_expect_gt(summary.best, 0u);
  cr_expect_not_null(strstr(hwnas_run_folder(run), "found"));
  check(hwnas_space_check_point(hwnas_run_space(run), best));
  check(hwnas_metric_set_value(hwnas_run_metrics(run), best, &flops));
  cr_expect_gt(flops, 0);
  hwnas_run_destroy(run);
  remove_run(folder);
}

Test(public, a_run_is_stopped_by_its_caller) {
  char folder[] = "/tmp/hwnas-public-XXXXXX";
  hwnas_run_t *run = NULL;
  hwnas_run_summary_t summary;
  calls_t calls = {.stop_after = 3};
  cr_assert_not_null(mkdtemp(folder));
  check(hwnas_run_load(context, write_run_file(folder, FEWEST_FLOPS "\"budget\": {\"time\": \"5m\"}"), NULL,
                       &run));
  check(hwnas_run_search(run, count_calls, &calls, 0.01, &summary, NULL));
  cr_expect_str_eq(summary.end, "signal");
  cr_expect_geq(calls.n, 3u);
  hwnas_run_destroy(run);
  remove_run(folder);
}

Test(public, a_run_whose_evaluations_fail) {
  static const char rest[] =
      "\"objectives\": [{\"metric\": \"accuracy\", \"goal\": \"maximize\"}], \"evaluator\": "
      "{\"use\": \"command\", \"run\": [\"false\"]}, \"budget\": {\"trials\": 2}";
  char folder[] = "/tmp/hwnas-public-XXXXXX";
  hwnas_run_t *run = NULL;
  hwnas_run_summary_t summary;
  cr_assert_not_null(mkdtemp(folder));
  check(hwnas_run_load(context, write_run_file(folder, rest), NULL, &run));
  check(hwnas_run_search(run, NULL, NULL, 0, &summary, NULL));
  cr_expect_eq(summary.trials, 2u);
  cr_expect_eq(summary.failed, 2u);
  cr_expect_eq(summary.best, 0u);
  hwnas_run_destroy(run);
  remove_run(folder);
}

/* Seven levels of candidates: whether the last one is there is derived from six choices. */
static void write_nested(char *out, size_t size) {
  size_t used = (size_t)snprintf(
      out, size, "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 8, 16, 16]}, \"network\": ");
  for (int i = 0; i < 7; i++)
    used += (size_t)snprintf(
        out + used, size - used,
        "{\"choose\": \"n%d\", \"of\": {\"a\": {\"op\": \"conv2d\", \"out_channels\": %d, "
        "\"kernel_size\": 1}, \"b\": {\"op\": \"relu\"}, \"c\": {\"op\": \"identity\"}, \"d\": ",
        i, 8 * (i + 1));
  used += (size_t)snprintf(out + used, size - used,
                           "{\"op\": \"conv2d\", \"out_channels\": 8, \"kernel_size\": 3}");
  for (int i = 0; i < 7; i++) used += (size_t)snprintf(out + used, size - used, "}}");
  snprintf(out + used, size - used, "}");
}

/* Derived variables are no business of callers: points have an index per choice, however values are asked
 * for. */
Test(public, points_of_a_space_with_derived_variables) {
  enum { N = 100 };
  char text[4096];
  hwnas_space_t *nested = NULL;
  hwnas_metric_set_t *set = NULL;
  uint16_t points[N * 7];
  uint8_t columns[7 * N];
  int64_t values[N * 2], one[2], by_column[2 * N];
  write_nested(text, sizeof text);
  check(hwnas_space_parse(context, text, "nested.json", NULL, &nested));
  cr_assert_eq(hwnas_space_choices(nested), 7u);
  check(hwnas_metric_set_open(context, nested, "flops,params", &set));
  check(hwnas_space_draw(nested, 1, N, points));
  for (size_t i = 0; i < N; i++)
    for (size_t c = 0; c < 7; c++) columns[c * N + i] = (uint8_t)points[i * 7 + c];
  check(hwnas_metric_set_values(set, points, N, values));
  cr_assert(hwnas_metric_set_fits_bytes(set));
  check(hwnas_metric_set_columns(set, columns, N, N, by_column));
  for (size_t i = 0; i < N; i++) {
    check(hwnas_metric_set_value(set, &points[i * 7], one));
    for (size_t m = 0; m < 2; m++) {
      cr_expect_eq(one[m], values[i * 2 + m]);
      cr_expect_eq(one[m], by_column[m * N + i]);
    }
    /* The convolution of level k is there if all before it went deeper. */
    size_t k = 0;
    while (k < 7 && points[i * 7 + k] == 3) k++;
    int64_t params = 0;
    if (k == 7) params = 8 * 8 * 9 + 8;
    if (k < 7 && points[i * 7 + k] == 0) params = (8 + 1) * 8 * ((int64_t)k + 1);
    cr_expect_eq(one[1], params);
  }
  hwnas_metric_set_destroy(set);
  hwnas_space_destroy(nested);
}
