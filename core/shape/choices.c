/* Choices, as they are found, and when each is active. */
#include <stdlib.h>
#include <string.h>

#include "expr/derive.h"
#include "shape/internal.h"

static bool same_domain(const hwnas_choice_t *choice, const hwnas_value_t *domain, size_t n) {
  if (choice->n != n) return false;
  for (size_t i = 0; i < n; i++)
    if (!hwnas_value_equal(&choice->domain[i], &domain[i])) return false;
  return true;
}

static void print_domain(const hwnas_value_t *domain, size_t n, hwnas_str_t *out) {
  hwnas_list_t list = {.n = n, .items = domain};
  hwnas_value_t value = hwnas_value_list(&list);
  hwnas_value_print(&value, out);
}

static hwnas_status_t *conflict(const hwnas_choice_t *choice, const hwnas_value_t *domain, size_t n,
                                const char *place) {
  hwnas_str_t here, there;
  hwnas_str_init(&here);
  hwnas_str_init(&there);
  print_domain(domain, n, &here);
  print_domain(choice->domain, choice->n, &there);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_LABEL_CONFLICT, "label '%s' has two domains", choice->label);
  hwnas_status_at(status, "%s", place);
  hwnas_status_detail(status, "here: %s", here.text);
  hwnas_status_detail(status, "at %s: %s", choice->place, there.text);
  hwnas_status_detail(status, "rename one of them, or give both the same domain to share the choice");
  hwnas_str_deinit(&here);
  hwnas_str_deinit(&there);
  return status;
}

/* The first value that stands there before, or NULL; slots has room for 2 n numbers. */
static const hwnas_value_t *find_repeated(const hwnas_value_t *domain, size_t n, uint32_t *slots) {
  for (size_t i = 0; i < n; i++) {
    size_t slot = (size_t)(hwnas_value_hash(&domain[i], 0) % (2 * n));
    for (; slots[slot]; slot = (slot + 1) % (2 * n))
      if (hwnas_value_equal(&domain[slots[slot] - 1], &domain[i])) return &domain[i];
    slots[slot] = (uint32_t)i + 1;
  }
  return NULL;
}

static hwnas_status_t *check_repeated(const char *label, const hwnas_value_t *domain, size_t n) {
  uint32_t *slots = calloc(2 * n, sizeof *slots);
  HWNAS_TRY_ALLOC(slots);
  const hwnas_value_t *repeated = find_repeated(domain, n, slots);
  free(slots);
  if (!repeated) return NULL;
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(repeated, &text);
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "choice '%s' has the value %s twice", label, text.text);
  hwnas_str_deinit(&text);
  return status;
}

static hwnas_status_t *check_domain(const char *label, const hwnas_value_t *domain, size_t n,
                                    const char *place) {
  hwnas_status_t *status = hwnas_compiler_check_name(label, NULL);
  if (!status && n < 2)
    status = hwnas_status_make(HWNAS_ERROR_SPACE_FORM, "choice '%s' has %zu values", label, n);
  if (!status && n > HWNAS_DOMAIN_MAX)
    status = hwnas_status_make(HWNAS_ERROR_LIMIT, "choice '%s' has %zu values, more than %u", label, n,
                               HWNAS_DOMAIN_MAX);
  if (!status) status = check_repeated(label, domain, n);
  return hwnas_status_at(status, "%s", place);
}

static hwnas_status_t *make_choice(hwnas_compiler_t *compiler, const char *label, const hwnas_value_t *domain,
                                   size_t n, const char *place, uint32_t *out) {
  hwnas_space_t *space = compiler->space;
  HWNAS_TRY(check_domain(label, domain, n, place));
  HWNAS_TRY(hwnas_status_at(hwnas_compiler_check_choices(compiler), "%s", place));
  hwnas_variable_t *variable = hwnas_arena_alloc(compiler->arena, sizeof *variable);
  hwnas_value_t *copy = hwnas_arena_alloc_array(compiler->arena, n, sizeof *copy);
  if (!variable || !copy) return hwnas_status_no_memory();
  for (size_t i = 0; i < n; i++)
    if (!hwnas_value_copy(compiler->arena, &domain[i], &copy[i])) return hwnas_status_no_memory();
  variable->label = hwnas_arena_strdup(compiler->arena, label);
  variable->place = place;
  HWNAS_TRY_ALLOC(variable->label);
  variable->domain = copy;
  variable->n = (uint32_t)n;
  variable->choice = (uint32_t)space->n_choices;
  hwnas_choice_t choice = {.label = variable->label,
                           .domain = copy,
                           .n = (uint32_t)n,
                           .place = place,
                           .n_active = SIZE_MAX,
                           .variable = (uint32_t)space->variables.n};
  *out = choice.variable;
  if (!HWNAS_PUSH(compiler->arena, space->variables.items, space->variables.n, space->variables.capacity,
                  variable) ||
      !HWNAS_PUSH(compiler->arena, space->choices, space->n_choices, compiler->choices_capacity, choice) ||
      !hwnas_map_set(&space->labels, variable->label, (void *)(uintptr_t)space->n_choices))
    return hwnas_status_no_memory();
  return NULL;
}

static hwnas_status_t *decided_conflict(const char *label, const hwnas_value_t *value, const char *place) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_value_print(value, &text);
  hwnas_status_t *status = hwnas_status_make(HWNAS_ERROR_LABEL_CONFLICT, "label '%s' has two domains", label);
  hwnas_status_at(status, "%s", place);
  hwnas_status_detail(status, "elsewhere it has the one value %s", text.text);
  hwnas_status_detail(status, "rename one of them, or give both the same domain to share the choice");
  hwnas_str_deinit(&text);
  return status;
}

hwnas_status_t *hwnas_compiler_decide(hwnas_compiler_t *compiler, const char *label, hwnas_value_t value,
                                      const char *place) {
  const hwnas_value_t *known = hwnas_map_get(&compiler->decided, label);
  void *found = hwnas_map_get(&compiler->space->labels, label);
  if (found) return conflict(&compiler->space->choices[(uintptr_t)found - 1], &value, 1, place);
  if (known) return hwnas_value_equal(known, &value) ? NULL : decided_conflict(label, known, place);
  hwnas_value_t *copy = hwnas_arena_alloc(compiler->arena, sizeof *copy);
  if (!copy || !hwnas_value_copy(compiler->arena, &value, copy) ||
      !hwnas_map_set(&compiler->decided, label, copy))
    return hwnas_status_no_memory();
  return NULL;
}

hwnas_status_t *hwnas_compiler_choice(hwnas_compiler_t *compiler, const char *label,
                                      const hwnas_value_t *domain, size_t n, const char *place,
                                      uint32_t *out) {
  /* While compiling, the map holds numbers + 1, as choices still move. */
  void *found = hwnas_map_get(&compiler->space->labels, label);
  const hwnas_value_t *decided = hwnas_map_get(&compiler->decided, label);
  if (decided) return decided_conflict(label, decided, place);
  if (!found) return make_choice(compiler, label, domain, n, place, out);
  const hwnas_choice_t *choice = &compiler->space->choices[(uintptr_t)found - 1];
  *out = choice->variable;
  return same_domain(choice, domain, n) ? NULL : conflict(choice, domain, n, place);
}

bool hwnas_compiler_find_choice(const hwnas_compiler_t *compiler, const char *label, uint32_t *out) {
  void *found = hwnas_map_get(&compiler->space->labels, label);
  if (found) *out = compiler->space->choices[(uintptr_t)found - 1].variable;
  return found != NULL;
}

static bool same_axes(const hwnas_table_t *a, const hwnas_table_t *b) {
  return a->n_axes == b->n_axes && memcmp(a->axes, b->axes, a->n_axes * sizeof *a->axes) == 0;
}

static bool axes_within(const hwnas_table_t *inner, const hwnas_table_t *outer) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < outer->n_axes && found < inner->n_axes; i++)
    if (outer->axes[i] == inner->axes[found]) found++;
  return found == inner->n_axes;
}

/* Whether general holds wherever special does; looked at only if special is over all choices of general. */
static hwnas_status_t *covers(hwnas_compiler_t *compiler, const hwnas_table_t *general,
                              const hwnas_table_t *special, bool *out) {
  const hwnas_table_t *either;
  *out = false;
  if (!axes_within(general, special)) return NULL;
  HWNAS_TRY(hwnas_table_or(compiler->arena, &compiler->space->variables, special, general, &either));
  if (!either || !same_axes(either, general)) return NULL;
  *out = true;
  for (size_t c = 0; c < general->n_cells && *out; c++)
    *out = hwnas_value_truth(&either->cells[c]) == hwnas_value_truth(&general->cells[c]);
  return NULL;
}

/* Adds a condition to those that make the choice active, or widens one over the same choices. */
static hwnas_status_t *add_condition(hwnas_compiler_t *compiler, hwnas_choice_t *choice,
                                     const hwnas_table_t *condition) {
  size_t n = choice->n_active == SIZE_MAX ? 0 : choice->n_active;
  for (size_t i = 0; i < n; i++) {
    const hwnas_table_t *old = choice->active[i];
    bool covered = old == condition;
    if (!covered) HWNAS_TRY(covers(compiler, old, condition, &covered));
    if (covered) return NULL;
    if (!same_axes(old, condition)) continue;
    HWNAS_TRY(
        hwnas_table_or(compiler->arena, &compiler->space->variables, old, condition, &choice->active[i]));
    if (!choice->active[i]) choice->n_active = 0;
    return NULL;
  }
  const hwnas_table_t **active = hwnas_arena_grow(compiler->arena, choice->active, n, n + 1, sizeof *active);
  HWNAS_TRY_ALLOC(active);
  active[n] = condition;
  choice->active = active;
  choice->n_active = n + 1;
  return NULL;
}

/* n_active is SIZE_MAX until the first use, 0 once the choice is always active. */
hwnas_status_t *hwnas_compiler_declare_active(hwnas_compiler_t *compiler, uint32_t variable,
                                              const hwnas_table_t *guard, const hwnas_table_t *when) {
  const hwnas_space_t *space = compiler->space;
  hwnas_choice_t *choice = &space->choices[space->variables.items[variable]->choice];
  const hwnas_table_t *condition;
  if (choice->n_active == 0) return NULL;
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, guard, when, &condition));
  if (condition)
    HWNAS_TRY(hwnas_derive_any(compiler->arena, &space->variables, condition, variable, &condition));
  const hwnas_value_t *constant = condition ? hwnas_table_is_constant(condition) : NULL;
  if (condition && !(constant && hwnas_value_truth(constant)))
    return add_condition(compiler, choice, condition);
  choice->n_active = 0;
  return NULL;
}

hwnas_status_t *hwnas_compiler_activate(hwnas_compiler_t *compiler, uint32_t variable,
                                        const hwnas_table_t *guard, const hwnas_table_t *when) {
  if (compiler->declares_activity) return NULL;
  return hwnas_compiler_declare_active(compiler, variable, guard, when);
}

hwnas_status_t *hwnas_compiler_use_reads(hwnas_compiler_t *compiler, const hwnas_lifted_t *lifted,
                                         const hwnas_table_t *guard) {
  for (size_t i = 0; i < lifted->n_reads; i++)
    HWNAS_TRY(hwnas_compiler_activate(compiler, lifted->reads[i].choice, guard, lifted->reads[i].when));
  return NULL;
}

hwnas_status_t *hwnas_compiler_index_table(hwnas_compiler_t *compiler, uint32_t choice,
                                           const hwnas_table_t **out) {
  hwnas_table_t *table = hwnas_arena_alloc(compiler->arena, sizeof *table);
  HWNAS_TRY_ALLOC(table);
  table->n_cells = 1;
  HWNAS_TRY(hwnas_table_scope_add(&compiler->space->variables, table, choice));
  hwnas_value_t *cells = hwnas_arena_alloc_array(compiler->arena, table->n_cells, sizeof *cells);
  HWNAS_TRY_ALLOC(cells);
  for (size_t i = 0; i < table->n_cells; i++) cells[i] = hwnas_value_int((int64_t)i);
  table->cells = cells;
  *out = table;
  return NULL;
}

static hwnas_status_t *equal_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  int64_t value;
  *out = hwnas_value_bool(hwnas_value_to_int(&inputs[0], &value) && value == *(const int64_t *)self);
  return NULL;
}

hwnas_status_t *hwnas_compiler_guard_equal(hwnas_compiler_t *compiler, const hwnas_table_t *guard,
                                           const hwnas_table_t *selector, int64_t value,
                                           const hwnas_table_t **out, bool *out_never) {
  const hwnas_table_t *equal;
  HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, &selector, 1, equal_cell, &value,
                              &equal));
  HWNAS_TRY(hwnas_table_and(compiler->arena, &compiler->space->variables, guard, equal, out));
  const hwnas_value_t *constant = *out ? hwnas_table_is_constant(*out) : NULL;
  *out_never = constant && !hwnas_value_truth(constant);
  if (constant && !*out_never) *out = NULL;
  return NULL;
}
