#include "space/sample.h"

#include <string.h>

#include "expr/derive.h"
#include "space/truth.h"

#define DOMAIN_SHOWN 24 /* values of a domain that a message lists */

typedef enum given { GIVEN_NOT, GIVEN_WELL, GIVEN_BADLY } given_t;

typedef struct reader {
  const hwnas_space_t *space;
  hwnas_arena_t arena; /* of values on their way in */
  given_t *given;      /* per choice */
  uint16_t *point;
  hwnas_status_t *errors;
} reader_t;

/* ---- Values ---------------------------------------------------------------------------------- */

/* A domain of sets meets arrays in any order. */
static bool equals_as_set(const hwnas_value_t *set, const hwnas_value_t *list) {
  if (set->type != HWNAS_VALUE_SET || list->type != HWNAS_VALUE_LIST || set->list->n != list->list->n)
    return false;
  for (size_t i = 0; i < set->list->n; i++) {
    size_t j = 0;
    while (j < list->list->n && !hwnas_value_equal(&set->list->items[i], &list->list->items[j])) j++;
    if (j == list->list->n) return false;
  }
  return true;
}

/* A list with one number stands for the number. */
static const hwnas_value_t *only_number(const hwnas_value_t *value) {
  if (value->type != HWNAS_VALUE_LIST || value->list->n != 1) return NULL;
  const hwnas_value_t *item = &value->list->items[0];
  return item->type == HWNAS_VALUE_INT || item->type == HWNAS_VALUE_REAL ? item : NULL;
}

static int64_t find_value(const hwnas_choice_t *choice, const hwnas_value_t *value) {
  const hwnas_value_t *number = only_number(value);
  for (uint32_t k = 0; k < choice->n; k++) {
    const hwnas_value_t *candidate = &choice->domain[k];
    if (hwnas_value_equal(candidate, value) || equals_as_set(candidate, value)) return k;
    if (number && hwnas_value_equal(candidate, number)) return k;
  }
  return -1;
}

static void print_domain(const hwnas_choice_t *choice, hwnas_str_t *out) {
  uint32_t shown = choice->n <= DOMAIN_SHOWN ? choice->n : DOMAIN_SHOWN;
  for (uint32_t k = 0; k < shown; k++) {
    if (k) hwnas_str_append(out, ", ");
    hwnas_value_print_json(&choice->domain[k], out);
  }
  if (shown < choice->n) hwnas_str_appendf(out, ", ... (%u values)", choice->n);
}

/* ---- Errors ---------------------------------------------------------------------------------- */

static hwnas_status_t *with_domain(hwnas_status_t *status, const hwnas_choice_t *choice) {
  hwnas_str_t domain;
  hwnas_str_init(&domain);
  print_domain(choice, &domain);
  hwnas_status_detail(status, "'%s' is one of %s", choice->label, domain.text);
  hwnas_str_deinit(&domain);
  return status;
}

static const char *near_string(const hwnas_choice_t *choice, const char *given, hwnas_arena_t *arena) {
  const char **strings = hwnas_arena_alloc_array(arena, choice->n, sizeof *strings);
  size_t n = 0;
  for (uint32_t k = 0; strings && k < choice->n; k++)
    if (choice->domain[k].type == HWNAS_VALUE_STRING) strings[n++] = choice->domain[k].string;
  return n ? hwnas_suggest(given, strings, n) : NULL;
}

static hwnas_status_t *out_of_domain(const hwnas_choice_t *choice, const hwnas_json_t *json,
                                     hwnas_arena_t *scratch) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_json_print(json, &text);
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_OUT_OF_DOMAIN, "%s is not in the domain of label '%s'", text.text, choice->label);
  hwnas_str_deinit(&text);
  with_domain(status, choice);
  const char *near = json->type == HWNAS_JSON_STRING ? near_string(choice, json->string, scratch) : NULL;
  if (near) hwnas_status_detail(status, "did you mean '%s'?", near);
  return status;
}

hwnas_status_t *hwnas_space_unknown_label(const hwnas_space_t *space, const char *label,
                                          hwnas_arena_t *scratch) {
  const char **labels = hwnas_arena_alloc_array(scratch, space->n_choices, sizeof *labels);
  HWNAS_TRY_ALLOC(labels);
  for (size_t c = 0; c < space->n_choices; c++) labels[c] = space->choices[c].label;
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_UNKNOWN_LABEL, "the space has no label '%s'", label);
  return hwnas_status_suggest(status, label, labels, space->n_choices);
}

hwnas_status_t *hwnas_sample_unknown_label(const hwnas_space_t *space, const hwnas_json_t *json,
                                           hwnas_arena_t *scratch) {
  return hwnas_json_at(hwnas_space_unknown_label(space, json->key, scratch), json);
}

static hwnas_status_t *unknown_label(reader_t *reader, const hwnas_json_t *json) {
  hwnas_status_t *status = hwnas_sample_unknown_label(reader->space, json, &reader->arena);
  return hwnas_status_detail(status, "pass --lenient if the sample carries labels of another tool");
}

static hwnas_status_t *missing_label(const hwnas_json_t *sample, const hwnas_choice_t *choice) {
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_MISSING_LABEL, "label '%s' is missing, and this network needs it", choice->label);
  return hwnas_json_at(with_domain(status, choice), sample);
}

hwnas_status_t *hwnas_space_violation(const hwnas_space_t *space, const uint16_t *point,
                                      const hwnas_constraint_t *constraint) {
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_CONSTRAINT_VIOLATED, "the sample breaks a constraint of the space");
  hwnas_status_detail(status, "constraint: %s (%s)", constraint->text, constraint->place);
  hwnas_str_t values;
  hwnas_str_init(&values);
  bool marks[space->variables.n + 1];
  memset(marks, 0, sizeof marks);
  hwnas_variables_mark(&space->variables, constraint->table, marks);
  for (size_t c = 0; c < space->n_choices; c++) {
    const hwnas_choice_t *choice = &space->choices[c];
    if (!marks[choice->variable]) continue;
    hwnas_str_appendf(&values, "%s%s = ", values.length ? ", " : "", choice->label);
    hwnas_value_print(&choice->domain[point[c]], &values);
  }
  hwnas_status_detail(status, "the sample has %s", values.text);
  hwnas_str_deinit(&values);
  return status;
}

/* ---- Reading --------------------------------------------------------------------------------- */

hwnas_status_t *hwnas_choice_read_value(const hwnas_choice_t *choice, const hwnas_json_t *json,
                                        hwnas_arena_t *scratch, uint16_t *out_index) {
  if (json->type == HWNAS_JSON_OBJECT) return out_of_domain(choice, json, scratch);
  hwnas_value_t value;
  HWNAS_TRY(hwnas_json_to_value(scratch, json, &value));
  int64_t index = find_value(choice, &value);
  if (index < 0) return out_of_domain(choice, json, scratch);
  *out_index = (uint16_t)index;
  return NULL;
}

static hwnas_status_t *read_label(reader_t *reader, const hwnas_json_t *json, bool lenient) {
  const hwnas_choice_t *choice = hwnas_space_find(reader->space, json->key);
  if (!choice) return lenient ? NULL : unknown_label(reader, json);
  size_t c = (size_t)(choice - reader->space->choices);
  reader->given[c] = GIVEN_BADLY;
  HWNAS_TRY(hwnas_json_at(hwnas_choice_read_value(choice, json, &reader->arena, &reader->point[c]), json));
  reader->given[c] = GIVEN_WELL;
  return NULL;
}

/* Marks the variables that hang on a wrong value. */
static hwnas_status_t *mark_wrong(reader_t *reader, bool **out) {
  const hwnas_variables_t *variables = &reader->space->variables;
  *out = hwnas_arena_alloc_array(&reader->arena, variables->n, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t v = 0; v < variables->n; v++) {
    const hwnas_table_t *causes = variables->items[v]->table;
    if (!causes) (*out)[v] = reader->given[variables->items[v]->choice] == GIVEN_BADLY;
    for (uint32_t a = 0; causes && a < causes->n_axes; a++) (*out)[v] |= (*out)[causes->axes[a]];
  }
  return NULL;
}

/* Only what does not hang on a wrong value: one mistake is reported once. */
static bool surely_active(const hwnas_choice_t *choice, const bool *wrong, const uint16_t *full) {
  for (size_t i = 0; i < choice->n_active; i++) {
    const hwnas_table_t *condition = choice->active[i];
    bool known = true;
    for (uint32_t a = 0; a < condition->n_axes; a++) known &= !wrong[condition->axes[a]];
    if (known && hwnas_condition_holds(condition, full)) return true;
  }
  return choice->n_active == 0;
}

static hwnas_status_t *check_missing(reader_t *reader, const hwnas_json_t *sample) {
  const hwnas_space_t *space = reader->space;
  bool *wrong;
  uint16_t *room = hwnas_arena_alloc_array(&reader->arena, hwnas_space_room(space), sizeof *room);
  HWNAS_TRY_ALLOC(room);
  HWNAS_TRY(mark_wrong(reader, &wrong));
  const uint16_t *full = hwnas_space_full(space, reader->point, room);
  for (size_t c = 0; c < space->n_choices; c++)
    if (reader->given[c] == GIVEN_NOT && surely_active(&space->choices[c], wrong, full))
      hwnas_status_append(&reader->errors, missing_label(sample, &space->choices[c]));
  return NULL;
}

static hwnas_status_t *read_sample(reader_t *reader, const hwnas_json_t *json, bool lenient) {
  const hwnas_space_t *space = reader->space;
  HWNAS_TRY(hwnas_json_expect(json, HWNAS_JSON_OBJECT));
  reader->given = hwnas_arena_alloc_array(&reader->arena, space->n_choices, sizeof *reader->given);
  HWNAS_TRY_ALLOC(reader->given);
  memset(reader->point, 0, space->n_choices * sizeof *reader->point);
  for (size_t i = 0; i < json->n; i++)
    hwnas_status_append(&reader->errors, read_label(reader, &json->children[i], lenient));
  hwnas_status_append(&reader->errors, check_missing(reader, json));
  if (reader->errors) return reader->errors;
  hwnas_space_canonicalize(space, reader->point);
  const hwnas_constraint_t *violated = hwnas_space_violated(space, reader->point);
  return violated ? hwnas_json_at(hwnas_space_violation(space, reader->point, violated), json) : NULL;
}

hwnas_status_t *hwnas_sample_from_json(const hwnas_space_t *space, const hwnas_json_t *json, bool lenient,
                                       uint16_t *out_point) {
  reader_t reader = {.space = space, .point = out_point};
  hwnas_arena_init(&reader.arena);
  hwnas_status_t *status = read_sample(&reader, json, lenient);
  hwnas_arena_deinit(&reader.arena);
  return status;
}

hwnas_status_t *hwnas_sample_parse(const hwnas_space_t *space, const char *text, size_t length,
                                   const char *name, bool lenient, uint16_t *out_point) {
  hwnas_arena_t arena;
  hwnas_arena_init(&arena);
  hwnas_json_t *json;
  hwnas_status_t *status = hwnas_json_parse(&arena, text, length, name, &json);
  if (!status) status = hwnas_sample_from_json(space, json, lenient, out_point);
  hwnas_arena_deinit(&arena);
  return status;
}

/* ---- Writing --------------------------------------------------------------------------------- */

void hwnas_sample_print(const hwnas_space_t *space, const uint16_t *point, hwnas_str_t *out) {
  const char *separator = "";
  uint16_t room[hwnas_space_room(space)];
  const uint16_t *full = hwnas_space_full(space, point, room);
  hwnas_str_append(out, "{");
  for (size_t c = 0; c < space->n_choices; c++) {
    if (!hwnas_choice_active(&space->choices[c], full)) continue;
    hwnas_str_append(out, separator);
    hwnas_json_print_string(space->choices[c].label, out);
    hwnas_str_append(out, ":");
    hwnas_value_print_json(&space->choices[c].domain[point[c]], out);
    separator = ",";
  }
  hwnas_str_append(out, "}");
}

hwnas_status_t *hwnas_sample_json(const hwnas_space_t *space, const uint16_t *point, char **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_sample_print(space, point, &text);
  *out = hwnas_str_take(&text);
  return *out ? NULL : hwnas_status_no_memory();
}
