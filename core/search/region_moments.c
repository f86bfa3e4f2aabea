/* Means and covariances over the networks of a region, where labels are drawn one by one. */
#include <stdlib.h>

#include "search/region.h"
#include "trellis/joint.h"

/* Whether labels alone tell what lies in the region. */
static hwnas_status_t *check(const hwnas_region_t *region) {
  if (region->where.sums.n == 0 && !region->where.left && region->gates) return NULL;
  hwnas_status_t *status = hwnas_status_make(
      HWNAS_ERROR_PREDICATE, region->gates || region->where.left || region->where.sums.n
                                 ? "means can be given conditions on labels, but not given limits of metrics"
                                 : "constraints or conditions hang on more than the labels that are drawn");
  return hwnas_status_detail(status,
                             "draw networks by the same probabilities (hwnas_region_draw_by) and average");
}

static hwnas_status_t *make(hwnas_region_t *region) {
  size_t n = hwnas_metric_set_size(region->set);
  size_t *all = calloc(n + 1, sizeof *all);
  HWNAS_TRY_ALLOC(all);
  for (size_t m = 0; m < n; m++) all[m] = m;
  hwnas_trellis_of_t of = hwnas_region_trellis_of(region, HWNAS_LAW_LABELS);
  of.metrics = all;
  of.n_metrics = n;
  hwnas_status_t *status = hwnas_trellis_create(&of, &region->joint_trellis);
  free(all);
  if (!status) status = hwnas_joint_init(&region->joint, region->joint_trellis);
  if (!status) return NULL;
  hwnas_joint_deinit(&region->joint);
  hwnas_trellis_destroy(region->joint_trellis);
  region->joint_trellis = NULL;
  return status;
}

hwnas_status_t *hwnas_region_moments(hwnas_region_t *region, const double *probabilities,
                                     hwnas_moments_t *out) {
  HWNAS_TRY(check(region));
  const hwnas_distribution_t p = {.probabilities = probabilities, .first = region->first};
  HWNAS_TRY(hwnas_distribution_check(&p, region->space));
  if (!region->joint_trellis) HWNAS_TRY(make(region));
  hwnas_joint_compute(&region->joint, &p, region->first[region->space->n_choices], out);
  if (out->probability > 0) return NULL;
  return hwnas_status_make(HWNAS_ERROR_EMPTY_RANGE,
                           "no network that has a probability satisfies the conditions and constraints");
}
