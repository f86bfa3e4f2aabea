/* The networks of a region one by one. */
#ifndef HWNAS_CORE_SEARCH_ENUMERATE_H
#define HWNAS_CORE_SEARCH_ENUMERATE_H

#include <gmp.h>

#include "search/region.h"

/* Counts them by going through those of its graph, or through all points of the space where there is none:
 * as far as a few seconds go, with force however long it takes; else *out_done is false. Errors: PROFILER,
 * NO_MEMORY. */
hwnas_status_t *hwnas_region_enumerate(hwnas_region_t *region, bool force, bool *out_done, mpz_t out);

#endif
