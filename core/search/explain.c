/* Limits are dropped one after the other as long as there is still no network: those that are left exclude
 * each other, and none of them can be spared (a deletion filter: Chinneck, "Feasibility and Infeasibility in
 * Optimization", 2008). Then the same with those that were dropped, until networks are left. */
#include "search/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "space/sample.h"
#include "trellis/best.h"
#include "trellis/proof.h"
#include "trellis/witness.h"

#define STEPS ((uint64_t)1 << 21) /* of one search: part of a second */
#define STEPS_FIRST (STEPS >> 3)  /* which are enough where what is found is this near to the bound */
#define NEAR 1e-3
#define SHOWN 4 /* changes of a network that are told */

/* One end of the range of a metric, or conditions on labels that are of one text. */
typedef struct limit {
  bool on_labels, upper, holds;
  size_t i; /* number among the ranges of the region, or that of the first of its conditions */
} limit_t;

typedef struct explainer {
  const hwnas_region_t *region;
  limit_t *limits; /* conditions first, so that limits of metrics are what is left */
  size_t n_limits;
  const hwnas_table_t **conditions;   /* NULL: does not hold now */
  hwnas_range_t *ranges;              /* the same: without ends that do not hold now */
  hwnas_trellis_t *trellis;           /* of the conditions */
  uint16_t *nearest, *best, *changed; /* scratch: points */
  hwnas_status_t *status;             /* that is explained */
} explainer_t;

/* ---- Limits that hold -------------------------------------------------------------------------- */

static hwnas_status_t *compile(explainer_t *explainer) {
  hwnas_trellis_of_t of = hwnas_region_trellis_of(explainer->region, explainer->region->law);
  of.conditions = explainer->conditions;
  hwnas_trellis_destroy(explainer->trellis);
  explainer->trellis = NULL;
  return hwnas_trellis_create(&of, &explainer->trellis);
}

static hwnas_status_t *set(explainer_t *explainer, limit_t *limit, bool holds) {
  const hwnas_where_t *where = &explainer->region->where;
  limit->holds = holds;
  if (limit->on_labels) {
    for (size_t i = limit->i; i < where->n_conditions && where->texts[i] == where->texts[limit->i]; i++)
      explainer->conditions[i] = holds ? where->conditions[i] : NULL;
    return compile(explainer);
  }
  hwnas_range_t *range = &explainer->ranges[limit->i];
  if (limit->upper) range->high = holds ? where->sums.ranges[limit->i].high : HWNAS_QUANTA_END;
  if (!limit->upper) range->low = holds ? where->sums.ranges[limit->i].low : -HWNAS_QUANTA_END;
  return NULL;
}

static bool any_range(const explainer_t *explainer) {
  for (size_t i = 0; i < explainer->n_limits; i++)
    if (explainer->limits[i].holds && !explainer->limits[i].on_labels) return true;
  return false;
}

/* The least or greatest value of a metric that networks within the limits have. */
typedef struct optimum {
  bool found, proven;   /* found: the network is explainer->nearest */
  int64_t value, bound; /* bound: no network is better */
} optimum_t;

static hwnas_status_t *search(explainer_t *explainer, size_t metric, bool most, uint64_t steps,
                              optimum_t *out) {
  const hwnas_trellis_t *trellis = explainer->trellis;
  const hwnas_best_of_t of = {
      .trellis = trellis, .score = metric, .most = most, .ranges = explainer->ranges, .n = 1, .steps = steps};
  hwnas_best_list_t list;
  *out = (optimum_t){0};
  if (hwnas_trellis_empty(trellis)) return NULL;
  hwnas_status_t *status = hwnas_best_list_init(&list, &of);
  if (!status && list.n > 0) {
    *out =
        (optimum_t){.found = true, .proven = list.n_proven > 0, .value = list.scores[0], .bound = list.bound};
    memcpy(explainer->nearest, list.points, trellis->space->n_choices * sizeof *explainer->nearest);
    hwnas_space_canonicalize(trellis->space, explainer->nearest);
  }
  hwnas_best_list_deinit(&list);
  return status;
}

static bool is_near(const optimum_t *optimum) {
  double off = fabs((double)optimum->value - (double)optimum->bound);
  return optimum->proven || off <= NEAR * fabs((double)optimum->value);
}

static hwnas_status_t *optimize(explainer_t *explainer, size_t metric, bool most, optimum_t *out) {
  HWNAS_TRY(search(explainer, metric, most, STEPS_FIRST, out));
  return out->found && is_near(out) ? NULL : search(explainer, metric, most, STEPS, out);
}

/* True only if that is certain. */
static hwnas_status_t *is_empty(explainer_t *explainer, bool *out) {
  hwnas_proof_t proof;
  *out = hwnas_trellis_empty(explainer->trellis);
  if (*out || !any_range(explainer)) return NULL;
  HWNAS_TRY(hwnas_ranges_prove(explainer->trellis, explainer->ranges, STEPS, &proof));
  *out = proof == HWNAS_PROOF_EMPTY;
  return NULL;
}

/* ---- Texts --------------------------------------------------------------------------------------- */

static const hwnas_metric_info_entry_t *info_of(const explainer_t *explainer, const limit_t *limit) {
  return hwnas_metric_set_info(explainer->region->set, explainer->region->where.sums.metrics[limit->i]);
}

static void print_limit(const explainer_t *explainer, const limit_t *limit, hwnas_str_t *out) {
  const hwnas_where_t *where = &explainer->region->where;
  if (limit->on_labels) {
    hwnas_str_append(out, where->texts[limit->i]);
    return;
  }
  const hwnas_range_t *range = &where->sums.ranges[limit->i];
  hwnas_str_appendf(out, "%s %s ", info_of(explainer, limit)->name, limit->upper ? "<=" : ">=");
  hwnas_metric_print(info_of(explainer, limit), limit->upper ? range->high : range->low, out);
}

/* Those that hold; but for number `but`, if it is one of them. */
static void print_limits(const explainer_t *explainer, size_t but, hwnas_str_t *out) {
  size_t n = 0;
  for (size_t i = 0; i < explainer->n_limits; i++) {
    const limit_t *limit = &explainer->limits[i];
    if (!limit->holds || i == but) continue;
    hwnas_str_append(out, n++ ? ", " : "");
    print_limit(explainer, limit, out);
  }
}

static void add_detail(explainer_t *explainer, hwnas_str_t *text) {
  explainer->status = hwnas_status_detail(explainer->status, "%s", text->text ? text->text : "");
  hwnas_str_clear(text);
}

static void print_value(const explainer_t *explainer, const limit_t *limit, int64_t value, hwnas_str_t *out) {
  hwnas_metric_print(info_of(explainer, limit), value, out);
}

/* ---- What the other limits forbid ---------------------------------------------------------------- */

/* One choice of the nearest network made as in the network that is best without limits. */
typedef struct change {
  size_t choice;
  int64_t value; /* of the metric, then */
  int64_t gain;
} change_t;

static int by_gain(const void *a, const void *b) {
  const change_t *x = a, *y = b;
  if (x->gain != y->gain) return x->gain > y->gain ? -1 : 1;
  return x->choice < y->choice ? -1 : x->choice > y->choice;
}

static hwnas_status_t *try_change(explainer_t *explainer, const limit_t *limit, size_t c, int64_t value,
                                  int64_t *quanta, change_t *out) {
  const hwnas_region_t *region = explainer->region;
  memcpy(explainer->changed, explainer->nearest, region->space->n_choices * sizeof *explainer->changed);
  explainer->changed[c] = explainer->best[c];
  hwnas_space_canonicalize(region->space, explainer->changed);
  HWNAS_TRY(hwnas_metric_set_value(region->set, explainer->changed, quanta));
  int64_t changed = quanta[region->where.sums.metrics[limit->i]];
  *out = (change_t){.choice = c, .value = changed, .gain = limit->upper ? value - changed : changed - value};
  return NULL;
}

static hwnas_status_t *find_changes(explainer_t *explainer, const limit_t *limit, int64_t value,
                                    change_t *changes, size_t *out_n) {
  const hwnas_region_t *region = explainer->region;
  int64_t *quanta = calloc(hwnas_metric_set_size(region->set) + 1, sizeof *quanta);
  hwnas_status_t *status = quanta ? NULL : hwnas_status_no_memory();
  *out_n = 0;
  for (size_t c = 0; c < region->space->n_choices && !status; c++) {
    if (explainer->best[c] == explainer->nearest[c]) continue;
    status = try_change(explainer, limit, c, value, quanta, &changes[*out_n]);
    *out_n += !status && changes[*out_n].gain > 0;
  }
  free(quanta);
  return status;
}

static void print_changes(const explainer_t *explainer, const limit_t *limit, const change_t *changes,
                          size_t n, hwnas_str_t *out) {
  const hwnas_space_t *space = explainer->region->space;
  hwnas_str_append(out, "  forbidden with it: ");
  for (size_t i = 0; i < n && i < SHOWN; i++) {
    const hwnas_choice_t *choice = &space->choices[changes[i].choice];
    hwnas_str_appendf(out, "%s%s ", i ? ", " : "", choice->label);
    hwnas_value_print_json(&choice->domain[explainer->best[changes[i].choice]], out);
    hwnas_str_appendf(out, " (%s ", info_of(explainer, limit)->name);
    print_value(explainer, limit, changes[i].value, out);
    hwnas_str_append(out, ")");
  }
  if (n > SHOWN) hwnas_str_appendf(out, ", and %zu others", n - SHOWN);
}

/* Single changes that would bring the metric on: were they allowed, the network would not be the nearest. */
static hwnas_status_t *tell_forbidden(explainer_t *explainer, const limit_t *limit, int64_t value,
                                      hwnas_str_t *text) {
  size_t n;
  change_t *changes = calloc(explainer->region->space->n_choices + 1, sizeof *changes);
  HWNAS_TRY_ALLOC(changes);
  hwnas_status_t *status =
      hwnas_trellis_extreme(explainer->trellis, limit->i, !limit->upper, explainer->best);
  if (!status) status = find_changes(explainer, limit, value, changes, &n);
  if (!status && n > 0) {
    qsort(changes, n, sizeof *changes, by_gain);
    print_changes(explainer, limit, changes, n, text);
    add_detail(explainer, text);
  }
  free(changes);
  return status;
}

/* ---- One limit against the others -------------------------------------------------------------- */

static void tell_nearest(explainer_t *explainer, const limit_t *limit, const optimum_t *optimum, bool alone,
                         hwnas_str_t *text) {
  if (!alone) {
    hwnas_str_append(text, "with ");
    print_limits(explainer, (size_t)(limit - explainer->limits), text);
    hwnas_str_append(text, ": ");
  }
  hwnas_str_appendf(text, "%s is %s ", info_of(explainer, limit)->name,
                    limit->upper ? "at least" : "at most");
  print_value(explainer, limit, optimum->proven ? optimum->value : optimum->bound, text);
  hwnas_str_append(text, optimum->proven ? ", that of " : ", and what was found next to it is ");
  if (!optimum->proven) print_value(explainer, limit, optimum->value, text);
  if (!optimum->proven) hwnas_str_append(text, ", that of ");
  hwnas_sample_print(explainer->region->space, explainer->nearest, text);
  add_detail(explainer, text);
}

static hwnas_status_t *explain_limit(explainer_t *explainer, limit_t *limit, bool alone, hwnas_str_t *text) {
  optimum_t optimum;
  if (limit->on_labels) return NULL;
  HWNAS_TRY(set(explainer, limit, false));
  HWNAS_TRY(optimize(explainer, limit->i, !limit->upper, &optimum));
  if (optimum.found) tell_nearest(explainer, limit, &optimum, alone, text);
  if (optimum.found && !alone) HWNAS_TRY(tell_forbidden(explainer, limit, optimum.value, text));
  return set(explainer, limit, true);
}

/* ---- One conflict ---------------------------------------------------------------------------------- */

/* Drops what can be spared. Unknown: it is kept. */
static hwnas_status_t *find_conflict(explainer_t *explainer, size_t *out_n) {
  *out_n = 0;
  for (size_t i = 0; i < explainer->n_limits; i++) {
    bool empty;
    if (!explainer->limits[i].holds) continue;
    HWNAS_TRY(set(explainer, &explainer->limits[i], false));
    HWNAS_TRY(is_empty(explainer, &empty));
    if (!empty) HWNAS_TRY(set(explainer, &explainer->limits[i], true));
    *out_n += !empty;
  }
  return NULL;
}

static hwnas_status_t *tell_conflict(explainer_t *explainer, size_t n) {
  hwnas_str_t text;
  hwnas_status_t *status = NULL;
  hwnas_str_init(&text);
  if (n == 0) hwnas_str_append(&text, "the constraints of the space leave none");
  if (n == 1) hwnas_str_append(&text, "no network has ");
  print_limits(explainer, SIZE_MAX, &text);
  if (n > 1) hwnas_str_append(&text, " exclude each other");
  add_detail(explainer, &text);
  for (size_t i = 0; i < explainer->n_limits && !status; i++)
    if (explainer->limits[i].holds) status = explain_limit(explainer, &explainer->limits[i], n == 1, &text);
  hwnas_str_deinit(&text);
  return status;
}

/* The limits of the conflict are out of play from now on, the others hold again. */
static hwnas_status_t *drop_conflict(explainer_t *explainer, bool *in_play) {
  for (size_t i = 0; i < explainer->n_limits; i++) {
    in_play[i] &= !explainer->limits[i].holds;
    HWNAS_TRY(set(explainer, &explainer->limits[i], in_play[i]));
  }
  return NULL;
}

static hwnas_status_t *explain_all(explainer_t *explainer, bool *in_play) {
  bool empty;
  for (size_t i = 0; i < explainer->n_limits; i++) in_play[i] = true;
  HWNAS_TRY(compile(explainer));
  HWNAS_TRY(is_empty(explainer, &empty));
  while (empty) {
    size_t n;
    HWNAS_TRY(find_conflict(explainer, &n));
    HWNAS_TRY(tell_conflict(explainer, n));
    if (n == 0) return NULL;
    HWNAS_TRY(drop_conflict(explainer, in_play));
    HWNAS_TRY(is_empty(explainer, &empty));
  }
  return NULL;
}

/* ---- All ------------------------------------------------------------------------------------------ */

static void list_limits(explainer_t *explainer) {
  const hwnas_where_t *where = &explainer->region->where;
  for (size_t i = 0; i < where->n_conditions; i++)
    if (i == 0 || where->texts[i] != where->texts[i - 1])
      explainer->limits[explainer->n_limits++] = (limit_t){.on_labels = true, .holds = true, .i = i};
  for (size_t i = 0; i < where->sums.n; i++) {
    if (where->sums.ranges[i].low > -HWNAS_QUANTA_END)
      explainer->limits[explainer->n_limits++] = (limit_t){.holds = true, .i = i};
    if (where->sums.ranges[i].high < HWNAS_QUANTA_END)
      explainer->limits[explainer->n_limits++] = (limit_t){.upper = true, .holds = true, .i = i};
  }
}

static hwnas_status_t *init(explainer_t *explainer) {
  const hwnas_where_t *where = &explainer->region->where;
  size_t n_choices = explainer->region->space->n_choices;
  explainer->limits = calloc(where->n_conditions + 2 * where->sums.n + 1, sizeof *explainer->limits);
  explainer->conditions = calloc(where->n_conditions + 1, sizeof *explainer->conditions);
  explainer->ranges = calloc(where->sums.n + 1, sizeof *explainer->ranges);
  explainer->nearest = calloc(n_choices + 1, sizeof *explainer->nearest);
  explainer->best = calloc(n_choices + 1, sizeof *explainer->best);
  explainer->changed = calloc(n_choices + 1, sizeof *explainer->changed);
  if (!explainer->limits || !explainer->conditions || !explainer->ranges || !explainer->nearest ||
      !explainer->best || !explainer->changed)
    return hwnas_status_no_memory();
  for (size_t i = 0; i < where->n_conditions; i++) explainer->conditions[i] = where->conditions[i];
  for (size_t i = 0; i < where->sums.n; i++) explainer->ranges[i] = where->sums.ranges[i];
  list_limits(explainer);
  return NULL;
}

hwnas_status_t *hwnas_region_explain(const hwnas_region_t *region, hwnas_status_t *status) {
  explainer_t explainer = {.region = region, .status = status};
  hwnas_status_t *failure = init(&explainer);
  bool *in_play = calloc(explainer.n_limits + 1, sizeof *in_play);
  if (!failure) failure = in_play ? explain_all(&explainer, in_play) : hwnas_status_no_memory();
  hwnas_trellis_destroy(explainer.trellis);
  free(in_play);
  free(explainer.limits);
  free(explainer.conditions);
  free(explainer.ranges);
  free(explainer.nearest);
  free(explainer.best);
  free(explainer.changed);
  if (!failure) return explainer.status;
  if (failure->error == HWNAS_ERROR_TRELLIS_BUDGET) {
    hwnas_status_destroy(failure);
    return explainer.status;
  }
  hwnas_status_destroy(explainer.status);
  return failure;
}
