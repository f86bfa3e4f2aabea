/* hwnas/expect.h - what networks cost on average where each choice is drawn by itself: the expectation of a
 * metric under independent distributions over the choices, and its gradient (as differentiable NAS uses it:
 * Cai et al., ProxylessNAS, ICLR 2019, section 3.3, here exact for every metric that is a sum). */
#ifndef HWNAS_EXPECT_H
#define HWNAS_EXPECT_H

#include "hwnas/metric.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The expectations of all metrics of a set. Borrows the set. One thread at a time may ask it. */
typedef struct hwnas_expectation hwnas_expectation_t;

/* Errors: OPAQUE_METRIC, TRELLIS_BUDGET where a value hangs on too many choices through derived variables,
 * NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_expectation_create(const hwnas_metric_set_t *set, hwnas_expectation_t **out);
/* NULL is allowed. */
HWNAS_API void hwnas_expectation_destroy(hwnas_expectation_t *expectation);

/* How many probabilities a distribution has: one per value of each choice, choice after choice. */
HWNAS_API size_t hwnas_expectation_size(const hwnas_expectation_t *expectation);
/* Number of the first probability of a choice. */
HWNAS_API size_t hwnas_expectation_first(const hwnas_expectation_t *expectation, size_t choice);

/* probabilities: of each choice, at least 0 and 1 in sum (to 1e-6; they are taken as they are).
 * out_values[n_metrics]: the expectations, in quanta. out_gradients, NULL or row-major [n_metrics x size]:
 * the partial derivatives by the probabilities, in quanta. That by the probability of value b of choice a is
 * what those parts of the metric that depend on a cost on average where a is b; of a metric that hangs on
 * many choices through derived variables, what all of it costs where a is b. Both differ by what is the same
 * for all values of a, which says nothing, as probabilities sum to 1. A metric is a sum of products of
 * probabilities, so the same holds for relaxed samples (Gumbel softmax) in their place.
 *
 * Choices that are not active count with their own distributions, as labels drawn by a supernet do;
 * constraints are not asked. Errors: DISTRIBUTION with the choice and what is wrong with it. */
HWNAS_API hwnas_status_t *hwnas_expectation_compute(hwnas_expectation_t *expectation,
                                                    const double *probabilities, double *out_values,
                                                    double *out_gradients);

/* The expectation of a function of one metric, as penalties are: fn(self, value in the unit of the metric),
 * such as max(0, value / limit - 1). It is not that function of the expectation. Sums of the metric are
 * divided among n_points points (0: 512) from the least to the largest so that their mean stays what it is;
 * the error falls with the square of their distance, and is below 1 % of the value with 512 where the limit
 * is not far beyond what is likely. Exact where the metric has fewer values than points. out_gradient, NULL
 * or [size]: the partial derivatives by the probabilities, which are what the function is on average where a
 * choice has a value. Errors: DISTRIBUTION, TRELLIS_BUDGET, LIMIT for n_points of 1 or more than 1,048,576,
 * NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_expectation_compute_function(hwnas_expectation_t *expectation, size_t metric,
                                                             double (*fn)(void *self, double value),
                                                             void *self, size_t n_points,
                                                             const double *probabilities, double *out_value,
                                                             double *out_gradient);

/* Means and covariances of all n_metrics metrics, each part NULL where it is not wanted. Gradients are the
 * partial derivatives by the probabilities: what costs (or products of two deviations) are on average where
 * the choice has the value, less what they are in all, times how likely the rest is. */
typedef struct hwnas_moments {
  double probability;           /* of what they are given: 1 without conditions and constraints */
  double *means;                /* [n_metrics], in quanta */
  double *covariances;          /* row-major [n_metrics x n_metrics], in products of quanta; on the diagonal
                                   variances */
  double *mean_gradients;       /* row-major [n_metrics x size] */
  double *covariance_gradients; /* row-major [n_metrics x n_metrics x size] */
} hwnas_moments_t;

/* Of all combinations of labels; constraints are not asked. Variances are summed around the mean of each
 * state, so that no digits are lost where they are small beside the mean. hwnas_region_moments has the same
 * given conditions. Errors: DISTRIBUTION, TRELLIS_BUDGET, NO_MEMORY. */
HWNAS_API hwnas_status_t *hwnas_expectation_compute_moments(hwnas_expectation_t *expectation,
                                                            const double *probabilities,
                                                            hwnas_moments_t *out);

#ifdef __cplusplus
}
#endif

#endif
