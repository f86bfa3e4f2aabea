/* Subsets of the first n numbers, as sets: what a choice of some out of n chooses among. */
#ifndef HWNAS_CORE_EXPR_SUBSETS_H
#define HWNAS_CORE_EXPR_SUBSETS_H

#include "base/arena.h"
#include "base/status.h"
#include "base/value.h"

#define HWNAS_SUBSETS_MAX ((size_t)1 << 16)
#define HWNAS_SUBSETS_ANY SIZE_MAX

/* How many subsets of k numbers 0 to n - 1 has, of any size for HWNAS_SUBSETS_ANY; HWNAS_SUBSETS_MAX + 1 for
 * more than HWNAS_SUBSETS_MAX. */
size_t hwnas_subsets_count(size_t n, size_t k);
/* All of them, in lexicographic order ({}, {0}, {0, 1}, {1} for n = 2); at most HWNAS_SUBSETS_MAX. Errors:
 * NO_MEMORY. */
hwnas_status_t *hwnas_subsets_make(hwnas_arena_t *arena, size_t n, size_t k, const hwnas_list_t **out);
/* Whether the values are all the subsets of n numbers of one size, or of any, in that order. */
hwnas_status_t *hwnas_subsets_recognize(hwnas_arena_t *arena, const hwnas_value_t *values, size_t count,
                                        bool *out_are, size_t *out_n, size_t *out_k);

#endif
