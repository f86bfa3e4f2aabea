/* Why a region has no networks. */
#ifndef HWNAS_CORE_SEARCH_EXPLAIN_H
#define HWNAS_CORE_SEARCH_EXPLAIN_H

#include "search/region.h"

/* Adds to an error of a region that has a trellis and no networks: limits that exclude each other, and to
 * each the nearest value that networks have which keep to the others, with one of them. Takes a few searches
 * of bounded length; where one of them does not come to an end, or a trellis without one of the conditions is
 * too large, less is said. Returns status, or NO_MEMORY in its place. */
hwnas_status_t *hwnas_region_explain(const hwnas_region_t *region, hwnas_status_t *status);

#endif
