#include "search/pareto.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void hwnas_front_init(hwnas_front_t *front, size_t n_objectives) {
  memset(front, 0, sizeof *front);
  front->n_objectives = n_objectives;
}

void hwnas_front_deinit(hwnas_front_t *front) {
  free(front->ids);
  free(front->values);
  hwnas_front_init(front, front->n_objectives);
}

static hwnas_status_t *reserve(hwnas_front_t *front) {
  if (front->n < front->capacity) return NULL;
  size_t capacity = front->capacity ? front->capacity * 2 : 16;
  uint64_t *ids = realloc(front->ids, capacity * sizeof *ids);
  HWNAS_TRY_ALLOC(ids);
  front->ids = ids;
  double *values = realloc(front->values, capacity * front->n_objectives * sizeof *values);
  HWNAS_TRY_ALLOC(values);
  front->values = values;
  front->capacity = capacity;
  return NULL;
}

/* *out_ab: a is somewhere better than b; *out_ba: b is somewhere better than a. */
static void compare(const double *a, const double *b, size_t n, bool *out_ab, bool *out_ba) {
  *out_ab = *out_ba = false;
  for (size_t i = 0; i < n; i++) {
    if (a[i] < b[i]) *out_ab = true;
    if (b[i] < a[i]) *out_ba = true;
  }
}

static bool any_nan(const double *values, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (isnan(values[i])) return true;
  return false;
}

/* Of several equals only one objective keeps the first: there the front is the best so far. */
static bool dominated(const hwnas_front_t *front, const double *values) {
  size_t k = front->n_objectives;
  for (size_t i = 0; i < front->n; i++) {
    bool old_better, new_better;
    compare(&front->values[i * k], values, k, &old_better, &new_better);
    if (!new_better && (old_better || k == 1)) return true;
  }
  return false;
}

static void remove_dominated(hwnas_front_t *front, const double *values) {
  size_t k = front->n_objectives, kept = 0;
  for (size_t i = 0; i < front->n; i++) {
    bool new_better, old_better;
    compare(values, &front->values[i * k], k, &new_better, &old_better);
    if (new_better && !old_better) continue;
    front->ids[kept] = front->ids[i];
    memmove(&front->values[kept * k], &front->values[i * k], k * sizeof(double));
    kept++;
  }
  front->n = kept;
}

hwnas_status_t *hwnas_front_add(hwnas_front_t *front, uint64_t id, const double *values, bool *out_kept) {
  size_t k = front->n_objectives;
  bool kept = k > 0 && !any_nan(values, k) && !dominated(front, values);
  if (out_kept) *out_kept = kept;
  if (!kept) return NULL;
  remove_dominated(front, values);
  HWNAS_TRY(reserve(front));
  front->ids[front->n] = id;
  memcpy(&front->values[front->n * k], values, k * sizeof(double));
  front->n++;
  return NULL;
}
