#include "trellis/partial.h"

#include <stdlib.h>

#include "base/checked.h"
#include "trellis/internal.h"

#define EDGES ((size_t)1 << 19) /* where nothing is asked: many trellises may be tried */

/* A part that may be separated. */
typedef struct candidate {
  size_t part;
  size_t layers; /* that it is remembered over */
  double loss;   /* what it is off by, as a share of what all are, for all metrics; then per layer */
} candidate_t;

typedef struct partial {
  hwnas_arena_t arena;
  hwnas_trellis_of_t of;
  const hwnas_range_t *ranges;
  hwnas_anchor_t *anchors; /* per metric */
  hwnas_order_t order;
  candidate_t *candidates;
  size_t n;
  bool *separated;   /* per part of the set */
  int64_t *off;      /* per candidate and metric: most less least */
  double *total_off; /* per metric */
} partial_t;

/* ---- Where they are right ------------------------------------------------------------------------ */

/* Of a metric of the set, if all values of all variables were alike. */
static double mean_of(const hwnas_metric_set_t *set, size_t metric) {
  size_t n, n_all = hwnas_metric_set_size(set);
  const hwnas_factor_t *parts = hwnas_metric_set_parts(set, &n);
  double mean = (double)hwnas_metric_set_constants(set)[metric];
  for (size_t f = 0; f < n; f++) {
    double sum = 0;
    for (size_t c = 0; c < parts[f].scope.n_cells; c++) sum += (double)parts[f].cells[c * n_all + metric];
    mean += sum / (double)parts[f].scope.n_cells;
  }
  return mean;
}

/* In a range on one side of the mean there are more networks the nearer they are to it, and in sums that are
 * right at the far end the fewest others come with them. */
static void set_anchors(const partial_t *partial) {
  for (size_t m = 0; m < partial->of.n_metrics; m++) {
    double mean = mean_of(partial->of.set, partial->of.metrics[m]);
    if ((double)partial->ranges[m].high < mean) partial->anchors[m] = HWNAS_ANCHOR_LEAST;
    if ((double)partial->ranges[m].low > mean) partial->anchors[m] = HWNAS_ANCHOR_MOST;
  }
}

/* ---- Which parts first ------------------------------------------------------------------------ */

static size_t layers_of(const partial_t *partial, const hwnas_table_t *scope) {
  size_t first = SIZE_MAX, last = 0;
  for (uint32_t a = 0; a < scope->n_axes; a++) {
    size_t layer = hwnas_order_layer(&partial->order, scope->axes[a]);
    if (layer < first) first = layer;
    if (layer > last) last = layer;
  }
  return last - first + 1;
}

static hwnas_status_t *add_candidate(partial_t *partial, hwnas_arena_t *scratch, size_t f,
                                     const hwnas_factor_t *part) {
  size_t n_metrics = partial->of.n_metrics;
  hwnas_factor_t own, factors[HWNAS_SCOPE_MAX];
  HWNAS_TRY(hwnas_trellis_part(scratch, &partial->of, part, &own));
  if (own.scope.n_axes < 2) return NULL;
  int64_t *least = hwnas_arena_alloc_array(scratch, n_metrics, sizeof *least);
  int64_t *most = hwnas_arena_alloc_array(scratch, n_metrics, sizeof *most);
  if (!least || !most) return hwnas_status_no_memory();
  HWNAS_TRY(hwnas_factor_separate(scratch, &own, partial->anchors, n_metrics, factors, least, most));
  for (size_t m = 0; m < n_metrics; m++) {
    partial->off[partial->n * n_metrics + m] = most[m] - least[m];
    partial->total_off[m] += (double)most[m] - (double)least[m];
  }
  partial->candidates[partial->n++] = (candidate_t){.part = f, .layers = layers_of(partial, &own.scope)};
  return NULL;
}

static int by_loss(const void *a, const void *b) {
  const candidate_t *x = a, *y = b;
  if (x->loss != y->loss) return x->loss < y->loss ? -1 : 1;
  return x->part < y->part ? -1 : x->part > y->part;
}

static void rank(partial_t *partial) {
  size_t n_metrics = partial->of.n_metrics;
  for (size_t i = 0; i < partial->n; i++) {
    candidate_t *candidate = &partial->candidates[i];
    for (size_t m = 0; m < n_metrics; m++)
      if (partial->total_off[m] > 0)
        candidate->loss += (double)partial->off[i * n_metrics + m] / partial->total_off[m];
    candidate->loss /= (double)candidate->layers;
  }
  qsort(partial->candidates, partial->n, sizeof *partial->candidates, by_loss);
}

static hwnas_status_t *init(partial_t *partial) {
  hwnas_arena_t *arena = &partial->arena;
  size_t n, n_metrics = partial->of.n_metrics;
  const hwnas_factor_t *parts = hwnas_metric_set_parts(partial->of.set, &n);
  partial->candidates = hwnas_arena_alloc_array(arena, n, sizeof *partial->candidates);
  partial->separated = hwnas_arena_alloc_array(arena, n, sizeof *partial->separated);
  partial->off = hwnas_arena_alloc_array(arena, n * n_metrics, sizeof *partial->off);
  partial->total_off = hwnas_arena_alloc_array(arena, n_metrics, sizeof *partial->total_off);
  partial->anchors = hwnas_arena_alloc_array(arena, n_metrics, sizeof *partial->anchors);
  if (!partial->candidates || !partial->separated || !partial->off || !partial->total_off ||
      !partial->anchors)
    return hwnas_status_no_memory();
  set_anchors(partial);
  HWNAS_TRY(hwnas_order_make(arena, partial->of.space, &partial->order));
  for (size_t f = 0; f < n; f++) {
    hwnas_arena_t scratch;
    hwnas_arena_init(&scratch);
    hwnas_status_t *status = add_candidate(partial, &scratch, f, &parts[f]);
    hwnas_arena_deinit(&scratch);
    HWNAS_TRY(status);
  }
  rank(partial);
  return NULL;
}

/* ---- How many ----------------------------------------------------------------------------------- */

/* With the first n candidates separated. */
static hwnas_status_t *attempt(partial_t *partial, size_t n, hwnas_trellis_t **out) {
  for (size_t i = 0; i < partial->n; i++) partial->separated[partial->candidates[i].part] = i < n;
  return hwnas_trellis_create(&partial->of, out);
}

/* More of them make the trellis smaller. */
static hwnas_status_t *find(partial_t *partial, hwnas_trellis_t **out) {
  HWNAS_TRY(attempt(partial, partial->n, out));
  size_t too_few = 0, enough = partial->n;
  while (enough - too_few > 1) {
    size_t middle = too_few + (enough - too_few) / 2;
    hwnas_trellis_t *trellis = NULL;
    hwnas_status_t *status = attempt(partial, middle, &trellis);
    if (status && status->error != HWNAS_ERROR_TRELLIS_BUDGET) return status;
    if (status) {
      too_few = middle;
      hwnas_status_destroy(status);
      continue;
    }
    enough = middle;
    hwnas_trellis_destroy(*out);
    *out = trellis;
  }
  return NULL;
}

static hwnas_status_t *create(const hwnas_trellis_of_t *of, const hwnas_range_t *ranges,
                              hwnas_trellis_t **out) {
  partial_t partial = {.of = *of, .ranges = ranges};
  hwnas_arena_init(&partial.arena);
  hwnas_status_t *status = of->n_metrics > 0 ? init(&partial) : NULL;
  partial.of.separated = partial.separated;
  partial.of.anchors = partial.anchors;
  if (partial.of.max_edges == 0) partial.of.max_edges = EDGES;
  if (!status && partial.n > 0) status = find(&partial, out);
  hwnas_arena_deinit(&partial.arena);
  return status;
}

/* ---- All ---------------------------------------------------------------------------------------- */

static hwnas_status_t *take_reason(hwnas_status_t *status, char **out) {
  hwnas_str_t text;
  hwnas_str_init(&text);
  hwnas_str_append(&text, status->what);
  if (status->n_details > 0) hwnas_str_appendf(&text, "; %s", status->details[0]);
  hwnas_status_destroy(status);
  *out = hwnas_str_take(&text);
  return *out ? NULL : hwnas_status_no_memory();
}

hwnas_status_t *hwnas_trellis_create_partial(const hwnas_trellis_of_t *of, const hwnas_range_t *ranges,
                                             char **out_reason, hwnas_trellis_t **out) {
  *out_reason = NULL;
  hwnas_status_t *status = hwnas_trellis_create(of, out);
  if (!status || status->error != HWNAS_ERROR_TRELLIS_BUDGET) return status;
  HWNAS_TRY(take_reason(status, out_reason));
  status = create(of, ranges, out);
  if (!status || status->error != HWNAS_ERROR_TRELLIS_BUDGET) return status;
  hwnas_status_destroy(status);
  return NULL;
}

bool hwnas_trellis_is_exact(const hwnas_trellis_t *trellis) {
  for (size_t m = 0; m < trellis->n_metrics; m++)
    if (trellis->least_off[m] != 0 || trellis->most_off[m] != 0) return false;
  return true;
}

static int64_t subtract(int64_t a, int64_t b) {
  int64_t out = b > 0 ? INT64_MIN : INT64_MAX;
  (void)hwnas_sub_i64(a, b, &out);
  return out;
}

hwnas_range_t hwnas_trellis_widen(const hwnas_trellis_t *trellis, size_t metric, hwnas_range_t range) {
  if (range.low > range.high) return range;
  if (range.low > -HWNAS_QUANTA_END) range.low = subtract(range.low, trellis->most_off[metric]);
  if (range.high < HWNAS_QUANTA_END) range.high = subtract(range.high, trellis->least_off[metric]);
  return range;
}
