/* Variables: finding them, and computing those that are derived. */
#include <string.h>

#include "expr/derive.h"

const hwnas_variable_t *hwnas_variables_find(const hwnas_variables_t *variables, const char *label,
                                             uint32_t *out_number) {
  for (size_t v = 0; v < variables->n; v++)
    if (variables->items[v]->label && strcmp(variables->items[v]->label, label) == 0) {
      *out_number = (uint32_t)v;
      return variables->items[v];
    }
  return NULL;
}

void hwnas_variables_complete(const hwnas_variables_t *variables, uint16_t *indices) {
  for (size_t v = 0; v < variables->n; v++)
    if (variables->items[v]->table)
      indices[v] = (uint16_t)hwnas_table_at(variables->items[v]->table, indices)->integer;
}

void hwnas_variables_mark(const hwnas_variables_t *variables, const hwnas_table_t *table, bool *marks) {
  for (uint32_t i = 0; i < table->n_axes; i++) marks[table->axes[i]] = true;
  for (size_t v = variables->n; v-- > 0;) { /* causes have lower numbers */
    const hwnas_table_t *causes = marks[v] ? variables->items[v]->table : NULL;
    for (uint32_t i = 0; causes && i < causes->n_axes; i++) marks[causes->axes[i]] = true;
  }
}

bool hwnas_variables_depend(const hwnas_variables_t *variables, const hwnas_table_t *table,
                            uint32_t variable) {
  bool marks[variables->n + 1];
  memset(marks, 0, sizeof marks);
  hwnas_variables_mark(variables, table, marks);
  return marks[variable];
}
