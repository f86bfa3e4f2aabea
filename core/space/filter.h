/* The conditions that make a point a legal network, as bytes. */
#ifndef HWNAS_CORE_SPACE_FILTER_H
#define HWNAS_CORE_SPACE_FILTER_H

#include "space/eliminate.h"

/* One filter per choice that is not always active, per derived variable, per constraint and per condition.
 * Filters that always hold are left out; *out_impossible tells that one never does. */
hwnas_status_t *hwnas_filters_make(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, hwnas_filter_t **out, size_t *out_n,
                                   bool *out_impossible);

#endif
