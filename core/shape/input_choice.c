/* input_choice: a module that takes some of its inputs. */
#include "shape/input_choice.h"

#include <string.h>

#include "expr/subsets.h"

static hwnas_status_t *form_error(const hwnas_site_t *site, const hwnas_json_t *json,
                                  hwnas_status_t *status) {
  return hwnas_status_in_module(hwnas_json_at(status, json), site->path);
}

/* "n_chosen": a number, or "any"; 1 if it is missing. */
static hwnas_status_t *read_n_chosen(const hwnas_site_t *site, const hwnas_json_t *json, size_t n,
                                     size_t *out) {
  const hwnas_json_t *given = hwnas_json_get(json, "n_chosen");
  hwnas_value_t value = hwnas_value_int(1);
  int64_t number;
  if (given) HWNAS_TRY(hwnas_lift_constant(site->compiler, given, site->frame, "'n_chosen'", &value));
  *out = HWNAS_SUBSETS_ANY;
  if (value.type == HWNAS_VALUE_STRING && strcmp(value.string, "any") == 0) return NULL;
  if (value.type != HWNAS_VALUE_BOOL && hwnas_value_to_int(&value, &number) && number >= 1 &&
      number <= (int64_t)n) {
    *out = (size_t)number;
    return NULL;
  }
  return form_error(site, given ? given : json,
                    hwnas_status_detail(hwnas_status_make(HWNAS_ERROR_SPACE_FORM,
                                                          "'n_chosen' must be a number from 1 to %zu, or "
                                                          "\"any\"",
                                                          n),
                                        "the module has %zu inputs to choose from", n));
}

/* The domain: indices, or sets of them. */
static hwnas_status_t *make_domain(const hwnas_site_t *site, const hwnas_json_t *json, size_t n,
                                   size_t n_chosen, const hwnas_list_t **out) {
  hwnas_arena_t *arena = site->compiler->arena;
  if (hwnas_subsets_count(n, n_chosen) > HWNAS_SUBSETS_MAX)
    return form_error(
        site, json,
        hwnas_status_detail(hwnas_status_make(HWNAS_ERROR_LIMIT, "a choice of more than %zu sets of inputs",
                                              HWNAS_SUBSETS_MAX),
                            "choose among fewer inputs, or make one choice for each of them: "
                            "\"include\": \"=choice('a', [true, false])\""));
  if (n_chosen != 1) return hwnas_subsets_make(arena, n, n_chosen, out);
  hwnas_list_t *list = hwnas_arena_alloc(arena, sizeof *list);
  hwnas_value_t *items = hwnas_arena_alloc_array(arena, n, sizeof *items);
  if (!list || !items) return hwnas_status_no_memory();
  for (size_t i = 0; i < n; i++) items[i] = hwnas_value_int((int64_t)i);
  *list = (hwnas_list_t){.n = n, .items = items};
  *out = list;
  return NULL;
}

static hwnas_status_t *make_choice(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_list_t *domain, hwnas_input_choice_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const char *place = hwnas_compiler_place(compiler, json);
  hwnas_table_t *value = hwnas_arena_alloc(compiler->arena, sizeof *value);
  HWNAS_TRY_ALLOC(value);
  out->value = value;
  out->decided = domain->n == 1;
  value->n_cells = 1;
  value->cells = domain->items;
  if (out->decided) return hwnas_compiler_decide(compiler, out->label, domain->items[0], place);
  HWNAS_TRY(hwnas_compiler_choice(compiler, out->label, domain->items, domain->n, place, &out->choice));
  return hwnas_table_scope_add(&compiler->space->variables, value, out->choice);
}

hwnas_status_t *hwnas_input_choice_read(const hwnas_site_t *site, const hwnas_json_t *json, size_t n,
                                        hwnas_input_choice_t *out) {
  const hwnas_list_t *domain = NULL;
  if (n == 0)
    return form_error(
        site, json, hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "an input choice needs inputs to choose from"));
  *out = (hwnas_input_choice_t){.n = n};
  HWNAS_TRY(hwnas_lift_text(site->compiler, hwnas_json_get(json, "input_choice"), site->frame, &out->label));
  HWNAS_TRY(read_n_chosen(site, json, n, &out->n_chosen));
  HWNAS_TRY(make_domain(site, json, n, out->n_chosen, &domain));
  return make_choice(site, json, domain, out);
}

static hwnas_status_t *takes_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  int64_t wanted = *(const int64_t *)self, index = -1;
  bool takes = false;
  if (inputs[0].type == HWNAS_VALUE_SET)
    for (size_t i = 0; i < inputs[0].list->n && !takes; i++)
      takes = inputs[0].list->items[i].integer == wanted;
  else
    takes = hwnas_value_to_int(&inputs[0], &index) && index == wanted;
  *out = hwnas_value_bool(takes);
  return NULL;
}

hwnas_status_t *hwnas_input_choice_takes(hwnas_compiler_t *compiler, const hwnas_input_choice_t *choice,
                                         size_t i, const hwnas_table_t **out) {
  int64_t wanted = (int64_t)i;
  return hwnas_table_apply(compiler->arena, &compiler->space->variables, &choice->value, 1, takes_cell,
                           &wanted, out);
}

hwnas_status_t *hwnas_input_choice_activate(hwnas_compiler_t *compiler, const hwnas_input_choice_t *choice,
                                            const hwnas_table_t *guard) {
  return choice->decided ? NULL : hwnas_compiler_activate(compiler, choice->choice, guard, NULL);
}

/* ---- The module ------------------------------------------------------------------------------ */

static hwnas_status_t *take_one(const hwnas_site_t *site, const hwnas_json_t *json,
                                const hwnas_input_choice_t *choice, const hwnas_tensors_t *inputs,
                                hwnas_tensors_t *out) {
  hwnas_arena_t *arena = site->compiler->arena;
  hwnas_tensors_t *alternatives = hwnas_arena_alloc_array(arena, inputs->n, sizeof *alternatives);
  HWNAS_TRY_ALLOC(alternatives);
  for (size_t i = 0; i < inputs->n; i++)
    alternatives[i] = (hwnas_tensors_t){.n = 1, .items = &inputs->items[i]};
  if (!choice->decided) return hwnas_tensors_select(site, json, choice->value, alternatives, inputs->n, out);
  *out = alternatives[0];
  return NULL;
}

static hwnas_status_t *take_some(const hwnas_site_t *site, const hwnas_json_t *json,
                                 const hwnas_input_choice_t *choice, const hwnas_tensors_t *inputs,
                                 hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *merge = hwnas_json_get(json, "merge");
  hwnas_tensors_t operands = {0};
  if (merge) HWNAS_TRY(hwnas_json_expect(merge, HWNAS_JSON_STRING));
  const char *op_type = hwnas_arena_strdup(compiler->arena, merge ? merge->string : "add");
  HWNAS_TRY_ALLOC(op_type);
  HWNAS_TRY(hwnas_tensors_append(compiler, json, &operands, inputs));
  for (size_t i = 0; i < operands.n; i++) {
    const hwnas_table_t *takes;
    HWNAS_TRY(hwnas_input_choice_takes(compiler, choice, i, &takes));
    HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, takes, operands.items[i].times,
                              &operands.items[i].times));
  }
  return hwnas_module_functional(site, op_type, op_type, json, &operands, out);
}

hwnas_status_t *hwnas_module_input_choice(const hwnas_site_t *site, const hwnas_json_t *json,
                                          const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_input_choice_t choice = {0};
  HWNAS_TRY(hwnas_input_choice_read(site, json, inputs->n, &choice));
  HWNAS_TRY(hwnas_input_choice_activate(site->compiler, &choice, site->guard));
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_INPUT_CHOICE, choice.label, json);
  hwnas_tensors_t *result = hwnas_arena_alloc(site->compiler->arena, sizeof *result);
  if (!node || !result) return hwnas_status_no_memory();
  hwnas_site_t inner = *site;
  inner.parent = node;
  node->decides = choice.value;
  node->n_chosen = choice.n_chosen;
  if (choice.n_chosen == 1)
    HWNAS_TRY(take_one(site, json, &choice, inputs, result));
  else
    HWNAS_TRY(take_some(&inner, json, &choice, inputs, result));
  *out = *result;
  hwnas_module_set_outputs(node, out);
  return NULL;
}
