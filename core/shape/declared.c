/* Choices that the file declares beside the network: their order, their domains, and when they are active
 * besides where modules read them. */
#include "expr/derive.h"
#include "shape/internal.h"

static hwnas_status_t *declare_domain(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  static const char *const keys[] = {"domain", "active"};
  HWNAS_TRY(hwnas_json_check_keys(json, keys, 2));
  const hwnas_json_t *domain = hwnas_json_get(json, "domain");
  const char *label, *place = hwnas_compiler_place(compiler, json);
  hwnas_value_t value = {0};
  uint32_t choice;
  if (!domain) return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'domain' is missing"), json);
  HWNAS_TRY(hwnas_lift_key(compiler, json, compiler->globals, &label));
  HWNAS_TRY(hwnas_lift_constant(compiler, domain, compiler->globals, "a domain", &value));
  if (value.type != HWNAS_VALUE_LIST) return hwnas_compiler_decide(compiler, label, value, place);
  if (value.list->n == 1) return hwnas_compiler_decide(compiler, label, value.list->items[0], place);
  return hwnas_compiler_choice(compiler, label, value.list->items, value.list->n, place, &choice);
}

static hwnas_status_t *check_condition(const hwnas_variables_t *variables, const hwnas_table_t *table,
                                       uint32_t choice, const hwnas_json_t *json) {
  const char *wrong = NULL;
  if (hwnas_variables_depend(variables, table, choice))
    wrong = "whether a choice is active may not depend on the choice itself";
  for (size_t c = 0; c < table->n_cells; c++)
    if (table->cells[c].type != HWNAS_VALUE_BOOL && table->cells[c].type != HWNAS_VALUE_EXCLUDED)
      wrong = "'active' must be true or false";
  return wrong ? hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s", wrong), json) : NULL;
}

static hwnas_status_t *activate(hwnas_compiler_t *compiler, uint32_t choice, const hwnas_json_t *json) {
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_lift(compiler, json, compiler->globals, NULL, &lifted));
  HWNAS_TRY(check_condition(&compiler->space->variables, lifted.table, choice, json));
  const hwnas_value_t *constant = hwnas_table_is_constant(lifted.table);
  if (constant && !hwnas_value_truth(constant)) return NULL;
  return hwnas_compiler_declare_active(compiler, choice, NULL, constant ? NULL : lifted.table);
}

static hwnas_status_t *declare_activity(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  const hwnas_json_t *active = hwnas_json_get(json, "active");
  const char *label;
  uint32_t choice;
  if (!active) return NULL;
  HWNAS_TRY(hwnas_lift_key(compiler, json, compiler->globals, &label));
  if (!hwnas_variables_find(&compiler->space->variables, label, &choice)) return NULL; /* decided */
  if (active->type != HWNAS_JSON_ARRAY) return activate(compiler, choice, active);
  for (size_t i = 0; i < active->n; i++) HWNAS_TRY(activate(compiler, choice, &active->children[i]));
  return NULL;
}

/* A derived variable for every value of a definition that depends on choices. */
static hwnas_status_t *declare_definition(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  hwnas_binding_t *binding;
  HWNAS_TRY(hwnas_frame_bind_definition(compiler, compiler->globals, json, &binding));
  binding->derived = true;
  return NULL;
}

static hwnas_status_t *declare_derived(hwnas_compiler_t *compiler, const hwnas_json_t *json) {
  if (!hwnas_is_cells(json)) return declare_definition(compiler, json);
  const char *label;
  uint32_t number;
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_lift_key(compiler, json, compiler->globals, &label));
  if (hwnas_variables_find(&compiler->space->variables, label, &number))
    return hwnas_json_at(hwnas_status_make(HWNAS_ERROR_LABEL_CONFLICT, "'%s' is a choice already", label),
                         json);
  HWNAS_TRY(hwnas_lift(compiler, json, compiler->globals, NULL, &lifted));
  HWNAS_TRY(hwnas_json_at(hwnas_derive_as(&compiler->space->variables, label, lifted.table, &number), json));
  return hwnas_map_set(&compiler->derived, label, (void *)(uintptr_t)(number + 1)) ? NULL
                                                                                   : hwnas_status_no_memory();
}

/* All members of an object that may be missing; *list must be empty. */
static void each_member(hwnas_compiler_t *compiler, const hwnas_json_t *object,
                        hwnas_status_t *(*fn)(hwnas_compiler_t *, const hwnas_json_t *),
                        hwnas_status_t **list) {
  for (size_t i = 0; object && i < object->n; i++)
    hwnas_status_append(list, fn(compiler, &object->children[i]));
}

hwnas_status_t *hwnas_compiler_declare(hwnas_compiler_t *compiler, const hwnas_json_t *choices,
                                       const hwnas_json_t *derived) {
  hwnas_status_t *list = NULL;
  if (choices) HWNAS_TRY(hwnas_json_expect(choices, HWNAS_JSON_OBJECT));
  if (derived) HWNAS_TRY(hwnas_json_expect(derived, HWNAS_JSON_OBJECT));
  each_member(compiler, choices, declare_domain, &list);
  if (!list) each_member(compiler, derived, declare_derived, &list);
  /* Conditions may name choices that stand below. */
  if (!list) each_member(compiler, choices, declare_activity, &list);
  return list;
}
