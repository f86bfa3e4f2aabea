/* Tensors over the whole space, for people. */
#include "space/space.h"

void hwnas_tensor_print(const hwnas_tensor_table_t *tensor, hwnas_str_t *out) {
  if (tensor->rank > HWNAS_RANK_MAX) {
    hwnas_str_append(out, "unknown");
    return;
  }
  hwnas_str_append(out, "[");
  for (uint32_t d = 0; d < tensor->rank; d++) {
    if (d) hwnas_str_append(out, ", ");
    hwnas_table_print_values(tensor->dims[d], out);
  }
  hwnas_str_append(out, "]");
}

/* Beyond the limit on scopes some are left out. */
static void add_scope(const hwnas_variables_t *variables, const hwnas_tensor_table_t *tensor,
                      hwnas_table_t *scope) {
  for (uint32_t d = 0; d < hwnas_tensor_dims(tensor); d++)
    for (uint32_t a = 0; a < tensor->dims[d]->n_axes; a++)
      hwnas_status_destroy(hwnas_table_scope_add(variables, scope, tensor->dims[d]->axes[a]));
}

void hwnas_tensors_print(const hwnas_variables_t *variables, const hwnas_tensor_table_t *tensors, size_t n,
                         hwnas_str_t *out) {
  hwnas_table_t scope = {.n_cells = 1};
  for (size_t i = 0; i < n; i++) {
    if (i) hwnas_str_append(out, ", ");
    hwnas_tensor_print(&tensors[i], out);
    add_scope(variables, &tensors[i], &scope);
  }
  hwnas_str_append(out, "   (depends on: ");
  hwnas_table_print_scope(variables, &scope, out);
  hwnas_str_append(out, ")");
}
