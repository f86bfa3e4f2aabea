/* The conditions that make a point a legal network, as bytes. */
#ifndef HWNAS_CORE_SPACE_FILTER_H
#define HWNAS_CORE_SPACE_FILTER_H

#include "space/eliminate.h"

typedef struct hwnas_filters {
  hwnas_filter_t *items;
  size_t n;
  bool impossible; /* a condition without variables never holds */
  bool *relevant;  /* per variable: some filter depends on it */
} hwnas_filters_t;

/* One filter per choice that is not always active, per constraint, per condition, and per derived variable
 * that one of them depends on. Filters that always hold are left out. */
hwnas_status_t *hwnas_filters_make(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, hwnas_filters_t *out);

#endif
