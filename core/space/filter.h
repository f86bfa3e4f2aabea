/* The conditions that make a point a legal network, as bytes. */
#ifndef HWNAS_CORE_SPACE_FILTER_H
#define HWNAS_CORE_SPACE_FILTER_H

#include "space/eliminate.h"

typedef struct hwnas_filters {
  hwnas_filter_t *items;
  size_t n;
  bool impossible; /* a condition without variables never holds */
  bool *relevant;  /* per variable: some filter depends on it */
  bool *causes;    /* per variable: a relevant one is derived from it */
} hwnas_filters_t;

/* When a choice is active: a table of truth values, or NULL for always. */
hwnas_status_t *hwnas_choice_activity(hwnas_arena_t *arena, const hwnas_space_t *space,
                                      const hwnas_choice_t *choice, const hwnas_table_t **out);

/* One filter per choice that is not always active, per constraint, per condition, and with `define` per
 * derived variable that one of them depends on. Filters that always hold are left out. TABLE_BUDGET error if
 * what a derived variable is does not fit into a table; never without `define`. */
hwnas_status_t *hwnas_filters_make(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, bool define, hwnas_filters_t *out);

#endif
