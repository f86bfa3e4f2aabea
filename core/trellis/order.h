/* The order in which a trellis goes through the variables of a space. */
#ifndef HWNAS_CORE_TRELLIS_ORDER_H
#define HWNAS_CORE_TRELLIS_ORDER_H

#include "space/space.h"

/* Variables that meet in one table. */
typedef struct hwnas_scope {
  const uint32_t *variables;
  uint32_t n;
} hwnas_scope_t;

/* Variables are gone through by time; that of a derived one comes after those of its causes, and before the
 * next choice. */
typedef struct hwnas_order {
  const hwnas_space_t *space;
  uint32_t *choices; /* variables of the choices, in order: layer l goes through choices[l] */
  size_t n;
  uint64_t *times; /* per variable */
} hwnas_order_t;

static inline size_t hwnas_order_layer(const hwnas_order_t *order, uint32_t variable) {
  return (size_t)(order->times[variable] >> 32);
}

/* Choices in the order of their first use by an operator, operators in module order. Memory is in arena.
 * Errors: NO_MEMORY. */
hwnas_status_t *hwnas_order_make(hwnas_arena_t *arena, const hwnas_space_t *space, hwnas_order_t *out);

/* After choices have changed places. */
void hwnas_order_set_times(hwnas_order_t *order);

/* Moves choices, those that meet most others first, to where least must be remembered: the sum over the
 * layers of the product of the sizes of what is open there (sifting: Rudell, ICCAD 1993). Errors:
 * NO_MEMORY. */
hwnas_status_t *hwnas_order_sift(hwnas_order_t *order, const hwnas_scope_t *scopes, size_t n_scopes);

#endif
