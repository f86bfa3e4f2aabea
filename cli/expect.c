#include "expect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/region.h"
#include "json/json.h"
#include "space/sample.h"

#define OPTION "--expect"
#define DOMAIN_SHOWN 12
#define EXACT_BELOW 10000.0 /* smaller numbers get more decimals */

typedef struct expect {
  const hwnas_costs_t *costs;
  const hwnas_arg_values_t *conditions;
  size_t n_metrics, *first; /* first: per choice its first probability; one more at the end */
  double *p;
  hwnas_moments_t moments; /* without conditions: means and their gradients alone */
} expect_t;

static size_t size_of(const expect_t *expect) { return expect->first[expect->costs->space->n_choices]; }

/* ---- Reading --------------------------------------------------------------------------------- */

static void fill_uniform(expect_t *expect) {
  const hwnas_space_t *space = expect->costs->space;
  for (size_t c = 0; c < space->n_choices; c++)
    for (uint32_t k = 0; k < space->choices[c].n; k++)
      expect->p[expect->first[c] + k] = 1.0 / space->choices[c].n;
}

static hwnas_status_t *read_number(const hwnas_json_t *json, double *out) {
  if (json->type != HWNAS_JSON_INT) HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_REAL));
  *out = json->type == HWNAS_JSON_INT ? (double)json->integer : json->real;
  return NULL;
}

/* In the order of the domain. */
static hwnas_status_t *read_array(const hwnas_choice_t *choice, const hwnas_json_t *json, double *p) {
  if (json->n != choice->n)
    return hwnas_json_at(
        hwnas_status_make(HWNAS_ERROR_OUT_OF_DOMAIN, "%zu probabilities for the %u values of label '%s'",
                          json->n, choice->n, choice->label),
        json);
  for (size_t k = 0; k < json->n; k++) HWNAS_TRY(read_number(&json->children[k], &p[k]));
  return NULL;
}

/* A value as the key of an object: texts stand for themselves, others for how JSON has them. */
static const char *key_of(const hwnas_value_t *value, hwnas_str_t *scratch) {
  hwnas_str_clear(scratch);
  if (value->type == HWNAS_VALUE_STRING) return value->string;
  hwnas_value_print_json(value, scratch);
  return scratch->text ? scratch->text : "";
}

static hwnas_status_t *unknown_value(const hwnas_choice_t *choice, const hwnas_json_t *json) {
  hwnas_str_t domain;
  hwnas_str_init(&domain);
  hwnas_print_domain(choice->domain, choice->n, DOMAIN_SHOWN, &domain);
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_OUT_OF_DOMAIN, "%s is not in the domain of label '%s'", json->key, choice->label);
  hwnas_status_detail(status, "'%s' is one of %s", choice->label, domain.text ? domain.text : "");
  hwnas_str_deinit(&domain);
  return hwnas_json_at(status, json);
}

/* Value to probability; values that are not there have none. */
static hwnas_status_t *read_object(const hwnas_choice_t *choice, const hwnas_json_t *json, double *p) {
  hwnas_status_t *errors = NULL;
  hwnas_str_t scratch;
  hwnas_str_init(&scratch);
  for (uint32_t k = 0; k < choice->n; k++) p[k] = 0;
  for (size_t i = 0; i < json->n; i++) {
    const hwnas_json_t *child = &json->children[i];
    uint32_t k = 0;
    while (k < choice->n && strcmp(key_of(&choice->domain[k], &scratch), child->key) != 0) k++;
    hwnas_status_append(&errors, k < choice->n ? read_number(child, &p[k]) : unknown_value(choice, child));
  }
  hwnas_str_deinit(&scratch);
  return errors;
}

static hwnas_status_t *read_label(expect_t *expect, const hwnas_json_t *json, hwnas_arena_t *arena) {
  const hwnas_space_t *space = expect->costs->space;
  const hwnas_choice_t *choice = hwnas_space_find(space, json->key);
  if (!choice) return hwnas_sample_unknown_label(space, json, arena);
  double *p = &expect->p[expect->first[choice - space->choices]];
  if (json->type == HWNAS_JSON_OBJECT) return read_object(choice, json, p);
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_ARRAY));
  return read_array(choice, json, p);
}

/* A file, standard input for "-", or the JSON itself if it begins like an object. */
static hwnas_status_t *read_document(hwnas_arena_t *arena, const char *from, hwnas_json_t **out) {
  while (*from == ' ' || *from == '\n' || *from == '\t') from++;
  if (*from == '{') return hwnas_json_parse(arena, from, strlen(from), OPTION, out);
  if (strcmp(from, "-") == 0) return hwnas_json_read_stream(arena, stdin, "standard input", out);
  return hwnas_json_read_file(arena, from, out);
}

static hwnas_status_t *read_all(expect_t *expect, hwnas_arena_t *arena, const char *from) {
  hwnas_json_t *json;
  hwnas_status_t *errors = NULL;
  HWNAS_TRY(read_document(arena, from, &json));
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  fill_uniform(expect);
  for (size_t i = 0; i < json->n; i++)
    hwnas_status_append(&errors, read_label(expect, &json->children[i], arena));
  return errors;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static hwnas_status_t *compute_all(expect_t *expect) {
  hwnas_expectation_t *expectation;
  HWNAS_TRY(hwnas_expectation_create(expect->costs->set, &expectation));
  hwnas_status_t *status = hwnas_expectation_compute(expectation, expect->p, expect->moments.means,
                                                     expect->moments.mean_gradients);
  hwnas_expectation_destroy(expectation);
  return status;
}

static hwnas_status_t *compute_given(expect_t *expect) {
  hwnas_region_t *region;
  HWNAS_TRY(hwnas_region_create(expect->costs->space, expect->costs->set, expect->conditions->items,
                                expect->conditions->n, NULL, &region));
  hwnas_moments_t moments = expect->moments; /* to arrays that stay ours */
  hwnas_status_t *status = hwnas_region_moments(region, expect->p, &moments);
  expect->moments.probability = moments.probability;
  hwnas_region_destroy(region);
  return status;
}

static hwnas_status_t *compute(expect_t *expect, const char *distribution) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = read_all(expect, &arena, distribution);
  hwnas_arena_deinit(&arena);
  if (status) return status;
  status = expect->conditions->n > 0 ? compute_given(expect) : compute_all(expect);
  return status ? hwnas_status_at(status, OPTION) : NULL;
}

/* ---- Printing -------------------------------------------------------------------------------- */

static const hwnas_metric_info_entry_t *info_of(const expect_t *expect, size_t m) {
  return hwnas_metric_set_info(expect->costs->set, m);
}

static void append_number(const expect_t *expect, size_t m, double quanta, hwnas_str_t *out) {
  hwnas_value_t value = hwnas_value_real(quanta * info_of(expect, m)->quantum);
  hwnas_value_print_json(&value, out);
}

static void append_gradient(const expect_t *expect, size_t m, hwnas_str_t *out) {
  const hwnas_space_t *space = expect->costs->space;
  const double *gradient = expect->moments.mean_gradients + m * size_of(expect);
  for (size_t c = 0; c < space->n_choices; c++) {
    size_t first = expect->first[c];
    hwnas_str_append(out, c ? "," : "");
    hwnas_json_print_string(space->choices[c].label, out);
    for (uint32_t k = 0; k < space->choices[c].n; k++) {
      hwnas_str_append(out, k ? "," : ":[");
      append_number(expect, m, gradient[first + k], out);
    }
    hwnas_str_append(out, "]");
  }
}

static double sd_of(const expect_t *expect, size_t m) {
  return sqrt(expect->moments.covariances[m * expect->n_metrics + m]);
}

static void append_json(const expect_t *expect, hwnas_str_t *out) {
  for (size_t m = 0; m < expect->n_metrics; m++) {
    hwnas_str_append(out, m ? "," : "{");
    hwnas_json_print_string(info_of(expect, m)->name, out);
    hwnas_str_append(out, ":{\"expectation\":");
    append_number(expect, m, expect->moments.means[m], out);
    if (expect->conditions->n > 0) {
      hwnas_str_append(out, ",\"sd\":");
      append_number(expect, m, sd_of(expect, m), out);
      hwnas_str_append(out, ",\"probability\":");
      hwnas_print_json_double(expect->moments.probability, out);
    }
    hwnas_str_append(out, ",\"gradient\":{");
    append_gradient(expect, m, out);
    hwnas_str_append(out, "}}");
  }
  hwnas_str_append(out, "}\n");
}

static hwnas_status_t *print_json(const expect_t *expect) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  append_json(expect, &text);
  hwnas_status_t *status = hwnas_output_write(&text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *print_table(const expect_t *expect) {
  static const char *const titles[] = {"metric", ">expected", ">", "unit"};
  hwnas_columns_t columns;
  hwnas_str_t text;
  hwnas_columns_init(&columns, titles, 4);
  hwnas_str_init(&text);
  for (size_t m = 0; m < expect->n_metrics; m++) {
    const hwnas_metric_info_entry_t *info = info_of(expect, m);
    double value = expect->moments.means[m] * info->quantum;
    hwnas_str_clear(&text);
    hwnas_str_appendf(&text, "%.*f", fabs(value) < EXACT_BELOW ? 4 : 1, value);
    hwnas_costs_add_row(&columns, info, text.text, value);
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_str_deinit(&text);
  hwnas_columns_deinit(&columns);
  if (expect->conditions->n > 0)
    fprintf(stderr, "hwnas: given conditions that hold with a probability of %.6g\n",
            expect->moments.probability);
  return status;
}

static hwnas_status_t *alloc(expect_t *expect) {
  const hwnas_space_t *space = expect->costs->space;
  size_t n = expect->n_metrics;
  expect->first = calloc(space->n_choices + 1, sizeof *expect->first);
  HWNAS_TRY_ALLOC(expect->first);
  hwnas_space_number_values(space, expect->first);
  expect->p = calloc(size_of(expect) + 1, sizeof(double));
  expect->moments.means = calloc(n + 1, sizeof(double));
  expect->moments.covariances = calloc(n * n + 1, sizeof(double));
  expect->moments.mean_gradients = calloc(n * size_of(expect) + 1, sizeof(double));
  return expect->p && expect->moments.means && expect->moments.covariances && expect->moments.mean_gradients
             ? NULL
             : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_expect_print(const hwnas_costs_t *costs, const char *distribution,
                                   const hwnas_arg_values_t *conditions, bool json) {
  expect_t expect = {
      .costs = costs, .conditions = conditions, .n_metrics = hwnas_metric_set_size(costs->set)};
  hwnas_status_t *status = alloc(&expect);
  if (!status) status = compute(&expect, distribution);
  if (!status) status = json ? print_json(&expect) : print_table(&expect);
  free(expect.first);
  free(expect.p);
  free(expect.moments.means);
  free(expect.moments.covariances);
  free(expect.moments.mean_gradients);
  return status;
}
