/* hwnas/region.h - the part of a space in which conditions hold: how many networks it has, and some of them
 * at random. Both are exact where the metrics are sums (bucketed dynamic programming with exact acceptance:
 * Dyer, "Approximate counting by dynamic programming", STOC 2003), whatever the share of the space: nothing
 * is tried and thrown away until it fits. */
#ifndef HWNAS_REGION_H
#define HWNAS_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwnas/expect.h"
#include "hwnas/metric.h"
#include "hwnas/random.h"
#include "hwnas/sample.h" /* hwnas_law_t */
#include "hwnas/space.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrows space and metrics. One thread at a time may use it. */
typedef struct hwnas_region hwnas_region_t;

typedef struct hwnas_region_options {
  uint64_t max_edges; /* of the graph of all networks; 0: 4194304 */
  hwnas_law_t law;    /* what is counted and drawn: networks, or combinations of labels */
} hwnas_region_options_t;

/* conditions: n expressions over labels and metrics that must all hold: "flops <= 300e6", "1 <= s1_depth < 3
 * and params < 5e6". Those on labels alone, and comparisons of a metric with a number, are built into the
 * region; what is left (a metric on both sides, `or` between metrics, metrics of whole networks) is tested
 * network by network. metrics (NULL: none) has every metric that they name. options: NULL for the defaults.
 * The constraints of the space hold always. Errors: EXPR_SYNTAX, PREDICATE, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_create(const hwnas_space_t *space, const hwnas_metric_set_t *metrics,
                                              const char *const *conditions, size_t n,
                                              const hwnas_region_options_t *options, hwnas_region_t **out);
/* NULL is allowed. */
HWNAS_API void hwnas_region_destroy(hwnas_region_t *region);

typedef struct hwnas_region_count {
  char *networks; /* a decimal number of any length: exact, or an estimate */
  bool exact;
  char *least,
      *most;   /* bounds, which are proven or hold with a confidence of 95 %; the number itself if exact */
  bool proven; /* the bounds */
  char *bound; /* there are no more than this, which is always proven; `most` if that is */
  const char *method; /* "paths", "sums", "enumeration", "buckets", "partial", "samples" */
  char *reason;       /* why it is not exact; NULL if it is */
} hwnas_region_count_t;

/* How many networks the region has. Exact as far as some seconds and 1 GB go, which is told beforehand from
 * the sums that there are and never from a clock; with force however long it takes. The samples of estimates
 * do not depend on anything but the region. To be deinit'ed, after an error too. Errors: SAMPLING, PROFILER,
 * NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_count(hwnas_region_t *region, bool force, hwnas_region_count_t *out);
HWNAS_API void hwnas_region_count_deinit(hwnas_region_count_t *count);

/* n networks of the region, each (or each combination of labels) equally likely, as canonical points:
 * row-major n x choices. Errors: EMPTY_RANGE if there is none and that is proven, SAMPLING if none was found,
 * PROFILER, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_draw(hwnas_region_t *region, hwnas_random_t *random, size_t n,
                                            uint16_t *out_points);

/* The same, approximately, by a random walk in the region, which changes single labels (Metropolis-Hastings;
 * Hastings, "Monte Carlo sampling methods using Markov chains and their applications", Biometrika 1970): for
 * small parts of spaces whose graph is too large, or whose conditions are on metrics of whole networks, where
 * hwnas_region_draw finds none. It begins at the nearest of random networks and is led into the region by how
 * far metrics are from their limits; 10 values are tried per choice between one network and the next. What
 * cannot be reached from there by changes of single labels within the region is never drawn, and where that
 * is hard networks resemble each other. Errors: SAMPLING if the region was not found, PROFILER, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_draw_mcmc(hwnas_region_t *region, hwnas_random_t *random, size_t n,
                                                 uint16_t *out_points);

/* Means and covariances of the metrics of the set where labels are drawn one by one (by probabilities as in
 * hwnas_expectation_compute), given that the network lies in the region: out->probability is that of all of
 * it. Conditions must be on labels alone. The same constraints and conditions hold in gradients, which follow
 * the quotient. Errors: PREDICATE for conditions on metrics, DISTRIBUTION, EMPTY_RANGE if nothing that has a
 * probability lies in the region, TRELLIS_BUDGET, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_moments(hwnas_region_t *region, const double *probabilities,
                                               hwnas_moments_t *out);

/* ---- Networks near others -------------------------------------------------------------------- */

/* All of these draw the labels of the choices one by one, each by itself, and think away what does not lie in
 * the region: combinations of labels are as likely as the product of their probabilities, divided by that of
 * the region. None is drawn in vain where the conditions are ranges of metrics that are sums, or on labels.
 * Choices that are not active in the network that comes out are 0, as in every canonical point. */

/* n points by the distributions of a policy, of supernet weights or the like: probabilities has one number
 * per value of each choice, choice after choice, at least 0 and 1 in sum (to 1e-6) for each. Errors:
 * DISTRIBUTION, EMPTY_RANGE if no network that has a probability lies in the region and that is proven,
 * SAMPLING if none was found, PROFILER, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_region_draw_by(hwnas_region_t *region, const double *probabilities,
                                               hwnas_random_t *random, size_t n, uint16_t *out_points);
/* A mutation of a canonical point, which need not lie in the region: choices with chosen[c] not 0 (n_choices
 * of them), and those that are not active in it, get any of their values, each equally likely; the others
 * stay. It is another network than the point. Errors: EMPTY_RANGE if there is no other, else as above. */
HWNAS_API hwnas_status_t *hwnas_region_mutate(hwnas_region_t *region, const uint16_t *point,
                                              const uint8_t *chosen, hwnas_random_t *random,
                                              uint16_t *out_point);
/* A child of two canonical points: of each choice it has the value of one of them, as likely as that of the
 * other (of one that is active in only one of them, that; in none, any). Errors: as above. */
HWNAS_API hwnas_status_t *hwnas_region_cross(hwnas_region_t *region, const uint16_t *a, const uint16_t *b,
                                             hwnas_random_t *random, uint16_t *out_point);

#ifdef __cplusplus
}
#endif

#endif
