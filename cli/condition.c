#include "condition.h"

#include "output.h"

#define CONDITIONS_SHOWN 3

void hwnas_print_condition(const hwnas_space_t *space, const hwnas_table_t *table, hwnas_str_t *out) {
  const hwnas_value_t *constant = hwnas_table_is_constant(table);
  if (constant) {
    hwnas_str_append(out, hwnas_value_truth(constant) ? "always" : "never: no module reads it");
    return;
  }
  const hwnas_variable_t *choice = space->variables.items[table->axes[0]];
  if (table->n_axes != 1 || choice->table) {
    hwnas_str_append(out, "depends on ");
    hwnas_table_print_scope(&space->variables, table, out);
    return;
  }
  hwnas_str_appendf(out, "%s is ", choice->label);
  bool any = false;
  for (uint32_t k = 0; k < choice->n; k++) {
    const hwnas_value_t *cell = &table->cells[k];
    if (cell->type == HWNAS_VALUE_EXCLUDED || cell->type == HWNAS_VALUE_UNDEFINED || !hwnas_value_truth(cell))
      continue;
    if (any) hwnas_str_append(out, " or ");
    hwnas_print_domain(&choice->domain[k], 1, 1, out);
    any = true;
  }
}

void hwnas_print_activity(const hwnas_space_t *space, const hwnas_choice_t *choice, hwnas_str_t *out) {
  if (choice->n_active == 0) hwnas_str_append(out, "always");
  for (size_t i = 0; i < choice->n_active && i < CONDITIONS_SHOWN; i++) {
    if (i) hwnas_str_append(out, "; or ");
    hwnas_print_condition(space, choice->active[i], out);
  }
  if (choice->n_active > CONDITIONS_SHOWN)
    hwnas_str_appendf(out, "; or %zu more conditions", choice->n_active - CONDITIONS_SHOWN);
}
