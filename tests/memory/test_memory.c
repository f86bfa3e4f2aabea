/* Spaces, samples, metrics and searches while memory runs out. */
#include "space/expand.h"

#include "memory.h"

static const char small[] =
    "{\"format\": \"hwnas-space/1\", \"name\": \"small\", \"parameters\": {\"w\": [4, 8]}, \"presets\": "
    "{\"p\": {\"w\": [2, "
    "4]}}, \"let\": {\"W(i)\": \"=choice('w{i}', w)\"}, \"choices\": {\"k\": {\"domain\": [1, 3]}}, "
    "\"blocks\": {\"b\": "
    "{\"args\": {\"c\": null}, \"body\": [{\"op\": \"conv\", \"c\": \"=c\"}]}}, \"constraints\": [\"w0 + w1 "
    "< 16\"], "
    "\"input\": {\"x\": [1, 4, 16]}, \"formulas\": {\"conv\": {\"attributes\": {\"c\": null, \"k\": 1}, "
    "\"shape\": "
    "[\"=[in0[0], c, in0[2]]\"], \"work\": {\"macs\": \"=c * in0[1]\"}, \"weights\": {\"weight\": \"=c\"}}, "
    "\"same\": "
    "{\"shape\": [\"=in0\"], \"cost\": 0}, \"add\": {\"shape\": [\"=in0\"], \"work\": {\"elementwise\": "
    "1}}}, \"network\": "
    "[{\"block\": \"b\", \"c\": \"=W(0)\"}, {\"choose\": \"o\", \"of\": {\"a\": {\"op\": \"conv\", \"c\": "
    "\"=W(1)\", \"k\": "
    "\"=choice('k')\"}, \"b\": {\"op\": \"same\"}}}, {\"repeat\": {\"residual\": {\"op\": \"same\"}}, "
    "\"index\": \"j\", "
    "\"count\": \"=choice('depth', [1, 2])\"}, {\"graph\": [{\"node\": \"n\", \"op\": \"same\"}, {\"node\": "
    "\"m\", \"merge\": "
    "\"add\", \"of\": [{\"op\": \"same\", \"from\": \"n\"}, {\"op\": \"same\", \"from\": \"x\"}]}], "
    "\"input\": \"x\"}]}";

static hwnas_status_t *open_space(void) {
  hwnas_space_t *made = NULL;
  hwnas_status_t *status = hwnas_space_open(context, "nasbench201", "{\"num_labels\": 7}", &made);
  hwnas_space_destroy(made);
  return status;
}

static hwnas_status_t *parse_space(void) {
  hwnas_space_t *made = NULL;
  hwnas_str_t text;
  char *networks = NULL;
  hwnas_str_init(&text);
  hwnas_status_t *status = hwnas_space_parse(context, small, "small.json", "{\"preset\": \"p\"}", &made);
  if (!status) status = hwnas_space_count_networks(made, NULL, &networks, NULL);
  if (!status) cr_assert_str_eq(networks, "20");
  if (!status) status = hwnas_space_expand(made, &text);
  free(networks);
  hwnas_str_deinit(&text);
  hwnas_space_destroy(made);
  return status;
}

static hwnas_status_t *parse_wrong_space(void) {
  static const char wrong[] =
      "{\"format\": \"hwnas-space/1\", \"inptu\": {}, \"network\": [{\"op\": \"=1 +\"}, {\"op\": 3}]}";
  hwnas_space_t *made = NULL;
  hwnas_status_t *status = hwnas_space_parse(context, wrong, "wrong.json", NULL, &made);
  cr_assert_not_null(status);
  char *text = hwnas_status_format(status);
  free(text);
  hwnas_status_destroy(status);
  return NULL;
}

static hwnas_status_t *read_samples(void) {
  static const char *const texts[] = {
      "{\"cell/0_1\": \"none\", \"cell/0_2\": \"none\", \"cell/1_2\": \"none\", \"cell/0_3\": \"none\", "
      "\"cell/1_3\": \"none\", "
      "\"cell/2_3\": \"conv_1x1\"}",
      "{\"cell/0_1\": \"nnoe\", \"cel/0_2\": 3}", "{\"cell/0_1\": "};
  uint16_t point[6];
  char *text = NULL;
  for (size_t i = 1; i < 3; i++) {
    hwnas_status_t *status = hwnas_sample_parse(space, texts[i], strlen(texts[i]), "s", false, point);
    cr_assert_not_null(status);
    hwnas_status_destroy(status);
  }
  hwnas_status_t *status = hwnas_sample_parse(space, texts[0], strlen(texts[0]), "s", false, point);
  if (!status) status = hwnas_sample_json(space, point, &text);
  if (!status) cr_assert_not_null(strstr(text, "\"cell/2_3\":\"conv_1x1\""));
  free(text);
  return status;
}

static hwnas_status_t *draw_and_price(void) {
  hwnas_metric_set_t *set = NULL;
  uint16_t points[60];
  int64_t values[20];
  hwnas_status_t *status = hwnas_space_draw(space, 3, 10, points);
  if (!status)
    status = hwnas_metric_set_open(context, space, "flops,p=params(count_normalization=false)", &set);
  if (!status) status = hwnas_metric_set_values(set, points, 10, values);
  hwnas_metric_set_destroy(set);
  return status;
}

static hwnas_status_t *look_up(void) {
  char metrics[120];
  hwnas_metric_set_t *set = NULL;
  uint16_t points[12] = {0};
  int64_t values[4];
  points[6] = 1;
  snprintf(metrics, sizeof metrics, "flops,ms=table(table=%s/table.csv)", folder);
  hwnas_status_t *status = hwnas_metric_set_open(context, space, metrics, &set);
  if (!status) status = hwnas_metric_set_values(set, points, 2, values);
  if (!status) cr_assert(values[1] == 2500000 && values[3] == HWNAS_METRIC_UNKNOWN);
  hwnas_metric_set_destroy(set);
  return status;
}

static hwnas_status_t *build_space(void) {
  hwnas_builder_t *b = hwnas_builder_create("built");
  hwnas_space_t *made = NULL;
  char *text = NULL;
  hwnas_builder_add_input(b, "x", NULL, (const int64_t[]){1, 4, 8, 8}, 4);
  hwnas_draft_t *conv = hwnas_draft_op(b, "conv2d"), *choose = hwnas_draft_choose(b, "op");
  hwnas_draft_set_expr(conv, "out_channels", "choice('w', [4, 8])");
  hwnas_draft_set_int(conv, "kernel_size", 1);
  hwnas_draft_add_candidate(choose, "conv", conv);
  hwnas_draft_add_candidate(choose, "skip", hwnas_draft_op(b, "identity"));
  hwnas_builder_set_network(b, choose);
  hwnas_status_t *status = hwnas_builder_print(b, &text);
  if (!status) status = hwnas_builder_space(b, context, &made);
  free(text);
  hwnas_space_destroy(made);
  hwnas_builder_destroy(b);
  return status;
}

static hwnas_status_t *search(void) {
  static int number;
  char path[80], out[80];
  hwnas_run_t *run = NULL;
  hwnas_run_summary_t summary;
  uint16_t best[6];
  snprintf(path, sizeof path, "%s/run.json", folder);
  snprintf(out, sizeof out, "%s/out%d", folder, number++);
  const hwnas_run_overrides_t overrides = {
      .out = out, .settings = (const char *const[]){"budget.trials=5"}, .n_settings = 1};
  hwnas_status_t *status = hwnas_run_load(context, path, &overrides, &run);
  if (!status) status = hwnas_run_search(run, NULL, NULL, 1, &summary, best);
  hwnas_run_destroy(run);
  return status;
}

static hwnas_status_t *make_context(void) {
  hwnas_context_t *other = NULL;
  hwnas_status_t *status = hwnas_context_create((const char *const[]){"/tmp"}, 1, &other);
  hwnas_context_destroy(other);
  return status;
}

TestSuite(memory, .init = memory_prepare, .fini = memory_clean_up);

Test(memory, opening_a_space) { exhaust(open_space); }
Test(memory, parsing_counting_and_expanding_a_space) { exhaust(parse_space); }
Test(memory, errors_of_a_space) { exhaust(parse_wrong_space); }
Test(memory, samples) { exhaust(read_samples); }
Test(memory, drawing_and_pricing) { exhaust(draw_and_price); }
Test(memory, looking_up) { exhaust(look_up); }
Test(memory, building_a_space) { exhaust(build_space); }
Test(memory, searching) { exhaust(search); }
Test(memory, making_a_context) { exhaust(make_context); }
