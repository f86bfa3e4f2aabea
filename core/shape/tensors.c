/* Alternatives: the tensors that come out when a choice decides between modules. */
#include <string.h>

#include "shape/internal.h"

static hwnas_status_t *mismatch(const hwnas_site_t *site, const hwnas_json_t *json, const hwnas_tensors_t *a,
                                const hwnas_tensors_t *b, size_t number) {
  const hwnas_tensor_table_t *x = &a->items[number], *y = &b->items[number];
  hwnas_status_t *status;
  if (a->n != b->n)
    status =
        hwnas_status_make(HWNAS_ERROR_RANK_MISMATCH, "alternatives give %zu and %zu tensors", a->n, b->n);
  else if (x->rank != y->rank)
    status = hwnas_status_make(HWNAS_ERROR_RANK_MISMATCH, "alternatives give tensors of rank %u and %u",
                               x->rank, y->rank);
  else
    status = hwnas_status_make(HWNAS_ERROR_RANK_MISMATCH, "alternatives give tensors of type %s and %s",
                               hwnas_dtype_name(x->dtype), hwnas_dtype_name(y->dtype));
  hwnas_status_detail(
      status, "rank and data type must not depend on a choice: add flatten or reshape to one of them");
  return hwnas_status_in_module(hwnas_json_at(status, json), site->path);
}

static hwnas_status_t *check(const hwnas_site_t *site, const hwnas_json_t *json,
                             const hwnas_tensors_t *alternatives, size_t n, bool *out_unknown) {
  *out_unknown = false;
  for (size_t a = 0; a < n; a++)
    for (size_t i = 0; i < alternatives[a].n; i++)
      if (alternatives[a].items[i].rank == HWNAS_RANK_UNKNOWN) *out_unknown = true;
  for (size_t a = 1; a < n && !*out_unknown; a++) {
    if (alternatives[a].n != alternatives[0].n)
      return mismatch(site, json, &alternatives[0], &alternatives[a], 0);
    for (size_t i = 0; i < alternatives[0].n; i++)
      if (alternatives[a].items[i].rank != alternatives[0].items[i].rank ||
          alternatives[a].items[i].dtype != alternatives[0].items[i].dtype)
        return mismatch(site, json, &alternatives[0], &alternatives[a], i);
  }
  return NULL;
}

hwnas_status_t *hwnas_tensors_select(const hwnas_site_t *site, const hwnas_json_t *json,
                                     const hwnas_table_t *selector, const hwnas_tensors_t *alternatives,
                                     size_t n, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  bool unknown;
  HWNAS_TRY(check(site, json, alternatives, n, &unknown));
  if (unknown) {
    memset(out, 0, sizeof *out);
    out->n = alternatives[0].n ? alternatives[0].n : 1;
    for (size_t i = 0; i < out->n; i++) out->items[i].rank = HWNAS_RANK_UNKNOWN;
    return NULL;
  }
  const hwnas_table_t **tables = hwnas_arena_alloc_array(compiler->arena, n, sizeof *tables);
  hwnas_tensors_t *result = hwnas_arena_alloc(compiler->arena, sizeof *result);
  if (!tables || !result) return hwnas_status_no_memory();
  result->n = alternatives[0].n;
  for (size_t i = 0; i < result->n; i++) {
    hwnas_tensor_table_t *tensor = &result->items[i];
    tensor->rank = alternatives[0].items[i].rank;
    tensor->dtype = alternatives[0].items[i].dtype;
    for (uint32_t d = 0; d < tensor->rank; d++) {
      for (size_t a = 0; a < n; a++) tables[a] = alternatives[a].items[i].dims[d];
      HWNAS_TRY(hwnas_status_in_module(
          hwnas_json_at(hwnas_table_select(compiler->arena, &compiler->space->variables, selector, tables, n,
                                           &tensor->dims[d]),
                        json),
          site->path));
    }
  }
  *out = *result;
  return NULL;
}
