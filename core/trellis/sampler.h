/* Networks at random from those whose metrics lie in ranges, each of them equally likely, or as likely as its
 * options weigh. */
#ifndef HWNAS_CORE_TRELLIS_SAMPLER_H
#define HWNAS_CORE_TRELLIS_SAMPLER_H

#include "base/random.h"
#include "trellis/range.h"

typedef struct hwnas_range_sampler hwnas_range_sampler_t;

/* ranges: one per metric of the trellis, which is borrowed. Proposals come from buckets of a metric, where
 * there are several ranges with the others tilted, and are rejected exactly. Errors: EMPTY_RANGE if no
 * network is in the ranges and that is proven, NO_MEMORY. */
hwnas_status_t *hwnas_range_sampler_create(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                           hwnas_range_sampler_t **out);
/* One way to make proposals, in place of the best that is found. */
typedef struct hwnas_proposals {
  bool tilted; /* all ranges, and nothing else */
  int64_t
      n_buckets; /* if not tilted: of the first metric that its range limits, the others not proposed for */
} hwnas_proposals_t;
/* The same with proposals of one kind. how: NULL for the best. */
hwnas_status_t *hwnas_range_sampler_create_as(const hwnas_trellis_t *trellis, const hwnas_range_t *ranges,
                                              const hwnas_proposals_t *how, hwnas_range_sampler_t **out);
void hwnas_range_sampler_destroy(hwnas_range_sampler_t *sampler);
/* n points, row-major n x choices. Errors: SAMPLING after very many rejected draws in a row. */
hwnas_status_t *hwnas_range_sampler_draw(const hwnas_range_sampler_t *sampler, hwnas_random_t *random,
                                         size_t n, uint16_t *out_points);
/* One draw that may lie outside: then *out_fits is false, and the point is left as it is. Errors: NO_MEMORY.
 */
hwnas_status_t *hwnas_range_sampler_propose(const hwnas_range_sampler_t *sampler, hwnas_random_t *random,
                                            bool *out_fits, uint16_t *out_point);
/* The number of networks in the range of the metric that proposals come from, divided by 2^log2_scale: at
 * least, and at most; the share of draws that are accepted, times the latter, is the number in all ranges. */
void hwnas_range_sampler_bounds(const hwnas_range_sampler_t *sampler, double *out_least, double *out_most,
                                double *out_log2_scale);

#endif
