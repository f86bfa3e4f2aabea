/* Hub spaces under other values of their parameters, against counts of torch networks: equal, to the last
 * unit. */
#include "oracle.h"

#define COUNTS_MAX 16
#ifdef __SANITIZE_ADDRESS__
#define STEP 3 /* what memory is touched hangs on the space more than on its parameters */
#else
#define STEP 1
#endif

static void check_sample(const hwnas_space_t *space, const hwnas_metric_set_t *set, const hwnas_json_t *row,
                         const char *what) {
  const hwnas_json_t *counts = hwnas_json_get(row, "counts");
  uint16_t *point = calloc(space->n_choices + 1, sizeof *point);
  int64_t values[COUNTS_MAX] = {0};
  cr_assert_not_null(point);
  cr_assert_eq(counts->n, hwnas_metric_set_size(set));
  check(hwnas_sample_from_json(space, hwnas_json_get(row, "sample"), false, point));
  check(hwnas_metric_set_value(set, point, values));
  for (size_t m = 0; m < counts->n; m++)
    cr_expect_eq(values[m], number(&counts->children[m]), "%s, sample %zu: metric %zu is %lld, not %lld",
                 what, row->index, m, (long long)values[m], (long long)number(&counts->children[m]));
  free(point);
}

static void check_setting(fixture_t *fixture, const hwnas_json_t *oracle, const hwnas_json_t *setting) {
  const hwnas_json_t *parameters = hwnas_json_get(setting, "parameters"),
                     *samples = hwnas_json_get(setting, "samples");
  const char *hub = hwnas_json_get(oracle, "space")->string;
  hwnas_setting_t settings[16];
  hwnas_space_t *space = NULL;
  hwnas_profilers_t *profilers;
  char what[100];
  cr_assert_leq(parameters->n, sizeof settings / sizeof *settings);
  for (size_t i = 0; i < parameters->n; i++)
    settings[i] = (hwnas_setting_t){.name = parameters->children[i].key, .value = &parameters->children[i]};
  snprintf(what, sizeof what, "%s, setting %zu", hub, setting->index);
  check(hwnas_context_load_space(fixture->context, hub, NULL, settings, parameters->n, &space));
  hwnas_metric_set_t *set = compile(fixture, space, hwnas_json_get(oracle, "metrics")->string, &profilers);
  cr_assert_geq(samples->n, 4);
  cr_assert_leq(hwnas_metric_set_size(set), COUNTS_MAX);
  for (size_t i = 0; i < samples->n; i++) check_sample(space, set, &samples->children[i], what);
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
  hwnas_space_destroy(space);
}

static void check_settings(const char *file, size_t at_least) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_json_t *oracle = read_oracle(&fixture, file), *settings = hwnas_json_get(oracle, "settings");
  cr_assert_geq(settings->n, at_least);
  for (size_t i = 0; i < settings->n; i += STEP) check_setting(&fixture, oracle, &settings->children[i]);
  fixture_deinit(&fixture);
}

Test(settings, mobilenet_v3) { check_settings("mobilenet_v3_settings", 20); }
Test(settings, proxyless_nas) { check_settings("proxyless_nas_settings", 10); }
Test(settings, nasbench201) { check_settings("nasbench201_settings", 10); }
Test(settings, shufflenet) { check_settings("shufflenet_settings", 10); }
Test(settings, autoformer) { check_settings("autoformer_settings", 20); }
Test(settings, ofa_mobilenet_v3) { check_settings("ofa_mobilenet_v3_settings", 10); }
Test(settings, ofa_resnet50) { check_settings("ofa_resnet50_settings", 8); }
Test(settings, fbnet) { check_settings("fbnet_settings", 8); }
Test(settings, mcunet) { check_settings("mcunet_settings", 8); }
Test(settings, nats_size) { check_settings("nats_size_settings", 8); }
Test(settings, darts) { check_settings("darts_settings", 10); }
Test(settings, pnas) { check_settings("pnas_settings", 8); }
Test(settings, enas) { check_settings("enas_settings", 8); }
Test(settings, nasnet) { check_settings("nasnet_settings", 8); }
Test(settings, amoebanet) { check_settings("amoebanet_settings", 8); }
Test(settings, nasbench101) { check_settings("nasbench101_settings", 14); }
