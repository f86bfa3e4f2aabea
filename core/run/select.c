/* Picking trials of a stored run. */
#include <stdlib.h>
#include <string.h>

#include "run/run.h"

typedef struct ranked {
  int64_t id;
  double value;
} ranked_t;

typedef struct selection {
  hwnas_store_t *store;
  hwnas_selection_t kind;
  const hwnas_store_metric_t *metrics;
  size_t *objectives; /* metric of each objective */
  size_t n_objectives;
  double *values; /* of one trial */
  ranked_t *ranked;
  size_t n, capacity;
  hwnas_front_t front;
} selection_t;

static hwnas_status_t *add(selection_t *selection, int64_t id, double value) {
  if (selection->n == selection->capacity) {
    size_t capacity = selection->capacity ? selection->capacity * 2 : 64;
    ranked_t *larger = realloc(selection->ranked, capacity * sizeof *larger);
    HWNAS_TRY_ALLOC(larger);
    selection->ranked = larger;
    selection->capacity = capacity;
  }
  selection->ranked[selection->n++] = (ranked_t){id, value};
  return NULL;
}

static hwnas_status_t *look_at(void *self, const hwnas_store_trial_t *trial) {
  selection_t *selection = self;
  bool done = trial->status == HWNAS_TRIAL_DONE;
  if (selection->kind == HWNAS_SELECT_ALL) return add(selection, trial->id, 0);
  bool failed = trial->status == HWNAS_TRIAL_FAILED || trial->status == HWNAS_TRIAL_STOPPED;
  if (selection->kind == HWNAS_SELECT_FAILED) return failed ? add(selection, trial->id, 0) : NULL;
  if (!done) return NULL;
  for (size_t i = 0; i < selection->n_objectives; i++) {
    size_t metric = selection->objectives[i];
    double value = hwnas_store_value(selection->metrics, trial, metric);
    selection->values[i] = selection->metrics[metric].goal == HWNAS_GOAL_MAXIMIZE ? -value : value;
  }
  if (selection->kind == HWNAS_SELECT_BEST) return add(selection, trial->id, selection->values[0]);
  return hwnas_front_add(&selection->front, (uint64_t)trial->id, selection->values, NULL);
}

static hwnas_status_t *find_objectives(selection_t *selection) {
  size_t n;
  selection->metrics = hwnas_store_metrics(selection->store, &n);
  selection->objectives = calloc(n + 1, sizeof *selection->objectives);
  selection->values = calloc(n + 1, sizeof *selection->values);
  HWNAS_TRY_ALLOC(selection->objectives);
  HWNAS_TRY_ALLOC(selection->values);
  for (size_t i = 0; i < n; i++) {
    int32_t number = selection->metrics[i].objective;
    if (number < 0 || (size_t)number >= n) continue;
    selection->objectives[number] = i;
    selection->n_objectives++;
  }
  hwnas_front_init(&selection->front, selection->n_objectives);
  bool needed = selection->kind == HWNAS_SELECT_BEST || selection->kind == HWNAS_SELECT_PARETO;
  if (!needed || selection->n_objectives > 0) return NULL;
  hwnas_status_t *status =
      hwnas_status_make(HWNAS_ERROR_USAGE, "the run has no objectives to compare its trials by");
  return hwnas_status_detail(status, "next: list its trials without --best and --pareto");
}

static int by_value(const void *a, const void *b) {
  const ranked_t *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static hwnas_status_t *finish(selection_t *selection, size_t limit, int64_t **out_ids, size_t *out_n) {
  for (size_t i = 0; i < selection->front.n; i++)
    HWNAS_TRY(add(selection, (int64_t)selection->front.ids[i], 0));
  if (selection->n) qsort(selection->ranked, selection->n, sizeof *selection->ranked, by_value);
  size_t n = limit && limit < selection->n ? limit : selection->n;
  *out_ids = calloc(n + 1, sizeof **out_ids);
  HWNAS_TRY_ALLOC(*out_ids);
  for (size_t i = 0; i < n; i++) (*out_ids)[i] = selection->ranked[i].id;
  *out_n = n;
  return NULL;
}

hwnas_status_t *hwnas_trials_select(hwnas_store_t *store, hwnas_selection_t kind, size_t limit,
                                    int64_t **out_ids, size_t *out_n) {
  selection_t selection = {.store = store, .kind = kind};
  hwnas_status_t *status = find_objectives(&selection);
  if (!status) status = hwnas_store_each_trial(store, look_at, &selection);
  if (!status) status = finish(&selection, limit, out_ids, out_n);
  free(selection.objectives);
  free(selection.values);
  free(selection.ranked);
  hwnas_front_deinit(&selection.front);
  return status;
}
