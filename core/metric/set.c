#include <stdlib.h>
#include <string.h>

#include "metric/internal.h"
#include "metric/make.h"

static hwnas_status_t *bind(const hwnas_metric_set_t *set) {
  hwnas_status_t *errors = NULL;
  for (size_t m = 0; m < set->n_metrics; m++)
    if (set->sources[m].bind)
      hwnas_status_append(&errors, set->sources[m].bind(set->sources[m].self, set->space));
  return errors;
}

static hwnas_status_t *set_init(hwnas_metric_set_t *set, const hwnas_price_source_t *sources) {
  hwnas_price_source_t *copy = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof *copy);
  set->infos = hwnas_arena_alloc_array(&set->arena, set->n_metrics, sizeof *set->infos);
  if (!copy || !set->infos) return hwnas_status_no_memory();
  for (size_t m = 0; m < set->n_metrics; m++) {
    copy[m] = sources[m];
    set->infos[m] =
        (hwnas_metric_info_entry_t){sources[m].name, sources[m].unit, sources[m].quantum, sources[m].goal};
  }
  set->sources = copy;
  for (size_t m = 0; m < set->n_metrics; m++) {
    set->n_opaque += sources[m].profile != NULL;
    set->n_priced += sources[m].cost != NULL;
  }
  set->fits_bytes = true;
  for (size_t c = 0; c < set->space->n_choices; c++) set->fits_bytes &= set->space->choices[c].n <= 256;
  hwnas_status_t *errors = bind(set);
  hwnas_status_append(&errors, hwnas_metric_price(set));
  if (errors) return errors;
  HWNAS_TRY(hwnas_metric_compile(set));
  HWNAS_TRY(hwnas_metric_peaks_make(set));
  hwnas_factors_t factors = {set->factors, set->n_factors, set->n_metrics, set->constants,
                             &set->space->variables};
  return hwnas_program_make(&set->program, &set->arena, &factors);
}

hwnas_status_t *hwnas_metric_set_create(const hwnas_space_t *space, const hwnas_price_source_t *sources,
                                        size_t n, hwnas_metric_set_t **out) {
  if (n > HWNAS_METRICS_MAX)
    return hwnas_status_make(HWNAS_ERROR_LIMIT, "%zu metrics at once; %d are allowed", n, HWNAS_METRICS_MAX);
  hwnas_metric_set_t *set = calloc(1, sizeof *set);
  HWNAS_TRY_ALLOC(set);
  hwnas_arena_init(&set->arena);
  set->space = space;
  set->n_metrics = n;
  hwnas_status_t *status = set_init(set, sources);
  if (status)
    hwnas_metric_set_destroy(set);
  else
    *out = set;
  return status;
}

void hwnas_metric_set_destroy(hwnas_metric_set_t *set) {
  if (!set) return;
  if (set->destroy_owned) set->destroy_owned(set->owned);
  hwnas_arena_deinit(&set->arena);
  free(set);
}

void hwnas_metric_set_own(hwnas_metric_set_t *set, void *owned, void (*destroy)(void *owned)) {
  set->owned = owned;
  set->destroy_owned = destroy;
}

size_t hwnas_metric_set_size(const hwnas_metric_set_t *set) { return set->n_metrics; }

const hwnas_metric_info_entry_t *hwnas_metric_set_info(const hwnas_metric_set_t *set, size_t metric) {
  return &set->infos[metric];
}

int32_t hwnas_metric_set_find(const hwnas_metric_set_t *set, const char *name) {
  for (size_t m = 0; m < set->n_metrics; m++)
    if (strcmp(set->infos[m].name, name) == 0) return (int32_t)m;
  return -1;
}

bool hwnas_metric_set_is_opaque(const hwnas_metric_set_t *set, size_t metric) {
  return set->sources[metric].profile != NULL;
}

bool hwnas_metric_set_has_breakdown(const hwnas_metric_set_t *set, size_t metric) {
  return set->sources[metric].cost != NULL;
}

size_t hwnas_metric_set_factors(const hwnas_metric_set_t *set) { return set->n_factors; }
size_t hwnas_metric_set_cells(const hwnas_metric_set_t *set) { return set->n_cells; }
bool hwnas_metric_set_fits_bytes(const hwnas_metric_set_t *set) { return set->fits_bytes; }
const hwnas_space_t *hwnas_metric_set_space(const hwnas_metric_set_t *set) { return set->space; }
const hwnas_factor_t *hwnas_metric_set_parts(const hwnas_metric_set_t *set, size_t *out_n) {
  *out_n = set->n_parts;
  return set->parts;
}
const int64_t *hwnas_metric_set_constants(const hwnas_metric_set_t *set) { return set->constants; }

void hwnas_metric_set_factor(const hwnas_metric_set_t *set, size_t factor, hwnas_factor_view_t *out) {
  const hwnas_factor_t *f = &set->factors[factor];
  *out = (hwnas_factor_view_t){f->scope.n_axes, f->scope.axes, f->scope.sizes, f->scope.n_cells, f->cells};
}

/* ---- Breakdown ------------------------------------------------------------------------------- */

/* True if a use before this one already pays for their common owner. */
static bool paid_before(const hwnas_metric_set_t *set, size_t u, const uint16_t *full) {
  for (int64_t e = set->earlier[u]; e >= 0; e = set->earlier[e])
    if (hwnas_use_op(&set->space->uses[e], full) >= 0) return true;
  return false;
}

static hwnas_status_t *no_breakdown(const hwnas_price_source_t *source) {
  if (source->profile)
    return hwnas_status_make(HWNAS_ERROR_OPAQUE_METRIC,
                             "profiler '%s' knows the metric '%s' of whole networks only", source->profiler,
                             source->name);
  return hwnas_status_make(HWNAS_ERROR_NO_MODULES,
                           "profiler '%s' gives the metric '%s' as a sum over choices, not over modules",
                           source->profiler, source->name);
}

hwnas_status_t *hwnas_metric_set_breakdown(const hwnas_metric_set_t *set, size_t metric,
                                           const uint16_t *point, int64_t *out) {
  if (!hwnas_metric_set_has_breakdown(set, metric)) return no_breakdown(&set->sources[metric]);
  bool per_module = set->sources[metric].per == HWNAS_PER_MODULE;
  uint16_t room[hwnas_space_room(set->space)];
  const uint16_t *full = hwnas_space_full(set->space, point, room);
  for (size_t u = 0; u < set->space->n_uses; u++) {
    int64_t op = hwnas_use_op(&set->space->uses[u], full);
    out[u] = op < 0 || (per_module && paid_before(set, u, full))
                 ? 0
                 : set->prices[(size_t)op * set->n_metrics + metric];
  }
  return NULL;
}
