/* FLOPs and parameters of the hub spaces against numbers that others counted: equal, to the last unit. */
#include "oracle.h"
#include "space/count.h"

/* Metrics of a set, in this order; -1 where a file does not say. */
enum { FLOPS, PARAMS, MACS, N_METRICS };

static void compare(const hwnas_space_t *space, const hwnas_metric_set_t *set, const hwnas_json_t *sample,
                    bool lenient, const int64_t wanted[N_METRICS], const char *what) {
  static const char *const names[N_METRICS] = {"flops", "params", "macs"};
  uint16_t *point = calloc(space->n_choices + 1, sizeof *point);
  int64_t values[N_METRICS] = {0};
  check(hwnas_sample_from_json(space, sample, lenient, point));
  check(hwnas_metric_set_value(set, point, values));
  for (size_t m = 0; m < N_METRICS; m++)
    cr_assert(wanted[m] < 0 || values[m] == wanted[m], "%s: %s %lld, not %lld", what, names[m],
              (long long)values[m], (long long)wanted[m]);
  free(point);
}

static void check_variant(fixture_t *fixture, const hwnas_space_t *space, const hwnas_json_t *samples,
                          const hwnas_json_t *variant) {
  char metrics[200];
  hwnas_profilers_t *profilers;
  const char *word[2] = {"false", "true"};
  snprintf(metrics, sizeof metrics, "flops(count_bias=%s,count_normalization=%s,count_activation=%s)",
           word[hwnas_json_get(variant, "count_bias")->boolean],
           word[hwnas_json_get(variant, "count_normalization")->boolean],
           word[hwnas_json_get(variant, "count_activation")->boolean]);
  hwnas_metric_set_t *set = compile(fixture, space, metrics, &profilers);
  const hwnas_json_t *rows = hwnas_json_get(variant, "flops_params_first50");
  cr_assert_geq(rows->n, 10);
  for (size_t i = 0; i < rows->n; i++)
    compare(space, set, hwnas_json_get(&samples->children[i], "sample"), false,
            (int64_t[N_METRICS]){number(&rows->children[i].children[0]), -1, -1}, variant->key);
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
}

/* Constructor arguments as parameters: batch norm's constants do not count, and the depths are widened where
 * the reference cannot load its own network (the file's notes say how far). */
static size_t to_settings(fixture_t *fixture, const hwnas_json_t *network, hwnas_setting_t *out) {
  const hwnas_json_t *arguments = hwnas_json_get(network, "constructor_args"),
                     *note = hwnas_json_get(network, "note");
  const char *range = note ? strstr(note->string, "widened to ") : NULL;
  size_t n = 0;
  for (size_t i = 0; i < arguments->n; i++) {
    const char *key = arguments->children[i].key;
    if (strncmp(key, "bn_", 3) == 0 || (range && strcmp(key, "depth_range") == 0)) continue;
    out[n++] = (hwnas_setting_t){.name = key, .value = &arguments->children[i]};
  }
  if (range) {
    hwnas_json_t *value;
    range += strlen("widened to ");
    check(hwnas_json_parse(&fixture->arena, range, strlen(range), "note", &value));
    out[n++] = (hwnas_setting_t){.name = "depth_range", .value = value};
  }
  return n;
}

/* Where NNI's number of parameters leaves some out, so do its macs, and the file has all parameters under
 * `key`.
 */
static void read_counts(const hwnas_json_t *network, const char *key, int64_t out[N_METRICS]) {
  const hwnas_json_t *all = hwnas_json_get(network, key), *macs = hwnas_json_get(network, "macs");
  int64_t params = number(hwnas_json_get(network, "params"));
  out[FLOPS] = number(hwnas_json_get(network, "flops"));
  out[PARAMS] = all ? number(all) : params;
  out[MACS] = macs && out[PARAMS] == params ? number(macs) : -1;
}

static void check_count(mpz_t count, const char *expected) {
  char *text = mpz_get_str(NULL, 10, count);
  cr_assert_str_eq(text, expected);
  free(text);
}

static void check_counts(const hwnas_space_t *space, const char *networks, const char *feasible,
                         const char *samples) {
  hwnas_counts_t counts;
  hwnas_counts_init(&counts);
  check(hwnas_space_count(space, &counts));
  check_count(counts.networks, networks);
  check_count(counts.feasible, feasible);
  check_count(counts.samples, samples);
  hwnas_counts_deinit(&counts);
}

static void check_samples(fixture_t *fixture, const hwnas_space_t *space, const hwnas_json_t *samples,
                          const char *what) {
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set = compile(fixture, space, "flops,params,macs", &profilers);
  cr_assert_geq(samples->n, 10);
  for (size_t i = 0; i < samples->n; i++) {
    const hwnas_json_t *one = &samples->children[i];
    int64_t counts[N_METRICS];
    read_counts(one, "true_params", counts);
    compare(space, set, hwnas_json_get(one, "sample"), false, counts, what);
  }
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
}

static void check_constrained(const char *hub, const char *file, const char *networks, const char *feasible) {
  fixture_t fixture;
  hwnas_setting_t settings[16];
  hwnas_space_t *space = NULL;
  fixture_init(&fixture);
  const hwnas_json_t *oracle = read_oracle(&fixture, file);
  size_t n = to_settings(&fixture, oracle, settings);
  check(hwnas_context_load_space(fixture.context, hub, NULL, settings, n, &space));
  const hwnas_json_t *samples = hwnas_json_get(oracle, "samples"),
                     *variants = hwnas_json_get(oracle, "flag_variants");
  check_samples(&fixture, space, samples, file);
  for (size_t i = 0; variants && i < variants->n; i++)
    check_variant(&fixture, space, samples, &variants->children[i]);
  check_counts(space, networks, feasible, hwnas_json_get(oracle, "size_label_product")->string);
  hwnas_space_destroy(space);
  fixture_deinit(&fixture);
}

static void check_oracle(const char *hub, const char *file, const char *networks) {
  check_constrained(hub, file, networks, networks);
}

Test(oracle, mobilenet_v3) {
  check_oracle("mobilenet_v3", "MobileNetV3Space", "2203368352784502925061485493979840000");
}
Test(oracle, proxyless_nas) { check_oracle("proxyless_nas", "ProxylessNAS", "54375883032510144"); }
Test(oracle, nasbench201) { check_oracle("nasbench201", "NasBench201", "15625"); }

/* 20 blocks of 4 candidates each, with 8 inner widths where these are searched: 4^20, 32^20. */
Test(oracle, shufflenet) { check_oracle("shufflenet", "ShuffleNetSpace", "1099511627776"); }
Test(oracle, shufflenet_channels) {
  check_oracle("shufflenet", "ShuffleNetSpace_channel_search", "1267650600228229401496703205376");
}

/* 3 widths, and per block b pairs of heads and ratio; blocks that are not there choose nothing:
 * 3 (b^12 + b^13 + b^14) with b = 6, then 9, and 3 (9^14 + 9^15 + 9^16). */
Test(oracle, autoformer_tiny) { check_oracle("autoformer", "AutoFormer", "280804921344"); }
Test(oracle, autoformer_small) { check_oracle("autoformer", "AutoFormer_small", "77103263459313"); }
Test(oracle, autoformer_base) { check_oracle("autoformer", "AutoFormer_base", "6245364340204353"); }

/* Every label of a cell of b nodes and c candidates always matters: both cells have ((b + 1)!)^2 c^(2b)
 * values, the default adds 3 widths and 5 numbers of cells. Here b = 4, c = 7. */
static const char darts[] = "6891180482912463360000";
Test(oracle, darts) { check_oracle("darts", "DARTS", "103367707243686950400000"); }
Test(oracle, darts_w16_n3) { check_oracle("darts", "DARTS_w16_n3", darts); }
Test(oracle, darts_w16_n8) { check_oracle("darts", "DARTS_w16_n8", darts); }
Test(oracle, darts_w36_n20) { check_oracle("darts", "DARTS_w36_n20", darts); }
Test(oracle, darts_imagenet) { check_oracle("darts", "DARTS_imagenet_w48_n14", darts); }

/* b = 5, c = 5 */
Test(oracle, enas) { check_oracle("enas", "ENAS", "384433593750000000000000000"); }
Test(oracle, enas_w16_n8) { check_oracle("enas", "ENAS_w16_n8", "25628906250000000000000000"); }

/* b = 5, c = 8 */
Test(oracle, pnas) { check_oracle("pnas", "PNAS", "4647516974116161337058918400000"); }
Test(oracle, pnas_w16_n8) { check_oracle("pnas", "PNAS_w16_n8", "309834464941077422470594560000"); }
Test(oracle, amoebanet) { check_oracle("amoebanet", "AmoebaNet", "4647516974116161337058918400000"); }
Test(oracle, amoebanet_w16_n8) {
  check_oracle("amoebanet", "AmoebaNet_w16_n8", "309834464941077422470594560000");
}

/* b = 5, c = 13 */
Test(oracle, nasnet) { check_oracle("nasnet", "NASNet", "76610498965704453192482832998400000"); }
Test(oracle, nasnet_w16_n8) { check_oracle("nasnet", "NASNet_w16_n8", "5107366597713630212832188866560000"); }

/* No formula is known: another program went through all lists of edges, as tests/brute does for fewer. */
Test(oracle, nasbench101) { check_constrained("nasbench101", "NasBench101", "69436740", "4430321"); }

/* The original, which carries labels that no module has, and the cleaned one of the hub. */
static void check_published(fixture_t *fixture, const char *hub, const hwnas_json_t *network) {
  hwnas_setting_t settings[16];
  hwnas_space_t *space = NULL;
  hwnas_profilers_t *profilers;
  const char *name = hwnas_json_get(network, "name")->string;
  int64_t counts[N_METRICS];
  read_counts(network, "all_params", counts);
  size_t n = to_settings(fixture, network, settings);
  check(hwnas_context_load_space(fixture->context, hub, NULL, settings, n, &space));
  hwnas_metric_set_t *set = compile(fixture, space, "flops,params,macs", &profilers);
  compare(space, set, hwnas_json_get(network, "sample"), true, counts, name);
  size_t p = 0;
  while (p < space->n_published && strcmp(space->published[p].name, name) != 0) p++;
  cr_assert_lt(p, space->n_published, "%s is not in the hub", name);
  hwnas_json_t *clean;
  check(hwnas_json_parse(&fixture->arena, space->published[p].sample_json,
                         strlen(space->published[p].sample_json), name, &clean));
  compare(space, set, clean, false, counts, name);
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
  hwnas_space_destroy(space);
}

static const char *hub_of(const char *class) {
  static const char *const hubs[][2] = {{"MobileNetV3Space", "mobilenet_v3"},
                                        {"ProxylessNAS", "proxyless_nas"},
                                        {"ShuffleNetSpace", "shufflenet"},
                                        {"AutoFormer", "autoformer"},
                                        {"DARTS", "darts"}};
  for (size_t i = 0; i < sizeof hubs / sizeof *hubs; i++)
    if (strcmp(hubs[i][0], class) == 0) return hubs[i][1];
  return NULL;
}

Test(oracle, published) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_json_t *networks = read_oracle(&fixture, "published");
  size_t n = 0;
  for (size_t i = 0; i < networks->n; i++) {
    const char *hub = hub_of(hwnas_json_get(&networks->children[i], "space")->string);
    if (!hub) continue;
    check_published(&fixture, hub, &networks->children[i]);
    n++;
  }
  cr_assert_eq(n, 21);
  fixture_deinit(&fixture);
}
