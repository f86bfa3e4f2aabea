/* Counting by going through the choices one by one, where too many of them meet to be summed out.
 *
 * Choices come in the order in which one decides whether another is active, so that an inactive one has one
 * value only, and every condition is asked as soon as it can be. Choices that nothing hangs on are summed out
 * before. */
#ifndef HWNAS_CORE_SPACE_SEARCH_H
#define HWNAS_CORE_SPACE_SEARCH_H

#include <gmp.h>

#include "space/eliminate.h"

/* *out_done is false, with *out untouched, if that would take too long. */
hwnas_status_t *hwnas_search_count(hwnas_arena_t *arena, const hwnas_space_t *space,
                                   const hwnas_elimination_of_t *of, bool *out_done, mpz_t out);

/* The first network, as a full point, if there is one; *out_done is false if that would take too long. */
hwnas_status_t *hwnas_search_find(hwnas_arena_t *arena, const hwnas_space_t *space,
                                  const hwnas_elimination_of_t *of, bool *out_done, bool *out_found,
                                  uint16_t *out_full);

#endif
