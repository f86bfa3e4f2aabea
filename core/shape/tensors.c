/* Tensors between modules, and those that come out when a choice decides between modules. */
#include <string.h>

#include "shape/internal.h"

hwnas_status_t *hwnas_tensors_append(hwnas_compiler_t *compiler, const hwnas_json_t *json,
                                     hwnas_tensors_t *tensors, const hwnas_tensors_t *more) {
  for (size_t i = 0; i < more->n; i++) {
    if (tensors->n == HWNAS_TENSORS_MAX)
      return hwnas_json_at(
          hwnas_status_make(HWNAS_ERROR_LIMIT, "more than %d tensors meet", HWNAS_TENSORS_MAX), json);
    if (!HWNAS_PUSH(compiler->arena, tensors->items, tensors->n, tensors->capacity, more->items[i]))
      return hwnas_status_no_memory();
  }
  return NULL;
}

hwnas_status_t *hwnas_tensors_blank(hwnas_compiler_t *compiler, size_t n, uint32_t rank,
                                    hwnas_tensors_t *out) {
  hwnas_tensors_t tensors = {.n = n,
                             .items = hwnas_arena_alloc_array(compiler->arena, n, sizeof *tensors.items)};
  HWNAS_TRY_ALLOC(tensors.items);
  for (size_t i = 0; i < n; i++) tensors.items[i].rank = rank;
  *out = tensors;
  return NULL;
}

bool hwnas_tensors_are_never(const hwnas_tensors_t *tensors) {
  bool never = false;
  for (size_t i = 0; i < tensors->n; i++) never |= tensors->items[i].rank == HWNAS_RANK_NEVER;
  return never;
}

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

/* Tensors of the same rank and type without any size. */
static hwnas_status_t *make_excluded(hwnas_arena_t *arena, const hwnas_tensors_t *like,
                                     hwnas_tensors_t *out) {
  const hwnas_table_t *excluded = hwnas_table_constant(arena, hwnas_value_excluded());
  *out = (hwnas_tensors_t){
      .n = like->n, .items = hwnas_arena_grow(arena, like->items, like->n, like->n, sizeof *out->items)};
  if (!excluded || !out->items) return hwnas_status_no_memory();
  for (size_t i = 0; i < out->n; i++)
    for (uint32_t d = 0; d < hwnas_tensor_dims(&out->items[i]); d++) out->items[i].dims[d] = excluded;
  return NULL;
}

/* What no network gets to fits everywhere: it is like an alternative that one does get to. */
static hwnas_status_t *fill_never(hwnas_arena_t *arena, const hwnas_tensors_t **alternatives, size_t n) {
  const hwnas_tensors_t *given = *alternatives, *reached = NULL;
  bool any = false;
  for (size_t a = 0; a < n; a++) {
    if (hwnas_tensors_are_never(&given[a]))
      any = true;
    else if (!reached)
      reached = &given[a];
  }
  if (!any || !reached) return NULL;
  hwnas_tensors_t *filled = hwnas_arena_grow(arena, given, n, n, sizeof *filled);
  HWNAS_TRY_ALLOC(filled);
  for (size_t a = 0; a < n; a++)
    if (hwnas_tensors_are_never(&given[a])) HWNAS_TRY(make_excluded(arena, reached, &filled[a]));
  *alternatives = filled;
  return NULL;
}

hwnas_status_t *hwnas_tensors_select(const hwnas_site_t *site, const hwnas_json_t *json,
                                     const hwnas_table_t *selector, const hwnas_tensors_t *alternatives,
                                     size_t n, hwnas_tensors_t *out) {
  hwnas_compiler_t *compiler = site->compiler;
  bool unknown;
  HWNAS_TRY(fill_never(compiler->arena, &alternatives, n));
  if (hwnas_tensors_are_never(&alternatives[0])) {
    *out = alternatives[0];
    return NULL;
  }
  HWNAS_TRY(check(site, json, alternatives, n, &unknown));
  if (unknown)
    return hwnas_tensors_blank(compiler, alternatives[0].n ? alternatives[0].n : 1, HWNAS_RANK_UNKNOWN, out);
  hwnas_tensors_t result = {.n = alternatives[0].n};
  const hwnas_table_t **tables = hwnas_arena_alloc_array(compiler->arena, n, sizeof *tables);
  result.items = hwnas_arena_alloc_array(compiler->arena, result.n, sizeof *result.items);
  if (!tables || !result.items) return hwnas_status_no_memory();
  for (size_t i = 0; i < result.n; i++) {
    hwnas_tensor_table_t *tensor = &result.items[i];
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
  *out = result;
  return NULL;
}
