/* What is behind a region. */
#ifndef HWNAS_CORE_SEARCH_REGION_H
#define HWNAS_CORE_SEARCH_REGION_H

#include "hwnas/region.h"
#include "search/where.h"
#include "space/count.h"
#include "trellis/joint.h"
#include "trellis/partial.h"
#include "trellis/sampler.h"

struct hwnas_region {
  const hwnas_space_t *space;
  const hwnas_metric_set_t *set; /* may be NULL */
  hwnas_law_t law;
  size_t max_edges; /* of a trellis; 0: the usual */
  bool gates;       /* labels tell whether conditions and constraints hold for the network they stand for */
  bool tests; /* proposals are to be tested: the trellis does not know all that must hold, or it is partial */
  hwnas_predicate_t **predicates;
  size_t n_predicates;
  hwnas_where_t where;
  hwnas_trellis_t *trellis; /* of the conditions, and the metrics that have ranges; NULL: it would be too
                               large */
  char *reason;             /* why there is none, or it is partial; else NULL */
  hwnas_range_t *ranges;    /* of paths of the trellis */
  hwnas_range_sampler_t *proposals; /* from the trellis; NULL until somebody needs them */
  hwnas_sampler_t *networks;        /* of the whole space, where there is no trellis; the same */
  hwnas_trellis_t *labels; /* of combinations of labels, for hwnas_region_draw_by; NULL until somebody asks */
  char *labels_reason;     /* why there is none, or it is partial; else NULL */
  hwnas_range_t *label_ranges;    /* of its paths */
  hwnas_trellis_t *joint_trellis; /* of labels and all metrics, for hwnas_region_moments; the same */
  hwnas_joint_t joint;
  size_t *first;   /* per choice: its first probability; one more at the end */
  int64_t *quanta; /* scratch: a value per metric */
};

/* What a trellis of the region is to be made of. */
hwnas_trellis_of_t hwnas_region_trellis_of(const hwnas_region_t *region, hwnas_law_t law);
/* The ranges that paths of a trellis of the region are in, if the network is; to be freed. */
hwnas_status_t *hwnas_region_ranges(const hwnas_region_t *region, const hwnas_trellis_t *trellis,
                                    hwnas_range_t **out);
/* Makes ready what proposals come from. Errors: EMPTY_RANGE and EMPTY_SPACE if there are none, as far as that
 * can be proven, NO_MEMORY. */
hwnas_status_t *hwnas_region_prepare(hwnas_region_t *region);
/* One proposal, and whether it lies in the region. */
hwnas_status_t *hwnas_region_propose(hwnas_region_t *region, hwnas_random_t *random, bool *out_fits,
                                     uint16_t *out_point);
/* True if draws are exact: nothing is to be tested network by network, and the graph of all networks is
 * there. */
bool hwnas_region_is_exact(const hwnas_region_t *region);
/* As many networks at most, once it is prepared. */
double hwnas_region_most(const hwnas_region_t *region);
/* Whether an exact count finds none, as far as some seconds go. */
hwnas_status_t *hwnas_region_is_empty(hwnas_region_t *region, bool *out_empty);
/* Whether the constraints of the space and all predicates hold for a canonical point. */
hwnas_status_t *hwnas_region_test(hwnas_region_t *region, const uint16_t *point, bool *out_fits);

#endif
