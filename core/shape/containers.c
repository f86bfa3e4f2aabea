/* Containers whose content a choice decides, and those that merge: choose, switch, repeat, residual,
 * branches. */
#include <string.h>

#include "shape/internal.h"

static hwnas_status_t *form_error(const hwnas_site_t *site, const hwnas_json_t *json, const char *what) {
  return hwnas_status_in_module(hwnas_json_at(hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "%s", what), json),
                                site->path);
}

static hwnas_status_t *require(const hwnas_site_t *site, const hwnas_json_t *json, const char *key,
                               const hwnas_json_t **out) {
  *out = hwnas_json_get(json, key);
  if (*out) return NULL;
  return hwnas_status_in_module(
      hwnas_json_at(hwnas_status_make(HWNAS_ERROR_MISSING_KEY, "'%s' is missing", key), json), site->path);
}

/* ---- choose ---------------------------------------------------------------------------------- */

typedef struct candidate {
  const char *name;
  const hwnas_json_t *json;
  hwnas_frame_t *frame; /* with the loop variables of its `for` */
} candidate_t;

typedef struct candidates {
  const hwnas_site_t *site;
  candidate_t *items;
  size_t n, capacity;
} candidates_t;

static hwnas_status_t *add_candidate(void *self, const hwnas_json_t *item, hwnas_frame_t *frame,
                                     size_t index) {
  (void)index;
  candidates_t *c = self;
  hwnas_arena_t *arena = c->site->compiler->arena;
  candidate_t candidate = {.json = item, .frame = frame};
  HWNAS_TRY(hwnas_lift_key(c->site->compiler, item, frame, &candidate.name));
  return HWNAS_PUSH(arena, c->items, c->n, c->capacity, candidate) ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *read_candidates(const hwnas_site_t *site, const hwnas_json_t *of, candidates_t *out) {
  HWNAS_TRY(hwnas_json_expect(of, HWNAS_JSON_OBJECT));
  out->site = site;
  size_t index = 0;
  for (size_t i = 0; i < of->n; i++)
    HWNAS_TRY(hwnas_module_unroll(site, &of->children[i], site->frame, &index, add_candidate, out));
  return out->n ? NULL : form_error(site, of, "'of' needs at least one candidate");
}

static hwnas_status_t *make_choice(const hwnas_site_t *site, const hwnas_json_t *json, const char *label,
                                   const candidates_t *candidates, uint32_t *out) {
  hwnas_value_t *domain = hwnas_arena_alloc_array(site->compiler->arena, candidates->n, sizeof *domain);
  HWNAS_TRY_ALLOC(domain);
  for (size_t i = 0; i < candidates->n; i++) domain[i] = hwnas_value_string(candidates->items[i].name);
  HWNAS_TRY(hwnas_compiler_choice(site->compiler, label, domain, candidates->n,
                                  hwnas_compiler_place(site->compiler, json), out));
  return hwnas_compiler_activate(site->compiler, *out, site->guard, NULL);
}

/* The table whose cell is the name of the candidate taken; NULL if there is only one. */
static hwnas_status_t *name_selected(hwnas_compiler_t *compiler, const hwnas_table_t *selector,
                                     uint32_t choice, const hwnas_table_t **out) {
  *out = NULL;
  if (!selector) return NULL;
  hwnas_table_t *table = hwnas_arena_alloc(compiler->arena, sizeof *table);
  HWNAS_TRY_ALLOC(table);
  *table = *selector;
  table->cells = compiler->space->variables.items[choice]->domain;
  *out = table;
  return NULL;
}

static hwnas_status_t *name_candidates(hwnas_compiler_t *compiler, const candidates_t *candidates,
                                       hwnas_names_t *out) {
  out->items = hwnas_arena_alloc_array(compiler->arena, candidates->n, sizeof *out->items);
  HWNAS_TRY_ALLOC(out->items);
  out->n = candidates->n;
  for (size_t i = 0; i < out->n; i++) out->items[i] = candidates->items[i].name;
  return NULL;
}

static hwnas_status_t *instantiate_candidates(const hwnas_site_t *site, const candidates_t *candidates,
                                              const hwnas_table_t *selector, const hwnas_tensors_t *inputs,
                                              hwnas_tensors_t *alternatives) {
  for (size_t i = 0; i < candidates->n; i++) {
    const hwnas_table_t *guard = site->guard;
    bool never = false;
    hwnas_site_t child;
    if (selector)
      HWNAS_TRY(
          hwnas_compiler_guard_equal(site->compiler, site->guard, selector, (int64_t)i, &guard, &never));
    HWNAS_TRY(hwnas_site_child(site, candidates->items[i].json, candidates->items[i].frame, guard,
                               candidates->items[i].name, &child));
    child.listed = true;
    HWNAS_TRY(hwnas_module_instantiate(&child, candidates->items[i].json, inputs, &alternatives[i]));
  }
  return NULL;
}

hwnas_status_t *hwnas_module_choose(const hwnas_site_t *site, const hwnas_json_t *json,
                                    const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *of;
  const char *label;
  candidates_t candidates = {0};
  HWNAS_TRY(require(site, json, "of", &of));
  HWNAS_TRY(hwnas_lift_text(compiler, hwnas_json_get(json, "choose"), site->frame, &label));
  HWNAS_TRY(read_candidates(site, of, &candidates));
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_CHOOSE, label, json);
  hwnas_tensors_t *alternatives =
      hwnas_arena_alloc_array(compiler->arena, candidates.n, sizeof *alternatives);
  if (!node || !alternatives) return hwnas_status_no_memory();
  hwnas_site_t inner = *site;
  inner.parent = node;
  const hwnas_table_t *selector = NULL;
  uint32_t choice = 0;
  if (candidates.n == 1) {
    hwnas_value_t only = hwnas_value_string(candidates.items[0].name);
    HWNAS_TRY(hwnas_compiler_decide(compiler, label, only, hwnas_compiler_place(compiler, json)));
  } else {
    HWNAS_TRY(make_choice(site, json, label, &candidates, &choice));
    HWNAS_TRY(hwnas_compiler_index_table(compiler, choice, &selector));
  }
  HWNAS_TRY(name_selected(compiler, selector, choice, &node->decides));
  HWNAS_TRY(name_candidates(compiler, &candidates, &node->names));
  HWNAS_TRY(instantiate_candidates(&inner, &candidates, selector, inputs, alternatives));
  if (!selector) {
    *out = alternatives[0];
    hwnas_module_set_outputs(node, out);
    return NULL;
  }
  HWNAS_TRY(hwnas_tensors_select(site, json, selector, alternatives, candidates.n, out));
  hwnas_module_set_outputs(node, out);
  return NULL;
}

/* ---- switch ---------------------------------------------------------------------------------- */

typedef struct case_match {
  hwnas_compiler_t *compiler;
  const hwnas_json_t *cases;
  bool has_default;
  const char *place;
} case_match_t;

/* The cell: number of the case whose key is the value, as text; cases->n for the default. */
static hwnas_status_t *match_case(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const case_match_t *match = self;
  *out = inputs[0];
  if (inputs[0].type == HWNAS_VALUE_EXCLUDED || inputs[0].type == HWNAS_VALUE_UNDEFINED) return NULL;
  hwnas_str_t text;
  hwnas_str_init(&text);
  if (inputs[0].type == HWNAS_VALUE_STRING)
    hwnas_str_append(&text, inputs[0].string);
  else
    hwnas_value_print(&inputs[0], &text);
  size_t i = 0;
  while (i < match->cases->n && strcmp(match->cases->children[i].key, text.text) != 0) i++;
  if (i < match->cases->n || match->has_default)
    *out = hwnas_value_int((int64_t)i);
  else
    *out = hwnas_refuse(match->compiler->arena, HWNAS_ERROR_SPACE_FORM, match->place,
                        "no case for the value %s, and no 'default'", text.text);
  hwnas_str_deinit(&text);
  return NULL;
}

static hwnas_status_t *instantiate_case(const hwnas_site_t *site, const hwnas_table_t *selector,
                                        size_t number, const hwnas_json_t *module,
                                        const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  const hwnas_table_t *guard;
  bool never;
  hwnas_site_t child;
  HWNAS_TRY(
      hwnas_compiler_guard_equal(site->compiler, site->guard, selector, (int64_t)number, &guard, &never));
  if (never) { /* decided at load: nobody gets here */
    out->n = 0;
    return NULL;
  }
  hwnas_names_t *made = &site->parent->names;
  made->items[made->n] = hwnas_arena_strdup(site->compiler->arena, module->key);
  HWNAS_TRY_ALLOC(made->items[made->n++]);
  HWNAS_TRY(hwnas_site_child(site, module, site->frame, guard, module->key, &child));
  return hwnas_module_instantiate(&child, module, inputs, out);
}

/* The cell: the key of the case whose number it was. */
static hwnas_status_t *name_case(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const case_match_t *match = self;
  *out = inputs[0];
  if (inputs[0].type != HWNAS_VALUE_INT) return NULL;
  size_t number = (size_t)inputs[0].integer;
  const char *key = number < match->cases->n ? match->cases->children[number].key : "default";
  *out = hwnas_value_string(hwnas_arena_strdup(match->compiler->arena, key));
  return out->string ? NULL : hwnas_status_no_memory();
}

/* Alternatives that are never taken may be anything: give them the shape of one that is. */
static void fill_never(hwnas_tensors_t *alternatives, size_t n) {
  size_t taken = 0;
  while (taken < n && alternatives[taken].n == 0) taken++;
  for (size_t i = 0; i < n && taken < n; i++)
    if (alternatives[i].n == 0) alternatives[i] = alternatives[taken];
}

hwnas_status_t *hwnas_module_switch(const hwnas_site_t *site, const hwnas_json_t *json,
                                    const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *cases, *other = hwnas_json_get(json, "default");
  HWNAS_TRY(require(site, json, "cases", &cases));
  HWNAS_TRY(hwnas_json_expect(cases, HWNAS_JSON_OBJECT));
  size_t n = cases->n + (other != NULL);
  if (n == 0) return form_error(site, cases, "'cases' is empty");
  if (other && hwnas_json_get(cases, "default"))
    return form_error(site, other, "a case named 'default' stands beside 'default'");
  hwnas_module_t *node = hwnas_module_node(site, HWNAS_MODULE_SWITCH, "switch", json);
  hwnas_tensors_t *alternatives = hwnas_arena_alloc_array(compiler->arena, n, sizeof *alternatives);
  if (!node || !alternatives) return hwnas_status_no_memory();
  const hwnas_json_t *value = hwnas_json_get(json, "switch");
  hwnas_lifted_t lifted = {0};
  HWNAS_TRY(hwnas_lift(compiler, value, site->frame, site->guard, &lifted));
  HWNAS_TRY(hwnas_compiler_use_reads(compiler, &lifted, site->guard));
  const char *place = hwnas_compiler_place(compiler, value);
  case_match_t match = {compiler, cases, other != NULL, place};
  const hwnas_table_t *selector;
  HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &lifted.table, 1, match_case,
                              &match, &selector));
  HWNAS_TRY(hwnas_compiler_suspect(compiler, selector, site->guard, site->path, place, NULL));
  hwnas_site_t inner = *site;
  inner.parent = node;
  HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &selector, 1, name_case, &match,
                              &node->decides));
  node->names.items = hwnas_arena_alloc_array(compiler->arena, n, sizeof *node->names.items);
  HWNAS_TRY_ALLOC(node->names.items);
  for (size_t i = 0; i < cases->n; i++)
    HWNAS_TRY(instantiate_case(&inner, selector, i, &cases->children[i], inputs, &alternatives[i]));
  if (other) HWNAS_TRY(instantiate_case(&inner, selector, cases->n, other, inputs, &alternatives[cases->n]));
  fill_never(alternatives, n);
  HWNAS_TRY(hwnas_tensors_select(site, json, selector, alternatives, n, out));
  hwnas_module_set_outputs(node, out);
  return NULL;
}

/* ---- repeat ---------------------------------------------------------------------------------- */

#define REPEAT_MAX 4096

static hwnas_status_t *count_range(const hwnas_site_t *site, const hwnas_json_t *json,
                                   const hwnas_table_t *count, int64_t *out_max) {
  *out_max = 0;
  for (size_t c = 0; c < count->n_cells; c++) {
    const hwnas_value_t *cell = &count->cells[c];
    int64_t value;
    if (cell->type == HWNAS_VALUE_EXCLUDED || cell->type == HWNAS_VALUE_UNDEFINED) continue;
    if (cell->type == HWNAS_VALUE_BOOL || !hwnas_value_to_int(cell, &value) || value < 0 ||
        value > REPEAT_MAX)
      return form_error(site, json, "'count' must be a whole number from 0 to 4096");
    if (value > *out_max) *out_max = value;
  }
  return NULL;
}

typedef struct at_least {
  int64_t n;
} at_least_t;

static hwnas_status_t *more_than(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  int64_t value;
  *out = hwnas_value_bool(hwnas_value_to_int(&inputs[0], &value) && value > ((const at_least_t *)self)->n);
  return NULL;
}

static hwnas_status_t *instantiate_turn(const hwnas_site_t *site, const hwnas_json_t *json, int64_t turn,
                                        const hwnas_table_t *count, const hwnas_tensors_t *inputs,
                                        hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *index = hwnas_json_get(json, "index"), *body = hwnas_json_get(json, "repeat");
  at_least_t limit = {.n = turn};
  const hwnas_table_t *reached, *guard;
  HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &count, 1, more_than, &limit,
                              &reached));
  if (hwnas_table_is_constant(reached)) reached = NULL;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, site->guard, reached, &guard));
  hwnas_frame_t *frame = hwnas_frame_push(compiler, site->frame, guard);
  HWNAS_TRY_ALLOC(frame);
  if (index) {
    HWNAS_TRY(hwnas_json_expect(index, HWNAS_JSON_STRING));
    HWNAS_TRY(hwnas_frame_bind_value(compiler, frame, index->string, hwnas_value_int(turn)));
  }
  hwnas_site_t child;
  HWNAS_TRY(hwnas_site_item(site, body, frame, guard, (size_t)turn, &child));
  HWNAS_TRY(hwnas_module_instantiate(&child, body, inputs, out));
  hwnas_module_t *made = hwnas_module_made(&child);
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, reached, made->when, &made->when));
  if (out->n == inputs->n) return NULL;
  return form_error(site, json, "the body of a repeat must give as many tensors as it takes");
}

hwnas_status_t *hwnas_module_repeat(const hwnas_site_t *site, const hwnas_json_t *json,
                                    const hwnas_tensors_t *inputs, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  const hwnas_json_t *count;
  hwnas_lifted_t lifted = {0};
  int64_t max;
  HWNAS_TRY(require(site, json, "count", &count));
  HWNAS_TRY(hwnas_lift(compiler, count, site->frame, site->guard, &lifted));
  HWNAS_TRY(hwnas_compiler_use_reads(compiler, &lifted, site->guard));
  HWNAS_TRY(hwnas_compiler_suspect(compiler, lifted.table, site->guard, site->path,
                                   hwnas_compiler_place(compiler, count), NULL));
  HWNAS_TRY(count_range(site, count, lifted.table, &max));
  hwnas_str_t title;
  hwnas_str_init(&title);
  hwnas_table_print_values(lifted.table, &title);
  const char *kept = title.failed ? NULL : hwnas_arena_printf(compiler->arena, "repeat %s", title.text);
  hwnas_str_deinit(&title);
  hwnas_module_t *node = kept ? hwnas_module_node(site, HWNAS_MODULE_REPEAT, kept, json) : NULL;
  hwnas_tensors_t *alternatives =
      hwnas_arena_alloc_array(compiler->arena, (size_t)max + 1, sizeof *alternatives);
  if (!node || !alternatives) return hwnas_status_no_memory();
  hwnas_site_t inner = *site;
  inner.parent = node;
  node->decides = lifted.table;
  alternatives[0] = *inputs;
  for (int64_t turn = 0; turn < max; turn++)
    HWNAS_TRY(
        instantiate_turn(&inner, json, turn, lifted.table, &alternatives[turn], &alternatives[turn + 1]));
  /* Counts that never occur need not fit: a depth of at least one may change the rank. */
  bool *used = hwnas_arena_alloc_array(compiler->arena, (size_t)max + 1, sizeof *used);
  HWNAS_TRY_ALLOC(used);
  for (size_t c = 0; c < lifted.table->n_cells; c++) {
    int64_t value;
    if (hwnas_value_to_int(&lifted.table->cells[c], &value)) used[value] = true;
  }
  for (int64_t i = 0; i <= max; i++)
    if (!used[i]) alternatives[i] = alternatives[max];
  HWNAS_TRY(hwnas_tensors_select(site, json, lifted.table, alternatives, (size_t)max + 1, out));
  hwnas_module_set_outputs(node, out);
  return NULL;
}
