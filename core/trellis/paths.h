/* The least and the greatest sum of edge values over paths. */
#ifndef HWNAS_CORE_TRELLIS_PATHS_H
#define HWNAS_CORE_TRELLIS_PATHS_H

#include "trellis/trellis.h"

/* Per node, over the paths from it to the end. values: one per edge, of any sign. */
void hwnas_paths_after(const hwnas_trellis_t *trellis, const int64_t *values, int64_t *out_least,
                       int64_t *out_most);
/* Per node, over the paths from the root to it. values: at least 0. */
void hwnas_paths_before(const hwnas_trellis_t *trellis, const int64_t *values, int64_t *out_least,
                        int64_t *out_most);

#endif
