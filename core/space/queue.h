/* Variables waiting for their turn, each with a size that may change: the smallest goes first. */
#ifndef HWNAS_CORE_SPACE_QUEUE_H
#define HWNAS_CORE_SPACE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct hwnas_queue {
  double *sizes;    /* per variable */
  uint32_t *places; /* per variable: 1 + its place in the heap; 0: it does not wait */
  uint32_t *heap;   /* n variables; none goes before the one at half its place */
  size_t n;
} hwnas_queue_t;

/* For n variables, none of which waits. Everything lives in arena; false when memory ran out. */
bool hwnas_queue_init(hwnas_queue_t *queue, hwnas_arena_t *arena, size_t n);
/* Sets the size of a variable, which waits from now on. */
void hwnas_queue_set(hwnas_queue_t *queue, uint32_t variable, double size);
/* Takes out the variable of the smallest size, among equals that of the largest number. Some must wait. */
uint32_t hwnas_queue_take(hwnas_queue_t *queue);
static inline bool hwnas_queue_has(const hwnas_queue_t *queue, uint32_t variable) {
  return queue->places[variable] > 0;
}

#endif
