/* Exponential tilting: weights under which networks in given ranges are not rare (Cramer 1938, Chernoff 1952;
 * here exactly, over all networks of a trellis at once). */
#ifndef HWNAS_CORE_TRELLIS_TILT_H
#define HWNAS_CORE_TRELLIS_TILT_H

#include "trellis/range.h"

/* A network with values v above the minima weighs exp(-sum of rates * v), times its own weight if options
 * have some. Inside the ranges that is at least exp(-sum of rates * ends), where an end is the upper one for
 * a positive rate and the lower one for a negative. So no more than exp(log_bound) networks, or so much
 * weight, lie in the ranges. */
typedef struct hwnas_tilt {
  double *rates, *ends; /* per metric; per quantum, and in quanta above the minimum */
  double *sds;          /* per metric: the standard deviation under these weights, in quanta */
  double log_bound;
  bool empty; /* the bound is below what one network weighs: there is none in the ranges */
} hwnas_tilt_t;

/* The rates for which the bound is least, as near as a few steps of Newton's method come. ranges: one per
 * metric of the trellis, which has networks. Deinit it also after an error. Errors: NO_MEMORY. */
hwnas_status_t *hwnas_tilt_init(hwnas_tilt_t *tilt, const hwnas_trellis_t *trellis,
                                const hwnas_range_t *ranges);
void hwnas_tilt_deinit(hwnas_tilt_t *tilt);

#endif
