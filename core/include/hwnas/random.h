/* hwnas/random.h - streams of random numbers. */
#ifndef HWNAS_RANDOM_H
#define HWNAS_RANDOM_H

#include <stdint.h>

#include "hwnas/api.h"
#include "hwnas/strategy.h" /* hwnas_random_t */

#ifdef __cplusplus
extern "C" {
#endif

/* Starts a stream: seed and stream number give independent sequences. */
HWNAS_API void hwnas_random_seed(hwnas_random_t *random, uint64_t seed, uint64_t stream);

#ifdef __cplusplus
}
#endif

#endif
