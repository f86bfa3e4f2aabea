/* Numbers that the authors of spaces print about their networks: what a metric states must round to what
 * stands in print. tests/oracle/printed.json holds them, each with its source. */
#include "oracle.h"
#include "space/count.h"

/* "67M", "0.067378M" or "5502344": a number with a unit, and half of its last digit. */
typedef struct printed {
  double value, tolerance;
} printed_t;

static printed_t parse_printed(const char *text) {
  char *end;
  double value = strtod(text, &end), last = 1;
  const char *point = memchr(text, '.', (size_t)(end - text));
  for (const char *digit = point ? point + 1 : end; digit < end; digit++) last /= 10;
  double unit = *end == 'k' ? 1e3 : *end == 'M' ? 1e6 : *end == 'G' ? 1e9 : 1;
  cr_assert(unit > 1 ? end[1] == '\0' : *end == '\0', "'%s' is no number", text);
  return (printed_t){.value = value * unit, .tolerance = unit == 1 ? 0 : last * unit / 2};
}

static const hwnas_json_t *parse_json(fixture_t *fixture, const char *text) {
  hwnas_json_t *json;
  check(hwnas_json_parse(&fixture->arena, text, strlen(text), "published", &json));
  return json;
}

static hwnas_space_t *load(fixture_t *fixture, const char *name, const hwnas_json_t *parameters) {
  hwnas_setting_t settings[16];
  hwnas_space_t *space = NULL;
  size_t n = parameters ? parameters->n : 0;
  cr_assert_leq(n, sizeof settings / sizeof *settings);
  for (size_t i = 0; i < n; i++)
    settings[i] = (hwnas_setting_t){.name = parameters->children[i].key, .value = &parameters->children[i]};
  check(hwnas_context_load_space(fixture->context, name, NULL, settings, n, &space));
  return space;
}

/* The network that a row names among the published ones of its space, or brings along. */
typedef struct network {
  const hwnas_json_t *parameters, *sample;
  const char *name;
} network_t;

static network_t find_network(fixture_t *fixture, const char *space_name, const hwnas_json_t *row) {
  const hwnas_json_t *name = hwnas_json_get(row, "network");
  network_t network = {hwnas_json_get(row, "parameters"), hwnas_json_get(row, "sample"), "its sample"};
  if (!name) return network;
  hwnas_space_t *space = load(fixture, space_name, NULL);
  size_t p = 0;
  while (p < space->n_published && strcmp(space->published[p].name, name->string) != 0) p++;
  cr_assert_lt(p, space->n_published, "%s has no network '%s'", space_name, name->string);
  network.parameters = parse_json(fixture, space->published[p].parameters_json);
  network.sample = parse_json(fixture, space->published[p].sample_json);
  network.name = name->string;
  hwnas_space_destroy(space);
  return network;
}

static void check_row(fixture_t *fixture, const hwnas_json_t *row) {
  const char *name = hwnas_json_get(row, "space")->string, *metric = hwnas_json_get(row, "metric")->string;
  const char *text = hwnas_json_get(row, "printed")->string;
  network_t network = find_network(fixture, name, row);
  hwnas_space_t *space = load(fixture, name, network.parameters);
  hwnas_profilers_t *profilers;
  hwnas_metric_set_t *set = compile(fixture, space, metric, &profilers);
  uint16_t *point = calloc(space->n_choices + 1, sizeof *point);
  printed_t printed = parse_printed(text);
  int64_t value = 0;
  check(hwnas_sample_from_json(space, network.sample, false, point));
  check(hwnas_metric_set_value(set, point, &value));
  cr_expect((double)value >= printed.value - printed.tolerance &&
                (double)value <= printed.value + printed.tolerance,
            "%s, %s: %s is %lld, in print %s", name, network.name, metric, (long long)value, text);
  free(point);
  hwnas_metric_set_destroy(set);
  hwnas_profilers_destroy(profilers);
  hwnas_space_destroy(space);
}

Test(published, networks_cost_what_is_printed) {
  fixture_t fixture;
  fixture_init(&fixture);
  const hwnas_json_t *rows = read_oracle(&fixture, "printed");
  cr_assert_geq(rows->n, 25);
  for (size_t i = 0; i < rows->n; i++) check_row(&fixture, &rows->children[i]);
  fixture_deinit(&fixture);
}

static void check_count(const char *name, const char *networks) {
  fixture_t fixture;
  hwnas_counts_t counts;
  fixture_init(&fixture);
  hwnas_space_t *space = load(&fixture, name, NULL);
  hwnas_counts_init(&counts);
  check(hwnas_space_count(space, &counts));
  char *text = mpz_get_str(NULL, 10, counts.networks);
  cr_expect_str_eq(text, networks, "%s: %s networks, not %s", name, text, networks);
  free(text);
  hwnas_counts_deinit(&counts);
  hwnas_space_destroy(space);
  fixture_deinit(&fixture);
}

/* Five stages of two to four blocks, each with 3 x 3 kernels and expansions: (9^2 + 9^3 + 9^4)^5, in the
 * paper "over 10^19". */
Test(published, count_of_ofa_mobilenet_v3) { check_count("ofa_mobilenet_v3", "21758655492572485851"); }

/* 22 layers, nine blocks each. */
Test(published, count_of_fbnet) { check_count("fbnet", "984770902183611232881"); }

/* The paper's nine widths; five stages of two to four blocks and one block more, each with 3 kernels and 4
 * expansions: 9 (12^2 + 12^3 + 12^4)^5 12. */
Test(published, count_of_mcunet) { check_count("mcunet", "637873379472116960722944"); }

Test(published, count_of_nats_size) { check_count("nats_size", "32768"); }
