/* Operands of merges that some networks leave out. */
#include "expr/derive.h"
#include "shape/internal.h"

#define NAME_ABOVE 16  /* cells of a number of operands that is worth a name */
#define JOINT_MAX 1024 /* cells of what several operands depend on together; above, each gets a name */

static bool same_tensor(const hwnas_tensor_table_t *a, const hwnas_tensor_table_t *b) {
  if (a->rank != b->rank || a->dtype != b->dtype || a->n_values || b->n_values) return false;
  for (uint32_t d = 0; d < a->rank; d++)
    if (!hwnas_table_same(a->dims[d], b->dims[d])) return false;
  return true;
}

static hwnas_status_t *add_times(void *self, const hwnas_value_t *cells, hwnas_value_t *out) {
  int64_t sum = 0;
  for (size_t i = 0; i < *(const size_t *)self; i++) {
    int64_t times;
    *out = cells[i];
    if (!hwnas_value_to_int(&cells[i], &times)) return NULL;
    sum += times;
  }
  *out = hwnas_value_int(sum);
  return NULL;
}

/* Names the conditions of operands if together they depend on much. */
static hwnas_status_t *part(const hwnas_variables_t *variables, const hwnas_table_t **times, size_t n) {
  hwnas_table_t joint;
  hwnas_status_t *status = hwnas_table_scope_union(variables, times, n, &joint);
  if (status && status->error != HWNAS_ERROR_TABLE_BUDGET) return status;
  bool large = status || joint.n_cells > JOINT_MAX;
  hwnas_status_destroy(status);
  for (size_t i = 0; large && i < n; i++) HWNAS_TRY(hwnas_derive_above(variables, NAME_ABOVE, &times[i]));
  return NULL;
}

/* The first operand of a kind, with the times of all of them. */
static hwnas_status_t *pool_kind(hwnas_compiler_t *compiler, const hwnas_tensors_t *operands, size_t first,
                                 bool *pooled, hwnas_tensor_table_t *out) {
  const hwnas_table_t *times[HWNAS_TENSORS_MAX];
  const hwnas_variables_t *variables = &compiler->space->variables;
  size_t n = 0;
  *out = operands->items[first];
  for (size_t i = first; i < operands->n; i++) {
    const hwnas_tensor_table_t *other = &operands->items[i];
    if (pooled[i] || !other->times || !same_tensor(out, other)) continue;
    pooled[i] = true;
    times[n++] = other->times;
  }
  if (n < 2) return NULL;
  HWNAS_TRY(part(variables, times, n));
  HWNAS_TRY(hwnas_table_apply(compiler->arena, variables, times, n, add_times, &n, &out->times));
  return hwnas_derive_above(variables, NAME_ABOVE, &out->times);
}

static hwnas_status_t *mask_cell(void *self, const hwnas_value_t *inputs, hwnas_value_t *out) {
  int64_t times;
  (void)self;
  *out = hwnas_value_excluded();
  if (hwnas_value_to_int(&inputs[0], &times) && times > 0) *out = inputs[1];
  return NULL;
}

/* Sizes of an operand need not say more than those that it has where it takes part. */
static hwnas_status_t *mask(hwnas_compiler_t *compiler, hwnas_tensor_table_t *tensor) {
  for (uint32_t d = 0; tensor->times && d < hwnas_tensor_dims(tensor); d++) {
    const hwnas_table_t *parts[] = {tensor->times, tensor->dims[d]};
    if (hwnas_table_is_constant(tensor->dims[d])) continue;
    HWNAS_TRY(hwnas_table_apply(compiler->arena, &compiler->space->variables, parts, 2, mask_cell, NULL,
                                &tensor->dims[d]));
  }
  return NULL;
}

hwnas_status_t *hwnas_tensors_pool(hwnas_compiler_t *compiler, const hwnas_tensors_t *operands,
                                   hwnas_tensors_t *out) {
  bool pooled[HWNAS_TENSORS_MAX] = {false};
  size_t optional = 0;
  for (size_t i = 0; i < operands->n; i++) optional += operands->items[i].times != NULL;
  *out = *operands;
  if (optional == 0) return NULL;
  *out = (hwnas_tensors_t){
      .items = hwnas_arena_alloc_array(compiler->arena, operands->n, sizeof(hwnas_tensor_table_t))};
  HWNAS_TRY_ALLOC(out->items);
  for (size_t i = 0; i < operands->n; i++) {
    hwnas_tensor_table_t *next = &out->items[out->n];
    if (pooled[i]) continue;
    out->n++;
    *next = operands->items[i];
    if (next->times) HWNAS_TRY(pool_kind(compiler, operands, i, pooled, next));
    HWNAS_TRY(mask(compiler, next));
  }
  return NULL;
}

hwnas_status_t *hwnas_operand_include(const hwnas_site_t *site, const hwnas_json_t *json,
                                      hwnas_frame_t *frame, hwnas_lifted_t *out) {
  const hwnas_json_t *include = json->type == HWNAS_JSON_OBJECT ? hwnas_json_get(json, "include") : NULL;
  *out = (hwnas_lifted_t){0};
  return include ? hwnas_site_condition(site, include, frame, out) : NULL;
}

hwnas_status_t *hwnas_operand_append(const hwnas_site_t *site, const hwnas_json_t *json,
                                     const hwnas_lifted_t *include, const hwnas_table_t *takes,
                                     const hwnas_tensors_t *operand, hwnas_tensors_t *merged) {
  size_t before = merged->n;
  HWNAS_TRY(hwnas_tensors_append(site->compiler, json, merged, operand));
  for (size_t i = before; i < merged->n; i++) merged->items[i].times = takes;
  if (include->table && !hwnas_table_is_constant(include->table))
    hwnas_module_made(site)->include = include->table;
  return NULL;
}
