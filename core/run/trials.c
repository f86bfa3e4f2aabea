/* Choosing among the trials of a stored run. */
#include <stdlib.h>
#include <string.h>

#include "run/run.h"

typedef struct ranked {
  int64_t id;
  double value; /* smaller is better */
} ranked_t;

typedef struct collection {
  hwnas_selection_t selection;
  const hwnas_store_metric_t *metrics;
  size_t n_metrics, n_objectives;
  ranked_t *items;
  size_t n, capacity;
  hwnas_front_t front;
  double *values; /* of one trial, by objective */
} collection_t;

static bool keep(collection_t *c, ranked_t item) {
  if (c->n == c->capacity) {
    size_t capacity = c->capacity ? c->capacity * 2 : 256;
    ranked_t *items = realloc(c->items, capacity * sizeof *items);
    if (!items) return false;
    c->items = items;
    c->capacity = capacity;
  }
  c->items[c->n++] = item;
  return true;
}

static void objectives_of(const collection_t *c, const hwnas_store_trial_t *trial) {
  for (size_t m = 0; m < c->n_metrics; m++) {
    const hwnas_store_metric_t *metric = &c->metrics[m];
    if (metric->objective < 0) continue;
    double value = hwnas_metric_to_unit(&metric->info, trial->metrics[m]);
    c->values[metric->objective] = metric->goal == HWNAS_GOAL_MAXIMIZE ? -value : value;
  }
}

static hwnas_status_t *visit(void *self, const hwnas_store_trial_t *trial) {
  collection_t *c = self;
  bool done = trial->status == HWNAS_TRIAL_DONE;
  if (c->selection == HWNAS_SELECT_ALL || (c->selection == HWNAS_SELECT_FAILED && !done))
    return keep(c, (ranked_t){trial->id, 0}) ? NULL : hwnas_status_no_memory();
  if (c->selection == HWNAS_SELECT_FAILED || !done) return NULL;
  objectives_of(c, trial);
  if (c->selection == HWNAS_SELECT_PARETO) return hwnas_front_add(&c->front, (uint64_t)trial->id, c->values, NULL);
  return keep(c, (ranked_t){trial->id, c->values[0]}) ? NULL : hwnas_status_no_memory();
}

static int compare(const void *a, const void *b) {
  const ranked_t *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static hwnas_status_t *prepare(collection_t *c) {
  for (size_t m = 0; m < c->n_metrics; m++)
    if (c->metrics[m].objective >= 0 && (size_t)c->metrics[m].objective + 1 > c->n_objectives)
      c->n_objectives = (size_t)c->metrics[m].objective + 1;
  bool ranks = c->selection == HWNAS_SELECT_BEST || c->selection == HWNAS_SELECT_PARETO;
  if (ranks && c->n_objectives == 0)
    return hwnas_status_make(HWNAS_ERROR_USAGE, "the run has no objectives, so no trial is better than another");
  hwnas_front_init(&c->front, c->n_objectives);
  c->values = calloc(c->n_objectives + 1, sizeof *c->values);
  return c->values ? NULL : hwnas_status_no_memory();
}

static hwnas_status_t *gather(collection_t *c, size_t limit, int64_t **out_ids, size_t *out_n) {
  for (size_t i = 0; i < c->front.n; i++)
    if (!keep(c, (ranked_t){(int64_t)c->front.ids[i], 0})) return hwnas_status_no_memory();
  if (c->n) qsort(c->items, c->n, sizeof *c->items, compare);
  size_t n = limit && limit < c->n ? limit : c->n;
  *out_ids = malloc((n + 1) * sizeof **out_ids);
  HWNAS_TRY_ALLOC(*out_ids);
  for (size_t i = 0; i < n; i++) (*out_ids)[i] = c->items[i].id;
  *out_n = n;
  return NULL;
}

hwnas_status_t *hwnas_trials_select(hwnas_store_t *store, hwnas_selection_t selection, size_t limit,
                                    int64_t **out_ids, size_t *out_n) {
  collection_t c = {.selection = selection};
  *out_ids = NULL;
  *out_n = 0;
  c.metrics = hwnas_store_metrics(store, &c.n_metrics);
  hwnas_status_t *status = prepare(&c);
  if (!status) status = hwnas_store_each_trial(store, visit, &c);
  if (!status) status = gather(&c, limit, out_ids, out_n);
  hwnas_front_deinit(&c.front);
  free(c.values);
  free(c.items);
  return status;
}
