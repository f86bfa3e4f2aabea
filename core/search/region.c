#include "search/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/explain.h"
#include "space/gate.h"

#define REJECTIONS_MAX ((size_t)1 << 22)
#define DOUBTFUL 4096 /* rejections after which there may be no network at all */

/* ---- Making ---------------------------------------------------------------------------------- */

static hwnas_status_t *add_predicates(hwnas_region_t *region, const char *const *conditions, size_t n) {
  hwnas_status_t *errors = NULL;
  region->predicates = calloc(n + 1, sizeof *region->predicates);
  HWNAS_TRY_ALLOC(region->predicates);
  for (size_t i = 0; i < n; i++) {
    hwnas_predicate_t *predicate = NULL;
    hwnas_status_t *status =
        hwnas_predicate_create(region->space, region->set, conditions[i], NULL, &predicate);
    if (!status) region->predicates[region->n_predicates++] = predicate;
    hwnas_status_append(&errors, status);
  }
  return errors;
}

/* Of labels that do not tell what the network is like they stand for, nothing can be asked beforehand. */
hwnas_trellis_of_t hwnas_region_trellis_of(const hwnas_region_t *region, hwnas_law_t law) {
  bool told = law == HWNAS_LAW_NETWORKS || region->gates;
  return (hwnas_trellis_of_t){.space = region->space,
                              .set = region->set,
                              .metrics = region->where.sums.metrics,
                              .n_metrics = region->where.sums.n,
                              .raw = law == HWNAS_LAW_LABELS,
                              .selective = region->gates,
                              .conditions = region->where.conditions,
                              .n_conditions = told ? region->where.n_conditions : 0,
                              .max_edges = region->max_edges};
}

hwnas_status_t *hwnas_region_ranges(const hwnas_region_t *region, const hwnas_trellis_t *trellis,
                                    hwnas_range_t **out) {
  *out = calloc(region->where.sums.n + 1, sizeof **out);
  HWNAS_TRY_ALLOC(*out);
  for (size_t i = 0; i < region->where.sums.n; i++)
    (*out)[i] = hwnas_trellis_widen(trellis, i, region->where.sums.ranges[i]);
  return NULL;
}

/* What the trellis is too large for is a reason, not an error. */
static hwnas_status_t *add_trellis(hwnas_region_t *region) {
  const hwnas_trellis_of_t of = hwnas_region_trellis_of(region, region->law);
  HWNAS_TRY(hwnas_trellis_create_partial(&of, region->where.sums.ranges, &region->reason, &region->trellis));
  return region->trellis ? hwnas_region_ranges(region, region->trellis, &region->ranges) : NULL;
}

static bool gates(const hwnas_region_t *region) {
  for (size_t i = 0; i < region->space->n_constraints; i++)
    if (!hwnas_condition_gates(region->space, region->space->constraints[i].table)) return false;
  for (size_t i = 0; i < region->where.n_conditions; i++)
    if (!hwnas_condition_gates(region->space, region->where.conditions[i])) return false;
  return true;
}

static hwnas_status_t *init(hwnas_region_t *region, const char *const *conditions, size_t n) {
  size_t n_metrics = region->set ? hwnas_metric_set_size(region->set) : 0;
  region->quanta = calloc(n_metrics + 1, sizeof *region->quanta);
  region->first = calloc(region->space->n_choices + 1, sizeof *region->first);
  HWNAS_TRY_ALLOC(region->quanta);
  HWNAS_TRY_ALLOC(region->first);
  hwnas_space_number_values(region->space, region->first);
  HWNAS_TRY(add_predicates(region, conditions, n));
  HWNAS_TRY(hwnas_where_init(&region->where, region->space, region->set, region->predicates, n));
  region->gates = gates(region);
  HWNAS_TRY(add_trellis(region));
  region->tests = region->where.left || (region->law == HWNAS_LAW_LABELS && !region->gates) ||
                  (region->trellis && !hwnas_trellis_is_exact(region->trellis));
  return NULL;
}

hwnas_status_t *hwnas_region_create(const hwnas_space_t *space, const hwnas_metric_set_t *metrics,
                                    const char *const *conditions, size_t n,
                                    const hwnas_region_options_t *options, hwnas_region_t **out) {
  hwnas_region_t *region = calloc(1, sizeof *region);
  HWNAS_TRY_ALLOC(region);
  region->space = space;
  region->set = metrics;
  region->law = options ? options->law : HWNAS_LAW_NETWORKS;
  region->max_edges = options ? (size_t)options->max_edges : 0;
  hwnas_arena_init(&region->where.arena);
  hwnas_status_t *status = init(region, conditions, n);
  if (status)
    hwnas_region_destroy(region);
  else
    *out = region;
  return status;
}

void hwnas_region_destroy(hwnas_region_t *region) {
  if (!region) return;
  hwnas_range_sampler_destroy(region->proposals);
  hwnas_sampler_destroy(region->networks);
  hwnas_trellis_destroy(region->trellis);
  hwnas_trellis_destroy(region->labels);
  hwnas_joint_deinit(&region->joint);
  hwnas_trellis_destroy(region->joint_trellis);
  hwnas_where_deinit(&region->where);
  for (size_t i = 0; i < region->n_predicates; i++) hwnas_predicate_destroy(region->predicates[i]);
  free(region->predicates);
  free(region->reason);
  free(region->ranges);
  free(region->labels_reason);
  free(region->label_ranges);
  free(region->quanta);
  free(region->first);
  free(region);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

/* True if some proposals are in vain. */
static hwnas_status_t *is_doubtful(hwnas_region_t *region, bool *out_doubtful) {
  bool fits = false;
  hwnas_random_t random;
  uint16_t *point = calloc(region->space->n_choices + 1, sizeof *point);
  HWNAS_TRY_ALLOC(point);
  hwnas_random_seed(&random, 0, 1);
  hwnas_status_t *status = NULL;
  for (size_t i = 0; i < DOUBTFUL && !fits && !status; i++)
    status = hwnas_region_propose(region, &random, &fits, point);
  *out_doubtful = !fits;
  free(point);
  return status;
}

/* What proposals cannot tell, counting may: that there is none. */
static hwnas_status_t *check_proposals(hwnas_region_t *region) {
  bool doubtful = false, empty = false;
  HWNAS_TRY(is_doubtful(region, &doubtful));
  if (doubtful) HWNAS_TRY(hwnas_region_is_empty(region, &empty));
  if (!empty) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_EMPTY_RANGE, "no network of '%s' satisfies the conditions", region->space->name);
  return hwnas_status_detail(status, "each may hold for some networks, but all of them together for none");
}

hwnas_status_t *hwnas_region_prepare(hwnas_region_t *region) {
  if (region->proposals || region->networks) return NULL;
  if (!region->trellis) return hwnas_sampler_create(region->space, region->law, &region->networks);
  hwnas_status_t *status = hwnas_range_sampler_create(region->trellis, region->ranges, &region->proposals);
  if (status && status->error == HWNAS_ERROR_EMPTY_RANGE)
    return hwnas_trellis_is_exact(region->trellis) ? hwnas_region_explain(region, status) : status;
  if (!status) status = check_proposals(region);
  if (!status) return NULL;
  hwnas_range_sampler_destroy(region->proposals);
  region->proposals = NULL;
  return status;
}

bool hwnas_region_is_exact(const hwnas_region_t *region) { return region->trellis && !region->tests; }

double hwnas_region_most(const hwnas_region_t *region) {
  double least, most, log2_scale;
  if (!region->proposals) return hwnas_sampler_networks(region->networks);
  hwnas_range_sampler_bounds(region->proposals, &least, &most, &log2_scale);
  return most * exp2(log2_scale);
}

hwnas_status_t *hwnas_region_test(hwnas_region_t *region, const uint16_t *point, bool *out_fits) {
  bool metrics = false;
  for (size_t i = 0; i < region->n_predicates; i++)
    metrics |= hwnas_predicate_needs_metrics(region->predicates[i]);
  if (metrics) HWNAS_TRY(hwnas_metric_set_value(region->set, point, region->quanta));
  *out_fits = !hwnas_space_violated(region->space, point);
  for (size_t i = 0; i < region->n_predicates && *out_fits; i++)
    *out_fits = hwnas_predicate_test(region->predicates[i], point, region->quanta);
  return NULL;
}

hwnas_status_t *hwnas_region_propose(hwnas_region_t *region, hwnas_random_t *random, bool *out_fits,
                                     uint16_t *out_point) {
  if (!region->trellis) {
    HWNAS_TRY(hwnas_sampler_draw(region->networks, random, 1, out_point));
    return hwnas_region_test(region, out_point, out_fits);
  }
  HWNAS_TRY(hwnas_range_sampler_propose(region->proposals, random, out_fits, out_point));
  if (*out_fits) hwnas_space_canonicalize(region->space, out_point);
  return *out_fits && region->tests ? hwnas_region_test(region, out_point, out_fits) : NULL;
}

hwnas_status_t *hwnas_region_draw(hwnas_region_t *region, hwnas_random_t *random, size_t n,
                                  uint16_t *out_points) {
  HWNAS_TRY(hwnas_region_prepare(region));
  if (region->trellis && !region->tests && region->law == HWNAS_LAW_NETWORKS)
    return hwnas_range_sampler_draw(region->proposals, random, n, out_points);
  for (size_t i = 0; i < n; i++) {
    bool fits = false;
    for (size_t tries = 0; !fits; tries++) {
      if (tries == REJECTIONS_MAX)
        return hwnas_status_make(HWNAS_ERROR_SAMPLING, "none of %zu random networks satisfies the conditions",
                                 REJECTIONS_MAX);
      HWNAS_TRY(hwnas_region_propose(region, random, &fits, &out_points[i * region->space->n_choices]));
    }
  }
  return NULL;
}
