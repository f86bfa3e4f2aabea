#include "expect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hwnas/expect.h"
#include "json/json.h"
#include "space/sample.h"

#define OPTION "--expect"
#define DOMAIN_SHOWN 12
#define EXACT_BELOW 10000.0 /* smaller numbers get more decimals */

typedef struct expect {
  const hwnas_costs_t *costs;
  hwnas_expectation_t *expectation;
  double *p, *values, *gradients;
} expect_t;

/* ---- Reading --------------------------------------------------------------------------------- */

static void fill_uniform(expect_t *expect) {
  const hwnas_space_t *space = expect->costs->space;
  for (size_t c = 0; c < space->n_choices; c++)
    for (uint32_t k = 0; k < space->choices[c].n; k++)
      expect->p[hwnas_expectation_first(expect->expectation, c) + k] = 1.0 / space->choices[c].n;
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
  double *p = &expect->p[hwnas_expectation_first(expect->expectation, (size_t)(choice - space->choices))];
  if (json->type == HWNAS_JSON_OBJECT) return read_object(choice, json, p);
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_ARRAY));
  return read_array(choice, json, p);
}

/* A file, standard input for "-", or the JSON itself if it begins like an object. */
static hwnas_status_t *read_document(hwnas_arena_t *arena, const char *from, hwnas_json_t **out) {
  while (*from == ' ' || *from == '\n' || *from == '\t') from++;
  if (*from == '{') return hwnas_json_parse(arena, from, strlen(from), OPTION, out);
  return hwnas_json_read_file(arena, strcmp(from, "-") == 0 ? "/dev/stdin" : from, out);
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

static hwnas_status_t *compute(expect_t *expect, const char *distribution) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_status_t *status = read_all(expect, &arena, distribution);
  hwnas_arena_deinit(&arena);
  if (status) return status;
  status = hwnas_expectation_compute(expect->expectation, expect->p, expect->values, expect->gradients);
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
  const double *gradient = &expect->gradients[m * hwnas_expectation_size(expect->expectation)];
  for (size_t c = 0; c < space->n_choices; c++) {
    size_t first = hwnas_expectation_first(expect->expectation, c);
    hwnas_str_append(out, c ? "," : "");
    hwnas_json_print_string(space->choices[c].label, out);
    for (uint32_t k = 0; k < space->choices[c].n; k++) {
      hwnas_str_append(out, k ? "," : ":[");
      append_number(expect, m, gradient[first + k], out);
    }
    hwnas_str_append(out, "]");
  }
}

static void append_json(const expect_t *expect, hwnas_str_t *out) {
  for (size_t m = 0; m < hwnas_metric_set_size(expect->costs->set); m++) {
    hwnas_str_append(out, m ? "," : "{");
    hwnas_json_print_string(info_of(expect, m)->name, out);
    hwnas_str_append(out, ":{\"expectation\":");
    append_number(expect, m, expect->values[m], out);
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
  for (size_t m = 0; m < hwnas_metric_set_size(expect->costs->set); m++) {
    const hwnas_metric_info_entry_t *info = info_of(expect, m);
    double value = expect->values[m] * info->quantum;
    hwnas_str_clear(&text);
    hwnas_str_appendf(&text, "%.*f", fabs(value) < EXACT_BELOW ? 4 : 1, value);
    hwnas_costs_add_row(&columns, info, text.text, value);
  }
  hwnas_status_t *status = hwnas_columns_print(&columns);
  hwnas_str_deinit(&text);
  hwnas_columns_deinit(&columns);
  return status;
}

static hwnas_status_t *run(expect_t *expect, const char *distribution, bool json) {
  size_t n_metrics = hwnas_metric_set_size(expect->costs->set),
         size = hwnas_expectation_size(expect->expectation);
  expect->p = calloc(size + 1, sizeof(double));
  expect->values = calloc(n_metrics + 1, sizeof(double));
  expect->gradients = calloc(n_metrics * size + 1, sizeof(double));
  if (!expect->p || !expect->values || !expect->gradients) return hwnas_status_no_memory();
  HWNAS_TRY(compute(expect, distribution));
  return json ? print_json(expect) : print_table(expect);
}

hwnas_status_t *hwnas_expect_print(const hwnas_costs_t *costs, const char *distribution, bool json) {
  expect_t expect = {.costs = costs};
  HWNAS_TRY(hwnas_expectation_create(costs->set, &expect.expectation));
  hwnas_status_t *status = run(&expect, distribution, json);
  free(expect.p);
  free(expect.values);
  free(expect.gradients);
  hwnas_expectation_destroy(expect.expectation);
  return status;
}
