#include "space/gate.h"

#include "space/filter.h"
#include "space/truth.h"

static const hwnas_choice_t *choice_of(const hwnas_space_t *space, uint32_t v) {
  const hwnas_variable_t *variable = space->variables.items[v];
  return variable->table ? NULL : &space->choices[variable->choice];
}

static bool is_always_known(const hwnas_space_t *space, uint32_t v) {
  const hwnas_choice_t *choice = choice_of(space, v);
  if (choice) return choice->n_active == 0;
  const hwnas_table_t *causes = space->variables.items[v]->table;
  for (uint32_t a = 0; a < causes->n_axes; a++)
    if (!is_always_known(space, causes->axes[a])) return false;
  return true;
}

bool hwnas_condition_gates(const hwnas_space_t *space, const hwnas_table_t *condition) {
  for (uint32_t a = 0; a < condition->n_axes; a++)
    if (!choice_of(space, condition->axes[a]) && !is_always_known(space, condition->axes[a])) return false;
  return true;
}

/* Inputs: per axis its index; then, per axis that a choice is of which may be inactive, whether it is. */
typedef struct gate {
  const hwnas_table_t *condition;
  const hwnas_table_t *inputs[2 * HWNAS_SCOPE_MAX];
  size_t n_inputs, active[HWNAS_SCOPE_MAX]; /* active: number of an input; 0: always */
} gate_t;

static hwnas_status_t *compute(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  const gate_t *gate = self;
  size_t cell = 0;
  for (uint32_t a = 0; a < gate->condition->n_axes; a++) {
    bool counts = gate->active[a] == 0 || hwnas_holds(&inputs[gate->active[a]]);
    cell = cell * gate->condition->sizes[a] + (counts ? (size_t)inputs[a].integer : 0);
  }
  *out = hwnas_value_bool(hwnas_holds(&gate->condition->cells[cell]));
  return NULL;
}

static hwnas_status_t *add_index(gate_t *gate, hwnas_arena_t *arena, uint32_t a) {
  hwnas_table_t *own = hwnas_arena_alloc(arena, sizeof *own);
  uint32_t n = gate->condition->sizes[a];
  hwnas_value_t *cells = hwnas_arena_alloc_array(arena, n, sizeof *cells);
  if (!own || !cells) return hwnas_status_no_memory();
  for (uint32_t k = 0; k < n; k++) cells[k] = hwnas_value_int(k);
  *own = (hwnas_table_t){
      .n_axes = 1, .axes = {gate->condition->axes[a]}, .sizes = {n}, .n_cells = n, .cells = cells};
  gate->inputs[gate->n_inputs++] = own;
  return NULL;
}

static hwnas_status_t *add_activity(gate_t *gate, hwnas_arena_t *arena, const hwnas_space_t *space,
                                    uint32_t a) {
  const hwnas_choice_t *choice = choice_of(space, gate->condition->axes[a]);
  const hwnas_table_t *active = NULL;
  if (choice) HWNAS_TRY(hwnas_choice_activity(arena, space, choice, &active));
  if (!active) return NULL;
  gate->active[a] = gate->n_inputs;
  gate->inputs[gate->n_inputs++] = active;
  return NULL;
}

hwnas_status_t *hwnas_condition_gate(hwnas_arena_t *arena, const hwnas_space_t *space,
                                     const hwnas_table_t *condition, const hwnas_table_t **out) {
  gate_t gate = {.condition = condition};
  for (uint32_t a = 0; a < condition->n_axes; a++) HWNAS_TRY(add_index(&gate, arena, a));
  for (uint32_t a = 0; a < condition->n_axes; a++) HWNAS_TRY(add_activity(&gate, arena, space, a));
  return hwnas_table_apply(arena, &space->variables, gate.inputs, gate.n_inputs, compute, &gate, out);
}
